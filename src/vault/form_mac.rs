//! Form tokens: a MAC over what a form was issued for, so that a form from elsewhere, from another visitor or
//! from long ago is noticed without storing anything.

use data_encoding::BASE64URL_NOPAD;
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::digest::{hkdf, hmac_sha256, same};
use super::label;
use super::random::{RandomFailed, Rng};

/// The key of form tokens. Wiped when dropped; has no `Debug`.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct FormKey([u8; 32]);

impl FormKey {
    /// A new key.
    pub fn random(rng: &Rng) -> Result<Self, RandomFailed> {
        Ok(Self(*rng.secret()?))
    }

    /// The key of an installation, from its secret.
    pub fn derive(secret: &[u8; 32]) -> Self {
        Self(*hkdf(&[label::FORM_MAC], secret, &[label::FORM_KEY]))
    }

    /// HMAC-SHA256 over `parts`, each preceded by its length, so that no two lists give the same bytes.
    pub fn sign(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut message = (parts.len() as u64).to_be_bytes().to_vec();
        for part in parts {
            message.extend_from_slice(&(part.len() as u64).to_be_bytes());
            message.extend_from_slice(part);
        }
        hmac_sha256(&self.0, &[label::FORM_MAC, &message])
    }

    /// Compares in constant time.
    pub fn verify(&self, parts: &[&[u8]], mac: &[u8]) -> bool {
        same(&self.sign(parts), mac)
    }

    /// As [`FormKey::sign`], spelled for a form field: 43 characters of base64url.
    pub fn sign_text(&self, parts: &[&[u8]]) -> String {
        BASE64URL_NOPAD.encode(&self.sign(parts))
    }

    /// As [`FormKey::verify`], for what a form field carries.
    pub fn verify_text(&self, parts: &[&[u8]], mac: &str) -> bool {
        mac.len() == 43
            && BASE64URL_NOPAD
                .decode(mac.as_bytes())
                .is_ok_and(|mac| self.verify(parts, &mac))
    }
}
