//! Files of officers, and who may take files out.

use sujarit::domain::role::Role;
use sujarit::store::Engine;

use super::samples::{HIDDEN, attaches, contains, evidence_of, photo, picture, sends, takes, until_files};
use crate::support::app::TestApp;
use crate::support::office::Office;
use crate::support::reporter::{Receipt, case_of, tracks};
use crate::support::wire::Request;

fn with_a_file(test: &TestApp, office: &Office) -> Receipt {
    let mut reporter = test.browser();
    until_files(&mut reporter, &office.base(), "เรื่องที่มีไฟล์แนบมา");
    attaches(&mut reporter, &[("จากผู้แจ้ง.jpg", &photo())]);
    sends(&mut reporter)
}

fn officers_add(engine: Engine) {
    let test = TestApp::start(engine);
    let office = Office::found(&test, "here");
    let receipt = with_a_file(&test, &office);
    let mut officer = evidence_of(&test, &office, "first", &receipt.letters);
    let form = officer.form("/evidence");
    officer.attach(&form, &[("รายงาน.jpg", &photo())]);
    assert_eq!(officer.status(), 200, "{}", officer.text());
    assert!(officer.text().contains("รายงาน.jpg"), "{}", officer.text());
    // What was sealed is hashed into the log, and nothing else of it.
    let details = test.lines("SELECT detail AS text FROM log_entries WHERE action = 60");
    assert_eq!(details.len(), 1);
    for part in ["record_hash", "file_hash", "file_body"] {
        assert!(details[0].contains(part), "{}", details[0]);
    }
    assert!(!details[0].contains("รายงาน"), "{}", details[0]);
    // The same form once more adds nothing.
    officer.attach(&form, &[("รายงาน.jpg", &photo())]);
    assert_eq!(officer.status(), 200, "{}", officer.text());
    assert_eq!(test.count("log_entries WHERE action = 60"), 1);
    assert_eq!(test.count("uploads"), 0);
    // A newer version stands beside the older one.
    let mut form = officer.form("/evidence");
    let older = form
        .choices("replaces")
        .into_iter()
        .find(|choice| !choice.is_empty())
        .unwrap();
    form.fill("replaces", &older);
    officer.attach(&form, &[("รายงานใหม่.png", &picture())]);
    assert!(officer.text().contains("มีฉบับใหม่แทนแล้ว"), "{}", officer.text());
    assert!(officer.text().contains("รายงาน.jpg") && officer.text().contains("รายงานใหม่.png"));
    assert_eq!(test.count("log_entries WHERE action = 60"), 2);
    assert!(
        test.lines("SELECT detail AS text FROM log_entries WHERE action = 60 ORDER BY seq DESC")[0]
            .contains(&older)
    );
    // The reporter sees nothing of it.
    let mut reporter = test.browser();
    tracks(&mut reporter, &office.base(), &receipt.letters);
    assert!(!reporter.text().contains("รายงาน"), "{}", reporter.text());
}

#[test]
fn an_officers_file_is_internal_hashed_into_the_log_and_never_replaced_sqlite() {
    officers_add(Engine::Sqlite);
}

#[test]
fn an_officers_file_is_internal_hashed_into_the_log_and_never_replaced_postgres() {
    officers_add(Engine::Postgres);
}

#[test]
fn every_taking_is_logged_and_only_readers_can_take_or_look() {
    let test = TestApp::start(Engine::Sqlite);
    let mut office = Office::found(&test, "here");
    office.add(&test, "stranger", Some(2), &[Role::Auditor, Role::Admin]);
    let there = Office::found(&test, "there");
    let receipt = with_a_file(&test, &office);
    let reader = evidence_of(&test, &office, "first", &receipt.letters);
    let taken = takes(&reader);
    assert_eq!(taken.status, 200);
    assert_eq!(test.count("log_entries WHERE action = 61"), 1);

    let form = reader
        .forms()
        .into_iter()
        .find(|form| form.action.contains("/evidence/"))
        .unwrap();
    let looked = reader.ask(&Request::get(&format!("{}/preview", form.action)));
    assert_eq!((looked.status, looked.header("content-type")), (200, "image/png"));
    assert!(looked.header("content-security-policy").ends_with("sandbox"));
    assert!(!contains(&looked.body, HIDDEN));
    assert!(reader.html().contains(&format!("{}/preview", form.action)));
    assert_eq!(test.count("log_entries WHERE action = 61"), 1);

    let (action, fields) = form.pressed("", "");
    for (who, mut stranger) in [
        ("stranger", office.signs_in(&test, "stranger")),
        ("nobody", test.browser()),
        ("another agency", there.signs_in(&test, "first")),
    ] {
        let mut fields = fields.clone();
        if who == "stranger" {
            stranger.open(&format!("{}/office/account", office.base()));
        }
        fields.retain(|(name, _)| name == "token");
        let tried = stranger.ask(&Request::post(&action, &fields));
        assert!(
            [303, 403, 404, 409].contains(&tried.status),
            "{who}: {}",
            tried.status
        );
        let tried = stranger.ask(&Request::get(&format!("{action}/preview")));
        assert!([303, 404].contains(&tried.status), "{who}: {}", tried.status);
        assert_ne!(tried.header("content-type"), "image/png", "{who}");
    }
    assert_eq!(test.count("log_entries WHERE action = 61"), 1);
    // A file under another case does not exist.
    let other = with_a_file(&test, &office);
    let own = case_of(&test, &office, &receipt.letters).unwrap().id.to_string();
    let wrong = case_of(&test, &office, &other.letters).unwrap().id.to_string();
    let crossed = reader.ask(&Request::post(&action.replace(&own, &wrong), &fields));
    assert_eq!(crossed.status, 404);
}

#[test]
fn a_sealed_file_that_was_altered_never_arrives_whole() {
    let test = TestApp::start(Engine::Sqlite);
    let office = Office::found(&test, "here");
    let receipt = with_a_file(&test, &office);
    let officer = evidence_of(&test, &office, "first", &receipt.letters);
    let whole = takes(&officer);
    let folder = test.folder().join("files");
    let paths: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    for at in [0_usize, 100, 250, 40_000] {
        for path in &paths {
            let mut bytes = std::fs::read(path).unwrap();
            bytes[at] ^= 1;
            std::fs::write(path, bytes).unwrap();
        }
        // All of these lie in the first piece, which is opened before the answer begins.
        assert_eq!(takes(&officer).status, 500, "byte {at}");
        for path in &paths {
            let mut bytes = std::fs::read(path).unwrap();
            bytes[at] ^= 1;
            std::fs::write(path, bytes).unwrap();
        }
    }
    assert_eq!(takes(&officer).body, whole.body);
}
