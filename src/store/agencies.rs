//! Agencies, their settings and their public and locked keys.

use diesel::prelude::*;

use super::column::{bytes, changed, inserted, known, text};
use super::conn::{Conn, each};
use super::error::{Key, StoreError};
use super::schema::{agencies, agency_keys};
use crate::domain::agency::{Agency, Slug};
use crate::domain::category::AgencyKind;
use crate::domain::ids::AgencyId;

/// The keys made at set-up. The locked one opens with the recovery kit only.
#[derive(Clone, PartialEq, Eq)]
pub struct AgencyKeys {
    /// Public half of the key that signs receiver directories.
    pub root_pk: [u8; 32],
    /// Its private half, locked under the recovery kit.
    pub root_locked: Vec<u8>,
    /// Key id of the recovery identity, a reader of every case.
    pub recovery_key: [u8; 32],
}

type Row = (
    Vec<u8>,
    String,
    i16,
    String,
    String,
    String,
    String,
    String,
    String,
    String,
    String,
    i16,
    i16,
    bool,
);

#[derive(AsChangeset, Insertable)]
#[diesel(table_name = agencies, treat_none_as_default_value = false)]
struct Columns<'a> {
    slug: &'a str,
    kind: i16,
    full_name: &'a str,
    short_name: &'a str,
    english_name: &'a str,
    district: &'a str,
    province: &'a str,
    contact: &'a str,
    general_link: &'a str,
    outside_body: &'a str,
    panel_size: i16,
    minimum_readers: i16,
    demonstration: bool,
}

/// Adds an agency with its keys.
///
/// # Errors
/// [`StoreError::Duplicate`] with [`Key::Slug`] or [`Key::Id`].
pub fn insert(conn: &mut Conn, agency: &Agency, keys: &AgencyKeys) -> Result<(), StoreError> {
    let row = (agencies::id.eq(agency.id.as_bytes()), columns(agency)?);
    let key_row = (
        agency_keys::agency_id.eq(agency.id.as_bytes()),
        agency_keys::root_pk.eq(keys.root_pk.as_slice()),
        agency_keys::root_locked.eq(keys.root_locked.as_slice()),
        agency_keys::recovery_key.eq(keys.recovery_key.as_slice()),
    );
    let rows = each!(conn, c => {
        diesel::insert_into(agencies::table).values(row).on_conflict_do_nothing().execute(c)?
    });
    if rows == 0 {
        let key = if slug_is_taken(conn, agency)? {
            Key::Slug
        } else {
            Key::Id
        };
        return Err(StoreError::Duplicate(key));
    }
    let rows = each!(conn, c => {
        diesel::insert_into(agency_keys::table).values(key_row).on_conflict_do_nothing().execute(c)?
    });
    inserted(rows, 1, StoreError::Duplicate(Key::Id))
}

/// All agencies of the installation by address, for the chooser on the first page.
///
/// # Errors
/// Whatever the database says.
pub fn list(conn: &mut Conn) -> Result<Vec<Agency>, StoreError> {
    let rows: Vec<Row> = each!(conn, c => agencies::table.order(agencies::slug).load(c)?);
    rows.into_iter().map(read).collect()
}

/// The agency at this place in addresses.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn by_slug(conn: &mut Conn, slug: &Slug) -> Result<Agency, StoreError> {
    let row: Row = each!(conn, c => agencies::table.filter(agencies::slug.eq(slug.as_str())).first(c)?);
    read(row)
}

/// The agency with this id.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn by_id(conn: &mut Conn, agency: AgencyId) -> Result<Agency, StoreError> {
    let row: Row = each!(conn, c => agencies::table.find(agency.as_bytes()).first(c)?);
    read(row)
}

