//! The files of a case, as its readers see them and take them out.

use std::sync::Arc;

use serde_json::json;
use zeroize::Zeroizing;

use crate::app::App;
use crate::domain::attachment::Attachment;
use crate::domain::day::Day;
use crate::domain::ids::{AgencyId, CaseId, RecordId};
use crate::domain::log::Action;
use crate::domain::sealed::Content as _;
use crate::flow::audit::log;
use crate::flow::cases::opened::Opened;
use crate::flow::cases::sealed_case::{Reading, Words, seal_record};
use crate::flow::files::parcel::Parcel;
use crate::flow::files::sealed_file::{Content, Opening};
use crate::flow::officers::sign_in::Session;
use crate::flow::trouble::Trouble;
use crate::store;
use crate::store::records::RecordRow;
use crate::vault::header::Compartment;
use crate::vault::id::KeyId;
use crate::vault::identity::Identity;
use crate::vault::record::RecordKind;

/// A file of a case.
pub struct Evidence {
    /// The record that describes it.
    pub id: RecordId,
    /// What is known of it.
    pub attachment: Attachment,
    /// Where it is sealed: the reporter's files in the channel, those of officers among their own records.
    pub compartment: Compartment,
    /// Who attached it.
    pub author: KeyId,
    /// The day.
    pub day: Day,
    /// Seconds since the epoch, for officers' files.
    pub at: Option<i64>,
    /// Whether a later version of it is there.
    pub replaced: bool,
}

impl Evidence {
    /// Whether the reporter sent it.
    pub fn is_reporters(&self) -> bool {
        self.compartment == Compartment::Channel
    }
}

/// The files of one compartment, in their order.
///
/// # Errors
/// [`Trouble::Damaged`] when a description cannot be read.
pub(in crate::flow) fn of(opened: &Opened) -> Result<Vec<Evidence>, Trouble> {
    let described = opened
        .records
        .iter()
        .filter(|record| record.kind == RecordKind::BlobMetadata);
    let mut found = described
        .map(|record| {
            Ok(Evidence {
                id: record.id,
                attachment: Attachment::from_json(&record.plain).map_err(|_| Trouble::Damaged)?,
                compartment: opened.compartment(),
                author: record.author,
                day: record.day,
                at: record.at,
                replaced: false,
            })
        })
        .collect::<Result<Vec<_>, Trouble>>()?;
    let replaced: Vec<RecordId> = found
        .iter()
        .filter_map(|evidence| evidence.attachment.replaces)
        .collect();
    for evidence in &mut found {
        evidence.replaced = replaced.contains(&evidence.id);
    }
    Ok(found)
}

/// All files of an opened case: the reporter's first.
pub(super) fn all(reading: &Reading) -> Result<Vec<Evidence>, Trouble> {
    let mut found = of(&reading.channel)?;
    if let Some(internal) = &reading.internal {
        found.extend(of(internal)?);
    }
    Ok(found)
}

/// Which part of a file is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The file itself. Taking it is entered in the log.
    Whole,
    /// The picture that was made of it.
    Picture,
}

/// A file on its way to a reader.
pub struct Taken {
    /// What is known of it.
    pub attachment: Attachment,
    /// Its bytes.
    pub opening: Opening,
}

/// Opens a file for a reader of the case. Nothing when case, file or picture is not there for them.
///
/// # Errors
/// [`Trouble`] when it cannot be read or does not verify, or the taking cannot be entered.
pub async fn open(
    app: &Arc<App>,
    session: &Session,
    case: CaseId,
    id: RecordId,
    part: Part,
) -> Result<Option<Taken>, Trouble> {
    let Some(reading) = Reading::for_officer(app, session, case).await? else {
        return Ok(None);
    };
    let Some(evidence) = all(&reading)?.into_iter().find(|evidence| evidence.id == id) else {
        return Ok(None);
    };
    let attachment = evidence.attachment;
    let (blob, hash, content) = match (part, attachment.preview) {
        (Part::Whole, _) => {
            let content = Content {
                size: attachment.size,
                sha256: attachment.sha256,
            };
            (attachment.blob, attachment.blob_hash, Some(content))
        }
        (Part::Picture, Some((blob, hash))) => (blob, hash, None),
        (Part::Picture, None) => return Ok(None),
    };
    let agency = session.agency.id;
    let blobs = app.db.read(move |c| store::blobs::list(c, agency, case)).await?;
    let row = blobs.into_iter().find(|row| row.id == blob);
    let row = row.ok_or(Trouble::Damaged)?;
    let opened = match evidence.compartment {
        Compartment::Internal => reading.internal.as_ref().ok_or(Trouble::Damaged)?,
        _ => &reading.channel,
    };
    let number = i16::from(evidence.compartment.number());
    let key = opened.keys().find(|(epoch, _)| *epoch == row.epoch);
    let (_, key) = key
        .filter(|_| row.compartment == number)
        .ok_or(Trouble::Damaged)?;
    let named = (hash, row.signature);
    let opening = Opening::begin(app, key, &reading.directory, blob, named, content).await?;
    if part == Part::Whole {
        let detail = json!({ "record": id.to_string() });
        let me = Some(session.officer.id);
        let entry = log::entry(app, me, Action::EvidenceTaken, case.0, &detail)?;
        app.db.write(move |c| log::append(c, agency, &entry)).await?;
    }
    Ok(Some(Taken { attachment, opening }))
}

/// Seals the descriptions of files as the newest records of a compartment.
pub(in crate::flow) fn describe(
    app: &App,
    (agency, case): (AgencyId, CaseId),
    opened: &mut Opened,
    author: &Identity,
    parcels: &[Parcel],
    (day, at): (Day, Option<i64>),
) -> Result<Vec<RecordRow>, Trouble> {
    let mut rows = Vec::with_capacity(parcels.len());
    for parcel in parcels {
        let plain = Zeroizing::new(parcel.attachment.to_json());
        let words = Words {
            kind: RecordKind::BlobMetadata,
            id: RecordId(app.rng.bytes()?),
            plain: &plain,
            day,
            at,
        };
        let row = seal_record(app, agency, case, opened, author, &words)?;
        opened.follow(&row);
        rows.push(row);
    }
    Ok(rows)
}
