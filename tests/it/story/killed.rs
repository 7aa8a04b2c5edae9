//! The real program, killed while reports come in: what it acknowledged is there, and nothing is half there.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::ScopedJoinHandle;

use sujarit::clock::Clock;
use sujarit::store::Engine;

use crate::support::app::TestApp;
use crate::support::browser::Browser;
use crate::support::office::Office;
use crate::support::program::Running;
use crate::support::reporter::{Receipt, read_receipt, sending, story, tracks, until_check};
use crate::support::wire::Request;

#[test]
fn every_receipt_shown_before_the_kill_opens_its_case_after_it() {
    const REPORTS: usize = 24;
    let mut test = TestApp::start(Engine::Sqlite);
    test.clock.advance_to(Clock::system().now());
    let office = Office::found(&test, "bangtoei");
    let base = office.base();
    let (folder, port) = (test.folder().to_owned(), test.port);
    test.pause();

    let mut program = Running::start(&folder, port);
    let requests: Vec<Request> = (0..REPORTS)
        .map(|number| {
            let mut browser = Browser::new(port);
            until_check(&mut browser, &base, &story(&format!("เรื่องที่ {number} ก่อนไฟดับ")));
            sending(&browser)
        })
        .collect();
    let acknowledged = AtomicUsize::new(0);
    let receipts: Vec<Receipt> = std::thread::scope(|scope| {
        let sent: Vec<_> = requests
            .iter()
            .map(|request| {
                scope.spawn(|| {
                    let receipt = read_receipt(&request.try_send(port)?.text());
                    acknowledged.fetch_add(usize::from(receipt.is_some()), Ordering::SeqCst);
                    receipt
                })
            })
            .collect();
        while acknowledged.load(Ordering::SeqCst) < 3 && !sent.iter().all(ScopedJoinHandle::is_finished) {
            std::thread::yield_now();
        }
        program.kill();
        sent.into_iter().filter_map(|sent| sent.join().unwrap()).collect()
    });
    assert!(receipts.len() >= 3);
    assert!(
        receipts.len() < REPORTS,
        "the kill came too late to mean anything"
    );

    let mut program = Running::start(&folder, port);
    for receipt in &receipts {
        let mut browser = Browser::new(port);
        tracks(&mut browser, &base, &receipt.letters);
        assert!(
            browser.text().contains(&receipt.number),
            "{}: {}",
            receipt.number,
            browser.text()
        );
    }
    // Who got no answer sends the same form again and is served.
    let resent: Vec<Receipt> = requests
        .iter()
        .map(|request| read_receipt(&request.send(port).text()).expect("a receipt"))
        .collect();
    program.kill();
    for receipt in &receipts {
        assert!(
            resent
                .iter()
                .any(|other| other.letters == receipt.letters && other.number == receipt.number)
        );
    }
    test.resume();
    assert_eq!(test.count("cases"), REPORTS);
    assert_eq!(test.half_written_cases(), 0);
}
