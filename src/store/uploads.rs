//! Sealed files that do not belong to a case yet: being written, or waiting to be sent.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::column::{bytes, changed, inserted, known, optional};
use super::conn::{Conn, each};
use super::error::{Key, StoreError};
use super::file_schema::blobs;
use super::file_schema::uploads::dsl;
use super::schema::agencies;
use crate::domain::day::Day;
use crate::domain::ids::{AgencyId, CaseId, RecordId};

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

/// What there may be at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// The case, if there is one already.
    pub case: Option<CaseId>,
    /// Files of the case.
    pub case_files: i64,
    /// Sealed bytes of the case.
    pub case_bytes: i64,
    /// Sealed bytes of the agency.
    pub agency_bytes: i64,
}

/// What there is: of cases, and on its way. A file that is being written counts with all that was reserved for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Used {
    /// Files of the case; the picture of one of its files counts too.
    pub case_files: i64,
    /// Sealed bytes of the case.
    pub case_bytes: i64,
    /// Sealed bytes of the agency.
    pub agency_bytes: i64,
}

/// How long something is together. Both engines sum numbers of this kind as another kind.
const SUM: &str = "CAST(COALESCE(SUM(length), 0) AS BIGINT)";

/// What is used of a case, or of a report that is being written, whose files wait at this place; and of the agency.
///
/// # Errors
/// Whatever the database says.
pub fn used(
    conn: &mut Conn,
    agency: AgencyId,
    case: Option<CaseId>,
    place: [u8; 32],
) -> Result<Used, StoreError> {
    // Whoever is writing a report has no case yet, and nothing has this id.
    let case = case.unwrap_or(CaseId([0; 16]));
    each!(conn, c => {
        let stored = || blobs::table.filter(blobs::agency_id.eq(agency.as_bytes()));
        let coming = || dsl::uploads.filter(dsl::agency_id.eq(agency.as_bytes()));
        let of_case = || stored().filter(blobs::case_id.eq(case.as_bytes()));
        let here = || coming().filter(dsl::place.eq(place.as_slice()));
        let sum = || sql::<BigInt>(SUM);
        // What has arrived without words of its own is the picture of a file that waits.
        let waiting: i64 = here()
            .filter(dsl::hash.is_null().or(dsl::about.is_not_null()))
            .count()
            .get_result(c)?;
        let kept: i64 = of_case().count().get_result(c)?;
        let case_bytes: [i64; 2] = [of_case().select(sum()).first(c)?, here().select(sum()).first(c)?];
        let agency_bytes: [i64; 2] = [stored().select(sum()).first(c)?, coming().select(sum()).first(c)?];
        Ok(Used {
            case_files: kept.saturating_add(waiting),
            case_bytes: case_bytes.iter().fold(0, |sum, part| sum.saturating_add(*part)),
            agency_bytes: agency_bytes.iter().fold(0, |sum, part| sum.saturating_add(*part)),
        })
    })
}

/// Notes names in the blob room before anything is written under them, so that none is ever forgotten there, and
/// reserves how long it may become. Gives false when there is no room: looking and reserving are one write, so that of
/// many files at once no more are taken than fit. Without a limit for what takes the place of something that is there.
///
/// # Errors
/// [`StoreError::Duplicate`] when a name is taken; [`StoreError::Query`] when there is no such agency.
pub fn begin(
    conn: &mut Conn,
    agency: AgencyId,
    place: [u8; 32],
    day: Day,
    id: RecordId,
    (length, room): (i64, Option<Room>),
) -> Result<bool, StoreError> {
    if let Some(room) = room {
        // The change of the row, which changes nothing, is the lock: PostgreSQL lets one transaction have it.
        let same = agencies::slug.eq(agencies::slug);
        each!(conn, c => diesel::update(agencies::table.find(agency.as_bytes())).set(same).execute(c)?);
        let used = used(conn, agency, room.case, place)?;
        let fits = used.case_files < room.case_files
            && used.case_bytes.saturating_add(length) <= room.case_bytes
            && used.agency_bytes.saturating_add(length) <= room.agency_bytes;
        if !fits {
            return Ok(false);
        }
    }
    let row = (
        dsl::agency_id.eq(agency.as_bytes()),
        dsl::id.eq(id.as_bytes()),
        dsl::place.eq(place.as_slice()),
        dsl::day.eq(day.number()),
        dsl::epoch.eq(0),
        dsl::length.eq(length),
    );
    let rows = each!(conn, c => {
        diesel::insert_into(dsl::uploads).values(row).on_conflict_do_nothing().execute(c)?
    });
    inserted(rows, 1, StoreError::Duplicate(Key::Id))?;
    Ok(true)
}

/// Gives back what was reserved for a file and is not needed: it is written, and this long.
///
/// # Errors
/// [`StoreError::NotFound`] when it was removed meanwhile.
pub fn written(conn: &mut Conn, agency: AgencyId, id: RecordId, length: i64) -> Result<(), StoreError> {
    let row = dsl::uploads.find((agency.as_bytes(), id.as_bytes()));
    let rows = each!(conn, c => diesel::update(row).set(dsl::length.eq(length)).execute(c)?);
    changed(rows, StoreError::NotFound)
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
