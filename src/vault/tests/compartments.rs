//! Objects in the wrong place: moved between cases, compartments, epochs, rows, kinds and readers.

use super::*;

fn flaw<T>(result: Result<T, VaultError>) -> Option<VaultError> {
    result.err()
}

#[test]
fn every_reader_opens_and_nobody_else_does() {
    let world = World::new(1);
    let (sealed, key) = world.channel();
    let place = world.expected(Compartment::Channel, 0);
    let record = world.record(RecordKind::Report);
    let report = key
        .seal_record(&record, &world.reporter, "ทดสอบ".as_bytes(), &world.rng)
        .unwrap();
    let readers = [
        &world.reporter,
        &world.officers[0],
        &world.officers[1],
        &world.recovery,
    ];
    assert_eq!(sealed.wraps.len(), readers.len());
    for (reader, wrap) in readers.iter().zip(&sealed.wraps) {
        let opened =
            unlock_compartment(&sealed.header, &wrap.bytes, reader, &world.directory, &place).unwrap();
        let text = opened
            .open_record(
                RecordKind::Report,
                &record.record_id,
                &report.bytes,
                &report.signature,
                &world.directory,
            )
            .unwrap();
        assert_eq!(text.as_slice(), "ทดสอบ".as_bytes());
        for other in readers.iter().chain([&&world.stranger, &&world.root]) {
            if other.key_id() != reader.key_id() {
                let opened = unlock_compartment(&sealed.header, &wrap.bytes, other, &world.directory, &place);
                assert_eq!(flaw(opened), Some(VaultError::Damaged));
            }
        }
    }
}

#[test]
fn a_compartment_opens_only_in_its_place() {
    let world = World::new(2);
    let (sealed, _) = world.channel();
    let wrap = &sealed.wraps[1].bytes;
    let place = world.expected(Compartment::Channel, 0);
    let open = |place| unlock_compartment(&sealed.header, wrap, &world.officers[0], &world.directory, &place);
    assert!(open(place).is_ok());
    let wrong = [
        Expected {
            instance: InstanceId([0; 16]),
            ..place
        },
        Expected {
            case_id: [6; 16],
            ..place
        },
        Expected {
            compartment: Compartment::Identity,
            ..place
        },
        Expected { epoch: 1, ..place },
    ];
    for place in wrong {
        assert_eq!(flaw(open(place)), Some(VaultError::Damaged));
    }
}

#[test]
fn a_wrap_of_another_compartment_does_not_open() {
    let world = World::new(3);
    let (first, _) = world.channel();
    let (second, _) = world.channel();
    let place = world.expected(Compartment::Channel, 0);
    let opened = unlock_compartment(
        &first.header,
        &second.wraps[1].bytes,
        &world.officers[0],
        &world.directory,
        &place,
    );
    assert_eq!(flaw(opened), Some(VaultError::Damaged));
}

#[test]
fn a_header_or_wrap_made_by_a_stranger_is_refused() {
    let world = World::new(4);
    let (sealed, key) = world.channel();
    let place = world.expected(Compartment::Channel, 0);
    let recipient = world.recipients()[0];
    let granted = key.add_wrap(&recipient, &world.stranger, &world.rng).unwrap();
    let open = |wrap: &[u8]| {
        unlock_compartment(&sealed.header, wrap, &world.officers[0], &world.directory, &place).is_ok()
    };
    assert!(!open(&granted.bytes), "granted by a stranger");
    let granted = key.add_wrap(&recipient, &world.officers[1], &world.rng).unwrap();
    assert!(open(&granted.bytes), "granted by an officer");
    // A stranger may make a whole case of its own, but not an internal compartment: no directory knows it.
    let recipients = world.recipients();
    let new = world.new_compartment(Compartment::Internal, &recipients);
    let (sealed, _) = open_compartment(&new, &world.stranger, &world.rng).unwrap();
    let place = world.expected(Compartment::Internal, 0);
    let wrap = &sealed.wraps[0].bytes;
    let opened = unlock_compartment(&sealed.header, wrap, &world.officers[0], &world.directory, &place);
    assert_eq!(flaw(opened), Some(VaultError::Damaged));
}

