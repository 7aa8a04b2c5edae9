//! The QR code of the tracking page, drawn once for every address. It carries the address and never a code.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::documents::qr;

/// A QR code, ready to be drawn.
pub struct Picture {
    /// Width and height of the picture in modules.
    pub side: u16,
    /// The dark modules, as the `d` of a path.
    pub path: String,
}

/// The pictures of tracking pages: two for each agency, one in each language.
static TRACKING: Mutex<BTreeMap<String, Arc<Picture>>> = Mutex::new(BTreeMap::new());

/// The picture of an agency's tracking page. Every receipt shows the same one, so it is drawn once. Nothing when
/// the address is too long for a code.
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
    let code = qr::draw(address).ok()?;
    Some(Picture {
        side: code.side,
        path: code.path(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

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
