//! Somebody who reports: goes through the questions page by page, as the pages ask them.

use std::sync::OnceLock;
use sujarit::store::cases::Case;

use sujarit::store::{self, StoreError};
use sujarit::vault::code::{Reading, TrackingCode};

use super::app::TestApp;
use super::browser::Browser;
use super::html;
use super::office::{Office, case_numbers};
use super::wire::Request;

/// Pages of the form before the one that sends, at most.
const PAGES: usize = 15;

/// What somebody answers: names of fields and what they type or choose.
pub type Story = Vec<(&'static str, String)>;

/// The receipt of a report.
#[derive(Clone)]
pub struct Receipt {
    pub number: String,
    pub letters: String,
    pub digits: String,
    pub html: String,
}

/// The least that a report needs.
pub fn story(what: &str) -> Story {
    vec![
        ("identity", "anonymous".to_owned()),
        ("kind", "complaint".to_owned()),
        ("category", "fin".to_owned()),
        ("what", what.to_owned()),
    ]
}

/// Walks through the form until its last page, where everything is shown again.
pub fn until_check(browser: &mut Browser, base: &str, story: &Story) {
    browser.open(&format!("{base}/report"));
    for _ in 0..PAGES {
        let mut form = browser.form("/report");
        if form.value("step") == "check" {
            return;
        }
        let before = form.value("step");
        for (name, value) in story {
            form.try_fill(name, value);
        }
        browser.press(&form, "go", "next");
        let after = browser.form("/report").value("step");
        assert_ne!(before, after, "stuck: {}", browser.text());
    }
    panic!("the form has no end: {}", browser.text());
}

/// Files a report and keeps what the receipt says.
pub fn files(browser: &mut Browser, base: &str, story: &Story) -> Receipt {
    until_check(browser, base, story);
    let form = browser.form("/report");
    browser.press(&form, "go", "send");
    receipt(browser)
}

/// Reads the receipt that the page shows.
pub fn receipt(browser: &Browser) -> Receipt {
    read_receipt(&browser.html())
        .unwrap_or_else(|| panic!("no receipt: {} {}", browser.status(), browser.text()))
}

/// Reads a receipt, if this page is one.
pub fn read_receipt(html: &str) -> Option<Receipt> {
    let text = html::text(html);
    let mut spellings = codes(&text).into_iter();
    let (letters, digits) = (spellings.next()?, spellings.next()?);
    let number = case_numbers(&text).first()?.clone();
    Some(Receipt {
        number,
        letters,
        digits,
        html: html.to_owned(),
    })
}

/// Every code that stands in a text, in groups with hyphens.
pub fn codes(text: &str) -> Vec<String> {
    static CODE: OnceLock<regex::Regex> = OnceLock::new();
    let code = CODE.get_or_init(|| regex::Regex::new(r"\b[0-9A-Z]{4}(?: ?- ?[0-9A-Z]{4}){5,7}\b").unwrap());
    code.find_iter(text)
        .map(|found| found.as_str().replace(' ', ""))
        .collect()
}

/// Enters a code on the tracking page.
pub fn tracks(browser: &mut Browser, base: &str, code: &str) {
    browser.open(&format!("{base}/track"));
    let mut form = browser.form("/track");
    form.fill("code", code);
    browser.submit(&form);
}

/// The row of the case that a code opens.
pub fn case_of(test: &TestApp, office: &Office, letters: &str) -> Option<Case> {
    let Reading::Code(code) = TrackingCode::read(letters) else {
        panic!("not a code");
    };
    let lookup = code.derive(&test.app.instance).lookup_id;
    let agency = office.agency.id;
    let found = test
        .app
        .db
        .read_blocking(move |c| match store::cases::find_by_lookup(c, agency, lookup) {
            Err(StoreError::NotFound) => Ok(None),
            found => found.map(Some),
        });
    found.unwrap_or_else(|error: StoreError| panic!("{error}"))
}

/// The request that sends the report which the browser is about to send.
pub fn sending(browser: &Browser) -> Request {
    let (action, fields) = browser.form("/report").pressed("go", "send");
    browser.dress(&Request::post(&action, &fields))
}
