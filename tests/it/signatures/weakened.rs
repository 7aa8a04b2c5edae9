//! Whoever should not be the second person, and tries.

use diesel::RunQueryDsl;
use sujarit::domain::case::State;
use sujarit::domain::role::Role;
use sujarit::store::{Conn, Engine};

use super::scene::{Scene, WORDS};
use crate::support::browser::Browser;
use crate::support::wire::{Answer, Request};

const HEAD: (&str, &[Role]) = ("head", &[Role::Supervisor]);

/// What this officer's page of the proposal would send if it had the button.
fn forged(scene: &Scene, officer: &mut Browser, from: &str, go: &str) -> Answer {
    let form = scene.answering(officer, from);
    let (action, mut fields) = form.pressed("", "");
    for (name, value) in &mut fields {
        if name == "go" {
            go.clone_into(value);
        }
    }
    officer.ask(&Request::post(&action, &fields))
}

#[test]
fn nobody_signs_their_own_proposal_whatever_their_roles() {
    let people: &[(&str, &[Role])] = &[HEAD, ("chief", &[Role::Supervisor])];
    let scene = Scene::new(Engine::Sqlite, people);
    scene.appoint(
        "first",
        &[Role::Responsible, Role::Supervisor, Role::Admin, Role::Intake],
    );
    let mut first = scene.office.signs_in(&scene.test, "first");
    scene.proposes(&mut first);
    let answer = forged(&scene, &mut first, "withdraw", "sign");
    assert_eq!(answer.status, 409, "{}", answer.text());
    assert_eq!(scene.state(), State::Received);
    assert!(!scene.told().contains(WORDS));
    // Nor does a colleague who reads the case but supervises nobody.
    let mut second = scene.office.signs_in(&scene.test, "second");
    let (action, mut fields) = scene.answering(&mut first, "withdraw").pressed("", "");
    second.open(&scene.at(""));
    let own = second
        .forms()
        .into_iter()
        .find(|form| form.has("version"))
        .unwrap();
    for (name, value) in &mut fields {
        match name.as_str() {
            "go" => "sign".clone_into(value),
            "token" => *value = own.value("token"),
            _ => {}
        }
    }
    let answer = second.ask(&Request::post(&action, &fields));
    assert_eq!(answer.status, 409, "{}", answer.text());
    assert_eq!(scene.state(), State::Received);
    // Nor does a second person take back what somebody else proposed.
    for (name, value) in &mut fields {
        if name == "go" {
            "withdraw".clone_into(value);
        }
    }
    assert_eq!(second.ask(&Request::post(&action, &fields)).status, 409);
    assert_eq!(scene.test.count("proposals WHERE verdict IS NULL"), 1);
}

#[test]
fn a_supervisor_who_lost_the_office_meanwhile_signs_no_more() {
    let scene = Scene::new(Engine::Sqlite, &[HEAD]);
    scene.proposes(&mut scene.office.signs_in(&scene.test, "first"));
    let mut head = scene.office.signs_in(&scene.test, "head");
    let form = scene.answering(&mut head, "sign");
    scene.appoint("head", &[Role::Responsible]);
    head.submit(&form);
    assert_eq!(head.status(), 409, "{}", head.text());
    scene.appoint("head", &[Role::Supervisor]);
    scene.switch_off("head");
    head.submit(&form);
    assert_eq!(head.status(), 403, "{}", head.text());
    assert_eq!(scene.state(), State::Received);
}

#[test]
fn what_somebody_proposed_who_is_in_office_no_longer_is_not_signed() {
    let scene = Scene::new(Engine::Sqlite, &[HEAD]);
    scene.proposes(&mut scene.office.signs_in(&scene.test, "first"));
    let mut head = scene.office.signs_in(&scene.test, "head");
    let form = scene.answering(&mut head, "sign");
    scene.switch_off("first");
    head.submit(&form);
    assert_eq!(head.status(), 409, "{}", head.text());
    assert!(head.text().contains("ลงนามไม่ได้แล้ว"), "{}", head.text());
    assert_eq!(scene.state(), State::Received);
    // It does not block the case for ever.
    let mut form = scene.answering(&mut head, "send_back");
    form.fill("text", "ผู้เสนอย้ายแล้ว");
    head.submit(&form);
    assert_eq!(head.status(), 200, "{}", head.text());
    scene.proposes(&mut scene.office.signs_in(&scene.test, "second"));
}

#[test]
fn a_row_that_names_another_proposer_makes_nobody_a_second_person() {
    let scene = Scene::new(Engine::Sqlite, &[HEAD]);
    scene.appoint("first", &[Role::Responsible, Role::Supervisor]);
    let mut first = scene.office.signs_in(&scene.test, "first");
    scene.proposes(&mut first);
    let form = scene.answering(&mut first, "withdraw");
    let hex = |id: &str| format!("x'{id}'");
    let sql = format!(
        "UPDATE proposals SET proposer_id = {}",
        hex(&scene.office.person("second").id.to_string())
    );
    scene.test.write(move |c| match c {
        Conn::Sqlite(c) => Ok(diesel::sql_query(sql).execute(c.as_mut())?),
        Conn::Postgres(_) => panic!("not SQLite"),
    });
    let (action, mut fields) = form.pressed("", "");
    for (name, value) in &mut fields {
        if name == "go" {
            "sign".clone_into(value);
        }
    }
    let answer = first.ask(&Request::post(&action, &fields));
    assert!(![200, 303].contains(&answer.status), "{}", answer.text());
    assert_eq!(scene.state(), State::Received);
}
