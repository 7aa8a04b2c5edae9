//! What every paper is made of.

use crate::domain::day::Day;
use crate::domain::thai::digits::Digits;

use super::table::Table;

/// What every PDF carries besides its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    /// Title of the file, shown by readers in their title bar.
    pub title: String,
    /// Language of the text for screen readers: `th` or `en`.
    pub language: &'static str,
    /// Who issues it; stands in the file's properties.
    pub author: String,
    /// The day the file is dated with; nothing else in it depends on time.
    pub dated: Day,
    /// Which digits the text is written with. Addresses on the web keep theirs.
    pub digits: Digits,
    /// A small line at the foot of every page, for example the edition and its address; empty for none.
    /// Screen readers skip it, so nothing may stand only there.
    pub foot: String,
}

/// A part of a paper under its own heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The heading.
    pub heading: String,
    /// What stands below it.
    pub blocks: Vec<Block>,
}

/// A piece of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A paragraph; its first line is set in. A line end in it begins a new line.
    Paragraph(String),
    /// An item of a list with its label, for example `๑.`.
    Item {
        /// The label.
        label: String,
        /// The text.
        text: String,
    },
    /// A table; its heading row is repeated on every page.
    Table(Table),
    /// An address on the web that can be followed.
    Address(String),
}

/// Who signs: room for a signature, the name in brackets, the post below.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signer {
    /// Title and name, without brackets; empty leaves dots to write it by hand.
    pub name: String,
    /// The post, one line each; a second line says in whose place somebody acts (รักษาราชการแทน).
    pub post: Vec<String>,
}

impl Paper {
    /// The text with the digits of this paper; words with Latin letters keep their own.
    pub(super) fn written(&self, text: &str) -> String {
        if self.digits == Digits::Arabic {
            return text.to_owned();
        }
        text.split_inclusive(char::is_whitespace)
            .map(|word| {
                // Addresses, digests, item codes.
                if word.chars().any(|c| c.is_ascii_alphabetic()) {
                    word.to_owned()
                } else {
                    self.digits.write(word)
                }
            })
            .collect()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A Thai paper of 1 April 2026.
    pub(in crate::documents) fn paper() -> Paper {
        Paper {
            title: "ข้อมูลเชิงสถิติเรื่องร้องเรียน".to_owned(),
            language: "th",
            author: "องค์การบริหารส่วนตำบลโคกสูงเหนือ".to_owned(),
            dated: Day::from_ymd(2026, 4, 1).unwrap(),
            digits: Digits::Thai,
            foot: "ฉบับที่ 7 https://report.example.go.th/khok-sung/statistics".to_owned(),
        }
    }

    #[test]
    fn digits_change_and_addresses_do_not() {
        let paper = paper();
        assert_eq!(
            paper.written("ปี 2569 ดู https://a.example/2569 หรือ a1@b2.example (O18) โทร 1567"),
            "ปี ๒๕๖๙ ดู https://a.example/2569 หรือ a1@b2.example (O18) โทร ๑๕๖๗"
        );
        let arabic = Paper {
            digits: Digits::Arabic,
            ..paper
        };
        assert_eq!(arabic.written("ปี 2569"), "ปี 2569");
    }
}
