//! The report of a round in words: as the memo to the head of the agency (texts A.7), and as what everybody may read.

use crate::documents::{
    Block, Booklet, Cell, Column, ColumnKind, Endorsement, Field, Memo, Paper, Row, RowKind, Section, Signer,
    Table,
};
use crate::domain::agency::Agency;
use crate::domain::day::Day;
use crate::domain::round_report::indicators::{Indicator, IndicatorLine};
use crate::domain::round_report::numbers::ReportNumbers;
use crate::domain::round_report::{Draft, Passages, ReportKey, ReportStatement};
use crate::domain::survey::TARGET;
use crate::domain::thai::dates;
use crate::domain::thai::digits::Digits;
use crate::words::{Language, Words, words};

use super::day;
use super::round_indicators::change;
pub use super::round_indicators::indicators;
use super::year::satisfaction;

/// Who writes the memo, and when.
pub struct Author {
    /// Their name.
    pub name: String,
    /// Their post.
    pub post: String,
    /// The day.
    pub on: Day,
}

/// Words of a case as they were typed there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quoted {
    /// The words.
    pub text: String,
    /// For something that was to be changed, whether it was.
    pub done: Option<bool>,
}

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
    ]
}

/// What officers wrote, each text under its heading.
fn passages(w: &'static Words, passages: &Passages) -> impl Iterator<Item = Section> {
    passages.written().map(|(passage, text)| Section {
        heading: w.report.passage.by_key(passage.key()).to_owned(),
        blocks: vec![Block::Paragraph(text.to_owned())],
    })
}

fn recurrence(w: &'static Words, numbers: &ReportNumbers) -> Table {
    let r = &w.report;
    let number = |number: Option<u32>| match number {
        Some(number) => Cell::Count(number.into()),
        None => Cell::Hidden(w.figures.hidden.to_owned()),
    };
    let rows = numbers.categories.iter().map(|line| Row {
        kind: RowKind::Plain,
        cells: vec![
            Cell::Words(w.category.by_key(&line.key).to_owned()),
            number(line.before),
            number(line.now),
            Cell::Words(
                match line.recurs() {
                    Some(true) => r.again,
                    Some(false) => r.not_again,
                    None => r.unknown,
                }
                .to_owned(),
            ),
        ],
    });
    Table {
        key: "recurrence".to_owned(),
        caption: r.recurrence.to_owned(),
        columns: vec![
            column("category", w.figures.part, 40, ColumnKind::Words),
            column("before", r.same_round_before, 20, ColumnKind::Numbers),
            column("now", r.this_round, 20, ColumnKind::Numbers),
            column("again", r.recurs, 20, ColumnKind::Words),
        ],
        rows: rows.collect(),
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

/// The memo: what was measured and what officers wrote, put before the head of the agency. `quoted` are words of cases
/// that nobody who is named in them may read.
pub fn memo(
    agency: &Agency,
    key: ReportKey,
    numbers: &ReportNumbers,
    draft: &Draft,
    quoted: &[Quoted],
    author: &Author,
) -> Memo {
    let w = words(Language::Thai);
    let r = &w.report;
    let subject = r.subject(title(w, key));
    let field = |label: &str, value: String| Field {
        label: label.to_owned(),
        value,
    };
    let (head, administrator) = (head_of(agency), format!("ปลัด{}", agency.full_name));
    let signer = |post: String| Signer {
        name: String::new(),
        post: vec![post],
    };
    let endorsement = |heading: String, post: String| Endorsement {
        heading,
        lines: 3,
        signer: signer(post),
    };
    let lines = Indicator::lines(key, numbers, &draft.bases);
    let mut parts = figures(w, Language::Thai, key, numbers);
    let base_year = Indicator::base_year(key, numbers, &draft.bases);
    parts.push(indicators(w, key.round, &lines, base_year));
    parts.extend(passages(w, &draft.memo));
    if !quoted.is_empty() {
        parts.push(Section {
            heading: r.quoted.to_owned(),
            blocks: quoted.iter().map(|said| quote(w, said)).collect(),
        });
    }
    let mut facts = Vec::new();
    for (at, part) in parts.into_iter().enumerate() {
        facts.push(Block::Item {
            label: format!("{}.", at + 1),
            text: part.heading,
        });
        facts.extend(part.blocks);
    }
    let proposals = [r.propose_know, r.propose_publish, r.propose_tell];
    let proposals = proposals.iter().enumerate().map(|(at, text)| Block::Item {
        label: format!("{}.", at + 1),
        text: (*text).to_owned(),
    });
    Memo {
        paper: Paper {
            title: subject.clone(),
            language: "th",
            author: agency.full_name.clone(),
            dated: author.on,
            digits: Digits::Thai,
            foot: String::new(),
        },
        title: r.memo.to_owned(),
        office: field(r.office, agency.full_name.clone()),
        number: field(r.letter, String::new()),
        date: field(r.date, dates::long(author.on, Digits::Arabic)),
        subject: field(r.subject_label, subject),
        to: field(r.to, head.clone()),
        sections: vec![
            Section {
                heading: r.origin.to_owned(),
                blocks: vec![Block::Paragraph(r.origin_text(&agency.full_name))],
            },
            Section {
                heading: r.facts.to_owned(),
                blocks: facts,
            },
            Section {
                heading: r.proposal.to_owned(),
                blocks: proposals.collect(),
            },
        ],
        closing: r.closing.to_owned(),
        signer: Signer {
            name: author.name.clone(),
            post: vec![author.post.clone()],
        },
        endorsements: vec![
            endorsement(r.view(&administrator), administrator.clone()),
            endorsement(r.order(&head), head.clone()),
        ],
    }
}

fn quote(w: &Words, said: &Quoted) -> Block {
    let state = match said.done {
        None => "",
        Some(true) => w.report.done,
        Some(false) => w.report.not_done,
    };
    Block::Paragraph(format!("{} {state}", said.text).trim_end().to_owned())
}

/// The post of the head: นายกเทศมนตรี… of a เทศบาล…, otherwise นายก and the name.
fn head_of(agency: &Agency) -> String {
    match agency.full_name.strip_prefix("เทศบาล") {
        Some(rest) => format!("นายกเทศมนตรี{rest}"),
        None => format!("นายก{}", agency.full_name),
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

/// The public version on paper.
pub fn public(said: &ReportStatement, address: &str) -> Booklet {
    let w = words(Language::Thai);
    let key = ReportKey::from_address(&said.fiscal_year.to_string(), &said.round);
    Booklet {
        paper: Paper {
            title: w.report.public_title.to_owned(),
            language: "th",
            author: said.agency.thai.clone(),
            dated: said.approved_on().0,
            digits: Digits::Thai,
            foot: address.to_owned(),
        },
        title: w.report.public_title.to_owned(),
        lines: std::iter::once(said.agency.thai.clone())
            .chain(key.map(|key| title(w, key)))
            .collect(),
        sections: key.map_or_else(Vec::new, |key| sections(w, Language::Thai, key, said)),
        ending: ending(w, Language::Thai, said),
        signer: Some(Signer {
            name: String::new(),
            post: vec![said.approval.post.clone()],
        }),
    }
}

#[cfg(test)]
mod tests;
