//! The number of a case: for quoting and for the register. It opens nothing and tells nothing (DESIGN D5).

use std::fmt;

use super::thai::digits;

/// Fiscal year of the Buddhist era and six digits that are unique in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CaseNumber {
    /// Fiscal year of the Buddhist era.
    pub fiscal_year: i16,
    /// 0 to 999,999.
    pub number: i32,
}

impl CaseNumber {
    /// Reads a number as people quote it: ten digits, Thai or not, with or without a dash between the fourth and the
    /// fifth.
    pub fn read(typed: &str) -> Option<Self> {
        let between = |c: char| c.is_whitespace() || matches!(c, '-' | '‐' | '–' | '/');
        let digits = typed.chars().filter(|c| !between(*c));
        let values: Vec<u8> = digits.map(digits::value).collect::<Option<_>>()?;
        let (year, number) = values.split_at_checked(4)?;
        if number.len() != 6 {
            return None;
        }
        let value = |digits: &[u8]| digits.iter().fold(0, |sum, digit| sum * 10 + i32::from(*digit));
        Some(Self {
            fiscal_year: i16::try_from(value(year)).ok()?,
            number: value(number),
        })
    }
}

impl fmt::Display for CaseNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:06}", self.fiscal_year, self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_number_is_read_back_as_it_is_written_in_either_digits(fiscal_year in 2400_i16..2700, number in 0_i32..1_000_000) {
            let quoted = CaseNumber { fiscal_year, number };
            let written = quoted.to_string();
            for typed in [written.clone(), digits::to_thai(&written), written.replace('-', ""), format!(" {} ", written.replace('-', " – "))] {
                prop_assert_eq!(CaseNumber::read(&typed), Some(quoted));
            }
        }
    }

    #[test]
    fn what_is_no_number_is_none() {
        for typed in [
            "",
            "2569",
            "2569-12345",
            "2569-1234567",
            "2569-12345x",
            "กขคง-123456",
            "2569.123456",
        ] {
            assert_eq!(CaseNumber::read(typed), None, "{typed}");
        }
    }
}
