//! A file sealed while it comes in and opened while it goes out: a piece of it in memory at a time, and nothing
//! readable on any disk.

use std::sync::Arc;

use futures_util::{Stream, StreamExt};
use ring::digest;

use crate::app::App;
use crate::blob::{BlobError, Outgoing};
use crate::domain::ids::{AgencyId, RecordId};
use crate::flow::files::filling::Filling;
use crate::flow::trouble::Trouble;
use crate::store;
use crate::store::uploads::{Arrived, Room};
use crate::vault::compartment::CompartmentKey;
use crate::vault::directory::VerifiedDirectory;
use crate::vault::identity::Identity;
use crate::vault::record::{HEADER, RecordHeader, RecordKind};
use crate::vault::record_stream::RecordOpener;

/// Where files of one sender are sealed, until they belong to a case.
pub struct Shelf {
    /// The agency.
    pub agency: AgencyId,
    /// Where they wait.
    pub place: [u8; 32],
    /// The key they are sealed under.
    pub key: CompartmentKey,
    /// Its epoch.
    pub epoch: i32,
    /// The sender.
    pub author: Identity,
    /// The keys of the agency.
    pub directory: Arc<VerifiedDirectory>,
}

/// A file that lies sealed in the blob room.
#[derive(Clone)]
pub struct Sealed {
    /// What the store keeps of it.
    pub arrived: Arrived,
    /// Bytes of content.
    pub size: u64,
    /// SHA-256 of the content.
    pub sha256: [u8; 32],
    /// SHA-256 of the sealed body, which the sender's signature covers.
    pub body_sha256: [u8; 32],
}

/// Why a file was not sealed. Nothing of it is left.
#[derive(Debug)]
pub enum SealError<E> {
    /// Its bytes did not all come.
    Source(E),
    /// It is longer than it may be.
    TooLong,
    /// There is no place for it.
    Full,
    /// The service is busy or broken.
    Trouble(Trouble),
}

impl<E> From<BlobError> for SealError<E> {
    fn from(error: BlobError) -> Self {
        match error {
            BlobError::Full => Self::Full,
            BlobError::NotFound | BlobError::Unavailable => Self::Trouble(Trouble::Unavailable),
        }
    }
}

impl<E> From<Trouble> for SealError<E> {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

impl From<BlobError> for Trouble {
    fn from(error: BlobError) -> Self {
        match error {
            BlobError::NotFound => Self::Damaged,
            BlobError::Full | BlobError::Unavailable => Self::Unavailable,
        }
    }
}

impl Shelf {
    /// Seals at most `most` bytes, for which there has to be room. When it answers, they are durable, and noted in the
    /// store only as begun.
    ///
    /// # Errors
    /// [`SealError`]; then nothing is left of the file.
    pub(super) async fn seal<S, B, E>(
        &self,
        app: &App,
        source: S,
        (most, room): (u64, Option<Room>),
    ) -> Result<Sealed, SealError<E>>
    where
        S: Stream<Item = Result<B, E>>,
        B: AsRef<[u8]>,
    {
        let id = RecordId(app.rng.bytes().map_err(Trouble::from)?);
        let fits = self.reserve(app, id, (most, room)).await?;
        if !fits {
            return Err(SealError::Full);
        }
        let sealed = match self.fill(app, id, source, most).await {
            Ok(sealed) => self.written(app, sealed).await.map_err(SealError::from),
            Err(error) => Err(error),
        };
        if sealed.is_err() {
            forget(app, self.agency, id).await;
        }
        sealed
    }

    async fn fill<S, B, E>(
        &self,
        app: &App,
        id: RecordId,
        source: S,
        most: u64,
    ) -> Result<Sealed, SealError<E>>
    where
        S: Stream<Item = Result<B, E>>,
        B: AsRef<[u8]>,
    {
        let mut filling = Filling::begin(app, self, id, most).await?;
        let mut source = std::pin::pin!(source);
        let poured = async {
            while let Some(piece) = source.next().await {
                let piece = piece.map_err(SealError::Source)?;
                filling.push(piece.as_ref()).await?;
            }
            filling.pad().await?;
            Ok(filling.settle().await?)
        };
        if let Err(error) = poured.await {
            filling.abandon().await;
            return Err(error);
        }
        let mut closing = filling.close(&self.author)?;
        closing.settle().await?;
        Ok(closing.sealed)
    }

    /// Notes a name and reserves room for so many bytes, before anything lies under it, so that a kill at any moment
    /// leaves nothing unknown. Gives false when there is no room.
    pub(super) async fn reserve(
        &self,
        app: &App,
        id: RecordId,
        (most, room): (u64, Option<Room>),
    ) -> Result<bool, Trouble> {
        let (agency, place, today) = (self.agency, self.place, app.clock.today());
        let length = i64::try_from(most).unwrap_or(i64::MAX);
        let fits = app
            .db
            .write(move |c| store::uploads::begin(c, agency, place, today, id, (length, room)));
        Ok(fits.await?)
    }

