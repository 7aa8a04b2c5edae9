//! Compartments of a case and the wraps of their keys.

use diesel::prelude::*;

use super::column::{bytes, inserted, known};
use super::conn::{Conn, each};
use super::error::{Key, StoreError};
use super::schema::{envelopes, wraps};
use super::{agencies, officers};
use crate::domain::ids::{AgencyId, CaseId};
use crate::domain::involved::Involved;
use crate::domain::routing::{may_keep_names, may_read};

/// So many wraps go into one statement; SQLite allows 32,766 values in one.
const CHUNK: usize = 256;

/// A compartment of a case under one data key.
#[derive(Clone, PartialEq, Eq)]
pub struct Compartment {
    /// The agency of the case.
    pub agency: AgencyId,
    /// The case.
    pub case: CaseId,
    /// 1 channel, 2 internal, 3 identity.
    pub compartment: i16,
    /// 0 at the beginning, one more whenever the data key changes.
    pub epoch: i32,
    /// The signed header.
    pub header: Vec<u8>,
    /// Its hash.
    pub header_hash: [u8; 32],
}

/// The data key of a compartment, sealed to one reader.
#[derive(Clone, PartialEq, Eq)]
pub struct WrapRow {
    /// The agency of the case.
    pub agency: AgencyId,
    /// The case.
    pub case: CaseId,
    /// The compartment.
    pub compartment: i16,
    /// The epoch of the data key.
    pub epoch: i32,
    /// The reader's key id.
    pub recipient: [u8; 32],
    /// What the reader is to the case (envelope §3).
    pub role: i16,
    /// The wrap.
    pub bytes: Vec<u8>,
}

/// Adds a compartment, or the next epoch of one.
///
/// # Errors
/// [`StoreError::Duplicate`] when the epoch exists; [`StoreError::Query`] when the case does not.
pub fn insert_compartment(conn: &mut Conn, new: &Compartment) -> Result<(), StoreError> {
    let row = (
        envelopes::agency_id.eq(new.agency.as_bytes()),
        envelopes::case_id.eq(new.case.as_bytes()),
        envelopes::compartment.eq(new.compartment),
        envelopes::epoch.eq(new.epoch),
        envelopes::header_hash.eq(new.header_hash.as_slice()),
        envelopes::header.eq(new.header.as_slice()),
    );
    let rows = each!(conn, c => {
        diesel::insert_into(envelopes::table).values(row).on_conflict_do_nothing().execute(c)?
    });
    inserted(rows, 1, StoreError::Duplicate(Key::Id))
}

/// The newest epoch of a compartment.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn compartment(
    conn: &mut Conn,
    agency: AgencyId,
    case: CaseId,
    compartment: i16,
) -> Result<Compartment, StoreError> {
    let row: (i32, Vec<u8>, Vec<u8>) = each!(conn, c => {
        envelopes::table
            .filter(envelopes::agency_id.eq(agency.as_bytes()).and(envelopes::case_id.eq(case.as_bytes())))
            .filter(envelopes::compartment.eq(compartment))
            .order(envelopes::epoch.desc())
            .select((envelopes::epoch, envelopes::header, envelopes::header_hash))
            .first(c)?
    });
    read(agency, case, compartment, row)
}

/// Every epoch of a compartment, oldest first; empty if there is no such compartment.
///
/// # Errors
/// Whatever the database says.
pub fn epochs(
    conn: &mut Conn,
    agency: AgencyId,
    case: CaseId,
    compartment: i16,
) -> Result<Vec<Compartment>, StoreError> {
    let rows: Vec<(i32, Vec<u8>, Vec<u8>)> = each!(conn, c => {
        envelopes::table
            .filter(envelopes::agency_id.eq(agency.as_bytes()).and(envelopes::case_id.eq(case.as_bytes())))
            .filter(envelopes::compartment.eq(compartment))
            .order(envelopes::epoch)
            .select((envelopes::epoch, envelopes::header, envelopes::header_hash))
            .load(c)?
    });
    rows.into_iter()
        .map(|row| read(agency, case, compartment, row))
        .collect()
}

