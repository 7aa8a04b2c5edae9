//! Repair of typed text: one spelling for what looks the same, nothing invisible, nothing lost.
//!
//! Order of work, and why:
//! 1. Line ends become `\n` (`\r\n`, `\r`, vertical tab, form feed, U+0085, U+2028, U+2029).
//! 2. What cannot be seen and only misleads is removed: zero-width spaces, byte order marks, soft hyphens,
//!    all bidi controls (they turn "ไม่รับเงิน" round on an officer's screen), and control characters other
//!    than line end and tab. A citizen cannot see such characters, so asking them to take them out would
//!    lose the report. NUL alone is not repaired here but refused by [`crate::domain::narrative::Text`]:
//!    no keyboard and no document makes it.
//! 3. No-break spaces become spaces.
//! 4. NFC; never NFKC or NFKD, which take every ำ apart (conventions §3.5).
//! 5. Thai repairs: every typing order of a syllable like น้ำ becomes the standard one, two เ become แ,
//!    and a mark typed twice in a row is kept once.
//!
//! Joiners (U+200C, U+200D) and variation selectors stay: emoji and other scripts need them.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

const SARA_AA: char = '\u{0E32}';
const SARA_AM: char = '\u{0E33}';
const NIKHAHIT: char = '\u{0E4D}';
const SARA_E: char = '\u{0E40}';
const SARA_AE: char = '\u{0E41}';

/// The text as it is stored and shown. Applying it twice gives the same as applying it once.
pub fn normalise(text: &str) -> String {
    let mut current = visible(text);
    // Moving a tone mark can bring another pair of marks together. Every further round shortens the text
    // or moves a tone mark forward; three rounds are more than any text made of Thai letters needs, and one finds
    // that nothing has to be repaired.
    for _ in 0..9 {
        let next = repaired(&current);
        if next == current {
            break;
        }
        current = next;
    }
    current
}

/// [`normalise`] for fields of one line: line ends and tabs become spaces, runs of spaces one space, and
/// spaces around the text are removed.
pub fn one_line(text: &str) -> String {
    let text = normalise(text);
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// Whether nothing of the text can be seen: only spaces, invisible characters, and marks without a letter.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|c| {
        c.is_whitespace()
            || c.is_control()
            || is_invisible(c)
            || unicode_normalization::char::is_combining_mark(c)
    })
}

/// Characters that take no space on the screen, or are blank though Unicode calls them letters.
const fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
        | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Removed wherever they stand (step 2 above).
const fn misleads(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}' | '\u{200E}' | '\u{200F}'
        | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}')
}

fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                chars.next_if_eq(&'\n');
                out.push('\n');
            }
            '\u{000B}' | '\u{000C}' | '\u{0085}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            '\n' | '\t' => out.push(c),
            '\u{00A0}' | '\u{2007}' | '\u{202F}' => out.push(' '),
            _ if c.is_control() || misleads(c) => {}
            _ => out.push(c),
        }
    }
    out
}

fn repaired(text: &str) -> String {
    let mut out = Syllables(Vec::with_capacity(text.len() / 3));
    // Nearly every text is in NFC already, which is found out in a fraction of the time that making it so takes.
    if is_nfc(text.chars()) {
        text.chars().for_each(|c| out.push(c));
    } else {
        text.nfc().for_each(|c| out.push(c));
    }
    if is_nfc(out.0.iter().copied()) {
        out.0.into_iter().collect()
    } else {
        out.0.into_iter().nfc().collect()
    }
}

fn is_nfc(letters: impl Iterator<Item = char>) -> bool {
    is_nfc_quick(letters) == IsNormalized::Yes
}

/// The letters so far; looks back at most two of them.
struct Syllables(Vec<char>);

impl Syllables {
    fn push(&mut self, c: char) {
        match (self.0.as_slice(), c) {
            ([.., last], _) if *last == c && is_mark(c) => {}
            ([.., SARA_E], SARA_E) => self.replace(1, SARA_AE),
            ([.., NIKHAHIT], SARA_AA) => self.replace(1, SARA_AM),
            ([.., NIKHAHIT, tone], SARA_AA) if is_tone(*tone) => {
                let tone = *tone;
                self.0.truncate(self.0.len().saturating_sub(2));
                self.push(tone);
                self.0.push(SARA_AM);
            }
            // A tone mark typed after ำ belongs before it.
            ([.., SARA_AM], tone) if is_tone(tone) => {
                self.0.pop();
                self.push(tone);
                self.0.push(SARA_AM);
            }
            _ => self.0.push(c),
        }
    }

    fn replace(&mut self, letters: usize, c: char) {
        self.0.truncate(self.0.len().saturating_sub(letters));
        self.0.push(c);
    }
}

