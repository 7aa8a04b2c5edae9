//! `/{agency}/office/case/{case}/hold`: until when a case is kept, and a supervisor's hold on it.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use askama::Template;

use super::case::{case_id, gone, once, open, written};
use super::case_view::View;
use super::{Place, frame, wording};
use crate::app::App;
use crate::domain::officer_text::{Note, Question};
use crate::flow::handle::HandleError;
use crate::flow::hold::{self, Keeping};
use crate::flow::officer_case::CaseForOfficer;
use crate::web::field::Mistakes;
use crate::web::form::{Form, FormError, Value};
use crate::web::layout::{Frame, page, see_other};
use crate::web::problem::Problem;
use crate::web::session::SignedIn;
use crate::web::token::Purpose;
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "web/office/hold.html")]
struct HoldPage {
    frame: Frame,
    view: View,
    meanwhile: bool,
    mistakes: Mistakes,
    token: String,
    version: i32,
    once: String,
    until: String,
    held: String,
    mine: bool,
    reason: Value,
}

/// Shows it.
///
/// # Errors
/// Not found when there is no such case for this officer; busy when the store does not answer.
pub async fn show(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let case = open(&app, &officer, case_id(&path)?).await?;
    let keeping = hold::keeping(&app, &officer, case.case.id).await?;
    let asked = Asked {
        once: once(&app)?,
        reason: Value::default(),
        mistakes: Mistakes::default(),
        meanwhile: false,
    };
    Ok(asked.page(&visit, &officer, &case, &keeping))
}

/// Sets the hold or lifts it.
///
/// # Errors
/// Not found when there is no such case for this officer; busy when the store does not answer.
pub async fn send(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    path: Path<(String, String)>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let id = case_id(&path)?;
    open(&app, &officer, id).await?;
    let (go, typed) = (form.text("go")?, form.text("text")?);
    let written = written(&mut form)?;
    form.finish()?;
    let on = match go.as_str() {
        "hold" => true,
        "lift" => false,
        _ => return Err(FormError::Unknown.into()),
    };
    let words = visit.words();
    let of = &words.log.hold;
    let mut mistakes = Mistakes::default();
    // As much as a question has to say: one word is no reason.
    let reason = Question::read(&typed).and_then(|reason| {
        let said = if on {
            of.note_set(reason.as_str())
        } else {
            of.note_lifted(reason.as_str())
        };
        Note::read(&said)
    });
    let reason = reason
        .map_err(|problem| mistakes.add("text", wording::text_problem(words, problem)))
        .ok();
    let mut meanwhile = false;
    if let Some(reason) = reason {
        match hold::set(&app, &officer, id, written, on, &reason).await {
            Ok(()) => {
                let done = if on { "held" } else { "lifted" };
                return Ok(see_other(&visit.link(&format!("/office/case/{id}?done={done}"))));
            }
            Err(HandleError::NotFound) => return Err(gone(&app, &officer, id).await),
            Err(HandleError::Trouble(trouble)) => return Err(trouble.into()),
            Err(_) => meanwhile = true,
        }
    }
    let case = open(&app, &officer, id).await?;
    let keeping = hold::keeping(&app, &officer, id).await?;
    let asked = Asked {
        once: written.once.to_string(),
        reason: typed,
        mistakes,
        meanwhile,
    };
    Ok(asked.page(&visit, &officer, &case, &keeping))
}

/// What stands in the form.
struct Asked {
    once: String,
    reason: Value,
    mistakes: Mistakes,
    meanwhile: bool,
}

impl Asked {
    fn page(
        self,
        visit: &Visit,
        officer: &SignedIn,
        case: &CaseForOfficer,
        keeping: &Keeping,
    ) -> HttpResponse {
        let words = &visit.words().log.hold;
        let status = match (self.mistakes.is_empty(), self.meanwhile) {
            (false, _) => StatusCode::UNPROCESSABLE_ENTITY,
            (true, true) => StatusCode::CONFLICT,
            (true, false) => StatusCode::OK,
        };
        let until = keeping.until.map_or_else(
            || words.open.to_owned(),
            |day| words.until(wording::day(visit.language(), day)),
        );
        let held = keeping.hold.map_or(String::new(), |hold| {
            let by = case
                .events
                .iter()
                .find_map(|(_, by)| by.as_ref().filter(|by| by.id == hold.by));
            let by = by.map_or(visit.words().office.history.somebody, |by| by.name.as_str());
            words.held(wording::moment(visit.words(), hold.at), by)
        });
        let shown = HoldPage {
            frame: frame(visit, officer, words.title, Place::Inbox)
                .back(&format!("/office/case/{}", case.case.id))
                .failed(!self.mistakes.is_empty()),
            view: View::of(visit, case),
            meanwhile: self.meanwhile,
            mistakes: self.mistakes,
            token: visit.token(Purpose::Handle),
            version: case.case.version,
            once: self.once,
            until,
            held,
            mine: keeping.mine,
            reason: self.reason,
        };
        page(status, &shown)
    }
}
