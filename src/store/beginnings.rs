//! Reports that are being written and have a file already: the sealed place in which their files wait.

use diesel::prelude::*;

use super::column::{changed, inserted, known};
use super::conn::{Conn, each};
use super::error::{Key, StoreError};
use super::file_schema::beginnings::dsl;
use crate::domain::day::Day;
use crate::domain::ids::{AgencyId, CaseId};

/// The channel of a report that is being written.
#[derive(Clone, PartialEq, Eq)]
pub struct Beginning {
    /// The agency.
    pub agency: AgencyId,
    /// Where its files wait.
    pub place: [u8; 32],
    /// The id that the case will have.
    pub case: CaseId,
    /// The header of the channel.
    pub header: Vec<u8>,
    /// The channel's key, sealed to the reporter alone.
    pub wrap: Vec<u8>,
    /// The Bangkok day on which it was made.
    pub day: Day,
}

/// Adds one.
///
/// # Errors
/// [`StoreError::Duplicate`] when the place has one already.
pub fn insert(conn: &mut Conn, new: &Beginning) -> Result<(), StoreError> {
    let row = (
        dsl::agency_id.eq(new.agency.as_bytes()),
        dsl::place.eq(new.place.as_slice()),
        dsl::case_id.eq(new.case.as_bytes()),
        dsl::header.eq(new.header.as_slice()),
        dsl::wrap.eq(new.wrap.as_slice()),
        dsl::day.eq(new.day.number()),
    );
    let rows = each!(conn, c => {
        diesel::insert_into(dsl::beginnings).values(row).on_conflict_do_nothing().execute(c)?
    });
    inserted(rows, 1, StoreError::Duplicate(Key::Id))
}

/// The one of a place.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn find(conn: &mut Conn, agency: AgencyId, place: [u8; 32]) -> Result<Beginning, StoreError> {
    let row: (Vec<u8>, Vec<u8>, Vec<u8>, i32) = each!(conn, c => {
        dsl::beginnings
            .find((agency.as_bytes(), place.as_slice()))
            .select((dsl::case_id, dsl::header, dsl::wrap, dsl::day))
            .first(c)?
    });
    Ok(Beginning {
        agency,
        place,
        case: known(CaseId::from_slice(&row.0))?,
        header: row.1,
        wrap: row.2,
        day: Day::from_number(row.3),
    })
}

/// Whether a place has one.
///
/// # Errors
/// Whatever the database says.
pub fn exists(conn: &mut Conn, agency: AgencyId, place: [u8; 32]) -> Result<bool, StoreError> {
    let row = dsl::beginnings.find((agency.as_bytes(), place.as_slice()));
    each!(conn, c => Ok(diesel::select(diesel::dsl::exists(row)).get_result(c)?))
}

/// Removes the one of a place: the report is a case now.
///
/// # Errors
/// [`StoreError::Stale`] when it is not there.
pub fn remove(conn: &mut Conn, agency: AgencyId, place: [u8; 32]) -> Result<(), StoreError> {
    let row = dsl::beginnings.find((agency.as_bytes(), place.as_slice()));
    let rows = each!(conn, c => diesel::delete(row).execute(c)?);
    changed(rows, StoreError::Stale)
}

/// Removes those made before a day: nobody sent them.
///
/// # Errors
/// Whatever the database says.
pub fn purge(conn: &mut Conn, agency: AgencyId, before: Day) -> Result<usize, StoreError> {
    let old = dsl::beginnings
        .filter(dsl::agency_id.eq(agency.as_bytes()))
        .filter(dsl::day.lt(before.number()));
    each!(conn, c => Ok(diesel::delete(old).execute(c)?))
}
