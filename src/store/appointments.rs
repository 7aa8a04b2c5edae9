//! What people were appointed to do. Only ever added; the newest of a person counts.

use diesel::prelude::*;

use super::column::{changed, inserted, known, optional, text};
use super::conn::{Conn, each};
use super::error::StoreError;
use super::people_schema::appointments::dsl;
use crate::domain::appointment::{Appointment, Order, Term};
use crate::domain::day::Day;
use crate::domain::ids::{AgencyId, OfficerId, UnitId};
use crate::domain::role::Roles;

/// An appointment of one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appointed {
    /// Whom.
    pub officer: OfficerId,
    /// Its place among those of the person, from 0 without gaps.
    pub seq: i32,
    /// To what.
    pub appointment: Appointment,
    /// Who entered it; nobody where a command did.
    pub by: Option<OfficerId>,
    /// When, in seconds since the epoch.
    pub at: i64,
    /// Since when it is in force; empty while it waits for the directory to be signed.
    pub in_force_at: Option<i64>,
}

type Row = (
    Vec<u8>,
    i32,
    String,
    Option<Vec<u8>>,
    i16,
    (String, i32, i32, Option<i32>),
    Option<Vec<u8>>,
    i64,
    Option<i64>,
);

/// Adds an appointment.
///
/// # Errors
/// [`StoreError::Stale`] when its place is taken: somebody was faster.
pub fn add(conn: &mut Conn, agency: AgencyId, new: &Appointed) -> Result<(), StoreError> {
    let of = &new.appointment;
    let row = (
        dsl::agency_id.eq(agency.as_bytes()),
        dsl::officer_id.eq(new.officer.as_bytes()),
        dsl::seq.eq(new.seq),
        dsl::post.eq(text(&of.post)?),
        dsl::unit_id.eq(of.unit.as_ref().map(UnitId::as_bytes)),
        dsl::roles.eq(of.roles.bits()),
        dsl::order_number.eq(text(&of.order.number)?),
        dsl::ordered_on.eq(of.order.dated.number()),
        dsl::from_on.eq(of.term.from().number()),
        dsl::until_on.eq(of.term.until().map(Day::number)),
        dsl::by_id.eq(new.by.as_ref().map(OfficerId::as_bytes)),
        dsl::at.eq(new.at),
        dsl::in_force_at.eq(new.in_force_at),
    );
    let rows = each!(conn, c => {
        diesel::insert_into(dsl::appointments).values(row).on_conflict_do_nothing().execute(c)?
    });
    inserted(rows, 1, StoreError::Stale)
}

/// Every appointment of an agency: those of one person stand together, the oldest first.
///
/// # Errors
/// Whatever the database says.
pub fn list(conn: &mut Conn, agency: AgencyId) -> Result<Vec<Appointed>, StoreError> {
    let rows: Vec<Row> = each!(conn, c => {
        dsl::appointments
            .filter(dsl::agency_id.eq(agency.as_bytes()))
            .order((dsl::officer_id, dsl::seq))
            .select((
                dsl::officer_id,
                dsl::seq,
                dsl::post,
                dsl::unit_id,
                dsl::roles,
                (dsl::order_number, dsl::ordered_on, dsl::from_on, dsl::until_on),
                dsl::by_id,
                dsl::at,
                dsl::in_force_at,
            ))
            .load(c)?
    });
    rows.into_iter().map(read).collect()
}

/// The appointments of one person, the oldest first.
///
/// # Errors
/// Whatever the database says.
pub fn of(conn: &mut Conn, agency: AgencyId, officer: OfficerId) -> Result<Vec<Appointed>, StoreError> {
    let mut all = list(conn, agency)?;
    all.retain(|appointed| appointed.officer == officer);
    Ok(all)
}

/// Puts an appointment in force, if it is still the newest of the person and waits.
///
/// # Errors
/// [`StoreError::Stale`] when there is a newer one or it is in force already.
pub fn put_in_force(
    conn: &mut Conn,
    agency: AgencyId,
    officer: OfficerId,
    seq: i32,
    now: i64,
) -> Result<(), StoreError> {
    let newest: Option<i32> = each!(conn, c => {
        dsl::appointments
            .filter(dsl::agency_id.eq(agency.as_bytes()).and(dsl::officer_id.eq(officer.as_bytes())))
            .select(diesel::dsl::max(dsl::seq))
            .first(c)?
    });
    if newest != Some(seq) {
        return Err(StoreError::Stale);
    }
    let waiting = dsl::appointments
        .find((agency.as_bytes(), officer.as_bytes(), seq))
        .filter(dsl::in_force_at.is_null());
    let rows = each!(conn, c => diesel::update(waiting).set(dsl::in_force_at.eq(Some(now))).execute(c)?);
    changed(rows, StoreError::Stale)
}

fn read(row: Row) -> Result<Appointed, StoreError> {
    let (number, dated, from, until) = row.5;
    let until = until.map(Day::from_number);
    Ok(Appointed {
        officer: known(OfficerId::from_slice(&row.0))?,
        seq: row.1,
        appointment: Appointment {
            post: row.2,
            unit: optional(row.3, |id| UnitId::from_slice(&id))?,
            roles: known(Roles::from_bits(row.4))?,
            order: Order {
                number,
                dated: Day::from_number(dated),
            },
            term: known(Term::new(Day::from_number(from), until))?,
        },
        by: optional(row.6, |id| OfficerId::from_slice(&id))?,
        at: row.7,
        in_force_at: row.8,
    })
}
