//! The one counting function (DESIGN D9): the public page, the inbox, the reports and the open data all call
//! it, so that no two figures about the same thing can differ.
//!
//! Figures of a period count the matters *received* in it, in the state they had at the end of the day
//! `as_of`. Therefore received = completed + in progress in every row and every total. Matters that were
//! linked to another, merged into it or passed to the general channel are counted there and drop out here.
//!
//! A matter counts from its first event on, also if it was received earlier on paper: figures as of an earlier
//! day never change when something is entered later. It stands in the month of its receipt (conventions §3.3: the receipt
//! counts in its own fiscal year). When it was entered only after that year was over, nobody had dealt with it by then, so
//! it was in progress when the next year began, and is carried into that year as well; the year of its receipt shows it in
//! every edition that is counted after the entry, which is a correction when the last one is out.
//!
//! A matter that had ended when the year began and was taken up again in it (its reporter came back, or a link was undone)
//! is work of this year and of no month of it: it is carried in from the day on which it was taken up. Without that it
//! would be in progress and stand in no current figure.

use super::case::State;
use super::category::{Category, Channel, Kind, Origin};
use super::day::{Day, Month};
use super::deadline::Rule;
use super::event::{Fact, counted_on, state_on};
use super::fiscal_year::{FiscalYear, Half};
use super::period::Period;

pub mod answers;
pub mod breakdown;
mod figures;
pub mod units;

pub use figures::Figures;
use units::{About, UnitCount, teaches};

/// What the count needs to know about a case. There is nothing in it that could name anybody.
#[derive(Clone, Copy, Debug)]
pub struct CountedCase<'a> {
    /// What it is about.
    pub category: Category,
    /// Complaint, tip or opinion.
    pub kind: Kind,
    /// How it reached the agency.
    pub channel: Channel,
    /// How it started.
    pub origin: Origin,
    /// The day of receipt.
    pub received_on: Day,
    /// The rule of its deadline.
    pub rule: Rule,
    /// Its events, in order.
    pub facts: &'a [Fact],
    /// The unit that its closing named.
    pub about: Option<About>,
}

/// A month of the fiscal year and what was received in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthRow {
    /// The month.
    pub month: Month,
    /// Its figures; nothing for a month that had not begun on the day of the count.
    pub figures: Option<Figures>,
}

/// The table of the announcement (texts A.6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthlyTable {
    /// The fiscal year.
    pub year: FiscalYear,
    /// The day whose end the figures describe.
    pub as_of: Day,
    /// ยกมาจากปีงบประมาณก่อน: received before the year and in progress when it began, whenever they were entered, or
    /// taken up again in it.
    pub carried_in: Figures,
    /// October to September.
    pub months: [MonthRow; 12],
    /// Sum of the months, without what was carried in.
    pub received: Figures,
    /// Sum of the months and of what was carried in.
    pub total: Figures,
    /// What was closed in each half of the year and whose closing named a unit, whenever it was received.
    pub closed_about: [UnitCount; 2],
}

/// Counts the matters received in a period, as of the end of a day.
pub fn tally(cases: &[CountedCase<'_>], period: Period, as_of: Day) -> Figures {
    let mut figures = Figures::default();
    for case in cases.iter().filter(|case| period.contains(case.received_on)) {
        count_into(&mut figures, case, as_of);
    }
    figures
}

fn count_into(figures: &mut Figures, case: &CountedCase<'_>, as_of: Day) {
    if case.received_on <= as_of
        && let Some(state) = counted_on(case.facts, as_of)
    {
        figures.count(case, state, as_of);
    }
}

/// Counts the table of a fiscal year, one case after the other, so that a register of any size needs no more memory
/// than the table.
pub struct TableCount {
    year: FiscalYear,
    as_of: Day,
    first: Day,
    last: Day,
    carried_in: Figures,
    months: [Figures; 12],
    closed_about: [UnitCount; 2],
}

impl TableCount {
    /// Begins the count of a year as of the end of a day.
    pub fn new(year: FiscalYear, as_of: Day) -> Self {
        Self {
            year,
            as_of,
            first: year.first_day(),
            last: year.last_day(),
            carried_in: Figures::default(),
            months: [Figures::default(); 12],
            closed_about: [UnitCount::default(), UnitCount::default()],
        }
    }

    /// Counts a case, if the year has to do with it: received in it, or received before and in progress when it
    /// began or taken up again since, which is carried into it.
    pub fn add(&mut self, case: &CountedCase<'_>) {
        if let Some(about) = case.about {
            self.add_about(case.facts, about);
        }
        if (self.first..=self.last).contains(&case.received_on) {
            let place = usize::from((case.received_on.month().month + 2).unsigned_abs() % 12);
            if let Some(month) = self.months.get_mut(place) {
                count_into(month, case, self.as_of);
            }
        } else if case.received_on < self.first
            && self.first <= self.as_of
            && (state_on(case.facts, self.first.plus(-1)).is_none_or(State::is_open)
                || self.reopened(case.facts))
        {
            count_into(&mut self.carried_in, case, self.as_of);
        }
    }

    /// Counts what was closed in a half of the year under the unit that its closing named, unless it was taken up again.
    fn add_about(&mut self, facts: &[Fact], about: About) {
        if about.on > self.as_of || !counted_on(facts, self.as_of).is_some_and(teaches) {
            return;
        }
        let halves = [Half::First, Half::Second].map(|half| self.year.half(half));
        for (half, count) in halves.into_iter().zip(&mut self.closed_about) {
            if half.contains(about.on) {
                count.add(about.unit);
            }
        }
    }

    /// Whether a matter stood open on some day of the year, up to the day of the count.
    fn reopened(&self, facts: &[Fact]) -> bool {
        let of_the_year = |fact: &&Fact| (self.first..=self.as_of.min(self.last)).contains(&fact.day);
        facts.iter().filter(of_the_year).any(|fact| fact.state.is_open())
    }

    /// The table.
    pub fn finish(self) -> MonthlyTable {
        let mut counted = self.months.into_iter();
        let months = self.year.months().map(|month| MonthRow {
            month,
            figures: counted.next().filter(|_| month.first_day() <= self.as_of),
        });
        let received = months
            .iter()
            .filter_map(|row| row.figures)
            .fold(Figures::default(), |sum, figures| sum.plus(&figures));
        MonthlyTable {
            year: self.year,
            as_of: self.as_of,
            carried_in: self.carried_in,
            months,
            received,
            total: self.carried_in.plus(&received),
            closed_about: self.closed_about,
        }
    }
}

/// The table of a fiscal year by month, as of the end of a day.
pub fn monthly_table(cases: &[CountedCase<'_>], year: FiscalYear, as_of: Day) -> MonthlyTable {
    let mut count = TableCount::new(year, as_of);
    for case in cases {
        count.add(case);
    }
    count.finish()
}

impl MonthlyTable {
    /// What was closed in a half of the year, by the unit that the closing named.
    pub const fn closed_about(&self, half: Half) -> &UnitCount {
        let [first, second] = &self.closed_about;
        match half {
            Half::First => first,
            Half::Second => second,
        }
    }

    /// The figures of what was received in some of the months: a quarter, a half, the round of nine months. It does
    /// not hold what was carried in.
    pub fn months_of(&self, period: Period) -> Figures {
        self.months
            .iter()
            .filter(|row| period.contains(row.month.first_day()))
            .filter_map(|row| row.figures)
            .fold(Figures::default(), |sum, figures| sum.plus(&figures))
    }
}

#[cfg(test)]
mod tests;
