//! The month of the executives: the figures of its end, the same on every day after, and too few to find a case in.

use sujarit::domain::role::Role;
use sujarit::jobs::{prepare_editions, send_digests};
use sujarit::store::Engine;

use super::scene::{FEBRUARY, MARCH, Scene};
use crate::support::app::TestApp;
use crate::support::browser::Browser;
use crate::support::office::Office;
use crate::support::postbox::collect;
use crate::support::reporter::{files, story};

fn the_month_is_the_same_on_every_day(engine: Engine) {
    let mut scene = Scene::new(engine);
    scene.here.add(&scene.test, "boss", None, &[Role::Executive]);
    scene.a_month_begins(FEBRUARY);
    let boss = scene.here.signs_in(&scene.test, "boss");
    assert!(boss.at().ends_with("/office/dashboard"), "{}", boss.at());
    let first = boss.text();
    for said in [
        "ข้อมูล ณ วันที่ 31 มกราคม 2569",
        "ยังไม่มีประกาศสถิติ ณ วันดังกล่าวที่อนุมัติแล้ว",
        "มกราคม 2569",
        "ยังไม่มีรอบ 6 เดือนที่สรุปคะแนนแล้ว",
    ] {
        assert!(first.contains(said), "{said}: {first}");
    }
    let row = |name: &str, numbers: [&str; 3]| {
        let cells = ["นับภายใน", "ฉบับที่อนุมัติ", "วันเดียวกันของปีก่อน"]
            .iter()
            .zip(numbers)
            .map(|(label, number)| format!("<td class=\"num\" data-label=\"{label}\">{number}</td>"));
        format!("<th scope=\"row\">{name}</th>{}", cells.collect::<String>())
    };
    for line in [
        row("เรื่องทั้งหมด", ["3", "–", "0"]),
        row("เกินกำหนดโดยไม่ได้ชี้แจง", ["3", "–", "0"]),
        row("เกินกำหนดและยังไม่แล้วเสร็จ", ["3", "–", "–"]),
    ] {
        assert!(boss.html().contains(&line), "{line}: {}", boss.html());
    }

    // Days pass, matters come in and are worked on: the page does not know.
    scene.report("complaint", "brb");
    scene.test.pass_days(9);
    scene.report("tip", "hr");
    let mut later = scene.here.signs_in(&scene.test, "boss");
    later.open("/here/office/dashboard");
    assert_eq!(later.text(), first);

    // Approved, it says so; next month it is still there under its own address.
    scene.approves("pim");
    later.open("/here/office/dashboard");
    assert!(
        later.text().contains("ตรงกับประกาศสถิติ ฉบับที่ 1 ที่อนุมัติแล้ว"),
        "{}",
        later.text()
    );
    assert!(later.html().contains(&row("เรื่องทั้งหมด", ["3", "3", "0"])));
    let january = later.text();
    scene.test.pass_days(MARCH - 9);
    let mut next = scene.here.signs_in(&scene.test, "boss");
    assert!(
        next.html().contains(&row("เรื่องทั้งหมด", ["5", "–", "0"])),
        "{}",
        next.html()
    );
    next.open("/here/office/dashboard/2026-01");
    assert_eq!(next.status(), 200);
    let without_the_way = |text: &str| text.replace("กุมภาพันธ์ 2569", "").replace("ย้อนกลับ", "");
    assert_eq!(
        without_the_way(&next.text())
            .split_whitespace()
            .collect::<Vec<_>>(),
        without_the_way(&january).split_whitespace().collect::<Vec<_>>()
    );
    for month in [
        "2026-03",
        "2025-12",
        "2026-13",
        "2569-01",
        "2026-1",
        "x",
        "2026-01-01",
    ] {
        next.open(&format!("/here/office/dashboard/{month}"));
        assert_eq!(next.status(), 404, "{month}");
    }
}

#[test]
fn the_month_is_the_same_on_every_day_sqlite() {
    the_month_is_the_same_on_every_day(Engine::Sqlite);
}

#[test]
fn the_month_is_the_same_on_every_day_postgres() {
    the_month_is_the_same_on_every_day(Engine::Postgres);
}

#[test]
fn one_overdue_matter_is_not_told_apart() {
    let test = TestApp::start(Engine::Sqlite);
    let mut here = Office::found(&test, "here");
    here.add(&test, "boss", None, &[Role::Executive]);
    let overdue = |boss: &Browser| {
        let html = boss.html();
        let cell = "เกินกำหนดและยังไม่แล้วเสร็จ</th><td class=\"num\" data-label=\"นับภายใน\">";
        let (_, after) = html.split_once(cell).unwrap();
        after.split('<').next().unwrap().to_owned()
    };
    // Nothing is late yet, and zero is said.
    test.pass_days(FEBRUARY);
    assert_eq!(overdue(&here.signs_in(&test, "boss")), "0");
    files(&mut test.browser(), "/here", &story("เรื่องเดียว"));
    test.pass_days(MARCH);
    let boss = here.signs_in(&test, "boss");
    assert_eq!(overdue(&boss), "ไม่แสดง", "{}", boss.text());
    assert!(!boss.links().iter().any(|link| link.contains("/case")));
}

#[test]
fn publishers_are_told_in_the_panel_and_never_by_mail() {
    let scene = Scene::new(Engine::Sqlite);
    let mails = |scene: &Scene| {
        scene.test.run(send_digests(&scene.test.app)).unwrap();
        let mut sizes: Vec<(String, usize)> = collect(&scene.test)
            .iter()
            .map(|mail| (mail.head("To"), mail.size()))
            .collect();
        sizes.sort();
        sizes
    };
    scene.passes(FEBRUARY);
    let before = mails(&scene);
    let told = "สถิติจัดเตรียมแล้วและรอท่านอนุมัติเผยแพร่";
    let pim = scene.here.signs_in(&scene.test, "pim");
    assert!(
        !pim.text().contains(told) && !pim.text().contains("รออนุมัติ"),
        "{}",
        pim.text()
    );

    scene.test.run(prepare_editions(&scene.test.app)).unwrap();
    // `pim` reads no cases and begins at the figures, `ploy` at the list of cases.
    for login in ["pim", "ploy"] {
        let mut publisher = scene.here.signs_in(&scene.test, login);
        assert!(publisher.text().contains(told), "{login}: {}", publisher.text());
        publisher.open("/here/office/account");
        assert!(
            publisher.text().contains("การเผยแพร่ (รออนุมัติ)"),
            "{}",
            publisher.text()
        );
    }
    let first = scene.here.signs_in(&scene.test, "first");
    assert!(
        !first.text().contains(told) && !first.text().contains("รออนุมัติ"),
        "{}",
        first.text()
    );
    scene.test.pass_days(1);
    assert_eq!(
        mails(&scene),
        before,
        "the mail of a day with waiting figures is as long as any"
    );

    scene.approves("pim");
    let after = scene.here.signs_in(&scene.test, "ploy");
    assert!(
        !after.text().contains(told) && !after.text().contains("รออนุมัติ"),
        "{}",
        after.text()
    );
}