#[test]
fn records_do_not_move() {
    let world = World::new(5);
    let (_, key) = world.channel();
    let (_, other_case) = world.channel();
    let record = world.record(RecordKind::ReporterMessage);
    let sealed = key
        .seal_record(&record, &world.reporter, b"moved?", &world.rng)
        .unwrap();
    let open = |key: &CompartmentKey, kind, id: &[u8; 16]| {
        key.open_record(kind, id, &sealed.bytes, &sealed.signature, &unknown)
            .is_ok()
    };
    assert!(open(&key, RecordKind::ReporterMessage, &record.record_id));
    assert!(
        !open(&other_case, RecordKind::ReporterMessage, &record.record_id),
        "another case"
    );
    assert!(!open(&key, RecordKind::Report, &record.record_id), "another kind");
    assert!(!open(&key, RecordKind::ReporterMessage, &[0; 16]), "another row");
    let another = world.record(RecordKind::ReporterMessage);
    let later = key
        .seal_record(&another, &world.reporter, b"later", &world.rng)
        .unwrap();
    let mixed = key.open_record(
        another.kind,
        &another.record_id,
        &later.bytes,
        &sealed.signature,
        &unknown,
    );
    assert!(mixed.is_err(), "the signature of another record");
}

#[test]
fn a_holder_of_the_key_cannot_write_as_somebody_else() {
    let world = World::new(6);
    let (_, key) = world.channel();
    let record = world.record(RecordKind::ReporterMessage);
    // The stranger has the key, and claims the reporter's name under its own signature.
    let forged = key
        .seal_record(&record, &world.stranger, b"I confess", &world.rng)
        .unwrap();
    let open = |bytes: &[u8], signature: &[u8; 64]| {
        key.open_record(record.kind, &record.record_id, bytes, signature, &world.directory)
            .err()
    };
    assert_eq!(
        open(&forged.bytes, &forged.signature),
        Some(VaultError::Damaged),
        "an unknown author"
    );
    let salt = [4; 32];
    let honest = key
        .seal_with_salt(&record, &world.reporter, b"I confess", salt)
        .unwrap();
    let signature = record::sign(&world.stranger, &honest.record_hash, &honest.body_sha256);
    assert_eq!(
        open(&honest.bytes, &signature),
        Some(VaultError::Damaged),
        "another's signature"
    );
    assert_eq!(open(&honest.bytes, &honest.signature), None);
}

#[test]
fn notes_and_identities_are_refused_in_the_channel() {
    let world = World::new(7);
    let (_, channel) = world.channel();
    let recipients = world.recipients();
    let seal = |key: &CompartmentKey, kind| {
        key.seal_record(&world.record(kind), &world.officers[0], b"x", &world.rng)
            .is_ok()
    };
    let open = |compartment, author| {
        open_compartment(
            &world.new_compartment(compartment, &recipients),
            author,
            &world.rng,
        )
        .unwrap()
        .1
    };
    let internal = open(Compartment::Internal, &world.officers[0]);
    let identity = open(Compartment::Identity, &world.reporter);
    assert!(!seal(&channel, RecordKind::Note) && !seal(&channel, RecordKind::Identity));
    assert!(seal(&internal, RecordKind::Note) && !seal(&internal, RecordKind::Identity));
    assert!(!seal(&identity, RecordKind::Note) && seal(&identity, RecordKind::Identity));
}

#[test]
fn the_internal_compartment_never_has_a_reporter() {
    let world = World::new(8);
    let recipients = world.recipients();
    let mut new = world.new_compartment(Compartment::Internal, &recipients);
    let (sealed, key) = open_compartment(&new, &world.officers[0], &world.rng).unwrap();
    assert_eq!(sealed.header.len(), 278);
    assert_eq!(key.header().reporter, None);
    assert!(sealed.wraps.iter().all(|wrap| wrap.role != WrapRole::Reporter));
    new.reporter = Some(world.reporter.public());
    assert_eq!(
        flaw(open_compartment(&new, &world.officers[0], &world.rng)),
        Some(VaultError::Refused)
    );
}

#[test]
fn a_compartment_without_recovery_or_with_a_double_reader_is_refused() {
    let world = World::new(9);
    let all = world.recipients();
    let twice = [all.clone(), vec![all[0]]].concat();
    for recipients in [&all[..2], &twice, &[]] {
        let new = world.new_compartment(Compartment::Channel, recipients);
        assert_eq!(
            flaw(open_compartment(&new, &world.reporter, &world.rng)),
            Some(VaultError::Refused)
        );
    }
    let mut new = world.new_compartment(Compartment::Channel, &all);
    assert_eq!(
        flaw(open_compartment(&new, &world.officers[0], &world.rng)),
        Some(VaultError::Refused)
    );
    new.instance = InstanceId([0; 16]);
    assert_eq!(
        flaw(open_compartment(&new, &world.reporter, &world.rng)),
        Some(VaultError::Refused)
    );
}

