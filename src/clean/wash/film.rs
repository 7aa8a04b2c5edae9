//! Films and MPEG-4 sound: pictures and sound stay as they are, in their places; everything else becomes nought.

use std::ops::Range;

use super::boxes::{Part, blank, blank_between, erase, first, meaning, parts, within, without_end_mark};
use super::nal::Coding;
use super::reading::{be16, be32, four, place};
use super::samples::Layout;
use super::{Findings, reading};
use crate::domain::file_kind::FileKind;
use crate::domain::trace::{Doubt, Trace};

/// The brands a file gives itself, the major one first.
pub(super) fn brands(bytes: &[u8]) -> Vec<[u8; 4]> {
    let end = be32(bytes, 0)
        .and_then(place)
        .unwrap_or(0)
        .min(bytes.len())
        .min(1024);
    let compatible = (16..end).step_by(4).filter_map(|at| four(bytes, at));
    four(bytes, 8).into_iter().chain(compatible).collect()
}

/// Whether any track is one of pictures.
pub(super) fn shows_pictures(bytes: &[u8]) -> bool {
    let handlers = || -> Result<bool, Doubt> {
        let Some(moov) = first(bytes, 0..bytes.len(), *b"moov")? else {
            return Ok(true);
        };
        for track in parts(bytes, moov.contents())? {
            if &track.name == b"trak" && handler(bytes, &track)? == Some(*b"vide") {
                return Ok(true);
            }
        }
        Ok(false)
    };
    handlers().unwrap_or(true)
}

fn handler(bytes: &[u8], track: &Part) -> Result<Option<[u8; 4]>, Doubt> {
    let Some(mdia) = first(bytes, track.contents(), *b"mdia")? else {
        return Ok(None);
    };
    let hdlr = first(bytes, mdia.contents(), *b"hdlr")?;
    Ok(hdlr.and_then(|hdlr| four(bytes, hdlr.body + 8)))
}

/// Blanks what is neither picture nor sound.
pub(super) fn wash(kind: FileKind, mut bytes: Vec<u8>, findings: &mut Findings) -> Result<Vec<u8>, Doubt> {
    if kind == FileKind::Mov {
        sound_in_packets(&bytes)?;
    }
    let top = parts(&bytes, 0..bytes.len())?;
    let data: Vec<Range<usize>> = top
        .iter()
        .filter(|part| &part.name == b"mdat")
        .map(Part::contents)
        .collect();
    let mut kept = Vec::new();
    let mut tracks = 0;
    let films = top.iter().filter(|part| &part.name == b"moov").count();
    if films != 1 {
        return Err(Doubt::Damaged);
    }
    for part in &top {
        match &part.name {
            b"mdat" => {}
            b"ftyp" if part.start == 0 => {}
            b"moov" => tracks = movie(&mut bytes, part, &mut kept, findings)?,
            // Films in fragments, as streaming services send them: what their pieces hold is not accounted for.
            b"moof" | b"mfra" | b"styp" | b"sidx" => return Err(Doubt::UnknownPart),
            b"free" | b"skip" | b"wide" => erase(&mut bytes, part, Trace::Surplus, findings),
            _ => erase(&mut bytes, part, meaning(part.name), findings),
        }
    }
    if tracks == 0 || !kept.iter().all(|range| within(range, &data)) {
        return Err(Doubt::Damaged);
    }
    for range in data {
        blank_between(&mut bytes, range, &kept, findings);
    }
    Ok(bytes)
}

/// QuickTime counts uncompressed sound in ways of its own, so that its tables do not tell where it lies. Only sound that
/// comes in packets of known lengths is taken.
fn sound_in_packets(bytes: &[u8]) -> Result<(), Doubt> {
    const PACKETS: [&[u8; 4]; 6] = [b"mp4a", b"alac", b"ac-3", b"ec-3", b"samr", b"Opus"];
    let Some(moov) = first(bytes, 0..bytes.len(), *b"moov")? else {
        return Err(Doubt::Damaged);
    };
    for track in parts(bytes, moov.contents())? {
        if &track.name != b"trak" || handler(bytes, &track)? != Some(*b"soun") {
            continue;
        }
        let mut inner = track;
        for name in [b"mdia", b"minf", b"stbl", b"stsd"] {
            inner = first(bytes, inner.contents(), *name)?.ok_or(Doubt::Damaged)?;
        }
        for entry in parts(bytes, inner.body + 8..inner.end)? {
            if !PACKETS.contains(&&entry.name) {
                return Err(Doubt::UnknownPart);
            }
        }
    }
    Ok(())
}

