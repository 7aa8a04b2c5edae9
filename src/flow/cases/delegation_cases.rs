//! Whoever is away lets their substitute into cases they read already: case by case, each signed, and never one that the
//! substitute is involved in. Only a reader can: the service holds no key of its own (ADR 0037).

use std::sync::Arc;

use zeroize::Zeroizing;

use crate::app::App;
use crate::domain::case::State;
use crate::domain::day::Day;
use crate::domain::delegation::Delegation;
use crate::domain::event::EventKind;
use crate::domain::ids::{AgencyId, CaseId, DelegationId};
use crate::domain::log::Action;
use crate::domain::officer::Officer;
use crate::domain::reader_change::{ChangeKind, ReaderChange};
use crate::domain::routing::may_read;
use crate::domain::sealed::Content;
use crate::flow::audit::log;
use crate::flow::cases::admission::{Joins, role_of, wraps_for};
use crate::flow::cases::assign_many::{MOST, Outcome};
use crate::flow::cases::desk::Effect;
use crate::flow::cases::handle::{Form, HandleError, take, write};
use crate::flow::cases::sealed_case::Reading;
use crate::flow::officers::sign_in::Session;
use crate::flow::trouble::Trouble;
use crate::store::case_list::{Filter, Only, Order};
use crate::store::cases::Case;
use crate::store::{self, Conn, StoreError};
use crate::vault::header::Compartment;
use crate::vault::id::KeyId;
use crate::vault::record::RecordKind;

/// What would become of one case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outlook {
    /// The substitute would be let in.
    Goes,
    /// They read it already.
    Reads,
    /// They must not read it: involved.
    Involved,
}

/// A delegation that runs, whose cases can be shared.
pub struct Running {
    /// It.
    pub delegation: Delegation,
    /// The substitute.
    pub to: Officer,
}

/// A delegation of this officer that runs today, with a substitute in office; nothing when there is none.
///
/// # Errors
/// When the store fails.
pub async fn running(
    app: &Arc<App>,
    session: &Session,
    id: DelegationId,
) -> Result<Option<Running>, Trouble> {
    let (agency, me, today) = (session.agency.id, session.officer.id, app.clock.today());
    let (all, officers) = app
        .db
        .read(move |c| {
            Ok::<_, StoreError>((
                store::delegations::list(c, agency)?,
                store::officers::list(c, agency)?,
            ))
        })
        .await?;
    let mut mine = all.into_iter().filter(|one| one.from == me && one.holds(today));
    let Some(delegation) = mine.find(|one| one.id == id) else {
        return Ok(None);
    };
    let to = officers.into_iter().find(|one| one.id == delegation.to);
    Ok(to
        .filter(|to| to.active && to.roles.read_cases())
        .map(|to| Running { delegation, to }))
}

/// The open cases of this officer, by due date, at most [`MOST`], and what would become of each.
///
/// # Errors
/// When the store fails or a case does not verify.
pub async fn preview(
    app: &Arc<App>,
    session: &Session,
    running: &Running,
) -> Result<Vec<(Case, Outlook)>, Trouble> {
    let (agency, reader, key) = (session.agency.id, session.reader(app), running.to.key);
    let open: Vec<State> = State::ALL
        .iter()
        .copied()
        .filter(|state| state.is_open())
        .collect();
    let cases = app
        .db
        .read(move |c| {
            let filter = Filter {
                states: &open,
                only: Only::default(),
                order: Order::Due,
                limit: i64::try_from(MOST).unwrap_or(i64::MAX),
                offset: 0,
            };
            let mut found = Vec::new();
            for case in store::case_list::list_for(c, agency, reader, &filter)? {
                let holds = holds(c, case.agency, case.id, key)?;
                found.push((case, holds && !is_over(c, &case, key, reader.on)?));
            }
            Ok::<_, StoreError>(found)
        })
        .await?;
    let opened = cases.iter().map(|(case, _)| *case).collect();
    let mut all = Vec::new();
    for ((case, reads), reading) in cases.iter().zip(Reading::several(app, session, opened).await?) {
        let reading = reading?;
        let involved = reading.involved()?;
        let outlook = match (may_read(&running.to, &involved), reads) {
            (false, _) => Outlook::Involved,
            (true, true) => Outlook::Reads,
            (true, false) => Outlook::Goes,
        };
        let due_on = reading.deadline(reader.on)?.due_on;
        all.push((Case { due_on, ..*case }, outlook));
    }
    all.sort_by_key(|(case, _)| case.due_on);
    Ok(all)
}

