//! Failed sign-ins by name. Names are hashes here; a name that somebody has is kept like one that nobody has.

use diesel::prelude::*;

use super::conn::{Conn, each};
use super::error::StoreError;
use super::schema::sign_in_failures::dsl;
use crate::domain::ids::AgencyId;
use crate::domain::sign_in_failures::Failures;

/// The failures under a name; none when there is no row.
///
/// # Errors
/// Whatever the database says.
pub fn get(conn: &mut Conn, agency: AgencyId, name: [u8; 32]) -> Result<Failures, StoreError> {
    let row: Option<(i32, i64)> = each!(conn, c => {
        dsl::sign_in_failures
            .find((agency.as_bytes(), name.as_slice()))
            .select((dsl::failures, dsl::last_at))
            .first(c)
            .optional()?
    });
    Ok(row.map_or_else(Failures::default, |(count, last_at)| Failures { count, last_at }))
}

/// Replaces them.
///
/// # Errors
/// [`StoreError::Query`] for an agency that does not exist.
pub fn put(conn: &mut Conn, agency: AgencyId, name: [u8; 32], failures: Failures) -> Result<(), StoreError> {
    clear(conn, agency, name)?;
    let row = (
        dsl::agency_id.eq(agency.as_bytes()),
        dsl::name.eq(name.as_slice()),
        dsl::failures.eq(failures.count),
        dsl::last_at.eq(failures.last_at),
    );
    each!(conn, c => diesel::insert_into(dsl::sign_in_failures).values(row).execute(c)?);
    Ok(())
}

/// Forgets them: somebody has signed in.
///
/// # Errors
/// Whatever the database says.
pub fn clear(conn: &mut Conn, agency: AgencyId, name: [u8; 32]) -> Result<(), StoreError> {
    each!(conn, c => {
        diesel::delete(dsl::sign_in_failures.find((agency.as_bytes(), name.as_slice()))).execute(c)?
    });
    Ok(())
}

/// Removes those of an agency whose last one was before this moment; says how many names.
///
/// # Errors
/// Whatever the database says.
pub fn purge(conn: &mut Conn, agency: AgencyId, before: i64) -> Result<usize, StoreError> {
    let old = dsl::sign_in_failures.filter(dsl::agency_id.eq(agency.as_bytes()).and(dsl::last_at.lt(before)));
    each!(conn, c => Ok(diesel::delete(old).execute(c)?))
}
