//! Preparing and approving.

use sujarit::jobs::{end_days, prepare_editions};
use sujarit::store::Engine;

use super::scene::{APRIL, FEBRUARY, MARCH, Scene, TO_OCTOBER};
use crate::support::app::{DAY, MORNING};
use crate::support::office::Office;
use crate::support::wire::Request;

fn a_month_is_counted_once_and_published_once(engine: Engine) {
    let scene = Scene::new(engine);
    let before = scene.page("/here/statistics");
    assert!(
        before.text().contains("ยังไม่ได้เผยแพร่สถิติฉบับแรก"),
        "{}",
        before.text()
    );
    assert_eq!(
        scene.test.run(prepare_editions(&scene.test.app)).unwrap(),
        0,
        "no month is over yet"
    );

    // Two nodes wake up on the first of the month, each twice.
    scene.passes(FEBRUARY);
    let other = scene.test.second_node();
    let prepared: Vec<u64> = [&scene.test.app, &other, &scene.test.app, &other]
        .map(|app| scene.test.run(prepare_editions(app)).unwrap())
        .into();
    assert_eq!(prepared.iter().sum::<u64>(), 1, "{prepared:?}");
    assert_eq!(scene.test.count("edition_drafts"), 1);
    other.db.close();
    let waits = scene.page("/here/statistics").text();
    assert!(
        waits.contains("อยู่ระหว่างการอนุมัติเผยแพร่") && waits.contains("ฉบับแรก"),
        "{waits}"
    );

    // Both publishers look; both press the button; one edition appears.
    let (pim, ploy) = (scene.publisher("pim"), scene.publisher("ploy"));
    assert!(pim.text().contains("ข้อมูล ณ วันที่ 31 มกราคม 2569"), "{}", pim.text());
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let press = |mut browser: crate::support::browser::Browser| {
            let form = browser.form("/office/editions");
            scope.spawn(move || browser.submit(&form).status())
        };
        [press(pim.clone()), press(ploy)]
            .map(|one| one.join().unwrap())
            .into()
    });
    assert_eq!(
        statuses.iter().filter(|status| **status == 200).count(),
        1,
        "{statuses:?}"
    );
    assert_eq!(
        statuses.iter().filter(|status| **status == 422).count(),
        1,
        "{statuses:?}"
    );
    // And whoever presses it once more is told.
    let mut again = pim;
    let form = again.form("/office/editions");
    again.submit(&form);
    assert_eq!(again.status(), 422);
    assert!(again.text().contains("ข้อมูลนี้เผยแพร่แล้ว"), "{}", again.text());
    assert_eq!(
        (
            scene.test.count("editions"),
            scene.test.count("edition_drafts WHERE edition IS NOT NULL")
        ),
        (1, 1)
    );

    let page = scene.page("/here/statistics/2569/1");
    let january = r#"<th scope="row">มกราคม 2569</th><td class="num" data-label="เรื่องร้องเรียน">2</td><td class="num" data-label="เบาะแส">1</td><td class="num" data-label="ข้อคิดเห็น">0</td><td class="num" data-label="ทั้งหมด (เรื่อง)">3</td><td class="num" data-label="ดำเนินการแล้วเสร็จ (เรื่อง)">0</td><td class="num" data-label="อยู่ระหว่างดำเนินการ (เรื่อง)">3</td>"#;
    assert!(page.html().contains(january), "{}", page.html());
    assert!(page.html().contains("<svg class=\"chart\""));
    for said in [
        "ข้อ O18",
        "ประกาศสถิติ ฉบับที่ 1",
        "อนุมัติเผยแพร่เมื่อวันที่ 1 กุมภาพันธ์ 2569",
        "ไตรมาส 1",
    ] {
        assert!(page.text().contains(said), "{said}: {}", page.text());
    }
    assert!(
        scene
            .page("/en/here/statistics")
            .text()
            .contains("edition 1, fiscal year 2569")
    );

    // What happens later changes nothing of it, in any form.
    let json = scene.page("/here/statistics/2569/1/statistics.json").html();
    let forms = || {
        ["pdf", "xlsx", "ods", "csv"].map(|ending| {
            let form = scene.page(&format!("/here/statistics/2569/1/statistics.{ending}"));
            assert_eq!(form.status(), 200, "{ending}");
            form.page().body.clone()
        })
    };
    let before = forms();
    assert!(
        before[0].starts_with(b"%PDF-1.7") && before[1].starts_with(b"PK") && before[2].starts_with(b"PK")
    );
    let csv = String::from_utf8_lossy(&before[3]).into_owned();
    assert!(
        csv.contains("\"มกราคม 2569\",\"2\",\"1\",\"0\",\"3\",\"0\",\"3\""),
        "{csv}"
    );
    assert_eq!(scene.page("/here/statistics/2569/1/statistics.exe").status(), 404);
    scene.report("opinion", "oth");
    scene.test.pass_days(1);
    assert_eq!(scene.test.run(prepare_editions(&scene.test.app)).unwrap(), 0);
    assert_eq!(scene.page("/here/statistics/2569/1").html(), page.html());
    assert_eq!(scene.page("/here/statistics/2569/1/statistics.json").html(), json);
    assert_eq!(forms(), before);
}

