//! Figures divided by category, channel or origin, with small numbers hidden: one matter about one office may point
//! at its reporter (G10).

use super::Figures;
use crate::domain::category::{Category, Channel, Origin};

/// What an agency publishes of a breakdown unless it chooses otherwise: a number of 1 or 2 is hidden.
pub const USUAL_THRESHOLD: Threshold = Threshold(3);

/// The smallest number that is published of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Threshold(u32);

impl Threshold {
    /// From 3 to 20: an agency may hide more than the rule and not less.
    pub fn new(smallest: i16) -> Option<Self> {
        let smallest = u32::try_from(smallest).ok()?;
        (3..=20).contains(&smallest).then_some(Self(smallest))
    }

    /// The number.
    pub fn number(self) -> i16 {
        i16::try_from(self.0).unwrap_or(i16::MAX)
    }
}

/// A figure of the public breakdown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    /// The number; zero is always said (R61).
    Exact(u32),
    /// At least one, hidden.
    Hidden,
}

/// What may be published of one group of matters. Each part is `None` when only its total can be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breakdown {
    /// In the order of [`Category::ALL`].
    pub categories: Option<Vec<Cell>>,
    /// In the order of [`Channel::ALL`].
    pub channels: Option<Vec<Cell>>,
    /// In the order of [`Origin::ALL`].
    pub origins: Option<Vec<Cell>>,
}

impl Breakdown {
    /// Divides the figures.
    pub fn of(figures: &Figures, threshold: Threshold) -> Self {
        let categories: Vec<u32> = Category::ALL.iter().map(|of| figures.of_category(*of)).collect();
        let channels: Vec<u32> = Channel::ALL.iter().map(|of| figures.of_channel(*of)).collect();
        let origins: Vec<u32> = Origin::ALL.iter().map(|of| figures.of_origin(*of)).collect();
        Self {
            categories: cells(&categories, threshold),
            channels: cells(&channels, threshold),
            origins: cells(&origins, threshold),
        }
    }
}

/// What may be published of these counts, whose sum everybody knows.
///
/// When no count is small, all are shown. Otherwise everything below twice the threshold is hidden, small or not:
/// hiding just enough would say which numbers are just large enough. Should that hide a single cell, or cells that
/// can only hold one each, the limit is doubled until at least two cells are hidden that hold together more than one
/// each; they can then hold at least two different numbers each, whoever knows this rule. `None` when that is never
/// reached: then only the total can be published.
pub fn cells(counts: &[u32], threshold: Threshold) -> Option<Vec<Cell>> {
    let some = || counts.iter().copied().filter(|count| *count > 0);
    let mut limit = if some().any(|count| count < threshold.0) {
        threshold.0.saturating_mul(2)
    } else {
        0
    };
    while limit > 0 && !says_nothing(some().filter(|count| *count < limit)) {
        if some().all(|count| count < limit) {
            return None;
        }
        limit = limit.saturating_mul(2);
    }
    let cell = |count: u32| {
        if count > 0 && count < limit {
            Cell::Hidden
        } else {
            Cell::Exact(count)
        }
    };
    Some(counts.iter().copied().map(cell).collect())
}

/// Whether the sum of these cells leaves open what is in each of them.
fn says_nothing(hidden: impl Iterator<Item = u32>) -> bool {
    let (cells, sum) = hidden.fold((0_u32, 0_u32), |(cells, sum), count| {
        (cells.saturating_add(1), sum.saturating_add(count))
    });
    cells >= 2 && sum > cells
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    #[test]
    fn an_agency_may_hide_more_and_not_less() {
        assert_eq!(Threshold::new(3), Some(USUAL_THRESHOLD));
        for number in [-1, 0, 1, 2, 21, i16::MAX] {
            assert_eq!(Threshold::new(number), None, "{number}");
        }
        assert_eq!(Threshold::new(20).map(Threshold::number), Some(20));
    }

    /// Every table of four cells up to thirteen: whoever knows this program and the published cells still finds at
    /// least two numbers possible for each hidden cell.
    #[test]
    fn whoever_knows_the_rule_cannot_compute_a_hidden_cell_from_what_is_published() {
        for threshold in [3, 5].map(|number| Threshold::new(number).unwrap()) {
            let mut worlds: BTreeMap<String, Vec<[u32; 4]>> = BTreeMap::new();
            for number in 0..14_u32.pow(4) {
                let counts = [1, 14, 14 * 14, 14 * 14 * 14].map(|place| number / place % 14);
                let sum: u32 = counts.iter().sum();
                let seen = format!("{sum} {:?}", cells(&counts, threshold));
                worlds.entry(seen).or_default().push(counts);
            }
            for (seen, readings) in worlds.iter().filter(|(seen, _)| seen.contains("Hidden")) {
                let shown = cells(&readings[0], threshold).unwrap();
                for (place, cell) in shown.iter().enumerate() {
                    let values: BTreeSet<u32> = readings.iter().map(|reading| reading[place]).collect();
                    match cell {
                        Cell::Hidden => assert!(values.len() >= 2, "{seen} {readings:?}"),
                        Cell::Exact(count) => assert_eq!(values, BTreeSet::from([*count]), "{seen}"),
                    }
                }
            }
        }
    }
}
