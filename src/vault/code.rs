//! The tracking code: the only thing that opens a case for its reporter. It is shown once and never stored,
//! logged, mailed or put into an address, cookie or title. A recovery kit is a code of the same form.

use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::digest::{hkdf, sha256};
use super::id::InstanceId;
use super::identity::Identity;
use super::label;
use super::random::{RandomFailed, Rng};
use super::spelling::{self, LIMIT, Spelled};

/// A secret number, uniform below 10^30 (99.66 bits). Wiped when dropped; has no `Debug`.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct TrackingCode {
    bytes: [u8; 13],
}

/// What somebody typed.
pub enum Reading {
    /// A code whose check symbols hold.
    Code(TrackingCode),
    /// One slip was repaired: show it and ask, never use it silently.
    Proposed(TrackingCode),
    /// Not a code, or too far from one.
    Mistyped,
}

/// What a code derives for one installation.
pub struct CodeKeys {
    /// The only thing stored; finds the case. 32 bytes, unique.
    pub lookup_id: [u8; 32],
    /// Sent by a client at return visits once it derives keys itself; `lookup_id` is its hash.
    pub auth_token: Zeroizing<[u8; 32]>,
    /// The reporter's key pairs.
    pub identity: Identity,
}

impl TrackingCode {
    /// A new code. Refuses to issue one when the operating system has no random bytes.
    pub fn random(rng: &Rng) -> Result<Self, RandomFailed> {
        loop {
            let drawn = rng.secret::<13>()?;
            if let Some(code) = Self::from_draw(&drawn) {
                return Ok(code);
            }
        }
    }

    /// The code of one form: the same submission key gives the same code, so that a request sent twice finds
    /// the case it made (decision D7).
    pub fn from_submission_key(key: &[u8; 32], instance: &InstanceId) -> Self {
        let mut counter: u32 = 0;
        loop {
            let drawn = hkdf::<13>(
                &[label::SUBMISSION_KEY, &instance.0],
                key,
                &[label::SUBMISSION_CODE, &counter.to_be_bytes()],
            );
            if let Some(code) = Self::from_draw(&drawn) {
                return code;
            }
            counter = counter.wrapping_add(1);
        }
    }

    /// The code of a matter that an officer registers. Unlike a citizen's it does not follow from the form alone:
    /// the form lies in the officer's browser, and the code is none of the officer's business. `about` says which
    /// officer, and what else the code is to depend on.
    pub fn from_registration(
        key: &[u8; 32],
        secret: &[u8; 32],
        about: &[&[u8]],
        instance: &InstanceId,
    ) -> Self {
        let derived = hkdf::<32>(
            &[label::REGISTRATION_KEY, secret],
            key,
            &[label::REGISTRATION_KEY, &sha256(about)],
        );
        Self::from_submission_key(&derived, instance)
    }

    /// 100 of 104 random bits, unless they spell 10^30 or more: rejecting keeps the distribution even.
    fn from_draw(drawn: &[u8; 13]) -> Option<Self> {
        let mut number = drawn
            .iter()
            .fold(0u128, |number, byte| number << 8 | u128::from(*byte))
            & ((1 << 100) - 1);
        let code = (number < LIMIT).then(|| Self::from_number(number));
        number.zeroize();
        code
    }

    pub(super) fn from_number(number: u128) -> Self {
        let mut bytes = [0; 13];
        let wide = Zeroizing::new(number.to_be_bytes());
        for (to, from) in bytes.iter_mut().zip(wide.iter().skip(3)) {
            *to = *from;
        }
        Self { bytes }
    }

    fn number(&self) -> u128 {
        self.bytes
            .iter()
            .fold(0, |number, byte| number << 8 | u128::from(*byte))
    }

    /// Thirteen bytes, most significant first.
    pub(super) fn bytes(&self) -> &[u8; 13] {
        &self.bytes
    }

    /// Six groups of four letters and digits, the spelling to write down.
    pub fn letters(&self) -> Zeroizing<String> {
        spelling::letters(self.number())
    }

    /// Eight groups of four digits, the spelling to read out loud.
    pub fn digits(&self) -> Zeroizing<String> {
        spelling::digits(self.number())
    }

    /// The last group of the letters, asked for before the reporter leaves the page.
    pub fn last_group(&self) -> Zeroizing<String> {
        let letters = self.letters();
        Zeroizing::new(letters.rsplit('-').next().unwrap_or_default().to_owned())
    }

    /// Whether `typed` is the last group of either spelling, read as leniently as a whole code.
    pub fn ends_with(&self, typed: &str) -> bool {
        let digits = self.digits();
        let last_digits = digits.rsplit('-').next().unwrap_or_default();
        spelling::same_group(typed, &self.last_group()) || spelling::same_group(typed, last_digits)
    }

    /// Reads what somebody typed, in either spelling. More than 200 characters are refused before any work.
    pub fn read(typed: &str) -> Reading {
        match spelling::read(typed) {
            Spelled::Exact(number) => Reading::Code(Self::from_number(number)),
            Spelled::Near(number) => Reading::Proposed(Self::from_number(number)),
            Spelled::Nothing => Reading::Mistyped,
        }
    }

    /// The keys this code stands for in one installation. Fast on purpose: 99.66 bits need no slow derivation,
    /// and anonymous visitors must not be able to burn processor time.
    pub fn derive(&self, instance: &InstanceId) -> CodeKeys {
        let salt: [&[u8]; 2] = [label::CODE, &instance.0];
        let auth_token = hkdf::<32>(&salt, &self.bytes, &[label::CODE_AUTH]);
        let kem_seed = hkdf::<32>(&salt, &self.bytes, &[label::CODE_KEM]);
        let sig_seed = hkdf::<32>(&salt, &self.bytes, &[label::CODE_SIG]);
        CodeKeys {
            lookup_id: sha256(&[label::LOOKUP, auth_token.as_slice()]),
            auth_token,
            identity: Identity::from_seeds(&kem_seed, &sig_seed),
        }
    }
}
