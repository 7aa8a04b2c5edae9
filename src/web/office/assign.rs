//! `/{agency}/office/case/{case}/assign`: who answers for a case. Each choice says what it takes, and against the order
//! of the panel it is proposed to a second person.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use askama::Template;

use super::case::{case_id, gone, once, open, written};
use super::case_view::{Line, View, event_line, person};
use super::{Place, frame, signature, wording};
use crate::app::App;
use crate::domain::assignment::Way;
use crate::domain::ids::OfficerId;
use crate::domain::officer_text::Note;
use crate::flow::assign::{self, Given};
use crate::flow::handle::HandleError;
use crate::flow::officer_case::CaseForOfficer;
use crate::web::field::{Choice, Mistakes};
use crate::web::form::{Form, FormError, Value};
use crate::web::layout::{Frame, page, see_other};
use crate::web::problem::Problem;
use crate::web::session::SignedIn;
use crate::web::token::Purpose;
use crate::web::visit::Visit;

/// The fields whose text a problem page shows again.
pub const TYPED: &[&str] = &["text"];

/// Why the page is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Showing {
    /// It was asked for, or something has to be corrected.
    Form,
    /// Somebody else did something in between.
    Meanwhile,
    /// Something waits for a second signature already.
    Waits,
    /// It needs a second signature, and there is nobody who could give it.
    NoSecond,
}

#[derive(Template)]
#[template(path = "web/office/assign.html")]
struct AssignPage {
    frame: Frame,
    view: View,
    showing: Showing,
    last: Option<Line>,
    mistakes: Mistakes,
    text: Value,
    token: String,
    version: i32,
    once: String,
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
    let case = open(&app, &officer, case_id(&path)?).await?;
    let desk = Desk {
        visit: &visit,
        officer: &officer,
        case: &case,
        once: once(&app)?,
    };
    Ok(desk.page(Showing::Form, Value::default(), "", Mistakes::default()))
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
            Err(HandleError::NotFound) => return Err(gone(&app, &officer, id).await),
            Err(HandleError::Trouble(trouble)) => return Err(trouble.into()),
            Err(HandleError::Waits) => Showing::Waits,
            Err(HandleError::NoSecond) => Showing::NoSecond,
            Err(HandleError::Refused | HandleError::Barred) if case.case.version == written.version => {
                mistakes.add("to", words.assign.cannot);
                Showing::Form
            }
            Err(_) => Showing::Meanwhile,
        },
    };
    let case = open(&app, &officer, id).await?;
    // Two presses of one button at the same moment: the other one did it.
    if case
        .events
        .iter()
        .any(|(event, _)| event.record == Some(written.once))
    {
        return Ok(done("assigned"));
    }
    let desk = Desk {
        visit: &visit,
        officer: &officer,
        case: &case,
        once: written.once.to_string(),
    };
    Ok(desk.page(showing, text, &to, mistakes))
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

/// One officer with one form in front of them.
struct Desk<'a> {
    visit: &'a Visit,
    officer: &'a SignedIn,
    case: &'a CaseForOfficer,
    once: String,
}

impl Desk<'_> {
    fn page(&self, showing: Showing, text: Value, to: &str, mistakes: Mistakes) -> HttpResponse {
        let (visit, case) = (self.visit, self.case);
        let words = visit.words();
        let status = match showing {
            Showing::Form if mistakes.is_empty() => StatusCode::OK,
            Showing::Form => StatusCode::UNPROCESSABLE_ENTITY,
            Showing::Meanwhile | Showing::Waits | Showing::NoSecond => StatusCode::CONFLICT,
        };
        let last = case.events.last().filter(|_| showing == Showing::Meanwhile);
        let shown = AssignPage {
            frame: frame(visit, self.officer, words.assign.title, Place::Inbox)
                .back(&format!("/office/case/{}", case.case.id))
                .failed(!mistakes.is_empty()),
            view: View::of(visit, case),
            showing,
            last: last.map(|(event, by)| event_line(words, event, by.as_ref())),
            mistakes,
            text,
            token: visit.token(Purpose::Handle),
            version: case.case.version,
            once: self.once.clone(),
            responsible: case.responsible.as_ref().map(person).unwrap_or_default(),
            choices: self.choices(to),
            second: words.assign.if_against(signature::second(words, &case.second)),
        };
        page(status, &shown)
    }

    fn choices(&self, to: &str) -> Vec<Choice> {
        let (case, of) = (self.case, &self.visit.words().assign);
        let choice = |(id, way): &(OfficerId, Way)| {
            let officer = case.colleagues.iter().find(|officer| officer.id == *id)?;
            let value = id.to_string();
            let mine = *id == self.officer.officer.id;
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
}
