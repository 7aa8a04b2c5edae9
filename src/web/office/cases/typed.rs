//! What an officer typed into the form of a deed, and what it becomes once every field is good.

use super::deed::Deed;
use crate::domain::case::{Outcome, Reason};
use crate::domain::ids::UnitId;
use crate::domain::narrative::TextProblem::{Empty, TooThin};
use crate::domain::officer_text::{Lesson, Note, Notice, Question};
use crate::domain::saved_reply::BLANK;
use crate::domain::second_signature::Matter;
use crate::flow::cases::handle::{self, Closing};
use crate::web::field::{Mistakes, TypedDate};
use crate::web::form::{Form, Value};
use crate::web::office::{due_date, wording};
use crate::web::problem::Problem;
use crate::words::Words;

/// What was typed.
#[derive(Default)]
pub(super) struct Typed {
    pub(super) text: Value,
    pub(super) lesson: Value,
    pub(super) unit: Value,
    pub(super) outcome: Value,
    pub(super) reason: Value,
    pub(super) until: TypedDate,
}

impl Typed {
    /// Takes the fields of the deed out of the form.
    pub(super) fn read(deed: Deed, form: &mut Form) -> Result<Self, Problem> {
        let mut typed = Self {
            text: form.text("text")?,
            ..Self::default()
        };
        if deed == Deed::Explain {
            typed.until = TypedDate {
                day: form.text("until_day")?,
                month: form.text("until_month")?,
                year: form.text("until_year")?,
            };
        }
        if deed == Deed::Close {
            typed.outcome = form.text("outcome")?;
            typed.reason = form.text("reason")?;
            typed.lesson = form.text("lesson")?;
            typed.unit = form.text("unit")?;
        }
        Ok(typed)
    }

    /// Whether the outcome that was chosen is proposed to a second person instead of done.
    pub(super) fn needs_second(&self) -> bool {
        Outcome::from_key(&self.outcome).is_some_and(|outcome| Matter::of_closing(outcome).is_some())
    }

    /// What was typed as something that can be done; nothing, and every mistake noted, when it is not ready.
    pub(super) fn deed(&self, deed: Deed, words: &Words, mistakes: &mut Mistakes) -> Option<handle::Deed> {
        let of = &words.office.deed;
        let notice = |mistakes: &mut Mistakes| {
            let read = Notice::read(&self.text);
            read.map_err(|problem| mistakes.add("text", wording::text_problem(words, problem)))
                .ok()
        };
        let ready = match deed {
            Deed::Ask => Question::read(&self.text)
                .map_err(|problem| mistakes.add("text", wording::text_problem(words, problem)))
                .ok()
                .map(handle::Deed::Ask),
            Deed::Note => Note::read(&self.text)
                .map_err(|problem| mistakes.add("text", wording::text_problem(words, problem)))
                .ok()
                .map(handle::Deed::Note),
            Deed::Notice => notice(mistakes).map(handle::Deed::Notice),
            Deed::Refer => notice(mistakes).map(handle::Deed::Refer),
            Deed::Retrack => notice(mistakes).map(handle::Deed::Retrack),
            Deed::Merge => notice(mistakes).map(handle::Deed::Merge),
            Deed::Explain => {
                let text = notice(mistakes);
                let until = match due_date::read(&self.until) {
                    Ok(until) => Some(until),
                    Err(due_date::DueDateProblem::Missing) => {
                        mistakes.add("until", of.no_date);
                        None
                    }
                    Err(due_date::DueDateProblem::NoSuchDay) => {
                        mistakes.add("until", of.bad_date);
                        None
                    }
                };
                text.zip(until)
                    .map(|(text, until)| handle::Deed::Explain(text, until))
            }
            Deed::Close => self.closing(words, mistakes).map(handle::Deed::Close),
        };
        if self.text.contains(BLANK) {
            mistakes.add("text", words.panel.replies.blank);
        }
        ready.filter(|_| mistakes.is_empty())
    }

    fn closing(&self, words: &Words, mistakes: &mut Mistakes) -> Option<Closing> {
        let of = &words.office.deed;
        let outcome = Outcome::from_key(&self.outcome);
        if outcome.is_none() {
            mistakes.add("outcome", of.no_outcome);
        }
        let reason = Reason::from_key(&self.reason);
        if reason.is_none() {
            mistakes.add("reason", of.no_reason);
        }
        let text = Notice::read(&self.text)
            .map_err(|problem| mistakes.add("text", wording::text_problem(words, problem)));
        let lesson = Lesson::read(&self.lesson).map_err(|problem| {
            let text = match problem {
                Empty | TooThin { .. } => of.no_lesson.to_owned(),
                other => wording::text_problem(words, other),
            };
            mistakes.add("lesson", text);
        });
        let unit = UnitId::from_hex(&self.unit);
        if unit.is_none() && !self.unit.is_empty() {
            mistakes.add("unit", of.no_unit);
        }
        Some(Closing {
            unit,
            outcome: outcome?,
            reason: reason?,
            words: text.ok()?,
            lesson: lesson.ok()?,
        })
    }
}
