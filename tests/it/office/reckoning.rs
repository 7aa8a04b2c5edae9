//! What the clock of an agency goes by: kept in the panel, effective at once, and never reaching back.

use std::sync::Arc;

use sujarit::clock::Clock;
use sujarit::domain::day::Day;
use sujarit::domain::ids::CaseId;
use sujarit::flow::incoming::intake;
use sujarit::flow::reporter::track;
use sujarit::observe::Observer;
use sujarit::store;
use sujarit::store::cases::Case;
use sujarit::vault::random::Rng;

use super::desk::{Desk, HERE, file};
use crate::citizen::place::{Place, a_day};
use crate::citizen::visitor::Page;

const WHAT: &str = "ตรวจรับงานที่ยังไม่เสร็จ";

fn says(page: &Page, all: &[&str]) {
    for said in all {
        assert!(page.text().contains(said), "{said}: {}", page.text());
    }
}

async fn row(place: &Place, case: CaseId) -> Case {
    let agency = place.first.id;
    let found = place.app.db.read(move |c| store::cases::find(c, agency, case));
    found.await.ok().unwrap()
}

const TEN_DAYS: [(&str, &str); 7] = [
    ("days", "๑๐"),
    ("extension", "7"),
    ("warning", "2"),
    ("source", "คำสั่ง อบต.โคกสูง ที่ ๙๙/๒๕๖๙"),
    ("from_day", "22"),
    ("from_month", "8"),
    ("from_year", "2569"),
];

async fn adds(desk: &mut Desk, more: &[(&str, &str)]) -> Page {
    let form = desk.open(&format!("{HERE}/office/rules")).await;
    assert_eq!(form.status, 200, "{}", form.text());
    let kept = TEN_DAYS
        .iter()
        .filter(|(name, _)| more.iter().all(|(other, _)| other != name));
    let typed: Vec<_> = kept.chain(more).copied().collect();
    desk.submit(&form, &typed).await
}

#[tokio::test]
async fn a_new_period_holds_for_what_is_received_from_its_day_on_and_old_cases_keep_theirs() {
    let place = Place::new(a_day());
    let (old, _) = file(&place, WHAT, &[]).await;
    let mut admin = Desk::of(&place, "first").await;
    let page = adds(&mut admin, &[]).await;
    says(
        &page,
        &[
            "บันทึกกำหนดเวลาแล้ว",
            "ฉบับที่ 2",
            "เรื่องที่รับตั้งแต่ 22 สิงหาคม 2569",
            "คำสั่ง อบต.โคกสูง",
        ],
    );
    let (same_day, _) = file(&place, WHAT, &[]).await;
    let home = Desk::new(&place).open(HERE).await;
    says(&home, &["ภายใน 15 วัน"]);

    place.clock.advance_to(a_day() + 86_400);
    let (new, code) = file(&place, WHAT, &[]).await;
    for (case, rule, days) in [(old, 1, 15), (same_day, 1, 15), (new, 2, 10)] {
        let row = row(&place, case).await;
        assert_eq!((row.rule, row.due_on), (rule, row.received_on.plus(days)));
    }
    let home = Desk::new(&place).open(HERE).await;
    says(&home, &["ภายใน 10 วัน"]);
    let mut desk = Desk::of(&place, "first").await;
    let page = desk.open(&format!("{HERE}/office/case/{new}")).await;
    says(
        &page,
        &[
            "กำหนดเวลาฉบับที่ 2: 10 วัน",
            "คำสั่ง อบต.โคกสูง ที่ ๙๙/๒๕๖๙",
            "ครบกำหนด 1 กันยายน 2569",
        ],
    );
    let page = desk.open(&format!("{HERE}/office/case/{old}")).await;
    says(&page, &["กำหนดเวลาฉบับที่ 1: 15 วัน", "แผนปฏิบัติการป้องกันการทุจริต"]);
    let begun = track::begin(&place.app, &place.first, &code).await.ok().unwrap();
    let seen = track::view(&place.app, &begun.unwrap().0).await.ok().unwrap();
    assert_eq!(seen.deadline.rule.days, 10);

    // What is late, what is due and what is counted go by the same rule.
    place.clock.advance_to(a_day() + 12 * 86_400);
    let mut desk = Desk::of(&place, "first").await;
    let late = desk.open(&format!("{HERE}/office?queue=late")).await;
    let number = row(&place, new).await.number;
    assert!(late.body.contains(&format!("-{number:06}")), "{}", late.text());
    assert!(
        !late
            .body
            .contains(&format!("-{:06}", row(&place, old).await.number))
    );
}

