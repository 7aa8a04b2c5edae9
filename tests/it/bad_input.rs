//! Bad input and bad days: a page in the visitor's language, the typed text still there, nothing half written,
//! and afterwards it works again.

use std::io::Write;
use std::net::TcpStream;

use sujarit::store::Engine;

use crate::files::samples::until_files;
use crate::support::app::TestApp;
use crate::support::browser::Browser;
use crate::support::office::Office;
use crate::support::reporter::{case_of, files, read_receipt, story, tracks, until_check};
use crate::support::wire::{Answer, Request, exchange};

const TOLD: &str = "เรื่องที่พิมพ์ไว้ยาวและต้องไม่หาย";

/// A page for people in this language, not a bare status.
fn is_a_page(answer: &Answer, tongue: &str) {
    let text = answer.text();
    let lang = format!("<html lang=\"{tongue}\"");
    assert!(
        text.contains(&lang) && text.contains("<h1"),
        "{} {text}",
        answer.status
    );
    assert_eq!(answer.header("cache-control"), "no-store");
}

struct Trouble<'a> {
    test: &'a TestApp,
    office: &'a Office,
}

impl Trouble<'_> {
    /// A reporter and an officer with their forms open, when trouble comes and when it has gone.
    fn comes_and_goes(&self, come: impl FnOnce(), go: impl FnOnce()) {
        let Self { test, office } = self;
        let base = office.base();
        let known = files(&mut test.browser(), &base, &story("เรื่องก่อนหน้า"));
        let mut thai = test.browser();
        until_check(&mut thai, &base, &story(TOLD));
        let mut english = test.browser();
        until_check(&mut english, &format!("/en{base}"), &story(TOLD));
        let mut reporter = test.browser();
        tracks(&mut reporter, &base, &known.letters);
        let mut officer = office.signs_in(test, "first");
        let case = officer
            .links()
            .into_iter()
            .find(|link| link.contains("/office/case/"))
            .unwrap();
        officer.open(&format!("{case}/note"));
        let mut sender = test.browser();
        until_files(&mut sender, &base, TOLD);
        let before = test.dump();

        come();
        for (browser, tongue) in [(&thai, "th"), (&english, "en")] {
            let answer = sends(browser);
            assert_eq!(answer.status, 503, "{}", answer.text());
            is_a_page(&answer, tongue);
            assert!(
                answer.text().contains(TOLD),
                "the text is still there: {}",
                answer.text()
            );
        }
        let mut form = reporter.form("/track/case");
        form.fill("answer", TOLD);
        let answer = pressed(&reporter, &form, "", "");
        assert_eq!(answer.status, 503, "{}", answer.text());
        is_a_page(&answer, "th");
        assert!(
            answer.text().contains(TOLD),
            "the reply is still there: {}",
            answer.text()
        );
        let mut form = officer.form("/note");
        form.fill("text", TOLD);
        let answer = pressed(&officer, &form, "", "");
        assert_eq!(answer.status, 503, "{}", answer.text());
        is_a_page(&answer, "th");
        assert!(
            answer.text().contains(TOLD),
            "the officer's note is still there: {}",
            answer.text()
        );
        // Of somebody who only claims to be one, nothing is read.
        let (action, fields) = form.pressed("", "");
        let answer = test.browser().ask(&Request::post(&action, &fields));
        assert!([403, 503].contains(&answer.status), "{}", answer.text());
        assert!(!answer.text().contains(TOLD), "a stranger's body was read");
        // The page that sends files carries the whole report.
        let chooser = sender.form("/files");
        let photo = vec![7; 3_000_000];
        let answer = sender.ask(&Request::multipart(
            &chooser.action,
            &chooser.sent(),
            &[("ภาพ.jpg", &photo)],
        ));
        assert_eq!(answer.status, 503, "{}", answer.text());
        assert!(
            answer.text().contains(TOLD),
            "the report is still there: {}",
            answer.text()
        );

        go();
        assert_eq!(test.half_written_cases(), 0);
        assert!(
            test.dump() == before,
            "what was answered with an apology is not stored"
        );
        let filed = read_receipt(&sends(&thai).text()).expect("it works again");
        assert!(case_of(test, office, &filed.letters).is_some());
        let answer = pressed(&officer, &form, "", "");
        assert_eq!(answer.status, 303, "{}", answer.text());
        assert_eq!(test.half_written_cases(), 0);
    }
}

fn sends(browser: &Browser) -> Answer {
    pressed(browser, &browser.form("/report"), "go", "send")
}

fn pressed(browser: &Browser, form: &crate::support::html::Form, name: &str, value: &str) -> Answer {
    let (action, fields) = form.pressed(name, value);
    browser.ask(&Request::post(&action, &fields))
}

#[test]
fn a_locked_database_loses_nothing_that_was_typed() {
    let test = TestApp::start(Engine::Sqlite);
    let office = Office::found(&test, "here");
    let held = std::cell::RefCell::new(None);
    let trouble = Trouble {
        test: &test,
        office: &office,
    };
    trouble.comes_and_goes(
        || drop(held.replace(Some(test.hold_store()))),
        || drop(held.take()),
    );
}

