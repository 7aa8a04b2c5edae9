//! Files that an officer attaches to a matter that came another way: through the same door, with the matter, logged.

use sujarit::domain::role::Role;
use sujarit::store::Engine;

use super::samples::{HIDDEN, contains, everything, evidence_of, lying, photo, picture, takes, torn_photo};
use crate::support::app::TestApp;
use crate::support::browser::Browser;
use crate::support::html::Form;
use crate::support::office::Office;
use crate::support::reporter::{codes, tracks};

/// A clerk who has typed a letter and is asked to check it.
pub fn checks(test: &TestApp, office: &Office, login: &str, handed: &str) -> Browser {
    let mut clerk = office.signs_in(test, login);
    clerk.open(&format!("{}/office/register", office.base()));
    let mut form = clerk.form("/register");
    for (field, value) in [
        ("origin", "reported"),
        ("channel", "letter"),
        ("received_day", "14"),
        ("received_month", "1"),
        ("received_year", "2569"),
        ("handed", handed),
        ("category", "fin"),
        ("what", "จดหมายร้องเรียนพร้อมสำเนาใบเสร็จ"),
    ] {
        form.fill(field, value);
    }
    clerk.press(&form, "go", "check");
    assert_eq!(clerk.status(), 200, "{}", clerk.text());
    clerk
}

fn attaches(clerk: &mut Browser, files: &[(&str, &[u8])]) {
    let form = clerk.form("/register/files");
    clerk.attach(&form, files);
}

/// The button of a waiting file that begins so.
fn button(form: &Form, begins: &str) -> String {
    let found = form
        .buttons
        .iter()
        .find(|button| button.value.starts_with(begins));
    found.expect("a button of a file").value.clone()
}

fn a_scan_comes_with_a_registered_letter(engine: Engine) {
    let test = TestApp::start(engine);
    let mut office = Office::found(&test, "here");
    for login in ["second", "third", "fourth"] {
        office.add(&test, login, Some(1), &[Role::Responsible]);
    }
    office.add(&test, "clerk", Some(1), &[Role::Intake]);
    let mut clerk = checks(&test, &office, "clerk", "yes");
    attaches(
        &mut clerk,
        &[("จดหมาย.jpg", &photo()), ("ใบเสร็จ.png", &picture())],
    );
    assert_eq!(clerk.status(), 200, "{}", clerk.text());
    assert!(clerk.text().contains("จดหมาย.jpg") && clerk.text().contains("ใบเสร็จ.png"));
    // Changing something and coming back loses none of them; one is taken back.
    let form = clerk.form("/office/register");
    clerk.press(&form, "go", "edit");
    let form = clerk.form("/office/register");
    clerk.press(&form, "go", "check");
    assert!(clerk.text().contains("จดหมาย.jpg"), "{}", clerk.text());
    let form = clerk.form("/office/register");
    let drop = button(&form, "drop:");
    clerk.press(&form, "go", &drop);
    assert_eq!(clerk.status(), 200, "{}", clerk.text());
    attaches(&mut clerk, &[("อีกหน้า.jpg", &photo())]);
    assert_eq!(test.count("cases"), 0);
    let form = clerk.form("/office/register");
    let twice = clerk.clone();
    clerk.press(&form, "go", "send");
    assert_eq!(clerk.status(), 200, "{}", clerk.text());
    let letters = codes(&clerk.text()).remove(0);
    assert_eq!((test.count("uploads"), test.count("beginnings")), (0, 0));
    assert_eq!(lying(&test), test.count("blobs"));

    // What was sealed is hashed into the log with the matter, and no word of it.
    let details = test.lines("SELECT detail AS text FROM log_entries WHERE action = 50");
    assert_eq!(details.len(), 1);
    assert_eq!(details[0].matches("file_body").count(), 2, "{}", details[0]);
    assert!(!details[0].contains("jpg"), "{}", details[0]);
    // A file sent from a page that stayed open leads to the receipt and changes nothing.
    let mut late = twice;
    attaches(&mut late, &[("late.jpg", &photo())]);
    assert_eq!(codes(&late.text()).first(), Some(&letters), "{}", late.text());
    assert_eq!(
        (test.count("cases"), test.count("records WHERE kind = 7")),
        (1, 2)
    );

    // Readers have them, clean; whoever registered it is no reader and has nothing.
    let officer = evidence_of(&test, &office, "first", &letters);
    assert!(officer.text().contains("อีกหน้า.jpg"), "{}", officer.text());
    let taken = takes(&officer);
    assert_eq!(taken.status, 200);
    assert!(!contains(&taken.body, HIDDEN));
    let page = officer.at().to_owned();
    clerk.open(&page);
    assert_eq!(clerk.status(), 404);
    for (place, bytes) in everything(&test) {
        assert!(!contains(&bytes, HIDDEN), "{place}");
        assert!(!contains(&bytes, "อีกหน้า".as_bytes()), "{place}");
    }
    // The person sees by the code what the office keeps of theirs.
    let mut person = test.browser();
    tracks(&mut person, &office.base(), &letters);
    assert!(person.text().contains("อีกหน้า.jpg"), "{}", person.text());
}

