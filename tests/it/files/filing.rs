//! Files that come with a report.

use sujarit::clean::{Cleaner, Limits};
use sujarit::store::Engine;

use super::samples::{
    HIDDEN, NAME, SHOWN, attaches, contains, everything, evidence_of, lying, photo, picture, sends, takes,
    torn_photo, until_files,
};
use crate::support::app::TestApp;
use crate::support::office::Office;
use crate::support::reporter::{case_of, receipt, tracks};

fn village(engine: Engine) -> (TestApp, Office) {
    let test = TestApp::start(engine);
    let office = Office::found(&test, "here");
    (test, office)
}

fn a_photo_reaches_the_readers(engine: Engine) {
    let (test, office) = village(engine);
    let mut reporter = test.browser();
    until_files(&mut reporter, &office.base(), "มีรูปถนนที่ทรุดหลังตรวจรับ");
    attaches(&mut reporter, &[(NAME, &photo())]);
    assert_eq!(reporter.status(), 200, "{}", reporter.text());
    assert!(reporter.text().contains(SHOWN), "{}", reporter.text());
    assert_eq!(test.count("cases"), 0);

    let sent = sends(&mut reporter);
    assert_eq!(test.count("uploads"), 0);
    assert_eq!(test.count("beginnings"), 0);
    assert_eq!(lying(&test), test.count("blobs"));
    let officer = evidence_of(&test, &office, "first", &sent.letters);
    assert!(officer.text().contains(SHOWN), "{}", officer.text());
    let taken = takes(&officer);
    assert_eq!(taken.status, 200);
    assert!(taken.body.starts_with(b"\xff\xd8\xff"));
    assert!(!contains(&taken.body, HIDDEN));
    for (header, value) in [
        ("content-type", "image/jpeg"),
        ("x-content-type-options", "nosniff"),
        ("cache-control", "no-store"),
        (
            "content-security-policy",
            "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox",
        ),
    ] {
        assert_eq!(taken.header(header), value);
    }
    let disposition = taken.header("content-disposition").to_owned();
    assert!(
        disposition.starts_with("attachment; filename=\"file.jpg\"; filename*=UTF-8''%E0%B8%A0"),
        "{disposition}"
    );
    for (place, bytes) in everything(&test) {
        assert!(!contains(&bytes, HIDDEN), "{place}");
        assert!(!contains(&bytes, "สมชาย".as_bytes()), "{place}");
        assert!(!contains(&bytes, "ภาพถนน".as_bytes()), "{place}");
    }
}

#[test]
fn a_photo_sent_with_a_report_reaches_its_readers_without_what_it_hides_sqlite() {
    a_photo_reaches_the_readers(Engine::Sqlite);
}

#[test]
fn a_photo_sent_with_a_report_reaches_its_readers_without_what_it_hides_postgres() {
    a_photo_reaches_the_readers(Engine::Postgres);
}

#[test]
fn going_back_reloading_and_sending_again_neither_loses_nor_doubles_a_file() {
    let (test, office) = village(Engine::Sqlite);
    let mut reporter = test.browser();
    until_files(&mut reporter, &office.base(), "เรื่องที่ย้อนกลับไปแก้");
    let photo = photo();
    let form = reporter.form("/files");
    reporter.attach(&form, &[("a.jpg", &photo)]);
    // The reload of the page sends the same bytes again.
    reporter.attach(&form, &[("a.jpg", &photo)]);
    assert_eq!(reporter.text().matches("a.jpg").count(), 2, "{}", reporter.text());
    let form = reporter.form("/report");
    reporter.press(&form, "go", "back");
    let form = reporter.form("/report");
    reporter.press(&form, "go", "edit:files");
    assert!(reporter.text().contains("a.jpg"), "{}", reporter.text());
    attaches(&mut reporter, &[("b.png", &picture()), ("", b"")]);
    let before = reporter.clone();
    let sent = sends(&mut reporter);
    let officer = evidence_of(&test, &office, "first", &sent.letters);
    assert_eq!(test.count("records WHERE kind = 7"), 2);
    assert!(officer.text().contains("a.jpg") && officer.text().contains("b.png"));
    // The form from before, sent with one more file, leads to the receipt.
    let mut late = before.clone();
    attaches(&mut late, &[("c.png", &picture())]);
    assert_eq!(receipt(&late).number, sent.number);
    assert_eq!(test.count("records WHERE kind = 7"), 2);
    assert_eq!(test.count("uploads"), 0);
}

