//! The segments of a JPEG: what they tell, and whether a new one has only those that make the picture.

use super::reading::{be16, contains};
use super::{exif, xmp};
use crate::domain::trace::{Trace, Traces};

/// A segment and where its data begin.
struct Segment<'a> {
    marker: u8,
    start: usize,
    data: &'a [u8],
}

/// Goes through the segments of a JPEG; the compressed picture between them is stepped over.
///
/// Gives the place behind the end marker, or nothing when the file does not come to one.
fn walk<'a>(bytes: &'a [u8], mut visit: impl FnMut(&Segment<'a>)) -> Option<usize> {
    let mut at = 2;
    loop {
        // Any number of fill bytes may stand before a marker.
        while bytes.get(at) == Some(&0xff) && bytes.get(at + 1) == Some(&0xff) {
            at += 1;
        }
        if bytes.get(at) != Some(&0xff) {
            return None;
        }
        let marker = *bytes.get(at + 1)?;
        at += 2;
        match marker {
            0xd9 => return Some(at),
            0x01 | 0xd0..=0xd7 => continue,
            0x00 => return None,
            _ => {}
        }
        let length = usize::from(be16(bytes, at)?);
        let data = bytes.get(at + 2..at + length.max(2))?;
        visit(&Segment {
            marker,
            start: at + 2,
            data,
        });
        at += length.max(2);
        if marker == 0xda {
            at += compressed(bytes.get(at..)?);
        }
    }
}

/// The length of compressed data: up to a marker that is neither a stuffed zero nor a restart.
fn compressed(bytes: &[u8]) -> usize {
    let ends = |pair: &[u8]| matches!(pair, [0xff, marker] if !matches!(marker, 0 | 0xd0..=0xd7 | 0xff));
    bytes.windows(2).position(ends).unwrap_or(bytes.len())
}

/// Notes what a JPEG tells.
pub(super) fn note(bytes: &[u8], traces: &mut Traces) {
    let end = walk(bytes, |segment| match (segment.marker, segment.data) {
        (0xe1, data) => match data.strip_prefix(b"Exif\0\0".as_slice()) {
            Some(tiff) => {
                let mut found = Traces::new();
                exif::note(tiff, &mut found);
                traces.extend(&found);
            }
            None if contains(data, b"ns.adobe.com") || contains(data, b"xmpmeta") => xmp::note(data, traces),
            None => traces.note(Trace::Surplus),
        },
        // Two bytes of a size other than nought are a small picture of the whole.
        (0xe0, data) if data.starts_with(b"JFIF\0") && data.get(12..14) == Some(&[0, 0]) => {}
        (0xe0, data) if data.starts_with(b"JFIF\0") => traces.note(Trace::Thumbnail),
        (0xe0, data) if data.starts_with(b"JFXX\0") => traces.note(Trace::Thumbnail),
        (0xe2, data) if data.starts_with(b"ICC_PROFILE\0") => traces.note(Trace::ColourProfile),
        (0xed | 0xfe, _) => traces.note(Trace::Description),
        (0xee, data) if data.starts_with(b"Adobe") => {}
        (0xe0..=0xef, _) => traces.note(Trace::Surplus),
        _ => {}
    });
    if end != Some(bytes.len()) {
        traces.note(Trace::Surplus);
    }
}

/// Notes what a JPEG inside a document tells; bytes behind its end are padding of the document.
pub(super) fn note_inside(bytes: &[u8], traces: &mut Traces) {
    let mut found = Traces::new();
    note(bytes, &mut found);
    traces.extend(&found.iter().filter(|trace| *trace != Trace::Surplus).collect());
}

/// Whether it consists of nothing but what makes the picture.
pub(super) fn is_bare(bytes: &[u8]) -> bool {
    let mut bare = true;
    let end = walk(bytes, |segment| {
        bare &= match segment.marker {
            0xe0 => segment.data.starts_with(b"JFIF\0") && segment.data.len() == 14,
            marker => matches!(marker, 0xc0..=0xc4 | 0xda | 0xdb | 0xdd),
        };
    });
    bare && end == Some(bytes.len())
}

/// A JPEG without any segment but those that make the picture, pixel by pixel the same.
///
/// For pictures inside documents, which keep their orientation and colour space beside the picture.
pub(super) fn bare(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut kept = vec![0xff, 0xd8];
    let mut pieces = Vec::new();
    let end = walk(bytes, |segment| {
        let adobe = segment.marker == 0xee && segment.data.starts_with(b"Adobe") && segment.data.len() == 12;
        if adobe || matches!(segment.marker, 0xc0..=0xcf | 0xda | 0xdb | 0xdd) {
            pieces.push((segment.marker, segment.start, segment.data.len()));
        }
    })?;
    for (marker, start, length) in pieces {
        kept.extend([0xff, marker]);
        kept.extend(u16::try_from(length + 2).ok()?.to_be_bytes());
        kept.extend(bytes.get(start..start + length)?);
        if marker == 0xda {
            let data = bytes.get(start + length..end)?;
            kept.extend(data.get(..compressed(data))?);
        }
    }
    kept.extend([0xff, 0xd9]);
    Some(kept)
}
