use super::*;
use crate::domain::case::State;
use proptest::prelude::*;

const RULE: Rule = Rule::FIFTEEN_DAYS;

fn day(year: i16, month: i8, day: i8) -> Day {
    Day::from_ymd(year, month, day).unwrap()
}

fn fact(kind: EventKind, state: State, day: Day) -> Fact {
    Fact {
        kind,
        state,
        day,
        until: None,
    }
}

fn filed(day: Day) -> Fact {
    fact(EventKind::Filed, State::Received, day)
}

fn explained(day: Day, until: Day) -> Fact {
    Fact {
        until: Some(until),
        ..fact(EventKind::Explained, State::Screening, day)
    }
}

fn closed(day: Day) -> Fact {
    fact(EventKind::Closed, State::ClosedSubstantiated, day)
}

fn standing(received_on: Day, facts: &[Fact], as_of: Day) -> Standing {
    Deadline::of(RULE, received_on, facts, &Holidays::shipped(), as_of).standing
}

#[test]
fn the_vectors_of_the_conventions_hold() {
    let holidays = Holidays::shipped();
    for (received, expected) in [
        (day(2026, 4, 8), day(2026, 4, 23)),
        (day(2025, 12, 20), day(2026, 1, 4)),
        (day(2024, 9, 20), day(2024, 10, 5)),
        (day(2026, 5, 1), day(2026, 5, 16)),
        (day(2024, 2, 20), day(2024, 3, 6)),
        (day(2028, 2, 15), day(2028, 3, 1)),
    ] {
        assert_eq!(due(&RULE, received), expected, "{received:?}");
    }
    assert_eq!(warn_on(&RULE, day(2026, 1, 4), &holidays), day(2025, 12, 30));
    assert_eq!(warn_on(&RULE, day(2026, 4, 23), &holidays), day(2026, 4, 20));
    assert_eq!(reporter_due(day(2025, 12, 25), 7, &holidays), day(2026, 1, 5));
}

#[test]
fn the_last_day_counts_and_the_next_is_late() {
    let received = day(2026, 6, 8);
    let facts = [filed(received)];
    assert_eq!(
        standing(received, &facts, received),
        Standing::InTime { days_left: 15 }
    );
    assert_eq!(
        standing(received, &facts, day(2026, 6, 19)),
        Standing::DueSoon { days_left: 4 },
        "20 June is a Saturday, so the warning starts on the Friday"
    );
    assert_eq!(
        standing(received, &facts, day(2026, 6, 23)),
        Standing::DueSoon { days_left: 0 }
    );
    assert_eq!(
        standing(received, &facts, day(2026, 6, 24)),
        Standing::OverdueUnexplained { days: 1 }
    );
}

#[test]
fn the_day_due_may_be_a_holiday() {
    let received = day(2025, 12, 20);
    assert_eq!(
        standing(
            received,
            &[filed(received), closed(day(2026, 1, 4))],
            day(2026, 2, 1)
        ),
        Standing::Met { on: day(2026, 1, 4) }
    );
    assert_eq!(
        standing(
            received,
            &[filed(received), closed(day(2026, 1, 5))],
            day(2026, 2, 1)
        ),
        Standing::MetLate {
            on: day(2026, 1, 5),
            days: 1
        }
    );
}

#[test]
fn nothing_but_a_result_or_an_explanation_stops_the_clock() {
    let received = day(2026, 6, 8);
    let mut facts = vec![filed(received)];
    for (kind, state) in [
        (EventKind::Moved, State::Screening),
        (EventKind::Asked, State::InfoRequested),
        (EventKind::ReporterWrote, State::Screening),
        (EventKind::Noted, State::Screening),
        (EventKind::Notice, State::FactFinding),
        (EventKind::Moved, State::Disciplinary),
        (EventKind::Moved, State::Retracked),
    ] {
        facts.push(fact(kind, state, received.plus(2)));
        assert_eq!(
            standing(received, &facts, received.plus(16)),
            Standing::OverdueUnexplained { days: 1 },
            "{kind:?}"
        );
    }
}

