//! What the clock of an agency goes by. It is read anew each time: what an admin changes holds at once, on every node.

use std::sync::LazyLock;

use diesel::prelude::*;

use super::column::{known, optional};
use super::conn::{Conn, each};
use super::error::StoreError;
use super::settings_schema::{deadline_rules, holidays};
use crate::domain::calendar::{Holiday, HolidayKind, Holidays};
use crate::domain::day::Day;
use crate::domain::deadline::Rule;
use crate::domain::ids::{AgencyId, OfficerId};
use crate::domain::narrative::Text;
use crate::domain::reckoning::Reckoning;
use crate::domain::rule_book::{RuleBook, RuleVersion, Source, Track};

static SHIPPED: LazyLock<Holidays> = LazyLock::new(Holidays::shipped);

/// Rules and holidays, as they stand now.
///
/// # Errors
/// Whatever the database says.
pub fn read(conn: &mut Conn, agency: AgencyId) -> Result<Reckoning, StoreError> {
    Ok(Reckoning {
        rules: rules(conn, agency)?,
        holidays: holidays(conn, agency)?,
    })
}

/// The versions of the period.
///
/// # Errors
/// Whatever the database says.
pub fn rules(conn: &mut Conn, agency: AgencyId) -> Result<RuleBook, StoreError> {
    use deadline_rules::dsl;

    type Row = (i16, i16, i16, i16, i16, String, i32);
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
            ))
            .load(c)?
    });
    let versions = rows.into_iter().map(|row| {
        Ok(RuleVersion {
            rule: Rule {
                id: row.0,
                days: i32::from(row.2),
                extension_days: i32::from(row.3),
                warn_days: i32::from(row.4),
            },
            track: known(Track::from_code(row.1))?,
            source: Source::Written(known(Text::restored(&row.5))?),
            from: Some(Day::from_number(row.6)),
        })
    });
    Ok(RuleBook::new(versions.collect::<Result<_, StoreError>>()?))
}

/// The list that comes with the program, with what the agency says.
fn holidays(conn: &mut Conn, agency: AgencyId) -> Result<Holidays, StoreError> {
    use holidays::dsl;

    type Row = (i32, Option<i16>, String, String);
    let rows: Vec<Row> = each!(conn, c => {
        dsl::holidays
            .filter(dsl::agency_id.eq(agency.as_bytes()))
            .select((dsl::day, dsl::kind, dsl::name, dsl::source))
            .load(c)?
    });
    let mut holidays = SHIPPED.clone();
    for (day, kind, name, source) in rows {
        let day = Day::from_number(day);
        match optional(kind, HolidayKind::from_code)? {
            Some(kind) => holidays.add(day, Holiday { name, kind, source }),
            None => holidays.remove(day),
        }
    }
    Ok(holidays)
}

/// Adds a version of the period.
///
/// # Errors
/// [`StoreError::Stale`] when somebody else has added one with this number; [`StoreError::Query`] when the officer is
/// not of this agency.
pub fn add_rule(
    conn: &mut Conn,
    agency: AgencyId,
    version: &RuleVersion,
    by: OfficerId,
    at: i64,
) -> Result<(), StoreError> {
    use deadline_rules::dsl;

    let (Source::Written(source), Some(from)) = (&version.source, version.from) else {
        return Err(StoreError::Damaged);
    };
    let small = |number: i32| i16::try_from(number).map_err(|_| StoreError::Damaged);
    let row = (
        dsl::agency_id.eq(agency.as_bytes()),
        dsl::id.eq(version.rule.id),
        dsl::track.eq(version.track.code()),
        dsl::days.eq(small(version.rule.days)?),
        dsl::extension_days.eq(small(version.rule.extension_days)?),
        dsl::warn_days.eq(small(version.rule.warn_days)?),
        dsl::source.eq(source.as_str()),
        dsl::from_day.eq(from.number()),
        dsl::set_by.eq(by.as_bytes()),
        dsl::set_at.eq(at),
    );
    let rows = each!(conn, c => {
        diesel::insert_into(dsl::deadline_rules).values(row).on_conflict_do_nothing().execute(c)?
    });
    super::column::inserted(rows, 1, StoreError::Stale)
}

/// Says that offices are closed on a day, or open.
///
/// # Errors
/// [`StoreError::Query`] when the officer is not of this agency.
pub fn set_holiday(
    conn: &mut Conn,
    agency: AgencyId,
    day: Day,
    holiday: Option<&Holiday>,
    by: OfficerId,
    at: i64,
) -> Result<(), StoreError> {
    use holidays::dsl;

    let said = (
        dsl::kind.eq(holiday.map(|holiday| holiday.kind.code())),
        dsl::name.eq(holiday.map_or("", |holiday| holiday.name.as_str())),
        dsl::source.eq(holiday.map_or("", |holiday| holiday.source.as_str())),
        dsl::set_by.eq(by.as_bytes()),
        dsl::set_at.eq(at),
    );
    let row = (
        dsl::agency_id.eq(agency.as_bytes()),
        dsl::day.eq(day.number()),
        said,
    );
    each!(conn, c => {
        diesel::insert_into(dsl::holidays)
            .values(row)
            .on_conflict((dsl::agency_id, dsl::day))
            .do_update()
            .set(said)
            .execute(c)?
    });
    Ok(())
}
