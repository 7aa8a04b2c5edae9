//! An identity: an X25519 key pair that can be sealed to and an Ed25519 key pair that signs.

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use hpke::kem::{Kem, X25519HkdfSha256};
use hpke::{Deserializable, Serializable};
use zeroize::{ZeroizeOnDrop, Zeroizing};

use super::digest::{hkdf, sha256};
use super::error::Flaw;
use super::id::KeyId;
use super::label;
use super::random::{RandomFailed, Rng};

/// The one suite of this version: X25519, HKDF-SHA256, AES-256-GCM, Ed25519.
pub const SUITE: u16 = 1;

/// The public half of an identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicIdentity {
    /// X25519 public key.
    pub kem_pk: [u8; 32],
    /// Ed25519 public key.
    pub sig_pk: [u8; 32],
}

impl PublicIdentity {
    /// The name of this key: any change of either half changes it.
    pub fn key_id(&self) -> KeyId {
        KeyId(sha256(&[
            label::KEY_ID,
            &SUITE.to_be_bytes(),
            &self.kem_pk,
            &self.sig_pk,
        ]))
    }

    /// Strict verification: non-canonical signatures and small-order keys are refused.
    pub(super) fn verify(&self, label: &[u8], message: &[&[u8]], signature: &[u8; 64]) -> Result<(), Flaw> {
        verify(&self.sig_pk, label, message, signature)
    }
}

pub(super) fn verify(
    sig_pk: &[u8; 32],
    label: &[u8],
    message: &[&[u8]],
    signature: &[u8; 64],
) -> Result<(), Flaw> {
    let key = VerifyingKey::from_bytes(sig_pk).map_err(|_| Flaw::Signature)?;
    let labelled = [&[label], message].concat().concat();
    key.verify_strict(&labelled, &Signature::from_bytes(signature))
        .map_err(|_| Flaw::Signature)
}

/// Where the public half of a key id can be looked up, to check who signed something.
pub trait KnownKeys {
    /// The identity with this key id, if it is known.
    fn find(&self, key: &KeyId) -> Option<PublicIdentity>;
}

impl<F: Fn(&KeyId) -> Option<PublicIdentity>> KnownKeys for F {
    fn find(&self, key: &KeyId) -> Option<PublicIdentity> {
        self(key)
    }
}

/// The secret half of an identity, kept as its two seeds. Wiped when dropped; has no `Debug`.
#[derive(Clone, ZeroizeOnDrop)]
pub struct Identity {
    seeds: [u8; 64],
    /// Of the second seed. Kept because making it costs as much as signing; wipes itself.
    #[zeroize(skip)]
    signing: SigningKey,
    #[zeroize(skip)]
    public: PublicIdentity,
}

impl Identity {
    /// A new identity.
    pub fn generate(rng: &Rng) -> Result<Self, RandomFailed> {
        Ok(Self::from_seed_pair(&*rng.secret::<64>()?))
    }

    /// The identity of a key-agreement seed and a signature seed.
    pub fn from_seeds(kem_seed: &[u8; 32], sig_seed: &[u8; 32]) -> Self {
        let mut seeds = Zeroizing::new([0; 64]);
        for (to, from) in seeds.iter_mut().zip(kem_seed.iter().chain(sig_seed)) {
            *to = *from;
        }
        Self::from_seed_pair(&seeds)
    }

    /// The identity of the 64 bytes [`Identity::seeds`] gives.
    pub fn from_seed_pair(seeds: &[u8; 64]) -> Self {
        let (kem_seed, sig_seed) = halves(seeds);
        let (_, kem_pk) = X25519HkdfSha256::derive_keypair(kem_seed);
        let signing = SigningKey::from_bytes(&sig_seed);
        Self {
            seeds: *seeds,
            public: PublicIdentity {
                kem_pk: kem_pk.to_bytes().into(),
                sig_pk: signing.verifying_key().to_bytes(),
            },
            signing,
        }
    }

    /// `kem_seed || sig_seed`, for locking and for sealed cookies only.
    pub fn seeds(&self) -> &[u8; 64] {
        &self.seeds
    }

    /// The public half.
    pub fn public(&self) -> PublicIdentity {
        self.public
    }

    /// The name of this identity.
    pub fn key_id(&self) -> KeyId {
        self.public.key_id()
    }

    /// `Sig(label || message)`. Every label is in one file and ends in a zero byte.
    pub(super) fn sign(&self, label: &[u8], message: &[&[u8]]) -> [u8; 64] {
        self.signing
            .sign(&[&[label], message].concat().concat())
            .to_bytes()
    }

    /// A secret only the owner of this identity can derive, for example to lock a one-time-code secret.
    /// `purpose` keeps two uses apart.
    pub fn derive_secret(&self, purpose: &str) -> Zeroizing<[u8; 32]> {
        hkdf(&[label::OWNER], &self.seeds, &[purpose.as_bytes()])
    }

    /// The X25519 private key, derived anew each time: only seeds are kept.
    pub(super) fn kem_private(&self) -> <X25519HkdfSha256 as Kem>::PrivateKey {
        X25519HkdfSha256::derive_keypair(halves(&self.seeds).0).0
    }
}

fn halves(seeds: &[u8; 64]) -> (&[u8], Zeroizing<[u8; 32]>) {
    let (kem_seed, sig_seed) = seeds.split_at(32);
    let mut sig = Zeroizing::new([0; 32]);
    sig.copy_from_slice(sig_seed);
    (kem_seed, sig)
}

/// An X25519 public key in HPKE's type. Any 32 bytes parse; a low-order point fails when it is used.
pub(super) fn kem_public(kem_pk: &[u8; 32]) -> Result<<X25519HkdfSha256 as Kem>::PublicKey, Flaw> {
    Deserializable::from_bytes(kem_pk).map_err(|_| Flaw::Parse)
}
