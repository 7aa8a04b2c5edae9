//! `WBK1`: an identity at rest, locked under a password, a code or a session secret. 196 bytes.
//!
//! There is no separate password hash: unlocking is the check. The verifier is compared before anything is
//! decrypted, so that no blob can be made to open under several passwords.

use argon2::{Algorithm, Argon2, Params, Version};
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use super::aead::{Cipher, Portable};
use super::bytes::Reader;
use super::code::TrackingCode;
use super::derivations::Permit;
use super::digest::{hkdf, same};
use super::error::{Flaw, VaultError};
use super::id::{InstanceId, KeyId};
use super::identity::Identity;
use super::label;
use super::random::Rng;
use super::session_key::SessionSecret;

const MAGIC: &[u8; 4] = b"WBK1";
/// Bytes before the verifier, bound into both derived keys.
const CONTEXT: usize = 84;
/// Where the key id of the identity inside lies.
const OWNER: usize = 36;
/// Bytes of a locked key.
pub const LENGTH: usize = 196;
/// Longer passwords (in bytes of UTF-8) are refused before any work.
pub const LONGEST_PASSWORD: usize = 1024;

const KDF_PASSWORD: u8 = 1;
const KDF_CODE: u8 = 2;
const KDF_SESSION: u8 = 3;

/// The price of one password guess: Argon2id memory in KiB, passes, lanes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    m_kib: u32,
    t: u32,
    p: u32,
}

impl Cost {
    /// 64 MiB, three passes, one lane: about a tenth of a second.
    pub const DEFAULT: Self = Self {
        m_kib: 64 * 1024,
        t: 3,
        p: 1,
    };
    /// The least that is accepted (19 MiB, two passes): a cheaper blob is a downgrade and is refused.
    pub const FLOOR: Self = Self {
        m_kib: 19_456,
        t: 2,
        p: 1,
    };
    /// The most that is accepted (1 GiB, 16 passes, 8 lanes): a dearer blob is a memory bomb.
    pub const CEILING: Self = Self {
        m_kib: 1024 * 1024,
        t: 16,
        p: 8,
    };

    /// A cost between [`Cost::FLOOR`] and [`Cost::CEILING`], otherwise `Refused`.
    pub fn new(m_kib: u32, t: u32, p: u32) -> Result<Self, VaultError> {
        let within = (Self::FLOOR.m_kib..=Self::CEILING.m_kib).contains(&m_kib)
            && (Self::FLOOR.t..=Self::CEILING.t).contains(&t)
            && (Self::FLOOR.p..=Self::CEILING.p).contains(&p);
        if within {
            Ok(Self { m_kib, t, p })
        } else {
            Err(VaultError::Refused)
        }
    }

    fn to_bytes(self) -> [u8; 12] {
        let mut out = [0; 12];
        let fields = [self.m_kib, self.t, self.p].map(u32::to_be_bytes);
        for (to, from) in out.iter_mut().zip(fields.iter().flatten()) {
            *to = *from;
        }
        out
    }
}

/// Locks `identity` under a password. The salt is fresh at every call.
pub fn lock_password(
    identity: &Identity,
    password: &str,
    cost: Cost,
    instance: &InstanceId,
    _permit: &Permit,
    rng: &Rng,
) -> Result<[u8; LENGTH], VaultError> {
    let salt = rng.bytes()?;
    let root = password_root(password, &salt, cost)?;
    Ok(lock(
        identity,
        KDF_PASSWORD,
        cost.to_bytes(),
        salt,
        instance,
        &root,
    )?)
}

/// Unlocks what [`lock_password`] locked, if it belongs to `owner` in `instance`.
pub fn unlock_password(
    locked: &[u8],
    password: &str,
    owner: &KeyId,
    instance: &InstanceId,
    _permit: &Permit,
) -> Result<Identity, VaultError> {
    let blob = Blob::parse(locked, KDF_PASSWORD, owner, instance)?;
    let mut fields = Reader::new(&blob.cost);
    let (m_kib, t, p) = (fields.u32()?, fields.u32()?, fields.u32()?);
    let cost = Cost::new(m_kib, t, p).map_err(|_| VaultError::Damaged)?;
    let root = password_root(password, &blob.salt, cost)?;
    blob.open(&root)
}

/// Spends what an unlock at `cost` spends and fails: for names that do not exist, so that the answer takes
/// as long as for those that do.
pub fn pretend_unlock(password: &str, cost: Cost, _permit: &Permit) -> VaultError {
    match password_root(password, &[0; 16], cost) {
        Ok(_) => VaultError::Mistyped,
        Err(error) => error,
    }
}

/// Locks `identity` under a code: an officer's recovery code, or the kit for the directory's root key.
pub fn lock_code(
    identity: &Identity,
    code: &TrackingCode,
    instance: &InstanceId,
    rng: &Rng,
) -> Result<[u8; LENGTH], VaultError> {
    let salt = rng.bytes()?;
    Ok(lock(
        identity,
        KDF_CODE,
        [0; 12],
        salt,
        instance,
        &secret_root(KDF_CODE, code.bytes(), &salt),
    )?)
}

/// Whose key a locked key says it is. Says nothing about whether that is true: for callers that know the owner by
/// something else than the key id and check that afterwards.
pub(super) fn owner(locked: &[u8]) -> Result<KeyId, VaultError> {
    let bytes = locked
        .get(OWNER..OWNER + 32)
        .and_then(|bytes| bytes.try_into().ok());
    Ok(KeyId::from_bytes(bytes.ok_or(VaultError::Damaged)?))
}

