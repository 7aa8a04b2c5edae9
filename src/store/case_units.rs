//! Which unit a closed case is about, where whoever closed it named one. It stands in the clear so that it can be counted, and
//! is removed once it has been (ADR 0089).

use std::collections::HashMap;

use diesel::prelude::*;

use super::column::known;
use super::conn::{Conn, each};
use super::error::StoreError;
use super::schema::{case_units, units};
use crate::domain::day::Day;
use crate::domain::ids::{AgencyId, CaseId, UnitId};
use crate::domain::tally::units::About;

/// Notes the unit that a closing names, in the place of what an earlier one named; nothing when it names none.
///
/// # Errors
/// [`StoreError::NotFound`] for a unit that the agency does not have. [`StoreError::Query`] for a case of another agency.
pub fn set(
    conn: &mut Conn,
    agency: AgencyId,
    case: CaseId,
    (unit, on): (Option<UnitId>, Day),
) -> Result<(), StoreError> {
    each!(conn, c => {
        diesel::delete(case_units::table.find((agency.as_bytes(), case.as_bytes()))).execute(c)?
    });
    let Some(unit) = unit else { return Ok(()) };
    let there: Option<i16> = each!(conn, c => {
        units::table
            .filter(units::agency_id.eq(agency.as_bytes()).and(units::id.eq(unit.as_bytes())))
            .select(units::position)
            .first(c)
            .optional()?
    });
    if there.is_none() {
        return Err(StoreError::NotFound);
    }
    let row = (
        case_units::agency_id.eq(agency.as_bytes()),
        case_units::case_id.eq(case.as_bytes()),
        case_units::unit_id.eq(unit.as_bytes()),
        case_units::named_on.eq(on.number()),
    );
    each!(conn, c => diesel::insert_into(case_units::table).values(row).execute(c)?);
    Ok(())
}

/// What is named, by the case.
///
/// # Errors
/// Whatever the database says.
pub fn all(conn: &mut Conn, agency: AgencyId) -> Result<HashMap<CaseId, About>, StoreError> {
    let rows: Vec<(Vec<u8>, Vec<u8>, i32)> = each!(conn, c => {
        case_units::table
            .filter(case_units::agency_id.eq(agency.as_bytes()))
            .select((case_units::case_id, case_units::unit_id, case_units::named_on))
            .load(c)?
    });
    rows.into_iter()
        .map(|(case, unit, on)| {
            let about = About {
                unit: known(UnitId::from_slice(&unit))?,
                on: Day::from_number(on),
            };
            Ok((known(CaseId::from_slice(&case))?, about))
        })
        .collect()
}

/// Removes what was named before a day, and says how much it was.
///
/// # Errors
/// Whatever the database says.
pub fn purge(conn: &mut Conn, agency: AgencyId, day: Day) -> Result<usize, StoreError> {
    let old = case_units::table
        .filter(case_units::agency_id.eq(agency.as_bytes()))
        .filter(case_units::named_on.lt(day.number()));
    each!(conn, c => Ok(diesel::delete(old).execute(c)?))
}
