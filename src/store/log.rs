//! The audit log: entries are only ever added, each at the end of its agency's chain.

use diesel::dsl::{exists, not, sql};
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::cases::{CHANNEL, Reader, lapsed, outdated};
use super::column::{bytes, inserted, known, optional};
use super::conn::{Conn, each};
use super::error::{Key, StoreError};
use super::people_schema::delegated_cases;
use super::schema::{envelopes, log_entries, log_tails, wraps};
use crate::domain::ids::{AgencyId, OfficerId};
use crate::domain::log::{Action, Entry, Tail};

type Row = (
    i64,
    i64,
    Option<Vec<u8>>,
    i16,
    Vec<u8>,
    Option<Vec<u8>>,
    Option<String>,
    Vec<u8>,
    Vec<u8>,
    Vec<u8>,
);

type Columns = (
    log_entries::seq,
    log_entries::at,
    log_entries::actor,
    log_entries::action,
    log_entries::object,
    log_entries::nonce,
    log_entries::detail,
    log_entries::detail_hash,
    log_entries::prev,
    log_entries::hash,
);

const COLUMNS: Columns = (
    log_entries::seq,
    log_entries::at,
    log_entries::actor,
    log_entries::action,
    log_entries::object,
    log_entries::nonce,
    log_entries::detail,
    log_entries::detail_hash,
    log_entries::prev,
    log_entries::hash,
);

/// Takes the end of an agency's chain until the end of the transaction: another node that wants to add an entry
/// waits. Only inside a write; what it returns is for [`add`] in the same write.
///
/// # Errors
/// [`StoreError::Query`] when there is no such agency.
pub fn take_tail(conn: &mut Conn, agency: AgencyId) -> Result<Tail, StoreError> {
    let mine = log_tails::table.find(agency.as_bytes());
    // The change of the row, which changes nothing, is the lock: PostgreSQL lets one transaction have it.
    let lock = |conn: &mut Conn| -> Result<usize, StoreError> {
        let same = log_tails::next_seq.eq(log_tails::next_seq);
        each!(conn, c => Ok(diesel::update(log_tails::table.find(agency.as_bytes())).set(same).execute(c)?))
    };
    if lock(conn)? == 0 {
        let empty = (
            log_tails::agency_id.eq(agency.as_bytes()),
            log_tails::next_seq.eq(0_i64),
            log_tails::hash.eq([0_u8; 32].as_slice()),
        );
        each!(conn, c => {
            diesel::insert_into(log_tails::table).values(empty).on_conflict_do_nothing().execute(c)?
        });
        lock(conn)?;
    }
    let (next_seq, hash): (i64, Vec<u8>) = each!(conn, c => {
        mine.select((log_tails::next_seq, log_tails::hash)).first(c)?
    });
    Ok(Tail {
        next_seq,
        hash: bytes(hash)?,
    })
}

/// Adds an entry at the end that [`take_tail`] gave.
///
/// # Errors
/// [`StoreError::Duplicate`] when the place is taken, which means that the database was edited by hand.
pub fn add(conn: &mut Conn, agency: AgencyId, entry: &Entry) -> Result<(), StoreError> {
    let (nonce, detail) = entry.detail.as_ref().map_or((None, None), |(nonce, json)| {
        (Some(nonce.as_slice()), Some(json.as_str()))
    });
    let row = (
        log_entries::agency_id.eq(agency.as_bytes()),
        log_entries::seq.eq(entry.seq),
        log_entries::at.eq(entry.at),
        log_entries::actor.eq(entry.actor.as_ref().map(OfficerId::as_bytes)),
        log_entries::action.eq(entry.action),
        log_entries::object.eq(entry.object.as_slice()),
        log_entries::nonce.eq(nonce),
        log_entries::detail.eq(detail),
        log_entries::detail_hash.eq(entry.detail_hash.as_slice()),
        log_entries::prev.eq(entry.prev.as_slice()),
        log_entries::hash.eq(entry.hash.as_slice()),
    );
    let rows = each!(conn, c => {
        diesel::insert_into(log_entries::table).values(row).on_conflict_do_nothing().execute(c)?
    });
    inserted(rows, 1, StoreError::Duplicate(Key::Other))?;
    let end = (
        log_tails::next_seq.eq(entry.seq.saturating_add(1)),
        log_tails::hash.eq(entry.hash.as_slice()),
    );
    let rows = each!(conn, c => {
        diesel::update(log_tails::table.find(agency.as_bytes())).set(end).execute(c)?
    });
    inserted(rows, 1, StoreError::NotFound)
}

