//! An edition as one table for programs: the months, the rounds, and the halves divided up, each row naming the part it
//! belongs to (ADR 0088). It says what the page says and hides what the page hides.

use crate::documents::{Cell, Column, ColumnKind, Row, RowKind, Table};
use crate::domain::edition::figures::{EditionFigures, HalfYear, Part, Row as Numbers};
use crate::words::Words;

use super::year::Year;

/// The columns of numbers, by their keys.
const NUMBERS: [&str; 6] = [
    "complaints",
    "tips",
    "opinions",
    "received",
    "completed",
    "in_progress",
];
/// Where what was received stands among them: the only number that is divided up.
const RECEIVED: usize = 3;

/// The table. `year` is what the page says of the same figures.
pub(super) fn table(w: &'static Words, year: &Year, figures: &EditionFigures) -> Table {
    let mut rows = Vec::new();
    let months = figures.months.iter().map(|month| String::from(month.month));
    let keys = std::iter::once("carried_in".to_owned()).chain(months);
    for (at, (key, row)) in keys.zip(&year.rows).enumerate() {
        let kind = if at == 0 { RowKind::Carried } else { RowKind::Plain };
        rows.push(whole(kind, "months", &key, &row.label, &row.figures));
    }
    rows.push(whole(
        RowKind::Sum,
        "months",
        "total",
        &year.sum.label,
        &year.sum.figures,
    ));
    for (round, row) in figures.rounds.iter().zip(&year.rounds) {
        rows.push(whole(
            RowKind::Plain,
            "rounds",
            &round.round,
            &row.label,
            &row.figures,
        ));
    }
    for half in &figures.halves {
        divided(w, half, &mut rows);
    }
    let p = &w.papers;
    let f = &w.figures;
    let words = [("part", p.csv_part), ("key", p.csv_key), ("label", p.csv_label)]
        .map(|(key, heading)| column(key, heading, ColumnKind::Words));
    let headings = [
        f.complaints,
        f.tips,
        f.opinions,
        f.total,
        f.completed,
        f.in_progress,
    ];
    let numbers = NUMBERS.into_iter().zip(headings);
    let numbers = numbers.map(|(key, heading)| column(key, heading, ColumnKind::Numbers));
    Table {
        key: "figures".to_owned(),
        caption: year.title.clone(),
        columns: words.into_iter().chain(numbers).collect(),
        rows,
    }
}

/// A row with every number.
fn whole(kind: RowKind, part: &str, key: &str, label: &str, numbers: &Numbers) -> Row {
    let numbers = [
        numbers.complaints,
        numbers.tips,
        numbers.opinions,
        numbers.received,
        numbers.completed,
        numbers.in_progress,
    ];
    let numbers = numbers.map(|number| Cell::Count(number.into()));
    Row {
        kind,
        cells: named(part, key, label).into_iter().chain(numbers).collect(),
    }
}

/// A row with what was received alone.
fn received(part: &str, key: &str, label: &str, number: Cell) -> Row {
    let empty = std::iter::repeat_n(Cell::Empty, RECEIVED);
    Row {
        kind: RowKind::Plain,
        cells: named(part, key, label)
            .into_iter()
            .chain(empty)
            .chain([number])
            .collect(),
    }
}

fn named(part: &str, key: &str, label: &str) -> [Cell; 3] {
    [part, key, label].map(|text| Cell::Words(text.to_owned()))
}

/// The rows of a half year.
fn divided(w: &'static Words, half: &HalfYear, rows: &mut Vec<Row>) {
    let f = &w.figures;
    let title = if half.half == 1 { f.half_1 } else { f.half_2 };
    let part = format!("half_{}", half.half);
    rows.push(received(&part, "total", title, Cell::Count(half.received.into())));
    let mut group =
        |name: &str, parts: &Option<Vec<Part>>, label: fn(&'static Words, &str) -> &'static str| {
            let part = format!("{part}_{name}");
            match parts {
                None => rows.push(received(&part, "total", f.only_total, Cell::Empty)),
                Some(parts) => rows.extend(parts.iter().map(|one| {
                    let number = one.number.map_or_else(
                        || Cell::Hidden(f.hidden.to_owned()),
                        |number| Cell::Count(number.into()),
                    );
                    received(&part, &one.key, label(w, &one.key), number)
                })),
            }
        };
    group("category", &half.categories, |w, key| w.category.by_key(key));
    group("channel", &half.channels, |w, key| w.channel.by_key(key));
    group("origin", &half.origins, |w, key| w.origin.by_key(key));
    rows.extend(half.units.iter().map(|unit| {
        received(
            &format!("{part}_unit"),
            &unit.key,
            &unit.name,
            Cell::Count(unit.number.into()),
        )
    }));
}

fn column(key: &str, heading: &str, kind: ColumnKind) -> Column {
    Column {
        key: key.to_owned(),
        heading: heading.to_owned(),
        share: 10,
        kind,
    }
}

#[cfg(test)]
mod tests;
