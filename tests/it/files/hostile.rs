//! Bodies and files that are no good (attacks A14 to A21).

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use sujarit::blob::{BlobError, Incoming, Outgoing, Room, Soon};
use sujarit::domain::ids::RecordId;
use sujarit::store::Engine;

use super::samples::{HIDDEN, attaches, contains, everything, lying, picture, sends, until_files};
use crate::support::app::TestApp;
use crate::support::browser::Browser;
use crate::support::html::Form;
use crate::support::office::Office;
use crate::support::wire::{BOUNDARY, Request};

fn village() -> (TestApp, Office) {
    let test = TestApp::start(Engine::Sqlite);
    let office = Office::found(&test, "here");
    (test, office)
}

fn at_files(test: &TestApp, office: &Office) -> (Browser, Form) {
    let mut reporter = test.browser();
    until_files(&mut reporter, &office.base(), "เรื่องของคนที่แนบไฟล์แปลก");
    let form = reporter.form("/files");
    (reporter, form)
}

#[test]
fn no_name_of_a_file_breaks_anything() {
    let (test, office) = village();
    let (mut reporter, form) = at_files(&test, &office);
    let long = "ก".repeat(1_400) + ".png";
    let thai = "ภ".repeat(86) + ".png";
    let names = [
        "../../etc/passwd",
        "..%2f..%2fx.png",
        "..\\..\\x.png",
        "C:\\x.png",
        "\\\\host\\share\\x.png",
        "-rf.png",
        "CON",
        ".htaccess",
        "trailing. . ",
        "<script>alert(1)</script>.png",
        "=HYPERLINK(1).png",
        &long,
        &thai,
    ];
    let mut number = 0_u8;
    for chunk in names.chunks(5) {
        let pictures: Vec<Vec<u8>> = chunk
            .iter()
            .map(|_| {
                number += 1;
                // Each another content, so that none is the same file again.
                let mut words = b"a plain text that is different each time: ".to_vec();
                words.extend_from_slice(number.to_string().as_bytes());
                words
            })
            .collect();
        let files: Vec<(&str, &[u8])> = chunk
            .iter()
            .zip(&pictures)
            .map(|(name, bytes)| (*name, bytes.as_slice()))
            .collect();
        reporter.attach(&form, &files);
        assert_eq!(reporter.status(), 200, "{}", reporter.text());
    }
    assert!(!reporter.html().contains("<script>alert"));
    let sent = sends(&mut reporter);
    assert_eq!(test.count("records WHERE kind = 7"), names.len());
    let officer = super::samples::evidence_of(&test, &office, "first", &sent.letters);
    for form in officer.forms() {
        if form.action.contains("/evidence/") && !form.action.ends_with("/choose") {
            let (action, fields) = form.pressed("", "");
            let taken = officer.ask(&Request::post(&action, &fields));
            assert_eq!(taken.status, 200);
            let name = taken.header("content-disposition");
            assert!(
                name.starts_with("attachment; filename=\"file.txt\"; filename*=UTF-8''"),
                "{name}"
            );
            assert!(name.len() < 4_000);
        }
    }
    for (path, _) in everything(&test) {
        assert!(!path.contains("passwd") && !path.contains("htaccess"), "{path}");
    }
}

#[test]
fn a_file_may_be_as_long_as_the_limit_and_not_a_byte_longer() {
    let mut test = TestApp::start(Engine::Sqlite);
    test.take_files_of(1, 3, 4);
    let office = Office::found(&test, "here");
    let (mut reporter, form) = at_files(&test, &office);
    let letters = |length: usize, letter: u8| vec![letter; length];
    reporter.attach(&form, &[("whole.txt", &letters(1 << 20, b'a'))]);
    assert_eq!(reporter.status(), 200, "{}", reporter.text());
    reporter.attach(
        &form,
        &[
            ("longer.txt", &letters((1 << 20) + 1, b'b')),
            ("after.png", &picture()),
        ],
    );
    assert_eq!(reporter.status(), 422);
    assert!(
        reporter.text().contains("longer.txt: ใหญ่เกิน 1 MB"),
        "{}",
        reporter.text()
    );
    assert!(reporter.text().contains("after.png"), "{}", reporter.text());
    // The case is full before the file is, and that is what is said.
    reporter.attach(&form, &[("second.txt", &letters((1 << 20) - 500, b'c'))]);
    reporter.attach(&form, &[("third.txt", &letters((1 << 20) - 600, b'd'))]);
    assert!(
        reporter.text().contains("third.txt: ไฟล์ของเรื่องนี้รวมกันเต็ม"),
        "{}",
        reporter.text()
    );
    // A body that is longer than any form is refused unread.
    let huge = Request::multipart(
        &form.action,
        &form.sent(),
        &[("huge.txt", &letters(64 << 20, b'e'))],
    );
    let answer = reporter.ask(&huge);
    assert_eq!(answer.status, 413);
}