    /// Gives back what was reserved for a file and is not needed. A file that cannot be noted is removed.
    pub(super) async fn written(&self, app: &App, sealed: Sealed) -> Result<Sealed, Trouble> {
        let (agency, id, length) = (self.agency, sealed.arrived.id, sealed.arrived.length);
        let noted = app
            .db
            .write(move |c| store::uploads::written(c, agency, id, length))
            .await;
        if let Err(error) = noted {
            let _ = app.blobs.remove(id).await;
            return Err(error.into());
        }
        Ok(sealed)
    }

    /// Forgets a file that was sealed, and removes its bytes.
    ///
    /// # Errors
    /// [`Trouble`] when the store does not answer. Bytes that could not be removed are found by the purge.
    pub async fn discard(&self, app: &App, id: RecordId) -> Result<(), Trouble> {
        let agency = self.agency;
        app.db
            .write(move |c| store::uploads::remove(c, agency, id))
            .await?;
        let _ = app.blobs.remove(id).await;
        Ok(())
    }
}

/// Forgets a name under which nothing lies. What cannot be forgotten now is found by the purge.
pub(super) async fn forget(app: &App, agency: AgencyId, id: RecordId) {
    let _ = app.db.write(move |c| store::uploads::remove(c, agency, id)).await;
}

pub(super) fn finished(context: digest::Context) -> [u8; 32] {
    let mut out = [0; 32];
    out.copy_from_slice(context.finish().as_ref());
    out
}

/// What a file has to be, once it is opened to its end.
#[derive(Clone, Copy)]
pub(in crate::flow) struct Content {
    pub(in crate::flow) size: u64,
    pub(in crate::flow) sha256: [u8; 32],
}

/// A sealed file on its way out.
///
/// Every piece is authentic when it comes. That nothing is missing, and who sealed it, is known at the end only:
/// the last piece is held back until then, so that a file that does not verify is never complete.
pub struct Opening {
    outgoing: Box<dyn Outgoing>,
    opener: Option<RecordOpener>,
    held: Vec<u8>,
    seen: digest::Context,
    content: Option<Content>,
}

impl Opening {
    /// Begins to open a file: hash of its record header, as the sealed description of the file says, signature, and
    /// what it has to contain, if that is known.
    pub(in crate::flow) async fn begin(
        app: &App,
        key: &CompartmentKey,
        directory: &VerifiedDirectory,
        id: RecordId,
        (hash, signature): ([u8; 32], [u8; 64]),
        content: Option<Content>,
    ) -> Result<Self, Trouble> {
        let mut outgoing = app.blobs.read(id).await?;
        let mut first = Vec::new();
        while first.len() < HEADER {
            first.extend(outgoing.next().await?.ok_or(Trouble::Damaged)?);
        }
        let (header, body) = first.split_at_checked(HEADER).ok_or(Trouble::Damaged)?;
        let (parsed, _) = RecordHeader::parse(header).map_err(|_| Trouble::Damaged)?;
        if parsed.hash() != hash {
            return Err(Trouble::Damaged);
        }
        let opener = key.open_stream(RecordKind::Blob, &id.0, header, &signature, directory)?;
        let mut opening = Self {
            outgoing,
            opener: Some(opener),
            held: Vec::new(),
            seen: digest::Context::new(&digest::SHA256),
            content,
        };
        let mut plain = Vec::new();
        opening.push(body, &mut plain)?;
        opening.seen.update(&plain);
        opening.held = plain;
        Ok(opening)
    }

    fn push(&mut self, sealed: &[u8], out: &mut Vec<u8>) -> Result<(), Trouble> {
        let opener = self.opener.as_mut().ok_or(Trouble::Damaged)?;
        opener.push(sealed, out).map_err(|_| Trouble::Damaged)
    }

    /// The next piece; nothing after the last.
    ///
    /// # Errors
    /// [`Trouble::Damaged`] when the file does not verify; everything that came before is to be thrown away.
    pub async fn next(&mut self) -> Option<Result<Vec<u8>, Trouble>> {
        self.opener.as_ref()?;
        let piece = self.step().await;
        if piece.is_err() {
            self.opener = None;
        }
        piece.transpose()
    }

    async fn step(&mut self) -> Result<Option<Vec<u8>>, Trouble> {
        loop {
            let mut plain = Vec::new();
            let Some(sealed) = self.outgoing.next().await? else {
                let opener = self.opener.take().ok_or(Trouble::Damaged)?;
                let size = opener.finish(&mut plain).map_err(|_| Trouble::Damaged)?;
                self.seen.update(&plain);
                let sha256 = finished(self.seen.clone());
                let other = |content: Content| size != content.size || sha256 != content.sha256;
                if self.content.is_some_and(other) {
                    return Err(Trouble::Damaged);
                }
                self.held.append(&mut plain);
                let last = std::mem::take(&mut self.held);
                return Ok((!last.is_empty()).then_some(last));
            };
            self.push(&sealed, &mut plain)?;
            if !plain.is_empty() {
                self.seen.update(&plain);
                let before = std::mem::replace(&mut self.held, plain);
                if !before.is_empty() {
                    return Ok(Some(before));
                }
            }
        }
    }

    /// The pieces, one after the other.
    pub fn into_stream(self) -> impl Stream<Item = Result<Vec<u8>, Trouble>> {
        futures_util::stream::unfold(self, |mut opening| async move {
            let piece = opening.next().await?;
            Some((piece, opening))
        })
    }
}
