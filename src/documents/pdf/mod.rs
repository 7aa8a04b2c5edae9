//! The PDF engine: text is shaped and broken into lines (`face`, `lines`), lines and tables flow over pages
//! (`flow`, `grid`), and what came of it is painted and tagged (`paint`).
//!
//! Laying out and painting are two steps, so that a paper is complete before a byte is written. Lengths are
//! points (1/72 inch) from the upper left corner of an A4 page.

pub mod face;
pub mod flow;
mod grid;
mod lines;
mod paint;

pub use face::Weight;
pub use flow::{Flow, Geometry};

/// Points in a centimetre.
pub const CM: f32 = 72.0 / 2.54;
/// A4.
pub const PAGE: (f32, f32) = (595.28, 841.89);

/// What a piece of the paper is to a reader that does not see it.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// A piece with pieces inside.
    Group(Kind, Vec<Part>),
    /// What was drawn under this number, on one page or several.
    Leaf(usize),
}

/// What a group is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    Heading(u16, String),
    Paragraph,
    List,
    Item,
    Label,
    Body,
    Table(String),
    Caption,
    Head,
    Rows,
    Row,
    ColumnHead,
    RowHead,
    Cell,
    Link,
    Figure(String),
}

/// Something drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum Op {
    /// A line of text from this point of its base line.
    Text {
        x: f32,
        y: f32,
        size: f32,
        weight: Weight,
        ink: Ink,
        text: String,
    },
    /// A filled rectangle.
    Box {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
        ink: Ink,
    },
    /// Dark squares of this size at these places.
    Squares {
        x: f32,
        y: f32,
        size: f32,
        at: Vec<(u16, u16, u16)>,
    },
    /// Where an address can be followed.
    Follow {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
        address: String,
    },
}

/// What something drawn belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// To the text: the leaf with this number.
    Leaf(usize),
    /// To the look of the page: lines, shades.
    Look,
    /// To the pages: their numbers, what is repeated on each.
    Pages,
}

/// The few colours of papers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    Black,
    Grey,
    Shade,
    White,
    Green,
}

/// One page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Leaf {
    pub ops: Vec<(Mark, Op)>,
}
