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

/// How much time is left, in words: `เหลือ 3 วัน`, `ครบกำหนดวันนี้`, `เกิน 2 วัน`, `เสร็จ 3 มีนาคม 2567`.
pub fn clock(words: &Words, state: State, deadline: &Deadline, today: Day) -> String {
    let of = &words.office.clock;
    let done = match deadline.standing {
        Standing::Met { on } | Standing::MetExplained { on, .. } | Standing::MetLate { on, .. } => Some(on),
        _ => None,
    };
    match (done, deadline.due_on.since(today)) {
        (Some(on), _) => of.done_on(day(words.language(), on)),
        (None, _) if !state.is_open() => of.done.to_owned(),
        (None, 0) => of.today.to_owned(),
        (None, days @ 1..) => of.left(days),
        (None, days) => of.late(days.saturating_neg()),
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
    use crate::words::{Language, words};

    #[test]
    fn a_moment_is_told_in_the_time_of_bangkok() {
        let thai = words(Language::Thai);
        // 2024-09-30T17:05:00Z
        assert_eq!(moment(thai, 1_727_715_900), "1 ตุลาคม 2567 00:05 น.");
        let english = words(Language::English);
        assert_eq!(moment(english, 1_727_715_899), "1 October 2024, 00:04");
    }
}
