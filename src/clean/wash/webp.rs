//! The chunks of a WebP: what they tell.

use super::reading::{four, le32, place};
use super::{exif, xmp};
use crate::domain::trace::{Trace, Traces};

fn walk(bytes: &[u8], mut visit: impl FnMut([u8; 4], &[u8])) -> Option<usize> {
    let mut at = 12;
    let end = place(le32(bytes, 4)?)?.checked_add(8)?;
    while at < end {
        let length = place(le32(bytes, at + 4)?)?;
        let data = bytes.get(at + 8..at.checked_add(8)?.checked_add(length)?)?;
        visit(four(bytes, at)?, data);
        at = at.checked_add(8)?.checked_add(length)?.checked_add(length % 2)?;
    }
    Some(end)
}

/// Notes what a WebP tells.
pub(super) fn note(bytes: &[u8], traces: &mut Traces) {
    let end = walk(bytes, |name, data| match &name {
        b"EXIF" => {
            let mut found = Traces::new();
            exif::note(
                data.strip_prefix(b"Exif\0\0".as_slice()).unwrap_or(data),
                &mut found,
            );
            traces.extend(&found);
        }
        b"XMP " => xmp::note(data, traces),
        b"ICCP" => traces.note(Trace::ColourProfile),
        b"VP8 " | b"VP8L" | b"VP8X" | b"ALPH" | b"ANIM" | b"ANMF" => {}
        _ => traces.note(Trace::Surplus),
    });
    if end != Some(bytes.len()) {
        traces.note(Trace::Surplus);
    }
}

/// Whether it was compressed without loss.
pub(super) fn is_lossless(bytes: &[u8]) -> bool {
    let mut lossless = false;
    walk(bytes, |name, _| lossless |= &name == b"VP8L");
    lossless
}
