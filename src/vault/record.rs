//! `WBR1`: one sealed record of a compartment, 204 bytes of header and a padded body, with its author's
//! signature stored beside it.

use zeroize::Zeroizing;

use super::bytes::Reader;
use super::digest::{hkdf, same, sha256};
use super::error::Flaw;
use super::id::KeyId;
use super::identity::{Identity, PublicIdentity, SUITE};
use super::label;
use super::padding;
use super::stream::ChunkKeys;

const MAGIC: &[u8; 4] = b"WBR1";
/// log2 of the chunk size, then three reserved zero bytes.
const CHUNK_FIELD: [u8; 4] = [0x10, 0, 0, 0];
/// Bytes before the commitment, bound into the record's keys.
const CONTEXT: usize = 172;
/// Bytes of a record header.
pub const HEADER: usize = 204;

/// What a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RecordKind {
    /// The report itself.
    Report = 1,
    /// A message written by the reporter.
    ReporterMessage = 2,
    /// A message written by an officer to the reporter.
    OfficerMessage = 3,
    /// An internal note.
    Note = 4,
    /// A finding or decision.
    Finding = 5,
    /// The bytes of an attachment.
    Blob = 6,
    /// Name, type and size of an attachment.
    BlobMetadata = 7,
    /// Who the reporter is.
    Identity = 8,
    /// Details of the case: title, category detail, conflict list.
    CaseMetadata = 9,
}

impl RecordKind {
    const ALL: [Self; 9] = [
        Self::Report,
        Self::ReporterMessage,
        Self::OfficerMessage,
        Self::Note,
        Self::Finding,
        Self::Blob,
        Self::BlobMetadata,
        Self::Identity,
        Self::CaseMetadata,
    ];

    /// Its number in the format, 1 to 9.
    pub fn number(self) -> u8 {
        match self {
            Self::Report => 1,
            Self::ReporterMessage => 2,
            Self::OfficerMessage => 3,
            Self::Note => 4,
            Self::Finding => 5,
            Self::Blob => 6,
            Self::BlobMetadata => 7,
            Self::Identity => 8,
            Self::CaseMetadata => 9,
        }
    }

    /// From its number in the format.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.number() == number)
    }

    /// Whether it is padded as a blob.
    pub fn is_blob(self) -> bool {
        self == Self::Blob
    }

    /// Whether a reporter may be its author.
    pub fn is_reporters(self) -> bool {
        !matches!(self, Self::OfficerMessage | Self::Note | Self::Finding)
    }
}

/// A record about to be sealed.
#[derive(Clone, Copy, Debug)]
pub struct NewRecord {
    /// What it is.
    pub kind: RecordKind,
    /// 16 random bytes, drawn by the sealer.
    pub record_id: [u8; 16],
    /// The record this one belongs to, or zeros.
    pub parent: [u8; 16],
    /// [`SealedRecord::record_hash`] of the newest record of this compartment the author has seen, or zeros.
    pub prev: [u8; 32],
}

/// A record ready to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedRecord {
    /// As given.
    pub record_id: [u8; 16],
    /// As given.
    pub kind: RecordKind,
    /// Header and body.
    pub bytes: Vec<u8>,
    /// The author's signature, for its own column.
    pub signature: [u8; 64],
    /// What later records name this one by.
    pub record_hash: [u8; 32],
    /// SHA-256 of the body, for the attachment list of a report or message.
    pub body_sha256: [u8; 32],
}

/// The public fields of a record, readable without any key. Parsing proves nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordHeader {
    /// What it says it is.
    pub kind: RecordKind,
    /// Hash of the compartment header it belongs to.
    pub header_hash: [u8; 32],
    /// Its id.
    pub record_id: [u8; 16],
    /// The record it belongs to, or zeros.
    pub parent: [u8; 16],
    /// Who wrote it.
    pub author: KeyId,
    /// The newest record its author had seen, or zeros.
    pub prev: [u8; 32],
    pub(super) salt: [u8; 32],
    pub(super) commit: [u8; 32],
}

