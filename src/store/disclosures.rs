//! Requests to open what names a reporter, and who may ask for them: only those to whom the newest key of the identity
//! compartment is sealed.

use diesel::prelude::*;

use super::column::{changed, inserted, known, optional};
use super::conn::{Conn, each};
use super::error::StoreError;
use super::schema::disclosures::{self, dsl};
use super::schema::{cases, envelopes, wraps};
use crate::domain::disclosure::{Answered, Disclosure, Ground};
use crate::domain::ids::{AgencyId, CaseId, OfficerId, RecordId};
use crate::domain::second_signature::Verdict;

/// The compartment with the reporter's name.
const IDENTITY: i16 = 3;

/// The case with this number whose name this key opens; nothing when there is none, or its name is sealed to others.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn case_for(
    conn: &mut Conn,
    agency: AgencyId,
    (fiscal_year, number): (i16, i32),
    keeper: [u8; 32],
) -> Result<CaseId, StoreError> {
    let id: Vec<u8> = each!(conn, c => {
        cases::table
            .filter(cases::agency_id.eq(agency.as_bytes()))
            .filter(cases::fiscal_year.eq(fiscal_year).and(cases::number.eq(number)))
            .select(cases::id)
            .first(c)?
    });
    let case = known(CaseId::from_slice(&id))?;
    if keeps(conn, agency, case, keeper)? {
        Ok(case)
    } else {
        Err(StoreError::NotFound)
    }
}

/// Whether the newest key of the name in a case is sealed to this key.
///
/// # Errors
/// Whatever the database says.
pub fn keeps(conn: &mut Conn, agency: AgencyId, case: CaseId, keeper: [u8; 32]) -> Result<bool, StoreError> {
    let newest: Option<i32> = each!(conn, c => {
        envelopes::table
            .filter(envelopes::agency_id.eq(agency.as_bytes()).and(envelopes::case_id.eq(case.as_bytes())))
            .filter(envelopes::compartment.eq(IDENTITY))
            .select(diesel::dsl::max(envelopes::epoch))
            .first(c)?
    });
    let Some(newest) = newest else {
        return Ok(false);
    };
    let key = (
        agency.as_bytes(),
        case.as_bytes(),
        IDENTITY,
        newest,
        keeper.as_slice(),
    );
    let found: Option<i32> =
        each!(conn, c => wraps::table.find(key).select(wraps::epoch).first(c).optional()?);
    Ok(found.is_some())
}

/// Adds a request that waits.
///
/// # Errors
/// [`StoreError::Stale`] when another one waits in this case; [`StoreError::Query`] when case or officer is not of this
/// agency.
pub fn insert(conn: &mut Conn, agency: AgencyId, case: CaseId, new: &Disclosure) -> Result<(), StoreError> {
    let row = (
        dsl::agency_id.eq(agency.as_bytes()),
        dsl::case_id.eq(case.as_bytes()),
        dsl::record_id.eq(new.record.as_bytes()),
        dsl::ground.eq(new.ground.code()),
        dsl::requester_id.eq(new.requester.as_bytes()),
        dsl::requested_at.eq(new.requested_at),
    );
    let rows = each!(conn, c => {
        diesel::insert_into(dsl::disclosures).values(row).on_conflict_do_nothing().execute(c)?
    });
    inserted(rows, 1, StoreError::Stale)
}

#[derive(AsChangeset)]
#[diesel(table_name = disclosures)]
struct Answer<'a> {
    verdict: i16,
    decided_by: &'a [u8],
    decided_at: i64,
    approval_id: Option<&'a [u8]>,
}

/// Answers a request that waits.
///
/// # Errors
/// [`StoreError::Stale`] when somebody was faster or there is no such request in this agency.
pub fn answer(
    conn: &mut Conn,
    agency: AgencyId,
    case: CaseId,
    record: RecordId,
    answer: &Answered,
) -> Result<(), StoreError> {
    let values = Answer {
        verdict: answer.verdict.code(),
        decided_by: answer.by.as_bytes(),
        decided_at: answer.at,
        approval_id: answer.approval.as_ref().map(RecordId::as_bytes),
    };
    let waiting = dsl::disclosures
        .find((agency.as_bytes(), case.as_bytes(), record.as_bytes()))
        .filter(dsl::verdict.is_null());
    let rows = each!(conn, c => diesel::update(waiting).set(&values).execute(c)?);
    changed(rows, StoreError::Stale)
}

