//! MP3: a row of frames of sound. What is not a frame goes.

use std::ops::Range;

use super::Findings;
use super::reading::{be32, contains, find, place};
use crate::domain::trace::{Doubt, Trace};

/// As many frames must follow each other before they are believed.
const ROW: usize = 3;

/// What all frames of one recording have in common: version, layer, sampling rate.
const COMMON: u32 = 0xfffe_0c00;

/// How the blocks begin that programs put behind the frames.
const BLOCKS: [&[u8]; 4] = [b"TAG", b"APETAGEX", b"ID3", b"LYRICSBEGIN"];

const RATES: [u32; 15] = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const LOW_RATES: [u32; 15] = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];

/// A frame of layer III: its header and its length in bytes.
fn frame(bytes: &[u8], at: usize) -> Option<(u32, usize)> {
    let header = be32(bytes, at)?;
    let version = header >> 19 & 3;
    if header >> 21 != 0x7ff || version == 1 || header >> 17 & 3 != 1 {
        return None;
    }
    let rates = if version == 3 { &RATES } else { &LOW_RATES };
    let rate = *rates.get(place(header >> 12 & 15)?).filter(|rate| **rate > 0)?;
    let sampling = *[44_100_u32, 48_000, 32_000].get(place(header >> 10 & 3)?)?;
    let (sampling, slots) = match version {
        3 => (sampling, 144_000),
        2 => (sampling / 2, 72_000),
        _ => (sampling / 4, 72_000),
    };
    Some((header, place(slots * rate / sampling + (header >> 9 & 1))?))
}

/// The length of an ID3 block in front, as it says itself.
fn block(bytes: &[u8]) -> usize {
    match bytes {
        [b'I', b'D', b'3', _, _, flags, a, b, c, d, ..] if [a, b, c, d].iter().all(|part| **part < 128) => {
            let size = [a, b, c, d]
                .iter()
                .fold(0, |size, part| size << 7 | usize::from(**part));
            10 + size + if flags & 16 != 0 { 10 } else { 0 }
        }
        _ => 0,
    }
}

/// A row of frames that begins here and looks like this one; nothing when it is too short.
///
/// The last frame counts only before the end or a known block: before anything else its length may be a lie that
/// swallows what follows.
fn row(bytes: &[u8], at: usize, like: Option<u32>) -> Option<Range<usize>> {
    let (first, _) = frame(bytes, at)?;
    let like = like.unwrap_or(first & COMMON);
    let (mut end, mut before) = (at, at);
    let mut frames = 0;
    while let Some((header, length)) = frame(bytes, end) {
        if header & COMMON != like || end + length > bytes.len() {
            break;
        }
        before = end;
        end += length;
        frames += 1;
    }
    let rest = bytes.get(end..).unwrap_or_default();
    let well =
        rest.is_empty() || BLOCKS.iter().any(|block| rest.starts_with(block)) || frame(bytes, end).is_some();
    (frames >= ROW).then_some(at..if well { end } else { before })
}

/// Whether it begins with an ID3 block or with frames.
pub(super) fn begins_like_one(bytes: &[u8]) -> bool {
    let after = block(bytes);
    let search = bytes.len().min(after.saturating_add(4096));
    if after == 0 {
        return row(bytes, 0, None).is_some();
    }
    (after..search).any(|at| row(bytes, at, None).is_some())
}

/// Keeps the frames.
pub(super) fn wash(bytes: &[u8], findings: &mut Findings) -> Result<Vec<u8>, Doubt> {
    let mut at = block(bytes).min(bytes.len());
    if at > 0 {
        note_block(bytes.get(..at).unwrap_or_default(), findings);
    }
    let mut clean = Vec::with_capacity(bytes.len());
    let mut like = None;
    while at < bytes.len() {
        if let Some(found) = row(bytes, at, like) {
            let (header, _) = frame(bytes, at).ok_or(Doubt::Damaged)?;
            like = Some(header & COMMON);
            clean.extend_from_slice(bytes.get(found.clone()).unwrap_or_default());
            at = found.end;
            continue;
        }
        let rest = bytes.get(at..).unwrap_or_default();
        // Step to the next byte that may begin a frame.
        let step = rest
            .iter()
            .skip(1)
            .position(|byte| *byte == 0xff)
            .map_or(rest.len(), |step| step + 1);
        if BLOCKS.iter().any(|block| rest.starts_with(block)) {
            note_block(rest, findings);
        } else if rest.iter().take(step).any(|byte| *byte != 0) {
            findings.removed(Trace::Surplus);
        }
        at += step;
    }
    if like.is_none() {
        return Err(Doubt::Damaged);
    }
    forget_coder(&mut clean, findings);
    Ok(clean)
}

/// The first frame may be an index with the coder's name and version behind it.
fn forget_coder(clean: &mut [u8], findings: &mut Findings) {
    let Some((_, length)) = frame(clean, 0) else {
        return;
    };
    let Some(first) = clean.get_mut(..length) else {
        return;
    };
    if !contains(first, b"Xing") && !contains(first, b"Info") {
        return;
    }
    for name in [b"LAME".as_slice(), b"Lavf", b"Lavc", b"GOGO"] {
        if let Some(at) = find(first, name) {
            let end = (at + 9).min(first.len());
            if let Some(coder) = first.get_mut(at..end) {
                coder.fill(0);
                findings.removed(Trace::Software);
            }
        }
    }
}

fn note_block(block: &[u8], findings: &mut Findings) {
    let names: [(&[u8], Trace); 9] = [
        (b"APIC", Trace::Thumbnail),
        (b"TPE1", Trace::Person),
        (b"TCOM", Trace::Person),
        (b"TOWN", Trace::Person),
        (b"TDRC", Trace::Moment),
        (b"TDEN", Trace::Moment),
        (b"TSSE", Trace::Software),
        (b"TENC", Trace::Software),
        (b"GEOB", Trace::Attachment),
    ];
    findings.removed(Trace::Description);
    for (name, trace) in names {
        if contains(block, name) {
            findings.removed(trace);
        }
    }
}
