//! Mails to officers that wait to go out. Whoever sends one holds a lease on it meanwhile, so that several
//! nodes share the work; a lease that runs out (its node died) is taken by another.

use diesel::prelude::*;

use super::column::{changed, known};
use super::conn::{Conn, each};
use super::error::StoreError;
use super::schema::outbox::dsl;
use crate::domain::day::Day;
use crate::domain::ids::{AgencyId, MailId, OfficerId};

/// A mail to an officer. It names no case and has the same shape whatever happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MailRow {
    /// Its id.
    pub id: MailId,
    /// The agency of the officer.
    pub agency: AgencyId,
    /// Who receives it.
    pub officer: OfficerId,
    /// What it is; its meaning belongs to the sender.
    pub kind: i16,
    /// The day it is for.
    pub day: Day,
}

/// A mail that is being sent by whoever holds this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// The mail.
    pub mail: MailRow,
    /// Which try this is, from 1.
    pub attempt: i16,
    /// Until when nobody else may send it, in seconds since the epoch; also the proof that it was claimed.
    pub leased_until: i64,
}

/// Puts a mail out, unless there is one for the same officer, kind and day, sent or not.
///
/// # Errors
/// [`StoreError::Query`] when the officer is not of this agency.
pub fn push(conn: &mut Conn, mail: &MailRow) -> Result<(), StoreError> {
    let row = (
        dsl::agency_id.eq(mail.agency.as_bytes()),
        dsl::id.eq(mail.id.as_bytes()),
        dsl::officer_id.eq(mail.officer.as_bytes()),
        dsl::kind.eq(mail.kind),
        dsl::day.eq(mail.day.number()),
        dsl::attempts.eq(0_i16),
        dsl::retry_at.eq(0_i64),
        dsl::leased_until.eq(0_i64),
    );
    each!(conn, c => diesel::insert_into(dsl::outbox).values(row).on_conflict_do_nothing().execute(c)?);
    Ok(())
}

/// Who has been sent the mail of this kind and day.
///
/// # Errors
/// Whatever the database says.
pub fn receivers(
    conn: &mut Conn,
    agency: AgencyId,
    kind: i16,
    day: Day,
) -> Result<Vec<OfficerId>, StoreError> {
    let rows: Vec<Vec<u8>> = each!(conn, c => {
        dsl::outbox
            .filter(dsl::agency_id.eq(agency.as_bytes()))
            .filter(dsl::kind.eq(kind).and(dsl::day.eq(day.number())))
            .filter(dsl::sent_at.is_not_null())
            .select(dsl::officer_id)
            .load(c)?
    });
    rows.iter().map(|id| known(OfficerId::from_slice(id))).collect()
}

/// Takes up to `most` waiting mails of all agencies for days up to today, the oldest first, for `lease` seconds from
/// `now`. What a clock that was ahead made waits for its day.
///
/// # Errors
/// Whatever the database says.
pub fn claim(
    conn: &mut Conn,
    (now, today): (i64, Day),
    lease: i64,
    most: i64,
) -> Result<Vec<Claimed>, StoreError> {
    type Row = (Vec<u8>, Vec<u8>, Vec<u8>, i16, i32, i16, i64);
    let rows: Vec<Row> = each!(conn, c => {
        dsl::outbox
            .filter(dsl::sent_at.is_null())
            .filter(dsl::leased_until.le(now).and(dsl::retry_at.le(now)))
            .filter(dsl::day.le(today.number()))
            .order((dsl::day, dsl::agency_id, dsl::id))
            .limit(most)
            .select((
                dsl::agency_id,
                dsl::id,
                dsl::officer_id,
                dsl::kind,
                dsl::day,
                dsl::attempts,
                dsl::leased_until,
            ))
            .load(c)?
    });
    let leased_until = now.saturating_add(lease.max(1));
    let mut claimed = Vec::new();
    for (agency, id, officer, kind, day, attempts, seen) in rows {
        let attempt = attempts.saturating_add(1);
        let unchanged = dsl::outbox
            .find((&agency, &id))
            .filter(dsl::sent_at.is_null().and(dsl::leased_until.eq(seen)));
        let values = (dsl::leased_until.eq(leased_until), dsl::attempts.eq(attempt));
        let mine = each!(conn, c => diesel::update(unchanged).set(values).execute(c)?);
        if mine == 1 {
            claimed.push(Claimed {
                mail: MailRow {
                    id: known(MailId::from_slice(&id))?,
                    agency: known(AgencyId::from_slice(&agency))?,
                    officer: known(OfficerId::from_slice(&officer))?,
                    kind,
                    day: Day::from_number(day),
                },
                attempt,
                leased_until,
            });
        }
    }
    Ok(claimed)
}

/// The row, as long as the lease is the one that was given.
macro_rules! mine {
    ($claimed:expr) => {
        dsl::outbox
            .find(($claimed.mail.agency.as_bytes(), $claimed.mail.id.as_bytes()))
            .filter(
                dsl::sent_at
                    .is_null()
                    .and(dsl::leased_until.eq($claimed.leased_until)),
            )
    };
}

/// The mail has gone out.
///
/// # Errors
/// [`StoreError::Stale`] when the lease had run out and somebody else took the mail.
pub fn sent(conn: &mut Conn, claimed: &Claimed, now: i64) -> Result<(), StoreError> {
    let mine = mine!(claimed);
    let rows = each!(conn, c => diesel::update(mine).set(dsl::sent_at.eq(now)).execute(c)?);
    changed(rows, StoreError::Stale)
}

/// The mail could not be sent; it is tried again from `retry_at`.
///
/// # Errors
/// [`StoreError::Stale`] when the lease had run out and somebody else took the mail.
pub fn failed(conn: &mut Conn, claimed: &Claimed, retry_at: i64) -> Result<(), StoreError> {
    let mine = mine!(claimed);
    let values = (dsl::retry_at.eq(retry_at), dsl::leased_until.eq(0_i64));
    let rows = each!(conn, c => diesel::update(mine).set(values).execute(c)?);
    changed(rows, StoreError::Stale)
}

/// Removes what an agency sent for days before `day`; says how many.
///
/// # Errors
/// Whatever the database says.
pub fn purge(conn: &mut Conn, agency: AgencyId, day: Day) -> Result<usize, StoreError> {
    let old = dsl::outbox
        .filter(dsl::agency_id.eq(agency.as_bytes()))
        .filter(dsl::sent_at.is_not_null().and(dsl::day.lt(day.number())));
    each!(conn, c => Ok(diesel::delete(old).execute(c)?))
}
