//! The receiver directory: which keys may be sealed to, signed by the agency's root key. A key that is only in
//! the database, and not in here, receives nothing.

use super::digest::sha256;
use super::directory_json;
use super::error::VaultError;
use super::id::{InstanceId, KeyId};
use super::identity::{Identity, KnownKeys, PublicIdentity, SUITE, verify};
use super::label;
use super::wrap::WrapRole;

/// What a key in the directory may be used as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DirectoryRole {
    /// An officer who may be on a panel.
    Officer,
    /// A custodian of identities.
    Custodian,
    /// The agency's recovery key.
    Recovery,
    /// The outside body.
    Referral,
}

impl DirectoryRole {
    /// The role a wrap to such a key carries.
    pub fn wrap_role(self) -> WrapRole {
        match self {
            Self::Officer => WrapRole::Officer,
            Self::Custodian => WrapRole::Custodian,
            Self::Recovery => WrapRole::Recovery,
            Self::Referral => WrapRole::Referral,
        }
    }
}

/// One key of the directory. Carries no name, only an opaque unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectoryEntry {
    /// The public keys.
    pub key: PublicIdentity,
    /// What for. A key with two roles has two entries.
    pub role: DirectoryRole,
    /// The unit, opaque bytes.
    pub unit: Vec<u8>,
    /// Seconds since the epoch; not to be sealed to before.
    pub not_before: i64,
    /// Seconds since the epoch; not to be sealed to at or after.
    pub not_after: i64,
    /// Never to be sealed to again; kept so that old signatures can still be checked.
    pub revoked: bool,
}

/// A directory. Times are seconds since the epoch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directory {
    /// The installation it is for.
    pub instance: InstanceId,
    /// Only grows.
    pub version: u64,
    /// When it was signed.
    pub issued: i64,
    /// When it ends.
    pub expires: i64,
    /// The lowest suite sealers may use.
    pub min_suite: u16,
    /// The key that signs audit heads, once there is one.
    pub log_pk: Option<[u8; 32]>,
    /// The keys.
    pub entries: Vec<DirectoryEntry>,
    /// SHA-256 of the bytes of the version before; zeros for the first.
    pub prev: [u8; 32],
}

/// The exact bytes of a directory and the root key's signature over them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedDirectory {
    /// Stored and published as they are.
    pub bytes: Vec<u8>,
    /// Of the root key.
    pub signature: [u8; 64],
}

/// A directory whose signature, place and dates were checked. Sealing takes recipients from nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedDirectory {
    directory: Directory,
    hash: [u8; 32],
    bytes_sha256: [u8; 32],
}

/// Somebody who may be sealed to. Comes only from [`VerifiedDirectory::recipient`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recipient {
    key: PublicIdentity,
    role: WrapRole,
}

impl Recipient {
    /// The public keys.
    pub fn key(&self) -> PublicIdentity {
        self.key
    }

    /// The name of those keys.
    pub fn key_id(&self) -> KeyId {
        self.key.key_id()
    }

    /// As what.
    pub fn role(&self) -> WrapRole {
        self.role
    }
}

impl Directory {
    /// Writes and signs the directory. The bytes are final: nothing ever writes them again from fields.
    pub fn sign(&self, root: &Identity) -> SignedDirectory {
        let bytes = directory_json::write(self);
        let signature = root.sign(label::DIRECTORY, &[&bytes]);
        SignedDirectory { bytes, signature }
    }

    /// Reads directory bytes strictly but unverified, to show what they say. Nothing can be sealed with it.
    pub fn read_unverified(bytes: &[u8]) -> Result<Self, VaultError> {
        Ok(directory_json::read(bytes)?)
    }

    /// A directory that follows `previous`, one version later, with everything else as given.
    #[must_use]
    pub fn following(self, previous: &VerifiedDirectory) -> Self {
        Self {
            version: previous.version().saturating_add(1),
            prev: previous.bytes_sha256,
            ..self
        }
    }

