//! Whatever the network does, one report is one case with one receipt.

use std::io::Write;
use std::net::TcpStream;

use sujarit::store::Engine;

use crate::support::app::TestApp;
use crate::support::office::Office;
use crate::support::reporter::{read_receipt, receipt, sending, story, until_check};
use crate::support::wire::Request;

struct Ready {
    test: TestApp,
    base: String,
    sending: Request,
}

fn about_to_send(engine: Engine) -> Ready {
    let test = TestApp::start(engine);
    let office = Office::found(&test, "bangtoei");
    let base = office.base();
    let mut browser = test.browser();
    until_check(&mut browser, &base, &story("เรื่องที่ส่งหลายครั้ง"));
    let sending = sending(&browser);
    Ready { test, base, sending }
}

fn one_case_whatever_the_network_does(engine: Engine) {
    let Ready { test, base, sending } = about_to_send(engine);
    let port = test.port;

    // Cut off before the answer: the reporter does not know whether it arrived.
    let mut cut = TcpStream::connect(("127.0.0.1", port)).unwrap();
    cut.write_all(&sending.bytes(port)).unwrap();
    drop(cut);

    // A double click, several times over.
    let answers: Vec<_> = std::thread::scope(|scope| {
        let clicks: Vec<_> = (0..6).map(|_| scope.spawn(|| sending.send(port))).collect();
        clicks.into_iter().map(|click| click.join().unwrap()).collect()
    });
    let receipts: Vec<_> = answers
        .iter()
        .map(|answer| {
            read_receipt(&answer.text()).unwrap_or_else(|| panic!("{} {}", answer.status, answer.text()))
        })
        .collect();
    let again = read_receipt(&sending.send(port).text()).expect("a reload shows the receipt");
    for other in &receipts {
        assert_eq!(
            (&other.number, &other.letters, &other.digits),
            (&again.number, &again.letters, &again.digits)
        );
    }
    assert_eq!(test.count("cases"), 1);
    assert_eq!(test.count("events"), 1);
    assert_eq!(test.half_written_cases(), 0);

    // The same form, sent again the next day and from another connection: still the same case.
    test.pass_days(1);
    let late = read_receipt(&sending.send(port).text()).expect("the receipt of yesterday");
    assert_eq!(late.letters, again.letters);
    assert_eq!(late.number, again.number);
    assert_eq!(test.count("cases"), 1);

    // Two tabs are two reports.
    let mut tabs = [test.browser(), test.browser()];
    for tab in &mut tabs {
        until_check(tab, &base, &story("เรื่องเดียวกันในสองแท็บ"));
    }
    let codes = tabs.map(|mut tab| {
        let form = tab.form("/report");
        tab.press(&form, "go", "send");
        receipt(&tab).letters
    });
    assert_ne!(codes[0], codes[1]);
    assert_eq!(test.count("cases"), 3);
}

#[test]
fn a_report_sent_many_times_is_one_case_with_one_receipt_sqlite() {
    one_case_whatever_the_network_does(Engine::Sqlite);
}

#[test]
fn a_report_sent_many_times_is_one_case_with_one_receipt_postgres() {
    one_case_whatever_the_network_does(Engine::Postgres);
}

#[test]
fn thirty_two_reports_at_once_are_thirty_two_cases() {
    let test = TestApp::start(Engine::Sqlite);
    let office = Office::found(&test, "bangtoei");
    let base = office.base();
    let requests: Vec<Request> = (0..32)
        .map(|number| {
            let mut browser = test.browser();
            until_check(
                &mut browser,
                &base,
                &story(&format!("เรื่องที่ {number} จากหลายคนพร้อมกัน")),
            );
            sending(&browser)
        })
        .collect();
    let port = test.port;
    let receipts: Vec<_> = std::thread::scope(|scope| {
        let sent: Vec<_> = requests
            .iter()
            .map(|request| scope.spawn(|| request.send(port)))
            .collect();
        sent.into_iter()
            .map(|sent| read_receipt(&sent.join().unwrap().text()))
            .collect()
    });
    let mut codes: Vec<String> = receipts
        .into_iter()
        .map(|receipt| receipt.expect("a receipt").letters)
        .collect();
    codes.sort();
    codes.dedup();
    assert_eq!(codes.len(), 32);
    assert_eq!(test.count("cases"), 32);
    assert_eq!(test.half_written_cases(), 0);
}
