//! The last page before sending: every answer once more, what became of the name, and what the text gives away.

use super::step::{Step, gives_name};
use super::warning::{self, Warning, name};
use super::wording::event_date;
use crate::domain::narrative::Text;
use crate::domain::report::{Draft, Field, IdentityNote, Report};
use crate::words::{Language, words};

/// What the last page shows besides the people.
pub struct Check {
    /// The answers.
    pub rows: Vec<Row>,
    /// What became of the name.
    pub notes: Vec<&'static str>,
    /// National ids and telephone numbers.
    pub person: Vec<Warning>,
    /// Tracking codes.
    pub code: Vec<Warning>,
}

/// One answer.
pub struct Row {
    /// The name of the answer.
    pub term: &'static str,
    /// What will be sent.
    pub value: String,
    /// Where it can be changed.
    pub step: Step,
}

impl Check {
    /// The page of a report that can be sent.
    pub fn of(language: Language, draft: &Draft, report: &Report) -> Self {
        let words = words(language);
        let notes = match report.identity_note {
            IdentityNote::AsChosen => Vec::new(),
            IdentityNote::LeftOut => vec![words.wizard_note.left_out],
            IdentityNote::NothingGiven => vec![words.wizard_note.nothing_given],
        };
        Self {
            rows: rows(language, draft, report),
            notes,
            person: warning::of_person(words, draft),
            code: warning::of_code(words, draft),
        }
    }
}

fn rows(language: Language, draft: &Draft, report: &Report) -> Vec<Row> {
    let words = words(language);
    let row = |field: Field, value: &str| Row {
        term: name(words, field),
        value: if value.is_empty() { words.form.none } else { value }.to_owned(),
        step: Step::of(field),
    };
    let when = report
        .when
        .map(|date| event_date(language, date))
        .unwrap_or_default();
    let mut rows = vec![row(
        Field::Identity,
        words.identity.by_key(report.identity.mode.key()),
    )];
    if gives_name(draft) {
        rows.push(row(Field::Name, shown(report.identity.name.as_ref())));
        rows.push(row(Field::Contact, shown(report.identity.contact.as_ref())));
    }
    rows.extend([
        row(Field::Kind, words.kind.by_key(report.kind.key())),
        row(Field::Category, words.category.by_key(report.category.key())),
        row(Field::What, report.narrative.as_str()),
        row(Field::Who, shown(report.who.as_ref())),
        row(Field::Place, shown(report.place.as_ref())),
        row(Field::Year, &when),
        row(Field::HowKnown, shown(report.how_known.as_ref())),
        row(Field::Evidence, shown(report.evidence.as_ref())),
    ]);
    rows
}

fn shown<const MAX: usize>(text: Option<&Text<MAX>>) -> &str {
    text.map_or("", Text::as_str)
}
