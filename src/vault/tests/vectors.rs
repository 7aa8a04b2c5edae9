//! Every published vector, byte for byte.

use super::*;
use crate::vault::digest::sha256;
use crate::vault::locked_key::unlock_password;
use crate::vault::padding::{bucket, framed, is_legal_body, sealed_body};
use crate::vault::record::RecordHeader;
use crate::vault::wrap::Wrap;

pub(super) fn identity(value: &Value) -> Identity {
    let identity = Identity::from_seeds(&fixed(&value["kem_seed"]), &fixed(&value["sig_seed"]));
    assert_eq!(identity.public().kem_pk, fixed(&value["kem_pk"]));
    assert_eq!(identity.public().sig_pk, fixed(&value["sig_pk"]));
    assert_eq!(identity.key_id().to_bytes(), fixed(&value["key_id"]));
    identity
}

/// The compartment key of the published case.
pub(super) fn published_key(vectors: &Value) -> CompartmentKey {
    let (header, _) = Header::parse(&hex(&vectors["header"]["bytes"])).unwrap();
    CompartmentKey::new(header, zeroize::Zeroizing::new(fixed(&vectors["dek"])))
}

/// What the published blobs say, whose bytes are not printed.
fn sample(length: usize) -> Vec<u8> {
    if length < 100_000 {
        vec![b'B'; length]
    } else {
        (0..length).map(|i| i.wrapping_mul(7).to_le_bytes()[0]).collect()
    }
}

#[test]
fn the_published_code_is_spelled_and_derived_alike() {
    let vectors = published();
    let code = &vectors["code"];
    let instance = InstanceId(fixed(&vectors["instance"]));
    for spelling in ["letters", "digits", "thai_layout_typing"] {
        let Reading::Code(read) = TrackingCode::read(code[spelling].as_str().unwrap()) else {
            panic!("{spelling} was not read")
        };
        assert_eq!(read.letters().as_str(), code["letters"].as_str().unwrap());
        assert_eq!(read.digits().as_str(), code["digits"].as_str().unwrap());
        let keys = read.derive(&instance);
        assert_eq!(keys.auth_token.to_vec(), hex(&code["auth_token"]));
        assert_eq!(keys.lookup_id, fixed(&code["lookup_id"]));
        assert_eq!(keys.identity.seeds(), identity(&code["identity"]).seeds());
    }
    let number: u128 = code["int"].as_str().unwrap().parse().unwrap();
    assert_eq!(
        TrackingCode::from_number(number).letters().as_str(),
        code["letters"].as_str().unwrap()
    );
}

#[test]
fn the_published_identities_have_their_public_keys_and_ids() {
    let vectors = published();
    for officer in vectors["officers"].as_array().unwrap() {
        identity(officer);
    }
    identity(&vectors["recovery"]);
}

#[test]
fn the_published_header_parses_hashes_and_verifies() {
    let vectors = published();
    let bytes = hex(&vectors["header"]["bytes"]);
    let (header, signature) = Header::parse(&bytes).unwrap();
    assert_eq!(header.hash(), fixed(&vectors["header"]["hash"]));
    assert_eq!(header.dek_commit, fixed(&vectors["header"]["dek_commit"]));
    assert_eq!(header.commitment(&fixed(&vectors["dek"])), header.dek_commit);
    assert_eq!(header.instance, InstanceId(fixed(&vectors["instance"])));
    header.verify(&signature, &unknown).unwrap();
    assert_eq!(header.signed(&identity(&vectors["code"]["identity"])), bytes);
}

#[test]
fn every_published_wrap_opens_for_its_reader() {
    let vectors = published();
    let header = hex(&vectors["header"]["bytes"]);
    let place = Header::parse(&header).unwrap().0.place();
    let mut readers: Vec<Identity> = vectors["officers"]
        .as_array()
        .unwrap()
        .iter()
        .map(identity)
        .collect();
    readers.push(identity(&vectors["code"]["identity"]));
    readers.push(identity(&vectors["recovery"]));
    let wraps = vectors["wraps"].as_array().unwrap();
    assert_eq!(wraps.len(), 5);
    for wrap in wraps {
        let bytes = hex(&wrap["bytes"]);
        let parsed = Wrap::parse(&bytes).unwrap();
        assert_eq!(u64::from(parsed.role.number()), wrap["role"].as_u64().unwrap());
        assert_eq!(parsed.recipient.to_bytes(), fixed(&wrap["recipient"]));
        let mine: Vec<&Identity> = readers
            .iter()
            .filter(|reader| reader.key_id() == parsed.recipient)
            .collect();
        assert_eq!(mine.len(), 1);
        let key = compartment::unlock(&header, &bytes, mine[0], &unknown, &place).unwrap();
        assert_eq!(key.header_hash(), fixed(&vectors["header"]["hash"]));
        for other in readers
            .iter()
            .filter(|reader| reader.key_id() != parsed.recipient)
        {
            let opened = compartment::unlock(&header, &bytes, other, &unknown, &place);
            assert_eq!(opened.err(), Some(Flaw::Policy));
        }
    }
}

