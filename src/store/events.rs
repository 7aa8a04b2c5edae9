//! What happened to cases: only ever added, and the one source of figures and deadlines.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::column::{inserted, known, optional};
use super::conn::{Conn, each};
use super::error::StoreError;
use super::schema::cases;
use super::schema::events::{self, dsl};
use crate::domain::case::{Reason, State};
use crate::domain::category::{Category, Channel, Kind, Origin};
use crate::domain::day::Day;
use crate::domain::deadline::Rule;
use crate::domain::event::{Event, EventKind, Fact};
use crate::domain::ids::{AgencyId, CaseId, OfficerId, RecordId};
use crate::domain::rule_book::RuleBook;
use crate::domain::tally::{self, units::About};

/// What counting needs to know of a case. It says nothing about who or which.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountedCase {
    /// What it is about.
    pub category: Category,
    /// What the reporter meant to give.
    pub kind: Kind,
    /// The way it arrived.
    pub channel: Channel,
    /// How it started.
    pub origin: Origin,
    /// The day it came in.
    pub received_on: Day,
    /// The deadline rule it was promised.
    pub rule: Rule,
    /// What happened to it, in order.
    pub facts: Vec<Fact>,
    /// The unit that its closing named.
    pub about: Option<About>,
}

impl CountedCase {
    /// The case as the one counting function takes it.
    pub fn lent(&self) -> tally::CountedCase<'_> {
        tally::CountedCase {
            category: self.category,
            kind: self.kind,
            channel: self.channel,
            origin: self.origin,
            received_on: self.received_on,
            rule: self.rule,
            facts: &self.facts,
            about: self.about,
        }
    }
}

type Row = (
    i32,
    i16,
    i16,
    i32,
    Option<i64>,
    Option<Vec<u8>>,
    Option<Vec<u8>>,
    Option<i16>,
    Option<i32>,
);

/// Adds an event.
///
/// # Errors
/// [`StoreError::Stale`] when its place in the case is taken: somebody was faster. [`StoreError::Query`] when
/// the case, officer or record is not of this agency.
pub fn append(conn: &mut Conn, agency: AgencyId, case: CaseId, event: &Event) -> Result<(), StoreError> {
    let row = (
        dsl::agency_id.eq(agency.as_bytes()),
        dsl::case_id.eq(case.as_bytes()),
        dsl::seq.eq(event.seq),
        dsl::kind.eq(event.kind.code()),
        dsl::state.eq(event.state.code()),
        dsl::day.eq(event.day.number()),
        dsl::at.eq(event.at),
        dsl::officer_id.eq(event.officer.as_ref().map(OfficerId::as_bytes)),
        dsl::record_id.eq(event.record.as_ref().map(RecordId::as_bytes)),
        dsl::reason.eq(event.reason.map(Reason::code)),
        dsl::until_day.eq(event.until.map(Day::number)),
    );
    let rows = each!(conn, c => {
        diesel::insert_into(dsl::events).values(row).on_conflict_do_nothing().execute(c)?
    });
    inserted(rows, 1, StoreError::Stale)
}

const COLUMNS: (
    events::seq,
    events::kind,
    events::state,
    events::day,
    events::at,
    events::officer_id,
    events::record_id,
    events::reason,
    events::until_day,
) = (
    events::seq,
    events::kind,
    events::state,
    events::day,
    events::at,
    events::officer_id,
    events::record_id,
    events::reason,
    events::until_day,
);

/// So many cases are asked for in one statement.
const CHUNK: usize = 256;

/// The events of a case in their order.
///
/// # Errors
/// Whatever the database says.
pub fn list(conn: &mut Conn, agency: AgencyId, case: CaseId) -> Result<Vec<Event>, StoreError> {
    let rows: Vec<Row> = each!(conn, c => {
        dsl::events
            .filter(dsl::agency_id.eq(agency.as_bytes()).and(dsl::case_id.eq(case.as_bytes())))
            .order(dsl::seq)
            .select(COLUMNS)
            .load(c)?
    });
    rows.into_iter().map(read).collect()
}

