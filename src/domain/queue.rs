//! What waits for an officer, sorted by what has to be done next: one table of queues.

use super::case::State;
use super::deadline::{Deadline, Standing};
use super::escalation::Alarm;
use super::event::{Event, EventKind};
use super::ids::OfficerId;

/// What a queue looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a question of its own, asked by one queue"
)]
pub struct Glance {
    /// Where the case stands.
    pub state: State,
    /// Where its clock stands.
    pub standing: Standing,
    /// Whether the reporter wrote last and nobody has answered.
    pub reporter_waits: bool,
    /// Whether others are to be told of it, because it is near its day or past it.
    pub escalated: bool,
    /// Whether something in it waits for the signature of the officer who looks.
    pub signature: bool,
    /// Whether it had ended, and its reporter wrote again.
    pub again: bool,
    /// Whether the officer who looks answers for it or, as long as nobody does, last did something with it.
    pub mine: bool,
    /// Whether nobody answers for it.
    pub unassigned: bool,
}

/// One queue.
pub struct Queue {
    /// Its name in addresses and among the words.
    pub key: &'static str,
    /// Whether a case stands in it.
    pub takes: fn(&Glance) -> bool,
    /// Whether its cases have ended.
    pub ended: bool,
}

/// Every queue, in the order in which the inbox shows them. A new one is a line here and its words.
pub static QUEUES: &[Queue] = &[
    Queue::open("new", |case| case.state == State::Received),
    Queue::open("unassigned", |case| case.unassigned),
    Queue::open("mine", |case| case.mine),
    Queue::open("turn", |case| case.reporter_waits),
    Queue::open("again", |case| case.again),
    Queue::open("asked", |case| {
        case.state == State::InfoRequested && !case.reporter_waits
    }),
    Queue::open("soon", |case| matches!(case.standing, Standing::DueSoon { .. })),
    Queue::open("late", |case| {
        matches!(case.standing, Standing::OverdueUnexplained { .. })
    }),
    Queue::open("escalated", |case| case.escalated),
    Queue::open("signature", |case| case.signature),
    Queue::ended("ended"),
];

impl Queue {
    const fn open(key: &'static str, takes: fn(&Glance) -> bool) -> Self {
        Self {
            key,
            takes,
            ended: false,
        }
    }

    const fn ended(key: &'static str) -> Self {
        Self {
            key,
            takes: |case| !case.state.is_open(),
            ended: true,
        }
    }

    /// The queue with this name.
    pub fn from_key(key: &str) -> Option<&'static Self> {
        QUEUES.iter().find(|queue| queue.key == key)
    }

    /// Whether a case stands in this queue.
    pub fn holds(&self, case: &Glance) -> bool {
        case.state.is_open() != self.ended && (self.takes)(case)
    }
}

impl Glance {
    /// What a queue sees of a case after these events.
    pub fn of(state: State, deadline: &Deadline, events: &[Event], me: OfficerId) -> Self {
        Self {
            state,
            standing: deadline.standing,
            escalated: Alarm::of(deadline).is_some(),
            signature: false,
            unassigned: false,
            again: deadline.round > 0,
            reporter_waits: reporter_waits(events),
            mine: events
                .iter()
                .rev()
                .find_map(|event| event.officer)
                .is_some_and(|officer| officer == me),
        }
    }
}

impl Glance {
    /// With this officer answering for the case, or nobody.
    pub fn answered_by(&mut self, responsible: Option<OfficerId>, me: OfficerId) {
        self.unassigned = responsible.is_none();
        if let Some(responsible) = responsible {
            self.mine = responsible == me;
        }
    }
}

