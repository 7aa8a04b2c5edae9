//! Keys at rest: passwords, downgrades, memory bombs, blobs in the wrong place.

use super::*;
use crate::vault::locked_key::{LONGEST_PASSWORD, lock_code, lock_password, lock_session, pretend_unlock};
use crate::vault::locked_key::{unlock_code, unlock_password, unlock_session};

fn permit() -> Permit {
    Derivations::default().enter().unwrap()
}

/// The key id inside, or why not: identities themselves have no `Debug`.
fn opened(result: Result<Identity, VaultError>) -> Result<KeyId, VaultError> {
    result.map(|identity| identity.key_id())
}

#[test]
fn a_password_opens_what_it_locked_and_no_other_does() {
    let world = World::new(1);
    let (mine, id) = (&world.officers[0], world.officers[0].key_id());
    let permit = permit();
    let lock =
        |password| lock_password(mine, password, Cost::FLOOR, &world.instance, &permit, &world.rng).unwrap();
    let locked = lock("รหัสผ่าน é");
    assert_eq!(locked.len(), 196);
    let open = |password: &str| opened(unlock_password(&locked, password, &id, &world.instance, &permit));
    assert_eq!(open("รหัสผ่าน é"), Ok(id));
    assert_eq!(
        open("รหัสผ่าน e\u{301}"),
        Ok(id),
        "the decomposed form is the same password"
    );
    assert_eq!(open("รหัสผ่าน e"), Err(VaultError::Mistyped));
    assert_eq!(open("รหัสผ่าน é "), Err(VaultError::Mistyped), "spaces count");
    assert_eq!(open(""), Err(VaultError::Mistyped));
    assert_ne!(locked[20..36], lock("รหัสผ่าน é")[20..36], "the salt is fresh");
}

#[test]
fn an_overlong_password_is_refused_before_any_work() {
    let world = World::new(2);
    let long = "a".repeat(LONGEST_PASSWORD + 1);
    let permit = permit();
    let locked = lock_password(
        &world.root,
        &long,
        Cost::FLOOR,
        &world.instance,
        &permit,
        &world.rng,
    );
    assert_eq!(locked.err(), Some(VaultError::Mistyped));
    assert_eq!(
        pretend_unlock(&"a".repeat(1 << 20), Cost::DEFAULT, &permit),
        VaultError::Mistyped
    );
    assert_eq!(pretend_unlock("a", Cost::FLOOR, &permit), VaultError::Mistyped);
}

#[test]
fn costs_outside_the_limits_are_refused() {
    assert!(Cost::new(19_455, 2, 1).is_err());
    assert!(Cost::new(19_456, 1, 1).is_err());
    assert!(Cost::new(19_456, 2, 0).is_err());
    assert!(Cost::new(1_048_577, 2, 1).is_err());
    assert!(Cost::new(19_456, 17, 1).is_err());
    assert!(Cost::new(19_456, 2, 9).is_err());
    assert_eq!(Cost::new(65_536, 3, 1), Ok(Cost::DEFAULT));
    assert_eq!(Cost::new(1_048_576, 16, 8), Ok(Cost::CEILING));
}

#[test]
fn a_row_that_asks_for_a_cheap_or_monstrous_derivation_is_damaged() {
    let world = World::new(3);
    let id = world.root.key_id();
    let permit = permit();
    let locked = lock_password(
        &world.root,
        "x",
        Cost::FLOOR,
        &world.instance,
        &permit,
        &world.rng,
    )
    .unwrap();
    for cost in [
        [8u32, 1, 1],
        [19_455, 2, 1],
        [19_456, 1, 1],
        [u32::MAX, 2, 1],
        [19_456, u32::MAX, 1],
        [19_456, 2, 9],
    ] {
        let mut hostile = locked;
        for (to, from) in hostile[8..20]
            .iter_mut()
            .zip(cost.iter().flat_map(|field| field.to_be_bytes()))
        {
            *to = from;
        }
        let result = opened(unlock_password(&hostile, "x", &id, &world.instance, &permit));
        assert_eq!(result, Err(VaultError::Damaged), "{cost:?}");
    }
}

#[test]
fn the_caller_decides_how_a_blob_is_unlocked() {
    let world = World::new(4);
    let (id, instance) = (world.root.key_id(), &world.instance);
    let secret = SessionSecret::random(&world.rng).unwrap();
    let code = TrackingCode::random(&world.rng).unwrap();
    let by_session = lock_session(&world.root, &secret, instance, &world.rng).unwrap();
    let by_code = lock_code(&world.root, &code, instance, &world.rng).unwrap();
    assert_eq!(
        opened(unlock_session(&by_session, &secret, &id, instance)),
        Ok(id)
    );
    assert_eq!(opened(unlock_code(&by_code, &code, &id, instance)), Ok(id));
    assert_eq!(
        opened(unlock_code(&by_session, &code, &id, instance)),
        Err(VaultError::Damaged)
    );
    assert_eq!(
        opened(unlock_session(&by_code, &secret, &id, instance)),
        Err(VaultError::Damaged)
    );
    let password = opened(unlock_password(&by_code, "x", &id, instance, &permit()));
    assert_eq!(password, Err(VaultError::Damaged));
}

#[test]
fn a_session_blob_under_another_officer_or_instance_is_refused() {
    let world = World::new(5);
    let [mine, theirs] = &world.officers;
    let secret = SessionSecret::random(&world.rng).unwrap();
    let other = SessionSecret::random(&world.rng).unwrap();
    let locked = lock_session(mine, &secret, &world.instance, &world.rng).unwrap();
    let open = |secret: &SessionSecret, id: KeyId, instance: &InstanceId| {
        opened(unlock_session(&locked, secret, &id, instance))
    };
    assert_eq!(open(&secret, mine.key_id(), &world.instance), Ok(mine.key_id()));
    assert_eq!(
        open(&secret, theirs.key_id(), &world.instance),
        Err(VaultError::Damaged)
    );
    assert_eq!(
        open(&secret, mine.key_id(), &InstanceId([0; 16])),
        Err(VaultError::Damaged)
    );
    assert_eq!(
        open(&other, mine.key_id(), &world.instance),
        Err(VaultError::Mistyped)
    );
    // Renaming the owner inside the blob does not help: the owner is part of both derived keys.
    let mut renamed = locked;
    renamed[36..68].copy_from_slice(&theirs.key_id().to_bytes());
    let result = opened(unlock_session(
        &renamed,
        &secret,
        &theirs.key_id(),
        &world.instance,
    ));
    assert_eq!(result, Err(VaultError::Mistyped));
}

#[test]
fn at_most_two_derivations_run_and_the_queue_is_bounded() {
    let gate = Derivations::new(2, 1);
    let (first, second) = (gate.enter().unwrap(), gate.enter().unwrap());
    let waiting = {
        let gate = gate.clone();
        std::thread::spawn(move || gate.enter().map(drop))
    };
    // The third waits; once it is in the queue a fourth is refused at once.
    while gate.waiting() == 0 {
        std::thread::yield_now();
    }
    assert_eq!(gate.enter().err(), Some(VaultError::Busy));
    assert!(!waiting.is_finished());
    drop(first);
    assert_eq!(waiting.join().unwrap(), Ok(()));
    drop(second);
    let all: Vec<Permit> = (0..2).map(|_| gate.enter().unwrap()).collect();
    assert_eq!(all.len(), 2);
}
