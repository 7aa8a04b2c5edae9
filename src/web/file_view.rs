//! A file in words: what pages say of it to whoever sent it and to whoever reads the case.

use super::field::Mistakes;
use super::receive;
use super::visit::Visit;
use crate::app::App;
use crate::domain::attachment::{Attachment, FileName, Treatment};
use crate::domain::ids::RecordId;
use crate::domain::trace::{Doubt, Traces};
use crate::flow::files::parcel::{Choice, Parcel};
use crate::words::Words;

/// One file.
pub struct FileLine {
    /// What forms name it by.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is and how long.
    pub facts: String,
    /// What was done with it.
    pub treatment: &'static str,
    /// What it may tell, or did; empty when there is nothing to say.
    pub traces: Vec<String>,
    /// Whether its sender has to choose.
    pub undecided: bool,
    /// Whether it waits for the scanner and not for a choice.
    pub unscanned: bool,
}

/// What a page with a field for files says beside it.
pub struct Limits {
    /// How many, how long.
    pub limits: String,
    /// What the field accepts: a help for the dialogue of the browser, decides nothing.
    pub accept: &'static str,
    /// The name of the field.
    pub field: &'static str,
    /// Where a script sends files in pieces.
    pub pieces: String,
    /// The fields of the form that go with every piece.
    pub carries: &'static str,
}

/// The kinds that are taken, as the dialogue of a browser wants them.
const ACCEPT: &str =
    ".jpg,.jpeg,.png,.webp,.heic,.heif,.pdf,.docx,.xlsx,.odt,.txt,.mp3,.m4a,.ogg,.opus,.mp4,.mov";

impl Limits {
    /// Those of the settings, for a form whose pieces go to this place below the agency's base, with these fields.
    pub fn of(visit: &Visit, app: &App, (pieces, carries): (&str, &'static str)) -> Self {
        let words = visit.words();
        let settings = &app.config.files;
        Self {
            limits: words.files.limits(settings.files_at_once, settings.file_mib),
            accept: ACCEPT,
            field: receive::FIELD,
            pieces: visit.link(pieces),
            carries,
        }
    }
}

impl FileLine {
    /// A file that waits.
    pub fn of_parcel(words: &Words, parcel: &Parcel) -> Self {
        let id = parcel.attachment.blob.to_string();
        Self {
            unscanned: parcel.is_unscanned(),
            ..Self::of(words, &parcel.attachment, id)
        }
    }

    /// A file, named by `id` in forms.
    pub fn of(words: &Words, file: &Attachment, id: String) -> Self {
        let of = &words.files;
        let mut traces = Vec::new();
        let list = |traces: &Traces| {
            let names: Vec<&str> = traces.iter().map(|trace| of.trace.by_key(trace.key())).collect();
            names.join(of.between)
        };
        if let Some(doubt) = file.doubt {
            let reason = of.doubt.by_key(doubt.key());
            traces.push(match doubt {
                Doubt::Unscanned => reason.to_owned(),
                _ => of.doubtful(reason),
            });
        }
        if !file.removed.is_empty() {
            traces.push(of.removed(list(&file.removed)));
        }
        if !file.remains.is_empty() {
            traces.push(of.remains(list(&file.remains)));
        } else if file.treatment == Treatment::Undecided {
            traces.push(of.remains_unknown.to_owned());
        }
        if !file.name_fits {
            traces.push(of.name_lies.to_owned());
        }
        Self {
            id,
            name: file.name.as_str().to_owned(),
            facts: format!("{} · {}", of.kind.by_key(file.kind.key()), size(words, file.size)),
            treatment: of.treatment.by_key(file.treatment.key()),
            traces,
            undecided: file.treatment == Treatment::Undecided,
            unscanned: false,
        }
    }
}

/// What the button of a waiting file says: `as_is:` or `drop:`, and which file.
pub fn choice(go: &str) -> Option<(Choice, RecordId)> {
    let (what, file) = go.split_once(':')?;
    let choice = match what {
        "as_is" => Choice::AsIs,
        "drop" => Choice::Not,
        _ => return None,
    };
    Some((choice, RecordId::from_hex(file)?))
}

/// What is said of a file that was scanned again and is not taken.
pub fn infected(words: &Words, refused: Option<FileName>) -> Mistakes {
    let mut mistakes = Mistakes::default();
    if let Some(name) = refused {
        mistakes.add(receive::FIELD, words.files.problem.infected(name.as_str()));
    }
    mistakes
}

/// A length in bytes as people say it.
pub fn size(words: &Words, bytes: u64) -> String {
    const KIB: u64 = 1 << 10;
    const MIB: u64 = 1 << 20;
    let of = &words.files;
    match bytes {
        0..KIB => of.bytes(bytes),
        KIB..MIB => of.kib(bytes.div_ceil(KIB)),
        // One digit behind the point: 1.4 MB.
        _ => {
            let tenths = bytes.saturating_mul(10).div_ceil(MIB);
            of.mib(format!("{}.{}", tenths / 10, tenths % 10))
        }
    }
}
