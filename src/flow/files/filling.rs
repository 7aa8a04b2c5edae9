//! A file on its way into the blob room: sealed while it comes in, a piece of it in memory at a time. It holds the key of
//! this one file, and no other.

use ring::digest;

use crate::app::App;
use crate::blob::{BlobError, Incoming, Soon};
use crate::domain::ids::RecordId;
use crate::flow::files::sealed_file::{SealError, Sealed, Shelf, finished};
use crate::flow::trouble::Trouble;
use crate::store::uploads::Arrived;
use crate::vault::identity::Identity;
use crate::vault::record::{NewRecord, RecordKind};
use crate::vault::record_stream::RecordSealer;

/// Sealed bytes that are handed to the blob room at once.
const HANDFUL: usize = 256 * 1024;

/// Who has the way into the blob room at the moment.
enum Hand {
    /// Nobody: more can be written.
    Free(Box<dyn Incoming>),
    /// What was written last.
    Moving(Soon<'static, Box<dyn Incoming>>),
    /// Writing failed.
    Lost,
}

/// A file that is being sealed. Whoever stops waiting in the middle of a call can go on with the next one.
pub(super) struct Filling {
    id: RecordId,
    epoch: i32,
    most: u64,
    sealer: RecordSealer,
    hand: Hand,
    /// Sealed bytes that were not handed over yet.
    out: Vec<u8>,
    length: u64,
    size: u64,
    content: digest::Context,
}

/// A file whose last bytes are on their way.
pub(super) struct Closing {
    /// What it is once they have arrived.
    pub(super) sealed: Sealed,
    moving: Option<Soon<'static, ()>>,
}

impl Closing {
    /// Answers when everything is durable.
    pub(super) async fn settle(&mut self) -> Result<(), BlobError> {
        if let Some(moving) = &mut self.moving {
            let arrived = moving.as_mut().await;
            self.moving = None;
            arrived?;
        }
        Ok(())
    }
}

impl Filling {
    /// Begins a file of at most so many bytes under a name that was noted in the store before.
    pub(super) async fn begin<E>(
        app: &App,
        shelf: &Shelf,
        id: RecordId,
        most: u64,
    ) -> Result<Self, SealError<E>> {
        let new = NewRecord {
            kind: RecordKind::Blob,
            record_id: id.0,
            parent: [0; 16],
            prev: [0; 32],
        };
        let sealer = shelf.key.seal_stream(&new, &shelf.author, &app.rng);
        let sealer = sealer.map_err(Trouble::from)?;
        Ok(Self {
            id,
            epoch: shelf.epoch,
            most,
            out: sealer.header(),
            sealer,
            hand: Hand::Free(app.blobs.begin(id).await?),
            length: 0,
            size: 0,
            content: digest::Context::new(&digest::SHA256),
        })
    }

    /// The name under which it lies.
    pub(super) const fn id(&self) -> RecordId {
        self.id
    }

    /// How many bytes of it came.
    pub(super) const fn size(&self) -> u64 {
        self.size
    }

    /// Takes more.
    pub(super) async fn push<E>(&mut self, piece: &[u8]) -> Result<(), SealError<E>> {
        let size = self.size.saturating_add(piece.len() as u64);
        if size > self.most {
            return Err(SealError::TooLong);
        }
        self.size = size;
        self.content.update(piece);
        self.sealer
            .push(piece, &mut self.out)
            .map_err(|_| SealError::Trouble(Trouble::Broken))?;
        self.hand_over().await
    }

    /// After the last piece: hides the length, a handful at a time.
    pub(super) async fn pad<E>(&mut self) -> Result<(), SealError<E>> {
        let broken = |_| SealError::Trouble(Trouble::Broken);
        while self.sealer.pad(&mut self.out).map_err(broken)? {
            self.hand_over().await?;
        }
        Ok(())
    }

    async fn hand_over<E>(&mut self) -> Result<(), SealError<E>> {
        if self.out.len() >= HANDFUL {
            self.settle().await?;
            if let Hand::Free(incoming) = std::mem::replace(&mut self.hand, Hand::Lost) {
                let out = std::mem::take(&mut self.out);
                self.length = self.length.saturating_add(out.len() as u64);
                self.hand = Hand::Moving(incoming.write(out));
            }
            self.settle().await?;
        }
        Ok(())
    }

    /// Waits for what is on its way.
    pub(super) async fn settle(&mut self) -> Result<(), BlobError> {
        if let Hand::Moving(moving) = &mut self.hand {
            let arrived = moving.as_mut().await;
            self.hand = Hand::Lost;
            self.hand = Hand::Free(arrived?);
        }
        match self.hand {
            Hand::Free(_) => Ok(()),
            Hand::Moving(_) | Hand::Lost => Err(BlobError::Unavailable),
        }
    }

    /// Ends it, once everything has settled: signs it and hands over the rest.
    pub(super) fn close<E>(mut self, author: &Identity) -> Result<Closing, SealError<E>> {
        let Hand::Free(incoming) = self.hand else {
            return Err(BlobError::Unavailable.into());
        };
        let record = self.sealer.finish(author, &mut self.out);
        let record = record.map_err(|_| SealError::Trouble(Trouble::Broken))?;
        let length = self.length.saturating_add(self.out.len() as u64);
        let sealed = Sealed {
            arrived: Arrived {
                id: self.id,
                epoch: self.epoch,
                length: i64::try_from(length).map_err(|_| Trouble::Broken)?,
                hash: record.record_hash,
                signature: record.signature,
                about: None,
            },
            size: self.size,
            sha256: finished(self.content),
            body_sha256: record.body_sha256,
        };
        let rest = self.out;
        let moving: Soon<'static, ()> = Box::pin(async move { incoming.write(rest).await?.finish().await });
        Ok(Closing {
            sealed,
            moving: Some(moving),
        })
    }

    /// Throws away what came. What cannot be thrown away now cannot be read either.
    pub(super) async fn abandon(mut self) {
        let _ = self.settle().await;
        if let Hand::Free(incoming) = self.hand {
            let _ = incoming.abandon().await;
        }
    }
}
