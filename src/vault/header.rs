//! `WBC1`: the head of a compartment. It names the case, commits to the key, names its author and carries the
//! reporter's public keys, so that officers can seal to the reporter later.

use super::bytes::Reader;
use super::compartment::Expected;
use super::digest::{hkdf, sha256};
use super::error::{Flaw, VaultError};
use super::id::{InstanceId, KeyId};
use super::identity::{Identity, KnownKeys, PublicIdentity, SUITE};
use super::label;

const MAGIC: &[u8; 4] = b"WBC1";

/// One of the three separately keyed parts of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Compartment {
    /// Report, attachments and messages: reporter, officers, recovery.
    Channel = 1,
    /// Notes and findings: officers and recovery, never the reporter.
    Internal = 2,
    /// What names the reporter: custodians, recovery, reporter.
    Identity = 3,
}

impl Compartment {
    /// Its number in the format, 1 to 3.
    pub fn number(self) -> u8 {
        match self {
            Self::Channel => 1,
            Self::Internal => 2,
            Self::Identity => 3,
        }
    }

    /// From its number in the format.
    pub fn from_number(number: u8) -> Option<Self> {
        match number {
            1 => Some(Self::Channel),
            2 => Some(Self::Internal),
            3 => Some(Self::Identity),
            _ => None,
        }
    }

    /// Whether the reporter is among its readers.
    pub fn has_reporter(self) -> bool {
        self != Self::Internal
    }
}

/// A parsed compartment header. Parsing proves nothing; see [`Header::verify`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Which part of the case.
    pub compartment: Compartment,
    /// The installation.
    pub instance: InstanceId,
    /// The case: 16 random bytes.
    pub case_id: [u8; 16],
    /// 0 at creation, one more at each change of the key.
    pub epoch: u32,
    /// Version of the receiver directory the sealer used.
    pub directory_version: u64,
    /// Hash of that directory.
    pub directory_hash: [u8; 32],
    /// Header hash of the epoch before; zeros at epoch 0.
    pub prev: [u8; 32],
    /// Commitment to the compartment's key.
    pub dek_commit: [u8; 32],
    /// Who made this header.
    pub author: KeyId,
    /// The reporter's public keys; absent in the internal compartment.
    pub reporter: Option<PublicIdentity>,
}

