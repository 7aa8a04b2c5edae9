//! The audit log: what is done to a case, a key or a person is entered in the write that does it, and each entry
//! names the hash of the one before (envelope §7).
//!
//! What a citizen does is never entered at its moment: order and time would betray them.

use std::sync::Arc;

use serde_json::json;

use crate::app::App;
use crate::domain::ids::{AgencyId, OfficerId};
use crate::domain::log::{Action, Entry, NewEntry};
use crate::domain::officer::Officer;
use crate::domain::role::{Act, Role};
use crate::flow::officers::sign_in::Session;
use crate::flow::trouble::Trouble;
use crate::store::directories::DirectoryRow;
use crate::store::{self, Conn, StoreError};
use crate::vault::audit::{Link, detail_hash, spelled};

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

/// An entry of what somebody who has signed in does at this moment.
///
/// # Errors
/// As [`entry`].
pub fn by(
    app: &App,
    session: &Session,
    action: Action,
    object: [u8; 16],
    detail: &serde_json::Value,
) -> Result<NewEntry, Trouble> {
    entry(app, Some(session.officer.id), action, object, detail)
}

/// The entry of a person who was added.
///
/// # Errors
/// As [`entry`].
pub(in crate::flow) fn officer_added(app: &App, officer: &Officer) -> Result<NewEntry, Trouble> {
    let roles: Vec<&str> = officer.roles.iter().map(Role::key).collect();
    let detail = json!({ "key": spelled(&officer.key), "roles": roles });
    entry(app, None, Action::OfficerAdded, officer.id.0, &detail)
}

/// The entry of a directory that was signed, in the panel by this officer or by a command.
///
/// # Errors
/// As [`entry`].
pub(in crate::flow) fn directory_signed(
    app: &App,
    actor: Option<OfficerId>,
    row: &DirectoryRow,
) -> Result<NewEntry, Trouble> {
    let detail = json!({ "version": row.version, "hash": spelled(&row.hash) });
    entry(app, actor, Action::DirectorySigned, row.agency.0, &detail)
}

/// Enters something that goes with no other write: somebody has looked, or was refused.
///
/// # Errors
/// When the store fails; then nothing may be shown either.
pub async fn enter(app: &Arc<App>, agency: AgencyId, new: NewEntry) -> Result<(), Trouble> {
    Ok(app.db.write(move |c| append(c, agency, &new)).await?)
}

/// Enters that somebody has seen words of these cases outside their own pages: in what they looked for, in a report.
///
/// # Errors
/// As [`enter`].
pub(in crate::flow) async fn viewed(
    app: &Arc<App>,
    session: &Session,
    cases: Vec<[u8; 16]>,
    place: &str,
) -> Result<(), Trouble> {
    let agency = session.agency.id;
    let entries = cases
        .into_iter()
        .map(|case| by(app, session, Action::CaseViewed, case, &json!({ "in": place })))
        .collect::<Result<Vec<_>, _>>()?;
    if !entries.is_empty() {
        let all = move |c: &mut Conn| entries.iter().try_for_each(|new| append(c, agency, new));
        app.db.write(all).await?;
    }
    Ok(())
}

/// So many refused sign-ins a day are entered for one name; whoever guesses must not fill the log.
const REFUSALS: i64 = 100;
const DAY: i64 = 86_400;

/// Enters that somebody was refused under the name of this officer, or under a name that nobody has. Both take
/// the same time: the end of the chain is taken either way.
///
/// # Errors
/// When the store fails.
pub(in crate::flow) async fn sign_in_refused(
    app: &Arc<App>,
    agency: AgencyId,
    officer: Option<OfficerId>,
    why: &'static str,
) -> Result<(), Trouble> {
    let object = officer.map_or([0; 16], |officer| officer.0);
    let new = entry(app, None, Action::SignInRefused, object, &json!({ "why": why }))?;
    let since = new.at.saturating_sub(DAY);
    let enter = move |c: &mut Conn| {
        store::log::take_tail(c, agency)?;
        let before = store::log::nth_newest(c, agency, Action::SignInRefused, object, REFUSALS)?;
        if before.is_some_and(|at| at > since) {
            return Ok(());
        }
        append(c, agency, &new)
    };
    Ok(app.db.write(enter).await?)
}

/// Enters that an officer asked for a page that none of their roles opens.
///
/// # Errors
/// When the store fails.
pub async fn page_refused(app: &Arc<App>, session: &Session, act: Act) -> Result<(), Trouble> {
    let detail = json!({ "act": format!("{act:?}") });
    let new = by(app, session, Action::PageRefused, session.officer.id.0, &detail)?;
    enter(app, session.agency.id, new).await
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
