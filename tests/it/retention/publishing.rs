//! What is kept for reports and for counting goes when its time is over.

use sujarit::domain::day::Day;
use sujarit::domain::fiscal_year::Half;
use sujarit::domain::retention::Class;
use sujarit::domain::round_report::ReportKey;
use sujarit::store::reports::Proposal;
use sujarit::store::{self, Engine};

use super::scene::Scene;
use crate::support::app::DAY;

fn drafts_of_reports_go_when_nobody_has_kept_them_for_their_time(engine: Engine) {
    let scene = Scene::new(engine);
    let (agency, author) = (scene.office.agency.id, scene.office.person("first").id);
    let key = |year: &str| ReportKey::from_address(year, "months-6").unwrap();
    let (now, today) = (scene.test.clock.now(), scene.test.clock.today());
    let keeps = |year: &'static str, before: i32, on: Day| {
        scene.test.write(move |c| {
            store::reports::keep_draft(c, agency, key(year), author, (before, &[1, 2, 3], on))
        });
    };
    let proposes = |year: &'static str, at: i64| {
        let proposal = Proposal {
            key: key(year),
            wording: "{}".to_owned(),
            by: author,
            at,
        };
        scene
            .test
            .write(move |c| store::reports::propose(c, agency, &proposal));
    };
    keeps("2567", 0, today);
    keeps("2568", 0, today);
    proposes("2567", now);
    proposes("2568", now + DAY);
    scene.keeps(Class::ReportDrafts, 90);
    scene.passes(90);
    keeps("2568", 1, scene.test.clock.today());
    scene.purges();
    let left = || {
        (
            scene.test.count("report_drafts"),
            scene.test.count("report_proposals"),
        )
    };
    assert_eq!(left(), (2, 2), "the last day belongs to the period");
    scene.passes(1);
    scene.purges();
    assert_eq!(left(), (1, 1));
    let kept = scene
        .test
        .read(move |c| store::reports::draft(c, agency, key("2568"), author));
    assert_eq!(kept, Some((2, vec![1, 2, 3])), "what was kept again stays");
    assert_eq!(
        scene.test.read(move |c| store::reports::waiting(c, agency)).len(),
        1
    );
    scene.purges();
    assert_eq!(left(), (1, 1));
}

#[test]
fn drafts_of_reports_go_when_nobody_has_kept_them_for_their_time_sqlite() {
    drafts_of_reports_go_when_nobody_has_kept_them_for_their_time(Engine::Sqlite);
}

#[test]
fn drafts_of_reports_go_when_nobody_has_kept_them_for_their_time_postgres() {
    drafts_of_reports_go_when_nobody_has_kept_them_for_their_time(Engine::Postgres);
}

fn the_unit_of_a_closed_case_is_kept_until_the_half_year_after_it_is_over(engine: Engine) {
    let scene = Scene::new(engine);
    let (older, newer, destroyed) = (
        scene.files("เรื่องของครึ่งปีก่อน"),
        scene.files("เรื่องของครึ่งปีนี้"),
        scene.files("เรื่องที่ถูกทำลาย"),
    );
    let (agency, unit) = (scene.office.agency.id, scene.office.units[0].id);
    let today = scene.test.clock.today();
    // The first day of the half year before, and the day before that.
    let first = Half::before(today);
    for (case, on) in [(&older, first.plus(-1)), (&newer, first), (&destroyed, today)] {
        let id = case.id;
        scene
            .test
            .write(move |c| store::case_units::set(c, agency, id, (Some(unit), on)));
    }
    scene
        .test
        .write(move |c| store::purge::destroy(c, agency, destroyed.id));
    scene.passes(3);
    scene.purges();
    let about = scene.test.read(move |c| store::case_units::all(c, agency));
    assert_eq!(about.keys().copied().collect::<Vec<_>>(), [newer.id]);
}

#[test]
fn the_unit_of_a_closed_case_is_kept_until_the_half_year_after_it_is_over_sqlite() {
    the_unit_of_a_closed_case_is_kept_until_the_half_year_after_it_is_over(Engine::Sqlite);
}

#[test]
fn the_unit_of_a_closed_case_is_kept_until_the_half_year_after_it_is_over_postgres() {
    the_unit_of_a_closed_case_is_kept_until_the_half_year_after_it_is_over(Engine::Postgres);
}
