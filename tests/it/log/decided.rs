//! Rows that decide when something is due and for how long it is kept, changed by hand.

use sujarit::domain::log::Flaw;
use sujarit::domain::retention::Class;
use sujarit::store::Engine;

use super::ledger::by_hand;
use crate::retention::scene::Scene;

fn flaws(scene: &Scene) -> Vec<(String, Flaw)> {
    let findings = scene.findings();
    findings
        .into_iter()
        .map(|finding| (finding.place.to_string(), finding.flaw))
        .collect()
}

#[test]
fn rows_that_decide_when_and_how_long_are_vouched_for() {
    let scene = Scene::new(Engine::Sqlite);
    let case = scene.files("เรื่องที่ต้องเก็บ");
    scene.keeps(Class::Substantiated, 400);
    let mut admin = scene.office.signs_in(&scene.test, "first");
    admin.open("/here/office/rules");
    let mut form = admin.form("/office/rules");
    let from = scene.test.clock.today().plus(5).date();
    for (name, value) in [
        ("days", "10".to_owned()),
        ("extension", "10".to_owned()),
        ("warning", "3".to_owned()),
        ("source", "คำสั่งที่ 9/2569".to_owned()),
        ("from_day", from.day().to_string()),
        ("from_month", from.month().to_string()),
        ("from_year", (from.year() + 543).to_string()),
    ] {
        form.fill(name, &value);
    }
    admin.submit(&form);
    assert_eq!(admin.status(), 200, "{}", admin.text());
    assert_eq!(scene.test.count("deadline_rules"), 1);
    let mut boss = scene.office.signs_in(&scene.test, "boss");
    boss.open(&format!("{}/hold", scene.page(&case)));
    let mut form = boss.form("/hold");
    form.fill("text", "มีคดีในศาล ให้เก็บไว้ก่อน");
    boss.press(&form, "go", "hold");
    assert_eq!(scene.test.count("holds"), 1, "{}", boss.text());
    scene.passes(2);
    assert_eq!(flaws(&scene), []);
    let id = case.id;
    for (change, back, place, flaw) in [
        (
            "UPDATE deadline_rules SET days = 60",
            "UPDATE deadline_rules SET days = 10",
            "deadline_rules: version 2".to_owned(),
            Flaw::RowChanged,
        ),
        (
            "UPDATE retention_decisions SET days = 365",
            "UPDATE retention_decisions SET days = 400",
            "retention_decisions: substantiated, version 1".to_owned(),
            Flaw::RowChanged,
        ),
        (
            "UPDATE retention_decisions SET version = 2",
            "UPDATE retention_decisions SET version = 1",
            "retention_decisions: substantiated, version 1".to_owned(),
            Flaw::RowRemoved,
        ),
        (
            "UPDATE holds SET lifted_by = set_by, lifted_at = set_at",
            "UPDATE holds SET lifted_by = NULL, lifted_at = NULL",
            format!("case {id}, holds: what keeps the case"),
            Flaw::RowRemoved,
        ),
        (
            "INSERT INTO tombstones (agency_id, case_id, class, removed_on) SELECT agency_id, id, 1, 20500 FROM cases",
            "DELETE FROM tombstones",
            format!("case {id}, tombstones: the row of the case"),
            Flaw::RowAdded,
        ),
    ] {
        by_hand(&scene.test, &[change.to_owned()]);
        let found = flaws(&scene);
        assert!(found.contains(&(place.clone(), flaw)), "{change}: {found:?}");
        by_hand(&scene.test, &[back.to_owned()]);
        assert_eq!(flaws(&scene), [], "{back}");
    }
    // An event that nobody entered, put in before its day ends: the end of the day vouches for the row, and not for the deed.
    let forge = "INSERT INTO events (agency_id, case_id, seq, kind, state, day, at, officer_id) \
                 SELECT agency_id, case_id, seq + 1, 2, state, day + 2, at + 172800, officer_id FROM events \
                 WHERE officer_id IS NOT NULL ORDER BY seq DESC LIMIT 1";
    by_hand(&scene.test, &[forge.to_owned()]);
    let found = flaws(&scene);
    let forged = |(place, flaw): &(String, Flaw)| place.contains("events: seq") && *flaw == Flaw::RowAdded;
    assert!(found.iter().any(forged), "{found:?}");
    scene.passes(2);
    let found = flaws(&scene);
    assert!(
        found.iter().any(forged),
        "the end of the day made it good: {found:?}"
    );
}
