//! Files that wait: for their report to be sent, or for their sender's choice.

use std::sync::Arc;

use data_encoding::HEXLOWER;
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use crate::app::App;
use crate::domain::attachment::{Attachment, FileName, Treatment};
use crate::domain::ids::{AgencyId, CaseId, RecordId};
use crate::domain::sealed::Content as _;
use crate::domain::trace::Doubt;
use crate::flow::cases::evidence::Evidence;
use crate::flow::files::sealed_file::Shelf;
use crate::flow::trouble::Trouble;
use crate::store::blobs::BlobRow;
use crate::store::uploads::Arrived;
use crate::store::{self, Conn, StoreError};
use crate::vault::digest::sha256;
use crate::vault::header::Compartment;
use crate::vault::id::KeyId;
use crate::vault::label;
use crate::vault::record::{NewRecord, RecordKind};

/// What its sender does with a file that could not be cleaned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Sends it as it is; or, if it could not be scanned, lets it be scanned again.
    AsIs,
    /// Does not send it. Any waiting file can be taken back in this way.
    Not,
}

/// A file that waits, with everything in the blob room that belongs to it.
#[derive(Clone)]
pub struct Parcel {
    /// What is known of it.
    pub attachment: Attachment,
    /// The file and, if it has one, its preview.
    pub(super) blobs: Vec<Arrived>,
}

impl Parcel {
    /// Whether it may belong to a case.
    pub fn is_ready(&self) -> bool {
        self.attachment.treatment != Treatment::Undecided
    }

    /// Whether it waits for the scanner, and not for a choice.
    pub fn is_unscanned(&self) -> bool {
        !self.is_ready() && self.attachment.doubt == Some(Doubt::Unscanned)
    }

    /// What the log keeps of a file: hashes of what was sealed, which say nothing of the content and change with any
    /// change of it.
    pub(in crate::flow) fn hashes(&self) -> Map<String, Value> {
        let file = &self.attachment;
        let all = [
            ("file", file.blob.to_string()),
            ("file_hash", HEXLOWER.encode(&file.blob_hash)),
            ("file_body", HEXLOWER.encode(&file.body_sha256)),
        ];
        let replaces = file.replaces.map(|of| ("replaces", of.to_string()));
        all.into_iter()
            .chain(replaces)
            .map(|(name, value)| (name.to_owned(), value.into()))
            .collect()
    }
}

/// Where files wait that somebody attaches to a case, or to the report they are writing.
pub fn place(author: KeyId, case: Option<CaseId>) -> [u8; 32] {
    let case = case.map_or([0; 16], |case| case.0);
    sha256(&[label::UPLOAD_PLACE, &author.to_bytes(), &case])
}

impl Shelf {
    /// With the sealed description of the file.
    pub(super) fn described(
        &self,
        app: &App,
        mut arrived: Arrived,
        attachment: &Attachment,
    ) -> Result<Arrived, Trouble> {
        let new = NewRecord {
            kind: RecordKind::BlobMetadata,
            record_id: arrived.id.0,
            parent: arrived.id.0,
            prev: [0; 32],
        };
        let plain = Zeroizing::new(attachment.to_json());
        let sealed = self.key.seal_record(&new, &self.author, &plain, &app.rng)?;
        arrived.about = Some((sealed.bytes, sealed.signature));
        Ok(arrived)
    }

    pub(super) async fn arrive(&self, app: &App, arrived: Vec<Arrived>) -> Result<(), Trouble> {
        let (agency, place) = (self.agency, self.place);
        let noted = app.db.write(move |c| {
            let mut all = arrived.iter();
            all.try_for_each(|one| store::uploads::arrive(c, agency, place, one))
        });
        Ok(noted.await?)
    }

    async fn rows(&self, app: &App) -> Result<Vec<Arrived>, Trouble> {
        let (agency, place) = (self.agency, self.place);
        let rows = app.db.read(move |c| store::uploads::list(c, agency, place));
        Ok(rows.await?)
    }

    /// Whether files wait here under a key that is no longer the newest. Nobody can send them any more: whoever lost
    /// access to the case has that key (ADR 0079). They have to be attached again.
    ///
    /// # Errors
    /// [`Trouble`] when the store does not answer.
    pub async fn has_outdated(&self, app: &App) -> Result<bool, Trouble> {
        let rows = self.rows(app).await?;
        Ok(rows.iter().any(|row| row.epoch != self.epoch))
    }

    /// Removes them, and says whether there were any.
    ///
    /// # Errors
    /// [`Trouble`] when the store does not answer.
    pub async fn drop_outdated(&self, app: &App) -> Result<bool, Trouble> {
        let mut rows = self.rows(app).await?;
        rows.retain(|row| row.epoch != self.epoch);
        for row in &rows {
            self.discard(app, row.id).await?;
        }
        Ok(!rows.is_empty())
    }