#[tokio::test]
async fn a_period_that_cannot_be_is_refused_and_what_was_typed_stays() {
    let place = Place::new(a_day());
    let mut admin = Desk::of(&place, "first").await;
    for (more, said) in [
        (vec![("days", "61")], "จำนวนวันต้องอยู่ระหว่าง 1 ถึง 60"),
        (vec![("days", "สิบ")], "กรอกจำนวนวันเป็นตัวเลข"),
        (vec![("extension", "16")], "จำนวนวันต้องอยู่ระหว่าง 1 ถึง 15"),
        (vec![("warning", "10")], "จำนวนวันแจ้งเตือนต้องน้อยกว่า"),
        (vec![("from_day", "21")], "วันที่เริ่มใช้ต้องหลังวันนี้"),
        (vec![("from_year", "2572")], "ต้องไม่เกิน 366 วัน"),
        (vec![("source", " ")], "กรอกที่มาตามกฎหมายหรือคำสั่ง"),
    ] {
        let page = adds(&mut admin, &more).await;
        assert_eq!(page.status, 422, "{said}");
        says(&page, &[said]);
        assert!(page.value("extension").is_some(), "{said}");
    }
    let mut officer = Desk::of(&place, "nitikorn").await;
    for page in ["rules", "holidays"] {
        assert_eq!(officer.open(&format!("{HERE}/office/{page}")).await.status, 404);
    }
}

#[tokio::test]
async fn a_holiday_moves_warning_and_answer_at_once_on_every_node_and_no_day_due() {
    let place = Place::new(a_day());
    let (case, code) = file(&place, WHAT, &[]).await;
    let mut desk = Desk::of(&place, "first").await;
    let asked = [("text", "ใครเป็นผู้ตรวจรับงานในวันนั้น")];
    assert_eq!(desk.act(case, "ask", &asked).await.status, 200);
    let page = desk.open(&format!("{HERE}/office/case/{case}")).await;
    // Received on Friday 21 August: due on Saturday 5 September.
    says(
        &page,
        &[
            "5 กันยายน 2569 เป็นวันเสาร์หรือวันอาทิตย์ แต่ยังเป็นวันครบกำหนด",
            "แจ้งเตือนตั้งแต่ 2 กันยายน 2569",
            "ขอให้ผู้แจ้งตอบภายใน 28 สิงหาคม 2569",
        ],
    );
    // Another node on the same store.
    let config = place.app.config.clone();
    let clock = Clock::set_to(a_day());
    let other = std::thread::spawn(move || {
        let observer = Arc::new(Observer::standard_error());
        sujarit::app::App::open(config, clock, Rng::system(), observer).unwrap()
    });
    let other = other.join().unwrap();
    let (session, _) = track::begin(&other, &place.first, &code)
        .await
        .ok()
        .unwrap()
        .unwrap();

    for (day, month, name) in [
        ("28", "8", "วันหยุดพิเศษ"),
        ("2", "9", "วันหยุดจังหวัด"),
        ("5", "9", "วันท้องถิ่น"),
    ] {
        let form = desk.open(&format!("{HERE}/office/holidays")).await;
        let typed = [
            ("on_day", day),
            ("on_month", month),
            ("on_year", "2569"),
            ("name", name),
            ("kind", "special"),
            ("source", "มติคณะรัฐมนตรี 20 สิงหาคม 2569"),
        ];
        let page = desk.submit(&form, &typed).await;
        says(&page, &["เพิ่มวันหยุดแล้ว มีผลทันที", name]);
    }
    let page = desk.open(&format!("{HERE}/office/case/{case}")).await;
    says(
        &page,
        &[
            "5 กันยายน 2569 เป็นวันหยุด (วันท้องถิ่น) แต่ยังเป็นวันครบกำหนด",
            "แจ้งเตือนตั้งแต่ 1 กันยายน 2569",
            "ขอให้ผู้แจ้งตอบภายใน 31 สิงหาคม 2569",
        ],
    );
    let seen = track::view(&other, &session).await.ok().unwrap();
    assert_eq!(seen.deadline.warn_on, Day::from_ymd(2026, 9, 1).unwrap());
    assert_eq!(seen.answer_by, Day::from_ymd(2026, 8, 31));
    assert_eq!(seen.deadline.due_on, Day::from_ymd(2026, 9, 5).unwrap());

    // A wrong day is taken away again, also one that comes with the program.
    let form = desk.open(&format!("{HERE}/office/holidays")).await;
    let (action, fields) = form.filled(None, &[]);
    let token = fields.iter().find(|(name, _)| name == "token").unwrap().clone();
    for (y, m, d) in [(2026, 9, 2), (2026, 8, 12)] {
        let number = Day::from_ymd(y, m, d).unwrap().number().to_string();
        let gone = desk
            .post(&action, &vec![token.clone(), ("remove".to_owned(), number)])
            .await;
        let gone = desk.follow(gone).await;
        says(&gone, &["ลบวันหยุดแล้ว มีผลทันที"]);
        assert!(!gone.text().contains("วันแม่แห่งชาติ") || (m, d) != (8, 12));
    }
    let seen = track::view(&other, &session).await.ok().unwrap();
    assert_eq!(seen.deadline.warn_on, Day::from_ymd(2026, 9, 2).unwrap());
    let agency = place.first.id;
    let shown = place
        .app
        .db
        .read(move |c| store::reckoning::read(c, agency))
        .await
        .ok()
        .unwrap();
    assert!(shown.holidays.is_working_day(Day::from_ymd(2026, 8, 12).unwrap()));
    let two = place.app.db.read(store::agencies::list).await.ok().unwrap();
    let second = two.iter().find(|other| other.id != agency).unwrap().id;
    let other = place
        .app
        .db
        .read(move |c| store::reckoning::read(c, second))
        .await
        .ok()
        .unwrap();
    assert!(
        !other.holidays.is_working_day(Day::from_ymd(2026, 8, 12).unwrap()),
        "its own list"
    );
}

