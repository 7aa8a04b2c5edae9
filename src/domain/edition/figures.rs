//! The figures of an edition as they are stored and published: a copy of the count, not the count itself, so that an
//! edition reads the same for ever.

use serde::{Deserialize, Serialize};

use super::iso::{IsoDay, IsoMonth};
use super::units::UnitPart;
use crate::domain::category::{Category, Channel, Origin};
use crate::domain::fiscal_year::{FiscalYear, Half, Quarter};
use crate::domain::oit::OitItem;
use crate::domain::period::Period;
use crate::domain::survey::{FEWEST, Question, Scores};
use crate::domain::tally::answers::{Answers, Median};
use crate::domain::tally::breakdown::{Breakdown, Cell, Threshold};
use crate::domain::tally::{Figures, MonthlyTable};

/// The middle of fewer first answers than this says too much about each of them.
const FEWEST_ANSWERS: u32 = 5;

/// Numbers of matters that divide up one total.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Row {
    /// All of them.
    pub received: u32,
    /// Of these, เรื่องร้องเรียน.
    pub complaints: u32,
    /// Of these, เบาะแส.
    pub tips: u32,
    /// Of these, ข้อคิดเห็น.
    pub opinions: u32,
    /// Of all of them, แล้วเสร็จ.
    pub completed: u32,
    /// Of all of them, อยู่ระหว่างดำเนินการ.
    pub in_progress: u32,
}

/// A month and what was received in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthFigures {
    /// The month.
    pub month: IsoMonth,
    /// Its numbers.
    #[serde(flatten)]
    pub row: Row,
}

/// A quarter or round of which every month is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundFigures {
    /// `quarter-1` … `quarter-4`, `months-6`, `months-9` or `months-12`.
    pub round: String,
    /// Its first day.
    pub first: IsoDay,
    /// Its last day.
    pub last: IsoDay,
    /// What was received in it.
    #[serde(flatten)]
    pub row: Row,
}

/// The whole year so far, with everything that is said of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Total {
    /// The numbers that divide up the total.
    #[serde(flatten)]
    pub row: Row,
    /// Of the completed, brought to an end by the agency.
    pub closed: u32,
    /// Of the completed, referred to another body.
    pub referred: u32,
    /// Of the completed, not accepted.
    pub not_accepted: u32,
    /// Completed within the first period.
    pub closed_in_time: u32,
    /// The first period went by, explained in time.
    pub explained_late: u32,
    /// A day due went by without result or explanation.
    pub unexplained_late: u32,
}

/// How long first answers took.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstAnswers {
    /// Matters whose reporter has had an answer.
    pub answered: u32,
    /// The median in days, such as `3` or `3.5`, `120+` for very long; nothing when there were fewer than five.
    pub median_days: Option<String>,
}

/// A year of which only the totals are shown, beside another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearBefore {
    /// Its number.
    pub fiscal_year: i16,
    /// What was received in it, in the state of the same day.
    #[serde(flatten)]
    pub row: Row,
}

/// One part of a breakdown: nothing for a number that is hidden.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The stable key of the category, channel or origin.
    pub key: String,
    /// Its number; `null` when it is hidden.
    pub number: Option<u32>,
}

/// What was received in half a year, divided up. Counted once and never again (ADR 0059).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HalfYear {
    /// 1 for October to March, 2 for April to September.
    pub half: u8,
    /// The day whose end it describes.
    pub as_of: IsoDay,
    /// How many were received.
    pub received: u32,
    /// Numbers below this are hidden.
    pub threshold: i16,
    /// By category; nothing when only the total can be published.
    pub categories: Option<Vec<Part>>,
    /// By channel.
    pub channels: Option<Vec<Part>>,
    /// By origin.
    pub origins: Option<Vec<Part>>,
    /// What was closed in the half, by the unit that the closing named: those units only that have enough. Whether another
    /// had none or a few is not said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<UnitPart>,
    /// What people said whose matter had ended.
    pub satisfaction: Satisfaction,
}

