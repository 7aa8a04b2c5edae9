//! SHA-256, HKDF-SHA256 and HMAC-SHA256 in the shapes the envelope uses them, all by ring.

use ring::{digest, hkdf, hmac};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// `H(part || part || …)`.
pub(crate) fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut context = digest::Context::new(&digest::SHA256);
    for part in parts {
        context.update(part);
    }
    finished(context)
}

/// The hash of what `context` has seen so far.
pub(super) fn finished(context: digest::Context) -> [u8; 32] {
    let mut out = [0; 32];
    out.copy_from_slice(context.finish().as_ref());
    out
}

struct Length(usize);

impl hkdf::KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

/// `HKDF(salt, ikm, info || info || …, N)`, RFC 5869 extract then expand.
#[expect(
    clippy::expect_used,
    reason = "ring refuses only lengths above 255 * 32, excluded at compile time"
)]
pub(super) fn hkdf<const N: usize>(salt: &[&[u8]], ikm: &[u8], info: &[&[u8]]) -> Zeroizing<[u8; N]> {
    const { assert!(N <= 255 * 32) }
    let salt = Zeroizing::new(salt.concat());
    let prk = hkdf::Salt::new(hkdf::HKDF_SHA256, &salt).extract(ikm);
    let mut out = Zeroizing::new([0; N]);
    prk.expand(info, Length(N))
        .and_then(|okm| okm.fill(out.as_mut_slice()))
        .expect("the length is within the limit of RFC 5869");
    out
}

/// `HMAC(key, part || part || …)`.
pub(super) fn hmac_sha256(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, key));
    for part in parts {
        context.update(part);
    }
    let mut out = [0; 32];
    out.copy_from_slice(context.sign().as_ref());
    out
}

/// Comparison in constant time, for commitments, verifiers and MACs.
pub(crate) fn same(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}
