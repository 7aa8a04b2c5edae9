//! The receiver directory: wrong root, wrong place, out of date, rolled back, only in the database.

use super::*;

fn refused(fields: &Directory, world: &World) -> VaultError {
    verified(fields, &world.root).unwrap_err()
}

#[test]
fn a_directory_survives_its_own_bytes() {
    let world = World::new(1);
    assert_eq!(*world.directory.directory(), world.fields);
    let mut fields = world.fields.clone();
    fields.log_pk = Some([7; 32]);
    fields.entries[1].revoked = true;
    assert_eq!(*verified(&fields, &world.root).unwrap().directory(), fields);
}

#[test]
fn only_the_root_key_makes_a_directory() {
    let world = World::new(2);
    let signed = world.fields.sign(&world.stranger);
    let verify = |root: &Identity, instance: &InstanceId, now| {
        let root = root.public().sig_pk;
        VerifiedDirectory::verify(
            &signed.bytes,
            &signed.signature,
            &root,
            instance,
            LONGEST_VALIDITY,
            now,
        )
    };
    assert!(verify(&world.stranger, &world.instance, NOW).is_ok());
    assert_eq!(
        verify(&world.root, &world.instance, NOW),
        Err(VaultError::Damaged)
    );
    assert_eq!(
        verify(&world.stranger, &InstanceId([0; 16]), NOW),
        Err(VaultError::Damaged)
    );
}

#[test]
fn a_directory_counts_only_between_its_dates() {
    let world = World::new(3);
    let signed = world.fields.sign(&world.root);
    let root = world.root.public().sig_pk;
    let at = |now| {
        VerifiedDirectory::verify(
            &signed.bytes,
            &signed.signature,
            &root,
            &world.instance,
            LONGEST_VALIDITY,
            now,
        )
        .err()
    };
    assert_eq!(at(world.fields.issued - 1), Some(VaultError::Expired));
    assert_eq!(at(world.fields.issued), None);
    assert_eq!(at(world.fields.expires - 1), None);
    assert_eq!(at(world.fields.expires), Some(VaultError::Expired));
}

#[test]
fn a_signed_directory_must_still_make_sense() {
    let world = World::new(4);
    let change = |change: fn(&mut Directory)| {
        let mut fields = world.fields.clone();
        change(&mut fields);
        refused(&fields, &world)
    };
    assert_eq!(
        change(|d| d.expires = d.issued + LONGEST_VALIDITY + 1),
        VaultError::Damaged
    );
    assert_eq!(change(|d| d.expires = d.issued), VaultError::Damaged);
    assert_eq!(
        change(|d| (d.issued, d.expires) = (i64::MIN, i64::MAX)),
        VaultError::Damaged
    );
    assert_eq!(change(|d| d.min_suite = 2), VaultError::Damaged);
    assert_eq!(
        change(|d| d.entries.push(d.entries[0].clone())),
        VaultError::Damaged
    );
    assert_eq!(
        change(|d| d.entries[0].not_after = d.entries[0].not_before),
        VaultError::Damaged
    );
}

#[test]
fn directory_bytes_are_read_strictly_even_when_signed() {
    let world = World::new(5);
    let text = String::from_utf8(world.fields.sign(&world.root).bytes).unwrap();
    let kem = HEXLOWER.encode(&world.officers[0].public().kem_pk);
    let changes = [
        text.replacen("\"version\":3", "\"version\":3,\"version\":3", 1),
        text.replacen("\"version\":3", "\"version\":\"3\"", 1),
        text.replacen("\"version\":3", "\"version\":3,\"more\":1", 1),
        text.replacen("\"version\":3,", "", 1),
        text.replacen("\"role\":\"officer\"", "\"role\":\"Officer\"", 1),
        text.replacen("\"suite\":1", "\"suite\":2", 1),
        text.replacen(&kem, &kem.to_uppercase(), 1),
        text.replacen(&kem, &kem[2..], 1),
        text.replacen(&kem, &HEXLOWER.encode(&[1; 32]), 1),
        format!("{text} x"),
        String::new(),
    ];
    for bytes in changes {
        assert_ne!(bytes, text);
        let signature = world
            .root
            .sign(crate::vault::label::DIRECTORY, &[bytes.as_bytes()]);
        let root = world.root.public().sig_pk;
        let read = VerifiedDirectory::verify(
            bytes.as_bytes(),
            &signature,
            &root,
            &world.instance,
            LONGEST_VALIDITY,
            NOW,
        );
        assert_eq!(read.err(), Some(VaultError::Damaged), "{bytes}");
    }
}

#[test]
fn a_successor_has_a_higher_version_and_names_its_predecessor() {
    let world = World::new(6);
    let next = |fields: Directory| verified(&fields, &world.root).unwrap();
    let good = next(world.fields.clone().following(&world.directory));
    assert_eq!(world.directory.check_successor(&good), Ok(()));
    assert_eq!(
        good.check_successor(&world.directory),
        Err(VaultError::Refused),
        "rolled back"
    );
    assert_eq!(
        world.directory.check_successor(&world.directory),
        Err(VaultError::Refused),
        "replayed"
    );
    let fields = world.fields.clone().following(&world.directory);
    let unchained = next(Directory {
        prev: [0; 32],
        ..fields.clone()
    });
    assert_eq!(
        world.directory.check_successor(&unchained),
        Err(VaultError::Refused)
    );
    let same_version = next(Directory {
        version: world.fields.version,
        ..fields
    });
    assert_eq!(
        world.directory.check_successor(&same_version),
        Err(VaultError::Refused)
    );
}

#[test]
fn only_valid_keys_of_the_directory_are_sealed_to() {
    let world = World::new(7);
    let id = world.officers[0].key_id();
    let of = |directory: &VerifiedDirectory, id: &KeyId, role, now| directory.recipient(id, role, now).err();
    assert_eq!(of(&world.directory, &id, WrapRole::Officer, NOW), None);
    assert_eq!(
        of(&world.directory, &id, WrapRole::Custodian, NOW),
        Some(VaultError::Refused),
        "another role"
    );
    assert_eq!(
        of(&world.directory, &id, WrapRole::Reporter, NOW),
        Some(VaultError::Refused)
    );
    let outsider = world.stranger.key_id();
    assert_eq!(
        of(&world.directory, &outsider, WrapRole::Officer, NOW),
        Some(VaultError::Refused),
        "database only"
    );
    let mut fields = world.fields.clone();
    (fields.entries[0].not_before, fields.entries[0].not_after) = (NOW + 10, NOW + 20);
    let dated = verified(&fields, &world.root).unwrap();
    for (now, error) in [
        (NOW + 9, Some(VaultError::Expired)),
        (NOW + 10, None),
        (NOW + 19, None),
        (NOW + 20, Some(VaultError::Expired)),
        (fields.expires, Some(VaultError::Expired)),
    ] {
        assert_eq!(of(&dated, &id, WrapRole::Officer, now), error);
    }
    fields.entries[0].revoked = true;
    let revoked = verified(&fields, &world.root).unwrap();
    assert_eq!(
        of(&revoked, &id, WrapRole::Officer, NOW + 10),
        Some(VaultError::Refused)
    );
    assert_eq!(
        revoked.find(&id),
        Some(world.officers[0].public()),
        "old signatures stay readable"
    );
    assert_eq!(revoked.find(&outsider), None);
}
