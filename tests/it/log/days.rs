//! A day of the log ends once, whoever runs and however often; its head tells nobody how much happened.

use std::collections::BTreeSet;
use std::sync::Arc;

use sujarit::app::App;
use sujarit::domain::day::Day;
use sujarit::domain::log::{Action, Head};
use sujarit::flow::trouble::Trouble;
use sujarit::flow::verification::verify;
use sujarit::jobs::end_days;
use sujarit::store::{self, Engine};

use super::ledger::entries;
use crate::support::app::{DAY, MORNING, TestApp};
use crate::support::office::Office;
use crate::support::reporter::{files, story};

fn heads(test: &TestApp, office: &Office) -> Vec<Head> {
    let agency = office.agency.id;
    test.read(move |c| store::log_heads::all(c, agency))
}

fn days_of(heads: &[Head]) -> Vec<i32> {
    let first = Day::of_moment(MORNING).number();
    heads.iter().map(|head| head.day.number() - first).collect()
}

fn in_order(test: &TestApp, office: &Office) {
    let report = test
        .run(verify::verify(&test.app, office.agency.id, Vec::new()))
        .unwrap();
    assert!(report.findings.is_empty(), "{:?}", report.findings);
}

/// Several nodes end days at the same time.
fn at_once(nodes: &[Arc<App>]) {
    std::thread::scope(|scope| {
        for node in nodes {
            scope.spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build()
                    .unwrap();
                for _ in 0..3 {
                    // One may find the store busy, and comes again ten minutes later.
                    let _ = runtime.block_on(end_days(node));
                }
            });
        }
    });
}

fn exactly_once(engine: Engine) {
    let mut test = TestApp::start(engine);
    let office = Office::found(&test, "here");
    let other = test.second_node();
    assert_eq!(test.run(end_days(&test.app)), Ok(0), "the first day is not over");
    for day in 0..3 {
        for n in 0..day {
            files(&mut test.browser(), &office.base(), &story(&format!("เรื่องที่ {n}")));
        }
        let before = entries(&test, &office);
        assert!(
            before.iter().all(|entry| entry.at <= MORNING + day * DAY),
            "what a citizen does is not entered at its moment"
        );
        test.clock.advance_to(MORNING + (day + 1) * DAY);
        at_once(&[Arc::clone(&test.app), Arc::clone(&other)]);
        test.run(end_days(&test.app)).unwrap();
        test.restart();
        assert_eq!(test.run(end_days(&test.app)), Ok(0));
        let expected: Vec<i32> = (0..=i32::try_from(day).unwrap()).collect();
        assert_eq!(days_of(&heads(&test, &office)), expected);
    }
    // Ten days without anybody: each of them gets its end.
    test.clock.advance_to(MORNING + 13 * DAY);
    at_once(&[Arc::clone(&test.app), other]);
    while test.run(end_days(&test.app)).unwrap() > 0 {}
    let heads = heads(&test, &office);
    assert_eq!(days_of(&heads), (0..13).collect::<Vec<i32>>());
    let different: BTreeSet<[u8; 32]> = heads.iter().map(|head| head.hash).collect();
    assert_eq!(different.len(), 13, "a quiet day's head is another one too");
    let all = entries(&test, &office);
    let ends = |entry: &&sujarit::domain::log::Entry| entry.action == Action::DayEnded.code();
    assert_eq!(all.iter().filter(ends).count(), 13);
    let cases = all
        .iter()
        .filter(|entry| entry.action == Action::CaseAtDayEnd.code());
    let cases: Vec<[u8; 16]> = cases.map(|entry| entry.object).collect();
    assert_eq!(cases.len(), 3);
    assert_eq!(cases.iter().collect::<BTreeSet<_>>().len(), 3);
    assert!(
        cases[1] < cases[2],
        "those of one day stand in the order of their ids"
    );
    in_order(&test, &office);
}

#[test]
fn every_day_ends_once_whoever_runs_and_however_often_sqlite() {
    exactly_once(Engine::Sqlite);
}

#[test]
fn every_day_ends_once_whoever_runs_and_however_often_postgres() {
    exactly_once(Engine::Postgres);
}

