//! QR codes: the address of a page as dark squares. Never a tracking code.

use std::fmt::Write as _;

use qrcode::{Color, EcLevel, QrCode};

use super::DocumentError;

/// White space around the code that readers need, in modules (ISO/IEC 18004).
const QUIET: u16 = 4;

/// A QR code, ready to be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// Width and height with the white edge, in modules.
    pub side: u16,
    /// Dark modules in rows: column and row of the first one, and how many follow each other.
    pub runs: Vec<(u16, u16, u16)>,
}

/// Draws an address.
///
/// # Errors
/// [`DocumentError::Code`] when it is too long for a code (about 2,300 letters).
pub fn draw(address: &str) -> Result<Code, DocumentError> {
    let code = QrCode::with_error_correction_level(address, EcLevel::M).map_err(|_| DocumentError::Code)?;
    let mut runs = Vec::new();
    for (row, y) in code.to_colors().chunks(code.width()).zip(QUIET..) {
        let mut x = QUIET;
        for run in row.chunk_by(|left, right| left == right) {
            let length = u16::try_from(run.len()).map_err(|_| DocumentError::Code)?;
            if run.first() == Some(&Color::Dark) {
                runs.push((x, y, length));
            }
            x += length;
        }
    }
    let side = u16::try_from(code.width()).map_err(|_| DocumentError::Code)? + 2 * QUIET;
    Ok(Code { side, runs })
}

impl Code {
    /// The dark modules, as the `d` of an SVG path.
    pub fn path(&self) -> String {
        let mut path = String::new();
        for (x, y, length) in &self.runs {
            // Writing into a string cannot fail.
            let _ = write!(path, "M{x} {y}h{length}v1h-{length}z");
        }
        path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_picture_has_its_three_corners_and_a_quiet_edge() {
        let code = draw("https://report.example.go.th/khok-sung/track").unwrap();
        let far = code.side - QUIET - 7;
        let path = code.path();
        for corner in [
            format!("M{QUIET} {QUIET}h7v1h-7z"),
            format!("M{far} {QUIET}h7v1h-7z"),
            format!("M{QUIET} {far}h7v1h-7z"),
        ] {
            assert!(path.contains(&corner), "{corner}");
        }
        for (x, y, length) in code.runs {
            assert!(x >= QUIET && y >= QUIET && x + length <= code.side - QUIET);
        }
    }

    #[test]
    fn an_address_that_fits_no_code_draws_nothing() {
        assert_eq!(draw(&"a".repeat(5_000)), Err(DocumentError::Code));
    }
}
