//! For how long things are kept, class by class, and who decides (docs/RETENTION.md).

use super::case::State;
use super::coded::coded;
use super::day::Day;
use super::event::Event;
use super::ids::{OfficerId, ProposalId};
use super::officer::Officer;
use super::role::Role;
use super::second_signature::Verdict;

coded!(
    /// What is kept for a time of its own.
    Class {
        /// ยุติเรื่อง – มีมูล
        Substantiated = 1 => "substantiated",
        /// ยุติเรื่อง – ไม่มีมูล
        Unsubstantiated = 2 => "unsubstantiated",
        /// ยุติเรื่อง – พยานหลักฐานไม่เพียงพอ
        Insufficient = 3 => "insufficient",
        /// ไม่รับไว้พิจารณา
        NotAccepted = 4 => "not_accepted",
        /// ส่งต่อหน่วยงานที่มีอำนาจ
        Referred = 5 => "referred",
        /// ส่งช่องทางทั่วไป
        PassedOn = 6 => "passed_on",
        /// รวมเรื่อง: it may be evidence of the main case, which can be open for years
        Merged = 12 => "merged",
        /// ข้อมูลตัวตนของผู้แจ้ง นับจากวันที่เรื่องยุติ
        Identity = 7 => "identity",
        /// รายละเอียดของรายการในบันทึก
        LogDetails = 8 => "log_details",
        /// จดหมายที่ส่งแล้ว
        Mails = 9 => "mails",
        /// การเข้าสู่ระบบที่สิ้นสุดแล้ว
        Sessions = 10 => "sessions",
        /// การเข้าสู่ระบบไม่สำเร็จ
        SignInFailures = 11 => "sign_in_failures",
        /// ร่างรายงานรอบ 6 และ 12 เดือน: words out of cases, and what was never approved
        ReportDrafts = 13 => "report_drafts",
    }
);

/// How many days of a year, on average over four.
const YEAR: i32 = 365;

impl Class {
    /// The class of a case that has ended so; nothing while it is open.
    pub const fn of_state(state: State) -> Option<Self> {
        match state {
            State::Received
            | State::Screening
            | State::InfoRequested
            | State::FactFinding
            | State::Disciplinary => None,
            State::ClosedSubstantiated => Some(Self::Substantiated),
            State::ClosedUnsubstantiated => Some(Self::Unsubstantiated),
            State::ClosedInsufficient => Some(Self::Insufficient),
            State::NotAccepted => Some(Self::NotAccepted),
            State::Referred => Some(Self::Referred),
            State::Merged => Some(Self::Merged),
            State::Retracked => Some(Self::PassedOn),
        }
    }

    /// The states of cases of this class; none for what is no case.
    pub fn states(self) -> Vec<State> {
        let of = |state: &State| Self::of_state(*state) == Some(self);
        State::ALL.iter().copied().filter(of).collect()
    }

    /// Whether it is about whole cases.
    pub fn is_of_cases(self) -> bool {
        !self.states().is_empty()
    }

    /// The days it is kept until the agency decides: ten years for what discipline and courts may ask for, two for
    /// what was found to be nothing, one for what was not accepted or went to the general channel, and for drafts of reports. What was merged is kept
    /// like what was found true: its main case may be open for as long.
    pub const fn default_days(self) -> i32 {
        match self {
            Self::Substantiated | Self::Referred | Self::Merged | Self::LogDetails => 10 * YEAR,
            Self::Unsubstantiated | Self::Insufficient => 2 * YEAR,
            Self::NotAccepted | Self::PassedOn | Self::ReportDrafts => YEAR,
            Self::Identity => 180,
            Self::Mails => 30,
            Self::Sessions => 0,
            Self::SignInFailures => 1,
        }
    }

    /// The fewest and the most days that can be chosen. A reporter must have time to come back; the log has to
    /// outlive the cases it speaks of; a name rests after failures for a quarter of an hour.
    pub const fn range(self) -> (i32, i32) {
        match self {
            Self::Substantiated | Self::Referred | Self::Merged | Self::LogDetails => (YEAR, 40 * YEAR),
            Self::Unsubstantiated | Self::Insufficient => (180, 40 * YEAR),
            Self::NotAccepted | Self::PassedOn => (90, 40 * YEAR),
            Self::Identity => (30, 40 * YEAR),
            Self::ReportDrafts => (90, 5 * YEAR),
            Self::Mails => (1, YEAR),
            Self::Sessions => (0, 30),
            Self::SignInFailures => (1, 30),
        }
    }

