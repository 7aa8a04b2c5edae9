//! `/{agency}/office/handbook`: the handbook as it is now is kept as announced on a day; every version stays.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use askama::Template;

use crate::app::App;
use crate::documents::booklet_pdf;
use crate::flow::publishing::handbook;
use crate::web::field::{Mistakes, TypedDate};
use crate::web::form::{Form, Query};
use crate::web::layout::{Frame, page, see_other};
use crate::web::office::officers::appointment_form::{day as typed_day, line};
use crate::web::office::{Place, frame};
use crate::web::problem::Problem;
use crate::web::public::handbook::Version;
use crate::web::public::handbook_text;
use crate::web::session::SignedIn;
use crate::web::token::Purpose;
use crate::web::visit::Visit;

/// What is shown again when the form is refused.
pub const TYPED: &[&str] = &["place"];

#[derive(Template)]
#[template(path = "web/office/publishing/handbook.html")]
struct Page {
    frame: Frame,
    done: &'static str,
    mistakes: Mistakes,
    token: String,
    newest: i32,
    announced: TypedDate,
    place: String,
    versions: Vec<Version>,
}

/// Shows the versions and the form.
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
    shown(&visit, &app, &officer, Typed::default(), done).await
}

/// What was typed, and what is wrong with it.
#[derive(Default)]
struct Typed {
    announced: TypedDate,
    place: String,
    mistakes: Mistakes,
}

async fn shown(
    visit: &Visit,
    app: &Data<App>,
    officer: &SignedIn,
    typed: Typed,
    done: &'static str,
) -> Result<HttpResponse, Problem> {
    let versions = handbook::versions(app, officer.agency.id).await?;
    let status = if typed.mistakes.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let title = visit.words().announcing.title;
    let shown = Page {
        frame: frame(visit, officer, title, Place::Handbook).failed(!typed.mistakes.is_empty()),
        done,
        mistakes: typed.mistakes,
        token: visit.token(Purpose::Manage),
        newest: versions.first().map_or(0, |version| version.version),
        announced: typed.announced,
        place: typed.place,
        versions: Version::all(visit, &versions),
    };
    Ok(page(status, &shown))
}

/// Announces the handbook as it is now.
///
/// # Errors
/// Busy when the store does not answer or the paper cannot be made.
pub async fn send(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let newest: i32 = form.text("newest")?.parse().unwrap_or(-1);
    let mut typed = Typed {
        announced: TypedDate {
            day: form.text("announced_day")?,
            month: form.text("announced_month")?,
            year: form.text("announced_year")?,
        },
        place: form.text("place")?.to_string(),
        mistakes: Mistakes::default(),
    };
    form.finish()?;
    let words = visit.words();
    let day = typed_day(words, "announced", &typed.announced, &mut typed.mistakes);
    if day.is_some_and(|day| day > visit.today()) {
        typed.mistakes.add("announced", words.announcing.future);
    }
    let place = line(
        words,
        "place",
        &typed.place,
        words.announcing.no_place,
        &mut typed.mistakes,
    );
    let (Some(day), Some(place), true) = (day, place, typed.mistakes.is_empty()) else {
        return shown(&visit, &app, &officer, typed, "").await;
    };
    let app = app.into_inner();
    let duties = handbook::duties(&app, &officer.agency).await?;
    let booklet = handbook_text::booklet(&visit, &officer.agency, &duties, Some(day));
    let paper = booklet_pdf(&booklet).map_err(|_| Problem::busy())?;
    let done = if handbook::announce(&app, &officer, newest, (day, place), paper).await? {
        "handbook"
    } else {
        "handbook_there"
    };
    Ok(see_other(&visit.link(&format!("/office/handbook?done={done}"))))
}
