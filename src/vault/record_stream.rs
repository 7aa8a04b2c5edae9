//! Records too long for memory: the same bytes as a record sealed at once, made and opened piece by piece with
//! ring.

use std::io::{self, Write};

use super::aead::Bulk;
use super::error::{Flaw, VaultError};
use super::identity::{Identity, PublicIdentity};
use super::record::{self, RecordHeader, RecordKind};
use super::stream::{BodyOpener, BodySealer, ChunkKeys, OpenFailure};

/// Seals one record while its content arrives. Made by [`super::CompartmentKey::seal_stream`].
pub struct RecordSealer<'a> {
    pub(super) body: BodySealer<Bulk>,
    pub(super) header: RecordHeader,
    pub(super) author: &'a Identity,
}

/// What remains to be stored when a streamed record is complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StreamedRecord {
    /// The author's signature, for its own column.
    pub signature: [u8; 64],
    /// What later records name this one by.
    pub record_hash: [u8; 32],
    /// SHA-256 of the body.
    pub body_sha256: [u8; 32],
}

impl RecordSealer<'_> {
    /// The 204 bytes that precede the body; write them first.
    pub fn header(&self) -> Vec<u8> {
        self.header.to_bytes()
    }

    /// Takes more content; writes finished chunks to `out`. At most 64 KiB are held back.
    pub fn push(&mut self, content: &[u8], out: &mut impl Write) -> io::Result<()> {
        self.body.push(content, out)
    }

    /// Writes the last data, the padding, and signs the whole.
    pub fn finish(self, out: &mut impl Write) -> io::Result<StreamedRecord> {
        let record_hash = self.header.hash();
        let body_sha256 = self.body.finish(out)?;
        Ok(StreamedRecord {
            signature: record::sign(self.author, &record_hash, &body_sha256),
            record_hash,
            body_sha256,
        })
    }
}

/// Why a streamed record did not open.
#[derive(Debug)]
pub enum StreamError {
    /// The record is damaged; discard everything written so far.
    Vault(VaultError),
    /// The content could not be written where it should go.
    Io(io::Error),
}

impl std::fmt::Display for StreamError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Vault(error) => error.fmt(f),
            Self::Io(_) => f.write_str("the opened content could not be written"),
        }
    }
}

impl std::error::Error for StreamError {}

impl From<OpenFailure> for StreamError {
    fn from(failure: OpenFailure) -> Self {
        match failure {
            OpenFailure::Flaw(flaw) => Self::Vault(flaw.into()),
            OpenFailure::Io(error) => Self::Io(error),
        }
    }
}

/// Opens one record while its body arrives. Made by [`super::CompartmentKey::open_stream`].
///
/// Content that was written is not to be shown before [`RecordOpener::finish`] has succeeded: until then the
/// end may be missing, and the author is not proved.
pub struct RecordOpener {
    body: BodyOpener<Bulk>,
    record_hash: [u8; 32],
    signature: [u8; 64],
    author: PublicIdentity,
}

impl RecordOpener {
    pub(super) fn new(
        keys: &ChunkKeys,
        kind: RecordKind,
        record_hash: [u8; 32],
        signature: [u8; 64],
        author: PublicIdentity,
    ) -> Result<Self, Flaw> {
        Ok(Self {
            body: BodyOpener::new(keys, kind.is_blob())?,
            record_hash,
            signature,
            author,
        })
    }

    /// Takes more of the sealed body; writes the content of chunks that are authentic.
    pub fn push(&mut self, sealed: &[u8], out: &mut impl Write) -> Result<(), StreamError> {
        Ok(self.body.push(sealed, out)?)
    }

    /// Opens the last chunk and checks end, padding and signature. Gives the length of the content in bytes.
    pub fn finish(self, out: &mut impl Write) -> Result<u64, StreamError> {
        let opened = self.body.finish(out)?;
        record::verify(&self.author, &self.record_hash, &opened.digest, &self.signature)
            .map_err(|flaw| StreamError::Vault(flaw.into()))?;
        Ok(opened.data)
    }
}
