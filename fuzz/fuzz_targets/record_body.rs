//! Records opened with a real key, whole and in pieces: one answer, whatever the pieces.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use sujarit::vault::record::HEADER;
use sujarit::vault::*;

const NOW: i64 = 1_000;

static CASE: LazyLock<(CompartmentKey, SealedRecord)> = LazyLock::new(|| {
    let rng = Rng::for_tests(1);
    let instance = InstanceId([1; 16]);
    let [root, recovery, reporter] = [(); 3].map(|()| Identity::generate(&rng).unwrap());
    let fields = Directory {
        instance,
        version: 1,
        issued: 0,
        expires: 2 * NOW,
        min_suite: 1,
        log_pk: None,
        entries: vec![DirectoryEntry {
            key: recovery.public(),
            role: DirectoryRole::Recovery,
            unit: Vec::new(),
            not_before: 0,
            not_after: 2 * NOW,
            revoked: false,
        }],
        prev: [0; 32],
    };
    let signed = fields.sign(&root);
    let root = root.public().sig_pk;
    let directory =
        VerifiedDirectory::verify(&signed.bytes, &signed.signature, &root, &instance, 2 * NOW, NOW).unwrap();
    let recipients = [directory
        .recipient(&recovery.key_id(), WrapRole::Recovery, NOW)
        .unwrap()];
    let new = NewCompartment {
        instance,
        case_id: [1; 16],
        compartment: Compartment::Channel,
        reporter: Some(reporter.public()),
        directory: &directory,
        recipients: &recipients,
    };
    let (_, key) = open_compartment(&new, &reporter, &rng).unwrap();
    let record = NewRecord {
        kind: RecordKind::Report,
        record_id: [2; 16],
        parent: [0; 16],
        prev: [0; 32],
    };
    let sealed = key.seal_record(&record, &reporter, b"content", &rng).unwrap();
    (key, sealed)
});

fuzz_target!(|changes: Vec<(u16, u8)>| {
    let (key, sealed) = &*CASE;
    let nobody = |_: &KeyId| None;
    let mut bytes = sealed.bytes.clone();
    for (place, value) in changes {
        match bytes.get_mut(usize::from(place)) {
            Some(byte) => *byte = value,
            None => bytes.truncate(usize::from(place) / 8),
        }
    }
    let whole = key.open_record(sealed.kind, &sealed.record_id, &bytes, &sealed.signature, &nobody);
    assert_eq!(whole.is_ok(), bytes == sealed.bytes);
    let Some((header, body)) = bytes.split_at_checked(HEADER) else {
        return;
    };
    let Ok(mut opener) = key.open_stream(sealed.kind, &sealed.record_id, header, &sealed.signature, &nobody)
    else {
        assert!(whole.is_err());
        return;
    };
    let mut out = Vec::new();
    let pushed = body
        .chunks(1_000)
        .try_for_each(|piece| opener.push(piece, &mut out));
    let streamed = pushed.and_then(|()| opener.finish(&mut out));
    assert_eq!(streamed.is_ok(), whole.is_ok());
});
