//! Sealed objects exchanged, both ways, with an independent implementation of the envelope that Node runs.
//!
//! `SUJARIT_ENVELOPE_PEER` names that implementation's file. Where it is not given, the format is still held by
//! the published vectors, and the test says that it exchanged nothing.

use std::io::Write;
use std::process::{Command, Stdio};

use data_encoding::HEXLOWER;
use serde_json::{Value, json};
use sujarit::vault::*;

const PEER: &str = "SUJARIT_ENVELOPE_PEER";
const NOW: i64 = 1_780_000_000;
const DAY: i64 = 86_400;

#[expect(
    clippy::disallowed_methods,
    reason = "the test run, not the program, says where the peer is"
)]
fn peer_file() -> Option<String> {
    std::env::var(PEER).ok().filter(|path| !path.is_empty())
}

/// Past the capture of test output, so that nobody believes more was tested than was.
fn say(text: &str) {
    std::io::stderr()
        .write_all(format!("{text}\n").as_bytes())
        .unwrap();
}

fn hex(bytes: &[u8]) -> String {
    HEXLOWER.encode(bytes)
}

fn bytes(value: &Value) -> Vec<u8> {
    HEXLOWER.decode(value.as_str().unwrap().as_bytes()).unwrap()
}

struct Readers {
    rng: Rng,
    instance: InstanceId,
    code: TrackingCode,
    /// Two officers and the recovery key.
    others: [Identity; 3],
}

impl Readers {
    fn new() -> Self {
        let rng = Rng::system();
        Self {
            instance: InstanceId(rng.bytes().unwrap()),
            code: TrackingCode::random(&rng).unwrap(),
            others: [(); 3].map(|()| Identity::generate(&rng).unwrap()),
            rng,
        }
    }

    fn directory(&self) -> VerifiedDirectory {
        let roles = [
            DirectoryRole::Officer,
            DirectoryRole::Officer,
            DirectoryRole::Recovery,
        ];
        let entries = self
            .others
            .iter()
            .zip(roles)
            .map(|(identity, role)| DirectoryEntry {
                key: identity.public(),
                role,
                unit: vec![1],
                not_before: NOW,
                not_after: NOW + DAY,
                revoked: false,
            });
        let fields = Directory {
            instance: self.instance,
            version: 1,
            issued: NOW,
            expires: NOW + DAY,
            min_suite: 1,
            log_pk: None,
            entries: entries.collect(),
            prev: [0; 32],
        };
        let root = Identity::generate(&self.rng).unwrap();
        let signed = fields.sign(&root);
        let root = root.public().sig_pk;
        VerifiedDirectory::verify(&signed.bytes, &signed.signature, &root, &self.instance, DAY, NOW).unwrap()
    }