/// Notes that a name was opened: once.
///
/// # Errors
/// [`StoreError::Stale`] when it was opened before, was not approved, or there is no such request in this agency.
pub fn open(
    conn: &mut Conn,
    agency: AgencyId,
    case: CaseId,
    record: RecordId,
    at: i64,
) -> Result<(), StoreError> {
    let approved = dsl::disclosures
        .find((agency.as_bytes(), case.as_bytes(), record.as_bytes()))
        .filter(
            dsl::verdict
                .eq(Verdict::Signed.code())
                .and(dsl::opened_at.is_null()),
        );
    let rows = each!(conn, c => diesel::update(approved).set(dsl::opened_at.eq(at)).execute(c)?);
    changed(rows, StoreError::Stale)
}

type Row = (
    Vec<u8>,
    Vec<u8>,
    i16,
    Vec<u8>,
    i64,
    Option<i16>,
    Option<Vec<u8>>,
    Option<i64>,
    Option<Vec<u8>>,
    Option<i64>,
);

const COLUMNS: (
    dsl::case_id,
    dsl::record_id,
    dsl::ground,
    dsl::requester_id,
    dsl::requested_at,
    dsl::verdict,
    dsl::decided_by,
    dsl::decided_at,
    dsl::approval_id,
    dsl::opened_at,
) = (
    dsl::case_id,
    dsl::record_id,
    dsl::ground,
    dsl::requester_id,
    dsl::requested_at,
    dsl::verdict,
    dsl::decided_by,
    dsl::decided_at,
    dsl::approval_id,
    dsl::opened_at,
);

/// The requests of a case, oldest first.
///
/// # Errors
/// Whatever the database says.
pub fn list(conn: &mut Conn, agency: AgencyId, case: CaseId) -> Result<Vec<Disclosure>, StoreError> {
    let rows: Vec<Row> = each!(conn, c => {
        dsl::disclosures
            .filter(dsl::agency_id.eq(agency.as_bytes()).and(dsl::case_id.eq(case.as_bytes())))
            .order((dsl::requested_at, dsl::record_id))
            .select(COLUMNS)
            .load(c)?
    });
    rows.into_iter().map(|row| Ok(read(row)?.1)).collect()
}

/// Every request of an agency that was made at or after this moment. Whoever shows one asks first whether the visitor
/// keeps the name of its case.
///
/// # Errors
/// Whatever the database says.
pub fn since(conn: &mut Conn, agency: AgencyId, at: i64) -> Result<Vec<(CaseId, Disclosure)>, StoreError> {
    let rows: Vec<Row> = each!(conn, c => {
        dsl::disclosures
            .filter(dsl::agency_id.eq(agency.as_bytes()).and(dsl::requested_at.ge(at)))
            .order((dsl::requested_at, dsl::record_id))
            .select(COLUMNS)
            .load(c)?
    });
    rows.into_iter().map(read).collect()
}

fn read(row: Row) -> Result<(CaseId, Disclosure), StoreError> {
    let verdict = optional(row.5, Verdict::from_code)?;
    let by = optional(row.6, |id| OfficerId::from_slice(&id))?;
    let answer = match (verdict, by, row.7) {
        (None, None, None) => None,
        (Some(verdict), Some(by), Some(at)) => Some(Answered {
            verdict,
            by,
            at,
            approval: optional(row.8, |id| RecordId::from_slice(&id))?,
        }),
        _ => return Err(StoreError::Damaged),
    };
    let disclosure = Disclosure {
        record: known(RecordId::from_slice(&row.1))?,
        ground: known(Ground::from_code(row.2))?,
        requester: known(OfficerId::from_slice(&row.3))?,
        requested_at: row.4,
        answer,
        opened_at: row.9,
    };
    Ok((known(CaseId::from_slice(&row.0))?, disclosure))
}
