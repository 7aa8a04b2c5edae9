//! The saved texts that a deed offers, and the one that was chosen. Choosing is a link: its address names the
//! text and nothing of the case.

use super::deed::Deed;
use crate::app::App;
use crate::domain::case::State;
use crate::domain::saved_reply::STANDARD;
use crate::flow::cases::saved_replies;
use crate::web::field::Choice;
use crate::web::form::Value;
use crate::web::problem::Problem;
use crate::web::session::SignedIn;
use crate::web::visit::Visit;
use crate::words::{Language, words};
use actix_web::web::Data;

/// The texts for this deed on a case in this state, with the one of this name chosen, and what it says.
pub(super) async fn offered(
    visit: &Visit,
    app: &Data<App>,
    officer: &SignedIn,
    deed: Deed,
    state: State,
    chosen: &str,
) -> Result<(Vec<Choice>, Value), Problem> {
    let mut texts: Vec<(String, String, String)> = Vec::new();
    for language in [visit.language(), visit.language().other()] {
        let name = match language {
            Language::Thai => visit.words().layout.thai,
            Language::English => visit.words().layout.english,
        };
        let mut offer = |id: &str, title: &str, text: &str| {
            if !text.is_empty() {
                texts.push((
                    format!("{id}.{}", language.tag()),
                    format!("{title} ({name})"),
                    text.to_owned(),
                ));
            }
        };
        for kept in saved_replies::list(app, officer.agency.id).await? {
            let text = &kept.now.text;
            if text.is_for(deed.key(), state) {
                let said = match language {
                    Language::Thai => &text.thai,
                    Language::English => &text.english,
                };
                offer(&kept.now.id.to_string(), &text.title, said);
            }
        }
        for (key, _) in STANDARD.iter().filter(|(_, of)| of.key() == deed.key()) {
            let title = visit.words().panel.standard_title.by_key(key);
            offer(key, title, words(language).panel.standard_text.by_key(key));
        }
    }
    let text = if chosen.is_empty() {
        String::new()
    } else {
        let found = texts.iter().find(|(name, ..)| name == chosen);
        found
            .map(|(_, _, text)| text.clone())
            .ok_or_else(Problem::not_found)?
    };
    let choices = texts
        .into_iter()
        .map(|(name, title, _)| {
            let is_chosen = name == chosen;
            Choice::new(name, title).chosen(is_chosen)
        })
        .collect();
    Ok((choices, text.into()))
}
