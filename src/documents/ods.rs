//! A workbook as ODS (open document format 1.3): a ZIP of four small XML files, written by hand because the
//! crates for it bring eighty others and stamp the time of day into the file.

use std::fmt::Write as _;

use super::DocumentError;
use super::archive::{ArchivedFile, archive_zip};
use super::table::{Cell, RowKind, Table};
use super::workbook::{LINE, MOST_LINES, Workbook, heading_lines, is_wide, row_lines, width};
use super::xlsx::{FONT, number};

const KIND: &str = "application/vnd.oasis.opendocument.spreadsheet";
const NAMESPACES: &str = "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
     xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
     xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" \
     xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" \
     xmlns:number=\"urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0\" \
     xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\" \
     xmlns:svg=\"urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0\" \
     xmlns:meta=\"urn:oasis:names:tc:opendocument:xmlns:meta:1.0\" \
     xmlns:dc=\"http://purl.org/dc/elements/1.1/\" office:version=\"1.3\"";
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// The workbook as ODS.
///
/// # Errors
/// [`DocumentError::Spreadsheet`].
pub fn workbook_ods(workbook: &Workbook) -> Result<Vec<u8>, DocumentError> {
    let file = |path: &str, text: String, stored| ArchivedFile {
        path: path.to_owned(),
        bytes: text.into_bytes(),
        stored,
    };
    archive_zip(&[
        file("mimetype", KIND.to_owned(), true),
        file("META-INF/manifest.xml", manifest(), false),
        file("meta.xml", meta(workbook), false),
        file("styles.xml", page(), false),
        file("content.xml", content(workbook), false),
    ])
    .map_err(|_| DocumentError::Spreadsheet)
}

fn manifest() -> String {
    let entry = |path: &str, kind: &str| {
        format!("<manifest:file-entry manifest:full-path=\"{path}\" manifest:media-type=\"{kind}\"/>")
    };
    format!(
        "{HEAD}<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" \
         manifest:version=\"1.3\">{}{}{}{}</manifest:manifest>",
        entry("/", KIND),
        entry("content.xml", "text/xml"),
        entry("meta.xml", "text/xml"),
        entry("styles.xml", "text/xml")
    )
}

/// The pages that sheets are printed on, upright and across: as many down as it takes, and one from left to right.
fn page() -> String {
    let mut out = format!("{HEAD}<office:document-styles {NAMESPACES}><office:automatic-styles>");
    for (name, width, height, way) in [("sheet", 210, 297, "portrait"), ("wide", 297, 210, "landscape")] {
        let _ = write!(
            out,
            "<style:page-layout style:name=\"{name}\"><style:page-layout-properties \
             fo:page-width=\"{width}mm\" fo:page-height=\"{height}mm\" style:print-orientation=\"{way}\" \
             style:scale-to-X=\"1\" style:scale-to-Y=\"0\"/></style:page-layout>"
        );
    }
    out.push_str("</office:automatic-styles><office:master-styles>");
    for name in ["sheet", "wide"] {
        let _ = write!(
            out,
            "<style:master-page style:name=\"{name}\" style:page-layout-name=\"{name}\"/>"
        );
    }
    out.push_str("</office:master-styles></office:document-styles>");
    out
}

fn meta(workbook: &Workbook) -> String {
    let date = workbook.dated.date();
    format!(
        "{HEAD}<office:document-meta {NAMESPACES}><office:meta><dc:title>{}</dc:title>\
         <meta:initial-creator>{author}</meta:initial-creator><dc:creator>{author}</dc:creator>\
         <meta:creation-date>{date}T00:00:00</meta:creation-date><dc:date>{date}T00:00:00</dc:date>\
         <dc:language>th-TH</dc:language></office:meta></office:document-meta>",
        escaped(&workbook.title),
        author = escaped(&workbook.author),
    )
}

