//! What can go wrong, told twice: [`Flaw`] names the check that failed (for tests and for the audit log),
//! [`VaultError`] is all that anybody outside may be told.

use std::fmt;

/// The check an object failed. Names a place in the format, never content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// Wrong length, magic, reserved byte or unknown value.
    Parse,
    /// A suite this version does not read.
    Suite,
    /// Well formed, but not what the caller asked for (other case, row, kind, recipient, epoch).
    Policy,
    /// The key does not match the commitment made by the sealer.
    Commit,
    /// The authentication tag is wrong, or key agreement failed.
    Aead,
    /// A signature does not verify strictly, or its maker is unknown.
    Signature,
    /// Framing or padding is not the canonical one.
    Padding,
}

/// Failure of a vault operation. `Display` carries no content, code, key or address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VaultError {
    /// The code or password is wrong or mistyped.
    Mistyped,
    /// The object is damaged or was altered, or belongs somewhere else.
    Damaged,
    /// Too many password checks are waiting; try again shortly.
    Busy,
    /// The operating system gave no random bytes; nothing was issued.
    Random,
    /// A directory, key or token is not valid at the given time.
    Expired,
    /// The caller asked for something the rules forbid (for example a second key for one reader).
    Refused,
}

impl fmt::Display for VaultError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Mistyped => "wrong or mistyped code or password",
            Self::Damaged => "this item is damaged or was altered",
            Self::Busy => "too many sign-ins at this moment",
            Self::Random => "no random bytes available",
            Self::Expired => "not valid at this time",
            Self::Refused => "not permitted",
        })
    }
}

impl std::error::Error for VaultError {}

impl From<Flaw> for VaultError {
    fn from(_: Flaw) -> Self {
        Self::Damaged
    }
}
