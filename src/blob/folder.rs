//! Files in a folder: the default. Names are random, times are all the same, nobody but the owner reads.

use std::fs::{File, FileTimes, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::{BlobError, Incoming, Outgoing, Room, Soon};
use crate::domain::ids::RecordId;

/// Bytes read at a time.
const PIECE: usize = 256 * 1024;
/// The first of January 2000, the time of every file: seconds since the epoch.
const ANY_TIME: u64 = 946_684_800;

/// A folder of its own.
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// Uses a folder, and makes it if it is not there.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn open(path: &Path) -> Result<Self, BlobError> {
        std::fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(path)?;
        Ok(Self {
            path: path.to_owned(),
        })
    }

    fn place(&self, id: RecordId) -> PathBuf {
        self.path.join(id.to_string())
    }
}

/// Runs what waits for the disk on a thread that may wait.
async fn waiting<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, BlobError> + Send + 'static,
) -> Result<T, BlobError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| BlobError::Unavailable)?
}

impl Room for Folder {
    fn begin(&self, id: RecordId) -> Soon<'_, Box<dyn Incoming>> {
        let place = self.place(id);
        Box::pin(async move {
            let made = place.clone();
            let file = waiting(move || {
                let mut options = OpenOptions::new();
                Ok(options.write(true).create_new(true).mode(0o600).open(made)?)
            })
            .await?;
            let arriving = Arriving {
                file: Some(file),
                abandoned: Abandoned(Some(place)),
            };
            Ok(Box::new(arriving) as Box<dyn Incoming>)
        })
    }

    fn read(&self, id: RecordId) -> Soon<'_, Box<dyn Outgoing>> {
        let place = self.place(id);
        Box::pin(async move {
            let file = waiting(move || Ok(File::open(place)?)).await?;
            Ok(Box::new(Leaving { file: Some(file) }) as Box<dyn Outgoing>)
        })
    }

    fn remove(&self, id: RecordId) -> Soon<'_, ()> {
        let (place, folder) = (self.place(id), self.path.clone());
        Box::pin(waiting(move || {
            match std::fs::remove_file(place) {
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
                done => done?,
            }
            Ok(File::open(folder)?.sync_all()?)
        }))
    }

    fn ids(&self) -> Soon<'_, Vec<RecordId>> {
        let folder = self.path.clone();
        Box::pin(waiting(move || {
            let mut ids = Vec::new();
            for entry in std::fs::read_dir(folder)? {
                // Whatever else somebody put there is not ours to touch.
                ids.extend(entry?.file_name().to_str().and_then(RecordId::from_hex));
            }
            Ok(ids)
        }))
    }
}

/// A file that is removed unless it was finished.
struct Abandoned(Option<PathBuf>);

impl Drop for Abandoned {
    fn drop(&mut self) {
        if let Some(place) = &self.0 {
            // If even that fails, the purge of the day finds it.
            let _ = std::fs::remove_file(place);
        }
    }
}

struct Arriving {
    file: Option<File>,
    abandoned: Abandoned,
}

impl Incoming for Arriving {
    fn write(mut self: Box<Self>, bytes: Vec<u8>) -> Soon<'static, Box<dyn Incoming>> {
        Box::pin(async move {
            let mut file = self.file.take().ok_or(BlobError::Unavailable)?;
            let file = waiting(move || {
                file.write_all(&bytes)?;
                Ok(file)
            });
            self.file = Some(file.await?);
            Ok(self as Box<dyn Incoming>)
        })
    }

    fn finish(mut self: Box<Self>) -> Soon<'static, ()> {
        Box::pin(async move {
            let file = self.file.take().ok_or(BlobError::Unavailable)?;
            let place = self.abandoned.0.clone().ok_or(BlobError::Unavailable)?;
            waiting(move || {
                let time = SystemTime::UNIX_EPOCH + Duration::from_secs(ANY_TIME);
                file.set_times(FileTimes::new().set_modified(time).set_accessed(time))?;
                file.sync_all()?;
                // A file that no folder lists is lost with the power.
                File::open(place.parent().ok_or(BlobError::Unavailable)?)?.sync_all()?;
                Ok(())
            })
            .await?;
            self.abandoned.0 = None;
            Ok(())
        })
    }

    fn abandon(self: Box<Self>) -> Soon<'static, ()> {
        drop(self);
        Box::pin(async { Ok(()) })
    }
}

