//! Officers and what they sign in with.

use diesel::prelude::*;

use super::column::{bytes, changed, known, optional, text};
use super::conn::{Conn, each};
use super::earlier_accounts;
use super::error::{Key, StoreError};
use super::schema::officers::dsl;
use crate::domain::ids::{AgencyId, OfficerId, UnitId};
use crate::domain::officer::{Login, Officer};
use crate::domain::role::Roles;

/// A private key as it is stored: locked, and with what.
#[derive(Clone, PartialEq, Eq)]
pub struct Lock {
    /// The locked key.
    pub locked_key: Vec<u8>,
    /// Whether a kit code opens it (the outside body) instead of a password.
    pub locked_with_code: bool,
    /// Whether the password was chosen by somebody else and must be changed at the next sign-in.
    pub must_change: bool,
}

/// What a sign-in is checked against.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The private key.
    pub lock: Lock,
    /// The sealed secret of one-time codes, if enrolled.
    pub totp: Option<Vec<u8>>,
    /// The newest time step whose one-time code has been used.
    pub totp_step: i64,
}

type Row = (
    Vec<u8>,
    Option<Vec<u8>>,
    String,
    String,
    String,
    String,
    i16,
    Vec<u8>,
    bool,
);

const COLUMNS: (
    dsl::id,
    dsl::unit_id,
    dsl::login,
    dsl::name,
    dsl::post,
    dsl::mail,
    dsl::roles,
    dsl::key_id,
    dsl::active,
) = (
    dsl::id,
    dsl::unit_id,
    dsl::login,
    dsl::name,
    dsl::post,
    dsl::mail,
    dsl::roles,
    dsl::key_id,
    dsl::active,
);

/// Adds an officer who has not enrolled one-time codes.
///
/// # Errors
/// [`StoreError::Duplicate`] with [`Key::Login`] or [`Key::Id`] (the officer's or the key's).
pub fn insert(conn: &mut Conn, officer: &Officer, lock: &Lock) -> Result<(), StoreError> {
    let row = (
        dsl::agency_id.eq(officer.agency.as_bytes()),
        dsl::id.eq(officer.id.as_bytes()),
        dsl::unit_id.eq(officer.unit.as_ref().map(UnitId::as_bytes)),
        dsl::login.eq(officer.login.as_str()),
        dsl::name.eq(text(&officer.name)?),
        dsl::post.eq(text(&officer.post)?),
        dsl::mail.eq(text(&officer.mail)?),
        dsl::roles.eq(officer.roles.bits()),
        dsl::key_id.eq(officer.key.as_slice()),
        dsl::active.eq(officer.active),
        dsl::locked_key.eq(lock.locked_key.as_slice()),
        dsl::locked_with_code.eq(lock.locked_with_code),
        dsl::totp_step.eq(0_i64),
        dsl::must_change.eq(lock.must_change),
    );
    let rows = each!(conn, c => {
        diesel::insert_into(dsl::officers).values(row).on_conflict_do_nothing().execute(c)?
    });
    if rows == 1 {
        return earlier_accounts::add(conn, officer.agency, officer.id, &officer.earlier);
    }
    match by_login(conn, officer.agency, &officer.login) {
        Ok(_) => Err(StoreError::Duplicate(Key::Login)),
        Err(StoreError::NotFound) => Err(StoreError::Duplicate(Key::Id)),
        Err(error) => Err(error),
    }
}

/// The officers of an agency by name, those who have left included.
///
/// # Errors
/// Whatever the database says.
pub fn list(conn: &mut Conn, agency: AgencyId) -> Result<Vec<Officer>, StoreError> {
    let rows: Vec<Row> = each!(conn, c => {
        dsl::officers
            .filter(dsl::agency_id.eq(agency.as_bytes()))
            .order((dsl::name, dsl::id))
            .select(COLUMNS)
            .load(c)?
    });
    let mut earlier = earlier_accounts::all(conn, agency)?;
    rows.into_iter()
        .map(|row| {
            let officer = read(agency, row)?;
            let earlier = earlier.remove(&officer.id).unwrap_or_default();
            Ok(Officer { earlier, ..officer })
        })
        .collect()
}

