//! The handbook as an agency announced it, each time. A version is only ever added.

use diesel::prelude::*;

use super::column::{inserted, known, text};
use super::conn::{Conn, each};
use super::error::StoreError;
use super::publishing_schema::handbooks::dsl;
use crate::domain::day::Day;
use crate::domain::ids::{AgencyId, OfficerId};

/// A version, without its paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handbook {
    /// From 1.
    pub version: i32,
    /// The day of announcement.
    pub announced_on: Day,
    /// Where and by which paper it was announced; empty when nothing was said.
    pub place: String,
    /// When it was entered, in seconds since the epoch.
    pub at: i64,
    /// Who entered it.
    pub officer: OfficerId,
}

type Row = (i32, i32, String, i64, Vec<u8>);

/// Adds a version with its paper.
///
/// # Errors
/// [`StoreError::Stale`] when that version exists: somebody was faster, or the form came twice.
/// [`StoreError::Query`] for an officer of another agency.
pub fn insert(
    conn: &mut Conn,
    agency: AgencyId,
    handbook: &Handbook,
    paper: &[u8],
) -> Result<(), StoreError> {
    let row = (
        dsl::agency_id.eq(agency.as_bytes()),
        dsl::version.eq(handbook.version),
        dsl::announced_on.eq(handbook.announced_on.number()),
        dsl::place.eq(text(&handbook.place)?),
        dsl::at.eq(handbook.at),
        dsl::officer_id.eq(handbook.officer.as_bytes()),
        dsl::paper.eq(paper),
    );
    let rows = each!(conn, c => {
        diesel::insert_into(dsl::handbooks).values(row).on_conflict_do_nothing().execute(c)?
    });
    inserted(rows, 1, StoreError::Stale)
}

/// Every version of an agency, the newest first.
///
/// # Errors
/// Whatever the database says.
pub fn list(conn: &mut Conn, agency: AgencyId) -> Result<Vec<Handbook>, StoreError> {
    let rows: Vec<Row> = each!(conn, c => {
        dsl::handbooks
            .filter(dsl::agency_id.eq(agency.as_bytes()))
            .order(dsl::version.desc())
            .select((dsl::version, dsl::announced_on, dsl::place, dsl::at, dsl::officer_id))
            .load(c)?
    });
    rows.into_iter()
        .map(|(version, announced_on, place, at, officer)| {
            Ok(Handbook {
                version,
                announced_on: Day::from_number(announced_on),
                place,
                at,
                officer: known(OfficerId::from_slice(&officer))?,
            })
        })
        .collect()
}

/// The paper of a version, if there is one.
///
/// # Errors
/// Whatever the database says.
pub fn paper(conn: &mut Conn, agency: AgencyId, version: i32) -> Result<Option<Vec<u8>>, StoreError> {
    each!(conn, c => Ok(dsl::handbooks
        .find((agency.as_bytes(), version))
        .select(dsl::paper)
        .first(c)
        .optional()?))
}