fn content(workbook: &Workbook) -> String {
    let mut out = format!("{HEAD}<office:document-content {NAMESPACES}>");
    styles(&mut out);
    out.push_str("<office:body><office:spreadsheet>");
    for (table, name) in workbook.tables.iter().zip(workbook.sheet_names()) {
        sheet(&mut out, workbook, table, &name);
    }
    out.push_str("</office:spreadsheet></office:body></office:document-content>");
    out
}

fn styles(out: &mut String) {
    let _ = write!(
        out,
        "<office:font-face-decls><style:font-face style:name=\"{FONT}\" svg:font-family=\"'{FONT}'\"/>\
         </office:font-face-decls><office:automatic-styles>\
         <number:number-style style:name=\"whole\"><number:number number:decimal-places=\"0\" \
         number:min-integer-digits=\"1\" number:grouping=\"true\"/></number:number-style>\
         <number:number-style style:name=\"tenths\"><number:number number:decimal-places=\"1\" \
         number:min-decimal-places=\"1\" number:min-integer-digits=\"1\"/></number:number-style>\
         <number:text-style style:name=\"words\"><number:text-content/></number:text-style>"
    );
    for width in 12..=60 {
        // A letter of the font is about two millimetres wide.
        let _ = write!(
            out,
            "<style:style style:name=\"w{width}\" style:family=\"table-column\">\
             <style:table-column-properties style:column-width=\"{}mm\"/></style:style>",
            width * 2
        );
    }
    for name in ["sheet", "wide"] {
        let _ = write!(
            out,
            "<style:style style:name=\"{name}\" style:family=\"table\" style:master-page-name=\"{name}\">\
             <style:table-properties table:display=\"true\"/></style:style>"
        );
    }
    for lines in 1..=MOST_LINES {
        let _ = write!(
            out,
            "<style:style style:name=\"r{lines}\" style:family=\"table-row\"><style:table-row-properties \
             style:row-height=\"{}pt\" style:use-optimal-row-height=\"false\"/></style:style>",
            lines * LINE
        );
    }
    let border = "fo:wrap-option=\"wrap\" style:vertical-align=\"top\" fo:border=\"0.5pt solid #000000\"";
    let styles = [
        ("title", "words", "", "", "fo:font-weight=\"bold\"", "16pt"),
        ("note", "words", "", "", "", "14pt"),
        (
            "head",
            "words",
            "fo:border=\"0.5pt solid #000000\" fo:background-color=\"#eceff2\" fo:wrap-option=\"wrap\"",
            "center",
            "fo:font-weight=\"bold\"",
            "14pt",
        ),
        ("text", "words", border, "start", "", "14pt"),
        (
            "sumtext",
            "words",
            border,
            "start",
            "fo:font-weight=\"bold\"",
            "14pt",
        ),
        ("count", "whole", border, "center", "", "14pt"),
        (
            "sumcount",
            "whole",
            border,
            "center",
            "fo:font-weight=\"bold\"",
            "14pt",
        ),
        ("share", "tenths", border, "center", "", "14pt"),
        (
            "sumshare",
            "tenths",
            border,
            "center",
            "fo:font-weight=\"bold\"",
            "14pt",
        ),
    ];
    for (name, number, cell, align, font, size) in styles {
        let _ = write!(
            out,
            "<style:style style:name=\"{name}\" style:family=\"table-cell\" style:data-style-name=\"{number}\">\
             <style:table-cell-properties {cell}/><style:paragraph-properties{}/>\
             <style:text-properties style:font-name=\"{FONT}\" style:font-name-complex=\"{FONT}\" \
             fo:font-size=\"{size}\" style:font-size-complex=\"{size}\" {font} {}/></style:style>",
            if align.is_empty() {
                String::new()
            } else {
                format!(" fo:text-align=\"{align}\"")
            },
            font.replace("fo:font-weight", "style:font-weight-complex"),
        );
    }
    out.push_str("</office:automatic-styles>");
}

