//! Published editions with their files. Rows are only ever added.

use diesel::prelude::*;

use super::column::{bytes, inserted, known, text};
use super::conn::{Conn, each};
use super::error::StoreError;
use super::publishing_schema::{edition_files, editions};
use crate::domain::day::Day;
use crate::domain::edition::{EditionForm, FileLanguage};
use crate::domain::fiscal_year::FiscalYear;
use crate::domain::ids::{AgencyId, OfficerId};

/// An edition as it was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditionRow {
    /// Its place in the chain of the agency, from 1 without gaps.
    pub serial: i32,
    /// The fiscal year.
    pub year: FiscalYear,
    /// Its number within the year, from 1 without gaps.
    pub number: i16,
    /// The day whose end it describes.
    pub as_of: Day,
    /// Seconds since the epoch.
    pub published_at: i64,
    /// Who approved it, or set it to be approved.
    pub approved_by: OfficerId,
    /// The JSON of the statement, as it is published.
    pub statement: String,
    /// The digest of the edition before; zeros for the first.
    pub prev: [u8; 32],
    /// The digest of the statement.
    pub digest: [u8; 32],
    /// The public key of the signature.
    pub key: [u8; 32],
    /// The signature.
    pub signature: [u8; 64],
}

/// An edition in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EditionLine {
    /// The fiscal year.
    pub year: FiscalYear,
    /// Its number.
    pub number: i16,
    /// The day whose end it describes.
    pub as_of: Day,
    /// Seconds since the epoch.
    pub published_at: i64,
}

/// A file of an edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditionFile {
    /// In which form.
    pub form: EditionForm,
    /// In which language.
    pub language: FileLanguage,
    /// The digest of its bytes.
    pub digest: [u8; 32],
    /// Its bytes.
    pub bytes: Vec<u8>,
}

type Row = (
    i32,
    i16,
    i16,
    i32,
    i64,
    Vec<u8>,
    String,
    Vec<u8>,
    Vec<u8>,
    Vec<u8>,
    Vec<u8>,
);

type Columns = (
    editions::serial,
    editions::fiscal_year,
    editions::number,
    editions::as_of,
    editions::published_at,
    editions::approved_by,
    editions::statement,
    editions::prev,
    editions::digest,
    editions::edition_key,
    editions::signature,
);

const COLUMNS: Columns = (
    editions::serial,
    editions::fiscal_year,
    editions::number,
    editions::as_of,
    editions::published_at,
    editions::approved_by,
    editions::statement,
    editions::prev,
    editions::digest,
    editions::edition_key,
    editions::signature,
);

/// Adds an edition with its files.
///
/// # Errors
/// [`StoreError::Stale`] when its place or number is taken: somebody published meanwhile.
pub fn insert(
    conn: &mut Conn,
    agency: AgencyId,
    edition: &EditionRow,
    files: &[EditionFile],
) -> Result<(), StoreError> {
    let row = (
        editions::agency_id.eq(agency.as_bytes()),
        editions::serial.eq(edition.serial),
        editions::fiscal_year.eq(edition.year.number()),
        editions::number.eq(edition.number),
        editions::as_of.eq(edition.as_of.number()),
        editions::published_at.eq(edition.published_at),
        editions::approved_by.eq(edition.approved_by.as_bytes()),
        editions::statement.eq(text(&edition.statement)?),
        editions::prev.eq(edition.prev.as_slice()),
        editions::digest.eq(edition.digest.as_slice()),
        editions::edition_key.eq(edition.key.as_slice()),
        editions::signature.eq(edition.signature.as_slice()),
    );
    let rows = each!(conn, c => {
        diesel::insert_into(editions::table).values(row).on_conflict_do_nothing().execute(c)?
    });
    inserted(rows, 1, StoreError::Stale)?;
    for file in files {
        let row = (
            edition_files::agency_id.eq(agency.as_bytes()),
            edition_files::serial.eq(edition.serial),
            edition_files::form.eq(file.form.code()),
            edition_files::language.eq(file.language.code()),
            edition_files::digest.eq(file.digest.as_slice()),
            edition_files::bytes.eq(file.bytes.as_slice()),
        );
        let rows = each!(conn, c => {
            diesel::insert_into(edition_files::table).values(row).on_conflict_do_nothing().execute(c)?
        });
        inserted(rows, 1, StoreError::Stale)?;
    }
    Ok(())
}

