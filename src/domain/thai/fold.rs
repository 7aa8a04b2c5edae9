//! A key for finding what two people typed differently for the same visible word.

use unicode_normalization::UnicodeNormalization;

use super::digits;
use super::text::normalise;

/// The search key of a text: lower case, ASCII digits, compatibility forms resolved, invisible characters
/// gone, the marks of each Thai letter in one order and once each, every run of white space one space.
///
/// Only for comparing; it takes ำ apart and is never shown. `fold(a).contains(&fold(b))` is how Thai is
/// searched: there are no spaces between words that an index of words could use (conventions §3.5).
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut marks: Vec<char> = Vec::new();
    let mut spaces = false;
    let letters = normalise(text);
    let letters = letters
        .nfkd()
        .flat_map(char::to_lowercase)
        .filter(|c| !matches!(c, '\u{200C}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}'));
    for c in letters {
        if c.is_whitespace() {
            write_marks(&mut marks, &mut out);
            spaces = true;
            continue;
        }
        if spaces && !out.is_empty() {
            out.push(' ');
        }
        spaces = false;
        if rank(c) > 0 {
            marks.push(c);
            continue;
        }
        write_marks(&mut marks, &mut out);
        out.push(digits::value(c).map_or(c, |digit| char::from(b'0' + digit)));
    }
    write_marks(&mut marks, &mut out);
    out
}

fn write_marks(marks: &mut Vec<char>, out: &mut String) {
    marks.sort_by_key(|mark| (rank(*mark), *mark));
    marks.dedup();
    out.extend(marks.drain(..));
}

/// Where a mark stands in its cluster: below, above, nikhahit, then tone marks and the rest.
const fn rank(c: char) -> u8 {
    match c {
        '\u{0E38}'..='\u{0E3A}' => 1,
        '\u{0E31}' | '\u{0E34}'..='\u{0E37}' => 2,
        '\u{0E4D}' => 3,
        '\u{0E47}'..='\u{0E4C}' | '\u{0E4E}' => 4,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_looks_the_same_folds_to_the_same() {
        for (a, b) in [
            ("น้ำ", "น\u{0E4D}\u{0E49}\u{0E32}"),
            ("น้ำ", "น\u{0E49}\u{0E4D}\u{0E32}"),
            ("เเม่", "แม่"),
            ("ท\u{200B}ุจริต", "ทุจริต"),
            ("กี่\u{0E48}", "กี่"),
            ("ก\u{0E48}\u{0E35}", "กี่"),
            ("ป\u{0E49}\u{0E31}น", "ปั้น"),
            ("๒๕๖๙", "2569"),
            ("นาย สมชาย   ใจดี ", "นาย สมชาย ใจดี"),
            ("ＡＢＣ", "abc"),
            ("TOR", "tor"),
        ] {
            assert_eq!(fold(a), fold(b), "{a} {b}");
        }
    }

    #[test]
    fn different_words_stay_different() {
        for (a, b) in [
            ("ปา", "ป่า"),
            ("กี่", "กี้"),
            ("แก", "เก"),
            ("1", "2"),
            ("กองคลัง", "กอง คลัง"),
        ] {
            assert_ne!(fold(a), fold(b), "{a} {b}");
        }
    }

    proptest! {
        #[test]
        fn a_part_of_plain_text_is_found_in_the_whole(before in "[ก-ฮ0-9]{0,9}", part in "[ก-ฮ๐-๙]{1,9}", after in "[ก-ฮ]{0,9}") {
            let whole = fold(&format!("{before}{part}{after}"));
            prop_assert!(whole.contains(&fold(&part)));
        }

        #[test]
        fn folding_what_people_type_twice_changes_nothing_more(text in "[ก-ฮะ-ฺเ-๙a-zA-Z \\n]{0,60}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&normalise(&once)), once);
        }
    }
}
