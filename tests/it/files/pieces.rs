//! Files that come in pieces: what is held, what is refused, and that the form which follows is the one door.

use std::io::Write as _;
use std::net::TcpStream;

use sujarit::flow::cases::readers::Change;
use sujarit::flow::files::unfinished::{self, IDLE, RECEIVING};
use sujarit::store::Engine;

use super::samples::{HIDDEN, contains, evidence_of, lying, photo, sends, takes, torn_photo, until_files};
use crate::readers::scene::Scene;
use crate::support::app::TestApp;
use crate::support::browser::Browser;
use crate::support::html::Form;
use crate::support::office::Office;
use crate::support::reporter::{Receipt, case_of, files, story, tracks};
use crate::support::wire::{Answer, Request};

const FIRST: &str = "00112233445566778899aabbccddeeff";
const THIRD: &str = "0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f";
const SECOND: &str = "ffeeddccbbaa99887766554433221100";

/// A text of so many bytes: kept as it is, so that what comes out can be compared with what went in.
fn text(bytes: usize) -> Vec<u8> {
    let mut text: Vec<u8> = (0..bytes / 10)
        .flat_map(|line| format!("{line:09}\n").into_bytes())
        .collect();
    text.resize(bytes, b'.');
    text
}

/// What a script tells of a file.
#[derive(Clone, Copy)]
struct Said<'a> {
    id: &'a str,
    name: &'a str,
    size: usize,
}

/// The request of one piece, sent where the page says.
fn piece(form: &Form, said: Said<'_>, offset: usize, bytes: Option<&[u8]>) -> Request {
    let carried = ["token", "key", "handed"];
    let mut fields: Vec<(String, String)> = form.sent();
    fields.retain(|(name, _)| carried.contains(&name.as_str()));
    for (name, value) in [
        ("upload", said.id.to_owned()),
        ("name", said.name.to_owned()),
        ("size", said.size.to_string()),
        ("offset", offset.to_string()),
    ] {
        fields.push((name.to_owned(), value));
    }
    let parts: Vec<(&str, &[u8])> = bytes.iter().map(|bytes| ("piece", *bytes)).collect();
    Request::multipart(&format!("{}/piece", form.action), &fields, &parts)
}

fn asks(browser: &Browser, form: &Form, said: Said<'_>, offset: usize, bytes: Option<&[u8]>) -> String {
    let answer = browser.ask(&piece(form, said, offset, bytes));
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("cache-control"), "no-store");
    answer.text()
}

fn held(bytes: usize) -> String {
    format!("{{\"held\":{bytes}}}")
}

/// The form that follows when all pieces are there.
fn attaches(browser: &mut Browser, form: &Form, ids: &[&str], more: &[(&str, &str)]) {
    let mut fields = form.sent();
    for (name, value) in more.iter().copied().chain(ids.iter().map(|id| ("sent", *id))) {
        fields.retain(|(known, _)| known != name || name == "sent");
        fields.push((name.to_owned(), value.to_owned()));
    }
    browser.go(&Request::multipart(&form.action, &fields, &[]));
}

fn comes_back(test: &TestApp, office: &Office) -> (Browser, Form, Receipt) {
    let receipt = files(&mut test.browser(), &office.base(), &story("เรื่องที่ส่งไฟล์เป็นส่วน"));
    let mut reporter = test.browser();
    tracks(&mut reporter, &office.base(), &receipt.letters);
    reporter.open(&format!("{}/track/files", office.base()));
    let form = reporter.form("/track/files");
    (reporter, form, receipt)
}

