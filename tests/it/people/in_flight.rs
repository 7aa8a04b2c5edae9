//! A request that was on its way when its session ended writes nothing.

use std::time::Duration;

use sujarit::domain::ids::{AgencyId, OfficerId};
use sujarit::domain::role::{Role, Roles};
use sujarit::store::officers::Seat;
use sujarit::store::{self, Conn, Engine, StoreError};

use super::scene::Scene;
use crate::support::reporter::{case_of, files, story};

/// Sends a note while another process changes something about its author in a transaction that takes its time: the
/// request is let in before that is committed, and wants to write afterwards.
fn writes_while(
    engine: Engine,
    change: fn(&mut Conn, AgencyId, OfficerId) -> Result<(), StoreError>,
) -> (u16, String) {
    let scene = Scene::new(engine);
    let receipt = files(&mut scene.test.browser(), "/here", &story("เรื่องที่กำลังเขียนบันทึก"));
    let case = case_of(&scene.test, &scene.office, &receipt.letters).unwrap().id;
    let mut officer = scene.office.signs_in(&scene.test, "second");
    officer.open(&format!("/here/office/case/{case}/note"));
    let mut form = officer.form("/note");
    form.fill("text", "บันทึกที่ส่งขณะถูกถอน");
    let other = scene.test.second_node();
    let (agency, person) = (scene.office.agency.id, scene.office.person("second").id);
    let before = scene.test.count("events");
    let (begun, has_begun) = std::sync::mpsc::channel();
    let node = std::thread::spawn(move || {
        other.db.write_blocking(move |c| {
            change(c, agency, person)?;
            begun.send(()).unwrap();
            std::thread::sleep(Duration::from_millis(900));
            Ok::<_, StoreError>(())
        })
    });
    has_begun.recv().unwrap();
    officer.submit(&form);
    node.join().unwrap().unwrap();
    let written = scene.test.count("events") - before;
    assert_eq!(
        written,
        usize::from(officer.status() == 200),
        "{}",
        officer.text()
    );
    (officer.status(), officer.text())
}

fn switched_off(c: &mut Conn, agency: AgencyId, person: OfficerId) -> Result<(), StoreError> {
    store::officers::set_active(c, agency, person, false)?;
    store::sessions::delete_of_officer(c, agency, person).map(|_| ())
}

fn other_roles(c: &mut Conn, agency: AgencyId, person: OfficerId) -> Result<(), StoreError> {
    store::officers::set_roles(c, agency, person, Roles::of(&[Role::Auditor]))
}

fn another_mail(c: &mut Conn, agency: AgencyId, person: OfficerId) -> Result<(), StoreError> {
    let officer = store::officers::by_id(c, agency, person)?;
    let seat = Seat {
        post: officer.post,
        unit: officer.unit,
        mail: "other@here.example".to_owned(),
    };
    store::officers::set_seat(c, agency, person, &seat)
}

fn ends_what_is_on_its_way(engine: Engine) {
    let (status, text) = writes_while(engine, switched_off);
    assert_eq!(status, 403, "{text}");
    assert!(
        text.contains("บันทึกที่ส่งขณะถูกถอน") && text.contains("กรุณาเข้าสู่ระบบ"),
        "{text}"
    );
    // The control: another node that changes something else about them is no reason to refuse.
    assert_eq!(writes_while(engine, another_mail).0, 200);
}

#[test]
fn a_note_on_its_way_when_its_author_is_switched_off_is_not_written_sqlite() {
    ends_what_is_on_its_way(Engine::Sqlite);
}

#[test]
fn a_note_on_its_way_when_its_author_is_switched_off_is_not_written_postgres() {
    ends_what_is_on_its_way(Engine::Postgres);
}

#[test]
fn a_note_on_its_way_when_its_author_is_given_other_roles_is_not_written() {
    let (status, text) = writes_while(Engine::Sqlite, other_roles);
    assert_eq!(status, 403, "{text}");
}