fn reporter_waits(events: &[Event]) -> bool {
    use EventKind::{Asked, Closed, Explained, Notice, Referred};
    let said = |event: &&Event| {
        event.kind.by_reporter() || matches!(event.kind, Asked | Notice | Explained | Closed | Referred)
    };
    events
        .iter()
        .rfind(said)
        .is_some_and(|event| event.kind.by_reporter())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::Holidays;
    use crate::domain::day::Day;
    use crate::domain::deadline::Rule;

    const ME: OfficerId = OfficerId([1; 16]);
    const COLLEAGUE: OfficerId = OfficerId([2; 16]);

    fn event(kind: EventKind, officer: Option<OfficerId>) -> Event {
        Event {
            seq: 0,
            kind,
            state: State::Screening,
            day: Day::from_number(0),
            at: None,
            officer,
            record: None,
            reason: None,
            until: None,
        }
    }

    fn queues(state: State, standing: Standing, events: &[Event]) -> Vec<&'static str> {
        let day = Day::from_number(0);
        let deadline = Deadline {
            standing,
            ..Deadline::of(Rule::FIFTEEN_DAYS, day, &[], &Holidays::default(), day)
        };
        let case = Glance::of(state, &deadline, events, ME);
        let holding = QUEUES.iter().filter(|queue| queue.holds(&case));
        holding.map(|queue| queue.key).collect()
    }

    const TIME: Standing = Standing::InTime { days_left: 9 };

    #[test]
    fn every_queue_is_found_by_its_own_name() {
        for queue in QUEUES {
            assert!(std::ptr::eq(Queue::from_key(queue.key).unwrap(), queue));
        }
        assert!(Queue::from_key("all").is_none());
    }

    #[test]
    fn a_case_is_mine_while_nobody_else_has_done_something_since() {
        let mine = event(EventKind::Noted, Some(ME));
        let theirs = event(EventKind::Noted, Some(COLLEAGUE));
        let reporter = event(EventKind::ReporterWrote, None);
        assert_eq!(
            queues(State::Screening, TIME, &[theirs.clone(), mine.clone(), reporter]),
            ["mine", "turn"]
        );
        assert!(queues(State::Screening, TIME, &[mine, theirs]).is_empty());
    }

    #[test]
    fn a_case_that_somebody_answers_for_is_theirs_whoever_did_something_last() {
        let day = Day::from_number(0);
        let deadline = Deadline::of(Rule::FIFTEEN_DAYS, day, &[], &Holidays::default(), day);
        let last = [event(EventKind::Noted, Some(ME))];
        let look = |responsible| {
            let mut case = Glance::of(State::Screening, &deadline, &last, ME);
            case.answered_by(responsible, ME);
            (case.mine, case.unassigned)
        };
        assert_eq!(look(None), (true, true));
        assert_eq!(look(Some(ME)), (true, false));
        assert_eq!(look(Some(COLLEAGUE)), (false, false));
    }

    #[test]
    fn whoever_is_waited_for_is_told_by_who_spoke_last() {
        let asked = event(EventKind::Asked, Some(COLLEAGUE));
        let wrote = event(EventKind::ReporterWrote, None);
        assert_eq!(
            queues(State::InfoRequested, TIME, &[wrote.clone(), asked.clone()]),
            ["asked"]
        );
        assert_eq!(queues(State::Screening, TIME, &[asked.clone(), wrote]), ["turn"]);
        let sent = event(EventKind::FilesSent, None);
        assert_eq!(
            queues(State::Screening, TIME, &[asked, sent]),
            ["turn"],
            "files without a word wait for an answer as well"
        );
    }

    #[test]
    fn the_warning_day_of_the_rule_and_nothing_else_makes_a_case_due_soon() {
        for (standing, queue) in [
            (Standing::DueSoon { days_left: 5 }, "soon"),
            (Standing::OverdueUnexplained { days: 1 }, "late"),
        ] {
            assert_eq!(queues(State::Screening, standing, &[]), [queue, "escalated"]);
        }
        assert!(queues(State::Screening, Standing::InTime { days_left: 1 }, &[]).is_empty());
    }

    #[test]
    fn a_case_that_has_ended_stands_in_no_other_queue() {
        let wrote = event(EventKind::ReporterWrote, None);
        for state in State::ALL.iter().filter(|state| !state.is_open()) {
            let late = Standing::OverdueUnexplained { days: 3 };
            assert_eq!(
                queues(*state, late, &[event(EventKind::Noted, Some(ME)), wrote.clone()]),
                ["ended"]
            );
        }
    }
}
