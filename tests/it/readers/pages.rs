//! The pages on which an officer leaves a case, marks somebody and changes the keys.

use sujarit::store::Engine;

use super::scene::Scene;
use crate::support::reporter::{Receipt, case_of, files, story, tracks};
use crate::support::wire::Request;

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
    // A second press says the same, and so does a form about a case that never was.
    let before = scene.test.count("events");
    first.submit(&form);
    assert_eq!(first.status(), 200);
    assert!(first.text().contains("ท่านออกจากเรื่องนั้นแล้ว"), "{}", first.text());
    let (action, fields) = form.pressed("", "");
    let unknown = action.replace(&scene.case.to_string(), "00112233445566778899aabbccddeeff");
    first.go(&Request::post(&unknown, &fields));
    assert!(first.text().contains("ท่านออกจากเรื่องนั้นแล้ว"), "{}", first.text());
    assert_eq!(scene.test.count("events"), before);

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
    form.clear("text");
    first.submit(&form);
    assert_eq!(first.status(), 422, "a reader was marked without a reason");
    assert!(first.text().contains("เขียนเหตุผล"), "{}", first.text());
    let mut form = first.form("/involve");
    form.fill("text", WHY);
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

#[test]
fn a_case_is_taken_with_one_button_and_given_on_by_a_form() {
    let scene = Scene::new(Engine::Sqlite);
    let mut first = scene.office.signs_in(&scene.test, "first");
    first.open(&format!("{}/office?queue=unassigned", scene.office.base()));
    assert!(first.text().contains(&scene.receipt.number), "{}", first.text());
    first.open(&at(&scene, ""));
    let take = first.form("/assign");
    first.submit(&take);
    assert!(
        first.text().contains("มอบหมายผู้รับผิดชอบแล้ว") && first.text().contains("สำนักปลัด"),
        "{}",
        first.text()
    );
    first.follow("/assign");
    let mut form = first.form("/assign");
    first.submit(&form);
    assert_eq!(first.status(), 422, "nobody chosen");
    form.fill("to", &scene.office.person("fifth").id.to_string());
    first.submit(&form);
    assert_eq!(first.status(), 422, "against the order without a reason");
    form.fill("text", WHY);
    first.submit(&form);
    assert!(first.text().contains("ส่งให้ผู้ลงนามคนที่สองแล้ว"), "{}", first.text());
    let mut fifth = scene.office.signs_in(&scene.test, "fifth");
    assert_eq!(fifth.open(&at(&scene, "")).status(), 404);
    let mut outside = scene.office.signs_in(&scene.test, "outside");
    outside.open(&at(&scene, "/signature"));
    assert!(
        outside.text().contains("ตำแหน่ง fifth") && outside.text().contains(WHY),
        "{}",
        outside.text()
    );
    let form = outside
        .forms()
        .into_iter()
        .find(|form| form.value("go") == "sign");
    outside.submit(&form.unwrap());
    assert_eq!(outside.status(), 200, "{}", outside.text());
    fifth.open(&at(&scene, ""));
    assert!(
        fifth.text().contains("ผู้รับผิดชอบ: ตำแหน่ง fifth"),
        "{}",
        fifth.text()
    );
}

#[test]
fn several_cases_are_given_after_a_preview_and_each_by_itself() {
    let scene = Scene::new(Engine::Sqlite);
    let second = scene.office.person("second").id.to_string();
    let mut told = story("เรื่องที่สองถูกร้องด้วย");
    told.push(("involved_officers", second.clone()));
    let base = scene.office.base();
    let against = files(&mut scene.test.browser(), &base, &told);
    let third = files(&mut scene.test.browser(), &base, &story("เรื่องที่สาม"));
    let case = |receipt: &Receipt| case_of(&scene.test, &scene.office, &receipt.letters).unwrap().id;
    let ids = [scene.case, case(&against), case(&third)];

    let mut first = scene.office.signs_in(&scene.test, "first");
    first.open(&format!("{base}/office")).follow("/office/assign");
    let mut form = first.form("/office/assign");
    first.submit(&form);
    assert_eq!(first.status(), 422, "{}", first.text());
    form = first.form("/office/assign");
    for id in ids {
        form.fill("case", &id.to_string());
    }
    form.fill("to", &second);
    let before = scene.test.dump();
    first.submit(&form);
    assert!(
        first.text().contains("จะมอบหมาย 2 จาก 3 เรื่องให้ ตำแหน่ง second"),
        "{}",
        first.text()
    );
    assert!(first.text().contains("ผู้นี้เป็นผู้อ่านเรื่องนี้ไม่ได้"));
    assert!(scene.test.dump() == before, "a preview changes something");
    let form = first.form("/office/assign");
    // A colleague is faster with one of them.
    let colleague = scene.session("second");
    scene.notes(&colleague, "บันทึกระหว่างนั้น");
    first.submit(&form);
    let seen = first.text();
    assert!(seen.contains("มอบหมายแล้ว 1 จาก 2 เรื่องให้ ตำแหน่ง second"), "{seen}");
    assert!(seen.contains("มีการดำเนินการกับเรื่องนี้ระหว่างนั้น"), "{seen}");
    assert_eq!(scene.test.count("assignments"), 1);
    // Sending it again does nothing twice.
    first.submit(&form);
    assert_eq!(scene.test.count("events WHERE kind = 50"), 1);
    // Somebody else's cases are none of theirs.
    let mut fifth = scene.office.signs_in(&scene.test, "fifth");
    fifth.open(&format!("{base}/office/assign"));
    assert!(!fifth.html().contains(&scene.case.to_string()));
}
