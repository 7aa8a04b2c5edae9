//! The report of a round of six or twelve months to the head of the agency, and what of it the public may read (R51–R54,
//! requirements §1.3, texts A.7).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::coded::coded;
use super::day::Day;
use super::edition::iso::IsoDay;
use super::edition::{Approval, Publisher};
use super::fiscal_year::{FiscalYear, Half};
use indicators::IndicatorLine;
use numbers::ReportNumbers;

pub mod indicators;
pub mod numbers;

/// The name and version of the format of [`ReportStatement`].
pub const SCHEMA: &str = "sujarit-report-1";

coded!(
    /// The rounds that are reported.
    Round {
        /// รอบ ๖ เดือน: October to March.
        Six = 1 => "months-6",
        /// รอบ ๑๒ เดือน: October to September.
        Twelve = 2 => "months-12",
    }
);

coded!(
    /// What officers say in a report, each in a text of its own.
    Passage {
        /// ปัญหา อุปสรรค
        Problems = 1 => "problems",
        /// แนวทางแก้ไข
        Solutions = 2 => "solutions",
        /// การป้องกันมิให้เกิดซ้ำ ที่ดำเนินการแล้ว
        Prevention = 3 => "prevention",
        /// การป้องกันมิให้เกิดซ้ำ ที่ยังไม่ได้ดำเนินการ
        PreventionOpen = 5 => "prevention_open",
        /// บทเรียน
        Lessons = 4 => "lessons",
    }
);

/// Which report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReportKey {
    /// The fiscal year.
    pub year: FiscalYear,
    /// The round.
    pub round: Round,
}

impl ReportKey {
    /// From an address, in its one spelling.
    pub fn from_address(year: &str, round: &str) -> Option<Self> {
        let number: i16 = year.parse().ok()?;
        Some(Self {
            year: FiscalYear::new(number).filter(|_| number.to_string() == year)?,
            round: Round::from_key(round)?,
        })
    }

    /// The last day of the round.
    pub fn last_day(self) -> Day {
        match self.round {
            Round::Six => self.year.half(Half::First).last,
            Round::Twelve => self.year.last_day(),
        }
    }

    /// The halves of the year that the round is made of, as editions number them.
    pub const fn halves(self) -> &'static [u8] {
        match self.round {
            Round::Six => &[1],
            Round::Twelve => &[1, 2],
        }
    }
}

/// The texts of a report. A missing one is empty.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passages(BTreeMap<String, String>);

impl Passages {
    /// One of them.
    pub fn of(&self, passage: Passage) -> &str {
        self.0.get(passage.key()).map_or("", String::as_str)
    }

    /// Puts one in.
    pub fn set(&mut self, passage: Passage, text: String) {
        self.0.insert(passage.key().to_owned(), text);
    }

    /// Whether nothing was written.
    pub fn is_empty(&self) -> bool {
        self.0.values().all(String::is_empty)
    }

    /// Those that say something, in their order.
    pub fn written(&self) -> impl Iterator<Item = (Passage, &str)> {
        let all = Passage::ALL.iter().copied();
        all.map(|passage| (passage, self.of(passage)))
            .filter(|(_, text)| !text.is_empty())
    }
}

/// The numbers that people enter: of the base year, and of corruption cases, which the service cannot know.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bases {
    /// The fiscal year that changes are counted from (R98 names 2565); nothing before somebody entered it.
    pub year: Option<i16>,
    /// The number of that year by the key of the indicator.
    pub numbers: BTreeMap<String, u32>,
    /// The key of the round whose months the numbers are of; nothing in drafts from before it was asked for, which hold
    /// those of a whole year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub round: Option<String>,
    /// คดีทุจริต of this round, which are no complaints (requirements §1.3).
    pub cases_now: Option<u32>,
}

impl Bases {
    /// Whether the numbers are of as many months as the round has.
    pub fn are_of(&self, round: Round) -> bool {
        match &self.round {
            Some(key) => key == round.key(),
            None => round == Round::Twelve,
        }
    }

    /// Whether the base year is the year before: then its published figures go before what people enter.
    fn is_year_before(&self, key: ReportKey) -> bool {
        match self.year {
            Some(year) => year == key.year.previous().number(),
            None => self.numbers.is_empty(),
        }
    }
}

/// What the author of a report has written so far. It is kept sealed to the author: the words come from cases.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// For the head of the agency.
    pub memo: Passages,
    /// The records whose words go into the memo as they were typed, by their ids.
    pub quoted: Vec<String>,
    /// Numbers entered by hand.
    pub bases: Bases,
}

/// What somebody wants to publish of a report, in the clear: it is meant for everybody.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    /// The texts.
    pub passages: Passages,
    /// Numbers entered by hand.
    pub bases: Bases,
    /// The post of whoever wrote it.
    pub author: String,
}

/// What a published report says. Its JSON is stored and signed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportStatement {
    /// [`SCHEMA`].
    pub schema: String,
    /// Under which licence it may be used again.
    pub licence: String,
    /// The agency.
    pub agency: Publisher,
    /// The fiscal year.
    pub fiscal_year: i16,
    /// The key of the round.
    pub round: String,
    /// The number within the round, from 1; a later one replaces those before.
    pub number: i16,
    /// The digest of the edition of the statistics that the figures come from.
    pub edition_digest: String,
    /// The figures.
    pub numbers: ReportNumbers,
    /// The indicators of the plan.
    pub indicators: Vec<IndicatorLine>,
    /// The base year of the indicators.
    pub base_year: Option<i16>,
    /// The texts.
    pub passages: Passages,
    /// The post of whoever wrote it.
    pub author: String,
    /// Who answers for it.
    pub approval: Approval,
    /// The SHA-256 of the paper, which is made before; nothing in reports from before papers were signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<String>,
}

impl ReportStatement {
    /// The text that is stored and signed.
    ///
    /// # Errors
    /// When it cannot be written as JSON, which has not been seen.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self).map(|json| json + "\n")
    }

    /// Reads a stored statement.
    ///
    /// # Errors
    /// For anything that this program did not write.
    pub fn from_json(json: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(json)
    }

    /// The day on which it was approved.
    pub const fn approved_on(&self) -> IsoDay {
        self.approval.on
    }
}

#[cfg(test)]
mod tests;
