//! Heads go to the witness outside, one for each day.

use std::sync::Arc;

use sujarit::config::{Security, Transport};
use sujarit::jobs::{end_days, mail_heads};
use sujarit::mail::Mailer;
use sujarit::store::{self, Engine};

use crate::support::app::{DAY, MORNING, TestApp};
use crate::support::office::Office;
use crate::support::postbox::{Mail, collect};
use crate::support::reporter::{files, story};

const WITNESS: &str = "committee@outside.example";

fn watched(engine: Engine) -> (TestApp, Office) {
    let test = TestApp::start(engine);
    let office = Office::found(&test, "here");
    let agency = office.agency.id;
    test.write(move |c| store::log_heads::set_witness(c, agency, WITNESS));
    (test, office)
}

fn words(mail: &Mail) -> String {
    let text = String::from_utf8_lossy(&mail.0).into_owned();
    let (_, body) = text.split_once("\r\n\r\n").unwrap();
    let body = data_encoding::BASE64
        .decode(body.replace("\r\n", "").as_bytes())
        .unwrap();
    String::from_utf8(body).unwrap()
}

fn one_for_each_day(engine: Engine) {
    let (test, office) = watched(engine);
    let other = test.second_node();
    let mut sizes = Vec::new();
    for day in 1..4 {
        for _ in 1..day {
            files(&mut test.browser(), &office.base(), &story("เรื่องของวันนั้น"));
        }
        test.clock.advance_to(MORNING + day * DAY);
        test.run(end_days(&test.app)).unwrap();
        let sent = test.run(mail_heads(&test.app)).unwrap() + test.run(mail_heads(&other)).unwrap();
        assert_eq!(sent, 1);
        let mails = collect(&test);
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].head("To"), WITNESS);
        let agency = office.agency.id;
        let head = test.read(move |c| store::log_heads::newest(c, agency)).unwrap();
        let line = format!(
            "{} {}",
            head.day.date(),
            data_encoding::HEXLOWER.encode(&head.hash)
        );
        assert!(
            words(&mails[0]).lines().any(|said| said == line),
            "{}",
            words(&mails[0])
        );
        sizes.push((mails[0].size(), mails[0].head("Subject")));
    }
    assert!(sizes.iter().all(|size| *size == sizes[0]), "{sizes:?}");
}

#[test]
fn every_head_is_mailed_once_and_looks_like_the_others_sqlite() {
    one_for_each_day(Engine::Sqlite);
}

#[test]
fn every_head_is_mailed_once_and_looks_like_the_others_postgres() {
    one_for_each_day(Engine::Postgres);
}

#[test]
fn a_refused_head_waits_and_goes_out_later() {
    let (test, _office) = watched(Engine::Sqlite);
    let mut deaf = test.second_node();
    let alone = Arc::get_mut(&mut deaf).unwrap();
    let mut settings = alone.config.mail.clone();
    settings.transport = Transport::Smtp;
    settings.security = Security::None;
    settings.host = "127.0.0.1".to_owned();
    // Nobody listens there.
    settings.port = 1;
    alone.mailer = Mailer::from_settings(&settings).unwrap();
    test.pass_days(2);
    test.run(end_days(&test.app)).unwrap();
    assert_eq!(test.run(mail_heads(&deaf)), Ok(0));
    assert!(test.log.text().contains("event=heads_not_mailed number=2"));
    assert_eq!(
        test.run(mail_heads(&test.app)),
        Ok(0),
        "rests before the next try"
    );
    // A week without a mail server.
    test.pass_days(7);
    test.run(end_days(&test.app)).unwrap();
    assert_eq!(test.run(mail_heads(&test.app)), Ok(9));
    assert_eq!(test.run(mail_heads(&test.app)), Ok(0));
    assert_eq!(collect(&test).len(), 9);
}

#[test]
fn without_a_witness_nothing_is_mailed() {
    let test = TestApp::start(Engine::Sqlite);
    Office::found(&test, "here");
    test.pass_days(1);
    test.run(end_days(&test.app)).unwrap();
    assert_eq!(test.run(mail_heads(&test.app)), Ok(0));
    assert_eq!(test.count("log_mails"), 0);
}
