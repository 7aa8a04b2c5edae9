//! The page of the figures before anything is published, and the day a report counts on.

use sujarit::domain::day::Day;

use super::place::{Place, noon};
use super::visitor::Visitor;

const HERE: &str = "/khok-sung";

fn day(year: i16, month: i8, day: i8) -> Day {
    Day::from_ymd(year, month, day).unwrap()
}

#[tokio::test]
async fn the_public_page_counts_nothing_and_says_so_before_the_first_edition() {
    let place = Place::new(noon(day(2026, 8, 21)));
    let mut visitor = Visitor::of(&place);
    let empty = visitor.open("/khok-sung/statistics").await;
    assert_eq!(empty.status, 200);
    assert!(empty.text().contains("ยังไม่ได้เผยแพร่สถิติฉบับแรก"), "{}", empty.text());
    visitor
        .report(
            HERE,
            &[("kind", "tip"), ("category", "proc"), ("what", "เรื่องที่สอง")],
        )
        .await;
    place.clock.advance_to(noon(day(2026, 9, 1)));
    let after = visitor.open("/khok-sung/statistics").await;
    assert_eq!(after.text(), empty.text());
    let english = visitor.open("/en/khok-sung/statistics").await;
    assert!(
        english.text().contains("has not published its first edition"),
        "{}",
        english.text()
    );
}

#[tokio::test]
async fn a_report_belongs_to_the_bangkok_day_on_which_it_was_sent() {
    let place = Place::new(noon(day(2026, 9, 30)));
    let mut visitor = Visitor::of(&place);
    // 30 September 2569, one second before midnight in Bangkok; the machine counts in UTC.
    let midnight = i64::from(day(2026, 10, 1).number()) * 86_400 - 7 * 3_600;
    place.clock.advance_to(midnight - 1);
    let before = visitor
        .report(HERE, &[("category", "proc"), ("what", "ก่อนเที่ยงคืน")])
        .await;
    assert!(
        before.number().starts_with("2569-") && before.text().contains("15 ตุลาคม 2569"),
        "{}",
        before.text()
    );
    place.clock.advance_to(midnight);
    let after = visitor
        .report(HERE, &[("category", "proc"), ("what", "หลังเที่ยงคืน")])
        .await;
    assert!(
        after.number().starts_with("2570-") && after.text().contains("16 ตุลาคม 2569"),
        "{}",
        after.text()
    );
}
