//! A scanner is set: no file passes without its word, whatever becomes of the scanner. The clamd is made here.

use std::io::{Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use sujarit::clean::{Cleaner, Limits, Scanner};
use sujarit::store::Engine;

use super::samples::{
    HIDDEN, attaches, contains, everything, evidence_of, lying, photo, picture, sends, takes, torn_photo,
    until_files,
};
use crate::support::app::TestApp;
use crate::support::browser::Browser;
use crate::support::office::Office;
use crate::support::reporter::{files, story, tracks};

/// What is found in files that contain it.
const HARM: &[u8] = b"SENTINEL-HARMFUL-PROGRAM";

/// How the clamd behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mood {
    /// As it should.
    Well,
    /// Answers that something failed.
    Error,
    /// Answers in words that clamd does not have.
    Babble,
    /// Takes everything and never answers.
    Hang,
    /// Takes nothing after the first bytes, and never answers.
    Deaf,
    /// Closes in the middle of a file.
    Close,
    /// Takes files up to some length, as `StreamMaxLength` says.
    Small,
}

struct Clamd {
    mood: Arc<Mutex<Mood>>,
    seen: Arc<Mutex<Vec<Vec<u8>>>>,
    path: PathBuf,
}

impl Clamd {
    fn start(test: &TestApp) -> Self {
        let path = test.whole_folder().join("clamd.ctl");
        let listener = UnixListener::bind(&path).unwrap();
        let this = Self {
            mood: Arc::new(Mutex::new(Mood::Well)),
            seen: Arc::default(),
            path,
        };
        let (mood, seen) = (Arc::clone(&this.mood), Arc::clone(&this.seen));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (mood, seen) = (*mood.lock().unwrap(), Arc::clone(&seen));
                std::thread::spawn(move || answer(stream, mood, &seen));
            }
        });
        this
    }

    fn feels(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }
}

/// One connection, as clamd's manual describes it.
fn answer(mut stream: UnixStream, mood: Mood, seen: &Mutex<Vec<Vec<u8>>>) -> Option<()> {
    let mut command = [0; 10];
    stream.read_exact(&mut command).ok()?;
    assert_eq!(&command, b"zINSTREAM\0");
    let mut file = Vec::new();
    loop {
        let mut length = [0; 4];
        stream.read_exact(&mut length).ok()?;
        let length = usize::try_from(u32::from_be_bytes(length)).unwrap();
        if length == 0 {
            break;
        }
        if mood == Mood::Deaf {
            std::thread::sleep(Duration::from_secs(20));
            return None;
        }
        let mut piece = vec![0; length];
        stream.read_exact(&mut piece).ok()?;
        file.extend(piece);
        if mood == Mood::Close {
            return None;
        }
        if mood == Mood::Small && file.len() > 100 {
            return stream.write_all(b"INSTREAM size limit exceeded. ERROR\0").ok();
        }
    }
    let found = contains(&file, HARM);
    seen.lock().unwrap().push(file);
    match mood {
        Mood::Hang => {
            std::thread::sleep(Duration::from_secs(20));
            None
        }
        Mood::Error => stream.write_all(b"stream: Can't allocate memory ERROR\0").ok(),
        Mood::Babble => stream.write_all(b"all is well\0").ok(),
        _ if found => stream.write_all(b"stream: Test.Harm-1 FOUND\0").ok(),
        _ => stream.write_all(b"stream: OK\0").ok(),
    }
}

fn scanned(test: &mut TestApp, socket: PathBuf) {
    let scanner = Scanner::behind(socket).waiting(Duration::from_secs(2));
    let program = env!("CARGO_BIN_EXE_sujarit").into();
    test.clean_with(Cleaner::new(program, Limits::default()).scanned_by(scanner));
}

fn village() -> (TestApp, Office, Clamd) {
    let mut test = TestApp::start(Engine::Sqlite);
    let office = Office::found(&test, "here");
    let clamd = Clamd::start(&test);
    scanned(&mut test, clamd.path.clone());
    (test, office, clamd)
}

/// A photo with a harmful program behind its first marker.
fn harmful() -> Vec<u8> {
    let plain = photo();
    let length = u16::try_from(HARM.len() + 2).unwrap().to_be_bytes();
    [&plain[..2], b"\xff\xfe", &length, HARM, &plain[2..]].concat()
}

fn presses(browser: &mut Browser, begins: &str) {
    let form = browser.form("/report");
    let button = form
        .buttons
        .iter()
        .find(|button| button.value.starts_with(begins));
    let value = button.expect("a button of a file").value.clone();
    browser.press(&form, "go", &value);
}

