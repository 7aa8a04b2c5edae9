//! The blob room: where the bytes of sealed files lie. It knows names that are random ids, and sealed bytes.
//!
//! A name is written once and never again. Nothing of a file is durable, or can be read, before
//! [`Incoming::finish`] has answered; what was abandoned before is removed, or found by the purge of the day.

mod folder;
mod s3;

use std::fmt;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;

pub use folder::Folder;
pub use s3::Bucket;

use crate::config::Files;
use crate::domain::ids::RecordId;

/// An answer that may take a moment.
pub type Soon<'a, T> = Pin<Box<dyn Future<Output = Result<T, BlobError>> + Send + 'a>>;

/// Why the room did not do what was asked. It never carries names or content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlobError {
    /// Nothing lies under this name.
    NotFound,
    /// There is no place left.
    Full,
    /// The room cannot be reached or used.
    Unavailable,
}

/// Somewhere to put sealed bytes.
pub trait Room: Send + Sync {
    /// Begins to write under a name that is not taken.
    fn begin(&self, id: RecordId) -> Soon<'_, Box<dyn Incoming>>;

    /// Begins to read.
    fn read(&self, id: RecordId) -> Soon<'_, Box<dyn Outgoing>>;

    /// Removes what lies under a name; that nothing lies there is as good.
    fn remove(&self, id: RecordId) -> Soon<'_, ()>;

    /// Every name that is taken, in no order.
    fn ids(&self) -> Soon<'_, Vec<RecordId>>;
}

/// Bytes on their way in. Dropped before [`Incoming::finish`], nobody can read them.
pub trait Incoming: Send {
    /// Takes more, and gives itself back. What is on its way belongs to the answer: whoever stops waiting for it can go on
    /// waiting later, and nothing is torn in between.
    fn write(self: Box<Self>, bytes: Vec<u8>) -> Soon<'static, Box<dyn Incoming>>;

    /// Answers once everything is durable.
    fn finish(self: Box<Self>) -> Soon<'static, ()>;

    /// Throws away what came so far. Dropping does the same where it can be done at once.
    fn abandon(self: Box<Self>) -> Soon<'static, ()>;
}

/// Bytes on their way out.
pub trait Outgoing: Send {
    /// The next piece, at most a few hundred KiB; nothing at the end.
    fn next(&mut self) -> Soon<'_, Option<Vec<u8>>>;
}

/// The room that the settings name.
///
/// # Errors
/// When it cannot be made or used.
pub fn open(settings: &Files) -> Result<Arc<dyn Room>, BlobError> {
    if settings.s3.is_set() {
        return Ok(Arc::new(Bucket::open(&settings.s3)?));
    }
    Ok(Arc::new(Folder::open(&settings.folder)?))
}

/// Whether a room keeps what it is given: writes under this name, which must not be taken, reads it back and removes it.
///
/// # Errors
/// When it does not.
pub async fn try_out(room: &dyn Room, id: RecordId) -> Result<(), BlobError> {
    let sent = b"a trial, to be removed".to_vec();
    let incoming = room.begin(id).await?.write(sent.clone()).await?;
    incoming.finish().await?;
    let mut outgoing = room.read(id).await?;
    let mut back = Vec::new();
    while let Some(piece) = outgoing.next().await? {
        back.extend(piece);
    }
    room.remove(id).await?;
    let listed = room.ids().await?;
    if back == sent && !listed.contains(&id) {
        Ok(())
    } else {
        Err(BlobError::Unavailable)
    }
}

impl fmt::Display for BlobError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotFound => "nothing lies under this name",
            Self::Full => "there is no place left for files",
            Self::Unavailable => "the place of files cannot be used",
        })
    }
}

impl std::error::Error for BlobError {}

impl From<io::Error> for BlobError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::NotFound,
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
                Self::Full
            }
            _ => Self::Unavailable,
        }
    }
}
