//! The files of a form, taken one after the other, and what is said about those that were not.

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;

use super::field::Mistakes;
use super::form::{Form, FormError};
use super::problem::Problem;
use super::upload::Upload;
use crate::app::App;
use crate::domain::attachment::FileName;
use crate::domain::ids::{CaseId, RecordId, UploadId};
use crate::domain::trace::Doubt;
use crate::flow::files::allowance::{Allowance, NoRoom};
use crate::flow::files::attach::{AttachError, BrokeOff, Declared, Wish};
use crate::flow::files::sealed_file::Shelf;
use crate::flow::trouble::Trouble;
use crate::words::Words;

/// The longest time a form with files may take: 50 MiB over a slow line of 10 kB a second.
pub(super) const LONGEST: Duration = Duration::from_hours(2);

/// The field of the page that mistakes about files lead to.
pub const FIELD: &str = "files";

/// What goes for all files of one form.
pub struct Asked {
    /// The case, if there is one already.
    pub case: Option<CaseId>,
    /// What their sender wants.
    pub wish: Wish,
    /// What the one file of the form replaces.
    pub replaces: Option<RecordId>,
    /// Files that came in pieces before (ADR 0084).
    pub sent: Vec<UploadId>,
}

/// The files of a form that came in pieces before.
///
/// # Errors
/// Unknown for anything but ids.
pub fn sent(form: &mut Form) -> Result<Vec<UploadId>, FormError> {
    let sent = form.take_all("sent");
    let ids = sent.iter().map(|id| UploadId::from_hex(id));
    ids.collect::<Option<_>>().ok_or(FormError::Unknown)
}

/// What came of the files of a form.
#[derive(Default)]
pub struct Received {
    /// How many were taken; some of them may wait for a choice.
    pub taken: usize,
    /// What is said about the others.
    pub mistakes: Mistakes,
}

/// Takes every file of the form. Those that were taken before something went wrong stay.
///
/// # Errors
/// Unreadable when the body breaks off or is no form; busy when the store does not answer.
pub async fn receive(
    app: &Arc<App>,
    words: &Words,
    shelf: &Shelf,
    upload: &mut Upload,
    asked: Asked,
) -> Result<Received, Problem> {
    let received = tokio::time::timeout(LONGEST, all(app, words, shelf, upload, asked)).await;
    received.map_err(|_| Problem::unreadable())?
}

async fn all(
    app: &Arc<App>,
    words: &Words,
    shelf: &Shelf,
    upload: &mut Upload,
    asked: Asked,
) -> Result<Received, Problem> {
    let at_once = usize::from(app.config.files.files_at_once);
    let mut received = Received::default();
    if shelf.drop_outdated(app).await? {
        received.mistakes.add(FIELD, words.files.problem.outdated);
    }
    let mut came = 0_usize;
    for upload in &asked.sent {
        came += 1;
        if came > at_once {
            received.mistakes.add(FIELD, words.files.problem.at_once(at_once));
            break;
        }
        let replaces = asked.replaces.filter(|_| came == 1);
        match shelf.attach_whole(app, *upload, (asked.wish, replaces)).await {
            Ok(true) => received.taken += 1,
            Ok(false) => received.mistakes.add(FIELD, words.pieces.not_whole),
            Err((name, error)) => {
                let left = Allowance::of(app, shelf, asked.case).await?;
                let said = not_taken(app, words, &left, &error, name.as_str());
                received.mistakes.add(FIELD, said);
            }
        }
    }
    while let Some(declared) = upload.next().await? {
        if declared.is_empty() {
            // Nothing was chosen in this field.
            continue;
        }
        came += 1;
        let of = &words.files.problem;
        let name = FileName::read(&declared).or_else(|| FileName::read(words.files.nameless));
        let name = name.ok_or_else(|| Problem::broken("a file without a name"))?;
        let shown = name.as_str().to_owned();
        if came > at_once {
            received.mistakes.add(FIELD, of.at_once(at_once));
            upload.drain().await;
            break;
        }
        let left = Allowance::of(app, shelf, asked.case).await?;
        let most = match left.next() {
            Ok(most) => most,
            Err(no_room) => {
                received.mistakes.add(FIELD, full(words, no_room, &shown));
                continue;
            }
        };
        let declared = Declared {
            name,
            wish: asked.wish,
            replaces: asked.replaces.filter(|_| came == 1),
        };
        let content = upload.content().map(|piece| piece.map_err(|_| BrokeOff));
        match shelf.attach(app, declared, (most, left.room()), content).await {
            Ok(_) => received.taken += 1,
            // Nobody is there any more to be told.
            Err(AttachError::BrokeOff) => return Err(Problem::unreadable()),
            Err(error) => {
                let said = not_taken(app, words, &left, &error, &shown);
                received.mistakes.add(FIELD, said);
            }
        }
    }
    if came == 0 {
        received.mistakes.add(FIELD, words.files.problem.nothing);
    }
    Ok(received)
}

pub(super) fn full(words: &Words, no_room: NoRoom, name: &str) -> String {
    let of = &words.files.problem;
    match no_room {
        NoRoom::TooMany => of.too_many(name),
        NoRoom::CaseFull => of.case_full(name),
        NoRoom::AgencyFull => of.agency_full(name),
    }
}

pub(super) fn not_taken(
    app: &App,
    words: &Words,
    left: &Allowance,
    error: &AttachError,
    name: &str,
) -> String {
    let of = &words.files.problem;
    match error {
        AttachError::Empty => of.empty(name),
        AttachError::TooLong => match left.shortage() {
            Some(no_room) => full(words, no_room, name),
            None => of.too_long(app.config.files.file_mib, name),
        },
        AttachError::Refused(family, format) => {
            let kind = words.files.family.by_key(family.key());
            if format.is_empty() {
                of.refused(kind, name)
            } else {
                of.refused_format(format, kind, name)
            }
        }
        AttachError::Infected => of.infected(name),
        // Nobody has looked at it, or there is no room at the moment: it may well be taken later.
        AttachError::Unknown(Doubt::Unavailable | Doubt::TimeRanOut)
        | AttachError::Full
        | AttachError::Trouble(Trouble::Busy | Trouble::Unavailable) => of.busy(name),
        AttachError::Unknown(_) | AttachError::BrokeOff => of.unknown(name),
        AttachError::Trouble(_) => of.broken(name),
    }
}
