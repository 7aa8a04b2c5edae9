//! The daily mail: once for each officer and day, the same whatever happened, and never lost.

use std::collections::BTreeMap;
use std::sync::Arc;

use sujarit::app::App;
use sujarit::config::{Security, Transport};
use sujarit::domain::role::Role;
use sujarit::jobs::send_digests;
use sujarit::mail::Mailer;
use sujarit::store::{self, Engine};

use crate::support::app::{DAY, MORNING, TestApp};
use crate::support::office::Office;
use crate::support::postbox::collect;

fn staffed(engine: Engine) -> (TestApp, Office) {
    let test = TestApp::start(engine);
    let mut office = Office::found(&test, "bangtoei");
    office.add(&test, "second", Some(1), &[Role::Responsible]);
    office.add(&test, "third", Some(2), &[Role::Auditor]);
    (test, office)
}

fn by_receiver(test: &TestApp) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for mail in collect(test) {
        *counts.entry(mail.head("To")).or_default() += 1;
    }
    counts
}

fn everybody_once() -> BTreeMap<String, usize> {
    ["first", "second", "third"]
        .map(|login| (format!("{login}@bangtoei.example"), 1))
        .into()
}

fn exactly_once(engine: Engine) {
    let (mut test, _office) = staffed(engine);
    let other = test.second_node();
    for day in 0..2 {
        test.clock.advance_to(MORNING + day * DAY);
        let both: Vec<Arc<App>> = vec![Arc::clone(&test.app), Arc::clone(&other)];
        std::thread::scope(|scope| {
            for node in both {
                scope.spawn(move || {
                    let runtime = tokio::runtime::Builder::new_current_thread()
                        .enable_all()
                        .build()
                        .unwrap();
                    for _ in 0..3 {
                        // Two nodes at once: one may find the store busy, and comes again a minute later.
                        let _ = runtime.block_on(send_digests(&node));
                    }
                });
            }
        });
        test.run(send_digests(&test.app)).unwrap();
        assert_eq!(by_receiver(&test), everybody_once(), "day {day}");
        test.restart();
        test.clock.advance_to(MORNING + day * DAY + 3 * 3_600);
        test.run(send_digests(&test.app)).unwrap();
        assert_eq!(by_receiver(&test), BTreeMap::new(), "day {day}, after a restart");
    }
}

#[test]
fn every_officer_gets_one_mail_a_day_whoever_runs_and_however_often_sqlite() {
    exactly_once(Engine::Sqlite);
}

#[test]
fn every_officer_gets_one_mail_a_day_whoever_runs_and_however_often_postgres() {
    exactly_once(Engine::Postgres);
}

#[test]
fn nothing_goes_out_before_the_hour() {
    let (test, _office) = staffed(Engine::Sqlite);
    test.clock.advance_to(MORNING - 3_601);
    test.run(send_digests(&test.app)).unwrap();
    assert_eq!(collect(&test).len(), 0);
    test.clock.advance_to(MORNING - 3_600);
    test.run(send_digests(&test.app)).unwrap();
    assert_eq!(collect(&test).len(), 3);
}

#[test]
fn a_refused_mail_is_tried_again_and_goes_out_once() {
    let (test, _office) = staffed(Engine::Sqlite);
    let mut deaf = test.second_node();
    let alone = Arc::get_mut(&mut deaf).unwrap();
    let mut settings = alone.config.mail.clone();
    settings.transport = Transport::Smtp;
    settings.security = Security::None;
    settings.host = "127.0.0.1".to_owned();
    // Nobody listens there.
    settings.port = 1;
    alone.mailer = Mailer::from_settings(&settings).unwrap();
    assert_eq!(test.run(send_digests(&deaf)), Ok(0));
    assert!(
        test.log.text().contains("event=digest_failed number=3"),
        "{}",
        test.log.text()
    );
    assert_eq!(
        test.run(send_digests(&test.app)),
        Ok(0),
        "rests before the next try"
    );
    test.clock.advance_to(MORNING + 900);
    assert_eq!(test.run(send_digests(&test.app)), Ok(3));
    assert_eq!(test.run(send_digests(&test.app)), Ok(0));
    assert_eq!(by_receiver(&test), everybody_once());
}

#[test]
fn an_officer_who_has_left_gets_no_mail() {
    let (test, office) = staffed(Engine::Sqlite);
    let gone = office.person("second").clone();
    let (agency, id) = (gone.agency, gone.id);
    test.write(move |c| store::officers::set_active(c, agency, id, false));
    test.run(send_digests(&test.app)).unwrap();
    let mut expected = everybody_once();
    expected.remove("second@bangtoei.example");
    assert_eq!(by_receiver(&test), expected);
}