#[test]
fn explanations_in_time_move_the_day_due_one_after_the_other() {
    let received = day(2026, 6, 8);
    let first = received.plus(15);
    let facts = [
        filed(received),
        explained(first, first.plus(15)),
        explained(first.plus(15), first.plus(20)),
    ];
    let holidays = Holidays::shipped();
    let now = Deadline::of(RULE, received, &facts, &holidays, first.plus(1));
    assert_eq!(
        now.standing,
        Standing::Explained {
            until: first.plus(15),
            number: 1
        }
    );
    assert_eq!((now.first_due_on, now.due_on), (first, first.plus(15)));
    assert!(now.ever_extended && !now.ever_missed);
    let later = Deadline::of(RULE, received, &facts, &holidays, first.plus(20));
    assert_eq!(later.standing, Standing::DueSoon { days_left: 0 });
    assert_eq!(later.extensions.len(), 2);
    assert_eq!(
        standing(received, &facts, first.plus(21)),
        Standing::OverdueUnexplained { days: 1 }
    );
    let mut done = facts.to_vec();
    done.push(closed(first.plus(18)));
    assert_eq!(
        standing(received, &done, first.plus(99)),
        Standing::MetExplained {
            on: first.plus(18),
            number: 2
        }
    );
}

#[test]
fn late_endless_and_empty_explanations_do_not_count() {
    let received = day(2026, 6, 8);
    let due_on = received.plus(15);
    for (said, until) in [
        (due_on.plus(1), due_on.plus(10)),
        (due_on, due_on.plus(16)),
        (due_on, due_on),
        (due_on, due_on.plus(-3)),
        (received, Day::from_number(i32::MAX)),
        (received, Day::from_number(i32::MIN)),
    ] {
        let facts = [filed(received), explained(said, until)];
        assert_eq!(
            standing(received, &facts, due_on.plus(2)),
            Standing::OverdueUnexplained { days: 2 }
        );
    }
    let silent = fact(EventKind::Explained, State::Screening, received);
    assert_eq!(
        standing(received, &[filed(received), silent], due_on.plus(1)),
        Standing::OverdueUnexplained { days: 1 }
    );
}

#[test]
fn a_page_can_ask_beforehand_what_would_count() {
    let received = day(2026, 6, 8);
    let deadline = Deadline::of(RULE, received, &[filed(received)], &Holidays::default(), received);
    let due_on = deadline.due_on;
    assert_eq!(deadline.latest_extension(), due_on.plus(15));
    assert!(deadline.accepts(due_on, deadline.latest_extension()));
    assert!(!deadline.accepts(due_on, deadline.latest_extension().plus(1)));
    assert!(!deadline.accepts(due_on.plus(1), due_on.plus(2)));
}

#[test]
fn a_case_taken_up_again_has_a_new_period_and_keeps_its_past() {
    let received = day(2026, 6, 8);
    let again = day(2026, 8, 3);
    let facts = [
        filed(received),
        closed(received.plus(20)),
        fact(EventKind::ReporterWrote, State::Screening, again),
    ];
    let deadline = Deadline::of(RULE, received, &facts, &Holidays::shipped(), again);
    assert_eq!(deadline.standing, Standing::InTime { days_left: 15 });
    assert_eq!((deadline.round, deadline.counted_from), (1, again));
    assert!(deadline.ever_missed, "the first answer was five days late");
    let before = Deadline::of(RULE, received, &facts, &Holidays::shipped(), again.plus(-1));
    assert_eq!(
        before.standing,
        Standing::MetLate {
            on: received.plus(20),
            days: 5
        }
    );
}

#[test]
fn files_alone_have_a_case_that_ended_looked_at_again() {
    let received = day(2026, 6, 8);
    let again = day(2026, 8, 3);
    let mut facts = vec![filed(received), closed(received.plus(10))];
    facts.push(fact(EventKind::FilesSent, State::Screening, again));
    let deadline = Deadline::of(RULE, received, &facts, &Holidays::shipped(), again.plus(16));
    assert_eq!(deadline.standing, Standing::OverdueUnexplained { days: 1 });
    assert_eq!((deadline.round, deadline.counted_from), (1, again));
}

#[test]
fn explanations_of_one_day_do_not_add_up() {
    let received = day(2026, 6, 8);
    let first = received.plus(15);
    let mut facts = vec![filed(received)];
    for number in 1..=10 {
        facts.push(explained(received, first.plus(15 * number)));
    }
    let at = |facts: &[Fact], on| Deadline::of(RULE, received, facts, &Holidays::shipped(), on);
    let deadline = at(&facts, received);
    assert_eq!(
        (deadline.due_on, deadline.extensions.len()),
        (first.plus(15), 1),
        "the first counts, and the nine others do not"
    );
    assert_eq!(deadline.explained_until(), Some(first));
    assert!(
        !deadline.accepts(first, first.plus(30)),
        "the first period is not over"
    );
    assert!(deadline.accepts(first.plus(1), first.plus(30)));
    facts.push(explained(first, first.plus(30)));
    assert_eq!(at(&facts, first).due_on, first.plus(15));
    facts.push(explained(first.plus(1), first.plus(30)));
    let later = at(&facts, first.plus(1));
    assert_eq!(
        (later.due_on, later.explained_until()),
        (first.plus(30), Some(first.plus(15)))
    );
}

