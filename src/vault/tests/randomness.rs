//! Where randomness fails, nothing is issued.

use super::*;
use crate::vault::derivations::Permit;
use crate::vault::random::Drawn;
use hpke::rand_core::TryRng;

fn permit() -> Permit {
    Derivations::default().enter().unwrap()
}

#[test]
fn nothing_is_issued_without_random_bytes() {
    let none = Rng::failing_for_tests();
    let world = World::new(1);
    let (_, key) = world.channel();
    let instance = &world.instance;
    assert!(TrackingCode::random(&none).is_err());
    assert!(Identity::generate(&none).is_err());
    assert!(SessionSecret::random(&none).is_err());
    assert!(FormKey::random(&none).is_err());
    assert!(TokenKey::random(&none).is_err());
    assert!(totp::TotpSecret::random(&none).is_err());
    assert_eq!(
        small_box::seal(&[0; 32], b"", b"", &none).err(),
        Some(VaultError::Random)
    );
    let secret = SessionSecret::random(&world.rng).unwrap();
    let code = TrackingCode::random(&world.rng).unwrap();
    let locked = locked_key::lock_session(&world.root, &secret, instance, &none);
    assert_eq!(locked.err(), Some(VaultError::Random));
    assert_eq!(
        locked_key::lock_code(&world.root, &code, instance, &none).err(),
        Some(VaultError::Random)
    );
    let by_password = locked_key::lock_password(&world.root, "x", Cost::FLOOR, instance, &permit(), &none);
    assert_eq!(by_password.err(), Some(VaultError::Random));
    let recipients = world.recipients();
    let new = world.new_compartment(Compartment::Channel, &recipients);
    assert_eq!(
        open_compartment(&new, &world.reporter, &none).err(),
        Some(VaultError::Random)
    );
    assert_eq!(
        key.add_wrap(&recipients[0], &world.reporter, &none).err(),
        Some(VaultError::Random)
    );
    let record = world.record(RecordKind::Report);
    assert_eq!(
        key.seal_record(&record, &world.reporter, b"x", &none).err(),
        Some(VaultError::Random)
    );
    assert!(key.seal_stream(&record, &world.reporter, &none).is_err());
}

#[test]
fn bytes_drawn_beforehand_run_out_noticeably() {
    let mut drawn = Drawn::new(&Rng::for_tests(1)).unwrap();
    let mut out = [0; 32];
    drawn.try_fill_bytes(&mut out).unwrap();
    drawn.try_next_u64().unwrap();
    drawn.try_next_u32().unwrap();
    assert!(drawn.sufficed());
    drawn.try_fill_bytes(&mut out).unwrap();
    assert!(!drawn.sufficed());
    drawn.try_next_u32().unwrap();
    assert!(!drawn.sufficed());
}

#[test]
fn the_system_generator_does_not_repeat_itself() {
    let rng = Rng::system();
    let drawn: std::collections::HashSet<[u8; 16]> = (0..1_000).map(|_| rng.bytes().unwrap()).collect();
    assert_eq!(drawn.len(), 1_000);
}

#[test]
fn every_record_has_its_own_key() {
    let world = World::new(2);
    let (_, key) = world.channel();
    let record = world.record(RecordKind::Report);
    let sealed: std::collections::HashSet<Vec<u8>> = (0..500)
        .map(|_| {
            key.seal_record(&record, &world.reporter, b"same", &world.rng)
                .unwrap()
                .bytes[172..]
                .to_vec()
        })
        .collect();
    assert_eq!(sealed.len(), 500);
}
