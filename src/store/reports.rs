//! Reports of rounds: what their authors have written so far, what waits for a publisher, and what was published.

use diesel::prelude::*;

use super::column::{bytes, changed, inserted, known, text};
use super::conn::{Conn, each};
use super::error::StoreError;
use super::publishing_schema::{report_drafts, report_proposals, reports};
use crate::domain::day::Day;
use crate::domain::fiscal_year::FiscalYear;
use crate::domain::ids::{AgencyId, OfficerId};
use crate::domain::round_report::{ReportKey, Round};

/// What waits for a publisher.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Of which report.
    pub key: ReportKey,
    /// The words, as JSON.
    pub wording: String,
    /// Who wants them published.
    pub by: OfficerId,
    /// Seconds since the epoch.
    pub at: i64,
}

/// A published report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportRow {
    /// Which.
    pub key: ReportKey,
    /// Its number within the round, from 1.
    pub number: i16,
    /// What it says, as JSON.
    pub statement: String,
    /// The public key of the signature.
    pub sealed_by: [u8; 32],
    /// The signature.
    pub signature: [u8; 64],
    /// The paper.
    pub paper: Vec<u8>,
    /// Who approved it.
    pub approved_by: OfficerId,
    /// Seconds since the epoch.
    pub published_at: i64,
}

/// What somebody has written so far, sealed, with its version.
///
/// # Errors
/// Whatever the database says.
pub fn draft(
    conn: &mut Conn,
    agency: AgencyId,
    key: ReportKey,
    author: OfficerId,
) -> Result<Option<(i32, Vec<u8>)>, StoreError> {
    Ok(each!(conn, c => {
        report_drafts::table
            .find((agency.as_bytes(), key.year.number(), key.round.code(), author.as_bytes()))
            .select((report_drafts::version, report_drafts::sealed))
            .first(c)
            .optional()?
    }))
}

/// Keeps what somebody has written on a day as the version after `before`; 0 when there was none.
///
/// # Errors
/// [`StoreError::Stale`] when another version was kept meanwhile. [`StoreError::Query`] for an officer of another agency.
pub fn keep_draft(
    conn: &mut Conn,
    agency: AgencyId,
    key: ReportKey,
    author: OfficerId,
    (before, sealed, on): (i32, &[u8], Day),
) -> Result<(), StoreError> {
    let next = before.saturating_add(1);
    if before == 0 {
        let row = (
            report_drafts::agency_id.eq(agency.as_bytes()),
            report_drafts::fiscal_year.eq(key.year.number()),
            report_drafts::round.eq(key.round.code()),
            report_drafts::officer_id.eq(author.as_bytes()),
            report_drafts::version.eq(next),
            report_drafts::kept_on.eq(on.number()),
            report_drafts::sealed.eq(sealed),
        );
        let rows = each!(conn, c => {
            diesel::insert_into(report_drafts::table).values(row).on_conflict_do_nothing().execute(c)?
        });
        return inserted(rows, 1, StoreError::Stale);
    }
    let this = report_drafts::table
        .filter(report_drafts::agency_id.eq(agency.as_bytes()))
        .filter(report_drafts::officer_id.eq(author.as_bytes()))
        .filter(
            report_drafts::fiscal_year
                .eq(key.year.number())
                .and(report_drafts::round.eq(key.round.code()))
                .and(report_drafts::version.eq(before)),
        );
    let values = (
        report_drafts::version.eq(next),
        report_drafts::kept_on.eq(on.number()),
        report_drafts::sealed.eq(sealed),
    );
    let rows = each!(conn, c => diesel::update(this).set(values).execute(c)?);
    changed(rows, StoreError::Stale)
}

/// Removes what was last written before a day, and what was handed in before a moment, in seconds since the epoch, and
/// never approved. Says how much it was.
///
/// # Errors
/// Whatever the database says.
pub fn purge_drafts(
    conn: &mut Conn,
    agency: AgencyId,
    (day, moment): (Day, i64),
) -> Result<usize, StoreError> {
    let drafts = report_drafts::table
        .filter(report_drafts::agency_id.eq(agency.as_bytes()))
        .filter(report_drafts::kept_on.lt(day.number()));
    let proposals = report_proposals::table
        .filter(report_proposals::agency_id.eq(agency.as_bytes()))
        .filter(report_proposals::proposed_at.lt(moment));
    each!(conn, c => {
        let drafts = diesel::delete(drafts).execute(c)?;
        Ok(drafts.saturating_add(diesel::delete(proposals).execute(c)?))
    })
}

/// Lets words wait for a publisher, in the place of those that wait for the same round.
///
/// # Errors
/// [`StoreError::Query`] for an officer of another agency.
pub fn propose(conn: &mut Conn, agency: AgencyId, proposal: &Proposal) -> Result<(), StoreError> {
    let values = (
        report_proposals::wording.eq(text(&proposal.wording)?),
        report_proposals::proposed_by.eq(proposal.by.as_bytes()),
        report_proposals::proposed_at.eq(proposal.at),
    );
    let row = (
        report_proposals::agency_id.eq(agency.as_bytes()),
        report_proposals::fiscal_year.eq(proposal.key.year.number()),
        report_proposals::round.eq(proposal.key.round.code()),
        values,
    );
    each!(conn, c => {
        diesel::insert_into(report_proposals::table)
            .values(row)
            .on_conflict((
                report_proposals::agency_id,
                report_proposals::fiscal_year,
                report_proposals::round,
            ))
            .do_update()
            .set(values)
            .execute(c)?
    });
    Ok(())
}

