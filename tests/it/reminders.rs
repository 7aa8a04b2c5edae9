//! Matters near their day and past it: told once, to those who may know, in mails that look as on every day.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use diesel::prelude::*;
use sujarit::app::App;
use sujarit::config::{Security, Transport};
use sujarit::domain::case::State;
use sujarit::domain::day::Day;
use sujarit::domain::event::{Event, EventKind};
use sujarit::domain::ids::CaseId;
use sujarit::domain::log::Action;
use sujarit::domain::role::Role;
use sujarit::jobs::send_digests;
use sujarit::mail::Mailer;
use sujarit::store::{self, Conn, Engine};
use sujarit::words::{Language, words};

use crate::support::app::{DAY, MORNING, TestApp};
use crate::support::office::Office;
use crate::support::postbox::{Mail, collect};
use crate::support::reporter::{case_of, files, story};
use crate::support::wire::Request;

/// The day after the receipt on which a supervisor is reminded: Tuesday 27 January 2026.
const NEAR: i64 = 12;
/// The first day after the fifteen: Saturday 31 January 2026.
const LATE: i64 = 16;

/// An agency with one case, which `first` and `second`, a supervisor, read. `third` is a supervisor and the
/// accused.
struct Scene {
    test: TestApp,
    office: Office,
    case: CaseId,
}

fn scene(engine: Engine) -> Scene {
    let test = TestApp::start(engine);
    let mut office = Office::found(&test, "bangtoei");
    office.add(&test, "second", Some(0), &[Role::Responsible, Role::Supervisor]);
    office.add(&test, "third", Some(1), &[Role::Responsible, Role::Supervisor]);
    office.add(&test, "fourth", Some(2), &[Role::Admin]);
    sql(
        &test,
        "UPDATE officers SET mail = 'outside@province.example' WHERE login = 'outside'",
    );
    let mut told = story("เรื่องที่ไม่มีใครตอบ");
    told.push(("involved_officers", office.person("third").id.to_string()));
    let receipt = files(&mut test.browser(), &office.base(), &told);
    let case = case_of(&test, &office, &receipt.letters).unwrap().id;
    Scene { test, office, case }
}

fn sql(test: &TestApp, statement: &'static str) {
    test.write(move |c| {
        match c {
            Conn::Sqlite(c) => diesel::sql_query(statement).execute(c.as_mut())?,
            Conn::Postgres(c) => diesel::sql_query(statement).execute(c.as_mut())?,
        };
        Ok(())
    });
}

/// What a mail says: nothing, "matter" or "agency".
fn said(mail: &Mail) -> &'static str {
    let text = String::from_utf8_lossy(&mail.0).into_owned();
    let (_, body) = text.split_once("\r\n\r\n").unwrap();
    let body = data_encoding::BASE64
        .decode(body.replace("\r\n", "").as_bytes())
        .unwrap();
    let body = String::from_utf8(body).unwrap();
    let words = words(Language::Thai).mail;
    match (
        body.contains(words.digest_matter),
        body.contains(words.digest_agency),
    ) {
        (false, false) => "",
        (true, false) => "matter",
        (false, true) => "agency",
        (true, true) => panic!("{body}"),
    }
}

/// The mails of a day that say something, by receiver; every officer must have had exactly one.
fn news(test: &TestApp) -> BTreeMap<String, &'static str> {
    let mails = collect(test);
    let receivers: BTreeSet<String> = mails.iter().map(|mail| mail.head("To")).collect();
    assert_eq!(receivers.len(), mails.len(), "one mail each: {receivers:?}");
    mails
        .iter()
        .map(|mail| (mail.head("To").split('@').next().unwrap().to_owned(), said(mail)))
        .filter(|(_, said)| !said.is_empty())
        .collect()
}

