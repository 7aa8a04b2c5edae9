//! The seal over what an agency publishes, and whether something stored was sealed here.
//!
//! Rows name the key they were signed with, so that everybody can check a signature; whoever can write rows can name any
//! key. Therefore only the key of this installation counts here (ADR 0081).

use crate::app::App;
use crate::domain::ids::AgencyId;
use crate::flow::trouble::Trouble;
use crate::vault::edition_seal::{self, EditionKey, SignedEdition};

/// A seal.
pub(super) struct Seal {
    /// The digest of the text.
    pub(super) digest: [u8; 32],
    /// The public key of the signature.
    pub(super) key: [u8; 32],
    /// The signature.
    pub(super) signature: [u8; 64],
}

fn signed(app: &App, agency: AgencyId, digest: [u8; 32]) -> SignedEdition {
    SignedEdition {
        instance: app.instance,
        agency: agency.0,
        digest,
    }
}

impl Seal {
    /// Seals a text. An edition and a report are sealed alike: each says with its schema what it is.
    pub(super) fn over(app: &App, agency: AgencyId, text: &str) -> Self {
        let key = EditionKey::derive(app.secret.expose());
        let digest = edition_seal::digest(text.as_bytes());
        Self {
            digest,
            key: key.public(),
            signature: key.sign(&signed(app, agency, digest)),
        }
    }

    /// Whether this is the seal of this installation over a text.
    ///
    /// # Errors
    /// [`Trouble::Damaged`] when it is not.
    pub(super) fn check(&self, app: &App, agency: AgencyId, text: &str) -> Result<(), Trouble> {
        let ours = EditionKey::derive(app.secret.expose()).public();
        let digest = edition_seal::digest(text.as_bytes());
        if self.key != ours || self.digest != digest {
            return Err(Trouble::Damaged);
        }
        Ok(signed(app, agency, digest).verify(&self.key, &self.signature)?)
    }
}
