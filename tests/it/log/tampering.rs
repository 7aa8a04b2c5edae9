//! Somebody edits the database by hand, in every way; the verification says what was done, and where.

use sujarit::domain::event::EventKind;
use sujarit::domain::ids::CaseId;
use sujarit::domain::log::{Action, Entry, Flaw, Head};
use sujarit::domain::role::Role;
use sujarit::flow::audit::log::hash;
use sujarit::flow::verification::verify::{self, Held, Place, Report};
use sujarit::jobs::{end_days, verify_logs};
use sujarit::store::{self, Engine};
use sujarit::vault::audit::{LogKey, SignedHead};

use super::ledger::{by_hand, bytes, entries};
use crate::support::app::{DAY, TestApp};
use crate::support::office::Office;
use crate::support::reporter::{case_of, files, story, tracks};

/// Three days with two cases, of which one was talked about.
struct Scene {
    test: TestApp,
    office: Office,
    talked: CaseId,
    quiet: CaseId,
    entries: Vec<Entry>,
    heads: Vec<Head>,
}

fn scene(engine: Engine) -> Scene {
    let test = TestApp::start(engine);
    let mut office = Office::found(&test, "here");
    office.add(&test, "second", Some(1), &[Role::Responsible]);
    let base = office.base();
    let file = |what: &str| {
        let receipt = files(&mut test.browser(), &base, &story(what));
        let case = case_of(&test, &office, &receipt.letters).unwrap().id;
        (case, receipt.letters)
    };
    let ((talked, code), (quiet, _)) = (file("เรื่องที่มีการพูดคุย"), file("เรื่องที่เงียบ"));
    let mut reporter = test.browser();
    tracks(&mut reporter, &base, &code);
    let mut form = reporter.form("/track/case");
    form.fill("answer", "ลืมบอกอีกเรื่อง");
    reporter.submit(&form);
    let next_day = || {
        test.pass_days(1);
        test.run(end_days(&test.app)).unwrap();
    };
    next_day();
    let mut first = office.signs_in(&test, "first");
    first.open(&format!("{base}/office/case/{talked}/note"));
    let mut form = first.form("/note");
    form.fill("text", "จดไว้ในวันที่สอง");
    first.submit(&form);
    assert_eq!(first.status(), 200, "{}", first.text());
    next_day();
    next_day();
    office.signs_in(&test, "second");
    let agency = office.agency.id;
    let heads = test.read(move |c| store::log_heads::all(c, agency));
    assert_eq!(heads.len(), 3);
    let entries = entries(&test, &office);
    Scene {
        test,
        office,
        talked,
        quiet,
        entries,
        heads,
    }
}

fn row(case: CaseId, name: &str) -> Place {
    Place::Row(case, name.to_owned())
}

impl Scene {
    fn report(&self, held: Vec<Held>) -> Report {
        let verified = verify::verify(&self.test.app, self.office.agency.id, held);
        self.test.run(verified).unwrap()
    }

    /// What the verification says now.
    fn found(&self) -> Vec<(Flaw, Place)> {
        let findings = self.report(Vec::new()).findings;
        findings
            .into_iter()
            .map(|found| (found.flaw, found.place))
            .collect()
    }

    fn edit(&self, statements: &[String]) {
        by_hand(&self.test, statements);
    }

    fn last(&self) -> i64 {
        self.entries.last().unwrap().seq
    }

    /// The place of the first entry with this action.
    fn place_of(&self, action: Action) -> i64 {
        let found = self.entries.iter().find(|entry| entry.action == action.code());
        found.unwrap().seq
    }

    fn case(&self, case: CaseId) -> String {
        format!("case_id = {}", bytes(&self.test, case.as_bytes()))
    }

    fn held(&self, at: usize) -> Held {
        Held {
            day: self.heads[at].day,
            hash: self.heads[at].hash,
        }
    }

    /// Writes the chain anew from one entry on, as somebody would who knows how.
    fn recompute(&self, from: i64, change: impl Fn(&mut Entry)) -> Vec<Entry> {
        let mut chain = self.entries.clone();
        let mut statements = Vec::new();
        for at in usize::try_from(from).unwrap()..chain.len() {
            let prev = chain[at - 1].hash;
            let entry = &mut chain[at];
            if entry.seq == from {
                change(entry);
            }
            entry.prev = prev;
            entry.hash = hash(entry).unwrap();
            statements.push(format!(
                "UPDATE log_entries SET action = {}, prev = {}, hash = {} WHERE seq = {}",
                entry.action,
                bytes(&self.test, &entry.prev),
                bytes(&self.test, &entry.hash),
                entry.seq
            ));
        }
        let end = bytes(&self.test, &chain.last().unwrap().hash);
        statements.push(format!("UPDATE log_tails SET hash = {end}"));
        self.edit(&statements);
        chain
    }

