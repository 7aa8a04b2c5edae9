//! STREAM (Hoang, Reyhanitabar, Rogaway, Vizár 2015) over 64 KiB chunks with framing and padding: the body of a
//! record, sealed and opened chunk by chunk in constant memory.
//!
//! chunk i: AES-256-GCM(key, prefix[7] || i[4] || last[1], aad = record hash, `n[4] || data || zeros`)

use std::io::{self, Write};

use ring::digest;
use zeroize::Zeroizing;

use super::aead::{Cipher, TAG};
use super::digest::finished;
use super::error::Flaw;
use super::padding::{bucket, framed};

/// Plaintext bytes of a full chunk.
pub(super) const CHUNK: usize = 65_536;
/// Data bytes of a full chunk.
pub(super) const CHUNK_DATA: usize = CHUNK - FRAME;
const FRAME: usize = 4;
const SEALED_CHUNK: usize = CHUNK + TAG;

/// What a chunk needs besides its plaintext.
pub(super) struct ChunkKeys {
    pub(super) key: Zeroizing<[u8; 32]>,
    pub(super) prefix: [u8; 7],
    pub(super) aad: [u8; 32],
}

/// The key of one body, and the number of the next chunk.
struct Chunks<C> {
    cipher: C,
    prefix: [u8; 7],
    aad: [u8; 32],
    next: Option<u32>,
}

impl<C: Cipher> Chunks<C> {
    fn new(keys: &ChunkKeys) -> Result<Self, Flaw> {
        Ok(Self {
            cipher: C::new(&keys.key)?,
            prefix: keys.prefix,
            aad: keys.aad,
            next: Some(0),
        })
    }

    /// The nonce of the next chunk; a body ends before the counter would repeat.
    fn nonce(&mut self, last: bool) -> Result<[u8; 12], Flaw> {
        let number = self.next.ok_or(Flaw::Padding)?;
        self.next = number.checked_add(1);
        let [p0, p1, p2, p3, p4, p5, p6] = self.prefix;
        let [n0, n1, n2, n3] = number.to_be_bytes();
        Ok([p0, p1, p2, p3, p4, p5, p6, n0, n1, n2, n3, u8::from(last)])
    }
}

fn broken(flaw: Flaw) -> io::Error {
    let text = match flaw {
        Flaw::Aead => "not authentic",
        _ => "not canonical",
    };
    io::Error::new(io::ErrorKind::InvalidData, text)
}

/// Seals a body whose length is not known beforehand.
pub(super) struct BodySealer<C> {
    chunks: Chunks<C>,
    blob: bool,
    /// The data of the chunk being filled.
    pending: Zeroizing<Vec<u8>>,
    data: u64,
    written: u64,
    ended: bool,
    digest: digest::Context,
}

impl<C: Cipher> BodySealer<C> {
    pub(super) fn new(keys: &ChunkKeys, blob: bool) -> Result<Self, Flaw> {
        Ok(Self {
            chunks: Chunks::new(keys)?,
            blob,
            pending: Zeroizing::new(Vec::with_capacity(CHUNK_DATA)),
            data: 0,
            written: 0,
            ended: false,
            digest: digest::Context::new(&digest::SHA256),
        })
    }

    /// Takes more data; writes each chunk that is certainly not the last one.
    pub(super) fn push(&mut self, mut data: &[u8], out: &mut impl Write) -> io::Result<()> {
        while !data.is_empty() {
            if self.ended {
                return Err(broken(Flaw::Padding));
            }
            if self.pending.len() == CHUNK_DATA {
                self.chunk(CHUNK, false, out)?;
            }
            let free = CHUNK_DATA - self.pending.len();
            let (now, later) = data.split_at_checked(free).unwrap_or((data, &[]));
            self.pending.extend_from_slice(now);
            self.data += now.len() as u64;
            data = later;
        }
        Ok(())
    }

    /// After the last data: writes one chunk that is not the last one. Gives false, and writes nothing, when only that one is
    /// left.
    pub(super) fn pad(&mut self, out: &mut impl Write) -> io::Result<bool> {
        self.ended = true;
        if self.left() <= CHUNK as u64 {
            return Ok(false);
        }
        self.chunk(CHUNK, false, out)?;
        Ok(true)
    }

    /// Writes the rest and the padding; gives the hash of the whole body.
    pub(super) fn finish(mut self, out: &mut impl Write) -> io::Result<[u8; 32]> {
        while self.pad(out)? {}
        let left = usize::try_from(self.left()).unwrap_or(CHUNK);
        self.chunk(left, true, out)?;
        Ok(finished(self.digest))
    }

