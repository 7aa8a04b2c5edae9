//! `/{agency}/office/case/{case}/assign`: who answers for a case. Each choice says what it takes, and against the order
//! of the panel it is proposed to a second person.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use askama::Template;

use super::case::{case_id, open, written};
use super::case_form::{CaseForm, Sheet, Showing};
use super::case_view::person;
use super::signature;
use crate::app::App;
use crate::domain::assignment::Way;
use crate::domain::ids::OfficerId;
use crate::domain::officer_text::Note;
use crate::flow::cases::assign::{self, Given};
use crate::flow::cases::handle::HandleError;
use crate::flow::cases::officer_case::CaseForOfficer;
use crate::web::field::{Choice, Mistakes};
use crate::web::form::{Form, FormError, Value};
use crate::web::layout::{Frame, page, see_other};
use crate::web::office::wording;
use crate::web::problem::Problem;
use crate::web::session::SignedIn;
use crate::web::visit::Visit;

/// The fields whose text a problem page shows again.
pub const TYPED: &[&str] = &["text"];

#[derive(Template)]
#[template(path = "web/office/cases/assign.html")]
struct AssignPage {
    frame: Frame,
    sheet: Sheet,
    text: Value,
    responsible: String,
    choices: Vec<Choice>,
    second: String,
}

/// Shows whom it can be given to.
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
    Ok(answer(
        &form,
        (Showing::Form, Mistakes::default()),
        Value::default(),
        "",
    ))
}

/// Gives it to somebody, or proposes to.
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
    // Before the form is read: whoever does not read the case hears nothing about the form either.
    let case = open(&app, &officer, id).await?;
    let written = written(&mut form)?;
    let (to, text) = (form.text("to")?, form.text("text")?);
    form.finish()?;
    let words = visit.words();
    let done = |said: &str| see_other(&visit.link(&format!("/office/case/{id}?done={said}#readers")));
    let mut mistakes = Mistakes::default();
    let chosen = read(&visit, &case, &to, &text, &mut mistakes)?;
    let showing = match chosen {
        None => Showing::Form,
        Some((to, note)) => match assign::give(&app, &officer, id, written, to, note).await {
            Ok(Given::Done) => return Ok(done("assigned")),
            Ok(Given::Proposed) => return Ok(done("assign_proposed")),
            Err(HandleError::Refused | HandleError::Barred) if case.case.version == written.version => {
                mistakes.add("to", words.assign.cannot);
                Showing::Form
            }
            Err(HandleError::Refused) => Showing::Meanwhile,
            Err(error) => Showing::after(&app, &officer, id, error).await?,
        },
    };
    let Some(form) = CaseForm::again(&visit, &app, &officer, (id, written)).await? else {
        return Ok(done("assigned"));
    };
    Ok(answer(&form, (showing, mistakes), text, &to))
}

/// Whom the form names, and why; nothing, and every mistake noted, when it is not ready.
fn read(
    visit: &Visit,
    case: &CaseForOfficer,
    to: &str,
    text: &str,
    mistakes: &mut Mistakes,
) -> Result<Option<(OfficerId, Option<Note>)>, FormError> {
    let words = visit.words();
    if to.is_empty() {
        mistakes.add("to", words.assign.nobody_chosen);
        return Ok(None);
    }
    let to = OfficerId::from_hex(to).ok_or(FormError::Unknown)?;
    let against = case.choices.contains(&(to, Way::Against));
    if text.trim().is_empty() {
        if against {
            mistakes.add("text", words.assign.why_against);
        }
        return Ok((!against).then_some((to, None)));
    }
    match Note::read(text) {
        Ok(note) => Ok(Some((to, Some(note)))),
        Err(problem) => {
            mistakes.add("text", wording::text_problem(words, problem));
            Ok(None)
        }
    }
}

fn answer(
    form: &CaseForm<'_>,
    (showing, mistakes): (Showing, Mistakes),
    text: Value,
    to: &str,
) -> HttpResponse {
    let (words, case) = (form.visit.words(), &form.case);
    let shown = AssignPage {
        frame: form.frame(words.assign.title, &mistakes),
        sheet: form.sheet(showing, mistakes),
        text,
        responsible: case.responsible.as_ref().map(person).unwrap_or_default(),
        choices: choices(form, to),
        second: words.assign.if_against(signature::second(words, &case.second)),
    };
    page(shown.sheet.status(), &shown)
}

fn choices(form: &CaseForm<'_>, to: &str) -> Vec<Choice> {
    let (case, of) = (&form.case, &form.visit.words().assign);
    let choice = |(id, way): &(OfficerId, Way)| {
        let officer = case.colleagues.iter().find(|officer| officer.id == *id)?;
        let value = id.to_string();
        let mine = *id == form.officer.officer.id;
        let hint = match way {
            Way::Reader if mine => of.yourself,
            Way::Reader => of.reader,
            Way::Next => of.next,
            Way::Against => of.against,
        };
        let chosen = value == to;
        Some(Choice::new(value, person(officer)).hint(hint).chosen(chosen))
    };
    case.choices.iter().filter_map(choice).collect()
}
