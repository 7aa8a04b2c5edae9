//! What an officer's page says when the password asked for once more was not right.

use crate::flow::officers::account::AccountError;
use crate::web::field::Mistakes;
use crate::web::problem::Problem;
use crate::web::setup::wording::password_problem;
use crate::words::Words;

/// How long a name rests, in words: whole minutes, rounded up.
pub fn rest(words: &Words, seconds: i64) -> String {
    words.account.rest(seconds.saturating_add(59).div_euclid(60))
}

/// Notes what has to be corrected: `present` is the field of the password, `fresh` that of a new one, `digits` that
/// of a six-digit code.
///
/// # Errors
/// The trouble that no correction mends.
pub fn note(
    words: &'static Words,
    mistakes: &mut Mistakes,
    present: &'static str,
    error: AccountError,
) -> Result<(), Problem> {
    let of = &words.office.account;
    match error {
        AccountError::Wrong => mistakes.add(present, of.wrong),
        AccountError::Rest(seconds) => mistakes.add(present, rest(words, seconds)),
        AccountError::KitOnly => mistakes.add(present, of.password_kit),
        AccountError::Weak(problem) => mistakes.add("fresh", password_problem(words, problem)),
        AccountError::WrongDigits => mistakes.add("digits", words.office.one_time.wrong),
        AccountError::Trouble(trouble) => return Err(trouble.into()),
    }
    Ok(())
}
