//! Panels: which officers, in which order, receive the reports of a category.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::column::known;
use super::conn::{Conn, each};
use super::error::StoreError;
use super::schema::panels::{self, dsl};
use crate::domain::category::Category;
use crate::domain::ids::{AgencyId, OfficerId};

#[derive(Insertable)]
#[diesel(table_name = panels, treat_none_as_default_value = false)]
struct Row<'a> {
    agency_id: &'a [u8],
    category: i16,
    position: i16,
    officer_id: &'a [u8],
}

/// Replaces the panel of a category.
///
/// # Errors
/// [`StoreError::Query`] for an officer of another agency, one named twice, or a panel too long to number.
pub fn set(
    conn: &mut Conn,
    agency: AgencyId,
    category: Category,
    officers: &[OfficerId],
) -> Result<(), StoreError> {
    let named_twice = officers
        .iter()
        .enumerate()
        .any(|(at, officer)| officers.iter().take(at).any(|before| before == officer));
    if named_twice {
        return Err(StoreError::Query("an officer twice on a panel"));
    }
    let rows = officers
        .iter()
        .enumerate()
        .map(|(position, officer)| {
            Ok(Row {
                agency_id: agency.as_bytes(),
                category: category.code(),
                position: i16::try_from(position).map_err(|_| StoreError::Query("panel too long"))?,
                officer_id: officer.as_bytes(),
            })
        })
        .collect::<Result<Vec<_>, StoreError>>()?;
    each!(conn, c => {
        diesel::delete(
            dsl::panels.filter(dsl::agency_id.eq(agency.as_bytes()).and(dsl::category.eq(category.code()))),
        )
        .execute(c)?;
        diesel::insert_into(dsl::panels).values(&rows).execute(c)?
    });
    Ok(())
}

/// The panel of a category in its order; empty if none has been named.
///
/// # Errors
/// Whatever the database says.
pub fn get(conn: &mut Conn, agency: AgencyId, category: Category) -> Result<Vec<OfficerId>, StoreError> {
    let rows: Vec<Vec<u8>> = each!(conn, c => {
        dsl::panels
            .filter(dsl::agency_id.eq(agency.as_bytes()).and(dsl::category.eq(category.code())))
            .order(dsl::position)
            .select(dsl::officer_id)
            .load(c)?
    });
    rows.iter().map(|id| known(OfficerId::from_slice(id))).collect()
}

/// Every panel of an agency; categories without one are missing.
///
/// # Errors
/// Whatever the database says.
pub fn all(conn: &mut Conn, agency: AgencyId) -> Result<BTreeMap<Category, Vec<OfficerId>>, StoreError> {
    let rows: Vec<(i16, Vec<u8>)> = each!(conn, c => {
        dsl::panels
            .filter(dsl::agency_id.eq(agency.as_bytes()))
            .order((dsl::category, dsl::position))
            .select((dsl::category, dsl::officer_id))
            .load(c)?
    });
    let mut panels = BTreeMap::<Category, Vec<OfficerId>>::new();
    for (category, officer) in rows {
        panels
            .entry(known(Category::from_code(category))?)
            .or_default()
            .push(known(OfficerId::from_slice(&officer))?);
    }
    Ok(panels)
}
