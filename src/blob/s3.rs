//! Files in an S3-compatible store: for several nodes, or where the machine's own disk is too small.
//!
//! A long file goes there in parts of one size. Nothing of it can be read before the store has put the parts together and
//! said so; that is also the moment it is durable. A short file goes there at once.

use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::BoxStream;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path;
use object_store::{
    BackoffConfig, ClientOptions, MultipartUpload, ObjectStore, ObjectStoreExt as _, PutPayload, RetryConfig,
};

use super::{BlobError, Incoming, Outgoing, Room, Soon};
use crate::config::S3;
use crate::domain::ids::RecordId;

/// Bytes of a part. Stores want 5 MiB at least, all parts but the last of one length, and no more than 10,000 of them:
/// enough for files of 4 GiB.
const PART: usize = 8 << 20;
/// How long a connection may take, and how long the store may say nothing.
const CONNECT: Duration = Duration::from_secs(5);
const SILENCE: Duration = Duration::from_secs(30);
/// How often a request is made again, and for how long.
const RETRIES: usize = 3;
const PATIENCE: Duration = Duration::from_secs(30);

/// A bucket, or a folder in one.
pub struct Bucket {
    store: AmazonS3,
    folder: Path,
}

impl Bucket {
    /// Uses a bucket. Whether it is there shows when it is used.
    ///
    /// # Errors
    /// When the settings make no client.
    pub fn open(settings: &S3) -> Result<Self, BlobError> {
        // Whoever was first has chosen the same: there is one provider in this program.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = ClientOptions::new()
            .with_connect_timeout(CONNECT)
            .with_read_timeout(SILENCE)
            // A long file may take long, as long as it goes on.
            .with_timeout_disabled()
            .with_allow_http(settings.endpoint.starts_with("http://"))
            .with_http1_only();
        let retry = RetryConfig {
            backoff: BackoffConfig::default(),
            max_retries: RETRIES,
            retry_timeout: PATIENCE,
        };
        let store = AmazonS3Builder::new()
            .with_endpoint(settings.endpoint.trim_end_matches('/'))
            .with_region(&settings.region)
            .with_bucket_name(&settings.bucket)
            .with_access_key_id(&settings.access_key)
            .with_secret_access_key(settings.secret_key.expose())
            .with_client_options(client)
            .with_retry(retry)
            // One request for one file: not every store knows how to delete many at once.
            .with_disable_bulk_delete(true)
            .build()
            .map_err(|_| BlobError::Unavailable)?;
        let folder = Path::parse(&settings.folder).map_err(|_| BlobError::Unavailable)?;
        Ok(Self { store, folder })
    }

    fn place(&self, id: RecordId) -> Path {
        self.folder.clone().join(id.to_string())
    }
}

impl From<object_store::Error> for BlobError {
    fn from(error: object_store::Error) -> Self {
        match error {
            object_store::Error::NotFound { .. } => Self::NotFound,
            _ => Self::Unavailable,
        }
    }
}

impl Room for Bucket {
    fn begin(&self, id: RecordId) -> Soon<'_, Box<dyn Incoming>> {
        let arriving = Arriving {
            store: self.store.clone(),
            place: self.place(id),
            held: Vec::new(),
            parts: None,
        };
        Box::pin(async move { Ok(Box::new(arriving) as Box<dyn Incoming>) })
    }

    fn read(&self, id: RecordId) -> Soon<'_, Box<dyn Outgoing>> {
        let place = self.place(id);
        Box::pin(async move {
            let found = self.store.get(&place).await?;
            let pieces = found.into_stream();
            let pieces = pieces.map(|piece| piece.map(Vec::from).map_err(BlobError::from));
            Ok(Box::new(Leaving(pieces.boxed())) as Box<dyn Outgoing>)
        })
    }

    fn remove(&self, id: RecordId) -> Soon<'_, ()> {
        let place = self.place(id);
        Box::pin(async move {
            match self.store.delete(&place).await.map_err(BlobError::from) {
                Err(BlobError::NotFound) | Ok(()) => Ok(()),
                Err(error) => Err(error),
            }
        })
    }

    fn ids(&self) -> Soon<'_, Vec<RecordId>> {
        Box::pin(async move {
            let within = (!self.folder.as_ref().is_empty()).then_some(&self.folder);
            let mut listed = self.store.list(within);
            let mut ids = Vec::new();
            while let Some(object) = listed.next().await {
                let place = object?.location;
                let id = place.filename().and_then(RecordId::from_hex);
                // Whatever else somebody put there is not ours to touch.
                ids.extend(id.filter(|id| self.place(*id) == place));
            }
            Ok(ids)
        })
    }
}

struct Arriving {
    store: AmazonS3,
    place: Path,
    held: Vec<u8>,
    parts: Option<Box<dyn MultipartUpload>>,
}

impl Arriving {
    async fn put(&mut self, part: Vec<u8>) -> Result<(), BlobError> {
        let parts = match &mut self.parts {
            Some(parts) => parts,
            None => self.parts.insert(self.store.put_multipart(&self.place).await?),
        };
        Ok(parts.put_part(PutPayload::from(part)).await?)
    }
}

impl Incoming for Arriving {
    fn write(mut self: Box<Self>, bytes: Vec<u8>) -> Soon<'static, Box<dyn Incoming>> {
        Box::pin(async move {
            self.held.extend_from_slice(&bytes);
            while self.held.len() >= PART {
                let rest = self.held.split_off(PART);
                let part = std::mem::replace(&mut self.held, rest);
                if let Err(error) = self.put(part).await {
                    // Nobody else can give it up any more.
                    let _ = self.abandon().await;
                    return Err(error);
                }
            }
            Ok(self as Box<dyn Incoming>)
        })
    }

    fn finish(mut self: Box<Self>) -> Soon<'static, ()> {
        Box::pin(async move {
            let last = PutPayload::from(std::mem::take(&mut self.held));
            match &mut self.parts {
                None => {
                    self.store.put(&self.place, last).await?;
                }
                Some(parts) => {
                    let ended = async {
                        if last.content_length() > 0 {
                            parts.put_part(last).await?;
                        }
                        parts.complete().await
                    };
                    if let Err(error) = ended.await {
                        // What cannot be thrown away now goes with the rule of the bucket (deploy/README.md).
                        let _ = parts.abort().await;
                        return Err(error.into());
                    }
                }
            }
            Ok(())
        })
    }

    fn abandon(mut self: Box<Self>) -> Soon<'static, ()> {
        Box::pin(async move {
            match &mut self.parts {
                Some(parts) => Ok(parts.abort().await?),
                None => Ok(()),
            }
        })
    }
}

/// What the connection brings, a few hundred KiB at most at a time.
struct Leaving(BoxStream<'static, Result<Vec<u8>, BlobError>>);

impl Outgoing for Leaving {
    fn next(&mut self) -> Soon<'_, Option<Vec<u8>>> {
        Box::pin(async move {
            loop {
                match self.0.next().await.transpose()? {
                    Some(piece) if piece.is_empty() => {}
                    piece => return Ok(piece),
                }
            }
        })
    }
}