#[test]
fn a_scan_comes_with_a_registered_letter_clean_and_hashed_into_the_log_sqlite() {
    a_scan_comes_with_a_registered_letter(Engine::Sqlite);
}

#[test]
fn a_scan_comes_with_a_registered_letter_clean_and_hashed_into_the_log_postgres() {
    a_scan_comes_with_a_registered_letter(Engine::Postgres);
}

#[test]
fn a_scan_that_could_not_be_cleaned_waits_for_the_officers_choice() {
    let test = TestApp::start(Engine::Sqlite);
    let office = Office::found(&test, "here");
    let mut clerk = checks(&test, &office, "first", "yes");
    attaches(
        &mut clerk,
        &[("torn.jpg", &torn_photo()), ("run.jpg", b"MZ\x90\0 program")],
    );
    assert_eq!(clerk.status(), 422, "{}", clerk.text());
    assert!(clerk.text().contains("run.jpg: ไม่รับ"), "{}", clerk.text());
    let form = clerk.form("/office/register");
    clerk.press(&form, "go", "send");
    assert_eq!(clerk.status(), 422, "{}", clerk.text());
    assert_eq!(test.count("cases"), 0);
    let form = clerk.form("/office/register");
    let as_is = button(&form, "as_is:");
    clerk.press(&form, "go", &as_is);
    let form = clerk.form("/office/register");
    clerk.press(&form, "go", "send");
    let letters = codes(&clerk.text()).remove(0);
    let officer = evidence_of(&test, &office, "first", &letters);
    assert!(
        officer.text().contains("ไฟล์นี้ลบข้อมูลแฝงไม่สำเร็จ"),
        "{}",
        officer.text()
    );
    assert_eq!(takes(&officer).body, torn_photo());
}

#[test]
fn files_of_a_code_that_is_no_longer_handed_over_are_said_to_stay_behind() {
    let test = TestApp::start(Engine::Sqlite);
    let office = Office::found(&test, "here");
    let mut clerk = checks(&test, &office, "first", "yes");
    attaches(&mut clerk, &[("a.jpg", &photo())]);
    let form = clerk.form("/office/register");
    clerk.press(&form, "go", "edit");
    let mut form = clerk.form("/office/register");
    form.fill("handed", "no");
    clerk.press(&form, "go", "check");
    assert!(clerk.text().contains("กรุณาแนบอีกครั้ง"), "{}", clerk.text());
    assert!(!clerk.text().contains("a.jpg"), "{}", clerk.text());
    attaches(&mut clerk, &[("b.jpg", &photo())]);
    let form = clerk.form("/office/register");
    clerk.press(&form, "go", "send");
    assert_eq!(clerk.status(), 200, "{}", clerk.text());
    assert_eq!(codes(&clerk.text()), [""; 0]);
    assert_eq!(test.count("records WHERE kind = 7"), 1);
    // What stayed behind goes with the purge of files that nobody sent.
    test.pass_days(5);
    test.run(sujarit::jobs::purge_files(&test.app)).unwrap();
    assert_eq!((test.count("uploads"), lying(&test)), (0, test.count("blobs")));
}
