//! Bytes in, bytes out: what a file is, and a copy without what it tells beside what it shows.
//!
//! Nothing here reads or writes anything but memory. It runs in the worker, where breaking down is harmless; even
//! so nothing here panics on purpose, and all work is bounded by the length of the file.

mod boxes;
mod exif;
mod film;
mod heic;
mod heic_codings;
mod jpeg;
mod jpeg2000;
mod mp3;
mod nal;
mod office;
mod office_fields;
mod office_parts;
mod ogg;
mod opendocument;
mod package;
mod page;
mod pdf;
mod pdf_keys;
mod picture;
mod png;
mod reading;
mod recognise;
mod samples;
mod text;
mod webp;
mod xml;
mod xmp;

pub use recognise::recognise;

use crate::domain::file_kind::{Family, FileKind};
use crate::domain::trace::{Doubt, Trace, Traces};

/// A clean copy.
#[derive(Debug)]
pub struct Washed {
    /// What the copy is.
    pub kind: FileKind,
    /// The copy.
    pub bytes: Vec<u8>,
    /// What was removed.
    pub removed: Traces,
    /// Content that was left in and should be told.
    pub remains: Traces,
}

/// No clean copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Why.
    pub doubt: Doubt,
    /// What was found up to then.
    pub found: Traces,
}

/// Not a kind that is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unwelcome {
    /// What it is, roughly.
    pub family: Family,
    /// The format's own name; may be empty.
    pub format: String,
}

/// What is noted while a file is taken apart.
#[derive(Debug, Default)]
struct Findings {
    removed: Traces,
    remains: Traces,
}

impl Findings {
    fn removed(&mut self, trace: Trace) {
        self.removed.note(trace);
    }

    fn remains(&mut self, trace: Trace) {
        self.remains.note(trace);
    }
}

/// Makes a clean copy of a file of this kind.
///
/// # Errors
/// [`Held`] whenever it cannot be vouched for that the copy is clean.
pub fn wash(kind: FileKind, bytes: Vec<u8>) -> Result<Washed, Held> {
    let mut findings = Findings::default();
    let done = once(kind, bytes, &mut findings).and_then(|(kind, bytes)| {
        // Whatever came out must still be what it is said to be, seen by the same eyes as any other file, and
        // cleaning it again must find nothing to change. The others look again while they are at it.
        let looks_again = matches!(
            kind,
            FileKind::Heic | FileKind::M4a | FileKind::Mp4 | FileKind::Mov | FileKind::Mp3 | FileKind::Ogg
        );
        let settled = !looks_again
            || once(kind, bytes.clone(), &mut Findings::default()).is_ok_and(|(_, again)| again == bytes);
        if settled && recognise(&bytes) == Ok(kind) {
            Ok((kind, bytes))
        } else {
            Err(Doubt::StillThere)
        }
    });
    let Findings { removed, remains } = findings;
    match done {
        Ok((kind, bytes)) => Ok(Washed {
            kind,
            bytes,
            removed,
            remains,
        }),
        Err(doubt) => {
            let mut found = removed;
            found.extend(&remains);
            Err(Held { doubt, found })
        }
    }
}

fn once(kind: FileKind, bytes: Vec<u8>, findings: &mut Findings) -> Result<(FileKind, Vec<u8>), Doubt> {
    match kind {
        FileKind::Jpeg | FileKind::Png | FileKind::Webp => picture::wash(kind, &bytes, findings),
        FileKind::Heic => heic::wash(bytes, findings).map(|bytes| (kind, bytes)),
        FileKind::M4a | FileKind::Mp4 | FileKind::Mov => {
            film::wash(kind, bytes, findings).map(|bytes| (kind, bytes))
        }
        FileKind::Pdf => pdf::wash(&bytes, findings).map(|bytes| (kind, bytes)),
        FileKind::Docx | FileKind::Xlsx => office::wash(&bytes, findings, 0).map(|bytes| (kind, bytes)),
        FileKind::Odt => opendocument::wash(&bytes, findings).map(|bytes| (kind, bytes)),
        FileKind::Txt => text::wash(bytes).map(|bytes| (kind, bytes)),
        FileKind::Mp3 => mp3::wash(&bytes, findings).map(|bytes| (kind, bytes)),
        FileKind::Ogg => ogg::wash(&bytes, findings).map(|bytes| (kind, bytes)),
    }
}

/// A picture of what a clean copy shows, as PNG: of pictures, and of the first page of a PDF. Nothing else has one.
pub fn preview(kind: FileKind, clean: &[u8]) -> Option<Vec<u8>> {
    match kind {
        FileKind::Jpeg | FileKind::Png => picture::preview(kind, clean),
        FileKind::Pdf => page::first(clean),
        _ => None,
    }
}
