//! Compartments as the rest of the house uses them: open one, let readers in, seal and open its records.

use zeroize::Zeroizing;

use super::aead::{Bulk, Portable};
use super::directory::{Recipient, VerifiedDirectory};
use super::error::{Flaw, VaultError};
use super::header::{Compartment, Header};
use super::id::{InstanceId, KeyId};
use super::identity::{Identity, KnownKeys, PublicIdentity};
use super::random::Rng;
use super::record::{self, NewRecord, RecordHeader, RecordKind, SealedRecord};
use super::record_stream::{RecordOpener, RecordSealer};
use super::stream::{BodyOpener, BodySealer, OpenFailure};
use super::wrap::{self, SealedWrap, Wrap, WrapRole};

/// A compartment to be made.
pub struct NewCompartment<'a> {
    /// The installation.
    pub instance: InstanceId,
    /// 16 random bytes, the same for all compartments of a case.
    pub case_id: [u8; 16],
    /// Which part of the case.
    pub compartment: Compartment,
    /// The reporter's keys; required unless the compartment is internal, forbidden if it is.
    pub reporter: Option<PublicIdentity>,
    /// The directory the recipients come from.
    pub directory: &'a VerifiedDirectory,
    /// Every reader but the reporter, who is added by itself. One of them must be the recovery key.
    pub recipients: &'a [Recipient],
}

/// What the store keeps of a new compartment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedCompartment {
    /// The signed header, stored as it is.
    pub header: Vec<u8>,
    /// What wraps and records name it by.
    pub header_hash: [u8; 32],
    /// One per reader.
    pub wraps: Vec<SealedWrap>,
}

/// The place the caller takes an object from: row and address decide, never the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expected {
    /// The installation.
    pub instance: InstanceId,
    /// The case.
    pub case_id: [u8; 16],
    /// Which part of the case.
    pub compartment: Compartment,
    /// Which key of that part.
    pub epoch: u32,
}

/// The opened key of one compartment. Wiped when dropped; has no `Debug`.
pub struct CompartmentKey {
    header: Header,
    header_hash: [u8; 32],
    dek: Zeroizing<[u8; 32]>,
    records_root: Zeroizing<[u8; 32]>,
}

/// Makes a compartment with a fresh key. `author` is the reporter, or in the internal compartment an officer.
pub fn open_compartment(
    new: &NewCompartment<'_>,
    author: &Identity,
    rng: &Rng,
) -> Result<(SealedCompartment, CompartmentKey), VaultError> {
    if new.compartment.has_reporter() && new.reporter != Some(author.public()) {
        return Err(VaultError::Refused);
    }
    seal_compartment(new, 0, [0; 32], author, rng)
}

/// Makes the next epoch of a compartment, with a fresh key for the remaining `recipients` and for the reporter
/// named in the header of `previous`. `author` is an officer, who need not have had the key of `previous`.
pub fn rotate_compartment(
    previous: &Header,
    directory: &VerifiedDirectory,
    recipients: &[Recipient],
    author: &Identity,
    rng: &Rng,
) -> Result<(SealedCompartment, CompartmentKey), VaultError> {
    let new = NewCompartment {
        instance: previous.instance,
        case_id: previous.case_id,
        compartment: previous.compartment,
        reporter: previous.reporter,
        directory,
        recipients,
    };
    if new.reporter == Some(author.public()) {
        return Err(VaultError::Refused);
    }
    let epoch = previous.epoch.checked_add(1).ok_or(VaultError::Refused)?;
    seal_compartment(&new, epoch, previous.hash(), author, rng)
}

