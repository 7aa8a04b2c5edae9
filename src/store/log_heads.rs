//! Signed ends of the days of an agency's log, whom they are mailed to, and what the last verification found.

use diesel::prelude::*;

use super::column::{bytes, inserted, known, text};
use super::conn::{Conn, each};
use super::error::{Key, StoreError};
use super::schema::{log_checks, log_entries, log_heads, log_mails, log_settings};
use crate::domain::day::Day;
use crate::domain::day_ends::DayEnd;
use crate::domain::ids::AgencyId;
use crate::domain::log::{Check, Head};

type Row = (i32, i64, Vec<u8>, Vec<u8>, Vec<u8>);

const COLUMNS: (
    log_heads::day,
    log_heads::seq,
    log_heads::hash,
    log_heads::log_key,
    log_heads::signature,
) = (
    log_heads::day,
    log_heads::seq,
    log_heads::hash,
    log_heads::log_key,
    log_heads::signature,
);

/// Adds the head of a day, and a mail with it where somebody outside receives them.
///
/// # Errors
/// [`StoreError::Duplicate`] when the day has one.
pub fn insert(conn: &mut Conn, agency: AgencyId, head: &Head) -> Result<(), StoreError> {
    let row = (
        log_heads::agency_id.eq(agency.as_bytes()),
        log_heads::day.eq(head.day.number()),
        log_heads::seq.eq(head.seq),
        log_heads::hash.eq(head.hash.as_slice()),
        log_heads::log_key.eq(head.log_key.as_slice()),
        log_heads::signature.eq(head.signature.as_slice()),
    );
    let rows = each!(conn, c => {
        diesel::insert_into(log_heads::table).values(row).on_conflict_do_nothing().execute(c)?
    });
    inserted(rows, 1, StoreError::Duplicate(Key::Other))?;
    if witness(conn, agency)?.is_empty() {
        return Ok(());
    }
    let mail = (
        log_mails::agency_id.eq(agency.as_bytes()),
        log_mails::day.eq(head.day.number()),
        log_mails::attempts.eq(0_i16),
        log_mails::retry_at.eq(0_i64),
        log_mails::leased_until.eq(0_i64),
    );
    each!(conn, c => diesel::insert_into(log_mails::table).values(mail).execute(c)?);
    Ok(())
}

/// The newest head.
///
/// # Errors
/// Whatever the database says.
pub fn newest(conn: &mut Conn, agency: AgencyId) -> Result<Option<Head>, StoreError> {
    let row: Option<Row> = each!(conn, c => {
        log_heads::table
            .filter(log_heads::agency_id.eq(agency.as_bytes()))
            .order(log_heads::day.desc())
            .select(COLUMNS)
            .first(c)
            .optional()?
    });
    row.map(read).transpose()
}

/// The newest ends of days, the newest first, each with the day on which it was signed.
///
/// # Errors
/// Whatever the database says.
pub fn ends(conn: &mut Conn, agency: AgencyId, limit: i64) -> Result<Vec<DayEnd>, StoreError> {
    let rows: Vec<(i32, i64)> = each!(conn, c => {
        log_heads::table
            .inner_join(
                log_entries::table.on(log_entries::agency_id
                    .eq(log_heads::agency_id)
                    .and(log_entries::seq.eq(log_heads::seq))),
            )
            .filter(log_heads::agency_id.eq(agency.as_bytes()))
            .order(log_heads::day.desc())
            .limit(limit)
            .select((log_heads::day, log_entries::at))
            .load(c)?
    });
    let end = |(day, at): (i32, i64)| DayEnd {
        day: Day::from_number(day),
        signed_on: Day::of_moment(at),
    };
    Ok(rows.into_iter().map(end).collect())
}

/// Heads up to a day, newest first.
///
/// # Errors
/// Whatever the database says.
pub fn page(
    conn: &mut Conn,
    agency: AgencyId,
    until: Day,
    limit: i64,
    offset: i64,
) -> Result<Vec<Head>, StoreError> {
    let rows: Vec<Row> = each!(conn, c => {
        log_heads::table
            .filter(log_heads::agency_id.eq(agency.as_bytes()).and(log_heads::day.le(until.number())))
            .order(log_heads::day.desc())
            .limit(limit)
            .offset(offset)
            .select(COLUMNS)
            .load(c)?
    });
    rows.into_iter().map(read).collect()
}