    /// Takes away every entry from this one on, and says on record that the chain ends there.
    fn cut(&self, from: i64) {
        let before = usize::try_from(from - 1).unwrap();
        let end = bytes(&self.test, &self.entries[before].hash);
        self.edit(&[
            format!("DELETE FROM log_entries WHERE seq >= {from}"),
            format!("UPDATE log_tails SET next_seq = {from}, hash = {end}"),
        ]);
    }
}

/// Writes each test once, for both engines.
macro_rules! by_both {
    ($(fn $name:ident($scene:ident) $body:block)+) => {$(
        mod $name {
            use super::*;

            fn body($scene: &Scene) $body

            #[test]
            fn sqlite() {
                body(&scene(Engine::Sqlite));
            }

            #[test]
            fn postgres() {
                body(&scene(Engine::Postgres));
            }
        }
    )+};
}

by_both! {
    fn nothing_is_found_where_nobody_was(scene) {
        let all = (0..3).map(|at| scene.held(at)).collect();
        let report = scene.report(all);
        assert_eq!(report.findings, []);
        assert_eq!((report.heads, report.cases), (3, 2));
        assert_eq!(report.entries, scene.last() + 1);
    }

    fn a_changed_entry_is_named(scene) {
        let viewed = scene.place_of(Action::CaseViewed);
        scene.edit(&[format!("UPDATE log_entries SET action = {} WHERE seq = {viewed}", Action::SignedOut.code())]);
        assert_eq!(scene.found(), [(Flaw::EntryChanged, Place::Entry(viewed))]);
    }

    fn a_changed_moment_actor_or_detail_is_named(scene) {
        let deed = scene.place_of(Action::CaseDeed);
        for change in [
            "at = at + 1".to_owned(),
            "actor = NULL".to_owned(),
            "detail = '{}'".to_owned(),
            format!("nonce = {}", bytes(&scene.test, &[0; 16])),
        ] {
            let before = scene.entries[usize::try_from(deed).unwrap()].clone();
            scene.edit(&[format!("UPDATE log_entries SET {change} WHERE seq = {deed}")]);
            let mut expected = vec![(Flaw::EntryChanged, Place::Entry(deed))];
            if change == "actor = NULL" {
                // What the officer did has no entry by them any more.
                expected.push((Flaw::RowAdded, row(scene.talked, "e2")));
            }
            assert_eq!(scene.found(), expected, "{change}");
            let (nonce, detail) = before.detail.unwrap();
            scene.edit(&[format!(
                "UPDATE log_entries SET at = {}, actor = {}, nonce = {}, detail = '{detail}' WHERE seq = {deed}",
                before.at,
                bytes(&scene.test, before.actor.unwrap().as_bytes()),
                bytes(&scene.test, &nonce)
            )]);
            assert_eq!(scene.found(), []);
        }
    }

    fn a_removed_entry_is_named(scene) {
        scene.edit(&["DELETE FROM log_entries WHERE seq = 4".to_owned()]);
        assert_eq!(scene.found(), [(Flaw::EntryRemoved, Place::Entries(4, 4))]);
    }

    fn entries_that_changed_places_are_named(scene) {
        scene.edit(&[
            "UPDATE log_entries SET seq = -1 WHERE seq = 3".to_owned(),
            "UPDATE log_entries SET seq = 3 WHERE seq = 5".to_owned(),
            "UPDATE log_entries SET seq = 5 WHERE seq = -1".to_owned(),
        ]);
        assert_eq!(
            scene.found(),
            [(Flaw::EntryMoved, Place::Entry(3)), (Flaw::EntryMoved, Place::Entry(5))]
        );
    }

    fn an_end_that_was_cut_off_is_named(scene) {
        let last = scene.last();
        scene.edit(&[format!("DELETE FROM log_entries WHERE seq = {last}")]);
        assert_eq!(scene.found(), [(Flaw::CutBack, Place::Entries(last, last))]);
    }

    fn a_chain_cut_back_behind_a_head_is_found(scene) {
        let head = &scene.heads[2];
        scene.cut(head.seq);
        assert_eq!(scene.found(), [(Flaw::CutBack, Place::Head(head.day.number()))]);
    }

    fn a_chain_cut_back_with_its_heads_does_not_hold_against_a_head_kept_outside(scene) {
        let (cut, kept) = (scene.heads[1].clone(), scene.held(2));
        scene.cut(cut.seq);
        scene.edit(&[
            format!("DELETE FROM log_heads WHERE day >= {}", cut.day.number()),
        ]);
        // The day's job goes on and signs those days again.
        scene.test.run(end_days(&scene.test.app)).unwrap();
        let found = scene.report(vec![scene.held(0), kept]).findings;
        let outside: Vec<_> = found.iter().filter(|found| matches!(found.place, Place::Held(_))).collect();
        assert_eq!(outside.len(), 1);
        assert_eq!((outside[0].flaw, &outside[0].place), (Flaw::CutBack, &Place::Held(kept.day.number())));
    }

    fn a_chain_written_anew_is_off_its_heads_from_there_on(scene) {
        let deed = scene.place_of(Action::CaseDeed);
        scene.recompute(deed, |entry| entry.action = Action::CaseViewed.code());
        let found = scene.found();
        let off = |at: usize| (Flaw::HeadOffChain, Place::Head(scene.heads[at].day.number()));
        let unentered = (Flaw::RowAdded, row(scene.talked, "e2"));
        assert_eq!(found, [off(1), off(2), unentered]);
    }

    fn heads_signed_again_with_another_key_are_forged(scene) {
        let deed = scene.place_of(Action::CaseDeed);
        let chain = scene.recompute(deed, |entry| entry.action = Action::CaseViewed.code());
        let key = LogKey::from_seed(&[7; 32]);
        for head in &scene.heads[1..] {
            let hash = chain[usize::try_from(head.seq).unwrap()].hash;
            let signed = SignedHead {
                instance: scene.test.app.instance,
                agency: scene.office.agency.id.0,
                day: head.day.number(),
                hash,
            };
            scene.edit(&[format!(
                "UPDATE log_heads SET hash = {}, log_key = {}, signature = {} WHERE day = {}",
                bytes(&scene.test, &hash),
                bytes(&scene.test, &key.public()),
                bytes(&scene.test, &key.sign(&signed)),
                head.day.number()
            )]);
        }
        let forged = |at: usize| (Flaw::HeadForged, Place::Head(scene.heads[at].day.number()));
        let expected = [forged(1), forged(2), (Flaw::RowAdded, row(scene.talked, "e2"))];
        assert_eq!(scene.found(), expected);
        // Under the right key's name the signature is not good either.
        scene.edit(&[format!("UPDATE log_heads SET log_key = {}", bytes(&scene.test, &scene.test.app.log_key.public()))]);
        assert_eq!(scene.found(), expected);
    }

    fn a_removed_head_is_missed(scene) {
        for at in [0, 1, 2] {
            let day = scene.heads[at].day.number();
            let head = scene.heads[at].clone();
            scene.edit(&[format!("DELETE FROM log_heads WHERE day = {day}")]);
            assert_eq!(scene.found(), [(Flaw::HeadMissing, Place::Head(day))]);
            let agency = scene.office.agency.id;
            scene.test.write(move |c| store::log_heads::insert(c, agency, &head));
        }
        assert_eq!(scene.found(), []);
    }

    fn changed_rows_of_a_case_are_named(scene) {
        let (case, of) = (scene.talked, scene.case(scene.talked));
        let id = format!("id = {}", bytes(&scene.test, case.as_bytes()));
        let zeros = bytes(&scene.test, &[0; 64]);
        for (statement, back, flaw, name) in [
            (
                format!("UPDATE events SET reason = 1 WHERE {of} AND seq = 0"),
                format!("UPDATE events SET reason = NULL WHERE {of} AND seq = 0"),
                Flaw::RowChanged, "e0",
            ),
            (
                format!("UPDATE events SET day = day - 1 WHERE {of} AND seq = 1"),
                format!("UPDATE events SET day = day + 1 WHERE {of} AND seq = 1"),
                Flaw::RowChanged, "e1",
            ),
            (
                format!("UPDATE cases SET received_on = received_on + 1 WHERE {id}"),
                format!("UPDATE cases SET received_on = received_on - 1 WHERE {id}"),
                Flaw::RowChanged, "c",
            ),
            (
                format!("UPDATE cases SET state = 9 WHERE {id}"),
                format!("UPDATE cases SET state = 1 WHERE {id}"),
                Flaw::StateWrong, "c",
            ),
            (
                format!("UPDATE records SET kind = kind + 1 WHERE {of} AND compartment = 1 AND position = 1"),
                format!("UPDATE records SET kind = kind - 1 WHERE {of} AND compartment = 1 AND position = 1"),
                Flaw::RowChanged, "r1.1",
            ),
        ] {
            scene.edit(&[statement]);
            assert_eq!(scene.found(), [(flaw, row(case, name))]);
            scene.edit(&[back]);
            assert_eq!(scene.found(), []);
        }
        scene.edit(&[
            format!("UPDATE records SET signature = {zeros} WHERE {of} AND compartment = 2 AND position = 0"),
            format!("UPDATE envelopes SET header = {zeros} WHERE {of} AND compartment = 1"),
        ]);
        assert_eq!(
            scene.found(),
            [(Flaw::RowChanged, row(case, "h1.0")), (Flaw::RowChanged, row(case, "r2.0"))]
        );
    }

    fn removed_moved_and_added_rows_of_a_case_are_named(scene) {
        let (case, of) = (scene.talked, scene.case(scene.talked));
        let last = scene.test.count(&format!("events WHERE {of}")) - 1;
        // The sealed words of a record are nobody's without their place: two of them change theirs.
        scene.edit(&[
            format!("UPDATE records SET position = -1 WHERE {of} AND compartment = 1 AND position = 0"),
            format!("UPDATE records SET position = 0 WHERE {of} AND compartment = 1 AND position = 1"),
            format!("UPDATE records SET position = 1 WHERE {of} AND compartment = 1 AND position = -1"),
            format!("DELETE FROM events WHERE {of} AND seq = {last}"),
            format!("DELETE FROM wraps WHERE {} AND compartment = 3", scene.case(scene.quiet)),
        ]);
        let agency = scene.office.agency.id;
        let old = scene.heads[0].day;
        let quiet = scene.quiet;
        scene.test.write(move |c| {
            let mut event = store::events::list(c, agency, quiet)?.remove(0);
            event.seq = 1;
            event.day = old;
            event.kind = EventKind::Moved;
            store::events::append(c, agency, quiet, &event)
        });
        let found = scene.found();
        let moved = |name: &str| (Flaw::RowMoved, row(case, name));
        assert!(found.contains(&moved("r1.0")) && found.contains(&moved("r1.1")), "{found:?}");
        assert!(found.contains(&(Flaw::RowRemoved, row(case, &format!("e{last}")))), "{found:?}");
        assert!(found.contains(&(Flaw::RowAdded, row(quiet, "e1"))), "{found:?}");
        let wraps = found.iter().filter(|(flaw, place)| {
            *flaw == Flaw::RowRemoved && matches!(place, Place::Row(of, name) if *of == quiet && name.starts_with('w'))
        });
        assert!(wraps.count() > 0, "{found:?}");
    }

    fn a_case_that_is_gone_is_missed(scene) {
        let of = scene.case(scene.quiet);
        let id = format!("id = {}", bytes(&scene.test, scene.quiet.as_bytes()));
        scene.edit(&[
            format!("DELETE FROM events WHERE {of}"),
            format!("DELETE FROM records WHERE {of}"),
            format!("DELETE FROM wraps WHERE {of}"),
            format!("DELETE FROM envelopes WHERE {of}"),
            format!("DELETE FROM cases WHERE {id}"),
        ]);
        assert_eq!(scene.found(), [(Flaw::RowRemoved, row(scene.quiet, "c"))]);
    }

    fn a_directory_that_is_gone_is_missed(scene) {
        scene.edit(&["DELETE FROM directories WHERE version = 1".to_owned()]);
        assert_eq!(scene.found(), [(Flaw::DirectoryWrong, Place::Directory(1))]);
    }
}

