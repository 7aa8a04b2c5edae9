//! `/{agency}/office/reminders`: how matters near their day are brought up, and who is told of what is overdue.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use askama::Template;

use crate::app::App;
use crate::domain::ids::OfficerId;
use crate::flow::terms::remind::{self, Reminders};
use crate::web::field::{Choice, Mistakes};
use crate::web::form::{Form, Query};
use crate::web::layout::{Frame, page, see_other};
use crate::web::office::{Place, frame};
use crate::web::problem::Problem;
use crate::web::session::SignedIn;
use crate::web::token::Purpose;
use crate::web::visit::Visit;

/// What the form sends for the outside body; people are sent by their id.
const OUTSIDE: &str = "outside";

#[derive(Template)]
#[template(path = "web/office/terms/reminders.html")]
struct RemindersPage {
    frame: Frame,
    done: &'static str,
    mistakes: Mistakes,
    outside_has_mail: bool,
    chosen_has_none: bool,
    token: String,
    choices: Vec<Choice>,
}

/// Shows what is set.
///
/// # Errors
/// Busy when the store does not answer.
pub async fn show(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    Query(mut query): Query,
) -> Result<HttpResponse, Problem> {
    let done = visit.words().office.done.by_key(&query.text("done")?);
    query.finish()?;
    let settings = remind::settings(&app, officer.agency.id).await?;
    Ok(shown(&visit, &officer, &settings, Mistakes::default(), done))
}

fn shown(
    visit: &Visit,
    officer: &SignedIn,
    settings: &Reminders,
    mistakes: Mistakes,
    done: &'static str,
) -> HttpResponse {
    let words = &visit.words().office.reminders;
    let status = if mistakes.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let outside = Choice::new(OUTSIDE, words.outside(&officer.agency.outside_body))
        .hint(words.outside_hint)
        .chosen(settings.overdue_to.is_none());
    let people = settings.choices.iter().map(|person| {
        Choice::new(
            person.id.to_string(),
            format!("{} ({})", person.post, person.name),
        )
        .hint(words.person_hint)
        .chosen(settings.overdue_to == Some(person.id))
    });
    let shown = RemindersPage {
        frame: frame(visit, officer, words.title, Place::Periods).failed(!mistakes.is_empty()),
        done,
        mistakes,
        outside_has_mail: settings.outside_has_mail,
        chosen_has_none: settings.chosen_has_none,
        token: visit.token(Purpose::Manage),
        choices: std::iter::once(outside).chain(people).collect(),
    };
    page(status, &shown)
}

/// Chooses who is told of what is overdue.
///
/// # Errors
/// Busy when the store does not answer.
pub async fn send(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let typed = form.text("overdue_to")?;
    form.finish()?;
    let chosen = match typed.as_str() {
        OUTSIDE => Some(None),
        id => OfficerId::from_hex(id).map(Some),
    };
    let taken = match chosen {
        Some(chosen) => remind::choose(&app, &officer, chosen).await?,
        None => false,
    };
    if taken {
        return Ok(see_other(&visit.link("/office/reminders?done=reminders")));
    }
    let settings = remind::settings(&app, officer.agency.id).await?;
    let mut mistakes = Mistakes::default();
    mistakes.add("overdue_to", visit.words().office.reminders.none);
    Ok(shown(&visit, &officer, &settings, mistakes, ""))
}
