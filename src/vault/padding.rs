//! How long a sealed record is: only a few lengths exist, so that the length says little about the text.
//!
//! Lengths are counted in bytes after encoding. A chunk of plaintext is `n[4] || n bytes || zeros`.

/// Plaintext bytes of a full chunk, frame included.
pub const CHUNK: u64 = 65_536;
/// Bytes of data a full chunk carries.
pub const CHUNK_DATA: u64 = CHUNK - 4;
/// Bytes of a full sealed chunk.
pub const SEALED_CHUNK: u64 = CHUNK + 16;

/// The framed length of `data` bytes: four bytes for each chunk, at least one chunk.
pub fn framed(data: u64) -> u64 {
    data.saturating_add(4 * data.div_ceil(CHUNK_DATA).max(1))
}

/// The padded length for a framed length.
pub fn bucket(framed: u64, blob: bool) -> u64 {
    let small: &[u64] = if blob { &[65_536] } else { &[4_096, 16_384, 65_536] };
    small
        .iter()
        .copied()
        .find(|size| framed <= *size)
        .unwrap_or_else(|| round(framed))
}

/// Up to 64 MiB four sizes for each doubling, above that sixteen.
fn round(framed: u64) -> u64 {
    let fraction = if framed <= 1 << 26 { 2 } else { 4 };
    let unit = 1u64 << framed.max(1).ilog2().saturating_sub(fraction);
    framed.checked_next_multiple_of(unit).unwrap_or(u64::MAX)
}

/// The sealed body length for `data` bytes of content.
pub fn sealed_body(data: u64, blob: bool) -> u64 {
    let padded = bucket(framed(data), blob);
    padded.saturating_add(16 * padded.div_ceil(CHUNK))
}

/// Whether a stored body may have this length. A server without keys checks this.
pub fn is_legal_body(length: u64, blob: bool) -> bool {
    let padded = length.saturating_sub(16 * length.div_ceil(SEALED_CHUNK));
    padded > 0 && bucket(padded, blob) == padded && padded + 16 * padded.div_ceil(CHUNK) == length
}
