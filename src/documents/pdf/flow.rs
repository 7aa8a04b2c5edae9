//! Text that flows over pages.

use super::face::{ASCENT, DESCENT, Faces, Weight, width};
use super::lines::Breaker;
use super::{CM, Ink, Kind, Leaf, Mark, Op, PAGE, Part, paint};
use crate::documents::DocumentError;
use crate::documents::paper::{Block, Paper, Section, Signer};
use crate::domain::thai::digits::Digits;

/// Where text may stand on a page, in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Geometry {
    pub left: f32,
    pub right: f32,
    pub top: f32,
    pub bottom: f32,
}

/// How a piece of text looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Style {
    /// Font size in points. Sarabun at 11 looks as large as TH Sarabun New at 16, the size of official papers.
    pub size: f32,
    /// Distance of lines in points.
    pub leading: f32,
    pub weight: Weight,
    pub align: Align,
    /// How far the first line is set in.
    pub indent: f32,
    pub ink: Ink,
}

/// Where lines begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    Left,
    Centre,
}

/// Small text: feet of pages, captions.
pub const SMALL: Style = Style {
    size: 8.5,
    leading: 13.0,
    weight: Weight::Regular,
    align: Align::Left,
    indent: 0.0,
    ink: Ink::Grey,
};

/// Text of official papers.
pub const BODY: Style = Style {
    size: 11.0,
    leading: 19.0,
    weight: Weight::Regular,
    align: Align::Left,
    indent: 0.0,
    ink: Ink::Black,
};

impl Geometry {
    /// Official papers: 3 cm on the left for binding, 2 cm on the right, 2.5 above and 2 below (conventions §3.11).
    pub const OFFICIAL: Self = Self {
        left: 3.0 * CM,
        right: PAGE.0 - 2.0 * CM,
        top: 2.5 * CM,
        bottom: PAGE.1 - 2.0 * CM,
    };

    pub fn width(self) -> f32 {
        self.right - self.left
    }
}

impl Style {
    pub const fn bold(self) -> Self {
        Self {
            weight: Weight::Bold,
            ..self
        }
    }

    pub const fn centred(self) -> Self {
        Self {
            align: Align::Centre,
            ..self
        }
    }

    pub const fn sized(self, size: f32, leading: f32) -> Self {
        Self {
            size,
            leading,
            ..self
        }
    }

    pub const fn indented(self, indent: f32) -> Self {
        Self { indent, ..self }
    }
}

/// A paper while it is laid out.
pub struct Flow<'a> {
    pub paper: &'a Paper,
    pub geometry: Geometry,
    pub(super) faces: Faces,
    breaker: Breaker,
    pub(super) pages: Vec<Leaf>,
    /// The upper edge of what comes next.
    pub y: f32,
    pub(super) leaves: usize,
    pub(super) parts: Vec<Part>,
    /// The headings with the page and height where they stand.
    pub(super) headings: Vec<(String, usize, f32)>,
}

impl<'a> Flow<'a> {
    pub fn new(paper: &'a Paper, geometry: Geometry) -> Result<Self, DocumentError> {
        Ok(Self {
            paper,
            geometry,
            faces: Faces::new()?,
            breaker: Breaker::new(),
            pages: vec![Leaf::default()],
            y: geometry.top,
            leaves: 0,
            parts: Vec::new(),
            headings: Vec::new(),
        })
    }

    /// The file.
    pub fn finish(mut self) -> Result<Vec<u8>, DocumentError> {
        self.number_pages();
        paint::paint(&self)
    }

    pub fn space(&mut self, points: f32) {
        self.y += points;
    }

    /// Begins a new page unless this much room is left.
    pub fn need(&mut self, height: f32) {
        if self.y + height > self.geometry.bottom && self.y > self.geometry.top {
            self.new_page();
        }
    }

    pub fn new_page(&mut self) {
        self.pages.push(Leaf::default());
        self.y = self.geometry.top;
    }

    pub fn draw(&mut self, mark: Mark, op: Op) {
        if let Some(page) = self.pages.last_mut() {
            page.ops.push((mark, op));
        }
    }

