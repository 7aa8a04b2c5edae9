//! Units of an agency.

use diesel::prelude::*;

use super::column::{inserted, known, text};
use super::conn::{Conn, each};
use super::error::{Key, StoreError};
use super::schema::units::dsl;
use crate::domain::agency::Unit;
use crate::domain::ids::{AgencyId, UnitId};

/// Adds a unit.
///
/// # Errors
/// [`StoreError::Duplicate`] with [`Key::Id`].
pub fn insert(conn: &mut Conn, unit: &Unit) -> Result<(), StoreError> {
    let row = (
        dsl::agency_id.eq(unit.agency.as_bytes()),
        dsl::id.eq(unit.id.as_bytes()),
        dsl::name.eq(text(&unit.name)?),
        dsl::position.eq(unit.position),
    );
    let rows = each!(conn, c => {
        diesel::insert_into(dsl::units).values(row).on_conflict_do_nothing().execute(c)?
    });
    inserted(rows, 1, StoreError::Duplicate(Key::Id))
}

/// The units of an agency in their order.
///
/// # Errors
/// Whatever the database says.
pub fn list(conn: &mut Conn, agency: AgencyId) -> Result<Vec<Unit>, StoreError> {
    let rows: Vec<(Vec<u8>, String, i16)> = each!(conn, c => {
        dsl::units
            .filter(dsl::agency_id.eq(agency.as_bytes()))
            .order((dsl::position, dsl::name, dsl::id))
            .select((dsl::id, dsl::name, dsl::position))
            .load(c)?
    });
    rows.into_iter()
        .map(|(id, name, position)| {
            Ok(Unit {
                id: known(UnitId::from_slice(&id))?,
                agency,
                name,
                position,
            })
        })
        .collect()
}
