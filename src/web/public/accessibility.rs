//! `/{agency}/accessibility`: what these pages aim at and what is known not to work.

use actix_web::HttpResponse;
use askama::Template;

use crate::web::layout::{Frame, ok};
use crate::web::problem::Problem;
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "web/public/accessibility.html")]
struct Accessibility {
    frame: Frame,
    contact: String,
}

/// Shows the accessibility statement.
///
/// # Errors
/// Not found outside of an agency.
pub async fn show(visit: Visit) -> Result<HttpResponse, Problem> {
    let contact = visit.agency()?.contact.clone();
    Ok(ok(&Accessibility {
        frame: visit.frame(visit.words().accessibility.title).back(""),
        contact,
    }))
}