fn seal_compartment(
    new: &NewCompartment<'_>,
    epoch: u32,
    prev: [u8; 32],
    author: &Identity,
    rng: &Rng,
) -> Result<(SealedCompartment, CompartmentKey), VaultError> {
    if new.directory.instance() != new.instance || new.reporter.is_some() != new.compartment.has_reporter() {
        return Err(VaultError::Refused);
    }
    let mut readers: Vec<(PublicIdentity, WrapRole)> = Vec::with_capacity(new.recipients.len() + 1);
    readers.extend(new.reporter.map(|reporter| (reporter, WrapRole::Reporter)));
    readers.extend(
        new.recipients
            .iter()
            .map(|recipient| (recipient.key(), recipient.role())),
    );
    let mut ids: Vec<KeyId> = readers.iter().map(|(key, _)| key.key_id()).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.len() != readers.len() || !readers.iter().any(|(_, role)| *role == WrapRole::Recovery) {
        return Err(VaultError::Refused);
    }
    let dek = rng.secret::<32>()?;
    let mut header = Header {
        compartment: new.compartment,
        instance: new.instance,
        case_id: new.case_id,
        epoch,
        directory_version: new.directory.version(),
        directory_hash: new.directory.hash(),
        prev,
        dek_commit: [0; 32],
        author: author.key_id(),
        reporter: new.reporter,
    };
    header.dek_commit = header.commitment(&dek);
    let key = CompartmentKey::new(header, dek);
    let wraps = readers
        .iter()
        .map(|(reader, role)| wrap::seal(&key.header_hash, &key.dek, reader, *role, author, rng))
        .collect::<Result<Vec<_>, _>>()?;
    let sealed = SealedCompartment {
        header: key.header.signed(author),
        header_hash: key.header_hash,
        wraps,
    };
    Ok((sealed, key))
}

/// Opens a compartment with one's own wrap, after every check: place, header and its author, wrap, granter,
/// seal, commitment. `keys` knows the officers (a directory, or several).
pub fn unlock_compartment(
    header: &[u8],
    wrap: &[u8],
    me: &Identity,
    keys: &impl KnownKeys,
    expected: &Expected,
) -> Result<CompartmentKey, VaultError> {
    Ok(unlock(header, wrap, me, keys, expected)?)
}

pub(super) fn unlock(
    header: &[u8],
    wrap: &[u8],
    me: &Identity,
    keys: &impl KnownKeys,
    expected: &Expected,
) -> Result<CompartmentKey, Flaw> {
    let header = Header::open(header, keys, expected)?;
    let dek = Wrap::parse(wrap)?.open(&header, me, keys)?;
    Ok(CompartmentKey::new(header, dek))
}

impl Header {
    /// The place this header says it belongs to.
    pub fn place(&self) -> Expected {
        Expected {
            instance: self.instance,
            case_id: self.case_id,
            compartment: self.compartment,
            epoch: self.epoch,
        }
    }
}

impl CompartmentKey {
    pub(super) fn new(header: Header, dek: Zeroizing<[u8; 32]>) -> Self {
        let header_hash = header.hash();
        let records_root = header.records_root(&dek);
        Self {
            header,
            header_hash,
            dek,
            records_root,
        }
    }

    /// The header this key belongs to.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// What wraps and records name that header by.
    pub fn header_hash(&self) -> [u8; 32] {
        self.header_hash
    }

    /// Lets one more reader in. Never the reporter: that is decided when the compartment is made.
    pub fn add_wrap(
        &self,
        recipient: &Recipient,
        granter: &Identity,
        rng: &Rng,
    ) -> Result<SealedWrap, VaultError> {
        wrap::seal(
            &self.header_hash,
            &self.dek,
            &recipient.key(),
            recipient.role(),
            granter,
            rng,
        )
    }

    /// Seals a record held in memory. Notes are refused outside the internal compartment and identities
    /// outside the identity compartment, whoever asks.
    pub fn seal_record(
        &self,
        new: &NewRecord,
        author: &Identity,
        plaintext: &[u8],
        rng: &Rng,
    ) -> Result<SealedRecord, VaultError> {
        self.seal_with_salt(new, author, plaintext, rng.bytes()?)
    }

    pub(super) fn seal_with_salt(
        &self,
        new: &NewRecord,
        author: &Identity,
        plaintext: &[u8],
        salt: [u8; 32],
    ) -> Result<SealedRecord, VaultError> {
        let (header, keys) = self.new_header(new, author, salt)?.committed(&self.records_root);
        let mut bytes = header.to_bytes();
        let mut body = BodySealer::<Portable>::new(&keys, new.kind.is_blob())?;
        body.push(plaintext, &mut bytes)
            .map_err(|_| VaultError::Refused)?;
        let body_sha256 = body.finish(&mut bytes).map_err(|_| VaultError::Refused)?;
        let record_hash = header.hash();
        let signature = record::sign(author, &record_hash, &body_sha256);
        Ok(SealedRecord {
            record_id: new.record_id,
            kind: new.kind,
            bytes,
            signature,
            record_hash,
            body_sha256,
        })
    }

