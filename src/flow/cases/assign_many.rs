//! Several cases are given to one officer. First it is said which of them would be, and why not the others; then each is
//! given by itself, so that one that has changed meanwhile keeps none of the others back.

use std::sync::Arc;

use crate::app::App;
use crate::domain::assignment::Way;
use crate::domain::ids::{CaseId, OfficerId};
use crate::flow::cases::assign;
use crate::flow::cases::handle::{Form, HandleError};
use crate::flow::cases::readership::Readership;
use crate::flow::cases::sealed_case::Reading;
use crate::flow::officers::sign_in::Session;
use crate::flow::trouble::Trouble;
use crate::store::cases::Case;

/// At most so many at once: each is opened and sealed.
pub const MOST: usize = 50;

/// What would become of one case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outlook {
    /// It would be given to somebody who reads it.
    Reader,
    /// It would be given to the next of the panel, who becomes a reader.
    Next,
    /// They answer for it already.
    Theirs,
    /// It goes against the panel and takes a second person: that is done case by case.
    Against,
    /// They cannot answer for it: involved, out of office, or without a role for it.
    Cannot,
    /// Whoever asks may not decide it.
    NotYours,
}

impl Outlook {
    /// Whether it would be given.
    pub const fn goes(self) -> bool {
        matches!(self, Self::Reader | Self::Next)
    }

    /// Its name among the words.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Reader => "reader",
            Self::Next => "next",
            Self::Theirs => "theirs",
            Self::Against => "against",
            Self::Cannot => "cannot",
            Self::NotYours => "not_yours",
        }
    }
}

/// What became of one case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was given.
    Given,
    /// Somebody did something to it since the preview.
    Meanwhile,
    /// It can no longer be given so.
    Refused,
    /// There is no such case for this officer.
    Gone,
}

impl Outcome {
    /// What is told about one deed among several.
    ///
    /// # Errors
    /// The trouble that would stop the others as well.
    pub(super) fn of<T>(deed: &Result<T, HandleError>) -> Result<Self, Trouble> {
        match deed {
            Ok(_) => Ok(Self::Given),
            Err(HandleError::NotFound) => Ok(Self::Gone),
            Err(HandleError::Meanwhile) => Ok(Self::Meanwhile),
            Err(HandleError::Trouble(trouble)) => Err(*trouble),
            Err(_) => Ok(Self::Refused),
        }
    }

    /// Its name among the words.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Meanwhile => "meanwhile",
            Self::Refused => "refused",
            Self::Gone => "gone",
        }
    }
}

/// What would become of these cases. Those that are not this officer's do not exist and are missing.
///
/// # Errors
/// [`Trouble`] when the store fails or a case does not verify.
pub async fn preview(
    app: &Arc<App>,
    session: &Session,
    cases: &[CaseId],
    to: OfficerId,
) -> Result<Vec<(Case, Outlook)>, Trouble> {
    let mut all = Vec::new();
    for case in cases.iter().take(MOST) {
        if let Some(reading) = Reading::for_officer(app, session, *case).await? {
            let around = Readership::read(app, &session.agency, &reading).await?;
            let involved = reading.involved()?;
            let readers = around.readers();
            let setting = around.setting(&involved, &readers);
            let outlook = match setting.way(to) {
                _ if around.responsible == Some(to) => Outlook::Theirs,
                _ if !setting.may_decide(&session.officer) => Outlook::NotYours,
                None => Outlook::Cannot,
                Some(Way::Reader) => Outlook::Reader,
                Some(Way::Next) => Outlook::Next,
                Some(Way::Against) => Outlook::Against,
            };
            all.push((reading.case, outlook));
        }
    }
    Ok(all)
}

/// Gives each of these cases by itself.
///
/// # Errors
/// [`Trouble`] when the store fails; cases that were given by then stay given, and sending the same form again goes on.
pub async fn give(
    app: &Arc<App>,
    session: &Session,
    cases: &[(CaseId, Form)],
    to: OfficerId,
) -> Result<Vec<(CaseId, Outcome)>, Trouble> {
    let mut all = Vec::new();
    for (case, form) in cases.iter().take(MOST) {
        let given = assign::give(app, session, *case, *form, to, None).await;
        all.push((*case, Outcome::of(&given)?));
    }
    Ok(all)
}