/// ่ ้ ๊ ๋
const fn is_tone(c: char) -> bool {
    matches!(c, '\u{0E48}'..='\u{0E4B}')
}

/// Every Thai sign written above or below a consonant.
const fn is_mark(c: char) -> bool {
    matches!(c, '\u{0E31}' | '\u{0E34}'..='\u{0E3A}' | '\u{0E47}'..='\u{0E4E}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_typing_order_of_water_is_the_same_word() {
        for typed in [
            "\u{0E19}\u{0E49}\u{0E33}",
            "\u{0E19}\u{0E4D}\u{0E49}\u{0E32}",
            "\u{0E19}\u{0E49}\u{0E4D}\u{0E32}",
            "\u{0E19}\u{0E33}\u{0E49}",
            "\u{0E19}\u{0E49}\u{0E49}\u{0E33}",
            "\u{0E19}\u{0E49}\u{0E33}\u{0E49}",
            "\u{0E19}\u{200B}\u{0E49}\u{0E33}",
        ] {
            assert_eq!(normalise(typed), "\u{0E19}\u{0E49}\u{0E33}", "{typed:?}");
        }
    }

    #[test]
    fn the_spelling_of_the_seed_documents_is_repaired() {
        assert_eq!(normalise("อ\u{0E4D}\u{0E32}เภอ"), "อำเภอ");
        assert_eq!(normalise("เเม่"), "แม่");
        assert_eq!(normalise("ท\u{200B}ุจริต\u{FEFF}"), "ทุจริต");
        assert_eq!(normalise("นาย\u{00A0}ก"), "นาย ก");
        assert_eq!(normalise("ที่\u{0E48}\u{0E48}"), "ที่");
    }

    #[test]
    fn sara_am_is_never_taken_apart() {
        assert_eq!(normalise("คำสั่ง น้ำ ทำ"), "คำสั่ง น้ำ ทำ");
        assert_eq!(normalise("ＡＢ①"), "ＡＢ①");
    }

    #[test]
    fn bidi_and_control_characters_disappear() {
        assert_eq!(normalise("a\u{202E}b\u{2066}c\u{2069}\u{200F}d\u{061C}"), "abcd");
        assert_eq!(normalise("a\0b\u{1}c\u{1B}[31m\u{7F}\u{9F}d"), "abc[31md");
        assert_eq!(normalise("a\tb\nc"), "a\tb\nc");
    }

    #[test]
    fn line_ends_of_every_system_are_one() {
        assert_eq!(
            normalise("a\r\nb\rc\nd\u{2028}e\u{0085}f\u{000C}g"),
            "a\nb\nc\nd\ne\nf\ng"
        );
        assert_eq!(normalise("a\r\n\r\nb"), "a\n\nb");
    }

    #[test]
    fn a_field_of_one_line_has_one_line() {
        assert_eq!(one_line("  นาง  ก\r\nสกุล\tข \u{00A0}"), "นาง ก สกุล ข");
        assert_eq!(one_line(" \n "), "");
    }

    #[test]
    fn emoji_joined_from_several_stay_whole() {
        let family = "👩\u{200D}👧";
        assert_eq!(normalise(family), family);
    }

    #[test]
    fn text_that_cannot_be_seen_is_blank() {
        for blank in [
            "",
            "  \n\t ",
            "\u{200B}\u{200D}\u{FEFF}",
            "\u{0E48}\u{0E49}",
            "\u{0301}",
            "\u{2800}\u{3164}\u{E0041}",
            "\u{0E34} \u{0E34}",
        ] {
            assert!(is_blank(blank), "{blank:?}");
        }
        for seen in ["ก", "า", ".", "ๆ", "๑", "👍"] {
            assert!(!is_blank(seen), "{seen:?}");
        }
    }

    proptest! {
        #[test]
        fn repairing_twice_changes_nothing_more(text in "\\PC{0,40}|[กนเแาำํ่้๊ัีุ\u{301}\u{0EB8}\u{200B}\r\n]{0,40}") {
            let once = normalise(&text);
            prop_assert_eq!(normalise(&once), once);
        }

        #[test]
        fn how_a_keyboard_composes_letters_makes_no_difference(text in "\\PC{0,40}|[กนำํ่้ีุé\u{301}\u{323}가]{0,40}") {
            let apart: String = text.nfd().collect();
            prop_assert_eq!(normalise(&apart), normalise(&text));
        }

        #[test]
        fn plain_text_is_left_alone(text in "[ก-ฮa-zA-Z0-9๐-๙ .,\\n]{0,200}") {
            prop_assert_eq!(normalise(&text), text);
        }

        #[test]
        fn nothing_grows_without_bound(text in any::<String>()) {
            prop_assert!(normalise(&text).len() <= text.len() * 3);
        }
    }
}
