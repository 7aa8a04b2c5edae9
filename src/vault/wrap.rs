//! `WBW1`: a compartment's key, sealed to one reader by HPKE (RFC 9180, base mode) and signed by whoever let
//! that reader in.

use hpke::aead::AesGcm256;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};
use zeroize::{Zeroize, Zeroizing};

use super::bytes::Reader;
use super::error::{Flaw, VaultError};
use super::header::Header;
use super::id::KeyId;
use super::identity::{Identity, KnownKeys, PublicIdentity, SUITE, kem_public};
use super::label;
use super::random::{Drawn, Rng};

const MAGIC: &[u8; 4] = b"WBW1";
const ENC: usize = 32;
const CT: usize = 48;
/// Bytes of a wrap.
pub const LENGTH: usize = 106 + ENC + CT + 64;

/// As what a reader was let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WrapRole {
    /// The holder of the tracking code.
    Reporter = 1,
    /// An officer of the panel.
    Officer = 2,
    /// The agency's recovery key.
    Recovery = 3,
    /// A custodian of identities.
    Custodian = 4,
    /// The outside body that fills up when too few officers remain.
    Referral = 5,
}

impl WrapRole {
    /// Its number in the format, 1 to 5.
    pub fn number(self) -> u8 {
        match self {
            Self::Reporter => 1,
            Self::Officer => 2,
            Self::Recovery => 3,
            Self::Custodian => 4,
            Self::Referral => 5,
        }
    }

    /// From its number in the format.
    pub fn from_number(number: u8) -> Option<Self> {
        [
            Self::Reporter,
            Self::Officer,
            Self::Recovery,
            Self::Custodian,
            Self::Referral,
        ]
        .into_iter()
        .find(|role| role.number() == number)
    }
}

/// A wrap ready to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedWrap {
    /// Whom it opens the compartment for.
    pub recipient: KeyId,
    /// As what.
    pub role: WrapRole,
    /// The bytes to store, [`LENGTH`] long.
    pub bytes: Vec<u8>,
}

/// A parsed wrap. Parsing proves nothing.
pub struct Wrap {
    /// As what its reader was let in.
    pub role: WrapRole,
    /// Hash of the compartment header it belongs to.
    pub header_hash: [u8; 32],
    /// Its reader.
    pub recipient: KeyId,
    /// Who let that reader in.
    pub granter: KeyId,
    enc: [u8; ENC],
    ct: [u8; CT],
    unsigned: Vec<u8>,
    signature: [u8; 64],
}

fn context(role: WrapRole, header_hash: &[u8; 32], recipient: &KeyId, granter: &KeyId) -> Vec<u8> {
    let mut out = SUITE.to_be_bytes().to_vec();
    out.extend_from_slice(&[role.number(), 0]);
    for field in [header_hash, &recipient.0, &granter.0] {
        out.extend_from_slice(field);
    }
    out
}

/// Seals `dek` to `key` as `granter`. A low-order key is refused.
pub(super) fn seal(
    header_hash: &[u8; 32],
    dek: &[u8; 32],
    key: &PublicIdentity,
    role: WrapRole,
    granter: &Identity,
    rng: &Rng,
) -> Result<SealedWrap, VaultError> {
    let recipient = key.key_id();
    let context = context(role, header_hash, &recipient, &granter.key_id());
    let mut drawn = Drawn::new(rng)?;
    let (enc, ct) = hpke::single_shot_seal_with_rng::<AesGcm256, HkdfSha256, X25519HkdfSha256>(
        &OpModeS::Base,
        &kem_public(&key.kem_pk)?,
        &[label::WRAP, &context].concat(),
        dek,
        b"",
        &mut drawn,
    )
    .map_err(|_| VaultError::Refused)?;
    if !drawn.sufficed() {
        return Err(VaultError::Random);
    }
    let mut bytes = Vec::with_capacity(LENGTH);
    bytes.extend_from_slice(MAGIC);
    bytes.extend_from_slice(&context);
    bytes.extend_from_slice(&[0, 32]);
    bytes.extend_from_slice(&enc.to_bytes());
    bytes.extend_from_slice(&ct);
    let signature = granter.sign(label::WRAP_SIG, &[&bytes]);
    bytes.extend_from_slice(&signature);
    Ok(SealedWrap {
        recipient,
        role,
        bytes,
    })
}

impl Wrap {
    /// Reads wrap bytes strictly: exact length, no unknown value.
    pub fn parse(bytes: &[u8]) -> Result<Self, Flaw> {
        let mut reader = Reader::new(bytes);
        reader.constant(MAGIC)?;
        if reader.u16()? != SUITE {
            return Err(Flaw::Suite);
        }
        let role = WrapRole::from_number(reader.byte()?).ok_or(Flaw::Parse)?;
        reader.constant(&[0])?;
        let header_hash = reader.array()?;
        let (recipient, granter) = (KeyId(reader.array()?), KeyId(reader.array()?));
        reader.constant(&[0, 32])?;
        let (enc, ct, signature) = (reader.array()?, reader.array()?, reader.array()?);
        reader.end()?;
        let unsigned = bytes.get(..LENGTH - 64).ok_or(Flaw::Parse)?.to_vec();
        Ok(Self {
            role,
            header_hash,
            recipient,
            granter,
            enc,
            ct,
            unsigned,
            signature,
        })
    }

    /// Checks that the granter, the reporter of `header` or a key known to `keys`, signed this wrap.
    pub(super) fn verify(&self, header: &Header, keys: &impl KnownKeys) -> Result<(), Flaw> {
        header
            .signer(&self.granter, keys)?
            .verify(label::WRAP_SIG, &[&self.unsigned], &self.signature)
    }

    /// The key inside, after the checks in their order: place and recipient, granter, seal, commitment.
    pub(super) fn open(
        &self,
        header: &Header,
        me: &Identity,
        keys: &impl KnownKeys,
    ) -> Result<Zeroizing<[u8; 32]>, Flaw> {
        let header_hash = header.hash();
        if self.header_hash != header_hash || self.recipient != me.key_id() {
            return Err(Flaw::Policy);
        }
        self.verify(header, keys)?;
        let enc = <X25519HkdfSha256 as Kem>::EncappedKey::from_bytes(&self.enc).map_err(|_| Flaw::Parse)?;
        let context = context(self.role, &header_hash, &self.recipient, &self.granter);
        let mut plain = hpke::single_shot_open::<AesGcm256, HkdfSha256, X25519HkdfSha256>(
            &OpModeR::Base,
            &me.kem_private(),
            &enc,
            &[label::WRAP, &context].concat(),
            &self.ct,
            b"",
        )
        .map_err(|_| Flaw::Aead)?;
        let dek = <[u8; 32]>::try_from(plain.as_slice())
            .map(Zeroizing::new)
            .map_err(|_| Flaw::Aead);
        plain.zeroize();
        let dek = dek?;
        if super::digest::same(&header.commitment(&dek), &header.dek_commit) {
            Ok(dek)
        } else {
            Err(Flaw::Commit)
        }
    }
}
