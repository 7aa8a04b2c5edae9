//! Office documents are archives: opened within limits, written anew without times and remarks.

use std::collections::BTreeSet;
use std::io::{Cursor, Read as _, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::reading::contains;
use super::{Findings, Unwelcome, recognise::by_name};
use crate::domain::file_kind::{Family, FileKind};
use crate::domain::trace::{Doubt, Trace};

/// The most entries.
const MOST_ENTRIES: usize = 4_000;
/// The most bytes of one entry, unpacked.
const MOST_ENTRY: u64 = 96 << 20;
/// The most bytes of all, unpacked.
const MOST_TOTAL: u64 = 192 << 20;
/// The longest list of contents that is looked at to recognise a document, in bytes.
const MOST_CONTENTS: u64 = 1 << 20;

/// An entry, unpacked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its path, as written.
    pub(super) name: String,
    /// Its contents.
    pub(super) bytes: Vec<u8>,
}

/// What a document in an archive is; nothing when it cannot be opened.
pub(super) fn recognise(bytes: &[u8]) -> Option<Result<FileKind, Unwelcome>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut read = |name: &str| -> Option<Vec<u8>> {
        let mut contents = Vec::new();
        let entry = archive.by_name(name).ok()?;
        entry.take(MOST_CONTENTS).read_to_end(&mut contents).ok()?;
        Some(contents)
    };
    if let Some(kind) = read("mimetype") {
        return Some(match kind.as_slice() {
            b"application/vnd.oasis.opendocument.text" => Ok(FileKind::Odt),
            _ => Err(by_name(bytes)),
        });
    }
    let contents = read("[Content_Types].xml")?;
    let document = |format: &str| Unwelcome {
        family: Family::Document,
        format: format.to_owned(),
    };
    let main: [(&[u8], Result<FileKind, Unwelcome>); 4] = [
        (b"wordprocessingml.document.main+xml", Ok(FileKind::Docx)),
        (b"spreadsheetml.sheet.main+xml", Ok(FileKind::Xlsx)),
        (
            b"word.document.macroEnabled.main+xml",
            Err(document("Microsoft Word with macros (DOCM)")),
        ),
        (
            b"excel.sheet.macroEnabled.main+xml",
            Err(document("Microsoft Excel with macros (XLSM)")),
        ),
    ];
    let found = main.into_iter().find(|(name, _)| contains(&contents, name));
    Some(found.map_or_else(|| Err(by_name(bytes)), |(_, kind)| kind))
}

/// Unpacks an archive.
///
/// # Errors
/// A doubt for everything that an office program would not have written: entries twice or over each other, paths
/// that lead out, more than the limits.
pub(super) fn unpack(bytes: &[u8], findings: &mut Findings) -> Result<Vec<Entry>, Doubt> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Doubt::Damaged)?;
    if archive.len() > MOST_ENTRIES || archive.has_overlapping_files().map_err(|_| Doubt::Damaged)? {
        return Err(Doubt::Bomb);
    }
    if archive.offset() != 0 || !archive.comment().is_empty() {
        findings.removed(Trace::Surplus);
    }
    let mut names = BTreeSet::new();
    let mut entries = Vec::new();
    let mut left = MOST_TOTAL;
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(|_| Doubt::Damaged)?;
        if entry.encrypted() {
            return Err(Doubt::Locked);
        }
        let announced = entry.size();
        if announced > MOST_ENTRY.min(left) {
            return Err(Doubt::Bomb);
        }
        if entry
            .last_modified()
            .is_some_and(|time| time != DateTime::default())
        {
            findings.removed(Trace::Moment);
        }
        drop(entry);
        let entry = archive.by_index(index).map_err(|_| Doubt::Damaged)?;
        let name = entry.name().map_err(|_| Doubt::Damaged)?.into_owned();
        if !is_plain(&name) || !names.insert(name.to_ascii_lowercase()) {
            return Err(Doubt::UnknownPart);
        }
        if entry.is_dir() {
            continue;
        }
        let mut contents = Vec::new();
        // One byte more than announced shows a lie.
        let read = entry.take(announced + 1).read_to_end(&mut contents);
        let read = u64::try_from(read.map_err(|_| Doubt::Damaged)?).unwrap_or(u64::MAX);
        if read != announced {
            return Err(Doubt::Bomb);
        }
        left -= read;
        entries.push(Entry {
            name,
            bytes: contents,
        });
    }
    Ok(entries)
}

/// Whether a path stays inside and has only the letters that office programs use.
fn is_plain(name: &str) -> bool {
    let letters = |c: char| c.is_ascii_alphanumeric() || "/._-[] +(),%&'".contains(c);
    name.chars().all(letters) && !name.starts_with('/') && !name.split('/').any(|part| part == "..")
}

/// Packs entries in this order. Those in `stored` are not compressed.
pub(super) fn pack(entries: &[Entry], stored: &[&str]) -> Result<Vec<u8>, Doubt> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for entry in entries {
        let method = if stored.contains(&entry.name.as_str()) {
            CompressionMethod::Stored
        } else {
            CompressionMethod::Deflated
        };
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .last_modified_time(DateTime::default());
        let written = writer
            .start_file(entry.name.as_str(), options)
            .and_then(|()| Ok(writer.write_all(&entry.bytes)?));
        written.map_err(|_| Doubt::Damaged)?;
    }
    Ok(writer.finish().map_err(|_| Doubt::Damaged)?.into_inner())
}
