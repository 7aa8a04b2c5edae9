//! A supervisor keeps a case from being destroyed, with a reason that is sealed.

use sujarit::domain::retention::Class;
use sujarit::store::Engine;

use super::scene::{Filed, Scene};
use crate::support::browser::Browser;

fn holds(scene: &Scene, officer: &mut Browser, case: &Filed, go: &str, reason: &str) {
    officer.open(&format!("{}/hold", scene.page(case)));
    let mut form = officer.form("/hold");
    form.fill("text", reason);
    officer.press(&form, "go", go);
}

#[test]
fn a_held_case_outlives_its_time_until_it_is_let_go() {
    let scene = Scene::new(Engine::Sqlite);
    let case = scene.files("เรื่องที่มีคดีค้างอยู่");
    let mut first = scene.office.signs_in(&scene.test, "first");
    let mut boss = scene.office.signs_in(&scene.test, "boss");
    scene.closes(&mut first, &case);
    scene.keeps(Class::Substantiated, 365);

    first.open(&format!("{}/hold", scene.page(&case)));
    assert!(first.try_form("/hold").is_none(), "no supervisor");
    assert!(first.text().contains("เก็บไว้ถึง"), "{}", first.text());
    holds(&scene, &mut boss, &case, "hold", "?");
    assert_eq!(boss.status(), 422);
    let stale = boss.open(&format!("{}/hold", scene.page(&case))).clone();
    holds(&scene, &mut boss, &case, "hold", "มีคดีอาญาที่ศาลจังหวัด");
    assert!(boss.text().contains("สั่งให้เก็บเรื่องนี้ไว้แล้ว"), "{}", boss.text());
    assert!(
        boss.text().contains("มีคดีอาญาที่ศาลจังหวัด"),
        "the reason is a note of the case"
    );
    assert_eq!(scene.test.count("holds"), 1);
    let mut again = stale;
    let mut form = again.form("/hold");
    form.fill("text", "มีคดีอาญาที่ศาลจังหวัด");
    again.press(&form, "go", "hold");
    assert_eq!(again.status(), 409);
    assert_eq!(scene.test.count("holds"), 1);
    assert!(
        !scene.test.dump().contains("ศาลจังหวัด"),
        "and sealed like every note"
    );

    scene.passes(500);
    assert_eq!(scene.purges(), 0);
    let mut boss = scene.office.signs_in(&scene.test, "boss");
    holds(&scene, &mut boss, &case, "lift", "ศาลพิพากษาถึงที่สุดแล้ว");
    assert!(boss.text().contains("ยกเลิกคำสั่งให้เก็บแล้ว"), "{}", boss.text());
    assert_eq!(scene.purges(), 1);
    assert_eq!(scene.findings(), []);
}
