//! Somebody who read a report, and kept the name in it, turns out to be involved: afterwards they find no trace of it.

use std::collections::BTreeMap;

use sujarit::domain::role::Role;
use sujarit::jobs::send_digests;
use sujarit::store::Engine;

use super::trace::{everything_reachable, starts, still};
use crate::support::app::TestApp;
use crate::support::browser::Browser;
use crate::support::office::Office;
use crate::support::postbox::collect;
use crate::support::reporter::{Receipt, case_of, files, story};
use crate::support::routes::{address, guard};
use crate::support::wire::Request;
use sujarit::web::routes::ROUTES;

const WHAT: &str = "เรื่องของผู้ที่อ่านอยู่เองและถูกทำเครื่องหมายภายหลัง";

/// Everything that could tell of the case.
fn says_nothing(place: &str, html: &str, receipt: &Receipt, case: &str) {
    for sign in [receipt.number.as_str(), case, WHAT] {
        assert!(!html.contains(sign), "{place} says {sign}");
    }
}

/// What somebody finds who looks for the case: by words, and by its number among the names.
fn looks_for(browser: &Browser, receipt: &Receipt, wanted: &str) -> Vec<String> {
    let mut found = Vec::new();
    for tongue in ["", "/en"] {
        let mut search = browser.clone();
        search.open(&format!("{tongue}/here/office/search"));
        let mut form = search.form("/office/search");
        form.fill("words", wanted);
        search.submit(&form);
        found.push(search.text());
        let mut names = browser.clone();
        names.open(&format!("{tongue}/here/office/names"));
        let mut form = names.form("/office/names");
        form.fill("number", &receipt.number);
        names.submit(&form);
        found.push(names.at().to_owned());
    }
    found
}

fn finds_no_trace(engine: Engine) {
    let test = TestApp::start(engine);
    let mut office = Office::found(&test, "here");
    let every = [
        Role::Intake,
        Role::Responsible,
        Role::Supervisor,
        Role::Executive,
        Role::Publisher,
        Role::Auditor,
        Role::Custodian,
        Role::Admin,
    ];
    office.add(&test, "accused", Some(1), &every);
    office.add(&test, "third", Some(2), &[Role::Responsible, Role::Custodian]);
    let accused = office.signs_in(&test, "accused");
    let mut first = office.signs_in(&test, "first");
    let before = everything_reachable(&accused, &starts(&office));
    assert!(before.len() > 20, "{:?}", before.keys());

    let receipt = files(&mut test.browser(), "/here", &story(WHAT));
    let case = case_of(&test, &office, &receipt.letters).unwrap().id.to_string();
    // The control: until then they read it, and find it everywhere.
    let inbox = accused.ask(&Request::get("/here/office"));
    assert!(inbox.text().contains(&receipt.number), "{}", inbox.text());
    let found = looks_for(&accused, &receipt, "ถูกทำเครื่องหมายภายหลัง");
    assert!(
        found[0].contains(&receipt.number) && found[1].contains(&case),
        "{found:?}"
    );

    first.open(&format!("/here/office/case/{case}/involve"));
    let mut form = first.form("/involve");
    form.fill("officers", &office.person("accused").id.to_string());
    form.fill("text", "ถูกร้องเรียนในเรื่องนี้");
    first.submit(&form);
    assert_eq!(first.status(), 200, "{}", first.text());

    let after = everything_reachable(&accused, &starts(&office));
    let paths = |pages: &BTreeMap<String, String>| pages.keys().cloned().collect::<Vec<_>>();
    assert_eq!(paths(&before), paths(&after));
    for (path, html) in &after {
        assert_eq!(still(&before[path]), still(html), "{path} changed");
        says_nothing(path, html, &receipt, &case);
    }
    for answer in looks_for(&accused, &receipt, "ถูกทำเครื่องหมายภายหลัง")
    {
        says_nothing(
            "a search",
            &answer.replace("ถูกทำเครื่องหมายภายหลัง", ""),
            &receipt,
            &case,
        );
        assert!(!answer.contains("/office/names/"), "{answer}");
    }
    // Every address of the case, and every paper and file of it, answers as for a case that does not exist.
    let unknown = "00112233445566778899aabbccddeeff";
    let of_case = |route: &&&sujarit::web::routes::Route| {
        (route.path.contains("{case}") || route.path.contains("{kept}")) && guard(route).is_none()
    };
    let mut tried = 0;
    for route in ROUTES.iter().collect::<Vec<_>>().iter().filter(of_case) {
        let ask = |case: &str| {
            let answer = accused.ask(&Request::get(&address(route, "here", case)));
            let (status, headers, body) = answer.face();
            let body = String::from_utf8_lossy(&body).replace(case, "CASE");
            (status, format!("{headers:?}"), body)
        };
        let (asked, missing) = (ask(&case), ask(unknown));
        assert_eq!(asked.0, 404, "{}", route.path);
        assert!(asked == missing, "{}", route.path);
        tried += 1;
    }
    assert!(tried > 15, "{tried}");

    // Nor later, when it is due and overdue, when the figures are counted, and in the mails.
    for _ in 0..3 {
        test.pass_days(13);
        test.run(send_digests(&test.app)).unwrap();
        let accused = office.signs_in(&test, "accused");
        for (path, html) in everything_reachable(&accused, &starts(&office)) {
            says_nothing(&path, &html, &receipt, &case);
        }
    }
    for mail in collect(&test) {
        says_nothing("a mail", &String::from_utf8_lossy(&mail.0), &receipt, &case);
    }
    // Whoever is left goes on.
    let mut third = office.signs_in(&test, "third");
    third.open(&format!("/here/office/case/{case}"));
    assert!(third.text().contains(WHAT), "{}", third.text());
}

#[test]
fn somebody_marked_after_filing_finds_no_trace_sqlite() {
    finds_no_trace(Engine::Sqlite);
}

#[test]
fn somebody_marked_after_filing_finds_no_trace_postgres() {
    finds_no_trace(Engine::Postgres);
}
