//! `/{agency}/office/reports/waiting`: a publisher approves what everybody may read of a report, or sends it back.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use askama::Template;

use crate::app::App;
use crate::documents::{Block, Section};
use crate::domain::round_report::ReportKey;
use crate::flow::publishing::report_publishing::{self, ReportError, Waiting};
use crate::papers::round_report::{ending, sections, title};
use crate::web::form::{Form, Query};
use crate::web::layout::{Frame, page, see_other};
use crate::web::office::{Place, frame};
use crate::web::problem::Problem;
use crate::web::session::SignedIn;
use crate::web::token::Purpose;
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "web/office/publishing/report_approval.html")]
struct ApprovalPage {
    frame: Frame,
    done: &'static str,
    unpublished: &'static str,
    token: String,
    waiting: Vec<Line>,
}

struct Line {
    key: String,
    seen: String,
    title: String,
    sections: Vec<Section>,
    ending: Vec<String>,
}

/// Shows what waits.
///
/// # Errors
/// Busy when the store does not answer.
pub async fn show(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    Query(mut query): Query,
) -> Result<HttpResponse, Problem> {
    let done = visit.words().report_approval.done.by_key(&query.text("done")?);
    query.finish()?;
    present(&visit, &app.into_inner(), &officer, "", done).await
}

async fn present(
    visit: &Visit,
    app: &Arc<App>,
    officer: &SignedIn,
    unpublished: &'static str,
    done: &'static str,
) -> Result<HttpResponse, Problem> {
    let waiting = report_publishing::waiting(app, officer).await?;
    let status = if unpublished.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let title = visit.words().report_approval.title;
    let shown = ApprovalPage {
        frame: frame(visit, officer, title, Place::Editions).back("/office/editions"),
        done,
        unpublished,
        token: visit.token(Purpose::Publish),
        waiting: waiting.iter().map(|waiting| Line::of(visit, waiting)).collect(),
    };
    Ok(page(status, &shown))
}

impl Line {
    fn of(visit: &Visit, waiting: &Waiting) -> Self {
        let (words, language) = (visit.words(), visit.language());
        let key = waiting.key;
        Self {
            key: format!("{} {}", key.year.number(), key.round.key()),
            seen: waiting.seen.clone(),
            title: title(words, key),
            sections: sections(words, language, key, &waiting.statement),
            ending: ending(words, language, &waiting.statement),
        }
    }
}

/// Publishes what waits, or sends it back.
///
/// # Errors
/// Busy when the store does not answer.
pub async fn answer(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let (report, seen, go) = (form.text("report")?, form.text("seen")?, form.text("go")?);
    form.finish()?;
    let app = app.into_inner();
    let w = &visit.words().report_approval;
    let key = report
        .split_once(' ')
        .and_then(|(year, round)| ReportKey::from_address(year, round));
    let said = match key {
        None => Err(ReportError::Gone),
        Some(key) if go.as_str() == "send_back" => {
            report_publishing::send_back(&app, &officer, key, &seen).await
        }
        Some(key) => report_publishing::approve(&app, &officer, key, &seen).await,
    };
    let unpublished = match said {
        Ok(()) => {
            let done = if go.as_str() == "send_back" {
                "send_back"
            } else {
                "approve"
            };
            return Ok(see_other(
                &visit.link(&format!("/office/reports/waiting?done={done}")),
            ));
        }
        Err(ReportError::Trouble(trouble)) => return Err(trouble.into()),
        Err(ReportError::Gone | ReportError::Empty) => w.gone,
        Err(ReportError::Changed) => w.changed,
        Err(ReportError::Words(_)) => w.words,
        Err(ReportError::Unmade) => w.unmade,
    };
    present(&visit, &app, &officer, unpublished, "").await
}
