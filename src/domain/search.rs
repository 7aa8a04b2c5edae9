//! Looking for words in what an officer can open: Thai has no spaces between words and several spellings of what
//! looks the same, so both sides are folded first.

use unicode_segmentation::UnicodeSegmentation;
use zeroize::Zeroizing;

use super::thai::fold::fold;

/// Letters and digits that a question has at least: one letter of Thai is in every case.
pub const LEAST: usize = 2;
/// Characters shown on either side of what was found.
const AROUND: usize = 50;

/// What is looked for: all of these words, wherever in a case each of them stands. Wiped on drop.
pub struct Question(Vec<Zeroizing<String>>);

/// Where something was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The case number.
    Number,
    /// What happened.
    Narrative,
    /// Who did it.
    Who,
    /// Where it happened.
    Where,
    /// How the reporter knows.
    HowKnown,
    /// What could confirm it.
    Evidence,
    /// The name of a named reporter.
    Name,
    /// How a named reporter can be reached.
    Contact,
    /// The letter that passed the matter on: its sender and number.
    Letter,
    /// The conversation with the reporter.
    Message,
    /// Notes and lessons of the officers, and what they said about changes of readers.
    Note,
    /// Orders, letters and what came of them.
    Measure,
    /// The name of a file.
    File,
}

impl Place {
    /// Its name among the words.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Narrative => "narrative",
            Self::Who => "who",
            Self::Where => "where",
            Self::HowKnown => "how_known",
            Self::Evidence => "evidence",
            Self::Name => "name",
            Self::Contact => "contact",
            Self::Letter => "letter",
            Self::Message => "message",
            Self::Note => "note",
            Self::Measure => "measure",
            Self::File => "file",
        }
    }
}

/// Some characters around what was found.
#[derive(Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// In which text of the case.
    pub place: Place,
    /// What stands before.
    pub before: String,
    /// What was found, as it is written there.
    pub hit: String,
    /// What stands after.
    pub after: String,
}

impl Question {
    /// Reads what was typed; nothing when it is too short to look for.
    pub fn read(typed: &str) -> Option<Self> {
        let folded = Zeroizing::new(fold(typed));
        let words: Vec<Zeroizing<String>> = folded
            .split(' ')
            .filter(|word| !word.is_empty())
            .map(|word| Zeroizing::new(word.to_owned()))
            .collect();
        let letters = words
            .iter()
            .flat_map(|word| word.chars())
            .filter(|c| c.is_alphanumeric());
        (letters.count() >= LEAST).then_some(Self(words))
    }

    /// Looks through the texts of one case. An excerpt of the first word's first place, if every word is there.
    pub fn find(&self, texts: &[(Place, &str)]) -> Option<Excerpt> {
        let folded: Vec<(Place, &str, Zeroizing<String>)> = texts
            .iter()
            .map(|(place, text)| (*place, *text, Zeroizing::new(fold(text))))
            .collect();
        let stands = |word: &str| {
            folded.iter().find(|(place, _, text)| match place {
                Place::Number => is_number(word, text),
                _ => text.contains(word),
            })
        };
        let mut places = self.0.iter().map(|word| Some((word, stands(word)?)));
        let (word, (place, text, _)) = places.next()??;
        if places.any(|place| place.is_none()) {
            return None;
        }
        Some(if *place == Place::Number {
            Excerpt {
                place: *place,
                before: String::new(),
                hit: (*text).to_owned(),
                after: String::new(),
            }
        } else {
            excerpt(*place, text, word)
        })
    }
}

/// Whether digits, with or without dashes, are part of a case number.
fn is_number(word: &str, number: &str) -> bool {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let only = word
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, '-' | '–' | '/'));
    let wanted = digits(word);
    only && wanted.len() >= 4 && digits(number).contains(&wanted)
}