    pub fn leaf(&mut self) -> usize {
        self.leaves += 1;
        self.leaves - 1
    }

    pub fn add(&mut self, part: Part) {
        self.parts.push(part);
    }

    /// The text with this paper's digits and the letters that the font has.
    pub fn clean(&self, text: &str, weight: Weight) -> String {
        self.faces.of(weight).writable(&self.paper.written(text))
    }

    /// The text in lines that fit into a width in points.
    pub fn lines(&self, text: &str, style: Style, width: f32) -> Vec<String> {
        let face = self.faces.of(style.weight);
        let (room, mut indent) = (width / style.size, style.indent / style.size);
        let mut lines = Vec::new();
        for piece in text.split('\n') {
            let piece = self.clean(piece.trim(), style.weight);
            lines.extend(self.breaker.lines(face, &piece, room, indent));
            indent = 0.0;
        }
        lines
    }

    /// How wide a line is, in points.
    pub fn width(&self, text: &str, style: Style) -> f32 {
        width(&self.faces.of(style.weight).shape(text)) * style.size
    }

    /// Draws one line whose upper edge is `top`, somewhere in `left..left + room`.
    pub fn line(&mut self, mark: Mark, text: &str, style: Style, (left, top, room): (f32, f32, f32)) {
        let x = match style.align {
            Align::Left => left,
            Align::Centre => left + (room - self.width(text, style)) / 2.0,
        };
        let letters = (ASCENT + DESCENT) * style.size;
        self.draw(
            mark,
            Op::Text {
                x,
                y: top + (style.leading - letters) / 2.0 + ASCENT * style.size,
                size: style.size,
                weight: style.weight,
                ink: style.ink,
                text: text.to_owned(),
            },
        );
    }

    /// Text between the margins, or further in by `inset` on the left; the leaf it was drawn under.
    pub fn text(&mut self, text: &str, style: Style, inset: f32) -> Part {
        let leaf = self.leaf();
        let (left, room) = (self.geometry.left + inset, self.geometry.width() - inset);
        let lines = self.lines(text, style, room);
        let count = lines.len();
        for (at, line) in lines.into_iter().enumerate() {
            // No line of a paragraph stands alone at the foot of a page.
            let together = if at == 0 && count > 1 { 2.0 } else { 1.0 };
            self.need(style.leading * together);
            let indent = if at == 0 { style.indent } else { 0.0 };
            let place = (left + indent, self.y, room - indent);
            self.line(Mark::Leaf(leaf), &line, style, place);
            self.y += style.leading;
        }
        Part::Leaf(leaf)
    }

    /// A heading; at least two lines of what follows stand on the same page.
    pub fn heading(&mut self, level: u16, text: &str, style: Style) {
        self.need(style.leading * 3.0);
        let title = self.paper.written(text);
        self.headings.push((title.clone(), self.pages.len() - 1, self.y));
        let leaf = self.text(text, style, 0.0);
        self.add(Part::Group(Kind::Heading(level, title), vec![leaf]));
    }

    pub fn paragraph(&mut self, text: &str, style: Style) {
        let leaf = self.text(text, style, 0.0);
        self.add(Part::Group(Kind::Paragraph, vec![leaf]));
    }

    /// A heading in bold with its blocks.
    pub fn section(&mut self, section: &Section) {
        if !section.heading.is_empty() {
            self.heading(2, &section.heading, BODY.bold());
        }
        let mut items = Vec::new();
        for block in &section.blocks {
            if let Block::Item { label, text } = block {
                items.push(self.item(label, text));
                continue;
            }
            self.list(&mut items);
            match block {
                Block::Paragraph(text) => self.paragraph(text, BODY.indented(2.5 * CM)),
                Block::Table(table) => self.table(table),
                Block::Address(address) => self.address(address, BODY),
                Block::Item { .. } => {}
            }
        }
        self.list(&mut items);
        self.space(6.0);
    }

