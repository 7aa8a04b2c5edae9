//! What typed words may not say when everybody is to read them: who works here, who was named in a report, which unit or
//! case it is about, and how few matters there were.

use super::leak;
use super::tally::breakdown::Threshold;
use super::thai::digits;
use super::thai::fold::fold;
use super::thai::text::normalise;

/// Why a text cannot be published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WordProblem {
    /// It names somebody who works here, or whom a report names.
    Name,
    /// It names a unit of the agency.
    Unit,
    /// It holds a national id, a telephone number or the number of a case.
    Number,
    /// It says how many matters there were, and there were fewer than the agency shows.
    Few,
}

impl WordProblem {
    /// The key of what to do about it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Unit => "unit",
            Self::Number => "number",
            Self::Few => "few",
        }
    }
}

/// What must not stand in the text.
pub struct Unsaid<'a> {
    /// Names of those who work here.
    pub officers: Vec<&'a str>,
    /// Names that stand in reports.
    pub named: Vec<&'a str>,
    /// Names of the units. Which of them had how many matters is known to no list, so that none may be named.
    pub units: Vec<&'a str>,
    /// Smaller numbers of matters are not said.
    pub threshold: Threshold,
}

/// What things are counted in when a sentence says how many matters there were.
const COUNTED: &[&str] = &["เรื่อง", "ราย", "คน", "คดี", "กรณี"];
/// Numbers as words, as far as an agency may hide them. A longer one stands before the shorter one that it ends with.
const WORDS: &[(&str, i16)] = &[
    ("สิบเอ็ด", 11),
    ("สิบสอง", 12),
    ("สิบสาม", 13),
    ("สิบสี่", 14),
    ("สิบห้า", 15),
    ("สิบหก", 16),
    ("สิบเจ็ด", 17),
    ("สิบแปด", 18),
    ("สิบเก้า", 19),
    ("ยี่สิบ", 20),
    ("หนึ่ง", 1),
    ("สอง", 2),
    ("สาม", 3),
    ("สี่", 4),
    ("ห้า", 5),
    ("หก", 6),
    ("เจ็ด", 7),
    ("แปด", 8),
    ("เก้า", 9),
    ("สิบ", 10),
];
/// What stands before a number word that is only the end of a larger number: before a ten, and before anything.
const TENS: &[&str] = &["สอง", "ยี่", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า"];
const LARGER: &[&str] = &["สิบ", "ร้อย", "พัน", "หมื่น", "แสน", "ล้าน"];

impl Unsaid<'_> {
    /// Everything that is wrong with a text, each kind once.
    pub fn problems(&self, text: &str) -> Vec<WordProblem> {
        let mut problems = Vec::new();
        let mut people = self.officers.iter().chain(&self.named);
        if people.any(|name| leak::names(text, name)) {
            problems.push(WordProblem::Name);
        }
        let solid: String = solid(text);
        let unit = |name: &&&str| !name.trim().is_empty() && solid.contains(&self::solid(name));
        if self.units.iter().any(|name| unit(&name)) {
            problems.push(WordProblem::Unit);
        }
        if !leak::find(text).is_empty() || has_case_number(text) {
            problems.push(WordProblem::Number);
        }
        if self.says_few(&solid) {
            problems.push(WordProblem::Few);
        }
        problems
    }

    /// Whether a small number stands before what matters are counted in. Zero is always said (R61).
    fn says_few(&self, solid: &str) -> bool {
        let small = |number: i16| (1..self.threshold.number()).contains(&number);
        COUNTED.iter().any(|counted| {
            let mut written = solid.match_indices(counted);
            solid.contains(&format!("{counted}เดียว"))
                || written.any(|(at, _)| number_before(solid, at).is_some_and(small))
        })
    }
}

