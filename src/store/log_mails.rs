//! Heads that wait to be mailed to the address outside the office. Whoever sends one holds a lease on it, as on the
//! mails of the [`outbox`](super::outbox).

use diesel::prelude::*;

use super::column::{changed, known};
use super::conn::{Conn, each};
use super::error::StoreError;
use super::schema::log_mails::dsl;
use crate::domain::day::Day;
use crate::domain::ids::AgencyId;

/// A head that is being mailed by whoever holds this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeadMail {
    /// The agency.
    pub agency: AgencyId,
    /// The day whose head it is.
    pub day: Day,
    /// Until when nobody else may send it, in seconds since the epoch; also the proof that it was claimed.
    pub leased_until: i64,
}

/// Takes up to `most` waiting heads of all agencies, oldest day first, for `lease` seconds from `now`. A lease or a rest
/// that reaches further than one can be given was given by a clock that was ahead, and holds nobody up.
///
/// # Errors
/// Whatever the database says.
pub fn claim(
    conn: &mut Conn,
    now: i64,
    (lease, rest): (i64, i64),
    most: i64,
) -> Result<Vec<HeadMail>, StoreError> {
    let free = dsl::leased_until
        .le(now)
        .or(dsl::leased_until.gt(now.saturating_add(lease)));
    let rested = dsl::retry_at
        .le(now)
        .or(dsl::retry_at.gt(now.saturating_add(rest)));
    let rows: Vec<(Vec<u8>, i32, i16, i64)> = each!(conn, c => {
        dsl::log_mails
            .filter(dsl::sent_at.is_null())
            .filter(free)
            .filter(rested)
            .order((dsl::day, dsl::agency_id))
            .limit(most)
            .select((dsl::agency_id, dsl::day, dsl::attempts, dsl::leased_until))
            .load(c)?
    });
    let leased_until = now.saturating_add(lease.max(1));
    let mut claimed = Vec::new();
    for (agency, day, attempts, seen) in rows {
        let unchanged = dsl::log_mails
            .find((&agency, day))
            .filter(dsl::sent_at.is_null().and(dsl::leased_until.eq(seen)));
        let values = (
            dsl::leased_until.eq(leased_until),
            dsl::attempts.eq(attempts.saturating_add(1)),
        );
        if each!(conn, c => diesel::update(unchanged).set(values).execute(c)?) == 1 {
            claimed.push(HeadMail {
                agency: known(AgencyId::from_slice(&agency))?,
                day: Day::from_number(day),
                leased_until,
            });
        }
    }
    Ok(claimed)
}

/// What became of a try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The mail has gone out at this moment.
    Sent(i64),
    /// It did not; it is tried again from this moment.
    Again(i64),
}

/// Notes what became of a mail.
///
/// # Errors
/// [`StoreError::Stale`] when the lease had run out and somebody else took it.
pub fn settle(conn: &mut Conn, mail: &HeadMail, fate: Fate) -> Result<(), StoreError> {
    let mine = dsl::log_mails
        .find((mail.agency.as_bytes(), mail.day.number()))
        .filter(
            dsl::sent_at
                .is_null()
                .and(dsl::leased_until.eq(mail.leased_until)),
        );
    let rows = match fate {
        Fate::Sent(at) => {
            each!(conn, c => diesel::update(mine).set(dsl::sent_at.eq(at)).execute(c)?)
        }
        Fate::Again(at) => {
            let rest = (dsl::retry_at.eq(at), dsl::leased_until.eq(0_i64));
            each!(conn, c => diesel::update(mine).set(rest).execute(c)?)
        }
    };
    changed(rows, StoreError::Stale)
}

/// Removes what an agency sent for days before `day`; says how many. The heads stay.
///
/// # Errors
/// Whatever the database says.
pub fn purge(conn: &mut Conn, agency: AgencyId, day: Day) -> Result<usize, StoreError> {
    let old = dsl::log_mails
        .filter(dsl::agency_id.eq(agency.as_bytes()))
        .filter(dsl::sent_at.is_not_null().and(dsl::day.lt(day.number())));
    each!(conn, c => Ok(diesel::delete(old).execute(c)?))
}
