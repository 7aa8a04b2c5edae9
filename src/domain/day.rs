//! Days in Bangkok: the only precision kept of what a citizen does.

use std::fmt;

use jiff::civil::Date;

/// Seconds that Bangkok is ahead of UTC. Thailand has no daylight saving time.
const BANGKOK_OFFSET_SECONDS: i64 = 7 * 3_600;
const SECONDS_PER_DAY: i64 = 86_400;

/// A calendar day in Asia/Bangkok, counted from 1970-01-01 = 0.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Day(i32);

/// A month of the Gregorian calendar, in Bangkok.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Month {
    /// Year of the common era.
    pub year: i16,
    /// 1 to 12.
    pub month: i8,
}

impl Day {
    /// The day with this number in the database.
    pub const fn from_number(number: i32) -> Self {
        Self(number)
    }

    /// The number in the database: days since 1970-01-01.
    pub const fn number(self) -> i32 {
        self.0
    }

    /// The Bangkok day of a moment given in seconds since 1970-01-01T00:00:00Z.
    pub fn of_moment(seconds: i64) -> Self {
        let days = (seconds.saturating_add(BANGKOK_OFFSET_SECONDS)).div_euclid(SECONDS_PER_DAY);
        Self(i32::try_from(days).unwrap_or(if days < 0 { i32::MIN } else { i32::MAX }))
    }

    /// The day with this date of the common era, if it exists.
    pub fn from_ymd(year: i16, month: i8, day: i8) -> Option<Self> {
        Date::new(year, month, day).ok().map(Self::from_date)
    }

    /// The date of the common era.
    pub fn date(self) -> Date {
        let epoch = Date::constant(1970, 1, 1);
        epoch.saturating_add(jiff::Span::new().try_days(i64::from(self.0)).unwrap_or_default())
    }

    /// The month the day lies in.
    pub fn month(self) -> Month {
        let date = self.date();
        Month {
            year: date.year(),
            month: date.month(),
        }
    }

    /// The day so many days later (earlier if negative).
    #[must_use]
    pub const fn plus(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// How many days this day lies after `other` (negative if before).
    pub const fn since(self, other: Self) -> i32 {
        self.0.saturating_sub(other.0)
    }

    fn from_date(date: Date) -> Self {
        let epoch = Date::constant(1970, 1, 1);
        Self(epoch.until(date).map_or(0, |span| span.get_days()))
    }
}

impl Month {
    /// The first day of the month.
    pub fn first_day(self) -> Day {
        Date::new(self.year, self.month, 1).map_or(Day(0), Day::from_date)
    }

    /// The last day of the month.
    pub fn last_day(self) -> Day {
        self.next().first_day().plus(-1)
    }

    /// The month after.
    #[must_use]
    pub const fn next(self) -> Self {
        if self.month >= 12 {
            Self {
                year: self.year.saturating_add(1),
                month: 1,
            }
        } else {
            Self {
                year: self.year,
                month: self.month + 1,
            }
        }
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.date())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_in_bangkok() {
        // 2024-09-30T16:59:59Z is still 30 September in Bangkok, one second later it is 1 October.
        let last = Day::of_moment(1_727_715_599);
        assert_eq!(Some(last), Day::from_ymd(2024, 9, 30));
        assert_eq!(Day::of_moment(1_727_715_600), last.plus(1));
    }

    #[test]
    fn days_and_dates_agree_over_two_centuries() {
        let mut date = Date::constant(1900, 1, 1);
        let mut day = Day::from_ymd(1900, 1, 1).unwrap();
        while date.year() < 2100 {
            assert_eq!(day.date(), date);
            assert_eq!(Day::from_ymd(date.year(), date.month(), date.day()), Some(day));
            date = date.tomorrow().unwrap();
            day = day.plus(1);
        }
    }

    #[test]
    fn a_month_ends_the_day_before_the_next_begins() {
        assert_eq!(
            Month { year: 2024, month: 2 }.last_day(),
            Day::from_ymd(2024, 2, 29).unwrap()
        );
        assert_eq!(
            Month {
                year: 2025,
                month: 12
            }
            .last_day(),
            Day::from_ymd(2025, 12, 31).unwrap()
        );
    }

    #[test]
    fn dates_that_do_not_exist_are_refused() {
        assert_eq!(Day::from_ymd(2025, 2, 29), None);
        assert_eq!(Day::from_ymd(2025, 4, 31), None);
        assert_eq!(Day::from_ymd(2025, 13, 1), None);
    }
}
