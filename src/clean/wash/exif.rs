//! What an EXIF block tells, without believing its offsets.

use super::reading::{be16, be32, le32, place};
use crate::domain::trace::{Trace, Traces};

/// Directories that are followed; a cyclic file has no end otherwise.
const MOST_DIRECTORIES: usize = 16;
/// Entries that are read of one directory.
const MOST_ENTRIES: usize = 512;

/// Notes what a TIFF structure (the inside of EXIF) contains.
///
/// A block that cannot be read at all is noted as [`Trace::Surplus`]: it goes, whatever it was.
pub(super) fn note(tiff: &[u8], traces: &mut Traces) {
    let little = match tiff {
        [b'I', b'I', ..] => true,
        [b'M', b'M', ..] => false,
        _ => return traces.note(Trace::Surplus),
    };
    let reader = Reader { tiff, little };
    let Some(first) = reader.long(4).and_then(place) else {
        return traces.note(Trace::Surplus);
    };
    let mut waiting = vec![(first, 0_usize)];
    let mut seen = Vec::new();
    while let Some((at, number)) = waiting.pop() {
        if seen.len() >= MOST_DIRECTORIES || seen.contains(&at) {
            continue;
        }
        seen.push(at);
        if number == 1 {
            traces.note(Trace::Thumbnail);
        }
        reader.directory(at, number, &mut waiting, traces);
    }
    if traces.is_empty() {
        traces.note(Trace::Surplus);
    }
}

struct Reader<'a> {
    tiff: &'a [u8],
    little: bool,
}

impl Reader<'_> {
    fn short(&self, at: usize) -> Option<u16> {
        be16(self.tiff, at).map(|n| if self.little { n.swap_bytes() } else { n })
    }

    fn long(&self, at: usize) -> Option<u32> {
        if self.little {
            le32(self.tiff, at)
        } else {
            be32(self.tiff, at)
        }
    }

    fn directory(&self, at: usize, number: usize, waiting: &mut Vec<(usize, usize)>, traces: &mut Traces) {
        let Some(count) = self.short(at).map(usize::from) else {
            return;
        };
        for entry in 0..count.min(MOST_ENTRIES) {
            let start = at + 2 + entry * 12;
            let Some(tag) = self.short(start) else {
                return;
            };
            if let Some(trace) = meaning(tag) {
                traces.note(trace);
            }
            if let (0x8769 | 0x8825 | 0xa005, Some(inner)) = (tag, self.long(start + 8).and_then(place)) {
                waiting.push((inner, 0));
            }
        }
        if let Some(next) = self
            .long(at + 2 + count * 12)
            .and_then(place)
            .filter(|next| *next != 0)
        {
            waiting.push((next, number + 1));
        }
    }
}

/// What an entry tells.
fn meaning(tag: u16) -> Option<Trace> {
    Some(match tag {
        0x8825 => Trace::Place,
        // Maker, model, the maker's notes, serial numbers of body and lens, the lens.
        0x010f | 0x0110 | 0x927c | 0xa431..=0xa435 | 0xc62f => Trace::Device,
        0x0132 | 0x9003 | 0x9004 | 0x9010..=0x9012 | 0x9290..=0x9292 => Trace::Moment,
        // Artist, copyright, owner, host computer, author as Windows writes it.
        0x013b | 0x8298 | 0xa430 | 0x013c | 0x9c9d => Trace::Person,
        0x010e | 0x9286 | 0x9c9b | 0x9c9c | 0x9c9e | 0x9c9f | 0x02bc | 0x83bb | 0x8649 => Trace::Description,
        0x0131 => Trace::Software,
        0x0201 => Trace::Thumbnail,
        0xa420 => Trace::Serial,
        _ => return None,
    })
}
