//! Evidence files: what is planted in them must not come out, and nothing they do may get past the fence.
//!
//! Every file is made by the tests themselves, with marks in all the places where a file tells more than it shows;
//! a clean copy is searched for the marks byte by byte and read by exiftool, an independent program.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the numbers of files made here are small and written out"
)]

mod attacks;
mod documents;
mod exiftool;
mod fence;
mod ftyp;
mod mutations;
mod office;
mod pictures;
mod planted;
mod recordings;

use std::convert::Infallible;
use std::path::PathBuf;

use futures_util::stream;
use sujarit::clean::{
    Cleaner, FileKind, Kept, Limits, Preview, Quarantined, Refused, Trace, Traces, Verdict, Wish,
};

pub use planted::MARK;

/// A cleaner whose workers are the program as it was built for these tests.
pub fn cleaner() -> Cleaner {
    cleaner_with(Limits::default())
}

pub fn cleaner_with(limits: Limits) -> Cleaner {
    Cleaner::new(PathBuf::from(env!("CARGO_BIN_EXE_sujarit")), limits)
}

/// A clean copy as a whole.
#[derive(Debug)]
pub struct Copy {
    pub kind: FileKind,
    pub was: FileKind,
    pub name_fits: bool,
    pub removed: Traces,
    pub remains: Traces,
    pub bytes: Vec<u8>,
    pub preview: Option<Preview>,
}

/// What was said, with the copy taken in.
#[derive(Debug)]
pub enum Said {
    Cleaned(Copy),
    Kept(Kept),
    Quarantined(Quarantined),
    Refused(Refused),
}

impl Said {
    pub fn cleaned(self) -> Copy {
        match self {
            Self::Cleaned(copy) => copy,
            other => panic!("not cleaned but {other:?}"),
        }
    }

    pub fn quarantined(self) -> Quarantined {
        match self {
            Self::Quarantined(held) => held,
            other => panic!("not quarantined but {other:?}"),
        }
    }

    pub fn refused(self) -> Refused {
        match self {
            Self::Refused(refused) => refused,
            other => panic!("not refused but {other:?}"),
        }
    }

    pub fn kept(self) -> Kept {
        match self {
            Self::Kept(kept) => kept,
            other => panic!("not kept but {other:?}"),
        }
    }
}

pub async fn say(door: &Cleaner, name: &str, wish: Wish, bytes: &[u8]) -> Said {
    let pieces = bytes
        .chunks(10_000)
        .map(|piece| Ok::<_, Infallible>(piece.to_vec()));
    match door.clean(name, wish, stream::iter(pieces)).await.unwrap() {
        Verdict::Cleaned(mut cleaned) => {
            let bytes = cleaned.body.collect().await.unwrap();
            assert_eq!(bytes.len() as u64, cleaned.length);
            Said::Cleaned(Copy {
                kind: cleaned.kind,
                was: cleaned.was,
                name_fits: cleaned.name_fits,
                removed: cleaned.removed,
                remains: cleaned.remains,
                bytes,
                preview: cleaned.body.preview().await,
            })
        }
        Verdict::Kept(kept) => Said::Kept(kept),
        Verdict::Quarantined(held) => Said::Quarantined(held),
        Verdict::Refused(refused) => Said::Refused(refused),
        Verdict::Infected => panic!("no scanner is set"),
    }
}

pub async fn clean(name: &str, bytes: &[u8]) -> Said {
    say(&cleaner(), name, Wish::Clean, bytes).await
}

/// Everything that was planted is gone, and it was there before.
pub fn assert_no_mark(before: &[u8], after: &[u8]) {
    assert!(planted::marks(before) > 0, "nothing was planted");
    assert_eq!(planted::marks(after), 0, "a mark is still there");
}

pub fn assert_removed(copy: &Copy, traces: &[Trace]) {
    for trace in traces {
        assert!(
            copy.removed.has(*trace),
            "{trace:?} is not told: {:?}",
            copy.removed
        );
    }
}
