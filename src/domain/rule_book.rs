//! The versions of an agency's period. A case keeps the version that was in force on its day of receipt; a new one
//! begins after the day on which it is written, so that no case is ever moved to another.

use super::coded::coded;
use super::day::Day;
use super::deadline::Rule;
use super::narrative::ShortText;

coded!(
    /// Which matters a rule is for (R1). General complaints have a channel, a handbook and a clock of their own.
    Track {
        /// เรื่องร้องเรียนการทุจริตและประพฤติมิชอบ
        Corruption = 1 => "corruption",
    }
);

/// Where a rule is from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The measure of the plans of 2566–2570, with which every agency begins.
    Plan,
    /// What the agency wrote: its order, its handbook, the law.
    Written(ShortText),
}

/// One version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleVersion {
    /// The period.
    pub rule: Rule,
    /// For which matters.
    pub track: Track,
    /// Where it is from.
    pub source: Source,
    /// The first day of receipt for which it is in force; nothing for the one with which every agency begins.
    pub from: Option<Day>,
}

/// Every version of an agency, the first one included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleBook(Vec<RuleVersion>);

/// What an agency wants to be in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRule {
    /// Calendar days after the day of receipt.
    pub days: i32,
    /// The most days that one explanation can add.
    pub extension_days: i32,
    /// How many days before the day due the warning begins.
    pub warn_days: i32,
    /// Where it is from.
    pub source: ShortText,
    /// The first day of receipt for which it is in force.
    pub from: Day,
}

/// Why it cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RuleProblem {
    /// Not between 1 and [`MOST_DAYS`].
    Days,
    /// Not between 1 and [`MOST_EXTENSION`].
    Extension,
    /// Not between 1 and one day less than the period.
    Warning,
    /// It would begin today or earlier: cases that are here already would be moved.
    TooEarly,
    /// It would begin more than [`FARTHEST`] days from now.
    TooLate,
    /// It would begin before one that was written earlier.
    BeforeAnother,
}

/// The longest period, in days: the answer is owed by a local government, not by a court.
pub const MOST_DAYS: i32 = 60;
/// The most that one explanation can add, in days (conventions §3.3).
pub const MOST_EXTENSION: i32 = 15;
/// A rule begins at most so many days from now.
pub const FARTHEST: i32 = 366;

impl RuleBook {
    /// The rule with which every agency begins, and those that it has added.
    pub fn new(added: Vec<RuleVersion>) -> Self {
        let first = RuleVersion {
            rule: Rule::FIFTEEN_DAYS,
            track: Track::Corruption,
            source: Source::Plan,
            from: None,
        };
        let mut all = vec![first];
        all.extend(added);
        all.sort_by_key(|version| version.rule.id);
        Self(all)
    }

    /// The version with this number.
    pub fn version(&self, id: i16) -> Option<&RuleVersion> {
        self.0.iter().find(|version| version.rule.id == id)
    }

    /// The rule with this number.
    pub fn rule(&self, id: i16) -> Option<Rule> {
        self.version(id).map(|version| version.rule)
    }

    /// The version in force for matters received on this day: the last that had begun.
    pub fn in_force_on(&self, day: Day) -> Rule {
        let begun = |version: &&RuleVersion| version.from.is_none_or(|from| from <= day);
        let last = self
            .0
            .iter()
            .filter(begun)
            .max_by_key(|version| (version.from, version.rule.id));
        last.map_or(Rule::FIFTEEN_DAYS, |version| version.rule)
    }

    /// Every version, the first one first.
    pub fn versions(&self) -> std::slice::Iter<'_, RuleVersion> {
        self.0.iter()
    }

    /// The next version, if it can be.
    ///
    /// # Errors
    /// Every problem at once.
    pub fn next(&self, new: NewRule, today: Day) -> Result<RuleVersion, Vec<RuleProblem>> {
        let last = self.0.iter().filter_map(|version| version.from).max();
        let ahead = new.from.since(today);
        let problems: Vec<RuleProblem> = [
            (!(1..=MOST_DAYS).contains(&new.days), RuleProblem::Days),
            (
                !(1..=MOST_EXTENSION).contains(&new.extension_days),
                RuleProblem::Extension,
            ),
            (!(1..new.days).contains(&new.warn_days), RuleProblem::Warning),
            (ahead < 1, RuleProblem::TooEarly),
            (ahead > FARTHEST, RuleProblem::TooLate),
            (
                last.is_some_and(|last| new.from < last),
                RuleProblem::BeforeAnother,
            ),
        ]
        .into_iter()
        .filter(|(wrong, _)| *wrong)
        .map(|(_, problem)| problem)
        .collect();
        if !problems.is_empty() {
            return Err(problems);
        }
        let id = self
            .0
            .iter()
            .map(|version| version.rule.id)
            .max()
            .unwrap_or_default();
        Ok(RuleVersion {
            rule: Rule {
                id: id.saturating_add(1),
                days: new.days,
                extension_days: new.extension_days,
                warn_days: new.warn_days,
            },
            track: Track::Corruption,
            source: Source::Written(new.source),
            from: Some(new.from),
        })
    }
}

