//! An edition as announcement, workbook and CSV. They are made from what it says, which never changes, and come out
//! alike each time.

use crate::documents::{
    Announcement, Cell, Column, ColumnKind, DocumentError, Paper, Row, RowKind, Signer, Table, Workbook,
    announcement_pdf, table_csv, workbook_ods, workbook_xlsx,
};
use crate::domain::edition::{EditionForm, FileLanguage, Statement};
use crate::domain::thai::dates;
use crate::domain::thai::digits::Digits;
use crate::words::{Language, Words, words};

use super::day;
use super::edition_csv;
use super::year::{self, Year};

/// What makes the files of an edition: a value of the application, so that a test can let it fail. The last is the
/// public address of the service.
pub type Press = fn(&Statement, EditionForm, FileLanguage, &str) -> Result<Vec<u8>, DocumentError>;

/// What browsers call a form.
pub const fn media_type(form: EditionForm) -> &'static str {
    match form {
        EditionForm::Pdf => "application/pdf",
        EditionForm::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        EditionForm::Ods => "application/vnd.oasis.opendocument.spreadsheet",
        EditionForm::Csv => "text/csv; charset=utf-8",
        EditionForm::Json => "application/json; charset=utf-8",
    }
}

/// Makes a file of an edition. The statement itself is written by [`Statement::to_json`].
///
/// # Errors
/// [`DocumentError`].
pub fn print(
    said: &Statement,
    form: EditionForm,
    language: FileLanguage,
    public_address: &str,
) -> Result<Vec<u8>, DocumentError> {
    let of = match language {
        FileLanguage::Thai => Language::Thai,
        FileLanguage::English => Language::English,
    };
    let (prefix, slug, year) = (of.prefix(), &said.agency.slug, said.figures.fiscal_year);
    let address = format!(
        "{public_address}{prefix}/{slug}/statistics/{year}/{}",
        said.number
    );
    let papers = Papers::of(words(of), of, said.agency.name(language), said, &address);
    match form {
        EditionForm::Pdf => announcement_pdf(&papers.announcement()),
        EditionForm::Xlsx => workbook_xlsx(&papers.workbook()),
        EditionForm::Ods => workbook_ods(&papers.workbook()),
        EditionForm::Csv => Ok(table_csv(&edition_csv::table(
            papers.words,
            &papers.year,
            &said.figures,
        ))),
        EditionForm::Json => said
            .to_json()
            .map(String::into_bytes)
            .map_err(|_| DocumentError::Spreadsheet),
    }
}

/// What stands in every form.
struct Papers<'a> {
    words: &'static Words,
    language: Language,
    /// Name of the agency.
    agency: &'a str,
    said: &'a Statement,
    /// Where the edition stands as a page.
    address: &'a str,
    year: Year,
}

impl<'a> Papers<'a> {
    /// Of an edition, in a language.
    fn of(
        words: &'static Words,
        language: Language,
        agency: &'a str,
        said: &'a Statement,
        address: &'a str,
    ) -> Self {
        Self {
            words,
            language,
            agency,
            said,
            address,
            year: Year::of(words, language, agency, &said.figures),
        }
    }

    fn announcement(&self) -> Announcement {
        let (w, p) = (&self.words.figures, &self.words.papers);
        let on = self.said.approval.on.0;
        let dated = match self.language {
            Language::Thai => dates::announcement(on, Digits::Arabic),
            Language::English => dates::english(on),
        };
        let mut opening = vec![self.year.period.clone()];
        opening.extend(self.year.nothing.clone());
        let mut sentences = self.notes();
        sentences.extend(self.year.sub.iter().map(|(name, count)| p.count(name, count)));
        sentences.extend(
            self.year
                .timing
                .iter()
                .map(|(name, said)| match said.parse::<u32>() {
                    Ok(count) => p.count(name, count),
                    Err(_) => format!("{name} {said}"),
                }),
        );
        sentences.push(self.year.before.clone());
        sentences.push(w.counted.to_owned());
        Announcement {
            paper: Paper {
                title: format!("{} {}", w.heading, self.title()),
                language: self.language.tag(),
                author: self.agency.to_owned(),
                dated: on,
                digits: match self.language {
                    Language::Thai => Digits::Thai,
                    Language::English => Digits::Arabic,
                },
                foot: self.address.to_owned(),
            },
            issuer: p.issuer(self.agency),
            subject: vec![p.subject(w.heading), self.title()],
            opening,
            tables: std::iter::once(self.months()).chain(self.halves()).collect(),
            sentences,
            closing: p.closing.to_owned(),
            dated: p.dated(dated),
            signer: Signer {
                name: String::new(),
                post: vec![self.said.approval.post.clone()],
            },
        }
    }

    fn workbook(&self) -> Workbook {
        let mut notes = vec![self.year.period.clone()];
        notes.extend(self.year.nothing.clone());
        notes.extend(self.notes());
        notes.push(self.words.papers.licence(&self.said.licence));
        notes.push(self.address.to_owned());
        let rounds = self.year.rounds.iter().map(|row| Self::row(RowKind::Plain, row));
        let rounds = self.table(("rounds", self.words.figures.rounds_title), rounds.collect());
        let halves = self.year.halves.iter();
        notes.extend(halves.map(|half| format!("{}: {}", half.title, half.hint)));
        Workbook {
            title: format!("{} {}", self.agency, self.title()),
            author: self.agency.to_owned(),
            dated: self.said.approval.on.0,
            notes,
            tables: [self.months(), rounds, self.totals()]
                .into_iter()
                .chain(self.halves())
                .collect(),
        }
    }

