//! Words for what is wrong with an answer of the set-up, and with a password anywhere.

use crate::domain::narrative::TextProblem;
use crate::domain::password::{self, PasswordProblem};
use crate::words::Words;

/// What to do about a password.
pub fn password_problem(words: &Words, problem: PasswordProblem) -> String {
    let of = &words.setup.password;
    match problem {
        PasswordProblem::TooShort => of.too_short(password::LEAST),
        PasswordProblem::TooLong => of.too_long.to_owned(),
        PasswordProblem::TooSimple => of.common.to_owned(),
        PasswordProblem::ContainsName => of.personal.to_owned(),
        PasswordProblem::Unreadable => of.unreadable.to_owned(),
    }
}

/// What to do about a text.
pub fn text_problem(words: &Words, problem: TextProblem) -> String {
    let of = &words.setup.field;
    match problem {
        TextProblem::Empty | TextProblem::TooThin { .. } => words.form.required.to_owned(),
        TextProblem::TooLong { limit, .. } => of.too_long(limit),
        TextProblem::Unreadable => of.unreadable.to_owned(),
    }
}
