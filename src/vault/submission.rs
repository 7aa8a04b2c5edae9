//! `WBS1`: a sealed compartment on its way to the server, and what the server accepts. The same format and the
//! same checks whether a server or, later, a browser did the sealing.

use super::bytes::Reader;
use super::compartment::SealedCompartment;
use super::directory::VerifiedDirectory;
use super::error::{Flaw, VaultError};
use super::header::{Compartment, Header};
use super::id::{InstanceId, KeyId};
use super::identity::PublicIdentity;
use super::record::{RecordHeader, RecordKind, SealedRecord, check_sealed};
use super::wrap::{Wrap, WrapRole};

const MAGIC: &[u8; 4] = b"WBS1";
/// A longer submission is refused unread, in bytes.
pub const LONGEST: usize = 1 << 20;

const HEADER: u8 = 1;
const WRAP: u8 = 2;
const RECORD: u8 = 3;
const RECORD_SIGNATURE: u8 = 4;
const LOOKUP_ID: u8 = 5;

/// A submission taken apart, borrowing its bytes. Parsing proves nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission<'a> {
    /// Finds the case.
    pub lookup_id: [u8; 32],
    /// The compartment header.
    pub header: &'a [u8],
    /// One per reader.
    pub wraps: Vec<&'a [u8]>,
    /// Records and their authors' signatures.
    pub records: Vec<(&'a [u8], [u8; 64])>,
}

/// Writes a submission. `Refused` if it would be longer than [`LONGEST`].
pub fn encode(
    lookup_id: &[u8; 32],
    sealed: &SealedCompartment,
    records: &[SealedRecord],
) -> Result<Vec<u8>, VaultError> {
    let mut items: Vec<(u8, &[u8])> = vec![(LOOKUP_ID, lookup_id), (HEADER, &sealed.header)];
    items.extend(sealed.wraps.iter().map(|wrap| (WRAP, wrap.bytes.as_slice())));
    for record in records {
        items.push((RECORD, &record.bytes));
        items.push((RECORD_SIGNATURE, &record.signature));
    }
    let count = u16::try_from(items.len()).map_err(|_| VaultError::Refused)?;
    let mut out = MAGIC.to_vec();
    out.extend_from_slice(&count.to_be_bytes());
    for (kind, bytes) in items {
        out.push(kind);
        out.extend_from_slice(
            &u32::try_from(bytes.len())
                .map_err(|_| VaultError::Refused)?
                .to_be_bytes(),
        );
        out.extend_from_slice(bytes);
    }
    if out.len() > LONGEST {
        Err(VaultError::Refused)
    } else {
        Ok(out)
    }
}

impl<'a> Submission<'a> {
    /// Takes a submission apart: lookup id, header, wraps, records in this order, each record followed by its
    /// signature.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Flaw> {
        if bytes.len() > LONGEST {
            return Err(Flaw::Parse);
        }
        let mut reader = Reader::new(bytes);
        reader.constant(MAGIC)?;
        let count = reader.u16()?;
        let mut items = Vec::new();
        for _ in 0..count {
            let kind = reader.byte()?;
            let length = usize::try_from(reader.u32()?).map_err(|_| Flaw::Parse)?;
            items.push((kind, reader.slice(length)?));
        }
        reader.end()?;
        let [(LOOKUP_ID, lookup_id), (HEADER, header), rest @ ..] = items.as_slice() else {
            return Err(Flaw::Parse);
        };
        let wraps: Vec<&[u8]> = rest
            .iter()
            .take_while(|(kind, _)| *kind == WRAP)
            .map(|(_, bytes)| *bytes)
            .collect();
        let pairs = rest.get(wraps.len()..).ok_or(Flaw::Parse)?.chunks(2);
        let records = pairs.map(|pair| match pair {
            [(RECORD, record), (RECORD_SIGNATURE, signature)] => {
                Ok((*record, (*signature).try_into().map_err(|_| Flaw::Parse)?))
            }
            _ => Err(Flaw::Parse),
        });
        Ok(Self {
            lookup_id: (*lookup_id).try_into().map_err(|_| Flaw::Parse)?,
            header,
            records: records.collect::<Result<_, _>>()?,
            wraps,
        })
    }
}

/// What the server demands of a submission.
pub struct SubmissionRules<'a> {
    /// The installation.
    pub instance: InstanceId,
    /// Which part of the case is awaited; never the internal one, which officers make.
    pub compartment: Compartment,
    /// The directory in force and the one before it.
    pub directories: &'a [&'a VerifiedDirectory],
    /// Exactly the readers routing demands, besides the reporter.
    pub recipients: &'a [(KeyId, WrapRole)],
    /// Seconds since the epoch.
    pub now: i64,
}

