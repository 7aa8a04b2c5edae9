//! Somebody returns after their account was closed, and is to every case who they were.

use sujarit::domain::role::Role;
use sujarit::store::{self, Engine};

use super::scene::Scene;
use crate::support::browser::Browser;
use crate::support::html::Form;
use crate::support::reporter::{Receipt, case_of, files, story};

/// `first`, `second` and `third` read; `second`, who was accused in one of two reports, has left.
fn scene(engine: Engine) -> (Scene, Receipt, Receipt) {
    let mut scene = Scene::new(engine);
    scene
        .office
        .add(&scene.test, "third", Some(2), &[Role::Responsible]);
    let mut told = story("เรื่องที่กล่าวหาผู้ที่จะลาออก");
    told.push(("involved_officers", scene.person("second").id.to_string()));
    let against = files(&mut scene.test.browser(), "/here", &told);
    let other = files(&mut scene.test.browser(), "/here", &story("เรื่องที่ไม่กล่าวหาผู้ใด"));
    let page = scene.retires("first", "second");
    assert!(page.at().contains("/office/people?done=retired"), "{}", page.at());
    (scene, against, other)
}

/// The form of an invitation for somebody of this name.
fn invitation(admin: &mut Browser, name: &str, login: &str) -> Form {
    let mut form = Scene::invitation(admin, login, &["responsible"]);
    form.fill("name", name);
    form
}

/// `third` leaves too, and a reader of both cases changes their keys.
fn the_next_take_over(scene: &Scene, cases: &[&Receipt]) {
    scene.retires("first", "third");
    let mut first = scene.office.signs_in(&scene.test, "first");
    for receipt in cases {
        let case = case_of(&scene.test, &scene.office, &receipt.letters).unwrap().id;
        first.open(&format!("/here/office/case/{case}/renew"));
        let form = first.form("/renew");
        first.submit(&form);
        assert!(first.text().contains("เปลี่ยนกุญแจแล้ว"), "{}", first.text());
    }
}

fn sees(browser: &mut Browser, receipt: &Receipt) -> bool {
    browser.open("/here/office");
    assert_eq!(browser.status(), 200, "{}", browser.text());
    browser.text().contains(&receipt.number)
}

fn an_accused_who_returns_is_still_accused(engine: Engine) {
    let (scene, against, other) = scene(engine);
    let mut admin = scene.office.signs_in(&scene.test, "first");
    // However the name is written, the page asks whether it is the same person, and keeps what was typed.
    let mut form = invitation(&mut admin, "นาย เจ้าหน้าที่  SECOND", "again");
    admin.submit(&form);
    assert_eq!(admin.status(), 422, "{}", admin.text());
    assert!(admin.text().contains("มีบัญชีที่ปิดแล้วใช้ชื่อเดียวกัน"), "{}", admin.text());
    assert_eq!(admin.form("/people/invite").value("login"), "again");
    // Somebody who works here is no account of before.
    let (action, mut fields) = form.pressed("", "");
    fields.retain(|(name, _)| name != "continues");
    fields.push(("continues".to_owned(), scene.person("third").id.to_string()));
    admin.go(&crate::support::wire::Request::post(&action, &fields));
    assert_eq!(admin.status(), 422, "{}", admin.text());
    assert_eq!(scene.test.count("invitations"), 0);
    form.fill("continues", &scene.person("second").id.to_string());
    admin.submit(&form);
    assert_eq!(admin.status(), 200, "{}", admin.text());
    scene.accepts(&scene.address(&admin));
    scene.signs_for_all();
    assert_eq!(scene.person("again").earlier, [scene.person("second").id]);
    assert_eq!(scene.panel(), ["first", "third", "again"]);
    admin.open(&format!(
        "/here/office/people/person/{}",
        scene.person("again").id
    ));
    assert!(admin.text().contains("second"), "{}", admin.text());

    // They stand next on the panel: one case comes to them, and the other does not.
    the_next_take_over(&scene, &[&against, &other]);
    let mut again = scene
        .office
        .signs_in_with(&scene.test, "again", super::scene::OWN);
    assert!(sees(&mut again, &other), "{}", again.text());
    assert!(!sees(&mut again, &against), "{}", again.text());
    let case = case_of(&scene.test, &scene.office, &against.letters).unwrap().id;
    assert_eq!(again.open(&format!("/here/office/case/{case}")).status(), 404);
    // Nor can anybody give it to them, not even with two signatures.
    let mut first = scene.office.signs_in(&scene.test, "first");
    first.open(&format!("/here/office/case/{case}/assign"));
    let id = scene.person("again").id.to_string();
    assert!(
        !first.form("/assign").choices("to").contains(&id),
        "{}",
        first.text()
    );
}

#[test]
fn an_accused_who_returns_is_still_accused_sqlite() {
    an_accused_who_returns_is_still_accused(Engine::Sqlite);
}

#[test]
fn an_accused_who_returns_is_still_accused_postgres() {
    an_accused_who_returns_is_still_accused(Engine::Postgres);
}

#[test]
fn somebody_else_of_the_same_name_is_let_in_by_two_and_never_by_the_order_alone() {
    let (scene, against, other) = scene(Engine::Sqlite);
    let mut admin = scene.office.signs_in(&scene.test, "first");
    let mut form = invitation(&mut admin, "เจ้าหน้าที่ second", "namesake");
    form.fill("continues", "nobody");
    admin.submit(&form);
    scene.accepts(&scene.address(&admin));
    scene.signs_for_all();
    assert!(scene.person("namesake").earlier.is_empty());
    the_next_take_over(&scene, &[&against, &other]);
    let mut namesake = scene
        .office
        .signs_in_with(&scene.test, "namesake", super::scene::OWN);
    assert!(sees(&mut namesake, &other));
    assert!(!sees(&mut namesake, &against));
    let mut first = scene.office.signs_in(&scene.test, "first");
    let case = case_of(&scene.test, &scene.office, &against.letters).unwrap().id;
    first.open(&format!("/here/office/case/{case}/assign"));
    let id = scene.person("namesake").id.to_string();
    assert!(
        first.form("/assign").choices("to").contains(&id),
        "{}",
        first.text()
    );
    assert!(first.text().contains("ไม่ใช่ลำดับถัดไป"), "{}", first.text());
}

#[test]
fn a_second_press_of_an_invitation_shows_an_address_that_works() {
    let scene = Scene::new(Engine::Sqlite);
    let mut admin = scene.office.signs_in(&scene.test, "first");
    let form = Scene::invitation(&mut admin, "newcomer", &["auditor"]);
    admin.submit(&form);
    let lost = scene.address(&admin);
    admin.submit(&form);
    assert_eq!(admin.status(), 200, "{}", admin.text());
    let shown = scene.address(&admin);
    assert_ne!(lost, shown);
    assert_eq!(scene.test.browser().open(&lost).status(), 410);
    scene.accepts(&shown);
    // Another administrator, or another appointment, is no second press.
    let mut form = Scene::invitation(&mut admin, "other", &["auditor"]);
    admin.submit(&form);
    form.fill("post", "ตำแหน่งอื่น");
    admin.submit(&form);
    assert_eq!(admin.status(), 422, "{}", admin.text());
    let agency = scene.office.agency.id;
    let open = scene.test.read(move |c| store::invitations::list(c, agency));
    assert_eq!(open.iter().filter(|one| one.ended.is_none()).count(), 1);
}
