//! The indicators of the plan in words, as they stand in the report of a round.

use crate::documents::{Block, Cell, ColumnKind, Row, RowKind, Section, Table};
use crate::domain::round_report::Round;
use crate::domain::round_report::indicators::{Aim, Change, Indicator, IndicatorLine};
use crate::words::Words;

use super::round_report::column;

/// The indicators under their heading.
pub fn indicators(
    w: &'static Words,
    round: Round,
    lines: &[IndicatorLine],
    base_year: Option<i16>,
) -> Section {
    let r = &w.report;
    let number = |number: Option<u32>, missing: &str| match number {
        Some(number) => Cell::Count(number.into()),
        None => Cell::Hidden(missing.to_owned()),
    };
    let rows = lines.iter().map(|line| {
        let aim = match Indicator::from_key(&line.key).map(Indicator::aim) {
            Some(Aim::None) => r.aim_none,
            Some(Aim::More) => r.aim_more,
            Some(Aim::Fewer) | None => r.aim_fewer,
        };
        Row {
            kind: RowKind::Plain,
            cells: vec![
                Cell::Words(r.indicator.by_key(&line.key).to_owned()),
                Cell::Words(aim.to_owned()),
                number(line.base, r.not_entered),
                number(
                    line.now,
                    if line.key == Indicator::Cases.key() {
                        r.not_entered
                    } else {
                        w.figures.hidden
                    },
                ),
                Cell::Words(change(w, line.change_in(round))),
            ],
        }
    });
    let base = base_year.map_or_else(|| r.base.to_owned(), |year| r.base_of(year));
    let table = Table {
        key: "indicators".to_owned(),
        caption: r.indicators.to_owned(),
        columns: vec![
            column("indicator", r.indicator_name, 34, ColumnKind::Words),
            column("aim", r.aim, 14, ColumnKind::Words),
            column("base", &base, 14, ColumnKind::Numbers),
            column("now", r.this_round, 14, ColumnKind::Numbers),
            column("change", r.change, 24, ColumnKind::Words),
        ],
        rows: rows.collect(),
    };
    let mut blocks = vec![Block::Table(table)];
    if lines.iter().any(|line| line.own) {
        blocks.push(Block::Paragraph(r.own_base.to_owned()));
    }
    if lines.iter().any(|line| line.is_unlike(round)) {
        blocks.push(Block::Paragraph(r.half_of_base.to_owned()));
    }
    Section {
        heading: r.indicators.to_owned(),
        blocks,
    }
}

/// A change in words; a share of nothing is never made up (requirements §1.3).
pub(super) fn change(w: &Words, change: Change) -> String {
    let r = &w.report;
    let share = |tenths: u32| format!("{}.{}", tenths / 10, tenths % 10);
    match change {
        Change::Unknown => r.unknown.to_owned(),
        Change::Incomparable => r.incomparable.to_owned(),
        Change::FromZero => r.from_zero.to_owned(),
        Change::Same => r.same.to_owned(),
        Change::Less(tenths) => r.less(share(tenths)),
        Change::More(tenths) => r.more(share(tenths)),
    }
}
