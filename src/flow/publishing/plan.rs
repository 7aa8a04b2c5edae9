//! What the plan's report of a fiscal year needs: the newest approved edition, the one of the year before, and who does
//! what (R63).

use std::sync::Arc;

use serde_json::json;

use crate::app::App;
use crate::domain::agency::Agency;
use crate::domain::day::Day;
use crate::domain::fiscal_year::FiscalYear;
use crate::domain::ids::AgencyId;
use crate::domain::log::Action;
use crate::flow::audit::log;
use crate::flow::officers::sign_in::Session;
use crate::flow::publishing::assessment;
use crate::flow::publishing::edition::{self, Edition};
use crate::flow::publishing::handbook::{self, Duties};
use crate::flow::trouble::Trouble;

/// What the report is made of.
pub struct PlanReport {
    /// The newest edition of the year.
    pub edition: Edition,
    /// The newest edition of the year before, when it describes all of it.
    pub before: Option<Edition>,
    /// Who does what, and within which time.
    pub duties: Duties,
    /// The first day on which the agency can have been there.
    pub opened_on: Day,
}

/// The years that have an approved edition, newest first.
///
/// # Errors
/// When the store fails.
pub async fn years(app: &Arc<App>, agency: AgencyId) -> Result<Vec<FiscalYear>, Trouble> {
    let mut years: Vec<FiscalYear> = edition::list(app, agency)
        .await?
        .iter()
        .map(|line| line.year)
        .collect();
    years.dedup();
    Ok(years)
}

/// Reads a year; nothing when no edition of it was approved.
///
/// # Errors
/// When the store fails.
pub async fn read(app: &Arc<App>, agency: &Agency, year: FiscalYear) -> Result<Option<PlanReport>, Trouble> {
    let Some(edition) = newest(app, agency.id, year).await? else {
        return Ok(None);
    };
    let whole = |before: &Edition| before.row.as_of >= year.previous().last_day();
    Ok(Some(PlanReport {
        edition,
        before: newest(app, agency.id, year.previous()).await?.filter(whole),
        duties: handbook::duties(app, agency).await?,
        opened_on: assessment::read(app, agency.id).await?.opened_on,
    }))
}

async fn newest(app: &Arc<App>, agency: AgencyId, year: FiscalYear) -> Result<Option<Edition>, Trouble> {
    let list = edition::list(app, agency).await?;
    // The newest number of a year stands first.
    match list.iter().find(|line| line.year == year) {
        Some(line) => edition::find(app, agency, year, line.number).await,
        None => Ok(None),
    }
}

/// Enters that somebody takes the report in a form.
///
/// # Errors
/// When the store fails; then it is not handed out either.
pub async fn taken(
    app: &Arc<App>,
    session: &Session,
    report: &PlanReport,
    form: &'static str,
) -> Result<(), Trouble> {
    let agency = session.agency.id;
    let row = &report.edition.row;
    let detail = json!({ "year": row.year.number(), "number": row.number, "form": form });
    let entry = log::by(app, session, Action::PlanReportTaken, agency.0, &detail)?;
    log::enter(app, agency, entry).await
}