#[test]
fn a_database_server_that_is_gone_and_comes_back_loses_nothing_that_was_typed() {
    let test = TestApp::start(Engine::Postgres);
    let office = Office::found(&test, "here");
    let database = test.database().unwrap();
    Trouble {
        test: &test,
        office: &office,
    }
    .comes_and_goes(
        || {
            database.set_reachable(false);
            database.cut_connections();
        },
        || {
            database.set_reachable(true);
            // The pool notices within a moment.
            std::thread::sleep(std::time::Duration::from_secs(2));
        },
    );
}

#[test]
fn bodies_that_no_form_sends_get_a_page_and_change_nothing() {
    let test = TestApp::start(Engine::Sqlite);
    let office = Office::found(&test, "here");
    let before = test.dump();
    let kind = "application/x-www-form-urlencoded";
    let long = vec![b'a'; 10 * 1024 * 1024];
    let fields = (0..5_000)
        .map(|number| format!("f{number}=1"))
        .collect::<Vec<_>>()
        .join("&");
    for (path, tongue) in [("/here", "th"), ("/en/here", "en")] {
        for form in ["report", "track", "office/sign-in"] {
            let path = format!("{path}/{form}");
            let requests = [
                (
                    413,
                    Request::post_raw(&path, kind, [b"code=", long.as_slice()].concat()),
                ),
                (
                    400,
                    Request::post_raw(&path, kind, b"what=%FF%FE&token=x".to_vec()),
                ),
                (400, Request::post_raw(&path, kind, b"what=%C0%80".to_vec())),
                (400, Request::post_raw(&path, kind, b"what=%ED%A0%80".to_vec())),
                (400, Request::post_raw(&path, kind, b"what=%zz".to_vec())),
                (400, Request::post_raw(&path, kind, b"what=\xff\xfe".to_vec())),
                (400, Request::post_raw(&path, kind, fields.clone().into_bytes())),
                (415, Request::post_raw(&path, "application/json", b"{}".to_vec())),
                (
                    415,
                    Request::post_raw(&path, "multipart/form-data; boundary=b", b"--b--".to_vec()),
                ),
                (
                    415,
                    Request::post_raw(&path, kind, vec![0x1f, 0x8b, 8, 0]).with("Content-Encoding", "gzip"),
                ),
                (
                    415,
                    Request::post_raw(&path, kind, vec![0; 64]).with("Content-Encoding", "br"),
                ),
            ];
            for (status, request) in requests {
                let answer = request.send(test.port);
                let shown: String = String::from_utf8_lossy(&request.body).chars().take(40).collect();
                assert_eq!(answer.status, status, "{path} {shown}: {}", answer.text());
                is_a_page(&answer, tongue);
            }
        }
    }
    assert!(test.dump() == before);
    assert_eq!(office.agency.slug.as_str(), "here");
}

#[test]
fn a_body_for_officers_is_not_read_before_they_have_signed_in() {
    let test = TestApp::start(Engine::Sqlite);
    let _office = Office::found(&test, "here");
    // The head announces a body that never comes: whoever waits for it does not answer.
    let path = "/here/office/case/00112233445566778899aabbccddeeff/note";
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 900000\r\n\r\ntext="
    );
    let answer = exchange(test.port, head.as_bytes()).expect("an answer");
    assert_eq!(answer.status, 403);
}

#[test]
fn broken_http_is_refused_and_the_next_visitor_is_served() {
    let test = TestApp::start(Engine::Sqlite);
    let office = Office::found(&test, "here");
    let post = "POST /here/track HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n";
    let cookies = format!(
        "GET /here HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: {}\r\n\r\n",
        "a=b; ".repeat(13_000)
    );
    for bytes in [
        format!("{post}Content-Length: 4\r\nContent-Length: 5\r\n\r\na=bc"),
        format!("{post}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        format!("{post}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
        format!("{post}Content-Length: -1\r\n\r\n"),
        format!("{post}Content-Length: 99999999999999999999\r\n\r\n"),
        "GET /here\r\n\r\n".to_owned(),
        "\0\0\0\0\r\n\r\n".to_owned(),
        cookies,
    ] {
        if let Some(answer) = exchange(test.port, bytes.as_bytes()) {
            let shown: String = bytes.chars().take(120).collect();
            assert!((400..500).contains(&answer.status), "{shown}: {}", answer.status);
        }
        assert_eq!(Request::get("/here").send(test.port).status, 200);
    }
    // A visitor who hangs up in the middle of a form.
    let mut cut = TcpStream::connect(("127.0.0.1", test.port)).unwrap();
    cut.write_all(format!("{post}Content-Length: 100000\r\n\r\ncode=").as_bytes())
        .unwrap();
    drop(cut);
    let receipt = files(&mut test.browser(), &office.base(), &story(TOLD));
    assert!(case_of(&test, &office, &receipt.letters).is_some());
}
