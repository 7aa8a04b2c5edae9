//! The items of the yearly integrity assessment (OIT) that this service gives evidence for. Numbers and split change
//! with every year and are therefore a table; a year that is not in it has no number, and none is printed (rules §2.2).

use super::coded::coded;
use super::fiscal_year::FiscalYear;

coded!(
    /// What the items ask to be published.
    OitItem {
        /// แนวปฏิบัติการจัดการเรื่องร้องเรียนการทุจริตและประพฤติมิชอบ
        Guideline = 1 => "guideline",
        /// ช่องทางแจ้งเรื่องร้องเรียนการทุจริตและประพฤติมิชอบ
        Channel = 2 => "channel",
        /// ข้อมูลเชิงสถิติเรื่องร้องเรียนการทุจริตและประพฤติมิชอบ
        Statistics = 3 => "statistics",
    }
);

/// Fiscal year of the assessment, then the numbers of guideline, channel and statistics. Each row was read in a public
/// source of its year.
const NUMBERS: &[(i16, [u8; 3])] = &[(2566, [27, 28, 29]), (2568, [17, 18, 19]), (2569, [16, 17, 18])];

impl OitItem {
    /// Its number in the assessment of a fiscal year, for example `O18`; nothing for a year whose table is not known.
    pub fn code_in(self, year: FiscalYear) -> Option<String> {
        let (_, numbers) = NUMBERS.iter().find(|(of, _)| *of == year.number())?;
        let place = Self::ALL.iter().position(|item| *item == self)?;
        numbers.get(place).map(|number| format!("O{number}"))
    }

    /// Its title, which is the same in every year: pages that carry it are found by those who assess.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Guideline => "แนวปฏิบัติการจัดการเรื่องร้องเรียนการทุจริตและประพฤติมิชอบ",
            Self::Channel => "ช่องทางแจ้งเรื่องร้องเรียนการทุจริตและประพฤติมิชอบ",
            Self::Statistics => "ข้อมูลเชิงสถิติเรื่องร้องเรียนการทุจริตและประพฤติมิชอบ",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_the_year_and_an_unknown_year_has_none() {
        let year = |number| FiscalYear::new(number).unwrap();
        assert_eq!(OitItem::Statistics.code_in(year(2569)).as_deref(), Some("O18"));
        assert_eq!(OitItem::Statistics.code_in(year(2568)).as_deref(), Some("O19"));
        assert_eq!(OitItem::Guideline.code_in(year(2566)).as_deref(), Some("O27"));
        assert_eq!(OitItem::Channel.code_in(year(2570)), None);
    }
}
