//! Every act of an officer leaves an entry, in the write that does it.

use sujarit::domain::log::Action;
use sujarit::domain::role::Role;
use sujarit::store::Engine;

use super::ledger::{entries, since};
use crate::support::app::{DAY, TestApp};
use crate::support::browser::Browser;
use crate::support::office::{Office, PASSWORD};
use crate::support::reporter::{case_of, files, story};
use crate::support::wire::Request;

use Action::{
    AccountChanged, CaseDeed, CaseFileTaken, CaseRefused, CaseViewed, DirectorySigned, Founded, OfficerAdded,
    PageRefused, SettingsChanged, SignInRefused, SignedIn, SignedOut,
};

fn tries(test: &TestApp, office: &Office, login: &str, password: &str) -> Browser {
    let mut browser = test.browser();
    browser.open(&format!("{}/office/sign-in", office.base()));
    let mut form = browser.form("/office/sign-in");
    form.fill("login", login);
    form.fill("password", password);
    browser.submit(&form);
    browser
}

fn sent(browser: &mut Browser, page: &str, form: &str, fields: &[(&str, &str)]) {
    browser.open(page);
    let mut form = browser.form(form);
    for (name, value) in fields {
        form.fill(name, value);
    }
    browser.submit(&form);
    assert_eq!(browser.status(), 200, "{page}: {}", browser.text());
}

fn acts(list: &[(Action, &str)]) -> Vec<(Action, String)> {
    list.iter()
        .map(|(action, by)| (*action, (*by).to_owned()))
        .collect()
}

fn every_act(engine: Engine) {
    let test = TestApp::start(engine);
    let mut office = Office::found(&test, "here");
    let none = "";
    assert_eq!(
        since(&test, &office, 0),
        acts(&[
            (Founded, none),
            (OfficerAdded, none),
            (OfficerAdded, none),
            (DirectorySigned, none)
        ])
    );
    office.add(&test, "second", Some(1), &[Role::Responsible]);
    let mut seen = entries(&test, &office).len();
    assert_eq!(seen, 6);
    let mut new = |what: &[(Action, &str)]| {
        assert_eq!(since(&test, &office, seen), acts(what));
        seen = entries(&test, &office).len();
    };
    new(&[]);

    // What a citizen does is not entered at its moment.
    let mut told = story("เรื่องที่ต้องจดทุกครั้งที่เปิด");
    told.push(("involved_officers", office.person("second").id.to_string()));
    let receipt = files(&mut test.browser(), &office.base(), &told);
    let case = case_of(&test, &office, &receipt.letters).unwrap().id;
    new(&[]);

    assert_eq!(tries(&test, &office, "first", "ไม่ใช่รหัสผ่านนี้แน่นอน").status(), 200);
    new(&[(SignInRefused, none)]);
    let mut first = tries(&test, &office, "first", PASSWORD);
    new(&[(SignedIn, "first")]);
    let page = format!("{}/office/case/{case}", office.base());
    first.open(&page);
    new(&[(CaseViewed, "first")]);
    sent(
        &mut first,
        &format!("{page}/note"),
        "/note",
        &[("text", "จดไว้ก่อน")],
    );
    let list = since(&test, &office, seen);
    assert_eq!(
        list.iter().filter(|(act, _)| *act == CaseDeed).count(),
        1,
        "{list:?}"
    );
    assert!(list.iter().all(|(_, by)| by == "first"), "{list:?}");
    seen = entries(&test, &office).len();
    sent(
        &mut first,
        &format!("{page}/file"),
        "/file",
        &[("text", "นำเข้าที่ประชุมพิจารณาเรื่อง"), ("how", "print")],
    );
    let list = since(&test, &office, seen);
    assert!(list.contains(&(CaseFileTaken, "first".to_owned())), "{list:?}");
    seen = entries(&test, &office).len();

    let mut second = tries(&test, &office, "second", PASSWORD);
    second.go(&Request::get(&page));
    assert_eq!(second.status(), 404);
    second.go(&Request::get(&format!("{}/office/people", office.base())));
    assert_eq!(second.status(), 404);
    let mut new = |what: &[(Action, &str)]| {
        assert_eq!(since(&test, &office, seen), acts(what));
        seen = entries(&test, &office).len();
    };
    new(&[
        (SignedIn, "second"),
        (CaseRefused, "second"),
        (PageRefused, "second"),
    ]);
    sent(
        &mut first,
        &format!("{}/office/reminders", office.base()),
        "/reminders",
        &[("overdue_to", "outside")],
    );
    new(&[(SettingsChanged, "first")]);
    sent(
        &mut first,
        &format!("{}/office/account/recovery", office.base()),
        "/recovery",
        &[("present", PASSWORD)],
    );
    new(&[(AccountChanged, "first")]);
    let form = first.form("/office/sign-out");
    first.submit(&form);
    new(&[(SignedOut, "first")]);
}