fn read(
    agency: AgencyId,
    case: CaseId,
    compartment: i16,
    (epoch, header, header_hash): (i32, Vec<u8>, Vec<u8>),
) -> Result<Compartment, StoreError> {
    Ok(Compartment {
        agency,
        case,
        compartment,
        epoch,
        header,
        header_hash: bytes(header_hash)?,
    })
}

#[derive(Insertable)]
#[diesel(table_name = wraps, treat_none_as_default_value = false)]
struct NewWrap<'a> {
    agency_id: &'a [u8],
    case_id: &'a [u8],
    compartment: i16,
    epoch: i32,
    recipient: &'a [u8],
    role: i16,
    bytes: &'a [u8],
}

/// Adds wraps, all or none.
///
/// # Errors
/// [`StoreError::Duplicate`] when a reader has a wrap of that epoch already; [`StoreError::Query`] when there
/// is no such compartment.
pub fn insert_wraps(conn: &mut Conn, rows: &[WrapRow]) -> Result<(), StoreError> {
    let count = match conn {
        // A statement of one row is prepared once and kept; one of many rows is prepared anew each time.
        Conn::Sqlite(c) => {
            let insert = |row| {
                let values = diesel::insert_into(wraps::table).values(new_wrap(row));
                values.on_conflict_do_nothing().execute(c.as_mut())
            };
            rows.iter().map(insert).sum::<Result<usize, _>>()?
        }
        // A statement of many rows is one way to the server and back.
        Conn::Postgres(c) => {
            let mut insert = |rows: &[WrapRow]| {
                let values: Vec<NewWrap<'_>> = rows.iter().map(new_wrap).collect();
                let values = diesel::insert_into(wraps::table).values(&values);
                values.on_conflict_do_nothing().execute(c.as_mut())
            };
            rows.chunks(CHUNK).map(&mut insert).sum::<Result<usize, _>>()?
        }
    };
    inserted(count, rows.len(), StoreError::Duplicate(Key::Id))
}

/// Adds wraps, and is the one way in for everybody who is let in after a case was filed: whoever is involved,
/// has left office or has no role for it is refused, as the officers of the agency stand in this very transaction.
/// `involved` is what the granter read in the case; whoever marks somebody advances the case, so that a list that has
/// grown meanwhile fails as stale. Whoever read the case before keeps the wraps of that time.
///
/// # Errors
/// [`StoreError::Barred`] when one of them must not be let in; [`StoreError::Query`] when there is no such compartment.
pub fn admit(conn: &mut Conn, rows: &[WrapRow], involved: &Involved) -> Result<(), StoreError> {
    let mut missing = Vec::with_capacity(rows.len());
    for row in rows {
        if !may_receive(conn, row, involved)? {
            return Err(StoreError::Barred);
        }
        let kept = wrap(
            conn,
            row.agency,
            row.case,
            row.compartment,
            row.epoch,
            row.recipient,
        );
        match kept {
            Ok(_) => {}
            Err(StoreError::NotFound) => missing.push(row.clone()),
            Err(error) => return Err(error),
        }
    }
    insert_wraps(conn, &missing)
}

/// Roles of a wrap, as the envelope numbers them.
const REPORTER: i16 = 1;
const OFFICER: i16 = 2;
const RECOVERY: i16 = 3;
const CUSTODIAN: i16 = 4;
const REFERRAL: i16 = 5;
/// The compartment with the reporter's name.
const IDENTITY: i16 = 3;

