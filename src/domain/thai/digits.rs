//! Thai digits ๐–๙ (U+0E50–0E59): official papers use them, screens and files do not (conventions §3.4).

use std::fmt;

/// Which digits a text is written with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Digits {
    /// 0–9: screens, CSV, addresses, codes, telephone numbers.
    Arabic,
    /// ๐–๙: memos, announcements, letters, orders.
    Thai,
}

impl Digits {
    /// The text with every digit of either kind written in this kind; everything else unchanged.
    pub fn write(self, text: &str) -> String {
        match self {
            Self::Arabic => to_ascii(text),
            Self::Thai => to_thai(text),
        }
    }
}

/// The value of a Thai or ASCII digit.
pub fn value(c: char) -> Option<u8> {
    let zero = match c {
        '0'..='9' => '0',
        '๐'..='๙' => '๐',
        _ => return None,
    };
    u8::try_from(u32::from(c) - u32::from(zero)).ok()
}

/// The text with Thai digits turned into ASCII digits.
pub fn to_ascii(text: &str) -> String {
    text.chars()
        .map(|c| value(c).map_or(c, |digit| char::from(b'0' + digit)))
        .collect()
}

/// The text with ASCII digits turned into Thai digits.
pub fn to_thai(text: &str) -> String {
    text.chars()
        .map(|c| {
            value(c)
                .and_then(|digit| char::from_u32('๐' as u32 + u32::from(digit)))
                .unwrap_or(c)
        })
        .collect()
}

/// Reads a whole number of at most nine digits, Thai, ASCII or mixed, with spaces around it forgiven.
pub fn number(text: &str) -> Option<u32> {
    let text = text.trim();
    let length = text.chars().take(10).count();
    if !(1..=9).contains(&length) {
        return None;
    }
    text.chars()
        .try_fold(0_u32, |sum, c| Some(sum * 10 + u32::from(value(c)?)))
}

/// A whole number with commas between its thousands, as readers see it: `1,234,567`.
pub fn grouped(number: impl fmt::Display) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn long_numbers_are_written_in_groups() {
        for (number, written) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (20_000, "20,000"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(grouped(number), written);
        }
    }

    #[test]
    fn thai_and_ascii_digits_turn_into_each_other() {
        assert_eq!(to_thai("50,000.00 บาท ข้อ 1)"), "๕๐,๐๐๐.๐๐ บาท ข้อ ๑)");
        assert_eq!(to_ascii("ปีงบประมาณ พ.ศ. ๒๕๖๗"), "ปีงบประมาณ พ.ศ. 2567");
        assert_eq!(Digits::Thai.write("0123456789"), "๐๑๒๓๔๕๖๗๘๙");
        assert_eq!(Digits::Arabic.write("๐๑๒๓๔๕๖๗๘๙"), "0123456789");
    }

    #[test]
    fn numbers_are_read_in_either_script() {
        assert_eq!(number(" ๒๕๖๙ "), Some(2569));
        assert_eq!(number("๒5๖9"), Some(2569));
        for bad in ["", " ", "-1", "+1", "1 2", "1e3", "๙๙๙๙๙๙๙๙๙๙", "²", "٣", "สิบ"]
        {
            assert_eq!(number(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn there_and_back_changes_nothing_but_the_script(text in "[ก-๙0-9a-z \\n]{0,80}") {
            prop_assert_eq!(to_ascii(&to_thai(&text)), to_ascii(&text));
            prop_assert_eq!(to_thai(&text).chars().count(), text.chars().count());
        }

        #[test]
        fn every_number_is_read_back(n in 0_u32..1_000_000_000) {
            prop_assert_eq!(number(&to_thai(&n.to_string())), Some(n));
        }
    }
}
