//! One page may be shown in a frame, by the websites that its agency names and nobody else. Every other may not.

use sujarit::store::Engine;
use sujarit::web::headers::POLICY;
use sujarit::web::routes::{Method, ROUTES};

use crate::support::app::TestApp;
use crate::support::browser::Browser;
use crate::support::office::Office;
use crate::support::routes::{NOBODY, address};
use crate::support::wire::{Answer, Request};

fn may_be_framed_by_nobody(answer: &Answer, path: &str) {
    let policy = answer.header("content-security-policy");
    assert!(policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
    assert_eq!(answer.header("x-frame-options"), "DENY", "{path}");
    assert_eq!(
        answer.header("cross-origin-resource-policy"),
        "same-origin",
        "{path}"
    );
}

fn names_sites(admin: &mut Browser, sites: &str) {
    admin.open("/here/office/embed");
    let mut form = admin.form("/office/embed");
    form.fill("sites", sites);
    admin.submit(&form);
}

fn one_page_is_framed_where_the_agency_says(engine: Engine) {
    let test = TestApp::start(engine);
    let here = Office::found(&test, "here");
    let _there = Office::found(&test, "there");
    let mut admin = here.signs_in(&test, "first");
    let embedded = |path: &str| test.browser().ask(&Request::get(path));
    for path in ["/here/embed", "/en/here/embed"] {
        let answer = embedded(path);
        assert_eq!(answer.status, 200);
        may_be_framed_by_nobody(&answer, path);
    }
    assert!(
        test.browser()
            .open("/here/channel")
            .text()
            .contains("ยังไม่ได้กำหนดเว็บไซต์")
    );

    for (sites, said) in [
        ("https://*.go.th", "อ่านบรรทัดนี้ไม่ได้: https://*.go.th"),
        ("https://a.go.th; script-src *", "อ่านบรรทัดนี้ไม่ได้"),
        (
            "https://a.go.th\nhttps://b.go.th\nhttps://c.go.th\nhttps://d.go.th\nhttps://e.go.th\nhttps://f.go.th",
            "ไม่เกิน 5 เว็บไซต์",
        ),
    ] {
        names_sites(&mut admin, sites);
        assert_eq!(admin.status(), 422, "{sites}");
        assert!(admin.text().contains(said), "{said}: {}", admin.text());
        assert!(
            admin
                .form("/office/embed")
                .value("sites")
                .contains(sites.lines().next().unwrap())
        );
        may_be_framed_by_nobody(&embedded("/here/embed"), sites);
    }

    names_sites(&mut admin, " https://www.Bangtoei.go.th/\n");
    assert_eq!(admin.status(), 200, "{}", admin.text());
    let answer = embedded("/here/embed");
    let policy = POLICY
        .replace(
            "frame-ancestors 'none'",
            "frame-ancestors https://www.bangtoei.go.th",
        )
        .replace("form-action 'self'", "form-action 'none'");
    assert_eq!(answer.header("content-security-policy"), policy);
    assert_eq!(answer.header("x-frame-options"), "");
    assert_eq!(answer.header("referrer-policy"), "no-referrer");
    let html = answer.text();
    assert!(html.len() < 3_000, "{}", html.len());
    for never in [
        "<form",
        "<input",
        "<script",
        "http://",
        "https://",
        "<img",
        "set-cookie",
    ] {
        assert!(!html.contains(never), "{never}: {html}");
    }
    assert!(
        html.contains("target=\"_blank\" rel=\"noopener noreferrer\""),
        "{html}"
    );
    assert_eq!(answer.header("set-cookie"), "");
    may_be_framed_by_nobody(&embedded("/there/embed"), "/there/embed");
    let channel = test.browser().open("/here/channel").html();
    assert!(channel.contains("/here/embed&#34; title="), "{channel}");

    // Whoever is signed in, and whatever else is asked for, nothing else can be framed.
    let mut tried = 0;
    for route in ROUTES.iter().filter(|route| route.path != "/{agency}/embed") {
        let path = address(route, "here", NOBODY);
        let request = match route.method {
            Method::Get => Request::get(&path),
            Method::Post => Request::post(&path, &[]),
        };
        for browser in [&test.browser(), &admin] {
            may_be_framed_by_nobody(&browser.ask(&request), &path);
            tried += 1;
        }
    }
    assert!(tried > 150, "{tried}");
    assert_eq!(test.count("log_entries WHERE action = 76"), 1);

    // Taken away again, it holds at once.
    let mut again = here.signs_in(&test, "first");
    names_sites(&mut again, "");
    may_be_framed_by_nobody(&embedded("/here/embed"), "/here/embed");
}

#[test]
fn one_page_is_framed_where_the_agency_says_sqlite() {
    one_page_is_framed_where_the_agency_says(Engine::Sqlite);
}

#[test]
fn one_page_is_framed_where_the_agency_says_postgres() {
    one_page_is_framed_where_the_agency_says(Engine::Postgres);
}
