//! What the operator does with people, at the terminal.

use sujarit::clock::Clock;
use sujarit::store::Engine;

use super::scene::Scene;
use crate::support::program::{Ended, command};

/// `sujarit officer add` for somebody with the name of `second`, with these words more.
fn adds(scene: &Scene, login: &str, more: &[&str]) -> Ended {
    let mut words = vec![
        "officer",
        "add",
        "--agency",
        "here",
        "--login",
        login,
        "--name",
        "นาย เจ้าหน้าที่  SECOND",
        "--post",
        "นิติกร",
        "--roles",
        "responsible",
    ];
    words.extend(more);
    let kit = format!("{}\n", scene.office.recovery.letters().as_str());
    command(&scene.test, &words, &kit)
}

fn an_operator_has_to_say_whether_a_namesake_of_a_closed_account_is_the_same_person(engine: Engine) {
    let scene = Scene::new(engine);
    scene.retires("first", "second");
    let officers = scene.test.count("officers");
    for (more, complaint) in [
        (
            &[][..],
            "say --continues LOGIN if it was theirs, or --somebody-else",
        ),
        (&["--continues", "nobody"], "--continues: no such account"),
        (
            &["--continues", "first"],
            "--continues: this account is not closed",
        ),
        (
            &["--continues", "second", "--somebody-else"],
            "cannot be used with",
        ),
    ] {
        let refused = adds(&scene, "again", more);
        assert!(!refused.good, "{more:?}: {}", refused.said);
        assert!(
            refused.complained.contains(complaint),
            "{more:?}: {}",
            refused.complained
        );
        assert!(!refused.said.contains("first password"), "{}", refused.said);
    }
    assert_eq!(scene.test.count("officers"), officers);

    let again = adds(&scene, "again", &["--continues", "second"]);
    assert!(again.good, "{}", again.complained);
    assert_eq!(scene.person("again").earlier, [scene.person("second").id]);
    let other = adds(&scene, "namesake", &["--somebody-else"]);
    assert!(other.good, "{}", other.complained);
    assert!(scene.person("namesake").earlier.is_empty());

    // The password that was printed lets them in; the program went by the machine's clock.
    scene.test.clock.advance_to(Clock::system().now());
    let printed = again.said.split_once("first password: ").unwrap().1;
    let password = printed.lines().next().unwrap().trim();
    scene.office.signs_in_with(&scene.test, "again", password);
}

#[test]
fn an_operator_has_to_say_whether_a_namesake_of_a_closed_account_is_the_same_person_sqlite() {
    an_operator_has_to_say_whether_a_namesake_of_a_closed_account_is_the_same_person(Engine::Sqlite);
}

#[test]
fn an_operator_has_to_say_whether_a_namesake_of_a_closed_account_is_the_same_person_postgres() {
    an_operator_has_to_say_whether_a_namesake_of_a_closed_account_is_the_same_person(Engine::Postgres);
}

#[test]
fn a_check_names_whoever_goes_on_after_the_last_day_of_their_order() {
    let scene = Scene::new(Engine::Sqlite);
    let check = || command(&scene.test, &["check"], "");
    assert!(
        !check().complained.contains("the order of"),
        "{}",
        check().complained
    );
    let mut admin = scene.office.signs_in(&scene.test, "first");
    let id = scene.person("second").id;
    admin.open(&format!("/here/office/people/person/{id}/appoint"));
    let mut form = Scene::appointment(&admin, &["responsible", "admin"]);
    for (part, value) in [("day", "17"), ("month", "1"), ("year", "2569")] {
        form.fill(&format!("until_{part}"), value);
    }
    admin.submit(&form);
    // By the machine's clock that day is over.
    let found = check();
    assert!(!found.good, "{}", found.said);
    assert!(
        found
            .complained
            .contains("here: the order of second is over, and new reports still go to them"),
        "{}",
        found.complained
    );
    assert_eq!(found.complained.matches("the order of").count(), 1);
}
