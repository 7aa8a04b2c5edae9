//! Decoders and arbitrary bytes: they answer, they do not panic, and they borrow instead of allocating.

use super::*;
use crate::vault::record::RecordHeader;
use crate::vault::submission::Submission;
use crate::vault::wrap::Wrap;
use proptest::prelude::*;

/// Arbitrary bytes, or a good object with some bytes changed, cut or inserted, which reaches deeper.
fn bytes_near(good: Vec<u8>) -> impl Strategy<Value = Vec<u8>> {
    let mutated = (
        prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        prop::option::of(any::<prop::sample::Index>()),
        prop::collection::vec(any::<u8>(), 0..40),
    )
        .prop_map(move |(changes, cut, more)| {
            let mut bytes = good.clone();
            for (place, value) in changes {
                let place = place.index(bytes.len());
                bytes[place] = value;
            }
            if let Some(cut) = cut {
                bytes.truncate(cut.index(bytes.len() + 1));
            }
            bytes.extend(more);
            bytes
        });
    prop_oneof![1 => prop::collection::vec(any::<u8>(), 0..400), 4 => mutated]
}

fn sample() -> (World, SealedCompartment, CompartmentKey, SealedRecord) {
    let world = World::new(1);
    let (sealed, key) = world.channel();
    let record = world.record(RecordKind::Report);
    let report = key
        .seal_record(&record, &world.reporter, b"x", &world.rng)
        .unwrap();
    (world, sealed, key, report)
}

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 3_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

#[test]
fn decoders_of_compartments_never_panic() {
    let (world, sealed, key, report) = sample();
    let place = key.header().place();
    let me = &world.officers[0];
    let wrap = sealed.wraps[1].bytes.clone();
    let id = report.record_id;
    proptest!(config(), |(
        header in bytes_near(sealed.header.clone()),
        wrapped in bytes_near(wrap.clone()),
        record in bytes_near(report.bytes.clone()),
    )| {
        let _ = Header::parse(&header);
        let _ = Wrap::parse(&wrapped);
        let _ = RecordHeader::parse(&record);
        let _ = unlock_compartment(&header, &wrap, me, &world.directory, &place);
        if let Ok(opened) = unlock_compartment(&sealed.header, &wrapped, me, &world.directory, &place) {
            prop_assert!(wrapped == wrap);
            prop_assert_eq!(opened.header_hash(), key.header_hash());
        }
        if key.open_record(RecordKind::Report, &id, &record, &report.signature, &unknown).is_ok() {
            prop_assert!(record == report.bytes);
        }
    });
}

#[test]
fn a_parsed_header_or_record_is_the_only_spelling_of_itself() {
    let (world, sealed, _, report) = sample();
    proptest!(config(), |(header in bytes_near(sealed.header.clone()), record in bytes_near(report.bytes.clone()))| {
        if let Ok((parsed, signature)) = Header::parse(&header) {
            let again = parsed.signed(&world.reporter);
            prop_assert_eq!(&again[..again.len() - 64], &header[..header.len() - 64]);
            prop_assert_eq!(&signature[..], &header[header.len() - 64..]);
        }
        if let Ok((parsed, body)) = RecordHeader::parse(&record) {
            prop_assert_eq!([parsed.to_bytes(), body.to_vec()].concat(), record);
        }
    });
}

#[test]
fn decoders_of_keys_never_panic() {
    let world = World::new(2);
    let (id, instance) = (world.root.key_id(), world.instance);
    let secret = SessionSecret::random(&world.rng).unwrap();
    let locked = locked_key::lock_session(&world.root, &secret, &instance, &world.rng).unwrap();
    let boxed = small_box::seal(&[1; 32], b"", b"secret", &world.rng).unwrap();
    proptest!(config(), |(bytes in bytes_near(locked.to_vec()), small in bytes_near(boxed.clone()), text in "\\PC{0,60}")| {
        if locked_key::unlock_session(&bytes, &secret, &id, &instance).is_ok() {
            prop_assert!(bytes == locked);
        }
        if small_box::open(&[1; 32], b"", &small).is_ok() {
            prop_assert!(small == boxed);
        }
        let _ = SessionSecret::from_base64url(&text);
        let _ = totp::TotpSecret::from_bytes(&bytes);
    });
}

#[test]
fn decoders_of_directories_never_panic() {
    let world = World::new(3);
    let signed = world.fields.sign(&world.root);
    proptest!(config(), |(bytes in bytes_near(signed.bytes.clone()))| {
        let _ = directory_json::read(&bytes);
    });
}

#[test]
fn decoders_of_submissions_never_panic_and_never_allocate_by_a_claimed_length() {
    let (_, sealed, _, report) = sample();
    let good = submission::encode(&[1; 32], &sealed, std::slice::from_ref(&report)).unwrap();
    proptest!(config(), |(bytes in bytes_near(good.clone()))| {
        if let Ok(parts) = Submission::parse(&bytes) {
            let borrowed = parts.header.len()
                + parts.wraps.iter().map(|wrap| wrap.len()).sum::<usize>()
                + parts.records.iter().map(|(record, _)| record.len()).sum::<usize>();
            prop_assert!(borrowed <= bytes.len());
        }
    });
    // A claimed count and length of everything there is.
    let claims = [b"WBS1".as_slice(), &[0xFF, 0xFF, 5, 0xFF, 0xFF, 0xFF, 0xFF]].concat();
    assert_eq!(Submission::parse(&claims), Err(Flaw::Parse));
}
