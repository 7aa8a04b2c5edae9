//! The only source of randomness. Everything random in the system is drawn from an [`Rng`] passed in.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use hpke::rand_core::{TryCryptoRng, TryRng};
use ring::rand::{SecureRandom, SystemRandom};
use zeroize::Zeroizing;

use super::digest::sha256;
use super::error::VaultError;

/// The operating system gave no random bytes. Whoever asked must refuse to issue anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RandomFailed;

impl std::fmt::Display for RandomFailed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("no random bytes available")
    }
}

impl std::error::Error for RandomFailed {}

impl From<RandomFailed> for VaultError {
    fn from(_: RandomFailed) -> Self {
        Self::Random
    }
}

/// A source of random bytes; cheap to clone and to share between threads.
#[derive(Clone)]
pub struct Rng(Source);

#[derive(Clone)]
enum Source {
    System(SystemRandom),
    Seeded(Arc<Seeded>),
    Failing,
    Watched(Arc<dyn Fn() + Send + Sync>, SystemRandom),
}

struct Seeded {
    seed: u64,
    blocks: AtomicU64,
}

impl Rng {
    /// The operating system's generator. The program makes one at its start and passes it on.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where the generator is made"
    )]
    pub fn system() -> Self {
        Self(Source::System(SystemRandom::new()))
    }

    /// A repeatable stream, so that a test can be run again. Worthless as protection: for tests only.
    #[doc(hidden)]
    pub fn for_tests(seed: u64) -> Self {
        Self(Source::Seeded(Arc::new(Seeded {
            seed,
            blocks: AtomicU64::new(0),
        })))
    }

    /// A generator that always fails, to test that nothing is issued then.
    #[doc(hidden)]
    pub fn failing_for_tests() -> Self {
        Self(Source::Failing)
    }

    /// The operating system's generator, which tells at each draw, so that a test can do something in between.
    #[doc(hidden)]
    #[expect(
        clippy::disallowed_methods,
        reason = "a test that must not be repeatable still draws from the system"
    )]
    pub fn watched_for_tests(told: Arc<dyn Fn() + Send + Sync>) -> Self {
        Self(Source::Watched(told, SystemRandom::new()))
    }

    /// Fills `out` with random bytes, or fails without falling back to anything weaker.
    pub fn fill(&self, out: &mut [u8]) -> Result<(), RandomFailed> {
        match &self.0 {
            Source::System(system) => system.fill(out).map_err(|_| RandomFailed),
            Source::Watched(told, system) => {
                told();
                system.fill(out).map_err(|_| RandomFailed)
            }
            Source::Seeded(seeded) => {
                for chunk in out.chunks_mut(32) {
                    let number = seeded.blocks.fetch_add(1, Ordering::Relaxed);
                    let block = sha256(&[
                        b"stream for tests",
                        &seeded.seed.to_be_bytes(),
                        &number.to_be_bytes(),
                    ]);
                    for (to, from) in chunk.iter_mut().zip(block) {
                        *to = from;
                    }
                }
                Ok(())
            }
            Source::Failing => Err(RandomFailed),
        }
    }

    /// `N` random bytes. For secrets use [`Rng::secret`], which wipes them.
    pub fn bytes<const N: usize>(&self) -> Result<[u8; N], RandomFailed> {
        let mut out = [0; N];
        self.fill(&mut out)?;
        Ok(out)
    }

    /// `N` random bytes, wiped when dropped.
    pub fn secret<const N: usize>(&self) -> Result<Zeroizing<[u8; N]>, RandomFailed> {
        let mut out = Zeroizing::new([0; N]);
        self.fill(out.as_mut_slice())?;
        Ok(out)
    }
}

/// Random bytes drawn beforehand, in the shape HPKE wants its generator. HPKE's trait cannot fail, ours can:
/// so the bytes are drawn first, and whoever uses them asks [`Drawn::sufficed`] before keeping the result.
pub(super) struct Drawn {
    bytes: Zeroizing<[u8; 64]>,
    used: usize,
    overdrawn: bool,
}

impl Drawn {
    pub(super) fn new(rng: &Rng) -> Result<Self, RandomFailed> {
        Ok(Self {
            bytes: rng.secret()?,
            used: 0,
            overdrawn: false,
        })
    }

    /// Whether every byte handed out was random.
    pub(super) fn sufficed(&self) -> bool {
        !self.overdrawn
    }
}

impl TryRng for Drawn {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut word = [0; 4];
        self.try_fill_bytes(&mut word)?;
        Ok(u32::from_le_bytes(word))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut word = [0; 8];
        self.try_fill_bytes(&mut word)?;
        Ok(u64::from_le_bytes(word))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        let end = self.used.saturating_add(out.len());
        if let Some(drawn) = self.bytes.get(self.used..end) {
            out.copy_from_slice(drawn);
        } else {
            out.fill(0);
            self.overdrawn = true;
        }
        self.used = end;
        Ok(())
    }
}

impl TryCryptoRng for Drawn {}
