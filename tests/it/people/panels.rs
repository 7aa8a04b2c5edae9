//! The order of readers of a category.

use sujarit::domain::log::Action;
use sujarit::domain::role::Role;
use sujarit::store::Engine;

use super::scene::Scene;
use crate::support::browser::Browser;
use crate::support::reporter::{files, story};
use crate::support::wire::Request;

/// What the page of the panel sends with these places, in the order in which it lists people.
fn arranged(browser: &Browser, go: &str, places: &[&str]) -> Request {
    let form = browser.form("/panel/fin");
    let (action, fields) = form.pressed("go", go);
    let mut next = places.iter();
    let fields: Vec<(String, String)> = fields
        .into_iter()
        .map(|(name, value)| {
            let place = if name == "place" {
                next.next().map(|place| (*place).to_owned())
            } else {
                None
            };
            (name, place.unwrap_or(value))
        })
        .collect();
    Request::post(&action, &fields)
}

fn scene() -> Scene {
    let mut scene = Scene::new(Engine::Sqlite);
    scene
        .office
        .add(&scene.test, "third", Some(2), &[Role::Responsible]);
    scene
}

#[test]
fn an_order_is_previewed_without_being_saved_and_then_decides_who_reads() {
    let scene = scene();
    let mut admin = scene.office.signs_in(&scene.test, "first");
    admin.open("/here/office/people/panel/fin");
    assert_eq!(scene.panel(), ["first", "second", "third"]);
    let before = scene.test.dump();
    admin.go(&arranged(&admin, "preview", &["", "2", "1"]));
    assert_eq!(admin.status(), 200);
    let said = admin.text();
    let readers = said.split("จัดลำดับ").next().unwrap();
    let (third, second) = (readers.find("ตำแหน่ง third"), readers.find("ตำแหน่ง second"));
    assert!(
        third.is_some() && third < second && !readers.contains("ปลัด อบต. (นางสาวหนึ่ง"),
        "{readers}"
    );
    assert!(scene.test.dump() == before, "a preview changed something");
    admin.go(&arranged(&admin, "save", &["", "2", "1"]));
    assert!(admin.text().contains("บันทึกลำดับผู้อ่านแล้ว"), "{}", admin.text());
    assert_eq!(scene.panel(), ["third", "second"]);
    assert!(scene.log().contains(&Action::PanelSet.code().to_string()));
    let receipt = files(&mut scene.test.browser(), "/here", &story("เรื่องตามลำดับใหม่"));
    for (login, reads) in [("first", false), ("second", true), ("third", true)] {
        let mut officer = scene.office.signs_in(&scene.test, login);
        officer.open("/here/office");
        assert_eq!(officer.text().contains(&receipt.number), reads, "{login}");
    }
}

#[test]
fn an_order_that_cannot_be_is_refused() {
    let scene = scene();
    let mut admin = scene.office.signs_in(&scene.test, "first");
    admin.open("/here/office/people/panel/fin");
    let before = scene.test.dump();
    let same = arranged(&admin, "save", &["1", "1", "2"]);
    admin.go(&same);
    assert_eq!(admin.status(), 422);
    assert!(admin.text().contains("ลำดับเดียวกัน"), "{}", admin.text());
    assert!(scene.test.dump() == before);
    // Nobody at all is possible while the outside body reads in their place, and not without it.
    let mut other = scene.office.signs_in(&scene.test, "second");
    other.open("/here/office/people/panel/fin");
    let empty = arranged(&other, "save", &["", "", ""]);
    let agency = scene.office.agency.id;
    let outside = scene.person("outside").id;
    scene
        .test
        .write(move |c| sujarit::store::officers::set_active(c, agency, outside, false));
    other.go(&empty);
    assert_eq!(other.status(), 422, "{}", other.text());
    assert!(other.text().contains("ต้องมีผู้อ่านอย่างน้อยหนึ่งคน"), "{}", other.text());
    assert_eq!(scene.panel().len(), 3);
    scene
        .test
        .write(move |c| sujarit::store::officers::set_active(c, agency, outside, true));
    other.go(&empty);
    assert_eq!(other.status(), 200, "{}", other.text());
    assert!(scene.panel().is_empty());
}

#[test]
fn an_order_from_a_page_that_is_out_of_date_is_not_saved() {
    let scene = scene();
    let mut slow = scene.office.signs_in(&scene.test, "first");
    slow.open("/here/office/people/panel/fin");
    let stale = arranged(&slow, "save", &["2", "1", ""]);
    let mut quick = scene.office.signs_in(&scene.test, "second");
    quick.open("/here/office/people/panel/fin");
    let first = arranged(&quick, "save", &["3", "2", "1"]);
    quick.go(&first);
    assert_eq!(scene.panel(), ["third", "second", "first"]);
    slow.go(&stale);
    assert_eq!(slow.status(), 409, "{}", slow.text());
    assert_eq!(scene.panel(), ["third", "second", "first"]);
    // The same form twice is as good as once.
    quick.go(&first);
    assert_eq!(quick.status(), 200, "{}", quick.text());
    // Somebody who has left meanwhile is not put back.
    slow.open("/here/office/people/panel/fin");
    let with_second = arranged(&slow, "save", &["1", "2", "3"]);
    scene.retires("first", "second");
    slow.go(&with_second);
    assert_eq!(slow.status(), 409, "{}", slow.text());
    assert!(!scene.panel().contains(&"second".to_owned()));
}
