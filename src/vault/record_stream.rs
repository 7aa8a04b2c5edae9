//! Records too long for memory: the same bytes as a record sealed at once, made and opened piece by piece with
//! ring.

use std::io::{self, Write};

use ring::digest;

use super::aead::Bulk;
use super::digest::finished;
use super::error::{Flaw, VaultError};
use super::header::Header;
use super::identity::{Identity, KnownKeys, PublicIdentity};
use super::record::{self, HEADER, RecordHeader, RecordKind};
use super::stream::{BodyOpener, BodySealer, ChunkKeys, OpenFailure};

/// Seals one record while its content arrives. Made by [`super::CompartmentKey::seal_stream`]. It holds the key of this
/// one record and no other: whoever signs it is asked again at its end.
pub struct RecordSealer {
    pub(super) body: BodySealer<Bulk>,
    pub(super) header: RecordHeader,
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

impl RecordSealer {
    /// The 204 bytes that precede the body; write them first.
    pub fn header(&self) -> Vec<u8> {
        self.header.to_bytes()
    }

    /// Takes more content; writes finished chunks to `out`. At most 64 KiB are held back.
    pub fn push(&mut self, content: &[u8], out: &mut impl Write) -> io::Result<()> {
        self.body.push(content, out)
    }

    /// After the last content: writes the next chunk of the padding, which may be 64 MiB of a GiB. Gives false when only
    /// the last chunk is left. Without it [`RecordSealer::finish`] writes all of it at once.
    ///
    /// # Errors
    /// When it cannot be written. No content can follow.
    pub fn pad(&mut self, out: &mut impl Write) -> io::Result<bool> {
        self.body.pad(out)
    }

    /// Writes the last data, the padding, and signs the whole.
    ///
    /// # Errors
    /// When it is signed by somebody else than the author it names, or cannot be written.
    pub fn finish(self, author: &Identity, out: &mut impl Write) -> io::Result<StreamedRecord> {
        if author.key_id() != self.header.author {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "another author"));
        }
        let record_hash = self.header.hash();
        let body_sha256 = self.body.finish(out)?;
        Ok(StreamedRecord {
            signature: record::sign(author, &record_hash, &body_sha256),
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

/// Looks at a long record without a key, while its sealed bytes arrive: whether they are those that its author signed.
pub struct RecordLook {
    head: Vec<u8>,
    body: digest::Context,
    length: u64,
}

/// What a long record turned out to be, as far as it can be told without a key.
pub struct RecordSeen {
    /// Sealed bytes, header included.
    pub length: u64,
    /// Its header, if it begins with one.
    pub header: Option<RecordHeader>,
    body_sha256: [u8; 32],
}

impl Default for RecordLook {
    fn default() -> Self {
        Self {
            head: Vec::with_capacity(HEADER),
            body: digest::Context::new(&digest::SHA256),
            length: 0,
        }
    }
}

impl RecordLook {
    /// Takes the next sealed bytes.
    pub fn push(&mut self, sealed: &[u8]) {
        let missing = HEADER.saturating_sub(self.head.len()).min(sealed.len());
        let (head, body) = sealed.split_at_checked(missing).unwrap_or((sealed, &[]));
        self.head.extend_from_slice(head);
        self.body.update(body);
        self.length = self.length.saturating_add(sealed.len() as u64);
    }

    /// Ends the look.
    pub fn finish(self) -> RecordSeen {
        RecordSeen {
            length: self.length,
            header: RecordHeader::parse(&self.head).ok().map(|(header, _)| header),
            body_sha256: finished(self.body),
        }
    }
}

impl RecordSeen {
    /// Whether it belongs to this compartment and carries the signature of the author it names, who is the reporter of
    /// the compartment or known.
    pub fn is_signed(&self, compartment: &Header, keys: &impl KnownKeys, signature: &[u8; 64]) -> bool {
        self.header.as_ref().is_some_and(|header| {
            let author = compartment.signer(&header.author, keys);
            let signed = |author: PublicIdentity| {
                record::verify(&author, &header.hash(), &self.body_sha256, signature).is_ok()
            };
            header.header_hash == compartment.hash() && author.is_ok_and(signed)
        })
    }
}
