//! Periods are decided with a reason; a shorter one takes another person.

use sujarit::domain::retention::Class;
use sujarit::store::{self, Engine};

use super::scene::Scene;
use crate::support::browser::Browser;
use crate::support::wire::Request;

const PAGE: &str = "/here/office/retention";

fn asks(officer: &mut Browser, class: &str, days: &str, reason: &str) {
    officer.open(PAGE);
    let mut form = officer.form("/retention");
    form.fill("class", class);
    form.fill("days", days);
    form.fill("text", reason);
    officer.submit(&form);
}

fn days(scene: &Scene, class: Class) -> i32 {
    let agency = scene.office.agency.id;
    scene.test.read(move |c| store::retention::days(c, agency, class))
}

fn longer_alone_and_shorter_by_two(engine: Engine) {
    let scene = Scene::new(engine);
    let mut first = scene.office.signs_in(&scene.test, "first");
    let mut boss = scene.office.signs_in(&scene.test, "boss");
    asks(&mut first, "not_accepted", "๗๓๐", "ตามมติที่ประชุมครั้งที่ 3");
    assert!(
        first.text().contains("บันทึกระยะเวลาการเก็บรักษาแล้ว"),
        "{}",
        first.text()
    );
    assert_eq!(days(&scene, Class::NotAccepted), 730);
    assert!(first.text().contains("ตามมติที่ประชุมครั้งที่ 3") && first.text().contains("ครั้งที่ 1"));

    asks(&mut first, "not_accepted", "400", "เก็บเท่าที่จำเป็น");
    assert!(
        first.text().contains("ระยะเวลาเดิมยังใช้จนกว่าจะลงนาม"),
        "{}",
        first.text()
    );
    assert_eq!(days(&scene, Class::NotAccepted), 730);
    // Not by the one who proposed it, and no second one meanwhile.
    let mut own = first.form("/signature");
    assert!(own.buttons.iter().all(|button| button.value != "sign"));
    "sign".clone_into(&mut own.buttons[0].value);
    first.press(&own, "go", "sign");
    assert_eq!(first.status(), 409);
    asks(&mut first, "not_accepted", "300", "เก็บเท่าที่จำเป็น");
    assert_eq!(first.status(), 422);
    assert!(first.text().contains("รอลงนามอยู่แล้ว"), "{}", first.text());

    boss.open(PAGE);
    assert!(
        boss.try_form("/retention").is_none(),
        "a supervisor decides nothing alone"
    );
    let form = boss.form("/signature");
    let (mut twice, copy) = (boss.clone(), form.clone());
    boss.press(&form, "go", "sign");
    assert!(boss.text().contains("บันทึกคำตอบต่อข้อเสนอแล้ว"), "{}", boss.text());
    assert_eq!(days(&scene, Class::NotAccepted), 400);
    twice.press(&copy, "go", "sign");
    assert_eq!(twice.status(), 409);
    let agency = scene.office.agency.id;
    let known = scene.test.read(move |c| store::retention::decisions(c, agency));
    let versions: Vec<_> = known
        .iter()
        .map(|known| {
            (
                known.version,
                known.days,
                known.by,
                known.signed.map(|(by, _)| by),
            )
        })
        .collect();
    let (one, two) = (scene.office.person("first").id, scene.office.person("boss").id);
    assert_eq!(versions, [(1, 730, one, None), (2, 400, one, Some(two))]);

    // Taken back, and sent back, nothing changes.
    asks(&mut first, "identity", "40", "เก็บเท่าที่จำเป็น");
    let form = first.form("/signature");
    first.press(&form, "go", "withdraw");
    asks(&mut first, "identity", "50", "เก็บเท่าที่จำเป็น");
    boss.open(PAGE);
    let form = boss.form("/signature");
    boss.press(&form, "go", "send_back");
    assert_eq!(days(&scene, Class::Identity), Class::Identity.default_days());
    assert!(boss.try_form("/signature").is_none());
}

#[test]
fn a_longer_period_takes_one_person_and_a_shorter_one_two_sqlite() {
    longer_alone_and_shorter_by_two(Engine::Sqlite);
}

#[test]
fn a_longer_period_takes_one_person_and_a_shorter_one_two_postgres() {
    longer_alone_and_shorter_by_two(Engine::Postgres);
}

#[test]
fn what_cannot_be_is_said_and_what_was_typed_is_kept() {
    let scene = Scene::new(Engine::Sqlite);
    let mut first = scene.office.signs_in(&scene.test, "first");
    for (class, number, reason, said) in [
        ("substantiated", "10", "เก็บเท่าที่จำเป็น", "ตั้งแต่ 365 ถึง 14600"),
        ("substantiated", "3650", "เก็บเท่าที่จำเป็น", "อยู่แล้ว"),
        ("substantiated", "สิบปี", "เก็บเท่าที่จำเป็น", "เป็นตัวเลข"),
        ("substantiated", "99999999999999", "เก็บเท่าที่จำเป็น", "เป็นตัวเลข"),
        ("", "400", "เก็บเท่าที่จำเป็น", "เลือกประเภทข้อมูล"),
        ("substantiated", "4000", "-", "กรุณาแก้ไข 1 จุด"),
    ] {
        asks(&mut first, class, number, reason);
        assert_eq!(first.status(), 422, "{class} {number}: {}", first.text());
        assert!(first.text().contains(said), "{said}: {}", first.text());
        let form = first.form("/retention");
        assert_eq!(
            (form.value("days"), form.value("text")),
            (number.to_owned(), reason.to_owned())
        );
    }
    let mut other = scene.office.signs_in(&scene.test, "other");
    other.go(&Request::get(PAGE));
    assert_eq!(other.status(), 404);
}
