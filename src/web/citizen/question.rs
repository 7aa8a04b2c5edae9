//! What each page of the form asks, and the answers it offers.

use super::step::Step;
use crate::domain::category::{Category, IdentityMode, Kind};
use crate::domain::report::Draft;
use crate::domain::thai::digits::number;
use crate::web::field::Choice;
use crate::words::Words;

/// The heading of a page of the form.
pub fn title(words: &Words, step: Step) -> &'static str {
    let w = &words.wizard;
    match step {
        Step::Identity => w.identity,
        Step::Name => w.name,
        Step::Kind => w.kind,
        Step::Category => w.category,
        Step::What => w.what,
        Step::Who => w.who,
        Step::Where => w.where_when,
        Step::How => w.how,
        Step::Files => words.files.title,
        Step::Check => w.check,
    }
}

/// The radio buttons of a page that has some; where it happened, the months.
pub fn choices(words: &Words, step: Step, draft: &Draft) -> Vec<Choice> {
    let chosen =
        |typed: &str, default: &str, key: &str| key == if typed.is_empty() { default } else { typed };
    match step {
        Step::Identity => IdentityMode::ALL
            .iter()
            .map(|mode| {
                let key = mode.key();
                Choice::new(key, words.identity.by_key(key))
                    .hint(words.identity_hint.by_key(key))
                    .chosen(chosen(&draft.identity, IdentityMode::Anonymous.key(), key))
            })
            .collect(),
        Step::Kind => Kind::ALL
            .iter()
            .map(|kind| {
                let key = kind.key();
                Choice::new(key, words.kind.by_key(key))
                    .hint(words.kind_hint.by_key(key))
                    .chosen(chosen(&draft.kind, Kind::Complaint.key(), key))
            })
            .collect(),
        Step::Category => Category::ALL
            .iter()
            .map(|category| {
                let key = category.key();
                Choice::new(key, words.category.by_key(key))
                    .hint(words.category_example.by_key(key))
                    .chosen(draft.category == key)
            })
            .collect(),
        Step::Where => (1_u32..=12)
            .map(|month| {
                Choice::new(month.to_string(), words.month.by_key(&format!("m{month}")))
                    .chosen(number(&draft.month) == Some(month))
            })
            .collect(),
        _ => Vec::new(),
    }
}
