//! How a matter came in: through this website, or another way and then registered by an officer (R8–R12).
//!
//! Whatever way it came, the day it reached the agency is its day of receipt: the fifteen days run from there and not
//! from the day on which somebody found the time to type it.

use super::category::{Channel, Origin};
use super::coded::coded;
use super::day::Day;
use super::measure::Paper;
use super::narrative::ShortText;

coded!(
    /// Bodies that pass matters on to a local government (requirements 2.6 and 2.9).
    Sender {
        /// สำนักงาน ป.ป.ช.
        Nacc = 1 => "nacc",
        /// สำนักงาน ป.ป.ท.
        Pacc = 2 => "pacc",
        /// ศูนย์ดำรงธรรม 1567
        Damrongdhama = 3 => "damrongdhama",
        /// ศูนย์รับเรื่องราวร้องทุกข์ของรัฐบาล 1111
        Government = 4 => "government",
        /// ผู้ว่าราชการจังหวัด
        Governor = 5 => "governor",
        /// นายอำเภอ
        District = 6 => "district",
        /// สำนักงานการตรวจเงินแผ่นดิน
        StateAuditOffice = 7 => "state_audit_office",
        /// สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัด
        ProvincialLocalOffice = 8 => "provincial_local_office",
        /// Another one, by name.
        Other = 9 => "other",
    }
);

/// The letter with which another body passed a matter on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passed {
    /// Who passed it on.
    pub sender: Sender,
    /// Its name, where the list does not say it.
    pub name: Option<ShortText>,
    /// Its own number of the matter, and the date of its letter.
    pub paper: Paper,
    /// The day by which it wants an answer. It is shown beside the fifteen days and never moves them.
    pub due_on: Option<Day>,
}

/// What an officer noted who registered a matter. It is sealed with the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisteredMatter {
    /// Whether somebody behind it is given the tracking code. Nobody follows it otherwise.
    pub handed_over: bool,
    /// The letter, where another body passed it on.
    pub passed: Option<Passed>,
}

/// How a matter came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// The day it reached the agency, by any way and whomever.
    pub received_on: Day,
    /// The way.
    pub channel: Channel,
    /// How it started.
    pub origin: Origin,
    /// What the officer noted who registered it; nothing for a report of this website.
    pub registered: Option<RegisteredMatter>,
}

/// What a problem is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ArrivalField {
    /// The day of receipt.
    Received,
    /// The way it came.
    Channel,
    /// Whether somebody is given the code.
    Handed,
    /// The name of the sender.
    Name,
    /// The date of the sender's letter.
    Dated,
    /// The sender's day for an answer.
    Due,
}

/// Why a matter cannot have come in like this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ArrivalProblem {
    /// The day of receipt is after today.
    InFuture,
    /// The day of receipt lies more than [`OLDEST`] days back: a slip, or a matter of another time.
    TooOld,
    /// It was reported, so it came some way from outside.
    NobodyReported,
    /// Nobody reported it, so there is nobody to give a code to.
    NobodyToHand,
    /// It was passed on, and the letter is missing.
    LetterMissing,
    /// A letter of another body, and another way than being passed on.
    StrayLetter,
    /// The body is none of the list and has no name.
    Nameless,
    /// The letter is dated after it was received.
    LetterAfterReceipt,
    /// An answer is wanted before the letter was written.
    DueBeforeLetter,
}

/// How many days before today a matter can have been received, at most: five years.
pub const OLDEST: i32 = 1_826;

impl Arrival {
    /// Through this website, today.
    pub const fn by_website(today: Day) -> Self {
        Self {
            received_on: today,
            channel: Channel::Website,
            origin: Origin::Reported,
            registered: None,
        }
    }

    /// The ways of matters that an officer registers; the website is none of them.
    pub fn ways() -> impl Iterator<Item = Channel> {
        let other = |channel: &Channel| *channel != Channel::Website;
        Channel::ALL.iter().copied().filter(other)
    }