#[test]
fn a_file_passes_when_the_scanner_has_seen_every_byte_of_it_and_says_so() {
    let (test, office, clamd) = village();
    let mut reporter = test.browser();
    until_files(&mut reporter, &office.base(), "เรื่องที่ตรวจแล้ว");
    let long = "ข้อความยาวที่ต้องตรวจทุกไบต์ ".repeat(20_000).into_bytes();
    attaches(&mut reporter, &[("a.jpg", &photo()), ("long.txt", &long)]);
    assert_eq!(reporter.status(), 200, "{}", reporter.text());
    let sent = sends(&mut reporter);
    let officer = evidence_of(&test, &office, "first", &sent.letters);
    assert!(!contains(&takes(&officer).body, HIDDEN));
    assert_eq!(*clamd.seen.lock().unwrap(), [photo(), long]);
}

#[test]
fn a_file_with_a_harmful_program_is_refused_to_everybody_and_nothing_of_it_is_kept() {
    let (test, office, _clamd) = village();
    let mut reporter = test.browser();
    until_files(&mut reporter, &office.base(), "เรื่องที่แนบไฟล์อันตราย");
    let mut form = reporter.form("/files");
    attaches(
        &mut reporter,
        &[("harm.jpg", &harmful()), ("good.png", &picture())],
    );
    assert_eq!(reporter.status(), 422, "{}", reporter.text());
    assert!(
        reporter
            .text()
            .contains("harm.jpg: ไม่รับ เพราะตรวจพบโปรแกรมอันตราย"),
        "{}",
        reporter.text()
    );
    // Not as an original to be kept either.
    form.fill("original", "1");
    reporter.attach(&form, &[("harm.jpg", &harmful())]);
    assert_eq!(reporter.status(), 422, "{}", reporter.text());
    let sent = sends(&mut reporter);
    assert_eq!(test.count("records WHERE kind = 7"), 1);
    assert_eq!((test.count("uploads"), lying(&test)), (0, test.count("blobs")));
    let mut officer = evidence_of(&test, &office, "first", &sent.letters);
    let form = officer.form("/evidence");
    officer.attach(&form, &[("harm.jpg", &harmful())]);
    assert_eq!(officer.status(), 422, "{}", officer.text());
    assert_eq!(test.count("records WHERE kind = 7"), 1);
}

#[test]
fn while_the_scanner_cannot_say_files_wait_and_no_choice_sends_them() {
    let (mut test, office, clamd) = village();
    for mood in [
        Mood::Error,
        Mood::Babble,
        Mood::Hang,
        Mood::Deaf,
        Mood::Close,
        Mood::Small,
    ] {
        clamd.feels(mood);
        let mut reporter = test.browser();
        until_files(
            &mut reporter,
            &office.base(),
            &format!("เรื่องวันที่ตรวจไม่ได้ {mood:?}"),
        );
        // Longer than what a socket takes without being read.
        let long = format!("{mood:?} ").repeat(200_000).into_bytes();
        attaches(&mut reporter, &[("a.jpg", &photo()), ("long.txt", &long)]);
        assert_eq!(reporter.status(), 422, "{mood:?}: {}", reporter.text());
        assert_eq!(
            reporter.text().matches("ยังไม่ได้ตรวจหาโปรแกรมอันตราย").count(),
            2,
            "{mood:?}"
        );
        // Nothing sends it: not the report, not the button, which asks the scanner again.
        let form = reporter.form("/report");
        reporter.press(&form, "go", "next");
        let form = reporter.form("/report");
        reporter.press(&form, "go", "send");
        assert_eq!(reporter.status(), 422, "{mood:?}: {}", reporter.text());
        presses(&mut reporter, "as_is:");
        assert!(reporter.text().contains("ยังไม่ได้ตรวจหาโปรแกรมอันตราย"), "{mood:?}");
        assert_eq!(test.count("cases"), 0, "{mood:?}");
        for _ in 0..2 {
            presses(&mut reporter, "drop:");
        }
    }
    assert_eq!((test.count("uploads"), lying(&test)), (0, 0));
    for (place, bytes) in everything(&test) {
        assert!(!contains(&bytes, HIDDEN), "{place}");
    }
    // Nobody listens there at all.
    scanned(&mut test, "/nonexistent/clamd.ctl".into());
    let mut reporter = test.browser();
    until_files(&mut reporter, &office.base(), "เรื่องวันที่ไม่มีใครตรวจ");
    attaches(
        &mut reporter,
        &[("a.jpg", &photo()), ("run.jpg", b"MZ\x90\0 program")],
    );
    assert!(reporter.text().contains("a.jpg"), "{}", reporter.text());
    assert!(reporter.text().contains("run.jpg: ไม่รับ"), "{}", reporter.text());
    presses(&mut reporter, "drop:");
    sends(&mut reporter);
    assert_eq!((test.count("cases"), test.count("blobs")), (1, 0));
}

