//! `/{agency}/about`: steps, readers, the fifteen days, the code, the privacy notice (texts A.1, A.8).

use actix_web::HttpResponse;
use askama::Template;

use crate::domain::agency::Agency;
use crate::web::layout::{Face, Frame, ok};
use crate::web::problem::Problem;
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "web/public/about.html")]
struct About<'a> {
    frame: Frame,
    name: String,
    days: i32,
    agency: &'a Agency,
    fingerprint: Option<String>,
}

/// Shows how the channel works and how those who report are protected.
///
/// # Errors
/// Busy when the store does not answer.
pub async fn show(visit: Visit) -> Result<HttpResponse, Problem> {
    let agency = visit.agency()?;
    let fingerprint = visit.site().key_fingerprint(agency.id).await?;
    let days = visit.site().days(agency.id).await?;
    let frame = visit.frame(visit.words().about.title).back("");
    let name = Face::of(agency, visit.language()).name;
    Ok(ok(&About {
        frame,
        name,
        days,
        agency,
        fingerprint,
    }))
}
