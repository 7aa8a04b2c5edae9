//! The fiscal year: 1 October to 30 September, named by the Buddhist year in which it ends (R50).

use std::fmt;

use super::day::{Day, Month};
use super::period::Period;
use super::thai::dates::{BUDDHIST_YEARS, buddhist_year};

/// A fiscal year by its Buddhist number, for example 2567 for 1 October 2023 to 30 September 2024.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FiscalYear(i16);

/// One of the two halves of a fiscal year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Half {
    /// October to March.
    First,
    /// April to September. The round of twelve months is the whole year, not this half.
    Second,
}

/// One of the four quarters of a fiscal year; the first is October to December.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Quarter {
    /// October to December.
    First,
    /// January to March.
    Second,
    /// April to June.
    Third,
    /// July to September.
    Fourth,
}

impl FiscalYear {
    /// The fiscal year with this Buddhist number, from 2400 to 2700.
    pub fn new(number: i16) -> Option<Self> {
        (2400..=2700).contains(&number).then_some(Self(number))
    }

    /// The fiscal year in which a Bangkok day lies.
    pub fn of(day: Day) -> Self {
        Self::of_month(day.month())
    }

    /// The fiscal year in which a month lies.
    pub const fn of_month(month: Month) -> Self {
        let next = if month.month >= 10 { 1 } else { 0 };
        Self(buddhist_year(month.year).saturating_add(next))
    }

    /// Its Buddhist number.
    pub const fn number(self) -> i16 {
        self.0
    }

    /// The year before.
    #[must_use]
    pub const fn previous(self) -> Self {
        Self(self.0.saturating_sub(1))
    }

    /// The year after.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// 1 October.
    pub fn first_day(self) -> Day {
        self.first_month().first_day()
    }

    /// 30 September.
    pub fn last_day(self) -> Day {
        self.next().first_day().plus(-1)
    }

    /// The twelve months, October first.
    pub fn months(self) -> [Month; 12] {
        let mut next = self.first_month();
        std::array::from_fn(|_| {
            let month = next;
            next = month.next();
            month
        })
    }

    /// The whole year.
    pub fn period(self) -> Period {
        Period::new(self.first_day(), self.last_day())
    }

    /// October to March, or April to September.
    pub fn half(self, half: Half) -> Period {
        match half {
            Half::First => self.months_from(0, 6),
            Half::Second => self.months_from(6, 6),
        }
    }

    /// Three months.
    pub fn quarter(self, quarter: Quarter) -> Period {
        let first = match quarter {
            Quarter::First => 0,
            Quarter::Second => 3,
            Quarter::Third => 6,
            Quarter::Fourth => 9,
        };
        self.months_from(first, 3)
    }

    /// October to June: the round of nine months (R51).
    pub fn nine_months(self) -> Period {
        self.months_from(0, 9)
    }

    const fn first_month(self) -> Month {
        Month {
            year: self.0.saturating_sub(BUDDHIST_YEARS).saturating_sub(1),
            month: 10,
        }
    }

    fn months_from(self, skip: usize, count: usize) -> Period {
        let months = self.months();
        let mut part = months.iter().skip(skip).take(count);
        let first = part.next().copied().unwrap_or(self.first_month());
        let last = part.next_back().copied().unwrap_or(first);
        Period::new(first.first_day(), last.last_day())
    }
}

impl Half {
    /// The half of the fiscal year in which a day lies.
    pub fn of(day: Day) -> Self {
        match day.month().month {
            4..=9 => Self::Second,
            _ => Self::First,
        }
    }

    /// The first day of the half year before the one of a day.
    pub fn before(day: Day) -> Day {
        let year = FiscalYear::of(day);
        match Self::of(day) {
            Self::First => year.previous().half(Self::Second).first,
            Self::Second => year.half(Self::First).first,
        }
    }
}

impl Quarter {
    /// The quarter of the fiscal year in which a day lies.
    pub fn of(day: Day) -> Self {
        match day.month().month {
            1..=3 => Self::Second,
            4..=6 => Self::Third,
            7..=9 => Self::Fourth,
            _ => Self::First,
        }
    }

    /// 1 to 4, as in ไตรมาส 1.
    pub const fn number(self) -> u8 {
        match self {
            Self::First => 1,
            Self::Second => 2,
            Self::Third => 3,
            Self::Fourth => 4,
        }
    }
}

impl fmt::Display for FiscalYear {
    /// The Buddhist number in ASCII digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(year: i16, month: i8, day: i8) -> Day {
        Day::from_ymd(year, month, day).unwrap()
    }

    #[test]
    fn the_vectors_of_the_conventions_hold() {
        for (date, year, half, quarter) in [
            (day(2023, 9, 30), 2566, Half::Second, 4),
            (day(2023, 10, 1), 2567, Half::First, 1),
            (day(2024, 3, 31), 2567, Half::First, 2),
            (day(2024, 4, 1), 2567, Half::Second, 3),
            (day(2024, 9, 30), 2567, Half::Second, 4),
            (day(2024, 10, 1), 2568, Half::First, 1),
            // 2024-09-30T17:00:00Z is midnight in Bangkok.
            (Day::of_moment(1_727_715_600), 2568, Half::First, 1),
        ] {
            assert_eq!(FiscalYear::of(date).number(), year, "{date:?}");
            assert_eq!(Half::of(date), half, "{date:?}");
            assert_eq!(Quarter::of(date).number(), quarter, "{date:?}");
        }
    }

    #[test]
    fn the_year_2567_runs_from_october_2023_to_september_2024() {
        let year = FiscalYear::new(2567).unwrap();
        assert_eq!(
            (year.first_day(), year.last_day()),
            (day(2023, 10, 1), day(2024, 9, 30))
        );
        assert_eq!(
            year.half(Half::First),
            Period::new(day(2023, 10, 1), day(2024, 3, 31))
        );
        assert_eq!(
            year.half(Half::Second),
            Period::new(day(2024, 4, 1), day(2024, 9, 30))
        );
        assert_eq!(
            year.quarter(Quarter::Second),
            Period::new(day(2024, 1, 1), day(2024, 3, 31))
        );
        assert_eq!(
            year.nine_months(),
            Period::new(day(2023, 10, 1), day(2024, 6, 30))
        );
        assert_eq!(year.to_string(), "2567");
    }

    #[test]
    fn years_of_another_era_are_refused() {
        for number in [0, 67, 2024, 2399, 2701, i16::MIN, i16::MAX] {
            assert_eq!(FiscalYear::new(number), None, "{number}");
        }
    }

    proptest! {
        #[test]
        fn every_day_lies_in_its_year_half_quarter_and_month(number in -50_000_i32..50_000) {
            let day = Day::from_number(number);
            let year = FiscalYear::of(day);
            prop_assert!(year.period().contains(day));
            prop_assert!(year.half(Half::of(day)).contains(day));
            prop_assert!(year.quarter(Quarter::of(day)).contains(day));
            prop_assert!(year.months().contains(&day.month()));
        }

        #[test]
        fn years_follow_each_other_without_a_gap(number in 2400_i16..2700) {
            let year = FiscalYear::new(number).unwrap();
            prop_assert_eq!(year.last_day().plus(1), year.next().first_day());
            prop_assert_eq!(year.next().previous(), year);
            let days = year.last_day().since(year.first_day()) + 1;
            prop_assert!(days == 365 || days == 366);
        }
    }
}
