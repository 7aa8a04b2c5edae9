//! Who answers for a case: one officer of the agency, or nobody yet (R36).

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::column::{inserted, known};
use super::conn::{Conn, each};
use super::error::StoreError;
use super::schema::assignments::dsl;
use crate::domain::ids::{AgencyId, CaseId, OfficerId};

/// Somebody answers for a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// The agency of the case.
    pub agency: AgencyId,
    /// The case.
    pub case: CaseId,
    /// Who answers for it.
    pub officer: OfficerId,
    /// Who decided that.
    pub by: OfficerId,
    /// When, in seconds since the epoch.
    pub at: i64,
}

/// So many cases are asked for in one statement.
const CHUNK: usize = 256;

/// Makes somebody answer for a case, instead of whoever did before.
///
/// # Errors
/// [`StoreError::Stale`] when somebody else did the same at the same moment; [`StoreError::Query`] when case or officer
/// is not of this agency.
pub fn set(conn: &mut Conn, new: &Assignment) -> Result<(), StoreError> {
    clear(conn, new.agency, new.case)?;
    let row = (
        dsl::agency_id.eq(new.agency.as_bytes()),
        dsl::case_id.eq(new.case.as_bytes()),
        dsl::officer_id.eq(new.officer.as_bytes()),
        dsl::assigned_by.eq(new.by.as_bytes()),
        dsl::at.eq(new.at),
    );
    let rows = each!(conn, c => {
        diesel::insert_into(dsl::assignments).values(row).on_conflict_do_nothing().execute(c)?
    });
    inserted(rows, 1, StoreError::Stale)
}

/// Lets nobody answer for a case until somebody takes it.
///
/// # Errors
/// Whatever the database says.
pub fn clear(conn: &mut Conn, agency: AgencyId, case: CaseId) -> Result<(), StoreError> {
    each!(conn, c => {
        diesel::delete(dsl::assignments.find((agency.as_bytes(), case.as_bytes()))).execute(c)?
    });
    Ok(())
}

/// Who answers for a case.
///
/// # Errors
/// Whatever the database says.
pub fn of(conn: &mut Conn, agency: AgencyId, case: CaseId) -> Result<Option<OfficerId>, StoreError> {
    Ok(several(conn, agency, &[case])?.remove(&case))
}

/// Who answers for each of these cases; those that nobody answers for are missing.
///
/// # Errors
/// Whatever the database says.
pub fn several(
    conn: &mut Conn,
    agency: AgencyId,
    cases: &[CaseId],
) -> Result<BTreeMap<CaseId, OfficerId>, StoreError> {
    let mut found = BTreeMap::new();
    for chunk in cases.chunks(CHUNK) {
        let ids: Vec<&[u8]> = chunk.iter().map(CaseId::as_bytes).collect();
        let rows: Vec<(Vec<u8>, Vec<u8>)> = each!(conn, c => {
            dsl::assignments
                .filter(dsl::agency_id.eq(agency.as_bytes()).and(dsl::case_id.eq_any(ids)))
                .select((dsl::case_id, dsl::officer_id))
                .load(c)?
        });
        for (case, officer) in rows {
            found.insert(
                known(CaseId::from_slice(&case))?,
                known(OfficerId::from_slice(&officer))?,
            );
        }
    }
    Ok(found)
}
