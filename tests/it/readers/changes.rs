//! Somebody recuses themselves, is marked later or leaves office: they lose the case, and somebody else gets it.

use futures_util::future::join;
use sujarit::domain::event::EventKind;
use sujarit::domain::log::Action;
use sujarit::domain::officer_text::Note;
use sujarit::domain::reader_change::ChangeKind;
use sujarit::flow::cases::assign;
use sujarit::flow::cases::handle::{Deed, HandleError};
use sujarit::flow::cases::readers::{self, Change};
use sujarit::flow::officers::sign_in::Session;
use sujarit::store::{self, Engine};

use super::scene::{Scene, TOLD};

const CHANNEL: i16 = 1;
const INTERNAL: i16 = 2;
const IDENTITY: i16 = 3;

/// What the log says about the case: action and detail.
fn entries(scene: &Scene) -> Vec<(i16, String)> {
    let (agency, case) = (scene.office.agency.id, scene.case);
    let about = scene.test.read(move |c| store::log::about(c, agency, case.0));
    about
        .into_iter()
        .map(|entry| (entry.action, entry.detail.map_or(String::new(), |(_, json)| json)))
        .collect()
}

fn recuses(scene: &Scene, session: &Session, why: Option<&str>) {
    let words = why.map(|why| Note::read(why).unwrap());
    let form = scene.form(session);
    scene.changes(session, form, Change::Recuse(words)).unwrap();
}

fn whoever_recuses_themselves_finds_nothing_and_the_next_takes_over(engine: Engine) {
    let scene = Scene::new(engine);
    let (first, second) = (scene.session("first"), scene.session("second"));
    let reporter = scene.reporter();
    scene.notes(&second, "บันทึกก่อนถอนตัว");
    let old = scene.form(&first);
    scene.test.pass_days(2);
    let (first, second) = (scene.session("first"), {
        drop(second);
        scene.session("second")
    });
    recuses(&scene, &first, Some("ผู้ถูกกล่าวหาเป็นญาติ"));

    assert_eq!(scene.finds("first"), 0);
    assert!(scene.opens(&first).unwrap().is_none());
    let late = scene.does(&first, old, Deed::Note(Note::read("เขียนหลังถอนตัว").unwrap()));
    assert_eq!(late, Err(HandleError::NotFound));
    for part in [CHANNEL, INTERNAL] {
        assert_eq!(scene.holders(part), ["second", "third"]);
    }
    // The one custodian was the one who left: the name is kept by the kit and the reporter's code.
    assert!(scene.holders(IDENTITY).is_empty());

    let third = scene.session("third");
    let case = scene.sees(&third);
    assert_eq!(case.report.narrative.as_str(), TOLD);
    assert_eq!(case.notes.len(), 1);
    let (_, change) = case.changes.last().unwrap();
    assert_eq!(change.what, ChangeKind::Recused);
    assert_eq!(change.left[0].officer, scene.office.person("first").id);
    assert_eq!(change.left[0].since, case.case.received_on);
    assert_eq!(change.joined, [scene.office.person("third").id]);
    assert_eq!(change.words.as_ref().unwrap().as_str(), "ผู้ถูกกล่าวหาเป็นญาติ");

    // The reporter's code goes on reading and writing, and tells that the readers changed and no more.
    scene.writes(&reporter, "ยังติดตามเรื่องอยู่").unwrap();
    scene.tells(&third, "รับช่วงตรวจสอบต่อแล้ว");
    let followed = scene.follows(&reporter).unwrap();
    assert_eq!(followed.messages.len(), 2);
    let told: Vec<EventKind> = followed.happenings.iter().map(|one| one.kind).collect();
    assert!(
        told.contains(&EventKind::Removed) && !told.contains(&EventKind::Recused),
        "{told:?}"
    );
    scene.notes(&second, "บันทึกหลังเปลี่ยนกุญแจ");
    assert_eq!(scene.sees(&third).notes.len(), 2);

    // Exposure stands in the log, and that there is a conflict, without its reason.
    let entries = entries(&scene);
    let id = scene.office.person("first").id.to_string();
    let keys = entries
        .iter()
        .find(|(action, _)| *action == Action::KeysChanged.code())
        .unwrap();
    assert!(keys.1.contains(&id) && keys.1.contains("since"), "{}", keys.1);
    let recused = entries
        .iter()
        .find(|(action, _)| *action == Action::Recused.code())
        .unwrap();
    assert_eq!(recused.1, "{}");
}

