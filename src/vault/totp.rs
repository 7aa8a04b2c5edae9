//! One-time codes of an authenticator app: RFC 6238 with SHA-1, six digits, thirty seconds.

use data_encoding::BASE32_NOPAD;
use ring::hmac;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::digest::same;
use super::error::VaultError;
use super::random::{RandomFailed, Rng};

const STEP_SECONDS: i64 = 30;

/// The shared secret, 20 bytes. Wiped when dropped; has no `Debug`.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct TotpSecret([u8; 20]);

impl TotpSecret {
    /// A new secret.
    pub fn random(rng: &Rng) -> Result<Self, RandomFailed> {
        Ok(Self(*rng.secret()?))
    }

    /// From the bytes [`TotpSecret::bytes`] gave; `Damaged` unless there are 20.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, VaultError> {
        bytes.try_into().map(Self).map_err(|_| VaultError::Damaged)
    }

    /// For sealing before it is stored.
    pub fn bytes(&self) -> &[u8; 20] {
        &self.0
    }

    /// For typing into an app: 32 characters of base32.
    pub fn base32(&self) -> Zeroizing<String> {
        Zeroizing::new(BASE32_NOPAD.encode(&self.0))
    }

    /// For the QR code of an app. `issuer` and `account` may be Thai; they are percent-encoded.
    pub fn uri(&self, issuer: &str, account: &str) -> Zeroizing<String> {
        let (issuer, account) = (percent(issuer), percent(account));
        Zeroizing::new(format!(
            "otpauth://totp/{issuer}:{account}?secret={}&issuer={issuer}&algorithm=SHA1&digits=6&period=30",
            *self.base32()
        ))
    }

    /// Checks six typed digits (Thai digits and spaces allowed) at `now` (seconds since the epoch), one step
    /// early or late. Gives the matched step: the caller refuses a step it has seen, so no code works twice.
    pub fn verify(&self, typed: &str, now: i64) -> Option<u64> {
        let digits = read_digits(typed)?;
        let current = now.div_euclid(STEP_SECONDS);
        // Every step is computed, so that the time taken says nothing about which one matched.
        let mut matched = None;
        for step in [current.checked_sub(1), Some(current), current.checked_add(1)] {
            let Some(step) = step.and_then(|step| u64::try_from(step).ok()) else {
                continue;
            };
            if same(self.code(step).as_bytes(), digits.as_bytes()) {
                matched = Some(step);
            }
        }
        matched
    }

    /// The six digits of one step.
    pub(super) fn code(&self, step: u64) -> Zeroizing<String> {
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &self.0);
        let tag = hmac::sign(&key, &step.to_be_bytes());
        let offset = usize::from(tag.as_ref().last().copied().unwrap_or(0) & 15);
        let number = tag
            .as_ref()
            .iter()
            .skip(offset)
            .take(4)
            .fold(0u32, |n, byte| n << 8 | u32::from(*byte));
        Zeroizing::new(format!("{:06}", (number & 0x7FFF_FFFF) % 1_000_000))
    }
}

fn read_digits(typed: &str) -> Option<Zeroizing<String>> {
    if typed.len() > 64 {
        return None;
    }
    let mut digits = Zeroizing::new(String::with_capacity(8));
    for symbol in typed.chars().filter(|symbol| !symbol.is_whitespace()) {
        let digit = match symbol {
            '0'..='9' => symbol,
            '๐'..='๙' => char::from_u32(u32::from(symbol) - u32::from('๐') + u32::from('0'))?,
            _ => return None,
        };
        if digits.len() == 6 {
            return None;
        }
        digits.push(digit);
    }
    (digits.len() == 6).then_some(digits)
}

fn percent(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push_str(&data_encoding::HEXUPPER.encode(&[byte]));
        }
    }
    out
}
