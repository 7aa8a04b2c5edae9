//! `/{agency}/statistics`: what was received, completed and in progress, by month (R46–R48, texts A.6).

use actix_web::HttpResponse;
use actix_web::web::Data;
use askama::Template;

use crate::app::App;
use crate::domain::day::Month;
use crate::domain::tally::{Figures, MonthlyTable};
use crate::domain::thai::dates;
use crate::domain::thai::digits::Digits;
use crate::flow::publish;
use crate::web::citizen::wording::day;
use crate::web::layout::{Face, Frame, ok};
use crate::web::problem::Problem;
use crate::web::visit::Visit;
use crate::words::{Language, Words};

use super::chart::{self, Bar, Chart};

#[derive(Template)]
#[template(path = "web/public/statistics.html")]
struct Page {
    frame: Frame,
    as_of: String,
    years: Vec<Year>,
}

/// One fiscal year.
pub(in crate::web) struct Year {
    pub(in crate::web) key: i16,
    pub(in crate::web) title: String,
    pub(in crate::web) period: String,
    pub(in crate::web) nothing: Option<String>,
    pub(in crate::web) rows: Vec<Row>,
    pub(in crate::web) sum: Row,
    pub(in crate::web) sub: Vec<(&'static str, u32)>,
    pub(in crate::web) chart: Chart,
    pub(in crate::web) chart_title: String,
}

/// One row of the table.
pub(in crate::web) struct Row {
    pub(in crate::web) label: String,
    pub(in crate::web) figures: Figures,
}

/// Shows the current and the previous fiscal year.
///
/// # Errors
/// Busy when the store does not answer.
pub async fn show(visit: Visit, app: Data<App>) -> Result<HttpResponse, Problem> {
    let (as_of, years) = tables(&visit, app).await?;
    let frame = visit.frame(visit.words().figures.title).back("");
    Ok(ok(&Page { frame, as_of, years }))
}

/// The sentence that says until when was counted, and the two years: for this page and for the officers' own.
pub(in crate::web) async fn tables(visit: &Visit, app: Data<App>) -> Result<(String, Vec<Year>), Problem> {
    let agency = visit.agency()?;
    let figures = publish::figures(&app.into_inner(), agency.id).await?;
    let words = visit.words();
    let name = Face::of(agency, visit.language()).name;
    let year = |table: &MonthlyTable| describe(words, visit.language(), &name, table);
    let as_of = words.figures.as_of(day(visit.language(), figures.as_of));
    Ok((as_of, vec![year(&figures.current), year(&figures.previous)]))
}

fn describe(words: &Words, language: Language, agency: &str, table: &MonthlyTable) -> Year {
    let w = &words.figures;
    let last = table.year.last_day().min(table.as_of);
    let (first, last) = (day(language, table.year.first_day()), day(language, last));
    let months = table
        .months
        .iter()
        .filter_map(|row| row.figures.map(|figures| (row.month, figures)));
    let mut rows = vec![Row {
        label: w.carried.to_owned(),
        figures: table.carried_in,
    }];
    rows.extend(months.clone().map(|(month, figures)| Row {
        label: month_name(language, month),
        figures,
    }));
    let bars: Vec<Bar> = months
        .map(|(month, figures)| Bar {
            label: short_month(words, month),
            solid: figures.completed,
            hatched: figures.in_progress,
        })
        .collect();
    let total = table.total;
    let closed = total
        .completed
        .saturating_sub(total.not_accepted)
        .saturating_sub(total.referred);
    Year {
        key: table.year.number(),
        title: w.year(table.year),
        nothing: table.received.is_zero().then(|| w.nothing(agency, &first, &last)),
        period: w.period(&first, &last),
        rows,
        sum: Row {
            label: w.sum.to_owned(),
            figures: total,
        },
        sub: vec![
            (w.sub_closed, closed),
            (w.sub_referred, total.referred),
            (w.sub_not_accepted, total.not_accepted),
        ],
        chart: chart::draw(&bars),
        chart_title: w.chart(table.year),
    }
}

fn month_name(language: Language, month: Month) -> String {
    match language {
        Language::Thai => dates::month_year(month, Digits::Arabic),
        Language::English => dates::english_month_year(month),
    }
}

fn short_month(words: &Words, month: Month) -> &'static str {
    words.month_short.by_key(&format!("m{}", month.month))
}
