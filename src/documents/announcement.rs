//! The announcement (ประกาศ) as local governments publish figures and rules with it (texts A.6).

use super::DocumentError;
use super::paper::{Paper, Signer};
use super::pdf::flow::BODY;
use super::pdf::{CM, Flow, Geometry};
use super::table::Table;

/// An announcement, in the words of the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement {
    /// The file's properties.
    pub paper: Paper,
    /// The first line: ประกาศ with the name of who announces.
    pub issuer: String,
    /// The lines below: เรื่อง with its subject, then the year, then the round.
    pub subject: Vec<String>,
    /// Paragraphs before the tables.
    pub opening: Vec<String>,
    /// The tables.
    pub tables: Vec<Table>,
    /// Paragraphs after the tables, for example that there was no matter, and the day of the figures.
    pub sentences: Vec<String>,
    /// จึงประกาศให้ทราบโดยทั่วกัน
    pub closing: String,
    /// ประกาศ ณ วันที่ …
    pub dated: String,
    /// Who announces.
    pub signer: Signer,
}

/// The announcement as a PDF.
///
/// # Errors
/// [`DocumentError::Font`], [`DocumentError::Pdf`].
pub fn announcement_pdf(announcement: &Announcement) -> Result<Vec<u8>, DocumentError> {
    let mut flow = Flow::new(&announcement.paper, Geometry::OFFICIAL)?;
    let title = BODY.bold().centred().sized(13.0, 22.0);
    // The emblem stands here on the agency's own paper: 3 cm high, put on by the registry (conventions §3.11).
    flow.space(1.5 * CM);
    flow.heading(1, &announcement.issuer, title);
    for line in &announcement.subject {
        flow.paragraph(line, title);
    }
    flow.paragraph("-----------------------------", BODY.centred());
    flow.space(4.0);
    let text = BODY.indented(2.5 * CM);
    for paragraph in &announcement.opening {
        flow.paragraph(paragraph, text);
    }
    flow.space(6.0);
    for table in &announcement.tables {
        flow.table(table);
    }
    for paragraph in &announcement.sentences {
        flow.paragraph(paragraph, text);
    }
    flow.space(6.0);
    // The last lines and the signature never stand alone on a page.
    flow.need(BODY.leading * 8.0);
    flow.paragraph(&announcement.closing, text);
    flow.space(6.0);
    flow.paragraph(&announcement.dated, BODY.indented(5.0 * CM));
    flow.signature(&announcement.signer);
    flow.finish()
}
