//! A paper in sections: the handbook, a printable notice, the public version of a report.

use super::DocumentError;
use super::paper::{Paper, Section, Signer};
use super::pdf::flow::BODY;
use super::pdf::{CM, Flow, Geometry};

/// A paper in sections, in the words of the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Booklet {
    /// The file's properties.
    pub paper: Paper,
    /// The title.
    pub title: String,
    /// Lines below it, centred: the name of the agency, the version.
    pub lines: Vec<String>,
    /// The sections.
    pub sections: Vec<Section>,
    /// Lines at the end, centred, for example the day of announcement.
    pub ending: Vec<String>,
    /// Who announces it; none for a paper that nobody signs.
    pub signer: Option<Signer>,
}

/// The paper as a PDF.
///
/// # Errors
/// [`DocumentError::Font`], [`DocumentError::Pdf`].
pub fn booklet_pdf(booklet: &Booklet) -> Result<Vec<u8>, DocumentError> {
    let mut flow = Flow::new(&booklet.paper, Geometry::OFFICIAL)?;
    flow.heading(1, &booklet.title, BODY.bold().centred().sized(15.0, 25.0));
    for line in &booklet.lines {
        flow.paragraph(line, BODY.bold().centred());
    }
    flow.space(10.0);
    for section in &booklet.sections {
        flow.section(section);
    }
    if !booklet.ending.is_empty() {
        flow.need(BODY.leading * 7.0);
    }
    for line in &booklet.ending {
        flow.paragraph(line, BODY.indented(2.5 * CM));
    }
    if let Some(signer) = &booklet.signer {
        flow.signature(signer);
    }
    flow.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::paper::Block;
    use crate::documents::paper::tests::paper;

    /// The words that every reader must copy out of a PDF as they were written.
    const WORDS: &str = include_str!("../../tests/pdf/words.txt");

    #[test]
    fn the_same_paper_gives_the_same_bytes_and_says_nothing_about_the_machine() {
        let booklet = Booklet {
            paper: paper(),
            title: "คู่มือ".to_owned(),
            lines: vec!["องค์การบริหารส่วนตำบลโคกสูงเหนือ".to_owned()],
            sections: vec![Section {
                heading: "ถ้อยคำ".to_owned(),
                blocks: vec![Block::Paragraph(WORDS.to_owned())],
            }],
            ending: Vec::new(),
            signer: None,
        };
        let first = booklet_pdf(&booklet).unwrap();
        assert_eq!(first, booklet_pdf(&booklet).unwrap());
        let text = String::from_utf8_lossy(&first);
        assert!(text.starts_with("%PDF-1.7"));
        assert!(text.contains("D:20260401"), "dated with the day that was given");
        for word in ["/Producer", "/Creator", "xmp:CreatorTool", "krilla"] {
            assert!(!text.contains(word), "{word}");
        }
    }
}
