//! A reporter's name is opened by two keepers together, never by one.

use diesel::RunQueryDsl;
use sujarit::domain::disclosure::{SHOWN_SECONDS, USABLE_SECONDS};
use sujarit::domain::role::Role;
use sujarit::store::{Conn, Engine};

use crate::support::app::TestApp;
use crate::support::browser::Browser;
use crate::support::html::Form;
use crate::support::office::Office;
use crate::support::reporter::{Receipt, case_of, files, story, tracks};

pub(super) const NAME: &str = "นายลับ ไม่เปิดเผย";
pub(super) const GROUND: &str = "หนังสือสถานีตำรวจภูธรที่ ตช 12/2569 ตามประมวลกฎหมายวิธีพิจารณาความอาญา";

pub(super) struct Scene {
    pub(super) test: TestApp,
    pub(super) office: Office,
    receipt: Receipt,
    pub(super) case: String,
}

/// `first` reads cases and keeps names; the others keep names only.
pub(super) fn scene(engine: Engine, keepers: &[&str], involved: &[&str]) -> Scene {
    let test = TestApp::start(engine);
    let mut office = Office::found(&test, "here");
    office.add(&test, "second", Some(1), &[Role::Responsible]);
    for login in keepers {
        office.add(&test, login, Some(2), &[Role::Custodian]);
    }
    let mut told = story("เรื่องที่มีชื่อผู้แจ้ง");
    told.retain(|(field, _)| *field != "identity");
    told.push(("identity", "confidential".to_owned()));
    told.push(("name", NAME.to_owned()));
    for login in involved {
        told.push(("involved_officers", office.person(login).id.to_string()));
    }
    let receipt = files(&mut test.browser(), &office.base(), &told);
    let case = case_of(&test, &office, &receipt.letters).unwrap().id.to_string();
    Scene {
        test,
        office,
        receipt,
        case,
    }
}

impl Scene {
    pub(super) fn at(&self) -> String {
        format!("{}/office/names/{}", self.office.base(), self.case)
    }

    pub(super) fn enters(&self, login: &str) -> Browser {
        let mut browser = self.office.signs_in(&self.test, login);
        browser.open(&self.at());
        browser
    }

    pub(super) fn asks(&self, browser: &mut Browser) {
        browser.open(&self.at());
        let mut form = browser.form(&self.case);
        form.fill("ground", "investigators");
        form.fill("text", GROUND);
        browser.submit(&form);
        assert!(browser.text().contains("รออนุมัติ"), "{}", browser.text());
    }

    /// Presses a button of the page of the name.
    pub(super) fn presses(&self, browser: &mut Browser, go: &str) {
        browser.open(&self.at());
        let form = button(browser, go).unwrap_or_else(|| panic!("no {go}: {}", browser.text()));
        browser.press(&form, "go", go);
    }

    pub(super) fn told(&self) -> String {
        let mut reporter = self.test.browser();
        tracks(&mut reporter, &self.office.base(), &self.receipt.letters);
        reporter.text()
    }
}

pub(super) fn button(browser: &Browser, go: &str) -> Option<Form> {
    let forms = browser.forms().into_iter();
    forms
        .into_iter()
        .find(|form| form.buttons.iter().any(|button| button.value == go))
}

fn two_keepers_open_a_name_and_the_reporter_is_told(engine: Engine) {
    let scene = scene(engine, &["keeper"], &[]);
    let mut keeper = scene.office.signs_in(&scene.test, "keeper");
    keeper.open(&format!("{}/office/names", scene.office.base()));
    let mut form = keeper.form("/office/names");
    form.fill("number", "๒๕๖๙-๐๐๐๐๐๐");
    keeper.submit(&form);
    assert_eq!(keeper.status(), 422, "{}", keeper.text());
    form.fill("number", &scene.receipt.number);
    keeper.submit(&form);
    assert!(keeper.at().ends_with(&scene.case), "{}", keeper.at());
    assert!(
        !keeper.html().contains(NAME),
        "one keeper alone is shown the name"
    );
    let mut form = keeper.form(&scene.case);
    form.fill("text", GROUND);
    keeper.submit(&form);
    assert_eq!(keeper.status(), 422, "without a law");
    scene.asks(&mut keeper);
    assert!(button(&keeper, "open").is_none() && button(&keeper, "approve").is_none());
    assert!(!scene.told().contains("ผู้ดูแลข้อมูลตัวตนสองคน"));

    let mut first = scene.enters("first");
    assert!(first.text().contains(GROUND), "{}", first.text());
    scene.presses(&mut first, "approve");
    assert!(!first.html().contains(NAME), "whoever approves is shown the name");
    scene.presses(&mut keeper, "open");
    assert!(keeper.text().contains(NAME), "{}", keeper.text());
    assert!(!first.open(&scene.at()).text().contains(NAME));
    let told = scene.told();
    assert!(
        told.contains("ผู้ดูแลข้อมูลตัวตนสองคนเปิดชื่อ") && told.contains("พนักงานสอบสวน"),
        "{told}"
    );
    assert!(!told.contains(GROUND) && !told.contains("keeper"));
    // Shown again while it lasts, and then never.
    assert!(keeper.open(&scene.at()).text().contains(NAME));
    scene
        .test
        .clock
        .advance_to(scene.test.clock.now() + SHOWN_SECONDS);
    let mut keeper = scene.enters("keeper");
    assert!(!keeper.text().contains(NAME) && button(&keeper, "open").is_none());
    assert_eq!(scene.test.count("events WHERE kind = 54"), 1);
    assert_eq!(scene.test.count("log_entries WHERE action IN (45, 46, 48)"), 3);
    // The readers of the case see that it happened.
    let mut first = scene.office.signs_in(&scene.test, "first");
    keeper.open(&format!("{}/office/case/{}", scene.office.base(), scene.case));
    assert_eq!(keeper.status(), 404, "a keeper of names reads no case");
    first.open(&format!("{}/office/case/{}", scene.office.base(), scene.case));
    assert!(first.text().contains("เปิดข้อมูลตัวตนของผู้แจ้ง"), "{}", first.text());
}

