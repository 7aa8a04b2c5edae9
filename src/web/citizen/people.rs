//! Who will read a report, and whom its writer can mark as involved: by post and unit (R29).

use std::sync::Arc;

use crate::app::App;
use crate::domain::agency::Agency;
use crate::domain::category::Category;
use crate::domain::ids::{OfficerId, UnitId};
use crate::domain::involved::Involved;
use crate::domain::officer::Officer;
use crate::domain::report::Draft;
use crate::domain::role::Role;
use crate::flow::incoming::intake::{self, Readers};
use crate::flow::incoming::posts::Posts;
use crate::flow::trouble::Trouble;
use crate::web::field::Choice;
use crate::words::Words;

use super::step::gives_name;

/// What the page says about readers and marks.
pub struct People {
    /// The readers, in the order of the panel.
    pub ids: Vec<OfficerId>,
    /// Their posts.
    pub readers: Vec<String>,
    /// The outside body, when it reads too, and why.
    pub outside: Option<String>,
    /// Why nobody would read the report.
    pub nobody: Option<&'static str>,
    /// Who keeps the name; empty for an anonymous report.
    pub custodians: Vec<String>,
    /// Officers to mark.
    pub officers: Vec<Choice>,
    /// Units to mark.
    pub units: Vec<Choice>,
    /// Posts and units that are marked.
    pub marked: Vec<String>,
}

/// The marks of a form that are of this agency.
pub fn involved(draft: &Draft, posts: &Posts) -> Involved {
    let officers = draft
        .involved_officers
        .iter()
        .filter_map(|id| OfficerId::from_hex(id));
    let units = draft.involved_units.iter().filter_map(|id| UnitId::from_hex(id));
    Involved::new(
        officers
            .filter(|id| posts.officers.iter().any(|officer| officer.id == *id))
            .collect(),
        units
            .filter(|id| posts.units.iter().any(|unit| unit.id == *id))
            .collect(),
    )
}

/// Finds out who would read the report now.
///
/// # Errors
/// When that cannot be found out.
pub async fn look_up(
    app: &Arc<App>,
    words: &Words,
    agency: &Agency,
    draft: &Draft,
    posts: &Posts,
    category: Category,
) -> Result<People, Trouble> {
    let involved = involved(draft, posts);
    let readers = intake::readers(app, agency, category, &involved).await?;
    Ok(describe(words, agency, draft, posts, &involved, &readers))
}

fn describe(
    words: &Words,
    agency: &Agency,
    draft: &Draft,
    posts: &Posts,
    involved: &Involved,
    readers: &Readers,
) -> People {
    let w = &words.wizard;
    let label = |officer: &Officer| label(words, officer, posts);
    let nobody = (readers.officers.is_empty() && !readers.outside).then(|| {
        if involved.is_empty() {
            w.readers_unknown
        } else {
            w.readers_nobody
        }
    });
    let custodians = match readers.custodians.as_slice() {
        _ if !gives_name(draft) => Vec::new(),
        [] if agency.outside_body.is_empty() => Vec::new(),
        [] => vec![w.custodians_outside(&agency.outside_body)],
        some => some.iter().map(label).collect(),
    };
    let ids: Vec<OfficerId> = readers.officers.iter().map(|officer| officer.id).collect();
    let (officers, units) = choices(words, posts, involved, &ids);
    let marked = officers
        .iter()
        .chain(&units)
        .filter(|choice| choice.chosen)
        .map(|choice| choice.label.clone());
    People {
        ids,
        readers: readers.officers.iter().map(label).collect(),
        outside: readers.outside.then(|| w.readers_outside(&agency.outside_body)),
        nobody,
        custodians,
        marked: marked.collect(),
        officers,
        units,
    }
}

/// The officers and the units that can be marked, and which of the officers would read as things stand.
pub fn choices(
    words: &Words,
    posts: &Posts,
    involved: &Involved,
    readers: &[OfficerId],
) -> (Vec<Choice>, Vec<Choice>) {
    let w = &words.wizard;
    let officers = posts.officers.iter().map(|officer| {
        let hint = if readers.contains(&officer.id) {
            w.reads_now
        } else {
            ""
        };
        Choice::new(officer.id.to_string(), label(words, officer, posts))
            .hint(hint)
            .chosen(involved.officers().contains(&officer.id))
    });
    let units = posts.units.iter().map(|unit| {
        Choice::new(unit.id.to_string(), &unit.name)
            .hint(w.involved_unit_hint)
            .chosen(involved.units().contains(&unit.id))
    });
    (officers.collect(), units.collect())
}

/// The post with its unit; with the name as well where several people have the same post in the same unit.
fn label(words: &Words, officer: &Officer, posts: &Posts) -> String {
    let same = |other: &&Officer| other.post == officer.post && other.unit == officer.unit;
    let post = if posts.officers.iter().filter(same).count() > 1 {
        words.wizard.same_post(&officer.name, &officer.post)
    } else {
        officer.post.clone()
    };
    let unit = posts.units.iter().find(|unit| Some(unit.id) == officer.unit);
    match unit {
        Some(unit) if !officer.roles.has(Role::Outside) => words.wizard.reader(post, &unit.name),
        _ => post,
    }
}