    /// A case sealed here, with everything the peer needs to open and compare it.
    fn request(&self) -> Value {
        let keys = self.code.derive(&self.instance);
        let directory = self.directory();
        let roles = [WrapRole::Officer, WrapRole::Officer, WrapRole::Recovery];
        let recipients: Vec<Recipient> = self
            .others
            .iter()
            .zip(roles)
            .map(|(identity, role)| directory.recipient(&identity.key_id(), role, NOW).unwrap())
            .collect();
        let new = NewCompartment {
            instance: self.instance,
            case_id: self.rng.bytes().unwrap(),
            compartment: Compartment::Channel,
            reporter: Some(keys.identity.public()),
            directory: &directory,
            recipients: &recipients,
        };
        let (sealed, key) = open_compartment(&new, &keys.identity, &self.rng).unwrap();
        let contents: [(RecordKind, Vec<u8>); 6] = [
            (RecordKind::Report, "แจ้งเบาะแสการทุจริต".as_bytes().to_vec()),
            (RecordKind::ReporterMessage, Vec::new()),
            (RecordKind::ReporterMessage, vec![1; 4_093]),
            (RecordKind::Blob, vec![2; 65_532]),
            (RecordKind::Blob, vec![3; 65_533]),
            (RecordKind::Blob, self.rng.bytes::<4_000>().unwrap().repeat(75)),
        ];
        let records = contents.iter().map(|(kind, content)| {
            let record_id = self.rng.bytes().unwrap();
            let new = NewRecord {
                kind: *kind,
                record_id,
                parent: [0; 16],
                prev: [0; 32],
            };
            let record = key.seal_record(&new, &keys.identity, content, &self.rng).unwrap();
            json!({
                "kind": kind.number(),
                "content": hex(content),
                "bytes": hex(&record.bytes),
                "signature": hex(&record.signature),
            })
        });
        let seeds: Vec<String> = [&keys.identity]
            .into_iter()
            .chain(&self.others)
            .map(|reader| hex(reader.seeds()))
            .collect();
        json!({
            "instance": hex(&self.instance.0),
            "letters": *self.code.letters(),
            "digits": *self.code.digits(),
            "lookup_id": hex(&keys.lookup_id),
            "readers": seeds,
            "header": hex(&sealed.header),
            "header_hash": hex(&sealed.header_hash),
            "wraps": sealed.wraps.iter().map(|wrap| hex(&wrap.bytes)).collect::<Vec<_>>(),
            "records": records.collect::<Vec<_>>(),
        })
    }

    /// Opens a case the peer sealed, for every one of its readers.
    fn open(&self, answer: &Value) {
        let letters = answer["letters"].as_str().unwrap();
        let Reading::Code(code) = TrackingCode::read(letters) else {
            panic!("the peer's code was not read")
        };
        let Reading::Code(by_digits) = TrackingCode::read(answer["digits"].as_str().unwrap()) else {
            panic!("the peer's digits were not read")
        };
        assert_eq!(*by_digits.letters(), letters);
        let keys = code.derive(&self.instance);
        assert_eq!(keys.lookup_id.to_vec(), bytes(&answer["lookup_id"]));
        let header = bytes(&answer["header"]);
        let place = Header::parse(&header).unwrap().0.place();
        assert_eq!(place.instance, self.instance);
        let nobody = |_: &KeyId| None;
        let wraps = answer["wraps"].as_array().unwrap();
        assert_eq!(wraps.len(), 4);
        for (reader, wrap) in [&keys.identity].into_iter().chain(&self.others).zip(wraps) {
            let key = unlock_compartment(&header, &bytes(wrap), reader, &nobody, &place).unwrap();
            for record in answer["records"].as_array().unwrap() {
                let kind = RecordKind::from_number(u8::try_from(record["kind"].as_u64().unwrap()).unwrap());
                let mut sealed = bytes(&record["bytes"]);
                let signature: [u8; 64] = bytes(&record["signature"]).try_into().unwrap();
                let record_id = record::RecordHeader::parse(&sealed).unwrap().0.record_id;
                let open =
                    |sealed: &[u8]| key.open_record(kind.unwrap(), &record_id, sealed, &signature, &nobody);
                assert!(open(&sealed).unwrap().as_slice() == bytes(&record["content"]));
                let place = sealed.len() / 2;
                sealed[place] ^= 1;
                assert!(open(&sealed).is_err(), "a changed record of the peer");
            }
        }
    }
}

#[test]
fn sealed_objects_are_exchanged_with_an_independent_implementation() {
    let Some(peer) = peer_file() else {
        say(&format!(
            "NOT EXCHANGED: {PEER} is not set, so no other implementation took part; the format is held by the \
             published vectors alone"
        ));
        return;
    };
    let readers = Readers::new();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vault_peer/run.mjs");
    let mut node = Command::new("node")
        .args([script, &peer])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the peer is given, so Node must be there to run it");
    node.stdin
        .take()
        .unwrap()
        .write_all(readers.request().to_string().as_bytes())
        .unwrap();
    let output = node.wait_with_output().unwrap();
    assert!(output.status.success(), "the peer refused what was sealed here");
    readers.open(&serde_json::from_slice(&output.stdout).unwrap());
}
