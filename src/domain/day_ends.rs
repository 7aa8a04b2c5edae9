//! Whether the signed ends of days show that the clock has run with the days, or was set ahead (ADR 0073).
//!
//! A machine has no second clock to hold its own against. What it has is its log, whose days are ended one by one while
//! the clock is right. A clock that is set ahead has to end all the days in between at once, and after that looks as
//! credible as any: only real days that pass, each with its own end, tell that it stays where it is.

use std::collections::BTreeSet;

use super::day::Day;

/// An end that was signed more than so many days after its day belongs to a catch-up: after a standstill, or under a
/// clock that was set ahead. An office that switches the machine off over the new year catches up less.
pub const CATCH_UP: i32 = 7;
/// On so many days after a catch-up ends have to be signed before the clock is believed again.
pub const STEADY: usize = 7;

/// The signed end of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayEnd {
    /// The day.
    pub day: Day,
    /// The day on which its end was signed, by the clock of then.
    pub signed_on: Day,
}

/// How far the ends of an agency's days reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayEnds {
    /// The newest day that has its end.
    pub newest: Option<Day>,
    /// Whether what cannot be undone may be done by this clock.
    pub steady: bool,
}

impl DayEnds {
    /// From the newest ends, the newest first.
    pub fn of(ends: &[DayEnd]) -> Self {
        Self {
            newest: ends.first().map(|end| end.day),
            steady: is_steady(ends),
        }
    }

    /// Whether this day has its end.
    pub fn cover(&self, day: Day) -> bool {
        self.newest.is_some_and(|newest| newest >= day)
    }
}

fn is_steady(ends: &[DayEnd]) -> bool {
    let is_late = |end: &&DayEnd| end.signed_on.since(end.day) > CATCH_UP;
    let Some(late) = ends.iter().find(is_late) else {
        return true;
    };
    let since: BTreeSet<Day> = ends
        .iter()
        .take_while(|end| !is_late(end))
        .map(|end| end.signed_on)
        .filter(|day| *day != late.signed_on)
        .collect();
    since.len() >= STEADY
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The ends that the job signs while the clock shows these days, the newest first.
    fn signed(clock: &[i32]) -> Vec<DayEnd> {
        let mut ends: Vec<DayEnd> = Vec::new();
        for today in clock {
            let next = ends
                .last()
                .map_or(*clock.first().unwrap() - 1, |end| end.day.number() + 1);
            for day in next..*today {
                ends.push(DayEnd {
                    day: Day::from_number(day),
                    signed_on: Day::from_number(*today),
                });
            }
        }
        ends.reverse();
        ends
    }

    fn steady(clock: &[i32]) -> bool {
        DayEnds::of(&signed(clock)).steady
    }

    #[test]
    fn a_clock_that_is_a_year_ahead_is_believed_after_a_week_of_real_days_and_not_before() {
        let mut clock: Vec<i32> = (0..30).collect();
        assert!(steady(&clock));
        clock.push(400);
        for day in 0..STEADY {
            assert!(!steady(&clock), "{day} days after");
            clock.push(401 + i32::try_from(day).unwrap());
        }
        assert!(steady(&clock));
        let ends = DayEnds::of(&signed(&clock));
        assert!(ends.cover(Day::from_number(406)) && !ends.cover(Day::from_number(407)));
        assert_eq!(
            DayEnds::of(&[]),
            DayEnds {
                newest: None,
                steady: true
            }
        );
    }

    proptest! {
        #[test]
        fn weekends_and_short_holidays_stop_nothing_and_a_longer_catch_up_always_does(
            gaps in prop::collection::vec(1_i32..8, 1..60),
            jump in 9_i32..2_000,
            after in 0_usize..7,
        ) {
            let mut clock = vec![0];
            for gap in gaps {
                clock.push(clock.last().unwrap() + gap);
            }
            prop_assert!(steady(&clock));
            let ahead = clock.last().unwrap() + jump;
            clock.push(ahead);
            clock.extend((1..=after).map(|day| ahead + i32::try_from(day).unwrap()));
            prop_assert!(!steady(&clock));
        }
    }
}
