//! A small sealed box for short secrets of the service itself: the reporter's cookie, a one-time-code secret.
//! One version byte, a fresh random nonce, AES-256-GCM.

use zeroize::Zeroizing;

use super::aead::{Cipher, Portable, TAG};
use super::bytes::Reader;
use super::error::{Flaw, VaultError};
use super::label;
use super::random::Rng;

const VERSION: u8 = 1;
const NONCE: usize = 12;
/// Bytes a box adds to its content.
pub const OVERHEAD: usize = 1 + NONCE + TAG;

/// Seals `secret`. `context` says what the box is for and is needed again to open it. A key may seal far
/// fewer than 2^32 boxes, the limit for random nonces.
pub fn seal(key: &[u8; 32], context: &[u8], secret: &[u8], rng: &Rng) -> Result<Vec<u8>, VaultError> {
    let nonce = rng.bytes::<NONCE>()?;
    let mut out = Vec::with_capacity(secret.len() + OVERHEAD);
    out.push(VERSION);
    out.extend_from_slice(&nonce);
    out.extend_from_slice(secret);
    let data = out.get_mut(1 + NONCE..).ok_or(Flaw::Parse)?;
    let tag = Portable::new(key)?.seal(&nonce, &[label::SMALL_BOX, context].concat(), data)?;
    out.extend_from_slice(&tag);
    Ok(out)
}

/// Opens what [`seal`] made with the same key and context.
pub fn open(key: &[u8; 32], context: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let mut reader = Reader::new(sealed);
    reader.constant(&[VERSION])?;
    let nonce = reader.array::<NONCE>()?;
    let body = reader.slice(sealed.len().saturating_sub(1 + NONCE))?;
    let mut data = Zeroizing::new(body.to_vec());
    let length = Portable::new(key)?
        .open(&nonce, &[label::SMALL_BOX, context].concat(), &mut data)?
        .len();
    data.truncate(length);
    Ok(data)
}