/// Folding moves and merges characters, so the place of a word in the text is searched for by folding parts of
/// it: the shortest beginning that has the word, then the shortest end of that.
fn excerpt(place: Place, text: &str, word: &str) -> Excerpt {
    let clusters: Vec<&str> = text.graphemes(true).collect();
    let part = |from: usize, to: usize| -> String {
        let count = to.saturating_sub(from);
        clusters.iter().skip(from).take(count).copied().collect()
    };
    let has = |from: usize, to: usize| fold(&part(from, to)).contains(word);
    let end = least(clusters.len(), |to| has(0, to));
    let back = least(end, |length| has(end.saturating_sub(length), end));
    let start = end.saturating_sub(back);
    let from = start.saturating_sub(AROUND);
    let to = end.saturating_add(AROUND).min(clusters.len());
    let dots = |cut: bool| if cut { "…" } else { "" };
    Excerpt {
        place,
        before: format!("{}{}", dots(from > 0), one_line(&part(from, start))),
        hit: one_line(&part(start, end)),
        after: format!("{}{}", one_line(&part(end, to)), dots(to < clusters.len())),
    }
}

fn one_line(text: &str) -> String {
    text.replace(['\r', '\n'], " ")
}

/// The least number up to `most` for which it is true, if it stays true for larger ones.
fn least(most: usize, is_true: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, most);
    while low < high {
        let middle = low.midpoint(high);
        if is_true(middle) {
            high = middle;
        } else {
            low = middle.saturating_add(1);
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn find(question: &str, texts: &[(Place, &str)]) -> Option<(Place, String)> {
        let found = Question::read(question)?.find(texts)?;
        Some((found.place, found.hit))
    }

    #[test]
    fn what_looks_the_same_is_found_as_it_is_written() {
        let text = "เห็นนายหมึก\nรับน้\u{E4D}\u{E32}มันที่ปั้ม ๒๕๖๙ กับ TOR";
        for (question, hit) in [
            ("น้ำมัน", "น้\u{E4D}\u{E32}มัน"),
            ("2569", "๒๕๖๙"),
            ("tor", "TOR"),
            ("หมึก", "หมึก"),
        ] {
            assert_eq!(
                find(question, &[(Place::Narrative, text)]),
                Some((Place::Narrative, hit.to_owned())),
                "{question}"
            );
        }
        assert_eq!(find("ปลาหมึก", &[(Place::Narrative, text)]), None);
    }

    #[test]
    fn every_word_has_to_be_somewhere_in_the_case() {
        let texts = [(Place::Who, "นายสมชาย"), (Place::Note, "โทรหากองช่าง")];
        assert_eq!(
            find("กองช่าง สมชาย", &texts),
            Some((Place::Note, "กองช่าง".to_owned()))
        );
        assert_eq!(find("กองช่าง สมหญิง", &texts), None);
    }

    #[test]
    fn a_case_number_is_found_in_thai_digits_and_without_its_dash() {
        let texts = [(Place::Number, "2569-483127")];
        for question in ["๒๕๖๙-๔๘๓๑๒๗", "2569483127", "483127", "๔๘๓๑"] {
            assert_eq!(
                find(question, &texts).map(|found| found.0),
                Some(Place::Number),
                "{question}"
            );
        }
        for question in ["9-4", "483", "2569-000000", "ก483127"] {
            assert_eq!(find(question, &texts), None, "{question}");
        }
    }

    #[test]
    fn too_little_is_no_question() {
        for typed in ["", " ", "ก", "?!", "\u{200B}"] {
            assert!(Question::read(typed).is_none(), "{typed:?}");
        }
    }

    #[test]
    fn an_excerpt_says_where_it_was_cut() {
        let text = format!("{}เงินทอน{}", "ก".repeat(80), "ข".repeat(80));
        let found = Question::read("เงินทอน")
            .unwrap()
            .find(&[(Place::Narrative, &text)])
            .unwrap();
        assert_eq!(found.before, format!("…{}", "ก".repeat(50)));
        assert_eq!(
            (found.hit.as_str(), found.after.chars().last()),
            ("เงินทอน", Some('…'))
        );
    }

    proptest! {
        #[test]
        fn an_excerpt_is_part_of_the_text_and_holds_the_word(before in "[ก-ฮะ-ู0-9 ]{0,99}", word in "[ก-ฮ]{2,9}", after in "[ก-ฮเ-ไ\\n]{0,99}") {
            let text = format!("{before}{word}{after}");
            let found = Question::read(&word).unwrap().find(&[(Place::Message, &text)]).unwrap();
            prop_assert!(fold(&found.hit).contains(&fold(&word)));
            let whole = format!("{}{}{}", found.before, found.hit, found.after);
            prop_assert!(one_line(&text).contains(whole.trim_matches('…')));
        }
    }
}
