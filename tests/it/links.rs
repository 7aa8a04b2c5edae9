//! Two reports about one matter: linked by officers, answered apart, counted once, and nothing of one shown beside the
//! other to whoever must not know of it.

use sujarit::domain::case::State;
use sujarit::domain::log::Action;
use sujarit::domain::period::Period;
use sujarit::domain::retention::Class;
use sujarit::domain::tally::{CountedCase, tally};
use sujarit::domain::thai::digits::to_thai;
use sujarit::store::{self, Engine};

use crate::log::entries;
use crate::retention::scene::{Filed, Scene};
use crate::support::browser::Browser;
use crate::support::reporter::{case_of, files, story, tracks};

const FIRST: &str = "ตรวจรับงานถนนที่ยังทำไม่เสร็จ";
const SECOND: &str = "ถนนสายเดียวกัน เบิกเงินแล้วทั้งที่ไม่เสร็จ";
const WHY: &str = "สัญญาเลขที่เดียวกัน";
const RESULT: &str = "ตรวจสอบเสร็จแล้ว และได้ดำเนินการตามผลแล้ว";

/// A matter reported on one day, and again on the next.
fn pair(scene: &Scene) -> (Filed, Filed) {
    let main = scene.files(FIRST);
    scene.passes(1);
    (main, scene.files(SECOND))
}

struct Told<'a> {
    scene: &'a Scene,
    case: &'a Filed,
}

impl Told<'_> {
    /// What the reporter of a case reads.
    fn text(&self) -> String {
        let mut reporter = self.scene.test.browser();
        tracks(&mut reporter, &self.scene.office.base(), &self.case.code);
        reporter.text()
    }

    /// The reporter writes.
    fn writes(&self, words: &str) {
        let mut reporter = self.scene.test.browser();
        tracks(&mut reporter, &self.scene.office.base(), &self.case.code);
        let mut form = reporter.form("/track/case");
        form.fill("answer", words);
        reporter.submit(&form);
        assert_eq!(reporter.status(), 200, "{}", reporter.text());
    }
}

fn told<'a>(scene: &'a Scene, case: &'a Filed) -> Told<'a> {
    Told { scene, case }
}

fn state(scene: &Scene, case: &Filed) -> State {
    case_of(&scene.test, &scene.office, &case.code).unwrap().state
}

/// How many matters the one counting function counts by now.
fn counted(scene: &Scene) -> u32 {
    let all = scene.counted();
    let cases: Vec<CountedCase<'_>> = all.iter().map(|case| case.lent()).collect();
    let today = scene.test.clock.today();
    let first = cases.iter().map(|case| case.received_on).min().unwrap();
    let figures = tally(&cases, Period { first, last: today }, today);
    assert_eq!(figures.received, figures.completed + figures.in_progress);
    figures.received
}

/// Looks at the main case from the page of the duplicate, and says why the two belong together.
fn looks_at(officer: &mut Browser, scene: &Scene, duplicate: &Filed, number: &str) {
    officer.open(&format!("{}/link", scene.page(duplicate)));
    let mut form = officer.form("/link");
    form.fill("number", number);
    form.fill("text", WHY);
    officer.press(&form, "go", "check");
}

fn links(officer: &mut Browser, scene: &Scene, duplicate: &Filed, main: &Filed) {
    looks_at(officer, scene, duplicate, &to_thai(&main.number));
    let form = officer.form("/link");
    officer.press(&form, "go", "do");
}

fn does(officer: &mut Browser, scene: &Scene, case: &Filed, deed: &str, typed: &[(&str, &str)]) {
    officer.open(&format!("{}/{deed}", scene.page(case)));
    let mut form = officer.form(&format!("/{deed}"));
    for (name, value) in typed {
        form.fill(name, value);
    }
    officer.submit(&form);
    assert_eq!(officer.status(), 200, "{deed}: {}", officer.text());
}

fn has(officer: &Browser, said: &[&str]) {
    for one in said {
        assert!(officer.text().contains(one), "{one}: {}", officer.text());
    }
}

