//! Words for what is wrong with an answer, and dates as the reader's language writes them.

use super::step::Step;
use crate::domain::event_date::{DateProblem, EventDate};
use crate::domain::narrative::TextProblem;
use crate::domain::report::{Field, FieldProblem};
use crate::domain::thai::digits::{Digits, grouped};
pub use crate::papers::day;
use crate::web::field::Mistakes;
use crate::words::{Language, Words};

/// What to do about a problem.
pub fn mistake(words: &Words, field: Field, problem: FieldProblem) -> String {
    let of = &words.wizard_mistake;
    match problem {
        FieldProblem::Missing if field == Field::Category => of.category.to_owned(),
        FieldProblem::Missing => of.narrative.to_owned(),
        FieldProblem::Unknown if matches!(field, Field::InvolvedOfficers | Field::InvolvedUnits) => {
            of.gone.to_owned()
        }
        FieldProblem::Unknown => of.choice.to_owned(),
        FieldProblem::Text(problem) => text(words, problem),
        FieldProblem::Date(problem) => date(words, problem).to_owned(),
    }
}

/// What to do about a text.
pub fn text(words: &Words, problem: TextProblem) -> String {
    let of = &words.wizard_mistake;
    match problem {
        TextProblem::Empty | TextProblem::TooThin { .. } => of.narrative.to_owned(),
        TextProblem::TooLong { limit, found } => of.too_long(grouped(found), grouped(limit)),
        TextProblem::Unreadable => of.unreadable.to_owned(),
    }
}

fn date(words: &Words, problem: DateProblem) -> &'static str {
    let of = &words.wizard_mistake;
    match problem {
        DateProblem::YearMissing => of.year_missing,
        DateProblem::YearUnreadable | DateProblem::YearOfTwoDigits => of.year_form,
        DateProblem::YearOutOfRange => of.year_range,
        DateProblem::MonthUnreadable => of.month,
        DateProblem::MonthMissing => of.month_missing,
        DateProblem::DayUnreadable => of.day,
        DateProblem::NoSuchDay => of.no_such_day,
        DateProblem::InFuture => of.future,
    }
}

/// The problems that one page shows.
pub fn mistakes(words: &Words, problems: &[(Field, FieldProblem)], step: Step) -> Mistakes {
    let mut mistakes = Mistakes::default();
    for (field, problem) in problems.iter().filter(|(field, _)| Step::of(*field) == step) {
        mistakes.add(field.key(), mistake(words, *field, *problem));
    }
    mistakes
}

/// The date of an event, as far as it is known.
pub fn event_date(language: Language, date: EventDate) -> String {
    match language {
        Language::Thai => date.thai(Digits::Arabic),
        Language::English => date.english(),
    }
}
