//! How many days the first answers took. Kept as a count for each number of days, so that months add up to the
//! median of their year.

use super::CountedCase;
use crate::domain::day::Day;
use crate::domain::event::{EventKind, Fact};

/// From so many days on answers are counted together.
const LONG: usize = 120;

/// The days from receipt to the first words of an officer to the reporter, for every matter that has had any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answers([u32; LONG + 1]);

/// The middle of all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Median {
    /// So many half days: with an even number of answers the middle may lie between two days.
    HalfDays(u32),
    /// 120 days or more.
    Long,
}

impl Default for Answers {
    fn default() -> Self {
        Self([0; LONG + 1])
    }
}

impl Answers {
    /// Counts the first answer to a case, if there was one by the end of a day.
    pub(super) fn count(&mut self, case: &CountedCase<'_>, as_of: Day) {
        let first = case
            .facts
            .iter()
            .find(|fact| fact.day <= as_of && is_answer(fact));
        if let Some(fact) = first {
            let days = usize::try_from(fact.day.since(case.received_on)).unwrap_or(0);
            if let Some(count) = self.0.get_mut(days.min(LONG)) {
                *count += 1;
            }
        }
    }

    /// Both together.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        let mut sum = *self;
        for (count, more) in sum.0.iter_mut().zip(other.0) {
            *count += more;
        }
        sum
    }

    /// How many matters have been answered.
    pub fn number(&self) -> u32 {
        self.0.iter().sum()
    }

    /// The median; nothing when nobody has been answered.
    pub fn median(&self) -> Option<Median> {
        let number = self.number();
        let upper = self.at(number / 2)?;
        let lower = if number.is_multiple_of(2) {
            self.at((number / 2).checked_sub(1)?)?
        } else {
            upper
        };
        if upper == LONG {
            return Some(Median::Long);
        }
        u32::try_from(lower + upper).ok().map(Median::HalfDays)
    }

    /// The days of the answer at this place when they are sorted, from 0.
    fn at(&self, place: u32) -> Option<usize> {
        let mut before = 0;
        for (days, count) in self.0.iter().enumerate() {
            before += count;
            if place < before {
                return Some(days);
            }
        }
        None
    }
}

/// Whether these were words of an officer to the reporter. The receipt, which a machine gives, is not.
fn is_answer(fact: &Fact) -> bool {
    matches!(
        fact.kind,
        EventKind::Asked | EventKind::Notice | EventKind::Explained | EventKind::Closed | EventKind::Referred
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(days: &[usize]) -> Answers {
        let mut answers = Answers::default();
        for day in days {
            answers.0[(*day).min(LONG)] += 1;
        }
        answers
    }

    #[test]
    fn nobody_answered_has_no_median_and_long_ones_are_not_told_apart() {
        assert_eq!(of(&[]).median(), None);
        assert_eq!(of(&[4]).median(), Some(Median::HalfDays(8)));
        assert_eq!(of(&[3, 4]).median(), Some(Median::HalfDays(7)));
        assert_eq!(of(&[119, 500]).median(), Some(Median::Long));
        assert_eq!(of(&[1, 2, 500]).median(), Some(Median::HalfDays(4)));
    }

    proptest! {
        #[test]
        fn the_median_is_the_middle_of_the_sorted_days(mut days in prop::collection::vec(0_usize..LONG, 1..40), cut in 0_usize..40) {
            let cut = cut.min(days.len());
            let joined = of(&days[..cut]).plus(&of(&days[cut..]));
            days.sort_unstable();
            let twice = days[(days.len() - 1) / 2] + days[days.len() / 2];
            prop_assert_eq!(joined.median(), Some(Median::HalfDays(u32::try_from(twice).unwrap())));
            prop_assert_eq!(joined.number() as usize, days.len());
        }
    }
}