/// What the survey came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Satisfaction {
    /// How many people answered.
    pub answered: u32,
    /// Σ points ÷ (5 × answered) × 100 of the last question, in tenths of a per cent; nothing for fewer than five.
    pub overall_tenths: Option<u32>,
    /// The share of those who chose one of the two best answers to it, in tenths of a per cent.
    pub high_tenths: Option<u32>,
    /// The former for each of the five questions, in their order.
    pub tenths: Option<[u32; Question::ALL.len()]>,
    /// Whether the answers of the whole year are in it: those of the first half were too few to be shown by themselves.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub whole_year: bool,
}

impl From<&Scores> for Satisfaction {
    fn from(scores: &Scores) -> Self {
        let enough = scores.answered >= FEWEST;
        let mut tenths = [0; Question::ALL.len()];
        for (tenths, question) in tenths.iter_mut().zip(Question::ALL) {
            *tenths = scores.tenths(*question).unwrap_or_default();
        }
        Self {
            answered: scores.answered,
            overall_tenths: scores.tenths(Question::Overall).filter(|_| enough),
            high_tenths: scores.high_tenths(Question::Overall).filter(|_| enough),
            tenths: enough.then_some(tenths),
            whole_year: false,
        }
    }
}

/// The item of the yearly assessment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Its number, such as `O18`; nothing when the table of that year is not known.
    pub code: Option<String>,
    /// Its title.
    pub title: String,
}

/// All figures of an edition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditionFigures {
    /// The fiscal year.
    pub fiscal_year: i16,
    /// The first day of the year.
    pub first: IsoDay,
    /// The day whose end the figures describe.
    pub as_of: IsoDay,
    /// The item of the assessment.
    pub item: Item,
    /// Received before the year and in progress when it began.
    pub carried_in: Row,
    /// The months that have begun.
    pub months: Vec<MonthFigures>,
    /// Sum of the months.
    pub received: Row,
    /// Sum of the months and of what was carried in.
    pub total: Total,
    /// Quarters and rounds that are over.
    pub rounds: Vec<RoundFigures>,
    /// How long first answers took.
    pub first_answers: FirstAnswers,
    /// The year before.
    pub year_before: YearBefore,
    /// The halves that are over, divided up.
    pub halves: Vec<HalfYear>,
}

impl From<&Figures> for Row {
    fn from(figures: &Figures) -> Self {
        Self {
            received: figures.received,
            complaints: figures.complaints,
            tips: figures.tips,
            opinions: figures.opinions,
            completed: figures.completed,
            in_progress: figures.in_progress,
        }
    }
}

impl Row {
    /// Whether nothing was received.
    pub const fn is_zero(&self) -> bool {
        self.received == 0
    }

    fn adds_up(&self) -> bool {
        self.received == self.completed + self.in_progress
            && self.received == self.complaints + self.tips + self.opinions
    }
}

impl From<&Figures> for Total {
    fn from(figures: &Figures) -> Self {
        Self {
            row: figures.into(),
            closed: figures.closed(),
            referred: figures.referred,
            not_accepted: figures.not_accepted,
            closed_in_time: figures.closed_in_time,
            explained_late: figures.explained_late,
            unexplained_late: figures.unexplained_late,
        }
    }
}

impl From<&Answers> for FirstAnswers {
    fn from(answers: &Answers) -> Self {
        let answered = answers.number();
        let median = answers.median().filter(|_| answered >= FEWEST_ANSWERS);
        Self {
            answered,
            median_days: median.map(spelled),
        }
    }
}

fn spelled(median: Median) -> String {
    match median {
        Median::HalfDays(half_days) if half_days.is_multiple_of(2) => (half_days / 2).to_string(),
        Median::HalfDays(half_days) => format!("{}.5", half_days / 2),
        Median::Long => "120+".to_owned(),
    }
}

