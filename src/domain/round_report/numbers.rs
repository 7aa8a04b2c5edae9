//! The figures of a report. They are taken from published editions and never counted for a report, so that it says nothing
//! that small numbers were hidden for (ADR 0059, 0064).

use serde::{Deserialize, Serialize};

use super::ReportKey;
use crate::domain::category::Category;
use crate::domain::edition::figures::{EditionFigures, Row, Satisfaction, Total};
use crate::domain::edition::iso::IsoDay;

/// The figures of a round.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ReportNumbers {
    /// The number of the edition they come from.
    pub edition: i16,
    /// The day whose end they describe.
    pub as_of: IsoDay,
    /// What was received in the round.
    pub received: Row,
    /// What was received in the same round a year before; nothing when nothing was published of it.
    pub before: Option<Row>,
    /// The year up to that day, with what was carried in: what was completed how, kept and missed deadlines.
    pub total: Total,
    /// What the survey came to, for each half of the round.
    pub satisfaction: Vec<Satisfaction>,
    /// The categories; nothing for a number that is hidden or that was never divided up.
    pub categories: Vec<CategoryLine>,
    /// The units about which enough was closed in this round or the one a year before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<UnitLine>,
}

/// A unit now and a year before.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct UnitLine {
    /// Its id.
    pub key: String,
    /// Its name, by the newer count.
    pub name: String,
    /// What was closed about it in this round; nothing when it was too little to be shown in one of the halves.
    pub now: Option<u32>,
    /// In the same round a year before.
    pub before: Option<u32>,
}

impl UnitLine {
    /// Whether matters about it have come again: enough to be shown in both years. Nothing is said of it otherwise.
    pub fn recurs(&self) -> bool {
        self.now.is_some() && self.before.is_some()
    }
}

/// A category now and a year before.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CategoryLine {
    /// Its key.
    pub key: String,
    /// In this round.
    pub now: Option<u32>,
    /// In the same round a year before.
    pub before: Option<u32>,
}

impl CategoryLine {
    /// Whether matters of this kind have come again: some in both years. Nothing when one of the numbers is hidden.
    pub fn recurs(&self) -> Option<bool> {
        match (self.now, self.before) {
            (Some(0), _) | (_, Some(0)) => Some(false),
            (Some(_), Some(_)) => Some(true),
            _ => None,
        }
    }
}

impl ReportNumbers {
    /// From the edition with this number and the figures of the year before it; nothing when the round is not over in it.
    pub fn of(
        key: ReportKey,
        edition: i16,
        figures: &EditionFigures,
        before: Option<&EditionFigures>,
    ) -> Option<Self> {
        let received = round(key, figures)?;
        let full = (figures.year_before.fiscal_year == key.year.previous().number()
            && key.round == super::Round::Twelve)
            .then_some(figures.year_before.row);
        Some(Self {
            edition,
            as_of: figures.as_of,
            received,
            before: before.and_then(|figures| round(key, figures)).or(full),
            total: figures.total,
            satisfaction: figures
                .halves
                .iter()
                .filter(|half| key.halves().contains(&half.half))
                .map(|half| half.satisfaction)
                .collect(),
            categories: Category::ALL
                .iter()
                .map(|category| CategoryLine {
                    key: category.key().to_owned(),
                    now: number(key, figures, *category),
                    before: before.and_then(|figures| number(key, figures, *category)),
                })
                .collect(),
            units: units(key, figures, before),
        })
    }

    /// The number of a category in this round.
    pub fn category(&self, category: Category) -> Option<u32> {
        let of = |line: &&CategoryLine| line.key == category.key();
        self.categories.iter().find(of).and_then(|line| line.now)
    }

    /// The number of a category in the same round of the year before.
    pub fn category_before(&self, category: Category) -> Option<u32> {
        let of = |line: &&CategoryLine| line.key == category.key();
        self.categories.iter().find(of).and_then(|line| line.before)
    }
}

/// The units that either year shows, in the order of the newer one.
fn units(key: ReportKey, figures: &EditionFigures, before: Option<&EditionFigures>) -> Vec<UnitLine> {
    let years = [Some(figures), before];
    let halves = years.into_iter().flatten().flat_map(|figures| &figures.halves);
    let of_round = halves.filter(|half| key.halves().contains(&half.half));
    let mut lines: Vec<UnitLine> = Vec::new();
    for unit in of_round.flat_map(|half| &half.units) {
        if lines.iter().all(|line| line.key != unit.key) {
            lines.push(UnitLine {
                key: unit.key.clone(),
                name: unit.name.clone(),
                now: about(key, figures, &unit.key),
                before: before.and_then(|figures| about(key, figures, &unit.key)),
            });
        }
    }
    lines.retain(|line| line.now.is_some() || line.before.is_some());
    lines
}

/// What was closed about a unit in all halves of the round; nothing when one of them does not show it.
fn about(key: ReportKey, figures: &EditionFigures, unit: &str) -> Option<u32> {
    key.halves().iter().try_fold(0_u32, |sum, half| {
        let half = figures.halves.iter().find(|kept| kept.half == *half)?;
        let part = half.units.iter().find(|part| part.key == unit)?;
        sum.checked_add(part.number)
    })
}

fn round(key: ReportKey, figures: &EditionFigures) -> Option<Row> {
    let of = figures.rounds.iter().find(|round| round.round == key.round.key());
    of.map(|round| round.row)
}

/// The number of a category in all halves of the round; nothing when it is hidden in one of them.
fn number(key: ReportKey, figures: &EditionFigures, category: Category) -> Option<u32> {
    key.halves().iter().try_fold(0_u32, |sum, half| {
        let half = figures.halves.iter().find(|kept| kept.half == *half)?;
        let parts = half.categories.as_ref()?;
        let part = parts.iter().find(|part| part.key == category.key())?;
        sum.checked_add(part.number?)
    })
}
