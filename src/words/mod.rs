//! Every word a person reads on a page, in Thai and in English.
//!
//! The texts are in `th/*.toml` and `en/*.toml`; `build.rs` merges the files of a language and makes the
//! structs. Texts say what they say in plain characters: no markup, no escapes. Placeholders become the
//! arguments of a method in **alphabetical order of their names**.

/// The two languages of the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    /// ไทย, at `/…`.
    Thai,
    /// English, at `/en/…`.
    English,
}

impl Language {
    /// Both, Thai first.
    pub const ALL: [Self; 2] = [Self::Thai, Self::English];

    /// The tag for `lang` attributes.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Thai => "th",
            Self::English => "en",
        }
    }

    /// What stands before every path of this language.
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Thai => "",
            Self::English => "/en",
        }
    }

    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Thai => Self::English,
            Self::English => Self::Thai,
        }
    }
}

mod generated {
    use std::fmt::Display;

    use super::Language;

    include!(concat!(env!("OUT_DIR"), "/words.rs"));
}

pub use generated::*;

static THAI: Words = Words::THAI;
static ENGLISH: Words = Words::ENGLISH;

/// The words of a language.
pub fn words(language: Language) -> &'static Words {
    match language {
        Language::Thai => &THAI,
        Language::English => &ENGLISH,
    }
}

/// Every text of a language with its key, as it is written in the files.
pub fn texts(language: Language) -> &'static [(&'static str, &'static str)] {
    match language {
        Language::Thai => generated::THAI_TEXTS,
        Language::English => generated::ENGLISH_TEXTS,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::case::{Outcome, Reason, State};
    use crate::domain::category::{AgencyKind, Category, Channel, IdentityMode, Kind, Origin};
    use crate::domain::disclosure::Ground;
    use crate::domain::edition::EditionForm;
    use crate::domain::queue::QUEUES;
    use crate::domain::role::Role;
    use crate::domain::saved_reply::STANDARD;
    use crate::domain::survey::{Question, Score};

    #[test]
    fn every_value_of_the_domain_has_words_in_both_languages() {
        for language in Language::ALL {
            let w = words(language);
            let all = |name: &str, keys: Vec<&'static str>, by_key: &dyn Fn(&str) -> &'static str| {
                for key in keys {
                    assert!(!by_key(key).is_empty(), "{name}.{key} in {language:?}");
                }
            };
            let categories: Vec<_> = Category::ALL.iter().map(|c| c.key()).collect();
            all("category", categories.clone(), &|k| w.category.by_key(k));
            all("category_example", categories, &|k| w.category_example.by_key(k));
            let kinds: Vec<_> = Kind::ALL.iter().map(|c| c.key()).collect();
            all("kind", kinds.clone(), &|k| w.kind.by_key(k));
            all("kind_hint", kinds, &|k| w.kind_hint.by_key(k));
            let modes: Vec<_> = IdentityMode::ALL.iter().map(|c| c.key()).collect();
            all("identity", modes.clone(), &|k| w.identity.by_key(k));
            all("identity_hint", modes, &|k| w.identity_hint.by_key(k));
            let states: Vec<_> = State::ALL.iter().map(|c| c.key()).collect();
            all("state", states.clone(), &|k| w.state.by_key(k));
            all("public_state", states, &|k| w.public_state.by_key(k));
            all("reason", Reason::ALL.iter().map(|c| c.key()).collect(), &|k| {
                w.reason.by_key(k)
            });
            all("outcome", Outcome::ALL.iter().map(|c| c.key()).collect(), &|k| {
                w.outcome.by_key(k)
            });
            all("channel", Channel::ALL.iter().map(|c| c.key()).collect(), &|k| {
                w.channel.by_key(k)
            });
            all("origin", Origin::ALL.iter().map(|c| c.key()).collect(), &|k| {
                w.origin.by_key(k)
            });
            all(
                "agency_kind",
                AgencyKind::ALL.iter().map(|c| c.key()).collect(),
                &|k| w.agency_kind.by_key(k),
            );
            all("queue", QUEUES.iter().map(|queue| queue.key).collect(), &|k| {
                w.queue.by_key(k)
            });
            let standard = || STANDARD.iter().map(|(key, _)| *key).collect();
            all("standard_title", standard(), &|k| {
                w.panel.standard_title.by_key(k)
            });
            all("standard_text", standard(), &|k| w.panel.standard_text.by_key(k));
            all(
                "survey.question",
                Question::ALL.iter().map(|c| c.key()).collect(),
                &|k| w.survey.question.by_key(k),
            );
            all(
                "survey.score",
                Score::ALL.iter().map(|c| c.key()).collect(),
                &|k| w.survey.score.by_key(k),
            );
            all(
                "edition.form",
                EditionForm::ALL.iter().map(|c| c.key()).collect(),
                &|k| w.edition.form.by_key(k),
            );
            all(
                "publishing.unmade",
                EditionForm::ALL.iter().map(|c| c.key()).collect(),
                &|k| w.publishing.unmade.by_key(k),
            );
            all("ground", Ground::ALL.iter().map(|c| c.key()).collect(), &|k| {
                w.ground.by_key(k)
            });
            all("role", Role::ALL.iter().map(|c| c.key()).collect(), &|k| {
                w.role.by_key(k)
            });
            all(
                "month",
                (1..=12).map(|m| &*format!("m{m}").leak()).collect(),
                &|k| w.month.by_key(k),
            );
            all(
                "month_short",
                (1..=12).map(|m| &*format!("m{m}").leak()).collect(),
                &|k| w.month_short.by_key(k),
            );
        }
    }

    #[test]
    fn the_tone_is_polite_and_calm() {
        for language in Language::ALL {
            for (key, text) in texts(language) {
                for unwanted in ["ครับ", "ค่ะ", "!", "คุณ ", "ฟ้อง", "จับผิด"]
                {
                    assert!(!text.contains(unwanted), "{key} in {language:?} says {unwanted}");
                }
            }
        }
    }

    #[test]
    fn the_english_pages_contain_no_thai_and_no_text_is_only_copied() {
        for (key, text) in texts(Language::English) {
            if *key != "layout.thai" {
                assert!(
                    !text.chars().any(|c| ('\u{e00}'..='\u{e7f}').contains(&c)),
                    "{key}"
                );
            }
        }
    }

    #[test]
    fn placeholders_are_filled_in_alphabetical_order() {
        let steps = words(Language::English).form.step(3, 7);
        assert_eq!(steps, "Step 3 of 7");
    }
}
