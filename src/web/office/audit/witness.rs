//! `/{agency}/office/witness`: the address outside the office that receives the ends of the log's days.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use askama::Template;

use crate::app::App;
use crate::flow::audit::witness;
use crate::web::field::Mistakes;
use crate::web::form::{Form, Query};
use crate::web::layout::{Frame, page, see_other};
use crate::web::office::{Place, frame};
use crate::web::problem::Problem;
use crate::web::session::SignedIn;
use crate::web::setup::check::is_mail;
use crate::web::token::Purpose;
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "web/office/audit/witness.html")]
struct WitnessPage {
    frame: Frame,
    done: &'static str,
    mistakes: Mistakes,
    token: String,
    address: String,
}

/// The fields whose text a problem page shows again.
pub const TYPED: &[&str] = &["address"];

/// Shows it.
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
    let address = witness::address(&app, officer.agency.id).await?;
    Ok(shown(&visit, &officer, address, Mistakes::default(), done))
}

/// Sets it.
///
/// # Errors
/// Busy when the store does not answer.
pub async fn send(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let typed = form.text("address")?;
    form.finish()?;
    let address = typed.trim().to_owned();
    if !address.is_empty() && !is_mail(&address) {
        let mut mistakes = Mistakes::default();
        mistakes.add("address", visit.words().log.witness.wrong);
        return Ok(shown(&visit, &officer, address, mistakes, ""));
    }
    witness::set_address(&app, &officer, &address).await?;
    Ok(see_other(&visit.link("/office/witness?done=witness")))
}

fn shown(
    visit: &Visit,
    officer: &SignedIn,
    address: String,
    mistakes: Mistakes,
    done: &'static str,
) -> HttpResponse {
    let status = if mistakes.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let words = &visit.words().log.witness;
    let shown = WitnessPage {
        frame: frame(visit, officer, words.title, Place::Periods)
            .failed(!mistakes.is_empty())
            .back("/office/reminders"),
        done,
        mistakes,
        token: visit.token(Purpose::Manage),
        address,
    };
    page(status, &shown)
}
