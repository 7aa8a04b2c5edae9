//! The audit log: what is done to a case, a key or a person is entered in the write that does it, and each entry
//! names the hash of the one before (envelope §7).
//!
//! What a citizen does is never entered at its moment: order and time would betray them.

use crate::app::App;
use crate::domain::ids::{AgencyId, OfficerId};
use crate::domain::log::{Action, Entry, NewEntry};
use crate::flow::trouble::Trouble;
use crate::store::{self, Conn, StoreError};
use crate::vault::audit::{Link, detail_hash};

/// An entry of this moment. `detail` is JSON and holds ids and codes only: no names, no addresses, no words.
///
/// # Errors
/// [`Trouble::Broken`] when the machine gives no random numbers.
pub fn entry(
    app: &App,
    actor: Option<OfficerId>,
    action: Action,
    object: [u8; 16],
    detail: &serde_json::Value,
) -> Result<NewEntry, Trouble> {
    Ok(NewEntry {
        at: app.clock.now(),
        actor,
        action,
        object,
        nonce: app.rng.bytes()?,
        detail: detail.to_string(),
    })
}

/// Adds an entry at the end of the agency's chain. Call it in the write that does the thing, so that there is never
/// one without the other, and call it last: other nodes wait for the end of the chain until that write is committed.
///
/// # Errors
/// Whatever the database says; the thing must then not happen either.
pub fn append(c: &mut Conn, agency: AgencyId, new: &NewEntry) -> Result<(), StoreError> {
    let tail = store::log::take_tail(c, agency)?;
    let mut entry = Entry {
        seq: tail.next_seq,
        at: new.at,
        actor: new.actor,
        action: new.action.code(),
        object: new.object,
        detail_hash: detail_hash(&new.nonce, &new.detail),
        detail: Some((new.nonce, new.detail.clone())),
        prev: tail.hash,
        hash: [0; 32],
    };
    entry.hash = hash(&entry).ok_or(StoreError::Damaged)?;
    store::log::add(c, agency, &entry)
}

/// What the hash of an entry has to be; nothing for one with a number that no entry has.
pub fn hash(entry: &Entry) -> Option<[u8; 32]> {
    let link = Link {
        seq: u64::try_from(entry.seq).ok()?,
        prev: &entry.prev,
        at: entry.at,
        actor: &entry.actor.map_or([0; 16], |officer| officer.0),
        action: u16::try_from(entry.action).ok()?,
        object: &entry.object,
        detail_hash: &entry.detail_hash,
    };
    Some(link.hash())
}
