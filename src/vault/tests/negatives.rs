//! The published objects that must be refused, each by the check that is meant to catch it.

use super::vectors::{identity, published_key};
use super::*;

fn expected_flaw(name: &str) -> Flaw {
    match name {
        "Suite" => Flaw::Suite,
        "Parse" => Flaw::Parse,
        "Policy" => Flaw::Policy,
        "Commit" => Flaw::Commit,
        "Aead" => Flaw::Aead,
        "Sig" => Flaw::Signature,
        other => panic!("unknown flaw {other}"),
    }
}

#[test]
fn every_published_negative_object_is_refused() {
    let vectors = published();
    let key = published_key(&vectors);
    let header = hex(&vectors["header"]["bytes"]);
    let officer = identity(&vectors["officers"][0]);
    let place = key.header().place();
    let record = &vectors["records"][0];
    let (record_id, signature) = (fixed(&record["record_id"]), fixed(&record["sig"]));
    let negatives = vectors["negative"].as_array().unwrap();
    assert_eq!(negatives.len(), 28);
    for negative in negatives {
        let name = negative["name"].as_str().unwrap();
        let bytes = hex(&negative["bytes"]);
        let flaw = match negative["object"].as_str().unwrap() {
            "record" => key
                .open(RecordKind::Report, &record_id, &bytes, &signature, &unknown)
                .err(),
            "wrap" => compartment::unlock(&header, &bytes, &officer, &unknown, &place).err(),
            "header" => Header::parse(&bytes)
                .and_then(|(header, signature)| header.verify(&signature, &unknown))
                .err(),
            other => panic!("unknown object {other}"),
        };
        let wanted = expected_flaw(negative["error"].as_str().unwrap());
        // We compare the place before the signature, so a moved wrap is told as what it is.
        let moved = ["wrap: header hash", "wrap: recipient"]
            .contains(&name)
            .then_some(Flaw::Policy);
        // An author that nobody knows cannot be verified at all.
        assert_eq!(flaw, moved.or(Some(wanted)), "{name}");
    }
}

#[test]
fn the_salamander_is_refused_by_the_commitment_alone() {
    // A reporter seals another key to one officer, properly signed: only the commitment can notice.
    let world = World::new(1);
    let (sealed, key) = world.channel();
    let other = world.rng.bytes().unwrap();
    let wrap = wrap::seal(
        &key.header_hash(),
        &other,
        &world.officers[0].public(),
        WrapRole::Officer,
        &world.reporter,
        &world.rng,
    )
    .unwrap();
    let place = world.expected(Compartment::Channel, 0);
    let opened = compartment::unlock(
        &sealed.header,
        &wrap.bytes,
        &world.officers[0],
        &world.directory,
        &place,
    );
    assert_eq!(opened.err(), Some(Flaw::Commit));
}

#[test]
fn low_order_keys_are_never_sealed_to() {
    let world = World::new(2);
    let points = [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ];
    for point in points {
        let key = PublicIdentity {
            kem_pk: HEXLOWER.decode(point.as_bytes()).unwrap().try_into().unwrap(),
            sig_pk: world.stranger.public().sig_pk,
        };
        let sealed = wrap::seal(
            &[1; 32],
            &[2; 32],
            &key,
            WrapRole::Officer,
            &world.reporter,
            &world.rng,
        );
        assert_eq!(sealed.err(), Some(VaultError::Refused), "{point}");
    }
}

#[test]
fn a_low_order_encapsulation_does_not_open() {
    let world = World::new(3);
    let (sealed, _) = world.channel();
    let mine = world.officers[0].key_id();
    let wrap = sealed.wraps.iter().find(|wrap| wrap.recipient == mine).unwrap();
    let mut bytes = wrap.bytes[..wrap::LENGTH - 64].to_vec();
    bytes[106..138].fill(0);
    bytes.extend(world.reporter.sign(crate::vault::label::WRAP_SIG, &[&bytes]));
    let place = world.expected(Compartment::Channel, 0);
    let opened = compartment::unlock(
        &sealed.header,
        &bytes,
        &world.officers[0],
        &world.directory,
        &place,
    );
    assert_eq!(opened.err(), Some(Flaw::Aead));
}

#[test]
fn a_small_order_signature_key_is_refused_by_strict_verification() {
    // With the identity point as key and R, and S = 0, plain verification accepts any message.
    let mut point = [0; 32];
    point[0] = 1;
    let mut signature = [0; 64];
    signature[0] = 1;
    assert!(
        ed25519_dalek::VerifyingKey::from_bytes(&point).is_ok_and(|key| {
            let signature = ed25519_dalek::Signature::from_bytes(&signature);
            ed25519_dalek::Verifier::verify(&key, b"any", &signature).is_ok()
        }),
        "the forged pair no longer shows the difference"
    );
    let key = PublicIdentity {
        kem_pk: [9; 32],
        sig_pk: point,
    };
    assert_eq!(key.verify(b"", &[b"any"], &signature), Err(Flaw::Signature));
}
