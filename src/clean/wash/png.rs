//! The chunks of a PNG: what they tell, and whether a new one has only those that make the picture.

use super::reading::{be32, contains, four, place};
use super::{exif, xmp};
use crate::domain::trace::{Trace, Traces};

/// The length of the signature.
const SIGNATURE: usize = 8;

/// Goes through the chunks; gives the place behind the last one, or nothing when there is no last one.
fn walk(bytes: &[u8], mut visit: impl FnMut([u8; 4], &[u8])) -> Option<usize> {
    let mut at = SIGNATURE;
    loop {
        let length = place(be32(bytes, at)?)?;
        let name = four(bytes, at + 4)?;
        let end = at.checked_add(12)?.checked_add(length)?;
        let data = bytes.get(at + 8..end - 4)?;
        visit(name, data);
        at = end;
        if &name == b"IEND" {
            return (at <= bytes.len()).then_some(at);
        }
    }
}

/// Notes what a PNG tells. Compressed texts are not opened: they go, and are told as what they usually are.
pub(super) fn note(bytes: &[u8], traces: &mut Traces) {
    let end = walk(bytes, |name, data| match &name {
        b"eXIf" => {
            let mut found = Traces::new();
            exif::note(data, &mut found);
            traces.extend(&found);
        }
        b"iTXt" | b"tEXt" | b"zTXt" => {
            let keyword = data.split(|b| *b == 0).next().unwrap_or_default();
            match keyword {
                b"XML:com.adobe.xmp" => xmp::note(data, traces),
                b"Author" | b"Copyright" => traces.note(Trace::Person),
                b"Software" | b"Source" => traces.note(Trace::Software),
                b"Creation Time" => traces.note(Trace::Moment),
                _ if contains(keyword, b"exif") => traces.note(Trace::Device),
                _ => traces.note(Trace::Description),
            }
        }
        b"tIME" => traces.note(Trace::Moment),
        b"iCCP" => traces.note(Trace::ColourProfile),
        b"IHDR" | b"PLTE" | b"IDAT" | b"IEND" | b"tRNS" | b"gAMA" | b"cHRM" | b"sRGB" | b"sBIT" | b"bKGD"
        | b"pHYs" | b"hIST" | b"cICP" | b"acTL" | b"fcTL" | b"fdAT" => {}
        _ => traces.note(Trace::Surplus),
    });
    if end != Some(bytes.len()) {
        traces.note(Trace::Surplus);
    }
}

/// Whether it moves.
pub(super) fn moves(bytes: &[u8]) -> bool {
    let mut moves = false;
    walk(bytes, |name, _| moves |= &name == b"acTL");
    moves
}

/// Whether it consists of nothing but what makes the picture.
pub(super) fn is_bare(bytes: &[u8]) -> bool {
    let mut bare = true;
    let end = walk(bytes, |name, _| {
        bare &= matches!(&name, b"IHDR" | b"PLTE" | b"tRNS" | b"IDAT" | b"IEND");
    });
    bare && end == Some(bytes.len())
}