    fn is_sound(&self, longest_validity: i64) -> bool {
        let period = self.expires.checked_sub(self.issued);
        let mut roles: Vec<(KeyId, WrapRole)> = self
            .entries
            .iter()
            .map(|entry| (entry.key.key_id(), entry.role.wrap_role()))
            .collect();
        roles.sort_unstable_by_key(|(key, role)| (*key, role.number()));
        roles.dedup();
        period.is_some_and(|period| (1..=longest_validity).contains(&period))
            && self.min_suite == SUITE
            && roles.len() == self.entries.len()
            && self
                .entries
                .iter()
                .all(|entry| entry.not_before < entry.not_after)
    }
}

impl VerifiedDirectory {
    /// Checks bytes from a store or the net: the root key's signature first, then form, instance, dates.
    /// `longest_validity` is in seconds (the product allows 400 days). `Expired` only for a directory that is
    /// otherwise sound.
    pub fn verify(
        bytes: &[u8],
        signature: &[u8; 64],
        root_sig_pk: &[u8; 32],
        instance: &InstanceId,
        longest_validity: i64,
        now: i64,
    ) -> Result<Self, VaultError> {
        let verified = Self::verify_undated(bytes, signature, root_sig_pk, instance, longest_validity)?;
        verified.check_in_force(now)?;
        Ok(verified)
    }

    /// `Expired` unless the directory may be sealed with at `now`, in seconds since the epoch.
    pub fn check_in_force(&self, now: i64) -> Result<(), VaultError> {
        if (self.directory.issued..self.directory.expires).contains(&now) {
            Ok(())
        } else {
            Err(VaultError::Expired)
        }
    }

    /// As [`VerifiedDirectory::verify`] but for any date: to check old signatures, never to seal.
    pub fn verify_undated(
        bytes: &[u8],
        signature: &[u8; 64],
        root_sig_pk: &[u8; 32],
        instance: &InstanceId,
        longest_validity: i64,
    ) -> Result<Self, VaultError> {
        verify(root_sig_pk, label::DIRECTORY, &[bytes], signature)?;
        let directory = directory_json::read(bytes)?;
        if directory.instance != *instance || !directory.is_sound(longest_validity) {
            return Err(VaultError::Damaged);
        }
        Ok(Self {
            directory,
            hash: sha256(&[label::DIRECTORY, bytes]),
            bytes_sha256: sha256(&[bytes]),
        })
    }

    /// The fields.
    pub fn directory(&self) -> &Directory {
        &self.directory
    }

    /// The installation it is for.
    pub fn instance(&self) -> InstanceId {
        self.directory.instance
    }

    /// Its version.
    pub fn version(&self) -> u64 {
        self.directory.version
    }

    /// What headers name it by.
    pub fn hash(&self) -> [u8; 32] {
        self.hash
    }

    /// The keys.
    pub fn entries(&self) -> &[DirectoryEntry] {
        &self.directory.entries
    }

    /// Checks that `next` directly follows this directory: a higher version that names these very bytes.
    pub fn check_successor(&self, next: &Self) -> Result<(), VaultError> {
        let follows = next.directory.instance == self.directory.instance
            && next.directory.version > self.directory.version
            && next.directory.prev == self.bytes_sha256;
        if follows { Ok(()) } else { Err(VaultError::Refused) }
    }

    /// The recipient with this key and role, if the directory is in force and the key valid at `now` (seconds
    /// since the epoch). `Refused` for a key that is not in here or revoked, `Expired` for one out of date.
    pub fn recipient(&self, key: &KeyId, role: WrapRole, now: i64) -> Result<Recipient, VaultError> {
        let entry = self
            .entries()
            .iter()
            .find(|entry| entry.role.wrap_role() == role && entry.key.key_id() == *key && !entry.revoked)
            .ok_or(VaultError::Refused)?;
        let in_force = (self.directory.issued..self.directory.expires).contains(&now)
            && (entry.not_before..entry.not_after).contains(&now);
        if in_force {
            Ok(Recipient { key: entry.key, role })
        } else {
            Err(VaultError::Expired)
        }
    }
}

impl KnownKeys for VerifiedDirectory {
    /// Any key that is or was in the directory, revoked ones too: what they signed while they were valid must
    /// stay readable. New objects are checked against [`VerifiedDirectory::recipient`] when they arrive.
    fn find(&self, key: &KeyId) -> Option<PublicIdentity> {
        self.entries()
            .iter()
            .map(|entry| entry.key)
            .find(|public| public.key_id() == *key)
    }
}
