//! Which units what was closed is about (R54). A unit may be three people: whether there was one matter or none about it is
//! never said, and how many matters are about no single unit neither, so that nobody can subtract (ADR 0089).

use std::collections::BTreeMap;

use super::breakdown::Threshold;
use crate::domain::case::State;
use crate::domain::day::Day;
use crate::domain::ids::UnitId;

/// The unit that whoever closed a case named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct About {
    /// The unit.
    pub unit: UnitId,
    /// The day of the closing.
    pub on: Day,
}

/// Numbers of closed matters by unit. A unit that is missing has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitCount(BTreeMap<UnitId, u32>);

impl UnitCount {
    /// One more matter about a unit.
    pub(super) fn add(&mut self, unit: UnitId) {
        let number = self.0.entry(unit).or_default();
        *number = number.saturating_add(1);
    }

    /// How many were about a unit.
    pub fn of(&self, unit: UnitId) -> u32 {
        self.0.get(&unit).copied().unwrap_or_default()
    }

    /// How many were about a unit, when that may be published.
    pub fn shown(&self, unit: UnitId, threshold: Threshold) -> Option<u32> {
        let number = self.of(unit);
        (i64::from(number) >= i64::from(threshold.number())).then_some(number)
    }
}

/// Whether a matter in this state was looked into and closed here: what was referred, passed on or not accepted teaches the
/// agency nothing about a unit.
pub(super) const fn teaches(state: State) -> bool {
    matches!(
        state,
        State::ClosedSubstantiated | State::ClosedUnsubstantiated | State::ClosedInsufficient
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::tally::breakdown::USUAL_THRESHOLD;
    use std::collections::{BTreeMap, BTreeSet};

    /// How many matters were closed, and what is shown of each unit.
    type Seen = (u32, Vec<Option<u32>>);

    /// Every table of three units and of matters about no single one, up to six each: whoever knows this program, every
    /// number that is shown and how many matters were closed still finds none possible for each unit that is not shown,
    /// unless nothing is left to be about it.
    #[test]
    fn nobody_can_tell_from_the_table_whether_a_unit_that_is_not_in_it_had_a_matter() {
        for threshold in [USUAL_THRESHOLD, Threshold::new(5).unwrap()] {
            let mut worlds: BTreeMap<Seen, Vec<[u32; 3]>> = BTreeMap::new();
            for number in 0..7_u32.pow(4) {
                let counts = [1, 7, 49, 343].map(|place| number / place % 7);
                let mut count = UnitCount::default();
                for (unit, times) in counts.iter().take(3).enumerate() {
                    for _ in 0..*times {
                        count.add(UnitId([u8::try_from(unit).unwrap(); 16]));
                    }
                }
                let seen = [0, 1, 2].map(|unit| count.shown(UnitId([unit; 16]), threshold));
                let sum = counts.iter().sum();
                worlds
                    .entry((sum, seen.to_vec()))
                    .or_default()
                    .push([counts[0], counts[1], counts[2]]);
            }
            for ((sum, seen), readings) in worlds {
                let rest = sum - seen.iter().flatten().sum::<u32>();
                for (place, number) in seen.iter().enumerate() {
                    let values: BTreeSet<u32> = readings.iter().map(|reading| reading[place]).collect();
                    match number {
                        Some(number) => assert_eq!(values, BTreeSet::from([*number])),
                        // Of at most six matters about no single unit, six could be all of the rest.
                        None if rest <= 6 => {
                            assert!(values.contains(&0), "{sum} {seen:?} {readings:?}");
                            assert!(rest == 0 || values.len() >= 2, "{sum} {seen:?} {readings:?}");
                        }
                        None => {}
                    }
                }
            }
        }
    }
}
