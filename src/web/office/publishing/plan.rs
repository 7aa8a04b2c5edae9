//! `/{agency}/office/plan`: the results of a fiscal year in the columns of the plan's reports, to be taken and typed into
//! the system of the plan (R63).

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use askama::Template;

use super::plan_sheet::{self, SheetForm};
use crate::app::App;
use crate::domain::fiscal_year::FiscalYear;
use crate::flow::publishing::plan;
use crate::web::field::{Choice, Mistakes};
use crate::web::form::Form;
use crate::web::layout::{Frame, page};
use crate::web::office::{Place, frame};
use crate::web::problem::Problem;
use crate::web::public::file::file;
use crate::web::session::SignedIn;
use crate::web::token::Purpose;
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "web/office/publishing/plan.html")]
struct PlanPage {
    frame: Frame,
    mistakes: Mistakes,
    token: String,
    years: Vec<Choice>,
    forms: Vec<Choice>,
}

/// Shows what can be taken.
///
/// # Errors
/// Busy when the store does not answer.
pub async fn show(visit: Visit, app: Data<App>, officer: SignedIn) -> Result<HttpResponse, Problem> {
    present(&visit, &app.into_inner(), &officer, Mistakes::default(), "").await
}

/// Hands a form out; the log says who took it.
///
/// # Errors
/// Busy when the store does not answer or the form cannot be made.
pub async fn take(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let (year, wanted) = (form.text("year")?, form.text("form")?);
    form.finish()?;
    let app = app.into_inner();
    let w = &visit.words().plan;
    let mut mistakes = Mistakes::default();
    let report = match year.parse().ok().and_then(FiscalYear::new) {
        Some(year) => plan::read(&app, &officer.agency, year).await?,
        None => None,
    };
    let wanted = SheetForm::ALL
        .into_iter()
        .find(|form| form.key() == wanted.as_str());
    if report.is_none() {
        mistakes.add("year", w.no_year);
    }
    if wanted.is_none() {
        mistakes.add("form", w.no_form);
    }
    let (Some(report), Some(wanted)) = (report, wanted) else {
        return present(
            &visit,
            &app,
            &officer,
            mistakes,
            wanted.map_or("", SheetForm::key),
        )
        .await;
    };
    let bytes = plan_sheet::make(&visit, &report, wanted)?;
    plan::taken(&app, &officer, &report, wanted.key()).await?;
    let (kind, begin, end) = wanted.kind();
    file(kind, &format!("{begin}-{}.{end}", report.edition.row.year), bytes)
}

async fn present(
    visit: &Visit,
    app: &Arc<App>,
    officer: &SignedIn,
    mistakes: Mistakes,
    chosen: &str,
) -> Result<HttpResponse, Problem> {
    let w = &visit.words().plan;
    let years = plan::years(app, officer.agency.id).await?;
    let first = years.first().copied();
    let years = years
        .into_iter()
        .map(|year| Choice::new(year.to_string(), w.of_year(year)).chosen(Some(year) == first));
    let forms = SheetForm::ALL.into_iter().map(|form| {
        let (key, label) = (form.key(), w.form.by_key(form.key()));
        Choice::new(key, label).chosen(key == chosen || (chosen.is_empty() && form == SheetForm::Xlsx))
    });
    let status = if mistakes.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let shown = PlanPage {
        frame: frame(visit, officer, w.title, Place::Figures)
            .failed(!mistakes.is_empty())
            .back("/office/figures"),
        token: visit.token(Purpose::Publish),
        years: years.collect(),
        forms: forms.collect(),
        mistakes,
    };
    Ok(page(status, &shown))
}