impl HalfYear {
    /// Divides up what was received in a half of the table's year; nothing before the half is over.
    pub fn of(table: &MonthlyTable, half: Half, threshold: Threshold, scores: &Scores) -> Option<Self> {
        let period = table.year.half(half);
        if table.as_of < period.last {
            return None;
        }
        let figures = table.months_of(period);
        let parts = Breakdown::of(&figures, threshold);
        let keys = |keys: Vec<&str>, cells: Option<Vec<Cell>>| {
            cells.map(|cells| {
                let parts = keys.into_iter().zip(cells).map(|(key, cell)| Part {
                    key: key.to_owned(),
                    number: match cell {
                        Cell::Exact(number) => Some(number),
                        Cell::Hidden => None,
                    },
                });
                parts.collect()
            })
        };
        Some(Self {
            half: number_of(half),
            as_of: IsoDay(table.as_of),
            received: figures.received,
            satisfaction: scores.into(),
            threshold: threshold.number(),
            categories: keys(
                Category::ALL.iter().map(|of| of.key()).collect(),
                parts.categories,
            ),
            channels: keys(Channel::ALL.iter().map(|of| of.key()).collect(), parts.channels),
            origins: keys(Origin::ALL.iter().map(|of| of.key()).collect(), parts.origins),
            units: Vec::new(),
        })
    }
}

/// 1 or 2.
pub const fn number_of(half: Half) -> u8 {
    match half {
        Half::First => 1,
        Half::Second => 2,
    }
}

impl EditionFigures {
    /// The figures of a table beside those of the year before, published in a fiscal year's assessment.
    pub fn of(
        table: &MonthlyTable,
        before: &MonthlyTable,
        halves: Vec<HalfYear>,
        assessed_in: FiscalYear,
    ) -> Self {
        let months = table.months.iter().filter_map(|row| {
            Some(MonthFigures {
                month: IsoMonth(row.month),
                row: (&row.figures?).into(),
            })
        });
        let year = table.year;
        let rounds = [
            ("quarter-1", year.quarter(Quarter::First)),
            ("quarter-2", year.quarter(Quarter::Second)),
            ("months-6", year.half(Half::First)),
            ("quarter-3", year.quarter(Quarter::Third)),
            ("months-9", year.nine_months()),
            ("quarter-4", year.quarter(Quarter::Fourth)),
            ("months-12", year.period()),
        ];
        let over = |period: &Period| period.last <= table.as_of;
        Self {
            fiscal_year: year.number(),
            first: IsoDay(year.first_day()),
            as_of: IsoDay(table.as_of),
            item: Item {
                code: OitItem::Statistics.code_in(assessed_in),
                title: OitItem::Statistics.title().to_owned(),
            },
            carried_in: (&table.carried_in).into(),
            months: months.collect(),
            received: (&table.received).into(),
            total: (&table.total).into(),
            rounds: rounds
                .into_iter()
                .filter(|(_, period)| over(period))
                .map(|(round, period)| RoundFigures {
                    round: round.to_owned(),
                    first: IsoDay(period.first),
                    last: IsoDay(period.last),
                    row: (&table.months_of(period)).into(),
                })
                .collect(),
            first_answers: (&table.total.answers).into(),
            year_before: YearBefore {
                fiscal_year: before.year.number(),
                row: (&before.received).into(),
            },
            halves,
        }
    }

    /// Whether every row and every sum adds up. Figures that do not are never published.
    pub fn adds_up(&self) -> bool {
        let sum = |of: fn(&Row) -> u32| self.months.iter().map(|month| of(&month.row)).sum::<u32>();
        let total = &self.total;
        self.months.iter().all(|month| month.row.adds_up())
            && [self.carried_in, self.received, total.row]
                .iter()
                .all(Row::adds_up)
            && sum(|row| row.received) == self.received.received
            && sum(|row| row.completed) == self.received.completed
            && self.received.received + self.carried_in.received == total.row.received
            && self.received.completed + self.carried_in.completed == total.row.completed
            && total.closed + total.referred + total.not_accepted == total.row.completed
    }
}
