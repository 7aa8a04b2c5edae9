//! What the action plan against corruption asks about complaints every year (requirements §1.3, §1.5, R63): its
//! indicators, read out of a published edition and never counted here.

use super::category::Category;
use super::coded::coded;
use super::edition::figures::EditionFigures;
use super::survey::TARGET;

coded!(
    /// The measures of the plan that this service is part of, in the order of the plan.
    Measure {
        /// มาตรการจัดการเรื่องราวร้องทุกข์/ร้องเรียน
        Complaints = 1 => "complaints",
        /// มาตรการจัดการในกรณีได้ทราบ หรือรับแจ้ง หรือตรวจสอบพบการทุจริต
        Corruption = 2 => "corruption",
        /// มาตรการจัดให้มีระบบและช่องทางการรับเรื่องร้องเรียนเกี่ยวกับการทุจริต
        Channel = 3 => "channel",
    }
);

coded!(
    /// The indicators of the plan that are about complaints (I1 to I15).
    Indicator {
        /// ความพึงพอใจ, in tenths of a per cent (I1).
        Satisfaction = 1 => "satisfaction",
        /// All matters received, to fall (I2–I4, I10, I12).
        Received = 2 => "received",
        /// เรื่องร้องเรียน (I15).
        Complaints = 3 => "complaints",
        /// เบาะแส (I15).
        Tips = 4 => "tips",
        /// สินบน, to be none (I5).
        Bribery = 5 => "bribery",
        /// การบริหารงานบุคคล, to fall (I6, I7).
        Personnel = 6 => "personnel",
        /// การจัดซื้อจัดจ้าง, to fall (I8).
        Procurement = 7 => "procurement",
        /// การใช้จ่ายงบประมาณ, to fall (I9).
        Finance = 8 => "finance",
        /// การใช้อำนาจ/การปฏิบัติหน้าที่โดยมิชอบ, to fall (I10, I11).
        Duty = 9 => "duty",
        /// การให้บริการประชาชน, to fall (I12).
        Service = 10 => "service",
        /// คดีทุจริต: cases in court are not known here (I13, I14).
        Cases = 11 => "cases",
    }
);

/// What an edition says about an indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// A number of matters.
    Count(u32),
    /// A share in tenths of a per cent, and how many people it comes from.
    Share(u32, u32),
    /// Too few people answered to show a share.
    FewAnswers(u32),
    /// Nobody has been asked yet, or nobody answered.
    NoAnswers,
    /// The year is not over, so that it has not been divided up whole.
    NotYet,
    /// A part of it is hidden because it is small.
    Hidden,
    /// The service does not know it.
    Unknown,
}

/// What the plan wants an indicator to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aim {
    /// At least so many per cent.
    AtLeast(u32),
    /// Fewer than the year before.
    Fall,
    /// More take part than the year before.
    Rise,
    /// None at all.
    Zero,
}

impl Aim {
    /// The name of its words.
    pub const fn key(self) -> &'static str {
        match self {
            Self::AtLeast(_) => "at_least",
            Self::Fall => "fall",
            Self::Rise => "rise",
            Self::Zero => "zero",
        }
    }
}

impl Indicator {
    /// What the plan wants of it.
    pub const fn aim(self) -> Aim {
        match self {
            Self::Satisfaction => Aim::AtLeast(TARGET),
            Self::Complaints | Self::Tips => Aim::Rise,
            Self::Bribery => Aim::Zero,
            Self::Received
            | Self::Personnel
            | Self::Procurement
            | Self::Finance
            | Self::Duty
            | Self::Service
            | Self::Cases => Aim::Fall,
        }
    }

    const fn category(self) -> Option<Category> {
        match self {
            Self::Bribery => Some(Category::Bribery),
            Self::Personnel => Some(Category::Personnel),
            Self::Procurement => Some(Category::Procurement),
            Self::Finance => Some(Category::Finance),
            Self::Duty => Some(Category::Duty),
            Self::Service => Some(Category::Service),
            Self::Satisfaction | Self::Received | Self::Complaints | Self::Tips | Self::Cases => None,
        }
    }

    /// What an edition says about it.
    pub fn read(self, figures: &EditionFigures) -> Reading {
        if let Some(category) = self.category() {
            return of_category(figures, category);
        }
        match self {
            Self::Satisfaction => satisfaction(figures),
            Self::Received => Reading::Count(figures.received.received),
            Self::Complaints => Reading::Count(figures.received.complaints),
            Self::Tips => Reading::Count(figures.received.tips),
            _ => Reading::Unknown,
        }
    }
}