#[test]
fn more_files_than_may_come_at_once_are_named_and_the_first_are_kept() {
    let (test, office) = village();
    let (mut reporter, form) = at_files(&test, &office);
    let texts: Vec<(String, Vec<u8>)> = (0..12)
        .map(|n| (format!("{n}.txt"), format!("text number {n}").into_bytes()))
        .collect();
    let files: Vec<(&str, &[u8])> = texts.iter().map(|(n, b)| (n.as_str(), b.as_slice())).collect();
    reporter.attach(&form, &files);
    assert_eq!(reporter.status(), 422);
    assert!(
        reporter.text().contains("ครั้งละไม่เกิน 10 ไฟล์"),
        "{}",
        reporter.text()
    );
    assert_eq!(test.count("uploads"), 10);
}

#[test]
fn a_body_that_is_no_form_is_refused_and_leaves_nothing() {
    let (test, office) = village();
    let (reporter, form) = at_files(&test, &office);
    let good = Request::multipart(&form.action, &form.sent(), &[("a.txt", b"text")]);
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let with = |kind: &str, body: Vec<u8>| Request::post_raw(&form.action, kind, body);
    let many: Vec<(String, String)> = (0..10_000).map(|n| (format!("f{n}"), String::new())).collect();
    let mut twice = form.sent();
    twice.push(("what".to_owned(), "สองครั้ง".to_owned()));
    let mut unknown = form.sent();
    unknown.push(("admin".to_owned(), "1".to_owned()));
    let plain = String::from_utf8(good.body.clone()).unwrap();
    let cases: Vec<(&str, Request)> = vec![
        ("no boundary", with("multipart/form-data", good.body.clone())),
        (
            "another boundary",
            with("multipart/form-data; boundary=other", good.body.clone()),
        ),
        ("no body", with(&kind, Vec::new())),
        ("mixed", with("multipart/mixed; boundary=x", good.body.clone())),
        ("cut off", with(&kind, good.body[..good.body.len() - 20].to_vec())),
        (
            "no file name",
            with(&kind, plain.replace("; filename=\"a.txt\"", "").into_bytes()),
        ),
        (
            "a file of another field",
            with(
                &kind,
                plain.replace("name=\"files\"", "name=\"picture\"").into_bytes(),
            ),
        ),
        (
            "a head of a megabyte",
            with(&kind, plain.replace("a.txt", &"a".repeat(1 << 20)).into_bytes()),
        ),
        ("10,000 fields", Request::multipart(&form.action, &many, &[])),
        ("a field twice", Request::multipart(&form.action, &twice, &[])),
        (
            "an unknown field",
            Request::multipart(&form.action, &unknown, &[]),
        ),
        ("a stale token", {
            let mut stale = form.sent();
            stale.retain(|(name, _)| name != "token");
            Request::multipart(&form.action, &stale, &[("a.txt", b"text")])
        }),
    ];
    for (what, request) in cases {
        let answer = reporter.ask(&request);
        assert!((400..500).contains(&answer.status), "{what}: {}", answer.status);
        assert_eq!(test.count("uploads"), 0, "{what}");
        assert_eq!(lying(&test), 0, "{what}");
    }
    // What came before the place where a body goes wrong waits for its sender, like any file.
    let end = format!("--{BOUNDARY}--\r\n");
    let late = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"go\"\r\n\r\nsend\r\n{end}");
    let behind = with(&kind, plain.replace(&end, &late).into_bytes());
    assert_eq!(reporter.ask(&behind).status, 400);
    assert_eq!((test.count("uploads"), test.count("cases")), (1, 0));
    assert!((200..300).contains(&reporter.ask(&good).status));
    assert_eq!(test.count("uploads"), 1);
}

