//! What the clock of an agency goes by: the versions of its period, and the days on which its offices are closed.

use super::calendar::Holidays;
use super::day::Day;
use super::deadline::{Deadline, reporter_due};
use super::event::{Event, EventKind, Fact};
use super::rule_book::RuleBook;

/// How many days a reporter is asked to answer a question in (conventions §3.3). Nothing follows from a later answer.
pub const ANSWER_DAYS: i32 = 7;

/// Both, as they stand now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reckoning {
    /// The versions of the period.
    pub rules: RuleBook,
    /// The days on which offices are closed. They move warnings and the day by which a reporter is asked to answer,
    /// and never a day due.
    pub holidays: Holidays,
}

impl Reckoning {
    /// Where the clock of a case stands at the end of a day; nothing for a rule that the agency does not have.
    pub fn deadline(&self, rule: i16, received_on: Day, events: &[Event], as_of: Day) -> Option<Deadline> {
        let rule = self.rules.rule(rule)?;
        let facts: Vec<Fact> = events.iter().map(Fact::from).collect();
        Some(Deadline::of(rule, received_on, &facts, &self.holidays, as_of))
    }

    /// The day by which the reporter is asked to answer, while a question waits.
    pub fn answer_by(&self, events: &[Event]) -> Option<Day> {
        let asked = events.iter().rev().find(|event| {
            event.kind == EventKind::Asked || event.kind.by_reporter() || !event.state.is_open()
        })?;
        (asked.kind == EventKind::Asked).then(|| reporter_due(asked.day, ANSWER_DAYS, &self.holidays))
    }
}

impl Default for Reckoning {
    /// With which every agency begins.
    fn default() -> Self {
        Self {
            rules: RuleBook::default(),
            holidays: Holidays::shipped(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::{Holiday, HolidayKind};
    use crate::domain::case::State;
    use proptest::prelude::*;

    fn day(year: i16, month: i8, day: i8) -> Day {
        Day::from_ymd(year, month, day).unwrap()
    }

    fn event(kind: EventKind, state: State, day: Day) -> Event {
        Event {
            seq: 0,
            kind,
            state,
            day,
            at: None,
            officer: None,
            record: None,
            reason: None,
            until: None,
        }
    }

    fn closed_on(days: &[Day]) -> Reckoning {
        let mut reckoning = Reckoning::default();
        for day in days {
            let holiday = Holiday {
                name: "วันหยุดราชการกรณีพิเศษ".to_owned(),
                kind: HolidayKind::Special,
                source: "มติคณะรัฐมนตรี".to_owned(),
            };
            reckoning.holidays.add(*day, holiday);
        }
        reckoning
    }

    #[test]
    fn a_question_before_the_new_year_is_answered_on_the_next_working_day() {
        let reckoning = Reckoning::default();
        let asked = event(EventKind::Asked, State::InfoRequested, day(2025, 12, 25));
        assert_eq!(
            reckoning.answer_by(std::slice::from_ref(&asked)),
            Some(day(2026, 1, 5))
        );
        let noted = event(EventKind::Noted, State::InfoRequested, day(2025, 12, 26));
        assert_eq!(
            reckoning.answer_by(&[asked.clone(), noted]),
            Some(day(2026, 1, 5)),
            "a note answers no question"
        );
        for kind in [EventKind::ReporterWrote, EventKind::FilesSent] {
            let answered = event(kind, State::Screening, day(2025, 12, 26));
            assert_eq!(reckoning.answer_by(&[asked.clone(), answered]), None, "{kind:?}");
        }
        let closed = event(EventKind::Closed, State::ClosedInsufficient, day(2025, 12, 27));
        assert_eq!(reckoning.answer_by(&[asked, closed]), None);
    }

    #[test]
    fn a_holiday_declared_after_filing_moves_the_warning_and_not_the_day_due() {
        let received = day(2026, 8, 6);
        let filed = [event(EventKind::Filed, State::Received, received)];
        let before = Reckoning::default()
            .deadline(1, received, &filed, received)
            .unwrap();
        assert_eq!(
            (before.due_on, before.warn_on),
            (day(2026, 8, 21), day(2026, 8, 18))
        );
        // Declared on the eve, for the day of the warning and the one before.
        let declared = closed_on(&[day(2026, 8, 18), day(2026, 8, 17)]);
        let after = declared.deadline(1, received, &filed, received).unwrap();
        assert_eq!((after.due_on, after.warn_on), (before.due_on, day(2026, 8, 14)));
    }

    #[test]
    fn songkran_the_year_s_end_and_a_leap_day_count_like_any_other_day() {
        for (received, due, warn) in [
            (day(2026, 4, 8), day(2026, 4, 23), day(2026, 4, 20)),
            (day(2026, 4, 1), day(2026, 4, 16), day(2026, 4, 10)),
            (day(2025, 12, 20), day(2026, 1, 4), day(2025, 12, 30)),
            (day(2028, 2, 14), day(2028, 2, 29), day(2028, 2, 25)),
            (day(2028, 2, 20), day(2028, 3, 6), day(2028, 3, 3)),
        ] {
            let filed = [event(EventKind::Filed, State::Received, received)];
            let deadline = Reckoning::default()
                .deadline(1, received, &filed, received)
                .unwrap();
            assert_eq!((deadline.due_on, deadline.warn_on), (due, warn), "{received:?}");
        }
    }

    #[test]
    fn a_case_of_an_unknown_rule_has_no_clock() {
        let received = day(2026, 4, 8);
        assert_eq!(Reckoning::default().deadline(9, received, &[], received), None);
    }

    proptest! {
        /// The calendar edited as one likes, before or after: no day due, no missed period and no count moves.
        #[test]
        fn no_calendar_moves_a_day_due(
            received in 20_400_i32..21_200,
            closed in prop::collection::vec(-40_i32..60, 0..25),
            passed in 0_i32..60,
            told in proptest::option::of(0_i32..40),
        ) {
            let received = Day::from_number(received);
            let mut events = vec![event(EventKind::Filed, State::Received, received)];
            if let Some(told) = told {
                events.push(event(EventKind::Closed, State::ClosedSubstantiated, received.plus(told)));
            }
            let days: Vec<Day> = closed.iter().map(|day| received.plus(*day)).collect();
            let (plain, edited) = (Reckoning::default(), closed_on(&days));
            let as_of = received.plus(passed);
            let one = plain.deadline(1, received, &events, as_of).unwrap();
            let two = edited.deadline(1, received, &events, as_of).unwrap();
            prop_assert_eq!(two.due_on, received.plus(15));
            prop_assert_eq!((one.due_on, one.ever_missed, one.ever_extended), (two.due_on, two.ever_missed, two.ever_extended));
            prop_assert!(two.warn_on <= one.warn_on, "more holidays warn no later");
            prop_assert!(edited.holidays.is_working_day(two.warn_on) && two.warn_on <= two.due_on.plus(-3));
        }
    }
}