#[test]
fn a_month_is_counted_once_and_published_once_sqlite() {
    a_month_is_counted_once_and_published_once(Engine::Sqlite);
}

#[test]
fn a_month_is_counted_once_and_published_once_postgres() {
    a_month_is_counted_once_and_published_once(Engine::Postgres);
}

#[test]
fn after_a_standstill_the_month_that_is_over_is_prepared_and_holds_the_missed_ones() {
    let scene = Scene::new(Engine::Sqlite);
    // Down from January to the middle of March.
    scene.test.pass_days(FEBRUARY + MARCH + 14);
    assert_eq!(
        scene.test.run(prepare_editions(&scene.test.app)).unwrap(),
        0,
        "the log has not ended these days"
    );
    assert_eq!(scene.a_month_begins(1), 1);
    scene.approves("pim");
    let page = scene.page("/here/statistics").text();
    assert!(
        page.contains("ข้อมูล ณ วันที่ 28 กุมภาพันธ์ 2569") && page.contains("มกราคม 2569"),
        "{page}"
    );
    assert_eq!(scene.test.count("edition_drafts"), 1);
}

#[test]
fn figures_that_nobody_approved_give_way_to_newer_ones_of_the_same_year() {
    let scene = Scene::new(Engine::Sqlite);
    scene.a_month_begins(FEBRUARY);
    let old = scene.publisher("pim");
    scene.a_month_begins(MARCH);
    let new = scene.publisher("ploy");
    assert!(new.text().contains("28 กุมภาพันธ์ 2569") && !new.text().contains("ณ วันที่ 31 มกราคม 2569"));
    // Somebody approves in March what was shown in February.
    let mut late = scene.publisher("pim");
    let (shown, form) = (old.form("/office/editions"), late.form("/office/editions"));
    let fields = ["draft", "seen"].map(|name| (name.to_owned(), shown.value(name)));
    let fields: Vec<(String, String)> = [("token".to_owned(), form.value("token"))]
        .into_iter()
        .chain(fields)
        .collect();
    late.go(&Request::post("/here/office/editions", &fields));
    assert_eq!((late.status(), scene.test.count("editions")), (422, 0));
    scene.approves("ploy");
    assert!(
        scene
            .page("/here/statistics/2569/1")
            .text()
            .contains("28 กุมภาพันธ์ 2569")
    );
}

