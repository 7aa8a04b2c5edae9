//! A file is attached: sealed as it comes, cleaned out of the sealed bytes, sealed again clean. What could not be
//! cleaned waits for its sender's choice and reaches nobody before.

use std::sync::Arc;

use futures_util::Stream;

use crate::app::App;
use crate::blob::BlobError;
pub use crate::clean::Wish;
use crate::clean::{Cleaned, Family, Verdict};
use crate::domain::attachment::{Attachment, FileName, Treatment};
use crate::domain::ids::RecordId;
use crate::domain::trace::{Doubt, Traces};
use crate::flow::files::parcel::Parcel;
use crate::flow::files::sealed_file::{Content, Opening, SealError, Sealed, Shelf};
use crate::flow::trouble::Trouble;
use crate::store::uploads::Room;

/// A file that came, as its sender declared it.
pub struct Declared {
    /// The name it is shown under.
    pub name: FileName,
    /// What its sender wants.
    pub wish: Wish,
    /// The attachment of the same case that it replaces.
    pub replaces: Option<RecordId>,
}

/// The sender went away in the middle of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BrokeOff;

/// Why a file was not taken. Nothing of it is left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttachError {
    /// Its bytes did not all come.
    BrokeOff,
    /// It has no bytes.
    Empty,
    /// It is longer than a file may be.
    TooLong,
    /// There is no place for it.
    Full,
    /// It is of a kind that is not taken: roughly which, and the format's own name, which may be empty.
    Refused(Family, String),
    /// A harmful program is in it.
    Infected,
    /// Nobody can say what it is.
    Unknown(Doubt),
    /// The service is busy or broken.
    Trouble(Trouble),
}

impl From<Trouble> for AttachError {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

impl From<BlobError> for AttachError {
    fn from(error: BlobError) -> Self {
        SealError::<BrokeOff>::from(error).into()
    }
}

impl From<SealError<BrokeOff>> for AttachError {
    fn from(error: SealError<BrokeOff>) -> Self {
        match error {
            SealError::Source(BrokeOff) => Self::BrokeOff,
            SealError::TooLong => Self::TooLong,
            SealError::Full => Self::Full,
            SealError::Trouble(trouble) => Self::Trouble(trouble),
        }
    }
}

impl Shelf {
    /// Takes a file of at most so many bytes, for which there has to be room. When it answers, the file waits at the shelf's place, sealed and durable.
    ///
    /// # Errors
    /// [`AttachError`]; nothing of the file is left then.
    pub async fn attach<S, B>(
        &self,
        app: &Arc<App>,
        declared: Declared,
        (most, room): (u64, Room),
        source: S,
    ) -> Result<Attachment, AttachError>
    where
        S: Stream<Item = Result<B, BrokeOff>>,
        B: AsRef<[u8]>,
    {
        let original = self.seal(app, source, (most, Some(room))).await?;
        if original.size == 0 {
            self.discard(app, original.arrived.id).await?;
            return Err(AttachError::Empty);
        }
        self.take_in(app, &declared, &original).await
    }

    /// Takes a file that lies sealed in the blob room. When it answers, what became of it waits at the shelf's place.
    pub(super) async fn take_in(
        &self,
        app: &Arc<App>,
        declared: &Declared,
        original: &Sealed,
    ) -> Result<Attachment, AttachError> {
        let taken = self.judge(app, declared, original).await;
        if taken.is_err() {
            self.discard(app, original.arrived.id).await?;
        }
        self.keep(app, taken?, original.arrived.id).await
    }

    /// Judges a file again that waits because it could not be scanned. Gives its name if a harmful program was found in
    /// it, or it is no longer taken for another reason: then nothing of it is left. While the service is busy it goes on
    /// waiting.
    pub(super) async fn judge_again(
        &self,
        app: &Arc<App>,
        parcel: Parcel,
    ) -> Result<Option<FileName>, Trouble> {
        let held = parcel.attachment;
        let arrived = parcel.blobs.into_iter().next().ok_or(Trouble::Damaged)?;
        let id = arrived.id;
        let original = Sealed {
            arrived,
            size: held.size,
            sha256: held.sha256,
            body_sha256: held.body_sha256,
        };
        let declared = Declared {
            name: held.name.clone(),
            wish: if held.keep {
                Wish::KeepOriginal
            } else {
                Wish::Clean
            },
            replaces: held.replaces,
        };
        let kept = match self.judge(app, &declared, &original).await {
            Ok(taken) => self.keep(app, taken, id).await.map(|_| None),
            Err(error) => Err(error),
        };
        match kept {
            Err(AttachError::Trouble(trouble)) => Err(trouble),
            Err(AttachError::Full | AttachError::Unknown(_)) => Err(Trouble::Busy),
            Err(_) => {
                self.discard(app, id).await?;
                Ok(Some(held.name))
            }
            Ok(kept) => Ok(kept),
        }
    }

    /// Notes what a file has become. The original goes unless it is what is kept.
    async fn keep(
        &self,
        app: &Arc<App>,
        taken: Taken,
        original: RecordId,
    ) -> Result<Attachment, AttachError> {
        let Taken {
            attachment,
            file,
            preview,
        } = taken;
        let mut waiting = self.waiting(app).await?;
        waiting.retain(|known| known.attachment.blob != original);
        if let Some(first) = waiting
            .iter()
            .find(|known| known.attachment.is_again(&attachment))
        {
            for blob in preview.iter().chain([&file]) {
                self.discard(app, blob.arrived.id).await?;
            }
            if file.arrived.id != original {
                self.discard(app, original).await?;
            }
            return Ok(first.attachment.clone());
        }
        let kept = file.arrived.id;
        let mut arrived = vec![self.described(app, file.arrived, &attachment)?];
        arrived.extend(preview.map(|preview| preview.arrived));
        self.arrive(app, arrived).await?;
        if kept != original {
            self.discard(app, original).await?;
        }
        Ok(attachment)
    }