#[test]
fn whoever_recuses_themselves_finds_nothing_and_the_next_takes_over_sqlite() {
    whoever_recuses_themselves_finds_nothing_and_the_next_takes_over(Engine::Sqlite);
}

#[test]
fn whoever_recuses_themselves_finds_nothing_and_the_next_takes_over_postgres() {
    whoever_recuses_themselves_finds_nothing_and_the_next_takes_over(Engine::Postgres);
}

fn why() -> Note {
    Note::read("มีชื่ออยู่ในเอกสารจัดซื้อ").unwrap()
}

#[test]
fn one_officer_does_not_take_a_case_from_two_colleagues_at_a_stroke() {
    let scene = Scene::new(Engine::Sqlite);
    let first = scene.session("first");
    let (form, third) = (scene.form(&first), scene.office.person("third").id);
    let given = assign::give(scene.app(), &first, scene.case, form, third, None);
    scene.test.run(given).unwrap();
    for (people, units) in [(&["second", "third"][..], &[][..]), (&["second"], &[1])] {
        let form = scene.form(&first);
        let refused = scene.changes(
            &first,
            form,
            Change::Mark(scene.marking(people, units), Some(why())),
        );
        assert_eq!(refused, Err(HandleError::OneAtATime), "{people:?} {units:?}");
    }
    assert_eq!(scene.holders(CHANNEL), ["first", "second", "third"]);
    assert_eq!(scene.test.count("envelopes WHERE epoch > 0"), 0);
    for person in ["second", "third"] {
        let form = scene.form(&first);
        scene
            .changes(
                &first,
                form,
                Change::Mark(scene.marking(&[person], &[]), Some(why())),
            )
            .unwrap();
    }
    // Whoever reads it afterwards finds each step with its reason.
    let case = scene.sees(&scene.session("fourth"));
    let reasons = case
        .changes
        .iter()
        .filter(|(_, change)| change.what == ChangeKind::Marked && change.words.is_some());
    assert_eq!(reasons.count(), 2);
}

fn moving_to_another_unit_takes_nobody_off_the_list(engine: Engine) {
    // `first` and `second` sit in the unit that the report marks, `fourth` and `fifth` in one that is marked later.
    let scene = Scene::told_of_units(engine, &[0]);
    assert_eq!(scene.holders(CHANNEL), ["fourth", "third"]);
    let third = scene.session("third");
    let (form, marked) = (scene.form(&third), scene.marking(&[], &[2]));
    scene
        .changes(&third, form, Change::Mark(marked, Some(why())))
        .unwrap();
    let agency = scene.office.agency.id;
    for login in ["first", "second", "fourth", "fifth"] {
        let id = scene.office.person(login).id;
        let seat = store::officers::Seat {
            post: "ตำแหน่งใหม่".to_owned(),
            unit: None,
            mail: String::new(),
        };
        scene
            .test
            .write(move |c| store::officers::set_seat(c, agency, id, &seat));
    }
    let case = scene.sees(&third);
    for person in &case.colleagues {
        let marked = ["first", "second", "fourth", "fifth"].contains(&person.login.as_str());
        assert_eq!(case.involved.names(person), marked, "{:?}", person.login);
    }
    // The page says what was chosen: the units, and not everybody in them.
    assert!(
        case.involved_officers.is_empty(),
        "{}",
        case.involved_officers.len()
    );
    assert_eq!(case.involved_units.len(), 2);
    // And nobody of them takes the place of whoever leaves next.
    assert!(case.without_me.joining.is_empty(), "{:?}", case.without_me);
}

#[test]
fn moving_to_another_unit_takes_nobody_off_the_list_sqlite() {
    moving_to_another_unit_takes_nobody_off_the_list(Engine::Sqlite);
}