#[test]
fn every_published_record_opens_and_is_sealed_again_to_the_same_bytes() {
    let vectors = published();
    let key = published_key(&vectors);
    let author = identity(&vectors["code"]["identity"]);
    let records = vectors["records"].as_array().unwrap();
    assert_eq!(records.len(), 7);
    for record in records {
        let kind = RecordKind::from_number(u8::try_from(record["kind"].as_u64().unwrap()).unwrap()).unwrap();
        let length = usize::try_from(record["plain_len"].as_u64().unwrap()).unwrap();
        let record_id = fixed(&record["record_id"]);
        let signature = fixed(&record["sig"]);
        let (salt, content) = if record["bytes"].is_string() {
            let bytes = hex(&record["bytes"]);
            let salt = RecordHeader::parse(&bytes).unwrap().0.salt;
            (
                salt,
                key.open(kind, &record_id, &bytes, &signature, &unknown)
                    .unwrap()
                    .to_vec(),
            )
        } else {
            (fixed(&record["bytes"]["salt"]), sample(length))
        };
        assert_eq!(content.len(), length);
        assert_eq!(sha256(&[&content]), fixed(&record["plain_sha256"]));
        let new = NewRecord {
            kind,
            record_id,
            parent: [0; 16],
            prev: [0; 32],
        };
        let sealed = key.seal_with_salt(&new, &author, &content, salt).unwrap();
        assert_eq!(sealed.record_hash, fixed(&record["header_hash"]));
        assert_eq!(sha256(&[&sealed.bytes]), fixed(&record["record_sha256"]));
        assert_eq!(sealed.bytes.len() as u64, record["total_len"].as_u64().unwrap());
        assert_eq!(sealed.signature, signature);
        let (header, body) = RecordHeader::parse(&sealed.bytes).unwrap();
        assert_eq!(header.commit, fixed(&record["commit"]));
        let root = key.header().records_root(&fixed(&vectors["dek"]));
        let keys = header.keys(&root).unwrap();
        assert_eq!(keys.key.to_vec(), hex(&record["key"]));
        assert_eq!(keys.prefix.to_vec(), hex(&record["nonce_prefix"]));
        assert_eq!(body.len() as u64, sealed_body(length as u64, kind.is_blob()));
        assert_eq!(
            bucket(framed(length as u64), kind.is_blob()),
            record["padded_len"].as_u64().unwrap()
        );
        record::check_sealed(&sealed.bytes, &signature, &key.header_hash(), &author.public()).unwrap();
    }
}

#[test]
fn the_published_locked_key_opens_with_its_password() {
    let vectors = published();
    let locked = &vectors["locked_key"];
    let officer = identity(&vectors["officers"][0]);
    let permit = Derivations::default().enter().unwrap();
    let opened = unlock_password(
        &hex(&locked["bytes"]),
        locked["password_utf8"].as_str().unwrap(),
        &officer.key_id(),
        &InstanceId(fixed(&vectors["instance"])),
        &permit,
    );
    assert_eq!(opened.unwrap().seeds().to_vec(), hex(&locked["plain"]));
}

#[test]
fn the_published_lengths_are_padded_to_the_published_buckets() {
    let vectors = published();
    let rows = vectors["padding"].as_array().unwrap();
    assert_eq!(rows.len(), 13);
    for row in rows {
        let number = |name: &str| row[name].as_u64().unwrap();
        assert_eq!(framed(number("plain")), number("framed"));
        assert_eq!(bucket(number("framed"), false), number("text"));
        assert_eq!(bucket(number("framed"), true), number("blob"));
        assert!(is_legal_body(sealed_body(number("plain"), false), false));
        assert!(is_legal_body(sealed_body(number("plain"), true), true));
    }
}
