//! HEIC photos: the picture stays as it is, in its place; everything that only describes it becomes nought.
//!
//! There is no decoder for its pictures that could be built and trusted here, so that it cannot be made anew out of
//! pixels. Kept is an allow-list of items, and of their bytes only those that the items say are theirs; what coders write
//! between the units of a picture becomes filling, as in films.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::boxes::{Part, blank, blank_between, erase, first, meaning, parts, within};
use super::heic_codings::codings;
use super::nal::Coding;
use super::reading::{be16, be32, be64, contains, four, place};
use super::{Findings, exif, film, xmp};
use crate::domain::trace::{Doubt, Trace};

/// The most items of one photo: a grid of 48 million pixels has about 200.
const MOST_ITEMS: usize = 4096;

/// An item and where its bytes lie: in the file, or in `idat`.
struct Item {
    number: u32,
    in_idat: bool,
    ranges: Vec<Range<usize>>,
}

/// Blanks what is not picture.
pub(super) fn wash(mut bytes: Vec<u8>, findings: &mut Findings) -> Result<Vec<u8>, Doubt> {
    let top = parts(&bytes, 0..bytes.len())?;
    let data: Vec<Range<usize>> = top
        .iter()
        .filter(|part| &part.name == b"mdat")
        .map(Part::contents)
        .collect();
    let mut kept = None;
    for part in &top {
        match &part.name {
            b"mdat" => {}
            b"ftyp" if part.start == 0 => {}
            b"meta" if kept.is_none() => kept = Some(describe(&mut bytes, part, findings)?),
            // A row of pictures, or a film behind the photo: only the photo is kept.
            b"moov" | b"mpvd" => erase(&mut bytes, part, Trace::Attachment, findings),
            b"moof" => return Err(Doubt::UnknownPart),
            _ => erase(&mut bytes, part, meaning(part.name), findings),
        }
    }
    let kept = kept.ok_or(Doubt::Damaged)?;
    if kept.is_empty() || !kept.iter().all(|range| within(range, &data)) {
        return Err(Doubt::Damaged);
    }
    for range in data {
        blank_between(&mut bytes, range, &kept, findings);
    }
    Ok(bytes)
}

/// Silences what coders say of themselves in the bytes of a picture, which may lie in several places.
fn silence(
    bytes: &mut [u8],
    coding: Coding,
    places: &[Range<usize>],
    findings: &mut Findings,
) -> Result<(), Doubt> {
    let mut whole = Vec::new();
    for place in places {
        whole.extend_from_slice(bytes.get(place.clone()).ok_or(Doubt::Damaged)?);
    }
    let length = whole.len();
    coding.silence(&mut whole, 0..length, findings)?;
    let mut rest = whole.as_slice();
    for place in places {
        let (own, others) = rest.split_at_checked(place.len()).ok_or(Doubt::Damaged)?;
        bytes
            .get_mut(place.clone())
            .ok_or(Doubt::Damaged)?
            .copy_from_slice(own);
        rest = others;
    }
    Ok(())
}