/// The number that ends here, in digits, in words or as officials write it: `1 (หนึ่ง)`.
fn number_before(text: &str, at: usize) -> Option<i16> {
    let (before, _) = text.split_at_checked(at)?;
    let before = before.trim_end_matches([')', ']', '"', '”']);
    let spelled = WORDS
        .iter()
        .find_map(|(word, number)| Some((before.strip_suffix(word)?, *number)));
    if let Some((rest, number)) = spelled {
        let tens = TENS.iter().filter(|_| (10..20).contains(&number));
        let larger = LARGER.iter().chain(tens).any(|word| rest.ends_with(word));
        return (!larger).then_some(number);
    }
    let written = before.chars().rev();
    let written: String = written.take_while(|c| c.is_ascii_digit() || *c == ',').collect();
    let number: String = written.chars().rev().filter(|c| *c != ',').collect();
    number.parse().ok()
}

/// A text without spaces, with ASCII digits.
fn solid(text: &str) -> String {
    fold(&digits::to_ascii(text)).split_whitespace().collect()
}

/// Whether four digits, a stroke and six digits stand in it: a case number.
fn has_case_number(text: &str) -> bool {
    let text = digits::to_ascii(&normalise(text));
    let shape: String = text
        .chars()
        .map(|c| match c {
            '0'..='9' => '9',
            '-' | '‐' | '‑' | '–' | '/' => '-',
            _ => ' ',
        })
        .collect();
    shape.split(' ').any(|word| word.contains("9999-999999"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::tally::breakdown::USUAL_THRESHOLD;

    fn problems(text: &str) -> Vec<WordProblem> {
        Unsaid {
            officers: vec!["นางสาวสมหญิง ใจดี"],
            named: vec!["วิชัย คดเคี้ยว"],
            units: vec!["กองคลัง"],
            threshold: USUAL_THRESHOLD,
        }
        .problems(text)
    }

    #[test]
    fn words_that_say_nothing_of_anybody_pass() {
        for text in [
            "ผู้แจ้งเบาะแสยังไม่ทราบช่องทาง ควรประชาสัมพันธ์ให้ทั่วถึง",
            "รับเรื่องทั้งสิ้น 1,012 เรื่อง แล้วเสร็จ ๙ เรื่อง เกินกำหนด 0 เรื่อง",
            "จัดอบรม 2 ครั้ง ปีงบประมาณ พ.ศ. 2569",
            "แล้วเสร็จ 15 (สิบห้า) เรื่อง ยี่สิบสามราย และหนึ่งร้อยสองเรื่อง",
            "ทั้งหมดหกเรื่อง",
            "",
        ] {
            assert_eq!(problems(text), [], "{text}");
        }
    }

    #[test]
    fn number_words_are_read_up_to_the_largest_number_that_an_agency_may_hide() {
        let careful = Unsaid {
            officers: Vec::new(),
            named: Vec::new(),
            units: Vec::new(),
            threshold: Threshold::new(20).unwrap(),
        };
        for few in ["หกเรื่อง", "สองสาม เรื่อง", "สิบเอ็ด ราย", "๑๙ (สิบเก้า) คน", "สิบคดี"]
        {
            assert_eq!(careful.problems(few), [WordProblem::Few], "{few}");
        }
        for many in ["ยี่สิบเรื่อง", "ยี่สิบห้า ราย", "สามสิบหกคน", "หนึ่งพันสามคดี"]
        {
            assert_eq!(careful.problems(many), [], "{many}");
        }
    }

    #[test]
    fn names_units_numbers_and_few_matters_do_not() {
        use WordProblem::{Few, Name, Number, Unit};
        for (text, wrong) in [
            ("ตามที่ สมหญิง เสนอ", Name),
            ("เรื่องของนายวิชัยคดเคี้ยว", Name),
            ("ปรับขั้นตอนของกอง คลัง", Unit),
            ("เรื่องที่ 2569-483127", Number),
            ("เรื่องที่ ๒๕๖๙-๔๘๓๑๒๗ ยุติแล้ว", Number),
            ("โทร 081 234 5678", Number),
            ("มีมูล 1 เรื่อง", Few),
            ("มีมูล ๒เรื่อง", Few),
            ("ลงโทษสอง ราย", Few),
            ("มีเพียงเรื่องเดียว", Few),
            ("มีมูล 1 (หนึ่ง) เรื่อง", Few),
            ("ลงโทษ ๒ [สอง] ราย", Few),
            ("ยุติ (2) เรื่อง", Few),
        ] {
            assert_eq!(problems(text), [wrong], "{text}");
        }
    }
}