    async fn judge(
        &self,
        app: &Arc<App>,
        declared: &Declared,
        original: &Sealed,
    ) -> Result<Taken, AttachError> {
        let of = Content {
            size: original.size,
            sha256: original.sha256,
        };
        let arrived = &original.arrived;
        let named = (arrived.hash, arrived.signature);
        let opening = Opening::begin(app, &self.key, &self.directory, arrived.id, named, Some(of)).await?;
        let verdict = app
            .cleaner
            .clean(declared.name.as_str(), declared.wish, opening.into_stream())
            .await?;
        let bare = |kind, name_fits, treatment| Attachment {
            name: declared.name.clone(),
            kind,
            name_fits,
            size: original.size,
            sha256: original.sha256,
            blob: arrived.id,
            blob_hash: arrived.hash,
            body_sha256: original.body_sha256,
            treatment,
            removed: Traces::new(),
            remains: Traces::new(),
            keep: false,
            doubt: None,
            preview: None,
            replaces: declared.replaces,
        };
        match verdict {
            Verdict::Infected => Err(AttachError::Infected),
            Verdict::Refused(refused) => Err(AttachError::Refused(refused.family, refused.format)),
            Verdict::Quarantined(held) => {
                let kind = held.kind.ok_or(AttachError::Unknown(held.doubt))?;
                let attachment = Attachment {
                    remains: held.remains,
                    keep: held.doubt == Doubt::Unscanned && declared.wish == Wish::KeepOriginal,
                    doubt: Some(held.doubt),
                    ..bare(kind, held.name_fits, Treatment::Undecided)
                };
                Ok(Taken::without_picture(attachment, original.clone()))
            }
            Verdict::Kept(kept) => {
                let attachment = Attachment {
                    remains: kept.remains,
                    doubt: kept.doubt,
                    ..bare(kept.kind, kept.name_fits, Treatment::Original)
                };
                let picture = kept.preview.map(|preview| preview.png);
                self.pictured(app, attachment, original.clone(), picture).await
            }
            Verdict::Cleaned(cleaned) => {
                let (kind, name_fits) = (cleaned.kind, cleaned.name_fits);
                match self.copied(app, cleaned).await {
                    Ok((copy, removed, remains, picture)) => {
                        let attachment = Attachment {
                            removed,
                            remains,
                            size: copy.size,
                            sha256: copy.sha256,
                            blob: copy.arrived.id,
                            blob_hash: copy.arrived.hash,
                            body_sha256: copy.body_sha256,
                            ..bare(kind, name_fits, Treatment::Cleaned)
                        };
                        self.pictured(app, attachment, copy, picture).await
                    }
                    Err(SealError::Source(_)) => {
                        // The copy broke off: the original is held back like any other that was not cleaned.
                        let attachment = Attachment {
                            doubt: Some(Doubt::BrokeDown),
                            ..bare(kind, name_fits, Treatment::Undecided)
                        };
                        Ok(Taken::without_picture(attachment, original.clone()))
                    }
                    Err(SealError::Full | SealError::TooLong) => Err(AttachError::Full),
                    Err(SealError::Trouble(trouble)) => Err(trouble.into()),
                }
            }
        }
    }

    /// Seals the clean copy.
    async fn copied(
        &self,
        app: &Arc<App>,
        mut cleaned: Cleaned,
    ) -> Result<(Sealed, Traces, Traces, Option<Vec<u8>>), SealError<crate::clean::Broken>> {
        let most = cleaned.length;
        let pieces = futures_util::stream::unfold(&mut cleaned.body, |body| async move {
            let piece = body.next().await?;
            Some((piece, body))
        });
        // Of copy and original one stays: there was room for it.
        let copy = self.seal(app, pieces, (most, None)).await?;
        let picture = cleaned.body.preview().await.map(|preview| preview.png);
        Ok((copy, cleaned.removed, cleaned.remains, picture))
    }

    /// Seals the picture of a file. A file is as good without one.
    async fn pictured(
        &self,
        app: &Arc<App>,
        mut attachment: Attachment,
        file: Sealed,
        picture: Option<Vec<u8>>,
    ) -> Result<Taken, AttachError> {
        let Some(picture) = picture else {
            return Ok(Taken::without_picture(attachment, file));
        };
        let most = picture.len() as u64;
        let once = futures_util::stream::iter([Ok::<_, BrokeOff>(picture)]);
        let preview = self.seal(app, once, (most, None)).await.ok();
        attachment.preview = preview
            .as_ref()
            .map(|preview| (preview.arrived.id, preview.arrived.hash));
        Ok(Taken {
            attachment,
            file,
            preview,
        })
    }
}

/// A file that was judged.
struct Taken {
    attachment: Attachment,
    file: Sealed,
    preview: Option<Sealed>,
}

impl Taken {
    fn without_picture(attachment: Attachment, file: Sealed) -> Self {
        Self {
            attachment,
            file,
            preview: None,
        }
    }
}
