//! The plan's report in the columns in which such reports print it: three measures, and the plan's indicators.

use crate::documents::{
    Cell, Column, ColumnKind, DocumentError, Row, RowKind, Table, Workbook, table_csv, workbook_ods,
    workbook_xlsx,
};
use crate::domain::edition::figures::EditionFigures;
use crate::domain::fiscal_year::FiscalYear;
use crate::domain::plan::{Aim, Indicator, Measure, Reading};
use crate::domain::survey::TARGET;
use crate::flow::publishing::plan::PlanReport;
use crate::web::citizen::wording::day;
use crate::web::layout::Face;
use crate::web::problem::Problem;
use crate::web::public::handbook_text::address;
use crate::web::visit::Visit;
use crate::words::{Plan as PlanWords, Words};

/// The forms in which it can be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SheetForm {
    /// Both tables as a workbook for Excel.
    Xlsx,
    /// The same in the open document format.
    Ods,
    /// The measures.
    Measures,
    /// The indicators.
    Indicators,
}

impl SheetForm {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 4] = [Self::Xlsx, Self::Ods, Self::Measures, Self::Indicators];

    /// Its name in the form and in the log.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Ods => "ods",
            Self::Measures => "measures",
            Self::Indicators => "indicators",
        }
    }

    /// What browsers call it, and how the name of the file begins and ends.
    pub const fn kind(self) -> (&'static str, &'static str, &'static str) {
        const CSV: &str = "text/csv; charset=utf-8";
        match self {
            Self::Xlsx => (
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                "plan",
                "xlsx",
            ),
            Self::Ods => ("application/vnd.oasis.opendocument.spreadsheet", "plan", "ods"),
            Self::Measures => (CSV, "plan-measures", "csv"),
            Self::Indicators => (CSV, "plan-indicators", "csv"),
        }
    }
}

/// Makes a form of the report.
///
/// # Errors
/// Busy when it cannot be made; not found outside of an agency.
pub fn make(visit: &Visit, report: &PlanReport, form: SheetForm) -> Result<Vec<u8>, Problem> {
    let sheet = Sheet { visit, report };
    let made: Result<Vec<u8>, DocumentError> = match form {
        SheetForm::Xlsx => workbook_xlsx(&sheet.workbook()?),
        SheetForm::Ods => workbook_ods(&sheet.workbook()?),
        SheetForm::Measures => Ok(table_csv(&sheet.measures())),
        SheetForm::Indicators => Ok(table_csv(&sheet.indicators())),
    };
    made.map_err(|_| Problem::busy())
}

struct Sheet<'a> {
    visit: &'a Visit,
    report: &'a PlanReport,
}

