//! The archive of a fiscal year: the papers as they were published, a list of them to read and one for programs, and
//! the digest of every file.

use std::fmt::Write as _;
use std::sync::Arc;

use askama::Template;

use super::assessment_view::{Filed, Item, Source};
use super::channel::poster;
use super::handbook_text::address;
use crate::app::App;
use crate::documents::{
    ArchivedFile, Cell, Column, ColumnKind, Poster, Row, RowKind, Table, archive_zip, poster_pdf, table_csv,
};
use crate::domain::edition::EditionForm;
use crate::domain::fiscal_year::FiscalYear;
use crate::flow::publishing::prints::{Made, typeset};
use crate::flow::publishing::{edition, edition_files, handbook, report_publishing};
use crate::flow::trouble::Trouble;
use crate::vault::audit::spelled;
use crate::vault::edition_seal::digest;
use crate::web::citizen::wording::day;
use crate::web::layout::Face;
use crate::web::problem::Problem;
use crate::web::visit::Visit;
use crate::words::Words;

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

/// What is packed.
pub(super) struct Plan {
    index: Index,
    poster: Poster,
}

impl Plan {
    /// Plans the archive of a year.
    ///
    /// # Errors
    /// Busy when the store does not answer.
    pub(super) async fn new(visit: &Visit, year: FiscalYear, items: Vec<Item>) -> Result<Self, Problem> {
        let w = &visit.words().assessment;
        Ok(Self {
            poster: poster(visit).await?,
            index: Index {
                words: visit.words(),
                language: visit.language().tag(),
                title: w.title(year),
                agency: Face::of(visit.agency()?, visit.language()).name,
                address: address(visit, &format!("/assessment/{year}")),
                as_of: w.as_of(day(visit.language(), visit.today())),
                items,
            },
        })
    }

    fn rendered(&self) -> Result<String, Problem> {
        self.index
            .render()
            .map_err(|_| Problem::broken("index of an archive"))
    }

    /// The digest of what the archive is made of. Everything else in it was published and never changes.
    ///
    /// # Errors
    /// Broken when the index cannot be written.
    pub(super) fn made_of(&self) -> Result<[u8; 32], Problem> {
        let entries = self.index.items.iter().flat_map(|item| &item.entries);
        let sources: Vec<Source> = entries
            .flat_map(|entry| entry.files.iter().map(|filed| filed.source))
            .collect();
        let text = format!("{}{:?}{sources:?}", self.rendered()?, self.poster);
        Ok(digest(text.as_bytes()))
    }

    /// Packs it. A paper that does not verify is left out, and the lists say so.
    ///
    /// # Errors
    /// Busy when the store does not answer or a paper cannot be made.
    pub(super) async fn pack(mut self, visit: &Visit, app: &Arc<App>) -> Result<Made, Problem> {
        let mut files = Vec::new();
        let mut keep = true;
        for item in &mut self.index.items {
            for entry in &mut item.entries {
                let mut whole = Vec::new();
                for filed in std::mem::take(&mut entry.files) {
                    let Some(bytes) = bytes(visit, app, &self.poster, &filed).await? else {
                        keep = false;
                        entry.what = format!("{} ({})", entry.what, visit.words().assessment.damaged);
                        continue;
                    };
                    files.push(ArchivedFile {
                        path: filed.path.clone(),
                        bytes,
                        stored: !matches!(filed.source, Source::Edition(_, _, EditionForm::Json)),
                    });
                    whole.push(filed);
                }
                entry.files = whole;
            }
        }
        let list = table(visit.words(), &self.index.items, &files);
        files.push(plain("index.csv", table_csv(&list)));
        files.push(plain("index.html", self.rendered()?.into_bytes()));
        let bytes = typeset(move || {
            let mut sums = String::new();
            for file in &files {
                let _ = writeln!(sums, "{}  {}", spelled(&digest(&file.bytes)), file.path);
            }
            files.push(plain("SHA256SUMS", sums.into_bytes()));
            archive_zip(&files)
        });
        Ok(Made {
            bytes: bytes.await?,
            keep,
        })
    }
}

fn plain(path: &str, bytes: Vec<u8>) -> ArchivedFile {
    ArchivedFile {
        path: path.to_owned(),
        bytes,
        stored: false,
    }
}

/// The bytes of a file; nothing when what is stored does not verify.
async fn bytes(
    visit: &Visit,
    app: &Arc<App>,
    poster: &Poster,
    filed: &Filed,
) -> Result<Option<Vec<u8>>, Problem> {
    let agency = visit.agency()?.id;
    let language = visit.file_language();
    let found = async {
        Ok::<_, Trouble>(match filed.source {
            Source::Handbook(version) => handbook::paper(app, agency, version).await?,
            Source::Poster => {
                let poster = poster.clone();
                Some(typeset(move || poster_pdf(&poster)).await?)
            }
            Source::Report(key, _) => {
                let report = report_publishing::find(app, agency, key).await?;
                report.map(|(_, row)| row.paper)
            }
            Source::Edition(year, number, form) => match edition::find(app, agency, year, number).await? {
                Some(edition) => {
                    let served = edition_files::fetch(app, agency, edition, form, language).await?;
                    Some(served.bytes)
                }
                None => None,
            },
        })
    };
    match found.await {
        // What was listed a moment ago is never taken away again.
        Ok(None) => Err(Problem::broken("something published is gone")),
        Ok(found) => Ok(found),
        Err(Trouble::Damaged) => Ok(None),
        Err(trouble) => Err(trouble.into()),
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
