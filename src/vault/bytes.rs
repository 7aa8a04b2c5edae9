//! Strict reading of fixed-width fields: nothing is skipped, nothing may be left over.

use super::error::Flaw;

/// A cursor over bytes somebody else wrote.
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// The next `length` bytes, borrowed: reading never allocates.
    pub(super) fn slice(&mut self, length: usize) -> Result<&'a [u8], Flaw> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(Flaw::Parse)?;
        self.rest = rest;
        Ok(taken)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], Flaw> {
        self.slice(N)?.try_into().map_err(|_| Flaw::Parse)
    }

    pub(super) fn byte(&mut self) -> Result<u8, Flaw> {
        self.array::<1>().map(|[byte]| byte)
    }

    pub(super) fn u16(&mut self) -> Result<u16, Flaw> {
        self.array().map(u16::from_be_bytes)
    }

    pub(super) fn u32(&mut self) -> Result<u32, Flaw> {
        self.array().map(u32::from_be_bytes)
    }

    pub(super) fn u64(&mut self) -> Result<u64, Flaw> {
        self.array().map(u64::from_be_bytes)
    }

    /// Fails unless the next bytes are exactly `expected`.
    pub(super) fn constant(&mut self, expected: &[u8]) -> Result<(), Flaw> {
        if self.slice(expected.len())? == expected {
            Ok(())
        } else {
            Err(Flaw::Parse)
        }
    }

    /// Fails unless everything was read.
    pub(super) fn end(&self) -> Result<(), Flaw> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err(Flaw::Parse)
        }
    }
}
