//! `/{agency}/embed`: the one page that another website may show in a frame, if the agency has named it. It holds a link
//! that opens the channel in a tab of its own, and nothing to fill in.

use actix_web::HttpResponse;
use actix_web::web::Data;
use askama::Template;

use crate::app::App;
use crate::flow::publishing::embed;
use crate::web::assets;
use crate::web::headers::Framed;
use crate::web::layout::{Face, ok};
use crate::web::problem::Problem;
use crate::web::visit::Visit;
use crate::words::Words;

#[derive(Template)]
#[template(path = "web/public/embed.html")]
struct Page {
    words: &'static Words,
    language: &'static str,
    base: String,
    style: String,
    icon: String,
    agency: Face,
}

/// Shows it.
///
/// # Errors
/// Busy when the store does not answer.
pub async fn show(visit: Visit, app: Data<App>) -> Result<HttpResponse, Problem> {
    let agency = visit.agency()?;
    let sites = embed::sites(&app.into_inner(), agency.id).await?;
    let mut answer = ok(&Page {
        words: visit.words(),
        language: visit.language().tag(),
        base: visit.base(),
        style: assets::address("style.css"),
        icon: assets::address("favicon.svg"),
        agency: Face::of(agency, visit.language()),
    });
    answer.extensions_mut().insert(Framed(sites.ancestors()));
    Ok(answer)
}
