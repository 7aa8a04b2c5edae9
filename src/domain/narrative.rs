//! Free text from people, once it has been repaired and found short enough.

use std::fmt;

use unicode_segmentation::UnicodeSegmentation;
use zeroize::ZeroizeOnDrop;

use super::thai::text;

/// Bytes that count as one character at least. A Thai character with its marks has up to nine bytes, so
/// only text made of unusually heavy characters (piled-up marks, joined emoji) is limited by its bytes:
/// a narrative of 20,000 characters never exceeds 200,000 bytes in the database.
const BYTES_PER_CHARACTER: usize = 10;

/// Bytes of a text that are looked at to say how much too long it is; the rest is estimated.
const COUNTED_BYTES: usize = 1 << 20;

/// Why a text was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TextProblem {
    /// Nothing that can be seen was typed, and something is needed.
    Empty,
    /// More characters than allowed. Both numbers are characters as people count them.
    TooLong {
        /// The most that is allowed.
        limit: usize,
        /// What was typed, or an estimate for texts of more than a mebibyte.
        found: usize,
    },
    /// The text contains NUL, which no keyboard makes: it was damaged on the way, or a program sent it.
    Unreadable,
    /// A text that has to say something to the reporter says nothing: too few letters, or always the same.
    TooThin {
        /// How many letters or digits are needed at least.
        least: usize,
    },
}

/// A text of 1 to `MAX` characters (grapheme clusters), repaired by [`text::normalise`], with something in
/// it that can be seen.
#[derive(Clone, PartialEq, Eq, ZeroizeOnDrop)]
pub struct Text<const MAX: usize>(String);

/// What happened, in the reporter's words.
pub type Narrative = Text<20_000>;
/// An answer of some sentences: who, how known, what could confirm it, a message.
pub type LongText = Text<5_000>;
/// A name, a post, a place, a telephone number; one line.
pub type ShortText = Text<300>;

impl<const MAX: usize> Text<MAX> {
    /// The longest text of this kind, in characters.
    pub const MAX: usize = MAX;

    /// Reads an answer that may be left out: `None` when nothing that can be seen was typed.
    ///
    /// # Errors
    /// [`TextProblem::TooLong`] and [`TextProblem::Unreadable`].
    pub fn optional(raw: &str) -> Result<Option<Self>, TextProblem> {
        Self::checked(raw, text::normalise)
    }

    /// Reads an answer of one line that may be left out; line ends become spaces.
    ///
    /// # Errors
    /// [`TextProblem::TooLong`] and [`TextProblem::Unreadable`].
    pub fn optional_line(raw: &str) -> Result<Option<Self>, TextProblem> {
        Self::checked(raw, text::one_line)
    }

    /// Reads an answer that is needed.
    ///
    /// # Errors
    /// [`TextProblem::Empty`], [`TextProblem::TooLong`] and [`TextProblem::Unreadable`].
    pub fn required(raw: &str) -> Result<Self, TextProblem> {
        Self::optional(raw)?.ok_or(TextProblem::Empty)
    }

    /// Takes a text out of a sealed record. Limits may have been wider when it was written, so only the
    /// repairs apply; the size of a record bounds it.
    pub fn restored(sealed: &str) -> Option<Self> {
        let text = text::normalise(sealed);
        (!text::is_blank(&text)).then_some(Self(text))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn checked(raw: &str, repair: fn(&str) -> String) -> Result<Option<Self>, TextProblem> {
        if raw.contains('\0') {
            return Err(TextProblem::Unreadable);
        }
        // Spaces and invisible characters may vanish in the repair, but nobody types a mebibyte of them.
        if raw.len() > COUNTED_BYTES {
            return Err(TextProblem::TooLong {
                limit: MAX,
                found: raw.len() / 3,
            });
        }
        let text = repair(raw);
        if text::is_blank(&text) {
            return Ok(None);
        }
        let text = text.trim().to_owned();
        let found = length(&text);
        if found > MAX {
            return Err(TextProblem::TooLong { limit: MAX, found });
        }
        Ok(Some(Self(text)))
    }
}

/// Characters as people count them; heavy ones count by their bytes.
fn length(text: &str) -> usize {
    let by_bytes = text.len().div_ceil(BYTES_PER_CHARACTER);
    text.graphemes(true).count().max(by_bytes)
}

impl<const MAX: usize> fmt::Debug for Text<MAX> {
    /// Says how long the text is and nothing of what it says.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text({} bytes)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_narrative_has_one_to_twenty_thousand_characters() {
        let longest = "ก้".repeat(20_000);
        assert_eq!(Narrative::required(&longest).unwrap().as_str(), longest);
        assert_eq!(
            Narrative::required(&"ก้".repeat(20_001)),
            Err(TextProblem::TooLong {
                limit: 20_000,
                found: 20_001
            })
        );
        assert_eq!(Narrative::required("ก").unwrap().as_str(), "ก");
    }