fn two_fiscal_years_stand_on_the_page_each_by_month(engine: Engine) {
    let scene = Scene::new(engine);
    scene.publishes_by_itself("pim");
    scene.a_month_begins(FEBRUARY + 1);
    let alone = scene.page("/here/statistics").text();
    assert!(alone.contains("ยังไม่มีฉบับที่เผยแพร่ของปีงบประมาณ พ.ศ. 2568"), "{alone}");
    // The year ends, and the first month of the next is over.
    for days in [TO_OCTOBER, 31] {
        assert_eq!(scene.a_month_begins(days), 1);
    }
    assert_eq!(scene.test.count("editions"), 3);
    let both = scene.page("/here/statistics");
    let (new, old) = both.html().split_once("ปีงบประมาณ พ.ศ. 2569</h2>").map_or_else(
        || panic!("{}", both.text()),
        |(new, old)| (new.to_owned(), old.to_owned()),
    );
    assert!(
        new.contains("ตุลาคม 2569") && new.contains("ไม่มีเรื่องร้องเรียน"),
        "the year that has begun, and zero as a sentence: {new}"
    );
    let january = r#"<th scope="row">มกราคม 2569</th><td class="num" data-label="เรื่องร้องเรียน">2</td>"#;
    for said in [
        january,
        "กันยายน 2569",
        "ข้อมูล ณ วันที่ 30 กันยายน 2569",
        r#"href="/here/statistics/2569/2""#,
    ] {
        assert!(old.contains(said), "{said}: {old}");
    }
    // What is entered later changes neither.
    scene.report("tip", "proc");
    assert_eq!(scene.page("/here/statistics").html(), both.html());
    let english = scene.page("/en/here/statistics").text();
    for said in ["January 2026", "October 2026"] {
        assert!(english.contains(said), "{said}: {english}");
    }
}

#[test]
fn two_fiscal_years_stand_on_the_page_each_by_month_sqlite() {
    two_fiscal_years_stand_on_the_page_each_by_month(Engine::Sqlite);
}

#[test]
fn two_fiscal_years_stand_on_the_page_each_by_month_postgres() {
    two_fiscal_years_stand_on_the_page_each_by_month(Engine::Postgres);
}

#[test]
fn an_agency_that_was_founded_this_month_says_nothing_of_the_last_one() {
    let scene = Scene::new(Engine::Sqlite);
    assert_eq!(scene.test.run(prepare_editions(&scene.test.app)).unwrap(), 0);
    assert_eq!(scene.test.count("edition_drafts"), 0);
}

#[test]
fn an_agency_can_publish_without_looking_as_long_as_whoever_chose_that_may() {
    let scene = Scene::new(Engine::Sqlite);
    let mut browser = scene.publisher("pim");
    let mut form = browser.form("/office/editions/settings");
    form.fill("threshold", "2");
    browser.submit(&form);
    assert_eq!(browser.status(), 422, "the rule is 3");
    let mut form = browser.form("/office/editions/settings");
    form.fill("threshold", "5");
    form.fill("way", "automatic");
    browser.submit(&form);
    assert!(browser.text().contains("บันทึกวิธีเผยแพร่แล้ว"), "{}", browser.text());
    scene.a_month_begins(FEBRUARY);
    assert_eq!(scene.test.count("editions"), 0, "the day after is not over");
    scene.a_month_begins(1);
    let page = scene.page("/here/statistics").text();
    assert!(page.contains("ฉบับที่ 1") && page.contains("โดยอัตโนมัติ"), "{page}");
    // Somebody who has left publishes nothing any more.
    let (id, pim) = (scene.here.agency.id, scene.here.person("pim").id);
    scene
        .test
        .write(move |c| sujarit::store::officers::set_active(c, id, pim, false));
    scene.a_month_begins(MARCH);
    assert_eq!(
        (scene.test.count("editions"), scene.test.count("edition_drafts")),
        (1, 2)
    );
    scene.approves("ploy");
    // The round of six months is divided up as the agency chose, and once.
    scene.a_month_begins(APRIL);
    let waits = scene.publisher("ploy").text();
    assert!(
        waits.contains("จึงแสดงเฉพาะจำนวนรวม"),
        "three matters are not divided up: {waits}"
    );
    assert_eq!(scene.test.count("edition_halves"), 1);
}

#[test]
fn only_publishers_come_to_the_page_and_what_they_saw_is_what_they_approve() {
    let scene = Scene::new(Engine::Sqlite);
    scene.a_month_begins(FEBRUARY);
    let mut browser = scene.publisher("pim");
    scene.tamper("UPDATE edition_drafts SET figures = replace(figures, '\"received\":3', '\"received\":4')");
    let form = browser.form("/office/editions");
    browser.submit(&form);
    assert_eq!((browser.status(), scene.test.count("editions")), (422, 0));
    assert!(
        browser.text().contains("ตัวเลขไม่ใช่ชุดที่ท่านตรวจ"),
        "{}",
        browser.text()
    );
    // Looking at them again does not help: they do not add up, and nothing at all is published.
    let form = browser.form("/office/editions");
    browser.submit(&form);
    assert_eq!((browser.status(), scene.test.count("editions")), (422, 0));
    assert!(browser.text().contains("ไม่เผยแพร่ส่วนใดทั้งสิ้น"), "{}", browser.text());
}

