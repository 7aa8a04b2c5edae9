//! The pages on which an officer leaves a case, marks somebody and changes the keys.

use sujarit::store::Engine;

use super::scene::Scene;
use crate::support::reporter::tracks;

const WHY: &str = "เคยทำงานร่วมกับผู้ถูกกล่าวหา";

fn at(scene: &Scene, page: &str) -> String {
    format!("{}/office/case/{}{page}", scene.office.base(), scene.case)
}

#[test]
fn an_officer_leaves_a_case_with_one_confirmation() {
    let scene = Scene::new(Engine::Sqlite);
    let mut first = scene.office.signs_in(&scene.test, "first");
    first.open(&at(&scene, "")).follow("/recuse");
    assert!(
        first.text().contains("ผู้ที่จะอ่านแทน: ตำแหน่ง third (เจ้าหน้าที่ third)"),
        "{}",
        first.text()
    );
    let mut form = first.form("/recuse");
    form.fill("text", WHY);
    first.submit(&form);
    assert!(first.text().contains("ท่านออกจากเรื่องนั้นแล้ว"), "{}", first.text());
    assert!(!first.text().contains(&scene.receipt.number), "{}", first.text());
    assert_eq!(first.open(&at(&scene, "")).status(), 404);

    let mut third = scene.office.signs_in(&scene.test, "third");
    third.open(&at(&scene, ""));
    let told = third.text();
    assert!(
        told.contains("ออก: ปลัด อบต. (นางสาวหนึ่ง ทดสอบ) (อ่านได้ตั้งแต่ 15 มกราคม"),
        "{told}"
    );
    assert!(told.contains("เข้า: ตำแหน่ง third") && told.contains(WHY), "{told}");
    let mut reporter = scene.test.browser();
    tracks(&mut reporter, &scene.office.base(), &scene.receipt.letters);
    let seen = reporter.text();
    assert!(seen.contains("มีการเปลี่ยนผู้อ่านเรื่องของท่าน"), "{seen}");
    assert!(
        !seen.contains(WHY) && !seen.contains("ถอนตัว") && !seen.contains("นางสาวหนึ่ง"),
        "{seen}"
    );
    // One of those who stay is asked to change the key that the other drew.
    assert!(told.contains("ต้องเปลี่ยนกุญแจของเรื่องนี้"), "{told}");
    third.follow("/renew");
    let form = third.form("/renew");
    third.submit(&form);
    assert!(third.text().contains("เปลี่ยนกุญแจแล้ว"), "{}", third.text());
    assert!(!third.text().contains("ต้องเปลี่ยนกุญแจของเรื่องนี้"));
}

#[test]
fn whoever_is_marked_loses_the_case_and_what_was_typed_is_kept_when_somebody_was_faster() {
    let scene = Scene::new(Engine::Sqlite);
    let mut first = scene.office.signs_in(&scene.test, "first");
    let mut second = scene.office.signs_in(&scene.test, "second");
    first.open(&at(&scene, "/involve"));
    let mut form = first.form("/involve");
    form.fill("text", WHY);
    first.submit(&form);
    assert_eq!(first.status(), 422, "nobody was chosen");
    assert_eq!(first.form("/involve").value("text"), WHY);

    let mut form = first.form("/involve");
    let id = scene.office.person("second").id.to_string();
    form.fill("officers", &id);
    second.open(&at(&scene, "/note"));
    let mut note = second.form("/note");
    note.fill("text", "บันทึกที่เร็วกว่า");
    second.submit(&note);
    first.submit(&form);
    assert_eq!(first.status(), 409, "{}", first.text());
    let mut form = first.form("/involve");
    assert_eq!((form.value("text"), form.value("officers")), (WHY.to_owned(), id));
    form.fill("text", WHY);
    first.submit(&form);
    assert!(
        first.text().contains("ทำเครื่องหมายผู้เกี่ยวข้องแล้ว"),
        "{}",
        first.text()
    );
    assert_eq!(second.open(&at(&scene, "")).status(), 404);
    second.open(&format!("{}/office", scene.office.base()));
    assert!(!second.text().contains(&scene.receipt.number));
    // They are offered no more.
    first.open(&at(&scene, "/involve"));
    assert!(
        !first
            .form("/involve")
            .choices("officers")
            .contains(&scene.office.person("second").id.to_string())
    );
}

#[test]
fn with_nobody_to_take_over_the_page_says_whom_to_appoint() {
    let scene = Scene::told(Engine::Sqlite, &["second", "third", "fourth", "fifth", "outside"]);
    let mut first = scene.office.signs_in(&scene.test, "first");
    first.open(&at(&scene, "/recuse"));
    assert!(
        first.text().contains("ผู้ดูแลระบบต้องแต่งตั้งผู้รับผิดชอบ"),
        "{}",
        first.text()
    );
    let form = first.form("/recuse");
    first.submit(&form);
    assert_eq!(first.status(), 409, "{}", first.text());
    assert_eq!(first.open(&at(&scene, "")).status(), 200);
}