    #[test]
    fn nothing_to_see_is_nothing() {
        for blank in [
            "",
            "   \r\n\t",
            "\u{200B}\u{FEFF}\u{00A0}",
            "\u{0E49}\u{0E35}\u{0301}",
            "\u{202E}\u{200F}",
        ] {
            assert_eq!(Narrative::required(blank), Err(TextProblem::Empty), "{blank:?}");
            assert_eq!(LongText::optional(blank), Ok(None));
        }
    }

    #[test]
    fn a_mebibyte_is_refused_with_its_length() {
        let megabyte = "ก".repeat(333_333);
        assert_eq!(
            Narrative::required(&megabyte),
            Err(TextProblem::TooLong {
                limit: 20_000,
                found: 333_333
            })
        );
        assert!(matches!(
            Narrative::required(&"ก".repeat(3_333_333)),
            Err(TextProblem::TooLong { found: 3_333_333, .. })
        ));
    }

    #[test]
    fn piled_up_marks_are_one_character_but_not_one_byte() {
        let piled = format!("z{}", "\u{0301}\u{0302}".repeat(60_000));
        assert!(matches!(
            Narrative::required(&piled),
            Err(TextProblem::TooLong { .. })
        ));
    }

    #[test]
    fn long_thai_words_without_a_space_are_fine() {
        let word = "กรุงเทพมหานครอมรรัตนโกสินทร์มหินทรายุธยามหาดิลกภพนพรัตนราชธานีบูรีรมย์อุดมราชนิเวศน์มหาสถาน";
        assert!(word.chars().count() >= 86);
        assert_eq!(ShortText::optional_line(word).unwrap().unwrap().as_str(), word);
    }

    #[test]
    fn nul_is_refused_and_other_control_characters_vanish() {
        assert_eq!(Narrative::required("a\0b"), Err(TextProblem::Unreadable));
        assert_eq!(Narrative::required("a\u{1}\u{202E}b").unwrap().as_str(), "ab");
    }

    #[test]
    fn the_line_structure_of_a_narrative_is_kept() {
        let text = Narrative::required("  ข้อ 1\r\n\r\nข้อ 2\n").unwrap();
        assert_eq!(text.as_str(), "ข้อ 1\n\nข้อ 2");
    }

    #[test]
    fn what_was_typed_never_reaches_a_log() {
        let text = ShortText::optional("ความลับ").unwrap().unwrap();
        assert!(!format!("{text:?}").contains("ลับ"));
    }

    proptest! {
        #[test]
        fn an_accepted_text_is_accepted_again_unchanged(raw in any::<String>()) {
            if let Ok(Some(text)) = LongText::optional(&raw) {
                prop_assert_eq!(LongText::optional(text.as_str()), Ok(Some(text.clone())));
                prop_assert_eq!(LongText::restored(text.as_str()), Some(text));
            }
        }

        #[test]
        fn an_accepted_text_fits_the_database(raw in "(\\PC{0,9}\u{301}{0,9}){0,9}") {
            if let Ok(Some(text)) = Text::<20>::optional(&raw) {
                prop_assert!(text.as_str().len() <= 200);
                prop_assert!(text.as_str().graphemes(true).count() <= 20);
            }
        }
    }
}
