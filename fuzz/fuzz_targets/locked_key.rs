//! Locked keys from anywhere. Passwords are left out: one derivation is too slow to fuzz.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sujarit::vault::{InstanceId, KeyId, SessionSecret, TrackingCode, locked_key};

fuzz_target!(|bytes: &[u8]| {
    let owner = bytes
        .get(36..68)
        .and_then(|id| id.try_into().ok())
        .map_or(KeyId([0; 32]), KeyId);
    let instance = bytes
        .get(68..84)
        .and_then(|id| id.try_into().ok())
        .map_or(InstanceId([0; 16]), InstanceId);
    let secret = SessionSecret::from_base64url(&"A".repeat(43)).unwrap();
    let code = TrackingCode::from_submission_key(&[0; 32], &instance);
    assert!(locked_key::unlock_session(bytes, &secret, &owner, &instance).is_err());
    assert!(locked_key::unlock_code(bytes, &code, &owner, &instance).is_err());
});
