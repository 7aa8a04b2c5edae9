//! The session secret of a signed-in officer: it lives only in a cookie, and unlocks the officer's identity
//! for as long as the session row exists.

use data_encoding::BASE64URL_NOPAD;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::digest::sha256;
use super::error::VaultError;
use super::label;
use super::random::{RandomFailed, Rng};

/// 32 random bytes. Wiped when dropped; has no `Debug`.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct SessionSecret([u8; 32]);

impl SessionSecret {
    /// A new secret, one per sign-in.
    pub fn random(rng: &Rng) -> Result<Self, RandomFailed> {
        Ok(Self(*rng.secret()?))
    }

    /// What the store keeps to find the session; says nothing about the secret.
    pub fn sid(&self) -> [u8; 32] {
        sha256(&[label::SESSION_ID, &self.0])
    }

    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The cookie value: 43 characters, base64url without padding.
    pub fn to_base64url(&self) -> Zeroizing<String> {
        Zeroizing::new(BASE64URL_NOPAD.encode(&self.0))
    }

    /// From a cookie value; anything but the one canonical spelling is `Mistyped`.
    pub fn from_base64url(cookie: &str) -> Result<Self, VaultError> {
        if cookie.len() != 43 {
            return Err(VaultError::Mistyped);
        }
        let bytes = Zeroizing::new(
            BASE64URL_NOPAD
                .decode(cookie.as_bytes())
                .map_err(|_| VaultError::Mistyped)?,
        );
        bytes
            .as_slice()
            .try_into()
            .map(Self)
            .map_err(|_| VaultError::Mistyped)
    }
}