/// Goes through the table of contents; gives the number of tracks that stay.
fn movie(
    bytes: &mut [u8],
    moov: &Part,
    kept: &mut Vec<Range<usize>>,
    findings: &mut Findings,
) -> Result<usize, Doubt> {
    let mut tracks = 0;
    for part in parts(bytes, moov.contents())? {
        match &part.name {
            b"mvhd" => times(bytes, &part, findings)?,
            b"iods" => {}
            b"mvex" => return Err(Doubt::UnknownPart),
            b"trak" => {
                let kind = handler(bytes, &part)?.unwrap_or_default();
                match &kind {
                    b"vide" | b"soun" => {
                        track(bytes, &part, kind, kept, findings)?;
                        tracks += 1;
                    }
                    b"text" | b"sbtl" | b"subt" => erase(bytes, &part, Trace::Description, findings),
                    _ => erase(bytes, &part, Trace::Telemetry, findings),
                }
            }
            b"udta" => {
                note_user_data(bytes, &part, findings);
                erase(bytes, &part, Trace::Description, findings);
            }
            _ => erase(bytes, &part, meaning(part.name), findings),
        }
    }
    Ok(tracks)
}

/// What telephones write into `udta`: place, device, time, by well-known names.
fn note_user_data(bytes: &[u8], part: &Part, findings: &mut Findings) {
    let Some(data) = bytes.get(part.contents()) else {
        return;
    };
    let names: [(&[u8], Trace); 10] = [
        (b"\xa9xyz", Trace::Place),
        (b"loci", Trace::Place),
        (b"location", Trace::Place),
        (b"\xa9mak", Trace::Device),
        (b"\xa9mod", Trace::Device),
        (b"\xa9day", Trace::Moment),
        (b"\xa9ART", Trace::Person),
        (b"\xa9too", Trace::Software),
        (b"\xa9swr", Trace::Software),
        (b"covr", Trace::Thumbnail),
    ];
    for (name, trace) in names {
        if reading::contains(data, name) {
            findings.removed(trace);
        }
    }
}

/// Blanks the two times of `mvhd`, `tkhd` and `mdhd`.
fn times(bytes: &mut [u8], part: &Part, findings: &mut Findings) -> Result<(), Doubt> {
    let length = match bytes.get(part.body).ok_or(Doubt::Damaged)? {
        0 => 8,
        1 => 16,
        _ => return Err(Doubt::UnknownPart),
    };
    let start = part.body + 4;
    if start + length > part.end {
        return Err(Doubt::Damaged);
    }
    if blank(bytes, start..start + length) {
        findings.removed(Trace::Moment);
    }
    Ok(())
}

fn track(
    bytes: &mut [u8],
    trak: &Part,
    kind: [u8; 4],
    kept: &mut Vec<Range<usize>>,
    findings: &mut Findings,
) -> Result<(), Doubt> {
    for part in parts(bytes, trak.contents())? {
        match &part.name {
            b"tkhd" => times(bytes, &part, findings)?,
            b"edts" => keep_only(bytes, &part, &[b"elst"], findings)?,
            b"mdia" => media(bytes, &part, kind, kept, findings)?,
            _ => erase(bytes, &part, meaning(part.name), findings),
        }
    }
    Ok(())
}

fn media(
    bytes: &mut [u8],
    mdia: &Part,
    kind: [u8; 4],
    kept: &mut Vec<Range<usize>>,
    findings: &mut Findings,
) -> Result<(), Doubt> {
    for part in parts(bytes, mdia.contents())? {
        match &part.name {
            b"mdhd" => {
                times(bytes, &part, findings)?;
                language(bytes, &part);
            }
            b"hdlr" => {
                handler_name(bytes, &part, findings);
            }
            b"minf" => {
                for inner in parts(bytes, part.contents())? {
                    match &inner.name {
                        b"vmhd" | b"smhd" => {}
                        b"dinf" => itself(bytes, &inner)?,
                        b"stbl" => table(bytes, &inner, kind, kept, findings)?,
                        b"hdlr" => handler_name(bytes, &inner, findings),
                        _ => erase(bytes, &inner, meaning(inner.name), findings),
                    }
                }
            }
            _ => erase(bytes, &part, meaning(part.name), findings),
        }
    }
    Ok(())
}

/// Sets the language of a track to the one that means none.
fn language(bytes: &mut [u8], mdhd: &Part) {
    let at = if bytes.get(mdhd.body) == Some(&1) { 32 } else { 20 };
    if let Some(language) = bytes.get_mut(mdhd.body + at..(mdhd.body + at + 2).min(mdhd.end)) {
        language.copy_from_slice(&[0x55, 0xc4]);
    }
}

/// Blanks the name after the type of a handler; it names programs and devices.
pub(super) fn handler_name(bytes: &mut [u8], hdlr: &Part, findings: &mut Findings) {
    // Before the name QuickTime says who made the handler.
    let name = (hdlr.body + 12).min(hdlr.end)..hdlr.end;
    if blank(bytes, name) {
        findings.removed(Trace::Software);
    }
}

