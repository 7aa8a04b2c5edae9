//! The identity compartment of a case, opened by one of its keepers. What is in it is shown to nobody before two of them
//! have agreed.

use std::sync::Arc;

use crate::app::App;
use crate::domain::disclosure::{Disclosure, Standing};
use crate::domain::ids::{CaseId, OfficerId, RecordId};
use crate::domain::involved::Involved;
use crate::domain::officer::Officer;
use crate::domain::report::Identity as Name;
use crate::domain::role::Role;
use crate::domain::routing::may_keep_names;
use crate::domain::sealed::{Content, SealedApproval, SealedIdentity, SealedNote};
use crate::flow::cases::opened::{Opened, OpenedRecord, Rows};
use crate::flow::officers::directory;
use crate::flow::officers::sign_in::Session;
use crate::flow::trouble::Trouble;
use crate::store::cases::Case;
use crate::store::{self, StoreError};
use crate::vault::header::Compartment;
use crate::vault::record::RecordKind;

/// A name, opened by one of its keepers.
pub(super) struct Keeping {
    pub(super) case: Case,
    /// The place of the next event.
    pub(super) next_seq: i32,
    pub(super) names: Opened,
    /// Every request, oldest first.
    pub(super) requests: Vec<Disclosure>,
    officers: Vec<Officer>,
    /// The keys to which the name is sealed now.
    keys: Vec<[u8; 32]>,
}

/// Whether somebody is appointed to keep names and in office. That they are not involved in a case is shown by the key
/// of its name, which is sealed to nobody who is (ADR 0038).
pub(super) fn keeps_names(officer: &Officer) -> bool {
    may_keep_names(officer, &Involved::default())
}

impl Keeping {
    /// Opens it. Nothing when there is no such case, or its name is not sealed to this person.
    ///
    /// # Errors
    /// [`Trouble`] when it cannot be read or does not verify.
    pub(super) async fn open(
        app: &Arc<App>,
        session: &Session,
        case: CaseId,
    ) -> Result<Option<Self>, Trouble> {
        if !keeps_names(&session.officer) {
            return Ok(None);
        }
        let (agency, me) = (session.agency.id, session.identity.key_id());
        let number = i16::from(Compartment::Identity.number());
        let read = app
            .db
            .read(move |c| {
                let rows = Rows::read(c, agency, case, Compartment::Identity, me)?;
                let events = store::events::list(c, agency, case)?;
                Ok::<_, StoreError>((
                    rows,
                    store::cases::find(c, agency, case)?,
                    events.last().map_or(0, |event| event.seq.saturating_add(1)),
                    store::disclosures::list(c, agency, case)?,
                    store::officers::list(c, agency)?,
                    store::envelopes::recipients(c, agency, case, number)?,
                    (
                        store::agencies::keys(c, agency)?,
                        store::directories::newest(c, agency)?,
                    ),
                ))
            })
            .await;
        let (rows, case, next_seq, requests, officers, recipients, (keys, row)) = match read {
            Ok(read) => read,
            Err(StoreError::NotFound) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let directory = directory::verify_undated(app, &keys, &row)?;
        let names = Opened::open(
            app,
            &case,
            &rows,
            Compartment::Identity,
            &session.identity,
            &directory,
        )?;
        Ok(Some(Self {
            case,
            next_seq,
            names,
            requests,
            officers,
            keys: recipients.into_iter().map(|(key, _)| key).collect(),
        }))
    }

    /// Somebody of the agency.
    pub(super) fn officer(&self, id: OfficerId) -> Option<&Officer> {
        self.officers.iter().find(|officer| officer.id == id)
    }

    /// Everybody of the agency.
    pub(super) fn everybody(&self) -> &[Officer] {
        &self.officers
    }

    /// Those who keep this name besides one of them.
    pub(super) fn others(&self, me: OfficerId) -> impl Iterator<Item = &Officer> {
        self.officers
            .iter()
            .filter(move |officer| officer.id != me && self.keeps(officer))
    }

    /// Somebody, if they keep this name.
    pub(super) fn keeper(&self, id: OfficerId) -> Option<&Officer> {
        self.officer(id).filter(|officer| self.keeps(officer))
    }

    fn keeps(&self, officer: &Officer) -> bool {
        keeps_names(officer) && self.keys.contains(&officer.key)
    }

    /// The request of this name.
    pub(super) fn request(&self, named: RecordId) -> Option<Disclosure> {
        self.requests
            .iter()
            .find(|request| request.record == named)
            .copied()
    }

    /// A request that has not come to its end.
    pub(super) fn under_way(&self, now: i64) -> Option<&Disclosure> {
        self.requests.iter().find(|request| {
            matches!(
                request.standing(now),
                Standing::Waits | Standing::Approved { .. } | Standing::Shown { .. }
            )
        })
    }

    fn record(&self, id: RecordId) -> Result<&OpenedRecord, Trouble> {
        let mut records = self.names.records.iter();
        let found = records.find(|record| record.id == id && record.kind == RecordKind::Finding);
        found.ok_or(Trouble::Damaged)
    }

    /// Checks that a record was signed with this person's own key: a row that names somebody makes nobody ask or
    /// approve.
    ///
    /// # Errors
    /// [`Trouble::Damaged`] when it was not.
    pub(super) fn written_by(&self, id: RecordId, officer: &Officer) -> Result<(), Trouble> {
        let record = self.record(id)?;
        if record.author.to_bytes() == officer.key {
            Ok(())
        } else {
            Err(Trouble::Damaged)
        }
    }

    /// Who approved a request, after it was checked that two different people signed request and approval.
    ///
    /// # Errors
    /// [`Trouble::Damaged`] when they did not.
    pub(super) fn approved(&self, request: &Disclosure) -> Result<OfficerId, Trouble> {
        let answer = request.answer.ok_or(Trouble::Damaged)?;
        let approval = answer.approval.ok_or(Trouble::Damaged)?;
        let requester = self.officer(request.requester).ok_or(Trouble::Damaged)?;
        let approver = self.officer(answer.by).ok_or(Trouble::Damaged)?;
        self.written_by(request.record, requester)?;
        self.written_by(approval, approver)?;
        let said = SealedApproval::from_json(&self.record(approval)?.plain).map_err(|_| Trouble::Damaged)?;
        if said.0 == request.record && approver.id != requester.id && approver.key != requester.key {
            Ok(approver.id)
        } else {
            Err(Trouble::Damaged)
        }
    }

    /// The legal ground in words.
    ///
    /// # Errors
    /// [`Trouble::Damaged`] when it cannot be read.
    pub(super) fn words(&self, request: &Disclosure) -> Result<String, Trouble> {
        let record = self.record(request.record)?;
        let note = SealedNote::from_json(&record.plain).map_err(|_| Trouble::Damaged)?;
        Ok(note.0.as_str().to_owned())
    }

    /// The name itself.
    ///
    /// # Errors
    /// [`Trouble::Damaged`] when it cannot be read.
    pub(super) fn name(&self) -> Result<Name, Trouble> {
        let mut records = self.names.records.iter();
        let record = records.find(|record| record.kind == RecordKind::Identity);
        let json = &record.ok_or(Trouble::Damaged)?.plain;
        Ok(SealedIdentity::from_json(json).map_err(|_| Trouble::Damaged)?.0)
    }
}

/// Whether somebody is appointed to keep names at all, for the page that asks for more of them.
pub(super) fn is_custodian(officer: &Officer) -> bool {
    officer.active && officer.roles.has(Role::Custodian)
}
