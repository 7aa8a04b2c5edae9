//! An officer registers a matter that came another way: at the counter, by letter, from another body, or found by the
//! agency itself (R8, R9). From here on it is a case like any other: the same routing, the same sealing, the same clock.
//!
//! Whoever registers it becomes no reader by that. They see the tracking code once, on the page that is made for the
//! person; where there is no such person nobody ever sees it (ADR 0042).

use std::sync::Arc;

use serde_json::{Value, json};

use crate::app::App;
use crate::domain::arrival::Arrival;
use crate::domain::attachment::FileName;
use crate::domain::ids::{CaseId, RecordId};
use crate::domain::log::{Action, NewEntry};
use crate::domain::report::Report;
use crate::flow::audit::log;
use crate::flow::files::parcel::{Choice, Parcel};
use crate::flow::files::sealed_file::Shelf;
use crate::flow::incoming::beginning;
use crate::flow::incoming::intake::{self, Incoming, Receipt, Unsent};
use crate::flow::officers::sign_in::Session;
use crate::flow::trouble::Trouble;
use crate::store::cases::Case;
use crate::store::{self, StoreError};
use crate::vault::code::{CodeKeys, TrackingCode};

/// How long the page with the code can be shown again, in seconds: after a double click, a reload, a printer without
/// paper. Then it is gone for whoever registered the matter, too.
pub const SHOWN_AGAIN: i64 = 15 * 60;

/// What the officer is shown.
pub struct Registered {
    /// Number, days and code. The code is for the page of the person only, and only if `shows_code`.
    pub receipt: Receipt,
    /// Whether the page may show the code.
    pub shows_code: bool,
    /// Whether the code was meant for somebody.
    pub handed_over: bool,
    /// The case, if this officer reads it.
    pub mine: Option<CaseId>,
}

/// A case that a form has made.
struct Made {
    case: Case,
    /// Seconds since the epoch at which it was entered.
    at: i64,
    mine: bool,
}

/// Registers the matter. Sending the same form again registers nothing twice.
///
/// # Errors
/// [`Unsent`].
pub async fn register(
    app: &Arc<App>,
    session: &Session,
    report: Report,
    arrival: Arrival,
    submission_key: &[u8; 32],
) -> Result<Registered, Unsent> {
    if let Some(before) = registered(app, session, submission_key).await? {
        return Ok(before);
    }
    let matter = arrival.registered.as_ref();
    let handed_over = matter.is_some_and(|matter| matter.handed_over);
    let (agency, me, now) = (session.agency.id, session.officer.id, app.clock.now());
    let (channel, origin) = (arrival.channel.code(), arrival.origin.code());
    // Which case and which files the entry is about is known when the case is stored.
    let entry = log::entry(app, Some(me), Action::MatterRegistered, [0; 16], &json!({}))?;
    let incoming = Incoming {
        report,
        arrival,
        filed: intake::filed(app.clock.today(), Some((me, now))),
        code: code(app, session, submission_key, handed_over),
    };
    let receipt = intake::receive(app, &session.agency, incoming, move |c, case, parcels| {
        let files: Vec<Value> = parcels.iter().map(Parcel::hashes).map(Value::Object).collect();
        let entry = NewEntry {
            object: case.0,
            detail: json!({ "channel": channel, "origin": origin, "files": files }).to_string(),
            ..entry.clone()
        };
        log::append(c, agency, &entry)
    })
    .await?;
    let made = find(app, session, &receipt.code).await?.ok_or(Trouble::Broken)?;
    Ok(made.shown(app, receipt, handed_over))
}

/// What a form has registered before; nothing when it has not.
///
/// # Errors
/// [`Trouble`] when that cannot be found out.
pub async fn registered(
    app: &Arc<App>,
    session: &Session,
    submission_key: &[u8; 32],
) -> Result<Option<Registered>, Trouble> {
    for handed_over in [true, false] {
        let code = code(app, session, submission_key, handed_over);
        if let Some(made) = find(app, session, &code).await? {
            let receipt = intake::receipt(&made.case, code, true)?;
            return Ok(Some(made.shown(app, receipt, handed_over)));
        }
    }
    Ok(None)
}