fn may_receive(conn: &mut Conn, row: &WrapRow, involved: &Involved) -> Result<bool, StoreError> {
    if row.role == RECOVERY {
        return Ok(agencies::keys(conn, row.agency)?.recovery_key == row.recipient);
    }
    let officer = match officers::by_key(conn, row.agency, row.recipient) {
        Ok(officer) => officer,
        // The key of a tracking code belongs to nobody who works here.
        Err(StoreError::NotFound) => return Ok(row.role == REPORTER),
        Err(error) => return Err(error),
    };
    Ok(match (row.compartment, row.role) {
        (IDENTITY, CUSTODIAN | REFERRAL) => may_keep_names(&officer, involved),
        (IDENTITY, _) => false,
        (_, OFFICER | REFERRAL) => may_read(&officer, involved),
        _ => false,
    })
}

fn new_wrap(row: &WrapRow) -> NewWrap<'_> {
    NewWrap {
        agency_id: row.agency.as_bytes(),
        case_id: row.case.as_bytes(),
        compartment: row.compartment,
        epoch: row.epoch,
        recipient: &row.recipient,
        role: row.role,
        bytes: &row.bytes,
    }
}

/// The wrap of one reader.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn wrap(
    conn: &mut Conn,
    agency: AgencyId,
    case: CaseId,
    compartment: i16,
    epoch: i32,
    recipient: [u8; 32],
) -> Result<WrapRow, StoreError> {
    let key = (
        agency.as_bytes(),
        case.as_bytes(),
        compartment,
        epoch,
        recipient.as_slice(),
    );
    let (role, content): (i16, Vec<u8>) = each!(conn, c => {
        wraps::table.find(key).select((wraps::role, wraps::bytes)).first(c)?
    });
    Ok(WrapRow {
        agency,
        case,
        compartment,
        epoch,
        recipient,
        role,
        bytes: content,
    })
}

/// The wraps of one reader for every epoch of a compartment, oldest first.
///
/// # Errors
/// Whatever the database says.
pub fn wraps_of(
    conn: &mut Conn,
    agency: AgencyId,
    case: CaseId,
    compartment: i16,
    recipient: [u8; 32],
) -> Result<Vec<WrapRow>, StoreError> {
    let rows: Vec<(i32, i16, Vec<u8>)> = each!(conn, c => {
        wraps::table
            .filter(wraps::agency_id.eq(agency.as_bytes()).and(wraps::case_id.eq(case.as_bytes())))
            .filter(wraps::compartment.eq(compartment).and(wraps::recipient.eq(recipient.as_slice())))
            .order(wraps::epoch)
            .select((wraps::epoch, wraps::role, wraps::bytes))
            .load(c)?
    });
    Ok(rows
        .into_iter()
        .map(|(epoch, role, bytes)| WrapRow {
            agency,
            case,
            compartment,
            epoch,
            recipient,
            role,
            bytes,
        })
        .collect())
}

/// Who can read the newest epoch of a compartment: key ids and roles, by key id.
///
/// # Errors
/// Whatever the database says.
pub fn recipients(
    conn: &mut Conn,
    agency: AgencyId,
    case: CaseId,
    compartment: i16,
) -> Result<Vec<([u8; 32], i16)>, StoreError> {
    let same = envelopes::table
        .filter(
            envelopes::agency_id
                .eq(agency.as_bytes())
                .and(envelopes::case_id.eq(case.as_bytes())),
        )
        .filter(envelopes::compartment.eq(compartment));
    let newest: Option<i32> = each!(conn, c => same.select(diesel::dsl::max(envelopes::epoch)).first(c)?);
    let Some(newest) = newest else {
        return Ok(Vec::new());
    };
    let rows: Vec<(Vec<u8>, i16)> = each!(conn, c => {
        wraps::table
            .filter(wraps::agency_id.eq(agency.as_bytes()).and(wraps::case_id.eq(case.as_bytes())))
            .filter(wraps::compartment.eq(compartment).and(wraps::epoch.eq(newest)))
            .order(wraps::recipient)
            .select((wraps::recipient, wraps::role))
            .load(c)?
    });
    rows.into_iter()
        .map(|(recipient, role)| Ok((known(recipient.try_into().ok())?, role)))
        .collect()
}
