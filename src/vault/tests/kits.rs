//! The recovery kit.

use super::*;
use zeroize::Zeroizing;

/// Computed apart from this program, with HMAC-SHA256 of another library, from the formula in section 6.
const KEM_SEED: &str = "931970c3bbbcd9b8f9e66fa11ba4c25744b9245a409afd6482365caa83b734a1";
const SIG_SEED: &str = "b72191450a644b62c8facdbaf8b6e871f673a000e6a3b66478ea10d41308a317";
const KIT_KEM_SEED: &str = "48a80b5865473ba5478e5ae8de2a84e3ef30ed14e70851d7384f323a44f88370";

#[test]
fn the_recovery_identity_follows_from_the_master_secret() {
    let master = Zeroizing::new(std::array::from_fn(|place| u8::try_from(place).unwrap()));
    let identity = recovery::from_master(&master);
    assert_eq!(HEXLOWER.encode(identity.seeds()), [KEM_SEED, SIG_SEED].concat());
}

#[test]
fn the_recovery_identity_follows_from_the_kit_code_and_the_instance() {
    let kit = TrackingCode::from_number(123_456_789_012_345_678_901_234_567_890);
    let identity = recovery::identity(&kit, &InstanceId([b'i'; 16]));
    assert_eq!(HEXLOWER.encode(&identity.seeds()[..32]), KIT_KEM_SEED);
    assert_ne!(
        identity.key_id(),
        recovery::identity(&kit, &InstanceId([b'j'; 16])).key_id()
    );
    assert_ne!(
        identity.key_id(),
        kit.derive(&InstanceId([b'i'; 16])).identity.key_id()
    );
}

#[test]
fn the_root_key_opens_under_its_kit_and_no_other() {
    let rng = Rng::for_tests(1);
    let (kit, other) = (
        TrackingCode::random(&rng).unwrap(),
        TrackingCode::random(&rng).unwrap(),
    );
    let root = Identity::generate(&rng).unwrap();
    let instance = InstanceId([3; 16]);
    let public = root.public().sig_pk;
    let locked = recovery::lock_root(&root, &kit, &instance, &rng).unwrap();
    let open = |code, public, instance| {
        recovery::unlock_root(&locked, code, public, instance).map(|root| root.key_id())
    };
    assert_eq!(open(&kit, &public, &instance), Ok(root.key_id()));
    assert_eq!(open(&other, &public, &instance), Err(VaultError::Mistyped));
    assert_eq!(open(&kit, &[0; 32], &instance), Err(VaultError::Damaged));
    assert_eq!(
        open(&kit, &public, &InstanceId([4; 16])),
        Err(VaultError::Damaged)
    );
}
