//! Decisions about how long things are kept, holds on cases, and tombstones of what was removed.

use diesel::prelude::*;

use super::column::{changed, inserted, known, optional, text};
use super::conn::{Conn, each};
use super::error::StoreError;
use super::schema::{holds, tombstones};
use super::settings_schema::{retention_decisions, retention_proposals};
use crate::domain::day::Day;
use crate::domain::ids::{AgencyId, CaseId, OfficerId, ProposalId, RecordId};
use crate::domain::retention::{Class, Decision, Shortening};
use crate::domain::second_signature::Verdict;

type DecisionRow = (i16, i32, i32, String, Vec<u8>, i64, Option<Vec<u8>>, Option<i64>);
type ShorteningRow = (
    Vec<u8>,
    i16,
    i32,
    i32,
    String,
    Vec<u8>,
    i64,
    Option<i16>,
    Option<Vec<u8>>,
    Option<i64>,
);

/// Every version of every decision of an agency, by class, the oldest first.
///
/// # Errors
/// Whatever the database says.
pub fn decisions(conn: &mut Conn, agency: AgencyId) -> Result<Vec<Decision>, StoreError> {
    let rows: Vec<DecisionRow> = each!(conn, c => {
        retention_decisions::table
            .filter(retention_decisions::agency_id.eq(agency.as_bytes()))
            .order((retention_decisions::class, retention_decisions::version))
            .select((
                retention_decisions::class,
                retention_decisions::version,
                retention_decisions::days,
                retention_decisions::reason,
                retention_decisions::decided_by,
                retention_decisions::decided_at,
                retention_decisions::signed_by,
                retention_decisions::signed_at,
            ))
            .load(c)?
    });
    let read = |row: DecisionRow| {
        let signer = optional(row.6, |id| OfficerId::from_slice(&id))?;
        Ok(Decision {
            class: known(Class::from_code(row.0))?,
            version: row.1,
            days: row.2,
            reason: row.3,
            by: known(OfficerId::from_slice(&row.4))?,
            at: row.5,
            signed: signer.zip(row.7),
        })
    };
    rows.into_iter().map(read).collect()
}

/// For how many days a class is kept by an agency.
///
/// # Errors
/// Whatever the database says.
pub fn days(conn: &mut Conn, agency: AgencyId, class: Class) -> Result<i32, StoreError> {
    let newest: Option<i32> = each!(conn, c => {
        retention_decisions::table
            .filter(retention_decisions::agency_id.eq(agency.as_bytes()))
            .filter(retention_decisions::class.eq(class.code()))
            .order(retention_decisions::version.desc())
            .select(retention_decisions::days)
            .first(c)
            .optional()?
    });
    Ok(newest.unwrap_or_else(|| class.default_days()))
}

/// Adds a version of a decision.
///
/// # Errors
/// [`StoreError::Stale`] when somebody else decided meanwhile.
pub fn decide(conn: &mut Conn, agency: AgencyId, new: &Decision) -> Result<(), StoreError> {
    let row = (
        retention_decisions::agency_id.eq(agency.as_bytes()),
        retention_decisions::class.eq(new.class.code()),
        retention_decisions::version.eq(new.version),
        retention_decisions::days.eq(new.days),
        retention_decisions::reason.eq(text(&new.reason)?),
        retention_decisions::decided_by.eq(new.by.as_bytes()),
        retention_decisions::decided_at.eq(new.at),
        retention_decisions::signed_by.eq(new.signed.as_ref().map(|(by, _)| by.as_bytes())),
        retention_decisions::signed_at.eq(new.signed.map(|(_, at)| at)),
    );
    let rows = each!(conn, c => {
        diesel::insert_into(retention_decisions::table).values(row).on_conflict_do_nothing().execute(c)?
    });
    inserted(rows, 1, StoreError::Stale)
}

/// Every shortening that was proposed, the newest first.
///
/// # Errors
/// Whatever the database says.
pub fn shortenings(conn: &mut Conn, agency: AgencyId) -> Result<Vec<Shortening>, StoreError> {
    let rows: Vec<ShorteningRow> = each!(conn, c => {
        retention_proposals::table
            .filter(retention_proposals::agency_id.eq(agency.as_bytes()))
            .order((retention_proposals::at.desc(), retention_proposals::id))
            .select((
                retention_proposals::id,
                retention_proposals::class,
                retention_proposals::version,
                retention_proposals::days,
                retention_proposals::reason,
                retention_proposals::proposer_id,
                retention_proposals::at,
                retention_proposals::verdict,
                retention_proposals::decided_by,
                retention_proposals::decided_at,
            ))
            .load(c)?
    });
    let read = |row: ShorteningRow| {
        let verdict = optional(row.7, Verdict::from_code)?;
        let by = optional(row.8, |id| OfficerId::from_slice(&id))?;
        let decided = match (verdict, by, row.9) {
            (Some(verdict), Some(by), Some(at)) => Some((verdict, by, at)),
            _ => None,
        };
        Ok(Shortening {
            id: known(ProposalId::from_slice(&row.0))?,
            class: known(Class::from_code(row.1))?,
            version: row.2,
            days: row.3,
            reason: row.4,
            proposer: known(OfficerId::from_slice(&row.5))?,
            at: row.6,
            decided,
        })
    };
    rows.into_iter().map(read).collect()
}

