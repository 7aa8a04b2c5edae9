//! One officer answers for a case: along the panel with one signature, against it with two, and never an accused.

use futures_util::future::join;
use sujarit::domain::event::EventKind;
use sujarit::domain::log::Action;
use sujarit::domain::officer_text::Note;
use sujarit::domain::queue::{QUEUES, Queue};
use sujarit::flow::cases::assign::{self, Given};
use sujarit::flow::cases::countersign::{self, Answer};
use sujarit::flow::cases::handle::HandleError;
use sujarit::flow::cases::inbox::{self, Wanted};
use sujarit::flow::cases::readers::Change;
use sujarit::flow::officers::sign_in::Session;
use sujarit::store::{self, Engine};

use super::scene::Scene;

fn gives(scene: &Scene, session: &Session, to: &str, why: Option<&str>) -> Result<Given, HandleError> {
    let (form, to) = (scene.form(session), scene.office.person(to).id);
    let why = why.map(|why| Note::read(why).unwrap());
    scene
        .test
        .run(assign::give(scene.app(), session, scene.case, form, to, why))
}

fn responsible(scene: &Scene, session: &Session) -> Option<String> {
    let officer = scene.sees(session).responsible;
    officer.map(|officer| officer.login.as_str().to_owned())
}

/// How many cases stand in a queue of this officer.
fn queue(scene: &Scene, session: &Session, key: &str) -> i64 {
    let inbox = scene
        .test
        .run(inbox::inbox(scene.app(), session, Wanted::every(None)))
        .unwrap();
    let at = QUEUES
        .iter()
        .position(|queue| std::ptr::eq(queue, Queue::from_key(key).unwrap()));
    inbox.counts[at.unwrap()]
}

fn actions(scene: &Scene) -> Vec<i16> {
    let (agency, case) = (scene.office.agency.id, scene.case);
    let about = scene.test.read(move |c| store::log::about(c, agency, case.0));
    let actions = about.into_iter().map(|entry| entry.action);
    actions.filter(|action| (40..50).contains(action)).collect()
}

fn one_officer_answers_for_a_case_and_nobody_takes_it_from_them(engine: Engine) {
    let scene = Scene::new(engine);
    let (first, second) = (scene.session("first"), scene.session("second"));
    assert_eq!(
        (
            queue(&scene, &second, "unassigned"),
            queue(&scene, &second, "mine")
        ),
        (1, 0)
    );
    assert_eq!(gives(&scene, &first, "first", None), Ok(Given::Done));
    assert_eq!(responsible(&scene, &second).as_deref(), Some("first"));
    assert_eq!(gives(&scene, &second, "second", None), Err(HandleError::Refused));
    assert_eq!(gives(&scene, &first, "second", None), Ok(Given::Done));
    assert_eq!(responsible(&scene, &first).as_deref(), Some("second"));
    assert_eq!(
        (
            queue(&scene, &second, "unassigned"),
            queue(&scene, &second, "mine")
        ),
        (0, 1)
    );
    assert_eq!(
        queue(&scene, &first, "mine"),
        0,
        "who did something last answers for nothing"
    );
    assert_eq!(scene.test.count("assignments"), 1);
    assert_eq!(actions(&scene), [Action::Assigned.code(); 2]);
    // The reporter is told nothing of it: the same people read.
    assert_eq!(scene.follows(&scene.reporter()).unwrap().happenings.len(), 1);
    // A supervisor who reads it takes it over.
    let (agency, id) = (scene.office.agency.id, first.officer.id);
    let roles = sujarit::domain::role::Roles::of(&[
        sujarit::domain::role::Role::Responsible,
        sujarit::domain::role::Role::Supervisor,
    ]);
    scene
        .test
        .write(move |c| store::officers::set_roles(c, agency, id, roles));
    let first = scene.session("first");
    assert_eq!(gives(&scene, &first, "first", None), Ok(Given::Done));
    assert_eq!(responsible(&scene, &second).as_deref(), Some("first"));
}

#[test]
fn one_officer_answers_for_a_case_and_nobody_takes_it_from_them_sqlite() {
    one_officer_answers_for_a_case_and_nobody_takes_it_from_them(Engine::Sqlite);
}

#[test]
fn one_officer_answers_for_a_case_and_nobody_takes_it_from_them_postgres() {
    one_officer_answers_for_a_case_and_nobody_takes_it_from_them(Engine::Postgres);
}

fn a_case_whose_responsible_officer_left_is_nobodys(engine: Engine) {
    let scene = Scene::new(engine);
    let (first, second) = (scene.session("first"), scene.session("second"));
    assert_eq!(gives(&scene, &first, "second", None), Ok(Given::Done));
    assert!(
        scene.sees(&first).choices.is_empty(),
        "it is the colleague's to give"
    );
    let (agency, id) = (scene.office.agency.id, second.officer.id);
    scene
        .test
        .write(move |c| store::officers::set_active(c, agency, id, false));
    // It waits for somebody, and any reader may take it.
    assert_eq!(
        (queue(&scene, &first, "unassigned"), responsible(&scene, &first)),
        (1, None)
    );
    assert_eq!(gives(&scene, &first, "first", None), Ok(Given::Done));
    assert_eq!(responsible(&scene, &first).as_deref(), Some("first"));
    assert_eq!(
        (queue(&scene, &first, "unassigned"), queue(&scene, &first, "mine")),
        (0, 1)
    );
}

#[test]
fn a_case_whose_responsible_officer_left_is_nobodys_sqlite() {
    a_case_whose_responsible_officer_left_is_nobodys(Engine::Sqlite);
}

#[test]
fn a_case_whose_responsible_officer_left_is_nobodys_postgres() {
    a_case_whose_responsible_officer_left_is_nobodys(Engine::Postgres);
}