#[test]
fn a_day_that_was_cut_short_is_ended_where_it_stopped() {
    use std::future::Future;
    use std::task::{Context, Poll, Waker};

    let test = TestApp::start(Engine::Sqlite);
    let office = Office::found(&test, "here");
    for n in 0..3 {
        files(&mut test.browser(), &office.base(), &story(&format!("เรื่องที่ {n}")));
    }
    test.pass_days(1);
    // The job is dropped while its first, its second, its third … write is under way.
    for polls in 1..8 {
        let mut job = Box::pin(end_days(&test.app));
        let mut context = Context::from_waker(Waker::noop());
        for _ in 0..polls {
            if let Poll::Ready(done) = job.as_mut().poll(&mut context) {
                done.unwrap();
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
    }
    test.run(end_days(&test.app)).unwrap();
    let all = entries(&test, &office);
    let count = |action: Action| all.iter().filter(|entry| entry.action == action.code()).count();
    assert_eq!((count(Action::CaseAtDayEnd), count(Action::DayEnded)), (3, 1));
    in_order(&test, &office);
}

#[test]
fn a_clock_that_was_an_hour_or_a_year_ahead_leaves_a_log_that_goes_on() {
    let test = TestApp::start(Engine::Sqlite);
    let office = Office::found(&test, "here");
    // An hour ahead, over midnight; then it is set right and somebody reports on the day that has ended already.
    let midnight = MORNING + 15 * 3_600;
    test.clock.advance_to(midnight + 1_000);
    assert_eq!(test.run(end_days(&test.app)), Ok(1));
    test.clock.advance_to(midnight - 2_600);
    files(&mut test.browser(), &office.base(), &story("หลังปรับนาฬิกา"));
    assert_eq!(test.run(end_days(&test.app)), Ok(0));
    in_order(&test, &office);
    test.clock.advance_to(MORNING + 2 * DAY);
    assert_eq!(test.run(end_days(&test.app)), Ok(1));
    in_order(&test, &office);
    let about: Vec<_> = entries(&test, &office)
        .into_iter()
        .filter(|entry| entry.action == Action::CaseAtDayEnd.code())
        .collect();
    assert_eq!(about.len(), 1, "what came late is entered with the next day");

    // A year ahead: a week is signed before anybody can mend it, and not a year.
    test.clock.advance_to(MORNING + 367 * DAY);
    assert_eq!(test.run(end_days(&test.app)), Ok(7));
    let mut browser = test.browser();
    test.clock.advance_to(MORNING + 3 * DAY);
    assert_eq!(test.run(end_days(&test.app)), Ok(0));
    assert_eq!(days_of(&heads(&test, &office)), [0, 1, 2, 3]);
    browser.open("/here/log");
    assert_eq!(
        browser.text().matches("2026-01-").count(),
        4,
        "{}",
        browser.text()
    );
    in_order(&test, &office);
    files(&mut test.browser(), &office.base(), &story("หลังจากนั้น"));
    test.clock.advance_to(MORNING + 6 * DAY);
    assert_eq!(test.run(end_days(&test.app)), Ok(2));
    assert_eq!(days_of(&heads(&test, &office)), [0, 1, 2, 3, 4, 5]);
    in_order(&test, &office);
}

#[test]
fn the_key_lies_in_a_private_file_and_a_strange_one_signs_nothing() {
    use std::os::unix::fs::MetadataExt;

    let test = TestApp::start(Engine::Sqlite);
    let office = Office::found(&test, "here");
    let file = test.folder().join("log.key");
    let metadata = std::fs::metadata(&file).unwrap();
    assert_eq!((metadata.len(), metadata.mode() & 0o777), (32, 0o600));
    let agency = office.agency.id;
    let directory = test.read(move |c| store::directories::newest(c, agency));
    let named = sujarit::vault::directory::Directory::read_unverified(&directory.bytes).unwrap();
    assert_eq!(named.log_pk, Some(test.app.log_key.public()));
    test.pass_days(1);
    // Another node came with a key of its own.
    std::fs::rename(&file, test.folder().join("kept.key")).unwrap();
    let other = test.second_node();
    assert_ne!(other.log_key.public(), test.app.log_key.public());
    assert_eq!(test.run(end_days(&other)), Err(Trouble::Closed));
    assert!(heads(&test, &office).is_empty());
    assert_eq!(test.run(end_days(&test.app)), Ok(1));
}

#[test]
fn the_public_page_tells_nothing_of_how_much_happened() {
    let test = TestApp::start(Engine::Sqlite);
    let (busy, quiet) = (Office::found(&test, "busy"), Office::found(&test, "quiet"));
    for n in 0..4 {
        files(&mut test.browser(), &busy.base(), &story(&format!("เรื่องที่ {n}")));
    }
    busy.signs_in(&test, "first");
    test.pass_days(3);
    test.run(end_days(&test.app)).unwrap();
    let bare = regex::Regex::new(r"[0-9a-f]{64,128}").unwrap();
    let face = |office: &Office| {
        let mut browser = test.browser();
        browser.open(&format!("{}/log", office.base()));
        assert_eq!(browser.status(), 200);
        let html = browser.html().replace(office.agency.slug.as_str(), "slug");
        let names = html.replace(
            &office
                .agency
                .full_name
                .replace(office.agency.slug.as_str(), "slug"),
            "",
        );
        bare.replace_all(&names, "").into_owned()
    };
    let (one, other) = (face(&busy), face(&quiet));
    assert_eq!(one, other);
    let mut browser = test.browser();
    let heads = heads(&test, &busy);
    browser.open("/en/busy/log");
    for head in &heads {
        assert!(
            browser
                .text()
                .contains(&data_encoding::HEXLOWER.encode(&head.hash))
        );
        assert!(!browser.text().contains(&format!(" {} ", head.seq)));
    }
    for page in ["x", "-1", "10000", "1%00"] {
        browser.go(&crate::support::wire::Request::get(&format!(
            "/busy/log?page={page}"
        )));
        assert_eq!(browser.status(), 404, "{page}");
    }
}
