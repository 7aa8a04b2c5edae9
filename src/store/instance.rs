//! This installation and its one-time set-up address.

use diesel::prelude::*;

use super::column::{bytes, changed};
use super::conn::{Conn, each};
use super::error::StoreError;
use super::schema::instance::dsl;
use crate::domain::day::Day;

/// The only value of the key: there is one installation in a database.
const ONLY: i16 = 1;

/// The installation's id; `fresh` becomes it if there is none yet. `today` is the day of the first start.
///
/// # Errors
/// Whatever the database says.
pub fn get_or_create(conn: &mut Conn, fresh: [u8; 16], today: Day) -> Result<[u8; 16], StoreError> {
    let row = (
        dsl::singleton.eq(ONLY),
        dsl::id.eq(fresh.as_slice()),
        dsl::created_day.eq(today.number()),
    );
    let id: Vec<u8> = each!(conn, c => {
        diesel::insert_into(dsl::instance).values(row).on_conflict_do_nothing().execute(c)?;
        dsl::instance.find(ONLY).select(dsl::id).first(c)?
    });
    bytes(id)
}

/// The installation's id, if there has been a first start.
///
/// # Errors
/// [`StoreError::NotFound`] before the first start.
pub fn id(conn: &mut Conn) -> Result<[u8; 16], StoreError> {
    let id: Vec<u8> = each!(conn, c => dsl::instance.find(ONLY).select(dsl::id).first(c)?);
    bytes(id)
}

/// The day of the first start.
///
/// # Errors
/// [`StoreError::NotFound`] before it.
pub fn created_on(conn: &mut Conn) -> Result<Day, StoreError> {
    let day: i32 = each!(conn, c => dsl::instance.find(ONLY).select(dsl::created_day).first(c)?);
    Ok(Day::from_number(day))
}

/// The hash of the token in the one-time set-up address, while it may be used.
///
/// # Errors
/// [`StoreError::NotFound`] before [`get_or_create`].
pub fn setup_token_hash(conn: &mut Conn) -> Result<Option<[u8; 32]>, StoreError> {
    let hash: Option<Vec<u8>> =
        each!(conn, c => dsl::instance.find(ONLY).select(dsl::setup_token_hash).first(c)?);
    hash.map(bytes).transpose()
}

/// Replaces the set-up address: the one before is worth nothing any more.
///
/// # Errors
/// [`StoreError::NotFound`] before [`get_or_create`].
pub fn set_setup_token_hash(conn: &mut Conn, hash: [u8; 32]) -> Result<(), StoreError> {
    let rows = each!(conn, c => {
        diesel::update(dsl::instance.find(ONLY)).set(dsl::setup_token_hash.eq(hash.as_slice())).execute(c)?
    });
    changed(rows, StoreError::NotFound)
}

/// Uses up the set-up address. Of two that try with the same token one succeeds.
///
/// # Errors
/// [`StoreError::Stale`] when this token is not, or no longer, the one that may be used.
pub fn clear_setup_token_hash(conn: &mut Conn, hash: [u8; 32]) -> Result<(), StoreError> {
    let rows = each!(conn, c => {
        diesel::update(dsl::instance.find(ONLY).filter(dsl::setup_token_hash.eq(hash.as_slice())))
            .set(dsl::setup_token_hash.eq(None::<Vec<u8>>))
            .execute(c)?
    });
    changed(rows, StoreError::Stale)
}
