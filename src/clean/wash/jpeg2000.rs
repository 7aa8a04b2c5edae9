//! JPEG 2000 pictures inside a PDF: blocks beside the picture become nought, in place.

use super::Findings;
use super::boxes::{erase, meaning, parts};
use crate::domain::trace::Doubt;

/// The picture without the blocks that describe it. A bare stream of codes has none.
pub(super) fn bare(mut bytes: Vec<u8>, findings: &mut Findings) -> Result<Vec<u8>, Doubt> {
    if bytes.starts_with(&[0xff, 0x4f]) {
        return Ok(bytes);
    }
    for part in parts(&bytes, 0..bytes.len())? {
        if !matches!(&part.name, b"jP  " | b"ftyp" | b"rreq" | b"jp2h" | b"jp2c") {
            erase(&mut bytes, &part, meaning(part.name), findings);
        }
    }
    Ok(bytes)
}