fn only(who: &str, what: &'static str) -> BTreeMap<String, &'static str> {
    [(who.to_owned(), what)].into()
}

impl Scene {
    fn day(&self, day: i64) {
        self.test.clock.advance_to(MORNING + day * DAY);
    }

    fn send(&self) -> BTreeMap<String, &'static str> {
        self.test.run(send_digests(&self.test.app)).unwrap();
        news(&self.test)
    }

    fn on(&self, day: i64) -> BTreeMap<String, &'static str> {
        self.day(day);
        self.send()
    }

    fn happens(&self, kind: EventKind, state: State, day: i64, until: Option<i64>) {
        let (agency, case) = (self.office.agency.id, self.case);
        let officer = self.office.person("first").id;
        let seq = i32::try_from(self.test.count("events")).unwrap();
        let on = self.test.clock.today().plus(i32::try_from(day).unwrap());
        let event = Event {
            seq,
            kind,
            state,
            day: on,
            at: Some(MORNING),
            officer: Some(officer),
            record: None,
            reason: None,
            until: until.map(|days| on.plus(i32::try_from(days).unwrap())),
        };
        self.test.write(move |c| {
            let case = store::cases::find(c, agency, case)?;
            store::cases::advance(c, &case, event.state)?;
            store::events::append(c, agency, case.id, &event)
        });
    }

    /// A node whose mail server does not answer.
    fn deaf(&self) -> Arc<App> {
        let mut node = self.test.second_node();
        let alone = Arc::get_mut(&mut node).unwrap();
        let mut settings = alone.config.mail.clone();
        settings.transport = Transport::Smtp;
        settings.security = Security::None;
        "127.0.0.1".clone_into(&mut settings.host);
        settings.port = 1;
        alone.mailer = Mailer::from_settings(&settings).unwrap();
        node
    }
}

/// Every day, on two nodes at once and again after a restart.
fn each_once(engine: Engine) {
    let mut scene = scene(engine);
    let mut told = Vec::new();
    let mut sizes: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for day in [1, NEAR - 1, NEAR, NEAR + 1, LATE - 1, LATE, LATE + 1, 40] {
        scene.day(day);
        let other = scene.test.second_node();
        let both = [Arc::clone(&scene.test.app), other];
        std::thread::scope(|scope| {
            for node in &both {
                scope.spawn(move || {
                    let runtime = tokio::runtime::Builder::new_current_thread()
                        .enable_all()
                        .build()
                        .unwrap();
                    for _ in 0..2 {
                        // One of them may find the store busy, and comes again a minute later.
                        let _ = runtime.block_on(send_digests(node));
                    }
                });
            }
        });
        drop(both);
        scene.test.restart();
        scene.test.run(send_digests(&scene.test.app)).unwrap();
        let kept = scene.test.mails.lock().unwrap().clone();
        for mail in kept.into_iter().map(Mail) {
            sizes.entry(mail.head("To")).or_default().insert(mail.size());
        }
        for (who, what) in news(&scene.test) {
            told.push((day, who, what));
        }
    }
    assert_eq!(
        told,
        [
            (NEAR, "second".to_owned(), "matter"),
            (LATE, "outside".to_owned(), "agency")
        ]
    );
    assert_eq!(sizes.len(), 5);
    assert!(sizes.values().all(|sizes| sizes.len() == 1), "{sizes:?}");
}

#[test]
fn a_supervisor_and_then_the_outside_body_are_told_once_whoever_runs_and_however_often_sqlite() {
    each_once(Engine::Sqlite);
}

#[test]
fn a_supervisor_and_then_the_outside_body_are_told_once_whoever_runs_and_however_often_postgres() {
    each_once(Engine::Postgres);
}

#[test]
fn the_chosen_person_is_told_of_what_they_read_and_of_nothing_else() {
    for (chosen, told) in [
        ("second", only("second", "matter")),
        // The accused chose themselves: the outside body is told all the same, and they are not.
        ("third", only("outside", "agency")),
    ] {
        let scene = scene(Engine::Sqlite);
        let mut admin = scene.office.signs_in(&scene.test, "fourth");
        admin.open("/bangtoei/office/reminders");
        let mut form = admin.form("/office/reminders");
        form.fill("overdue_to", &scene.office.person(chosen).id.to_string());
        admin.submit(&form);
        assert_eq!(admin.status(), 200, "{}", admin.text());
        assert!(admin.at().ends_with("?done=reminders"));
        assert_eq!(
            admin.form("/office/reminders").value("overdue_to"),
            scene.office.person(chosen).id.to_string()
        );
        assert_eq!(scene.on(NEAR), only("second", "matter"));
        assert_eq!(scene.on(LATE), told, "{chosen}");
        assert_eq!(scene.on(LATE + 1), BTreeMap::new());
    }
}