#[test]
fn a_late_explanation_counts_for_nothing_and_is_known() {
    let received = day(2026, 6, 8);
    let due_on = received.plus(15);
    let facts = [
        filed(received),
        explained(due_on.plus(3), due_on.plus(10)),
        explained(due_on.plus(4), due_on.plus(400)),
    ];
    let deadline = Deadline::of(RULE, received, &facts, &Holidays::shipped(), due_on.plus(5));
    assert_eq!(deadline.standing, Standing::OverdueUnexplained { days: 5 });
    assert_eq!(
        deadline.late_explanation,
        Some(Extension {
            said_on: due_on.plus(3),
            until: due_on.plus(10)
        })
    );
    assert_eq!(deadline.due_on, due_on);
    let in_time = [filed(received), explained(due_on, due_on.plus(10))];
    let deadline = Deadline::of(RULE, received, &in_time, &Holidays::shipped(), due_on.plus(5));
    assert_eq!(deadline.late_explanation, None);
}

prop_compose! {
    fn history()(
        steps in prop::collection::vec((0..EventKind::ALL.len(), 0..State::ALL.len(), 0_i32..12, proptest::option::of(-5_i32..40)), 0..14),
    ) -> Vec<Fact> {
        let mut day = Day::from_number(20_600);
        let mut facts = vec![filed(day)];
        for (kind, state, days, until) in steps {
            day = day.plus(days);
            facts.push(Fact {
                kind: EventKind::ALL[kind],
                state: State::ALL[state],
                day,
                until: until.map(|days| day.plus(days)),
            });
        }
        facts
    }
}

fn at(facts: &[Fact], days: i32) -> Deadline {
    Deadline::of(
        RULE,
        facts[0].day,
        facts,
        &Holidays::shipped(),
        facts[0].day.plus(days),
    )
}

proptest! {
    #[test]
    fn later_events_never_change_an_earlier_standing(facts in history(), days in 0_i32..150) {
        let as_of = facts[0].day.plus(days);
        let known: Vec<Fact> = facts.iter().copied().filter(|fact| fact.day <= as_of).collect();
        prop_assert_eq!(at(&facts, days), at(&known, days));
    }

    #[test]
    fn what_was_missed_stays_missed(facts in history(), days in 0_i32..150, more in 0_i32..60) {
        prop_assert!(!at(&facts, days).ever_missed || at(&facts, days + more).ever_missed);
    }

    #[test]
    fn without_result_and_explanation_every_case_is_late_from_the_sixteenth_day(facts in history(), days in 0_i32..150) {
        let silent: Vec<Fact> = facts
            .into_iter()
            .filter(|fact| !fact.kind.answers_reporter() && fact.kind != EventKind::Explained)
            .collect();
        let late = matches!(at(&silent, days).standing, Standing::OverdueUnexplained { .. });
        prop_assert_eq!(late, days > 15);
    }

    #[test]
    fn the_day_due_moves_only_by_explanations_and_never_by_more_than_they_may(facts in history(), days in 0_i32..150) {
        let deadline = at(&facts, days);
        prop_assert_eq!(deadline.first_due_on, deadline.counted_from.plus(15));
        let mut due_on = deadline.first_due_on;
        let mut replaced = None;
        for extension in &deadline.extensions {
            prop_assert!(extension.said_on <= due_on);
            prop_assert!(replaced.is_none_or(|replaced| extension.said_on > replaced), "stacked");
            replaced = Some(due_on);
            prop_assert!((1..=15).contains(&extension.until.since(due_on)));
            due_on = extension.until;
        }
        prop_assert_eq!(due_on, deadline.due_on);
        prop_assert!(deadline.warn_on <= due_on.plus(-3));
    }

    #[test]
    fn unexplained_and_late_agree_with_the_record(facts in history(), days in 0_i32..150) {
        let deadline = at(&facts, days);
        if matches!(deadline.standing, Standing::OverdueUnexplained { .. } | Standing::MetLate { .. }) {
            prop_assert!(deadline.ever_missed);
        }
    }
}