/// The officer with this id in this agency.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn by_id(conn: &mut Conn, agency: AgencyId, officer: OfficerId) -> Result<Officer, StoreError> {
    let row: Row = each!(conn, c => {
        dsl::officers.find((agency.as_bytes(), officer.as_bytes())).select(COLUMNS).first(c)?
    });
    whole(conn, agency, row)
}

/// The officer with this key in this agency.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn by_key(conn: &mut Conn, agency: AgencyId, key: [u8; 32]) -> Result<Officer, StoreError> {
    let row: Row = each!(conn, c => {
        dsl::officers
            .filter(dsl::agency_id.eq(agency.as_bytes()).and(dsl::key_id.eq(key.as_slice())))
            .select(COLUMNS)
            .first(c)?
    });
    whole(conn, agency, row)
}

/// The officer who signs in with this name, and what the sign-in is checked against.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn by_login(
    conn: &mut Conn,
    agency: AgencyId,
    login: &Login,
) -> Result<(Officer, Credentials), StoreError> {
    let (row, lock): (Row, LockRow) = each!(conn, c => {
        dsl::officers
            .filter(dsl::agency_id.eq(agency.as_bytes()).and(dsl::login.eq(login.as_str())))
            .select((COLUMNS, LOCK_COLUMNS))
            .first(c)?
    });
    Ok((whole(conn, agency, row)?, read_credentials(lock)))
}

/// What a sign-in of this officer is checked against.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn credentials(conn: &mut Conn, agency: AgencyId, officer: OfficerId) -> Result<Credentials, StoreError> {
    let lock: LockRow = each!(conn, c => {
        dsl::officers.find((agency.as_bytes(), officer.as_bytes())).select(LOCK_COLUMNS).first(c)?
    });
    Ok(read_credentials(lock))
}

/// Replaces the locked key: the password has been changed or set anew.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn set_locked_key(
    conn: &mut Conn,
    agency: AgencyId,
    officer: OfficerId,
    lock: &Lock,
) -> Result<(), StoreError> {
    let values = (
        dsl::locked_key.eq(lock.locked_key.as_slice()),
        dsl::locked_with_code.eq(lock.locked_with_code),
        dsl::must_change.eq(lock.must_change),
    );
    let rows = each!(conn, c => {
        diesel::update(dsl::officers.find((agency.as_bytes(), officer.as_bytes()))).set(values).execute(c)?
    });
    changed(rows, StoreError::NotFound)
}

/// Sets the sealed secret of one-time codes, and the time step of the code that proved it, which is thereby used.
/// Codes of the secret before it say nothing about this one, however new they were.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn set_totp(
    conn: &mut Conn,
    agency: AgencyId,
    officer: OfficerId,
    sealed: &[u8],
    step: i64,
) -> Result<(), StoreError> {
    let rows = each!(conn, c => {
        diesel::update(dsl::officers.find((agency.as_bytes(), officer.as_bytes())))
            .set((dsl::totp.eq(Some(sealed)), dsl::totp_step.eq(step)))
            .execute(c)?
    });
    changed(rows, StoreError::NotFound)
}

/// Removes the secret of one-time codes.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn remove_totp(conn: &mut Conn, agency: AgencyId, officer: OfficerId) -> Result<(), StoreError> {
    let rows = each!(conn, c => {
        diesel::update(dsl::officers.find((agency.as_bytes(), officer.as_bytes())))
            .set(dsl::totp.eq(None::<Vec<u8>>))
            .execute(c)?
    });
    changed(rows, StoreError::NotFound)
}