/// The last edition of an agency's chain.
///
/// # Errors
/// Whatever the database says.
pub fn last(conn: &mut Conn, agency: AgencyId) -> Result<Option<EditionRow>, StoreError> {
    let row: Option<Row> = each!(conn, c => {
        editions::table
            .filter(editions::agency_id.eq(agency.as_bytes()))
            .order(editions::serial.desc())
            .select(COLUMNS)
            .first(c)
            .optional()?
    });
    row.map(read).transpose()
}

/// One edition.
///
/// # Errors
/// [`StoreError::NotFound`] when this agency has not published it.
pub fn find(
    conn: &mut Conn,
    agency: AgencyId,
    year: FiscalYear,
    number: i16,
) -> Result<EditionRow, StoreError> {
    let row: Row = each!(conn, c => {
        editions::table
            .filter(editions::agency_id.eq(agency.as_bytes()))
            .filter(editions::fiscal_year.eq(year.number()).and(editions::number.eq(number)))
            .select(COLUMNS)
            .first(c)?
    });
    read(row)
}

/// Every edition, the newest year and number first.
///
/// # Errors
/// Whatever the database says.
pub fn list(conn: &mut Conn, agency: AgencyId) -> Result<Vec<EditionLine>, StoreError> {
    let rows: Vec<(i16, i16, i32, i64)> = each!(conn, c => {
        editions::table
            .filter(editions::agency_id.eq(agency.as_bytes()))
            .order((editions::fiscal_year.desc(), editions::number.desc()))
            .select((editions::fiscal_year, editions::number, editions::as_of, editions::published_at))
            .load(c)?
    });
    rows.into_iter()
        .map(|(year, number, as_of, published_at)| {
            Ok(EditionLine {
                year: known(FiscalYear::new(year))?,
                number,
                as_of: Day::from_number(as_of),
                published_at,
            })
        })
        .collect()
}

/// Hands every edition of an agency to `see`, oldest first, with one in memory at a time.
///
/// # Errors
/// Whatever the database says; `see` has then seen only some of them.
pub fn each_edition(
    conn: &mut Conn,
    agency: AgencyId,
    mut see: impl FnMut(EditionRow),
) -> Result<(), StoreError> {
    each!(conn, c => {
        let rows = editions::table
            .filter(editions::agency_id.eq(agency.as_bytes()))
            .order(editions::serial)
            .select(COLUMNS)
            .load_iter::<Row, _>(c)?;
        for row in rows {
            see(read(row?)?);
        }
    });
    Ok(())
}

/// A file of an edition.
///
/// # Errors
/// [`StoreError::NotFound`] when the edition has no such file.
pub fn file(
    conn: &mut Conn,
    agency: AgencyId,
    serial: i32,
    (form, language): (EditionForm, FileLanguage),
) -> Result<EditionFile, StoreError> {
    let (digest, content): (Vec<u8>, Vec<u8>) = each!(conn, c => {
        edition_files::table
            .filter(edition_files::agency_id.eq(agency.as_bytes()))
            .filter(edition_files::serial.eq(serial).and(edition_files::form.eq(form.code())))
            .filter(edition_files::language.eq(language.code()))
            .select((edition_files::digest, edition_files::bytes))
            .first(c)?
    });
    Ok(EditionFile {
        form,
        language,
        digest: bytes(digest)?,
        bytes: content,
    })
}

fn read(row: Row) -> Result<EditionRow, StoreError> {
    Ok(EditionRow {
        serial: row.0,
        year: known(FiscalYear::new(row.1))?,
        number: row.2,
        as_of: Day::from_number(row.3),
        published_at: row.4,
        approved_by: known(OfficerId::from_slice(&row.5))?,
        statement: row.6,
        prev: bytes(row.7)?,
        digest: bytes(row.8)?,
        key: bytes(row.9)?,
        signature: bytes(row.10)?,
    })
}
