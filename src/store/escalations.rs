//! Who is to be told of matters whose day is near or has passed, each once, and who has been.

use diesel::prelude::*;

use super::column::{known, optional};
use super::conn::{Conn, each};
use super::error::StoreError;
use super::schema::escalations::dsl;
use super::schema::{cases, events};
use super::settings_schema::reminder_settings;
use crate::domain::case::State;
use crate::domain::day::Day;
use crate::domain::deadline::{Deadline, Rule};
use crate::domain::escalation::Alarm;
use crate::domain::event::{EventKind, Fact};
use crate::domain::ids::{AgencyId, CaseId, OfficerId};

/// Something that one person is to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Escalation {
    /// The matter.
    pub case: CaseId,
    /// How far it has gone.
    pub alarm: Alarm,
    /// Which round of its deadline.
    pub round: i16,
    /// The day due.
    pub due_on: Day,
    /// Who is told.
    pub officer: OfficerId,
}

impl Escalation {
    /// Whether it is about the present stage of this case.
    pub fn is_of(&self, case: CaseId, deadline: &Deadline) -> bool {
        self.case == case
            && Some(self.alarm) == Alarm::of(deadline)
            && self.round == i16::try_from(deadline.round).unwrap_or(i16::MAX)
            && self.due_on == deadline.due_on
    }
}

/// A matter that officers still work on, as far as its deadline depends on it.
pub struct OpenCase {
    /// Which.
    pub id: CaseId,
    /// The deadline rule it was promised.
    pub rule: Rule,
    /// The day it came in.
    pub received_on: Day,
    /// What happened to it, in order.
    pub facts: Vec<Fact>,
}

/// Whom the agency chose to be told of what is overdue; nobody means the outside body.
///
/// # Errors
/// Whatever the database says.
pub fn overdue_to(conn: &mut Conn, agency: AgencyId) -> Result<Option<OfficerId>, StoreError> {
    let row: Option<Option<Vec<u8>>> = each!(conn, c => {
        reminder_settings::table
            .find(agency.as_bytes())
            .select(reminder_settings::overdue_to)
            .first(c)
            .optional()?
    });
    optional(row.flatten(), |id| OfficerId::from_slice(&id))
}

/// Chooses who is told of what is overdue.
///
/// # Errors
/// [`StoreError::Query`] when one of the two is no officer of this agency.
pub fn set_overdue_to(
    conn: &mut Conn,
    agency: AgencyId,
    officer: Option<OfficerId>,
    by: OfficerId,
    at: i64,
) -> Result<(), StoreError> {
    use reminder_settings::dsl as settings;

    let values = (
        settings::overdue_to.eq(officer.as_ref().map(OfficerId::as_bytes)),
        settings::set_by.eq(by.as_bytes()),
        settings::set_at.eq(at),
    );
    let row = (settings::agency_id.eq(agency.as_bytes()), values);
    each!(conn, c => {
        diesel::insert_into(settings::reminder_settings)
            .values(row)
            .on_conflict(settings::agency_id)
            .do_update()
            .set(values)
            .execute(c)?
    });
    Ok(())
}

/// Hands every matter of an agency that is open to `look`, with what happened to it. Holds one in memory at a time.
///
/// # Errors
/// Whatever the database says; `look` has then seen only some of them.
pub fn each_open(
    conn: &mut Conn,
    agency: AgencyId,
    mut look: impl FnMut(OpenCase),
) -> Result<(), StoreError> {
    type Row = ((Vec<u8>, i16, i32), (i16, i16, i32, Option<i32>));
    let open: Vec<i16> = State::ALL
        .iter()
        .filter(|state| state.is_open())
        .map(|state| state.code())
        .collect();
    let rules = super::reckoning::rules(conn, agency)?;
    let mut current: Option<OpenCase> = None;
    each!(conn, c => {
        let rows = cases::table
            .inner_join(
                events::table.on(events::agency_id
                    .eq(cases::agency_id)
                    .and(events::case_id.eq(cases::id))),
            )
            .filter(cases::agency_id.eq(agency.as_bytes()).and(cases::state.eq_any(open)))
            .order((cases::id, events::seq))
            .select((
                (cases::id, cases::rule, cases::received_on),
                (events::kind, events::state, events::day, events::until_day),
            ))
            .load_iter::<Row, _>(c)?;
        for row in rows {
            let ((id, rule, received_on), (kind, state, day, until)) = row?;
            let id = known(CaseId::from_slice(&id))?;
            if current.as_ref().is_none_or(|case| case.id != id) {
                let next = OpenCase {
                    id,
                    rule: known(rules.rule(rule))?,
                    received_on: Day::from_number(received_on),
                    facts: Vec::new(),
                };
                if let Some(done) = current.replace(next) {
                    look(done);
                }
            }
            if let Some(case) = &mut current {
                case.facts.push(Fact {
                    kind: known(EventKind::from_code(kind))?,
                    state: known(State::from_code(state))?,
                    day: Day::from_number(day),
                    until: until.map(Day::from_number),
                });
            }
        }
    });
    if let Some(last) = current {
        look(last);
    }
    Ok(())
}

