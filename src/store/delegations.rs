//! Substitutes, and the cases they read as such.

use std::collections::BTreeSet;

use diesel::prelude::*;

use super::agencies;
use super::column::{bytes, changed, inserted, known, text};
use super::conn::{Conn, each};
use super::error::{Key, StoreError};
use super::people_schema::{delegated_cases, delegations};
use crate::domain::appointment::Term;
use crate::domain::day::Day;
use crate::domain::delegation::{ActingMode, Delegation};
use crate::domain::ids::{AgencyId, CaseId, DelegationId, OfficerId};

/// So many cases are asked for in one statement.
const CHUNK: usize = 256;

type Row = (
    Vec<u8>,
    Vec<u8>,
    Vec<u8>,
    i16,
    String,
    i32,
    i32,
    Vec<u8>,
    i64,
    Option<i64>,
);

/// Adds a delegation.
///
/// # Errors
/// [`StoreError::Duplicate`] when the id exists: the form came twice. [`StoreError::Query`] for one that never ends.
pub fn insert(conn: &mut Conn, new: &Delegation) -> Result<(), StoreError> {
    let until = new
        .term
        .until()
        .ok_or(StoreError::Query("a delegation without end"))?;
    let row = (
        delegations::agency_id.eq(new.agency.as_bytes()),
        delegations::id.eq(new.id.as_bytes()),
        delegations::from_id.eq(new.from.as_bytes()),
        delegations::to_id.eq(new.to.as_bytes()),
        delegations::mode.eq(new.mode.code()),
        delegations::order_number.eq(text(&new.order)?),
        delegations::from_on.eq(new.term.from().number()),
        delegations::until_on.eq(until.number()),
        delegations::made_by.eq(new.by.as_bytes()),
        delegations::made_at.eq(new.at),
        delegations::ended_at.eq(new.ended_at),
    );
    let rows = each!(conn, c => {
        diesel::insert_into(delegations::table).values(row).on_conflict_do_nothing().execute(c)?
    });
    inserted(rows, 1, StoreError::Duplicate(Key::Id))
}

/// The delegations of an agency, the latest first.
///
/// # Errors
/// Whatever the database says.
pub fn list(conn: &mut Conn, agency: AgencyId) -> Result<Vec<Delegation>, StoreError> {
    let rows: Vec<Row> = each!(conn, c => {
        delegations::table
            .filter(delegations::agency_id.eq(agency.as_bytes()))
            .order((delegations::from_on.desc(), delegations::made_at.desc(), delegations::id))
            .select((
                delegations::id,
                delegations::from_id,
                delegations::to_id,
                delegations::mode,
                delegations::order_number,
                delegations::from_on,
                delegations::until_on,
                delegations::made_by,
                delegations::made_at,
                delegations::ended_at,
            ))
            .load(c)?
    });
    rows.into_iter().map(|row| read(agency, row)).collect()
}

/// Ends a delegation at once, before its last day, and with it the substitute's access to every case.
///
/// # Errors
/// [`StoreError::Stale`] when it was ended already, or there is none.
pub fn end(
    conn: &mut Conn,
    agency: AgencyId,
    id: DelegationId,
    (now, today): (i64, Day),
) -> Result<(), StoreError> {
    let running = delegations::table
        .find((agency.as_bytes(), id.as_bytes()))
        .filter(delegations::ended_at.is_null());
    let rows = each!(conn, c => {
        diesel::update(running).set(delegations::ended_at.eq(Some(now))).execute(c)?
    });
    changed(rows, StoreError::Stale)?;
    let yesterday = today.plus(-1).number();
    let cases = delegated_cases::table
        .filter(delegated_cases::agency_id.eq(agency.as_bytes()))
        .filter(delegated_cases::delegation_id.eq(id.as_bytes()))
        .filter(delegated_cases::until_on.gt(yesterday));
    each!(conn, c => {
        diesel::update(cases).set(delegated_cases::until_on.eq(yesterday)).execute(c)?
    });
    Ok(())
}

