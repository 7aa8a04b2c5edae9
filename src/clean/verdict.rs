//! What is said of a file.

use super::body::Body;
use crate::domain::file_kind::{Family, FileKind};
use crate::domain::trace::{Doubt, Traces};

/// What the sender wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// A copy without what it tells beside what it shows.
    Clean,
    /// The original, byte for byte, as evidence; the sender was told what that means.
    KeepOriginal,
}

/// What is said of a file. The default of everything that goes wrong is [`Verdict::Quarantined`].
#[derive(Debug)]
pub enum Verdict {
    /// A clean copy; its bytes are still to be taken from [`Cleaned::body`].
    Cleaned(Cleaned),
    /// The original may stay as it is, as the sender wished.
    Kept(Kept),
    /// Held back. The sender may be asked whether to send it as it is, marked for those who open it, but only
    /// if [`Quarantined::kind`] is known.
    Quarantined(Quarantined),
    /// Not taken at all.
    Refused(Refused),
    /// The scanner found a harmful program in it. Not taken at all.
    Infected,
}

/// A clean copy.
#[derive(Debug)]
pub struct Cleaned {
    /// What the clean copy is. A WebP comes out as JPEG or PNG (ADR 0051); everything else keeps its kind.
    pub kind: FileKind,
    /// What it was before.
    pub was: FileKind,
    /// Whether the declared name ends as files of the kind it was do.
    pub name_fits: bool,
    /// What was removed.
    pub removed: Traces,
    /// What is content and was left in: text struck out, remarks, hidden sheets. To be told, not to be hidden.
    pub remains: Traces,
    /// The length of the body in bytes.
    pub length: u64,
    /// The bytes. They count only when the last one came without an error; a picture to look at comes after.
    pub body: Body,
}

/// The original is kept.
#[derive(Debug, PartialEq, Eq)]
pub struct Kept {
    /// What it is.
    pub kind: FileKind,
    /// Whether the declared name fits.
    pub name_fits: bool,
    /// Everything found in it.
    pub remains: Traces,
    /// Why it could not have been cleaned, if so; whoever opens it is to be warned.
    pub doubt: Option<Doubt>,
    /// A picture to look at instead of opening the file.
    pub preview: Option<Preview>,
}

/// Held back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quarantined {
    /// What it is. Unknown when the worker broke down before it knew, and then it must not be sent at all.
    pub kind: Option<FileKind>,
    /// Whether the declared name fits; true when the kind is unknown.
    pub name_fits: bool,
    /// Why.
    pub doubt: Doubt,
    /// What is known to be in it. Empty means that nothing is known, not that nothing is there.
    pub remains: Traces,
}

/// Not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// What it is, roughly.
    pub family: Family,
    /// What it is, by the format's own name in Latin letters, at most 80 bytes of printable ASCII; may be empty.
    pub format: String,
}

/// A picture made in the worker out of pixels: a PNG without anything but pixels, at most
/// [`super::message::MOST_PREVIEW`] bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct Preview {
    /// The PNG file.
    pub png: Vec<u8>,
}

impl std::fmt::Debug for Preview {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Preview({} bytes)", self.png.len())
    }
}
