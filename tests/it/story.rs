//! The eight points of the story, through pages without JavaScript, on both engines and in both languages.

mod idempotent;
mod killed;
mod set_up;

use sujarit::domain::role::Role;
use sujarit::jobs::{end_days, prepare_editions, send_digests};
use sujarit::store::Engine;

use crate::support::app::{DAY, TestApp};
use crate::support::browser::Browser;
use crate::support::office::Office;
use crate::support::postbox::collect;
use crate::support::reporter::{Receipt, Story, files, tracks};

const TOLD: &str = "นายช่างขอเงิน ๒,๐๐๐ บาทก่อนออกใบอนุญาตก่อสร้าง แล้วบอกว่าถ้าไม่จ่ายจะไม่เซ็น";
const QUESTION: &str = "ท่านจ่ายเงินที่ใด และมีผู้ใดเห็นบ้าง";
const NOTE: &str = "ขอตรวจสมุดรับเงินของกองช่างก่อนถามต่อ";
const ANSWER: &str = "จ่ายที่ร้านกาแฟหน้าที่ทำการ มีพนักงานร้านเห็น";
const AFTERTHOUGHT: &str = "พนักงานร้านชื่อเล่นว่าหน่อย";
const NOTICE: &str = "ได้รับข้อมูลเพิ่มแล้ว กำลังตรวจเอกสาร";
const CLOSING: &str = "ตรวจแล้วพบว่ามีมูล ได้ส่งเรื่องดำเนินการทางวินัย ขอบคุณที่แจ้ง";
const LESSON: &str = "ให้รับเงินค่าธรรมเนียมผ่านธนาคารเท่านั้น";

/// What a language needs to know.
struct Tongue {
    prefix: &'static str,
    due: &'static str,
    none: &'static str,
}

const THAI: Tongue = Tongue {
    prefix: "",
    due: "30 มกราคม 2569",
    none: "ยังไม่ได้เผยแพร่สถิติฉบับแรก",
};
const ENGLISH: Tongue = Tongue {
    prefix: "/en",
    due: "30 January 2026",
    none: "not published its first edition yet",
};

fn whole() -> Story {
    vec![
        ("identity", "confidential".to_owned()),
        ("name", "นายแจ้ง เรื่องจริง".to_owned()),
        ("contact", "jaeng@example.org".to_owned()),
        ("kind", "complaint".to_owned()),
        ("category", "brb".to_owned()),
        ("what", TOLD.to_owned()),
        ("who", "นายช่างโยธา".to_owned()),
        ("place", "ที่ทำการ อบต. ชั้น ๒".to_owned()),
        ("day", "๕".to_owned()),
        ("month", "1".to_owned()),
        ("year", "๒๕๖๙".to_owned()),
        ("how_known", "เจอด้วยตัวเอง".to_owned()),
        ("evidence", "เพื่อนบ้านที่ไปด้วยกัน".to_owned()),
    ]
}

/// Writes something on a page of a case.
fn writes(officer: &mut Browser, case: &str, deed: &str, fields: &[(&str, &str)]) {
    officer.open(case);
    officer.follow(&format!("/{deed}"));
    let mut form = officer.form(&format!("/{deed}"));
    for (name, value) in fields {
        form.fill(name, value);
    }
    officer.submit(&form);
    assert!(officer.at().starts_with(case), "{deed}: {}", officer.text());
    assert_eq!(officer.status(), 200, "{deed}: {}", officer.text());
    assert!(!officer.at().ends_with(deed), "{deed}: {}", officer.text());
}

