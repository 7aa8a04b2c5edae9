//! What a reporter is told whose matter was removed as planned: when, and what is left of it.

use actix_web::HttpResponse;
use askama::Template;

use super::wording;
use crate::domain::day::Day;
use crate::web::layout::{Frame, ok};
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "web/citizen/removed.html")]
struct Removed {
    frame: Frame,
    said: String,
}

/// The page.
pub(super) fn page(visit: &Visit, on: Day) -> HttpResponse {
    let words = &visit.words().log.removed;
    ok(&Removed {
        said: words.on(wording::day(visit.language(), on)),
        frame: visit.frame(words.title).back(""),
    })
}
