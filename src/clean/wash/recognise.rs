//! What a file is, by its content alone.

use file_format::{FileFormat, Kind};

use super::{Unwelcome, film, mp3, package, reading, text};
use crate::domain::file_kind::{Family, FileKind};

/// How far from its beginning a hidden PDF is looked for; readers accept one up to here.
const PDF_SEARCH: usize = 1024;

/// Says what a file is.
///
/// Only the very first bytes count: what begins with something else and then becomes a format is refused, even
/// where common programs would open it.
///
/// # Errors
/// [`Unwelcome`] with the name of what it is instead.
pub fn recognise(bytes: &[u8]) -> Result<FileKind, Unwelcome> {
    match bytes {
        [] => return Err(unwelcome(Family::Empty, "")),
        [0xff, 0xd8, 0xff, ..] => return Ok(FileKind::Jpeg),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => return Ok(FileKind::Png),
        [b'%', b'P', b'D', b'F', b'-', ..] => return Ok(FileKind::Pdf),
        [b'P', b'K', 3, 4, ..] => return package::recognise(bytes).unwrap_or_else(|| Err(by_name(bytes))),
        [b'O', b'g', b'g', b'S', ..] => return ogg(bytes),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => return Ok(FileKind::Webp),
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => return boxed(bytes),
        _ => {}
    }
    if mp3::begins_like_one(bytes) {
        return Ok(FileKind::Mp3);
    }
    let head = bytes.get(..bytes.len().min(PDF_SEARCH)).unwrap_or_default();
    if reading::contains(head, b"%PDF-") {
        return Err(unwelcome(Family::Disguised, "Portable Document Format (PDF)"));
    }
    if text::is_plain(bytes) {
        return written(bytes);
    }
    Err(by_name(bytes))
}

fn unwelcome(family: Family, format: &str) -> Unwelcome {
    Unwelcome {
        family,
        format: format.to_owned(),
    }
}

/// A text is only a text when it is nothing else besides.
fn written(bytes: &[u8]) -> Result<FileKind, Unwelcome> {
    let begins = text::beginning(bytes);
    if begins.starts_with(b"<") {
        let named = by_name(bytes);
        return Err(if named.family == Family::Unknown {
            unwelcome(Family::Markup, "HTML/XML")
        } else {
            Unwelcome {
                family: Family::Markup,
                ..named
            }
        });
    }
    if begins.starts_with(b"#!") {
        return Err(unwelcome(Family::Program, "Script"));
    }
    match FileFormat::from_bytes(bytes) {
        FileFormat::ArbitraryBinaryData | FileFormat::PlainText | FileFormat::Empty => Ok(FileKind::Txt),
        _ => Err(by_name(bytes)),
    }
}

fn ogg(bytes: &[u8]) -> Result<FileKind, Unwelcome> {
    let head = bytes.get(..bytes.len().min(4096)).unwrap_or_default();
    let sound = [b"\x01vorbis".as_slice(), b"OpusHead", b"Speex   ", b"\x7fFLAC"];
    if sound.iter().any(|codec| reading::contains(head, codec)) {
        Ok(FileKind::Ogg)
    } else {
        Err(by_name(bytes))
    }
}

/// The family of HEIC, MPEG-4 and their many relations tell themselves by brand.
fn boxed(bytes: &[u8]) -> Result<FileKind, Unwelcome> {
    const HEIC: [&[u8; 4]; 6] = [b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"];
    const FILM: [&[u8; 4]; 19] = [
        b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"iso7", b"iso8", b"iso9", b"mp41", b"mp42",
        b"avc1", b"M4V ", b"M4VH", b"M4VP", b"MSNV", b"mmp4", b"dash", b"NDSC",
    ];
    let brands = film::brands(bytes);
    let Some(major) = brands.first() else {
        return Err(by_name(bytes));
    };
    let among = |list: &[&[u8; 4]], brand: &[u8; 4]| list.contains(&brand);
    if among(&HEIC, major)
        || ([*b"mif1", *b"msf1"].contains(major) && brands.iter().any(|brand| among(&HEIC, brand)))
    {
        return Ok(FileKind::Heic);
    }
    if [*b"M4A ", *b"M4B "].contains(major) {
        return Ok(FileKind::M4a);
    }
    if major == b"qt  " {
        return Ok(FileKind::Mov);
    }
    if among(&FILM, major) {
        return Ok(if film::shows_pictures(bytes) {
            FileKind::Mp4
        } else {
            FileKind::M4a
        });
    }
    Err(by_name(bytes))
}

/// The name of something that is not taken.
pub(super) fn by_name(bytes: &[u8]) -> Unwelcome {
    let format = FileFormat::from_bytes(bytes);
    let family = match format.kind() {
        Kind::Executable | Kind::Package | Kind::Rom => Family::Program,
        Kind::Archive | Kind::Compressed | Kind::Disk => Family::Archive,
        Kind::Image | Kind::Diagram | Kind::Font => Family::Picture,
        Kind::Audio | Kind::Video | Kind::Playlist | Kind::Subtitle => Family::Recording,
        Kind::Document
        | Kind::Spreadsheet
        | Kind::Presentation
        | Kind::Ebook
        | Kind::Formula
        | Kind::Database => Family::Document,
        _ => Family::Unknown,
    };
    let markup = [
        FileFormat::HypertextMarkupLanguage,
        FileFormat::ExtensibleMarkupLanguage,
        FileFormat::ScalableVectorGraphics,
    ];
    match format {
        FileFormat::ArbitraryBinaryData | FileFormat::PlainText => unwelcome(Family::Unknown, ""),
        format => Unwelcome {
            family: if markup.contains(&format) {
                Family::Markup
            } else {
                family
            },
            // People know the short name, if there is one.
            format: match format.short_name() {
                Some(short) if short != format.name() => format!("{} ({short})", format.name()),
                _ => format.name().to_owned(),
            },
        },
    }
}
