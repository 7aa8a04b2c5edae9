//! Figures that were counted and wait to be approved, the breakdowns that are counted once, and how an agency
//! publishes.

use diesel::prelude::*;

use super::column::{changed, known, optional, text};
use super::conn::{Conn, each};
use super::error::StoreError;
use super::publishing_schema::{edition_drafts, edition_failures, edition_halves, edition_settings};
use crate::domain::day::Day;
use crate::domain::edition::figures::{EditionFigures, HalfYear};
use crate::domain::edition::{Draft, DraftKey, EditionForm, Publishing};
use crate::domain::fiscal_year::FiscalYear;
use crate::domain::ids::{AgencyId, OfficerId};
use crate::domain::tally::breakdown::{Threshold, USUAL_THRESHOLD};

type Row = (
    i16,
    i32,
    i16,
    String,
    String,
    i64,
    Option<Vec<u8>>,
    Option<i32>,
    Option<i16>,
);

/// Adds a draft. Says whether it was added: another node may have prepared the same month.
///
/// # Errors
/// [`StoreError::Query`] when whoever asked for it is no officer of this agency.
pub fn add(conn: &mut Conn, agency: AgencyId, draft: &Draft) -> Result<bool, StoreError> {
    let figures = serde_json::to_string(&draft.figures).map_err(|_| StoreError::Damaged)?;
    let row = (
        edition_drafts::agency_id.eq(agency.as_bytes()),
        edition_drafts::fiscal_year.eq(draft.key.year.number()),
        edition_drafts::as_of.eq(draft.key.as_of.number()),
        edition_drafts::corrects.eq(draft.key.corrects),
        edition_drafts::figures.eq(figures),
        edition_drafts::reason.eq(text(&draft.reason)?),
        edition_drafts::prepared_at.eq(draft.prepared_at),
        edition_drafts::prepared_by.eq(draft.prepared_by.as_ref().map(OfficerId::as_bytes)),
        edition_drafts::edition.eq(draft.edition),
    );
    let rows = each!(conn, c => {
        diesel::insert_into(edition_drafts::table).values(row).on_conflict_do_nothing().execute(c)?
    });
    Ok(rows == 1)
}

/// Whether the figures of a month, or a correction, have been prepared.
///
/// # Errors
/// Whatever the database says.
pub fn exists(conn: &mut Conn, agency: AgencyId, key: DraftKey) -> Result<bool, StoreError> {
    let found: Option<i16> = each!(conn, c => {
        edition_drafts::table
            .find((agency.as_bytes(), key.year.number(), key.as_of.number(), key.corrects))
            .select(edition_drafts::corrects)
            .first(c)
            .optional()?
    });
    Ok(found.is_some())
}

/// Every draft that is not an edition yet, oldest year first.
///
/// # Errors
/// Whatever the database says.
pub fn waiting(conn: &mut Conn, agency: AgencyId) -> Result<Vec<Draft>, StoreError> {
    let rows: Vec<Row> = each!(conn, c => {
        edition_drafts::table
            .left_join(
                edition_failures::table.on(edition_failures::agency_id
                    .eq(edition_drafts::agency_id)
                    .and(edition_failures::fiscal_year.eq(edition_drafts::fiscal_year))
                    .and(edition_failures::as_of.eq(edition_drafts::as_of))
                    .and(edition_failures::corrects.eq(edition_drafts::corrects))),
            )
            .filter(edition_drafts::agency_id.eq(agency.as_bytes()).and(edition_drafts::edition.is_null()))
            .order((edition_drafts::fiscal_year, edition_drafts::as_of, edition_drafts::corrects))
            .select((
                edition_drafts::fiscal_year,
                edition_drafts::as_of,
                edition_drafts::corrects,
                edition_drafts::figures,
                edition_drafts::reason,
                edition_drafts::prepared_at,
                edition_drafts::prepared_by,
                edition_drafts::edition,
                edition_failures::form.nullable(),
            ))
            .load(c)?
    });
    rows.into_iter().map(read).collect()
}