/// A submission that satisfied every rule; its bytes are stored as they came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcceptedSubmission<'a> {
    /// The parts.
    pub parts: Submission<'a>,
    /// The header's fields.
    pub header: Header,
    /// Reader and role of each wrap, in order.
    pub readers: Vec<(KeyId, WrapRole)>,
    /// The public fields of each record, in order.
    pub records: Vec<RecordHeader>,
}

impl SubmissionRules<'_> {
    /// Checks a submission without any key. That its case, lookup and record ids are new is the store's part.
    pub fn accept<'b>(&self, bytes: &'b [u8]) -> Result<AcceptedSubmission<'b>, VaultError> {
        let parts = Submission::parse(bytes)?;
        let (header, signature) = Header::parse(parts.header)?;
        if header.instance != self.instance || header.compartment != self.compartment || header.epoch != 0 {
            return Err(VaultError::Damaged);
        }
        let reporter = header.reporter.ok_or(VaultError::Refused)?;
        header.verify(&signature, &nobody)?;
        let directory = self
            .directories
            .iter()
            .find(|known| {
                known.version() == header.directory_version && known.hash() == header.directory_hash
            })
            .ok_or(VaultError::Expired)?;
        let readers = self.check_wraps(&parts, &header, &reporter, directory)?;
        let records = check_records(&parts, &header, &reporter)?;
        Ok(AcceptedSubmission {
            parts,
            header,
            readers,
            records,
        })
    }

    /// Exactly the demanded readers and the reporter, each once, each valid, each let in by the reporter.
    fn check_wraps(
        &self,
        parts: &Submission<'_>,
        header: &Header,
        reporter: &PublicIdentity,
        directory: &VerifiedDirectory,
    ) -> Result<Vec<(KeyId, WrapRole)>, VaultError> {
        let header_hash = header.hash();
        let mut readers = Vec::with_capacity(parts.wraps.len());
        for bytes in &parts.wraps {
            let wrap = Wrap::parse(bytes)?;
            if wrap.header_hash != header_hash || wrap.granter != header.author {
                return Err(VaultError::Damaged);
            }
            wrap.verify(header, &nobody)?;
            if wrap.role == WrapRole::Reporter {
                if wrap.recipient != reporter.key_id() {
                    return Err(VaultError::Refused);
                }
            } else {
                directory.recipient(&wrap.recipient, wrap.role, self.now)?;
            }
            readers.push((wrap.recipient, wrap.role));
        }
        let mut demanded = self.recipients.to_vec();
        demanded.push((reporter.key_id(), WrapRole::Reporter));
        let ordered = |list: &[(KeyId, WrapRole)]| {
            let mut list = list.to_vec();
            list.sort_unstable_by_key(|(key, role)| (*key, role.number()));
            list
        };
        if ordered(&readers) == ordered(&demanded) {
            Ok(readers)
        } else {
            Err(VaultError::Refused)
        }
    }
}

fn check_records(
    parts: &Submission<'_>,
    header: &Header,
    reporter: &PublicIdentity,
) -> Result<Vec<RecordHeader>, VaultError> {
    let header_hash = header.hash();
    let mut records: Vec<RecordHeader> = Vec::with_capacity(parts.records.len());
    for (bytes, signature) in &parts.records {
        let record = check_sealed(bytes, signature, &header_hash, reporter)?;
        let misplaced = match record.kind {
            RecordKind::Identity => header.compartment != Compartment::Identity,
            kind => !kind.is_reporters(),
        };
        if misplaced || records.iter().any(|other| other.record_id == record.record_id) {
            return Err(VaultError::Refused);
        }
        records.push(record);
    }
    Ok(records)
}

/// A submission is signed by its reporter alone.
fn nobody(_: &KeyId) -> Option<PublicIdentity> {
    None
}

/// What the server checks of a wrap granted later: made for this header, by `granter`, to a key of the
/// directory that is valid at `now` (seconds since the epoch). Gives reader and role.
pub fn check_grant(
    bytes: &[u8],
    header: &Header,
    granter: &PublicIdentity,
    directory: &VerifiedDirectory,
    now: i64,
) -> Result<(KeyId, WrapRole), VaultError> {
    let wrap = Wrap::parse(bytes)?;
    if wrap.header_hash != header.hash() || wrap.granter != granter.key_id() {
        return Err(VaultError::Damaged);
    }
    wrap.verify(header, &|_: &KeyId| Some(*granter))?;
    let recipient = directory.recipient(&wrap.recipient, wrap.role, now)?;
    Ok((recipient.key_id(), recipient.role()))
}
