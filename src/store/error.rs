//! What can go wrong in the store, without a value of any row.

use std::fmt;

use diesel::result::{ConnectionError, DatabaseErrorKind, Error};

/// Which unique key refused a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// The row's own id.
    Id,
    /// The lookup id of a tracking code: the same submission has already arrived.
    Lookup,
    /// The case number of the fiscal year: draw another one.
    Number,
    /// The place of an agency in addresses.
    Slug,
    /// The name an officer signs in with.
    Login,
    /// The version or hash of a directory.
    Version,
    /// Any other.
    Other,
}

/// Why the store did not do what it was asked. Messages of the database are never kept: they quote rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreError {
    /// There is no such row in this agency, or not for this reader.
    NotFound,
    /// The row exists already.
    Duplicate(Key),
    /// Somebody else was faster: read again, then decide again.
    Stale,
    /// A key of somebody who must not receive it: involved, out of office, or without a role for it.
    Barred,
    /// Whoever asked for the write has been signed out or given other roles since the request came in.
    Ended,
    /// The queue is full or another process holds the database: try again in a moment.
    Busy,
    /// The database is gone, read-only or full. Nothing was written.
    Unavailable,
    /// A row holds what its types refuse.
    Damaged,
    /// The database was made by a newer version of the program, or by another program.
    Version,
    /// The query was refused; the words name the class of the fault.
    Query(&'static str),
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound => f.write_str("no such row"),
            Self::Duplicate(key) => write!(f, "the row exists already ({key:?})"),
            Self::Stale => f.write_str("the row has changed in the meantime"),
            Self::Barred => f.write_str("the case must not be sealed to this person"),
            Self::Ended => f.write_str("the session that asked for it has ended"),
            Self::Busy => f.write_str("the database is busy"),
            Self::Unavailable => f.write_str("the database is gone, read-only or full"),
            Self::Damaged => f.write_str("the database holds a row that cannot be read"),
            Self::Version => f.write_str("the database belongs to another version of the program"),
            Self::Query(class) => write!(f, "the database refused a query ({class})"),
        }
    }
}

impl std::error::Error for StoreError {}

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound => Self::NotFound,
            Error::DatabaseError(kind, information) => of_kind(kind, information.message()),
            Error::DeserializationError(_) => Self::Damaged,
            Error::InvalidCString(_) => Self::Query("NUL in a text"),
            Error::SerializationError(_) => Self::Query("a value that cannot be sent"),
            Error::BrokenTransactionManager => Self::Unavailable,
            _ => Self::Query("not understood"),
        }
    }
}

impl From<ConnectionError> for StoreError {
    fn from(error: ConnectionError) -> Self {
        match error {
            ConnectionError::CouldntSetupConfiguration(error) => Self::from(error),
            _ => Self::Unavailable,
        }
    }
}

fn of_kind(kind: DatabaseErrorKind, message: &str) -> StoreError {
    match kind {
        DatabaseErrorKind::UniqueViolation => StoreError::Duplicate(Key::Other),
        DatabaseErrorKind::ForeignKeyViolation => StoreError::Query("foreign key"),
        DatabaseErrorKind::NotNullViolation => StoreError::Query("not null"),
        DatabaseErrorKind::CheckViolation => StoreError::Query("check"),
        DatabaseErrorKind::SerializationFailure => StoreError::Busy,
        DatabaseErrorKind::ReadOnlyTransaction
        | DatabaseErrorKind::ClosedConnection
        | DatabaseErrorKind::UnableToSendCommand => StoreError::Unavailable,
        _ => of_message(message),
    }
}

/// Both engines tell these faults apart in words only. The words are matched and dropped.
fn of_message(message: &str) -> StoreError {
    const BUSY: &[&str] = &[
        "database is locked",
        "database table is locked",
        "database schema is locked",
        "deadlock detected",
        "due to lock timeout",
        "too many clients",
        "remaining connection slots",
    ];
    const UNAVAILABLE: &[&str] = &[
        "database or disk is full",
        "readonly database",
        "disk I/O error",
        "unable to open database file",
        "out of memory",
        "No space left on device",
        "could not extend file",
        "terminating connection",
        "the database system is",
    ];
    const DAMAGED: &[&str] = &[
        "disk image is malformed",
        "file is not a database",
        "cannot store",
    ];
    let says = |words: &[&str]| words.iter().any(|word| message.contains(word));
    if says(BUSY) {
        StoreError::Busy
    } else if says(UNAVAILABLE) {
        StoreError::Unavailable
    } else if says(DAMAGED) {
        StoreError::Damaged
    } else {
        StoreError::Query("not understood")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_of_the_database_never_survives() {
        let sentinel = "Key (lookup_id)=(SENTINEL) already exists";
        for kind in [
            DatabaseErrorKind::UniqueViolation,
            DatabaseErrorKind::ForeignKeyViolation,
            DatabaseErrorKind::CheckViolation,
            DatabaseErrorKind::Unknown,
        ] {
            let error = StoreError::from(Error::DatabaseError(kind, Box::new(sentinel.to_owned())));
            assert!(!format!("{error} {error:?}").contains("SENTINEL"));
        }
        let error = StoreError::from(Error::DeserializationError("SENTINEL".into()));
        assert_eq!(error, StoreError::Damaged);
    }

    #[test]
    fn locked_and_full_databases_are_told_apart() {
        assert_eq!(of_message("database is locked"), StoreError::Busy);
        assert_eq!(of_message("database or disk is full"), StoreError::Unavailable);
        assert_eq!(
            of_message("database disk image is malformed"),
            StoreError::Damaged
        );
        assert_eq!(
            of_message("syntax error at or near"),
            StoreError::Query("not understood")
        );
    }
}
