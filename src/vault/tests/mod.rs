//! Tests of the vault: published vectors first, then everything that must be refused.

mod audits;
mod codes;
mod compartments;
mod decoders;
mod directories;
mod flips;
mod kits;
mod locked_keys;
mod negatives;
mod randomness;
mod small_secrets;
mod streams;
mod submissions;
mod tokens;
mod vectors;

use super::*;
use data_encoding::HEXLOWER;
use serde_json::Value;

/// Noon of some day in 2026, in seconds.
pub(super) const NOW: i64 = 1_780_000_000;
const DAY: i64 = 86_400;
pub(super) const LONGEST_VALIDITY: i64 = 400 * DAY;

pub(super) fn published() -> Value {
    serde_json::from_str(include_str!("../../../tests/vectors/envelope-v1.json")).unwrap()
}

pub(super) fn hex(value: &Value) -> Vec<u8> {
    HEXLOWER.decode(value.as_str().unwrap().as_bytes()).unwrap()
}

pub(super) fn fixed<const N: usize>(value: &Value) -> [u8; N] {
    hex(value).try_into().unwrap()
}

/// A whole agency with one open case, made from one seed.
pub(super) struct World {
    pub(super) rng: Rng,
    pub(super) instance: InstanceId,
    pub(super) root: Identity,
    pub(super) reporter: Identity,
    pub(super) officers: [Identity; 2],
    pub(super) recovery: Identity,
    pub(super) stranger: Identity,
    pub(super) fields: Directory,
    pub(super) directory: VerifiedDirectory,
}

pub(super) fn entry(key: PublicIdentity, role: DirectoryRole) -> DirectoryEntry {
    DirectoryEntry {
        key,
        role,
        unit: vec![7],
        not_before: NOW - DAY,
        not_after: NOW + 300 * DAY,
        revoked: false,
    }
}

impl World {
    pub(super) fn new(seed: u64) -> Self {
        let rng = Rng::for_tests(seed);
        let instance = InstanceId(rng.bytes().unwrap());
        let draw = || Identity::generate(&rng).unwrap();
        let (root, officers, recovery, stranger) = (draw(), [draw(), draw()], draw(), draw());
        let reporter = TrackingCode::random(&rng).unwrap().derive(&instance).identity;
        let fields = Directory {
            instance,
            version: 3,
            issued: NOW - DAY,
            expires: NOW + 300 * DAY,
            min_suite: 1,
            log_pk: None,
            entries: vec![
                entry(officers[0].public(), DirectoryRole::Officer),
                entry(officers[1].public(), DirectoryRole::Officer),
                entry(officers[1].public(), DirectoryRole::Custodian),
                entry(recovery.public(), DirectoryRole::Recovery),
            ],
            prev: [9; 32],
        };
        let directory = verified(&fields, &root).unwrap();
        Self {
            rng,
            instance,
            root,
            reporter,
            officers,
            recovery,
            stranger,
            fields,
            directory,
        }
    }

    pub(super) fn recipients(&self) -> Vec<Recipient> {
        [
            (&self.officers[0], WrapRole::Officer),
            (&self.officers[1], WrapRole::Officer),
            (&self.recovery, WrapRole::Recovery),
        ]
        .map(|(identity, role)| self.directory.recipient(&identity.key_id(), role, NOW).unwrap())
        .to_vec()
    }

    pub(super) fn new_compartment<'a>(
        &'a self,
        compartment: Compartment,
        recipients: &'a [Recipient],
    ) -> NewCompartment<'a> {
        NewCompartment {
            instance: self.instance,
            case_id: [5; 16],
            compartment,
            reporter: compartment.has_reporter().then(|| self.reporter.public()),
            directory: &self.directory,
            recipients,
        }
    }

    pub(super) fn channel(&self) -> (SealedCompartment, CompartmentKey) {
        let recipients = self.recipients();
        open_compartment(
            &self.new_compartment(Compartment::Channel, &recipients),
            &self.reporter,
            &self.rng,
        )
        .unwrap()
    }

    pub(super) fn expected(&self, compartment: Compartment, epoch: u32) -> Expected {
        Expected {
            instance: self.instance,
            case_id: [5; 16],
            compartment,
            epoch,
        }
    }

    pub(super) fn record(&self, kind: RecordKind) -> NewRecord {
        NewRecord {
            kind,
            record_id: self.rng.bytes().unwrap(),
            parent: [0; 16],
            prev: [0; 32],
        }
    }
}

pub(super) fn verified(fields: &Directory, root: &Identity) -> Result<VerifiedDirectory, VaultError> {
    let signed = fields.sign(root);
    VerifiedDirectory::verify(
        &signed.bytes,
        &signed.signature,
        &root.public().sig_pk,
        &fields.instance,
        LONGEST_VALIDITY,
        NOW,
    )
}

pub(super) fn unknown(_: &KeyId) -> Option<PublicIdentity> {
    None
}
