//! A QR code as one path of an SVG picture. It carries the address of the tracking page and never a code.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use qrcode::{Color, EcLevel, QrCode};

/// White space around the code that readers need, in modules (ISO/IEC 18004).
const QUIET: usize = 4;

/// A QR code, ready to be drawn.
pub struct Picture {
    /// Width and height of the picture in modules.
    pub side: usize,
    /// The dark modules, as the `d` of a path.
    pub path: String,
}

/// The pictures of tracking pages: two for each agency, one in each language.
static TRACKING: Mutex<BTreeMap<String, Arc<Picture>>> = Mutex::new(BTreeMap::new());

/// [`draw`] for the address of an agency's tracking page. Every receipt shows the same one, so it is drawn once.
pub fn of_tracking_page(address: &str) -> Option<Arc<Picture>> {
    let mut drawn = TRACKING.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(picture) = drawn.get(address) {
        return Some(Arc::clone(picture));
    }
    let picture = Arc::new(draw(address)?);
    drawn.insert(address.to_owned(), Arc::clone(&picture));
    Some(picture)
}

/// Draws an address; nothing when it is too long for a code (about 2,300 letters).
pub fn draw(address: &str) -> Option<Picture> {
    let code = QrCode::with_error_correction_level(address, EcLevel::M).ok()?;
    let width = code.width();
    let mut path = String::new();
    for (y, row) in code.to_colors().chunks(width).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|left, right| left == right) {
            if run.first() == Some(&Color::Dark) {
                write!(
                    path,
                    "M{} {}h{}v1h-{}z",
                    x + QUIET,
                    y + QUIET,
                    run.len(),
                    run.len()
                )
                .ok()?;
            }
            x += run.len();
        }
    }
    Some(Picture {
        side: width + 2 * QUIET,
        path,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_picture_has_its_three_corners_and_a_quiet_edge() {
        let picture = draw("https://report.example.go.th/khok-sung/track").unwrap();
        let far = picture.side - QUIET - 7;
        for corner in [
            format!("M{QUIET} {QUIET}h7v1h-7z"),
            format!("M{far} {QUIET}h7v1h-7z"),
            format!("M{QUIET} {far}h7v1h-7z"),
        ] {
            assert!(picture.path.contains(&corner), "{corner}");
        }
        for run in picture.path.split('M').skip(1) {
            let x: usize = run.split(' ').next().unwrap().parse().unwrap();
            let length: usize = run.split(['h', 'v']).nth(1).unwrap().parse().unwrap();
            assert!(x >= QUIET && x + length <= picture.side - QUIET, "{run}");
        }
    }

    #[test]
    fn each_tracking_page_has_its_own_picture_however_often_it_is_shown() {
        for address in ["https://a.example/one/track", "https://a.example/two/track"] {
            for _ in 0..2 {
                let shown = of_tracking_page(address).unwrap();
                assert_eq!(shown.path, draw(address).unwrap().path, "{address}");
            }
        }
    }

    #[test]
    fn an_address_that_fits_no_code_draws_nothing() {
        assert!(draw(&"a".repeat(5_000)).is_none());
    }
}