/// Notes that somebody reads a case as a substitute until the last day of a delegation that runs; a note of an earlier
/// delegation is replaced. Whoever ends the delegation at the same moment is waited for.
///
/// # Errors
/// [`StoreError::Barred`] when the delegation has been ended meanwhile or there is none; [`StoreError::Query`] when there
/// is no such case.
pub fn read_for(
    conn: &mut Conn,
    agency: AgencyId,
    case: CaseId,
    recipient: [u8; 32],
    id: DelegationId,
) -> Result<(), StoreError> {
    agencies::keep(conn, agency)?;
    let running = delegations::table
        .find((agency.as_bytes(), id.as_bytes()))
        .filter(delegations::ended_at.is_null())
        .select(delegations::until_on);
    let until: Option<i32> = each!(conn, c => running.first(c).optional()?);
    let until = until.ok_or(StoreError::Barred)?;
    forget(conn, agency, case, &[recipient])?;
    let row = (
        delegated_cases::agency_id.eq(agency.as_bytes()),
        delegated_cases::case_id.eq(case.as_bytes()),
        delegated_cases::recipient.eq(recipient.as_slice()),
        delegated_cases::delegation_id.eq(id.as_bytes()),
        delegated_cases::until_on.eq(until),
    );
    let rows = each!(conn, c => {
        diesel::insert_into(delegated_cases::table).values(row).on_conflict_do_nothing().execute(c)?
    });
    inserted(rows, 1, StoreError::Stale)
}

/// The keys of those who read a case as a substitute, and the last day on which they do.
///
/// # Errors
/// Whatever the database says.
pub fn readers(conn: &mut Conn, agency: AgencyId, case: CaseId) -> Result<Vec<([u8; 32], Day)>, StoreError> {
    let rows: Vec<(Vec<u8>, i32)> = each!(conn, c => {
        delegated_cases::table
            .filter(delegated_cases::agency_id.eq(agency.as_bytes()))
            .filter(delegated_cases::case_id.eq(case.as_bytes()))
            .order(delegated_cases::recipient)
            .select((delegated_cases::recipient, delegated_cases::until_on))
            .load(c)?
    });
    rows.into_iter()
        .map(|(key, until)| Ok((bytes(key)?, Day::from_number(until))))
        .collect()
}

/// The keys of those who read a case as a substitute and must not any more.
///
/// # Errors
/// Whatever the database says.
pub fn ended_access(
    conn: &mut Conn,
    agency: AgencyId,
    case: CaseId,
    today: Day,
) -> Result<Vec<[u8; 32]>, StoreError> {
    let all = readers(conn, agency, case)?;
    let over = all.into_iter().filter(|(_, until)| *until < today);
    Ok(over.map(|(key, _)| key).collect())
}

/// Of several cases, those that somebody reads as a substitute and must not any more, with their keys.
///
/// # Errors
/// Whatever the database says.
pub fn ended_of(
    conn: &mut Conn,
    agency: AgencyId,
    cases: &[CaseId],
    today: Day,
) -> Result<BTreeSet<(CaseId, [u8; 32])>, StoreError> {
    let mut found = BTreeSet::new();
    for chunk in cases.chunks(CHUNK) {
        let ids: Vec<&[u8]> = chunk.iter().map(CaseId::as_bytes).collect();
        let rows: Vec<(Vec<u8>, Vec<u8>)> = each!(conn, c => {
            delegated_cases::table
                .filter(delegated_cases::agency_id.eq(agency.as_bytes()))
                .filter(delegated_cases::case_id.eq_any(ids))
                .filter(delegated_cases::until_on.lt(today.number()))
                .select((delegated_cases::case_id, delegated_cases::recipient))
                .load(c)?
        });
        for (case, key) in rows {
            found.insert((known(CaseId::from_slice(&case))?, bytes(key)?));
        }
    }
    Ok(found)
}

/// Forgets that these read a case as a substitute: its newest key is sealed to none of them.
///
/// # Errors
/// Whatever the database says.
pub fn forget(
    conn: &mut Conn,
    agency: AgencyId,
    case: CaseId,
    recipients: &[[u8; 32]],
) -> Result<(), StoreError> {
    let keys: Vec<&[u8]> = recipients.iter().map(<[u8; 32]>::as_slice).collect();
    let theirs = delegated_cases::table
        .filter(
            delegated_cases::agency_id
                .eq(agency.as_bytes())
                .and(delegated_cases::case_id.eq(case.as_bytes())),
        )
        .filter(delegated_cases::recipient.eq_any(keys));
    each!(conn, c => diesel::delete(theirs).execute(c)?);
    Ok(())
}

fn read(agency: AgencyId, row: Row) -> Result<Delegation, StoreError> {
    let term = Term::new(Day::from_number(row.5), Some(Day::from_number(row.6)));
    Ok(Delegation {
        id: known(DelegationId::from_slice(&row.0))?,
        agency,
        from: known(OfficerId::from_slice(&row.1))?,
        to: known(OfficerId::from_slice(&row.2))?,
        mode: known(ActingMode::from_code(row.3))?,
        order: row.4,
        term: known(term)?,
        by: known(OfficerId::from_slice(&row.7))?,
        at: row.8,
        ended_at: row.9,
    })
}