/// Uses up the one-time code of a time step. A code works once, however many try it at the same moment.
///
/// # Errors
/// [`StoreError::Stale`] when this step or a later one has been used, or there is no such officer.
pub fn use_totp_step(
    conn: &mut Conn,
    agency: AgencyId,
    officer: OfficerId,
    step: i64,
) -> Result<(), StoreError> {
    let rows = each!(conn, c => {
        diesel::update(
            dsl::officers.find((agency.as_bytes(), officer.as_bytes())).filter(dsl::totp_step.lt(step)),
        )
        .set(dsl::totp_step.eq(step))
        .execute(c)?
    });
    changed(rows, StoreError::Stale)
}

/// Whether the officer may sign in and receive cases.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn set_active(
    conn: &mut Conn,
    agency: AgencyId,
    officer: OfficerId,
    active: bool,
) -> Result<(), StoreError> {
    let rows = each!(conn, c => {
        diesel::update(dsl::officers.find((agency.as_bytes(), officer.as_bytes())))
            .set(dsl::active.eq(active))
            .execute(c)?
    });
    changed(rows, StoreError::NotFound)
}

/// Replaces what the officer is appointed to do.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn set_roles(
    conn: &mut Conn,
    agency: AgencyId,
    officer: OfficerId,
    roles: Roles,
) -> Result<(), StoreError> {
    let rows = each!(conn, c => {
        diesel::update(dsl::officers.find((agency.as_bytes(), officer.as_bytes())))
            .set(dsl::roles.eq(roles.bits()))
            .execute(c)?
    });
    changed(rows, StoreError::NotFound)
}

/// Where the officer works: post, unit and the address for mails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    /// The post, as reporters are shown it.
    pub post: String,
    /// The unit.
    pub unit: Option<UnitId>,
    /// The address for the daily mail; empty for none.
    pub mail: String,
}

/// Replaces where the officer works.
///
/// # Errors
/// [`StoreError::NotFound`]; [`StoreError::Query`] for a unit of another agency.
pub fn set_seat(
    conn: &mut Conn,
    agency: AgencyId,
    officer: OfficerId,
    seat: &Seat,
) -> Result<(), StoreError> {
    let values = (
        dsl::post.eq(text(&seat.post)?),
        dsl::unit_id.eq(seat.unit.as_ref().map(UnitId::as_bytes)),
        dsl::mail.eq(text(&seat.mail)?),
    );
    let rows = each!(conn, c => {
        diesel::update(dsl::officers.find((agency.as_bytes(), officer.as_bytes()))).set(values).execute(c)?
    });
    changed(rows, StoreError::NotFound)
}

type LockRow = (Vec<u8>, bool, bool, Option<Vec<u8>>, i64);

const LOCK_COLUMNS: (
    dsl::locked_key,
    dsl::locked_with_code,
    dsl::must_change,
    dsl::totp,
    dsl::totp_step,
) = (
    dsl::locked_key,
    dsl::locked_with_code,
    dsl::must_change,
    dsl::totp,
    dsl::totp_step,
);

fn read_credentials((locked_key, locked_with_code, must_change, totp, totp_step): LockRow) -> Credentials {
    Credentials {
        lock: Lock {
            locked_key,
            locked_with_code,
            must_change,
        },
        totp,
        totp_step,
    }
}

/// An officer with the accounts before.
fn whole(conn: &mut Conn, agency: AgencyId, row: Row) -> Result<Officer, StoreError> {
    let officer = read(agency, row)?;
    let earlier = earlier_accounts::of(conn, agency, officer.id)?;
    Ok(Officer { earlier, ..officer })
}

fn read(agency: AgencyId, row: Row) -> Result<Officer, StoreError> {
    Ok(Officer {
        id: known(OfficerId::from_slice(&row.0))?,
        agency,
        unit: optional(row.1, |id| UnitId::from_slice(&id))?,
        login: known(Login::parse(&row.2))?,
        name: row.3,
        post: row.4,
        mail: row.5,
        roles: known(Roles::from_bits(row.6))?,
        key: bytes(row.7)?,
        active: row.8,
        earlier: Vec::new(),
    })
}
