//! A form on a case: written against one version of it, doing its work once, and shown again with everything that was
//! typed when it could not be done. Every page with such a form is made of this.

use actix_web::http::StatusCode;
use actix_web::web::Data;

use super::case::{gone, once, open};
use super::case_view::{Line, View, event_line};
use crate::app::App;
use crate::domain::ids::CaseId;
use crate::flow::cases::handle::{self, HandleError};
use crate::flow::cases::officer_case::CaseForOfficer;
use crate::web::field::Mistakes;
use crate::web::layout::Frame;
use crate::web::office::{Place, frame};
use crate::web::problem::Problem;
use crate::web::session::SignedIn;
use crate::web::token::Purpose;
use crate::web::visit::Visit;

/// Why the page of a form is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Showing {
    /// It was asked for, or something has to be corrected.
    Form,
    /// Somebody else did something in between, or the one who sends it may not.
    Meanwhile,
    /// The state of the case does not allow it.
    Refused,
    /// Something waits for a second signature in this case already.
    Waits,
    /// It needs a second signature, and nobody could give it.
    NoSecond,
    /// Nobody would be left to read the case.
    NobodyLeft,
}

impl Showing {
    /// What is shown for a deed that did not happen.
    ///
    /// # Errors
    /// Not found when there is no such case for this officer, or none any more; busy or broken as the store is.
    pub(super) async fn after(
        app: &Data<App>,
        officer: &SignedIn,
        case: CaseId,
        error: HandleError,
    ) -> Result<Self, Problem> {
        match error {
            HandleError::NotFound => Err(gone(app, officer, case).await),
            HandleError::Trouble(trouble) => Err(trouble.into()),
            HandleError::Refused => Ok(Self::Refused),
            HandleError::Waits => Ok(Self::Waits),
            HandleError::NoSecond => Ok(Self::NoSecond),
            HandleError::NobodyLeft => Ok(Self::NobodyLeft),
            HandleError::Meanwhile
            | HandleError::Date
            | HandleError::Early
            | HandleError::NotYours
            | HandleError::ProposerGone
            | HandleError::NoReason
            | HandleError::OneAtATime
            | HandleError::Barred => Ok(Self::Meanwhile),
        }
    }

    /// As [`Self::after`], for a page that has one answer to whatever was in the way.
    ///
    /// # Errors
    /// As [`Self::after`].
    pub(super) async fn meanwhile(
        app: &Data<App>,
        officer: &SignedIn,
        case: CaseId,
        error: HandleError,
    ) -> Result<Self, Problem> {
        Self::after(app, officer, case, error)
            .await
            .map(|_| Self::Meanwhile)
    }

    /// The status of the answer.
    pub(super) fn status(self, mistakes: &Mistakes) -> StatusCode {
        match self {
            Self::Form if mistakes.is_empty() => StatusCode::OK,
            Self::Form => StatusCode::UNPROCESSABLE_ENTITY,
            _ => StatusCode::CONFLICT,
        }
    }
}

/// One officer with one form on a case in front of them.
pub(super) struct CaseForm<'a> {
    pub(super) visit: &'a Visit,
    pub(super) officer: &'a SignedIn,
    pub(super) case: CaseForOfficer,
    once: String,
}

/// What every page with a form on a case shows.
pub(super) struct Sheet {
    pub(super) view: View,
    pub(super) showing: Showing,
    /// What somebody else did in between.
    pub(super) last: Option<Line>,
    pub(super) mistakes: Mistakes,
    pub(super) token: String,
    pub(super) version: i32,
    pub(super) once: String,
}

impl<'a> CaseForm<'a> {
    /// The form as it is asked for.
    ///
    /// # Errors
    /// Not found when there is no such case for this officer; busy when the store does not answer.
    pub(super) async fn fresh(
        visit: &'a Visit,
        app: &Data<App>,
        officer: &'a SignedIn,
        case: CaseId,
    ) -> Result<Self, Problem> {
        Ok(Self {
            visit,
            officer,
            case: open(app, officer, case).await?,
            once: once(app)?,
        })
    }

    /// The form once more, with the case as it is by now. Nothing when this very form has done its work meanwhile: two
    /// presses of one button at the same moment.
    ///
    /// # Errors
    /// As [`Self::fresh`].
    pub(super) async fn again(
        visit: &'a Visit,
        app: &Data<App>,
        officer: &'a SignedIn,
        (case, written): (CaseId, handle::Form),
    ) -> Result<Option<Self>, Problem> {
        let case = open(app, officer, case).await?;
        let mut events = case.events.iter();
        if events.any(|(event, _)| event.record == Some(written.once)) {
            return Ok(None);
        }
        Ok(Some(Self {
            visit,
            officer,
            case,
            once: written.once.to_string(),
        }))
    }

    /// The form once more, whatever it may have done: for pages that have an answer of their own to that.
    ///
    /// # Errors
    /// As [`Self::fresh`].
    pub(super) async fn anew(
        visit: &'a Visit,
        app: &Data<App>,
        officer: &'a SignedIn,
        (case, written): (CaseId, handle::Form),
    ) -> Result<Self, Problem> {
        match Self::again(visit, app, officer, (case, written)).await? {
            Some(form) => Ok(form),
            None => Self::fresh(visit, app, officer, case).await,
        }
    }

    /// What the page shows of it.
    pub(super) fn sheet(&self, showing: Showing, mistakes: Mistakes) -> Sheet {
        let (visit, case) = (self.visit, &self.case);
        let last = case.events.last().filter(|_| showing == Showing::Meanwhile);
        Sheet {
            view: View::of(visit, case),
            showing,
            last: last.map(|(event, by)| event_line(visit.words(), event, by.as_ref())),
            mistakes,
            token: visit.token(Purpose::Handle),
            version: case.case.version,
            once: self.once.clone(),
        }
    }

    /// The frame of the page, with the way back to the case.
    pub(super) fn frame(&self, title: impl Into<String>, mistakes: &Mistakes) -> Frame {
        frame(self.visit, self.officer, title, Place::Inbox)
            .back(&format!("/office/case/{}", self.case.case.id))
            .failed(!mistakes.is_empty())
    }
}

impl Sheet {
    /// The status of the answer.
    pub(super) fn status(&self) -> StatusCode {
        self.showing.status(&self.mistakes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_with_mistakes_is_not_one_that_came_too_late() {
        let mut mistakes = Mistakes::default();
        assert_eq!(Showing::Form.status(&mistakes), StatusCode::OK);
        mistakes.add("text", "อ่านไม่ได้");
        assert_eq!(Showing::Form.status(&mistakes), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(Showing::Meanwhile.status(&mistakes), StatusCode::CONFLICT);
    }
}
