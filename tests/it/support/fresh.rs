//! An empty database on either engine, for one test.

use std::path::PathBuf;
use std::time::Duration;

use sujarit::store::{Conn, Db, Engine, Settings, StoreError, Target};
use tempfile::TempDir;

use super::postgres::Database;

/// Writes a test once and runs it on both engines: as `name::sqlite` and `name::postgres`.
macro_rules! on_both {
    ($($(#[$meta:meta])* fn $name:ident($fresh:ident) $body:block)+) => {$(
        $(#[$meta])*
        mod $name {
            use super::*;

            fn body($fresh: &$crate::support::fresh::Fresh) $body

            #[test]
            fn sqlite() {
                body(&$crate::support::fresh::Fresh::new(sujarit::store::Engine::Sqlite));
            }

            #[test]
            fn postgres() {
                body(&$crate::support::fresh::Fresh::new(sujarit::store::Engine::Postgres));
            }
        }
    )+};
}
pub(crate) use on_both;

/// An empty database that goes away with this value.
pub struct Fresh {
    /// The open database.
    pub db: Db,
    /// Its address.
    pub target: Target,
    // Fields are dropped in this order: connections first, then what they lead to.
    place: Place,
}

enum Place {
    Folder(TempDir),
    Server(Database),
}

impl Fresh {
    /// An empty database on this engine.
    pub fn new(engine: Engine) -> Self {
        Self::with(engine, &settings())
    }

    /// An empty database with other settings.
    pub fn with(engine: Engine, settings: &Settings) -> Self {
        let (place, target) = match engine {
            Engine::Sqlite => {
                let folder = TempDir::with_prefix("sujarit-test-").unwrap();
                let target = Target::file(folder.path().join("store.db"));
                (Place::Folder(folder), target)
            }
            Engine::Postgres => {
                let database = Database::create();
                let target = Target::parse(&database.url()).unwrap();
                (Place::Server(database), target)
            }
        };
        let db = Db::open(&target, settings).unwrap();
        Self { db, target, place }
    }

    /// Writes and expects it to succeed.
    pub fn write<T, F>(&self, work: F) -> T
    where
        F: FnOnce(&mut Conn) -> Result<T, StoreError> + Send + 'static,
        T: Send + 'static,
    {
        self.db.write_blocking(work).unwrap()
    }

    /// Writes and expects it to be refused.
    pub fn refused<T, F>(&self, work: F) -> StoreError
    where
        F: FnOnce(&mut Conn) -> Result<T, StoreError> + Send + 'static,
        T: Send + 'static,
    {
        self.db.write_blocking(work).err().expect("to be refused")
    }

    /// Reads and expects it to succeed.
    pub fn read<T, F>(&self, work: F) -> T
    where
        F: FnOnce(&mut Conn) -> Result<T, StoreError> + Send + 'static,
        T: Send + 'static,
    {
        self.db.read_blocking(work).unwrap()
    }

    /// Reads and expects nothing to be found.
    pub fn misses<T, F>(&self, work: F)
    where
        F: FnOnce(&mut Conn) -> Result<T, StoreError> + Send + 'static,
        T: Send + 'static,
    {
        assert_eq!(self.db.read_blocking(work).err(), Some(StoreError::NotFound));
    }

    /// A second process' view of the same database.
    pub fn again(&self) -> Db {
        Db::open(&self.target, &settings()).unwrap()
    }

    /// The folder of an SQLite database.
    pub fn folder(&self) -> PathBuf {
        match &self.place {
            Place::Folder(folder) => folder.path().to_owned(),
            Place::Server(_) => panic!("a server has no folder"),
        }
    }

    /// The PostgreSQL database.
    pub fn database(&self) -> &Database {
        match &self.place {
            Place::Folder(_) => panic!("a file is no server"),
            Place::Server(database) => database,
        }
    }
}

/// Few threads and little patience, so that tests are quick.
pub fn settings() -> Settings {
    Settings {
        readers: 2,
        patience: Duration::from_millis(400),
        ..Settings::default()
    }
}
