//! The real program, killed at random points of two hundred uploads: what was acknowledged is there, and nothing
//! that can be read lies anywhere.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use sujarit::clock::Clock;
use sujarit::jobs::purge_files;
use sujarit::store::Engine;

use super::samples::{contains, everything, evidence_of, lying};
use crate::support::app::TestApp;
use crate::support::browser::Browser;
use crate::support::office::Office;
use crate::support::program::Running;
use crate::support::reporter::{Receipt, files, story, tracks};
use crate::support::wire::Request;

/// Reporters who send at the same time, each to a case of their own.
const REPORTERS: usize = 6;
/// Uploads that are begun, in all.
const UPLOADS: usize = 200;
/// How often the program is killed.
const KILLS: usize = 8;
const SECRET: &str = "SENTINEL ที่ไม่มีใครควรอ่านได้จากดิสก์";

/// Sends one file after the other until the program is gone; notes which were acknowledged.
fn keeps_sending(
    port: u16,
    base: &str,
    receipt: &Receipt,
    numbers: &AtomicUsize,
    until: usize,
    acknowledged: &Mutex<BTreeSet<String>>,
) {
    let mut reporter = Browser::new(port);
    tracks(&mut reporter, base, &receipt.letters);
    reporter.open(&format!("{base}/track/files"));
    let form = reporter.form("/track/files");
    loop {
        let number = numbers.fetch_add(1, Ordering::SeqCst);
        if number >= until {
            return;
        }
        let name = format!("file-{number:04}.txt");
        let content = format!("{SECRET} {number}\n").repeat(3_000);
        let request = Request::multipart(&form.action, &form.sent(), &[(&name, content.as_bytes())]);
        let Some(answer) = reporter.dress(&request).try_send(port) else {
            return;
        };
        if answer.status == 303 {
            acknowledged.lock().unwrap().insert(name);
        }
    }
}

#[test]
fn two_hundred_uploads_and_eight_kills_lose_nothing_acknowledged_and_leave_nothing_readable() {
    let mut test = TestApp::start(Engine::Sqlite);
    test.clock.advance_to(Clock::system().now());
    let office = Office::found(&test, "bangtoei");
    let base = office.base();
    let receipts: Vec<Receipt> = (0..REPORTERS)
        .map(|number| {
            files(
                &mut test.browser(),
                &base,
                &story(&format!("เรื่องที่ {number} ที่มีไฟล์มากมาย")),
            )
        })
        .collect();
    let (folder, port) = (test.folder().to_owned(), test.port);
    test.pause();

    let numbers = AtomicUsize::new(0);
    let acknowledged: Vec<Mutex<BTreeSet<String>>> = receipts.iter().map(|_| Mutex::default()).collect();
    for kill in 1..=KILLS {
        let mut program = Running::start(&folder, port);
        let until = UPLOADS * kill / KILLS;
        std::thread::scope(|scope| {
            let sending: Vec<_> = receipts
                .iter()
                .zip(&acknowledged)
                .map(|(receipt, acknowledged)| {
                    let (base, numbers) = (&base, &numbers);
                    scope.spawn(move || keeps_sending(port, base, receipt, numbers, until, acknowledged))
                })
                .collect();
            // Somewhere in the last uploads of this round; where, the load of the machine decides.
            while numbers.load(Ordering::SeqCst) + REPORTERS < until
                && !sending.iter().all(std::thread::ScopedJoinHandle::is_finished)
            {
                std::thread::sleep(Duration::from_millis(3));
            }
            std::thread::sleep(Duration::from_millis(7 * kill as u64));
            program.kill();
        });
        numbers.store(until, Ordering::SeqCst);
        for (place, bytes) in everything(&test) {
            assert!(!contains(&bytes, SECRET.as_bytes()), "after kill {kill}: {place}");
        }
    }
    test.resume();
    let mut seen = 0;
    for (receipt, acknowledged) in receipts.iter().zip(acknowledged) {
        let shown = evidence_of(&test, &office, "first", &receipt.letters).text();
        for name in acknowledged.into_inner().unwrap() {
            assert!(shown.contains(&name), "{name} was acknowledged and is lost");
            seen += 1;
        }
    }
    assert!(
        seen > UPLOADS / 4,
        "the kills came too early to mean anything: {seen}"
    );
    // What was begun and not acknowledged goes with the purge; the files of cases all lie there.
    test.pass_days(5);
    test.run(purge_files(&test.app)).unwrap();
    assert_eq!(lying(&test), test.count("blobs"));
    assert_eq!(test.count("uploads"), 0);
    assert_eq!(test.half_written_cases(), 0);
}
