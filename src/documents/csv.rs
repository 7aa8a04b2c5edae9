//! A table as CSV that Excel opens in Thai and that runs nothing (RFC 4180, UTF-8 with byte order mark).

use super::table::{Cell, Table};

/// The table: a heading row of the columns' headings, then every row. All fields are quoted, lines end with
/// CR LF, and a text that a spreadsheet would take for a formula begins with an apostrophe.
pub fn table_csv(table: &Table) -> Vec<u8> {
    let mut out = String::from('\u{feff}');
    let headings = table.columns.iter().map(|column| safe(&column.heading));
    line(&mut out, headings);
    for row in &table.rows {
        let cells = (0..table.columns.len()).map(|at| match row.cell(at) {
            cell @ (Cell::Words(_) | Cell::Hidden(_)) => safe(&cell.plain()),
            cell => cell.plain(),
        });
        line(&mut out, cells);
    }
    out.into_bytes()
}

fn line(out: &mut String, fields: impl Iterator<Item = String>) {
    for (at, field) in fields.enumerate() {
        if at > 0 {
            out.push(',');
        }
        out.push('"');
        out.push_str(&field.replace('"', "\"\""));
        out.push('"');
    }
    out.push_str("\r\n");
}

/// Spreadsheets run a cell that begins with one of these, and some of them skip white space, invisible
/// characters and full-width forms on the way.
fn safe(text: &str) -> String {
    let skipped = |c: char| {
        (c.is_whitespace() && !matches!(c, '\t' | '\r' | '\n'))
            || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
    };
    let begins = text.trim_start_matches(skipped).chars().next();
    if matches!(
        begins,
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '|' | '%' | '＝' | '＋' | '－' | '＠' | '−')
    ) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::table::tests::monthly;

    #[test]
    fn the_file_begins_with_a_mark_and_quotes_every_field() {
        let csv = String::from_utf8(table_csv(&monthly(&[("ตุลาคม 2568", 1_234, 1_000, 234)]))).unwrap();
        let lines: Vec<&str> = csv.split("\r\n").collect();
        assert!(lines[0].starts_with("\u{feff}\"ประจำเดือน\",\"จำนวนเรื่องร้องเรียนทั้งหมด (เรื่อง)\","));
        assert_eq!(lines[2], "\"ตุลาคม 2568\",\"1234\",\"1000\",\"234\",\"\"");
        assert_eq!(lines[3], "\"รวม\",\"1234\",\"1000\",\"234\",\"\"");
        assert_eq!(lines.last(), Some(&""));
    }

    #[test]
    fn no_field_is_a_formula_however_it_is_dressed_up() {
        for bad in [
            "=1+1",
            " =1+1",
            "\u{a0}=1",
            "\u{3000}＝1",
            "\u{200b}\u{feff}@SUM(1)",
            "+cmd|' /C calc'!A0",
            "-2",
            "\t=1",
            "\r=1",
            "\n=1",
            "  \n=1",
            "＠x",
            "－1",
            "−1",
        ] {
            assert_eq!(safe(bad), format!("'{bad}"), "{bad:?}");
        }
        for good in ["ตุลาคม 2568", "", " ", "1-2", "a=b", "\"คำพูด\"", "(ไม่มี)"]
        {
            assert_eq!(safe(good), good, "{good:?}");
        }
        let mut table = monthly(&[("=HYPERLINK(\"http://x\")", 1, 1, 0)]);
        table.columns[0].heading = "@เดือน".to_owned();
        let csv = String::from_utf8(table_csv(&table)).unwrap();
        assert!(
            csv.contains("\"'=HYPERLINK(\"\"http://x\"\")\"") && csv.contains("\"'@เดือน\""),
            "{csv}"
        );
    }
}
