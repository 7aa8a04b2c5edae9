//! The figures of a fiscal year in words, as pages and papers show them: the public ones, the officers' own, and those a
//! publisher looks at before they are published.

use std::borrow::Cow;

use crate::domain::day::Month;
use crate::domain::edition::figures::{EditionFigures, HalfYear, Part, Row as Numbers, Satisfaction};
use crate::domain::edition::units::UnitPart;
use crate::domain::fiscal_year::FiscalYear;
use crate::domain::survey::{Question, TARGET};
use crate::domain::thai::dates;
use crate::domain::thai::digits::Digits;
use crate::words::{Language, Words};

use super::chart::{self, Bar, Chart};
use super::day;

/// One fiscal year.
pub struct Year {
    /// Unlike any other on the page.
    pub key: String,
    pub title: String,
    pub period: String,
    pub nothing: Option<String>,
    pub rows: Vec<Row>,
    pub sum: Row,
    pub sub: Vec<(&'static str, u32)>,
    pub timing: Vec<(&'static str, String)>,
    pub before: String,
    pub rounds: Vec<Row>,
    pub halves: Vec<Half>,
    pub chart: Chart,
    pub chart_title: String,
}

/// One row of a table.
pub struct Row {
    pub label: String,
    pub figures: Numbers,
}

/// Half a year, divided up.
pub struct Half {
    pub title: String,
    pub hint: String,
    /// What is said instead of the tables.
    pub instead: &'static str,
    pub tables: Vec<Parts>,
    /// What people said whose matter had ended; the first line is what the plan asks for.
    pub satisfaction: Vec<String>,
}

/// A table of parts.
pub struct Parts {
    pub title: &'static str,
    pub rows: Vec<(Cow<'static, str>, String)>,
    /// What is said below a table that only has its total.
    pub only_total: bool,
}

impl Year {
    /// Puts figures into words. `agency` is its name in the language.
    pub fn of(words: &'static Words, language: Language, agency: &str, figures: &EditionFigures) -> Self {
        let w = &words.figures;
        let year = FiscalYear::new(figures.fiscal_year);
        let last = year.map_or(figures.as_of.0, |year| year.last_day().min(figures.as_of.0));
        let (first, last) = (day(language, figures.first.0), day(language, last));
        let mut rows = vec![Row {
            label: w.carried.to_owned(),
            figures: figures.carried_in,
        }];
        rows.extend(figures.months.iter().map(|month| Row {
            label: month_name(language, month.month.0),
            figures: month.row,
        }));
        let bars: Vec<Bar> = figures
            .months
            .iter()
            .map(|month| Bar {
                label: short_month(words, month.month.0),
                solid: month.row.completed,
                hatched: month.row.in_progress,
            })
            .collect();
        let total = &figures.total;
        let before = &figures.year_before;
        Self {
            key: format!("{}-{}", figures.fiscal_year, figures.as_of.0.number()),
            title: w.year(figures.fiscal_year),
            nothing: figures
                .received
                .is_zero()
                .then(|| w.nothing(agency, &first, &last)),
            period: w.period(&first, &last),
            rows,
            sum: Row {
                label: w.sum.to_owned(),
                figures: total.row,
            },
            sub: vec![
                (w.sub_closed, total.closed),
                (w.sub_referred, total.referred),
                (w.sub_not_accepted, total.not_accepted),
            ],
            timing: vec![
                (w.in_time, total.closed_in_time.to_string()),
                (w.explained, total.explained_late.to_string()),
                (w.unexplained, total.unexplained_late.to_string()),
                (w.first_answer, first_answer(words, figures)),
            ],
            before: w.before(
                before.row.completed,
                before.row.in_progress,
                before.row.received,
                before.fiscal_year,
            ),
            rounds: figures
                .rounds
                .iter()
                .map(|round| Row {
                    label: words
                        .figures
                        .rounds
                        .by_key(&round.round.replace('-', "_"))
                        .to_owned(),
                    figures: round.row,
                })
                .collect(),
            halves: figures
                .halves
                .iter()
                .map(|half| Half::of(words, language, half))
                .collect(),
            chart: chart::draw(&bars),
            chart_title: w.chart(figures.fiscal_year),
        }
    }
}

impl Half {
    fn of(words: &'static Words, language: Language, half: &HalfYear) -> Self {
        let w = &words.figures;
        let title = if half.half == 1 { w.half_1 } else { w.half_2 };
        let table = |title, parts: &Option<Vec<Part>>, name: fn(&'static Words, &str) -> &'static str| {
            let rows = parts.iter().flatten().map(|part| {
                let number = part
                    .number
                    .map_or_else(|| w.hidden.to_owned(), |number| number.to_string());
                (Cow::Borrowed(name(words, &part.key)), number)
            });
            Parts {
                title,
                rows: rows.collect(),
                only_total: parts.is_none(),
            }
        };
        let mut tables = vec![
            table(w.by_category, &half.categories, |words, key| {
                words.category.by_key(key)
            }),
            table(w.by_channel, &half.channels, |words, key| {
                words.channel.by_key(key)
            }),
            table(w.by_origin, &half.origins, |words, key| words.origin.by_key(key)),
        ];
        if !half.units.is_empty() {
            let row = |unit: &UnitPart| (Cow::Owned(unit.name.clone()), unit.number.to_string());
            tables.push(Parts {
                title: w.by_unit,
                rows: half.units.iter().map(row).collect(),
                only_total: false,
            });
        }
        let nothing = half.received == 0 && half.units.is_empty();
        Self {
            title: title.to_owned(),
            // It was counted once; what stands beside it may have been counted again since.
            hint: format!(
                "{} {}",
                w.as_of(day(language, half.as_of.0)),
                w.halves_hint(half.received, half.threshold)
            ),
            instead: if nothing { w.half_nothing } else { "" },
            tables: if nothing { Vec::new() } else { tables },
            satisfaction: satisfaction(words, &half.satisfaction),
        }
    }
}

/// What people said whose matter had ended; the first line is what the plan asks for.
pub fn satisfaction(words: &Words, scores: &Satisfaction) -> Vec<String> {
    let w = &words.figures;
    let said = match (scores.overall_tenths, scores.answered) {
        (Some(tenths), number) => w.satisfaction(number, share(tenths), TARGET),
        (None, 0) => w.satisfaction_none.to_owned(),
        (None, number) => w.satisfaction_few(number),
    };
    let mut lines = vec![said];
    lines.extend(scores.whole_year.then(|| w.satisfaction_whole_year.to_owned()));
    lines.extend(
        scores
            .high_tenths
            .map(|tenths| w.satisfaction_high(share(tenths))),
    );
    let each = scores.tenths.iter().flatten().zip(Question::ALL);
    lines.extend(each.map(|(tenths, question)| {
        let asked = words.survey.question.by_key(question.key());
        w.satisfaction_each(asked, share(*tenths))
    }));
    lines
}

fn share(tenths: u32) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// How long first answers took.
pub fn first_answer(words: &Words, figures: &EditionFigures) -> String {
    let w = &words.figures;
    let answers = &figures.first_answers;
    match (&answers.median_days, answers.answered) {
        (Some(days), number) => w.first_answer_days(days, number),
        (None, 0) => w.first_answer_none.to_owned(),
        (None, number) => w.first_answer_few(number),
    }
}

/// `กันยายน 2569` or `September 2026`.
pub fn month_name(language: Language, month: Month) -> String {
    match language {
        Language::Thai => dates::month_year(month, Digits::Arabic),
        Language::English => dates::english_month_year(month),
    }
}

/// `ก.ย.` or `Sep`.
pub fn short_month(words: &Words, month: Month) -> &'static str {
    words.month_short.by_key(&format!("m{}", month.month))
}
