//! The log as its auditor reads it. What is about a case is read by the readers of that case alone.

use std::sync::Arc;

use serde_json::Value;

use crate::app::App;
use crate::domain::day::{Day, Month};
use crate::domain::ids::{CaseId, OfficerId};
use crate::domain::log::{Action, Check, Entry, Subject};
use crate::domain::officer::Officer;
use crate::flow::officers::sign_in::Session;
use crate::flow::trouble::Trouble;
use crate::store::cases::Case;
use crate::store::{self, StoreError};

/// So many entries stand on one page.
pub const PAGE: i64 = 50;

/// Which entries.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// Only about this.
    pub subject: Option<Subject>,
    /// Only what this officer did.
    pub officer: Option<OfficerId>,
    /// Only of this month.
    pub month: Option<Month>,
    /// Which page, from 0: counted in entries that this reader may see.
    pub page: i64,
}

/// One entry with what it names.
pub struct Line {
    /// The entry.
    pub entry: Entry,
    /// Who did it.
    pub actor: Option<Officer>,
    /// The officer it is about.
    pub object: Option<Officer>,
    /// The case it is about, which the reader reads.
    pub case: Option<Case>,
    /// Why something was refused, or what was changed: a code, empty where there is none.
    pub code: String,
    /// The day that ended.
    pub day: Option<Day>,
}

/// A page of the log.
pub struct Page {
    /// Its lines, newest first.
    pub lines: Vec<Line>,
    /// Whether there are older ones for this reader.
    pub older: bool,
    /// Everybody of the agency, for the filter.
    pub officers: Vec<Officer>,
    /// What the last verification found.
    pub check: Option<Check>,
}

/// Reads a page.
///
/// # Errors
/// When the store fails.
pub async fn page(app: &Arc<App>, session: &Session, wanted: &Wanted) -> Result<Page, Trouble> {
    let (agency, me, wanted) = (session.agency.id, session.reader(app), *wanted);
    let actions: Vec<Action> = Action::ALL
        .iter()
        .copied()
        .filter(|action| wanted.subject.is_none_or(|subject| action.subject() == subject))
        .collect();
    let read = move |c: &mut store::Conn| {
        let asked = store::log::Wanted {
            actions: &actions,
            actor: wanted.officer,
            between: wanted.month.map(moments),
            reader: me,
            limit: PAGE.saturating_add(1),
            offset: wanted.page.saturating_mul(PAGE),
        };
        let entries = store::log::page(c, agency, &asked)?;
        let officers = store::officers::list(c, agency)?;
        let mut lines = Vec::new();
        for entry in entries {
            let of_case = Action::from_code(entry.action).is_some_and(Action::is_of_case);
            let case = if of_case {
                Some(store::cases::find_for(c, agency, CaseId(entry.object), me)?)
            } else {
                None
            };
            lines.push(line(entry, case, &officers));
        }
        let check = store::log_heads::last_check(c, agency)?;
        Ok::<_, StoreError>((lines, officers, check))
    };
    let (mut lines, officers, check) = app.db.read(read).await?;
    let most = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let older = lines.len() > most;
    lines.truncate(most);
    Ok(Page {
        lines,
        older,
        officers,
        check,
    })
}

fn line(entry: Entry, case: Option<Case>, officers: &[Officer]) -> Line {
    let by_id = |id: OfficerId| officers.iter().find(|officer| officer.id == id).cloned();
    let detail = entry.detail.as_ref();
    let detail = detail.and_then(|(_, json)| serde_json::from_str::<Value>(json).ok());
    let text = |name: &str| detail.as_ref()?.get(name)?.as_str();
    let ended = Action::from_code(entry.action) == Some(Action::DayEnded);
    let day = detail
        .as_ref()
        .and_then(|detail| detail.get("day")?.as_i64())
        .filter(|_| ended);
    Line {
        actor: entry.actor.and_then(by_id),
        object: by_id(OfficerId(entry.object)),
        case,
        code: text("why")
            .or_else(|| text("what"))
            .unwrap_or_default()
            .to_owned(),
        day: day.and_then(|day| i32::try_from(day).ok()).map(Day::from_number),
        entry,
    }
}

/// The first moment of a month in Bangkok, and the first of the next.
fn moments(month: Month) -> (i64, i64) {
    let start = |day: Day| i64::from(day.number()) * 86_400 - 7 * 3_600;
    (start(month.first_day()), start(month.next().first_day()))
}
