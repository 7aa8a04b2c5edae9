//! Point 1: an agency begins at the one-time address.

use sujarit::flow::officers::setup;
use sujarit::store::Engine;

use crate::support::app::TestApp;
use crate::support::browser::Browser;
use crate::support::office::PASSWORD;
use crate::support::reporter::{codes, files, story};

fn last_group(code: &str) -> &str {
    code.rsplit('-').next().unwrap_or_default()
}

fn sets_up(engine: Engine, prefix: &str) {
    let test = TestApp::start(engine);
    let address = test
        .run(setup::first_address(&test.app))
        .unwrap()
        .expect("an empty installation");
    let path = address
        .strip_prefix(&test.app.config.server.public_address)
        .unwrap();
    let at = format!("{prefix}{path}");
    let mut browser: Browser = test.browser();
    browser.open(&at);
    assert_eq!(browser.status(), 200, "{}", browser.text());
    let answers = [
        ("kind", "tm"),
        ("full_name", "เทศบาลตำบลหนองทดสอบ"),
        ("short_name", "ทต.หนองทดสอบ"),
        ("english_name", "Nong Thotsop Municipality"),
        ("slug", "nong-thotsop"),
        ("district", "เมือง"),
        ("province", "ทดสอบ"),
        ("contact", "โทร. 0 0000 0000"),
        ("units", "สำนักปลัด\nกองคลัง"),
        ("outside", "ท้องถิ่นจังหวัดทดสอบ"),
        ("name", "นางตั้ง ระบบ"),
        ("post", "ปลัดเทศบาล"),
        ("login", "tang"),
        ("password", PASSWORD),
        ("again", PASSWORD),
    ];
    for _ in 0..4 {
        let mut form = browser.form(path);
        for (name, value) in answers {
            form.try_fill(name, value);
        }
        if form.has("last_recovery") && form.value("page") == "kits" {
            let codes = codes(&browser.text());
            assert_eq!(codes.len(), 4, "two codes in two spellings: {codes:?}");
            let mut wrong = form.clone();
            wrong.fill("last_recovery", "0000");
            wrong.fill("last_outside", "0000");
            let mut other = browser.clone();
            other.press(&wrong, "go", "next");
            assert_eq!(
                other.form(path).value("page"),
                "kits",
                "the kit must have been written down"
            );
            form.fill("last_recovery", last_group(&codes[0]));
            form.fill("last_outside", last_group(&codes[2]));
        }
        if let Some(unit) = form
            .choices("unit")
            .get(1)
            .filter(|_| form.value("page") == "officer")
        {
            form.fill("unit", &unit.clone());
        }
        browser.press(&form, "go", "next");
        assert_eq!(browser.status(), 200, "{}", browser.text());
    }
    assert!(browser.try_form(path).is_none(), "finished: {}", browser.text());
    assert!(browser.html().contains("/nong-thotsop"), "{}", browser.text());

    let mut again = test.browser();
    again.open(&at);
    assert_eq!(again.status(), 410, "the address works once: {}", again.text());

    let mut citizen = test.browser();
    let receipt = files(
        &mut citizen,
        &format!("{prefix}/nong-thotsop"),
        &story("เรื่องแรกของหน่วยงานใหม่"),
    );
    let mut officer = test.browser();
    officer.open(&format!("{prefix}/nong-thotsop/office/sign-in"));
    let mut form = officer.form("/office/sign-in");
    form.fill("login", "tang");
    form.fill("password", PASSWORD);
    officer.submit(&form);
    assert!(officer.text().contains(&receipt.number), "{}", officer.text());
}

#[test]
fn an_agency_begins_at_an_address_that_works_once_sqlite_thai() {
    sets_up(Engine::Sqlite, "");
}

#[test]
fn an_agency_begins_at_an_address_that_works_once_postgres_english() {
    sets_up(Engine::Postgres, "/en");
}

#[test]
fn an_address_that_was_never_printed_sets_nothing_up() {
    let test = TestApp::start(Engine::Sqlite);
    test.run(setup::first_address(&test.app)).unwrap();
    for token in ["", "0", "00000000000000000000000000000000", "../x"] {
        let mut browser = test.browser();
        browser.open(&format!("/setup/{token}"));
        assert!(
            [404, 410].contains(&browser.status()),
            "{token}: {}",
            browser.status()
        );
        assert!(browser.forms().iter().all(|form| !form.action.contains("setup")));
    }
}
