//! Every byte of every small object, changed, cut and lengthened: all refused.

use super::*;
use crate::vault::locked_key::{
    lock_code, lock_password, lock_session, unlock_code, unlock_password, unlock_session,
};

/// Calls `opens` with every single-byte change (all eight bits, and inverted), every truncation and extensions.
fn refuses_all_changes(bytes: &[u8], masks: &[u8], opens: impl Fn(&[u8]) -> bool) {
    assert!(opens(bytes), "the untouched object opens");
    for place in 0..bytes.len() {
        for mask in masks {
            let mut changed = bytes.to_vec();
            changed[place] ^= mask;
            assert!(!opens(&changed), "byte {place} changed by {mask:#04x}");
        }
    }
    refuses_other_lengths(bytes, opens);
}

fn refuses_other_lengths(bytes: &[u8], opens: impl Fn(&[u8]) -> bool) {
    for length in 0..bytes.len() {
        assert!(!opens(&bytes[..length]), "cut to {length}");
    }
    for extra in [1, 16, 20, 100] {
        assert!(!opens(&[bytes, &vec![0; extra]].concat()), "longer by {extra}");
    }
    assert!(!opens(&[bytes, bytes].concat()), "doubled");
}

const EVERY_BIT: [u8; 9] = [1, 2, 4, 8, 16, 32, 64, 128, 255];

#[test]
fn no_changed_header_opens() {
    let world = World::new(1);
    let (sealed, _) = world.channel();
    let place = world.expected(Compartment::Channel, 0);
    let mine = world.officers[0].key_id();
    let wrap = sealed.wraps.iter().find(|wrap| wrap.recipient == mine).unwrap();
    refuses_all_changes(&sealed.header, &EVERY_BIT, |header| {
        unlock_compartment(header, &wrap.bytes, &world.officers[0], &world.directory, &place).is_ok()
    });
    // Also without a wrap to catch it: the header's own signature covers every byte.
    refuses_all_changes(&sealed.header, &EVERY_BIT, |bytes| {
        Header::parse(bytes)
            .and_then(|(header, signature)| header.verify(&signature, &world.directory))
            .is_ok()
    });
}

#[test]
fn no_changed_header_or_wrap_of_a_later_key_opens() {
    let world = World::new(12);
    let (_, first) = world.channel();
    let stays = &world.recipients()[1..];
    let officer = &world.officers[1];
    let (sealed, _) =
        rotate_compartment(first.header(), &world.directory, stays, officer, &world.rng).unwrap();
    let place = world.expected(Compartment::Channel, 1);
    let opens = |header: &[u8], wrap: &[u8], reader: &Identity| {
        unlock_compartment(header, wrap, reader, &world.directory, &place).is_ok()
    };
    for reader in [&world.reporter, officer, &world.recovery] {
        let mine = reader.key_id();
        let wrap = sealed.wraps.iter().find(|wrap| wrap.recipient == mine).unwrap();
        refuses_all_changes(&wrap.bytes, &[1, 128], |bytes| {
            opens(&sealed.header, bytes, reader)
        });
        refuses_all_changes(&sealed.header, &[1, 128], |bytes| {
            opens(bytes, &wrap.bytes, reader)
        });
    }
}

#[test]
fn no_changed_wrap_opens_for_any_role() {
    let world = World::new(2);
    let (sealed, _) = world.channel();
    let place = world.expected(Compartment::Channel, 0);
    for (reader, wrap) in [
        &world.reporter,
        &world.officers[0],
        &world.officers[1],
        &world.recovery,
    ]
    .iter()
    .zip(&sealed.wraps)
    {
        refuses_all_changes(&wrap.bytes, &[1, 128, 255], |bytes| {
            unlock_compartment(&sealed.header, bytes, reader, &world.directory, &place).is_ok()
        });
    }
}

