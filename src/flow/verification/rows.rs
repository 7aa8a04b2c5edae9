//! Holds the rows of every case against what the log says of them.

use std::collections::BTreeSet;

use crate::domain::day::Day;
use crate::domain::event::Event;
use crate::domain::ids::{AgencyId, CaseId};
use crate::domain::log::{Action, Entry, Flaw};
use crate::domain::vouched::{Prints, RowFlaw, compare};
use crate::flow::audit::case_prints::{self, Present};
use crate::flow::verification::verify::{Finding, Place};
use crate::store::retention::Hold;
use crate::store::{self, Conn, StoreError};

/// So many seconds after the moment that an event carries its entry is made, at most: the moment is taken first.
const WRITING: i64 = 300;
/// So many cases are named by one query.
const CHUNK: i64 = 500;

/// Says how many cases there are and what is wrong with their rows. `ended` is the last day that has ended; what came
/// in on it or later may still be entered.
pub(super) fn verify(
    c: &mut Conn,
    agency: AgencyId,
    ended: Option<Day>,
    known: &BTreeSet<CaseId>,
) -> Result<(usize, Vec<Finding>), StoreError> {
    let mut findings = Vec::new();
    let since = store::log::first_at(c, agency)?;
    let mut missing = known.clone();
    let (mut after, mut cases) = (None, 0_usize);
    loop {
        let chunk = store::log_rows::cases_after(c, agency, after, CHUNK)?;
        let Some(last) = chunk.last().copied() else {
            break;
        };
        after = Some(last);
        for case in chunk {
            cases = cases.saturating_add(1);
            missing.remove(&case);
            one(c, agency, ended, case, since, &mut findings)?;
        }
    }
    findings.extend(missing.into_iter().map(|case| Finding {
        place: Place::Row(case, "c".to_owned()),
        flaw: Flaw::RowRemoved,
    }));
    Ok((cases, findings))
}

fn one(
    c: &mut Conn,
    agency: AgencyId,
    ended: Option<Day>,
    case: CaseId,
    since: Option<i64>,
    findings: &mut Vec<Finding>,
) -> Result<(), StoreError> {
    let entries = store::log::about(c, agency, case.0)?;
    let entered: Prints = case_prints::of_entries(&entries);
    let present = Present::read(c, agency, case)?;
    let may_be_late = |day: Day| ended.is_none_or(|ended| day >= ended);
    let moves = present
        .days
        .iter()
        .any(|(name, day)| name.starts_with('e') && may_be_late(*day));
    let late = |name: &str| present.days.get(name).map_or(moves, |day| may_be_late(*day));
    let flaws = compare(&entered, &present.prints, late);
    findings.extend(flaws.into_iter().map(|flaw| {
        let (name, flaw) = match flaw {
            RowFlaw::Changed(name) => (name, Flaw::RowChanged),
            RowFlaw::Removed(name) => (name, Flaw::RowRemoved),
            RowFlaw::Moved(name) => (name, Flaw::RowMoved),
            RowFlaw::Added(name) => (name, Flaw::RowAdded),
        };
        Finding {
            place: Place::Row(case, name),
            flaw,
        }
    }));
    let mut found = |name: String, flaw| {
        findings.push(Finding {
            place: Place::Row(case, name),
            flaw,
        });
    };
    let state = store::cases::find(c, agency, case)?.state;
    let events = store::events::list(c, agency, case)?;
    if events.last().is_some_and(|last| last.state != state) {
        found("c".to_owned(), Flaw::StateWrong);
    }
    for event in events.iter().filter(|event| !is_entered(event, &entries, since)) {
        found(format!("e{}", event.seq), Flaw::RowAdded);
    }
    let hold = store::retention::hold(c, agency, case)?;
    if let Some(flaw) = hold_flaw(hold.as_ref(), &entries) {
        found("k".to_owned(), flaw);
    }
    let removed = store::retention::removed_on(c, agency, case)?;
    let purged = entries.iter().rfind(|entry| is(entry, Action::CasePurged));
    match (removed, purged.map(|entry| Day::of_moment(entry.at))) {
        (Some(_), None) => found("t".to_owned(), Flaw::RowAdded),
        (None, Some(_)) => found("t".to_owned(), Flaw::RowRemoved),
        // Around midnight the day of the job and that of the entry are two.
        (Some(on), Some(day)) if !(0..=1).contains(&day.since(on)) => {
            found("t".to_owned(), Flaw::RowChanged);
        }
        _ => {}
    }
    Ok(())
}

fn is(entry: &Entry, action: Action) -> bool {
    entry.action == action.code()
}

/// Whether the log says that this officer did something with the case at the moment of the event. What a reporter did is
/// entered without a moment, when its day has ended, and what happened before there was a log is not.
fn is_entered(event: &Event, entries: &[Entry], since: Option<i64>) -> bool {
    let (Some(officer), Some(at)) = (event.officer, event.at) else {
        return true;
    };
    let did = |entry: &Entry| {
        let action = Action::from_code(entry.action);
        let deed = action.is_some_and(|action| {
            action.is_of_case() && !matches!(action, Action::CaseViewed | Action::CaseRefused)
        });
        deed && entry.actor == Some(officer) && (0..=WRITING).contains(&entry.at.saturating_sub(at))
    };
    since.is_none_or(|since| at < since) || entries.iter().any(did)
}

/// What is wrong with the hold on a case: the last entry about one says whether there is one, and by whom.
fn hold_flaw(hold: Option<&Hold>, entries: &[Entry]) -> Option<Flaw> {
    let said = entries
        .iter()
        .rfind(|entry| is(entry, Action::HoldSet) || is(entry, Action::HoldLifted))
        .filter(|entry| is(entry, Action::HoldSet));
    match (hold, said) {
        (None, Some(_)) => Some(Flaw::RowRemoved),
        (Some(_), None) => Some(Flaw::RowAdded),
        (Some(hold), Some(said)) => {
            let detail = said.detail.as_ref().map(|(_, json)| json.as_str());
            let detail = detail.and_then(|json| serde_json::from_str::<serde_json::Value>(json).ok());
            // Entries from before they named the note vouch for less.
            let record = detail.as_ref().and_then(|detail| detail.get("record")?.as_str());
            let other = record.is_some_and(|record| record != hold.record.to_string());
            (other || said.actor != Some(hold.by)).then_some(Flaw::RowChanged)
        }
        (None, None) => None,
    }
}