/// Points 2 and 3: the report and its receipt.
fn a_citizen_reports(test: &TestApp, base: &str, tongue: &Tongue) -> Receipt {
    let mut citizen = test.browser();
    citizen.open(base);
    assert_eq!(citizen.status(), 200);
    assert!(
        citizen.text().contains("15"),
        "says what 15 days mean: {}",
        citizen.text()
    );
    citizen.follow("/report");
    let receipt = files(&mut citizen, base, &whole());
    assert!(citizen.cookies().is_empty(), "reporting needs no cookie");
    assert!(citizen.text().contains(tongue.due), "{}", citizen.text());
    assert!(
        !citizen.at().contains(&receipt.letters),
        "the code stands in no address"
    );
    let title = receipt.html.split("</title>").next().unwrap_or_default();
    assert!(!title.contains(&receipt.letters) && !title.contains(&receipt.digits));
    let mut form = citizen.form("/report/receipt");
    form.fill("group", "ZZZZ");
    citizen.submit(&form);
    assert!(
        citizen
            .html()
            .contains(receipt.letters.split('-').next().unwrap()),
        "shown again"
    );
    let mut form = citizen.form("/report/receipt");
    form.fill("group", receipt.letters.rsplit('-').next().unwrap());
    citizen.submit(&form);
    assert_eq!(citizen.status(), 200);
    assert!(
        !citizen.html().contains(&receipt.letters),
        "not shown once it is kept: {}",
        citizen.text()
    );
    receipt
}

/// Point 6: however the code is typed.
fn the_code_opens_the_case_however_it_is_typed(test: &TestApp, base: &str, receipt: &Receipt) {
    let thai: String = receipt
        .digits
        .chars()
        .map(|c| {
            c.to_digit(10)
                .and_then(|d| char::from_u32(0x0e50 + d))
                .unwrap_or(c)
        })
        .collect();
    let spellings = [
        receipt.letters.clone(),
        receipt.letters.to_lowercase(),
        receipt.letters.replace('-', ""),
        receipt.letters.replace('-', "  "),
        receipt.digits.clone(),
        receipt.digits.replace('-', " "),
        thai,
    ];
    for spelling in spellings {
        let mut browser = test.browser();
        tracks(&mut browser, base, &spelling);
        assert!(
            browser.at().ends_with("/track/case"),
            "{spelling}: {}",
            browser.text()
        );
        assert!(browser.text().contains(&receipt.number), "{}", browser.text());
        assert!(
            !browser.html().contains(&receipt.letters),
            "the code is never shown again"
        );
        assert!(!browser.cookies().contains(&receipt.letters.replace('-', "")));
    }
    let mut slip = receipt.letters.clone();
    let wrong = if slip.starts_with('A') { "B" } else { "A" };
    slip.replace_range(0..1, wrong);
    let mut browser = test.browser();
    tracks(&mut browser, base, &slip);
    assert!(
        browser.at().ends_with("/track"),
        "proposed, not used: {}",
        browser.text()
    );
    let form = browser.form("/track");
    assert_eq!(form.value("code"), receipt.letters);
    browser.submit(&form);
    assert!(browser.text().contains(&receipt.number), "{}", browser.text());
}

/// Point 7: the figures, once the month is over and a publisher has approved them.
fn the_month_is_published(test: &TestApp, office: &Office, base: &str, tongue: &Tongue) {
    let mut anybody = test.browser();
    anybody.open(&format!("{base}/statistics"));
    assert!(
        anybody.text().contains(tongue.none),
        "nothing before the month ends: {}",
        anybody.text()
    );
    test.clock.advance_to(test.clock.now() + 20 * DAY);
    while test.run(end_days(&test.app)).unwrap() > 0 {}
    assert_eq!(test.run(prepare_editions(&test.app)).unwrap(), 1);
    let mut publisher = office.signs_in(test, "second");
    publisher.open(&format!("{base}/office/editions"));
    let approval = publisher.form("/office/editions");
    assert_eq!(publisher.submit(&approval).status(), 200, "{}", publisher.text());
    anybody.open(&format!("{base}/statistics"));
    assert!(!anybody.text().contains(tongue.none), "{}", anybody.text());
    let january = r#"data-label="[^"]*">1</td>"#;
    assert!(
        regex::Regex::new(january).unwrap().is_match(&anybody.html()),
        "the month is counted once it is over: {}",
        anybody.text()
    );
}