/// Takes away what was counted on this day and is no edition, and what was divided up with it: it is counted anew.
///
/// # Errors
/// Whatever the database says.
pub fn take_away(conn: &mut Conn, agency: AgencyId, key: DraftKey) -> Result<(), StoreError> {
    let of_agency = edition_drafts::table.filter(edition_drafts::agency_id.eq(agency.as_bytes()));
    let of_day = of_agency.filter(
        edition_drafts::fiscal_year
            .eq(key.year.number())
            .and(edition_drafts::as_of.eq(key.as_of.number())),
    );
    let published: i64 = each!(conn, c => {
        of_day.filter(edition_drafts::edition.is_not_null()).count().get_result(c)?
    });
    let failures = edition_failures::table
        .filter(edition_failures::agency_id.eq(agency.as_bytes()))
        .filter(
            edition_failures::fiscal_year
                .eq(key.year.number())
                .and(edition_failures::as_of.eq(key.as_of.number()))
                .and(edition_failures::corrects.eq(key.corrects)),
        );
    each!(conn, c => diesel::delete(failures).execute(c)?);
    let this = edition_drafts::table
        .filter(edition_drafts::agency_id.eq(agency.as_bytes()))
        .filter(
            edition_drafts::fiscal_year
                .eq(key.year.number())
                .and(edition_drafts::as_of.eq(key.as_of.number()))
                .and(edition_drafts::corrects.eq(key.corrects))
                .and(edition_drafts::edition.is_null()),
        );
    each!(conn, c => diesel::delete(this).execute(c)?);
    if published > 0 {
        return Ok(());
    }
    for half in halves(conn, agency, key.year)? {
        if half.as_of.0 == key.as_of {
            let row = edition_halves::table
                .filter(edition_halves::agency_id.eq(agency.as_bytes()))
                .filter(
                    edition_halves::fiscal_year
                        .eq(key.year.number())
                        .and(edition_halves::half.eq(i16::from(half.half))),
                );
            each!(conn, c => diesel::delete(row).execute(c)?);
        }
    }
    Ok(())
}

/// Notes which edition a draft became.
///
/// # Errors
/// [`StoreError::Stale`] when it has become one already.
pub fn published(conn: &mut Conn, agency: AgencyId, key: DraftKey, serial: i32) -> Result<(), StoreError> {
    let this = edition_drafts::table
        .filter(edition_drafts::agency_id.eq(agency.as_bytes()))
        .filter(
            edition_drafts::fiscal_year
                .eq(key.year.number())
                .and(edition_drafts::as_of.eq(key.as_of.number()))
                .and(edition_drafts::corrects.eq(key.corrects))
                .and(edition_drafts::edition.is_null()),
        );
    let rows = each!(conn, c => {
        diesel::update(this).set(edition_drafts::edition.eq(serial)).execute(c)?
    });
    changed(rows, StoreError::Stale)
}

/// Notes which file kept figures from being published by themselves; the newest such file replaces the one before.
///
/// # Errors
/// [`StoreError::Query`] when there are no such figures.
pub fn failed(conn: &mut Conn, agency: AgencyId, key: DraftKey, form: EditionForm) -> Result<(), StoreError> {
    let row = (
        edition_failures::agency_id.eq(agency.as_bytes()),
        edition_failures::fiscal_year.eq(key.year.number()),
        edition_failures::as_of.eq(key.as_of.number()),
        edition_failures::corrects.eq(key.corrects),
        edition_failures::form.eq(form.code()),
    );
    each!(conn, c => {
        diesel::insert_into(edition_failures::table)
            .values(row)
            .on_conflict((
                edition_failures::agency_id,
                edition_failures::fiscal_year,
                edition_failures::as_of,
                edition_failures::corrects,
            ))
            .do_update()
            .set(edition_failures::form.eq(form.code()))
            .execute(c)?
    });
    Ok(())
}

