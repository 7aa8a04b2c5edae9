//! The audit chain: the hash of an entry, and the signed end of a day.

use super::*;
use crate::vault::audit::{Link, LogKey, SignedHead, detail_hash, fingerprint};

fn numbers() -> [u8; 32] {
    std::array::from_fn(|place| u8::try_from(place).unwrap())
}

#[test]
fn an_entry_has_the_hash_that_the_envelope_describes() {
    // Computed apart from this program, from the text of envelope §7.
    let detail = detail_hash(&[3; 16], "{\"v\":1}");
    assert_eq!(
        HEXLOWER.encode(&detail),
        "0d3faa3d5d8ed348ae7e19d80f1a3bcd684a5117af050fb1f271a6227803bea8"
    );
    let link = Link {
        seq: 258,
        prev: &numbers(),
        at: 1_790_000_000,
        actor: &[7; 16],
        action: 5,
        object: &[9; 16],
        detail_hash: &detail,
    };
    assert_eq!(
        HEXLOWER.encode(&link.hash()),
        "b6b2b1ce9042c3261f71dadacf147c62eeb30170eee8befe413c96a777054c4b"
    );
}

#[test]
fn every_field_of_an_entry_changes_its_hash() {
    let (prev, other) = (numbers(), [1; 32]);
    let link = Link {
        seq: 1,
        prev: &prev,
        at: 2,
        actor: &[3; 16],
        action: 4,
        object: &[5; 16],
        detail_hash: &prev,
    };
    let changed = [
        Link { seq: 2, ..link },
        Link { prev: &other, ..link },
        Link { at: 3, ..link },
        Link {
            actor: &[4; 16],
            ..link
        },
        Link { action: 5, ..link },
        Link {
            object: &[6; 16],
            ..link
        },
        Link {
            detail_hash: &other,
            ..link
        },
    ];
    let mut hashes: Vec<_> = changed.iter().map(Link::hash).collect();
    hashes.push(link.hash());
    hashes.sort_unstable();
    hashes.dedup();
    assert_eq!(hashes.len(), changed.len() + 1);
}

#[test]
fn a_head_verifies_for_its_installation_agency_day_and_hash_only() {
    let key = LogKey::from_seed(&[8; 32]);
    let head = SignedHead {
        instance: InstanceId([1; 16]),
        agency: [2; 16],
        day: 20_800,
        hash: numbers(),
    };
    let signature = key.sign(&head);
    assert_eq!(head.verify(&key.public(), &signature), Ok(()));
    let others = [
        SignedHead {
            instance: InstanceId([9; 16]),
            ..head
        },
        SignedHead {
            agency: [9; 16],
            ..head
        },
        SignedHead { day: 20_801, ..head },
        SignedHead {
            hash: [9; 32],
            ..head
        },
    ];
    for other in others {
        assert_eq!(other.verify(&key.public(), &signature), Err(VaultError::Damaged));
    }
    let stranger = LogKey::from_seed(&[9; 32]).public();
    assert_eq!(head.verify(&stranger, &signature), Err(VaultError::Damaged));
    for place in 0..64 {
        let mut forged = signature;
        forged[place] ^= 1;
        assert_eq!(head.verify(&key.public(), &forged), Err(VaultError::Damaged));
    }
    assert_ne!(fingerprint(&key.public()), fingerprint(&stranger));
    assert_eq!(fingerprint(&key.public()).len(), 39);
}