/// Where the chain ends; as if empty when there is none yet.
///
/// # Errors
/// Whatever the database says.
pub fn tail(conn: &mut Conn, agency: AgencyId) -> Result<Tail, StoreError> {
    let row: Option<(i64, Vec<u8>)> = each!(conn, c => {
        log_tails::table
            .find(agency.as_bytes())
            .select((log_tails::next_seq, log_tails::hash))
            .first(c)
            .optional()?
    });
    let (next_seq, hash) = row.unwrap_or_else(|| (0, vec![0; 32]));
    Ok(Tail {
        next_seq,
        hash: bytes(hash)?,
    })
}

/// Hands every entry of an agency's chain to `see`, oldest first, with one in memory at a time.
///
/// # Errors
/// Whatever the database says; `see` has then seen only some of them.
pub fn each_entry(conn: &mut Conn, agency: AgencyId, mut see: impl FnMut(Entry)) -> Result<(), StoreError> {
    each!(conn, c => {
        let rows = log_entries::table
            .filter(log_entries::agency_id.eq(agency.as_bytes()))
            .order(log_entries::seq)
            .select(COLUMNS)
            .load_iter::<Row, _>(c)?;
        for row in rows {
            see(read(row?)?);
        }
    });
    Ok(())
}

/// The entries about one object, oldest first.
///
/// # Errors
/// Whatever the database says.
pub fn about(conn: &mut Conn, agency: AgencyId, object: [u8; 16]) -> Result<Vec<Entry>, StoreError> {
    let rows: Vec<Row> = each!(conn, c => {
        log_entries::table
            .filter(log_entries::agency_id.eq(agency.as_bytes()).and(log_entries::object.eq(object.as_slice())))
            .order(log_entries::seq)
            .select(COLUMNS)
            .load(c)?
    });
    rows.into_iter().map(read).collect()
}

/// The moment of the `n`th newest entry of this action about an object, counted from 1; nothing when there are fewer.
///
/// # Errors
/// Whatever the database says.
pub fn nth_newest(
    conn: &mut Conn,
    agency: AgencyId,
    action: Action,
    object: [u8; 16],
    n: i64,
) -> Result<Option<i64>, StoreError> {
    each!(conn, c => {
        Ok(log_entries::table
            .filter(log_entries::agency_id.eq(agency.as_bytes()).and(log_entries::object.eq(object.as_slice())))
            .filter(log_entries::action.eq(action.code()))
            .order(log_entries::seq.desc())
            .offset(n.saturating_sub(1))
            .select(log_entries::at)
            .first(c)
            .optional()?)
    })
}

/// The moment of the first entry; nothing for an empty chain.
///
/// # Errors
/// Whatever the database says.
pub fn first_at(conn: &mut Conn, agency: AgencyId) -> Result<Option<i64>, StoreError> {
    each!(conn, c => {
        Ok(log_entries::table
            .filter(log_entries::agency_id.eq(agency.as_bytes()))
            .order(log_entries::seq)
            .select(log_entries::at)
            .first(c)
            .optional()?)
    })
}

/// Which entries of a list.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// Only these actions.
    pub actions: &'a [Action],
    /// Only by this officer.
    pub actor: Option<OfficerId>,
    /// Only from this moment on, and before that one; seconds since the epoch.
    pub between: Option<(i64, i64)>,
    /// The reader: what is about a case is left out unless the case is sealed to them.
    pub reader: Reader,
    /// At most so many.
    pub limit: i64,
    /// After so many others.
    pub offset: i64,
}

