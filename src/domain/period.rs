//! A span of days that figures are about.

use super::day::{Day, Month};

/// Days from the first to the last, both included. When the last lies before the first it contains no day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Period {
    /// The first day.
    pub first: Day,
    /// The last day.
    pub last: Day,
}

impl Period {
    /// The days from `first` to `last`.
    pub const fn new(first: Day, last: Day) -> Self {
        Self { first, last }
    }

    /// Whether the day lies in it.
    pub fn contains(self, day: Day) -> bool {
        (self.first..=self.last).contains(&day)
    }
}

impl From<Month> for Period {
    fn from(month: Month) -> Self {
        Self::new(month.first_day(), month.last_day())
    }
}

/// The last day of the last month that is over: what is published is counted as of that day.
pub fn last_month_end(today: Day) -> Day {
    today.month().first_day().plus(-1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn both_ends_belong_to_a_period() {
        let (first, last) = (Day::from_number(10), Day::from_number(12));
        let period = Period::new(first, last);
        assert!(period.contains(first) && period.contains(last));
        assert!(!period.contains(first.plus(-1)) && !period.contains(last.plus(1)));
        assert!(!Period::new(last, first).contains(Day::from_number(11)));
    }

    #[test]
    fn the_last_month_is_over_on_the_first_day_of_the_next() {
        let day = |year, month, day| Day::from_ymd(year, month, day).unwrap();
        assert_eq!(last_month_end(day(2026, 3, 1)), day(2026, 2, 28));
        assert_eq!(last_month_end(day(2026, 3, 31)), day(2026, 2, 28));
        assert_eq!(last_month_end(day(2026, 1, 1)), day(2025, 12, 31));
    }

    proptest! {
        #[test]
        fn the_month_end_is_before_today_and_less_than_a_month_and_a_day_away(number in -50_000_i32..50_000) {
            let today = Day::from_number(number);
            let end = last_month_end(today);
            prop_assert!((1..=31).contains(&today.since(end)));
            prop_assert_eq!(end.plus(1), today.month().first_day());
        }
    }
}
