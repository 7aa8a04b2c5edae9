//! Rows of an agency that decide when something is due and for how long it is kept, as plain bytes for the log to vouch for.

use diesel::prelude::*;

use super::conn::{Conn, each};
use super::error::StoreError;
use super::log_rows::Content;
use super::settings_schema::{deadline_rules, retention_decisions};
use crate::domain::ids::AgencyId;

/// A version of the period for an answer, or of a decision about keeping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// The code of the class; 0 for the period for an answer.
    pub class: i16,
    /// Its number.
    pub number: i32,
    /// How many days it says.
    pub days: i32,
    /// When it was written, in seconds since the epoch.
    pub at: i64,
    /// Every column.
    pub content: Vec<u8>,
}

/// Every version of the period for an answer that the agency has added.
///
/// # Errors
/// Whatever the database says.
pub fn rules(conn: &mut Conn, agency: AgencyId) -> Result<Vec<Version>, StoreError> {
    use deadline_rules::dsl;

    type Row = (i16, i16, i16, i16, i16, String, i32, Vec<u8>, i64);
    let rows: Vec<Row> = each!(conn, c => {
        dsl::deadline_rules
            .filter(dsl::agency_id.eq(agency.as_bytes()))
            .order(dsl::id)
            .select((
                dsl::id,
                dsl::track,
                dsl::days,
                dsl::extension_days,
                dsl::warn_days,
                dsl::source,
                dsl::from_day,
                dsl::set_by,
                dsl::set_at,
            ))
            .load(c)?
    });
    let version = |row: Row| Version {
        class: 0,
        number: i32::from(row.0),
        days: i32::from(row.2),
        at: row.8,
        content: Content::default()
            .number(row.0)
            .number(row.1)
            .number(row.2)
            .number(row.3)
            .number(row.4)
            .bytes(row.5.as_bytes())
            .number(row.6)
            .bytes(&row.7)
            .number(row.8)
            .0,
    };
    Ok(rows.into_iter().map(version).collect())
}

/// Every version of every decision about keeping.
///
/// # Errors
/// Whatever the database says.
pub fn decisions(conn: &mut Conn, agency: AgencyId) -> Result<Vec<Version>, StoreError> {
    use retention_decisions::dsl;

    type Row = (i16, i32, i32, String, Vec<u8>, i64, Option<Vec<u8>>, Option<i64>);
    let rows: Vec<Row> = each!(conn, c => {
        dsl::retention_decisions
            .filter(dsl::agency_id.eq(agency.as_bytes()))
            .order((dsl::class, dsl::version))
            .select((
                dsl::class,
                dsl::version,
                dsl::days,
                dsl::reason,
                dsl::decided_by,
                dsl::decided_at,
                dsl::signed_by,
                dsl::signed_at,
            ))
            .load(c)?
    });
    let version = |row: Row| Version {
        class: row.0,
        number: row.1,
        days: row.2,
        at: row.5,
        content: Content::default()
            .number(row.0)
            .number(row.1)
            .number(row.2)
            .bytes(row.3.as_bytes())
            .bytes(&row.4)
            .number(row.5)
            .bytes(row.6.as_deref().unwrap_or_default())
            .maybe(row.7)
            .0,
    };
    Ok(rows.into_iter().map(version).collect())
}