fn set_clock(scene: &Scene, days: i64, hours: i64) {
    scene.test.clock.advance_to(MORNING + days * DAY + hours * 3_600);
}

fn jobs(scene: &Scene) -> u64 {
    while scene.test.run(end_days(&scene.test.app)).unwrap() > 0 {}
    scene.test.run(prepare_editions(&scene.test.app)).unwrap()
}

#[test]
fn a_clock_two_hours_ahead_on_the_last_evening_leaves_nothing_out_of_an_edition() {
    let scene = Scene::new(Engine::Sqlite);
    scene.publishes_by_itself("pim");
    scene.passes(FEBRUARY - 1);
    // The last evening of January at eleven, and a clock that shows one.
    set_clock(&scene, FEBRUARY - 1, 16);
    assert_eq!(jobs(&scene), 1, "the figures are counted, too early");
    assert_eq!(scene.test.count("editions"), 0);
    set_clock(&scene, FEBRUARY - 1, 14);
    scene.report("opinion", "oth");
    set_clock(&scene, FEBRUARY, 0);
    jobs(&scene);
    assert_eq!(scene.test.count("editions"), 0);
    set_clock(&scene, FEBRUARY + 1, 0);
    jobs(&scene);
    assert_eq!(
        (scene.test.count("editions"), scene.test.count("edition_drafts")),
        (1, 1)
    );
    let json = scene.page("/here/statistics/2569/1/statistics.json").html();
    assert!(json.contains("\"received\": 4"), "{json}");
}

#[test]
fn a_clock_a_year_ahead_publishes_nothing_for_five_minutes_and_nothing_for_a_day() {
    let scene = Scene::new(Engine::Sqlite);
    scene.publishes_by_itself("pim");
    scene.passes(10);
    scene.test.clock.advance_to(scene.test.clock.now() + 366 * DAY);
    scene.test.run(end_days(&scene.test.app)).unwrap();
    assert_eq!(scene.test.run(prepare_editions(&scene.test.app)).unwrap(), 0);
    assert_eq!(scene.test.count("edition_drafts"), 0);
    // A night later the log has caught up.
    assert!(jobs(&scene) > 0);
    assert_eq!(scene.test.count("editions"), 0);
    set_clock(&scene, 11, 0);
    jobs(&scene);
    assert_eq!(
        (scene.test.count("editions"), scene.test.count("edition_drafts")),
        (0, 0)
    );
}

#[test]
fn the_last_month_of_a_fiscal_year_is_counted_also_by_a_service_that_slept_through_october() {
    let scene = Scene::new(Engine::Sqlite);
    scene.passes(FEBRUARY + TO_OCTOBER + 45);
    assert_eq!(jobs(&scene), 2);
    assert_eq!(jobs(&scene), 0);
    let waits = scene.publisher("pim").text();
    for day in ["30 กันยายน 2569", "31 ตุลาคม 2569"] {
        assert!(waits.contains(day), "{day}: {waits}");
    }
}

#[test]
fn the_trouble_of_one_agency_keeps_no_other_figures_back() {
    let scene = Scene::new(Engine::Sqlite);
    let there = Office::found(&scene.test, "there");
    scene.a_month_begins(FEBRUARY);
    let both = scene.test.count("edition_drafts");
    assert_eq!(both, 2);
    scene.tamper("UPDATE edition_drafts SET figures = 'x' WHERE agency_id = (SELECT min(id) FROM agencies)");
    scene.passes(MARCH);
    assert!(scene.test.run(prepare_editions(&scene.test.app)).is_err());
    let newest = scene.test.clock.today().month().first_day().plus(-1).number();
    let drafts = scene
        .test
        .count(&format!("edition_drafts WHERE as_of = {newest}"));
    assert_eq!(drafts, 1, "{}", there.base());
}