/// A page of entries, newest first. Entries about a case are there for the readers of that case alone, and count for
/// nobody else.
///
/// # Errors
/// Whatever the database says.
pub fn page(conn: &mut Conn, agency: AgencyId, wanted: &Wanted<'_>) -> Result<Vec<Entry>, StoreError> {
    let codes = |of_case: bool| -> Vec<i16> {
        let fit = wanted
            .actions
            .iter()
            .filter(|action| action.is_of_case() == of_case);
        fit.map(|action| action.code()).collect()
    };
    let reads = exists(
        wraps::table.filter(
            wraps::agency_id
                .eq(log_entries::agency_id)
                .and(wraps::case_id.eq(log_entries::object))
                .and(wraps::compartment.eq(CHANNEL))
                .and(wraps::recipient.eq(wanted.reader.key.as_slice()))
                .and(not(outdated!()))
                .and(not(lapsed!(wanted.reader))),
        ),
    );
    let visible = log_entries::action
        .eq_any(codes(false))
        .or(log_entries::action.eq_any(codes(true)).and(reads));
    let (from, until) = wanted.between.unwrap_or((i64::MIN, i64::MAX));
    let rows: Vec<Row> = each!(conn, c => {
        let mut query = log_entries::table
            .filter(log_entries::agency_id.eq(agency.as_bytes()))
            .filter(log_entries::at.ge(from).and(log_entries::at.lt(until)))
            .filter(visible)
            .order(log_entries::seq.desc())
            .limit(wanted.limit)
            .offset(wanted.offset)
            .select(COLUMNS)
            .into_boxed();
        if let Some(actor) = &wanted.actor {
            query = query.filter(log_entries::actor.eq(actor.as_bytes()));
        }
        query.load(c)?
    });
    rows.into_iter().map(read).collect()
}

/// Erases the details of up to `most` entries with these actions from before a moment; the chain holds. Says how many.
///
/// # Errors
/// Whatever the database says.
pub fn erase_before(
    conn: &mut Conn,
    agency: AgencyId,
    actions: &[Action],
    before: i64,
    most: i64,
) -> Result<usize, StoreError> {
    let codes: Vec<i16> = actions.iter().map(|action| action.code()).collect();
    let old: Vec<i64> = each!(conn, c => {
        log_entries::table
            .filter(log_entries::agency_id.eq(agency.as_bytes()).and(log_entries::at.lt(before)))
            .filter(log_entries::action.eq_any(codes).and(log_entries::detail.is_not_null()))
            .order(log_entries::seq)
            .limit(most)
            .select(log_entries::seq)
            .load(c)?
    });
    let these = log_entries::table.filter(
        log_entries::agency_id
            .eq(agency.as_bytes())
            .and(log_entries::seq.eq_any(old)),
    );
    let nothing = (
        log_entries::nonce.eq(None::<Vec<u8>>),
        log_entries::detail.eq(None::<String>),
    );
    each!(conn, c => Ok(diesel::update(these).set(nothing).execute(c)?))
}

/// Erases the details of all entries about one object, when it is destroyed for good; the chain holds. Says how
/// many.
///
/// # Errors
/// Whatever the database says.
pub fn erase_about(conn: &mut Conn, agency: AgencyId, object: [u8; 16]) -> Result<usize, StoreError> {
    let about = log_entries::table
        .filter(log_entries::agency_id.eq(agency.as_bytes()))
        .filter(
            log_entries::object
                .eq(object.as_slice())
                .and(log_entries::detail.is_not_null()),
        );
    let nothing = (
        log_entries::nonce.eq(None::<Vec<u8>>),
        log_entries::detail.eq(None::<String>),
    );
    each!(conn, c => Ok(diesel::update(about).set(nothing).execute(c)?))
}

fn read(row: Row) -> Result<Entry, StoreError> {
    let detail = match (row.5, row.6) {
        (Some(nonce), Some(json)) => Some((bytes(nonce)?, json)),
        _ => None,
    };
    Ok(Entry {
        seq: row.0,
        at: row.1,
        actor: optional(row.2, |id| OfficerId::from_slice(&id))?,
        action: row.3,
        object: known(row.4.try_into().ok())?,
        detail,
        detail_hash: bytes(row.7)?,
        prev: bytes(row.8)?,
        hash: bytes(row.9)?,
    })
}