fn a_case_goes_to_the_next_of_the_panel_with_one_signature(engine: Engine) {
    let scene = Scene::new(engine);
    let first = scene.session("first");
    scene.notes(&first, "บันทึกก่อนมอบหมาย");
    assert_eq!(gives(&scene, &first, "third", None), Ok(Given::Done));
    let third = scene.session("third");
    let case = scene.sees(&third);
    assert_eq!(case.notes.len(), 1, "they read what was written before");
    assert_eq!(responsible(&scene, &third).as_deref(), Some("third"));
    assert_eq!(case.events.last().unwrap().0.kind, EventKind::Granted);
    assert_eq!(scene.holders(1), ["first", "second", "third"]);
    let told = scene.follows(&scene.reporter()).unwrap().happenings;
    assert_eq!(
        told.last().unwrap().kind,
        EventKind::Removed,
        "told in neutral words"
    );
    assert!(actions(&scene).contains(&Action::AccessGranted.code()));
    scene.tells(&third, "ผู้รับผิดชอบคนใหม่ตรวจสอบต่อ");
}

#[test]
fn a_case_goes_to_the_next_of_the_panel_with_one_signature_sqlite() {
    a_case_goes_to_the_next_of_the_panel_with_one_signature(Engine::Sqlite);
}

#[test]
fn a_case_goes_to_the_next_of_the_panel_with_one_signature_postgres() {
    a_case_goes_to_the_next_of_the_panel_with_one_signature(Engine::Postgres);
}

fn signs(scene: &Scene, session: &Session) -> Result<(), HandleError> {
    let case = scene.sees(session);
    let record = case.waiting.unwrap().record;
    let form = scene.form(session);
    scene.test.run(countersign::answer(
        scene.app(),
        session,
        scene.case,
        form,
        record,
        Answer::Sign,
    ))
}

fn against_the_panel_another_person_signs_first(engine: Engine) {
    let scene = Scene::new(engine);
    let first = scene.session("first");
    assert_eq!(
        gives(&scene, &first, "fifth", None),
        Err(HandleError::Refused),
        "without a word"
    );
    assert_eq!(
        gives(&scene, &first, "fifth", Some("รู้งานพัสดุดีที่สุด")),
        Ok(Given::Proposed)
    );
    assert_eq!(scene.finds("fifth"), 0, "a proposal lets nobody in");
    assert_eq!(signs(&scene, &first), Err(HandleError::NotYours));
    let outside = scene.session("outside");
    assert_eq!(signs(&scene, &outside), Ok(()));
    let fifth = scene.session("fifth");
    assert_eq!(responsible(&scene, &fifth).as_deref(), Some("fifth"));
    assert_eq!(scene.test.count("proposals WHERE verdict = 1"), 1);
    let (_, change) = scene.sees(&fifth).changes.into_iter().last().unwrap();
    assert_eq!(change.joined, [scene.office.person("fifth").id]);
    assert_eq!(change.words.unwrap().as_str(), "รู้งานพัสดุดีที่สุด");
}

#[test]
fn against_the_panel_another_person_signs_first_sqlite() {
    against_the_panel_another_person_signs_first(Engine::Sqlite);
}

#[test]
fn against_the_panel_another_person_signs_first_postgres() {
    against_the_panel_another_person_signs_first(Engine::Postgres);
}

#[test]
fn whoever_is_marked_is_given_no_case_not_even_by_two() {
    let scene = Scene::new(Engine::Sqlite);
    let first = scene.session("first");
    gives(&scene, &first, "fifth", Some("รู้งานพัสดุดีที่สุด")).unwrap();
    let marked = scene.marking(&["fifth", "third"], &[]);
    let form = scene.form(&first);
    scene.changes(&first, form, Change::Mark(marked, None)).unwrap();
    let outside = scene.session("outside");
    assert_eq!(signs(&scene, &outside), Err(HandleError::ProposerGone));
    assert_eq!(gives(&scene, &first, "third", None), Err(HandleError::Refused));
    assert_eq!((scene.finds("third"), scene.finds("fifth")), (0, 0));
    // The next of the panel is now the one behind.
    assert_eq!(gives(&scene, &first, "fourth", None), Ok(Given::Done));
}

#[test]
fn when_whoever_answers_for_a_case_leaves_it_nobody_does() {
    let scene = Scene::new(Engine::Sqlite);
    let (first, second) = (scene.session("first"), scene.session("second"));
    gives(&scene, &first, "first", None).unwrap();
    let form = scene.form(&first);
    scene.changes(&first, form, Change::Recuse(None)).unwrap();
    assert_eq!(responsible(&scene, &second), None);
    assert_eq!(queue(&scene, &second, "unassigned"), 1);
    assert_eq!(gives(&scene, &second, "second", None), Ok(Given::Done));
}

#[test]
fn of_two_who_take_a_case_at_once_one_gets_it() {
    let scene = Scene::new(Engine::Sqlite);
    let (first, second) = (scene.session("first"), scene.session("second"));
    let (one, other) = (scene.form(&first), scene.form(&second));
    let app = scene.app();
    let (one, other) = scene.test.run(join(
        assign::give(app, &first, scene.case, one, first.officer.id, None),
        assign::give(app, &second, scene.case, other, second.officer.id, None),
    ));
    let lost = [one, other]
        .into_iter()
        .filter(|result| *result == Err(HandleError::Meanwhile));
    assert_eq!(lost.count(), 1, "{one:?} {other:?}");
    assert!([one, other].contains(&Ok(Given::Done)), "{one:?} {other:?}");
    assert_eq!(scene.test.count("assignments"), 1);
}
