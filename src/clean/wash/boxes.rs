//! The boxes of which films, MPEG-4 sound and HEIC photos are built.
//!
//! Everything is done in place: a box that has to go becomes `free` and its bytes nought. Nothing moves, so that no
//! table of places has to be written anew, and nothing that is left can point at what was removed.

use std::ops::Range;

use super::Findings;
use super::reading::{be32, be64, four, place};
use crate::domain::trace::{Doubt, Trace};

/// One box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// Its name.
    pub(super) name: [u8; 4],
    /// Where its header begins.
    pub(super) start: usize,
    /// Where its contents begin.
    pub(super) body: usize,
    /// Where it ends.
    pub(super) end: usize,
}

impl Part {
    /// Its contents as a range.
    pub(super) const fn contents(&self) -> Range<usize> {
        self.body..self.end
    }
}

/// The boxes that fill this range without a gap.
pub(super) fn parts(bytes: &[u8], range: Range<usize>) -> Result<Vec<Part>, Doubt> {
    let mut found = Vec::new();
    let mut at = range.start;
    while at < range.end {
        let part = part(bytes, at, range.end).ok_or(Doubt::Damaged)?;
        at = part.end;
        found.push(part);
    }
    Ok(found)
}

/// The range without the four noughts with which QuickTime ends some lists of boxes.
pub(super) fn without_end_mark(bytes: &[u8], range: Range<usize>) -> Range<usize> {
    let mut at = range.start;
    while let Some(part) = part(bytes, at, range.end) {
        at = part.end;
    }
    let mark = be32(bytes, at) == Some(0) && at + 4 == range.end;
    range.start..if mark { at } else { range.end }
}

fn part(bytes: &[u8], start: usize, most: usize) -> Option<Part> {
    let size = place(be32(bytes, start)?)?;
    let name = four(bytes, start + 4)?;
    let (body, end) = match size {
        // To the end of the file; only the last box may say so.
        0 if most == bytes.len() => (start + 8, most),
        1 => (start + 16, start.checked_add(place(be64(bytes, start + 8)?)?)?),
        size => (start + 8, start.checked_add(size)?),
    };
    (body <= end && end <= most).then_some(Part {
        name,
        start,
        body,
        end,
    })
}

/// The first box of this name in a range.
pub(super) fn first(bytes: &[u8], range: Range<usize>, name: [u8; 4]) -> Result<Option<Part>, Doubt> {
    Ok(parts(bytes, range)?.into_iter().find(|part| part.name == name))
}

/// Makes a range nought; tells whether there was anything in it.
pub(super) fn blank(bytes: &mut [u8], range: Range<usize>) -> bool {
    let Some(range) = bytes.get_mut(range) else {
        return false;
    };
    let something = range.iter().any(|byte| *byte != 0);
    range.fill(0);
    something
}

/// Makes a box empty space.
pub(super) fn erase(bytes: &mut [u8], part: &Part, trace: Trace, findings: &mut Findings) {
    if let Some(name) = bytes.get_mut(part.start + 4..part.start + 8) {
        name.copy_from_slice(b"free");
    }
    let something = blank(bytes, part.contents());
    if something || !matches!(&part.name, b"free" | b"skip" | b"wide") {
        findings.removed(trace);
    }
}

/// Makes everything in `of` nought that none of the ranges covers.
pub(super) fn blank_between(
    bytes: &mut [u8],
    of: Range<usize>,
    kept: &[Range<usize>],
    findings: &mut Findings,
) {
    let mut sorted: Vec<&Range<usize>> = kept.iter().filter(|range| !range.is_empty()).collect();
    sorted.sort_by_key(|range| range.start);
    let mut at = of.start;
    let mut something = false;
    for range in sorted {
        if range.end <= at {
            continue;
        }
        if range.start >= of.end {
            break;
        }
        if range.start > at {
            something |= blank(bytes, at..range.start);
        }
        at = range.end.min(of.end);
    }
    something |= blank(bytes, at..of.end);
    if something {
        findings.removed(Trace::Surplus);
    }
}

/// Whether a range lies within one of the others as a whole.
pub(super) fn within(range: &Range<usize>, others: &[Range<usize>]) -> bool {
    range.is_empty()
        || others
            .iter()
            .any(|other| other.start <= range.start && range.end <= other.end)
}

/// What an unknown box most likely tells.
pub(super) fn meaning(name: [u8; 4]) -> Trace {
    match &name {
        b"udta" | b"meta" | b"ilst" | b"keys" | b"loci" => Trace::Description,
        b"Exif" => Trace::Device,
        _ => Trace::Surplus,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_have_to_fill_their_place_exactly() {
        let good = [&[0, 0, 0, 8][..], b"free", &[0, 0, 0, 9], b"skip", &[7]].concat();
        assert_eq!(parts(&good, 0..good.len()).unwrap().len(), 2);
        let over = [&[0, 0, 0, 9][..], b"free"].concat();
        assert_eq!(parts(&over, 0..over.len()), Err(Doubt::Damaged));
        let under = [&[0, 0, 0, 7][..], b"free"].concat();
        assert_eq!(parts(&under, 0..under.len()), Err(Doubt::Damaged));
    }

    #[test]
    fn four_noughts_at_the_end_are_a_mark_and_anywhere_else_they_are_damage() {
        let one = [&[0, 0, 0, 8][..], b"free"].concat();
        let marked = [&one[..], &[0; 4]].concat();
        assert_eq!(without_end_mark(&marked, 0..12), 0..8);
        for other in [
            one.clone(),
            [&one[..], &[0; 3]].concat(),
            [&one[..], &[0; 5]].concat(),
        ] {
            assert_eq!(without_end_mark(&other, 0..other.len()), 0..other.len());
        }
    }

    #[test]
    fn what_no_range_covers_becomes_nought() {
        let mut bytes = vec![1; 10];
        let mut findings = Findings::default();
        blank_between(&mut bytes, 1..9, &[6..7, 2..4, 3..5], &mut findings);
        assert_eq!(bytes, [1, 0, 1, 1, 1, 0, 1, 0, 0, 1]);
        assert!(findings.removed.has(Trace::Surplus));
    }
}