#[test]
fn moving_to_another_unit_takes_nobody_off_the_list_postgres() {
    moving_to_another_unit_takes_nobody_off_the_list(Engine::Postgres);
}

fn somebody_marked_later_is_out_for_good(engine: Engine) {
    let scene = Scene::new(engine);
    let (first, second) = (scene.session("first"), scene.session("second"));
    let stale = scene.form(&second);
    let marked = scene.marking(&["second"], &[1]);
    let form = scene.form(&first);
    // Whoever takes the case from a colleague says why.
    let silent = scene.changes(&first, form, Change::Mark(marked.clone(), None));
    assert_eq!(silent, Err(HandleError::NoReason));
    scene
        .changes(&first, form, Change::Mark(marked, Some(why())))
        .unwrap();
    assert_eq!(scene.finds("second"), 0);
    assert!(scene.opens(&second).unwrap().is_none());
    let late = scene.does(&second, stale, Deed::Note(Note::read("ยังเขียนได้ไหม").unwrap()));
    assert_eq!(late, Err(HandleError::NotFound));
    // The third belongs to the unit that was marked too, so the fourth of the panel reads.
    assert_eq!(scene.holders(CHANNEL), ["first", "fourth"]);
    let case = scene.sees(&scene.session("fourth"));
    assert!(case.involved.names(scene.office.person("third")));
    // Who was marked stands in no entry of the log; that somebody lost the case does.
    let told = entries(&scene);
    let marks = told
        .iter()
        .find(|(action, _)| *action == Action::MarkedInvolved.code())
        .unwrap();
    assert_eq!(marks.1, "{}");
    let third = scene.office.person("third").id.to_string();
    assert!(
        told.iter().all(|(_, detail)| !detail.contains(&third)),
        "{told:?}"
    );
    // And the list holds against whoever would let them in by hand.
    let (agency, case_id, involved) = (scene.office.agency.id, scene.case, case.involved.clone());
    let key = scene.office.person("second").key;
    let refused = scene.app().db.write_blocking(move |c| {
        let wrap = store::envelopes::WrapRow {
            agency,
            case: case_id,
            compartment: CHANNEL,
            epoch: 1,
            recipient: key,
            role: 2,
            bytes: vec![0; 250],
        };
        store::envelopes::admit(c, &[wrap], &involved)
    });
    assert_eq!(refused, Err(store::StoreError::Barred));
}

#[test]
fn somebody_marked_later_is_out_for_good_sqlite() {
    somebody_marked_later_is_out_for_good(Engine::Sqlite);
}

#[test]
fn somebody_marked_later_is_out_for_good_postgres() {
    somebody_marked_later_is_out_for_good(Engine::Postgres);
}

#[test]
fn marking_somebody_who_does_not_read_changes_no_key_and_tells_the_reporter_nothing() {
    let scene = Scene::new(Engine::Sqlite);
    let first = scene.session("first");
    let marked = scene.marking(&["fifth"], &[]);
    let form = scene.form(&first);
    scene
        .changes(&first, form, Change::Mark(marked.clone(), None))
        .unwrap();
    // The same form again finds its work done, and the same mark says nothing new.
    scene
        .changes(&first, form, Change::Mark(marked.clone(), None))
        .unwrap();
    let again = scene.changes(&first, scene.form(&first), Change::Mark(marked, None));
    assert_eq!(again, Err(HandleError::Refused));
    let case = scene.sees(&first);
    assert!(case.involved.names(scene.office.person("fifth")));
    assert_eq!(case.events.last().unwrap().0.kind, EventKind::Marked);
    assert_eq!(scene.test.count("envelopes WHERE epoch > 0"), 0);
    let followed = scene.follows(&scene.reporter()).unwrap();
    assert_eq!(followed.happenings.len(), 1, "only that it was filed");
}

