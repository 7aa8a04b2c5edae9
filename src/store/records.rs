//! Sealed records of a case.

use diesel::dsl::exists;
use diesel::prelude::*;

use super::column::{bytes, inserted, known};
use super::conn::{Conn, each};
use super::error::StoreError;
use super::schema::envelopes;
use super::schema::records::dsl;
use crate::domain::day::Day;
use crate::domain::ids::{AgencyId, CaseId, RecordId};

/// A sealed record with what must be known to find and order it.
#[derive(Clone, PartialEq, Eq)]
pub struct RecordRow {
    /// Its id.
    pub id: RecordId,
    /// The agency of the case.
    pub agency: AgencyId,
    /// The case.
    pub case: CaseId,
    /// The compartment it is sealed in.
    pub compartment: i16,
    /// The epoch of the data key it is sealed under.
    pub epoch: i32,
    /// What it is (envelope §4).
    pub kind: i16,
    /// Its place in the compartment, from 0 without gaps.
    pub position: i32,
    /// The Bangkok day.
    pub day: Day,
    /// Seconds since the epoch for what an officer wrote; nothing for what a citizen wrote.
    pub at: Option<i64>,
    /// Key id of the author.
    pub author: [u8; 32],
    /// Its hash, which the next record of the compartment names.
    pub hash: [u8; 32],
    /// The sealed bytes.
    pub bytes: Vec<u8>,
    /// The author's signature.
    pub signature: [u8; 64],
}

/// The end of a compartment's chain of records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Newest {
    /// The newest record's place.
    pub position: i32,
    /// The newest record's hash.
    pub hash: [u8; 32],
}

/// Adds a record at the end of its compartment.
///
/// # Errors
/// [`StoreError::Stale`] when its place or its id is taken or its place leaves a gap, or the
/// key was changed since: read the newest again.
/// [`StoreError::Query`] when there is no such compartment and epoch.
pub fn insert(conn: &mut Conn, record: &RecordRow) -> Result<(), StoreError> {
    let next = newest(conn, record.agency, record.case, record.compartment)?
        .map_or(0, |newest| newest.position.saturating_add(1));
    if record.position != next || is_outdated(conn, record)? {
        return Err(StoreError::Stale);
    }
    put(conn, record)
}

/// Adds the first records of a compartment that was made in this very transaction: nobody else can have added any.
///
/// # Errors
/// [`StoreError::Stale`] when their places are not 0, 1, 2 and so on, or an id is taken. [`StoreError::Query`] when there
/// is no such compartment and epoch.
pub fn insert_first(conn: &mut Conn, records: &[RecordRow]) -> Result<(), StoreError> {
    for (record, place) in records.iter().zip(0..) {
        if record.position != place {
            return Err(StoreError::Stale);
        }
        put(conn, record)?;
    }
    Ok(())
}

fn put(conn: &mut Conn, record: &RecordRow) -> Result<(), StoreError> {
    let row = (
        dsl::agency_id.eq(record.agency.as_bytes()),
        dsl::case_id.eq(record.case.as_bytes()),
        dsl::compartment.eq(record.compartment),
        dsl::position.eq(record.position),
        dsl::id.eq(record.id.as_bytes()),
        dsl::epoch.eq(record.epoch),
        dsl::kind.eq(record.kind),
        dsl::day.eq(record.day.number()),
        dsl::at.eq(record.at),
        dsl::author.eq(record.author.as_slice()),
        dsl::hash.eq(record.hash.as_slice()),
        dsl::signature.eq(record.signature.as_slice()),
        dsl::bytes.eq(record.bytes.as_slice()),
    );
    let rows = each!(conn, c => {
        diesel::insert_into(dsl::records).values(row).on_conflict_do_nothing().execute(c)?
    });
    inserted(rows, 1, StoreError::Stale)
}

/// Whether a newer key has been made than the one this record is sealed under: its writer had not seen that yet. The
/// first records of a compartment come with its first key.
fn is_outdated(conn: &mut Conn, record: &RecordRow) -> Result<bool, StoreError> {
    if record.position == 0 && record.epoch == 0 {
        return Ok(false);
    }
    let newer = envelopes::table
        .filter(
            envelopes::agency_id
                .eq(record.agency.as_bytes())
                .and(envelopes::case_id.eq(record.case.as_bytes()))
                .and(envelopes::compartment.eq(record.compartment)),
        )
        .filter(envelopes::epoch.gt(record.epoch));
    Ok(each!(conn, c => diesel::select(exists(newer)).get_result(c)?))
}

/// The records of a compartment in their order.
///
/// # Errors
/// Whatever the database says.
pub fn list(
    conn: &mut Conn,
    agency: AgencyId,
    case: CaseId,
    compartment: i16,
) -> Result<Vec<RecordRow>, StoreError> {
    type Row = (
        Vec<u8>,
        i32,
        i16,
        i32,
        i32,
        Option<i64>,
        Vec<u8>,
        Vec<u8>,
        Vec<u8>,
        Vec<u8>,
    );
    let rows: Vec<Row> = each!(conn, c => {
        dsl::records
            .filter(dsl::agency_id.eq(agency.as_bytes()).and(dsl::case_id.eq(case.as_bytes())))
            .filter(dsl::compartment.eq(compartment))
            .order(dsl::position)
            .select((
                dsl::id,
                dsl::epoch,
                dsl::kind,
                dsl::position,
                dsl::day,
                dsl::at,
                dsl::author,
                dsl::hash,
                dsl::bytes,
                dsl::signature,
            ))
            .load(c)?
    });
    rows.into_iter()
        .map(|row| {
            Ok(RecordRow {
                id: known(RecordId::from_slice(&row.0))?,
                agency,
                case,
                compartment,
                epoch: row.1,
                kind: row.2,
                position: row.3,
                day: Day::from_number(row.4),
                at: row.5,
                author: bytes(row.6)?,
                hash: bytes(row.7)?,
                bytes: row.8,
                signature: bytes(row.9)?,
            })
        })
        .collect()
}

/// The end of a compartment's chain; nothing while it is empty.
///
/// # Errors
/// Whatever the database says.
pub fn newest(
    conn: &mut Conn,
    agency: AgencyId,
    case: CaseId,
    compartment: i16,
) -> Result<Option<Newest>, StoreError> {
    let row: Option<(i32, Vec<u8>)> = each!(conn, c => {
        dsl::records
            .filter(dsl::agency_id.eq(agency.as_bytes()).and(dsl::case_id.eq(case.as_bytes())))
            .filter(dsl::compartment.eq(compartment))
            .order(dsl::position.desc())
            .select((dsl::position, dsl::hash))
            .first(c)
            .optional()?
    });
    row.map(|(position, hash)| {
        Ok(Newest {
            position,
            hash: bytes(hash)?,
        })
    })
    .transpose()
}
