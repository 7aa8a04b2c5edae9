//! `/{agency}/office/reports`: the rounds that can be reported.

use actix_web::HttpResponse;
use actix_web::web::Data;
use askama::Template;

use crate::app::App;
use crate::flow::publishing::round_report;
use crate::papers::round_report::title;
use crate::web::layout::{Frame, ok};
use crate::web::office::{Place, frame};
use crate::web::problem::Problem;
use crate::web::session::SignedIn;
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "web/office/publishing/reports.html")]
struct ReportsPage {
    frame: Frame,
    rounds: Vec<Line>,
}

struct Line {
    href: String,
    title: String,
    state: String,
}

/// Lists them.
///
/// # Errors
/// Busy when the store does not answer.
pub async fn show(visit: Visit, app: Data<App>, officer: SignedIn) -> Result<HttpResponse, Problem> {
    let w = visit.words();
    let rounds = round_report::rounds(&app.into_inner(), officer.agency.id).await?;
    let rounds = rounds.into_iter().map(|line| Line {
        href: visit.link(&format!(
            "/office/reports/{}/{}",
            line.key.year.number(),
            line.key.round.key()
        )),
        title: title(w, line.key),
        state: match line.published {
            Some(number) => w.report.published_number(number),
            None => w.report.not_published.to_owned(),
        },
    });
    Ok(ok(&ReportsPage {
        frame: frame(&visit, &officer, w.report.title, Place::Reports),
        rounds: rounds.collect(),
    }))
}
