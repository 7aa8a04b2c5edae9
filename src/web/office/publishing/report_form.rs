//! What is typed into the forms of a report, and what is wrong with it.

use std::collections::BTreeMap;

use crate::domain::fiscal_year::FiscalYear;
use crate::domain::narrative::{LongText, Text};
use crate::domain::round_report::indicators::Indicator;
use crate::domain::round_report::{Bases, Draft, Passage, Passages, Round};
use crate::domain::thai::digits;
use crate::web::field::Mistakes;
use crate::web::form::{Form, FormError, Value};
use crate::web::office::wording::text_problem;
use crate::words::Words;

/// The fields whose text a problem page shows again.
pub const TYPED: &[&str] = &[
    "problems",
    "solutions",
    "prevention",
    "prevention_open",
    "lessons",
    "public_problems",
    "public_solutions",
    "public_prevention",
    "public_prevention_open",
    "public_lessons",
];

/// No agency has more matters.
const MOST: u32 = 1_000_000;

/// The words of the texts as typed, in their order. `before` stands before the names of their fields.
pub(super) fn texts(form: &mut Form, before: &str) -> Result<Vec<(Passage, Value)>, FormError> {
    let mut take = |passage: &Passage| {
        let text = form.text(&format!("{before}{}", passage.key()));
        text.map(|text| (*passage, text))
    };
    Passage::ALL.iter().map(&mut take).collect()
}

/// Reads the texts.
pub(super) fn passages(
    words: &Words,
    typed: &[(Passage, Value)],
    before: &str,
    mistakes: &mut Mistakes,
) -> Passages {
    let mut passages = Passages::default();
    for (passage, text) in typed {
        match LongText::optional(text) {
            Ok(text) => passages.set(*passage, text.as_ref().map_or("", Text::as_str).to_owned()),
            Err(problem) => mistakes.add(format!("{before}{}", passage.key()), text_problem(words, problem)),
        }
    }
    passages
}

/// The numbers as typed.
#[derive(Default)]
pub(super) struct TypedBases {
    pub(super) year: Value,
    pub(super) numbers: Vec<(Indicator, Value)>,
    pub(super) cases_now: Value,
}

impl TypedBases {
    /// Takes them out of a form.
    pub(super) fn take(form: &mut Form) -> Result<Self, FormError> {
        let mut numbers = Vec::new();
        for indicator in Indicator::ALL {
            numbers.push((*indicator, form.text(&format!("base_{}", indicator.key()))?));
        }
        Ok(Self {
            year: form.text("base_year")?,
            numbers,
            cases_now: form.text("cases_now")?,
        })
    }

    /// As they were kept.
    pub(super) fn of(bases: &Bases) -> Self {
        let spelled = |number: Option<u32>| number.map_or_else(String::new, |number| number.to_string());
        let number = |of: &Indicator| (*of, Value::new(spelled(bases.numbers.get(of.key()).copied())));
        Self {
            year: Value::new(bases.year.map_or_else(String::new, |year| year.to_string())),
            numbers: Indicator::ALL.iter().map(number).collect(),
            cases_now: Value::new(spelled(bases.cases_now)),
        }
    }

    /// Reads them, as those of the round that is reported.
    pub(super) fn read(&self, words: &Words, round: Round, mistakes: &mut Mistakes) -> Bases {
        let w = &words.report_form;
        let mut number = |field: String, text: &str| {
            let plain = digits::to_ascii(text).replace(',', "");
            if plain.trim().is_empty() {
                return None;
            }
            let number = plain.trim().parse().ok().filter(|number| *number <= MOST);
            if number.is_none() {
                mistakes.add(field, w.bad_number);
            }
            number
        };
        let mut numbers = BTreeMap::new();
        for (of, text) in &self.numbers {
            if let Some(value) = number(format!("base_{}", of.key()), text) {
                numbers.insert(of.key().to_owned(), value);
            }
        }
        let cases_now = number("cases_now".to_owned(), &self.cases_now);
        let plain = digits::to_ascii(&self.year);
        let year = plain.trim().parse().ok().and_then(FiscalYear::new);
        if year.is_none() && !plain.trim().is_empty() {
            mistakes.add("base_year", w.bad_year);
        }
        Bases {
            year: year.map(FiscalYear::number),
            round: Some(round.key().to_owned()),
            numbers,
            cases_now,
        }
    }
}

/// What stands in the form of the draft.
#[derive(Default)]
pub(super) struct TypedDraft {
    pub(super) texts: Vec<(Passage, Value)>,
    pub(super) quoted: Vec<String>,
    pub(super) bases: TypedBases,
}

impl TypedDraft {
    /// Takes it out of a form.
    pub(super) fn take(form: &mut Form) -> Result<Self, FormError> {
        Ok(Self {
            texts: texts(form, "")?,
            quoted: form
                .take_all("quote")
                .iter()
                .map(|id| id.as_str().to_owned())
                .collect(),
            bases: TypedBases::take(form)?,
        })
    }

    /// As it was kept.
    pub(super) fn of(draft: &Draft) -> Self {
        Self {
            texts: filled(&draft.memo),
            quoted: draft.quoted.clone(),
            bases: TypedBases::of(&draft.bases),
        }
    }

    /// Reads it.
    pub(super) fn read(&self, words: &Words, round: Round, mistakes: &mut Mistakes) -> Draft {
        Draft {
            memo: passages(words, &self.texts, "", mistakes),
            quoted: self.quoted.clone(),
            bases: self.bases.read(words, round, mistakes),
        }
    }
}

/// Texts as values of fields.
pub(super) fn filled(passages: &Passages) -> Vec<(Passage, Value)> {
    let all = Passage::ALL.iter().copied();
    all.map(|passage| (passage, Value::new(passages.of(passage).to_owned())))
        .collect()
}
