//! The auditor's page: what happened, without a trace of cases that the auditor does not read.

use sujarit::domain::role::Role;
use sujarit::jobs::{end_days, verify_logs};
use sujarit::store::Engine;

use super::ledger::by_hand;
use crate::support::app::{DAY, TestApp};
use crate::support::browser::Browser;
use crate::support::office::Office;
use crate::support::reporter::{case_of, files, story};
use crate::support::wire::Request;

const PAGE: &str = "/here/office/log";

fn staffed(test: &TestApp) -> Office {
    let mut office = Office::found(test, "here");
    office.add(test, "reader", Some(0), &[Role::Responsible, Role::Auditor]);
    office.add(test, "second", Some(0), &[Role::Intake, Role::Responsible]);
    office.add(test, "auditor", Some(1), &[Role::Auditor]);
    office
}

/// The page without what a token changes.
fn seen(browser: &Browser) -> String {
    let token = regex::Regex::new(r#"name="token" value="[^"]*""#).unwrap();
    token.replace_all(&browser.html(), "").into_owned()
}

#[test]
fn an_auditor_who_is_accused_finds_the_same_pages_as_without_the_case() {
    // Two agencies live through the same days; in one of them there is a case about the auditor.
    let pages = [false, true].map(|accused| {
        let test = TestApp::start(Engine::Sqlite);
        let office = staffed(&test);
        let mut first = office.signs_in(&test, "first");
        let mut case = String::new();
        if accused {
            let mut told = story("เรื่องของผู้ตรวจสอบเอง");
            told.push(("involved_officers", office.person("auditor").id.to_string()));
            let receipt = files(&mut test.browser(), &office.base(), &told);
            case = case_of(&test, &office, &receipt.letters).unwrap().id.to_string();
            for _ in 0..60 {
                first.open(&format!("/here/office/case/{case}"));
            }
        }
        test.pass_days(2);
        test.run(end_days(&test.app)).unwrap();
        test.run(verify_logs(&test.app)).unwrap();
        let mut auditor = office.signs_in(&test, "auditor");
        let ids = |html: String| {
            let id = regex::Regex::new(r"[0-9a-f]{32,}").unwrap();
            let port = regex::Regex::new(r"127\.0\.0\.1:\d+").unwrap();
            let html = id.replace_all(&html, "").into_owned();
            port.replace_all(&html, "").into_owned()
        };
        ["", "?about=case", "?about=sign_in", "?month=2026-01", "?page=1"].map(|query| {
            auditor.open(&format!("{PAGE}{query}"));
            assert_eq!(auditor.status(), 200);
            let html = seen(&auditor);
            assert!(case.is_empty() || !html.contains(&case));
            ids(html)
        })
    });
    let [without, with] = pages;
    assert_eq!(without, with);
}

#[test]
fn readers_see_the_entries_of_their_cases_and_filters_stand_in_the_address() {
    let test = TestApp::start(Engine::Sqlite);
    let office = staffed(&test);
    let receipt = files(&mut test.browser(), &office.base(), &story("เรื่องที่ผู้ตรวจอ่านเอง"));
    let case = case_of(&test, &office, &receipt.letters).unwrap().id;
    let mut first = office.signs_in(&test, "first");
    first.open(&format!("/here/office/case/{case}"));
    let mut reader = office.signs_in(&test, "reader");
    reader.open(&format!("{PAGE}?about=case"));
    assert!(reader.text().contains(&receipt.number), "{}", reader.text());
    reader.follow(&case.to_string());
    assert!(reader.text().contains("เรื่องที่ผู้ตรวจอ่านเอง"), "{}", reader.text());
    let mut second = office.signs_in(&test, "second");
    second.go(&Request::get(PAGE));
    assert_eq!(second.status(), 404, "no auditor");

    let mut auditor = office.signs_in(&test, "auditor");
    auditor.open(PAGE);
    for said in ["เข้าสู่ระบบ", "เริ่มใช้ระบบ", "เพิ่มบุคลากร", "ยังไม่เคยตรวจ"]
    {
        assert!(auditor.text().contains(said), "{said}: {}", auditor.text());
    }
    let who = office.person("second").id;
    auditor.open(&format!("{PAGE}?about=sign_in&who={who}&month=2026-01"));
    let rows = auditor.html().matches("<tr><th scope=\"row\">").count();
    assert_eq!(rows, 2, "signed in, and refused at this page: {}", auditor.text());
    auditor.open(&format!("{PAGE}?month=2025-12"));
    assert!(auditor.text().contains("ไม่มีรายการตามที่เลือก"), "{}", auditor.text());
    for bad in ["about=x", "who=1", "month=2026-13", "page=-1", "seq=1"] {
        auditor.go(&Request::get(&format!("{PAGE}?{bad}")));
        assert!([400, 404].contains(&auditor.status()), "{bad}");
    }
}

#[test]
fn the_last_verification_is_told_without_saying_where() {
    let test = TestApp::start(Engine::Sqlite);
    let office = staffed(&test);
    files(&mut test.browser(), &office.base(), &story("เรื่องที่ถูกแก้ในฐานข้อมูล"));
    test.pass_days(2);
    test.run(end_days(&test.app)).unwrap();
    test.run(verify_logs(&test.app)).unwrap();
    let mut auditor = office.signs_in(&test, "auditor");
    auditor.open(PAGE);
    assert!(auditor.text().contains("ไม่พบสิ่งผิดปกติ"), "{}", auditor.text());
    by_hand(&test, &["UPDATE events SET reason = 1".to_owned()]);
    test.clock.advance_to(test.clock.now() + DAY);
    test.run(verify_logs(&test.app)).unwrap();
    let mut auditor = office.signs_in(&test, "auditor");
    auditor.open(PAGE);
    assert!(
        auditor.text().contains("ข้อมูลถูกแก้โดยไม่ผ่านระบบ"),
        "{}",
        auditor.text()
    );
    auditor.open(&format!("/en{PAGE}"));
    assert!(auditor.text().contains("Data was changed"), "{}", auditor.text());
}

#[test]
fn an_admin_sets_the_witness_and_a_wrong_address_is_kept_for_mending() {
    let test = TestApp::start(Engine::Sqlite);
    let office = staffed(&test);
    let mut first = office.signs_in(&test, "first");
    let set = |first: &mut Browser, address: &str| {
        first.open("/here/office/witness");
        let mut form = first.form("/witness");
        form.fill("address", address);
        first.submit(&form);
    };
    for bad in [
        "committee",
        "a@b",
        "สวัสดี@outside.example",
        "a@outside.example, b@outside.example",
    ] {
        set(&mut first, bad);
        assert_eq!(first.status(), 422, "{bad}");
        assert_eq!(first.form("/witness").value("address"), bad);
    }
    set(&mut first, " committee@outside.example ");
    assert!(first.text().contains("บันทึกพยานภายนอกแล้ว"), "{}", first.text());
    assert_eq!(
        first.form("/witness").value("address"),
        "committee@outside.example"
    );
    let log = super::ledger::since(&test, &office, 0);
    assert!(log.contains(&(sujarit::domain::log::Action::WitnessSet, "first".to_owned())));
}
