//! A new date for the reporter, as an officer types it: day, month and year in either era and any digits.

use crate::domain::day::Day;
use crate::domain::thai::dates::BUDDHIST_YEARS;
use crate::domain::thai::digits;
use crate::web::field::TypedDate;

/// Why a typed date is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DueDateProblem {
    /// A part is missing.
    Missing,
    /// There is no such day, or it cannot be read.
    NoSuchDay,
}

/// From this year on a year is one of the Buddhist Era (conventions §3.2).
const FIRST_BUDDHIST: i16 = 2400;
/// Years before this one are none that anybody means: two digits are ambiguous.
const FIRST_COMMON: i16 = 1900;

/// Reads it.
///
/// # Errors
/// [`DueDateProblem`].
pub fn read(typed: &TypedDate) -> Result<Day, DueDateProblem> {
    if [&typed.day, &typed.month, &typed.year]
        .iter()
        .any(|part| part.trim().is_empty())
    {
        return Err(DueDateProblem::Missing);
    }
    let number = |text: &str| {
        let number = digits::number(text).ok_or(DueDateProblem::NoSuchDay)?;
        i16::try_from(number).map_err(|_| DueDateProblem::NoSuchDay)
    };
    let small = |text: &str| {
        let number = number(text)?;
        i8::try_from(number).map_err(|_| DueDateProblem::NoSuchDay)
    };
    let year = match number(&typed.year)? {
        year @ FIRST_BUDDHIST.. => year - BUDDHIST_YEARS,
        year @ FIRST_COMMON.. => year,
        _ => return Err(DueDateProblem::NoSuchDay),
    };
    Day::from_ymd(year, small(&typed.month)?, small(&typed.day)?).ok_or(DueDateProblem::NoSuchDay)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(day: &str, month: &str, year: &str) -> TypedDate {
        let value = |text: &str| text.to_owned().into();
        TypedDate {
            day: value(day),
            month: value(month),
            year: value(year),
        }
    }

    #[test]
    fn either_era_and_thai_digits_name_the_same_day() {
        let day = Day::from_ymd(2026, 12, 5);
        for (d, m, y) in [("5", "12", "2569"), ("๕", "12", "๒๕๖๙"), ("05", "12", "2026")] {
            assert_eq!(read(&typed(d, m, y)).ok(), day);
        }
    }

    #[test]
    fn half_a_date_and_a_day_that_does_not_exist_are_told_apart() {
        assert_eq!(read(&typed("", "12", "2569")), Err(DueDateProblem::Missing));
        for (d, m, y) in [
            ("31", "4", "2569"),
            ("5", "12", "69"),
            ("x", "1", "2569"),
            ("29", "2", "2568"),
            ("300", "1", "2569"),
        ] {
            assert_eq!(
                read(&typed(d, m, y)),
                Err(DueDateProblem::NoSuchDay),
                "{d} {m} {y}"
            );
        }
    }
}
