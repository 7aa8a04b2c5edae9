//! A name that one keeper keeps alone cannot be opened, until that keeper lets a second one in.

use sujarit::domain::role::Role;
use sujarit::store::Engine;

use super::names::{NAME, Scene, button, scene};
use crate::support::browser::Browser;
use crate::support::wire::Request;

/// The same form with somebody else in it, made by hand.
fn forged(scene: &Scene, browser: &Browser, version: &str, login: &str) -> (u16, String) {
    let mut page = browser.clone();
    page.open("/here/office/names");
    let token = page.form("/office/names").value("token");
    let to = scene.office.person(login).id.to_string();
    let once = "00112233445566778899aabbccddeeff";
    let fields = [
        ("token", token.as_str()),
        ("version", version),
        ("once", once),
        ("go", "let_in"),
        ("to", &to),
    ];
    let fields: Vec<(String, String)> = fields
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let answer = browser.ask(&Request::post(&scene.at(), &fields));
    (answer.status, answer.text())
}

fn one_keeper_lets_a_second_one_in(engine: Engine) {
    let mut scene = scene(engine, &[], &[]);
    let mut first = scene.enters("first");
    assert!(
        first.text().contains("ต้องแต่งตั้งผู้ดูแลข้อมูลตัวตนอีกคน"),
        "{}",
        first.text()
    );
    assert!(button(&first, "ask").is_none() && first.try_form(&scene.case).is_none());
    first.open("/here/office/people");
    assert!(
        first.text().contains("หน่วยงานมีผู้ดูแลข้อมูลตัวตนไม่ถึงสองคน"),
        "{}",
        first.text()
    );
    // A second keeper is appointed; alone that changes nothing about this case.
    scene
        .office
        .add(&scene.test, "keeper", Some(2), &[Role::Custodian]);
    first.open("/here/office/people");
    assert!(!first.text().contains("ไม่ถึงสองคน"), "{}", first.text());
    assert_eq!(scene.enters("keeper").status(), 404);
    first.open(&scene.at());
    let mut form = first.form(&scene.case);
    let people = form.choices("to");
    let keeper = scene.office.person("keeper").id.to_string();
    assert!(people.contains(&keeper), "{people:?}");
    let nobody = form.clone();
    first.submit(&nobody);
    assert_eq!(first.status(), 422, "{}", first.text());
    form.fill("to", &keeper);
    first.submit(&form);
    assert_eq!(first.status(), 200, "{}", first.text());
    // Twice does it once.
    let events = scene.test.count("events");
    first.submit(&form);
    assert_eq!(scene.test.count("events"), events);
    assert!(scene.told().contains("มีผู้ดูแลข้อมูลตัวตนคนที่สอง"), "{}", scene.told());
    assert!(!scene.told().contains("keeper"), "{}", scene.told());
    // Now two open it, and neither alone.
    scene.asks(&mut first);
    assert!(!first.html().contains(NAME));
    let mut keeper = scene.enters("keeper");
    scene.presses(&mut keeper, "approve");
    assert!(!keeper.html().contains(NAME));
    scene.presses(&mut first, "open");
    assert!(first.text().contains(NAME), "{}", first.text());
    // The readers see who joined.
    first.open(&format!("/here/office/case/{}", scene.case));
    assert!(
        first.text().contains("เพิ่มผู้ดูแลข้อมูลตัวตนของผู้แจ้งคนที่สอง"),
        "{}",
        first.text()
    );
}

#[test]
fn one_keeper_lets_a_second_one_in_and_then_two_open_the_name_sqlite() {
    one_keeper_lets_a_second_one_in(Engine::Sqlite);
}

#[test]
fn one_keeper_lets_a_second_one_in_and_then_two_open_the_name_postgres() {
    one_keeper_lets_a_second_one_in(Engine::Postgres);
}

#[test]
fn nobody_involved_is_let_into_a_name() {
    let scene = scene(Engine::Sqlite, &["keeper"], &["keeper"]);
    let first = scene.enters("first");
    assert!(
        first.text().contains("ต้องแต่งตั้งผู้ดูแลข้อมูลตัวตนอีกคน"),
        "{}",
        first.text()
    );
    let wraps = scene.test.count("wraps");
    let (status, text) = forged(&scene, &first, "0", "keeper");
    assert_eq!(status, 409, "{text}");
    // Nor somebody who keeps no names.
    let (status, text) = forged(&scene, &first, "0", "second");
    assert_eq!(status, 409, "{text}");
    assert_eq!(scene.test.count("wraps"), wraps);
    assert_eq!(scene.enters("keeper").status(), 404);
}

#[test]
fn whoever_is_called_like_somebody_involved_is_not_let_into_a_name() {
    let mut scene = scene(Engine::Sqlite, &[], &["second"]);
    for (login, name) in [("twin", "นาย เจ้าหน้าที่  SECOND"), ("keeper", "เจ้าหน้าที่ keeper")]
    {
        scene
            .office
            .add_called(&scene.test, (login, name), Some(2), &[Role::Custodian]);
    }
    let first = scene.enters("first");
    let choices = first.form(&scene.case).choices("to");
    assert!(
        choices.contains(&scene.office.person("keeper").id.to_string()),
        "{choices:?}"
    );
    assert!(
        !choices.contains(&scene.office.person("twin").id.to_string()),
        "{choices:?}"
    );
    let wraps = scene.test.count("wraps");
    let (status, text) = forged(&scene, &first, "0", "twin");
    assert_eq!(status, 409, "{text}");
    assert_eq!(scene.test.count("wraps"), wraps);
}

#[test]
fn a_keeper_who_does_not_read_the_case_lets_nobody_in() {
    let mut scene = scene(Engine::Sqlite, &["keeper"], &["first"]);
    scene
        .office
        .add(&scene.test, "other", Some(2), &[Role::Custodian]);
    let keeper = scene.enters("keeper");
    assert!(keeper.text().contains("ไม่ทราบว่าผู้ใดเกี่ยวข้อง"), "{}", keeper.text());
    let wraps = scene.test.count("wraps");
    let (status, text) = forged(&scene, &keeper, "0", "other");
    assert_eq!(status, 404, "{text}");
    assert_eq!(scene.test.count("wraps"), wraps);
}