    /// Whether so many days can be chosen.
    pub const fn allows(self, days: i32) -> bool {
        let (least, most) = self.range();
        days >= least && days <= most
    }
}

/// One version of a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// About what.
    pub class: Class,
    /// From 1.
    pub version: i32,
    /// For how many days.
    pub days: i32,
    /// Why, in the words of who decided.
    pub reason: String,
    /// Who decided.
    pub by: OfficerId,
    /// When, in seconds since the epoch.
    pub at: i64,
    /// The second person and when, where it made the period shorter.
    pub signed: Option<(OfficerId, i64)>,
}

/// A shorter period that waits for another person, or waited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shortening {
    /// What it is named by.
    pub id: ProposalId,
    /// About what.
    pub class: Class,
    /// The version it would replace; 0 for the period that holds until the agency decides.
    pub version: i32,
    /// For how many days.
    pub days: i32,
    /// Why.
    pub reason: String,
    /// Who proposed it.
    pub proposer: OfficerId,
    /// When, in seconds since the epoch.
    pub at: i64,
    /// What became of it, by whom and when; nothing while it waits.
    pub decided: Option<(Verdict, OfficerId, i64)>,
}

/// Whether this person may sign a shorter period that `proposer` proposed: another person, who supervises or
/// administers.
pub fn may_sign(officer: &Officer, proposer: OfficerId) -> bool {
    let appointed = officer.roles.has(Role::Supervisor) || officer.roles.has(Role::Admin);
    officer.active && appointed && officer.id != proposer
}

/// Whether a case can be kept from being removed by this person.
pub fn may_hold(officer: &Officer) -> bool {
    officer.active && (officer.roles.has(Role::Supervisor) || officer.roles.has(Role::Outside))
}

/// The day on which a case came to the state it stands in.
pub fn ended_on(events: &[Event]) -> Option<Day> {
    let state = events.last()?.state;
    let since = events.iter().rev().take_while(|event| event.state == state);
    since.last().map(|event| event.day)
}

/// Whether something of this day has been kept for so many whole days by now.
pub const fn is_over(since: Day, days: i32, today: Day) -> bool {
    today.since(since) > days
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::event::EventKind;

    fn event(state: State, day: i32) -> Event {
        Event {
            seq: 0,
            kind: EventKind::Moved,
            state,
            day: Day::from_number(day),
            at: None,
            officer: None,
            record: None,
            reason: None,
            until: None,
        }
    }

    #[test]
    fn every_state_that_ends_a_case_has_a_class_and_no_other_has() {
        for state in State::ALL {
            assert_eq!(Class::of_state(*state).is_none(), state.is_open(), "{state:?}");
        }
        for class in Class::ALL {
            assert!(class.allows(class.default_days()), "{class:?}");
            for state in class.states() {
                assert_eq!(Class::of_state(state), Some(*class));
            }
        }
    }

    #[test]
    fn a_merged_case_is_kept_like_one_that_was_found_true() {
        let days = |state| Class::of_state(state).map(Class::default_days);
        assert_eq!(days(State::Merged), days(State::ClosedSubstantiated));
        assert!(days(State::Retracked) < days(State::Merged));
    }

    #[test]
    fn a_note_after_the_end_changes_no_date_and_a_new_end_does() {
        let closed = State::NotAccepted;
        let mut events = vec![event(State::Received, 1), event(closed, 5), event(closed, 9)];
        assert_eq!(ended_on(&events), Some(Day::from_number(5)));
        events.extend([event(State::Screening, 20), event(closed, 30)]);
        assert_eq!(ended_on(&events), Some(Day::from_number(30)));
        assert_eq!(ended_on(&[]), None);
    }

    #[test]
    fn the_last_day_belongs_to_the_period() {
        let day = Day::from_number(100);
        assert!(!is_over(day, 30, day.plus(30)));
        assert!(is_over(day, 30, day.plus(31)));
        assert!(!is_over(day, 30, day.plus(-400)));
    }
}