#[test]
fn a_file_that_waited_for_the_scanner_goes_on_as_its_sender_had_wished() {
    let (test, office, clamd) = village();
    let mut reporter = test.browser();
    until_files(&mut reporter, &office.base(), "เรื่องที่ตรวจได้ในภายหลัง");
    clamd.feels(Mood::Error);
    attaches(
        &mut reporter,
        &[("clean.jpg", &photo()), ("torn.jpg", &torn_photo())],
    );
    let mut form = reporter.form("/files");
    form.fill("original", "1");
    reporter.attach(&form, &[("kept.jpg", &[&photo()[..], b" "].concat())]);
    reporter.attach(&form, &[("harm.jpg", &harmful())]);
    assert_eq!(test.count("uploads"), 4);
    clamd.feels(Mood::Well);
    // By name: clean.jpg, harm.jpg, kept.jpg, torn.jpg.
    presses(&mut reporter, "as_is:");
    assert_eq!(reporter.status(), 200, "{}", reporter.text());
    presses(&mut reporter, "as_is:");
    assert!(
        reporter
            .text()
            .contains("harm.jpg: ไม่รับ เพราะตรวจพบโปรแกรมอันตราย"),
        "{}",
        reporter.text()
    );
    presses(&mut reporter, "as_is:");
    presses(&mut reporter, "as_is:");
    // It has been scanned and could not be cleaned: now there is a choice.
    assert!(reporter.text().contains("ส่งตามที่เป็นอยู่"), "{}", reporter.text());
    presses(&mut reporter, "as_is:");
    let sent = sends(&mut reporter);
    let officer = evidence_of(&test, &office, "first", &sent.letters);
    let listed = officer.text();
    assert!(
        listed.contains("clean.jpg")
            && listed.contains("kept.jpg")
            && listed.contains("torn.jpg")
            && !listed.contains("harm.jpg"),
        "{listed}"
    );
    assert!(
        listed.contains("ไฟล์ต้นฉบับตามคำขอของผู้ส่ง") && listed.contains("ไฟล์นี้ลบข้อมูลแฝงไม่สำเร็จ"),
        "{listed}"
    );
    assert_eq!(test.count("uploads"), 0);
    assert_eq!(lying(&test), test.count("blobs"));
    assert!(
        !contains(&takes(&officer).body, HIDDEN),
        "the first is the clean one"
    );
}

#[test]
fn a_reporter_who_came_back_and_an_officer_have_their_files_scanned_again_too() {
    let (test, office, clamd) = village();
    let receipt = files(&mut test.browser(), &office.base(), &story("เรื่องที่ส่งไฟล์ภายหลัง"));
    clamd.feels(Mood::Close);
    let mut reporter = test.browser();
    tracks(&mut reporter, &office.base(), &receipt.letters);
    reporter.open(&format!("{}/track/files", office.base()));
    let form = reporter.form("/track/files");
    reporter.attach(&form, &[("later.jpg", &photo()), ("harm.jpg", &harmful())]);
    let mut officer = evidence_of(&test, &office, "first", &receipt.letters);
    let form = officer.form("/evidence");
    officer.attach(&form, &[("own.jpg", &photo())]);
    assert_eq!(officer.status(), 422, "{}", officer.text());
    assert_eq!((test.count("blobs"), test.count("uploads")), (0, 3));
    clamd.feels(Mood::Well);
    for _ in 0..2 {
        let form = reporter.form("/choose");
        let again = form
            .buttons
            .iter()
            .find(|button| button.value.starts_with("as_is:"));
        let again = again.unwrap().value.clone();
        reporter.press(&form, "go", &again);
    }
    let form = officer.form("/choose");
    let again = form.buttons[0].value.clone();
    officer.press(&form, "go", &again);
    assert_eq!(officer.status(), 200, "{}", officer.text());
    assert!(
        officer.text().contains("own.jpg") && officer.text().contains("later.jpg"),
        "{}",
        officer.text()
    );
    assert!(!officer.text().contains("harm.jpg"));
    assert_eq!(
        (test.count("records WHERE kind = 7"), test.count("uploads")),
        (2, 0)
    );
}
