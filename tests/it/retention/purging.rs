//! The job destroys what has been kept long enough, each case whole or not at all, and figures stay as they were.

use std::sync::Arc;

use sujarit::domain::log::{Action, Flaw};
use sujarit::domain::retention::Class;
use sujarit::flow::verification::verify::Place;
use sujarit::jobs::{end_days, purge_files, purge_kept};
use sujarit::store::{self, Engine};

use super::scene::{Filed, Scene, purges_at_once};
use crate::files::samples::{attaches, lying, photo, sends, until_files};
use crate::log::{by_hand, entries};
use crate::support::app::DAY;
use crate::support::reporter::{case_of, tracks};
use crate::support::wire::Request;

fn destroyed_when_its_time_is_over(engine: Engine) {
    let scene = Scene::new(engine);
    let (ended, open, answered) = (
        scene.files("เรื่องที่จบแล้ว"),
        scene.files("เรื่องที่ยังไม่จบ"),
        scene.files("เรื่องที่ผู้แจ้งตอบกลับ"),
    );
    let mut first = scene.office.signs_in(&scene.test, "first");
    scene.closes(&mut first, &ended);
    scene.closes(&mut first, &answered);
    scene.keeps(Class::Substantiated, 400);
    // The reporter answers on the last day.
    scene.passes(400);
    let base = scene.office.base();
    let mut late = scene.test.browser();
    tracks(&mut late, &base, &answered.code);
    let mut form = late.form("/track/case");
    form.fill("answer", "ยังมีเรื่องที่ไม่ได้ตรวจ");
    late.submit(&form);
    assert_eq!(late.status(), 200, "{}", late.text());
    assert_eq!(scene.purges(), 0, "the last day belongs to the period");
    assert!(scene.rows("records", &ended) > 3);

    let midnight = scene.test.clock.now() + 15 * 3_600 + 700;
    let counted = scene.counted();
    scene.test.clock.advance_to(midnight);
    scene.test.run(end_days(&scene.test.app)).unwrap();
    let other = scene.test.second_node();
    purges_at_once(&[Arc::clone(&scene.test.app), other]);
    scene.purges();
    assert_eq!(scene.test.count("tombstones"), 1);
    assert_eq!(scene.purges(), 0);
    let entered = entries(&scene.test, &scene.office);
    let purged = |entry: &&sujarit::domain::log::Entry| entry.action == Action::CasePurged.code();
    assert_eq!(entered.iter().filter(purged).count(), 1);

    for table in ["wraps", "envelopes", "records", "proposals", "escalations"] {
        assert_eq!(scene.rows(table, &ended), 0, "{table}");
        if ["wraps", "envelopes", "records"].contains(&table) {
            assert!(
                scene.rows(table, &open) > 0 && scene.rows(table, &answered) > 0,
                "{table}"
            );
        }
    }
    let (agency, id) = (scene.office.agency.id, ended.id);
    let events = scene.test.read(move |c| store::events::list(c, agency, id));
    assert!(
        events.iter().all(|event| {
            (event.at, event.officer, event.record, event.reason) == (None, None, None, None)
        })
    );
    assert_eq!(scene.counted(), counted, "figures of the past stay exact");
    assert_eq!(scene.findings(), []);

    let mut citizen = scene.test.browser();
    tracks(&mut citizen, &base, &ended.code);
    assert_eq!(citizen.status(), 200);
    assert!(citizen.text().contains("ถูกลบตามกำหนดแล้ว"), "{}", citizen.text());
    assert!(!citizen.cookies().contains("reporter"), "nothing is begun");
    let mut first = scene.office.signs_in(&scene.test, "first");
    first.go(&Request::get(&scene.page(&ended)));
    assert_eq!(first.status(), 404);
    for queue in ["", "?queue=ended"] {
        first.open(&format!("{base}/office{queue}"));
        assert!(!first.html().contains(&ended.number), "{queue}");
    }
    first.open(&scene.page(&answered));
    assert_eq!(first.status(), 200);
}

#[test]
fn a_case_is_destroyed_when_its_time_is_over_and_no_other_is_sqlite() {
    destroyed_when_its_time_is_over(Engine::Sqlite);
}

#[test]
fn a_case_is_destroyed_when_its_time_is_over_and_no_other_is_postgres() {
    destroyed_when_its_time_is_over(Engine::Postgres);
}

#[test]
fn the_files_of_a_destroyed_case_are_missed_by_no_verification() {
    let scene = Scene::new(Engine::Sqlite);
    let mut reporter = scene.test.browser();
    until_files(&mut reporter, &scene.office.base(), "เรื่องที่มีไฟล์");
    attaches(&mut reporter, &[("a.jpg", &photo())]);
    let receipt = sends(&mut reporter);
    let case = Filed {
        id: case_of(&scene.test, &scene.office, &receipt.letters).unwrap().id,
        code: receipt.letters,
        number: receipt.number,
    };
    let mut first = scene.office.signs_in(&scene.test, "first");
    scene.closes(&mut first, &case);
    scene.keeps(Class::Substantiated, 365);
    scene.passes(366);
    assert_eq!(scene.findings(), []);
    assert!(lying(&scene.test) >= 2);
    assert_eq!(scene.purges(), 1);
    assert_eq!(scene.rows("blobs", &case), 0);
    assert_eq!(scene.findings(), []);
    scene.test.run(purge_files(&scene.test.app)).unwrap();
    assert_eq!(lying(&scene.test), 0);
    assert_eq!(scene.findings(), []);
}

