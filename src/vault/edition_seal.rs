//! The seal of an edition of the statistics: the digest of its bytes, signed with a key that lies outside the database,
//! so that a published number can be shown to be the one that was published.

use ed25519_dalek::{Signer, SigningKey};
use zeroize::ZeroizeOnDrop;

use super::digest::{hkdf, sha256};
use super::error::VaultError;
use super::id::{InstanceId, crockford_groups};
use super::identity::verify;
use super::label;

/// What is signed of an edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignedEdition {
    /// The installation.
    pub instance: InstanceId,
    /// The agency.
    pub agency: [u8; 16],
    /// The SHA-256 of the bytes that are published.
    pub digest: [u8; 32],
}

/// The key that signs editions. Wiped when dropped; has no `Debug`.
#[derive(ZeroizeOnDrop)]
pub struct EditionKey(SigningKey);

/// The plain SHA-256 of published bytes, so that everybody can compute it with the tools of any computer.
pub fn digest(bytes: &[u8]) -> [u8; 32] {
    sha256(&[bytes])
}

/// For people to compare by eye: eight groups of four, as of every other key.
pub fn fingerprint(key: &[u8; 32]) -> String {
    let hash = sha256(&[label::EDITION_FINGERPRINT, key]);
    let (first, _) = hash.split_at(20);
    crockford_groups(first)
}

impl SignedEdition {
    /// Checks a signature strictly.
    ///
    /// # Errors
    /// [`VaultError::Damaged`].
    pub fn verify(&self, key: &[u8; 32], signature: &[u8; 64]) -> Result<(), VaultError> {
        Ok(verify(key, label::EDITION, &self.parts(), signature)?)
    }

    fn parts(&self) -> [&[u8]; 3] {
        [&self.instance.0, &self.agency, &self.digest]
    }
}

impl EditionKey {
    /// The key of an installation.
    pub fn derive(installation_secret: &[u8; 32]) -> Self {
        let seed = hkdf::<32>(&[label::EDITION_KEY], installation_secret, &[]);
        Self(SigningKey::from_bytes(&seed))
    }

    /// Its public half.
    pub fn public(&self) -> [u8; 32] {
        self.0.verifying_key().to_bytes()
    }

    /// Signs an edition.
    pub fn sign(&self, edition: &SignedEdition) -> [u8; 64] {
        let message = [&[label::EDITION], edition.parts().as_slice()].concat().concat();
        self.0.sign(&message).to_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_holds_for_one_edition_of_one_agency_and_installation() {
        let key = EditionKey::derive(&[7; 32]);
        let edition = SignedEdition {
            instance: InstanceId([1; 16]),
            agency: [2; 16],
            digest: digest(b"figures"),
        };
        let signature = key.sign(&edition);
        assert!(edition.verify(&key.public(), &signature).is_ok());
        let others = [
            SignedEdition {
                instance: InstanceId([3; 16]),
                ..edition
            },
            SignedEdition {
                agency: [3; 16],
                ..edition
            },
            SignedEdition {
                digest: digest(b"figurez"),
                ..edition
            },
        ];
        assert!(
            others
                .iter()
                .all(|other| other.verify(&key.public(), &signature).is_err())
        );
        let other_key = EditionKey::derive(&[8; 32]).public();
        assert!(edition.verify(&other_key, &signature).is_err());
        assert_ne!(fingerprint(&key.public()), fingerprint(&other_key));
    }
}
