//! AES-256-GCM by two libraries behind one shape: `aes-gcm` for what is small, ring for what is streamed.
//! A test holds the two against each other.

use aes_gcm::aead::{AeadInOut, KeyInit};
use aes_gcm::{Aes256Gcm, Nonce, Tag};
use ring::aead::{self as ring_aead, LessSafeKey, UnboundKey};

use super::error::Flaw;

/// Bytes a tag adds to a plaintext.
pub(super) const TAG: usize = 16;

/// One key of AES-256-GCM. Nonces are the caller's duty and are never chosen outside this folder.
pub(super) trait Cipher: Sized {
    fn new(key: &[u8; 32]) -> Result<Self, Flaw>;
    /// Encrypts in place and returns the tag.
    fn seal(&self, nonce: &[u8; 12], aad: &[u8], data: &mut [u8]) -> Result<[u8; TAG], Flaw>;
    /// Verifies and decrypts `ciphertext || tag` in place; the plaintext is what precedes the tag.
    fn open<'a>(&self, nonce: &[u8; 12], aad: &[u8], sealed: &'a mut [u8]) -> Result<&'a mut [u8], Flaw>;
}

/// The `aes-gcm` crate.
pub(super) struct Portable(Aes256Gcm);

impl Cipher for Portable {
    fn new(key: &[u8; 32]) -> Result<Self, Flaw> {
        Ok(Self(Aes256Gcm::new(key.into())))
    }

    fn seal(&self, nonce: &[u8; 12], aad: &[u8], data: &mut [u8]) -> Result<[u8; TAG], Flaw> {
        let tag = self
            .0
            .encrypt_inout_detached(&Nonce::from(*nonce), aad, data.into())
            .map_err(|_| Flaw::Aead)?;
        Ok(tag.into())
    }

    fn open<'a>(&self, nonce: &[u8; 12], aad: &[u8], sealed: &'a mut [u8]) -> Result<&'a mut [u8], Flaw> {
        let length = sealed.len().checked_sub(TAG).ok_or(Flaw::Aead)?;
        let (data, tag) = sealed.split_at_mut_checked(length).ok_or(Flaw::Aead)?;
        let tag = Tag::try_from(&*tag).map_err(|_| Flaw::Aead)?;
        self.0
            .decrypt_inout_detached(&Nonce::from(*nonce), aad, (&mut *data).into(), &tag)
            .map_err(|_| Flaw::Aead)?;
        Ok(data)
    }
}

/// ring, the faster of the two. It does not wipe its key when dropped.
pub(super) struct Bulk(LessSafeKey);

impl Cipher for Bulk {
    fn new(key: &[u8; 32]) -> Result<Self, Flaw> {
        UnboundKey::new(&ring_aead::AES_256_GCM, key)
            .map(|key| Self(LessSafeKey::new(key)))
            .map_err(|_| Flaw::Aead)
    }

    fn seal(&self, nonce: &[u8; 12], aad: &[u8], data: &mut [u8]) -> Result<[u8; TAG], Flaw> {
        let nonce = ring_aead::Nonce::assume_unique_for_key(*nonce);
        let tag = self
            .0
            .seal_in_place_separate_tag(nonce, ring_aead::Aad::from(aad), data)
            .map_err(|_| Flaw::Aead)?;
        tag.as_ref().try_into().map_err(|_| Flaw::Aead)
    }

    fn open<'a>(&self, nonce: &[u8; 12], aad: &[u8], sealed: &'a mut [u8]) -> Result<&'a mut [u8], Flaw> {
        let nonce = ring_aead::Nonce::assume_unique_for_key(*nonce);
        self.0
            .open_in_place(nonce, ring_aead::Aad::from(aad), sealed)
            .map_err(|_| Flaw::Aead)
    }
}