#[test]
fn a_reporter_in_the_middle_of_a_visit_is_told_too() {
    let scene = Scene::new(Engine::Sqlite);
    let ended = scene.files("เรื่องที่จบแล้ว");
    let mut first = scene.office.signs_in(&scene.test, "first");
    scene.closes(&mut first, &ended);
    scene.keeps(Class::Substantiated, 365);
    scene.passes(366);
    let mut reading = scene.test.browser();
    tracks(&mut reading, &scene.office.base(), &ended.code);
    let mut form = reading.form("/track/case");
    form.fill("answer", "คำตอบที่มาช้าไป");
    assert_eq!(scene.purges(), 1);
    reading.clone().submit(&form);
    reading.submit(&form);
    assert!(reading.text().contains("ถูกลบตามกำหนดแล้ว"), "{}", reading.text());
    reading.open("/here/track/case");
    assert!(reading.text().contains("ถูกลบตามกำหนดแล้ว"), "{}", reading.text());
    assert_eq!(scene.test.count("records"), 0);
}

#[test]
fn a_job_that_was_cut_short_leaves_each_case_whole_or_gone() {
    use std::future::Future;
    use std::task::{Context, Poll, Waker};

    let scene = Scene::new(Engine::Sqlite);
    let mut first = scene.office.signs_in(&scene.test, "first");
    let cases: Vec<_> = (0..3).map(|n| scene.files(&format!("เรื่องที่ {n}"))).collect();
    for case in &cases {
        scene.closes(&mut first, case);
    }
    scene.keeps(Class::Substantiated, 365);
    scene.passes(366);
    let counted = scene.counted();
    for polls in 1..8 {
        let mut job = Box::pin(purge_kept(&scene.test.app));
        let mut context = Context::from_waker(Waker::noop());
        for _ in 0..polls {
            if let Poll::Ready(done) = job.as_mut().poll(&mut context) {
                done.unwrap();
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        drop(job);
        scene.test.write(|_| Ok(()));
        for case in &cases {
            let buried = scene.rows("tombstones", case) == 1;
            for table in ["wraps", "envelopes", "records"] {
                assert_eq!(scene.rows(table, case) == 0, buried, "{table} after {polls}");
            }
        }
        assert_eq!(scene.counted(), counted);
    }
    scene.purges();
    assert_eq!(scene.test.count("tombstones"), 3);
    assert_eq!(scene.test.count("records"), 0);
    assert_eq!(scene.findings(), []);
}

#[test]
fn a_clock_that_is_an_hour_or_a_year_ahead_destroys_nothing() {
    let scene = Scene::new(Engine::Sqlite);
    let ended = scene.files("เรื่องที่จบแล้ว");
    let mut first = scene.office.signs_in(&scene.test, "first");
    scene.closes(&mut first, &ended);
    scene.keeps(Class::Substantiated, 365);
    scene.passes(364);
    let now = scene.test.clock.now();
    for ahead in [3_600, 365 * DAY, 20 * 365 * DAY] {
        scene.test.clock.advance_to(now + ahead);
        // An hour of it: the jobs run as they do.
        for _ in 0..6 {
            scene.test.run(end_days(&scene.test.app)).unwrap();
            assert_eq!(scene.purges(), 0, "{ahead}");
        }
        scene.test.clock.advance_to(now);
        scene.test.run(end_days(&scene.test.app)).unwrap();
        assert_eq!(scene.purges(), 0);
        assert_eq!(scene.findings(), []);
    }
    scene.passes(2);
    assert_eq!(
        scene.purges(),
        0,
        "an end that the wrong clock signed is less than a week old"
    );
    scene.passes(7);
    assert_eq!(scene.purges(), 1);
    // A clock that goes back brings nothing back and destroys nothing twice.
    scene.test.clock.advance_to(now - 30 * DAY);
    assert_eq!(scene.purges(), 0);
    assert_eq!(scene.test.count("tombstones"), 1);
}

#[test]
fn names_go_before_the_case_does() {
    let scene = Scene::new(Engine::Sqlite);
    let (ended, open) = (scene.files("เรื่องที่จบแล้ว"), scene.files("เรื่องที่ยังไม่จบ"));
    let mut first = scene.office.signs_in(&scene.test, "first");
    scene.closes(&mut first, &ended);
    let names = |case: &Filed| {
        scene.rows("wraps", case) - {
            let id = crate::log::bytes(&scene.test, case.id.as_bytes());
            scene
                .test
                .count(&format!("wraps WHERE compartment <> 3 AND case_id = {id}"))
        }
    };
    assert!(names(&ended) > 0);
    scene.passes(181);
    scene.purges();
    assert_eq!(names(&ended), 0);
    assert!(names(&open) > 0);
    assert_eq!(scene.test.count("tombstones"), 0);
    assert_eq!(scene.findings(), []);
    let mut first = scene.office.signs_in(&scene.test, "first");
    first.open(&scene.page(&ended));
    assert!(first.text().contains("เรื่องที่จบแล้ว"), "{}", first.text());
    scene.purges();
    let entered = entries(&scene.test, &scene.office);
    let purged = |entry: &&sujarit::domain::log::Entry| entry.action == Action::IdentityPurged.code();
    assert_eq!(entered.iter().filter(purged).count(), 1);
}

#[test]
fn old_details_and_mails_go_and_a_detail_that_somebody_took_away_is_found() {
    let scene = Scene::new(Engine::Sqlite);
    scene.office.signs_in(&scene.test, "first");
    scene
        .test
        .run(sujarit::jobs::send_digests(&scene.test.app))
        .unwrap();
    assert!(scene.test.count("outbox") > 0);
    scene.keeps(Class::LogDetails, 365);
    scene.passes(40);
    scene.purges();
    assert_eq!(scene.test.count("outbox"), 0);
    scene.passes(330);
    scene.office.signs_in(&scene.test, "first");
    scene.purges();
    let old = |entry: &&sujarit::domain::log::Entry| entry.action == Action::SignedIn.code();
    let all = entries(&scene.test, &scene.office);
    let told: Vec<bool> = all
        .iter()
        .filter(old)
        .map(|entry| entry.detail.is_some())
        .collect();
    assert_eq!(told, [false, true]);
    assert!(
        all.iter()
            .filter(|entry| entry.action == Action::DayEnded.code())
            .all(|entry| entry.detail.is_some()),
        "what verifying needs stays"
    );
    assert_eq!(scene.findings(), []);
    let newest = all.iter().rfind(|entry| entry.action == Action::SignedIn.code());
    let seq = newest.unwrap().seq;
    by_hand(
        &scene.test,
        &[format!(
            "UPDATE log_entries SET detail = NULL, nonce = NULL WHERE seq = {seq}"
        )],
    );
    let found = scene.findings();
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].flaw, &found[0].place),
        (Flaw::EntryChanged, &Place::Entry(seq))
    );
}

