//! The indicators of the plan that the service can feed (requirements §1.3), against numbers of a base year that people
//! enter.

use serde::{Deserialize, Serialize};

use super::numbers::ReportNumbers;
use super::{Bases, Round};
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

    /// Every indicator with its numbers.
    pub fn lines(numbers: &ReportNumbers, bases: &Bases) -> Vec<IndicatorLine> {
        let line = |indicator: &Self| IndicatorLine {
            key: indicator.key().to_owned(),
            base: bases.numbers.get(indicator.key()).copied(),
            now: indicator.now(numbers, bases),
        };
        Self::ALL.iter().map(line).collect()
    }

    /// Every indicator as the public may read it: small numbers of categories and of corruption cases, which people enter,
    /// are hidden as those that are counted.
    pub fn public_lines(numbers: &ReportNumbers, bases: &Bases, threshold: Threshold) -> Vec<IndicatorLine> {
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
        Self::lines(numbers, bases).into_iter().map(line).collect()
    }

    fn now(self, numbers: &ReportNumbers, bases: &Bases) -> Option<u32> {
        match self {
            Self::Matters => Some(numbers.received.received),
            Self::Tips => Some(numbers.received.tips),
            Self::Cases => bases.cases_now,
            Self::Procurement => numbers.category(Category::Procurement),
            Self::Finance => numbers.category(Category::Finance),
            Self::Personnel => numbers.category(Category::Personnel),
            Self::Duty => numbers.category(Category::Duty),
            Self::Service => numbers.category(Category::Service),
            Self::Bribery => numbers.category(Category::Bribery),
        }
    }
}

impl IndicatorLine {
    /// How it has changed since the base year, which is a whole year: half of one is not compared with it.
    pub fn change_in(&self, round: Round) -> Change {
        match round {
            Round::Six if self.base.is_some() => Change::Incomparable,
            Round::Six => Change::Unknown,
            Round::Twelve => self.change(),
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