impl Header {
    /// Everything before the signature.
    fn unsigned(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(310);
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&SUITE.to_be_bytes());
        out.extend_from_slice(&[self.compartment.number(), 0]);
        out.extend_from_slice(&self.instance.0);
        out.extend_from_slice(&self.case_id);
        out.extend_from_slice(&self.epoch.to_be_bytes());
        out.extend_from_slice(&self.directory_version.to_be_bytes());
        for field in [&self.directory_hash, &self.prev, &self.dek_commit, &self.author.0] {
            out.extend_from_slice(field);
        }
        match &self.reporter {
            Some(reporter) => {
                out.extend_from_slice(&reporter.sig_pk);
                out.extend_from_slice(&[0, 32]);
                out.extend_from_slice(&reporter.kem_pk);
            }
            None => out.extend_from_slice(&[0; 34]),
        }
        out
    }

    /// What wraps and records name this header by.
    pub fn hash(&self) -> [u8; 32] {
        sha256(&[label::CASE_HEADER, &self.unsigned()])
    }

    /// The bytes to store: fields and the author's signature.
    pub(super) fn signed(&self, author: &Identity) -> Vec<u8> {
        let mut out = self.unsigned();
        let signature = author.sign(label::CASE_HEADER_SIG, &[&out]);
        out.extend_from_slice(&signature);
        out
    }

    /// Reads header bytes strictly: exact length, no unknown value, no field out of its place.
    pub fn parse(bytes: &[u8]) -> Result<(Self, [u8; 64]), Flaw> {
        let mut reader = Reader::new(bytes);
        reader.constant(MAGIC)?;
        if reader.u16()? != SUITE {
            return Err(Flaw::Suite);
        }
        let compartment = Compartment::from_number(reader.byte()?).ok_or(Flaw::Parse)?;
        reader.constant(&[0])?;
        let instance = InstanceId(reader.array()?);
        let case_id = reader.array()?;
        let epoch = reader.u32()?;
        let directory_version = reader.u64()?;
        let (directory_hash, prev, dek_commit) = (reader.array()?, reader.array()?, reader.array()?);
        let author = KeyId(reader.array()?);
        let sig_pk = reader.array()?;
        let reporter = if compartment.has_reporter() {
            reader.constant(&[0, 32])?;
            Some(PublicIdentity {
                kem_pk: reader.array()?,
                sig_pk,
            })
        } else {
            reader.constant(&[0, 0])?;
            if sig_pk != [0; 32] {
                return Err(Flaw::Parse);
            }
            None
        };
        let signature = reader.array()?;
        reader.end()?;
        if (epoch == 0) != (prev == [0; 32]) {
            return Err(Flaw::Parse);
        }
        let header = Self {
            compartment,
            instance,
            case_id,
            epoch,
            directory_version,
            directory_hash,
            prev,
            dek_commit,
            author,
            reporter,
        };
        Ok((header, signature))
    }

    /// The public identity of `key`, if it is this case's reporter or known from elsewhere.
    pub(super) fn signer(&self, key: &KeyId, keys: &impl KnownKeys) -> Result<PublicIdentity, Flaw> {
        let reporter = self.reporter.filter(|reporter| reporter.key_id() == *key);
        reporter
            .or_else(|| keys.find(key).filter(|found| found.key_id() == *key))
            .ok_or(Flaw::Signature)
    }

    /// Checks the author: the reporter for a first header that has one, otherwise a key known to `keys`.
    pub fn verify(&self, signature: &[u8; 64], keys: &impl KnownKeys) -> Result<(), Flaw> {
        let author = self.signer(&self.author, keys)?;
        let by_reporter = self.reporter == Some(author);
        if by_reporter != (self.epoch == 0 && self.compartment.has_reporter()) {
            return Err(Flaw::Policy);
        }
        author.verify(label::CASE_HEADER_SIG, &[&self.unsigned()], signature)
    }

    /// Reads the header that must stand at this place and checks its author. Proves nothing about its key: that is
    /// what opening a wrap does.
    pub fn open(bytes: &[u8], keys: &impl KnownKeys, expected: &Expected) -> Result<Self, Flaw> {
        let (header, signature) = Self::parse(bytes)?;
        if header.place() != *expected {
            return Err(Flaw::Policy);
        }
        header.verify(&signature, keys)?;
        Ok(header)
    }

    /// Checks that `next` is the next epoch of this compartment: it names this very header and the same reporter.
    pub fn check_successor(&self, next: &Self) -> Result<(), VaultError> {
        let place = Expected {
            epoch: self.epoch.checked_add(1).ok_or(VaultError::Damaged)?,
            ..self.place()
        };
        if next.place() == place && next.prev == self.hash() && next.reporter == self.reporter {
            Ok(())
        } else {
            Err(VaultError::Damaged)
        }
    }

    /// What the key derivations are bound to: suite, compartment, instance, case and epoch.
    fn context(&self) -> Vec<u8> {
        let mut out = SUITE.to_be_bytes().to_vec();
        out.push(self.compartment.number());
        out.extend_from_slice(&self.instance.0);
        out.extend_from_slice(&self.case_id);
        out.extend_from_slice(&self.epoch.to_be_bytes());
        out
    }

    /// The commitment to `dek` that a header of this place must carry.
    pub(super) fn commitment(&self, dek: &[u8; 32]) -> [u8; 32] {
        let context = self.context();
        *hkdf(&[label::CASE], dek, &[label::DEK_COMMIT, &context])
    }

    /// The root of all record keys.
    pub(super) fn records_root(&self, dek: &[u8; 32]) -> zeroize::Zeroizing<[u8; 32]> {
        let context = self.context();
        hkdf(&[label::CASE], dek, &[label::RECORDS, &context])
    }
}
