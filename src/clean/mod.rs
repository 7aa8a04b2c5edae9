//! The one place through which every file passes on its way in: what it is, what it tells beside what it
//! shows, and a copy without that.
//!
//! # How to use it
//!
//! ```ignore
//! let verdict = app.cleaner.clean("photo.jpg", Wish::Clean, stream_of_bytes).await?;
//! match verdict {
//!     Verdict::Cleaned(mut cleaned) => {
//!         while let Some(piece) = cleaned.body.next().await { seal(piece?) } // an error: nothing of it counts
//!         let preview = cleaned.body.preview().await; // None is common and no reason for anything
//!     }
//!     Verdict::Kept(kept) => { /* the caller has the original; kept.remains tells what is in it */ }
//!     Verdict::Quarantined(held) => { /* never pass it on; tell held.doubt and held.remains, and ask */ }
//!     Verdict::Infected => { /* never pass it on, whatever its sender says */ }
//!     Verdict::Refused(refused) => { /* tell refused.family and refused.format */ }
//! }
//! ```
//!
//! # How it is made
//!
//! [`Cleaner`] is the only door. For every file it starts this same program again as `sujarit clean-worker`
//! ([`worker`]), with an empty environment, three pipes and nothing else, behind a [`fence`] (limits of
//! memory, time and files; no system call but those that read, write, reckon and end). The worker reads the
//! whole file, [`wash`]es it in memory and answers in [`message`]s. Whatever goes wrong in there (a crash, a
//! loop, a lie) ends as [`Verdict::Quarantined`], never as a passed file. No plain byte touches a disk. Where a
//! [`Scanner`] is set it sees the same bytes in the same pass, and no file passes without its word.
//!
//! `wash` is pure: bytes in, bytes out. It decides by an allow-list at every level: kinds of files, boxes of a
//! film, parts of an office document, keys of a PDF. What it does not know it removes, or holds the file back.
//! Requirements: issue 4; the attacks it was built against are numbers 1 to 13 of the project's list A.

mod body;
mod cleaner;
pub mod fence;
pub mod message;
mod scanner;
pub mod verdict;
pub mod wash;
pub mod worker;

pub use body::{Body, Broken};
pub use cleaner::{Cleaner, Limits};
pub use scanner::Scanner;
pub use verdict::{Cleaned, Kept, Preview, Quarantined, Refused, Verdict, Wish};

pub use crate::domain::file_kind::{Family, FileKind};
pub use crate::domain::trace::{Doubt, Trace, Traces};
