//! The report of a round in words: its figures, and what everybody may read of it.

use crate::documents::{
    Block, Booklet, Cell, Column, ColumnKind, Paper, Row, RowKind, Section, Signer, Table,
};
use crate::domain::edition::FileLanguage;
use crate::domain::round_report::indicators::IndicatorLine;
use crate::domain::round_report::numbers::ReportNumbers;
use crate::domain::round_report::{Passages, ReportKey, ReportStatement};
use crate::domain::survey::TARGET;
use crate::domain::thai::digits::Digits;
use crate::words::{Language, Words, words};

use super::day;
use super::round_indicators::change;
pub use super::round_indicators::indicators;
use super::year::satisfaction;

/// The name of a round with its year.
pub fn title(w: &Words, key: ReportKey) -> String {
    let round = w.figures.rounds.by_key(&key.round.key().replace('-', "_"));
    w.report.of_round(round, key.year.number())
}

/// The figures of a round, each group under its heading.
pub fn figures(
    w: &'static Words,
    language: Language,
    key: ReportKey,
    numbers: &ReportNumbers,
) -> Vec<Section> {
    let r = &w.report;
    let row = &numbers.received;
    let received = if row.is_zero() {
        r.nothing.to_owned()
    } else {
        let kinds = r.kinds(row.complaints, row.opinions, row.tips);
        format!(
            "{} {kinds}",
            r.received(row.completed, row.in_progress, row.received)
        )
    };
    let compared = match &numbers.before {
        None => r.no_year_before.to_owned(),
        Some(before) => {
            let said = r.year_before(before.completed, before.received);
            let line = IndicatorLine {
                key: String::new(),
                base: Some(before.received),
                now: Some(row.received),
                like: true,
                own: true,
            };
            format!("{said} {}", change(w, line.change()))
        }
    };
    let total = &numbers.total;
    let halves = key.halves().iter().zip(&numbers.satisfaction);
    let mut asked: Vec<Block> = halves
        .map(|(half, scores)| {
            let of = match half {
                _ if scores.whole_year => r.whole_year,
                1 => r.half_1,
                _ => r.half_2,
            };
            let said = satisfaction(w, scores).into_iter().next().unwrap_or_default();
            let kept = match scores.overall_tenths {
                Some(tenths) if tenths >= TARGET * 10 => r.target_met,
                Some(_) => r.target_missed,
                None => "",
            };
            Block::Paragraph(format!("{of} {said} {kept}").trim_end().to_owned())
        })
        .collect();
    if asked.is_empty() {
        asked.push(Block::Paragraph(w.figures.satisfaction_none.to_owned()));
    }
    vec![
        Section {
            heading: r.number.to_owned(),
            blocks: vec![Block::Paragraph(received), Block::Paragraph(compared)],
        },
        Section {
            heading: w.figures.timing_title.to_owned(),
            blocks: vec![Block::Paragraph(r.timing(
                day(language, numbers.as_of.0),
                total.explained_late,
                total.closed_in_time,
                total.unexplained_late,
            ))],
        },
        Section {
            heading: w.figures.satisfaction_title.to_owned(),
            blocks: asked,
        },
        Section {
            heading: r.recurrence.to_owned(),
            blocks: vec![if numbers.categories.iter().all(|line| line.now.is_none()) {
                Block::Paragraph(w.figures.only_total.to_owned())
            } else {
                Block::Table(recurrence(w, numbers))
            }],
        },
        Section {
            heading: r.recurrence_units.to_owned(),
            blocks: if numbers.units.is_empty() {
                vec![Block::Paragraph(r.units_none.to_owned())]
            } else {
                vec![
                    Block::Table(by_unit(w, numbers)),
                    Block::Paragraph(r.units_hint.to_owned()),
                ]
            },
        },
    ]
}

/// What officers wrote, each text under its heading.
pub(super) fn passages(w: &'static Words, passages: &Passages) -> impl Iterator<Item = Section> {
    passages.written().map(|(passage, text)| Section {
        heading: w.report.passage.by_key(passage.key()).to_owned(),
        blocks: vec![Block::Paragraph(text.to_owned())],
    })
}

fn recurrence(w: &'static Words, numbers: &ReportNumbers) -> Table {
    let r = &w.report;
    let rows = numbers.categories.iter().map(|line| {
        let recurs = match line.recurs() {
            Some(true) => r.again,
            Some(false) => r.not_again,
            None => r.unknown,
        };
        let name = w.category.by_key(&line.key);
        compared(w, name, (line.before, line.now), recurs)
    });
    comparison(w, ("recurrence", r.recurrence), w.figures.part, rows.collect())
}

