//! Dates, numbers and clocks as the officers' pages write them.

use crate::domain::case::State;
use crate::domain::day::Day;
use crate::domain::deadline::{Deadline, Standing};
use crate::domain::narrative::TextProblem;
use crate::store::cases::Case;
pub use crate::web::citizen::wording::{day, event_date};
use crate::words::Words;

const BANGKOK_OFFSET_SECONDS: i64 = 7 * 3_600;

/// Day and minute in Bangkok of something an officer did.
pub fn moment(words: &Words, at: i64) -> String {
    let minutes = at
        .saturating_add(BANGKOK_OFFSET_SECONDS)
        .rem_euclid(86_400)
        .div_euclid(60);
    let time = format!("{:02}:{:02}", minutes.div_euclid(60), minutes.rem_euclid(60));
    words
        .office
        .history
        .at(day(words.language(), Day::of_moment(at)), time)
}

/// `2570-483127`
pub fn number(case: &Case) -> String {
    case.quoted().to_string()
}

/// The look of a status: its words carry the meaning.
pub const fn tag(state: State) -> &'static str {
    match state {
        State::Received => "new",
        state if state.is_open() => "work",
        _ => "done",
    }
}

/// How much time is left, in words: `เหลือ 3 วัน`, `ครบกำหนดวันนี้`, `เกิน 2 วัน`, `เสร็จ 3 มีนาคม 2567`. That a day due was
/// missed or moved stays in the words after the end.
pub fn clock(words: &Words, state: State, deadline: &Deadline, today: Day) -> String {
    let of = &words.office.clock;
    let on = |on| day(words.language(), on);
    match deadline.standing {
        Standing::Met { on: told } => return of.done_on(on(told)),
        Standing::MetExplained { on: told, .. } => return of.done_explained(on(told), on(deadline.due_on)),
        Standing::MetLate { on: told, days } => return of.done_late(on(told), days),
        Standing::InTime { .. }
        | Standing::DueSoon { .. }
        | Standing::Explained { .. }
        | Standing::OverdueUnexplained { .. } => {}
    }
    match deadline.due_on.since(today) {
        _ if !state.is_open() => of.done.to_owned(),
        0 => of.today.to_owned(),
        days @ 1.. => of.left(days),
        days => of.late(days.saturating_neg()),
    }
}

/// What to do about a text an officer wrote.
pub fn text_problem(words: &Words, problem: TextProblem) -> String {
    let of = &words.office.deed;
    match problem {
        TextProblem::Empty => of.no_text.to_owned(),
        TextProblem::TooLong { limit, found } => of.too_long(found, limit),
        TextProblem::Unreadable => of.unreadable.to_owned(),
        TextProblem::TooThin { least } => of.too_thin(least),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::Holidays;
    use crate::domain::deadline::Rule;
    use crate::domain::event::{EventKind, Fact};
    use crate::words::{Language, words};

    #[test]
    fn what_was_missed_or_explained_stays_in_the_words_after_the_end() {
        let received = Day::from_ymd(2026, 6, 8).unwrap();
        let due_on = received.plus(15);
        let said = |closed: i32, explained: bool| {
            let fact = |kind, state, day| Fact {
                kind,
                state,
                day,
                until: None,
            };
            let mut facts = vec![fact(EventKind::Filed, State::Received, received)];
            if explained {
                facts.push(Fact {
                    until: Some(due_on.plus(10)),
                    ..fact(EventKind::Explained, State::Screening, due_on)
                });
            }
            facts.push(fact(
                EventKind::Closed,
                State::ClosedSubstantiated,
                received.plus(closed),
            ));
            let today = received.plus(90);
            let deadline = Deadline::of(Rule::FIFTEEN_DAYS, received, &facts, &Holidays::default(), today);
            clock(
                words(Language::Thai),
                State::ClosedSubstantiated,
                &deadline,
                today,
            )
        };
        assert_eq!(said(15, false), "เสร็จ 23 มิถุนายน 2569");
        assert_eq!(said(17, false), "เสร็จ 25 มิถุนายน 2569 เกินกำหนด 2 วัน");
        assert_eq!(
            said(17, true),
            "เสร็จ 25 มิถุนายน 2569 ภายในกำหนดใหม่ที่ชี้แจงไว้ คือ 3 กรกฎาคม 2569"
        );
        assert_eq!(said(27, true), "เสร็จ 5 กรกฎาคม 2569 เกินกำหนด 2 วัน");
    }

    #[test]
    fn a_moment_is_told_in_the_time_of_bangkok() {
        let thai = words(Language::Thai);
        // 2024-09-30T17:05:00Z
        assert_eq!(moment(thai, 1_727_715_900), "1 ตุลาคม 2567 00:05 น.");
        let english = words(Language::English);
        assert_eq!(moment(english, 1_727_715_899), "1 October 2024, 00:04");
    }
}
