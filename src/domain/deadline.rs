//! The fifteen days: computed from the day of receipt and the events, never stored (R16, DESIGN D8).
//!
//! How days are counted (Administrative Procedure Act B.E. 2539 s. 64): the day of receipt is not counted,
//! and because an authority has to act the last day counts even if it is a holiday.
//!
//! What keeps the period: the result told to the reporter (see [`EventKind::answers_reporter`]), or an
//! explanation with a new date. Nothing else does; asking the reporter, changing the state, handing over or
//! closing and opening again leave the clock running (attacks J121), and so does linking to another case. Undoing a link
//! takes back the answer that a case got by being merged.
//!
//! An explanation counts if it is given on or before the day due, and names a date after that day and at most
//! `extension_days` later. A late or endless one changes nothing. There may be any number of them, one after
//! the other: a further one counts only after the day due that the last one replaced. Otherwise ten explanations on
//! the first day would make half a year of fifteen days (ADR 0072).
//!
//! When the reporter writes or sends files about a case that had ended, it is looked at again and a new round begins: the
//! same period, counted from that day. A round that was missed stays on record for good.

use super::calendar::Holidays;
use super::case::Bucket;
use super::day::Day;
use super::event::{EventKind, Fact};

/// A version of the period. Cases keep the version that was in force when they were received.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rule {
    /// Its number in the database; never reused.
    pub id: i16,
    /// Calendar days after the day of receipt.
    pub days: i32,
    /// The most calendar days that one explanation can add (G2).
    pub extension_days: i32,
    /// The inbox warns on the last working day this many days or more before the day due.
    pub warn_days: i32,
}

impl Rule {
    /// The rule of the plans of 2566–2570, with which every agency begins. What it rests on is the measure of the
    /// agency's own plan and not the decree of 2546, whose section 4 excludes local governments.
    pub const FIFTEEN_DAYS: Self = Self {
        id: 1,
        days: 15,
        extension_days: 15,
        warn_days: 3,
    };

    /// Whether an explanation that comes after the day due, and counts no longer, may name this date: it is owed to the
    /// reporter all the same, and bound in the same way, from the day it is given.
    pub const fn allows_late(&self, said_on: Day, until: Day) -> bool {
        until.since(said_on) >= 1 && until.since(said_on) <= self.extension_days
    }
}

/// The last day on which the result can be told in time.
pub const fn due(rule: &Rule, received_on: Day) -> Day {
    received_on.plus(rule.days)
}

/// The day from which the inbox calls the case due soon.
pub fn warn_on(rule: &Rule, due_on: Day, holidays: &Holidays) -> Day {
    holidays.last_working_day_on_or_before(due_on.plus(-rule.warn_days))
}

/// Where a case stands with its deadline at the end of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    /// There is time.
    InTime {
        /// Days until the day due; 0 on that day.
        days_left: i32,
    },
    /// The day due is near, and the duty is not met yet; also for a date that an explanation named.
    DueSoon {
        /// Days until the day due; 0 on that day.
        days_left: i32,
    },
    /// The first period is over or will be, an explanation was given in time, and its date is not near.
    Explained {
        /// The date the explanation named.
        until: Day,
        /// How many explanations were given in this round.
        number: u16,
    },
    /// The day due has passed without a result and without an explanation in time.
    OverdueUnexplained {
        /// Days since the day due, 1 or more.
        days: i32,
    },
    /// The result was told within the first period.
    Met {
        /// The day it was told.
        on: Day,
    },
    /// The result was told after the first period, within the date that an explanation named.
    MetExplained {
        /// The day it was told.
        on: Day,
        /// How many explanations were given.
        number: u16,
    },
    /// The result was told too late, unexplained. This stays visible after closing.
    MetLate {
        /// The day it was told.
        on: Day,
        /// Days after the day due, 1 or more.
        days: i32,
    },
}

/// An explanation that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Extension {
    /// The day it was given.
    pub said_on: Day,
    /// The new day due.
    pub until: Day,
}

/// Everything a page needs to show the working: from when, how many days, what moved it, what it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// The rule in force for the case.
    pub rule: Rule,
    /// The day from which the days are counted: the receipt, or the day on which the reporter had the case
    /// looked at again.
    pub counted_from: Day,
    /// 0 for the first round; one more each time the case was taken up again.
    pub round: u16,
    /// `counted_from` plus the days of the rule.
    pub first_due_on: Day,
    /// The explanations that count, in order.
    pub extensions: Vec<Extension>,
    /// The last explanation of this round that came after the day due. It counts for nothing; the reporter was told its
    /// date, and the pages must not say that nobody explained anything.
    pub late_explanation: Option<Extension>,
    /// The day due now: the last extension's, or `first_due_on`.
    pub due_on: Day,
    /// The day from which it is called due soon.
    pub warn_on: Day,
    /// Where the case stands.
    pub standing: Standing,
    /// Whether this round or an earlier one was missed: no result and no explanation in time.
    pub ever_missed: bool,
    /// Whether an explanation was needed in this round or an earlier one: the first period went by.
    pub ever_extended: bool,
}

