//! An edition as announcement, workbook and CSV. They are made from what was published, which never changes, and come
//! out alike each time.

use crate::documents::{
    Announcement, Cell, Column, ColumnKind, DocumentError, Paper, Row, RowKind, Signer, Table, Workbook,
    announcement_pdf, table_csv, workbook_ods, workbook_xlsx,
};
use crate::domain::edition::Statement;
use crate::domain::thai::dates;
use crate::domain::thai::digits::Digits;
use crate::words::{Language, Words};

use super::statistics_view::{self, Year};
use crate::web::citizen::wording::day;

/// A form that is made when it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The announcement.
    Pdf,
    /// A workbook for Excel.
    Xlsx,
    /// The same in the open document format.
    Ods,
    /// The table of months.
    Csv,
}

impl Form {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 4] = [Self::Pdf, Self::Xlsx, Self::Ods, Self::Csv];

    /// How its name ends.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Xlsx => "xlsx",
            Self::Ods => "ods",
            Self::Csv => "csv",
        }
    }

    /// The form whose name ends so.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.key() == key)
    }

    /// What browsers call it.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Ods => "application/vnd.oasis.opendocument.spreadsheet",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }
}

/// What stands in every form.
pub struct Papers<'a> {
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
    pub fn of(
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

    /// Makes a form.
    ///
    /// # Errors
    /// [`DocumentError`].
    pub fn make(&self, form: Form) -> Result<Vec<u8>, DocumentError> {
        match form {
            Form::Pdf => announcement_pdf(&self.announcement()),
            Form::Xlsx => workbook_xlsx(&self.workbook()),
            Form::Ods => workbook_ods(&self.workbook()),
            Form::Csv => Ok(table_csv(&self.months())),
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
            tables: vec![self.months()],
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
        Workbook {
            title: format!("{} {}", self.agency, self.title()),
            author: self.agency.to_owned(),
            dated: self.said.approval.on.0,
            notes,
            tables: vec![self.months(), rounds],
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

    fn row(kind: RowKind, row: &statistics_view::Row) -> Row {
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
        let column = |key: &str, heading: &str, share, kind| Column {
            key: key.to_owned(),
            heading: heading.to_owned(),
            share,
            kind,
        };
        let number = |key, heading, share| column(key, heading, share, ColumnKind::Numbers);
        let first = if key == "rounds" { w.round } else { w.month };
        Table {
            key: key.to_owned(),
            caption: caption.to_owned(),
            columns: vec![
                column("month", first, 25, ColumnKind::Words),
                number("complaints", w.complaints, 13),
                number("tips", w.tips, 11),
                number("opinions", w.opinions, 12),
                number("received", w.total, 12),
                number("completed", w.completed, 15),
                number("in_progress", w.in_progress, 17),
            ],
            rows,
        }
    }
}