#[tokio::test]
async fn a_holiday_that_lacks_something_or_lies_far_away_is_refused() {
    let place = Place::new(a_day());
    let mut desk = Desk::of(&place, "first").await;
    let good = [
        ("on_day", "28"),
        ("on_month", "8"),
        ("on_year", "2569"),
        ("name", "วันหยุดพิเศษ"),
        ("kind", "local"),
        ("source", "ประกาศ"),
    ];
    for (field, value, said) in [
        ("on_year", "2573", "เพิ่มได้เฉพาะปีก่อน ปีนี้ และปีหน้า"),
        ("on_day", "32", "ไม่มีในปฏิทิน"),
        ("on_day", "", "ระบุวัน เดือน และปี"),
        ("name", "", "กรอกชื่อวันหยุด"),
        ("kind", "fixed", "เลือกประเภท"),
        ("source", "", "กรอกที่มาของวันหยุด"),
    ] {
        let typed: Vec<_> = good
            .iter()
            .map(|(name, typed)| (*name, if *name == field { value } else { *typed }))
            .collect();
        let form = desk.open(&format!("{HERE}/office/holidays")).await;
        let page = desk.submit(&form, &typed).await;
        assert_eq!(page.status, 422, "{said}");
        says(&page, &[said]);
    }
    for year in ["2571", "2567", "x"] {
        let page = desk.open(&format!("{HERE}/office/holidays?year={year}")).await;
        assert_eq!(page.status, 404, "{year}");
    }
    let next = desk.open(&format!("{HERE}/office/holidays?year=2570")).await;
    says(&next, &["วันหยุด พ.ศ. 2570", "วันสงกรานต์"]);
}

#[tokio::test]
async fn a_letter_of_last_month_keeps_the_period_of_last_month() {
    let place = Place::new(a_day());
    let mut admin = Desk::of(&place, "first").await;
    adds(&mut admin, &[]).await;
    place.clock.advance_to(a_day() + 5 * 86_400);
    let agency = place.first.clone();
    let reckoning = sujarit::flow::terms::reckoning::read(&place.app, agency.id)
        .await
        .ok()
        .unwrap();
    let today = place.clock.today();
    assert_eq!(reckoning.rules.in_force_on(today).days, 10);
    assert_eq!(reckoning.rules.in_force_on(today.plus(-10)).days, 15);
    // A citizen's report of today goes by the new one.
    let draft = sujarit::domain::report::Draft {
        category: "fin".to_owned(),
        what: WHAT.to_owned(),
        ..Default::default()
    };
    let report = draft.read(today, &[], &[]).ok().unwrap();
    let receipt = intake::file(&place.app, &agency, report, &[7; 32])
        .await
        .ok()
        .unwrap();
    assert_eq!(receipt.due_on.since(receipt.received_on), 10);
}