fn in_pieces(engine: Engine) {
    let test = TestApp::start(engine);
    let office = Office::found(&test, "here");
    let (mut reporter, form, receipt) = comes_back(&test, &office);
    let whole = text(700_000);
    let said = Said {
        id: FIRST,
        name: "คำให้การ.txt",
        size: whole.len(),
    };
    assert_eq!(asks(&reporter, &form, said, 0, None), held(0));
    assert_eq!((test.count("uploads"), lying(&test)), (0, 0));
    assert_eq!(
        asks(&reporter, &form, said, 0, Some(&whole[..300_000])),
        held(300_000)
    );
    // The answer was lost and the piece comes again; then one from nowhere; then the script asks.
    for (offset, bytes) in [
        (0, Some(&whole[..300_000])),
        (300_001, Some(&whole[300_001..])),
        (700_000, None),
    ] {
        assert_eq!(asks(&reporter, &form, said, offset, bytes), held(300_000));
    }
    // Half a piece is not lost when the connection breaks.
    let request = reporter.dress(&piece(&form, said, 300_000, Some(&whole[300_000..600_000])));
    let bytes = request.bytes(test.port);
    let mut line = TcpStream::connect(("127.0.0.1", test.port)).unwrap();
    line.write_all(&bytes[..bytes.len() - 150_000]).unwrap();
    let came = loop {
        std::thread::sleep(std::time::Duration::from_millis(50));
        let answer = asks(&reporter, &form, said, 1, None);
        let digits: String = answer.chars().filter(char::is_ascii_digit).collect();
        let came: usize = digits.parse().unwrap();
        if came > 300_000 {
            break came;
        }
    };
    drop(line);
    assert!(came < 460_000, "{came}");
    assert_eq!(
        asks(&reporter, &form, said, came, Some(&whole[came..])),
        held(700_000)
    );
    assert_eq!(
        asks(&reporter, &form, said, came, Some(&whole[came..])),
        held(700_000)
    );
    // It lies there whole and sealed, and belongs to nobody before its form is sent.
    assert_eq!((test.count("uploads"), lying(&test)), (1, 1));
    assert_eq!(test.count("records WHERE kind = 7"), 0);
    attaches(&mut reporter, &form, &[FIRST], &[("original", "1")]);
    assert!(reporter.at().contains("/track/case"), "{}", reporter.at());
    assert!(reporter.text().contains("คำให้การ.txt"), "{}", reporter.text());
    // The form again, as after a lost answer: nothing happens, and nothing is complained about.
    attaches(&mut reporter, &form, &[FIRST], &[("original", "1")]);
    assert!(reporter.at().contains("/track/case"), "{}", reporter.at());
    assert_eq!(
        (test.count("uploads"), test.count("records WHERE kind = 7")),
        (0, 1)
    );
    let officer = evidence_of(&test, &office, "first", &receipt.letters);
    assert!(takes(&officer).body == whole, "other bytes came out");
}

#[test]
fn a_file_in_pieces_survives_lost_answers_and_broken_connections_sqlite() {
    in_pieces(Engine::Sqlite);
}

#[test]
fn a_file_in_pieces_survives_lost_answers_and_broken_connections_postgres() {
    in_pieces(Engine::Postgres);
}

fn every_form(engine: Engine) {
    let test = TestApp::start(engine);
    let office = Office::found(&test, "here");
    let picture = photo();
    let said = Said {
        id: FIRST,
        name: "photo.jpg",
        size: picture.len(),
    };
    let all = |browser: &Browser, form: &Form| {
        let half = said.size / 2;
        assert_eq!(asks(browser, form, said, 0, Some(&picture[..half])), held(half));
        assert_eq!(
            asks(browser, form, said, half, Some(&picture[half..])),
            held(said.size)
        );
    };
    // With the report.
    let mut reporter = test.browser();
    until_files(&mut reporter, &office.base(), "เรื่องที่แนบไฟล์เป็นส่วน");
    let form = reporter.form("/report/files");
    all(&reporter, &form);
    attaches(&mut reporter, &form, &[FIRST], &[]);
    assert!(reporter.text().contains("photo.jpg"), "{}", reporter.text());
    let receipt = sends(&mut reporter);
    let mut officer = evidence_of(&test, &office, "first", &receipt.letters);
    assert!(!contains(&takes(&officer).body, HIDDEN));
    // What belongs to a report that was sent is sent at once: the page says how to go on.
    assert_eq!(asks(&reporter, &form, said, 0, None), "{\"at_once\":true}");
    // By an officer, in place of a file of theirs.
    let form = officer.form("/evidence");
    all(&officer, &form);
    attaches(&mut officer, &form, &[FIRST], &[]);
    let form = officer.form("/evidence");
    let older = form
        .choices("replaces")
        .into_iter()
        .find(|choice| !choice.is_empty());
    let newer = Said {
        id: SECOND,
        name: "newer.txt",
        size: 4,
    };
    assert_eq!(asks(&officer, &form, newer, 0, Some(b"text")), held(4));
    attaches(&mut officer, &form, &[SECOND], &[("replaces", &older.unwrap())]);
    assert!(officer.text().contains("มีฉบับใหม่แทนแล้ว"), "{}", officer.text());
    assert_eq!(test.count("log_entries WHERE action = 60"), 2);
    // With a matter that is registered.
    let mut officer = super::registered::checks(&test, &office, "first", "yes");
    let form = officer.form("/register/files");
    all(&officer, &form);
    attaches(&mut officer, &form, &[FIRST], &[]);
    assert!(officer.text().contains("photo.jpg"), "{}", officer.text());
}

