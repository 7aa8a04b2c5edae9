//! The two public identifiers: of an installation and of a key.

use data_encoding::{Encoding, HEXLOWER};
use std::fmt;

/// Names one deployment: 16 random bytes, public, never changed. Bound into every code and header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InstanceId(pub [u8; 16]);

/// Names the public half of an identity: a hash of its suite and both public keys. Public.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub [u8; 32]);

impl KeyId {
    /// From its 32 bytes; any value is accepted, a key id proves nothing by itself.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its 32 bytes.
    pub fn to_bytes(self) -> [u8; 32] {
        self.0
    }

    /// For people to compare by eye: the first 20 bytes in Crockford base32, eight groups of four.
    pub fn fingerprint(&self) -> String {
        let (first, _) = self.0.split_at(20);
        crockford_groups(first)
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.0))
    }
}

/// Bytes in Crockford base32, in groups of four.
pub(super) fn crockford_groups(bytes: &[u8]) -> String {
    grouped(&crockford().encode(bytes))
}

/// Groups of four joined by hyphens.
pub(super) fn grouped(symbols: &str) -> String {
    let mut out = String::with_capacity(symbols.len() + symbols.len() / 4);
    for (place, symbol) in symbols.chars().enumerate() {
        if place > 0 && place % 4 == 0 {
            out.push('-');
        }
        out.push(symbol);
    }
    out
}

/// The alphabet of fingerprints and tracking codes: no I, L, O or U.
pub(super) const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

#[expect(
    clippy::expect_used,
    reason = "a constant specification, built in every test of a fingerprint"
)]
fn crockford() -> Encoding {
    let mut specification = data_encoding::Specification::new();
    specification
        .symbols
        .extend(CROCKFORD.iter().map(|symbol| char::from(*symbol)));
    specification.encoding().expect("32 distinct symbols")
}
