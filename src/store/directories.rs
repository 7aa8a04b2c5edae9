//! Signed receiver directories. Old versions stay: cases refer to them by hash.

use diesel::prelude::*;

use super::column::{bytes, inserted};
use super::conn::{Conn, each};
use super::error::{Key, StoreError};
use super::schema::directories::dsl;
use crate::domain::ids::AgencyId;

/// A directory as it was signed.
#[derive(Clone, PartialEq, Eq)]
pub struct DirectoryRow {
    /// The agency it belongs to.
    pub agency: AgencyId,
    /// Its number, which only grows.
    pub version: i64,
    /// Its hash, by which cases refer to it.
    pub hash: [u8; 32],
    /// The exact bytes that were signed.
    pub bytes: Vec<u8>,
    /// The root key's signature.
    pub signature: [u8; 64],
}

type Row = (i64, Vec<u8>, Vec<u8>, Vec<u8>);

const COLUMNS: (dsl::version, dsl::hash, dsl::bytes, dsl::signature) =
    (dsl::version, dsl::hash, dsl::bytes, dsl::signature);

/// Adds a directory.
///
/// # Errors
/// [`StoreError::Duplicate`] with [`Key::Version`] when the version or the hash exists.
pub fn insert(conn: &mut Conn, directory: &DirectoryRow) -> Result<(), StoreError> {
    let row = (
        dsl::agency_id.eq(directory.agency.as_bytes()),
        dsl::version.eq(directory.version),
        dsl::hash.eq(directory.hash.as_slice()),
        dsl::bytes.eq(directory.bytes.as_slice()),
        dsl::signature.eq(directory.signature.as_slice()),
    );
    let rows = each!(conn, c => {
        diesel::insert_into(dsl::directories).values(row).on_conflict_do_nothing().execute(c)?
    });
    inserted(rows, 1, StoreError::Duplicate(Key::Version))
}

/// The newest directory of an agency.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn newest(conn: &mut Conn, agency: AgencyId) -> Result<DirectoryRow, StoreError> {
    let row: Row = each!(conn, c => {
        dsl::directories
            .filter(dsl::agency_id.eq(agency.as_bytes()))
            .order(dsl::version.desc())
            .select(COLUMNS)
            .first(c)?
    });
    read(agency, row)
}

/// The number of the newest directory of an agency.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn newest_version(conn: &mut Conn, agency: AgencyId) -> Result<i64, StoreError> {
    each!(conn, c => {
        Ok(dsl::directories
            .filter(dsl::agency_id.eq(agency.as_bytes()))
            .order(dsl::version.desc())
            .select(dsl::version)
            .first(c)?)
    })
}

/// The directory of an agency with this version.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn by_version(conn: &mut Conn, agency: AgencyId, version: i64) -> Result<DirectoryRow, StoreError> {
    let row: Row = each!(conn, c => {
        dsl::directories.find((agency.as_bytes(), version)).select(COLUMNS).first(c)?
    });
    read(agency, row)
}

/// The directory of an agency with this hash.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn by_hash(conn: &mut Conn, agency: AgencyId, hash: [u8; 32]) -> Result<DirectoryRow, StoreError> {
    let row: Row = each!(conn, c => {
        dsl::directories
            .filter(dsl::agency_id.eq(agency.as_bytes()).and(dsl::hash.eq(hash.as_slice())))
            .select(COLUMNS)
            .first(c)?
    });
    read(agency, row)
}

fn read(agency: AgencyId, (version, hash, content, signature): Row) -> Result<DirectoryRow, StoreError> {
    Ok(DirectoryRow {
        agency,
        version,
        hash: bytes(hash)?,
        bytes: content,
        signature: bytes(signature)?,
    })
}
