//! `/{agency}/office/case/{case}/hold`: until when a case is kept, and a supervisor's hold on it.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use askama::Template;

use super::case::{case_id, open, written};
use super::case_form::{CaseForm, Sheet, Showing};
use crate::app::App;
use crate::domain::officer_text::{Note, Question};
use crate::flow::cases::hold::{self, Keeping};
use crate::web::field::Mistakes;
use crate::web::form::{Form, FormError, Value};
use crate::web::layout::{Frame, page, see_other};
use crate::web::office::wording;
use crate::web::problem::Problem;
use crate::web::session::SignedIn;
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "web/office/cases/hold.html")]
struct HoldPage {
    frame: Frame,
    sheet: Sheet,
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
    let form = CaseForm::fresh(&visit, &app, &officer, case_id(&path)?).await?;
    let keeping = hold::keeping(&app, &officer, form.case.case.id).await?;
    Ok(answer(
        &form,
        &keeping,
        (Showing::Form, Mistakes::default()),
        Value::default(),
    ))
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
    let done = |said: &str| see_other(&visit.link(&format!("/office/case/{id}?done={said}")));
    let said = if on { "held" } else { "lifted" };
    let mut showing = Showing::Form;
    if let Some(reason) = reason {
        match hold::set(&app, &officer, id, written, on, &reason).await {
            Ok(()) => return Ok(done(said)),
            Err(error) => showing = Showing::meanwhile(&app, &officer, id, error).await?,
        }
    }
    let Some(form) = CaseForm::again(&visit, &app, &officer, (id, written)).await? else {
        return Ok(done(said));
    };
    let keeping = hold::keeping(&app, &officer, id).await?;
    Ok(answer(&form, &keeping, (showing, mistakes), typed))
}

fn answer(
    form: &CaseForm<'_>,
    keeping: &Keeping,
    (showing, mistakes): (Showing, Mistakes),
    reason: Value,
) -> HttpResponse {
    let (visit, case) = (form.visit, &form.case);
    let words = &visit.words().log.hold;
    let day = |day| wording::day(visit.language(), day);
    let mut until = keeping
        .until
        .map_or_else(|| words.open.to_owned(), |until| words.until(day(until)));
    if let Some(name) = keeping.name_until {
        until = format!("{until} {}", words.name_until(day(name)));
    }
    let held = keeping.hold.map_or(String::new(), |hold| {
        let by = case
            .events
            .iter()
            .find_map(|(_, by)| by.as_ref().filter(|by| by.id == hold.by));
        let by = by.map_or(visit.words().office.history.somebody, |by| by.name.as_str());
        words.held(wording::moment(visit.words(), hold.at), by)
    });
    let shown = HoldPage {
        frame: form.frame(words.title, &mistakes),
        sheet: form.sheet(showing, mistakes),
        until,
        held,
        mine: keeping.mine,
        reason,
    };
    page(shown.sheet.status(), &shown)
}