/// Keeps the breakdown of a half year, unless there is one already.
///
/// # Errors
/// Whatever the database says.
pub fn keep_half(
    conn: &mut Conn,
    agency: AgencyId,
    year: FiscalYear,
    half: &HalfYear,
) -> Result<(), StoreError> {
    let breakdown = serde_json::to_string(half).map_err(|_| StoreError::Damaged)?;
    let row = (
        edition_halves::agency_id.eq(agency.as_bytes()),
        edition_halves::fiscal_year.eq(year.number()),
        edition_halves::half.eq(i16::from(half.half)),
        edition_halves::breakdown.eq(breakdown),
    );
    each!(conn, c => {
        diesel::insert_into(edition_halves::table).values(row).on_conflict_do_nothing().execute(c)?
    });
    Ok(())
}

/// The breakdowns of a year that are kept, the first half first.
///
/// # Errors
/// Whatever the database says.
pub fn halves(conn: &mut Conn, agency: AgencyId, year: FiscalYear) -> Result<Vec<HalfYear>, StoreError> {
    let rows: Vec<String> = each!(conn, c => {
        edition_halves::table
            .filter(edition_halves::agency_id.eq(agency.as_bytes()))
            .filter(edition_halves::fiscal_year.eq(year.number()))
            .order(edition_halves::half)
            .select(edition_halves::breakdown)
            .load(c)?
    });
    rows.iter()
        .map(|json| serde_json::from_str(json).map_err(|_| StoreError::Damaged))
        .collect()
}

/// How an agency publishes; as usual when it has not chosen.
///
/// # Errors
/// Whatever the database says.
pub fn publishing(conn: &mut Conn, agency: AgencyId) -> Result<Publishing, StoreError> {
    let row: Option<(i16, bool, Vec<u8>, i64)> = each!(conn, c => {
        edition_settings::table
            .find(agency.as_bytes())
            .select((
                edition_settings::threshold,
                edition_settings::automatic,
                edition_settings::set_by,
                edition_settings::set_at,
            ))
            .first(c)
            .optional()?
    });
    let Some((threshold, automatic, set_by, set_at)) = row else {
        return Ok(Publishing {
            threshold: USUAL_THRESHOLD,
            automatic: None,
        });
    };
    Ok(Publishing {
        threshold: known(Threshold::new(threshold))?,
        automatic: automatic
            .then(|| known(OfficerId::from_slice(&set_by)))
            .transpose()?
            .map(|by| (by, set_at)),
    })
}

/// Chooses how an agency publishes.
///
/// # Errors
/// [`StoreError::Query`] when whoever chooses is no officer of this agency.
pub fn set_publishing(
    conn: &mut Conn,
    agency: AgencyId,
    threshold: Threshold,
    automatic: bool,
    by: OfficerId,
    at: i64,
) -> Result<(), StoreError> {
    let values = (
        edition_settings::threshold.eq(threshold.number()),
        edition_settings::automatic.eq(automatic),
        edition_settings::set_by.eq(by.as_bytes()),
        edition_settings::set_at.eq(at),
    );
    let row = (edition_settings::agency_id.eq(agency.as_bytes()), values);
    each!(conn, c => {
        diesel::insert_into(edition_settings::table)
            .values(row)
            .on_conflict(edition_settings::agency_id)
            .do_update()
            .set(values)
            .execute(c)?
    });
    Ok(())
}

fn read(row: Row) -> Result<Draft, StoreError> {
    let figures: EditionFigures = serde_json::from_str(&row.3).map_err(|_| StoreError::Damaged)?;
    Ok(Draft {
        key: DraftKey {
            year: known(FiscalYear::new(row.0))?,
            as_of: Day::from_number(row.1),
            corrects: row.2,
        },
        figures,
        reason: row.4,
        prepared_at: row.5,
        prepared_by: optional(row.6, |id| OfficerId::from_slice(&id))?,
        edition: row.7,
        failed: optional(row.8, EditionForm::from_code)?,
    })
}
