//! What a server accepts without any key.

use super::*;

struct Sent {
    world: World,
    sealed: SealedCompartment,
    key: CompartmentKey,
    recipients: Vec<(KeyId, WrapRole)>,
}

impl Sent {
    fn new(seed: u64) -> Self {
        let world = World::new(seed);
        let (sealed, key) = world.channel();
        let recipients = world
            .recipients()
            .iter()
            .map(|reader| (reader.key_id(), reader.role()))
            .collect();
        Self {
            world,
            sealed,
            key,
            recipients,
        }
    }

    fn record(&self, kind: RecordKind, author: &Identity) -> SealedRecord {
        self.key
            .seal_record(&self.world.record(kind), author, b"x", &self.world.rng)
            .unwrap()
    }

    fn bytes(&self, records: &[SealedRecord]) -> Vec<u8> {
        submission::encode(&[1; 32], &self.sealed, records).unwrap()
    }

    fn accept(
        &self,
        bytes: &[u8],
        change: impl FnOnce(&mut SubmissionRules<'_>),
    ) -> Result<usize, VaultError> {
        let mut rules = SubmissionRules {
            instance: self.world.instance,
            compartment: Compartment::Channel,
            directories: &[&self.world.directory],
            recipients: &self.recipients,
            now: NOW,
        };
        change(&mut rules);
        rules.accept(bytes).map(|accepted| accepted.records.len())
    }
}

#[test]
fn an_honest_submission_is_accepted_as_it_is() {
    let sent = Sent::new(1);
    let records = [
        sent.record(RecordKind::Report, &sent.world.reporter),
        sent.record(RecordKind::CaseMetadata, &sent.world.reporter),
    ];
    let bytes = sent.bytes(&records);
    assert_eq!(sent.accept(&bytes, |_| ()), Ok(2));
    let parts = Submission::parse(&bytes).unwrap();
    assert_eq!(parts.header, sent.sealed.header);
    assert_eq!(parts.wraps.len(), 4);
    assert_eq!(
        parts.records[1],
        (records[1].bytes.as_slice(), records[1].signature)
    );
}

#[test]
fn a_submission_for_elsewhere_is_refused() {
    let sent = Sent::new(2);
    let bytes = sent.bytes(&[]);
    let damaged = Err(VaultError::Damaged);
    assert_eq!(
        sent.accept(&bytes, |rules| rules.instance = InstanceId([0; 16])),
        damaged
    );
    assert_eq!(
        sent.accept(&bytes, |rules| rules.compartment = Compartment::Identity),
        damaged
    );
    assert_eq!(
        sent.accept(&bytes, |rules| rules.compartment = Compartment::Internal),
        damaged
    );
}

#[test]
fn only_the_current_and_the_previous_directory_count() {
    let sent = Sent::new(3);
    let bytes = sent.bytes(&[]);
    let world = &sent.world;
    let next = verified(&world.fields.clone().following(&world.directory), &world.root).unwrap();
    let after = verified(&world.fields.clone().following(&next), &world.root).unwrap();
    assert_eq!(
        sent.accept(&bytes, |rules| rules.directories = &[]),
        Err(VaultError::Expired)
    );
    let rules = |directories: &[&VerifiedDirectory]| {
        SubmissionRules {
            instance: world.instance,
            compartment: Compartment::Channel,
            directories,
            recipients: &sent.recipients,
            now: NOW,
        }
        .accept(&bytes)
        .is_ok()
    };
    assert!(rules(&[&next, &world.directory]));
    assert!(!rules(&[&after, &next]));
    // The same version number with other contents is another directory.
    let mut fields = world.fields.clone();
    fields.entries[0].unit = vec![8];
    assert!(!rules(&[&verified(&fields, &world.root).unwrap()]));
}

#[test]
fn the_readers_are_exactly_those_demanded() {
    let sent = Sent::new(4);
    let bytes = sent.bytes(&[]);
    let refused = Err(VaultError::Refused);
    let fewer = &sent.recipients[1..];
    let more = [sent.recipients.clone(), vec![(KeyId([1; 32]), WrapRole::Officer)]].concat();
    let mut other = sent.recipients.clone();
    other[0].1 = WrapRole::Custodian;
    for recipients in [fewer, &more, &other, &[]] {
        let mut rules = SubmissionRules {
            instance: sent.world.instance,
            compartment: Compartment::Channel,
            directories: &[&sent.world.directory],
            recipients,
            now: NOW,
        };
        assert_eq!(rules.accept(&bytes).map(|_| ()), refused);
        rules.recipients = &sent.recipients;
        assert!(rules.accept(&bytes).is_ok());
    }
    let mut twice = sent.sealed.clone();
    twice.wraps.push(twice.wraps[1].clone());
    let mut without_reporter = sent.sealed.clone();
    without_reporter.wraps.remove(0);
    for sealed in [twice, without_reporter] {
        let bytes = submission::encode(&[1; 32], &sealed, &[]).unwrap();
        assert_eq!(sent.accept(&bytes, |_| ()), Err(VaultError::Refused));
    }
}

#[test]
fn keys_must_be_valid_on_the_day() {
    let sent = Sent::new(5);
    let bytes = sent.bytes(&[]);
    let later = sent.world.fields.expires;
    assert_eq!(
        sent.accept(&bytes, |rules| rules.now = later),
        Err(VaultError::Expired)
    );
}

#[test]
fn wraps_come_from_the_reporter_and_for_this_header() {
    let sent = Sent::new(6);
    let recipient = sent.world.recipients()[0];
    let (_, other) = sent.world.channel();
    let by_stranger = sent
        .key
        .add_wrap(&recipient, &sent.world.stranger, &sent.world.rng)
        .unwrap();
    let by_officer = sent
        .key
        .add_wrap(&recipient, &sent.world.officers[1], &sent.world.rng)
        .unwrap();
    let elsewhere = other
        .add_wrap(&recipient, &sent.world.reporter, &sent.world.rng)
        .unwrap();
    for wrap in [by_stranger, by_officer, elsewhere] {
        let mut sealed = sent.sealed.clone();
        sealed.wraps[1] = wrap;
        let bytes = submission::encode(&[1; 32], &sealed, &[]).unwrap();
        assert_eq!(sent.accept(&bytes, |_| ()), Err(VaultError::Damaged));
    }
}

#[test]
fn records_come_from_the_reporter_once_and_in_the_right_compartment() {
    let sent = Sent::new(7);
    let reporter = &sent.world.reporter;
    let report = sent.record(RecordKind::Report, reporter);
    let twice = sent.bytes(&[report.clone(), report.clone()]);
    assert_eq!(sent.accept(&twice, |_| ()), Err(VaultError::Refused));
    for kind in [RecordKind::OfficerMessage, RecordKind::Finding] {
        let bytes = sent.bytes(&[sent.record(kind, reporter)]);
        assert_eq!(sent.accept(&bytes, |_| ()), Err(VaultError::Refused));
    }
    let by_officer = sent.bytes(&[sent.record(RecordKind::Report, &sent.world.officers[0])]);
    assert_eq!(sent.accept(&by_officer, |_| ()), Err(VaultError::Damaged));
    let mut unpadded = report;
    unpadded.bytes.truncate(4_000);
    assert_eq!(
        sent.accept(&sent.bytes(&[unpadded]), |_| ()),
        Err(VaultError::Damaged)
    );
}

#[test]
fn an_unsealed_length_is_refused_even_when_signed() {
    let sent = Sent::new(8);
    let mut report = sent.record(RecordKind::Report, &sent.world.reporter);
    report.bytes.push(0);
    let body = crate::vault::digest::sha256(&[&report.bytes[record::HEADER..]]);
    report.signature = record::sign(&sent.world.reporter, &report.record_hash, &body);
    assert_eq!(
        sent.accept(&sent.bytes(&[report]), |_| ()),
        Err(VaultError::Damaged)
    );
}

#[test]
fn the_order_of_parts_is_fixed() {
    let sent = Sent::new(9);
    let report = sent.record(RecordKind::Report, &sent.world.reporter);
    let item = |kind: u8, bytes: &[u8]| {
        [
            &[kind][..],
            &u32::try_from(bytes.len()).unwrap().to_be_bytes(),
            bytes,
        ]
        .concat()
    };
    let lookup = item(5, &[1; 32]);
    let header = item(1, &sent.sealed.header);
    let wraps: Vec<Vec<u8>> = sent
        .sealed
        .wraps
        .iter()
        .map(|wrap| item(2, &wrap.bytes))
        .collect();
    let (record, signature) = (item(3, &report.bytes), item(4, &report.signature));
    let build = |items: &[&[u8]]| {
        [
            b"WBS1".as_slice(),
            &u16::try_from(items.len()).unwrap().to_be_bytes(),
            &items.concat(),
        ]
        .concat()
    };
    let wrap = wraps[0].as_slice();
    let parses = |items: &[&[u8]]| Submission::parse(&build(items)).is_ok();
    assert!(parses(&[&lookup, &header, wrap, &record, &signature]));
    assert!(!parses(&[&header, &lookup, wrap, &record, &signature]));
    assert!(!parses(&[&lookup, &header, &record, &signature, wrap]));
    assert!(!parses(&[&lookup, &header, wrap, &signature, &record]));
    assert!(!parses(&[&lookup, &header, wrap, &record]));
    assert!(!parses(&[&lookup, &header, &header, wrap]));
    assert!(!parses(&[&lookup, &header, &item(6, b"")]));
    assert!(!parses(&[&item(5, &[1; 31]), &header]));
    assert!(!parses(&[&lookup]));
    assert!(!parses(&[]));
    let huge = vec![0; submission::LONGEST + 1];
    assert!(Submission::parse(&huge).is_err());
}

#[test]
fn a_later_grant_is_checked_without_keys() {
    let sent = Sent::new(10);
    let world = &sent.world;
    let [granter, _] = &world.officers;
    let recipient = world.recipients()[1];
    let wrap = sent.key.add_wrap(&recipient, granter, &world.rng).unwrap();
    let header = sent.key.header();
    let check = |bytes: &[u8], granter: &Identity, now| {
        submission::check_grant(bytes, header, &granter.public(), &world.directory, now)
    };
    assert_eq!(
        check(&wrap.bytes, granter, NOW),
        Ok((recipient.key_id(), WrapRole::Officer))
    );
    assert_eq!(
        check(&wrap.bytes, &world.officers[1], NOW),
        Err(VaultError::Damaged)
    );
    assert_eq!(
        check(&wrap.bytes, granter, world.fields.expires),
        Err(VaultError::Expired)
    );
    let stranger = world.stranger.public();
    let outside = wrap::seal(
        &header.hash(),
        &[0; 32],
        &stranger,
        WrapRole::Officer,
        granter,
        &world.rng,
    )
    .unwrap();
    assert_eq!(check(&outside.bytes, granter, NOW), Err(VaultError::Refused));
}