/// Goes through the description of the items; gives the places in the file of those that stay.
fn describe(bytes: &mut [u8], meta: &Part, findings: &mut Findings) -> Result<Vec<Range<usize>>, Doubt> {
    let inside = meta.body + 4..meta.end;
    let find = |bytes: &[u8], name: &[u8; 4]| first(bytes, inside.clone(), *name);
    let iloc = find(bytes, b"iloc")?.ok_or(Doubt::Damaged)?;
    let iinf = find(bytes, b"iinf")?.ok_or(Doubt::Damaged)?;
    let items = items(bytes, &iloc).ok_or(Doubt::Damaged)?;
    let small = match find(bytes, b"iref")? {
        Some(iref) => thumbnails(bytes, &iref)?,
        None => BTreeSet::new(),
    };
    let staying = names(bytes, &iinf, &small, &items, findings)?;
    let idat = find(bytes, b"idat")?;
    let iprp = find(bytes, b"iprp")?.ok_or(Doubt::Damaged)?;
    let codings = codings(bytes, &iprp)?;
    for part in parts(bytes, inside.clone())? {
        match &part.name {
            b"pitm" | b"iloc" | b"iinf" | b"iref" | b"idat" => {}
            b"hdlr" => film::handler_name(bytes, &part, findings),
            b"dinf" => film::itself(bytes, &part)?,
            b"iprp" => properties(bytes, &part, findings)?,
            _ => erase(bytes, &part, meaning(part.name), findings),
        }
    }
    let mut outer = Vec::new();
    let mut inner = Vec::new();
    for item in items.iter().filter(|item| staying.contains_key(&item.number)) {
        let ranges: Vec<Range<usize>> = if item.in_idat {
            let idat = idat.ok_or(Doubt::Damaged)?;
            let moved = |range: &Range<usize>| {
                Some(range.start.checked_add(idat.body)?..range.end.checked_add(idat.body)?)
            };
            let moved: Option<Vec<_>> = item.ranges.iter().map(moved).collect();
            moved.filter(|all| all.iter().all(|range| within(range, &[idat.contents()])))
        } else {
            Some(item.ranges.clone())
        }
        .ok_or(Doubt::Damaged)?;
        if staying.get(&item.number) == Some(b"hvc1") {
            let coding = codings.get(&item.number).ok_or(Doubt::Damaged)?;
            silence(bytes, *coding, &ranges, findings)?;
        }
        if item.in_idat { &mut inner } else { &mut outer }.extend(ranges);
    }
    if let Some(idat) = idat {
        blank_between(bytes, idat.contents(), &inner, findings);
    }
    Ok(outer)
}

/// Reads `iloc`: which bytes are whose.
fn items(bytes: &[u8], iloc: &Part) -> Option<Vec<Item>> {
    let version = *bytes.get(iloc.body)?;
    let widths = be16(bytes, iloc.body + 4)?;
    let width = |shift: u16| usize::from(widths >> shift & 15);
    let (offset, length, base) = (width(12), width(8), width(4));
    let index = if version == 0 { 0 } else { width(0) };
    let mut at = iloc.body + 6;
    let mut take = |width: usize| -> Option<u64> {
        let read = match width {
            0 => 0,
            2 => u64::from(be16(bytes, at)?),
            4 => u64::from(be32(bytes, at)?),
            8 => be64(bytes, at)?,
            _ => return None,
        };
        at += width;
        (at <= iloc.end).then_some(read)
    };
    let count = take(if version < 2 { 2 } else { 4 })?;
    let mut items = Vec::new();
    for _ in 0..count {
        let number = u32::try_from(take(if version < 2 { 2 } else { 4 })?).ok()?;
        let method = if version == 0 { 0 } else { take(2)? & 15 };
        let reference = take(2)?;
        let start = take(base)?;
        let extents = take(2)?;
        // Bytes of other files, and items cut out of items, are not known to occur.
        if reference != 0 || method > 1 || items.len() >= MOST_ITEMS {
            return None;
        }
        let mut ranges = Vec::new();
        for _ in 0..extents {
            take(index)?;
            let from = place(start.checked_add(take(offset)?)?)?;
            let long = place(take(length)?)?;
            ranges.push(from..from.checked_add(long)?);
        }
        items.push(Item {
            number,
            in_idat: method == 1,
            ranges,
        });
    }
    Some(items)
}

/// The items that are small pictures of others.
fn thumbnails(bytes: &[u8], iref: &Part) -> Result<BTreeSet<u32>, Doubt> {
    let wide = bytes.get(iref.body) == Some(&1);
    let mut found = BTreeSet::new();
    for part in parts(bytes, iref.body + 4..iref.end)? {
        if &part.name == b"thmb" {
            let from = if wide {
                be32(bytes, part.body)
            } else {
                be16(bytes, part.body).map(u32::from)
            };
            found.insert(from.ok_or(Doubt::Damaged)?);
        }
    }
    Ok(found)
}