impl Sheet<'_> {
    fn words(&self) -> &'static Words {
        self.visit.words()
    }

    fn w(&self) -> &'static PlanWords {
        &self.words().plan
    }

    fn figures(&self) -> &EditionFigures {
        &self.report.edition.statement.figures
    }

    fn workbook(&self) -> Result<Workbook, Problem> {
        let agency = Face::of(self.visit.agency()?, self.visit.language()).name;
        Ok(Workbook {
            title: format!("{agency} {}", self.w().sheet_title(self.figures().fiscal_year)),
            author: agency,
            dated: self.report.edition.statement.approval.on.0,
            notes: vec![
                self.source(),
                self.w().source.to_owned(),
                self.w().fill.to_owned(),
            ],
            tables: vec![self.measures(), self.indicators()],
        })
    }

    fn source(&self) -> String {
        let figures = self.figures();
        self.words().assessment.edition(
            day(self.visit.language(), figures.as_of.0),
            self.report.edition.statement.number,
            figures.fiscal_year,
        )
    }

    /// The nine columns of the plan's table of results.
    fn measures(&self) -> Table {
        let w = self.w();
        let year = self.figures().fiscal_year;
        let (begins, ends) = ((year - 1).rem_euclid(100), year.rem_euclid(100));
        let rows = Measure::ALL.iter().zip(1_u64..).map(|(measure, number)| {
            let key = measure.key();
            plain(vec![
                Cell::Count(number),
                words(w.measure.by_key(key)),
                Cell::Words(self.method(*measure)),
                words(w.indicator_of.by_key(key)),
                words(w.no_budget),
                Cell::Words(w.span(format!("{begins:02}"), format!("{ends:02}"))),
                Cell::Words(self.result(*measure)),
                Cell::Empty,
                Cell::Words(self.report.duties.all_readers().join(", ")),
            ])
        });
        let rows = rows.collect();
        let columns = vec![
            column("number", w.number, 12, ColumnKind::Numbers),
            column("measure", w.measure_heading, 30, ColumnKind::Words),
            column("method", w.method, 40, ColumnKind::Words),
            column("indicator", w.indicator_heading, 35, ColumnKind::Words),
            column("budget", w.budget, 16, ColumnKind::Words),
            column("span", w.span_heading, 16, ColumnKind::Words),
            column("result", w.result, 60, ColumnKind::Words),
            column("spent", w.spent, 16, ColumnKind::Words),
            column("unit", w.unit, 25, ColumnKind::Words),
        ];
        Table {
            key: "measures".to_owned(),
            caption: w.measures_title.to_owned(),
            columns,
            rows,
        }
    }

    fn method(&self, measure: Measure) -> String {
        let w = self.w();
        match measure {
            Measure::Complaints => w.method_complaints(self.report.duties.rule.days),
            Measure::Corruption => w.method_corruption(address(self.visit, "/handbook")),
            Measure::Channel => w.method_channel(address(self.visit, "")),
        }
    }

    fn result(&self, measure: Measure) -> String {
        let w = self.w();
        let figures = self.figures();
        let (received, total) = (&figures.received, &figures.total);
        let mut lines = match measure {
            Measure::Complaints => vec![
                w.counts(total.row.completed, total.row.in_progress, total.row.received),
                w.timing(total.explained_late, total.closed_in_time, total.unexplained_late),
                w.satisfied(self.shown(Indicator::Satisfaction.read(figures)).shown()),
            ],
            Measure::Corruption => vec![w.kinds(received.complaints, received.tips)],
            Measure::Channel => vec![w.opened(
                address(self.visit, ""),
                day(self.visit.language(), self.report.opened_on),
            )],
        };
        if received.is_zero() && measure != Measure::Channel {
            lines.insert(0, w.nothing.to_owned());
        }
        lines.push(w.taken_from(self.source()));
        lines.join("\n")
    }

    /// The indicators, this year beside the one before.
    fn indicators(&self) -> Table {
        let w = self.w();
        let year = self.figures().fiscal_year;
        let rows = Indicator::ALL.iter().map(|indicator| {
            let (now, before) = (indicator.read(self.figures()), self.before(*indicator));
            let aim = match indicator.aim() {
                Aim::AtLeast(percent) => w.at_least(percent),
                aim => w.aim.by_key(aim.key()).to_owned(),
            };
            plain(vec![
                words(w.indicator.by_key(indicator.key())),
                Cell::Words(aim),
                self.shown(before),
                self.shown(now),
                Cell::Words(self.change(before, now)),
            ])
        });
        let rows = rows.collect();
        let columns = vec![
            column("indicator", w.indicator_heading, 50, ColumnKind::Words),
            column("aim", w.aim_heading, 30, ColumnKind::Words),
            column("before", &w.of_year(year - 1), 25, ColumnKind::Numbers),
            column("now", &w.of_year(year), 25, ColumnKind::Numbers),
            column("change", w.change, 40, ColumnKind::Words),
        ];
        Table {
            key: "indicators".to_owned(),
            caption: w.indicators_title.to_owned(),
            columns,
            rows,
        }
    }

    /// Totals of the year before stand in the edition itself; what was divided up stands in the edition of that year.
    fn before(&self, indicator: Indicator) -> Reading {
        let row = &self.figures().year_before.row;
        match indicator {
            Indicator::Received => Reading::Count(row.received),
            Indicator::Complaints => Reading::Count(row.complaints),
            Indicator::Tips => Reading::Count(row.tips),
            other => {
                let before = self.report.before.as_ref();
                before.map_or(Reading::Unknown, |before| other.read(&before.statement.figures))
            }
        }
    }

    fn shown(&self, reading: Reading) -> Cell {
        let (w, f) = (self.w(), &self.words().figures);
        match reading {
            Reading::Count(number) => Cell::Count(number.into()),
            Reading::Share(tenths, number) => {
                Cell::Words(f.satisfaction(number, Cell::Tenths(tenths).shown(), TARGET))
            }
            Reading::FewAnswers(number) => Cell::Words(f.satisfaction_few(number)),
            Reading::NoAnswers => words(f.satisfaction_none),
            Reading::NotYet => words(w.not_yet),
            Reading::Hidden => Cell::Hidden(f.hidden.to_owned()),
            Reading::Unknown => words(w.unknown),
        }
    }

    /// By how many per cent a number of matters changed, once the year is over.
    fn change(&self, before: Reading, now: Reading) -> String {
        let w = self.w();
        let year_over = self
            .figures()
            .rounds
            .iter()
            .any(|round| round.round == "months-12");
        let (Reading::Count(before), Reading::Count(now)) = (before, now) else {
            return String::new();
        };
        if !year_over {
            return w.not_yet.to_owned();
        }
        // An agency that began in the middle of a year has only a part of it here.
        let base = FiscalYear::new(self.figures().year_before.fiscal_year);
        if base.is_none_or(|base| self.report.opened_on > base.first_day()) {
            return w.part_of_base.to_owned();
        }
        if before == 0 {
            return w.no_base.to_owned();
        }
        let tenths = u64::from(before.abs_diff(now)) * 1_000 / u64::from(before);
        let share = Cell::Tenths(u32::try_from(tenths).unwrap_or(u32::MAX)).shown();
        match now.cmp(&before) {
            std::cmp::Ordering::Less => w.fell(share),
            std::cmp::Ordering::Equal => w.same.to_owned(),
            std::cmp::Ordering::Greater => w.rose(share),
        }
    }
}

fn plain(cells: Vec<Cell>) -> Row {
    Row {
        kind: RowKind::Plain,
        cells,
    }
}

fn words(text: &str) -> Cell {
    Cell::Words(text.to_owned())
}

fn column(key: &str, heading: &str, share: u8, kind: ColumnKind) -> Column {
    Column {
        key: key.to_owned(),
        heading: heading.to_owned(),
        share,
        kind,
    }
}
