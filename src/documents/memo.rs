//! The memo (บันทึกข้อความ), form 29 of the Regulation on Correspondence: a head with dotted lines, the matter,
//! and below the writer's signature a block for each superior who adds a view or an order (conventions §3.11).

use super::DocumentError;
use super::paper::{Paper, Section, Signer};
use super::pdf::flow::{BODY, Style};
use super::pdf::{CM, Flow, Geometry, Kind, Mark, Op, Part};

/// A memo, in the words of the caller. The number is the registry's and is usually left empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Memo {
    /// The file's properties.
    pub paper: Paper,
    /// บันทึกข้อความ
    pub title: String,
    /// ส่วนราชการ
    pub office: Field,
    /// ที่
    pub number: Field,
    /// วันที่
    pub date: Field,
    /// เรื่อง
    pub subject: Field,
    /// เรียน
    pub to: Field,
    /// The matter: เรื่องเดิม, ข้อเท็จจริง, ข้อเสนอเพื่อพิจารณา.
    pub sections: Vec<Section>,
    /// จึงเรียนมาเพื่อโปรดพิจารณา
    pub closing: String,
    /// Who writes it.
    pub signer: Signer,
    /// Who adds to it, in order: the view of the chief administrator, the order of the chief executive.
    pub endorsements: Vec<Endorsement>,
}

/// A label with what is written behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The label.
    pub label: String,
    /// What stands on the dotted line; empty leaves it to be written by hand.
    pub value: String,
}

/// A block in which a superior writes by hand and signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endorsement {
    /// ความเห็นปลัด…, คำสั่งนายก…
    pub heading: String,
    /// How many dotted lines are left for it, 1 to 8.
    pub lines: u8,
    /// Who signs.
    pub signer: Signer,
}

const LABEL: Style = BODY.bold().sized(13.7, 23.0);
const VALUE: Style = BODY.sized(11.0, 23.0);

/// The memo as a PDF.
///
/// # Errors
/// [`DocumentError::Font`], [`DocumentError::Pdf`].
pub fn memo_pdf(memo: &Memo) -> Result<Vec<u8>, DocumentError> {
    let mut flow = Flow::new(&memo.paper, Geometry::OFFICIAL)?;
    // The emblem, 1.5 cm high, stands left of the title on the agency's own paper.
    flow.space(0.4 * CM);
    flow.heading(1, &memo.title, BODY.bold().centred().sized(19.8, 30.0));
    let (left, right) = (flow.geometry.left, flow.geometry.right);
    flow.field(&memo.office, (left, right));
    let middle = left + (right - left) * 0.48;
    let top = flow.y;
    flow.field(&memo.number, (left, middle - 6.0));
    let below = flow.y;
    flow.y = top;
    flow.field(&memo.date, (middle, right));
    flow.y = flow.y.max(below);
    flow.field(&memo.subject, (left, right));
    flow.space(4.0);
    flow.plain_field(&memo.to);
    flow.space(6.0);
    for section in &memo.sections {
        flow.section(section);
    }
    flow.need(BODY.leading * 7.0);
    flow.paragraph(&memo.closing, BODY.indented(2.5 * CM));
    flow.signature(&memo.signer);
    for endorsement in &memo.endorsements {
        flow.endorsement(endorsement);
    }
    flow.finish()
}

impl Flow<'_> {
    /// A label in bold and its value above a dotted line that ends at the right edge.
    fn field(&mut self, field: &Field, (left, right): (f32, f32)) {
        let label = self.clean(&field.label, LABEL.weight);
        let start = left + self.width(&label, LABEL) + 8.0;
        let mut lines = self.lines(&field.value, VALUE, right - start);
        if lines.is_empty() {
            lines.push(String::new());
        }
        let leaf = self.leaf();
        self.line(Mark::Leaf(leaf), &label, LABEL, (left, self.y, 0.0));
        for line in lines {
            if !line.is_empty() {
                self.line(Mark::Leaf(leaf), &line, VALUE, (start, self.y, 0.0));
            }
            self.dots(start - 4.0, right, self.y + LABEL.leading - 4.0);
            self.y += LABEL.leading;
        }
        self.add(Part::Group(Kind::Paragraph, vec![Part::Leaf(leaf)]));
    }

    /// A label and its value without a line: เรียน.
    fn plain_field(&mut self, field: &Field) {
        let start = 1.4 * CM;
        let label = self.clean(&field.label, BODY.weight);
        let top = self.y;
        let leaf = self.leaf();
        self.line(Mark::Leaf(leaf), &label, BODY, (self.geometry.left, top, 0.0));
        let value = self.text(&field.value, BODY, start);
        self.add(Part::Group(Kind::Paragraph, vec![Part::Leaf(leaf), value]));
    }

    fn endorsement(&mut self, endorsement: &Endorsement) {
        const LINE: f32 = 22.0;
        let lines = endorsement.lines.clamp(1, 8);
        self.space(10.0);
        self.need(BODY.leading * 7.0 + LINE * f32::from(lines));
        self.heading(2, &endorsement.heading, BODY.bold());
        for _ in 0..lines {
            self.dots(self.geometry.left, self.geometry.right, self.y + LINE - 4.0);
            self.y += LINE;
        }
        self.signature(&endorsement.signer);
    }

    fn dots(&mut self, left: f32, right: f32, y: f32) {
        const SIZE: f32 = 0.8;
        let mut at = Vec::new();
        let mut column = 0_u16;
        while left + f32::from(column) * SIZE < right {
            at.push((column, 0, 1));
            column = column.saturating_add(4);
        }
        let op = Op::Squares {
            x: left,
            y,
            size: SIZE,
            at,
        };
        self.draw(Mark::Look, op);
    }
}
