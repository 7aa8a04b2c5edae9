//! One connection to either engine, and the few statements that differ between them.

use std::path::Path;
use std::time::Duration;

use diesel::connection::{AnsiTransactionManager, Connection, SimpleConnection, TransactionManager};
use diesel::result::QueryResult;
use diesel::sql_types::Integer;
use diesel::sqlite::SqliteConnection;
use diesel::{QueryableByName, RunQueryDsl};

use super::error::StoreError;
use super::postgres::{self, PgConn};
use super::target::{Engine, Place, Target};

/// A connection to one of the two engines. It lives on a thread of the store.
pub enum Conn {
    /// The bundled SQLite.
    Sqlite(Box<SqliteConnection>),
    /// PostgreSQL.
    Postgres(Box<PgConn>),
}

/// Runs the same body on whichever connection it is; the compiler checks it against both engines.
macro_rules! each {
    ($conn:expr, $c:ident => $body:expr) => {
        match $conn {
            $crate::store::Conn::Sqlite(c) => {
                let $c = c.as_mut();
                $body
            }
            $crate::store::Conn::Postgres(c) => {
                let $c = c.as_mut();
                $body
            }
        }
    };
}
pub(super) use each;

/// What SQLite says of a checkpoint; the two other columns count pages.
#[derive(QueryableByName)]
struct Checkpointed {
    #[diesel(sql_type = Integer)]
    busy: i32,
}

/// What a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// The one that writes.
    Write,
    /// One of those that only read; the engine itself refuses writes on it.
    Read,
}

/// Whether a missing SQLite file is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Missing {
    /// At the first start.
    Create,
    /// Ever after: a file that has gone away must not come back empty.
    Refuse,
}

impl Conn {
    pub(super) fn open(
        target: &Target,
        purpose: Purpose,
        missing: Missing,
        patience: Duration,
    ) -> Result<Self, StoreError> {
        match &target.0 {
            Place::File(path) => sqlite(path, purpose, missing, patience).map(|c| Self::Sqlite(Box::new(c))),
            Place::Server(config) => {
                let mut conn = postgres::connect(config, patience)?;
                if purpose == Purpose::Read {
                    conn.batch_execute("SET default_transaction_read_only = on")?;
                }
                Ok(Self::Postgres(Box::new(conn)))
            }
        }
    }

    /// A connection outside the store's own threads, for looking after the database: its migrations, its
    /// tests. Call it on a thread without an asynchronous runtime.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] or [`StoreError::Busy`].
    pub fn alone(target: &Target) -> Result<Self, StoreError> {
        Self::open(target, Purpose::Write, Missing::Refuse, Duration::from_secs(5))
    }

    /// The engine behind it.
    pub const fn engine(&self) -> Engine {
        match self {
            Self::Sqlite(_) => Engine::Sqlite,
            Self::Postgres(_) => Engine::Postgres,
        }
    }

    /// Begins a transaction that writes. SQLite takes its write lock at once: one that reads first and
    /// writes later fails however long it is willing to wait.
    pub(super) fn begin_write(&mut self) -> Result<(), StoreError> {
        self.statement(match self.engine() {
            Engine::Sqlite => "BEGIN IMMEDIATE",
            Engine::Postgres => "BEGIN",
        })
    }

    /// Begins a transaction that reads: all its queries see the same moment.
    pub(super) fn begin_read(&mut self) -> Result<(), StoreError> {
        self.statement(match self.engine() {
            Engine::Sqlite => "BEGIN",
            Engine::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY",
        })
    }

    pub(super) fn commit(&mut self) -> Result<(), StoreError> {
        self.statement("COMMIT")
    }

    pub(super) fn roll_back(&mut self) -> Result<(), StoreError> {
        self.statement("ROLLBACK")
    }

    pub(super) fn mark(&mut self) -> Result<(), StoreError> {
        self.statement("SAVEPOINT job")
    }

    pub(super) fn keep(&mut self) -> Result<(), StoreError> {
        self.statement("RELEASE SAVEPOINT job")
    }

    pub(super) fn undo(&mut self) -> Result<(), StoreError> {
        self.statement("ROLLBACK TO SAVEPOINT job; RELEASE SAVEPOINT job")
    }

    /// Moves what the write-ahead log of SQLite holds into the database file and empties the log: it would
    /// show the last changes in their order, and rows that have been deleted since. PostgreSQL looks after
    /// its own log. Only outside a transaction.
    ///
    /// # Errors
    /// [`StoreError::Busy`] while a reader still needs the log.
    pub(super) fn empty_log(&mut self) -> Result<(), StoreError> {
        self.checkpoint("PRAGMA wal_checkpoint(TRUNCATE)")
    }

    /// Moves what the write-ahead log of SQLite holds into the database file as far as nobody has to wait for it: the
    /// writer goes on meanwhile. Only outside a transaction.
    ///
    /// # Errors
    /// [`StoreError::Busy`] while another connection does the same.
    pub(super) fn move_log(&mut self) -> Result<(), StoreError> {
        self.checkpoint("PRAGMA wal_checkpoint(PASSIVE)")
    }