fn the_story(engine: Engine, tongue: &Tongue) {
    let test = TestApp::start(engine);
    let mut office = Office::found(&test, "bangtoei");
    office.add(
        &test,
        "second",
        Some(1),
        &[Role::Intake, Role::Responsible, Role::Publisher],
    );
    let base = format!("{}{}", tongue.prefix, office.base());

    let receipt = a_citizen_reports(&test, &base, tongue);
    the_code_opens_the_case_however_it_is_typed(&test, &base, &receipt);

    // 5: the officers handle it.
    let mut officer = office.signs_in(&test, "first");
    officer.open(&format!("{base}/office"));
    assert!(officer.text().contains(&receipt.number), "{}", officer.text());
    assert!(
        officer.text().contains("15"),
        "days left in words: {}",
        officer.text()
    );
    let case = officer
        .links()
        .into_iter()
        .find(|link| link.contains("/office/case/"))
        .expect("a case");
    officer.open(&case);
    assert!(officer.text().contains(TOLD), "{}", officer.text());
    assert!(
        !officer.html().contains("เรื่องจริง"),
        "a confidential name is not for handlers"
    );
    let screen = officer.form("/move");
    officer.submit(&screen);
    writes(&mut officer, &case, "ask", &[("text", QUESTION)]);
    writes(&mut officer, &case, "note", &[("text", NOTE)]);
    officer.open(&case);
    assert!(officer.text().contains(NOTE) && officer.text().contains(QUESTION));

    // 6: the reporter reads and answers.
    let mut reporter = test.browser();
    tracks(&mut reporter, &base, &receipt.letters);
    assert!(reporter.text().contains(QUESTION), "{}", reporter.text());
    assert!(
        !reporter.html().contains(NOTE),
        "an internal note is never for the reporter"
    );
    let mut form = reporter.form("/track/case");
    form.fill("answer", ANSWER);
    reporter.submit(&form);
    assert!(reporter.text().contains(ANSWER), "{}", reporter.text());
    // Sent twice it is there once; back to the same form, other words are another message.
    reporter.submit(&form);
    assert_eq!(reporter.text().matches(ANSWER).count(), 1);
    form.fill("answer", AFTERTHOUGHT);
    reporter.submit(&form);
    assert!(
        reporter.text().contains(ANSWER) && reporter.text().contains(AFTERTHOUGHT),
        "{}",
        reporter.text()
    );

    officer.open(&case);
    assert!(officer.text().contains(ANSWER), "{}", officer.text());
    writes(&mut officer, &case, "notice", &[("text", NOTICE)]);
    let closing = [
        ("outcome", "substantiated"),
        ("reason", "examined"),
        ("text", CLOSING),
        ("lesson", LESSON),
    ];
    writes(&mut officer, &case, "close", &closing);
    officer.open(&case);
    assert_eq!(
        officer
            .forms()
            .iter()
            .filter(|form| form.action.ends_with("/move"))
            .count(),
        0
    );

    reporter.open(&format!("{base}/track/case"));
    for shown in [QUESTION, ANSWER, NOTICE, CLOSING] {
        assert!(reporter.text().contains(shown), "{shown}: {}", reporter.text());
    }
    for hidden in [NOTE, LESSON] {
        assert!(!reporter.html().contains(hidden), "{hidden}");
    }
    reporter.submit(&reporter.form("/track/leave"));
    assert!(reporter.cookies().is_empty());
    reporter.open(&format!("{base}/track/case"));
    assert_eq!(reporter.status(), 403);

    the_month_is_published(&test, &office, &base, tongue);

    // 8: the daily mail.
    test.run(send_digests(&test.app)).unwrap();
    let mails = collect(&test);
    assert_eq!(mails.len(), 2);
    assert_eq!(test.half_written_cases(), 0);
}

#[test]
fn a_report_is_filed_handled_answered_and_counted_sqlite_thai() {
    the_story(Engine::Sqlite, &THAI);
}

#[test]
fn a_report_is_filed_handled_answered_and_counted_sqlite_english() {
    the_story(Engine::Sqlite, &ENGLISH);
}

#[test]
fn a_report_is_filed_handled_answered_and_counted_postgres_thai() {
    the_story(Engine::Postgres, &THAI);
}

#[test]
fn a_report_is_filed_handled_answered_and_counted_postgres_english() {
    the_story(Engine::Postgres, &ENGLISH);
}