/// Unlocks what [`lock_code`] locked, if it belongs to `owner` in `instance`.
pub fn unlock_code(
    locked: &[u8],
    code: &TrackingCode,
    owner: &KeyId,
    instance: &InstanceId,
) -> Result<Identity, VaultError> {
    let blob = Blob::parse(locked, KDF_CODE, owner, instance)?;
    blob.without_cost()?;
    blob.open(&secret_root(KDF_CODE, code.bytes(), &blob.salt))
}

/// Locks `identity` under a session secret, for the session's row.
pub fn lock_session(
    identity: &Identity,
    secret: &SessionSecret,
    instance: &InstanceId,
    rng: &Rng,
) -> Result<[u8; LENGTH], VaultError> {
    let salt = rng.bytes()?;
    let root = secret_root(KDF_SESSION, secret.bytes(), &salt);
    Ok(lock(identity, KDF_SESSION, [0; 12], salt, instance, &root)?)
}

/// Unlocks what [`lock_session`] locked, if it belongs to `owner` in `instance`.
pub fn unlock_session(
    locked: &[u8],
    secret: &SessionSecret,
    owner: &KeyId,
    instance: &InstanceId,
) -> Result<Identity, VaultError> {
    let blob = Blob::parse(locked, KDF_SESSION, owner, instance)?;
    blob.without_cost()?;
    blob.open(&secret_root(KDF_SESSION, secret.bytes(), &blob.salt))
}

type Root = Zeroizing<[u8; 32]>;

fn password_root(password: &str, salt: &[u8; 16], cost: Cost) -> Result<Root, VaultError> {
    if password.len() > LONGEST_PASSWORD {
        return Err(VaultError::Mistyped);
    }
    let normal: Zeroizing<String> = Zeroizing::new(password.nfc().collect());
    let params = Params::new(cost.m_kib, cost.t, cost.p, Some(32)).map_err(|_| VaultError::Damaged)?;
    let mut root = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(normal.as_bytes(), salt, root.as_mut_slice())
        .map_err(|_| VaultError::Damaged)?;
    Ok(root)
}

fn secret_root(kdf: u8, secret: &[u8], salt: &[u8; 16]) -> Root {
    hkdf(&[salt], secret, &[label::UNLOCK_ROOT, &[kdf]])
}

fn lock(
    identity: &Identity,
    kdf: u8,
    cost: [u8; 12],
    salt: [u8; 16],
    instance: &InstanceId,
    root: &Root,
) -> Result<[u8; LENGTH], Flaw> {
    let owner = identity.key_id().to_bytes();
    let mut locked = Vec::with_capacity(LENGTH);
    for field in [
        MAGIC.as_slice(),
        &[kdf, 0, 0, 0],
        &cost,
        &salt,
        &owner,
        &instance.0,
    ] {
        locked.extend_from_slice(field);
    }
    let (kek, verifier) = keys(root, &locked);
    locked.extend_from_slice(verifier.as_slice());
    let mut seeds = Zeroizing::new(*identity.seeds());
    // The zero nonce is safe: the salt is fresh, so this key encrypts nothing else.
    let tag = Portable::new(&kek)?.seal(&[0; 12], &locked, seeds.as_mut_slice())?;
    locked.extend_from_slice(seeds.as_slice());
    locked.extend_from_slice(&tag);
    locked.try_into().map_err(|_| Flaw::Parse)
}

fn keys(root: &Root, context: &[u8]) -> (Root, Root) {
    let derive = |purpose| hkdf(&[label::UNLOCK], root.as_slice(), &[purpose, context]);
    (derive(label::KEK), derive(label::VERIFIER))
}

struct Blob {
    context: [u8; CONTEXT],
    cost: [u8; 12],
    salt: [u8; 16],
    owner: KeyId,
    verifier: [u8; 32],
    sealed: Zeroizing<[u8; 80]>,
}

impl Blob {
    /// The caller says which derivation and which owner it expects; the blob does not get to choose.
    fn parse(locked: &[u8], kdf: u8, owner: &KeyId, instance: &InstanceId) -> Result<Self, Flaw> {
        let mut reader = Reader::new(locked);
        let context: [u8; CONTEXT] = reader.array()?;
        let verifier = reader.array()?;
        let sealed = Zeroizing::new(reader.array()?);
        reader.end()?;
        let mut reader = Reader::new(&context);
        reader.constant(MAGIC)?;
        reader.constant(&[kdf, 0, 0, 0])?;
        let (cost, salt) = (reader.array()?, reader.array()?);
        if reader.array()? != owner.0 || reader.array()? != instance.0 {
            return Err(Flaw::Policy);
        }
        Ok(Self {
            context,
            cost,
            salt,
            owner: *owner,
            verifier,
            sealed,
        })
    }

    fn without_cost(&self) -> Result<(), Flaw> {
        if self.cost == [0; 12] {
            Ok(())
        } else {
            Err(Flaw::Parse)
        }
    }

    fn open(&self, root: &Root) -> Result<Identity, VaultError> {
        let (kek, verifier) = keys(root, &self.context);
        if !same(verifier.as_slice(), &self.verifier) {
            return Err(VaultError::Mistyped);
        }
        let aad = [self.context.as_slice(), &self.verifier].concat();
        let mut sealed = self.sealed.clone();
        let seeds = Portable::new(&kek)?.open(&[0; 12], &aad, sealed.as_mut_slice())?;
        let seeds = Zeroizing::new(<[u8; 64]>::try_from(&*seeds).map_err(|_| VaultError::Damaged)?);
        let identity = Identity::from_seed_pair(&seeds);
        if identity.key_id() == self.owner {
            Ok(identity)
        } else {
            Err(VaultError::Damaged)
        }
    }
}