fn holds(c: &mut Conn, agency: AgencyId, case: CaseId, key: [u8; 32]) -> Result<bool, StoreError> {
    let channel = i16::from(Compartment::Channel.number());
    let all = store::envelopes::recipients(c, agency, case, channel)?;
    Ok(all.iter().any(|(holder, _)| *holder == key))
}

fn is_over(c: &mut Conn, case: &Case, key: [u8; 32], today: Day) -> Result<bool, StoreError> {
    Ok(store::delegations::ended_access(c, case.agency, case.id, today)?.contains(&key))
}

/// Lets the substitute into each of these cases by itself.
///
/// # Errors
/// [`Trouble`] when the store fails; cases that were shared by then stay shared, and sending the same form again goes on.
pub async fn share(
    app: &Arc<App>,
    session: &Session,
    cases: &[(CaseId, Form)],
    running: &Running,
) -> Result<Vec<(CaseId, Outcome)>, Trouble> {
    let mut all = Vec::new();
    for (case, form) in cases.iter().take(MOST) {
        let outcome = Outcome::of(&share_one(app, session, *case, *form, running).await)?;
        all.push((*case, outcome));
    }
    Ok(all)
}

async fn share_one(
    app: &Arc<App>,
    session: &Session,
    case: CaseId,
    form: Form,
    running: &Running,
) -> Result<(), HandleError> {
    let Some(mut taken) = take(app, session, case, form).await? else {
        return Ok(());
    };
    let mut desk = taken.desk(app, session, form);
    let to = &running.to;
    let (agency, id, key) = (session.agency.id, running.delegation.id, to.key);
    let involved = desk.reading.involved()?;
    let row = desk.reading.case;
    let today = app.clock.today();
    let (held, over) = app
        .db
        .read(move |c| Ok::<_, StoreError>((holds(c, agency, case, key)?, is_over(c, &row, key, today)?)))
        .await
        .map_err(Trouble::from)?;
    let joins = match (held, over) {
        (true, false) => Joins::No,
        (true, true) => Joins::Again,
        (false, _) => Joins::New,
    };
    if !joins.lets_in() || !row.state.is_open() || !may_read(to, &involved) {
        return Err(HandleError::Refused);
    }
    // A compartment that is made with this record is made for them as well.
    desk.readers.push((KeyId::from_bytes(key), role_of(to)));
    let wraps = wraps_for(app, desk.reading, &session.identity, to)?;
    let change = ReaderChange {
        joined: joins.joined(to),
        ..ReaderChange::new(ChangeKind::Substituted, None)
    };
    let plain = Zeroizing::new(change.to_json());
    let (internal, record) = desk.internally(RecordKind::Finding, form.once, &plain)?;
    let event = desk.event(EventKind::Substituted, row.state, Some(record.id));
    let detail = serde_json::json!({ "officer": to.id.to_string(), "delegation": id.to_string() });
    let entry = log::by(app, session, Action::AccessGranted, case.0, &detail)?;
    let effect = Effect {
        event,
        records: vec![record],
        internal,
    };
    write(&desk, effect, move |c| {
        store::envelopes::admit(c, &wraps, &involved)?;
        store::delegations::read_for(c, agency, case, key, id)?;
        log::append(c, agency, &entry)
    })
    .await
}
