//! Destroys what has been kept long enough: keys first, then what they would open.

use diesel::dsl::{exists, not};
use diesel::prelude::*;

use super::column::known;
use super::conn::{Conn, each};
use super::error::StoreError;
use super::file_schema::blobs;
use super::people_schema::delegated_cases;
use super::schema::{
    assignments, case_units, cases, disclosures, envelopes, escalations, events, holds, proposals, records,
    tombstones, wraps,
};
use crate::domain::case::State;
use crate::domain::day::Day;
use crate::domain::ids::{AgencyId, CaseId};

/// The compartment of names (envelope §2).
const IDENTITY: i16 = 3;

/// Cases in these states that came in before a day and are neither held nor removed, by id, after this one. Whoever
/// removes one looks at when it ended.
///
/// # Errors
/// Whatever the database says.
pub fn ended_before(
    conn: &mut Conn,
    agency: AgencyId,
    states: &[State],
    day: Day,
    after: Option<CaseId>,
    limit: i64,
) -> Result<Vec<CaseId>, StoreError> {
    let states: Vec<i16> = states.iter().map(|state| state.code()).collect();
    let after = after.map_or([0; 16], |case| case.0);
    let held = holds::table.filter(
        holds::agency_id
            .eq(cases::agency_id)
            .and(holds::case_id.eq(cases::id))
            .and(holds::lifted_at.is_null()),
    );
    let removed = tombstones::table.filter(
        tombstones::agency_id
            .eq(cases::agency_id)
            .and(tombstones::case_id.eq(cases::id)),
    );
    let ids: Vec<Vec<u8>> = each!(conn, c => {
        cases::table
            .filter(cases::agency_id.eq(agency.as_bytes()).and(cases::state.eq_any(states)))
            .filter(cases::received_on.lt(day.number()).and(cases::id.gt(after.as_slice())))
            .filter(not(exists(held)).and(not(exists(removed))))
            .order(cases::id)
            .limit(limit)
            .select(cases::id)
            .load(c)?
    });
    ids.iter().map(|id| known(CaseId::from_slice(id))).collect()
}

/// Whether a case still has a compartment of names.
///
/// # Errors
/// Whatever the database says.
pub fn has_identity(conn: &mut Conn, agency: AgencyId, case: CaseId) -> Result<bool, StoreError> {
    let found = envelopes::table
        .filter(
            envelopes::agency_id
                .eq(agency.as_bytes())
                .and(envelopes::case_id.eq(case.as_bytes())),
        )
        .filter(envelopes::compartment.eq(IDENTITY));
    each!(conn, c => Ok(diesel::select(exists(found)).get_result(c)?))
}

/// Destroys the compartment of names of a case.
///
/// # Errors
/// Whatever the database says.
pub fn destroy_identity(conn: &mut Conn, agency: AgencyId, case: CaseId) -> Result<(), StoreError> {
    let (agency, case) = (agency.as_bytes(), case.as_bytes());
    each!(conn, c => {
        diesel::delete(
            wraps::table
                .filter(wraps::agency_id.eq(agency).and(wraps::case_id.eq(case)))
                .filter(wraps::compartment.eq(IDENTITY)),
        )
        .execute(c)?;
        diesel::delete(
            records::table
                .filter(records::agency_id.eq(agency).and(records::case_id.eq(case)))
                .filter(records::compartment.eq(IDENTITY)),
        )
        .execute(c)?;
        diesel::delete(
            envelopes::table
                .filter(envelopes::agency_id.eq(agency).and(envelopes::case_id.eq(case)))
                .filter(envelopes::compartment.eq(IDENTITY)),
        )
        .execute(c)?
    });
    Ok(())
}

/// Destroys everything of a case but the register's row and the bare course of its events: their kinds, states and
/// days, which figures of the past are counted from. Neither who nor when nor why stays.
///
/// # Errors
/// Whatever the database says.
pub fn destroy(conn: &mut Conn, agency: AgencyId, case: CaseId) -> Result<(), StoreError> {
    let (agency, case) = (agency.as_bytes(), case.as_bytes());
    let bare = (
        events::at.eq(None::<i64>),
        events::officer_id.eq(None::<Vec<u8>>),
        events::record_id.eq(None::<Vec<u8>>),
        events::reason.eq(None::<i16>),
    );
    each!(conn, c => {
        diesel::delete(wraps::table.filter(wraps::agency_id.eq(agency).and(wraps::case_id.eq(case)))).execute(c)?;
        diesel::delete(
            delegated_cases::table
                .filter(delegated_cases::agency_id.eq(agency).and(delegated_cases::case_id.eq(case))),
        )
        .execute(c)?;
        diesel::update(events::table.filter(events::agency_id.eq(agency).and(events::case_id.eq(case))))
            .set(bare)
            .execute(c)?;
        diesel::delete(proposals::table.filter(proposals::agency_id.eq(agency).and(proposals::case_id.eq(case))))
            .execute(c)?;
        diesel::delete(escalations::table.filter(escalations::agency_id.eq(agency).and(escalations::case_id.eq(case))))
            .execute(c)?;
        diesel::delete(case_units::table.filter(case_units::agency_id.eq(agency).and(case_units::case_id.eq(case))))
            .execute(c)?;
        diesel::delete(assignments::table.filter(assignments::agency_id.eq(agency).and(assignments::case_id.eq(case))))
            .execute(c)?;
        diesel::delete(disclosures::table.filter(disclosures::agency_id.eq(agency).and(disclosures::case_id.eq(case))))
            .execute(c)?;
        diesel::delete(holds::table.filter(holds::agency_id.eq(agency).and(holds::case_id.eq(case)))).execute(c)?;
        // Their bytes are of no row then, and go with the next purge of files.
        diesel::delete(blobs::table.filter(blobs::agency_id.eq(agency).and(blobs::case_id.eq(case)))).execute(c)?;
        diesel::delete(records::table.filter(records::agency_id.eq(agency).and(records::case_id.eq(case))))
            .execute(c)?;
        diesel::delete(envelopes::table.filter(envelopes::agency_id.eq(agency).and(envelopes::case_id.eq(case))))
            .execute(c)?
    });
    Ok(())
}