fn by_unit(w: &'static Words, numbers: &ReportNumbers) -> Table {
    let r = &w.report;
    let rows = numbers.units.iter().map(|line| {
        let recurs = if line.recurs() { r.again } else { r.unknown };
        compared(w, &line.name, (line.before, line.now), recurs)
    });
    comparison(w, ("units", r.recurrence_units), r.unit, rows.collect())
}

/// A row of a comparison with the year before.
fn compared(w: &'static Words, name: &str, (before, now): (Option<u32>, Option<u32>), recurs: &str) -> Row {
    let number = |number: Option<u32>| match number {
        Some(number) => Cell::Count(number.into()),
        None => Cell::Hidden(w.figures.hidden.to_owned()),
    };
    Row {
        kind: RowKind::Plain,
        cells: vec![
            Cell::Words(name.to_owned()),
            number(before),
            number(now),
            Cell::Words(recurs.to_owned()),
        ],
    }
}

fn comparison(w: &'static Words, (key, caption): (&str, &str), first: &str, rows: Vec<Row>) -> Table {
    let r = &w.report;
    Table {
        key: key.to_owned(),
        caption: caption.to_owned(),
        columns: vec![
            column("name", first, 40, ColumnKind::Words),
            column("before", r.same_round_before, 20, ColumnKind::Numbers),
            column("now", r.this_round, 20, ColumnKind::Numbers),
            column("again", r.recurs, 20, ColumnKind::Words),
        ],
        rows,
    }
}

pub(super) fn column(key: &str, heading: &str, share: u8, kind: ColumnKind) -> Column {
    Column {
        key: key.to_owned(),
        heading: heading.to_owned(),
        share,
        kind,
    }
}

/// Official papers of this kind are Thai and use Thai digits.
pub(super) const fn digits(language: Language) -> Digits {
    match language {
        Language::Thai => Digits::Thai,
        Language::English => Digits::Arabic,
    }
}

pub(super) const fn language(of: FileLanguage) -> Language {
    match of {
        FileLanguage::Thai => Language::Thai,
        FileLanguage::English => Language::English,
    }
}

/// The line at the foot of every page. A paper in English says that it is none that was approved or signed.
pub(super) fn rendering(w: &Words, language: Language, address: &str) -> String {
    match language {
        Language::Thai => address.to_owned(),
        Language::English => format!("{} {address}", w.report.rendering).trim_end().to_owned(),
    }
}

/// A published report as sections, for pages in either language.
pub fn sections(
    w: &'static Words,
    language: Language,
    key: ReportKey,
    said: &ReportStatement,
) -> Vec<Section> {
    let mut sections = figures(w, language, key, &said.numbers);
    sections.push(indicators(w, key.round, &said.indicators, said.base_year));
    sections.extend(passages(w, &said.passages));
    sections
}

/// What is said at its end: from which edition, and who answers for it.
pub fn ending(w: &'static Words, language: Language, said: &ReportStatement) -> Vec<String> {
    let r = &w.report;
    vec![
        w.figures.as_of(day(language, said.numbers.as_of.0)),
        r.source(said.numbers.edition, said.fiscal_year),
        r.written_by(&said.author),
        w.edition
            .approved(day(language, said.approved_on().0), &said.approval.post),
    ]
}

/// The public version on paper. The one in Thai is what was approved and signed. `public_address` is that of the service.
pub fn public(of: FileLanguage, said: &ReportStatement, public_address: &str) -> Booklet {
    let language = language(of);
    let w = words(language);
    let name = said.agency.name(of);
    let (prefix, slug) = (language.prefix(), &said.agency.slug);
    let address = format!(
        "{public_address}{prefix}/{slug}/reports/{}/{}",
        said.fiscal_year, said.round
    );
    let key = ReportKey::from_address(&said.fiscal_year.to_string(), &said.round);
    Booklet {
        paper: Paper {
            title: w.report.public_title.to_owned(),
            language: language.tag(),
            author: name.to_owned(),
            dated: said.approved_on().0,
            digits: digits(language),
            foot: rendering(w, language, &address),
        },
        title: w.report.public_title.to_owned(),
        lines: std::iter::once(name.to_owned())
            .chain(key.map(|key| title(w, key)))
            .collect(),
        sections: key.map_or_else(Vec::new, |key| sections(w, language, key, said)),
        ending: ending(w, language, said),
        signer: Some(Signer {
            name: String::new(),
            post: vec![said.approval.post.clone()],
        }),
    }
}

#[cfg(test)]
mod tests;