#[test]
fn every_act_of_an_officer_leaves_its_entry_sqlite() {
    every_act(Engine::Sqlite);
}

#[test]
fn every_act_of_an_officer_leaves_its_entry_postgres() {
    every_act(Engine::Postgres);
}

#[test]
fn an_act_that_did_not_happen_leaves_no_entry() {
    let test = TestApp::start(Engine::Sqlite);
    let office = Office::found(&test, "here");
    let receipt = files(&mut test.browser(), &office.base(), &story("สองคนพร้อมกัน"));
    let case = case_of(&test, &office, &receipt.letters).unwrap().id;
    let mut first = office.signs_in(&test, "first");
    let page = format!("{}/office/case/{case}", office.base());
    first.open(&page);
    let (mut fast, mut slow) = (first.clone(), first);
    slow.open(&format!("{page}/note"));
    let mut note = slow.form("/note");
    note.fill("text", "จากหน้าที่เปิดไว้ก่อน");
    let form = fast.form("/move");
    fast.submit(&form);
    assert_eq!(fast.status(), 200, "{}", fast.text());
    slow.submit(&note);
    assert_eq!(slow.status(), 409, "{}", slow.text());
    let deeds = since(&test, &office, 0);
    let deeds = deeds.iter().filter(|(act, _)| *act == CaseDeed).count();
    assert_eq!(deeds, 1);
    assert_eq!(test.count("events"), 2);
}

#[test]
fn guessing_cannot_fill_the_log_and_the_guessed_name_is_not_kept() {
    let test = TestApp::start(Engine::Sqlite);
    let office = Office::found(&test, "here");
    let before = entries(&test, &office).len();
    for n in 0..3 {
        tries(&test, &office, &format!("nobody.{n}"), "ไม่ใช่รหัสผ่านนี้แน่นอน");
    }
    let new = entries(&test, &office).split_off(before);
    assert_eq!(new.len(), 3);
    for entry in &new {
        assert_eq!((entry.action, entry.object), (SignInRefused.code(), [0; 16]));
        assert!(!entry.detail.as_ref().unwrap().1.contains("nobody"));
    }
    // The outside body's code cannot be guessed, and its name never rests.
    for _ in 0..110 {
        tries(&test, &office, "outside", "0000-0000-0000-0000-0000-0000");
    }
    let outside = office.person("outside").id;
    let count = |test: &TestApp| {
        let about = |entry: &&sujarit::domain::log::Entry| entry.object == outside.0;
        entries(test, &office)
            .iter()
            .filter(about)
            .filter(|entry| entry.action == SignInRefused.code())
            .count()
    };
    assert_eq!(count(&test), 100);
    test.clock.advance_to(test.clock.now() + DAY);
    tries(&test, &office, "outside", "0000-0000-0000-0000-0000-0000");
    assert_eq!(count(&test), 101);
}

#[test]
fn an_entry_holds_ids_and_codes_and_no_words() {
    let test = TestApp::start(Engine::Sqlite);
    let office = Office::found(&test, "here");
    let receipt = files(&mut test.browser(), &office.base(), &story("คำที่ห้ามอยู่ในบันทึก"));
    let case = case_of(&test, &office, &receipt.letters).unwrap().id;
    let mut first = office.signs_in(&test, "first");
    let page = format!("{}/office/case/{case}", office.base());
    sent(
        &mut first,
        &format!("{page}/note"),
        "/note",
        &[("text", "ข้อความลับในบันทึก")],
    );
    test.pass_days(1);
    test.run(sujarit::jobs::end_days(&test.app)).unwrap();
    for entry in entries(&test, &office) {
        let (_, detail) = entry.detail.unwrap();
        assert!(detail.is_ascii(), "{detail}");
        for word in ["first", "@", &receipt.number] {
            assert!(!detail.contains(word), "{detail}");
        }
    }
}
