//! The indicators of the plan that the service can feed (requirements §1.3), against numbers of a base year that people
//! enter.

use serde::{Deserialize, Serialize};

use super::numbers::ReportNumbers;
use super::{Bases, ReportKey, Round};
use crate::domain::category::Category;
use crate::domain::coded::coded;
use crate::domain::tally::breakdown::Threshold;

coded!(
    /// What is measured.
    Indicator {
        /// เรื่องร้องเรียนการทุจริต (I2–I4)
        Matters = 1 => "matters",
        /// การจัดซื้อจัดจ้าง (I8)
        Procurement = 2 => "proc",
        /// การใช้จ่ายงบประมาณ (I9)
        Finance = 3 => "fin",
        /// การบริหารงานบุคคล (I6, I7)
        Personnel = 4 => "hr",
        /// การปฏิบัติหน้าที่ (I10, I11)
        Duty = 5 => "adm",
        /// การให้บริการ (I12)
        Service = 6 => "svc",
        /// สินบน (I5)
        Bribery = 7 => "brb",
        /// คดีทุจริต (I13), which are entered by hand
        Cases = 8 => "cases",
        /// เบาะแสจากภาคประชาชน (I15)
        Tips = 9 => "tips",
    }
);

/// What the plan wants of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aim {
    /// ลดลง
    Fewer,
    /// ไม่มี
    None,
    /// เพิ่มขึ้น
    More,
}

/// An indicator with its numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndicatorLine {
    /// Its key.
    pub key: String,
    /// The number of the base year; nothing when nobody entered one.
    pub base: Option<u32>,
    /// The number of this round; nothing when it is hidden, or not known.
    pub now: Option<u32>,
    /// Whether the base is of as many months as this round.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub like: bool,
    /// Whether the base is what the agency published of the same round of the year before, and not what somebody entered.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub own: bool,
}

/// How a number has changed since the base year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// One of the numbers is missing.
    Unknown,
    /// They are not of as many months.
    Incomparable,
    /// There was nothing in the base year: no share can be computed of it.
    FromZero,
    /// The same.
    Same,
    /// Fewer, by so many tenths of a per cent.
    Less(u32),
    /// More, by so many tenths of a per cent.
    More(u32),
}

impl Indicator {
    /// What the plan wants of it.
    pub const fn aim(self) -> Aim {
        match self {
            Self::Bribery => Aim::None,
            Self::Tips => Aim::More,
            _ => Aim::Fewer,
        }
    }

    /// Every indicator with its numbers. The base is what was published of the same round of the year before, where that
    /// is the base year, and otherwise what people entered.
    pub fn lines(key: ReportKey, numbers: &ReportNumbers, bases: &Bases) -> Vec<IndicatorLine> {
        let line = |indicator: &Self| {
            let entered = bases.numbers.get(indicator.key()).copied();
            let own = indicator.before(numbers).filter(|_| bases.is_year_before(key));
            let base = own.or(entered);
            IndicatorLine {
                key: indicator.key().to_owned(),
                base,
                now: indicator.now(numbers, bases),
                like: base.is_some() && (own.is_some() || bases.are_of(key.round)),
                own: own.is_some(),
            }
        };
        Self::ALL.iter().map(line).collect()
    }

    /// The base year: the one that people entered, or the year before when figures of it are published.
    pub fn base_year(key: ReportKey, numbers: &ReportNumbers, bases: &Bases) -> Option<i16> {
        let before = numbers.before.filter(|_| bases.is_year_before(key));
        bases.year.or(before.map(|_| key.year.previous().number()))
    }

    /// Every indicator as the public may read it: small numbers of categories and of corruption cases, which people enter,
    /// are hidden as those that are counted.
    pub fn public_lines(
        key: ReportKey,
        numbers: &ReportNumbers,
        bases: &Bases,
        threshold: Threshold,
    ) -> Vec<IndicatorLine> {
        let shown = |number: Option<u32>| {
            number.filter(|number| *number == 0 || i64::from(*number) >= i64::from(threshold.number()))
        };
        let line = |mut line: IndicatorLine| {
            let whole = [Self::Matters, Self::Tips]
                .iter()
                .any(|all| all.key() == line.key);
            if !whole {
                line.base = shown(line.base);
                line.now = shown(line.now);
            }
            line
        };
        Self::lines(key, numbers, bases).into_iter().map(line).collect()
    }

    fn now(self, numbers: &ReportNumbers, bases: &Bases) -> Option<u32> {
        match self {
            Self::Matters => Some(numbers.received.received),
            Self::Tips => Some(numbers.received.tips),
            Self::Cases => bases.cases_now,
            _ => numbers.category(self.category()?),
        }
    }

    /// What was published of the same round of the year before; nothing of what the service does not count.
    fn before(self, numbers: &ReportNumbers) -> Option<u32> {
        match self {
            Self::Matters => numbers.before.map(|row| row.received),
            Self::Tips => numbers.before.map(|row| row.tips),
            Self::Cases => None,
            _ => numbers.category_before(self.category()?),
        }
    }

    const fn category(self) -> Option<Category> {
        match self {
            Self::Matters | Self::Tips | Self::Cases => None,
            Self::Procurement => Some(Category::Procurement),
            Self::Finance => Some(Category::Finance),
            Self::Personnel => Some(Category::Personnel),
            Self::Duty => Some(Category::Duty),
            Self::Service => Some(Category::Service),
            Self::Bribery => Some(Category::Bribery),
        }
    }
}

impl IndicatorLine {
    /// Whether it is of a whole year while the round is not.
    pub fn is_unlike(&self, round: Round) -> bool {
        round == Round::Six && self.base.is_some() && !self.like
    }

    /// How it has changed since the base year: half a year is compared with half a year and never with a whole one.
    pub fn change_in(&self, round: Round) -> Change {
        if self.is_unlike(round) {
            Change::Incomparable
        } else {
            self.change()
        }
    }

    /// How one number has changed to the other, both being of as many months.
    pub fn change(&self) -> Change {
        let (Some(base), Some(now)) = (self.base, self.now) else {
            return Change::Unknown;
        };
        if base == now {
            return Change::Same;
        }
        if base == 0 {
            return Change::FromZero;
        }
        let tenths = u64::from(now.abs_diff(base)) * 1_000 / u64::from(base);
        let tenths = u32::try_from(tenths).unwrap_or(u32::MAX);
        if now < base {
            Change::Less(tenths)
        } else {
            Change::More(tenths)
        }
    }
}
