//! `/{agency}/office/dashboard`: one page a month for the head of the agency and its executives. It is the same on every
//! day of a month, and nothing on it leads to a case (ADR 0065).

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use askama::Template;

use crate::app::App;
use crate::domain::day::Month;
use crate::domain::edition::figures::{EditionFigures, Row};
use crate::domain::edition::iso::IsoMonth;
use crate::domain::role::Act;
use crate::flow::publishing::dashboard::{self, Dashboard};
use crate::papers::chart::{self, Bar, Chart};
use crate::papers::year::{first_answer, month_name, satisfaction, short_month};
use crate::web::citizen::wording::day;
use crate::web::layout::{Frame, ok};
use crate::web::office::{Place, frame, waits};
use crate::web::problem::Problem;
use crate::web::session::SignedIn;
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "web/office/publishing/dashboard.html")]
struct DashboardPage {
    frame: Frame,
    /// That figures wait for this officer; empty when none do.
    waits: &'static str,
    as_of: String,
    approval: String,
    totals_title: String,
    lines: Vec<Line>,
    chart: Chart,
    months: Vec<MonthLine>,
    satisfaction: String,
    pages: Vec<(String, String)>,
    plan: bool,
}

/// One figure: as counted, as approved, and a year ago.
struct Line {
    name: &'static str,
    counted: String,
    approved: String,
    year_ago: String,
}

/// One month beside the same month a year ago.
struct MonthLine {
    label: String,
    received: u32,
    ago: u32,
    completed: u32,
    in_progress: u32,
}

/// What stands where there is no number.
const NONE: &str = "–";

/// The month that is over.
///
/// # Errors
/// Busy when the store does not answer.
pub async fn show(visit: Visit, app: Data<App>, officer: SignedIn) -> Result<HttpResponse, Problem> {
    present(&visit, &app.into_inner(), &officer, None).await
}

/// An earlier month.
///
/// # Errors
/// Not found for a month that is not over, that was over before the agency was here, and what is no month.
pub async fn show_month(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let month = IsoMonth::try_from(path.1.clone()).map_err(|_| Problem::not_found())?;
    present(&visit, &app.into_inner(), &officer, Some(month.0)).await
}

async fn present(
    visit: &Visit,
    app: &Arc<App>,
    officer: &SignedIn,
    month: Option<Month>,
) -> Result<HttpResponse, Problem> {
    let shown = dashboard::read(app, officer.agency.id, month).await?;
    let shown = shown.ok_or_else(Problem::not_found)?;
    let words = visit.words();
    let w = &words.dashboard;
    let year = shown.counted.fiscal_year;
    let mut frame = frame(visit, officer, w.title, Place::Dashboard);
    if month.is_some() {
        frame = frame.back("/office/dashboard");
    }
    Ok(ok(&DashboardPage {
        frame,
        waits: waits(visit, officer),
        as_of: words.figures.as_of(day(visit.language(), shown.as_of)),
        approval: approval(visit, &shown),
        totals_title: w.totals(year),
        lines: lines(visit, &shown),
        chart: chart(visit, &shown),
        months: months(visit, &shown),
        satisfaction: satisfied(visit, &shown),
        pages: pages(visit, &shown),
        plan: officer.roles().may(Act::TakePlan),
    }))
}

/// Whether the figures were approved, and say the same.
fn approval(visit: &Visit, shown: &Dashboard) -> String {
    let w = &visit.words().dashboard;
    let Some(edition) = &shown.approved else {
        return w.not_approved.to_owned();
    };
    let number = edition.statement.number;
    if shown.agrees() {
        w.agrees(number)
    } else {
        w.differs(number)
    }
}

fn lines(visit: &Visit, shown: &Dashboard) -> Vec<Line> {
    let words = visit.words();
    let (w, f) = (&words.dashboard, &words.figures);
    let approved = shown.approved.as_ref().map(|edition| &edition.statement.figures);
    let line = |name: &'static str, of: &dyn Fn(&EditionFigures) -> String| Line {
        name,
        counted: of(&shown.counted),
        approved: approved.map_or_else(|| NONE.to_owned(), of),
        year_ago: of(&shown.year_ago),
    };
    let number = |name, of: fn(&EditionFigures) -> u32| line(name, &|figures| of(figures).to_string());
    vec![
        number(w.all, |figures| figures.total.row.received),
        number(f.complaints, |figures| figures.total.row.complaints),
        number(f.tips, |figures| figures.total.row.tips),
        number(f.opinions, |figures| figures.total.row.opinions),
        number(f.completed, |figures| figures.total.row.completed),
        number(f.in_progress, |figures| figures.total.row.in_progress),
        number(f.in_time, |figures| figures.total.closed_in_time),
        number(f.explained, |figures| figures.total.explained_late),
        number(f.unexplained, |figures| figures.total.unexplained_late),
        Line {
            name: w.overdue,
            counted: shown
                .overdue
                .map_or_else(|| f.hidden.to_owned(), |number| number.to_string()),
            approved: NONE.to_owned(),
            year_ago: NONE.to_owned(),
        },
        line(f.first_answer, &|figures| first_answer(words, figures)),
    ]
}

fn chart(visit: &Visit, shown: &Dashboard) -> Chart {
    let bars: Vec<Bar> = shown
        .months()
        .into_iter()
        .map(|(month, now, ago)| Bar {
            label: short_month(visit.words(), month),
            solid: now.received,
            hatched: ago.received,
        })
        .collect();
    chart::draw_beside(&bars)
}

fn months(visit: &Visit, shown: &Dashboard) -> Vec<MonthLine> {
    let line = |(month, now, ago): (Month, Row, Row)| MonthLine {
        label: month_name(visit.language(), month),
        received: now.received,
        ago: ago.received,
        completed: now.completed,
        in_progress: now.in_progress,
    };
    shown.months().into_iter().map(line).collect()
}

fn satisfied(visit: &Visit, shown: &Dashboard) -> String {
    let words = visit.words();
    let w = &words.dashboard;
    let Some((year, half)) = &shown.half else {
        return w.no_half.to_owned();
    };
    let said = satisfaction(words, &half.satisfaction);
    let said = said.first().map(String::as_str).unwrap_or_default();
    match half.half {
        1 => w.first_half(said, year),
        _ => w.second_half(said, year),
    }
}

fn pages(visit: &Visit, shown: &Dashboard) -> Vec<(String, String)> {
    let link = |month: Month| {
        let address = visit.link(&format!("/office/dashboard/{}", String::from(IsoMonth(month))));
        (address, month_name(visit.language(), month))
    };
    let (before, after) = shown.neighbours;
    before.into_iter().chain(after).map(link).collect()
}