#[test]
fn the_daily_verification_is_entered_once_and_its_result_is_kept() {
    let scene = scene(Engine::Sqlite);
    let agency = scene.office.agency.id;
    let verified = |scene: &Scene| {
        let all = entries(&scene.test, &scene.office);
        all.iter()
            .filter(|entry| entry.action == Action::LogVerified.code())
            .count()
    };
    let last = |scene: &Scene| scene.test.run(verify::last(&scene.test.app, agency)).unwrap();
    assert_eq!(last(&scene), None);
    let other = scene.test.second_node();
    for _ in 0..2 {
        assert_eq!(scene.test.run(verify_logs(&scene.test.app)), Ok(0));
        assert_eq!(scene.test.run(verify_logs(&other)), Ok(0));
    }
    assert_eq!(verified(&scene), 1);
    assert_eq!(last(&scene).unwrap().findings, 0);
    scene.edit(&["DELETE FROM log_entries WHERE seq = 4".to_owned()]);
    scene.test.clock.advance_to(scene.test.clock.now() + DAY);
    assert_eq!(scene.test.run(verify_logs(&scene.test.app)), Ok(1));
    let check = last(&scene).unwrap();
    assert_eq!((check.findings, check.kinds), (1, vec![Flaw::EntryRemoved]));
    assert!(scene.test.log.text().contains("event=log_flawed number=1"));
    assert_eq!(verified(&scene), 2);
}
