//! A second keeper is let into the name of one case: by the one keeper it is sealed to, who reads the case and so knows
//! whom it involves (ADR 0041). Without a second one no name can be opened.

use std::sync::Arc;

use zeroize::Zeroizing;

use crate::app::App;
use crate::domain::event::EventKind;
use crate::domain::ids::{CaseId, OfficerId};
use crate::domain::involved::Involved;
use crate::domain::log::Action;
use crate::domain::officer::Officer;
use crate::domain::reader_change::{ChangeKind, ReaderChange};
use crate::domain::routing::may_keep_names;
use crate::domain::sealed::Content;
use crate::flow::audit::log;
use crate::flow::cases::admission::sealed_to;
use crate::flow::cases::desk::Effect;
use crate::flow::cases::handle::{Form, HandleError, take, write};
use crate::flow::cases::keeping::{Keeping, is_custodian};
use crate::flow::cases::sealed_case::Reading;
use crate::flow::officers::sign_in::Session;
use crate::flow::trouble::Trouble;
use crate::store::{self, StoreError};
use crate::vault::directory::VerifiedDirectory;
use crate::vault::id::KeyId;
use crate::vault::record::RecordKind;
use crate::vault::wrap::WrapRole;

/// Who could be let in by this keeper.
pub enum Second {
    /// Nobody needs to be: another keeper is in.
    There,
    /// This keeper does not read the case, and cannot know whom it involves.
    NotReading,
    /// These could be; nobody when another keeper has to be appointed first.
    These(Vec<Officer>),
}

/// Looks who could be let into a name that one keeper keeps alone.
///
/// # Errors
/// [`Trouble`] when the case cannot be read or does not verify.
pub(super) async fn second(app: &Arc<App>, session: &Session, keeping: &Keeping) -> Result<Second, Trouble> {
    if keeping.others(session.officer.id).next().is_some() {
        return Ok(Second::There);
    }
    let (agency, case, reader) = (session.agency.id, keeping.case.id, session.reader(app));
    let reads = app
        .db
        .read(move |c| match store::cases::find_for(c, agency, case, reader) {
            Ok(_) => Ok(true),
            Err(StoreError::NotFound) => Ok(false),
            Err(error) => Err(error),
        })
        .await?;
    if !reads {
        return Ok(Second::NotReading);
    }
    let reading = Reading::for_officer(app, session, case).await?;
    let Some(reading) = reading else {
        return Ok(Second::NotReading);
    };
    let involved = reading.involved()?;
    let all = keeping.everybody();
    let fit = |one: &&Officer| {
        one.id != session.officer.id && may_join(app, one, all, &involved, &reading.directory)
    };
    Ok(Second::These(all.iter().filter(fit).cloned().collect()))
}

fn may_join(
    app: &App,
    officer: &Officer,
    all: &[Officer],
    involved: &Involved,
    directory: &VerifiedDirectory,
) -> bool {
    let key = KeyId::from_bytes(officer.key);
    is_custodian(officer)
        && may_keep_names(officer, involved)
        && !involved.may_name(officer, all)
        && directory
            .recipient(&key, WrapRole::Custodian, app.clock.now())
            .is_ok()
}

/// Lets a second keeper in.
///
/// # Errors
/// [`HandleError::NotFound`] when the name is not sealed to this keeper or they do not read the case,
/// [`HandleError::Refused`] for somebody who cannot be let in or when another keeper is there, and whatever else a deed
/// meets; nothing has changed then.
pub async fn let_in(
    app: &Arc<App>,
    session: &Session,
    case: CaseId,
    form: Form,
    to: OfficerId,
) -> Result<(), HandleError> {
    let keeping = Keeping::open(app, session, case).await?;
    let keeping = keeping.ok_or(HandleError::NotFound)?;
    let Some(mut taken) = take(app, session, case, form).await? else {
        return Ok(());
    };
    let desk = taken.desk(app, session, form);
    let Second::These(candidates) = second(app, session, &keeping).await? else {
        return Err(HandleError::Refused);
    };
    let to = candidates.iter().find(|one| one.id == to);
    let to = to.ok_or(HandleError::Refused)?;
    let involved = desk.reading.involved()?;
    let wraps = sealed_to(
        app,
        desk.reading,
        &session.identity,
        (to, WrapRole::Custodian),
        &[&keeping.names],
    )?;
    let change = ReaderChange {
        joined: vec![to.id],
        ..ReaderChange::new(ChangeKind::KeeperJoined, None)
    };
    let plain = Zeroizing::new(change.to_json());
    let (internal, record) = desk.internally(RecordKind::Finding, form.once, &plain)?;
    let event = desk.event(EventKind::KeeperAdded, desk.reading.case.state, Some(record.id));
    let detail = serde_json::json!({ "officer": to.id.to_string() });
    let entry = log::by(app, session, Action::KeeperAdded, case.0, &detail)?;
    let agency = session.agency.id;
    let effect = Effect {
        event,
        records: vec![record],
        internal,
    };
    write(&desk, effect, move |c| {
        store::envelopes::admit(c, &wraps, &involved)?;
        log::append(c, agency, &entry)
    })
    .await
}
