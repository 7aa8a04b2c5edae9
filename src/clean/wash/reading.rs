//! Numbers out of bytes, at a place that may not exist.

/// Four bytes at a place.
pub(super) fn four(bytes: &[u8], at: usize) -> Option<[u8; 4]> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok()
}

/// An unsigned number, most significant byte first.
pub(super) fn be16(bytes: &[u8], at: usize) -> Option<u16> {
    let two = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_be_bytes(two.try_into().ok()?))
}

/// An unsigned number, most significant byte first.
pub(super) fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    four(bytes, at).map(u32::from_be_bytes)
}

/// An unsigned number, most significant byte first.
pub(super) fn be64(bytes: &[u8], at: usize) -> Option<u64> {
    let eight = bytes.get(at..at.checked_add(8)?)?;
    Some(u64::from_be_bytes(eight.try_into().ok()?))
}

/// An unsigned number, least significant byte first.
pub(super) fn le32(bytes: &[u8], at: usize) -> Option<u32> {
    four(bytes, at).map(u32::from_le_bytes)
}

/// The same number as a place in memory; files are never longer than that.
pub(super) fn place(number: impl TryInto<usize>) -> Option<usize> {
    number.try_into().ok()
}

/// Whether these bytes occur in the others.
pub(super) fn contains(bytes: &[u8], sought: &[u8]) -> bool {
    find(bytes, sought).is_some()
}

/// Where these bytes first occur.
pub(super) fn find(bytes: &[u8], sought: &[u8]) -> Option<usize> {
    bytes
        .windows(sought.len().max(1))
        .position(|window| window == sought)
}