impl Default for RuleBook {
    fn default() -> Self {
        Self::new(Vec::new())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn today() -> Day {
        Day::from_ymd(2026, 8, 21).unwrap()
    }

    fn new(days: i32, ahead: i32) -> NewRule {
        NewRule {
            days,
            extension_days: 15,
            warn_days: 3,
            source: ShortText::required("คำสั่ง อบต. ที่ ๑/๒๕๖๙").unwrap(),
            from: today().plus(ahead),
        }
    }

    fn with(book: &RuleBook, version: RuleVersion) -> RuleBook {
        let added = book.versions().filter(|version| version.from.is_some()).cloned();
        RuleBook::new(added.chain([version]).collect())
    }

    #[test]
    fn an_agency_begins_with_the_fifteen_days_of_the_plan() {
        let book = RuleBook::default();
        assert_eq!(book.in_force_on(Day::from_number(0)), Rule::FIFTEEN_DAYS);
        assert_eq!(book.rule(1), Some(Rule::FIFTEEN_DAYS));
        assert_eq!(book.rule(2), None);
    }

    #[test]
    fn a_rule_is_bounded_and_never_begins_today() {
        let book = RuleBook::default();
        let refused = |new: NewRule| book.next(new, today()).unwrap_err();
        assert_eq!(refused(new(61, 1)), [RuleProblem::Days]);
        assert_eq!(refused(new(0, 1)), [RuleProblem::Days, RuleProblem::Warning]);
        assert_eq!(refused(new(3, 1)), [RuleProblem::Warning]);
        for ahead in [0, -1, -400] {
            assert_eq!(refused(new(10, ahead)), [RuleProblem::TooEarly]);
        }
        assert_eq!(refused(new(10, FARTHEST + 1)), [RuleProblem::TooLate]);
        let endless = NewRule {
            extension_days: 16,
            ..new(10, 1)
        };
        assert_eq!(refused(endless), [RuleProblem::Extension]);
        assert!(book.next(new(60, FARTHEST), today()).is_ok());
    }

    #[test]
    fn versions_begin_in_the_order_in_which_they_are_written() {
        let book = with(
            &RuleBook::default(),
            RuleBook::default().next(new(10, 20), today()).unwrap(),
        );
        assert_eq!(
            book.next(new(7, 19), today()),
            Err(vec![RuleProblem::BeforeAnother])
        );
        // The same day again: the later one replaces the earlier before it has begun.
        let book = with(&book, book.next(new(7, 20), today()).unwrap());
        assert_eq!(book.in_force_on(today().plus(19)).days, 15);
        assert_eq!(book.in_force_on(today().plus(20)).days, 7);
        assert_eq!(book.versions().count(), 3);
    }

    proptest! {
        /// What a case was promised on its day of receipt is never another rule later.
        #[test]
        fn a_new_version_changes_nothing_for_what_was_received_until_today(
            steps in prop::collection::vec((1_i32..=60, 1_i32..200, 0_i32..90), 1..6),
        ) {
            let (mut book, mut now) = (RuleBook::default(), today());
            for (days, ahead, pass) in steps {
                let new = NewRule { from: now.plus(ahead), warn_days: 1, ..new(days, 0) };
                if let Ok(version) = book.next(new, now) {
                    let more = with(&book, version);
                    for back in 0..500 {
                        prop_assert_eq!(book.in_force_on(now.plus(-back)), more.in_force_on(now.plus(-back)));
                    }
                    for version in book.versions() {
                        prop_assert_eq!(more.version(version.rule.id), Some(version));
                    }
                    book = more;
                }
                now = now.plus(pass);
            }
        }
    }
}
