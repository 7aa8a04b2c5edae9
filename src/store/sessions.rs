//! Sessions of officers. The row makes signing out immediate; the key in it opens with the cookie only.

use diesel::prelude::*;

use super::column::{changed, inserted, known, optional};
use super::conn::{Conn, each};
use super::error::{Key, StoreError};
use super::schema::officers;
use super::schema::sessions::{self, dsl};
use crate::domain::ids::{AgencyId, OfficerId};

/// A session. Times are seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, PartialEq, Eq)]
pub struct Session {
    /// Hash of the session secret.
    pub sid: [u8; 32],
    /// The agency signed in to.
    pub agency: AgencyId,
    /// Who signed in.
    pub officer: OfficerId,
    /// The officer's private key, locked under the session secret.
    pub locked: Vec<u8>,
    /// When they signed in.
    pub created_at: i64,
    /// When the session ends whatever happens.
    pub expires_at: i64,
    /// When the session ends if nothing happens.
    pub idle_until: i64,
}

/// Adds a session.
///
/// # Errors
/// [`StoreError::Duplicate`] when the session id exists.
pub fn insert(conn: &mut Conn, session: &Session) -> Result<(), StoreError> {
    let row = (
        dsl::agency_id.eq(session.agency.as_bytes()),
        dsl::sid.eq(session.sid.as_slice()),
        dsl::officer_id.eq(session.officer.as_bytes()),
        dsl::locked.eq(session.locked.as_slice()),
        dsl::created_at.eq(session.created_at),
        dsl::expires_at.eq(session.expires_at),
        dsl::idle_until.eq(session.idle_until),
    );
    let rows = each!(conn, c => {
        diesel::insert_into(dsl::sessions).values(row).on_conflict_do_nothing().execute(c)?
    });
    inserted(rows, 1, StoreError::Duplicate(Key::Id))
}

/// The session, unless it has ended or its officer may no longer sign in.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn find(conn: &mut Conn, agency: AgencyId, sid: [u8; 32], now: i64) -> Result<Session, StoreError> {
    let (officer, locked, created_at, expires_at, idle_until): (Vec<u8>, Vec<u8>, i64, i64, i64) = each!(conn, c => {
        sessions::table
            .inner_join(
                officers::table.on(officers::agency_id
                    .eq(sessions::agency_id)
                    .and(officers::id.eq(sessions::officer_id))),
            )
            .filter(sessions::agency_id.eq(agency.as_bytes()).and(sessions::sid.eq(sid.as_slice())))
            .filter(sessions::expires_at.gt(now).and(sessions::idle_until.gt(now)))
            .filter(officers::active)
            .select((
                sessions::officer_id,
                sessions::locked,
                sessions::created_at,
                sessions::expires_at,
                sessions::idle_until,
            ))
            .first(c)?
    });
    Ok(Session {
        sid,
        agency,
        officer: known(OfficerId::from_slice(&officer))?,
        locked,
        created_at,
        expires_at,
        idle_until,
    })
}

/// Something happened: the session stays open until `idle_until`. It never becomes shorter by this.
///
/// # Errors
/// [`StoreError::NotFound`] when it has been signed out in the meantime.
pub fn touch(conn: &mut Conn, agency: AgencyId, sid: [u8; 32], idle_until: i64) -> Result<(), StoreError> {
    let session = dsl::sessions.find((agency.as_bytes(), sid.as_slice()));
    let rows = each!(conn, c => {
        diesel::update(session.filter(dsl::idle_until.lt(idle_until)))
            .set(dsl::idle_until.eq(idle_until))
            .execute(c)?
    });
    if rows == 0 {
        let exists: bool = each!(conn, c => diesel::select(diesel::dsl::exists(session)).get_result(c)?);
        return changed(usize::from(exists), StoreError::NotFound);
    }
    Ok(())
}

/// Ends a session and says whose it was. One that has ended already stays ended.
///
/// # Errors
/// Whatever the database says.
pub fn delete(conn: &mut Conn, agency: AgencyId, sid: [u8; 32]) -> Result<Option<OfficerId>, StoreError> {
    let session = dsl::sessions.find((agency.as_bytes(), sid.as_slice()));
    let officer: Option<Vec<u8>> = each!(conn, c => {
        session.select(dsl::officer_id).first(c).optional()?
    });
    each!(conn, c => diesel::delete(session).execute(c)?);
    optional(officer, |id| OfficerId::from_slice(&id))
}

/// Ends every session of an officer; says how many.
///
/// # Errors
/// Whatever the database says.
pub fn delete_of_officer(conn: &mut Conn, agency: AgencyId, officer: OfficerId) -> Result<usize, StoreError> {
    each!(conn, c => Ok(diesel::delete(
        dsl::sessions
            .filter(dsl::agency_id.eq(agency.as_bytes()).and(dsl::officer_id.eq(officer.as_bytes()))),
    )
    .execute(c)?))
}

/// Removes what had ended in an agency by this moment; says how many.
///
/// # Errors
/// Whatever the database says.
pub fn purge(conn: &mut Conn, agency: AgencyId, by: i64) -> Result<usize, StoreError> {
    let ended = dsl::sessions
        .filter(dsl::agency_id.eq(agency.as_bytes()))
        .filter(dsl::expires_at.le(by).or(dsl::idle_until.le(by)));
    each!(conn, c => Ok(diesel::delete(ended).execute(c)?))
}