fn linked_answered_apart_and_counted_once(engine: Engine) {
    let scene = Scene::new(engine);
    let (main, duplicate) = pair(&scene);
    let mut first = scene.office.signs_in(&scene.test, "first");
    assert_eq!(counted(&scene), 2);
    let before = [told(&scene, &main).text(), told(&scene, &duplicate).text()];

    looks_at(&mut first, &scene, &duplicate, &to_thai(&main.number));
    has(&first, &[&main.number, FIRST, "สถิตินับรวมเป็นเรื่องเดียวในเรื่องหลัก"]);
    assert_eq!(counted(&scene), 2, "looking changes nothing");
    let form = first.form("/link");
    first.press(&form, "go", "do");
    has(
        &first,
        &["กำหนดเวลาของเรื่องนี้ยังเดินอยู่", &main.number, WHY, "เรื่องหลัก"],
    );
    // The same button once more does nothing twice.
    first.press(&form, "go", "do");
    assert_eq!(first.status(), 200, "{}", first.text());
    assert_eq!(scene.test.count("events WHERE kind = 73"), 1);
    first.open(&scene.page(&main));
    has(&first, &[&duplicate.number, "เรื่องซ้ำ", "มีเรื่องซ้ำเชื่อมเข้ามา"]);
    assert!(!first.text().contains(WHY), "the main case keeps no words of it");

    assert_eq!(counted(&scene), 1);
    assert_eq!(
        [told(&scene, &main).text(), told(&scene, &duplicate).text()],
        before
    );
    assert_eq!(state(&scene, &duplicate), State::Received, "a link ends nothing");
    first.open(&format!("{}/office?queue=new", scene.office.base()));
    has(&first, &[&main.number, &duplicate.number]);

    // A question and its answer stay with the one who was asked.
    does(
        &mut first,
        &scene,
        &duplicate,
        "ask",
        &[("text", "ท่านเห็นเมื่อวันที่เท่าไร")],
    );
    told(&scene, &duplicate).writes("เห็นเมื่อวันจันทร์ที่แล้ว");
    assert_eq!(told(&scene, &main).text(), before[0]);

    does(
        &mut first,
        &scene,
        &duplicate,
        "file",
        &[("text", "ประกอบการประชุมคณะกรรมการ"), ("how", "print")],
    );
    has(&first, &[&main.number, WHY]);

    // The end of the main case is not that of the other.
    scene.closes(&mut first, &main);
    has(&first, &["ผู้แจ้งของเรื่องที่เชื่อมโยงยังไม่ได้รับคำตอบ"]);
    assert!(
        first
            .links()
            .iter()
            .any(|link| link.ends_with(&format!("{}/close", duplicate.id)))
    );
    assert!(state(&scene, &duplicate).is_open());
    does(&mut first, &scene, &duplicate, "merge", &[("text", RESULT)]);
    assert_eq!(state(&scene, &duplicate), State::Merged);
    assert!(told(&scene, &duplicate).text().contains(RESULT));
    assert!(!told(&scene, &main).text().contains(RESULT));
    first.open(&scene.page(&main));
    assert!(!first.text().contains("ยังไม่ได้รับคำตอบ"), "{}", first.text());
    assert_eq!(counted(&scene), 1);

    // Each keeps the way to write, and what is undone counts for itself again.
    does_unlink(&scene, &mut first, &duplicate, &main);
    assert_eq!(state(&scene, &duplicate), State::Screening);
    assert_eq!(counted(&scene), 2);
    told(&scene, &duplicate).writes("ยังไม่ได้แก้ไข");

    let entered = entries(&scene.test, &scene.office);
    for action in [Action::CaseLinked, Action::CaseUnlinked] {
        let about: Vec<_> = entered
            .iter()
            .filter(|entry| entry.action == action.code())
            .collect();
        assert_eq!(about.len(), 2, "{action:?}");
        for entry in about {
            let (_, detail) = entry.detail.as_ref().unwrap();
            assert!(!detail.contains(&main.id.to_string()) && !detail.contains(&duplicate.id.to_string()));
        }
    }
    scene.passes(1);
    assert_eq!(scene.findings(), []);
}

fn does_unlink(scene: &Scene, officer: &mut Browser, duplicate: &Filed, main: &Filed) {
    officer
        .open(&scene.page(main))
        .follow(&format!("{}/unlink", duplicate.id));
    has(officer, &[&main.number, "กำหนดเวลาเดิมเดินต่อ"]);
    let mut form = officer.form("/unlink");
    officer.submit(&form);
    assert_eq!(officer.status(), 422, "undone without a reason");
    form.fill("text", "เป็นถนนคนละสาย");
    officer.submit(&form);
    has(officer, &["ยกเลิกการเชื่อมแล้ว", "เป็นถนนคนละสาย"]);
    assert!(!officer.links().iter().any(|link| link.ends_with("/unlink")));
}

#[test]
fn two_reports_about_one_matter_are_linked_answered_apart_and_counted_once_sqlite() {
    linked_answered_apart_and_counted_once(Engine::Sqlite);
}

#[test]
fn two_reports_about_one_matter_are_linked_answered_apart_and_counted_once_postgres() {
    linked_answered_apart_and_counted_once(Engine::Postgres);
}

/// A report that marks these people.
fn about(scene: &Scene, what: &str, logins: &[&str]) -> Filed {
    let mut told = story(what);
    for login in logins {
        told.push(("involved_officers", scene.office.person(login).id.to_string()));
    }
    let receipt = files(&mut scene.test.browser(), &scene.office.base(), &told);
    Filed {
        id: case_of(&scene.test, &scene.office, &receipt.letters).unwrap().id,
        code: receipt.letters,
        number: receipt.number,
    }
}