#[test]
fn no_changed_record_opens() {
    let world = World::new(3);
    let (_, key) = world.channel();
    let record = world.record(RecordKind::Report);
    let text = "รายงานการทุจริต".repeat(20);
    let sealed = key
        .seal_record(&record, &world.reporter, text.as_bytes(), &world.rng)
        .unwrap();
    let opens = |bytes: &[u8], signature: &[u8; 64]| {
        key.open_record(RecordKind::Report, &record.record_id, bytes, signature, &unknown)
            .is_ok()
    };
    assert_eq!(sealed.bytes.len(), 4316);
    refuses_all_changes(&sealed.bytes, &[1, 128], |bytes| opens(bytes, &sealed.signature));
    for place in 0..64 {
        for mask in EVERY_BIT {
            let mut signature = sealed.signature;
            signature[place] ^= mask;
            assert!(!opens(&sealed.bytes, &signature), "signature byte {place}");
        }
    }
}

#[test]
fn a_server_without_keys_refuses_every_changed_record_too() {
    let world = World::new(4);
    let (_, key) = world.channel();
    let record = world.record(RecordKind::Report);
    let sealed = key
        .seal_record(&record, &world.reporter, b"x", &world.rng)
        .unwrap();
    let author = world.reporter.public();
    refuses_all_changes(&sealed.bytes, &[1], |bytes| {
        record::check_sealed(bytes, &sealed.signature, &key.header_hash(), &author).is_ok()
    });
}

#[test]
fn no_changed_key_locked_by_code_or_session_opens() {
    let world = World::new(5);
    let (id, instance) = (world.root.key_id(), &world.instance);
    let secret = SessionSecret::random(&world.rng).unwrap();
    let code = TrackingCode::random(&world.rng).unwrap();
    let by_session = lock_session(&world.root, &secret, instance, &world.rng).unwrap();
    refuses_all_changes(&by_session, &EVERY_BIT, |bytes| {
        unlock_session(bytes, &secret, &id, instance).is_ok()
    });
    let by_code = lock_code(&world.root, &code, instance, &world.rng).unwrap();
    refuses_all_changes(&by_code, &EVERY_BIT, |bytes| {
        unlock_code(bytes, &code, &id, instance).is_ok()
    });
}

#[test]
fn no_changed_key_locked_by_password_opens() {
    let world = World::new(6);
    let (id, instance) = (world.root.key_id(), &world.instance);
    let permit = Derivations::default().enter().unwrap();
    let locked = lock_password(&world.root, "x", Cost::FLOOR, instance, &permit, &world.rng).unwrap();
    // Each change costs a derivation, so one bit of each byte; the passes and lanes are changed in their low
    // byte only, the rest is refused by the ceiling, which another test holds.
    let opens = |bytes: &[u8]| unlock_password(bytes, "x", &id, instance, &permit).is_ok();
    refuses_all_changes(&locked, &[1], opens);
}

#[test]
fn no_changed_directory_verifies() {
    let world = World::new(7);
    let signed = world.fields.sign(&world.root);
    let root = world.root.public().sig_pk;
    let verifies = |bytes: &[u8], signature: &[u8; 64]| {
        VerifiedDirectory::verify(bytes, signature, &root, &world.instance, LONGEST_VALIDITY, NOW).is_ok()
    };
    refuses_all_changes(&signed.bytes, &[1, 32, 128], |bytes| {
        verifies(bytes, &signed.signature)
    });
    for place in 0..64 {
        let mut signature = signed.signature;
        signature[place] ^= 1;
        assert!(!verifies(&signed.bytes, &signature));
    }
}

#[test]
fn no_changed_submission_is_accepted() {
    let world = World::new(8);
    let (sealed, key) = world.channel();
    let record = world.record(RecordKind::Report);
    let report = key
        .seal_record(&record, &world.reporter, b"x", &world.rng)
        .unwrap();
    let bytes = submission::encode(&[0xAB; 32], &sealed, &[report]).unwrap();
    let recipients: Vec<_> = world
        .recipients()
        .iter()
        .map(|reader| (reader.key_id(), reader.role()))
        .collect();
    let rules = SubmissionRules {
        instance: world.instance,
        compartment: Compartment::Channel,
        directories: &[&world.directory],
        recipients: &recipients,
        now: NOW,
    };
    // The lookup id is the one free value: whoever submits chooses it.
    refuses_all_changes(&bytes, &[1], |changed| {
        rules
            .accept(changed)
            .is_ok_and(|accepted| accepted.parts.lookup_id == [0xAB; 32])
    });
}