struct Leaving {
    file: Option<File>,
}

impl Outgoing for Leaving {
    fn next(&mut self) -> Soon<'_, Option<Vec<u8>>> {
        Box::pin(async move {
            let mut file = self.file.take().ok_or(BlobError::Unavailable)?;
            let (file, piece) = waiting(move || {
                let mut piece = Vec::with_capacity(PIECE);
                Read::by_ref(&mut file)
                    .take(PIECE as u64)
                    .read_to_end(&mut piece)?;
                Ok((file, piece))
            })
            .await?;
            self.file = Some(file);
            Ok((!piece.is_empty()).then_some(piece))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::MetadataExt;

    fn run<T>(work: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap()
            .block_on(work)
    }

    fn room() -> (tempfile::TempDir, Folder) {
        let folder = tempfile::TempDir::with_prefix("sujarit-blob-").unwrap();
        let room = Folder::open(&folder.path().join("files")).unwrap();
        (folder, room)
    }

    async fn whole(room: &Folder, id: RecordId) -> Result<Vec<u8>, BlobError> {
        let mut out = room.read(id).await?;
        let mut all = Vec::new();
        while let Some(piece) = out.next().await? {
            all.extend_from_slice(&piece);
        }
        Ok(all)
    }

    #[test]
    fn what_was_finished_is_read_back_whole() {
        let (_folder, room) = room();
        run(async {
            let mut incoming = room.begin(RecordId([1; 16])).await.unwrap();
            for _ in 0..5 {
                incoming = incoming.write(vec![7; 200_000]).await.unwrap();
            }
            incoming.finish().await.unwrap();
            assert_eq!(whole(&room, RecordId([1; 16])).await.unwrap(), vec![7; 1_000_000]);
            assert_eq!(room.ids().await.unwrap(), [RecordId([1; 16])]);
            assert_eq!(
                room.begin(RecordId([1; 16])).await.err(),
                Some(BlobError::Unavailable)
            );
        });
    }

    #[test]
    fn what_was_abandoned_is_gone_and_what_was_removed_stays_away() {
        let (_folder, room) = room();
        run(async {
            let mut incoming = room.begin(RecordId([2; 16])).await.unwrap();
            incoming = incoming.write(vec![1; 10]).await.unwrap();
            drop(incoming);
            assert_eq!(room.ids().await.unwrap(), []);
            room.begin(RecordId([3; 16]))
                .await
                .unwrap()
                .finish()
                .await
                .unwrap();
            room.remove(RecordId([3; 16])).await.unwrap();
            room.remove(RecordId([3; 16])).await.unwrap();
            assert_eq!(
                whole(&room, RecordId([3; 16])).await.err(),
                Some(BlobError::NotFound)
            );
        });
    }

    #[test]
    fn a_file_tells_no_time_and_nobody_else_reads_it() {
        let (_folder, room) = room();
        run(async {
            let mut incoming = room.begin(RecordId([4; 16])).await.unwrap();
            incoming = incoming.write(vec![1; 10]).await.unwrap();
            incoming.finish().await.unwrap();
        });
        let seen = std::fs::metadata(room.place(RecordId([4; 16]))).unwrap();
        assert_eq!(seen.mode() & 0o777, 0o600);
        assert_eq!((seen.mtime(), seen.atime()), (946_684_800, 946_684_800));
        assert_eq!(std::fs::metadata(&room.path).unwrap().mode() & 0o777, 0o700);
    }

    #[test]
    fn other_files_in_the_folder_are_not_ours() {
        let (_folder, room) = room();
        std::fs::write(room.path.join("README"), "").unwrap();
        assert_eq!(run(room.ids()).unwrap(), []);
    }

    #[test]
    fn a_full_disk_is_told_from_a_broken_one() {
        let full = std::io::Error::from(std::io::ErrorKind::StorageFull);
        assert_eq!(BlobError::from(full), BlobError::Full);
        let denied = std::io::Error::from(std::io::ErrorKind::PermissionDenied);
        assert_eq!(BlobError::from(denied), BlobError::Unavailable);
    }
}
