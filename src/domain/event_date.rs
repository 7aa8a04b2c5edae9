//! When it happened, as far as the reporter knows: a year, perhaps a month, perhaps a day.

use std::fmt;

use super::day::Day;
use super::thai::dates::{BUDDHIST_YEARS, buddhist_year, english_month_name, month_name};
use super::thai::digits::{Digits, number};

/// Why a date was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DateProblem {
    /// A day or a month without a year.
    YearMissing,
    /// The year is no number.
    YearUnreadable,
    /// `69`: could be 2569, 2469, 1969. Only four digits are understood.
    YearOfTwoDigits,
    /// Neither 2400–2700 (Buddhist Era) nor 1900–2100 (common era).
    YearOutOfRange,
    /// The month is no number from 1 to 12.
    MonthUnreadable,
    /// A day without its month.
    MonthMissing,
    /// The day is no number from 1 to 31.
    DayUnreadable,
    /// 30 February, 31 April, 29 February of a common year.
    NoSuchDay,
    /// The date lies after today.
    InFuture,
}

/// Which of the three answers a problem is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DatePart {
    /// The day.
    Day,
    /// The month.
    Month,
    /// The year.
    Year,
}

impl DateProblem {
    /// The answer to point at.
    pub const fn part(self) -> DatePart {
        match self {
            Self::YearMissing
            | Self::YearUnreadable
            | Self::YearOfTwoDigits
            | Self::YearOutOfRange
            | Self::InFuture => DatePart::Year,
            Self::MonthUnreadable | Self::MonthMissing => DatePart::Month,
            Self::DayUnreadable | Self::NoSuchDay => DatePart::Day,
        }
    }
}

/// A year of the common era, with a month and a day where the reporter knows them.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct EventDate {
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
}

impl EventDate {
    /// Reads the three answers; Thai digits are fine, and the year may be of either era. `None` when all
    /// three are left empty.
    ///
    /// # Errors
    /// The first [`DateProblem`] found, looking at year, month and day in this order.
    pub fn read(day: &str, month: &str, year: &str, today: Day) -> Result<Option<Self>, DateProblem> {
        let (day, month, year) = (day.trim(), month.trim(), year.trim());
        if day.is_empty() && month.is_empty() && year.is_empty() {
            return Ok(None);
        }
        let year = common_year(year)?;
        let month = part(month, 12).ok_or(DateProblem::MonthUnreadable)?;
        let day = part(day, 31).ok_or(DateProblem::DayUnreadable)?;
        if day.is_some() && month.is_none() {
            return Err(DateProblem::MonthMissing);
        }
        let date = Self::of(year, month, day).ok_or(DateProblem::NoSuchDay)?;
        if date.first_possible_day().is_none_or(|first| first > today) {
            return Err(DateProblem::InFuture);
        }
        Ok(Some(date))
    }

    /// The date with these parts of the common era, if it exists.
    pub fn of(year: i16, month: Option<i8>, day: Option<i8>) -> Option<Self> {
        let date = Self { year, month, day };
        let complete = day.is_none() || month.is_some();
        (complete && date.first_possible_day().is_some()).then_some(date)
    }

    /// Year of the common era.
    pub const fn year(self) -> i16 {
        self.year
    }

    /// Year of the Buddhist Era.
    pub const fn buddhist_year(self) -> i16 {
        buddhist_year(self.year)
    }

    /// 1 to 12, if known.
    pub const fn month(self) -> Option<i8> {
        self.month
    }

    /// 1 to 31, if known.
    pub const fn day(self) -> Option<i8> {
        self.day
    }

    /// `20 กุมภาพันธ์ 2567`, `กุมภาพันธ์ 2567` or `พ.ศ. 2567`.
    pub fn thai(self, digits: Digits) -> String {
        let year = self.buddhist_year();
        digits.write(&match (self.day, self.month) {
            (Some(day), Some(month)) => format!("{day} {} {year}", month_name(month)),
            (_, Some(month)) => format!("{} {year}", month_name(month)),
            _ => format!("พ.ศ. {year}"),
        })
    }

    /// `20 February 2024`, `February 2024` or `2024`.
    pub fn english(self) -> String {
        let year = self.year;
        match (self.day, self.month) {
            (Some(day), Some(month)) => format!("{day} {} {year}", english_month_name(month)),
            (_, Some(month)) => format!("{} {year}", english_month_name(month)),
            _ => year.to_string(),
        }
    }

    /// The first day that the date can mean; nothing if no such day exists.
    fn first_possible_day(self) -> Option<Day> {
        Day::from_ymd(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1))
    }
}

impl fmt::Debug for EventDate {
    /// Says nothing: the date is part of what the reporter told.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EventDate(…)")
    }
}

fn common_year(text: &str) -> Result<i16, DateProblem> {
    if text.is_empty() {
        return Err(DateProblem::YearMissing);
    }
    let year = number(text).ok_or(DateProblem::YearUnreadable)?;
    let digits = text.chars().count();
    let year = match year {
        0..=99 if digits <= 2 => return Err(DateProblem::YearOfTwoDigits),
        1900..=2100 | 2400..=2700 => i16::try_from(year).map_err(|_| DateProblem::YearOutOfRange)?,
        _ => return Err(DateProblem::YearOutOfRange),
    };
    Ok(if year >= 2400 { year - BUDDHIST_YEARS } else { year })
}