/// The head of one day.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn of_day(conn: &mut Conn, agency: AgencyId, day: Day) -> Result<Head, StoreError> {
    let row: Row = each!(conn, c => {
        log_heads::table.find((agency.as_bytes(), day.number())).select(COLUMNS).first(c)?
    });
    read(row)
}

/// Every head, oldest first.
///
/// # Errors
/// Whatever the database says.
pub fn all(conn: &mut Conn, agency: AgencyId) -> Result<Vec<Head>, StoreError> {
    let rows: Vec<Row> = each!(conn, c => {
        log_heads::table
            .filter(log_heads::agency_id.eq(agency.as_bytes()))
            .order(log_heads::day)
            .select(COLUMNS)
            .load(c)?
    });
    rows.into_iter().map(read).collect()
}

/// Takes away heads of days after this one: a clock that was ahead made them. What they sign stays in the chain.
/// Says how many.
///
/// # Errors
/// Whatever the database says.
pub fn withdraw_after(conn: &mut Conn, agency: AgencyId, day: Day) -> Result<usize, StoreError> {
    each!(conn, c => {
        diesel::delete(
            log_mails::table.filter(log_mails::agency_id.eq(agency.as_bytes()).and(log_mails::day.gt(day.number()))),
        )
        .execute(c)?;
        Ok(diesel::delete(
            log_heads::table.filter(log_heads::agency_id.eq(agency.as_bytes()).and(log_heads::day.gt(day.number()))),
        )
        .execute(c)?)
    })
}

/// The address outside the office that receives the heads; empty for none.
///
/// # Errors
/// Whatever the database says.
pub fn witness(conn: &mut Conn, agency: AgencyId) -> Result<String, StoreError> {
    let address: Option<String> = each!(conn, c => {
        log_settings::table.find(agency.as_bytes()).select(log_settings::witness).first(c).optional()?
    });
    Ok(address.unwrap_or_default())
}

/// Sets it.
///
/// # Errors
/// [`StoreError::Query`] for an agency that does not exist.
pub fn set_witness(conn: &mut Conn, agency: AgencyId, address: &str) -> Result<(), StoreError> {
    let row = (
        log_settings::agency_id.eq(agency.as_bytes()),
        log_settings::witness.eq(text(address)?),
    );
    each!(conn, c => {
        diesel::delete(log_settings::table.find(agency.as_bytes())).execute(c)?;
        diesel::insert_into(log_settings::table).values(row).execute(c)?
    });
    Ok(())
}

/// What the last verification found; nothing when there was none.
///
/// # Errors
/// Whatever the database says.
pub fn last_check(conn: &mut Conn, agency: AgencyId) -> Result<Option<Check>, StoreError> {
    let row: Option<(i64, i32, String)> = each!(conn, c => {
        log_checks::table
            .find(agency.as_bytes())
            .select((log_checks::at, log_checks::findings, log_checks::kinds))
            .first(c)
            .optional()?
    });
    let check = row.map(|(at, findings, kinds)| {
        Some(Check {
            at,
            findings,
            kinds: Check::read_kinds(&kinds)?,
        })
    });
    check.map(known).transpose()
}

/// Keeps what a verification found.
///
/// # Errors
/// [`StoreError::Query`] for an agency that does not exist.
pub fn set_check(conn: &mut Conn, agency: AgencyId, check: &Check) -> Result<(), StoreError> {
    let row = (
        log_checks::agency_id.eq(agency.as_bytes()),
        log_checks::at.eq(check.at),
        log_checks::findings.eq(check.findings),
        log_checks::kinds.eq(check.kinds_text()),
    );
    each!(conn, c => {
        diesel::delete(log_checks::table.find(agency.as_bytes())).execute(c)?;
        diesel::insert_into(log_checks::table).values(row).execute(c)?
    });
    Ok(())
}

fn read(row: Row) -> Result<Head, StoreError> {
    Ok(Head {
        day: Day::from_number(row.0),
        seq: row.1,
        hash: bytes(row.2)?,
        log_key: bytes(row.3)?,
        signature: bytes(row.4)?,
    })
}
