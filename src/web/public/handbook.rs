//! `/{agency}/handbook`: how reports are made and handled here, as a page and as a paper (R26–R35).

use actix_web::HttpResponse;
use actix_web::web::{Bytes, Data, Path};
use askama::Template;

use super::file::file;
use super::handbook_text;
use crate::app::App;
use crate::documents::{Block, Booklet, Row, booklet_pdf};
use crate::domain::oit::OitItem;
use crate::flow::publishing::handbook;
use crate::flow::publishing::prints::{Made, PrintKey, PrintKind, typeset};
use crate::store::handbooks::Handbook;
use crate::vault::edition_seal::digest;
use crate::web::citizen::wording::day;
use crate::web::layout::{Frame, ok};
use crate::web::problem::Problem;
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "web/public/handbook.html")]
struct Page {
    frame: Frame,
    booklet: Booklet,
    chart: Chart,
    versions: Vec<Version>,
    item: &'static str,
}

/// A version that was announced: where it is and what is said of it.
pub(in crate::web) struct Version {
    pub(in crate::web) href: String,
    pub(in crate::web) text: String,
}

/// The steps one below the other, as a picture.
struct Chart {
    height: usize,
    steps: Vec<Step>,
}

/// One step: where it stands, what is done, how long it takes, who does it.
struct Step {
    top: usize,
    last: bool,
    name: String,
    time: String,
    post: String,
}

/// Height of a step with the arrow below it, in units of the picture.
const STEP: usize = 116;

/// Shows the handbook.
///
/// # Errors
/// Busy when the store does not answer.
pub async fn show(visit: Visit, app: Data<App>) -> Result<HttpResponse, Problem> {
    let app = app.into_inner();
    let duties = handbook::duties(&app, visit.agency()?).await?;
    let booklet = handbook_text::booklet(&visit, visit.agency()?, &duties, None);
    let versions = handbook::versions(&app, visit.agency()?.id).await?;
    let frame = visit.frame(visit.words().handbook.short_title).back("");
    Ok(ok(&Page {
        frame,
        chart: Chart::of(&booklet),
        booklet,
        versions: Version::all(&visit, &versions),
        item: OitItem::Guideline.title(),
    }))
}

/// The same as a PDF.
///
/// # Errors
/// Busy when the store does not answer or the paper cannot be made.
pub async fn show_file(visit: Visit, app: Data<App>) -> Result<HttpResponse, Problem> {
    let app = app.into_inner();
    let duties = handbook::duties(&app, visit.agency()?).await?;
    let booklet = handbook_text::booklet(&visit, visit.agency()?, &duties, None);
    let made_of = digest(format!("{booklet:?}").as_bytes());
    let make = async {
        let bytes = typeset(move || booklet_pdf(&booklet)).await?;
        Ok::<_, Problem>(Made { bytes, keep: true })
    };
    let key = PrintKey {
        agency: visit.agency()?.id,
        kind: PrintKind::Handbook,
        language: visit.language().tag(),
    };
    let paper = app.prints.get(key, made_of, make).await?;
    file("application/pdf", "handbook.pdf", Bytes::from_owner(paper))
}

/// A version, byte for byte as it was announced.
///
/// # Errors
/// Not found when there is no such version; busy when the store does not answer.
pub async fn show_version(
    visit: Visit,
    app: Data<App>,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let (_, edition) = path.into_inner();
    let version = edition
        .parse()
        .ok()
        .filter(|number: &i32| number.to_string() == edition);
    let version = version.ok_or_else(Problem::not_found)?;
    let paper = handbook::paper(&app.into_inner(), visit.agency()?.id, version).await?;
    let paper = paper.ok_or_else(Problem::not_found)?;
    file("application/pdf", &format!("handbook-{version}.pdf"), paper)
}

impl Version {
    pub(in crate::web) fn all(visit: &Visit, versions: &[Handbook]) -> Vec<Self> {
        let w = &visit.words().announcing;
        let one = |known: &Handbook| Self {
            href: visit.link(&format!("/handbook/{}/handbook.pdf", known.version)),
            text: w.version(
                day(visit.language(), known.announced_on),
                known.version,
                &known.place,
            ),
        };
        versions.iter().map(one).collect()
    }
}

impl Chart {
    /// The picture shows what stands in the table of steps; nothing is told only by it.
    fn of(booklet: &Booklet) -> Self {
        let tables = booklet.sections.iter().flat_map(|section| &section.blocks);
        let table = tables.filter_map(|block| match block {
            Block::Table(table) if table.key == handbook_text::STEPS => Some(table),
            _ => None,
        });
        let rows: Vec<_> = table.flat_map(|table| &table.rows).collect();
        let text = |row: &Row, at: usize| row.cell(at).shown();
        let count = rows.len();
        let steps = rows.into_iter().enumerate().map(|(at, row)| Step {
            top: at * STEP,
            last: at + 1 == count,
            name: text(row, 0),
            time: text(row, 1),
            post: text(row, 2),
        });
        Self {
            height: (count * STEP).saturating_sub(STEP - 88),
            steps: steps.collect(),
        }
    }
}
