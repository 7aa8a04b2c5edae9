//! Holds the rows of every case against what the log says of them.

use std::collections::BTreeSet;

use crate::domain::day::Day;
use crate::domain::ids::{AgencyId, CaseId};
use crate::domain::log::Flaw;
use crate::domain::vouched::{Prints, RowFlaw, compare};
use crate::flow::case_prints::{self, Present};
use crate::flow::verify::{Finding, Place};
use crate::store::{self, Conn, StoreError};

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
            one(c, agency, ended, case, &mut findings)?;
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
    findings: &mut Vec<Finding>,
) -> Result<(), StoreError> {
    let entered: Prints = case_prints::entered(c, agency, case)?;
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
    let state = store::cases::find(c, agency, case)?.state;
    let last = store::events::list(c, agency, case)?.pop();
    if last.is_some_and(|last| last.state != state) {
        findings.push(Finding {
            place: Place::Row(case, "c".to_owned()),
            flaw: Flaw::StateWrong,
        });
    }
    Ok(())
}
