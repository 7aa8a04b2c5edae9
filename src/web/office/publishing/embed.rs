//! `/{agency}/office/embed`: the websites that may show the small page of the channel in a frame.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use askama::Template;

use crate::app::App;
use crate::domain::embed::{FramingSites, SiteProblem};
use crate::flow::publishing::embed;
use crate::web::field::Mistakes;
use crate::web::form::{Form, Query};
use crate::web::layout::{Frame, page, see_other};
use crate::web::office::{Place, frame};
use crate::web::problem::Problem;
use crate::web::session::SignedIn;
use crate::web::token::Purpose;
use crate::web::visit::Visit;

/// The fields whose text a problem page shows again.
pub const TYPED: &[&str] = &["sites"];

#[derive(Template)]
#[template(path = "web/office/publishing/embed.html")]
struct EmbedPage {
    frame: Frame,
    done: &'static str,
    mistakes: Mistakes,
    token: String,
    sites: String,
}

/// Shows them.
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
    let sites = embed::sites(&app.into_inner(), officer.agency.id).await?;
    Ok(shown(&visit, &officer, sites.lines(), Mistakes::default(), done))
}

/// Sets them.
///
/// # Errors
/// Busy when the store does not answer.
pub async fn send(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let typed = form.text("sites")?;
    form.finish()?;
    let w = &visit.words().embed;
    let problem = match FramingSites::parse(&typed) {
        Ok(sites) => {
            embed::set(&app.into_inner(), &officer, sites).await?;
            return Ok(see_other(&visit.link("/office/embed?done=embed")));
        }
        Err(SiteProblem::Unreadable(line)) => w.unreadable(line),
        Err(SiteProblem::TooMany) => w.too_many(FramingSites::MOST),
    };
    let mut mistakes = Mistakes::default();
    mistakes.add("sites", problem);
    Ok(shown(&visit, &officer, typed.to_string(), mistakes, ""))
}

fn shown(
    visit: &Visit,
    officer: &SignedIn,
    sites: String,
    mistakes: Mistakes,
    done: &'static str,
) -> HttpResponse {
    let status = if mistakes.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let shown = EmbedPage {
        frame: frame(visit, officer, visit.words().embed.office_title, Place::Handbook)
            .failed(!mistakes.is_empty())
            .back("/office/handbook"),
        done,
        mistakes,
        token: visit.token(Purpose::Manage),
        sites,
    };
    page(status, &shown)
}
