//! Sealed files that do not belong to a case yet: being written, or waiting to be sent.

use diesel::prelude::*;

use super::column::{bytes, changed, inserted, known, optional};
use super::conn::{Conn, each};
use super::error::{Key, StoreError};
use super::file_schema::uploads::dsl;
use crate::domain::day::Day;
use crate::domain::ids::{AgencyId, RecordId};

/// A file that has arrived whole.
#[derive(Clone, PartialEq, Eq)]
pub struct Arrived {
    /// Its record id, which is also its name in the blob room.
    pub id: RecordId,
    /// The epoch of the data key it is sealed under.
    pub epoch: i32,
    /// Sealed bytes.
    pub length: i64,
    /// The hash of its record header.
    pub hash: [u8; 32],
    /// Its author's signature.
    pub signature: [u8; 64],
    /// The sealed record that says what it is, and its signature; nothing for what belongs to another file.
    pub about: Option<(Vec<u8>, [u8; 64])>,
}

/// Notes names in the blob room before anything is written under them, so that none is ever forgotten there.
///
/// # Errors
/// [`StoreError::Duplicate`] when a name is taken; [`StoreError::Query`] when there is no such agency.
pub fn begin(
    conn: &mut Conn,
    agency: AgencyId,
    place: [u8; 32],
    day: Day,
    id: RecordId,
) -> Result<(), StoreError> {
    let row = (
        dsl::agency_id.eq(agency.as_bytes()),
        dsl::id.eq(id.as_bytes()),
        dsl::place.eq(place.as_slice()),
        dsl::day.eq(day.number()),
        dsl::epoch.eq(0),
        dsl::length.eq(0_i64),
    );
    let rows = each!(conn, c => {
        diesel::insert_into(dsl::uploads).values(row).on_conflict_do_nothing().execute(c)?
    });
    inserted(rows, 1, StoreError::Duplicate(Key::Id))
}

/// Notes that a file has arrived whole, or what it is said to be now.
///
/// # Errors
/// [`StoreError::NotFound`] when it was removed meanwhile.
pub fn arrive(
    conn: &mut Conn,
    agency: AgencyId,
    place: [u8; 32],
    arrived: &Arrived,
) -> Result<(), StoreError> {
    let row = dsl::uploads
        .find((agency.as_bytes(), arrived.id.as_bytes()))
        .filter(dsl::place.eq(place.as_slice()));
    let (about, signed) = match &arrived.about {
        Some((about, signature)) => (Some(about.as_slice()), Some(signature.as_slice())),
        None => (None, None),
    };
    let set = (
        dsl::epoch.eq(arrived.epoch),
        dsl::length.eq(arrived.length),
        dsl::hash.eq(arrived.hash.as_slice()),
        dsl::signature.eq(arrived.signature.as_slice()),
        dsl::about.eq(about),
        dsl::about_signature.eq(signed),
    );
    let rows = each!(conn, c => diesel::update(row).set(set).execute(c)?);
    changed(rows, StoreError::NotFound)
}

/// What waits at a place, by id.
///
/// # Errors
/// Whatever the database says.
pub fn list(conn: &mut Conn, agency: AgencyId, place: [u8; 32]) -> Result<Vec<Arrived>, StoreError> {
    type Row = (
        Vec<u8>,
        i32,
        i64,
        Option<Vec<u8>>,
        Option<Vec<u8>>,
        Option<Vec<u8>>,
        Option<Vec<u8>>,
    );
    let rows: Vec<Row> = each!(conn, c => {
        dsl::uploads
            .filter(dsl::agency_id.eq(agency.as_bytes()).and(dsl::place.eq(place.as_slice())))
            .filter(dsl::hash.is_not_null())
            .order(dsl::id)
            .select((
                dsl::id,
                dsl::epoch,
                dsl::length,
                dsl::hash,
                dsl::signature,
                dsl::about,
                dsl::about_signature,
            ))
            .load(c)?
    });
    rows.into_iter()
        .map(|row| {
            let signed = optional(row.6, |signature| bytes(signature).ok())?;
            Ok(Arrived {
                id: known(RecordId::from_slice(&row.0))?,
                epoch: row.1,
                length: row.2,
                hash: bytes(known(row.3)?)?,
                signature: bytes(known(row.4)?)?,
                about: row.5.zip(signed),
            })
        })
        .collect()
}

/// Forgets a file: it belongs to a case now, or its bytes are about to be removed.
///
/// # Errors
/// [`StoreError::Stale`] when it is not there: somebody was faster.
pub fn remove(conn: &mut Conn, agency: AgencyId, id: RecordId) -> Result<(), StoreError> {
    let row = dsl::uploads.find((agency.as_bytes(), id.as_bytes()));
    let rows = each!(conn, c => diesel::delete(row).execute(c)?);
    changed(rows, StoreError::Stale)
}

/// Forgets what has waited since before a day. Its bytes can be removed then.
///
/// # Errors
/// Whatever the database says.
pub fn purge(conn: &mut Conn, agency: AgencyId, before: Day) -> Result<usize, StoreError> {
    let old = dsl::uploads
        .filter(dsl::agency_id.eq(agency.as_bytes()))
        .filter(dsl::day.lt(before.number()));
    each!(conn, c => Ok(diesel::delete(old).execute(c)?))
}

/// The names of everything of an agency that is on its way, and how long it is.
///
/// # Errors
/// Whatever the database says.
pub fn lengths(conn: &mut Conn, agency: AgencyId) -> Result<Vec<(RecordId, i64)>, StoreError> {
    let rows: Vec<(Vec<u8>, i64)> = each!(conn, c => {
        dsl::uploads.filter(dsl::agency_id.eq(agency.as_bytes())).select((dsl::id, dsl::length)).load(c)?
    });
    rows.into_iter()
        .map(|(id, length)| Ok((known(RecordId::from_slice(&id))?, length)))
        .collect()
}
