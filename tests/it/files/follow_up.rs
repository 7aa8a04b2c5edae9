//! Files that a reporter sends later, by code.

use sujarit::store::Engine;

use super::samples::{HIDDEN, contains, evidence_of, lying, photo, picture, takes, torn_photo};
use crate::support::app::TestApp;
use crate::support::browser::Browser;
use crate::support::office::Office;
use crate::support::reporter::{Receipt, files, story, tracks};

fn comes_back(test: &TestApp, office: &Office) -> (Browser, Receipt) {
    let receipt = files(&mut test.browser(), &office.base(), &story("เรื่องที่ส่งไฟล์ทีหลัง"));
    let mut reporter = test.browser();
    tracks(&mut reporter, &office.base(), &receipt.letters);
    reporter.open(&format!("{}/track/files", office.base()));
    assert_eq!(reporter.status(), 200);
    (reporter, receipt)
}

fn files_come_later(engine: Engine) {
    let test = TestApp::start(engine);
    let office = Office::found(&test, "here");
    let (mut reporter, receipt) = comes_back(&test, &office);
    let form = reporter.form("/track/files");
    reporter.attach(&form, &[("ก.jpg", &photo()), ("ข.png", &picture())]);
    assert_eq!(reporter.status(), 200, "{}", reporter.text());
    assert!(reporter.at().contains("/track/case"), "{}", reporter.at());
    for shown in ["ก.jpg", "ข.png", "ท่านส่งไฟล์"] {
        assert!(reporter.text().contains(shown), "{shown} {}", reporter.text());
    }
    // Sent once more, it is there once.
    reporter.open(&format!("{}/track/files", office.base()));
    let form = reporter.form("/track/files");
    reporter.attach(&form, &[("ก.jpg", &photo())]);
    assert_eq!(test.count("records WHERE kind = 7"), 2);
    assert_eq!(test.count("uploads"), 0);
    assert_eq!(test.count("records WHERE kind = 7 AND at IS NOT NULL"), 0);
    let officer = evidence_of(&test, &office, "first", &receipt.letters);
    assert!(officer.text().contains("ก.jpg"), "{}", officer.text());
    assert!(!contains(&takes(&officer).body, HIDDEN));
}

#[test]
fn a_reporter_who_comes_back_sends_files_once_sqlite() {
    files_come_later(Engine::Sqlite);
}

#[test]
fn a_reporter_who_comes_back_sends_files_once_postgres() {
    files_come_later(Engine::Postgres);
}

#[test]
fn a_file_that_could_not_be_cleaned_waits_for_the_choice_and_nobody_sees_it_before() {
    let test = TestApp::start(Engine::Sqlite);
    let office = Office::found(&test, "here");
    let (mut reporter, receipt) = comes_back(&test, &office);
    let form = reporter.form("/track/files");
    reporter.attach(&form, &[("good.png", &picture()), ("torn.jpg", &torn_photo())]);
    assert_eq!(reporter.status(), 422, "{}", reporter.text());
    let officer = evidence_of(&test, &office, "first", &receipt.letters);
    assert!(officer.text().contains("good.png") && !officer.text().contains("torn.jpg"));
    let form = reporter.form("/choose");
    let values: Vec<String> = form.buttons.iter().map(|button| button.value.clone()).collect();
    let as_is = values.iter().find(|value| value.starts_with("as_is:")).unwrap();
    reporter.press(&form, "go", as_is);
    assert!(
        reporter.at().contains("/track/case"),
        "{} {}",
        reporter.at(),
        reporter.text()
    );
    let officer = evidence_of(&test, &office, "first", &receipt.letters);
    assert!(officer.text().contains("torn.jpg"), "{}", officer.text());
    // Taken back instead, nothing of it stays.
    reporter.open(&format!("{}/track/files", office.base()));
    let form = reporter.form("/track/files");
    reporter.attach(&form, &[("other.jpg", &torn_photo()[..400])]);
    let before = lying(&test);
    let form = reporter.form("/choose");
    let drop = form
        .buttons
        .iter()
        .find(|button| button.value.starts_with("drop:"))
        .unwrap()
        .value
        .clone();
    reporter.press(&form, "go", &drop);
    assert_eq!((test.count("uploads"), lying(&test)), (0, before - 1));
}

#[test]
fn a_case_that_lives_on_elsewhere_takes_no_files() {
    let test = TestApp::start(Engine::Sqlite);
    let office = Office::found(&test, "here");
    let (mut reporter, receipt) = comes_back(&test, &office);
    let form = reporter.form("/track/files");
    let case = crate::support::reporter::case_of(&test, &office, &receipt.letters).unwrap();
    let mut officer = office.signs_in(&test, "first");
    officer.open(&format!("{}/office/case/{}/retrack", office.base(), case.id));
    let mut away = officer.form("/retrack");
    away.fill("text", "เรื่องนี้เป็นเรื่องร้องเรียนทั่วไป ได้ส่งต่อให้แล้ว");
    officer.submit(&away);
    reporter.attach(&form, &[("late.png", &picture())]);
    assert_eq!(reporter.status(), 409, "{}", reporter.text());
    assert!(reporter.text().contains("ไม่รับไฟล์เพิ่มแล้ว"));
    assert_eq!((test.count("uploads"), lying(&test)), (0, 0));
}

#[test]
fn files_alone_have_a_case_that_ended_looked_at_again_with_a_clock_of_its_own() {
    let test = TestApp::start(Engine::Sqlite);
    let office = Office::found(&test, "here");
    let (_, receipt) = comes_back(&test, &office);
    let case = crate::support::reporter::case_of(&test, &office, &receipt.letters).unwrap();
    let page = format!("{}/office/case/{}", office.base(), case.id);
    let mut officer = office.signs_in(&test, "first");
    officer.open(&format!("{page}/close"));
    let mut form = officer.form("/close");
    for (name, value) in [
        ("outcome", "substantiated"),
        ("reason", "examined"),
        ("text", "ตรวจสอบแล้วพบว่ามีมูล และดำเนินการแล้ว"),
        ("lesson", "ให้มีผู้ตรวจรับสองคน"),
    ] {
        form.fill(name, value);
    }
    officer.submit(&form);
    assert_eq!(officer.status(), 200, "{}", officer.text());
    test.pass_days(40);
    let mut reporter = test.browser();
    tracks(&mut reporter, &office.base(), &receipt.letters);
    reporter.open(&format!("{}/track/files", office.base()));
    let form = reporter.form("/track/files");
    reporter.attach(&form, &[("new.png", &picture())]);
    assert!(reporter.text().contains("เหลือเวลา 15 วัน"), "{}", reporter.text());
    let mut officer = office.signs_in(&test, "first");
    officer.open("/here/office?queue=turn");
    assert!(officer.html().contains(&page), "{}", officer.text());
    for said in ["เหลือ 15 วัน", "ผู้แจ้งรอคำตอบ"] {
        assert!(officer.text().contains(said), "{said}: {}", officer.text());
    }
    let due = test.clock.today().plus(15).number();
    assert_eq!(test.count(&format!("cases WHERE due_on = {due}")), 1);
    test.pass_days(16);
    let mut officer = office.signs_in(&test, "first");
    officer.open("/here/office?queue=late");
    assert!(officer.html().contains(&page), "{}", officer.text());
}
