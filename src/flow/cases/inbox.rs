//! The cases sealed to an officer, as queues, counts and one page of a list.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::app::App;
use crate::domain::case::State;
use crate::domain::day::Day;
use crate::domain::deadline::Deadline;
use crate::domain::event::Event;
use crate::domain::ids::{AgencyId, CaseId, OfficerId};
use crate::domain::queue::{Glance, QUEUES, Queue};
use crate::domain::reckoning::Reckoning;
use crate::domain::routing::can_read;
use crate::flow::cases::proposal;
use crate::flow::cases::sealed_case::deadline;
use crate::flow::officers::sign_in::Session;
use crate::flow::trouble::Trouble;
use crate::store::case_list::{Filter, Only, Order};
use crate::store::cases::{Case, Reader};
use crate::store::escalations::Escalation;
use crate::store::{self, Conn, StoreError};

/// How many open cases are looked at, at most, to say in which queues they stand. An office with more is told
/// which of them it sees, and finds the others by filters.
pub const WINDOW: i64 = 2_000;
/// How many cases a page lists.
pub const PAGE: i64 = 50;

/// What an officer wants to see.
pub struct Wanted {
    /// One queue; without one, every open case.
    pub queue: Option<&'static Queue>,
    /// One state.
    pub state: Option<State>,
    /// What else the list is narrowed by.
    pub only: Only,
    /// In which order.
    pub order: Order,
    /// Which page, from 0.
    pub page: i64,
    /// How many open cases are looked at: [`WINDOW`], and less in tests.
    pub window: i64,
}

/// What they see.
pub struct Inbox {
    /// How many cases stand in each queue, in the order of [`QUEUES`].
    pub counts: Vec<i64>,
    /// One page of the list.
    pub rows: Vec<Row>,
    /// How many cases the whole list has.
    pub total: i64,
    /// How many open cases there are, where that is more than were looked at for counts or list.
    pub beyond: Option<i64>,
    /// Whether any case is sealed to this officer at all.
    pub any: bool,
}

/// One case of the list. Nothing in it is sealed.
pub struct Row {
    /// The case.
    pub case: Case,
    /// Where its clock stands.
    pub deadline: Deadline,
    /// What the queues go by.
    pub glance: Glance,
    /// Whether a mail has told somebody that it is where it is.
    pub told: bool,
}

/// A case as the store lists it.
struct Listed {
    case: Case,
    events: Vec<Event>,
    responsible: Option<OfficerId>,
    tellings: Vec<Escalation>,
}

impl Wanted {
    /// Every open case, or every one of a queue.
    pub const fn every(queue: Option<&'static Queue>) -> Self {
        Self {
            queue,
            state: None,
            only: Only {
                category: None,
                kind: None,
                channel: None,
                fiscal_year: None,
            },
            order: Order::Due,
            page: 0,
            window: WINDOW,
        }
    }

    /// Whether the list is one of cases that have ended.
    fn ended(&self) -> bool {
        self.queue.is_some_and(|queue| queue.ended) || self.state.is_some_and(|state| !state.is_open())
    }

    /// The states of the list; nothing when queue and state exclude each other.
    fn states(&self) -> Option<Vec<State>> {
        let ended = self.ended();
        let fits = |state: &State| state.is_open() != ended;
        match self.state {
            Some(state) if self.queue.is_none_or(|queue| queue.ended == ended) => Some(vec![state]),
            Some(_) => None,
            None => Some(State::ALL.iter().copied().filter(fits).collect()),
        }
    }

    /// Whether the list is drawn from all open cases in the order of the counts.
    fn is_plain(&self) -> bool {
        self.state.is_none() && self.only == Only::default() && self.order == Order::Due && !self.ended()
    }
}