/// What waits, oldest year first.
///
/// # Errors
/// Whatever the database says.
pub fn waiting(conn: &mut Conn, agency: AgencyId) -> Result<Vec<Proposal>, StoreError> {
    let rows: Vec<(i16, i16, String, Vec<u8>, i64)> = each!(conn, c => {
        report_proposals::table
            .filter(report_proposals::agency_id.eq(agency.as_bytes()))
            .order((report_proposals::fiscal_year, report_proposals::round))
            .select((
                report_proposals::fiscal_year,
                report_proposals::round,
                report_proposals::wording,
                report_proposals::proposed_by,
                report_proposals::proposed_at,
            ))
            .load(c)?
    });
    rows.into_iter()
        .map(|(year, round, wording, by, at)| {
            Ok(Proposal {
                key: key(year, round)?,
                wording,
                by: known(OfficerId::from_slice(&by))?,
                at,
            })
        })
        .collect()
}

/// Takes away what waits for a round, if it still has these words.
///
/// # Errors
/// [`StoreError::Stale`] when it has not, or nothing waits any more.
pub fn take_proposal(
    conn: &mut Conn,
    agency: AgencyId,
    of: ReportKey,
    wording: &str,
) -> Result<(), StoreError> {
    let this = report_proposals::table
        .filter(report_proposals::agency_id.eq(agency.as_bytes()))
        .filter(
            report_proposals::fiscal_year
                .eq(of.year.number())
                .and(report_proposals::round.eq(of.round.code()))
                .and(report_proposals::wording.eq(wording)),
        );
    let rows = each!(conn, c => diesel::delete(this).execute(c)?);
    changed(rows, StoreError::Stale)
}

/// Adds a report.
///
/// # Errors
/// [`StoreError::Stale`] when its number is taken: somebody published meanwhile.
pub fn insert(conn: &mut Conn, agency: AgencyId, report: &ReportRow) -> Result<(), StoreError> {
    let row = (
        reports::agency_id.eq(agency.as_bytes()),
        reports::fiscal_year.eq(report.key.year.number()),
        reports::round.eq(report.key.round.code()),
        reports::number.eq(report.number),
        reports::statement.eq(text(&report.statement)?),
        reports::report_key.eq(report.sealed_by.as_slice()),
        reports::signature.eq(report.signature.as_slice()),
        reports::paper.eq(report.paper.as_slice()),
        reports::approved_by.eq(report.approved_by.as_bytes()),
        reports::published_at.eq(report.published_at),
    );
    let rows = each!(conn, c => {
        diesel::insert_into(reports::table).values(row).on_conflict_do_nothing().execute(c)?
    });
    inserted(rows, 1, StoreError::Stale)
}

/// A report in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReportLine {
    /// Which.
    pub key: ReportKey,
    /// Its number within the round.
    pub number: i16,
    /// Seconds since the epoch.
    pub published_at: i64,
}

/// The reports of an agency by round and number, the newest first.
///
/// # Errors
/// Whatever the database says.
pub fn list(conn: &mut Conn, agency: AgencyId) -> Result<Vec<ReportLine>, StoreError> {
    let rows: Vec<(i16, i16, i16, i64)> = each!(conn, c => {
        reports::table
            .filter(reports::agency_id.eq(agency.as_bytes()))
            .order((reports::fiscal_year.desc(), reports::round.desc(), reports::number.desc()))
            .select((reports::fiscal_year, reports::round, reports::number, reports::published_at))
            .load(c)?
    });
    rows.into_iter()
        .map(|(year, round, number, published_at)| {
            Ok(ReportLine {
                key: key(year, round)?,
                number,
                published_at,
            })
        })
        .collect()
}

type Row = (String, i16, Vec<u8>, Vec<u8>, Vec<u8>, Vec<u8>, i64);

const COLUMNS: (
    reports::statement,
    reports::number,
    reports::report_key,
    reports::signature,
    reports::paper,
    reports::approved_by,
    reports::published_at,
) = (
    reports::statement,
    reports::number,
    reports::report_key,
    reports::signature,
    reports::paper,
    reports::approved_by,
    reports::published_at,
);

/// One report.
///
/// # Errors
/// [`StoreError::NotFound`] when this agency has not published it.
pub fn find(conn: &mut Conn, agency: AgencyId, of: ReportKey, number: i16) -> Result<ReportRow, StoreError> {
    let row: Row = each!(conn, c => {
        reports::table
            .filter(reports::agency_id.eq(agency.as_bytes()))
            .filter(reports::fiscal_year.eq(of.year.number()).and(reports::round.eq(of.round.code())))
            .filter(reports::number.eq(number))
            .select(COLUMNS)
            .first(c)?
    });
    read(of, row)
}

/// The newest report of a round.
///
/// # Errors
/// Whatever the database says.
pub fn newest(conn: &mut Conn, agency: AgencyId, of: ReportKey) -> Result<Option<ReportRow>, StoreError> {
    let row: Option<Row> = each!(conn, c => {
        reports::table
            .filter(reports::agency_id.eq(agency.as_bytes()))
            .filter(reports::fiscal_year.eq(of.year.number()).and(reports::round.eq(of.round.code())))
            .order(reports::number.desc())
            .select(COLUMNS)
            .first(c)
            .optional()?
    });
    row.map(|row| read(of, row)).transpose()
}

fn read(key: ReportKey, row: Row) -> Result<ReportRow, StoreError> {
    Ok(ReportRow {
        key,
        statement: row.0,
        number: row.1,
        sealed_by: bytes(row.2)?,
        signature: bytes(row.3)?,
        paper: row.4,
        approved_by: known(OfficerId::from_slice(&row.5))?,
        published_at: row.6,
    })
}

fn key(year: i16, round: i16) -> Result<ReportKey, StoreError> {
    Ok(ReportKey {
        year: known(FiscalYear::new(year))?,
        round: known(Round::from_code(round))?,
    })
}
