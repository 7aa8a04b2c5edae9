//! `/{agency}/office/figures`: the figures of the year until the end of last month and of the year before, counted for
//! those who answer for them. They hold no breakdown: that is counted for editions only.

use actix_web::HttpResponse;
use actix_web::web::Data;
use askama::Template;

use crate::app::App;
use crate::domain::edition::figures::EditionFigures;
use crate::domain::fiscal_year::FiscalYear;
use crate::domain::role::Act;
use crate::flow::publishing::publish;
use crate::papers::year::Year;
use crate::web::citizen::wording::day;
use crate::web::layout::{Face, Frame, ok};
use crate::web::office::{Place, frame, waits};
use crate::web::problem::Problem;
use crate::web::session::SignedIn;
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "web/office/publishing/figures.html")]
struct Figures {
    frame: Frame,
    /// That figures wait for this officer; empty when none do.
    waits: &'static str,
    plan: bool,
    as_of: String,
    years: Vec<Year>,
}

/// Shows them.
///
/// # Errors
/// Busy when the store does not answer.
pub async fn show(visit: Visit, app: Data<App>, officer: SignedIn) -> Result<HttpResponse, Problem> {
    let counted = publish::figures(&app.into_inner(), officer.agency.id).await?;
    let (words, language) = (visit.words(), visit.language());
    let name = Face::of(&officer.agency, language).name;
    let today = FiscalYear::of(visit.today());
    let year = |table, before| {
        let figures = EditionFigures::of(table, before, Vec::new(), today);
        Year::of(words, language, &name, &figures)
    };
    let years = vec![
        year(&counted.current, &counted.previous),
        year(&counted.previous, &counted.before),
    ];
    Ok(ok(&Figures {
        waits: waits(&visit, &officer),
        plan: officer.roles().may(Act::TakePlan),
        frame: frame(&visit, &officer, words.figures.title, Place::Figures),
        as_of: words.figures.as_of(day(language, counted.as_of)),
        years,
    }))
}
