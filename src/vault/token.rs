//! Session tokens: JWT (RFC 7519) with HS256 and nothing else, on ring. A token alone opens nothing: the
//! session row and the session secret are needed too.

use jsonwebtoken::crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{Error, ErrorKind};
use jsonwebtoken::signature::{self, Signer, Verifier};
use jsonwebtoken::{
    Algorithm, AlgorithmFamily, DecodingKey, EncodingKey, Header, Validation, decode, encode,
};
use ring::hmac;
use serde::{Deserialize, Serialize};

use super::digest::hkdf;
use super::error::VaultError;
use super::label;
use super::random::{RandomFailed, Rng};

/// Shorter keys are refused, in bytes.
pub const SHORTEST_KEY: usize = 32;
/// How far two clocks may differ, in seconds.
pub const LEEWAY: i64 = 5;
/// Longer tokens are refused unread, in bytes.
const LONGEST: usize = 4096;

/// What a token says. Times are seconds since the epoch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claims {
    /// The session id, as text.
    pub sid: String,
    /// The officer, as text.
    pub sub: String,
    /// The officer's roles, as text.
    pub role: String,
    /// Whom the token is for: the agency.
    pub aud: String,
    /// Who made it.
    pub iss: String,
    /// When it was made.
    pub iat: i64,
    /// From when it counts.
    pub nbf: i64,
    /// Until when it counts.
    pub exp: i64,
}

/// The key of session tokens. Wiped when dropped; has no `Debug`.
pub struct TokenKey {
    encoding: EncodingKey,
    decoding: DecodingKey,
}

impl TokenKey {
    /// A new key.
    pub fn random(rng: &Rng) -> Result<Self, RandomFailed> {
        let key = rng.secret::<SHORTEST_KEY>()?;
        Ok(Self::made_of(key.as_slice()))
    }

    /// The key of an installation, from its secret.
    pub fn derive(secret: &[u8; 32]) -> Self {
        Self::made_of(hkdf::<SHORTEST_KEY>(&[label::TOKEN_KEY], secret, &[]).as_slice())
    }

    /// A key kept elsewhere; `Refused` below 32 bytes.
    pub fn from_bytes(key: &[u8]) -> Result<Self, VaultError> {
        if key.len() < SHORTEST_KEY {
            Err(VaultError::Refused)
        } else {
            Ok(Self::made_of(key))
        }
    }

    fn made_of(key: &[u8]) -> Self {
        Self {
            encoding: EncodingKey::from_secret(key),
            decoding: DecodingKey::from_secret(key),
        }
    }

    /// Signs a token. [`install`] must have run.
    pub fn sign(&self, claims: &Claims) -> Result<String, VaultError> {
        encode(&Header::new(Algorithm::HS256), claims, &self.encoding).map_err(|_| VaultError::Refused)
    }

    /// Checks a token for `audience` by `issuer` at `now` (seconds since the epoch). `Expired` for a good token
    /// out of its time, `Damaged` for everything else.
    pub fn verify(&self, token: &str, audience: &str, issuer: &str, now: i64) -> Result<Claims, VaultError> {
        let claims = self.read(token, audience, issuer)?;
        let begun = claims.nbf <= now.saturating_add(LEEWAY);
        let running = claims.exp > now.saturating_sub(LEEWAY);
        if begun && running {
            Ok(claims)
        } else {
            Err(VaultError::Expired)
        }
    }

    /// As [`TokenKey::verify`], whatever the time: to see whose session has run out.
    pub fn read(&self, token: &str, audience: &str, issuer: &str) -> Result<Claims, VaultError> {
        let mut validation = Self::validation(issuer);
        validation.set_audience(&[audience]);
        self.decoded(token, &validation)
    }

    /// As [`TokenKey::read`], whomever the token is for: to see whether it was made here at all.
    pub fn read_any(&self, token: &str, issuer: &str) -> Result<Claims, VaultError> {
        let mut validation = Self::validation(issuer);
        validation.validate_aud = false;
        self.decoded(token, &validation)
    }

    fn validation(issuer: &str) -> Validation {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_required_spec_claims(&["exp", "nbf", "aud", "iss", "sub"]);
        validation.set_issuer(&[issuer]);
        // The library would read the system clock; time is a parameter here and is compared by the caller.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        validation
    }

    fn decoded(&self, token: &str, validation: &Validation) -> Result<Claims, VaultError> {
        if token.len() > LONGEST {
            return Err(VaultError::Damaged);
        }
        let token = decode::<Claims>(token, &self.decoding, validation).map_err(|_| VaultError::Damaged)?;
        Ok(token.claims)
    }
}

/// Gives the JWT library its cryptography: HS256 by ring. Call once at the start of the program; calling
/// again changes nothing. `Refused` if something else was installed before.
pub fn install() -> Result<(), VaultError> {
    // The library does not say who came first, so the provider in force is asked: only ours refuses this key.
    let _ = PROVIDER.install_default();
    let short = EncodingKey::from_secret(&[0; SHORTEST_KEY - 1]);
    match jsonwebtoken::crypto::sign(b"", &short, Algorithm::HS256) {
        Err(error) if *error.kind() == ErrorKind::InvalidKeyFormat => Ok(()),
        _ => Err(VaultError::Refused),
    }
}

static PROVIDER: CryptoProvider = CryptoProvider {
    signer_factory: |algorithm, key| Ok(Box::new(Hs256::new(*algorithm, key.family(), key.as_bytes())?)),
    verifier_factory: |algorithm, key| {
        Ok(Box::new(Hs256::new(
            *algorithm,
            key.family(),
            key.try_get_as_bytes()?,
        )?))
    },
    key_utils: KeyUtils::new_unimplemented(),
};

struct Hs256(hmac::Key);

impl Hs256 {
    fn new(algorithm: Algorithm, family: AlgorithmFamily, key: &[u8]) -> Result<Self, Error> {
        if algorithm != Algorithm::HS256 || family != AlgorithmFamily::Hmac {
            return Err(ErrorKind::InvalidAlgorithm.into());
        }
        if key.len() < SHORTEST_KEY {
            return Err(ErrorKind::InvalidKeyFormat.into());
        }
        Ok(Self(hmac::Key::new(hmac::HMAC_SHA256, key)))
    }
}

impl Signer<Vec<u8>> for Hs256 {
    fn try_sign(&self, message: &[u8]) -> Result<Vec<u8>, signature::Error> {
        Ok(hmac::sign(&self.0, message).as_ref().to_vec())
    }
}

impl JwtSigner for Hs256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

impl Verifier<Vec<u8>> for Hs256 {
    fn verify(&self, message: &[u8], mac: &Vec<u8>) -> Result<(), signature::Error> {
        hmac::verify(&self.0, message, mac).map_err(|_| signature::Error::new())
    }
}

impl JwtVerifier for Hs256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}
