//! When the sixty cases of the demonstration came in and how far each got: an office that answers what it gets, with
//! two old cases that it left lying and its newest ones at work.

use crate::domain::case::State;
use crate::domain::day::Day;

/// How many cases.
pub(super) const CASES: i32 = 60;
/// Cases before the newest ones; nearly all have ended.
const OLDER: i32 = 45;
/// Days between one older case and the next: with the newest ones they fill fourteen months.
const APART: i32 = 9;
/// The last of the older cases came in so many days ago.
const OLDER_END: i32 = 30;
/// Every so many of the older cases one is still open, and overdue.
const LEFT_LYING: i32 = 20;

/// The newest cases: how many days ago they came in, and where they stand.
const NEWEST: &[(i32, State)] = &[
    (24, State::Received),
    (21, State::Screening),
    (18, State::InfoRequested),
    (16, State::FactFinding),
    (15, State::Disciplinary),
    (14, State::FactFinding),
    (13, State::InfoRequested),
    (12, State::Screening),
    (11, State::Disciplinary),
    (9, State::FactFinding),
    (7, State::InfoRequested),
    (5, State::Screening),
    (3, State::Screening),
    (1, State::Received),
    (0, State::Received),
];
/// The one of the newest whose delay is explained to the reporter in time.
pub(super) const EXPLAINED: i32 = OLDER + 1;
/// The one of the newest that waits for a second signature.
pub(super) const WAITS: i32 = OLDER + 7;
/// The one of the newest that is linked to an earlier case about the same matter.
pub(super) const LINKED: i32 = OLDER + 11;

/// The one of the newest that another body passed on, and an officer registered.
pub(super) const REGISTERED: i32 = OLDER + 9;

/// How a case can have ended.
const ENDED: &[State] = &[
    State::Referred,
    State::ClosedSubstantiated,
    State::ClosedUnsubstantiated,
    State::ClosedInsufficient,
    State::NotAccepted,
    State::Merged,
    State::Retracked,
];

/// The day on which a case came in.
pub(super) fn received(today: Day, number: i32) -> Day {
    let days_ago = newest(number).map_or_else(
        || OLDER_END.saturating_add((OLDER - 1 - number).saturating_mul(APART)),
        |(days_ago, _)| *days_ago,
    );
    today.plus(-days_ago)
}

/// Where a case stands today.
pub(super) fn target(number: i32) -> State {
    if let Some((_, state)) = newest(number) {
        return *state;
    }
    if number % LEFT_LYING == LEFT_LYING - 1 {
        return State::FactFinding;
    }
    let place = usize::try_from(number).unwrap_or_default() % ENDED.len();
    ENDED.get(place).copied().unwrap_or(State::Referred)
}

/// Days between one deed and the next. Every seventh of the older cases is answered late, so that the panel and the
/// figures have something to show.
pub(super) fn pace(number: i32) -> i32 {
    match number {
        OLDER.. => 1,
        late if late % 7 == 6 => 9,
        _ => 2,
    }
}

fn newest(number: i32) -> Option<&'static (i32, State)> {
    let place = usize::try_from(number.checked_sub(OLDER)?).ok()?;
    NEWEST.get(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sixty_cases_fill_fourteen_months_in_order_and_stand_in_every_state() {
        let today = Day::from_ymd(2026, 11, 26).unwrap();
        let days: Vec<Day> = (0..CASES).map(|number| received(today, number)).collect();
        assert!(days.is_sorted());
        assert_eq!(today.since(days[0]), 426);
        assert_eq!(days[59], today);
        for state in State::ALL {
            assert!((0..CASES).any(|number| target(number) == *state), "{state:?}");
        }
        assert_eq!(target(EXPLAINED), State::Screening);
        assert_eq!(target(WAITS), State::Screening);
        assert!(target(LINKED).is_open());
    }
}