#[test]
fn what_cannot_be_linked_is_refused_with_its_reason_and_keeps_what_was_typed() {
    let scene = Scene::new(Engine::Sqlite);
    let (of_boss, of_first) = (about(&scene, FIRST, &["boss"]), about(&scene, FIRST, &["first"]));
    let (main, duplicate) = pair(&scene);
    let mut first = scene.office.signs_in(&scene.test, "first");
    let rows = || ["events", "records", "cases WHERE version > 0"].map(|from| scene.test.count(from));
    let before = rows();
    for (number, said) in [
        ("", "ระบุเลขที่เรื่อง"),
        ("2569-12", "ระบุเลขที่เรื่อง"),
        ("2569-000000", "ไม่พบเลขที่นี้"),
        // It exists, and is sealed to others: the same words.
        (of_first.number.as_str(), "ไม่พบเลขที่นี้"),
    ] {
        looks_at(&mut first, &scene, &duplicate, number);
        assert_eq!(first.status(), 422, "{number}");
        has(&first, &[said]);
        assert_eq!(first.form("/link").value("text"), WHY);
    }
    for (number, said) in [
        (duplicate.number.as_str(), "ของเรื่องนี้เอง"),
        (of_boss.number.as_str(), "ถูกระบุว่าเกี่ยวข้องในอีกเรื่องหนึ่ง"),
    ] {
        looks_at(&mut first, &scene, &duplicate, number);
        let form = first.form("/link");
        first.press(&form, "go", "do");
        assert_eq!(first.status(), 422, "{number}");
        has(&first, &[said]);
        assert_eq!(first.form("/link").value("text"), WHY);
    }
    assert_eq!(rows(), before, "something was written");

    // No merging without a main case, no chains, and what has ended is not linked.
    first.open(&format!("{}/merge", scene.page(&duplicate)));
    has(&first, &["ให้เชื่อมกับเรื่องหลักก่อน"]);
    assert!(first.links().iter().any(|link| link.ends_with("/link")));
    first.open(&scene.page(&duplicate));
    assert!(!first.links().iter().any(|link| link.ends_with("/merge")));
    links(&mut first, &scene, &duplicate, &main);
    scene.passes(1);
    let third = scene.files(SECOND);
    let mut first = scene.office.signs_in(&scene.test, "first");
    links(&mut first, &scene, &third, &duplicate);
    assert_eq!(first.status(), 422);
    has(&first, &["เชื่อมกับเรื่องหลักของเรื่องนั้นโดยตรง"]);
    scene.passes(1);
    let fourth = scene.files(SECOND);
    let mut first = scene.office.signs_in(&scene.test, "first");
    links(&mut first, &scene, &third, &fourth);
    assert_eq!(first.status(), 422);
    has(&first, &["เรื่องหลักต้องรับไว้ก่อน"]);
    scene.closes(&mut first, &third);
    first.open(&format!("{}/link", scene.page(&third)));
    has(&first, &["เชื่อมเรื่องนี้กับเรื่องหลักไม่ได้"]);
}

#[test]
fn a_link_is_made_with_both_cases_as_they_were_seen_or_not_at_all() {
    let scene = Scene::new(Engine::Sqlite);
    let (main, duplicate) = pair(&scene);
    let mut first = scene.office.signs_in(&scene.test, "first");
    let mut boss = scene.office.signs_in(&scene.test, "boss");
    for moved in [&main, &duplicate] {
        looks_at(&mut first, &scene, &duplicate, &main.number);
        let form = first.form("/link");
        does(&mut boss, &scene, moved, "note", &[("text", "เร็วกว่า")]);
        first.press(&form, "go", "do");
        assert_eq!(first.status(), 409, "{}", first.text());
        has(&first, &["มีการดำเนินการกับเรื่องใดเรื่องหนึ่งระหว่างที่ท่านเขียน"]);
        assert_eq!(first.form("/link").value("text"), WHY);
        assert_eq!(scene.test.count("events WHERE kind IN (73, 74)"), 0);
    }
    let form = first.form("/link");
    first.press(&form, "go", "do");
    has(&first, &["เชื่อมกับเรื่องหลักแล้ว"]);
}

