//! A table as data: what paper, spreadsheets, CSV and open data all show.

use crate::domain::thai::digits::grouped;

/// A table with its heading row, its rows and perhaps a sum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Name for machines, a–z, 0–9 and `_`; unique within a file.
    pub key: String,
    /// What the table is about, for readers.
    pub caption: String,
    /// The columns from left to right. The first one names the row.
    pub columns: Vec<Column>,
    /// The rows from top to bottom. Missing cells at the end of a row are empty, cells too many are left out.
    pub rows: Vec<Row>,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Name for machines, a–z, 0–9 and `_`; unique within the table.
    pub key: String,
    /// The heading, for readers.
    pub heading: String,
    /// Width on paper relative to the other columns, 1 to 100.
    pub share: u8,
    /// What stands in it.
    pub kind: ColumnKind,
}

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// Words, from the left edge.
    Words,
    /// Numbers, centred as in official tables.
    Numbers,
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What kind of row it is.
    pub kind: RowKind,
    /// Its cells from left to right.
    pub cells: Vec<Cell>,
}

/// What kind of row it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowKind {
    /// One of many.
    Plain,
    /// What was carried over from before (ยกมา).
    Carried,
    /// The sum of the others (รวม).
    Sum,
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Words.
    Words(String),
    /// A number of things.
    Count(u64),
    /// A share in tenths of one per cent, for example 833 for 83.3 %.
    Tenths(u32),
    /// A number that is not published because it is small; the words say so to readers.
    Hidden(String),
    /// Nothing.
    Empty,
}

impl Row {
    /// The cell in this column; empty where the row has none.
    pub fn cell(&self, column: usize) -> &Cell {
        self.cells.get(column).unwrap_or(&Cell::Empty)
    }
}

impl Cell {
    /// The cell as readers see it, with ASCII digits and commas between thousands.
    pub fn shown(&self) -> String {
        match self {
            Self::Words(words) | Self::Hidden(words) => words.clone(),
            Self::Count(number) => grouped(*number),
            Self::Tenths(tenths) => format!("{}.{}", tenths / 10, tenths % 10),
            Self::Empty => String::new(),
        }
    }

    /// The cell for programs: no commas.
    pub(super) fn plain(&self) -> String {
        match self {
            Self::Count(number) => number.to_string(),
            _ => self.shown(),
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// The table of texts A.6 with these months: received, completed, in progress.
    pub(in crate::documents) fn monthly(months: &[(&str, u64, u64, u64)]) -> Table {
        let column = |key: &str, heading: &str, share, kind| Column {
            key: key.to_owned(),
            heading: heading.to_owned(),
            share,
            kind,
        };
        let row = |kind, label: &str, numbers: [u64; 3]| Row {
            kind,
            cells: std::iter::once(Cell::Words(label.to_owned()))
                .chain(numbers.map(Cell::Count))
                .collect(),
        };
        let mut rows = vec![row(RowKind::Carried, "ยกมาจากปีงบประมาณก่อน", [0, 0, 0])];
        rows.extend(months.iter().map(|m| row(RowKind::Plain, m.0, [m.1, m.2, m.3])));
        let sum = months
            .iter()
            .fold([0; 3], |s, m| [s[0] + m.1, s[1] + m.2, s[2] + m.3]);
        rows.push(row(RowKind::Sum, "รวม", sum));
        Table {
            key: "months".to_owned(),
            caption: "จำนวนเรื่องร้องเรียนรายเดือน".to_owned(),
            columns: vec![
                column("month", "ประจำเดือน", 30, ColumnKind::Words),
                column(
                    "received",
                    "จำนวนเรื่องร้องเรียนทั้งหมด (เรื่อง)",
                    22,
                    ColumnKind::Numbers,
                ),
                column("completed", "ดำเนินการแล้วเสร็จ (เรื่อง)", 18, ColumnKind::Numbers),
                column("in_progress", "อยู่ระหว่างดำเนินการ (เรื่อง)", 18, ColumnKind::Numbers),
                column("remark", "หมายเหตุ", 14, ColumnKind::Words),
            ],
            rows,
        }
    }

    #[test]
    fn numbers_are_grouped_for_readers_and_plain_for_programs() {
        for (number, shown) in [(0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(Cell::Count(number).shown(), shown);
            assert_eq!(Cell::Count(number).plain(), number.to_string());
        }
        assert_eq!(Cell::Tenths(833).shown(), "83.3");
        assert_eq!(Cell::Tenths(1_000).plain(), "100.0");
    }

    #[test]
    fn a_short_row_has_empty_cells() {
        let row = Row {
            kind: RowKind::Plain,
            cells: vec![],
        };
        assert_eq!(*row.cell(3), Cell::Empty);
    }
}
