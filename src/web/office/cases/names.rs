//! `/{agency}/office/names`: what keepers of names are asked, and the way to the name of one case by its number.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use askama::Template;

use crate::app::App;
use crate::domain::case_number::CaseNumber;
use crate::flow::cases::names;
use crate::web::field::Mistakes;
use crate::web::form::{Form, Value};
use crate::web::layout::{Frame, page, see_other};
use crate::web::office::{Place, frame, wording};
use crate::web::problem::Problem;
use crate::web::session::SignedIn;
use crate::web::token::Purpose;
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "web/office/cases/names.html")]
struct NamesPage {
    frame: Frame,
    token: String,
    mistakes: Mistakes,
    typed: Value,
    lines: Vec<Line>,
    few: bool,
}

/// A request of the last days.
struct Line {
    href: String,
    number: String,
    ground: &'static str,
    by: String,
    standing: &'static str,
}

/// Lists what this keeper is asked.
///
/// # Errors
/// Busy when the store does not answer.
pub async fn show(visit: Visit, app: Data<App>, officer: SignedIn) -> Result<HttpResponse, Problem> {
    shown(&visit, &app, &officer, Value::default(), Mistakes::default()).await
}

/// Leads to the name of the case with this number.
///
/// # Errors
/// Busy when the store does not answer.
pub async fn send(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let typed = form.text("number")?;
    form.finish()?;
    let found = match CaseNumber::read(&typed) {
        Some(number) => names::find(&app, &officer, number.fiscal_year, number.number).await?,
        None => None,
    };
    if let Some(case) = found {
        return Ok(see_other(&visit.link(&format!("/office/names/{case}"))));
    }
    let mut mistakes = Mistakes::default();
    mistakes.add("number", visit.words().names.unknown);
    shown(&visit, &app, &officer, typed, mistakes).await
}

async fn shown(
    visit: &Visit,
    app: &Data<App>,
    officer: &SignedIn,
    typed: Value,
    mistakes: Mistakes,
) -> Result<HttpResponse, Problem> {
    let words = visit.words();
    let listed = names::list(app, officer).await?;
    let now = app.clock.now();
    let lines = listed.requests.iter().map(|(case, request, by)| Line {
        href: visit.link(&format!("/office/names/{}", case.id)),
        number: wording::number(case),
        ground: words.ground.by_key(request.ground.key()),
        by: by
            .as_ref()
            .map_or(words.office.history.somebody.to_owned(), |by| by.name.clone()),
        standing: words.name_standing.by_key(request.standing(now).key()),
    });
    let status = if mistakes.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let shown = NamesPage {
        frame: frame(visit, officer, words.names.title, Place::Names).failed(!mistakes.is_empty()),
        token: visit.token(Purpose::Handle),
        lines: lines.collect(),
        few: listed.few_keepers,
        typed,
        mistakes,
    };
    Ok(page(status, &shown))
}