#[test]
fn whoever_is_marked_in_one_case_later_finds_no_trace_of_it_in_the_other() {
    let scene = Scene::new(Engine::Sqlite);
    let (main, duplicate) = pair(&scene);
    let mut first = scene.office.signs_in(&scene.test, "first");
    links(&mut first, &scene, &duplicate, &main);
    let boss_id = scene.office.person("boss").id.to_string();
    does(
        &mut first,
        &scene,
        &main,
        "involve",
        &[("officers", &boss_id), ("text", WHY)],
    );

    let mut boss = scene.office.signs_in(&scene.test, "boss");
    boss.open(&scene.page(&duplicate));
    assert_eq!(boss.status(), 200);
    for trace in [main.number.as_str(), WHY, "เรื่องที่เชื่อมโยง"] {
        assert!(!boss.text().contains(trace), "{trace}: {}", boss.text());
    }
    assert!(!boss.html().contains(&main.id.to_string()));
    boss.open(&format!("{}/unlink", scene.page(&duplicate)));
    has(&boss, &["ไม่ได้เชื่อมกับเรื่องหลัก"]);
    looks_at(&mut boss, &scene, &duplicate, &main.number);
    has(&boss, &["ไม่พบเลขที่นี้"]);

    // Those who read both are told that somebody reads on who is involved.
    first.open(&scene.page(&duplicate));
    has(&first, &["ผู้อ่านเรื่องหนึ่งถูกระบุว่าเกี่ยวข้องในอีกเรื่องหนึ่ง", "ตำแหน่ง boss"]);
}

fn whoever_cannot_see_a_link_is_not_told_of_it_by_a_refusal(engine: Engine) {
    let scene = Scene::new(engine);
    let oldest = scene.files("เรื่องแรกเกี่ยวกับถนนสายนี้");
    scene.passes(1);
    let (main, duplicate) = pair(&scene);
    let mut first = scene.office.signs_in(&scene.test, "first");
    links(&mut first, &scene, &duplicate, &main);
    let boss_id = scene.office.person("boss").id.to_string();
    let marked = [("officers", boss_id.as_str()), ("text", WHY)];
    does(&mut first, &scene, &main, "involve", &marked);
    assert_eq!(counted(&scene), 2);

    // No merging with a case that cannot be named, whatever is posted.
    let mut boss = scene.office.signs_in(&scene.test, "boss");
    boss.open(&format!("{}/notice", scene.page(&duplicate)));
    let mut form = boss.form("/notice");
    form.fill("text", RESULT);
    form.action = form.action.replace("/notice", "/merge");
    boss.submit(&form);
    assert_eq!(boss.status(), 409, "{}", boss.text());
    assert_eq!(state(&scene, &duplicate), State::Received);

    // A link that the officer can see takes the place of the one that they cannot.
    links(&mut boss, &scene, &duplicate, &oldest);
    has(&boss, &["เชื่อมกับเรื่องหลักแล้ว", &oldest.number]);
    assert_eq!(counted(&scene), 2);
    first.open(&scene.page(&duplicate));
    has(&first, &[&oldest.number]);
    first.open(&scene.page(&main));
    assert!(
        !first.text().contains("เรื่องที่เชื่อมโยง"),
        "it is no duplicate of this one any more: {}",
        first.text()
    );
    does_unlink(&scene, &mut boss, &duplicate, &oldest);
    assert_eq!(counted(&scene), 3);
}

#[test]
fn whoever_cannot_see_a_link_is_not_told_of_it_by_a_refusal_sqlite() {
    whoever_cannot_see_a_link_is_not_told_of_it_by_a_refusal(Engine::Sqlite);
}

#[test]
fn whoever_cannot_see_a_link_is_not_told_of_it_by_a_refusal_postgres() {
    whoever_cannot_see_a_link_is_not_told_of_it_by_a_refusal(Engine::Postgres);
}

#[test]
fn what_is_destroyed_on_one_side_leaves_the_other_whole() {
    let scene = Scene::new(Engine::Sqlite);
    let (main, duplicate) = pair(&scene);
    let mut first = scene.office.signs_in(&scene.test, "first");
    links(&mut first, &scene, &duplicate, &main);
    scene.closes(&mut first, &main);
    scene.keeps(Class::Substantiated, 365);
    scene.passes(366);
    assert_eq!(scene.purges(), 1);
    let mut first = scene.office.signs_in(&scene.test, "first");
    first.open(&scene.page(&duplicate));
    assert_eq!(first.status(), 200, "{}", first.text());
    has(&first, &[SECOND]);
    does(
        &mut first,
        &scene,
        &duplicate,
        "notice",
        &[("text", "กำลังสรุปผลการตรวจสอบ")],
    );
    assert!(told(&scene, &duplicate).text().contains("กำลังสรุปผล"));
    assert_eq!(
        counted(&scene),
        1,
        "counted in the main case, whose course of events stays"
    );
    let (agency, id) = (scene.office.agency.id, main.id);
    assert!(
        scene
            .test
            .read(move |c| store::retention::removed_on(c, agency, id))
            .is_some()
    );
    assert_eq!(scene.findings(), []);
}
