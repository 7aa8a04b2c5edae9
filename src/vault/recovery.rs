//! The recovery kit: one code on paper, from which the agency's recovery identity is derived and under which
//! the directory's root key is locked. Only public halves are ever online.

use zeroize::Zeroizing;

use super::code::TrackingCode;
use super::digest::hkdf;
use super::error::VaultError;
use super::id::InstanceId;
use super::identity::Identity;
use super::label;
use super::locked_key;
use super::random::Rng;

/// The recovery identity of a kit code in one installation.
pub fn identity(kit: &TrackingCode, instance: &InstanceId) -> Identity {
    from_master(&hkdf(
        &[label::KIT, &instance.0],
        kit.bytes(),
        &[label::KIT_MASTER],
    ))
}

/// The recovery identity of a 32-byte master secret, envelope section 6.
pub fn from_master(master: &Zeroizing<[u8; 32]>) -> Identity {
    let seed = |label| hkdf(&[label::RECOVERY], master.as_slice(), &[label]);
    Identity::from_seeds(&seed(label::RECOVERY_KEM), &seed(label::RECOVERY_SIG))
}

/// Locks the directory's root key under the kit code.
pub fn lock_root(
    root: &Identity,
    kit: &TrackingCode,
    instance: &InstanceId,
    rng: &Rng,
) -> Result<[u8; locked_key::LENGTH], VaultError> {
    locked_key::lock_code(root, kit, instance, rng)
}

/// Unlocks the root key with the kit code, if it is the one whose public half is `root_sig_pk`; `Mistyped` for
/// another code.
pub fn unlock_root(
    locked: &[u8],
    kit: &TrackingCode,
    root_sig_pk: &[u8; 32],
    instance: &InstanceId,
) -> Result<Identity, VaultError> {
    let root = locked_key::unlock_code(locked, kit, &locked_key::owner(locked)?, instance)?;
    if root.public().sig_pk == *root_sig_pk {
        Ok(root)
    } else {
        Err(VaultError::Damaged)
    }
}