#[test]
fn a_removed_officer_reads_the_old_epoch_and_not_the_new_one() {
    let world = World::new(10);
    let (old, old_key) = world.channel();
    let remaining = &world.recipients()[1..];
    let (new, new_key) = rotate_compartment(
        old_key.header(),
        &world.directory,
        remaining,
        &world.officers[1],
        &world.rng,
    )
    .unwrap();
    let place = world.expected(Compartment::Channel, 1);
    let open = |reader: &Identity| {
        let wrap = new.wraps.iter().find(|wrap| wrap.recipient == reader.key_id())?;
        unlock_compartment(&new.header, &wrap.bytes, reader, &world.directory, &place).ok()
    };
    assert!(
        open(&world.reporter).is_some()
            && open(&world.officers[1]).is_some()
            && open(&world.recovery).is_some()
    );
    assert!(open(&world.officers[0]).is_none());
    assert_eq!(new_key.header().prev, old_key.header_hash());
    assert_eq!(new_key.header().epoch, 1);
    let wrap = &old.wraps[1].bytes;
    let as_new = unlock_compartment(&old.header, wrap, &world.officers[0], &world.directory, &place);
    assert_eq!(
        flaw(as_new),
        Some(VaultError::Damaged),
        "the old epoch served as the new one"
    );
    let record = world.record(RecordKind::OfficerMessage);
    let sealed = old_key
        .seal_record(&record, &world.officers[0], b"x", &world.rng)
        .unwrap();
    let moved = new_key.open_record(
        record.kind,
        &record.record_id,
        &sealed.bytes,
        &sealed.signature,
        &world.directory,
    );
    assert_eq!(flaw(moved), Some(VaultError::Damaged));
    let by_reporter = rotate_compartment(
        old_key.header(),
        &world.directory,
        remaining,
        &world.reporter,
        &world.rng,
    );
    assert_eq!(flaw(by_reporter), Some(VaultError::Refused));
}

#[test]
fn the_next_epoch_names_the_header_before_it_and_the_same_reporter() {
    let world = World::new(13);
    let (_, key) = world.channel();
    let first = key.header();
    let recipients = world.recipients();
    let rotated = |from: &Header| {
        let (_, key) = rotate_compartment(
            from,
            &world.directory,
            &recipients,
            &world.officers[1],
            &world.rng,
        )
        .unwrap();
        key.header().clone()
    };
    let second = rotated(first);
    let third = rotated(&second);
    assert_eq!(first.check_successor(&second), Ok(()));
    assert_eq!(second.check_successor(&third), Ok(()));
    assert_eq!(
        first.check_successor(&third),
        Err(VaultError::Damaged),
        "one left out"
    );
    assert_eq!(
        second.check_successor(&second),
        Err(VaultError::Damaged),
        "one twice"
    );
    for wrong in [
        Header {
            prev: [9; 32],
            ..second.clone()
        },
        Header {
            case_id: [9; 16],
            ..second.clone()
        },
        Header {
            reporter: Some(world.stranger.public()),
            ..second.clone()
        },
        Header {
            compartment: Compartment::Identity,
            ..second.clone()
        },
    ] {
        assert_eq!(first.check_successor(&wrong), Err(VaultError::Damaged));
    }
}

#[test]
fn a_first_header_is_the_reporters_and_a_later_one_an_officers() {
    let world = World::new(11);
    let (_, key) = world.channel();
    let verify = |header: &Header, author: &Identity| {
        let (header, signature) = Header::parse(&header.signed(author)).unwrap();
        header.verify(&signature, &world.directory)
    };
    let first = key.header().clone();
    assert_eq!(verify(&first, &world.reporter), Ok(()));
    let by_officer = Header {
        author: world.officers[0].key_id(),
        ..first.clone()
    };
    assert_eq!(verify(&by_officer, &world.officers[0]), Err(Flaw::Policy));
    let later = Header {
        epoch: 1,
        prev: [1; 32],
        ..first
    };
    assert_eq!(verify(&later, &world.reporter), Err(Flaw::Policy));
    let later = Header {
        author: world.officers[0].key_id(),
        ..later
    };
    assert_eq!(verify(&later, &world.officers[0]), Ok(()));
}

#[test]
fn a_lookup_that_answers_with_another_key_is_not_believed() {
    let world = World::new(12);
    let (_, key) = world.channel();
    let liar = |_: &KeyId| Some(world.stranger.public());
    let asked = world.officers[0].key_id();
    assert_eq!(key.header().signer(&asked, &liar), Err(Flaw::Signature));
    assert_eq!(
        key.header().signer(&asked, &world.directory),
        Ok(world.officers[0].public())
    );
}