    fn checkpoint(&mut self, pragma: &str) -> Result<(), StoreError> {
        let Self::Sqlite(c) = self else {
            return Ok(());
        };
        let done: Checkpointed = diesel::sql_query(pragma).get_result(c.as_mut())?;
        if done.busy == 0 {
            Ok(())
        } else {
            Err(StoreError::Busy)
        }
    }

    /// Empties SQLite's log of changes, and lets PostgreSQL clean the tables that a purge deletes from. Only outside a
    /// transaction.
    ///
    /// # Errors
    /// [`StoreError::Busy`] while a reader still needs what was deleted.
    pub(super) fn forget_deleted(&mut self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(_) => self.empty_log(),
            Self::Postgres(c) => Ok(c.batch_execute(
                "VACUUM wraps, envelopes, records, events, log_entries, outbox, log_mails, report_drafts, \
                 report_proposals, case_units",
            )?),
        }
    }

    pub(super) fn lock_for_migrations(&mut self) -> Result<(), StoreError> {
        // Any number serves; it is the letters "suja" and means nothing else.
        const LOCK: i64 = 0x7375_6a61;
        match self {
            Self::Sqlite(c) => Ok(AnsiTransactionManager::begin_transaction_sql(
                c.as_mut(),
                "BEGIN IMMEDIATE",
            )?),
            Self::Postgres(c) => {
                begin(c.as_mut())?;
                Ok(c.batch_execute(&format!("SELECT pg_advisory_xact_lock({LOCK})"))?)
            }
        }
    }

    pub(super) fn unlock_after_migrations(&mut self, good: bool) -> Result<(), StoreError> {
        each!(self, c => Ok(if good { commit(c) } else { roll_back(c) }?))
    }

    fn statement(&mut self, sql: &str) -> Result<(), StoreError> {
        each!(self, c => Ok(c.batch_execute(sql)?))
    }
}

fn begin<C: Connection>(conn: &mut C) -> QueryResult<()> {
    C::TransactionManager::begin_transaction(conn)
}

fn commit<C: Connection>(conn: &mut C) -> QueryResult<()> {
    C::TransactionManager::commit_transaction(conn)
}

fn roll_back<C: Connection>(conn: &mut C) -> QueryResult<()> {
    C::TransactionManager::rollback_transaction(conn)
}

/// A commit of many jobs fits into this memory (KiB). The log is moved into the file by a thread of its own
/// ([`super::checkpointer`]); the writer does it itself only where that one cannot keep up, at 128 MiB. Neither touches
/// durability, which is the log's.
const WRITER: &str = "PRAGMA cache_size = -8192; PRAGMA wal_autocheckpoint = 32768;";

fn sqlite(
    path: &Path,
    purpose: Purpose,
    missing: Missing,
    patience: Duration,
) -> Result<SqliteConnection, StoreError> {
    let mut conn = SqliteConnection::establish(&address(path, missing)?)?;
    let wait = patience.as_millis();
    conn.batch_execute(&format!("PRAGMA busy_timeout = {wait};"))?;
    conn.batch_execute(
        "PRAGMA journal_mode = WAL; \
         PRAGMA synchronous = FULL; \
         PRAGMA foreign_keys = ON; \
         PRAGMA secure_delete = ON; \
         PRAGMA temp_store = MEMORY; \
         PRAGMA trusted_schema = OFF; \
         PRAGMA cell_size_check = ON;",
    )?;
    conn.batch_execute(match purpose {
        Purpose::Read => "PRAGMA query_only = ON",
        Purpose::Write => WRITER,
    })?;
    Ok(conn)
}

/// The file as SQLite's own kind of address, the only way to say whether it may be made.
fn address(path: &Path, missing: Missing) -> Result<String, StoreError> {
    use std::fmt::Write as _;

    let path = std::path::absolute(path).map_err(|_| StoreError::Unavailable)?;
    let text = path.to_str().ok_or(StoreError::Query("path"))?;
    let mut address = String::from("file:");
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' => {
                address.push(char::from(byte));
            }
            // Writing to a string cannot fail.
            _ => drop(write!(address, "%{byte:02x}")),
        }
    }
    address.push_str(match missing {
        Missing::Create => "?mode=rwc",
        Missing::Refuse => "?mode=rw",
    });
    Ok(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(QueryableByName)]
    struct BuiltWith {
        #[diesel(sql_type = diesel::sql_types::Text)]
        compile_options: String,
    }

    #[test]
    fn the_bundled_sqlite_plans_a_prepared_statement_once() {
        let mut conn = SqliteConnection::establish(":memory:").unwrap();
        let options: Vec<BuiltWith> = diesel::sql_query("PRAGMA compile_options")
            .load(&mut conn)
            .unwrap();
        let has = |name: &str| options.iter().any(|option| option.compile_options == name);
        assert!(has("ENABLE_QPSG"), "see .cargo/config.toml");
        assert!(!has("ENABLE_MEMORY_MANAGEMENT"), "see .cargo/config.toml");
    }

    #[test]
    fn a_path_with_any_letters_becomes_one_file() {
        let written = address(Path::new("/a b/ข?mode=memory#%"), Missing::Refuse).unwrap();
        assert_eq!(written, "file:/a%20b/%e0%b8%82%3fmode%3dmemory%23%25?mode=rw");
    }
}