#[test]
fn what_could_not_be_cleaned_is_sent_only_if_its_sender_says_so() {
    let (test, office) = village(Engine::Sqlite);
    let mut reporter = test.browser();
    until_files(&mut reporter, &office.base(), "เรื่องที่ไฟล์เสีย");
    attaches(
        &mut reporter,
        &[("torn.jpg", &torn_photo()), ("also.jpg", &torn_photo()[..400])],
    );
    assert_eq!(reporter.status(), 422, "{}", reporter.text());
    // It is not sent while nobody chose.
    let form = reporter.form("/report");
    reporter.press(&form, "go", "next");
    let form = reporter.form("/report");
    reporter.press(&form, "go", "send");
    assert_eq!(reporter.status(), 422, "{}", reporter.text());
    assert_eq!(test.count("cases"), 0);
    let choices: Vec<String> = reporter
        .form("/report")
        .buttons
        .into_iter()
        .map(|b| b.value)
        .collect();
    let sends_it = choices.iter().find(|value| value.starts_with("as_is:")).unwrap();
    let form = reporter.form("/report");
    reporter.press(&form, "go", sends_it);
    let choices: Vec<String> = reporter
        .form("/report")
        .buttons
        .into_iter()
        .map(|b| b.value)
        .collect();
    let undecided = choices.iter().find(|value| value.starts_with("as_is:")).unwrap();
    let form = reporter.form("/report");
    reporter.press(&form, "go", &undecided.replace("as_is:", "drop:"));
    let sent = sends(&mut reporter);
    assert_eq!(test.count("blobs"), 1);
    assert_eq!(lying(&test), 1);
    let officer = evidence_of(&test, &office, "first", &sent.letters);
    assert!(
        officer.text().contains("ไฟล์นี้ลบข้อมูลแฝงไม่สำเร็จ"),
        "{}",
        officer.text()
    );
    let taken = takes(&officer);
    assert!([torn_photo(), torn_photo()[..400].to_vec()].contains(&taken.body));
}

#[test]
fn an_original_is_kept_byte_for_byte_if_its_sender_asks_and_officers_are_told() {
    let (test, office) = village(Engine::Sqlite);
    let mut reporter = test.browser();
    until_files(&mut reporter, &office.base(), "เรื่องที่ต้องใช้ต้นฉบับ");
    let mut form = reporter.form("/files");
    form.fill("original", "1");
    reporter.attach(&form, &[("a.jpg", &photo())]);
    assert_eq!(reporter.status(), 200, "{}", reporter.text());
    let sent = sends(&mut reporter);
    let officer = evidence_of(&test, &office, "first", &sent.letters);
    assert!(
        officer.text().contains("ไฟล์ต้นฉบับตามคำขอของผู้ส่ง"),
        "{}",
        officer.text()
    );
    assert_eq!(takes(&officer).body, photo());
}

