//! The JSON form of a directory: written once, then signed and kept byte for byte; read strictly.

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};

use super::directory::{Directory, DirectoryEntry, DirectoryRole};
use super::error::Flaw;
use super::id::{InstanceId, KeyId};
use super::identity::{PublicIdentity, SUITE};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    instance_id: String,
    version: u64,
    issued: i64,
    expires: i64,
    min_suite: u16,
    log_pk: Option<String>,
    entries: Vec<Entry>,
    prev: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    key_id: String,
    kem_pk: String,
    sig_pk: String,
    suite: u16,
    role: Role,
    unit: String,
    not_before: i64,
    not_after: i64,
    revoked: bool,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Role {
    Officer,
    Custodian,
    Recovery,
    Referral,
}

fn hex(bytes: &[u8]) -> String {
    HEXLOWER.encode(bytes)
}

fn fixed<const N: usize>(text: &str) -> Result<[u8; N], Flaw> {
    HEXLOWER
        .decode(text.as_bytes())
        .ok()
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or(Flaw::Parse)
}

#[expect(
    clippy::expect_used,
    reason = "strings, numbers and lists always serialise to memory"
)]
pub(super) fn write(directory: &Directory) -> Vec<u8> {
    let entries = directory.entries.iter().map(|entry| Entry {
        key_id: hex(&entry.key.key_id().0),
        kem_pk: hex(&entry.key.kem_pk),
        sig_pk: hex(&entry.key.sig_pk),
        suite: SUITE,
        role: match entry.role {
            DirectoryRole::Officer => Role::Officer,
            DirectoryRole::Custodian => Role::Custodian,
            DirectoryRole::Recovery => Role::Recovery,
            DirectoryRole::Referral => Role::Referral,
        },
        unit: hex(&entry.unit),
        not_before: entry.not_before,
        not_after: entry.not_after,
        revoked: entry.revoked,
    });
    let document = Document {
        instance_id: hex(&directory.instance.0),
        version: directory.version,
        issued: directory.issued,
        expires: directory.expires,
        min_suite: directory.min_suite,
        log_pk: directory.log_pk.as_ref().map(|key| hex(key)),
        entries: entries.collect(),
        prev: hex(&directory.prev),
    };
    serde_json::to_vec(&document).expect("no map with keys that are not strings")
}

/// Reads directory bytes; unknown and repeated fields, upper-case hex and wrong key ids are refused.
pub(super) fn read(bytes: &[u8]) -> Result<Directory, Flaw> {
    let document: Document = serde_json::from_slice(bytes).map_err(|_| Flaw::Parse)?;
    let entries = document.entries.iter().map(|entry| {
        let key = PublicIdentity {
            kem_pk: fixed(&entry.kem_pk)?,
            sig_pk: fixed(&entry.sig_pk)?,
        };
        if entry.suite != SUITE {
            return Err(Flaw::Suite);
        }
        if key.key_id() != KeyId(fixed(&entry.key_id)?) {
            return Err(Flaw::Policy);
        }
        Ok(DirectoryEntry {
            key,
            role: match entry.role {
                Role::Officer => DirectoryRole::Officer,
                Role::Custodian => DirectoryRole::Custodian,
                Role::Recovery => DirectoryRole::Recovery,
                Role::Referral => DirectoryRole::Referral,
            },
            unit: HEXLOWER.decode(entry.unit.as_bytes()).map_err(|_| Flaw::Parse)?,
            not_before: entry.not_before,
            not_after: entry.not_after,
            revoked: entry.revoked,
        })
    });
    Ok(Directory {
        instance: InstanceId(fixed(&document.instance_id)?),
        version: document.version,
        issued: document.issued,
        expires: document.expires,
        min_suite: document.min_suite,
        log_pk: document.log_pk.as_deref().map(fixed).transpose()?,
        entries: entries.collect::<Result<_, _>>()?,
        prev: fixed(&document.prev)?,
    })
}