impl Deadline {
    /// Computes the deadline of a case as it was at the end of the day `as_of`. Facts are in the order of
    /// the case; those of later days are ignored.
    pub fn of(rule: Rule, received_on: Day, facts: &[Fact], holidays: &Holidays, as_of: Day) -> Self {
        let mut round = Round::new(&rule, received_on);
        let mut number = 0_u16;
        let (mut missed, mut extended) = (false, false);
        for fact in facts.iter().filter(|fact| fact.day <= as_of) {
            if round.answered.is_some() && reopens(fact) {
                missed |= round.missed(as_of);
                extended |= round.extended(as_of);
                number = number.saturating_add(1);
                round = Round::new(&rule, fact.day);
            }
            round.take(&rule, fact);
        }
        Self {
            rule,
            counted_from: round.from,
            round: number,
            first_due_on: due(&rule, round.from),
            due_on: round.due_on,
            warn_on: warn_on(&rule, round.due_on, holidays),
            standing: round.standing(warn_on(&rule, round.due_on, holidays), as_of),
            ever_missed: missed || round.missed(as_of),
            ever_extended: extended || round.extended(as_of),
            extensions: round.extensions,
            late_explanation: round.late_explanation,
        }
    }

    /// Whether an explanation given on `day` and naming `until` would count.
    pub fn accepts(&self, day: Day, until: Day) -> bool {
        extends(&self.rule, (self.explained_until(), self.due_on), day, until)
    }

    /// The last day on which a further explanation does not count yet: the day due that the last one replaced. Nothing
    /// before the first explanation.
    pub fn explained_until(&self) -> Option<Day> {
        replaced(self.first_due_on, &self.extensions)
    }

    /// The latest date that an explanation can name now.
    pub const fn latest_extension(&self) -> Day {
        self.due_on.plus(self.rule.extension_days)
    }
}

/// The day by which the reporter is asked to answer a question: `days` later, and on the next working day if
/// that is none (s. 64 third paragraph: the holiday rule that protects a person).
pub fn reporter_due(asked_on: Day, days: i32, holidays: &Holidays) -> Day {
    holidays.working_day_on_or_after(asked_on.plus(days))
}

/// One period: from the receipt, or from the day the case was taken up again, to the result.
struct Round {
    from: Day,
    first_due_on: Day,
    due_on: Day,
    extensions: Vec<Extension>,
    late_explanation: Option<Extension>,
    answered: Option<Day>,
}

impl Round {
    const fn new(rule: &Rule, from: Day) -> Self {
        let due_on = due(rule, from);
        Self {
            from,
            first_due_on: due_on,
            due_on,
            extensions: Vec::new(),
            late_explanation: None,
            answered: None,
        }
    }

    fn take(&mut self, rule: &Rule, fact: &Fact) {
        // That a case was handled with another turns out not to be its answer: the days run on as if it had not been given.
        if fact.kind == EventKind::Unlinked && fact.state.is_open() {
            self.answered = None;
        }
        if self.answered.is_some() {
            return;
        }
        if fact.kind.answers_reporter() && fact.state.bucket() != Bucket::InProgress {
            self.answered = Some(fact.day);
        }
        if let (EventKind::Explained, Some(until)) = (fact.kind, fact.until) {
            let explained = Extension {
                said_on: fact.day,
                until,
            };
            let over = replaced(self.first_due_on, &self.extensions);
            if extends(rule, (over, self.due_on), fact.day, until) {
                self.due_on = until;
                self.extensions.push(explained);
            } else if fact.day > self.due_on && rule.allows_late(fact.day, until) {
                self.late_explanation = Some(explained);
            }
        }
    }

    fn missed(&self, as_of: Day) -> bool {
        self.answered.unwrap_or(as_of) > self.due_on
    }

    fn extended(&self, as_of: Day) -> bool {
        !self.extensions.is_empty() && self.answered.unwrap_or(as_of) > self.first_due_on
    }

    fn standing(&self, warn_on: Day, as_of: Day) -> Standing {
        let number = u16::try_from(self.extensions.len()).unwrap_or(u16::MAX);
        if let Some(on) = self.answered {
            return if on > self.due_on {
                Standing::MetLate {
                    on,
                    days: on.since(self.due_on),
                }
            } else if on > self.first_due_on {
                Standing::MetExplained { on, number }
            } else {
                Standing::Met { on }
            };
        }
        let days_left = self.due_on.since(as_of);
        if days_left < 0 {
            Standing::OverdueUnexplained { days: -days_left }
        } else if as_of >= warn_on {
            Standing::DueSoon { days_left }
        } else if number > 0 {
            Standing::Explained {
                until: self.due_on,
                number,
            }
        } else {
            Standing::InTime { days_left }
        }
    }
}

fn extends(rule: &Rule, (replaced, due_on): (Option<Day>, Day), said_on: Day, until: Day) -> bool {
    replaced.is_none_or(|replaced| said_on > replaced)
        && said_on <= due_on
        && (1..=rule.extension_days).contains(&until.since(due_on))
}

/// The day due that the last of these explanations replaced.
fn replaced(first_due_on: Day, extensions: &[Extension]) -> Option<Day> {
    let (_, before) = extensions.split_last()?;
    Some(before.last().map_or(first_due_on, |extension| extension.until))
}

/// The reporter came back to a case that had ended, and it is open again.
fn reopens(fact: &Fact) -> bool {
    fact.kind.by_reporter() && fact.state.is_open()
}

#[cfg(test)]
mod tests;
