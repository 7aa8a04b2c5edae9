//! The texts that the officers of an agency reuse, and their versions.

use std::sync::Arc;

use serde_json::json;

use crate::app::App;
use crate::domain::ids::{AgencyId, ReplyId};
use crate::domain::log::Action;
use crate::domain::officer::Officer;
use crate::domain::saved_reply::{ReplyText, SavedReply};
use crate::flow::audit::log;
use crate::flow::officers::sign_in::Session;
use crate::flow::trouble::Trouble;
use crate::store::{self, StoreError};

/// A reply with its past.
pub struct Kept {
    /// What it says now.
    pub now: SavedReply,
    /// Every version with who wrote it, the newest first.
    pub versions: Vec<(SavedReply, Option<Officer>)>,
}

/// What became of a reply that was to be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeping {
    /// It is kept as this version, or was already: the form came twice.
    Kept,
    /// Somebody wrote another version meanwhile.
    Meanwhile,
}

/// The replies of an agency, by title.
///
/// # Errors
/// When the store fails.
pub async fn list(app: &Arc<App>, agency: AgencyId) -> Result<Vec<Kept>, Trouble> {
    let (replies, officers) = app
        .db
        .read(move |c| {
            Ok::<_, StoreError>((
                store::replies::list(c, agency)?,
                store::officers::list(c, agency)?,
            ))
        })
        .await?;
    let mut kept: Vec<Kept> = Vec::new();
    for version in replies {
        let by = officers
            .iter()
            .find(|officer| officer.id == version.officer)
            .cloned();
        match kept.last_mut().filter(|kept| kept.now.id == version.id) {
            Some(kept) => {
                kept.now = version.clone();
                kept.versions.insert(0, (version, by));
            }
            None => kept.push(Kept {
                now: version.clone(),
                versions: vec![(version, by)],
            }),
        }
    }
    kept.sort_by(|a, b| (a.now.text.deed, &a.now.text.title).cmp(&(b.now.text.deed, &b.now.text.title)));
    Ok(kept)
}

/// Keeps a text as the version after `before`; 0 for a new reply.
///
/// # Errors
/// When the store fails.
pub async fn keep(
    app: &Arc<App>,
    session: &Session,
    id: ReplyId,
    before: i32,
    text: ReplyText,
) -> Result<Keeping, Trouble> {
    let agency = session.agency.id;
    let reply = SavedReply {
        id,
        version: before.saturating_add(1),
        text,
        at: app.clock.now(),
        officer: session.officer.id,
    };
    let known = app.db.read(move |c| store::replies::list(c, agency)).await?;
    let newest = known
        .iter()
        .filter(|known| known.id == id)
        .map(|known| known.version)
        .max();
    if newest.unwrap_or(0) < before {
        return Ok(Keeping::Meanwhile);
    }
    let is_this = |known: &SavedReply| {
        (known.id, known.version, known.officer) == (id, reply.version, reply.officer)
            && known.text == reply.text
    };
    if known.iter().any(is_this) {
        return Ok(Keeping::Kept);
    }
    let detail = json!({ "setting": "reply", "id": id.to_string(), "version": reply.version });
    let entry = log::by(app, session, Action::SettingsChanged, agency.0, &detail)?;
    match app
        .db
        .write(move |c| {
            store::replies::insert(c, agency, &reply)?;
            log::append(c, agency, &entry)
        })
        .await
    {
        Ok(()) => Ok(Keeping::Kept),
        Err(StoreError::Stale) => Ok(Keeping::Meanwhile),
        Err(error) => Err(error.into()),
    }
}