    /// Plaintext bytes that are not written yet.
    fn left(&self) -> u64 {
        bucket(framed(self.data), self.blob).saturating_sub(self.written)
    }

    fn chunk(&mut self, size: usize, last: bool, out: &mut impl Write) -> io::Result<()> {
        let length = u32::try_from(self.pending.len()).map_err(|_| broken(Flaw::Padding))?;
        let mut plain = Zeroizing::new(Vec::with_capacity(size + TAG));
        plain.extend_from_slice(&length.to_be_bytes());
        plain.extend_from_slice(&self.pending);
        plain.resize(size, 0);
        let nonce = self.chunks.nonce(last).map_err(broken)?;
        let tag = self
            .chunks
            .cipher
            .seal(&nonce, &self.chunks.aad, &mut plain)
            .map_err(broken)?;
        plain.extend_from_slice(&tag);
        self.digest.update(&plain);
        self.written += size as u64;
        self.pending.clear();
        out.write_all(&plain)
    }
}

/// What an opened body was.
pub(super) struct OpenedBody {
    /// Hash of the sealed body, as signed.
    pub(super) digest: [u8; 32],
    /// Bytes of content.
    pub(super) data: u64,
}

/// Opens a body that arrives in pieces. What it writes is authentic piece by piece, but complete only after
/// [`BodyOpener::finish`].
pub(super) struct BodyOpener<C> {
    chunks: Chunks<C>,
    blob: bool,
    pending: Zeroizing<Vec<u8>>,
    data: u64,
    padded: u64,
    data_ended: bool,
    digest: digest::Context,
}

impl<C: Cipher> BodyOpener<C> {
    pub(super) fn new(keys: &ChunkKeys, blob: bool) -> Result<Self, Flaw> {
        Ok(Self {
            chunks: Chunks::new(keys)?,
            blob,
            pending: Zeroizing::new(Vec::new()),
            data: 0,
            padded: 0,
            data_ended: false,
            digest: digest::Context::new(&digest::SHA256),
        })
    }

    /// Takes more of the sealed body; a full chunk is opened once it is known not to be the last.
    pub(super) fn push(&mut self, mut sealed: &[u8], out: &mut impl Write) -> Result<(), OpenFailure> {
        while !sealed.is_empty() {
            if self.pending.len() == SEALED_CHUNK {
                self.chunk(false, out)?;
            }
            let free = SEALED_CHUNK - self.pending.len();
            let (now, later) = sealed.split_at_checked(free).unwrap_or((sealed, &[]));
            self.pending.extend_from_slice(now);
            sealed = later;
        }
        Ok(())
    }

    /// Opens the last chunk and checks that the whole was the canonical form of its content.
    pub(super) fn finish(mut self, out: &mut impl Write) -> Result<OpenedBody, OpenFailure> {
        self.chunk(true, out)?;
        if bucket(framed(self.data), self.blob) != self.padded {
            return Err(Flaw::Padding.into());
        }
        Ok(OpenedBody {
            digest: finished(self.digest),
            data: self.data,
        })
    }

    fn chunk(&mut self, last: bool, out: &mut impl Write) -> Result<(), OpenFailure> {
        self.digest.update(&self.pending);
        let nonce = self.chunks.nonce(last)?;
        let mut sealed = std::mem::take(&mut self.pending);
        let plain = self.chunks.cipher.open(&nonce, &self.chunks.aad, &mut sealed)?;
        self.padded += plain.len() as u64;
        let (length, rest) = plain.split_first_chunk::<FRAME>().ok_or(Flaw::Padding)?;
        let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| Flaw::Padding)?;
        let (data, padding) = rest.split_at_checked(length).ok_or(Flaw::Padding)?;
        let zero = padding.iter().fold(0, |sum, byte| sum | byte) == 0;
        if !zero || (self.data_ended && length > 0) {
            return Err(Flaw::Padding.into());
        }
        self.data_ended |= length < CHUNK_DATA;
        self.data += length as u64;
        out.write_all(data)?;
        // The buffer is kept for the next chunk, so that memory stays constant.
        sealed.clear();
        self.pending = sealed;
        Ok(())
    }
}

/// Why a body did not open: the body, or the place the content was written to.
#[derive(Debug)]
pub(super) enum OpenFailure {
    Flaw(Flaw),
    Io(io::Error),
}

impl From<Flaw> for OpenFailure {
    fn from(flaw: Flaw) -> Self {
        Self::Flaw(flaw)
    }
}

impl From<io::Error> for OpenFailure {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}