#[test]
fn whoever_gets_no_mails_is_passed_over_and_the_page_says_so() {
    let scene = scene(Engine::Sqlite);
    let choose = || {
        let mut admin = scene.office.signs_in(&scene.test, "fourth");
        admin.open("/bangtoei/office/reminders");
        let mut form = admin.form("/office/reminders");
        form.fill("overdue_to", &scene.office.person("second").id.to_string());
        admin.submit(&form);
        admin.text()
    };
    let warning = words(Language::Thai).office.reminders.chosen_none_title;
    assert!(!choose().contains(warning));
    sql(
        &scene.test,
        "UPDATE officers SET mail = '' WHERE login = 'second'",
    );
    assert!(choose().contains(warning));
    assert_eq!(
        scene.on(NEAR),
        only("first", "matter"),
        "no other supervisor reads it"
    );
    assert_eq!(scene.on(LATE), only("outside", "agency"));
}

#[test]
fn somebody_who_cannot_be_chosen_is_not() {
    let scene = scene(Engine::Sqlite);
    let mut admin = scene.office.signs_in(&scene.test, "fourth");
    for nobody in [
        scene.office.person("fourth").id.to_string(),
        "0".repeat(32),
        "x".to_owned(),
        String::new(),
    ] {
        admin.open("/bangtoei/office/reminders");
        let token = admin.form("/office/reminders").value("token");
        let fields = [("token", token), ("overdue_to", nobody.clone())];
        let fields = fields.map(|(name, value)| (name.to_owned(), value));
        admin.go(&Request::post("/bangtoei/office/reminders", &fields));
        assert_eq!(admin.status(), 422, "{nobody}");
    }
    assert_eq!(scene.test.count("reminder_settings"), 0);
}

#[test]
fn after_an_explanation_in_time_the_new_day_counts() {
    let scene = scene(Engine::Sqlite);
    assert_eq!(scene.on(NEAR), only("second", "matter"));
    scene.day(0);
    scene.happens(EventKind::Explained, State::Received, NEAR + 1, Some(12));
    for day in [NEAR + 1, LATE, 20] {
        assert_eq!(scene.on(day), BTreeMap::new(), "{day}");
    }
    // The new day is 9 February 2026, a Monday; three days before is Friday.
    assert_eq!(scene.on(22), only("second", "matter"));
    assert_eq!(scene.on(25), BTreeMap::new());
    assert_eq!(scene.on(26), only("outside", "agency"));
}

#[test]
fn what_was_answered_before_a_mail_could_go_out_is_not_told() {
    let scene = scene(Engine::Sqlite);
    let deaf = scene.deaf();
    scene.day(LATE);
    assert_eq!(scene.test.run(send_digests(&deaf)), Ok(0));
    assert_eq!(scene.test.count("escalations WHERE told_on IS NULL"), 1);
    scene.happens(EventKind::Closed, State::ClosedUnsubstantiated, 0, None);
    assert_eq!(scene.on(LATE + 1), BTreeMap::new());
    assert_eq!(scene.test.count("escalations"), 0);
}

#[test]
fn after_a_week_without_a_mail_server_one_mail_tells_it() {
    let scene = scene(Engine::Sqlite);
    let deaf = scene.deaf();
    for day in LATE..LATE + 7 {
        scene.day(day);
        assert_eq!(scene.test.run(send_digests(&deaf)), Ok(0));
    }
    assert_eq!(collect(&scene.test).len(), 0);
    assert_eq!(scene.on(LATE + 7), only("outside", "agency"));
    assert_eq!(scene.on(LATE + 8), BTreeMap::new());
}

#[test]
fn a_node_that_dies_before_or_after_its_mail_leaves_nothing_untold() {
    let scene = scene(Engine::Sqlite);
    scene.day(NEAR);
    let (agency, today) = (scene.office.agency.id, scene.test.clock.today());
    // It died when it had noted what is to be told.
    scene
        .test
        .run(sujarit::flow::terms::remind::take_stock(
            &scene.test.app,
            agency,
            today,
        ))
        .unwrap();
    // Another had taken the mails into its hands, and it is not known how far it came.
    scene.test.run(send_digests(&scene.deaf())).unwrap();
    let now = scene.test.clock.now() + 900;
    scene.test.clock.advance_to(now);
    assert!(
        !scene
            .test
            .write(move |c| store::outbox::claim(c, (now, Day::of_moment(now)), 300, 50))
            .is_empty()
    );
    assert_eq!(scene.send(), BTreeMap::new(), "the other may still be at it");
    scene.test.clock.advance_to(now + 300);
    assert_eq!(scene.send(), only("second", "matter"));
    assert_eq!(scene.send(), BTreeMap::new());
}

