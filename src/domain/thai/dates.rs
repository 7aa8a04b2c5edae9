//! Dates as Thai readers expect them: day, month in words, year of the Buddhist Era (CE + 543).

use super::digits::Digits;
use crate::domain::day::{Day, Month};

/// Years that the Buddhist Era is ahead of the common era, for every date since 1941 (conventions §3.2).
pub const BUDDHIST_YEARS: i16 = 543;

const LONG: [&str; 12] = [
    "มกราคม",
    "กุมภาพันธ์",
    "มีนาคม",
    "เมษายน",
    "พฤษภาคม",
    "มิถุนายน",
    "กรกฎาคม",
    "สิงหาคม",
    "กันยายน",
    "ตุลาคม",
    "พฤศจิกายน",
    "ธันวาคม",
];
const SHORT: [&str; 12] = [
    "ม.ค.",
    "ก.พ.",
    "มี.ค.",
    "เม.ย.",
    "พ.ค.",
    "มิ.ย.",
    "ก.ค.",
    "ส.ค.",
    "ก.ย.",
    "ต.ค.",
    "พ.ย.",
    "ธ.ค.",
];
const ENGLISH: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The Thai name of month 1 to 12; empty for any other number.
pub fn month_name(month: i8) -> &'static str {
    name(&LONG, month)
}

/// The English name of month 1 to 12; empty for any other number.
pub fn english_month_name(month: i8) -> &'static str {
    name(&ENGLISH, month)
}

/// The year of the Buddhist Era that a year of the common era is called.
pub const fn buddhist_year(year: i16) -> i16 {
    year.saturating_add(BUDDHIST_YEARS)
}

/// `20 กุมภาพันธ์ 2567`, on paper `๒๐ กุมภาพันธ์ ๒๕๖๗`.
pub fn long(day: Day, digits: Digits) -> String {
    let date = day.date();
    let year = buddhist_year(date.year());
    digits.write(&format!("{} {} {year}", date.day(), month_name(date.month())))
}

/// `20 ก.พ. 67`: for narrow columns only, never as something to type (two-digit years are ambiguous).
pub fn short(day: Day, digits: Digits) -> String {
    let date = day.date();
    let year = buddhist_year(date.year()).rem_euclid(100);
    digits.write(&format!(
        "{} {} {year:02}",
        date.day(),
        name(&SHORT, date.month())
    ))
}

/// `กุมภาพันธ์ 2567`
pub fn month_year(month: Month, digits: Digits) -> String {
    digits.write(&format!(
        "{} {}",
        month_name(month.month),
        buddhist_year(month.year)
    ))
}

/// `ต.ค. 66`
pub fn short_month_year(month: Month, digits: Digits) -> String {
    let year = buddhist_year(month.year).rem_euclid(100);
    digits.write(&format!("{} {year:02}", name(&SHORT, month.month)))
}

/// `วันที่ ๓๐ เดือน กันยายน พ.ศ. ๒๕๖๕`: the closing line of an announcement.
pub fn announcement(day: Day, digits: Digits) -> String {
    let date = day.date();
    let year = buddhist_year(date.year());
    digits.write(&format!(
        "วันที่ {} เดือน {} พ.ศ. {year}",
        date.day(),
        month_name(date.month())
    ))
}

/// `20 February 2024`: English pages use the common era.
pub fn english(day: Day) -> String {
    let date = day.date();
    format!(
        "{} {} {}",
        date.day(),
        english_month_name(date.month()),
        date.year()
    )
}

/// `February 2024`
pub fn english_month_year(month: Month) -> String {
    format!("{} {}", english_month_name(month.month), month.year)
}

fn name(names: &[&'static str; 12], month: i8) -> &'static str {
    usize::try_from(month)
        .ok()
        .and_then(|number| number.checked_sub(1))
        .and_then(|index| names.get(index))
        .copied()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i16, month: i8, day: i8) -> Day {
        Day::from_ymd(year, month, day).unwrap()
    }

    #[test]
    fn a_date_is_written_in_every_form_of_the_conventions() {
        let date = day(2024, 2, 20);
        assert_eq!(long(date, Digits::Arabic), "20 กุมภาพันธ์ 2567");
        assert_eq!(long(date, Digits::Thai), "๒๐ กุมภาพันธ์ ๒๕๖๗");
        assert_eq!(short(date, Digits::Arabic), "20 ก.พ. 67");
        assert_eq!(month_year(date.month(), Digits::Thai), "กุมภาพันธ์ ๒๕๖๗");
        assert_eq!(english(date), "20 February 2024");
        assert_eq!(english_month_year(date.month()), "February 2024");
        assert_eq!(
            announcement(day(2022, 9, 30), Digits::Thai),
            "วันที่ ๓๐ เดือน กันยายน พ.ศ. ๒๕๖๕"
        );
    }

    #[test]
    fn the_span_of_a_fiscal_year_reads_as_in_the_plans() {
        let first = short_month_year(day(2023, 10, 1).month(), Digits::Thai);
        let last = short_month_year(day(2024, 9, 30).month(), Digits::Thai);
        assert_eq!(format!("{first} - {last}"), "ต.ค. ๖๖ - ก.ย. ๖๗");
    }

    #[test]
    fn short_years_keep_both_digits() {
        assert_eq!(short(day(2057, 1, 5), Digits::Arabic), "5 ม.ค. 00");
        assert_eq!(short(day(2062, 12, 5), Digits::Arabic), "5 ธ.ค. 05");
    }

    #[test]
    fn months_that_do_not_exist_have_no_name() {
        for month in [i8::MIN, -1, 0, 13, i8::MAX] {
            assert_eq!(month_name(month), "");
            assert_eq!(english_month_name(month), "");
        }
    }
}