#[test]
fn every_form_with_files_takes_them_in_pieces_through_the_same_door_sqlite() {
    every_form(Engine::Sqlite);
}

#[test]
fn every_form_with_files_takes_them_in_pieces_through_the_same_door_postgres() {
    every_form(Engine::Postgres);
}

#[test]
fn the_id_of_somebody_elses_file_is_of_no_use() {
    let test = TestApp::start(Engine::Sqlite);
    let office = Office::found(&test, "here");
    let (reporter, form, _) = comes_back(&test, &office);
    let (mut other, others, receipt) = comes_back(&test, &office);
    let whole = text(50_000);
    let said = Said {
        id: FIRST,
        name: "a.txt",
        size: whole.len(),
    };
    assert_eq!(asks(&reporter, &form, said, 0, Some(&whole)), held(50_000));
    // Under the same id another case has nothing, and takes nothing away.
    assert_eq!(asks(&other, &others, said, 50_000, None), held(0));
    attaches(&mut other, &others, &[FIRST], &[]);
    assert_eq!(other.status(), 422, "{}", other.text());
    assert!(other.text().contains("ส่งไม่ครบ"), "{}", other.text());
    assert!(
        !evidence_of(&test, &office, "first", &receipt.letters)
            .text()
            .contains("a.txt")
    );
    assert_eq!(asks(&reporter, &form, said, 0, None), held(50_000));
    // Nor does the form of one case reach the place of another.
    let stolen = reporter.ask(&piece(&others, said, 0, Some(&whole)));
    assert_eq!(stolen.status, 409);
}

#[test]
fn what_does_not_fit_is_refused_before_it_comes_and_more_than_was_said_leaves_nothing() {
    let mut test = TestApp::start(Engine::Sqlite);
    test.take_files_of(1, 2, 100);
    let office = Office::found(&test, "here");
    let (mut reporter, form, _) = comes_back(&test, &office);
    let mut said = Said {
        id: FIRST,
        name: "a.txt",
        size: (1 << 20) + 1,
    };
    assert!(asks(&reporter, &form, said, 0, None).contains("a.txt: ใหญ่เกิน 1 MB"));
    said.size = 0;
    assert!(asks(&reporter, &form, said, 0, None).contains("a.txt: ไฟล์ว่าง"));
    said.size = 10;
    assert!(asks(&reporter, &form, said, 0, Some(b"eleven bytes")).contains("refused"));
    assert_eq!((test.count("uploads"), lying(&test)), (0, 0));
    // What cannot be cleaned is asked about as ever, what is of no known kind is refused as ever.
    let torn = torn_photo();
    let photo = Said {
        id: THIRD,
        name: "torn.jpg",
        size: torn.len(),
    };
    assert_eq!(asks(&reporter, &form, photo, 0, Some(&torn)), held(torn.len()));
    let unknown = Said {
        id: SECOND,
        name: "b.exe",
        size: 6,
    };
    assert_eq!(asks(&reporter, &form, unknown, 0, Some(b"MZ\0\0\0\0")), held(6));
    attaches(&mut reporter, &form, &[THIRD, SECOND], &[]);
    assert_eq!(reporter.status(), 422);
    assert!(reporter.text().contains("b.exe: ไม่รับ"), "{}", reporter.text());
    assert!(reporter.text().contains("torn.jpg"), "{}", reporter.text());
    assert_eq!((test.count("uploads"), lying(&test)), (1, 1));
    // An id that is none, a number that is none.
    for (id, size) in [("1", "1"), (FIRST, "-1"), (FIRST, "many"), ("", "1")] {
        let mut fields = form.sent();
        for (name, value) in [("upload", id), ("name", "a"), ("size", size), ("offset", "0")] {
            fields.push((name.to_owned(), value.to_owned()));
        }
        let answer: Answer = reporter.ask(&Request::multipart(
            &format!("{}/piece", form.action),
            &fields,
            &[],
        ));
        assert_eq!(answer.status, 400, "{id} {size}");
    }
}