/// The events of several cases, each in their order.
///
/// # Errors
/// Whatever the database says.
pub fn list_all(
    conn: &mut Conn,
    agency: AgencyId,
    cases: &[CaseId],
) -> Result<BTreeMap<CaseId, Vec<Event>>, StoreError> {
    let mut all = BTreeMap::<CaseId, Vec<Event>>::new();
    for chunk in cases.chunks(CHUNK) {
        let ids: Vec<&[u8]> = chunk.iter().map(CaseId::as_bytes).collect();
        let rows: Vec<(Vec<u8>, Row)> = each!(conn, c => {
            dsl::events
                .filter(dsl::agency_id.eq(agency.as_bytes()).and(dsl::case_id.eq_any(ids)))
                .order((dsl::case_id, dsl::seq))
                .select((dsl::case_id, COLUMNS))
                .load(c)?
        });
        for (case, row) in rows {
            let case = known(CaseId::from_slice(&case))?;
            all.entry(case).or_default().push(read(row)?);
        }
    }
    Ok(all)
}

fn read(row: Row) -> Result<Event, StoreError> {
    Ok(Event {
        seq: row.0,
        kind: known(EventKind::from_code(row.1))?,
        state: known(State::from_code(row.2))?,
        day: Day::from_number(row.3),
        at: row.4,
        officer: optional(row.5, |id| OfficerId::from_slice(&id))?,
        record: optional(row.6, |id| RecordId::from_slice(&id))?,
        reason: optional(row.7, Reason::from_code)?,
        until: row.8.map(Day::from_number),
    })
}

/// One row of the count: the case's columns, then those of one of its events.
type CountRow = (
    (Vec<u8>, i16, i16, i16, i16, i32, i16),
    Option<(i16, i16, i32, Option<i32>)>,
);

/// Hands every case of an agency that had come in by the end of `as_of` to `count`, with what had happened
/// to it by then, in no meaningful order. Holds one case in memory at a time.
///
/// # Errors
/// Whatever the database says; `count` has then seen only some of the cases.
pub fn each_counted(
    conn: &mut Conn,
    agency: AgencyId,
    as_of: Day,
    mut count: impl FnMut(CountedCase),
) -> Result<(), StoreError> {
    let rules = super::reckoning::rules(conn, agency)?;
    let mut named = super::case_units::all(conn, agency)?;
    let mut current: Option<(Vec<u8>, CountedCase)> = None;
    each!(conn, c => {
        let rows = cases::table
            .left_join(
                events::table.on(events::agency_id
                    .eq(cases::agency_id)
                    .and(events::case_id.eq(cases::id))
                    .and(events::day.le(as_of.number()))),
            )
            .filter(cases::agency_id.eq(agency.as_bytes()).and(cases::received_on.le(as_of.number())))
            .order((cases::id, events::seq))
            .select((
                (
                    cases::id,
                    cases::category,
                    cases::kind,
                    cases::channel,
                    cases::origin,
                    cases::received_on,
                    cases::rule,
                ),
                (events::kind, events::state, events::day, events::until_day).nullable(),
            ))
            .load_iter::<CountRow, _>(c)?;
        for row in rows {
            let (case, event) = row?;
            if current.as_ref().is_none_or(|(id, _)| *id != case.0) {
                let about = CaseId::from_slice(&case.0).and_then(|id| named.remove(&id));
                let next = (case.0.clone(), counted_case(&case, &rules, about)?);
                if let Some((_, done)) = current.replace(next) {
                    count(done);
                }
            }
            if let (Some((_, current)), Some(event)) = (&mut current, event) {
                current.facts.push(counted_event(event)?);
            }
        }
    });
    if let Some((_, last)) = current {
        count(last);
    }
    Ok(())
}

/// [`each_counted`] into a list.
///
/// # Errors
/// Whatever the database says.
pub fn for_counting(conn: &mut Conn, agency: AgencyId, as_of: Day) -> Result<Vec<CountedCase>, StoreError> {
    let mut all = Vec::new();
    each_counted(conn, agency, as_of, |case| all.push(case))?;
    Ok(all)
}

fn counted_case(
    row: &(Vec<u8>, i16, i16, i16, i16, i32, i16),
    rules: &RuleBook,
    about: Option<About>,
) -> Result<CountedCase, StoreError> {
    Ok(CountedCase {
        category: known(Category::from_code(row.1))?,
        kind: known(Kind::from_code(row.2))?,
        channel: known(Channel::from_code(row.3))?,
        origin: known(Origin::from_code(row.4))?,
        received_on: Day::from_number(row.5),
        rule: known(rules.rule(row.6))?,
        facts: Vec::new(),
        about,
    })
}

fn counted_event((kind, state, day, until): (i16, i16, i32, Option<i32>)) -> Result<Fact, StoreError> {
    Ok(Fact {
        kind: known(EventKind::from_code(kind))?,
        state: known(State::from_code(state))?,
        day: Day::from_number(day),
        until: until.map(Day::from_number),
    })
}
