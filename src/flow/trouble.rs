//! What can go wrong below a flow that its visitor can do nothing about, except to try again.

use crate::store::StoreError;
use crate::vault::error::VaultError;
use crate::vault::random::RandomFailed;

/// A failure inside. It never carries content; the web layer turns it into a page that says what to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Too much at once, or the database is locked for the moment: the same request may succeed in a minute.
    Busy,
    /// The store is gone, read-only or full: an operator has to look.
    Unavailable,
    /// Something stored does not verify.
    Damaged,
    /// The directory of keys is missing or has expired: nothing can be sealed until it is renewed with the kit.
    Closed,
    /// Whoever asks has been signed out or given other roles while the request was on its way.
    Ended,
    /// A defect of the program or the machine.
    Broken,
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy => Self::Busy,
            StoreError::Unavailable => Self::Unavailable,
            StoreError::Damaged => Self::Damaged,
            StoreError::Ended => Self::Ended,
            StoreError::NotFound
            | StoreError::Duplicate(_)
            | StoreError::Stale
            | StoreError::Barred
            | StoreError::Version
            | StoreError::Query(_) => Self::Broken,
        }
    }
}

impl From<RandomFailed> for Trouble {
    fn from(_: RandomFailed) -> Self {
        Self::Broken
    }
}

impl From<VaultError> for Trouble {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::Busy => Self::Busy,
            VaultError::Expired => Self::Closed,
            VaultError::Mistyped | VaultError::Damaged => Self::Damaged,
            VaultError::Random | VaultError::Refused => Self::Broken,
        }
    }
}
