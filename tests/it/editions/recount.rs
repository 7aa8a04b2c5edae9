//! A year of 5,000 cases, counted by the program and once more by a program of its own (tests/recount/recount.py).

use std::process::Command;

use sujarit::domain::agency::Unit;
use sujarit::domain::case::State;
use sujarit::domain::category::{Category, Channel, Kind, Origin};
use sujarit::domain::day::Day;
use sujarit::domain::event::{Event, EventKind};
use sujarit::domain::ids::CaseId;
use sujarit::jobs::prepare_editions;
use sujarit::store::cases::{self, NewCase};
use sujarit::store::{Conn, Engine, StoreError, case_units, events};

use super::scene::Scene;
use crate::support::app::DAY;

const CASES: u32 = 5_000;

/// Numbers that look like chance and are the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: i32) -> i32 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        i32::try_from((self.0 >> 33) % u64::from(limit.unsigned_abs())).unwrap()
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        let at = self.below(i32::try_from(all.len()).unwrap());
        all[usize::try_from(at).unwrap()]
    }
}

fn a_case(
    c: &mut Conn,
    scene: sujarit::domain::ids::AgencyId,
    chance: &mut Chance,
    (n, first): (u32, Day),
    units: &[Unit],
) -> Result<(), StoreError> {
    let received_on = first.plus(chance.below(480));
    let mut bytes = [0x5a; 32];
    bytes[..4].copy_from_slice(&n.to_be_bytes());
    let id = CaseId(*bytes.first_chunk().unwrap());
    cases::insert(
        c,
        &NewCase {
            id,
            agency: scene,
            lookup_id: bytes,
            fiscal_year: 2569,
            number: i32::try_from(n).unwrap(),
            received_on,
            due_on: received_on.plus(15),
            category: chance.of(Category::ALL),
            kind: chance.of(Kind::ALL),
            channel: chance.of(Channel::ALL),
            origin: chance.of(Origin::ALL),
            state: State::Received,
            outside: false,
            rule: 1,
        },
    )?;
    // Every twentieth came on paper and was entered up to four months later, some of them in the next fiscal year.
    let mut on = if n.is_multiple_of(20) {
        received_on.plus(chance.below(120))
    } else {
        received_on
    };
    let steps = 1 + chance.below(6);
    for seq in 0..steps {
        let (kind, state) = if seq == 0 {
            (EventKind::Filed, State::Received)
        } else {
            chance.of(&[
                (EventKind::Moved, State::Screening),
                (EventKind::Asked, State::InfoRequested),
                (EventKind::ReporterWrote, State::Screening),
                (EventKind::FilesSent, State::Screening),
                (EventKind::Notice, State::FactFinding),
                (EventKind::Noted, State::FactFinding),
                (EventKind::Explained, State::FactFinding),
                (EventKind::Explained, State::Screening),
                (EventKind::Closed, State::ClosedSubstantiated),
                (EventKind::Closed, State::ClosedUnsubstantiated),
                (EventKind::Closed, State::ClosedInsufficient),
                (EventKind::Closed, State::NotAccepted),
                (EventKind::Closed, State::Merged),
                (EventKind::Linked, State::Screening),
                (EventKind::Unlinked, State::Screening),
                (EventKind::Referred, State::Referred),
                (EventKind::Referred, State::Retracked),
            ])
        };
        let until = (kind == EventKind::Explained).then(|| on.plus(chance.below(40) - 4));
        let event = Event {
            seq,
            kind,
            state,
            day: on,
            at: None,
            officer: None,
            record: None,
            reason: None,
            until,
        };
        events::append(c, scene, id, &event)?;
        // Most closings name one of two units, a few the third.
        if kind == EventKind::Closed && !n.is_multiple_of(4) {
            let unit = if n.is_multiple_of(1_501) { 2 } else { n % 2 };
            let unit = units[usize::try_from(unit).unwrap()].id;
            case_units::set(c, scene, id, (Some(unit), on))?;
        }
        on = on.plus(chance.below(14));
    }
    Ok(())
}

#[test]
fn a_year_of_five_thousand_cases_is_counted_again_by_another_program() {
    let scene = Scene::new(Engine::Sqlite);
    let (id, first) = (scene.here.agency.id, Day::from_ymd(2025, 6, 1).unwrap());
    let units = scene.here.units.clone();
    scene.test.write(move |c| {
        let mut chance = Chance(2_569);
        (1..=CASES).try_for_each(|n| a_case(c, id, &mut chance, (n, first), &units))
    });
    scene.publishes_by_itself("pim");
    // 1 October 2569, and one edition in the middle of the year as it was then.
    for (days, number) in [(78, 1), (182, 2)] {
        scene.test.clock.advance_to(scene.test.clock.now() + days * DAY);
        scene.ended_yesterday();
        assert_eq!(scene.test.run(prepare_editions(&scene.test.app)).unwrap(), 1);
        let json = scene.page(&format!("/here/statistics/2569/{number}/statistics.json"));
        assert_eq!(json.status(), 200);
        let file = scene.test.whole_folder().join("statistics.json");
        std::fs::write(&file, json.html()).unwrap();
        let said = Command::new("python3")
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/recount/recount.py"))
            .arg(scene.test.folder().join("sujarit.db"))
            .arg("here")
            .arg(&file)
            .output()
            .expect("python3, which tests/run installs");
        let (out, errors) = (
            String::from_utf8_lossy(&said.stdout),
            String::from_utf8_lossy(&said.stderr),
        );
        assert!(said.status.success(), "{out}{errors}");
        assert!(out.contains("0 figures differ"), "{out}");
        let halves = json.html().matches("\"threshold\"").count();
        assert_eq!(halves, usize::try_from(number).unwrap(), "a half, then two");
        assert!(json.html().contains("\"name\": \"กองคลัง\""));
        eprintln!("{}", out.trim());
    }
}
