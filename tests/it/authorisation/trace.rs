//! The accused, signed in, finds no trace of the report.

use std::collections::{BTreeMap, BTreeSet};

use sujarit::domain::role::Role;
use sujarit::jobs::send_digests;
use sujarit::store::Engine;

use crate::support::app::TestApp;
use crate::support::browser::Browser;
use crate::support::office::Office;
use crate::support::postbox::collect;
use crate::support::reporter::{case_of, files, story};
use crate::support::wire::Request;

/// Every page that can be reached by links and search forms, with its markup.
pub(super) fn everything_reachable(browser: &Browser, start: &[String]) -> BTreeMap<String, String> {
    let mut pages = BTreeMap::new();
    let mut waiting: Vec<String> = start.to_vec();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    while let Some(path) = waiting.pop() {
        if !seen.insert(path.clone()) || path.starts_with("/exit") || path.starts_with("/assets") {
            continue;
        }
        assert!(seen.len() < 800, "the pages do not end");
        let mut browser = browser.clone();
        browser.go(&Request::get(&path));
        if is_file(&path) {
            pages.insert(path, browser.html());
            continue;
        }
        waiting.extend(browser.links().into_iter().filter(|link| link.starts_with('/')));
        for form in browser.forms().into_iter().filter(|form| form.method == "get") {
            // One filter at a time is enough: each of them alone must not see the case.
            for (name, _) in form.sent() {
                let choices = form.choices(&name);
                let question = choices
                    .iter()
                    .map(|value| format!("{}?{name}={value}", form.action));
                waiting.extend(question);
            }
        }
        pages.insert(path, browser.html());
    }
    pages
}

/// Papers, spreadsheets and data: looked at like every page, but nothing in them is a link.
fn is_file(path: &str) -> bool {
    let endings = [".pdf", ".xlsx", ".ods", ".csv", ".json", ".svg", ".zip"];
    endings.iter().any(|ending| path.ends_with(ending))
}

/// Without what changes from one look at a page to the next: one-time secrets and the submission key of forms.
pub(super) fn still(html: &str) -> String {
    let moving = regex::Regex::new(r#"name="(key|token|secret|once|reply)" value="[^"]*""#).unwrap();
    let secret = regex::Regex::new(r#"(?s)<div class="(code|qr)">.*?</div>"#).unwrap();
    secret.replace_all(&moving.replace_all(html, ""), "").into_owned()
}

pub(super) fn starts(office: &Office) -> Vec<String> {
    ["", "/en"]
        .into_iter()
        .flat_map(|tongue| {
            let base = format!("{tongue}{}", office.base());
            [
                base.clone(),
                format!("{base}/office"),
                format!("{base}/statistics"),
                format!("{base}/office/account"),
            ]
        })
        .collect()
}

#[test]
fn the_accused_sees_the_same_pages_before_and_after_the_report() {
    let test = TestApp::start(Engine::Sqlite);
    let mut office = Office::found(&test, "here");
    office.add(&test, "second", Some(0), &[Role::Intake, Role::Responsible]);
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
    office.add(&test, "colleague", Some(1), &every);
    let accused = office.signs_in(&test, "accused");
    let colleague = office.signs_in(&test, "colleague");
    let before: Vec<_> = [&accused, &colleague]
        .iter()
        .map(|browser| everything_reachable(browser, &starts(&office)))
        .collect();
    assert!(before[0].len() > 20, "{:?}", before[0].keys());

    let mut told = story("เรื่องของผู้ถูกกล่าวหาและทั้งกอง");
    told.push(("involved_units", office.units[1].id.to_string()));
    let receipt = files(&mut test.browser(), &office.base(), &told);
    let case = case_of(&test, &office, &receipt.letters).unwrap();

    for (browser, before) in [&accused, &colleague].iter().zip(&before) {
        let after = everything_reachable(browser, &starts(&office));
        let paths = |pages: &BTreeMap<String, String>| pages.keys().cloned().collect::<Vec<_>>();
        assert_eq!(paths(before), paths(&after));
        for (path, html) in &after {
            assert_eq!(still(&before[path]), still(html), "{path} changed");
            assert!(
                !html.contains(&receipt.number) && !html.contains(&case.id.to_string()),
                "{path}"
            );
        }
    }
    // The control: a reader sees it.
    let reader = everything_reachable(&office.signs_in(&test, "first"), &starts(&office));
    assert!(reader.values().any(|html| html.contains(&receipt.number)));

    // Nor in another month, when it is counted, nor in the mail.
    for _ in 0..2 {
        test.pass_days(20);
        test.run(send_digests(&test.app)).unwrap();
        let accused = office.signs_in(&test, "accused");
        for (path, html) in everything_reachable(&accused, &starts(&office)) {
            assert!(
                !html.contains(&receipt.number) && !html.contains(&case.id.to_string()),
                "{path}"
            );
        }
    }
    for mail in collect(&test) {
        let words = String::from_utf8_lossy(&mail.0).into_owned();
        assert!(
            !words.contains(&receipt.number) && !words.contains(&case.id.to_string()),
            "{words}"
        );
    }
    let key = office.person("accused").key;
    let wrapped = test.lines("SELECT lower(hex(recipient)) AS text FROM wraps");
    let hex = data_encoding::HEXLOWER.encode(&key);
    assert!(
        !wrapped.is_empty() && !wrapped.contains(&hex),
        "no key of the accused opens anything"
    );
}
