//! Session cookies from anywhere: what is read is written back as it came.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sujarit::vault::SessionSecret;

fuzz_target!(|text: &str| {
    if let Ok(secret) = SessionSecret::from_base64url(text) {
        assert_eq!(*secret.to_base64url(), text);
    }
});
