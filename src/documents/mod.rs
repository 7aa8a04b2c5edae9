//! Papers and files: figures and words in, bytes out. Nothing here reads, writes, asks the time or words a
//! sentence; the caller brings the sentences from `words`, the numbers from `domain` and the day.
//!
//! | what | from | call |
//! |---|---|---|
//! | announcement (ประกาศ, texts A.6) | [`Announcement`] | [`announcement_pdf`] |
//! | memo (บันทึกข้อความ, texts A.7) | [`Memo`] | [`memo_pdf`] |
//! | handbook or notice | [`Booklet`] | [`booklet_pdf`] |
//! | poster with a QR code | [`Poster`] | [`poster_pdf`] |
//! | workbook of tables | [`Workbook`] | [`workbook_xlsx`], [`workbook_ods`] |
//! | one table | [`Table`] | [`table_csv`] |
//! | several files in one ZIP | [`ArchivedFile`] | [`archive_zip`] |
//! | banner, snippets for another website | [`Banner`] | [`Banner::svg`], [`Banner::link`], [`Banner::block`] |
//!
//! The same value with the same day gives the same bytes, so that a digest of a file can be published.

mod announcement;
mod archive;
mod banner;
mod booklet;
mod csv;
mod memo;
mod ods;
mod paper;
mod pdf;
mod poster;
pub mod qr;
mod table;
mod workbook;
mod xlsx;

pub use announcement::{Announcement, announcement_pdf};
pub use archive::{ArchivedFile, archive_zip};
pub use banner::Banner;
pub use booklet::{Booklet, booklet_pdf};
pub use csv::table_csv;
pub use memo::{Endorsement, Field, Memo, memo_pdf};
pub use ods::workbook_ods;
pub use paper::{Block, Paper, Section, Signer};
pub use poster::{Poster, poster_pdf};
pub use table::{Cell, Column, ColumnKind, Row, RowKind, Table};
pub use workbook::Workbook;
pub use xlsx::workbook_xlsx;

/// Why a file could not be made. None of it is the reader's fault: the caller shows its page for a machine
/// that is busy, and offers the same figures as a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentError {
    /// The fonts in the binary could not be read.
    Font,
    /// The PDF did not pass its own checks (PDF/A-2a, PDF/UA-1).
    Pdf,
    /// The spreadsheet could not be written.
    Spreadsheet,
    /// The address is too long for a QR code.
    Code,
    /// The archive could not be written.
    Archive,
}

impl std::fmt::Display for DocumentError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Font => "the fonts of papers could not be read",
            Self::Pdf => "a PDF did not pass its checks",
            Self::Spreadsheet => "a spreadsheet could not be written",
            Self::Code => "an address is too long for a QR code",
            Self::Archive => "an archive could not be written",
        })
    }
}

impl std::error::Error for DocumentError {}