/// The data must lie in this file and nowhere else.
pub(super) fn itself(bytes: &mut [u8], dinf: &Part) -> Result<(), Doubt> {
    for dref in parts(bytes, dinf.contents())? {
        if &dref.name != b"dref" {
            return Err(Doubt::UnknownPart);
        }
        for entry in parts(bytes, dref.body + 8..dref.end)? {
            let here = bytes.get(entry.body + 3).is_some_and(|flags| flags & 1 == 1);
            if !here || entry.end - entry.body != 4 {
                return Err(Doubt::UnknownPart);
            }
        }
    }
    Ok(())
}

fn keep_only(
    bytes: &mut [u8],
    parent: &Part,
    names: &[&[u8; 4]],
    findings: &mut Findings,
) -> Result<(), Doubt> {
    for part in parts(bytes, parent.contents())? {
        if !names.contains(&&part.name) {
            erase(bytes, &part, meaning(part.name), findings);
        }
    }
    Ok(())
}

fn table(
    bytes: &mut [u8],
    stbl: &Part,
    kind: [u8; 4],
    kept: &mut Vec<Range<usize>>,
    findings: &mut Findings,
) -> Result<(), Doubt> {
    let mut coding = None;
    for part in parts(bytes, stbl.contents())? {
        match &part.name {
            b"stsd" => coding = descriptions(bytes, &part, kind, findings)?,
            b"stts" | b"stss" | b"stps" | b"ctts" | b"cslg" | b"stsc" | b"stsz" | b"stz2" | b"stco"
            | b"co64" | b"sdtp" | b"sgpd" | b"sbgp" => {}
            _ => erase(bytes, &part, meaning(part.name), findings),
        }
    }
    let layout = Layout::read(bytes, stbl)?;
    if let Some(coding) = coding {
        for picture in layout.samples() {
            coding.silence(bytes, picture, findings)?;
        }
    }
    kept.extend(layout.chunks());
    Ok(())
}

/// What pictures and sound are coded with, without names of coders. Gives the coding of pictures whose units have to
/// be looked through.
fn descriptions(
    bytes: &mut [u8],
    stsd: &Part,
    kind: [u8; 4],
    findings: &mut Findings,
) -> Result<Option<Coding>, Doubt> {
    const SETTINGS: [&[u8; 4]; 18] = [
        b"avcC", b"hvcC", b"vpcC", b"av1C", b"esds", b"pasp", b"clap", b"colr", b"btrt", b"fiel", b"chan",
        b"dOps", b"alac", b"dac3", b"dec3", b"d263", b"damr", b"wave",
    ];
    let mut coding = None;
    for entry in parts(bytes, stsd.body + 8..stsd.end)? {
        let fixed = if kind == *b"vide" {
            // Vendor, and the name of the coder.
            let vendor = blank(bytes, entry.body + 20..entry.body + 24);
            if blank(bytes, entry.body + 42..entry.body + 74) || vendor {
                findings.removed(Trace::Software);
            }
            78
        } else {
            blank(bytes, entry.body + 12..entry.body + 16);
            match be16(bytes, entry.body + 8).ok_or(Doubt::Damaged)? {
                0 => 28,
                1 => 44,
                2 => 64,
                _ => return Err(Doubt::UnknownPart),
            }
        };
        let start = entry.body + fixed;
        if start > entry.end {
            return Err(Doubt::Damaged);
        }
        let inside = without_end_mark(bytes, start..entry.end);
        let settings = Part {
            body: inside.start,
            end: inside.end,
            ..entry
        };
        keep_only(bytes, &settings, &SETTINGS, findings)?;
        for part in parts(bytes, settings.contents())? {
            profile(bytes, &part, findings);
            if &part.name == b"wave" {
                // What QuickTime wraps around the settings of a sound.
                let inside = without_end_mark(bytes, part.contents());
                let wave = Part {
                    body: inside.start,
                    end: inside.end,
                    ..part
                };
                keep_only(
                    bytes,
                    &wave,
                    &[b"frma", b"mp4a", b"esds", b"alac", b"enda", b"chan", &[0; 4]],
                    findings,
                )?;
            }
            let settings = bytes.get(part.contents()).unwrap_or_default();
            if let Some(found) = Coding::read(part.name, settings) {
                found.silence_settings(bytes, part.contents(), findings)?;
                // Two codings in one track would leave it open which sample is which.
                if coding.is_some_and(|coding| coding != found) {
                    return Err(Doubt::UnknownPart);
                }
                coding = Some(found);
            }
        }
    }
    Ok(coding)
}

/// A colour given as numbers stays; one given as a profile goes.
pub(super) fn profile(bytes: &mut [u8], part: &Part, findings: &mut Findings) {
    if &part.name == b"colr" && !matches!(four(bytes, part.body), Some([b'n', b'c', b'l', b'x' | b'c'])) {
        erase(bytes, part, Trace::ColourProfile, findings);
    }
}
