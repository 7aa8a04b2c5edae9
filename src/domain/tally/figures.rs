//! The numbers of a group of matters. Two groups together have the sum of their numbers.

use super::CountedCase;
use super::answers::Answers;
use crate::domain::calendar::Holidays;
use crate::domain::case::{Bucket, State};
use crate::domain::category::{Category, Channel, Kind, Origin};
use crate::domain::day::Day;
use crate::domain::deadline::{Deadline, Standing};

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
    /// Of those in progress, past the day due of the round they are in, without an explanation.
    pub overdue: u32,
    /// Of the completed, ยุติเรื่อง – มีมูล: what the plan calls คดีทุจริต is counted from these (I13).
    pub substantiated: u32,
    /// How long the first answers took.
    pub answers: Answers,
    by_category: [u32; Category::ALL.len()],
    by_channel: [u32; Channel::ALL.len()],
    by_origin: [u32; Origin::ALL.len()],
}

impl Figures {
    /// Whether nothing was received: the sentence "ไม่มีเรื่องร้องเรียน" is printed then (R61).
    pub const fn is_zero(&self) -> bool {
        self.received == 0
    }

    /// Of the completed, those that the agency itself brought to an end: neither referred nor not accepted.
    pub const fn closed(&self) -> u32 {
        self.completed
            .saturating_sub(self.not_accepted)
            .saturating_sub(self.referred)
    }

    /// How many of the received are about the category.
    pub fn of_category(&self, category: Category) -> u32 {
        at(Category::ALL, &self.by_category, category)
    }

    /// How many of the received arrived this way.
    pub fn of_channel(&self, channel: Channel) -> u32 {
        at(Channel::ALL, &self.by_channel, channel)
    }

    /// How many of the received started this way.
    pub fn of_origin(&self, origin: Origin) -> u32 {
        at(Origin::ALL, &self.by_origin, origin)
    }

    /// The figures of both groups together.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        Self {
            received: self.received + other.received,
            complaints: self.complaints + other.complaints,
            tips: self.tips + other.tips,
            opinions: self.opinions + other.opinions,
            completed: self.completed + other.completed,
            not_accepted: self.not_accepted + other.not_accepted,
            referred: self.referred + other.referred,
            substantiated: self.substantiated + other.substantiated,
            in_progress: self.in_progress + other.in_progress,
            closed_in_time: self.closed_in_time + other.closed_in_time,
            explained_late: self.explained_late + other.explained_late,
            unexplained_late: self.unexplained_late + other.unexplained_late,
            overdue: self.overdue + other.overdue,
            answers: self.answers.plus(&other.answers),
            by_category: sum(self.by_category, &other.by_category),
            by_channel: sum(self.by_channel, &other.by_channel),
            by_origin: sum(self.by_origin, &other.by_origin),
        }
    }

    /// Counts a case that stands like this at the end of a day.
    pub(super) fn count(&mut self, case: &CountedCase<'_>, state: State, as_of: Day) {
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
            State::ClosedSubstantiated => self.substantiated += 1,
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
        if !completed && matches!(deadline.standing, Standing::OverdueUnexplained { .. }) {
            self.overdue += 1;
        }
        self.answers.count(case, as_of);
        one_more(Category::ALL, &mut self.by_category, case.category);
        one_more(Channel::ALL, &mut self.by_channel, case.channel);
        one_more(Origin::ALL, &mut self.by_origin, case.origin);
    }
}

fn at<T: PartialEq + Copy>(all: &[T], counts: &[u32], wanted: T) -> u32 {
    all.iter()
        .zip(counts)
        .find(|(value, _)| **value == wanted)
        .map_or(0, |(_, count)| *count)
}

fn one_more<T: PartialEq + Copy>(all: &[T], counts: &mut [u32], this: T) {
    if let Some((_, count)) = all.iter().zip(counts).find(|(value, _)| **value == this) {
        *count += 1;
    }
}

fn sum<const N: usize>(mut counts: [u32; N], more: &[u32; N]) -> [u32; N] {
    for (count, more) in counts.iter_mut().zip(more) {
        *count += more;
    }
    counts
}
