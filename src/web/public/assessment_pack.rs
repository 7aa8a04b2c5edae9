//! The archive of a fiscal year: the papers as they were published, a list of them to read and one for programs, and
//! the digest of every file.

use std::fmt::Write as _;
use std::sync::Arc;

use askama::Template;

use super::assessment_view::{Filed, Item, Source};
use super::channel::poster_paper;
use super::handbook_text::address;
use crate::app::App;
use crate::documents::{ArchivedFile, Cell, Column, ColumnKind, Row, RowKind, Table, archive_zip, table_csv};
use crate::domain::edition::{EditionForm, FileLanguage};
use crate::domain::fiscal_year::FiscalYear;
use crate::flow::{edition, edition_files, handbook, report_publishing};
use crate::vault::audit::spelled;
use crate::vault::edition_seal::digest;
use crate::web::citizen::wording::day;
use crate::web::layout::Face;
use crate::web::problem::Problem;
use crate::web::visit::Visit;
use crate::words::{Language, Words};

#[derive(Template)]
#[template(path = "web/public/assessment_index.html")]
struct Index {
    words: &'static Words,
    language: &'static str,
    title: String,
    agency: String,
    address: String,
    as_of: String,
    items: Vec<Item>,
}

/// Packs a year.
///
/// # Errors
/// Busy when the store does not answer or a paper cannot be made.
pub(super) async fn pack(
    visit: &Visit,
    app: &Arc<App>,
    year: FiscalYear,
    items: Vec<Item>,
) -> Result<Vec<u8>, Problem> {
    let mut files = Vec::new();
    for filed in items
        .iter()
        .flat_map(|item| &item.entries)
        .flat_map(|entry| &entry.files)
    {
        files.push(ArchivedFile {
            path: filed.path.clone(),
            bytes: bytes(visit, app, filed).await?,
            stored: !matches!(filed.source, Source::Edition(_, _, EditionForm::Json)),
        });
    }
    files.push(plain(
        "index.csv",
        table_csv(&table(visit.words(), &items, &files)),
    ));
    let w = &visit.words().assessment;
    let index = Index {
        words: visit.words(),
        language: visit.language().tag(),
        title: w.title(year),
        agency: Face::of(visit.agency()?, visit.language()).name,
        address: address(visit, &format!("/assessment/{year}")),
        as_of: w.as_of(day(visit.language(), visit.today())),
        items,
    };
    let index = index
        .render()
        .map_err(|_| Problem::broken("index of an archive"))?;
    files.push(plain("index.html", index.into_bytes()));
    let mut sums = String::new();
    for file in &files {
        let _ = writeln!(sums, "{}  {}", spelled(&digest(&file.bytes)), file.path);
    }
    files.push(plain("SHA256SUMS", sums.into_bytes()));
    archive_zip(&files).map_err(|_| Problem::busy())
}

fn plain(path: &str, bytes: Vec<u8>) -> ArchivedFile {
    ArchivedFile {
        path: path.to_owned(),
        bytes,
        stored: false,
    }
}

async fn bytes(visit: &Visit, app: &Arc<App>, filed: &Filed) -> Result<Vec<u8>, Problem> {
    let agency = visit.agency()?;
    // What was listed a moment ago is never taken away again.
    let gone = || Problem::broken("something published is gone");
    match filed.source {
        Source::Handbook(version) => handbook::paper(app, agency.id, version).await?.ok_or_else(gone),
        Source::Poster => poster_paper(visit).await,
        Source::Report(key) => {
            let report = report_publishing::find(app, agency.id, key).await?;
            Ok(report.ok_or_else(gone)?.1.paper)
        }
        Source::Edition(year, number, form) => {
            let edition = edition::find(app, agency.id, year, number).await?;
            let edition = edition.ok_or_else(gone)?;
            let language = match visit.language() {
                Language::Thai => FileLanguage::Thai,
                Language::English => FileLanguage::English,
            };
            let served = edition_files::fetch(app, agency.id, edition, form, language).await?;
            Ok(served.bytes)
        }
    }
}

/// One row for every file, and for what has none or is missing.
fn table(words: &Words, items: &[Item], files: &[ArchivedFile]) -> Table {
    let w = &words.assessment;
    let column = |key: &str, heading: &str| Column {
        key: key.to_owned(),
        heading: heading.to_owned(),
        share: 20,
        kind: ColumnKind::Words,
    };
    let row = |cells: [&str; 6]| Row {
        kind: RowKind::Plain,
        cells: cells.map(|cell| Cell::Words(cell.to_owned())).into(),
    };
    let sum = |path: &str| {
        let file = files.iter().find(|file| file.path == path);
        file.map_or_else(String::new, |file| spelled(&digest(&file.bytes)))
    };
    let mut rows = Vec::new();
    for item in items {
        let title = format!("{} {}", item.code, item.title);
        let title = title.trim();
        for entry in &item.entries {
            let told =
                |path: &str, sum: &str| row([title, &entry.what, &entry.address, &entry.date, path, sum]);
            if entry.files.is_empty() {
                rows.push(told("", ""));
            }
            for file in &entry.files {
                rows.push(told(&file.path, &sum(&file.path)));
            }
        }
        for gap in &item.gaps {
            rows.push(row([title, &w.lacks(gap), "", "", "", ""]));
        }
    }
    Table {
        key: "assessment".to_owned(),
        caption: w.short_title.to_owned(),
        columns: vec![
            column("item", w.item_heading),
            column("what", w.what),
            column("address", w.address),
            column("published_on", w.on),
            column("file", w.file),
            column("sha256", w.digest),
        ],
        rows,
    }
}