fn said(id: &str) -> Said<'_> {
    Said {
        id,
        name: "a.txt",
        size: 400_000,
    }
}

#[test]
fn too_many_at_once_are_sent_the_plain_way_and_forgotten_ones_make_room() {
    let test = TestApp::start(Engine::Sqlite);
    let office = Office::found(&test, "here");
    let half = text(200_000);
    let mut reporters = Vec::new();
    for number in 0..RECEIVING {
        if number % 16 == 0 {
            reporters.push(comes_back(&test, &office));
        }
        let (reporter, form, _) = reporters.last().unwrap();
        let id = format!("{number:032x}");
        assert_eq!(asks(reporter, form, said(&id), 0, Some(&half)), held(200_000));
    }
    let (reporter, form, _) = comes_back(&test, &office);
    assert_eq!(asks(&reporter, &form, said(FIRST), 0, None), "{\"at_once\":true}");
    assert_eq!((test.count("uploads"), lying(&test)), (RECEIVING, RECEIVING));
    // Half an hour without a piece, and nothing of them is left: neither bytes nor the room that was reserved.
    let now = test.clock.now();
    test.clock.advance_to(now + IDLE - 60);
    let (earlier, theirs, _) = &reporters[1];
    let kept = format!("{:032x}", 16);
    assert_eq!(asks(earlier, theirs, said(&kept), 0, None), held(200_000));
    test.clock.advance_to(now + IDLE + 1);
    assert_eq!(test.run(unfinished::drop_idle(&test.app)), RECEIVING - 1);
    assert_eq!((test.count("uploads"), lying(&test)), (1, 1));
    // On a slow line the half hour of whoever goes on sending is not over meanwhile; that of the others is.
    let whole = text(400_000);
    assert_eq!(
        asks(earlier, theirs, said(&kept), 200_000, Some(&whole[200_000..])),
        held(400_000)
    );
    let (silent, theirs, _) = &reporters[0];
    let forgotten = format!("{:032x}", 0);
    assert_eq!(
        silent.ask(&piece(theirs, said(&forgotten), 200_000, None)).status,
        403
    );
    let (reporter, form, _) = comes_back(&test, &office);
    assert_eq!(asks(&reporter, &form, said(FIRST), 200_000, Some(&half)), held(0));
}

#[test]
fn one_sender_has_no_more_than_two_forms_full_on_the_way() {
    let test = TestApp::start(Engine::Sqlite);
    let office = Office::found(&test, "here");
    let (reporter, form, _) = comes_back(&test, &office);
    for number in 0..21 {
        let id = format!("{number:032x}");
        let said = Said {
            id: &id,
            name: "a.txt",
            size: 10,
        };
        let answer = asks(&reporter, &form, said, 0, None);
        assert_eq!(answer == held(0), number < 20, "{number} {answer}");
    }
}