/// Makes what is to be told in an agency exactly this: what is new is added, what was told stays told, and what
/// no longer holds before anybody was told is forgotten.
///
/// A note from a day that is yet to come was made by a clock that ran ahead: when its time comes it is told again,
/// once, for it was told too early.
///
/// # Errors
/// [`StoreError::Query`] when a case or officer is not of this agency.
pub fn take_stock(
    conn: &mut Conn,
    agency: AgencyId,
    wanted: &[Escalation],
    today: Day,
) -> Result<(), StoreError> {
    for escalation in untold(conn, agency)? {
        if !wanted.contains(&escalation) {
            each!(conn, c => diesel::delete(dsl::escalations.find(key(&agency, &escalation))).execute(c)?);
        }
    }
    for escalation in wanted {
        let row = (
            dsl::agency_id.eq(agency.as_bytes()),
            dsl::case_id.eq(escalation.case.as_bytes()),
            dsl::alarm.eq(escalation.alarm.code()),
            dsl::round.eq(escalation.round),
            dsl::due_on.eq(escalation.due_on.number()),
            dsl::officer_id.eq(escalation.officer.as_bytes()),
            dsl::noted_on.eq(today.number()),
        );
        let ahead = dsl::escalations
            .find(key(&agency, escalation))
            .filter(dsl::noted_on.gt(today.plus(1).number()));
        let again = (dsl::noted_on.eq(today.number()), dsl::told_on.eq(None::<i32>));
        each!(conn, c => {
            diesel::insert_into(dsl::escalations).values(row).on_conflict_do_nothing().execute(c)?;
            diesel::update(ahead).set(again).execute(c)?;
        });
    }
    Ok(())
}

/// What is still to be told in an agency.
///
/// # Errors
/// Whatever the database says.
pub fn untold(conn: &mut Conn, agency: AgencyId) -> Result<Vec<Escalation>, StoreError> {
    let rows: Vec<Row> = each!(conn, c => {
        dsl::escalations
            .filter(dsl::agency_id.eq(agency.as_bytes()).and(dsl::told_on.is_null()))
            .select((dsl::case_id, dsl::alarm, dsl::round, dsl::due_on, dsl::officer_id))
            .load(c)?
    });
    rows.into_iter().map(read).collect()
}

type Row = (Vec<u8>, i16, i16, i32, Vec<u8>);

fn read((case, alarm, round, due_on, officer): Row) -> Result<Escalation, StoreError> {
    Ok(Escalation {
        case: known(CaseId::from_slice(&case))?,
        alarm: known(Alarm::from_code(alarm))?,
        round,
        due_on: Day::from_number(due_on),
        officer: known(OfficerId::from_slice(&officer))?,
    })
}

/// A mail has told somebody this.
///
/// # Errors
/// Whatever the database says.
pub fn told(
    conn: &mut Conn,
    agency: AgencyId,
    escalation: &Escalation,
    today: Day,
) -> Result<(), StoreError> {
    let row = dsl::escalations.find(key(&agency, escalation));
    let row = row.filter(dsl::told_on.is_null());
    each!(conn, c => diesel::update(row).set(dsl::told_on.eq(today.number())).execute(c)?);
    Ok(())
}

/// What somebody was told about these cases, and on which day.
///
/// # Errors
/// Whatever the database says.
pub fn tellings(
    conn: &mut Conn,
    agency: AgencyId,
    cases: &[CaseId],
) -> Result<Vec<(Escalation, Day)>, StoreError> {
    let ids: Vec<&[u8]> = cases.iter().map(CaseId::as_bytes).collect();
    let rows: Vec<(Row, Option<i32>)> = each!(conn, c => {
        dsl::escalations
            .filter(dsl::agency_id.eq(agency.as_bytes()).and(dsl::told_on.is_not_null()))
            .filter(dsl::case_id.eq_any(ids))
            .order((dsl::told_on, dsl::officer_id))
            .select(((dsl::case_id, dsl::alarm, dsl::round, dsl::due_on, dsl::officer_id), dsl::told_on))
            .load(c)?
    });
    rows.into_iter()
        .map(|(row, on)| Ok((read(row)?, Day::from_number(known(on)?))))
        .collect()
}

type Key<'a> = (&'a [u8], &'a [u8], i16, i16, i32, &'a [u8]);

fn key<'a>(agency: &'a AgencyId, escalation: &'a Escalation) -> Key<'a> {
    (
        agency.as_bytes(),
        escalation.case.as_bytes(),
        escalation.alarm.code(),
        escalation.round,
        escalation.due_on.number(),
        escalation.officer.as_bytes(),
    )
}
