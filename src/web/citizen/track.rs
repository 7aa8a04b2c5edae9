//! `/{agency}/track`: the code opens the case. It comes in forms only and is never shown again but to propose a
//! correction.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::web::Data;
use askama::Template;

use super::code_view::{Group, groups};
use super::{removed, reporter};
use crate::app::App;
use crate::flow::reporter::track;
use crate::vault::code::{Reading, TrackingCode};
use crate::web::field::Mistakes;
use crate::web::form::Form;
use crate::web::layout::{Face, Frame, ok, page, see_other};
use crate::web::problem::Problem;
use crate::web::token::Purpose;
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "web/citizen/track.html")]
struct Page {
    frame: Frame,
    token: String,
    mistakes: Mistakes,
}

#[derive(Template)]
#[template(path = "web/citizen/propose.html")]
struct Propose {
    frame: Frame,
    token: String,
    code: zeroize::Zeroizing<String>,
    groups: Vec<Group>,
}

/// Asks for the code.
///
/// # Errors
/// Not found outside of an agency.
pub async fn show(visit: Visit) -> Result<HttpResponse, Problem> {
    visit.agency()?;
    Ok(ask(&visit, Mistakes::default()))
}

fn ask(visit: &Visit, mistakes: Mistakes) -> HttpResponse {
    let status = if mistakes.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let frame = visit
        .frame(visit.words().track.title)
        .back("")
        .failed(!mistakes.is_empty());
    page(
        status,
        &Page {
            frame,
            token: visit.token(Purpose::Track),
            mistakes,
        },
    )
}

/// Opens the case, proposes a correction, or says that there is none: always in the same words.
///
/// # Errors
/// Busy when the store does not answer.
pub async fn open(visit: Visit, app: Data<App>, mut form: Form) -> Result<HttpResponse, Problem> {
    let typed = form.text("code")?;
    form.finish()?;
    let agency = visit.agency()?;
    let words = &visit.words().track;
    let mut mistakes = Mistakes::default();
    if typed.trim().is_empty() {
        mistakes.add("code", words.empty);
        return Ok(ask(&visit, mistakes));
    }
    let app = app.into_inner();
    let found = match TrackingCode::read(&typed) {
        Reading::Code(code) => track::begin(&app, agency, &code).await?,
        Reading::Proposed(code) => return Ok(propose(&visit, &code)),
        Reading::Mistyped => None,
    };
    let Some((session, sealed)) = found else {
        mistakes.add("code", words.unknown(Face::of(agency, visit.language()).name));
        return Ok(ask(&visit, mistakes));
    };
    if let Some(day) = track::removed_on(&app, &session).await? {
        return Ok(removed::page(&visit, day));
    }
    let cookie = reporter::begin(&sealed).ok_or_else(|| Problem::broken("cookie cannot be written"))?;
    let mut response = see_other(&visit.link("/track/case"));
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

/// Shows the corrected code. Whether it opens a case is found out only when the reporter says that it is theirs.
fn propose(visit: &Visit, code: &TrackingCode) -> HttpResponse {
    let letters = code.letters();
    ok(&Propose {
        frame: visit.frame(visit.words().track.propose_title).back("/track"),
        token: visit.token(Purpose::Track),
        groups: groups(&letters),
        code: letters,
    })
}