    fn list(&mut self, items: &mut Vec<Part>) {
        if !items.is_empty() {
            self.add(Part::Group(Kind::List, std::mem::take(items)));
        }
    }

    fn item(&mut self, label: &str, text: &str) -> Part {
        let lines = if text.chars().count() > 80 { 2.0 } else { 1.0 };
        self.need(BODY.leading * lines);
        let label = self.clean(label, BODY.weight);
        let leaf = self.leaf();
        let place = (self.geometry.left + 0.8 * CM, self.y, 0.0);
        self.line(Mark::Leaf(leaf), &label, BODY, place);
        let body = self.text(text, BODY, 1.7 * CM);
        Part::Group(
            Kind::Item,
            vec![
                Part::Group(Kind::Label, vec![Part::Leaf(leaf)]),
                Part::Group(Kind::Body, vec![body]),
            ],
        )
    }

    /// An address that can be followed.
    pub fn address(&mut self, address: &str, style: Style) {
        let room = self.geometry.width();
        let lines = self.lines(address, style, room);
        let mut pieces = Vec::new();
        for line in lines {
            self.need(style.leading);
            let width = self.width(&line, style);
            let x = match style.align {
                Align::Left => self.geometry.left,
                Align::Centre => self.geometry.left + (room - width) / 2.0,
            };
            let (text, follow) = (self.leaf(), self.leaf());
            let place = (self.geometry.left, self.y, room);
            self.line(Mark::Leaf(text), &line, style, place);
            let op = Op::Follow {
                x,
                y: self.y,
                width,
                height: style.leading,
                address: address.to_owned(),
            };
            self.draw(Mark::Leaf(follow), op);
            self.y += style.leading;
            pieces.push(Part::Group(
                Kind::Link,
                vec![Part::Leaf(text), Part::Leaf(follow)],
            ));
        }
        self.add(Part::Group(Kind::Paragraph, pieces));
    }

    /// Room for a signature, the name in brackets and the post, in the right half, never torn apart.
    pub fn signature(&mut self, signer: &Signer) {
        const DOTS: &str = "........................................................";
        let left = self.geometry.left + self.geometry.width() * 0.36;
        let room = self.geometry.right - left;
        let style = BODY.centred();
        let name = if signer.name.trim().is_empty() {
            DOTS
        } else {
            signer.name.trim()
        };
        let mut lines = self.lines(&format!("({name})"), style, room);
        for post in signer.post.iter().filter(|post| !post.trim().is_empty()) {
            lines.extend(self.lines(post, style, room));
        }
        let mut height = 2.6 * BODY.leading;
        for _ in &lines {
            height += style.leading;
        }
        self.need(height);
        self.y += 2.6 * BODY.leading;
        let leaf = self.leaf();
        for line in lines {
            let place = (left, self.y, room);
            self.line(Mark::Leaf(leaf), &line, style, place);
            self.y += style.leading;
        }
        self.add(Part::Group(Kind::Paragraph, vec![Part::Leaf(leaf)]));
    }

    /// From the second page on the number stands above the text, as in official papers; the foot on every page.
    fn number_pages(&mut self) {
        let (geometry, foot) = (self.geometry, self.paper.foot.clone());
        let foot = self.lines(&foot, SMALL, geometry.width());
        let foot = foot.first().cloned().unwrap_or_default();
        let digits = self.paper.digits;
        let pages = std::mem::take(&mut self.pages);
        for (at, page) in pages.into_iter().enumerate() {
            self.pages.push(page);
            if at > 0 {
                let number = digits_of(digits, at + 1);
                let top = geometry.top - 1.4 * CM;
                let place = (geometry.left, top, geometry.width());
                self.line(Mark::Pages, &format!("- {number} -"), BODY.centred(), place);
            }
            if !foot.is_empty() {
                let place = (geometry.left, geometry.bottom + 0.7 * CM, geometry.width());
                self.line(Mark::Pages, &foot, SMALL, place);
            }
        }
    }
}

fn digits_of(digits: Digits, number: usize) -> String {
    digits.write(&number.to_string())
}
