//! The cases a key can open: as a list, and as a number. Whoever cannot open a case does not see it counted.

use diesel::dsl::{exists, not, sql};
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::cases::{CHANNEL, COLUMNS, Case, Reader, Row, lapsed, of_reader, outdated, read};
use super::conn::{Conn, each};
use super::error::StoreError;
use super::people_schema::delegated_cases;
use super::schema::{cases, envelopes, wraps};
use crate::domain::case::State;
use crate::domain::category::{Category, Channel, Kind};
use crate::domain::day::Day;
use crate::domain::ids::{AgencyId, CaseId};

/// Which cases of a reader, and how many of them.
#[derive(Clone, Copy, Debug)]
pub struct Filter<'a> {
    /// Only cases in these states; all cases if empty.
    pub states: &'a [State],
    /// Only cases of which this is true.
    pub only: Only,
    /// Their order.
    pub order: Order,
    /// At most so many.
    pub limit: i64,
    /// After so many others.
    pub offset: i64,
}

/// What the register knows of a case and a list can be narrowed by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Only {
    /// What it is about.
    pub category: Option<Category>,
    /// What the reporter means to give.
    pub kind: Option<Kind>,
    /// The way it arrived.
    pub channel: Option<Channel>,
    /// Fiscal year of the Buddhist era.
    pub fiscal_year: Option<i16>,
}

/// The order of a list. Cases of the same day come in no meaningful order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// What is due first comes first.
    Due,
    /// What came in last comes first.
    Received,
    /// What came in first comes first.
    Oldest,
}

macro_rules! narrowed {
    ($query:expr, $filter:expr) => {{
        let mut query = $query;
        let states: Vec<i16> = $filter.states.iter().map(|state| state.code()).collect();
        if !states.is_empty() {
            query = query.filter(cases::state.eq_any(states));
        }
        if let Some(category) = $filter.only.category {
            query = query.filter(cases::category.eq(category.code()));
        }
        if let Some(kind) = $filter.only.kind {
            query = query.filter(cases::kind.eq(kind.code()));
        }
        if let Some(channel) = $filter.only.channel {
            query = query.filter(cases::channel.eq(channel.code()));
        }
        if let Some(year) = $filter.only.fiscal_year {
            query = query.filter(cases::fiscal_year.eq(year));
        }
        query
    }};
}

/// The cases that this key can open.
///
/// # Errors
/// Whatever the database says.
pub fn list_for(
    conn: &mut Conn,
    agency: AgencyId,
    reader: Reader,
    filter: &Filter<'_>,
) -> Result<Vec<Case>, StoreError> {
    let rows: Vec<Row> = each!(conn, c => {
        let query = of_reader!(agency, reader)
            .select(COLUMNS)
            .limit(filter.limit)
            .offset(filter.offset)
            .into_boxed();
        let query = narrowed!(query, filter);
        let query = match filter.order {
            Order::Due => query.order((cases::due_on.asc(), cases::id.asc())),
            Order::Received => query.order((cases::received_on.desc(), cases::id.asc())),
            Order::Oldest => query.order((cases::received_on.asc(), cases::id.asc())),
        };
        query.load(c)?
    });
    rows.iter().map(|row| read(agency, row)).collect()
}

/// The cases that this key can open, what came in last first, after one of them or from the beginning. A place
/// in this order stays where it is when other cases come and go.
///
/// # Errors
/// Whatever the database says.
pub fn newest_for(
    conn: &mut Conn,
    agency: AgencyId,
    reader: Reader,
    after: Option<(Day, CaseId)>,
    limit: i64,
) -> Result<Vec<Case>, StoreError> {
    let rows: Vec<Row> = each!(conn, c => {
        let mut query = of_reader!(agency, reader).select(COLUMNS).limit(limit).into_boxed();
        if let Some((day, case)) = &after {
            query = query.filter(
                cases::received_on
                    .lt(day.number())
                    .or(cases::received_on.eq(day.number()).and(cases::id.gt(case.as_bytes()))),
            );
        }
        query.order((cases::received_on.desc(), cases::id.asc())).load(c)?
    });
    rows.iter().map(|row| read(agency, row)).collect()
}

/// How many cases an officer, or the outside body, can open. Grows with their number, but reads one index only.
///
/// # Errors
/// Whatever the database says.
pub fn count_all_for(conn: &mut Conn, agency: AgencyId, reader: Reader) -> Result<i64, StoreError> {
    each!(conn, c => {
        let mine = wraps::table
            .filter(wraps::agency_id.eq(agency.as_bytes()))
            .filter(wraps::recipient.eq(reader.key.as_slice()))
            // Word for word what the index of readers says, or it would not be used.
            .filter(sql::<Bool>("wraps.compartment = 1 AND wraps.role IN (2, 5)"));
        Ok(mine.filter(not(outdated!())).filter(not(lapsed!(reader))).count().get_result(c)?)
    })
}

/// How many cases the filter takes, whatever its limit and offset.
///
/// # Errors
/// Whatever the database says.
pub fn count_for(
    conn: &mut Conn,
    agency: AgencyId,
    reader: Reader,
    filter: &Filter<'_>,
) -> Result<i64, StoreError> {
    each!(conn, c => {
        let query = of_reader!(agency, reader).select(diesel::dsl::count_star()).into_boxed();
        Ok(narrowed!(query, filter).get_result(c)?)
    })
}
