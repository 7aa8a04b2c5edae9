//! `/{agency}/reports/{year}/{round}`: what everybody may read of the report of a round (R51–R54).

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::file::published;
use crate::app::App;
use crate::documents::{Block, Section};
use crate::domain::round_report::{ReportKey, ReportStatement};
use crate::flow::publishing::report_publishing;
use crate::papers::round_report::{ending, sections, title};
use crate::store::reports::ReportRow;
use crate::vault::audit::spelled;
use crate::vault::edition_seal::{digest, fingerprint};
use crate::web::layout::{Frame, ok};
use crate::web::problem::Problem;
use crate::web::visit::Visit;
use crate::words::Language;

#[derive(Template)]
#[template(path = "web/public/report.html")]
struct ReportPage {
    frame: Frame,
    sections: Vec<Section>,
    ending: Vec<String>,
    files: String,
    thai: String,
    digest: String,
    signature: String,
    fingerprint: String,
}

async fn found(
    visit: &Visit,
    app: Data<App>,
    year: &str,
    round: &str,
) -> Result<(ReportKey, ReportStatement, ReportRow), Problem> {
    let key = ReportKey::from_address(year, round).ok_or_else(Problem::not_found)?;
    let found = report_publishing::find(&app.into_inner(), visit.agency()?.id, key).await?;
    let (statement, row) = found.ok_or_else(Problem::not_found)?;
    Ok((key, statement, row))
}

/// Shows the newest report of a round.
///
/// # Errors
/// Not found when none is published.
pub async fn show(
    visit: Visit,
    app: Data<App>,
    path: Path<(String, String, String)>,
) -> Result<HttpResponse, Problem> {
    let (_, year, round) = path.into_inner();
    let (key, said, row) = found(&visit, app, &year, &round).await?;
    let (words, language) = (visit.words(), visit.language());
    Ok(ok(&ReportPage {
        frame: visit.frame(title(words, key)).back("/statistics"),
        sections: sections(words, language, key, &said),
        ending: ending(words, language, &said),
        files: visit.link(&format!("/reports/{}/{}/report.", said.fiscal_year, said.round)),
        thai: match language {
            Language::Thai => String::new(),
            Language::English => format!(
                "/{}/reports/{}/{}/report.pdf",
                said.agency.slug, said.fiscal_year, said.round
            ),
        },
        digest: spelled(&digest(row.statement.as_bytes())),
        signature: spelled(&row.signature),
        fingerprint: fingerprint(&row.sealed_by),
    }))
}

/// Its paper or its statement, as they were stored when it was approved.
///
/// # Errors
/// Not found when none is published.
pub async fn show_file(
    visit: Visit,
    app: Data<App>,
    request: HttpRequest,
    path: Path<(String, String, String, String)>,
) -> Result<HttpResponse, Problem> {
    let (_, year, round, name) = path.into_inner();
    let house = app.clone().into_inner();
    let (key, said, row) = found(&visit, app, &year, &round).await?;
    let (kind, ending, bytes) = match name.as_str() {
        "report.pdf" if visit.language() == Language::English => {
            let agency = visit.agency()?.id;
            let paper = (key, said.clone(), row.statement.as_str());
            let paper = report_publishing::rendering(&house, agency, paper).await?;
            ("application/pdf", "pdf", paper.to_vec())
        }
        "report.pdf" => ("application/pdf", "pdf", row.paper),
        "report.json" => (
            "application/json; charset=utf-8",
            "json",
            row.statement.into_bytes(),
        ),
        _ => return Err(Problem::not_found()),
    };
    let name = format!("report-{}-{}.{ending}", said.fiscal_year, said.round);
    let sha256 = spelled(&digest(&bytes));
    published(&request, (kind, &name), bytes, &sha256)
}
