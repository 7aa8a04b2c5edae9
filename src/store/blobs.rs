//! Sealed files of cases: what must be known to find and open one. The bytes lie in the blob room.

use diesel::prelude::*;

use super::column::{bytes, inserted, known};
use super::conn::{Conn, each};
use super::error::{Key, StoreError};
use super::file_schema::blobs::dsl;
use crate::domain::ids::{AgencyId, CaseId, RecordId};

/// A sealed file of a case.
#[derive(Clone, PartialEq, Eq)]
pub struct BlobRow {
    /// The agency of the case.
    pub agency: AgencyId,
    /// The case.
    pub case: CaseId,
    /// Its record id, which is also its name in the blob room.
    pub id: RecordId,
    /// The compartment it is sealed in.
    pub compartment: i16,
    /// The epoch of the data key it is sealed under.
    pub epoch: i32,
    /// The hash of its record header.
    pub hash: [u8; 32],
    /// The author's signature.
    pub signature: [u8; 64],
    /// Sealed bytes.
    pub length: i64,
}

/// Adds a file to a case.
///
/// # Errors
/// [`StoreError::Duplicate`] when the id is taken; [`StoreError::Query`] when there is no such compartment and
/// epoch.
pub fn insert(conn: &mut Conn, blob: &BlobRow) -> Result<(), StoreError> {
    let row = (
        dsl::agency_id.eq(blob.agency.as_bytes()),
        dsl::case_id.eq(blob.case.as_bytes()),
        dsl::id.eq(blob.id.as_bytes()),
        dsl::compartment.eq(blob.compartment),
        dsl::epoch.eq(blob.epoch),
        dsl::hash.eq(blob.hash.as_slice()),
        dsl::signature.eq(blob.signature.as_slice()),
        dsl::length.eq(blob.length),
    );
    let rows = each!(conn, c => {
        diesel::insert_into(dsl::blobs).values(row).on_conflict_do_nothing().execute(c)?
    });
    inserted(rows, 1, StoreError::Duplicate(Key::Id))
}

/// The files of a case, by id.
///
/// # Errors
/// Whatever the database says.
pub fn list(conn: &mut Conn, agency: AgencyId, case: CaseId) -> Result<Vec<BlobRow>, StoreError> {
    let rows: Vec<Row> = each!(conn, c => {
        dsl::blobs
            .filter(dsl::agency_id.eq(agency.as_bytes()).and(dsl::case_id.eq(case.as_bytes())))
            .order(dsl::id)
            .select(COLUMNS)
            .load(c)?
    });
    rows.into_iter().map(|row| read(agency, row)).collect()
}

/// The files of all cases of an agency, by case and id.
///
/// # Errors
/// Whatever the database says.
pub fn of_agency(conn: &mut Conn, agency: AgencyId) -> Result<Vec<BlobRow>, StoreError> {
    let rows: Vec<Row> = each!(conn, c => {
        dsl::blobs
            .filter(dsl::agency_id.eq(agency.as_bytes()))
            .order((dsl::case_id, dsl::id))
            .select(COLUMNS)
            .load(c)?
    });
    rows.into_iter().map(|row| read(agency, row)).collect()
}

type Row = (Vec<u8>, Vec<u8>, i16, i32, Vec<u8>, Vec<u8>, i64);

const COLUMNS: (
    dsl::case_id,
    dsl::id,
    dsl::compartment,
    dsl::epoch,
    dsl::hash,
    dsl::signature,
    dsl::length,
) = (
    dsl::case_id,
    dsl::id,
    dsl::compartment,
    dsl::epoch,
    dsl::hash,
    dsl::signature,
    dsl::length,
);

fn read(agency: AgencyId, row: Row) -> Result<BlobRow, StoreError> {
    let (case, id, compartment, epoch, hash, signature, length) = row;
    Ok(BlobRow {
        agency,
        case: known(CaseId::from_slice(&case))?,
        id: known(RecordId::from_slice(&id))?,
        compartment,
        epoch,
        hash: bytes(hash)?,
        signature: bytes(signature)?,
        length,
    })
}

/// The names that an agency's files have in the blob room, and how long they are.
///
/// # Errors
/// Whatever the database says.
pub fn lengths(conn: &mut Conn, agency: AgencyId) -> Result<Vec<(RecordId, i64)>, StoreError> {
    let rows: Vec<(Vec<u8>, i64)> = each!(conn, c => {
        dsl::blobs.filter(dsl::agency_id.eq(agency.as_bytes())).select((dsl::id, dsl::length)).load(c)?
    });
    rows.into_iter()
        .map(|(id, length)| Ok((known(RecordId::from_slice(&id))?, length)))
        .collect()
}