impl RecordHeader {
    /// Reads the first [`HEADER`] bytes of a record; gives the rest, the sealed body.
    pub fn parse(bytes: &[u8]) -> Result<(Self, &[u8]), Flaw> {
        let (head, body) = bytes.split_at_checked(HEADER).ok_or(Flaw::Parse)?;
        let mut reader = Reader::new(head);
        reader.constant(MAGIC)?;
        if reader.u16()? != SUITE {
            return Err(Flaw::Suite);
        }
        let kind = RecordKind::from_number(reader.byte()?).ok_or(Flaw::Parse)?;
        reader.constant(&[0])?;
        let header_hash = reader.array()?;
        let (record_id, parent) = (reader.array()?, reader.array()?);
        let author = KeyId(reader.array()?);
        let (prev, salt) = (reader.array()?, reader.array()?);
        reader.constant(&CHUNK_FIELD)?;
        let commit = reader.array()?;
        reader.end()?;
        Ok((
            Self {
                kind,
                header_hash,
                record_id,
                parent,
                author,
                prev,
                salt,
                commit,
            },
            body,
        ))
    }

    fn context(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(HEADER);
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&SUITE.to_be_bytes());
        out.extend_from_slice(&[self.kind.number(), 0]);
        out.extend_from_slice(&self.header_hash);
        out.extend_from_slice(&self.record_id);
        out.extend_from_slice(&self.parent);
        for field in [&self.author.0, &self.prev, &self.salt] {
            out.extend_from_slice(field);
        }
        out.extend_from_slice(&CHUNK_FIELD);
        out
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut out = self.context();
        out.extend_from_slice(&self.commit);
        out
    }

    /// What later records name this one by.
    pub fn hash(&self) -> [u8; 32] {
        sha256(&[label::RECORD_HEADER, &self.to_bytes()])
    }

    /// Derives the body's key, nonce prefix and commitment; sets the commitment.
    pub(super) fn committed(mut self, records_root: &[u8; 32]) -> (Self, ChunkKeys) {
        let okm = self.key_material(records_root);
        self.commit = part(&okm, 39);
        let keys = ChunkKeys {
            key: Zeroizing::new(part(&okm, 0)),
            prefix: part(&okm, 32),
            aad: self.hash(),
        };
        (self, keys)
    }

    /// Derives the body's keys and compares the commitment before they can be used.
    pub(super) fn keys(&self, records_root: &[u8; 32]) -> Result<ChunkKeys, Flaw> {
        let okm = self.key_material(records_root);
        if !same(&part::<32>(&okm, 39), &self.commit) {
            return Err(Flaw::Commit);
        }
        Ok(ChunkKeys {
            key: Zeroizing::new(part(&okm, 0)),
            prefix: part(&okm, 32),
            aad: self.hash(),
        })
    }

    fn key_material(&self, records_root: &[u8; 32]) -> Zeroizing<[u8; 71]> {
        debug_assert_eq!(self.context().len(), CONTEXT);
        hkdf(&[&self.salt], records_root, &[label::RECORD, &self.context()])
    }
}

fn part<const N: usize>(okm: &[u8; 71], from: usize) -> [u8; N] {
    let mut out = [0; N];
    for (to, byte) in out.iter_mut().zip(okm.iter().skip(from)) {
        *to = *byte;
    }
    out
}

/// `Sig(author, record hash || H(body))`
pub(super) fn sign(author: &Identity, record_hash: &[u8; 32], body_sha256: &[u8; 32]) -> [u8; 64] {
    author.sign(label::RECORD_SIG, &[record_hash, body_sha256])
}

pub(super) fn verify(
    author: &PublicIdentity,
    record_hash: &[u8; 32],
    body_sha256: &[u8; 32],
    signature: &[u8; 64],
) -> Result<(), Flaw> {
    author.verify(label::RECORD_SIG, &[record_hash, body_sha256], signature)
}

/// What a server checks without any key before it stores a record: form, place, author, signature and a legal
/// length. `author` is the identity the caller knows to be writing.
pub fn check_sealed(
    bytes: &[u8],
    signature: &[u8; 64],
    header_hash: &[u8; 32],
    author: &PublicIdentity,
) -> Result<RecordHeader, Flaw> {
    let (record, body) = RecordHeader::parse(bytes)?;
    if record.header_hash != *header_hash || record.author != author.key_id() {
        return Err(Flaw::Policy);
    }
    if !padding::is_legal_body(body.len() as u64, record.kind.is_blob()) {
        return Err(Flaw::Padding);
    }
    verify(author, &record.hash(), &sha256(&[body]), signature)?;
    Ok(record)
}
