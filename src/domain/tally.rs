//! The one counting function (DESIGN D9): the public page, the inbox, the reports and the open data all call
//! it, so that no two figures about the same thing can differ.
//!
//! Figures of a period count the matters *received* in it, in the state they had at the end of the day
//! `as_of`. Therefore received = completed + in progress in every row and every total. Matters that were
//! merged into another or passed to the general channel are counted there and drop out here.
//!
//! A matter counts from its first event on, also if it was received earlier on paper: figures as of an earlier
//! day never change when something is entered later.

use super::calendar::Holidays;
use super::case::{Bucket, State};
use super::category::{Category, Channel, Kind, Origin};
use super::day::{Day, Month};
use super::deadline::{Deadline, Rule};
use super::event::{Fact, state_on};
use super::fiscal_year::FiscalYear;
use super::period::Period;

pub mod breakdown;

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
}

/// Numbers of matters. `received` is the total that the other groups divide up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Figures {
    /// จำนวนเรื่องทั้งหมด: all that count.
    pub received: u32,
    /// Of these, เรื่องร้องเรียน.
    pub complaints: u32,
    /// Of these, เบาะแส.
    pub tips: u32,
    /// Of these, ข้อคิดเห็น.
    pub opinions: u32,
    /// ดำเนินการแล้วเสร็จ, including those not accepted and referred.
    pub completed: u32,
    /// Of the completed, ไม่รับไว้พิจารณา.
    pub not_accepted: u32,
    /// Of the completed, ส่งต่อหน่วยงานที่มีอำนาจ.
    pub referred: u32,
    /// อยู่ระหว่างดำเนินการ
    pub in_progress: u32,
    /// Completed within the first period of the deadline, every time it was handled.
    pub closed_in_time: u32,
    /// The first period went by, explained in time; completed or not.
    pub explained_late: u32,
    /// A day due went by without result or explanation; completed or not.
    pub unexplained_late: u32,
    by_category: [u32; Category::ALL.len()],
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
    /// ยกมาจากปีงบประมาณก่อน: received before the year and in progress when it began.
    pub carried_in: Figures,
    /// October to September.
    pub months: [MonthRow; 12],
    /// Sum of the months, without what was carried in.
    pub received: Figures,
    /// Sum of the months and of what was carried in.
    pub total: Figures,
}

impl Figures {
    /// Whether nothing was received: the sentence "ไม่มีเรื่องร้องเรียน" is printed then (R61).
    pub const fn is_zero(&self) -> bool {
        self.received == 0
    }

    /// How many of the received are about the category.
    pub fn of_category(&self, category: Category) -> u32 {
        Category::ALL
            .iter()
            .zip(self.by_category)
            .find(|(other, _)| **other == category)
            .map_or(0, |(_, count)| count)
    }

    /// The figures of both groups together.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        let mut by_category = self.by_category;
        for (count, more) in by_category.iter_mut().zip(other.by_category) {
            *count += more;
        }
        Self {
            received: self.received + other.received,
            complaints: self.complaints + other.complaints,
            tips: self.tips + other.tips,
            opinions: self.opinions + other.opinions,
            completed: self.completed + other.completed,
            not_accepted: self.not_accepted + other.not_accepted,
            referred: self.referred + other.referred,
            in_progress: self.in_progress + other.in_progress,
            closed_in_time: self.closed_in_time + other.closed_in_time,
            explained_late: self.explained_late + other.explained_late,
            unexplained_late: self.unexplained_late + other.unexplained_late,
            by_category,
        }
    }

    fn count(&mut self, case: &CountedCase<'_>, state: State, as_of: Day) {
        let completed = match state.bucket() {
            Bucket::NotCounted => return,
            Bucket::Completed => true,
            Bucket::InProgress => false,
        };
        self.received += 1;
        *match case.kind {
            Kind::Complaint => &mut self.complaints,
            Kind::Tip => &mut self.tips,
            Kind::Opinion => &mut self.opinions,
        } += 1;
        *if completed {
            &mut self.completed
        } else {
            &mut self.in_progress
        } += 1;
        match state {
            State::NotAccepted => self.not_accepted += 1,
            State::Referred => self.referred += 1,
            _ => {}
        }
        // Holidays only move the warning, which is not counted.
        let deadline = Deadline::of(
            case.rule,
            case.received_on,
            case.facts,
            &Holidays::default(),
            as_of,
        );
        if deadline.ever_missed {
            self.unexplained_late += 1;
        } else if deadline.ever_extended {
            self.explained_late += 1;
        } else if completed {
            self.closed_in_time += 1;
        }
        let place = Category::ALL
            .iter()
            .position(|category| *category == case.category);
        if let Some(count) = place.and_then(|place| self.by_category.get_mut(place)) {
            *count += 1;
        }
    }
}

/// Counts the matters received in a period, as of the end of a day.
pub fn tally(cases: &[CountedCase<'_>], period: Period, as_of: Day) -> Figures {
    count_where(cases, as_of, |case| period.contains(case.received_on))
}

/// Counts the matters received before a day that were still in progress when it began, as of the end of a
/// later day: what is carried into a period.
pub fn carried_into(cases: &[CountedCase<'_>], first: Day, as_of: Day) -> Figures {
    let eve = first.plus(-1);
    count_where(cases, as_of, |case| {
        case.received_on < first && state_on(case.facts, eve).is_some_and(State::is_open)
    })
}

/// The table of a fiscal year by month, as of the end of a day.
pub fn monthly_table(cases: &[CountedCase<'_>], year: FiscalYear, as_of: Day) -> MonthlyTable {
    let months = year.months().map(|month| MonthRow {
        month,
        figures: (month.first_day() <= as_of).then(|| tally(cases, Period::from(month), as_of)),
    });
    let received = months
        .iter()
        .filter_map(|row| row.figures)
        .fold(Figures::default(), |sum, figures| sum.plus(&figures));
    let carried_in = if as_of < year.first_day() {
        Figures::default()
    } else {
        carried_into(cases, year.first_day(), as_of)
    };
    MonthlyTable {
        year,
        as_of,
        carried_in,
        months,
        received,
        total: carried_in.plus(&received),
    }
}

fn count_where(cases: &[CountedCase<'_>], as_of: Day, belongs: impl Fn(&CountedCase<'_>) -> bool) -> Figures {
    let mut figures = Figures::default();
    for case in cases
        .iter()
        .filter(|case| case.received_on <= as_of && belongs(case))
    {
        if let Some(state) = state_on(case.facts, as_of) {
            figures.count(case, state, as_of);
        }
    }
    figures
}

#[cfg(test)]
mod tests;
