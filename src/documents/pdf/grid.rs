//! Tables on paper: a ruled grid whose heading row is drawn again on every page.

use super::flow::{Align, BODY, Flow, Style};
use super::{Ink, Kind, Mark, Op, Part, Weight};
use crate::documents::table::{Cell, ColumnKind, Row, RowKind, Table};

/// Text in tables.
const CELL: Style = BODY.sized(10.0, 16.0);
/// Room between the rules and the text of a cell.
const PAD: (f32, f32) = (4.0, 3.0);
const RULE: f32 = 0.6;

/// One row, broken into lines and ready to be drawn.
struct Laid {
    cells: Vec<LaidCell>,
    shaded: bool,
}

struct LaidCell {
    lines: Vec<String>,
    style: Style,
    kind: Kind,
    leaf: usize,
}

/// The left edge and the width of a column.
type Slot = (f32, f32);

impl Laid {
    fn lines(&self) -> usize {
        self.cells.iter().map(|cell| cell.lines.len()).max().unwrap_or(1)
    }

    fn height(lines: usize) -> f32 {
        let mut height = 2.0 * PAD.1;
        for _ in 0..lines {
            height += CELL.leading;
        }
        height
    }

    fn part(&self) -> Part {
        let cells = self
            .cells
            .iter()
            .map(|cell| Part::Group(cell.kind.clone(), vec![Part::Leaf(cell.leaf)]));
        Part::Group(Kind::Row, cells.collect())
    }
}

impl Flow<'_> {
    /// A table with its caption above.
    pub fn table(&mut self, table: &Table) {
        let slots = self.slots(table);
        let head = self.head(table, &slots);
        let rows: Vec<Laid> = table
            .rows
            .iter()
            .map(|row| self.row(table, row, &slots))
            .collect();
        let first = rows.first().map_or(0.0, |row| Laid::height(row.lines().min(4)));
        let head_height = Laid::height(head.lines());
        self.need(head_height + first + BODY.leading * 1.5);
        let mut parts = Vec::new();
        if !table.caption.is_empty() {
            let caption = self.text(&table.caption, CELL.bold(), 0.0);
            parts.push(Part::Group(Kind::Caption, vec![caption]));
        }
        let end = head.lines();
        self.rows(&head, &slots, (0, end), false);
        parts.push(Part::Group(Kind::Head, vec![head.part()]));
        for row in &rows {
            self.flow_row(row, &head, &slots);
        }
        let body = rows.iter().map(Laid::part).collect();
        parts.push(Part::Group(Kind::Rows, body));
        self.add(Part::Group(
            Kind::Table(self.paper.written(&table.caption)),
            parts,
        ));
        self.space(8.0);
    }

    fn slots(&self, table: &Table) -> Vec<Slot> {
        let total: u16 = table
            .columns
            .iter()
            .map(|column| u16::from(column.share.max(1)))
            .sum();
        let unit = self.geometry.width() / f32::from(total.max(1));
        let mut x = self.geometry.left;
        let slot = |column: &crate::documents::table::Column| {
            let width = unit * f32::from(column.share.max(1));
            x += width;
            (x - width, width)
        };
        table.columns.iter().map(slot).collect()
    }

    fn head(&mut self, table: &Table, slots: &[Slot]) -> Laid {
        let style = CELL.bold().centred();
        let cells = table.columns.iter().zip(slots);
        let cells = cells.map(|(column, slot)| self.cell(&column.heading, style, *slot, Kind::ColumnHead));
        Laid {
            cells: cells.collect(),
            shaded: true,
        }
    }

    fn row(&mut self, table: &Table, row: &Row, slots: &[Slot]) -> Laid {
        let weight = match row.kind {
            RowKind::Sum => Weight::Bold,
            RowKind::Plain | RowKind::Carried => Weight::Regular,
        };
        let mut cells = Vec::new();
        for (at, (column, slot)) in table.columns.iter().zip(slots).enumerate() {
            let align = match column.kind {
                ColumnKind::Words => Align::Left,
                ColumnKind::Numbers => Align::Centre,
            };
            let style = Style {
                weight,
                align,
                ..CELL
            };
            let kind = if at == 0 { Kind::RowHead } else { Kind::Cell };
            let shown = match row.cell(at) {
                // A cell without anything drawn would be left out of what screen readers are told.
                Cell::Empty => " ".to_owned(),
                cell => cell.shown(),
            };
            cells.push(self.cell(&shown, style, *slot, kind));
        }
        Laid { cells, shaded: false }
    }

    fn cell(&mut self, text: &str, style: Style, slot: Slot, kind: Kind) -> LaidCell {
        let mut lines = self.lines(text, style, slot.1 - 2.0 * PAD.0);
        for line in lines.iter_mut().filter(|line| line.is_empty()) {
            line.push(' ');
        }
        LaidCell {
            lines,
            style,
            kind,
            leaf: self.leaf(),
        }
    }

    /// A row goes to the next page as a whole; only one higher than a page is torn between two lines.
    fn flow_row(&mut self, row: &Laid, head: &Laid, slots: &[Slot]) {
        let all = row.lines();
        let mut done = 0;
        while done < all {
            let left = all - done;
            let mut fits = self.fitting();
            let full = self.full_page(head);
            if fits == 0 || (fits < left && left <= full) {
                self.new_page();
                self.rows(head, slots, (0, head.lines()), true);
                fits = self.fitting().max(1);
            }
            let end = done + left.min(fits);
            self.rows(row, slots, (done, end), false);
            done = end;
        }
    }

    /// How many lines of a row fit on the rest of this page.
    fn fitting(&self) -> usize {
        lines_in(self.geometry.bottom - self.y)
    }

    /// How many lines of a row fit on a page of their own, below the heading row.
    fn full_page(&self, head: &Laid) -> usize {
        lines_in(self.geometry.bottom - self.geometry.top - Laid::height(head.lines()))
    }

    fn rows(&mut self, row: &Laid, slots: &[Slot], (start, end): (usize, usize), again: bool) {
        let top = self.y;
        let height = Laid::height(end - start);
        let (left, width) = (self.geometry.left, self.geometry.width());
        if row.shaded {
            self.fill((left, top, width, height), Ink::Shade);
        }
        for (cell, slot) in row.cells.iter().zip(slots) {
            let mark = if again { Mark::Pages } else { Mark::Leaf(cell.leaf) };
            let mut y = top + PAD.1;
            for line in cell.lines.iter().skip(start).take(end - start) {
                self.line(mark, line, cell.style, (slot.0 + PAD.0, y, slot.1 - 2.0 * PAD.0));
                y += cell.style.leading;
            }
            self.fill((slot.0, top, RULE, height), Ink::Black);
        }
        self.fill((self.geometry.right - RULE, top, RULE, height), Ink::Black);
        self.fill((left, top, width, RULE), Ink::Black);
        self.fill((left, top + height, width, RULE), Ink::Black);
        self.y += height;
    }

    pub fn fill(&mut self, (x, y, width, height): (f32, f32, f32, f32), ink: Ink) {
        let op = Op::Box {
            x,
            y,
            width,
            height,
            ink,
        };
        self.draw(Mark::Look, op);
    }
}

fn lines_in(height: f32) -> usize {
    let mut lines = 0;
    while Laid::height(lines + 1) <= height {
        lines += 1;
    }
    lines
}