#[test]
fn what_is_not_taken_is_named_and_the_rest_is_kept() {
    let (test, office) = village(Engine::Sqlite);
    let mut reporter = test.browser();
    until_files(&mut reporter, &office.base(), "เรื่องที่แนบผิดไฟล์");
    let program = [b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff".as_slice(), &[0; 200]].concat();
    attaches(
        &mut reporter,
        &[
            ("photo.jpg", &program),
            ("empty.png", b""),
            ("good.png", &picture()),
        ],
    );
    assert_eq!(reporter.status(), 422);
    let told = reporter.text();
    for said in ["photo.jpg: ไม่รับ", "empty.png: ไฟล์ว่าง", "good.png"] {
        assert!(told.contains(said), "{said} in {told}");
    }
    let sent = sends(&mut reporter);
    assert_eq!(test.count("records WHERE kind = 7"), 1);
    assert!(case_of(&test, &office, &sent.letters).is_some());
}

#[test]
fn nothing_gets_through_when_nobody_can_clean() {
    let mut test = TestApp::start(Engine::Sqlite);
    test.clean_with(Cleaner::new("/nonexistent/sujarit".into(), Limits::default()));
    let office = Office::found(&test, "here");
    let mut reporter = test.browser();
    until_files(&mut reporter, &office.base(), "เรื่องวันที่เครื่องมือเสีย");
    attaches(&mut reporter, &[("a.jpg", &photo())]);
    assert_eq!(reporter.status(), 422, "{}", reporter.text());
    assert!(
        reporter.text().contains("a.jpg: ขณะนี้ระบบรับไฟล์ไม่ได้ กรุณาลองใหม่"),
        "{}",
        reporter.text()
    );
    assert_eq!((test.count("uploads"), lying(&test)), (0, 0));
}

#[test]
fn a_file_longer_than_what_is_cleaned_waits_sealed_for_its_senders_choice() {
    let mut test = TestApp::start(Engine::Sqlite);
    let limits = Limits {
        file: 100_000,
        ..Limits::default()
    };
    test.clean_with(Cleaner::new(env!("CARGO_BIN_EXE_sujarit").into(), limits));
    let office = Office::found(&test, "here");
    let mut reporter = test.browser();
    until_files(&mut reporter, &office.base(), "เรื่องที่มีวิดีโอยาวมาก");
    let long = "SENTINEL บรรทัดที่ยาวเกินกว่าจะลบข้อมูลแฝงได้\n"
        .repeat(40_000)
        .into_bytes();
    attaches(&mut reporter, &[("long.txt", &long), ("short.jpg", &photo())]);
    assert_eq!(reporter.status(), 422, "{}", reporter.text());
    assert!(
        reporter.text().contains("ใหญ่เกินกว่าที่ระบบลบข้อมูลแฝงได้"),
        "{}",
        reporter.text()
    );
    for (place, bytes) in everything(&test) {
        assert!(!contains(&bytes, b"SENTINEL"), "{place}");
    }
    let form = reporter.form("/report");
    let as_is = form
        .buttons
        .iter()
        .find(|button| button.value.starts_with("as_is:"));
    let as_is = as_is.unwrap().value.clone();
    reporter.press(&form, "go", &as_is);
    let sent = sends(&mut reporter);
    let officer = evidence_of(&test, &office, "first", &sent.letters);
    assert!(
        officer.text().contains("ไฟล์นี้ลบข้อมูลแฝงไม่สำเร็จ"),
        "{}",
        officer.text()
    );
    assert_eq!(takes(&officer).body, long);
}

#[test]
fn the_reporter_sees_the_names_of_what_was_sent_and_cannot_take_it_out() {
    let (test, office) = village(Engine::Sqlite);
    let mut reporter = test.browser();
    until_files(&mut reporter, &office.base(), "เรื่องที่ตามดูภายหลัง");
    attaches(&mut reporter, &[("หลักฐาน.jpg", &photo())]);
    let sent = sends(&mut reporter);
    let mut later = test.browser();
    tracks(&mut later, &office.base(), &sent.letters);
    assert!(later.text().contains("หลักฐาน.jpg"), "{}", later.text());
    let officer = evidence_of(&test, &office, "first", &sent.letters);
    let address = officer
        .forms()
        .into_iter()
        .find(|form| form.action.contains("/evidence/"))
        .unwrap()
        .action;
    let tried = later.ask(&crate::support::wire::Request::post(&address, &[]));
    assert!([403, 404].contains(&tried.status), "{}", tried.status);
}