#[test]
fn a_clock_that_jumps_makes_nothing_double_and_loses_nothing() {
    let scene = scene(Engine::Sqlite);
    scene.day(NEAR);
    scene.test.clock.advance_to(scene.test.clock.now() + 3_600);
    assert_eq!(scene.send(), only("second", "matter"));
    scene.day(NEAR);
    assert_eq!(scene.send(), BTreeMap::new(), "an hour back");
    // A year ahead it is told too early, and when its day comes it is told again.
    assert_eq!(scene.on(NEAR + 366), only("outside", "agency"));
    assert_eq!(scene.on(NEAR + 366), BTreeMap::new());
    assert_eq!(scene.on(NEAR + 1), BTreeMap::new());
    assert_eq!(scene.on(LATE), only("outside", "agency"));
    assert_eq!(scene.on(LATE + 1), BTreeMap::new());
}

#[test]
fn readers_see_on_the_pages_that_it_went_up_and_others_see_nothing() {
    let scene = scene(Engine::Sqlite);
    let of = |language| words(language).office.escalated;
    let tag = of(Language::Thai).tag;
    let case = format!("/bangtoei/office/case/{}", scene.case);
    for (day, note, who) in [
        (NEAR - 1, None, ""),
        (NEAR, Some(of(Language::Thai).near), "second"),
        (LATE, Some(of(Language::Thai).overdue), "outside"),
    ] {
        scene.day(day);
        let mut reader = scene.office.signs_in(&scene.test, "first");
        // Before a mail has gone out, the pages do not say that anybody was told.
        reader.open("/bangtoei/office");
        assert!(!reader.text().contains(tag), "{day}");
        let untold = of(Language::Thai).tag_untold;
        assert_eq!(reader.text().contains(untold), note.is_some(), "{day}");
        reader.open(&case);
        assert_eq!(reader.text().contains(of(Language::Thai).untold), note.is_some());
        scene.send();
        reader.open("/bangtoei/office");
        assert_eq!(reader.text().contains(tag), note.is_some(), "{day}");
        assert!(!reader.text().contains(untold), "{day}");
        reader.open(&case);
        assert_eq!(reader.status(), 200);
        assert!(!reader.text().contains(of(Language::Thai).untold), "{day}");
        if note.is_some() {
            let told = scene.office.person(who);
            let today = sujarit::web::citizen::wording::day(Language::Thai, scene.test.clock.today());
            let person = format!("{} ({})", told.post, told.name);
            let told = words(Language::Thai).office.escalation.told(today, &person);
            assert!(reader.text().contains(&told), "{day}: {told}");
        }
        for text in [of(Language::Thai).near, of(Language::Thai).overdue] {
            assert_eq!(reader.text().contains(text), note == Some(text), "{day}");
        }
        let mut accused = scene.office.signs_in(&scene.test, "third");
        accused.open("/bangtoei/office");
        assert!(!accused.text().contains(tag), "{day}");
    }
    // Who was told when is in the log for as long as the case is: an action of the case, which its readers alone see.
    let (agency, id) = (scene.office.agency.id, scene.case);
    let mut told = Vec::new();
    scene.test.write(move |c| {
        store::log::each_entry(c, agency, |entry| {
            if entry.action == Action::OverdueTold.code() {
                assert_eq!(entry.object, id.0);
                let (_, detail) = entry.detail.unwrap();
                told.push(serde_json::from_str::<serde_json::Value>(&detail).unwrap());
            }
        })?;
        let officers: Vec<_> = told.iter().map(|told| told["stage"].as_str().unwrap()).collect();
        assert_eq!(officers, ["near", "overdue"]);
        Ok(())
    });
    assert!(Action::OverdueTold.is_of_case());
}
