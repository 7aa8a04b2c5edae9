//! Somebody leaves, or a delegation ends, between the routing of a report and its writing.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use sujarit::domain::ids::{AgencyId, CaseId, OfficerId};
use sujarit::domain::role::Role;
use sujarit::store::{self, Conn, Engine, StoreError};
use sujarit::vault::random::Rng;

use super::scene::Scene;
use crate::support::reporter::{case_of, read_receipt, sending, story, until_check};

/// Files a report whose first reader changes exactly while it is being sealed: `change` is made on another node, or on the
/// same, in a transaction that begins before the report is sent and is committed once sealing has drawn its first random
/// bytes, that is after it was routed and before it can be written.
fn filed_while(
    engine: Engine,
    same_node: bool,
    change: fn(&mut Conn, AgencyId, OfficerId) -> Result<(), StoreError>,
) -> (Scene, CaseId) {
    let mut scene = Scene::new(engine);
    scene
        .office
        .add(&scene.test, "third", Some(2), &[Role::Responsible]);
    let (drawn, first_draw): (SyncSender<()>, Receiver<()>) = sync_channel(1);
    let mut reporter = scene.test.browser();
    until_check(&mut reporter, "/here", &story("ส่งในวินาทีที่ผู้อ่านพ้นหน้าที่"));
    let sent = sending(&reporter);
    scene.test.draw_from(Rng::watched_for_tests(Arc::new(move || {
        // A full channel has been told already.
        let _ = drawn.try_send(());
    })));
    let (agency, leaving) = (scene.office.agency.id, scene.person("second").id);
    let other = if same_node {
        Arc::clone(&scene.test.app)
    } else {
        scene.test.second_node()
    };
    let (begun, has_begun) = sync_channel(1);
    let node = std::thread::spawn(move || {
        other.db.write_blocking(move |c| {
            store::agencies::hold(c, agency)?;
            change(c, agency, leaving)?;
            begun.send(()).unwrap();
            first_draw.recv().unwrap();
            Ok::<_, StoreError>(())
        })
    });
    has_begun.recv().unwrap();
    let answer = reporter.ask(&sent);
    node.join().unwrap().unwrap();
    let receipt =
        read_receipt(&String::from_utf8(answer.body).unwrap()).expect("the citizen notices nothing");
    let case = case_of(&scene.test, &scene.office, &receipt.letters).unwrap().id;
    (scene, case)
}

fn leaves(c: &mut Conn, agency: AgencyId, person: OfficerId) -> Result<(), StoreError> {
    store::officers::set_active(c, agency, person, false)
}

/// The sign-in names of those to whom the case is sealed, in order.
fn holders(scene: &Scene, case: CaseId) -> Vec<String> {
    let agency = scene.office.agency.id;
    let (held, officers) = scene.test.read(move |c| {
        let held = store::envelopes::recipients(c, agency, case, 1)?;
        Ok((held, store::officers::list(c, agency)?))
    });
    let mut names: Vec<String> = officers
        .iter()
        .filter(|officer| held.iter().any(|(key, _)| *key == officer.key))
        .map(|officer| officer.login.as_str().to_owned())
        .collect();
    names.sort();
    names
}

fn is_sealed_around_whoever_left(engine: Engine) {
    for same_node in [true, false] {
        let (scene, case) = filed_while(engine, same_node, leaves);
        assert_eq!(
            holders(&scene, case),
            ["first", "third"],
            "same node: {same_node}"
        );
        assert_eq!(scene.test.count("cases"), 1);
    }
}

#[test]
fn a_report_is_not_sealed_to_somebody_who_left_while_it_came_in_sqlite() {
    is_sealed_around_whoever_left(Engine::Sqlite);
}

#[test]
fn a_report_is_not_sealed_to_somebody_who_left_while_it_came_in_postgres() {
    is_sealed_around_whoever_left(Engine::Postgres);
}
