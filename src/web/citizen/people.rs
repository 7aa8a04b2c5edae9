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
use crate::flow::intake::{self, Readers};
use crate::flow::posts::Posts;
use crate::flow::trouble::Trouble;
use crate::web::field::Choice;
use crate::words::Words;

use super::step::gives_name;

/// What the page says about readers and marks.
pub struct People {
    /// Posts of the readers, in the order of the panel.
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
    let officer_choice = |officer: &Officer| {
        let reads = readers.officers.iter().any(|reader| reader.id == officer.id);
        Choice::new(officer.id.to_string(), label(officer))
            .hint(if reads { w.reads_now } else { "" })
            .chosen(involved.officers().contains(&officer.id))
    };
    let officers: Vec<Choice> = posts.officers.iter().map(officer_choice).collect();
    let unit_choice = |unit: &crate::domain::agency::Unit| {
        Choice::new(unit.id.to_string(), &unit.name)
            .hint(w.involved_unit_hint)
            .chosen(involved.units().contains(&unit.id))
    };
    let units: Vec<Choice> = posts.units.iter().map(unit_choice).collect();
    let marked = officers
        .iter()
        .chain(&units)
        .filter(|choice| choice.chosen)
        .map(|choice| choice.label.clone());
    People {
        readers: readers.officers.iter().map(label).collect(),
        outside: readers.outside.then(|| w.readers_outside(&agency.outside_body)),
        nobody,
        custodians,
        marked: marked.collect(),
        officers,
        units,
    }
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
