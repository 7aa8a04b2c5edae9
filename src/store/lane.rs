//! A connection that is opened when it is needed and dropped as soon as it cannot be trusted.

use std::path::Path;
use std::time::Duration;

use super::conn::{Conn, Missing, Purpose};
use super::error::StoreError;
use super::migrations;
use super::target::Target;

/// The connection of one thread.
pub(super) struct Lane {
    target: Target,
    purpose: Purpose,
    patience: Duration,
    open: Option<(Conn, Option<Identity>)>,
}

/// Which file a path names. SQLite would go on writing into a file that was deleted under it.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Identity(u64, u64);

impl Lane {
    pub(super) const fn new(target: Target, purpose: Purpose, patience: Duration) -> Self {
        Self {
            target,
            purpose,
            patience,
            open: None,
        }
    }

    /// Opens the database for the first time and brings it to the newest version.
    pub(super) fn found(&mut self) -> Result<(), StoreError> {
        let mut conn = Conn::open(&self.target, self.purpose, Missing::Create, self.patience)?;
        migrations::run_all(&mut conn)?;
        self.open = Some((conn, identity(self.target.path())));
        Ok(())
    }

    /// A connection inside a fresh transaction.
    ///
    /// A connection that broke since it was last used is replaced here, before any work has begun.
    pub(super) fn begin(&mut self) -> Result<&mut Conn, StoreError> {
        let here = identity(self.target.path());
        let usable = match &mut self.open {
            Some((conn, file)) if *file == here => match Self::start(conn, self.purpose) {
                Ok(()) => true,
                Err(StoreError::Busy) => return Err(StoreError::Busy),
                Err(_) => false,
            },
            _ => false,
        };
        if !usable {
            self.drop_connection();
            let mut conn = Conn::open(&self.target, self.purpose, Missing::Refuse, self.patience)?;
            if !migrations::is_current(&mut conn)? {
                return Err(StoreError::Version);
            }
            Self::start(&mut conn, self.purpose)?;
            self.open = Some((conn, here));
        }
        match &mut self.open {
            Some((conn, _)) => Ok(conn),
            None => Err(StoreError::Unavailable),
        }
    }

    /// A connection outside a transaction, replaced if the file is another one than before.
    pub(super) fn outside(&mut self) -> Result<&mut Conn, StoreError> {
        let here = identity(self.target.path());
        if self.open.as_ref().is_none_or(|(_, file)| *file != here) {
            self.drop_connection();
            let conn = Conn::open(&self.target, self.purpose, Missing::Refuse, self.patience)?;
            self.open = Some((conn, here));
        }
        self.connection().ok_or(StoreError::Unavailable)
    }

    /// The connection, if one is open.
    pub(super) fn connection(&mut self) -> Option<&mut Conn> {
        self.open.as_mut().map(|(conn, _)| conn)
    }

    /// Gives up the connection, with whatever transaction it was in.
    pub(super) fn drop_connection(&mut self) {
        self.open = None;
    }

    fn start(conn: &mut Conn, purpose: Purpose) -> Result<(), StoreError> {
        match purpose {
            Purpose::Write => conn.begin_write(),
            Purpose::Read => conn.begin_read(),
        }
    }
}

#[cfg(unix)]
fn identity(path: Option<&Path>) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;

    let metadata = std::fs::metadata(path?).ok()?;
    Some(Identity(metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn identity(_path: Option<&Path>) -> Option<Identity> {
    // A file that is open cannot be deleted there.
    None
}