#[test]
fn two_keepers_open_a_name_and_the_reporter_is_told_sqlite() {
    two_keepers_open_a_name_and_the_reporter_is_told(Engine::Sqlite);
}

#[test]
fn two_keepers_open_a_name_and_the_reporter_is_told_postgres() {
    two_keepers_open_a_name_and_the_reporter_is_told(Engine::Postgres);
}

#[test]
fn an_approval_that_is_not_used_in_a_day_opens_nothing() {
    let scene = scene(Engine::Sqlite, &["keeper"], &[]);
    let mut keeper = scene.office.signs_in(&scene.test, "keeper");
    scene.asks(&mut keeper);
    scene.presses(&mut scene.enters("first"), "approve");
    keeper.open(&scene.at());
    let stale = button(&keeper, "open").unwrap();
    scene
        .test
        .clock
        .advance_to(scene.test.clock.now() + USABLE_SECONDS);
    let keeper = scene.enters("keeper");
    assert!(button(&keeper, "open").is_none(), "{}", keeper.text());
    let mut form = keeper.form(&scene.case);
    form.fill("ground", "court");
    let (action, mut fields) = stale.pressed("go", "open");
    for (name, value) in &mut fields {
        if name == "token" {
            *value = form.value("token");
        }
    }
    let answer = keeper.ask(&crate::support::wire::Request::post(&action, &fields));
    assert_eq!(answer.status, 409, "{}", answer.text());
    assert!(!answer.text().contains(NAME));
    assert_eq!(scene.test.count("events WHERE kind = 54"), 0);
}

#[test]
fn nobody_approves_their_own_request_and_a_row_changed_by_hand_opens_nothing() {
    let scene = scene(Engine::Sqlite, &["keeper"], &[]);
    let mut keeper = scene.office.signs_in(&scene.test, "keeper");
    scene.asks(&mut keeper);
    keeper.open(&scene.at());
    let (action, mut fields) = button(&keeper, "withdraw").unwrap().pressed("go", "withdraw");
    for (name, value) in &mut fields {
        if name == "go" {
            "approve".clone_into(value);
        }
    }
    let answer = keeper.ask(&crate::support::wire::Request::post(&action, &fields));
    assert_eq!(answer.status, 409, "{}", answer.text());
    // Somebody who writes to the database approves in another's name: no record of theirs says so.
    let other = scene.office.person("first").id;
    let sql = format!(
        "UPDATE disclosures SET verdict = 1, decided_by = x'{other}', decided_at = requested_at, \
         approval_id = record_id"
    );
    scene.test.write(move |c| match c {
        Conn::Sqlite(c) => Ok(diesel::sql_query(sql).execute(c.as_mut())?),
        Conn::Postgres(_) => panic!("not SQLite"),
    });
    keeper.open(&scene.at());
    let form = button(&keeper, "open").unwrap();
    keeper.press(&form, "go", "open");
    assert!(![200, 303].contains(&keeper.status()), "{}", keeper.text());
    assert!(!keeper.html().contains(NAME));
    assert_eq!(scene.test.count("events WHERE kind = 54"), 0);
}

#[test]
fn with_one_keeper_the_page_says_whom_to_appoint() {
    let scene = scene(Engine::Sqlite, &[], &[]);
    let mut first = scene.enters("first");
    assert!(first.text().contains("ไม่มีผู้ดูแลข้อมูลตัวตนอีกคน"), "{}", first.text());
    assert!(first.try_form(&scene.case).is_none());
    first.open(&format!("{}/office/names", scene.office.base()));
    assert!(
        first.text().contains("ต้องแต่งตั้งผู้ดูแลข้อมูลตัวตนเพิ่ม"),
        "{}",
        first.text()
    );
}

#[test]
fn a_keeper_who_is_involved_finds_no_trace_and_approves_nothing() {
    let scene = scene(Engine::Sqlite, &["keeper", "third"], &["keeper"]);
    let keeper = scene.enters("keeper");
    assert_eq!(keeper.status(), 404);
    let mut third = scene.office.signs_in(&scene.test, "third");
    scene.asks(&mut third);
    assert!(third.text().contains("รออนุมัติ"));
    let mut keeper = scene.office.signs_in(&scene.test, "keeper");
    keeper.open(&format!("{}/office/names", scene.office.base()));
    assert!(
        !keeper.text().contains(&scene.receipt.number),
        "{}",
        keeper.text()
    );
    let mut form = keeper.form("/office/names");
    form.fill("number", &scene.receipt.number);
    keeper.submit(&form);
    assert_eq!(keeper.status(), 422, "{}", keeper.text());
    // Whoever is marked later loses it as well: first marks the one who asked.
    let mut first = scene.office.signs_in(&scene.test, "first");
    first.open(&format!(
        "{}/office/case/{}/involve",
        scene.office.base(),
        scene.case
    ));
    let mut form = first.form("/involve");
    form.fill("officers", &scene.office.person("third").id.to_string());
    form.fill("text", "ถูกร้องเรียนในเรื่องนี้");
    first.submit(&form);
    assert_eq!(first.status(), 200, "{}", first.text());
    assert_eq!(third.open(&scene.at()).status(), 404);
    first.open(&scene.at());
    assert!(first.text().contains("ไม่มีผู้ดูแลข้อมูลตัวตนอีกคน"), "{}", first.text());
}