/// Proposes a shortening.
///
/// # Errors
/// [`StoreError::Stale`] when one of its class waits already.
pub fn propose(conn: &mut Conn, agency: AgencyId, new: &Shortening) -> Result<(), StoreError> {
    let row = (
        retention_proposals::agency_id.eq(agency.as_bytes()),
        retention_proposals::id.eq(new.id.as_bytes()),
        retention_proposals::class.eq(new.class.code()),
        retention_proposals::version.eq(new.version),
        retention_proposals::days.eq(new.days),
        retention_proposals::reason.eq(text(&new.reason)?),
        retention_proposals::proposer_id.eq(new.proposer.as_bytes()),
        retention_proposals::at.eq(new.at),
    );
    let rows = each!(conn, c => {
        diesel::insert_into(retention_proposals::table).values(row).on_conflict_do_nothing().execute(c)?
    });
    inserted(rows, 1, StoreError::Stale)
}

/// Notes what became of a shortening that waits.
///
/// # Errors
/// [`StoreError::Stale`] when it does not wait.
pub fn settle(
    conn: &mut Conn,
    agency: AgencyId,
    id: ProposalId,
    verdict: Verdict,
    by: OfficerId,
    at: i64,
) -> Result<(), StoreError> {
    let waiting = retention_proposals::table
        .find((agency.as_bytes(), id.as_bytes()))
        .filter(retention_proposals::verdict.is_null());
    let values = (
        retention_proposals::verdict.eq(verdict.code()),
        retention_proposals::decided_by.eq(by.as_bytes()),
        retention_proposals::decided_at.eq(at),
    );
    let rows = each!(conn, c => diesel::update(waiting).set(values).execute(c)?);
    changed(rows, StoreError::Stale)
}

/// A case that is not to be removed for the time being.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hold {
    /// The sealed note that says why.
    pub record: RecordId,
    /// Who set it.
    pub by: OfficerId,
    /// When, in seconds since the epoch.
    pub at: i64,
}

/// The hold on a case, if there is one.
///
/// # Errors
/// Whatever the database says.
pub fn hold(conn: &mut Conn, agency: AgencyId, case: CaseId) -> Result<Option<Hold>, StoreError> {
    let row: Option<(Vec<u8>, Vec<u8>, i64)> = each!(conn, c => {
        holds::table
            .filter(holds::agency_id.eq(agency.as_bytes()).and(holds::case_id.eq(case.as_bytes())))
            .filter(holds::lifted_at.is_null())
            .select((holds::record_id, holds::set_by, holds::set_at))
            .first(c)
            .optional()?
    });
    let read = |(record, by, at): (Vec<u8>, Vec<u8>, i64)| {
        Ok(Hold {
            record: known(RecordId::from_slice(&record))?,
            by: known(OfficerId::from_slice(&by))?,
            at,
        })
    };
    row.map(read).transpose()
}

/// Sets a hold.
///
/// # Errors
/// [`StoreError::Stale`] when the case is held already.
pub fn set_hold(conn: &mut Conn, agency: AgencyId, case: CaseId, hold: &Hold) -> Result<(), StoreError> {
    let row = (
        holds::agency_id.eq(agency.as_bytes()),
        holds::case_id.eq(case.as_bytes()),
        holds::record_id.eq(hold.record.as_bytes()),
        holds::set_by.eq(hold.by.as_bytes()),
        holds::set_at.eq(hold.at),
    );
    let rows = each!(conn, c => {
        diesel::insert_into(holds::table).values(row).on_conflict_do_nothing().execute(c)?
    });
    inserted(rows, 1, StoreError::Stale)
}

/// Lifts the hold on a case.
///
/// # Errors
/// [`StoreError::Stale`] when the case is not held.
pub fn lift_hold(
    conn: &mut Conn,
    agency: AgencyId,
    case: CaseId,
    by: OfficerId,
    at: i64,
) -> Result<(), StoreError> {
    let open = holds::table
        .filter(
            holds::agency_id
                .eq(agency.as_bytes())
                .and(holds::case_id.eq(case.as_bytes())),
        )
        .filter(holds::lifted_at.is_null());
    let values = (holds::lifted_by.eq(by.as_bytes()), holds::lifted_at.eq(at));
    let rows = each!(conn, c => diesel::update(open).set(values).execute(c)?);
    changed(rows, StoreError::Stale)
}

/// The day on which a case was removed; nothing when it was not.
///
/// # Errors
/// Whatever the database says.
pub fn removed_on(conn: &mut Conn, agency: AgencyId, case: CaseId) -> Result<Option<Day>, StoreError> {
    let day: Option<i32> = each!(conn, c => {
        tombstones::table
            .find((agency.as_bytes(), case.as_bytes()))
            .select(tombstones::removed_on)
            .first(c)
            .optional()?
    });
    Ok(day.map(Day::from_number))
}

/// Says that a case was removed.
///
/// # Errors
/// [`StoreError::Stale`] when that is said already.
pub fn bury(
    conn: &mut Conn,
    agency: AgencyId,
    case: CaseId,
    class: Class,
    day: Day,
) -> Result<(), StoreError> {
    let row = (
        tombstones::agency_id.eq(agency.as_bytes()),
        tombstones::case_id.eq(case.as_bytes()),
        tombstones::class.eq(class.code()),
        tombstones::removed_on.eq(day.number()),
    );
    let rows = each!(conn, c => {
        diesel::insert_into(tombstones::table).values(row).on_conflict_do_nothing().execute(c)?
    });
    inserted(rows, 1, StoreError::Stale)
}
