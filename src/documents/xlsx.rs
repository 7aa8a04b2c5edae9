//! A workbook for Excel: real numbers, text that is only ever text, the font of official papers by its name.

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook as File, Worksheet,
    XlsxError,
};

use super::DocumentError;
use super::table::{Cell, RowKind, Table};
use super::workbook::{LINE, Workbook, heading_lines, is_wide, row_lines, width};

/// Official papers' font; where it is missing the spreadsheet takes another one.
pub(super) const FONT: &str = "TH Sarabun New";

/// The workbook as XLSX, made in memory.
///
/// # Errors
/// [`DocumentError::Spreadsheet`].
pub fn workbook_xlsx(workbook: &Workbook) -> Result<Vec<u8>, DocumentError> {
    write(workbook).map_err(|_| DocumentError::Spreadsheet)
}

struct Look {
    title: Format,
    note: Format,
    head: Format,
}

impl Look {
    fn new() -> Self {
        let note = Format::new().set_font_name(FONT).set_font_size(14);
        Self {
            title: note.clone().set_bold().set_font_size(16),
            head: note
                .clone()
                .set_bold()
                .set_border(FormatBorder::Thin)
                .set_background_color(Color::RGB(0x00EC_EFF2))
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter)
                .set_text_wrap(),
            note,
        }
    }

    fn cell(&self, kind: RowKind, cell: &Cell) -> Format {
        let format = self.note.clone().set_border(FormatBorder::Thin);
        let format = match kind {
            RowKind::Sum => format.set_bold(),
            RowKind::Plain | RowKind::Carried => format,
        };
        match cell {
            Cell::Count(_) => format.set_num_format("#,##0").set_align(FormatAlign::Center),
            Cell::Tenths(_) => format.set_num_format("0.0").set_align(FormatAlign::Center),
            Cell::Words(_) | Cell::Hidden(_) | Cell::Empty => format
                .set_num_format("@")
                .set_align(FormatAlign::Top)
                .set_text_wrap(),
        }
    }
}

fn write(workbook: &Workbook) -> Result<Vec<u8>, XlsxError> {
    let date = workbook.dated.date();
    let created = ExcelDateTime::from_ymd(
        date.year().unsigned_abs(),
        date.month().unsigned_abs(),
        date.day().unsigned_abs(),
    )?;
    let properties = DocProperties::new()
        .set_title(&workbook.title)
        .set_author(&workbook.author)
        .set_creation_datetime(&created);
    let mut file = File::new();
    file.set_properties(&properties);
    let look = Look::new();
    for (table, name) in workbook.tables.iter().zip(workbook.sheet_names()) {
        let sheet = file.add_worksheet();
        sheet.set_name(name)?;
        sheet_of(sheet, workbook, table, &look)?;
    }
    file.save_to_buffer()
}

fn sheet_of(sheet: &mut Worksheet, workbook: &Workbook, table: &Table, look: &Look) -> Result<(), XlsxError> {
    sheet.write_string_with_format(0, 0, &workbook.title, &look.title)?;
    sheet.set_row_height(0, f64::from(LINE))?;
    let mut at = 1;
    for note in std::iter::once(&table.caption).chain(&workbook.notes) {
        sheet.write_string_with_format(at, 0, note, &look.note)?;
        sheet.set_row_height(at, f64::from(LINE))?;
        at += 1;
    }
    at += 1;
    for (column, place) in table.columns.iter().zip(0_u16..) {
        sheet.write_string_with_format(at, place, &column.heading, &look.head)?;
        sheet.set_column_width(place, f64::from(width(column)))?;
    }
    sheet.set_row_height(at, f64::from(heading_lines(table) * LINE))?;
    sheet.set_freeze_panes(at + 1, 1)?;
    sheet.set_repeat_rows(at, at)?;
    for (row, place) in table.rows.iter().zip(at + 1..) {
        sheet.set_row_height(place, f64::from(row_lines(table, row) * LINE))?;
        for column in 0..table.columns.len() {
            let cell = row.cell(column);
            let column = u16::try_from(column).unwrap_or(u16::MAX);
            let format = look.cell(row.kind, cell);
            match number(cell) {
                Some(number) => sheet.write_number_with_format(place, column, number, &format)?,
                None => sheet.write_string_with_format(place, column, cell.plain(), &format)?,
            };
        }
    }
    sheet.set_paper_size(9);
    if is_wide(table) {
        sheet.set_landscape();
    }
    sheet.set_print_fit_to_pages(1, 0);
    Ok(())
}

/// The number in a cell; a count that a spreadsheet cannot hold exactly stays text.
pub(super) fn number(cell: &Cell) -> Option<f64> {
    match cell {
        Cell::Count(count) => u32::try_from(*count).ok().map(f64::from),
        Cell::Tenths(tenths) => Some(f64::from(*tenths) / 10.0),
        Cell::Words(_) | Cell::Hidden(_) | Cell::Empty => None,
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader, Xlsx};

    use super::*;
    use crate::documents::workbook::tests::workbook;

    #[test]
    fn a_spreadsheet_reads_numbers_as_numbers_and_text_as_text() {
        let bytes = workbook_xlsx(&workbook()).unwrap();
        let mut file: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
        let names = file.sheet_names();
        assert_eq!(names, workbook().sheet_names());
        let first = file.worksheet_range(&names[0]).unwrap();
        let at = |row, column| first.get_value((row, column)).cloned().unwrap_or(Data::Empty);
        assert_eq!(at(0, 0), Data::String(workbook().title));
        assert_eq!(at(4, 0), Data::String("ประจำเดือน".to_owned()));
        assert_eq!(at(6, 1), Data::Float(1_234.0));
        let second = file.worksheet_range(&names[1]).unwrap();
        let at = |row, column| second.get_value((row, column)).cloned().unwrap_or(Data::Empty);
        assert_eq!(at(6, 0), Data::String("=1+1".to_owned()));
        assert_eq!(at(7, 0), Data::String("<ธันวาคม> & \"มกราคม\"".to_owned()));
        assert_eq!(at(9, 1), Data::Float(83.3));
        assert_eq!(at(9, 2), Data::String("น้อยกว่า 3".to_owned()));
        let formulas = file.worksheet_formula(&names[1]).unwrap();
        assert!(formulas.is_empty(), "text never becomes a formula");
    }

    #[test]
    fn the_same_workbook_gives_the_same_bytes() {
        assert_eq!(workbook_xlsx(&workbook()), workbook_xlsx(&workbook()));
    }
}
