//! `/{agency}/office/figures`: the published figures, for those who answer for them.

use actix_web::HttpResponse;
use actix_web::web::Data;
use askama::Template;

use super::{Place, frame};
use crate::app::App;
use crate::web::layout::{Frame, ok};
use crate::web::problem::Problem;
use crate::web::public::statistics::{Year, tables};
use crate::web::session::SignedIn;
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "web/office/figures.html")]
struct Figures {
    frame: Frame,
    as_of: String,
    years: Vec<Year>,
}

/// Shows them.
///
/// # Errors
/// Busy when the store does not answer.
pub async fn show(visit: Visit, app: Data<App>, officer: SignedIn) -> Result<HttpResponse, Problem> {
    let (as_of, years) = tables(&visit, app).await?;
    let frame = frame(&visit, &officer, visit.words().figures.title, Place::Figures);
    Ok(ok(&Figures { frame, as_of, years }))
}