/// Whoever adds a table that belongs to a case has it destroyed with the case.
#[test]
fn every_table_of_a_case_is_thought_of() {
    let store = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store");
    let files = std::fs::read_dir(store).unwrap().map(|file| file.unwrap().path());
    let schema: String = files
        .filter(|file| file.is_file())
        .map(|file| std::fs::read_to_string(file).unwrap())
        .collect();
    let purge = include_str!("../../../src/store/purge.rs");
    let table = regex::Regex::new(r"(?s)diesel::table! \{\s+(\w+) \([^)]*\) \{(.*?)\n    \}").unwrap();
    let of_cases: Vec<&str> = table
        .captures_iter(&schema)
        .filter(|found| found[2].contains("case_id ->"))
        .map(|found| found.get(1).unwrap().as_str())
        // Files on their way to a report that was never sent belong to no case.
        .filter(|name| *name != "beginnings")
        .collect();
    assert!(of_cases.contains(&"wraps") && of_cases.len() > 7, "{of_cases:?}");
    for name in of_cases.iter().filter(|name| **name != "tombstones") {
        let deleted = format!("diesel::delete({name}::table");
        let emptied = format!("diesel::update({name}::table");
        let long = format!("diesel::delete(\n            {name}::table");
        assert!(
            [&deleted, &emptied, &long]
                .iter()
                .any(|way| purge.contains(way.as_str())),
            "{name}"
        );
    }
}

#[test]
fn a_clock_that_is_a_year_ahead_destroys_nothing_for_a_week() {
    let scene = Scene::new(Engine::Sqlite);
    let ended = scene.files("เรื่องที่จบแล้ว");
    let mut first = scene.office.signs_in(&scene.test, "first");
    scene.closes(&mut first, &ended);
    scene.keeps(Class::Substantiated, 365);
    scene.passes(20);
    let ahead = scene.test.clock.now() + 366 * DAY;
    scene.test.clock.advance_to(ahead);
    // The log catches up in a night, and is as far as the clock.
    while scene.test.run(end_days(&scene.test.app)).unwrap() > 0 {}
    for day in 0..7 {
        scene.test.clock.advance_to(ahead + day * DAY);
        while scene.test.run(end_days(&scene.test.app)).unwrap() > 0 {}
        assert_eq!(scene.purges(), 0, "{day} days later");
    }
    scene.test.clock.advance_to(ahead + 7 * DAY);
    while scene.test.run(end_days(&scene.test.app)).unwrap() > 0 {}
    assert_eq!(scene.purges(), 1, "somebody has had a week");
}
