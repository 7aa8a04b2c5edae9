//! What one officer proposed and another has to sign. The words are sealed; the row says only what kind of
//! thing waits, who proposed it and what became of it.

use diesel::prelude::*;

use super::column::{changed, inserted, known, optional};
use super::conn::{Conn, each};
use super::error::StoreError;
use super::schema::proposals::{self, dsl};
use crate::domain::ids::{AgencyId, CaseId, OfficerId, RecordId};
use crate::domain::second_signature::{Matter, Verdict};

/// A proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The agency of the case.
    pub agency: AgencyId,
    /// The case.
    pub case: CaseId,
    /// The sealed record with its words; also what it is named by.
    pub record: RecordId,
    /// What is proposed.
    pub matter: Matter,
    /// Who proposed it.
    pub proposer: OfficerId,
    /// The version of the case it was decided on.
    pub version: i32,
    /// When, in seconds since the epoch.
    pub at: i64,
    /// What became of it; nothing while it waits.
    pub decided: Option<Decided>,
}

/// What became of a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decided {
    /// What.
    pub verdict: Verdict,
    /// By whom.
    pub by: OfficerId,
    /// When, in seconds since the epoch.
    pub at: i64,
}

/// Adds a proposal that waits.
///
/// # Errors
/// [`StoreError::Stale`] when another one waits in this case, or the record carries one already;
/// [`StoreError::Query`] when case, record or officer is not of this agency.
pub fn insert(conn: &mut Conn, proposal: &Proposal) -> Result<(), StoreError> {
    let row = (
        dsl::agency_id.eq(proposal.agency.as_bytes()),
        dsl::case_id.eq(proposal.case.as_bytes()),
        dsl::record_id.eq(proposal.record.as_bytes()),
        dsl::matter.eq(proposal.matter.code()),
        dsl::proposer_id.eq(proposal.proposer.as_bytes()),
        dsl::version.eq(proposal.version),
        dsl::at.eq(proposal.at),
    );
    let rows = each!(conn, c => {
        diesel::insert_into(dsl::proposals).values(row).on_conflict_do_nothing().execute(c)?
    });
    inserted(rows, 1, StoreError::Stale)
}

/// Decides a proposal that waits.
///
/// # Errors
/// [`StoreError::Stale`] when somebody was faster or there is no such proposal in this agency.
pub fn decide(
    conn: &mut Conn,
    agency: AgencyId,
    case: CaseId,
    record: RecordId,
    decided: &Decided,
) -> Result<(), StoreError> {
    let waiting = dsl::proposals
        .find((agency.as_bytes(), case.as_bytes(), record.as_bytes()))
        .filter(dsl::verdict.is_null());
    let rows = each!(conn, c => diesel::update(waiting).set(values(decided)).execute(c)?);
    changed(rows, StoreError::Stale)
}

/// Ends whatever waits in a case, because the case moved on. Tells whether anything did.
///
/// # Errors
/// Whatever the database says.
pub fn overtake(
    conn: &mut Conn,
    agency: AgencyId,
    case: CaseId,
    by: OfficerId,
    at: i64,
) -> Result<bool, StoreError> {
    let waiting = dsl::proposals
        .filter(
            dsl::agency_id
                .eq(agency.as_bytes())
                .and(dsl::case_id.eq(case.as_bytes())),
        )
        .filter(dsl::verdict.is_null());
    let decided = Decided {
        verdict: Verdict::Overtaken,
        by,
        at,
    };
    let rows = each!(conn, c => diesel::update(waiting).set(values(&decided)).execute(c)?);
    Ok(rows > 0)
}

#[derive(AsChangeset)]
#[diesel(table_name = proposals)]
struct Outcome<'a> {
    verdict: i16,
    decided_by: &'a [u8],
    decided_at: i64,
}

fn values(decided: &Decided) -> Outcome<'_> {
    Outcome {
        verdict: decided.verdict.code(),
        decided_by: decided.by.as_bytes(),
        decided_at: decided.at,
    }
}

type Row = (
    Vec<u8>,
    Vec<u8>,
    i16,
    Vec<u8>,
    i32,
    i64,
    Option<i16>,
    Option<Vec<u8>>,
    Option<i64>,
);

const COLUMNS: (
    dsl::case_id,
    dsl::record_id,
    dsl::matter,
    dsl::proposer_id,
    dsl::version,
    dsl::at,
    dsl::verdict,
    dsl::decided_by,
    dsl::decided_at,
) = (
    dsl::case_id,
    dsl::record_id,
    dsl::matter,
    dsl::proposer_id,
    dsl::version,
    dsl::at,
    dsl::verdict,
    dsl::decided_by,
    dsl::decided_at,
);

/// The proposals of a case, oldest first.
///
/// # Errors
/// Whatever the database says.
pub fn list(conn: &mut Conn, agency: AgencyId, case: CaseId) -> Result<Vec<Proposal>, StoreError> {
    let rows: Vec<Row> = each!(conn, c => {
        dsl::proposals
            .filter(dsl::agency_id.eq(agency.as_bytes()).and(dsl::case_id.eq(case.as_bytes())))
            .order((dsl::at, dsl::record_id))
            .select(COLUMNS)
            .load(c)?
    });
    rows.into_iter().map(|row| read(agency, row)).collect()
}

/// Every proposal of an agency that waits. Whoever shows something of it asks first which cases the visitor reads.
///
/// # Errors
/// Whatever the database says.
pub fn waiting(conn: &mut Conn, agency: AgencyId) -> Result<Vec<Proposal>, StoreError> {
    let rows: Vec<Row> = each!(conn, c => {
        dsl::proposals
            .filter(dsl::agency_id.eq(agency.as_bytes()).and(dsl::verdict.is_null()))
            .order((dsl::at, dsl::record_id))
            .select(COLUMNS)
            .load(c)?
    });
    rows.into_iter().map(|row| read(agency, row)).collect()
}

fn read(agency: AgencyId, row: Row) -> Result<Proposal, StoreError> {
    let verdict = optional(row.6, Verdict::from_code)?;
    let by = optional(row.7, |id| OfficerId::from_slice(&id))?;
    let decided = match (verdict, by, row.8) {
        (None, None, None) => None,
        (Some(verdict), Some(by), Some(at)) => Some(Decided { verdict, by, at }),
        _ => return Err(StoreError::Damaged),
    };
    Ok(Proposal {
        agency,
        case: known(CaseId::from_slice(&row.0))?,
        record: known(RecordId::from_slice(&row.1))?,
        matter: known(Matter::from_code(row.2))?,
        proposer: known(OfficerId::from_slice(&row.3))?,
        version: row.4,
        at: row.5,
        decided,
    })
}
