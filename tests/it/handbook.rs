//! A handbook is announced: kept as it was, once for each announcement, for everybody to read.

use sujarit::domain::category::Category;
use sujarit::store::{Engine, handbooks, panels};

use crate::support::app::TestApp;
use crate::support::browser::Browser;
use crate::support::office::Office;
use crate::support::wire::Request;

pub fn announces(browser: &mut Browser, base: &str, date: [&str; 3], place: &str) {
    browser.open(&format!("{base}/office/handbook"));
    let mut form = browser.form("/office/handbook");
    for (name, value) in ["announced_day", "announced_month", "announced_year"]
        .iter()
        .zip(date)
    {
        form.fill(name, value);
    }
    form.fill("place", place);
    browser.submit(&form);
}

fn an_announced_handbook_stays(engine: Engine) {
    let test = TestApp::start(engine);
    let mut office = Office::found(&test, "bangtoei");
    office.add(
        &test,
        "second",
        Some(1),
        &[sujarit::domain::role::Role::Responsible],
    );
    let base = office.base();
    let mut admin = office.signs_in(&test, "first");

    // What cannot be a day, lies ahead or says no place is refused, and what was typed stays.
    for (date, place) in [
        (["31", "2", "2569"], "เว็บไซต์"),
        (["1", "1", "2599"], "เว็บไซต์"),
        (["", "", ""], "เว็บไซต์"),
        (["1", "1", "2569"], ""),
    ] {
        announces(&mut admin, &base, date, place);
        assert_eq!(admin.status(), 422, "{date:?} {place}");
        assert!(admin.html().contains(&format!("value=\"{}\"", date[2])));
    }
    assert_eq!(
        test.browser()
            .open(&format!("{base}/handbook/1/handbook.pdf"))
            .status(),
        404
    );

    announces(&mut admin, &base, ["๑", "1", "๒๕๖๙"], "เว็บไซต์หลัก");
    assert_eq!(admin.status(), 200, "{}", admin.text());
    let mut anybody = test.browser();
    anybody.open(&format!("{base}/handbook"));
    assert!(
        anybody
            .text()
            .contains("ฉบับที่ 1 ประกาศเมื่อวันที่ 1 มกราคม 2569 เว็บไซต์หลัก")
    );
    let file = Request::get(&format!("{base}/handbook/1/handbook.pdf"));
    let paper = anybody.ask(&file);
    assert!(paper.body.starts_with(b"%PDF-1.7"));

    // The panel changes: the page follows, the announced paper does not.
    let (agency, second) = (office.agency.id, office.person("second").id);
    test.write(move |c| panels::set(c, agency, Category::Ethics, &[second]));
    assert_eq!(anybody.ask(&file).body, paper.body);
    announces(&mut admin, &base, ["2", "1", "2569"], "ป้ายประกาศ");
    let all = test.read(move |c| handbooks::list(c, agency));
    assert_eq!(all.iter().map(|one| one.version).collect::<Vec<_>>(), [2, 1]);
    let second_paper = anybody.ask(&Request::get(&format!("{base}/handbook/2/handbook.pdf")));
    assert_ne!(second_paper.body, paper.body);

    // The same form sent again announces nothing.
    admin.open(&format!("{base}/office/handbook"));
    let mut stale = admin.form("/office/handbook");
    for (name, value) in [
        ("announced_day", "3"),
        ("announced_month", "1"),
        ("announced_year", "2569"),
        ("place", "ป้ายประกาศ"),
    ] {
        stale.fill(name, value);
    }
    admin.submit(&stale);
    admin.submit(&stale);
    assert!(admin.text().contains("มีผู้ประกาศคู่มือไปก่อนแล้ว"), "{}", admin.text());
    assert_eq!(test.read(move |c| handbooks::list(c, agency)).len(), 3);
    for path in ["0", "01", "4", "+1", "x", "99999999999"] {
        anybody.open(&format!("{base}/handbook/{path}/handbook.pdf"));
        assert_eq!(anybody.status(), 404, "{path}");
    }
}

#[test]
fn an_announced_handbook_stays_as_it_was_on_sqlite() {
    an_announced_handbook_stays(Engine::Sqlite);
}

#[test]
fn an_announced_handbook_stays_as_it_was_on_postgres() {
    an_announced_handbook_stays(Engine::Postgres);
}
