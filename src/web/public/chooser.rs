//! `/`: straight to the agency where there is one, a choice where there are several.

use actix_web::HttpResponse;
use askama::Template;

use crate::domain::agency::Agency;
use crate::web::layout::{Face, Frame, ok, see_other};
use crate::web::problem::Problem;
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "web/public/chooser.html")]
struct Chooser {
    frame: Frame,
    choices: Vec<Choice>,
}

struct Choice {
    href: String,
    name: String,
    place: String,
}

/// Shows the agencies, or goes to the only one.
///
/// # Errors
/// Busy when the store does not answer.
pub async fn show(visit: Visit) -> Result<HttpResponse, Problem> {
    let agencies = visit.site().agencies().await?;
    let words = &visit.words().chooser;
    if let [only] = agencies.as_slice() {
        return Ok(see_other(&format!("{}/{}", visit.language().prefix(), only.slug)));
    }
    let title = if agencies.is_empty() {
        words.empty_title
    } else {
        words.title
    };
    let choice = |agency: &Agency| Choice {
        href: format!("{}/{}", visit.language().prefix(), agency.slug),
        name: Face::of(agency, visit.language()).name,
        place: words.place(&agency.district, &agency.province),
    };
    Ok(ok(&Chooser {
        frame: visit.frame(title),
        choices: agencies.iter().map(choice).collect(),
    }))
}
