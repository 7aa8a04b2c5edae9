//! What the text of a report gives away, said before it is sent. Never a refusal: it may have to stand there.

use crate::domain::leak::{self, Leak};
use crate::domain::report::{Draft, Field};
use crate::domain::thai::digits;
use crate::vault::code::{Reading, TrackingCode};
use crate::web::citizen::step::Step;
use crate::words::Words;

/// Symbols of a code in letters, and in digits (envelope §1.2).
const LENGTHS: [usize; 2] = [24, 32];
/// The most places of a text at which a code is looked for; more words than any report has that is allowed.
const MOST_STARTS: usize = 50_000;

/// One warning, with the page on which the text can be changed.
pub struct Warning {
    /// What was found, and in which answer.
    pub text: String,
    /// Where it can be changed.
    pub step: Step,
}

/// National ids and telephone numbers.
pub fn of_person(words: &Words, draft: &Draft) -> Vec<Warning> {
    let w = &words.wizard_warning;
    let warn = |(field, leak): (Field, Leak)| {
        let name = name(words, field);
        let text = match leak {
            Leak::NationalId => w.national_id(name),
            Leak::Telephone => w.phone(name),
        };
        Warning {
            text,
            step: Step::of(field),
        }
    };
    leak::warnings(draft).into_iter().map(warn).collect()
}

/// Tracking codes.
pub fn of_code(words: &Words, draft: &Draft) -> Vec<Warning> {
    let texts = [
        (Field::What, &draft.what),
        (Field::Who, &draft.who),
        (Field::Place, &draft.place),
        (Field::HowKnown, &draft.how_known),
        (Field::Evidence, &draft.evidence),
    ];
    let found = texts.into_iter().filter(|(_, text)| codes(text).next().is_some());
    found
        .map(|(field, _)| Warning {
            text: words.wizard_warning.code(name(words, field)),
            step: Step::of(field),
        })
        .collect()
}

/// The name of an answer as the form calls it.
pub fn name(words: &Words, field: Field) -> &'static str {
    let w = &words.wizard;
    match field {
        Field::Identity => w.row_identity,
        Field::Name => w.name_label,
        Field::Contact => w.contact_label,
        Field::Kind => w.row_kind,
        Field::Category => w.row_category,
        Field::What => w.what,
        Field::Who => w.who_label,
        Field::InvolvedOfficers | Field::InvolvedUnits => w.row_involved,
        Field::Place => w.where_label,
        Field::Day | Field::Month | Field::Year => w.when_label,
        Field::HowKnown => w.how_label,
        Field::Evidence => w.confirm_label,
    }
}

/// Every tracking code that stands in a text, with whatever blanks and hyphens between its symbols.
pub fn codes(text: &str) -> impl Iterator<Item = TrackingCode> {
    let text = digits::to_ascii(text);
    let symbols: Vec<(char, bool)> = symbols(&text);
    let starts = (0..symbols.len()).filter({
        let first: Vec<bool> = symbols.iter().map(|(_, first)| *first).collect();
        move |at| first.get(*at).copied().unwrap_or(false)
    });
    let candidates: Vec<String> = starts
        .take(MOST_STARTS)
        .flat_map(|start| LENGTHS.map(|length| (start, length)))
        .filter_map(|(start, length)| {
            let end = start.checked_add(length)?;
            // A code ends where a word ends.
            let whole = symbols.get(end).is_none_or(|(_, first)| *first);
            let run = symbols.get(start..end)?;
            let plain = run.iter().all(|(symbol, _)| symbol.is_ascii_alphanumeric());
            (whole && plain).then(|| run.iter().map(|(symbol, _)| *symbol).collect())
        })
        .collect();
    candidates
        .into_iter()
        .filter_map(|candidate| match TrackingCode::read(&candidate) {
            Reading::Code(code) => Some(code),
            Reading::Proposed(_) | Reading::Mistyped => None,
        })
}

/// The characters of a text without what people put between groups, each with whether a group begins with it.
fn symbols(text: &str) -> Vec<(char, bool)> {
    let mut symbols = Vec::new();
    let mut alone = true;
    for symbol in text.chars() {
        if symbol.is_whitespace() || matches!(symbol, '-' | '\u{2010}'..='\u{2015}' | '\u{200B}'..='\u{200D}')
        {
            alone = true;
        } else {
            let word = symbol.is_ascii_alphanumeric();
            symbols.push((symbol, alone || !word));
            alone = !word;
        }
    }
    symbols
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::id::InstanceId;

    fn code() -> TrackingCode {
        TrackingCode::from_submission_key(&[3; 32], &InstanceId([1; 16]))
    }

    #[test]
    fn a_code_is_found_in_either_spelling_wherever_it_stands() {
        let (letters, digits) = (code().letters(), code().digits());
        for text in [
            letters.to_string(),
            letters.to_lowercase(),
            letters.replace('-', " "),
            letters.replace('-', ""),
            digits.to_string(),
            digits::to_thai(&digits),
            format!("รหัสของผมคือ {} ครับ", *letters),
            format!("รหัส:{}ครับ", *digits),
            format!("road 4 {}\nend", *letters),
        ] {
            let found: Vec<String> = codes(&text).map(|code| code.letters().to_string()).collect();
            assert_eq!(found, [letters.to_string()], "{text}");
        }
    }

    #[test]
    fn other_texts_have_no_code() {
        let letters = code().letters();
        let mut wrong = letters.to_string();
        wrong.replace_range(0..1, if wrong.starts_with('7') { "8" } else { "7" });
        for text in [
            wrong,
            format!("{}Z", *letters),
            "1234567890123456789012345678901".to_owned(),
            "The quick brown fox jumps over".to_owned(),
            String::new(),
            "ก".repeat(1_000),
        ] {
            assert_eq!(codes(&text).count(), 0, "{text}");
        }
    }
}