    /// What waits here and can be sent under the newest key, by name.
    ///
    /// # Errors
    /// [`Trouble`] when the store does not answer or something does not verify.
    pub async fn waiting(&self, app: &App) -> Result<Vec<Parcel>, Trouble> {
        let mut rows = self.rows(app).await?;
        rows.retain(|row| row.epoch == self.epoch);
        let mut parcels = Vec::new();
        for row in &rows {
            let Some((about, signature)) = &row.about else {
                continue;
            };
            let kind = RecordKind::BlobMetadata;
            let plain = self
                .key
                .open_record(kind, &row.id.0, about, signature, &*self.directory)?;
            let attachment = Attachment::from_json(&plain).map_err(|_| Trouble::Damaged)?;
            if attachment.blob != row.id || attachment.blob_hash != row.hash {
                return Err(Trouble::Damaged);
            }
            let mut blobs = vec![row.clone()];
            if let Some((preview, hash)) = attachment.preview {
                let found = rows.iter().find(|row| row.id == preview && row.hash == hash);
                blobs.push(found.ok_or(Trouble::Damaged)?.clone());
            }
            parcels.push(Parcel { attachment, blobs });
        }
        parcels.sort_by(|a, b| a.attachment.name.as_str().cmp(b.attachment.name.as_str()));
        Ok(parcels)
    }

    /// What can become part of a case that has these files already. The same file sent once more goes.
    ///
    /// # Errors
    /// As [`Shelf::waiting`].
    pub(in crate::flow) async fn ready(&self, app: &App, known: &[Evidence]) -> Result<Vec<Parcel>, Trouble> {
        let mut parcels = Vec::new();
        for parcel in self.waiting(app).await? {
            let mut current = known.iter().filter(|known| !known.replaced);
            if current.any(|known| known.attachment.is_again(&parcel.attachment)) {
                for blob in &parcel.blobs {
                    self.discard(app, blob.id).await?;
                }
            } else if parcel.is_ready() {
                parcels.push(parcel);
            }
        }
        Ok(parcels)
    }

    /// Does with a waiting file what its sender chose. What is not there any more was chosen before. Gives the name of a
    /// file that was scanned again and is not taken.
    ///
    /// # Errors
    /// [`Trouble`] when the store does not answer.
    pub async fn choose(
        &self,
        app: &Arc<App>,
        file: RecordId,
        choice: Choice,
    ) -> Result<Option<FileName>, Trouble> {
        let waiting = self.waiting(app).await?;
        let Some(parcel) = waiting.into_iter().find(|parcel| parcel.attachment.blob == file) else {
            return Ok(None);
        };
        match choice {
            Choice::Not => {
                for blob in &parcel.blobs {
                    self.discard(app, blob.id).await?;
                }
                Ok(None)
            }
            Choice::AsIs if parcel.is_ready() => Ok(None),
            Choice::AsIs if parcel.is_unscanned() => self.judge_again(app, parcel).await,
            Choice::AsIs => {
                let attachment = Attachment {
                    treatment: Treatment::AsIs,
                    ..parcel.attachment
                };
                let file = parcel.blobs.into_iter().next().ok_or(Trouble::Damaged)?;
                let arrived = self.described(app, file, &attachment)?;
                self.arrive(app, vec![arrived]).await?;
                Ok(None)
            }
        }
    }
}

/// Moves waiting files into a compartment of a case whose newest key is of this epoch, in the write that makes them part
/// of it. That write has to hold the case's version, which changes with the key.
///
/// # Errors
/// [`StoreError::Stale`] when one of them waits no longer, or is sealed under an older key.
pub(in crate::flow) fn bind(
    c: &mut Conn,
    (agency, case): (AgencyId, CaseId),
    (compartment, epoch): (Compartment, i32),
    parcels: &[Parcel],
) -> Result<(), StoreError> {
    let mut blobs = parcels.iter().flat_map(|parcel| &parcel.blobs);
    if blobs.any(|blob| blob.epoch != epoch) {
        return Err(StoreError::Stale);
    }
    for blob in parcels.iter().flat_map(|parcel| &parcel.blobs) {
        store::uploads::remove(c, agency, blob.id)?;
        store::blobs::insert(
            c,
            &BlobRow {
                agency,
                case,
                id: blob.id,
                compartment: i16::from(compartment.number()),
                epoch: blob.epoch,
                hash: blob.hash,
                signature: blob.signature,
                length: blob.length,
            },
        )?;
    }
    Ok(())
}