    fn title(&self) -> String {
        self.words
            .edition
            .title(self.said.number, self.said.figures.fiscal_year)
    }

    /// The day of the figures, who approved them, and what they correct.
    fn notes(&self) -> Vec<String> {
        let w = &self.words.edition;
        let approval = &self.said.approval;
        let on = day(self.language, approval.on.0);
        let mut notes = vec![
            self.words
                .figures
                .as_of(day(self.language, self.said.figures.as_of.0)),
            if approval.automatic {
                w.approved_automatically(on, &approval.post)
            } else {
                w.approved(on, &approval.post)
            },
        ];
        if let Some(correction) = &self.said.correction {
            notes.push(w.corrects(correction.corrects, self.said.figures.fiscal_year));
            notes.push(correction.reason.clone());
        }
        notes
    }

    fn months(&self) -> Table {
        let mut rows: Vec<Row> = Vec::new();
        for (at, row) in self.year.rows.iter().enumerate() {
            let kind = if at == 0 { RowKind::Carried } else { RowKind::Plain };
            rows.push(Self::row(kind, row));
        }
        rows.push(Self::row(RowKind::Sum, &self.year.sum));
        self.table(("months", &self.year.title), rows)
    }

    /// What was completed how and when, and the year before.
    fn totals(&self) -> Table {
        let w = &self.words.figures;
        let sub = self
            .year
            .sub
            .iter()
            .map(|(name, count)| (*name, Cell::Count((*count).into())));
        let timing = self.year.timing.iter().map(|(name, said)| {
            let cell = said.parse::<u32>().map(|count| Cell::Count(count.into()));
            (*name, cell.unwrap_or_else(|_| Cell::Words(said.clone())))
        });
        let before = (w.before_title, Cell::Words(self.year.before.clone()));
        let rows = sub.chain(timing).chain([before]).map(|(name, cell)| Row {
            kind: RowKind::Plain,
            cells: vec![Cell::Words(name.to_owned()), cell],
        });
        Table {
            key: "totals".to_owned(),
            caption: w.timing_title.to_owned(),
            columns: vec![
                column("what", w.part, 50, ColumnKind::Words),
                column("number", w.chart_unit, 50, ColumnKind::Words),
            ],
            rows: rows.collect(),
        }
    }

    /// The halves of the year that are over, divided up, with what people said in the survey.
    fn halves(&self) -> impl Iterator<Item = Table> {
        let w = &self.words.figures;
        let row = |name: &str, group: &str, said: &str| Row {
            kind: RowKind::Plain,
            cells: vec![
                Cell::Words(name.to_owned()),
                Cell::Words(group.to_owned()),
                match said.parse::<u32>() {
                    Ok(count) => Cell::Count(count.into()),
                    Err(_) => Cell::Words(said.to_owned()),
                },
            ],
        };
        self.year.halves.iter().enumerate().map(move |(at, half)| {
            let mut rows = Vec::new();
            if !half.instead.is_empty() {
                rows.push(row(half.instead, "", ""));
            }
            for table in &half.tables {
                if table.only_total {
                    rows.push(row(table.title, "", w.only_total));
                }
                rows.extend(
                    table
                        .rows
                        .iter()
                        .map(|(name, number)| row(name, table.title, number)),
                );
            }
            rows.extend(
                half.satisfaction
                    .iter()
                    .map(|said| row(w.satisfaction_title, "", said)),
            );
            Table {
                key: format!("half_{}", at + 1),
                caption: half.title.clone(),
                columns: vec![
                    column("part", w.part, 40, ColumnKind::Words),
                    column("group", w.divided_by, 25, ColumnKind::Words),
                    column("number", w.chart_unit, 35, ColumnKind::Words),
                ],
                rows,
            }
        })
    }

    fn row(kind: RowKind, row: &year::Row) -> Row {
        let f = &row.figures;
        let numbers = [
            f.complaints,
            f.tips,
            f.opinions,
            f.received,
            f.completed,
            f.in_progress,
        ];
        let numbers = numbers.map(|number| Cell::Count(number.into()));
        Row {
            kind,
            cells: std::iter::once(Cell::Words(row.label.clone()))
                .chain(numbers)
                .collect(),
        }
    }

    fn table(&self, (key, caption): (&str, &str), rows: Vec<Row>) -> Table {
        let w = &self.words.figures;
        let number = |key, heading, share| column(key, heading, share, ColumnKind::Numbers);
        let first = if key == "rounds" { w.round } else { w.month };
        Table {
            key: key.to_owned(),
            caption: caption.to_owned(),
            columns: vec![
                column("month", first, 24, ColumnKind::Words),
                number("complaints", w.complaints, 15),
                number("tips", w.tips, 11),
                number("opinions", w.opinions, 12),
                number("received", w.total, 12),
                number("completed", w.completed, 14),
                number("in_progress", w.in_progress, 17),
            ],
            rows,
        }
    }
}

fn column(key: &str, heading: &str, share: u8, kind: ColumnKind) -> Column {
    Column {
        key: key.to_owned(),
        heading: heading.to_owned(),
        share,
        kind,
    }
}