/// The answers of the last half that has any to show; else how few there were.
fn satisfaction(figures: &EditionFigures) -> Reading {
    let said = figures.halves.iter().rev().map(|half| half.satisfaction);
    let shown = said.clone().find_map(|said| {
        let tenths = said.overall_tenths?;
        Some(Reading::Share(tenths, said.answered))
    });
    let few = said.map(|said| said.answered).find(|answered| *answered > 0);
    shown.unwrap_or_else(|| few.map_or(Reading::NoAnswers, Reading::FewAnswers))
}

/// The sum of both halves of the year. A part that is hidden in one of them hides the sum.
fn of_category(figures: &EditionFigures, category: Category) -> Reading {
    let mut sum = 0_u32;
    for half in &figures.halves {
        let parts = half.categories.iter().flatten();
        let mut number = parts
            .filter(|part| part.key == category.key())
            .map(|part| part.number);
        match number.next().flatten() {
            Some(number) => sum = sum.saturating_add(number),
            None => return Reading::Hidden,
        }
    }
    if figures.halves.len() < 2 {
        return Reading::NotYet;
    }
    Reading::Count(sum)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::day::Day;
    use crate::domain::edition::figures::{HalfYear, Part, Satisfaction};
    use crate::domain::edition::iso::IsoDay;
    use crate::domain::fiscal_year::FiscalYear;
    use crate::domain::tally::monthly_table;

    fn figures(halves: Vec<HalfYear>) -> EditionFigures {
        let year = FiscalYear::new(2569).unwrap();
        let table = |year: FiscalYear| monthly_table(&[], year, year.last_day());
        EditionFigures::of(&table(year), &table(year.previous()), halves, year)
    }

    fn half(half: u8, procurement: Option<u32>, satisfaction: (u32, Option<u32>)) -> HalfYear {
        let parts = Category::ALL.iter().map(|category| Part {
            key: category.key().to_owned(),
            number: if *category == Category::Procurement {
                procurement
            } else {
                Some(0)
            },
        });
        HalfYear {
            half,
            as_of: IsoDay(Day::from_ymd(2026, 9, 30).unwrap()),
            received: procurement.unwrap_or(9),
            threshold: 3,
            categories: Some(parts.collect()),
            channels: None,
            origins: None,
            units: Vec::new(),
            satisfaction: Satisfaction {
                answered: satisfaction.0,
                overall_tenths: satisfaction.1,
                high_tenths: satisfaction.1,
                tenths: None,
                whole_year: false,
            },
        }
    }

    #[test]
    fn a_category_is_the_sum_of_both_halves_and_hidden_when_one_of_them_is() {
        let read = |halves| Indicator::Procurement.read(&figures(halves));
        let none = (0, None);
        assert_eq!(
            read(vec![half(1, Some(4), none), half(2, Some(5), none)]),
            Reading::Count(9)
        );
        assert_eq!(
            read(vec![half(1, Some(4), none), half(2, None, none)]),
            Reading::Hidden
        );
        assert_eq!(read(vec![half(1, None, none)]), Reading::Hidden);
        assert_eq!(read(vec![half(1, Some(4), none)]), Reading::NotYet);
        assert_eq!(read(Vec::new()), Reading::NotYet);
        let mut only_total = half(2, Some(2), none);
        only_total.categories = None;
        assert_eq!(read(vec![half(1, Some(4), none), only_total]), Reading::Hidden);
    }

    #[test]
    fn no_bribery_is_a_number_and_cases_in_court_are_not_known() {
        let whole = figures(vec![half(1, Some(0), (0, None)), half(2, Some(0), (0, None))]);
        assert_eq!(Indicator::Bribery.read(&whole), Reading::Count(0));
        assert_eq!(Indicator::Received.read(&whole), Reading::Count(0));
        assert_eq!(Indicator::Cases.read(&whole), Reading::Unknown);
    }

    #[test]
    fn satisfaction_comes_from_the_last_half_that_shows_any_and_is_never_zero_for_nobody() {
        let read = |halves| Indicator::Satisfaction.read(&figures(halves));
        assert_eq!(read(Vec::new()), Reading::NoAnswers);
        assert_eq!(
            read(vec![
                half(1, Some(0), (7, Some(857))),
                half(2, Some(0), (2, None))
            ]),
            Reading::Share(857, 7)
        );
        assert_eq!(read(vec![half(1, Some(0), (3, None))]), Reading::FewAnswers(3));
        assert_eq!(Indicator::Satisfaction.aim(), Aim::AtLeast(80));
    }
}
