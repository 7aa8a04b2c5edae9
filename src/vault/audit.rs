//! The audit chain `WBA1` (envelope §7): each entry names the hash of the one before, and the end of each day is
//! signed with a key that lies outside the database.

use data_encoding::HEXLOWER;
use ed25519_dalek::{Signer, SigningKey};
use zeroize::ZeroizeOnDrop;

use super::digest::sha256;
use super::error::VaultError;
use super::id::{InstanceId, crockford_groups};
use super::identity::verify;
use super::label;

/// What the hash of an entry is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link<'a> {
    /// The place in the chain, from 0 without gaps.
    pub seq: u64,
    /// The hash of the entry before; zeros for the first.
    pub prev: &'a [u8; 32],
    /// Seconds since the epoch.
    pub at: i64,
    /// Who did it; zeros for nobody.
    pub actor: &'a [u8; 16],
    /// The code of what was done.
    pub action: u16,
    /// To what.
    pub object: &'a [u8; 16],
    /// The hash of the detail.
    pub detail_hash: &'a [u8; 32],
}

impl Link<'_> {
    /// `entry_hash`.
    pub fn hash(&self) -> [u8; 32] {
        sha256(&[
            label::AUDIT,
            &self.seq.to_be_bytes(),
            self.prev,
            &self.at.to_be_bytes(),
            self.actor,
            &self.action.to_be_bytes(),
            self.object,
            self.detail_hash,
        ])
    }
}

/// `H(nonce || json)`: the chain holds when nonce and JSON are erased.
pub fn detail_hash(nonce: &[u8; 16], json: &str) -> [u8; 32] {
    sha256(&[nonce, json.as_bytes()])
}

/// The hash of a row that an entry vouches for.
pub fn row_hash(content: &[u8]) -> [u8; 32] {
    sha256(&[label::AUDIT_ROW, content])
}

/// What is signed of the end of a day: not the place in the chain, which would tell how much happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignedHead {
    /// The installation.
    pub instance: InstanceId,
    /// The agency.
    pub agency: [u8; 16],
    /// The day that ended, in days since 1970-01-01.
    pub day: i32,
    /// The hash of the last entry of the chain.
    pub hash: [u8; 32],
}

impl SignedHead {
    /// Checks a signature strictly.
    ///
    /// # Errors
    /// [`VaultError::Damaged`].
    pub fn verify(&self, log_key: &[u8; 32], signature: &[u8; 64]) -> Result<(), VaultError> {
        let day = self.day.to_be_bytes();
        Ok(verify(log_key, label::AUDIT_HEAD, &self.parts(&day), signature)?)
    }

    fn parts<'a>(&'a self, day: &'a [u8; 4]) -> [&'a [u8]; 4] {
        [&self.instance.0, &self.agency, day, &self.hash]
    }
}

/// The key that signs heads. Wiped when dropped; has no `Debug`.
#[derive(ZeroizeOnDrop)]
pub struct LogKey(SigningKey);

impl LogKey {
    /// From the 32 bytes of its file.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// Its public half.
    pub fn public(&self) -> [u8; 32] {
        self.0.verifying_key().to_bytes()
    }

    /// Signs a head.
    pub fn sign(&self, head: &SignedHead) -> [u8; 64] {
        let day = head.day.to_be_bytes();
        let message = [&[label::AUDIT_HEAD], head.parts(&day).as_slice()]
            .concat()
            .concat();
        self.0.sign(&message).to_bytes()
    }
}

/// For people to compare by eye: eight groups of four, as of every other key.
pub fn fingerprint(log_key: &[u8; 32]) -> String {
    let hash = sha256(&[label::LOG_FINGERPRINT, log_key]);
    let (first, _) = hash.split_at(20);
    crockford_groups(first)
}

/// Bytes as pages and mails spell them.
pub fn spelled(bytes: &[u8]) -> String {
    HEXLOWER.encode(bytes)
}