/// The keys of an agency.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn keys(conn: &mut Conn, agency: AgencyId) -> Result<AgencyKeys, StoreError> {
    let (root_pk, root_locked, recovery_key): (Vec<u8>, Vec<u8>, Vec<u8>) = each!(conn, c => {
        agency_keys::table
            .find(agency.as_bytes())
            .select((agency_keys::root_pk, agency_keys::root_locked, agency_keys::recovery_key))
            .first(c)?
    });
    Ok(AgencyKeys {
        root_pk: bytes(root_pk)?,
        root_locked,
        recovery_key: bytes(recovery_key)?,
    })
}

/// Takes the agency until the end of the transaction: what is decided about its people by counting them is decided by
/// one node at a time. Only inside a write; call it first.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn hold(conn: &mut Conn, agency: AgencyId) -> Result<(), StoreError> {
    // The change of the row, which changes nothing, is the lock: PostgreSQL lets one transaction have it.
    let same = agencies::panel_size.eq(agencies::panel_size);
    let rows = each!(conn, c => {
        diesel::update(agencies::table.find(agency.as_bytes())).set(same).execute(c)?
    });
    changed(rows, StoreError::NotFound)
}

/// Keeps people, panels and keys of an agency as they are until the end of the transaction, and lets others do the same at
/// the same time: whoever changes them holds the agency ([`hold`]) and waits, or has been waited for.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn keep(conn: &mut Conn, agency: AgencyId) -> Result<(), StoreError> {
    let row = agencies::table
        .find(agency.as_bytes())
        .select(agencies::panel_size);
    let _: i16 = match conn {
        // One process writes at a time, and this transaction is the one.
        Conn::Sqlite(c) => row.first(c.as_mut())?,
        Conn::Postgres(c) => row.for_share().get_result(c.as_mut())?,
    };
    Ok(())
}

/// Replaces every setting of the agency with this id.
///
/// # Errors
/// [`StoreError::NotFound`]; [`StoreError::Duplicate`] with [`Key::Slug`].
pub fn replace(conn: &mut Conn, agency: &Agency) -> Result<(), StoreError> {
    if slug_is_taken(conn, agency)? {
        return Err(StoreError::Duplicate(Key::Slug));
    }
    let columns = columns(agency)?;
    let rows = each!(conn, c => {
        diesel::update(agencies::table.find(agency.id.as_bytes())).set(columns).execute(c)?
    });
    changed(rows, StoreError::NotFound)
}

fn slug_is_taken(conn: &mut Conn, agency: &Agency) -> Result<bool, StoreError> {
    let other = agencies::table
        .filter(agencies::slug.eq(agency.slug.as_str()))
        .filter(agencies::id.ne(agency.id.as_bytes()));
    each!(conn, c => Ok(diesel::select(diesel::dsl::exists(other)).get_result(c)?))
}

fn columns(agency: &Agency) -> Result<Columns<'_>, StoreError> {
    Ok(Columns {
        slug: agency.slug.as_str(),
        kind: agency.kind.code(),
        full_name: text(&agency.full_name)?,
        short_name: text(&agency.short_name)?,
        english_name: text(&agency.english_name)?,
        district: text(&agency.district)?,
        province: text(&agency.province)?,
        contact: text(&agency.contact)?,
        general_link: text(&agency.general_link)?,
        outside_body: text(&agency.outside_body)?,
        panel_size: i16::from(agency.panel_size),
        minimum_readers: i16::from(agency.minimum_readers),
        demonstration: agency.demonstration,
    })
}

fn read(row: Row) -> Result<Agency, StoreError> {
    Ok(Agency {
        id: known(AgencyId::from_slice(&row.0))?,
        slug: known(Slug::parse(&row.1))?,
        kind: known(AgencyKind::from_code(row.2))?,
        full_name: row.3,
        short_name: row.4,
        english_name: row.5,
        district: row.6,
        province: row.7,
        contact: row.8,
        general_link: row.9,
        outside_body: row.10,
        panel_size: known(u8::try_from(row.11).ok())?,
        minimum_readers: known(u8::try_from(row.12).ok())?,
        demonstration: row.13,
    })
}