/// Lists the cases that are sealed to this officer. Cases that are not, do not exist here: list and counts are
/// made from the officer's wraps.
///
/// # Errors
/// When the store fails.
pub async fn inbox(app: &Arc<App>, session: &Session, wanted: Wanted) -> Result<Inbox, Trouble> {
    let (agency, me) = (session.agency.id, session.reader(app));
    let (officer, today) = (session.officer.id, app.clock.today());
    let plain = wanted.is_plain();
    let (ended, states, window) = (wanted.ended(), wanted.states(), wanted.window.max(1));
    let (only, order) = (wanted.only, wanted.order);
    let offset = wanted.page.clamp(0, i64::from(u32::MAX)).saturating_mul(PAGE);
    let (open, open_total, all, listed, listed_total, waiting, reckoning) = app
        .db
        .read(move |c| {
            let open_states: Vec<State> = State::ALL
                .iter()
                .copied()
                .filter(|state| state.is_open())
                .collect();
            let all_open = Filter {
                states: &open_states,
                only: Only::default(),
                order: Order::Due,
                limit: window,
                offset: 0,
            };
            let open = with_events(c, agency, me, &all_open)?;
            let open_total = store::case_list::count_for(c, agency, me, &all_open)?;
            let all = store::case_list::count_all_for(c, agency, me)?;
            let (listed, listed_total) = match &states {
                Some(states) if !plain => {
                    let filter = Filter {
                        states,
                        only,
                        order,
                        limit: if ended { PAGE } else { window },
                        offset: if ended { offset } else { 0 },
                    };
                    let total = store::case_list::count_for(c, agency, me, &filter)?;
                    (with_events(c, agency, me, &filter)?, total)
                }
                _ => (Vec::new(), 0),
            };
            let waiting = store::proposals::waiting(c, agency)?;
            let reckoning = store::reckoning::read(c, agency)?;
            Ok::<_, StoreError>((open, open_total, all, listed, listed_total, waiting, reckoning))
        })
        .await?;
    let look = |listed: Listed| {
        let mut row = Row::of(&reckoning, &listed, today, officer)?;
        row.glance.answered_by(listed.responsible, officer);
        row.glance.signature = proposal::waits_for(&session.officer, row.case.id, &waiting);
        Ok(row)
    };
    let rows = |cases: Vec<Listed>| cases.into_iter().map(look).collect::<Result<Vec<Row>, Trouble>>();
    let open = rows(open)?;
    let counts = QUEUES
        .iter()
        .map(|queue| {
            if queue.ended {
                return all.saturating_sub(open_total);
            }
            number(open.iter().filter(|row| queue.holds(&row.glance)).count())
        })
        .collect();
    let partly = open_total > window || (!ended && listed_total > window);
    let beyond = partly.then_some(open_total);
    let any = all > 0;
    if ended {
        return Ok(Inbox {
            counts,
            rows: rows(listed)?,
            total: listed_total,
            beyond: None,
            any,
        });
    }
    let drawn = if plain { open } else { rows(listed)? };
    let mut taken: Vec<Row> = drawn
        .into_iter()
        .filter(|row| wanted.queue.is_none_or(|queue| queue.holds(&row.glance)))
        .collect();
    if order == Order::Due {
        // The store sorts by the day due as it was written down; what is shown is computed.
        taken.sort_by_key(|row| row.deadline.due_on);
    }
    Ok(Inbox {
        counts,
        total: number(taken.len()),
        rows: taken
            .into_iter()
            .skip(usize::try_from(offset).unwrap_or(usize::MAX))
            .take(usize::try_from(PAGE).unwrap_or(usize::MAX))
            .collect(),
        beyond,
        any,
    })
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn with_events(
    c: &mut Conn,
    agency: AgencyId,
    me: Reader,
    filter: &Filter<'_>,
) -> Result<Vec<Listed>, StoreError> {
    let cases = store::case_list::list_for(c, agency, me, filter)?;
    let ids: Vec<CaseId> = cases.iter().map(|case| case.id).collect();
    let mut events: BTreeMap<CaseId, Vec<Event>> = store::events::list_all(c, agency, &ids)?;
    let responsible = store::assignments::several(c, agency, &ids)?;
    let ended = store::delegations::ended_of(c, agency, &ids, me.on)?;
    let officers = store::officers::list(c, agency)?;
    // Whoever was given a case and left office, or was a substitute, answers for it no longer.
    let answers = |case: CaseId, id: OfficerId| {
        let officer = officers.iter().find(|officer| officer.id == id);
        officer.is_some_and(|officer| can_read(officer) && !ended.contains(&(case, officer.key)))
    };
    let mut tellings: BTreeMap<CaseId, Vec<Escalation>> = BTreeMap::new();
    for (told, _) in store::escalations::tellings(c, agency, &ids)? {
        tellings.entry(told.case).or_default().push(told);
    }
    Ok(cases
        .into_iter()
        .map(|case| {
            let given = responsible.get(&case.id).copied();
            Listed {
                events: events.remove(&case.id).unwrap_or_default(),
                responsible: given.filter(|officer| answers(case.id, *officer)),
                tellings: tellings.remove(&case.id).unwrap_or_default(),
                case,
            }
        })
        .collect())
}

impl Row {
    fn of(reckoning: &Reckoning, listed: &Listed, today: Day, me: OfficerId) -> Result<Self, Trouble> {
        let Listed { case, events, .. } = listed;
        let deadline = deadline(reckoning, case, events, today)?;
        let glance = Glance::of(case.state, &deadline, events, me);
        Ok(Self {
            case: *case,
            told: listed.tellings.iter().any(|told| told.is_of(case.id, &deadline)),
            deadline,
            glance,
        })
    }
}
