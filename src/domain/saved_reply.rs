//! Texts that officers reuse. They belong to the agency, never to a case: nothing of a case is ever put into one.

use super::case::State;
use super::coded::coded;
use super::ids::{OfficerId, ReplyId};
use super::narrative::{LongText, ShortText, TextProblem};

coded!(
    /// What a saved reply is for.
    ReplyDeed {
        /// A question to the reporter.
        Ask = 1 => "ask",
        /// A notice of progress.
        Notice = 2 => "notice",
        /// An explanation of a delay.
        Explain = 3 => "explain",
        /// A referral.
        Refer = 4 => "refer",
        /// The end of a case.
        Close = 5 => "close",
    }
);

/// Marks what an officer has to fill in before a text goes out.
pub const BLANK: &str = "[[";

/// The replies that come with the service: names of their words, and what they are for.
pub const STANDARD: &[(&str, ReplyDeed)] = &[
    ("ask_details", ReplyDeed::Ask),
    ("ask_evidence", ReplyDeed::Ask),
    ("notice_started", ReplyDeed::Notice),
    ("notice_going_on", ReplyDeed::Notice),
    ("explain_delay", ReplyDeed::Explain),
    ("refer_body", ReplyDeed::Refer),
    ("close_substantiated", ReplyDeed::Close),
    ("close_unsubstantiated", ReplyDeed::Close),
    ("close_insufficient", ReplyDeed::Close),
    ("close_not_accepted", ReplyDeed::Close),
];

/// A reply of an agency, in one of its versions.
#[derive(Clone, PartialEq, Eq)]
pub struct SavedReply {
    /// Its id, the same in all versions.
    pub id: ReplyId,
    /// From 1.
    pub version: i32,
    /// What it says.
    pub text: ReplyText,
    /// Seconds since the epoch.
    pub at: i64,
    /// Who wrote this version.
    pub officer: OfficerId,
}

/// What a version of a reply says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplyText {
    /// What it is for.
    pub deed: ReplyDeed,
    /// The state of the cases it is meant for; any, if empty.
    pub state: Option<State>,
    /// What officers find it by.
    pub title: String,
    /// In Thai; may be empty if there is English.
    pub thai: String,
    /// In English; may be empty if there is Thai.
    pub english: String,
    /// Whether it is offered no longer.
    pub retired: bool,
}

/// A reply as an officer typed it.
pub struct TypedReply<'a> {
    /// Key of what it is for.
    pub deed: &'a str,
    /// Key of a state, or nothing.
    pub state: &'a str,
    /// Its title.
    pub title: &'a str,
    /// In Thai.
    pub thai: &'a str,
    /// In English.
    pub english: &'a str,
    /// Whether it is to be offered no longer.
    pub retired: bool,
}

/// What is wrong with a typed reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplyProblem {
    /// It is for nothing.
    NoDeed,
    /// The title.
    Title(TextProblem),
    /// The Thai text, or that there is none in either language.
    Thai(TextProblem),
    /// The English text.
    English(TextProblem),
}

impl ReplyText {
    /// Whether it is offered for this deed on a case in this state.
    pub fn is_for(&self, deed: &str, state: State) -> bool {
        !self.retired && self.deed.key() == deed && self.state.is_none_or(|only| only == state)
    }
}

impl TypedReply<'_> {
    /// Reads it.
    ///
    /// # Errors
    /// Every problem at once, in the order of the form.
    pub fn read(&self) -> Result<ReplyText, Vec<ReplyProblem>> {
        let mut problems = Vec::new();
        let deed = ReplyDeed::from_key(self.deed);
        if deed.is_none() {
            problems.push(ReplyProblem::NoDeed);
        }
        let title = ShortText::optional_line(self.title).and_then(|title| title.ok_or(TextProblem::Empty));
        let title = title.map_err(|problem| problems.push(ReplyProblem::Title(problem)));
        let thai =
            LongText::optional(self.thai).map_err(|problem| problems.push(ReplyProblem::Thai(problem)));
        let english =
            LongText::optional(self.english).map_err(|problem| problems.push(ReplyProblem::English(problem)));
        if let (Ok(None), Ok(None)) = (&thai, &english) {
            problems.push(ReplyProblem::Thai(TextProblem::Empty));
        }
        let text = |text: Option<LongText>| text.map_or(String::new(), |text| text.as_str().to_owned());
        match (deed, title, thai, english) {
            (Some(deed), Ok(title), Ok(thai), Ok(english)) if problems.is_empty() => Ok(ReplyText {
                deed,
                state: State::from_key(self.state).filter(|state| state.is_open()),
                title: title.as_str().to_owned(),
                thai: text(thai),
                english: text(english),
                retired: self.retired,
            }),
            _ => Err(problems),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: TypedReply<'static> = TypedReply {
        deed: "ask",
        state: "screening",
        title: "ขอวันที่",
        thai: "โปรดแจ้งวันที่เกิดเหตุ",
        english: "",
        retired: false,
    };

    #[test]
    fn every_problem_of_a_reply_is_told_at_once() {
        let bad = TypedReply {
            deed: "note",
            title: " ",
            thai: "",
            ..GOOD
        };
        assert_eq!(
            bad.read(),
            Err(vec![
                ReplyProblem::NoDeed,
                ReplyProblem::Title(TextProblem::Empty),
                ReplyProblem::Thai(TextProblem::Empty),
            ])
        );
    }

    #[test]
    fn a_reply_is_offered_where_it_belongs_until_it_is_retired() {
        let reply = GOOD.read().unwrap();
        assert!(reply.is_for("ask", State::Screening));
        assert!(!reply.is_for("ask", State::FactFinding) && !reply.is_for("notice", State::Screening));
        let retired = ReplyText {
            retired: true,
            ..reply
        };
        assert!(!retired.is_for("ask", State::Screening));
    }
}
