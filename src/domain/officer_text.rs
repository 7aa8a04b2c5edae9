//! What officers write. Words to a reporter have to say something: a dot or one letter does not satisfy the
//! duty to answer (R16, R17; attacks J122).

use super::narrative::{LongText, Narrative, TextProblem};
use super::thai::text::is_blank;

/// A text by an officer of at most 5,000 characters, with at least `LEAST` letters or digits that are not
/// all the same.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Words<const LEAST: usize>(LongText);

/// A question to the reporter.
pub type Question = Words<5>;
/// A notice of progress, an explanation of a delay, or the words with which a case ends.
pub type Notice = Words<10>;
/// An internal note; officers know best how short it can be.
pub type Note = Words<1>;
/// What the agency learns from a case; "ไม่มี" is an answer.
pub type Lesson = Words<3>;

impl<const LEAST: usize> Words<LEAST> {
    /// The fewest letters or digits.
    pub const LEAST: usize = LEAST;
    /// The most characters.
    pub const MAX: usize = LongText::MAX;

    /// Reads what an officer typed.
    ///
    /// # Errors
    /// [`TextProblem::Empty`], [`TextProblem::TooLong`], [`TextProblem::Unreadable`], and
    /// [`TextProblem::TooThin`] when there is too little to be an answer.
    pub fn read(raw: &str) -> Result<Self, TextProblem> {
        let text = LongText::required(raw)?;
        let mut letters = text
            .as_str()
            .chars()
            .filter(|c| c.is_alphanumeric() && !is_mark(*c));
        let first = letters.next();
        let (mut count, mut varied) = (usize::from(first.is_some()), LEAST < 2);
        for letter in letters {
            varied |= Some(letter) != first;
            count += 1;
            if varied && count >= LEAST {
                break;
            }
        }
        if count < LEAST || !varied {
            return Err(TextProblem::TooThin { least: LEAST });
        }
        Ok(Self(text))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The text as it goes into a sealed record.
    pub fn narrative(&self) -> Option<Narrative> {
        Narrative::restored(self.as_str())
    }
}

/// Thai vowels above and below a letter are alphabetic for Unicode and yet no letters of their own.
fn is_mark(c: char) -> bool {
    is_blank(c.encode_utf8(&mut [0; 4]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_letter_or_only_signs_are_no_answer() {
        for thin in [
            ".",
            "-",
            "ก",
            "...............",
            "กกกกกกกกกกกกกกกก",
            "๑๑๑๑๑๑๑๑๑๑๑๑",
            "ok",
            "👍👍👍👍👍👍👍👍👍👍",
        ] {
            assert_eq!(
                Notice::read(thin),
                Err(TextProblem::TooThin { least: 10 }),
                "{thin}"
            );
        }
        assert_eq!(Notice::read(" \u{200B}"), Err(TextProblem::Empty));
        assert_eq!(Question::read("?"), Err(TextProblem::TooThin { least: 5 }));
        assert_eq!(
            Question::read(&format!("ก{}", "\u{0E34}\u{0E48}".repeat(9))),
            Err(TextProblem::TooThin { least: 5 })
        );
    }

    #[test]
    fn short_words_that_say_something_are_enough() {
        assert!(Question::read("ท่านพบเมื่อใด").is_ok());
        assert!(Notice::read("ได้รับเรื่องและเริ่มตรวจสอบแล้ว").is_ok());
        assert!(Lesson::read("ไม่มี").is_ok());
        assert!(Note::read("1").is_ok());
        assert_eq!(Note::read("-"), Err(TextProblem::TooThin { least: 1 }));
    }

    #[test]
    fn too_much_is_refused_with_its_length() {
        let long = "กข".repeat(2_501);
        assert_eq!(
            Notice::read(&long),
            Err(TextProblem::TooLong {
                limit: 5_000,
                found: 5_002
            })
        );
    }

    proptest! {
        #[test]
        fn what_is_accepted_can_be_sealed(raw in any::<String>()) {
            if let Ok(words) = Question::read(&raw) {
                let narrative = words.narrative().unwrap();
                prop_assert_eq!(narrative.as_str(), words.as_str());
            }
        }
    }
}