fn sheet(out: &mut String, workbook: &Workbook, table: &Table, name: &str) {
    let _ = write!(
        out,
        "<table:table table:style-name=\"{}\" table:name=\"{}\">",
        if is_wide(table) { "wide" } else { "sheet" },
        escaped(name)
    );
    for column in &table.columns {
        let width = width(column);
        let _ = write!(out, "<table:table-column table:style-name=\"w{width}\"/>");
    }
    row(out, 1, [text("title", &workbook.title)]);
    for note in std::iter::once(&table.caption).chain(&workbook.notes) {
        row(out, 1, [text("note", note)]);
    }
    row(out, 1, ["<table:table-cell/>".to_owned()]);
    out.push_str("<table:table-header-rows>");
    row(
        out,
        heading_lines(table),
        table.columns.iter().map(|column| text("head", &column.heading)),
    );
    out.push_str("</table:table-header-rows>");
    for line in &table.rows {
        let cells = (0..table.columns.len()).map(|at| cell(line.kind, line.cell(at)));
        row(out, row_lines(table, line), cells);
    }
    out.push_str("</table:table>");
}

fn row(out: &mut String, lines: u32, cells: impl IntoIterator<Item = String>) {
    let _ = write!(out, "<table:table-row table:style-name=\"r{lines}\">");
    out.extend(cells);
    out.push_str("</table:table-row>");
}

fn text(style: &str, words: &str) -> String {
    format!(
        "<table:table-cell table:style-name=\"{style}\" office:value-type=\"string\"><text:p>{}</text:p></table:table-cell>",
        escaped(words).replace('\n', "</text:p><text:p>")
    )
}

fn cell(kind: RowKind, cell: &Cell) -> String {
    let sum = if kind == RowKind::Sum { "sum" } else { "" };
    let style = match cell {
        Cell::Tenths(_) => "share",
        Cell::Count(_) => "count",
        Cell::Words(_) | Cell::Hidden(_) | Cell::Empty => "text",
    };
    match number(cell) {
        Some(number) => format!(
            "<table:table-cell table:style-name=\"{sum}{style}\" office:value-type=\"float\" \
             office:value=\"{number}\"><text:p>{}</text:p></table:table-cell>",
            cell.shown()
        ),
        None => text(&format!("{sum}{style}"), &cell.plain()),
    }
}

/// The text inside XML; what XML 1.0 forbids is left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Ods, Reader};

    use super::*;
    use crate::documents::workbook::tests::workbook;

    #[test]
    fn a_spreadsheet_reads_numbers_as_numbers_and_text_as_text() {
        let bytes = workbook_ods(&workbook()).unwrap();
        let mut file: Ods<_> = Ods::new(Cursor::new(bytes)).unwrap();
        let names = file.sheet_names();
        assert_eq!(names, workbook().sheet_names());
        let second = file.worksheet_range(&names[1]).unwrap();
        let at = |row, column| second.get_value((row, column)).cloned().unwrap_or(Data::Empty);
        assert_eq!(at(0, 0), Data::String(workbook().title));
        assert_eq!(at(6, 0), Data::String("=1+1".to_owned()));
        assert_eq!(at(6, 1), Data::Float(3.0));
        assert_eq!(at(7, 0), Data::String("<ธันวาคม> & \"มกราคม\"".to_owned()));
        assert_eq!(at(9, 1), Data::Float(83.3));
        assert_eq!(at(9, 2), Data::String("น้อยกว่า 3".to_owned()));
    }

    #[test]
    fn the_same_workbook_gives_the_same_bytes_and_control_characters_do_not_break_it() {
        let mut odd = workbook();
        odd.title = "a\u{0}\u{1b}<b>\u{ffff}&\"".to_owned();
        let bytes = workbook_ods(&odd).unwrap();
        assert_eq!(bytes, workbook_ods(&odd).unwrap());
        let mut file: Ods<_> = Ods::new(Cursor::new(bytes)).unwrap();
        let names = file.sheet_names();
        let first = file.worksheet_range(&names[0]).unwrap();
        assert_eq!(first.get_value((0, 0)), Some(&Data::String("a<b>&\"".to_owned())));
    }
}