/// Reads `iinf`, and takes type and name off every item that does not stay. Gives the numbers and types of those
/// that do.
fn names(
    bytes: &mut [u8],
    iinf: &Part,
    small: &BTreeSet<u32>,
    items: &[Item],
    findings: &mut Findings,
) -> Result<BTreeMap<u32, [u8; 4]>, Doubt> {
    let count = if bytes.get(iinf.body) == Some(&0) { 2 } else { 4 };
    let mut staying = BTreeMap::new();
    for infe in parts(bytes, iinf.body + 4 + count..iinf.end)? {
        let version = *bytes.get(infe.body).ok_or(Doubt::Damaged)?;
        if &infe.name != b"infe" || !(2..=3).contains(&version) {
            return Err(Doubt::UnknownPart);
        }
        let narrow = version == 2;
        let number = if narrow {
            be16(bytes, infe.body + 4).map(u32::from)
        } else {
            be32(bytes, infe.body + 4)
        };
        let number = number.ok_or(Doubt::Damaged)?;
        let at = infe.body + if narrow { 8 } else { 10 };
        let kind = four(bytes, at)
            .filter(|_| at + 4 <= infe.end)
            .ok_or(Doubt::Damaged)?;
        let picture = matches!(&kind, b"hvc1" | b"grid" | b"iden" | b"iovl" | b"tmap");
        if picture && !small.contains(&number) {
            staying.insert(number, kind);
            // The rest of the entry is a name.
            blank(bytes, at + 4..infe.end);
            continue;
        }
        if picture {
            findings.removed(Trace::Thumbnail);
        } else {
            note(bytes, kind, number, items, findings);
        }
        blank(bytes, at + 4..infe.end);
        if let Some(kind) = bytes.get_mut(at..at + 4) {
            kind.copy_from_slice(b"skip");
        }
    }
    Ok(staying)
}

/// Tells what an item says that does not stay.
fn note(bytes: &[u8], kind: [u8; 4], number: u32, items: &[Item], findings: &mut Findings) {
    let own = items.iter().filter(|item| item.number == number && !item.in_idat);
    let ranges = own.flat_map(|item| item.ranges.iter());
    let data: Vec<u8> = ranges
        .filter_map(|range| bytes.get(range.clone()))
        .flatten()
        .copied()
        .collect();
    match (&kind, be32(&data, 0).and_then(place)) {
        (b"Exif", Some(skip)) => {
            let tiff = data.get(skip.saturating_add(4)..).unwrap_or_default();
            exif::note(tiff, &mut findings.removed);
        }
        (b"mime", _) if contains(&data, b"xmpmeta") => xmp::note(&data, &mut findings.removed),
        (b"skip", _) => {}
        _ => findings.removed(Trace::Surplus),
    }
}

/// Keeps the properties that say how to show a picture.
fn properties(bytes: &mut [u8], iprp: &Part, findings: &mut Findings) -> Result<(), Doubt> {
    for part in parts(bytes, iprp.contents())? {
        match &part.name {
            b"ipma" => {}
            b"ipco" => {
                for property in parts(bytes, part.contents())? {
                    match &property.name {
                        b"hvcC" => {
                            let settings = bytes.get(property.contents()).unwrap_or_default();
                            let coding = Coding::read(property.name, settings).ok_or(Doubt::Damaged)?;
                            coding.silence_settings(bytes, property.contents(), findings)?;
                        }
                        b"ispe" | b"pixi" | b"irot" | b"imir" | b"clap" | b"pasp" | b"auxC" | b"a1lx"
                        | b"lsel" | b"clli" | b"mdcv" => {}
                        b"colr" => film::profile(bytes, &property, findings),
                        _ => erase(bytes, &property, meaning(property.name), findings),
                    }
                }
            }
            _ => erase(bytes, &part, meaning(part.name), findings),
        }
    }
    Ok(())
}