fn of_two_who_change_the_keys_at_once_one_wins(engine: Engine) {
    let scene = Scene::new(engine);
    let (first, second) = (scene.session("first"), scene.session("second"));
    scene.notes(&first, "มีบันทึกแล้ว");
    let (one, other) = (scene.form(&first), scene.form(&second));
    let app = scene.app();
    let (one, other) = scene.test.run(join(
        readers::change(app, &first, scene.case, one, Change::Renew),
        readers::change(app, &second, scene.case, other, Change::Renew),
    ));
    let mut results = [one.is_ok(), other.is_ok()];
    results.sort_unstable();
    assert_eq!(results, [false, true], "{one:?} {other:?}");
    assert!([one, other].contains(&Err(HandleError::Meanwhile)));
    assert_eq!(
        scene.test.count("envelopes WHERE epoch = 1"),
        2,
        "channel and internal, once"
    );
    assert_eq!(scene.sees(&first).notes.len(), 1);
    scene.tells(&second, "ยังติดต่อผู้แจ้งได้");
    assert_eq!(scene.follows(&scene.reporter()).unwrap().messages.len(), 1);
}

#[test]
fn of_two_who_change_the_keys_at_once_one_wins_sqlite() {
    of_two_who_change_the_keys_at_once_one_wins(Engine::Sqlite);
}

#[test]
fn of_two_who_change_the_keys_at_once_one_wins_postgres() {
    of_two_who_change_the_keys_at_once_one_wins(Engine::Postgres);
}

#[test]
fn whoever_left_office_is_named_and_left_out_of_the_next_keys() {
    let scene = Scene::new(Engine::Sqlite);
    let first = scene.session("first");
    assert!(scene.sees(&first).task.is_none());
    let (agency, second) = (scene.office.agency.id, scene.office.person("second").id);
    scene
        .test
        .write(move |c| store::officers::set_active(c, agency, second, false));
    // Until the keys are changed, nothing new is sealed to them: not the officers' own records that begin now.
    scene.notes(&first, "บันทึกแรก");
    assert_eq!(scene.holders(INTERNAL), ["first"]);
    let task = scene.sees(&first).task.unwrap();
    assert_eq!(task.leaving[0].id, second);
    assert!(!task.drawn_by_another);
    let form = scene.form(&first);
    scene.changes(&first, form, Change::Renew).unwrap();
    assert_eq!(scene.holders(CHANNEL), ["first", "third"]);
    assert!(scene.sees(&first).task.is_none());
    assert_eq!(scene.sees(&scene.session("third")).notes.len(), 1);
}

#[test]
fn a_key_drawn_by_whoever_left_is_drawn_once_more_by_a_reader() {
    let scene = Scene::new(Engine::Sqlite);
    recuses(&scene, &scene.session("first"), None);
    let second = scene.session("second");
    assert!(scene.sees(&second).task.unwrap().drawn_by_another);
    let form = scene.form(&second);
    scene.changes(&second, form, Change::Renew).unwrap();
    let case = scene.sees(&second);
    assert!(case.task.is_none());
    assert_eq!(case.events.last().unwrap().0.kind, EventKind::Rekeyed);
    assert_eq!(scene.holders(CHANNEL), ["second", "third"], "the same readers");
    let told = scene.follows(&scene.reporter()).unwrap().happenings.len();
    assert_eq!(told, 2, "filed, and the readers changed once");
}

#[test]
fn when_the_panel_is_used_up_the_outside_body_reads_and_the_case_says_so() {
    let scene = Scene::told(Engine::Sqlite, &["third", "fourth", "fifth"]);
    recuses(&scene, &scene.session("first"), None);
    assert_eq!(scene.holders(CHANNEL), ["outside", "second"]);
    let case = scene.sees(&scene.session("outside"));
    assert!(case.case.outside);
    assert!(scene.follows(&scene.reporter()).unwrap().outside);
}

#[test]
fn a_case_is_not_left_without_a_reader() {
    let scene = Scene::new(Engine::Sqlite);
    let first = scene.session("first");
    let everybody = scene.marking(&["first", "second", "third", "fourth", "fifth", "outside"], &[]);
    let before = scene.test.dump();
    let form = scene.form(&first);
    let refused = scene.changes(&first, form, Change::Mark(everybody, Some(why())));
    assert_eq!(refused, Err(HandleError::NobodyLeft));
    assert!(scene.test.dump() == before, "something changed");
}