    /// Seals a record while its content arrives, in constant memory.
    pub fn seal_stream(
        &self,
        new: &NewRecord,
        author: &Identity,
        rng: &Rng,
    ) -> Result<RecordSealer, VaultError> {
        self.stream_with_salt(new, author, rng.bytes()?)
    }

    pub(super) fn stream_with_salt(
        &self,
        new: &NewRecord,
        author: &Identity,
        salt: [u8; 32],
    ) -> Result<RecordSealer, VaultError> {
        let (header, keys) = self.new_header(new, author, salt)?.committed(&self.records_root);
        let body = BodySealer::<Bulk>::new(&keys, new.kind.is_blob())?;
        Ok(RecordSealer { body, header })
    }

    fn new_header(
        &self,
        new: &NewRecord,
        author: &Identity,
        salt: [u8; 32],
    ) -> Result<RecordHeader, VaultError> {
        let belongs = match new.kind {
            RecordKind::Note => self.header.compartment == Compartment::Internal,
            RecordKind::Identity => self.header.compartment == Compartment::Identity,
            _ => true,
        };
        if !belongs {
            return Err(VaultError::Refused);
        }
        Ok(RecordHeader {
            kind: new.kind,
            header_hash: self.header_hash,
            record_id: new.record_id,
            parent: new.parent,
            author: author.key_id(),
            prev: new.prev,
            salt,
            commit: [0; 32],
        })
    }

    /// Opens a record held in memory. `kind` and `record_id` come from the row the caller asked for. The text
    /// is returned only after every chunk, the padding and the author's signature have been checked.
    pub fn open_record(
        &self,
        kind: RecordKind,
        record_id: &[u8; 16],
        bytes: &[u8],
        signature: &[u8; 64],
        keys: &impl KnownKeys,
    ) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        Ok(self.open(kind, record_id, bytes, signature, keys)?)
    }

    pub(super) fn open(
        &self,
        kind: RecordKind,
        record_id: &[u8; 16],
        bytes: &[u8],
        signature: &[u8; 64],
        keys: &impl KnownKeys,
    ) -> Result<Zeroizing<Vec<u8>>, Flaw> {
        let (record, body) = self.parse_expected(kind, record_id, bytes)?;
        let mut opener = BodyOpener::<Portable>::new(&record.keys(&self.records_root)?, kind.is_blob())?;
        // Room for everything at once: a growing buffer would leave copies of the text behind.
        let mut content = Zeroizing::new(Vec::with_capacity(body.len()));
        opener.push(body, &mut *content).map_err(in_memory)?;
        let whole = opener.finish(&mut *content).map_err(in_memory)?;
        let author = self.header.signer(&record.author, keys)?;
        record::verify(&author, &record.hash(), &whole.digest, signature)?;
        Ok(content)
    }

    /// Opens a record while its body arrives; `header` is its first 204 bytes.
    pub fn open_stream(
        &self,
        kind: RecordKind,
        record_id: &[u8; 16],
        header: &[u8],
        signature: &[u8; 64],
        keys: &impl KnownKeys,
    ) -> Result<RecordOpener, VaultError> {
        let (record, rest) = self.parse_expected(kind, record_id, header)?;
        if !rest.is_empty() {
            return Err(VaultError::Damaged);
        }
        let chunk_keys = record.keys(&self.records_root)?;
        let author = self.header.signer(&record.author, keys)?;
        Ok(RecordOpener::new(
            &chunk_keys,
            kind,
            record.hash(),
            *signature,
            author,
        )?)
    }

    fn parse_expected<'a>(
        &self,
        kind: RecordKind,
        record_id: &[u8; 16],
        bytes: &'a [u8],
    ) -> Result<(RecordHeader, &'a [u8]), Flaw> {
        let (record, body) = RecordHeader::parse(bytes)?;
        if record.header_hash != self.header_hash || record.record_id != *record_id || record.kind != kind {
            return Err(Flaw::Policy);
        }
        Ok((record, body))
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape map_err wants")]
fn in_memory(failure: OpenFailure) -> Flaw {
    match failure {
        OpenFailure::Flaw(flaw) => flaw,
        OpenFailure::Io(_) => Flaw::Parse,
    }
}