/// The shelf of the files that come with a matter, made if this is its first file. Nothing when it was registered already.
///
/// # Errors
/// [`Trouble::Closed`] when nothing can be sealed for the agency now.
pub async fn shelf(
    app: &Arc<App>,
    session: &Session,
    submission_key: &[u8; 32],
    handed_over: bool,
) -> Result<Option<Shelf>, Trouble> {
    let writer = writer(app, session, submission_key, handed_over);
    beginning::shelf(app, &session.agency, &writer).await
}

/// The files that will come with a matter.
pub struct Files {
    /// Those that wait.
    pub waiting: Vec<Parcel>,
    /// Whether others were attached while it was chosen otherwise whether somebody is given the code. They are sealed
    /// under the keys of that other code and stay behind.
    pub left_behind: bool,
}

/// The files that wait to be registered with a matter.
///
/// # Errors
/// [`Trouble`] when the store does not answer or something does not verify.
pub async fn files(
    app: &Arc<App>,
    session: &Session,
    submission_key: &[u8; 32],
    handed_over: bool,
) -> Result<Files, Trouble> {
    let this = writer(app, session, submission_key, handed_over);
    let other = writer(app, session, submission_key, !handed_over);
    Ok(Files {
        waiting: beginning::files(app, &session.agency, &this).await?,
        left_behind: !beginning::files(app, &session.agency, &other).await?.is_empty(),
    })
}

/// Does with a waiting file what the officer chose; see [`Shelf::choose`].
///
/// # Errors
/// [`Trouble`] when the store does not answer.
pub async fn choose(
    app: &Arc<App>,
    session: &Session,
    submission_key: &[u8; 32],
    handed_over: bool,
    (choice, file): (Choice, RecordId),
) -> Result<Option<FileName>, Trouble> {
    let writer = writer(app, session, submission_key, handed_over);
    beginning::choose(app, &session.agency, &writer, file, choice).await
}

/// The keys under which the files of a matter wait until it is registered; nobody but the server can derive them. What
/// is chosen about the code decides about the keys, too.
fn writer(app: &App, session: &Session, submission_key: &[u8; 32], handed_over: bool) -> CodeKeys {
    code(app, session, submission_key, handed_over).derive(&app.instance)
}

/// The code of what a form registers. Nobody but the server can derive it from the form, and one that nobody is to be
/// given is another one.
fn code(app: &App, session: &Session, submission_key: &[u8; 32], handed_over: bool) -> TrackingCode {
    let (agency, officer) = (session.agency.id, session.officer.id);
    let about = [agency.as_bytes(), officer.as_bytes(), &[u8::from(handed_over)]];
    TrackingCode::from_registration(submission_key, app.secret.expose(), &about, &app.instance)
}

async fn find(app: &Arc<App>, session: &Session, code: &TrackingCode) -> Result<Option<Made>, Trouble> {
    let lookup = code.derive(&app.instance).lookup_id;
    let (agency, me) = (session.agency.id, session.reader(app));
    let found = app.db.read(move |c| {
        let case = store::cases::find_by_lookup(c, agency, lookup)?;
        let events = store::events::list(c, agency, case.id)?;
        let mine = match store::cases::find_for(c, agency, case.id, me) {
            Ok(_) => true,
            Err(StoreError::NotFound) => false,
            Err(error) => return Err(error),
        };
        let at = events.first().and_then(|filed| filed.at).unwrap_or_default();
        Ok(Made { case, at, mine })
    });
    match found.await {
        Ok(made) => Ok(Some(made)),
        Err(StoreError::NotFound) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

impl Made {
    fn shown(&self, app: &App, receipt: Receipt, handed_over: bool) -> Registered {
        let age = app.clock.now().saturating_sub(self.at);
        Registered {
            receipt,
            shows_code: handed_over && (0..SHOWN_AGAIN).contains(&age),
            handed_over,
            mine: self.mine.then_some(self.case.id),
        }
    }
}