#[test]
fn an_upload_that_breaks_off_at_its_end_leaves_nothing_readable() {
    let (test, office) = village();
    let (_, form) = at_files(&test, &office);
    let content = HIDDEN.repeat(100_000);
    let request = Request::multipart(&form.action, &form.sent(), &[("a.txt", &content)]);
    let bytes = request.bytes(test.port);
    let mut stream = TcpStream::connect(("127.0.0.1", test.port)).unwrap();
    stream.write_all(&bytes[..bytes.len() / 100 * 99]).unwrap();
    // While it hangs in the air, nothing of it can be read on disk or in files that were deleted and are open.
    std::thread::sleep(Duration::from_millis(700));
    assert_eq!(test.count("uploads"), 1);
    for (place, bytes) in everything(&test) {
        assert!(!contains(&bytes, HIDDEN), "{place}");
    }
    for entry in std::fs::read_dir("/proc/self/fd").unwrap().flatten() {
        let target = std::fs::read_link(entry.path()).unwrap_or_default();
        let deleted = target.to_string_lossy().ends_with(" (deleted)");
        if deleted && let Ok(bytes) = std::fs::read(entry.path()) {
            assert!(!contains(&bytes, HIDDEN), "{}", target.display());
        }
    }
    drop(stream);
    for _ in 0..100 {
        if test.count("uploads") == 0 && lying(&test) == 0 {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!(
        "{} uploads and {} files are left",
        test.count("uploads"),
        lying(&test)
    );
}

/// A disk without a free byte.
struct FullDisk;

impl Room for FullDisk {
    fn begin(&self, _: RecordId) -> Soon<'_, Box<dyn Incoming>> {
        Box::pin(async { Ok(Box::new(Self) as Box<dyn Incoming>) })
    }

    fn read(&self, _: RecordId) -> Soon<'_, Box<dyn Outgoing>> {
        Box::pin(async { Err(BlobError::NotFound) })
    }

    fn remove(&self, _: RecordId) -> Soon<'_, ()> {
        Box::pin(async { Ok(()) })
    }

    fn ids(&self) -> Soon<'_, Vec<RecordId>> {
        Box::pin(async { Ok(Vec::new()) })
    }
}

impl Incoming for FullDisk {
    fn write(self: Box<Self>, _: Vec<u8>) -> Soon<'static, Box<dyn Incoming>> {
        Box::pin(async { Err(BlobError::Full) })
    }

    fn finish(self: Box<Self>) -> Soon<'static, ()> {
        Box::pin(async { Err(BlobError::Full) })
    }

    fn abandon(self: Box<Self>) -> Soon<'static, ()> {
        Box::pin(async { Ok(()) })
    }
}

#[test]
fn a_full_disk_is_said_and_the_report_can_be_sent_without_the_file() {
    let mut test = TestApp::start(Engine::Sqlite);
    test.keep_files_in(Arc::new(FullDisk));
    let office = Office::found(&test, "here");
    let (mut reporter, _) = at_files(&test, &office);
    attaches(&mut reporter, &[("a.png", &picture())]);
    assert_eq!(reporter.status(), 422, "{}", reporter.text());
    assert!(
        reporter.text().contains("a.png: ขณะนี้ระบบรับไฟล์ไม่ได้"),
        "{}",
        reporter.text()
    );
    assert_eq!(test.count("uploads"), 0);
    sends(&mut reporter);
    assert_eq!(test.count("cases"), 1);
}

#[test]
fn a_form_that_is_still_coming_holds_up_nobody_else() {
    let (test, office) = village();
    let (mut other, form) = at_files(&test, &office);
    let request = Request::multipart(&form.action, &form.sent(), &[("slow.txt", &vec![b'x'; 100_000])]);
    let bytes = request.bytes(test.port);
    let mut slow: Vec<TcpStream> = (0..4)
        .map(|_| {
            let mut stream = TcpStream::connect(("127.0.0.1", test.port)).unwrap();
            stream.write_all(&bytes[..bytes.len() / 2]).unwrap();
            stream
        })
        .collect();
    attaches(&mut other, &[("quick.png", &picture())]);
    assert_eq!(other.status(), 200, "{}", other.text());
    for stream in &mut slow {
        stream.write_all(&bytes[bytes.len() / 2..]).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        assert!(
            answer.starts_with(b"HTTP/1.1 200"),
            "{}",
            String::from_utf8_lossy(&answer[..60])
        );
    }
}
