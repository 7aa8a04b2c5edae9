//! Invitations: of the secret in the address only a hash is kept.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::column::{changed, inserted, known, optional, text};
use super::conn::{Conn, each};
use super::earlier_accounts;
use super::error::{Key, StoreError};
use super::people_schema::invitations::dsl;
use crate::domain::appointment::{Appointment, Order, Term};
use crate::domain::day::Day;
use crate::domain::ids::{AgencyId, InvitationId, OfficerId, UnitId};
use crate::domain::invitation::{Ending, Invitation, LIFETIME};
use crate::domain::officer::Login;
use crate::domain::role::Roles;

type Row = (
    Vec<u8>,
    (String, String, String),
    (String, Option<Vec<u8>>, i16),
    (String, i32, i32, Option<i32>),
    Vec<u8>,
    i64,
    Option<i16>,
);

type Columns = (
    dsl::id,
    (dsl::login, dsl::name, dsl::mail),
    (dsl::post, dsl::unit_id, dsl::roles),
    (dsl::order_number, dsl::ordered_on, dsl::from_on, dsl::until_on),
    dsl::invited_by,
    dsl::invited_at,
    dsl::ended,
);

const COLUMNS: Columns = (
    dsl::id,
    (dsl::login, dsl::name, dsl::mail),
    (dsl::post, dsl::unit_id, dsl::roles),
    (dsl::order_number, dsl::ordered_on, dsl::from_on, dsl::until_on),
    dsl::invited_by,
    dsl::invited_at,
    dsl::ended,
);

/// Adds an invitation that is found by this hash.
///
/// # Errors
/// [`StoreError::Duplicate`] when id or hash exist.
pub fn insert(conn: &mut Conn, new: &Invitation, token_hash: &[u8; 32]) -> Result<(), StoreError> {
    let of = &new.appointment;
    let row = (
        dsl::agency_id.eq(new.agency.as_bytes()),
        dsl::id.eq(new.id.as_bytes()),
        dsl::token_hash.eq(token_hash.as_slice()),
        dsl::login.eq(new.login.as_str()),
        dsl::name.eq(text(&new.name)?),
        dsl::mail.eq(text(&new.mail)?),
        (
            dsl::post.eq(text(&of.post)?),
            dsl::unit_id.eq(of.unit.as_ref().map(UnitId::as_bytes)),
            dsl::roles.eq(of.roles.bits()),
            dsl::order_number.eq(text(&of.order.number)?),
            dsl::ordered_on.eq(of.order.dated.number()),
            dsl::from_on.eq(of.term.from().number()),
            dsl::until_on.eq(of.term.until().map(Day::number)),
        ),
        dsl::invited_by.eq(new.by.as_bytes()),
        dsl::invited_at.eq(new.at),
        dsl::ended.eq(new.ended.map(Ending::code)),
    );
    let rows = each!(conn, c => {
        diesel::insert_into(dsl::invitations).values(row).on_conflict_do_nothing().execute(c)?
    });
    inserted(rows, 1, StoreError::Duplicate(Key::Id))?;
    new.continues.map_or(Ok(()), |earlier| {
        earlier_accounts::invite(conn, new.agency, new.id, earlier)
    })
}

/// The invitation whose secret has this hash.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn by_token(conn: &mut Conn, agency: AgencyId, token_hash: [u8; 32]) -> Result<Invitation, StoreError> {
    let row: Row = each!(conn, c => {
        dsl::invitations
            .filter(dsl::agency_id.eq(agency.as_bytes()).and(dsl::token_hash.eq(token_hash.as_slice())))
            .select(COLUMNS)
            .first(c)?
    });
    let earlier = earlier_accounts::invited(conn, agency)?;
    read(agency, row, &earlier)
}

/// The invitations of an agency that were not accepted, the newest first.
///
/// # Errors
/// Whatever the database says.
pub fn list(conn: &mut Conn, agency: AgencyId) -> Result<Vec<Invitation>, StoreError> {
    let rows: Vec<Row> = each!(conn, c => {
        dsl::invitations
            .filter(dsl::agency_id.eq(agency.as_bytes()))
            .filter(dsl::ended.is_null().or(dsl::ended.ne(Ending::Accepted.code())))
            .order((dsl::invited_at.desc(), dsl::id))
            .select(COLUMNS)
            .load(c)?
    });
    let earlier = earlier_accounts::invited(conn, agency)?;
    rows.into_iter().map(|row| read(agency, row, &earlier)).collect()
}

/// Ends an invitation that is still good.
///
/// # Errors
/// [`StoreError::Stale`] when it has been used, taken back or has run out, or there is none.
pub fn end(
    conn: &mut Conn,
    agency: AgencyId,
    id: InvitationId,
    how: Ending,
    now: i64,
) -> Result<(), StoreError> {
    let open = dsl::invitations.find((agency.as_bytes(), id.as_bytes())).filter(
        dsl::ended
            .is_null()
            .and(dsl::invited_at.gt(now.saturating_sub(LIFETIME))),
    );
    let rows = each!(conn, c => diesel::update(open).set(dsl::ended.eq(Some(how.code()))).execute(c)?);
    changed(rows, StoreError::Stale)
}

fn read(
    agency: AgencyId,
    row: Row,
    earlier: &BTreeMap<InvitationId, OfficerId>,
) -> Result<Invitation, StoreError> {
    let id = known(InvitationId::from_slice(&row.0))?;
    let (login, name, mail) = row.1;
    let (post, unit, roles) = row.2;
    let (number, dated, from, until) = row.3;
    let until = until.map(Day::from_number);
    Ok(Invitation {
        id,
        agency,
        login: known(Login::parse(&login))?,
        name,
        mail,
        appointment: Appointment {
            post,
            unit: optional(unit, |id| UnitId::from_slice(&id))?,
            roles: known(Roles::from_bits(roles))?,
            order: Order {
                number,
                dated: Day::from_number(dated),
            },
            term: known(Term::new(Day::from_number(from), until))?,
        },
        continues: earlier.get(&id).copied(),
        by: known(OfficerId::from_slice(&row.4))?,
        at: row.5,
        ended: optional(row.6, Ending::from_code)?,
    })
}
