//! A poster of the channel: what it is for, its address and a QR code of that address (R32).

use super::DocumentError;
use super::paper::Paper;
use super::pdf::flow::BODY;
use super::pdf::{CM, Flow, Geometry, Ink, Kind, Mark, Op, PAGE, Part};
use super::qr;

/// A poster, in the words of the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Poster {
    /// The file's properties.
    pub paper: Paper,
    /// Name of the agency, in the band at the top.
    pub agency: String,
    /// What the channel is for, in large letters.
    pub heading: String,
    /// Short lines below.
    pub lines: Vec<String>,
    /// The address of the channel. It carries no code of a case.
    pub address: String,
    /// What the QR code is, for readers who do not see it.
    pub code_label: String,
    /// Small lines at the end: where else one may turn.
    pub ending: Vec<String>,
}

/// The poster as a PDF of one A4 page, as long as the words fit.
///
/// # Errors
/// [`DocumentError::Code`], [`DocumentError::Font`], [`DocumentError::Pdf`].
pub fn poster_pdf(poster: &Poster) -> Result<Vec<u8>, DocumentError> {
    const EDGE: f32 = 1.8 * CM;
    let geometry = Geometry {
        left: EDGE,
        right: PAGE.0 - EDGE,
        top: EDGE,
        bottom: PAGE.1 - EDGE,
    };
    let code = qr::draw(&poster.address)?;
    let mut flow = Flow::new(&poster.paper, geometry)?;
    let name = BODY.bold().centred().sized(20.0, 32.0);
    let name_lines = flow.lines(&poster.agency, name, geometry.width()).len();
    let mut band = 1.2 * CM;
    for _ in 0..name_lines {
        band += name.leading;
    }
    flow.fill((0.0, 0.0, PAGE.0, EDGE + band), Ink::Green);
    flow.space(0.2 * CM);
    let mut white = name;
    white.ink = Ink::White;
    flow.paragraph(&poster.agency, white);
    flow.y = EDGE + band + 1.0 * CM;
    flow.heading(1, &poster.heading, BODY.bold().centred().sized(32.0, 50.0));
    flow.space(0.3 * CM);
    for line in &poster.lines {
        flow.paragraph(line, BODY.centred().sized(17.0, 29.0));
    }
    flow.space(0.5 * CM);
    flow.code(&code, 8.0 * CM, &poster.code_label);
    flow.space(0.2 * CM);
    flow.address(&poster.address, BODY.bold().centred().sized(16.0, 27.0));
    flow.space(0.5 * CM);
    for line in &poster.ending {
        flow.paragraph(line, BODY.centred().sized(13.0, 22.0));
    }
    flow.finish()
}

impl Flow<'_> {
    /// A QR code in the middle, this wide with its white edge.
    fn code(&mut self, code: &qr::Code, width: f32, label: &str) {
        self.need(width);
        let leaf = self.leaf();
        let op = Op::Squares {
            x: self.geometry.left + (self.geometry.width() - width) / 2.0,
            y: self.y,
            size: width / f32::from(code.side),
            at: code.runs.clone(),
        };
        self.draw(Mark::Leaf(leaf), op);
        self.y += width;
        self.add(Part::Group(
            Kind::Figure(label.to_owned()),
            vec![Part::Leaf(leaf)],
        ));
    }
}
