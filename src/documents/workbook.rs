//! A workbook: tables with what must be known to read them, for XLSX and ODS alike.

use std::collections::BTreeSet;

use unicode_segmentation::UnicodeSegmentation as _;

use crate::domain::day::Day;

use super::table::{Column, Row, Table};

/// A workbook, in the words of the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workbook {
    /// Title of the file, and the first line of every sheet.
    pub title: String,
    /// Who issues it.
    pub author: String,
    /// The day the file is dated with.
    pub dated: Day,
    /// Lines below the title of every sheet: the period, the day of the figures, the edition, the licence.
    pub notes: Vec<String>,
    /// One sheet for each table.
    pub tables: Vec<Table>,
}

impl Workbook {
    /// The names of the sheets: the captions, without what spreadsheets forbid, at most 31 letters, each once.
    pub(super) fn sheet_names(&self) -> Vec<String> {
        let mut taken = BTreeSet::new();
        self.tables
            .iter()
            .zip(1_u32..)
            .map(|(table, number)| {
                let forbidden =
                    |c: char| c.is_control() || matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'');
                let name: String = table
                    .caption
                    .chars()
                    .filter(|c| !forbidden(*c))
                    .take(27)
                    .collect();
                let name = name.trim().to_owned();
                let name = if name.is_empty() || !taken.insert(name.to_lowercase()) {
                    format!("{name} {number}").trim().to_owned()
                } else {
                    name
                };
                taken.insert(name.to_lowercase());
                name
            })
            .collect()
    }
}

/// Height of one line of the font of 14 points with marks above and below, in points.
pub(super) const LINE: u32 = 22;
/// The most lines of a row: spreadsheets allow 409 points.
pub(super) const MOST_LINES: u32 = 18;

/// How wide a column is, in letters.
pub(super) fn width(column: &Column) -> u8 {
    column.share.clamp(12, 60)
}

/// How many lines the longest of these texts needs in its column, as far as that can be told without the font: programs
/// do not all make a row as high as its text when they open a file.
pub(super) fn lines<'a>(texts: impl Iterator<Item = (&'a Column, String)>) -> u32 {
    let needed = texts.map(|(column, text)| {
        // Some fonts are broader than the one that the width is made for, and words are not cut in two.
        let wide = usize::from(width(column)) * 2 / 3;
        let each = text
            .split('\n')
            .map(|line| line.graphemes(true).count().div_ceil(wide).max(1));
        u32::try_from(each.sum::<usize>()).unwrap_or(u32::MAX)
    });
    needed.max().unwrap_or(1).clamp(1, MOST_LINES)
}

/// Whether a table is printed across the page: upright, more letters than this in a row become too small to read.
pub(super) fn is_wide(table: &Table) -> bool {
    let letters: u32 = table.columns.iter().map(|column| u32::from(width(column))).sum();
    letters > 150
}

/// The lines of the heading row of a table.
pub(super) fn heading_lines(table: &Table) -> u32 {
    lines(
        table
            .columns
            .iter()
            .map(|column| (column, column.heading.clone())),
    )
}

/// The lines of a row of a table.
pub(super) fn row_lines(table: &Table, row: &Row) -> u32 {
    let cells = table.columns.iter().enumerate();
    lines(cells.map(|(at, column)| (column, row.cell(at).shown())))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::documents::table::tests::monthly;
    use crate::documents::table::{Cell, Row, RowKind};

    /// Two tables, one of them with everything that a cell can hold.
    pub(in crate::documents) fn workbook() -> Workbook {
        let mut second = monthly(&[("=1+1", 3, 2, 1), ("<ธันวาคม> & \"มกราคม\"", 0, 0, 0)]);
        second.rows.push(Row {
            kind: RowKind::Plain,
            cells: vec![
                Cell::Words("ร้อยละ".to_owned()),
                Cell::Tenths(833),
                Cell::Hidden("น้อยกว่า 3".to_owned()),
            ],
        });
        Workbook {
            title: "ข้อมูลเชิงสถิติ ปีงบประมาณ พ.ศ. 2569".to_owned(),
            author: "องค์การบริหารส่วนตำบลโคกสูงเหนือ".to_owned(),
            dated: Day::from_ymd(2026, 4, 1).unwrap(),
            notes: vec!["ข้อมูล ณ วันที่ 31 มีนาคม 2569".to_owned()],
            tables: vec![monthly(&[("ตุลาคม 2568", 1_234, 1_000, 234)]), second],
        }
    }

    #[test]
    fn sheets_have_names_that_spreadsheets_accept() {
        let mut workbook = workbook();
        assert_eq!(
            workbook.sheet_names(),
            ["จำนวนเรื่องร้องเรียนรายเดือ", "จำนวนเรื่องร้องเรียนรายเดือ 2"]
        );
        workbook.tables[0].caption = "[1]: a/b*?\\".to_owned();
        workbook.tables[1].caption = String::new();
        assert_eq!(workbook.sheet_names(), ["1 ab", "2"]);
        for name in workbook.sheet_names() {
            assert!((1..=31).contains(&name.chars().count()));
        }
    }
}
