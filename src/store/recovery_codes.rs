//! Officers' keys, locked once more under a recovery code each. One officer has at most one.

use diesel::prelude::*;

use super::column::changed;
use super::conn::{Conn, each};
use super::error::StoreError;
use super::schema::recovery_codes::dsl;
use crate::domain::ids::{AgencyId, OfficerId};

/// Replaces the key that the officer's recovery code opens; the code before opens nothing any more.
///
/// # Errors
/// [`StoreError::Query`] when the officer is not of this agency.
pub fn set(
    conn: &mut Conn,
    agency: AgencyId,
    officer: OfficerId,
    locked_key: &[u8],
    now: i64,
) -> Result<(), StoreError> {
    let row = (
        dsl::agency_id.eq(agency.as_bytes()),
        dsl::officer_id.eq(officer.as_bytes()),
        dsl::locked_key.eq(locked_key),
        dsl::made_at.eq(now),
    );
    each!(conn, c => {
        diesel::delete(dsl::recovery_codes.find((agency.as_bytes(), officer.as_bytes()))).execute(c)?;
        diesel::insert_into(dsl::recovery_codes).values(row).execute(c)?
    });
    Ok(())
}

/// The key that the officer's recovery code opens.
///
/// # Errors
/// [`StoreError::NotFound`] when they have none.
pub fn get(conn: &mut Conn, agency: AgencyId, officer: OfficerId) -> Result<Vec<u8>, StoreError> {
    each!(conn, c => Ok(dsl::recovery_codes
        .find((agency.as_bytes(), officer.as_bytes()))
        .select(dsl::locked_key)
        .first(c)?))
}

/// When the officer's recovery code was made; nothing when they have none.
///
/// # Errors
/// Whatever the database says.
pub fn made_at(conn: &mut Conn, agency: AgencyId, officer: OfficerId) -> Result<Option<i64>, StoreError> {
    each!(conn, c => Ok(dsl::recovery_codes
        .find((agency.as_bytes(), officer.as_bytes()))
        .select(dsl::made_at)
        .first(c)
        .optional()?))
}

/// Uses up the recovery code, if it is still the one that was read.
///
/// # Errors
/// [`StoreError::Stale`] when it has been used or replaced in the meantime.
pub fn use_up(
    conn: &mut Conn,
    agency: AgencyId,
    officer: OfficerId,
    locked_key: &[u8],
) -> Result<(), StoreError> {
    let this = dsl::recovery_codes
        .find((agency.as_bytes(), officer.as_bytes()))
        .filter(dsl::locked_key.eq(locked_key));
    let rows = each!(conn, c => diesel::delete(this).execute(c)?);
    changed(rows, StoreError::Stale)
}
