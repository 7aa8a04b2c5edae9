//! The questions of a report, one page each, and the way through them.

use crate::domain::category::IdentityMode;
use crate::domain::report::{Draft, Field};

/// One page of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// How the reporter wants to be known.
    Identity,
    /// Name and contact; asked only of those who chose to give them.
    Name,
    /// Complaint, tip or opinion.
    Kind,
    /// What it is about.
    Category,
    /// What happened.
    What,
    /// Who is involved, who will read.
    Who,
    /// Where and when.
    Where,
    /// How the reporter knows, and what could confirm it.
    How,
    /// Files, if there are any.
    Files,
    /// All answers once more.
    Check,
}

impl Step {
    /// Every step, in order.
    pub const ALL: [Self; 10] = [
        Self::Identity,
        Self::Name,
        Self::Kind,
        Self::Category,
        Self::What,
        Self::Who,
        Self::Where,
        Self::How,
        Self::Files,
        Self::Check,
    ];

    /// The name in forms.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Name => "name",
            Self::Kind => "kind",
            Self::Category => "category",
            Self::What => "what",
            Self::Who => "who",
            Self::Where => "where",
            Self::How => "how",
            Self::Files => "files",
            Self::Check => "check",
        }
    }

    /// The step with this name in forms.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.key() == key)
    }

    /// The page that asks this question.
    pub const fn of(field: Field) -> Self {
        match field {
            Field::Identity => Self::Identity,
            Field::Name | Field::Contact => Self::Name,
            Field::Kind => Self::Kind,
            Field::Category => Self::Category,
            Field::What => Self::What,
            Field::Who | Field::InvolvedOfficers | Field::InvolvedUnits => Self::Who,
            Field::Place | Field::Day | Field::Month | Field::Year => Self::Where,
            Field::HowKnown | Field::Evidence => Self::How,
        }
    }

    /// The steps that these answers lead through.
    pub fn path(draft: &Draft) -> Vec<Self> {
        let named = gives_name(draft);
        Self::ALL
            .into_iter()
            .filter(|step| named || *step != Self::Name)
            .collect()
    }

    /// The step after this one.
    #[must_use]
    pub fn next(self, draft: &Draft) -> Self {
        Self::path(draft)
            .into_iter()
            .find(|step| *step > self)
            .unwrap_or(Self::Check)
    }

    /// The step before this one; the first has none.
    pub fn previous(self, draft: &Draft) -> Option<Self> {
        Self::path(draft).into_iter().rev().find(|step| *step < self)
    }

    /// Which of how many it is, counted from 1.
    pub fn position(self, draft: &Draft) -> (usize, usize) {
        let path = Self::path(draft);
        let before = path.iter().filter(|step| **step < self).count();
        (before + 1, path.len())
    }
}

/// Whether the reporter chose to give a name.
pub fn gives_name(draft: &Draft) -> bool {
    matches!(
        IdentityMode::from_key(&draft.identity),
        Some(IdentityMode::Confidential | IdentityMode::Named)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_asked_only_of_those_who_give_it() {
        let anonymous = Draft::default();
        assert_eq!(Step::Identity.next(&anonymous), Step::Kind);
        assert_eq!(Step::Kind.previous(&anonymous), Some(Step::Identity));
        assert_eq!(Step::Check.position(&anonymous), (9, 9));
        for identity in ["confidential", "named"] {
            let draft = Draft {
                identity: identity.to_owned(),
                ..Draft::default()
            };
            assert_eq!(Step::Identity.next(&draft), Step::Name);
            assert_eq!(Step::Kind.previous(&draft), Some(Step::Name));
            assert_eq!(Step::Check.position(&draft), (10, 10));
        }
    }

    #[test]
    fn the_way_goes_through_every_step_and_back() {
        let draft = Draft {
            identity: "named".to_owned(),
            ..Draft::default()
        };
        let mut step = Step::Identity;
        for expected in Step::ALL {
            assert_eq!(step, expected);
            assert_eq!(Step::from_key(step.key()), Some(step));
            step = step.next(&draft);
        }
        for expected in Step::ALL.into_iter().rev() {
            assert_eq!(step, expected);
            step = step.previous(&draft).unwrap_or(step);
        }
        assert_eq!(Step::Identity.previous(&draft), None);
    }

    #[test]
    fn every_question_stands_on_one_page_before_the_check() {
        for field in Field::ALL {
            assert!(Step::of(*field) < Step::Check);
        }
    }
}
