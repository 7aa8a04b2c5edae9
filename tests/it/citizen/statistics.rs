//! The published figures, and the day a report counts on.

use sujarit::domain::day::Day;

use super::place::{Place, noon};
use super::visitor::Visitor;

const HERE: &str = "/khok-sung";

fn day(year: i16, month: i8, day: i8) -> Day {
    Day::from_ymd(year, month, day).unwrap()
}

#[tokio::test]
async fn months_without_reports_say_so_and_months_with_reports_count_them() {
    let place = Place::new(noon(day(2026, 8, 21)));
    let mut visitor = Visitor::of(&place);
    let empty = visitor.open("/khok-sung/statistics").await;
    assert_eq!(empty.status, 200);
    let text = empty.text();
    assert!(text.contains("ข้อมูล ณ วันที่ 31 กรกฎาคม 2569"), "{text}");
    assert!(
        text.contains("ระหว่างวันที่ 1 ตุลาคม 2568 – 31 กรกฎาคม 2569 องค์การบริหารส่วนตำบลโคกสูงไม่มีเรื่องร้องเรียน"),
        "{text}"
    );
    assert!(text.contains("ระหว่างวันที่ 1 ตุลาคม 2567 – 30 กันยายน 2568"), "{text}");
    assert!(!empty.body.contains("<svg class=\"chart\""));

    visitor
        .report(
            HERE,
            &[("kind", "complaint"), ("category", "proc"), ("what", "เรื่องที่หนึ่ง")],
        )
        .await;
    visitor
        .report(
            HERE,
            &[("kind", "tip"), ("category", "proc"), ("what", "เรื่องที่สอง")],
        )
        .await;
    let same_month = visitor.open("/khok-sung/statistics").await;
    assert_eq!(same_month.text(), text, "this month is not published yet");

    place.clock.advance_to(noon(day(2026, 9, 1)));
    let counted = visitor.open("/khok-sung/statistics").await;
    let august = r#"<th scope="row">สิงหาคม 2569</th><td class="num" data-label="เรื่องร้องเรียน">1</td><td class="num" data-label="เบาะแส">1</td><td class="num" data-label="ข้อคิดเห็น">0</td><td class="num" data-label="ทั้งหมด (เรื่อง)">2</td><td class="num" data-label="ดำเนินการแล้วเสร็จ (เรื่อง)">0</td><td class="num" data-label="อยู่ระหว่างดำเนินการ (เรื่อง)">2</td>"#;
    assert!(counted.body.contains(august), "{}", counted.body);
    assert!(counted.body.contains("<svg class=\"chart\"") && counted.text().contains("31 สิงหาคม 2569"));
    let elsewhere = visitor.open("/nong-ruea/statistics").await;
    assert!(elsewhere.text().contains("ไม่มีเรื่องร้องเรียน"));

    // In the next fiscal year they are carried over.
    place.clock.advance_to(noon(day(2026, 11, 5)));
    let next = visitor.open("/en/khok-sung/statistics").await;
    assert!(next.text().contains("Fiscal year 2570") && next.text().contains("As of 31 October 2026"));
    assert!(next.body.contains(r#"<th scope="row">Carried over from before the fiscal year</th><td class="num" data-label="Complaints">1</td>"#), "{}", next.body);
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
