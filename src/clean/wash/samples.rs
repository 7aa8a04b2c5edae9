//! Where the pictures and sounds of a track lie.

use std::ops::Range;

use super::boxes::{Part, first};
use super::reading::{be32, be64, place};
use crate::domain::trace::Doubt;

/// The most samples and chunks of one track: a day of sound.
const MOST: usize = 8_000_000;

/// Where a track lies: its chunks, and the samples in them.
pub(super) struct Layout {
    /// The chunks, each with the number of its first sample and how many there are.
    chunks: Vec<(Range<usize>, usize, usize)>,
    sizes: Sizes,
}

impl Layout {
    /// Reads the tables.
    pub(super) fn read(bytes: &[u8], stbl: &Part) -> Result<Self, Doubt> {
        let table = |name: &[u8; 4]| first(bytes, stbl.contents(), *name);
        let sizes = Sizes::read(bytes, table(b"stsz")?, table(b"stz2")?).ok_or(Doubt::Damaged)?;
        let starts = starts(bytes, table(b"stco")?, table(b"co64")?).ok_or(Doubt::Damaged)?;
        let runs = runs(bytes, table(b"stsc")?).ok_or(Doubt::Damaged)?;
        let mut chunks = Vec::with_capacity(starts.len());
        let (mut sample, mut run, mut each) = (0, 0, 0);
        for (number, start) in (1_u32..).zip(starts) {
            while let Some((_, samples)) = runs.get(run).filter(|(first, _)| *first <= number) {
                each = *samples;
                run += 1;
            }
            let length = sizes.sum(sample, each).ok_or(Doubt::Damaged)?;
            let end = start.checked_add(length).ok_or(Doubt::Damaged)?;
            chunks.push((start..end, sample, each));
            sample += each;
        }
        // Samples that no chunk holds, or the other way round: the tables do not tell where everything is.
        if sample == sizes.count() {
            Ok(Self { chunks, sizes })
        } else {
            Err(Doubt::Damaged)
        }
    }

    /// The places of all chunks.
    pub(super) fn chunks(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        self.chunks.iter().map(|(range, _, _)| range.clone())
    }

    /// The places of all samples.
    pub(super) fn samples(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        self.chunks.iter().flat_map(|(range, first, count)| {
            let place = |number: usize| self.sizes.sum(*first, number).map(|length| range.start + length);
            (0..*count).filter_map(move |number| Some(place(number)?..place(number + 1)?))
        })
    }
}

/// How long each sample is.
enum Sizes {
    Same {
        size: usize,
        count: usize,
    },
    /// Running totals; entry n is the length of the first n samples.
    Each(Vec<usize>),
}

impl Sizes {
    fn read(bytes: &[u8], stsz: Option<Part>, stz2: Option<Part>) -> Option<Self> {
        let (part, width) = match (stsz, stz2) {
            (Some(part), None) => (part, 32),
            (None, Some(part)) => (part, usize::from(*bytes.get(part.body + 7)?)),
            _ => return None,
        };
        let count = place(be32(bytes, part.body + 8)?)?;
        if count > MOST {
            return None;
        }
        let size = if stsz.is_some() {
            place(be32(bytes, part.body + 4)?)?
        } else {
            0
        };
        if size != 0 {
            return Some(Self::Same { size, count });
        }
        let table = bytes.get(part.body + 12..part.end)?;
        if table.len() < (count * width).div_ceil(8) {
            return None;
        }
        let mut total = 0_usize;
        let mut totals = Vec::with_capacity(count + 1);
        totals.push(0);
        for index in 0..count {
            let size = match width {
                32 => place(be32(table, index * 4)?)?,
                16 => usize::from(super::reading::be16(table, index * 2)?),
                8 => usize::from(*table.get(index)?),
                4 => usize::from(table.get(index / 2)? >> (4 * (1 - index % 2)) & 15),
                _ => return None,
            };
            total = total.checked_add(size)?;
            totals.push(total);
        }
        Some(Self::Each(totals))
    }

    fn count(&self) -> usize {
        match self {
            Self::Same { count, .. } => *count,
            Self::Each(totals) => totals.len() - 1,
        }
    }

    fn sum(&self, from: usize, number: usize) -> Option<usize> {
        match self {
            Self::Same { size, count } => {
                (from.checked_add(number)? <= *count).then_some(())?;
                size.checked_mul(number)
            }
            Self::Each(totals) => totals
                .get(from.checked_add(number)?)?
                .checked_sub(*totals.get(from)?),
        }
    }
}

fn starts(bytes: &[u8], stco: Option<Part>, co64: Option<Part>) -> Option<Vec<usize>> {
    let (part, width) = match (stco, co64) {
        (Some(part), None) => (part, 4),
        (None, Some(part)) => (part, 8),
        _ => return None,
    };
    let count = place(be32(bytes, part.body + 4)?).filter(|count| *count <= MOST)?;
    (part.body + 8 + count * width <= part.end).then_some(())?;
    (0..count)
        .map(|index| {
            let at = part.body + 8 + index * width;
            if width == 4 {
                place(be32(bytes, at)?)
            } else {
                place(be64(bytes, at)?)
            }
        })
        .collect()
}

/// From which chunk on how many samples lie in one.
fn runs(bytes: &[u8], stsc: Option<Part>) -> Option<Vec<(u32, usize)>> {
    let part = stsc?;
    let count = place(be32(bytes, part.body + 4)?).filter(|count| *count <= MOST)?;
    (part.body + 8 + count * 12 <= part.end).then_some(())?;
    let runs: Option<Vec<(u32, usize)>> = (0..count)
        .map(|index| {
            let at = part.body + 8 + index * 12;
            Some((
                be32(bytes, at)?,
                place(be32(bytes, at + 4)?).filter(|n| *n <= MOST)?,
            ))
        })
        .collect();
    runs.filter(|runs| runs.is_sorted_by(|a, b| a.0 < b.0))
}