/// A number from 1 to `most`, or nothing when left empty; `None` outside when it is neither.
#[expect(
    clippy::option_option,
    reason = "left empty and unreadable are two different answers of a form field"
)]
fn part(text: &str, most: u32) -> Option<Option<i8>> {
    if text.is_empty() {
        return Some(None);
    }
    let number = number(text).filter(|number| (1..=most).contains(number))?;
    i8::try_from(number).ok().map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(day: &str, month: &str, year: &str) -> Result<Option<EventDate>, DateProblem> {
        let today = Day::from_ymd(2026, 8, 21).unwrap();
        EventDate::read(day, month, year, today)
    }

    #[test]
    fn both_eras_and_both_scripts_mean_the_same_day() {
        let expected = EventDate::of(2026, Some(2), Some(20));
        for (day, month, year) in [
            ("20", "2", "2569"),
            ("20", "2", "2026"),
            ("๒๐", "๒", "๒๕๖๙"),
            (" 20", "02 ", " 2569 "),
        ] {
            assert_eq!(read(day, month, year), Ok(expected));
        }
        let date = expected.unwrap();
        assert_eq!(date.thai(Digits::Arabic), "20 กุมภาพันธ์ 2569");
        assert_eq!(date.english(), "20 February 2026");
        assert_eq!((date.buddhist_year(), date.year()), (2569, 2026));
    }

    #[test]
    fn the_day_and_the_month_may_be_unknown() {
        assert_eq!(read("", "", ""), Ok(None));
        let year = read("", "", "๒๕๖๘").unwrap().unwrap();
        assert_eq!(year.thai(Digits::Thai), "พ.ศ. ๒๕๖๘");
        assert_eq!(year.english(), "2025");
        let month = read("", "4", "2568").unwrap().unwrap();
        assert_eq!(month.thai(Digits::Arabic), "เมษายน 2568");
        assert_eq!(month.english(), "April 2025");
    }

    #[test]
    fn every_wrong_date_has_its_own_answer() {
        use DateProblem as P;
        for (day, month, year, problem) in [
            ("1", "1", "", P::YearMissing),
            ("", "1", "", P::YearMissing),
            ("", "", "สองพัน", P::YearUnreadable),
            ("", "", "-2569", P::YearUnreadable),
            ("", "", "69", P::YearOfTwoDigits),
            ("", "", "๖๙", P::YearOfTwoDigits),
            ("", "", "9", P::YearOfTwoDigits),
            ("", "", "0069", P::YearOutOfRange),
            ("", "", "2399", P::YearOutOfRange),
            ("", "", "2101", P::YearOutOfRange),
            ("", "", "2701", P::YearOutOfRange),
            ("", "", "1899", P::YearOutOfRange),
            ("", "", "999999999", P::YearOutOfRange),
            ("", "", "9999999999", P::YearUnreadable),
            ("1", "13", "2569", P::MonthUnreadable),
            ("1", "0", "2569", P::MonthUnreadable),
            ("1", "มกราคม", "2569", P::MonthUnreadable),
            ("1", "", "2569", P::MonthMissing),
            ("32", "1", "2569", P::DayUnreadable),
            ("0", "1", "2569", P::DayUnreadable),
            ("30", "2", "2569", P::NoSuchDay),
            ("29", "2", "2568", P::NoSuchDay),
            ("31", "4", "2569", P::NoSuchDay),
            ("22", "8", "2569", P::InFuture),
            ("", "9", "2026", P::InFuture),
            ("", "", "2570", P::InFuture),
            ("", "", "2700", P::InFuture),
        ] {
            assert_eq!(read(day, month, year), Err(problem), "{day}/{month}/{year}");
        }
    }

    #[test]
    fn today_and_leap_days_are_dates() {
        assert!(read("21", "8", "2569").unwrap().is_some());
        assert!(read("29", "2", "2567").unwrap().is_some());
        assert!(read("", "8", "2569").unwrap().is_some());
        assert!(read("", "", "2400").unwrap().is_some());
    }

    proptest! {
        #[test]
        fn any_answer_is_read_or_refused(day in any::<String>(), month in any::<String>(), year in any::<String>()) {
            let _ = read(&day, &month, &year);
        }

        #[test]
        fn every_past_day_is_read_from_either_era(number in -25_000_i32..20_000) {
            let date = Day::from_number(number).date();
            let (day, month) = (date.day().to_string(), date.month().to_string());
            let common = read(&day, &month, &date.year().to_string());
            let buddhist = read(&day, &month, &buddhist_year(date.year()).to_string());
            prop_assert_eq!(common, buddhist);
            prop_assert_eq!(common, Ok(EventDate::of(date.year(), Some(date.month()), Some(date.day()))));
        }
    }
}
