//! `/{agency}/assessment`: what stands ready for the integrity assessment of a fiscal year, item by item, as a page and
//! as one archive (R66, R67). Everything in it has been published before.

use actix_web::HttpResponse;
use actix_web::web::{Bytes, Data, Path};
use askama::Template;

use super::assessment_pack::Plan;
use super::assessment_view::Item;
use super::file::file;
use crate::app::App;
use crate::domain::fiscal_year::FiscalYear;
use crate::domain::oit::OitItem;
use crate::flow::publishing::assessment::{self, Assessment};
use crate::flow::publishing::prints::{PrintKey, PrintKind};
use crate::web::citizen::wording::day;
use crate::web::layout::{Frame, ok};
use crate::web::problem::Problem;
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "web/public/assessment.html")]
struct Page {
    frame: Frame,
    year: FiscalYear,
    opened: String,
    as_of: String,
    numbered: bool,
    items: Vec<Item>,
    others: Vec<i16>,
}

/// The present fiscal year.
///
/// # Errors
/// Busy when the store does not answer.
pub async fn show(visit: Visit, app: Data<App>) -> Result<HttpResponse, Problem> {
    let published = assessment::read(&app.into_inner(), visit.agency()?.id).await?;
    present(&visit, &published, FiscalYear::of(visit.today()), "")
}

/// A fiscal year.
///
/// # Errors
/// Not found for a year before anything was here, one that has not begun, and what is no year; busy when the store
/// does not answer.
pub async fn show_year(
    visit: Visit,
    app: Data<App>,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let published = assessment::read(&app.into_inner(), visit.agency()?.id).await?;
    let year = asked(&visit, &published, &path.1)?;
    present(&visit, &published, year, "/assessment")
}

/// Everything of a fiscal year in one ZIP.
///
/// # Errors
/// As [`show_year`]; busy, too, when one of the papers cannot be made.
pub async fn show_pack(
    visit: Visit,
    app: Data<App>,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let app = app.into_inner();
    let agency = visit.agency()?;
    let published = assessment::read(&app, agency.id).await?;
    let year = asked(&visit, &published, &path.1)?;
    let evidence = published.of(year, visit.today());
    let items = Item::all(&visit, &published, &evidence, year)?;
    let plan = Plan::new(&visit, year, items).await?;
    let key = PrintKey {
        agency: agency.id,
        kind: PrintKind::Archive(year.number()),
        language: visit.language().tag(),
    };
    let made_of = plan.made_of()?;
    let zip = app.prints.get(key, made_of, plan.pack(&visit, &app)).await?;
    file(
        "application/zip",
        &format!("assessment-{}-{year}.zip", agency.slug),
        Bytes::from_owner(zip),
    )
}

/// The year of an address, in its one spelling.
fn asked(visit: &Visit, published: &Assessment, text: &str) -> Result<FiscalYear, Problem> {
    let number: Option<i16> = text
        .parse()
        .ok()
        .filter(|number: &i16| number.to_string() == text);
    let number = number.filter(|number| published.years(visit.today()).contains(number));
    number.and_then(FiscalYear::new).ok_or_else(Problem::not_found)
}

fn present(
    visit: &Visit,
    published: &Assessment,
    year: FiscalYear,
    back: &str,
) -> Result<HttpResponse, Problem> {
    let w = &visit.words().assessment;
    let today = visit.today();
    let evidence = published.of(year, today);
    Ok(ok(&Page {
        frame: visit.frame(w.title(year)).back(back),
        year,
        opened: w.opened_on(day(visit.language(), published.opened_on)),
        as_of: w.as_of(day(visit.language(), today)),
        numbered: OitItem::Guideline.code_in(year).is_some(),
        items: Item::all(visit, published, &evidence, year)?,
        others: published
            .years(today)
            .rev()
            .filter(|other| *other != year.number())
            .collect(),
    }))
}