#[test]
fn after_a_restart_a_file_starts_over_and_nothing_readable_was_left() {
    let mut test = TestApp::start(Engine::Sqlite);
    let office = Office::found(&test, "here");
    let (reporter, form, _) = comes_back(&test, &office);
    let whole = [b"SENTINEL IN PIECES ".repeat(10), text(400_000)].concat();
    let said = Said {
        id: FIRST,
        name: "a.txt",
        size: whole.len(),
    };
    assert_eq!(
        asks(&reporter, &form, said, 0, Some(&whole[..300_000])),
        held(300_000)
    );
    for (path, bytes) in super::samples::everything(&test) {
        assert!(!contains(&bytes, b"SENTINEL IN PIECES"), "{path}");
    }
    test.restart();
    // Reporters' half hours end with the process.
    assert_eq!(reporter.ask(&piece(&form, said, 300_000, None)).status, 403);
    let mut officer = office.signs_in(&test, "first");
    let receipt = files(&mut test.browser(), &office.base(), &story("เรื่องที่เจ้าหน้าที่แนบไฟล์"));
    let case = case_of(&test, &office, &receipt.letters).unwrap().id;
    officer.open(&format!("{}/office/case/{case}/evidence", office.base()));
    let form = officer.form("/evidence");
    assert_eq!(
        asks(&officer, &form, said, 0, Some(&whole[..300_000])),
        held(300_000)
    );
    test.restart();
    assert_eq!(
        asks(&officer, &form, said, 300_000, Some(&whole[300_000..])),
        held(0)
    );
    assert_eq!(asks(&officer, &form, said, 0, Some(&whole)), held(whole.len()));
    attaches(&mut officer, &form, &[FIRST], &[]);
    assert!(officer.text().contains("a.txt"), "{}", officer.text());
}

#[test]
fn a_file_under_a_key_that_somebody_lost_is_not_attached() {
    let scene = Scene::new(Engine::Sqlite);
    let mut reporter = scene.test.browser();
    tracks(&mut reporter, &scene.office.base(), &scene.receipt.letters);
    reporter.open(&format!("{}/track/files", scene.office.base()));
    let form = reporter.form("/track/files");
    let said = Said {
        id: FIRST,
        name: "a.txt",
        size: 4,
    };
    assert_eq!(asks(&reporter, &form, said, 0, Some(b"text")), held(4));
    let leaver = scene.session("first");
    scene
        .changes(&leaver, scene.form(&leaver), Change::Recuse(None))
        .unwrap();
    assert_eq!(asks(&reporter, &form, said, 4, None), held(0));
    attaches(&mut reporter, &form, &[FIRST], &[]);
    assert_eq!(reporter.status(), 422, "{}", reporter.text());
    assert_eq!(scene.test.count("records WHERE kind = 7"), 0);
    // Sent again under the new key it goes.
    assert_eq!(asks(&reporter, &form, said, 0, Some(b"text")), held(4));
    attaches(&mut reporter, &form, &[FIRST], &[]);
    assert_eq!(scene.test.count("records WHERE kind = 7"), 1);
}

#[test]
fn only_pages_with_a_field_for_files_bring_the_script_and_may_talk_to_the_service() {
    let test = TestApp::start(Engine::Sqlite);
    let office = Office::found(&test, "here");
    let mut reporter = test.browser();
    until_files(&mut reporter, &office.base(), "เรื่องที่มีหน้าไฟล์");
    let policy = |browser: &Browser| browser.page().header("content-security-policy").to_owned();
    assert_eq!(reporter.html().matches("<script").count(), 1);
    assert!(policy(&reporter).contains("script-src 'self'; connect-src 'self';"));
    let address = reporter.html().split("<script src=\"").nth(1).unwrap().to_owned();
    let script = reporter.ask(&Request::get(address.split('"').next().unwrap()));
    assert_eq!(script.status, 200);
    for kept in ["localStorage", "sessionStorage", "indexedDB", "cookie", "http"] {
        assert!(!script.text().contains(kept), "{kept}");
    }
    sends(&mut reporter);
    let mut officer = office.signs_in(&test, "first");
    officer.open(&office.base());
    for browser in [&reporter, &officer] {
        assert!(!browser.html().contains("<script"), "{}", browser.at());
        assert!(
            !policy(browser).contains("-src 'self'; connect-src"),
            "{}",
            policy(browser)
        );
    }
}
