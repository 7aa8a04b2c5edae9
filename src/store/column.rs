//! Between the values of columns and the types of the domain.

use super::error::StoreError;

/// Bytes of a fixed length, as the column's CHECK promises.
pub(super) fn bytes<const N: usize>(bytes: Vec<u8>) -> Result<[u8; N], StoreError> {
    bytes.try_into().map_err(|_| StoreError::Damaged)
}

/// An id, a code or anything else whose type refused what the column holds.
pub(super) fn known<T>(value: Option<T>) -> Result<T, StoreError> {
    value.ok_or(StoreError::Damaged)
}

/// A column that may be empty.
pub(super) fn optional<A, B>(
    value: Option<A>,
    read: impl FnOnce(A) -> Option<B>,
) -> Result<Option<B>, StoreError> {
    value.map(|value| known(read(value))).transpose()
}

/// A text for a column. PostgreSQL cannot hold U+0000 and SQLite would cut some uses of it short.
pub(super) fn text(text: &str) -> Result<&str, StoreError> {
    if text.contains('\0') {
        return Err(StoreError::Query("NUL in a text"));
    }
    Ok(text)
}

/// What an insertion that steps aside for an existing row did. (Asking first or stepping aside keeps the
/// server from writing the row of a violated key into its own log.)
pub(super) fn inserted(rows: usize, wanted: usize, otherwise: StoreError) -> Result<(), StoreError> {
    if rows == wanted { Ok(()) } else { Err(otherwise) }
}

/// What a change of one row did.
pub(super) fn changed(rows: usize, otherwise: StoreError) -> Result<(), StoreError> {
    if rows == 0 { Err(otherwise) } else { Ok(()) }
}
