//! What is published, put into words: figures of the domain in, pages' rows and finished files out. The one place below
//! the pages where [`crate::words`] and [`crate::documents`] meet; nothing here reads, writes or asks the time.

pub mod chart;
pub mod edition;
mod edition_csv;
mod round_indicators;
pub mod round_memo;
pub mod round_report;
pub mod year;

use crate::domain::day::Day;
use crate::domain::thai::dates;
use crate::domain::thai::digits::Digits;
use crate::words::Language;

/// `20 กุมภาพันธ์ 2567` or `20 February 2024`.
pub fn day(language: Language, day: Day) -> String {
    match language {
        Language::Thai => dates::long(day, Digits::Arabic),
        Language::English => dates::english(day),
    }
}