    /// Everything that cannot be, in the order of the form.
    pub fn problems(&self, today: Day) -> Vec<(ArrivalField, ArrivalProblem)> {
        use ArrivalField as F;
        use ArrivalProblem as P;

        let registered = self.registered.as_ref();
        let passed = registered.and_then(|matter| matter.passed.as_ref());
        let handed = registered.is_some_and(|matter| matter.handed_over);
        let age = today.since(self.received_on);
        let dated = passed.map(|passed| passed.paper.dated);
        let due = passed.and_then(|passed| passed.due_on);
        let nameless = passed.is_some_and(|passed| passed.sender == Sender::Other && passed.name.is_none());
        [
            (age < 0, F::Received, P::InFuture),
            (age > OLDEST, F::Received, P::TooOld),
            (
                self.origin == Origin::Reported && self.channel == Channel::OwnWork,
                F::Channel,
                P::NobodyReported,
            ),
            (
                self.channel == Channel::Referral && passed.is_none(),
                F::Channel,
                P::LetterMissing,
            ),
            (
                self.channel != Channel::Referral && passed.is_some(),
                F::Channel,
                P::StrayLetter,
            ),
            (
                handed && self.origin != Origin::Reported,
                F::Handed,
                P::NobodyToHand,
            ),
            (nameless, F::Name, P::Nameless),
            (
                dated.is_some_and(|dated| dated > self.received_on),
                F::Dated,
                P::LetterAfterReceipt,
            ),
            (
                due.is_some_and(|due| dated.is_some_and(|dated| due < dated)),
                F::Due,
                P::DueBeforeLetter,
            ),
        ]
        .into_iter()
        .filter(|(wrong, ..)| *wrong)
        .map(|(_, field, problem)| (field, problem))
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> Day {
        Day::from_ymd(2026, 8, 21).unwrap()
    }

    fn counter() -> Arrival {
        Arrival {
            received_on: today(),
            channel: Channel::Counter,
            origin: Origin::Reported,
            registered: Some(RegisteredMatter {
                handed_over: true,
                passed: None,
            }),
        }
    }

    fn passed(sender: Sender, dated: i32, due: Option<i32>) -> Arrival {
        let passed = Passed {
            sender,
            name: None,
            paper: Paper {
                number: ShortText::required("ปช ๐๐๑๒/๔๕").unwrap(),
                dated: today().plus(dated),
            },
            due_on: due.map(|days| today().plus(days)),
        };
        Arrival {
            channel: Channel::Referral,
            registered: Some(RegisteredMatter {
                handed_over: false,
                passed: Some(passed),
            }),
            ..counter()
        }
    }

    fn only(arrival: &Arrival) -> Option<(ArrivalField, ArrivalProblem)> {
        let problems = arrival.problems(today());
        assert!(problems.len() < 2, "{problems:?}");
        problems.first().copied()
    }

    #[test]
    fn a_matter_is_received_between_five_years_ago_and_today() {
        for (days, expected) in [
            (1, Some(ArrivalProblem::InFuture)),
            (0, None),
            (-OLDEST, None),
            (-OLDEST - 1, Some(ArrivalProblem::TooOld)),
        ] {
            let arrival = Arrival {
                received_on: today().plus(days),
                ..counter()
            };
            assert_eq!(only(&arrival).map(|(_, problem)| problem), expected, "{days}");
        }
    }

    #[test]
    fn what_nobody_reported_hands_no_code_to_anybody() {
        for origin in [Origin::BecameAware, Origin::Detected] {
            let arrival = Arrival { origin, ..counter() };
            assert_eq!(
                only(&arrival),
                Some((ArrivalField::Handed, ArrivalProblem::NobodyToHand))
            );
            let mut found = Arrival {
                channel: Channel::OwnWork,
                ..arrival
            };
            found.registered = Some(RegisteredMatter {
                handed_over: false,
                passed: None,
            });
            assert_eq!(only(&found), None);
        }
        let arrival = Arrival {
            channel: Channel::OwnWork,
            ..counter()
        };
        assert_eq!(
            only(&arrival),
            Some((ArrivalField::Channel, ArrivalProblem::NobodyReported))
        );
    }

    #[test]
    fn a_letter_belongs_to_what_was_passed_on_and_to_nothing_else() {
        assert_eq!(only(&passed(Sender::Nacc, -9, Some(20))), None);
        let bare = Arrival {
            channel: Channel::Referral,
            ..counter()
        };
        assert_eq!(
            only(&bare),
            Some((ArrivalField::Channel, ArrivalProblem::LetterMissing))
        );
        let stray = Arrival {
            channel: Channel::Letter,
            ..passed(Sender::Nacc, -9, None)
        };
        assert_eq!(
            only(&stray),
            Some((ArrivalField::Channel, ArrivalProblem::StrayLetter))
        );
    }

    #[test]
    fn a_letter_comes_before_its_receipt_and_before_the_day_it_names() {
        for (sender, dated, due, expected) in [
            (
                Sender::Damrongdhama,
                1,
                None,
                (ArrivalField::Dated, ArrivalProblem::LetterAfterReceipt),
            ),
            (
                Sender::Governor,
                -3,
                Some(-4),
                (ArrivalField::Due, ArrivalProblem::DueBeforeLetter),
            ),
            (
                Sender::Other,
                -3,
                None,
                (ArrivalField::Name, ArrivalProblem::Nameless),
            ),
        ] {
            assert_eq!(only(&passed(sender, dated, due)), Some(expected));
        }
    }

    #[test]
    fn the_website_is_no_way_that_an_officer_registers() {
        assert!(Arrival::ways().all(|way| way != Channel::Website));
        assert_eq!(Arrival::ways().count(), Channel::ALL.len() - 1);
        assert_eq!(only(&Arrival::by_website(today())), None);
    }
}
