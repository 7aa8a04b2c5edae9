//! The vault: bytes in, bytes out, no IO, no clock and no randomness of its own.
//!
//! It implements the Sujarit envelope, format version 1, suite 1: DHKEM(X25519), HKDF-SHA256 and
//! AES-256-GCM by HPKE (RFC 9180) for key wraps, AES-256-GCM in STREAM form for records, Ed25519 for
//! signatures, Argon2id for passwords. A case has up to three compartments, each with its own random key;
//! the key is wrapped to every reader, and nothing at rest on the server opens a case by itself.
//!
//! Reading order: [`code`], [`identity`], [`locked_key`], [`directory`], [`header`], [`wrap`], [`record`],
//! [`compartment`], [`submission`].

mod aead;
pub mod audit;
mod bytes;
pub mod code;
pub mod compartment;
pub mod derivations;
pub(crate) mod digest;
pub mod directory;
mod directory_json;
pub mod edition_seal;
pub mod error;
pub mod form_mac;
pub mod header;
pub mod id;
pub mod identity;
mod kedmanee;
pub(crate) mod label;
pub mod locked_key;
pub mod padding;
pub mod random;
pub mod record;
pub mod record_stream;
pub mod recovery;
mod reed_solomon;
pub mod session_key;
pub mod small_box;
mod spelling;
mod stream;
pub mod submission;
#[cfg(test)]
mod tests;
pub mod token;
pub mod totp;
pub mod wrap;

pub use audit::LogKey;
pub use code::{CodeKeys, Reading, TrackingCode};
pub use compartment::{
    CompartmentKey, Expected, NewCompartment, SealedCompartment, open_compartment, rotate_compartment,
    unlock_compartment,
};
pub use derivations::{Derivations, Permit};
pub use directory::{Directory, DirectoryEntry, DirectoryRole, Recipient, VerifiedDirectory};
pub use error::{Flaw, VaultError};
pub use form_mac::FormKey;
pub use header::{Compartment, Header};
pub use id::{InstanceId, KeyId};
pub use identity::{Identity, KnownKeys, PublicIdentity};
pub use locked_key::Cost;
pub use random::{RandomFailed, Rng};
pub use record::{NewRecord, RecordKind, SealedRecord};
pub use record_stream::{RecordOpener, RecordSealer};
pub use session_key::SessionSecret;
pub use submission::{AcceptedSubmission, Submission, SubmissionRules};
pub use token::{Claims, TokenKey};
pub use wrap::{SealedWrap, WrapRole};
