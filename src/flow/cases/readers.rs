//! Who reads a case changes: an officer recuses themselves, somebody turns out to be involved, somebody left office.
//! Whoever must not read any more is left out of the next keys, the next of the panel or the outside body is let in,
//! and it is kept since when those who left could read (ADR 0038).

use std::sync::Arc;

use zeroize::Zeroizing;

use crate::domain::event::EventKind;
use crate::domain::ids::{CaseId, OfficerId, RecordId};
use crate::domain::involved::Involved;
use crate::domain::log::{Action, NewEntry};
use crate::domain::officer::Officer;
use crate::domain::officer_text::Note;
use crate::domain::reader_change::{ChangeKind, Exposure, ReaderChange};
use crate::domain::sealed::{Content, SealedConflict};
use crate::flow::cases::admission::wraps_for;
use crate::flow::cases::desk::{Desk, Effect};
use crate::flow::cases::handle::{Form, HandleError, take, write_under};
use crate::flow::cases::readership::{Next, Readership, exposure};
use crate::flow::cases::rekey::{Exactly, NewKey, rekey};
use crate::flow::cases::sealed_case::Opened;
use crate::flow::officers::sign_in::Session;
use crate::flow::trouble::Trouble;
use crate::store;
use crate::store::records::RecordRow;
use crate::vault::record::RecordKind;
use crate::{app::App, flow::audit::log};

/// What changes the readers of a case.
pub enum Change {
    /// The officer has a conflict of interest, and may say which.
    Recuse(Option<Note>),
    /// The officer marks these as involved, and may say why.
    Mark(Involved, Option<Note>),
    /// The keys are renewed; whoever must not read any more is left out.
    Renew,
}

impl Change {
    const fn kind(&self) -> ChangeKind {
        match self {
            Self::Recuse(_) => ChangeKind::Recused,
            Self::Mark(..) => ChangeKind::Marked,
            Self::Renew => ChangeKind::Renewed,
        }
    }

    fn marks(&self, me: OfficerId) -> Involved {
        match self {
            Self::Recuse(_) => Involved::new(vec![me], Vec::new()),
            Self::Mark(marked, _) => marked.clone(),
            Self::Renew => Involved::default(),
        }
    }

    fn words(&self) -> Option<Note> {
        match self {
            Self::Recuse(words) | Self::Mark(_, words) => words.clone(),
            Self::Renew => None,
        }
    }

    const fn event(&self, changes_readers: bool) -> EventKind {
        match self {
            Self::Recuse(_) => EventKind::Recused,
            Self::Mark(..) if !changes_readers => EventKind::Marked,
            Self::Renew if !changes_readers => EventKind::Rekeyed,
            Self::Mark(..) | Self::Renew => EventKind::Removed,
        }
    }
}

/// Changes who reads a case.
///
/// # Errors
/// [`HandleError`], [`HandleError::NobodyLeft`] when only the holders of the recovery kit could read it afterwards, and
/// [`HandleError::Refused`] for a mark that says nothing new, [`HandleError::NoReason`] and [`HandleError::OneAtATime`] for
/// one that takes the case from other readers; nothing has changed then.
pub async fn change(
    app: &Arc<App>,
    session: &Session,
    case: CaseId,
    form: Form,
    change: Change,
) -> Result<(), HandleError> {
    let Some(mut taken) = take(app, session, case, form).await? else {
        return Ok(());
    };
    let mut desk = taken.desk(app, session, form);
    let around = Readership::read(app, &session.agency, desk.reading).await?;
    let before = desk.reading.involved()?;
    let added = change.marks(session.officer.id);
    if matches!(change, Change::Mark(..)) && before.covers(&added) {
        return Err(HandleError::Refused);
    }
    let added = added.seated(&around.officers);
    let involved = before.and(&added);
    if let Change::Mark(_, words) = &change {
        let me = session.officer.id;
        let loses = |officer: &&Officer| {
            officer.id != me && around.open.contains(&officer.key) && added.names(officer)
        };
        match around.officers.iter().filter(loses).count() {
            0 => {}
            1 if words.is_some() => {}
            1 => return Err(HandleError::NoReason),
            // One officer must not be able to clear a case of everybody else at a stroke.
            _ => return Err(HandleError::OneAtATime),
        }
    }
    let next = around.after(&involved);
    if next.readers.reaches_nobody() {
        return Err(HandleError::NobodyLeft);
    }
    let written = Writing {
        around: &around,
        next: &next,
        change: &change,
        added: &added,
    };
    let (sealed, effect) = written.prepare(&mut desk)?;
    let outside = next.outside(&around);
    let was_outside = desk.reading.case.outside;
    let agency = session.agency.id;
    let unanswered = around
        .responsible
        .is_some_and(|responsible| next.readers.leaving.contains(&responsible));
    let keys = sealed.keys;
    // Whoever read the case as a substitute does so no longer: they are out of it, or read it like anybody else.
    let settled = if written.rekeys() {
        around.keys_of(&[next.readers.leaving.as_slice(), &next.readers.returning].concat())
    } else {
        Vec::new()
    };
    let barred = involved.clone();
    let insert = move |c: &mut store::Conn| {
        keys.iter()
            .try_for_each(|key| key.insert(c, agency, case, &barred))
    };
    write_under(&desk, effect, insert, move |c| {
        store::envelopes::admit(c, &sealed.earlier, &involved)?;
        if unanswered {
            store::assignments::clear(c, agency, case)?;
        }
        store::delegations::forget(c, agency, case, &settled)?;
        if outside != was_outside {
            store::cases::set_outside(c, agency, case, outside)?;
        }
        sealed
            .entries
            .iter()
            .try_for_each(|entry| log::append(c, agency, entry))
    })
    .await
}

/// What is written besides records and event.
struct Sealed {
    keys: Vec<NewKey>,
    /// The keys so far, for those who join.
    earlier: Vec<store::envelopes::WrapRow>,
    entries: Vec<NewEntry>,
}

/// A change about to be sealed.
struct Writing<'a> {
    around: &'a Readership,
    next: &'a Next,
    change: &'a Change,
    added: &'a Involved,
}

impl Writing<'_> {
    /// Whether the case gets its next keys.
    const fn rekeys(&self) -> bool {
        !self.next.readers.leaving.is_empty()
            || !self.next.lost_keepers.is_empty()
            || matches!(self.change, Change::Renew)
    }

    fn prepare(&self, desk: &mut Desk<'_>) -> Result<(Sealed, Effect), HandleError> {
        let readers = &self.next.readers;
        let moved = !readers.leaving.is_empty();
        let rekeys = self.rekeys();
        let left: Vec<Exposure> = readers
            .leaving
            .iter()
            .map(|id| exposure(desk.reading, *id))
            .collect::<Result<_, _>>()?;
        let kept = ReaderChange {
            left,
            joined: readers.joining.clone(),
            ..ReaderChange::new(self.change.kind(), self.change.words())
        };
        let mut entries = self.marks(desk)?;
        let mut earlier = Vec::new();
        let mut keys = Vec::new();
        let plain = Zeroizing::new(kept.to_json());
        let mut records = Vec::new();
        let (internal, record) = if rekeys {
            let recipients = self.around.recipients(desk, self.next)?;
            let keepers = self.around.keepers(desk, self.next)?;
            let names = keepers
                .as_ref()
                .map(|(header, keepers)| (header, keepers.as_slice()));
            let exactly = Exactly {
                readers: &recipients,
                names,
            };
            let rekeyed = rekey(desk.app, desk.reading, &desk.session.identity, &exactly)?;
            entries.push(Self::keys(desk, &rekeyed.keys, &kept)?);
            for joining in self.people(&readers.joining) {
                earlier.extend(wraps_for(
                    desk.app,
                    desk.reading,
                    &desk.session.identity,
                    joining,
                )?);
            }
            keys = rekeyed.keys;
            if !self.added.is_empty() {
                records.push(self.conflict(desk, &rekeyed.channel)?);
            }
            desk.readers = recipients.iter().map(|one| (one.key_id(), one.role())).collect();
            match &rekeyed.internal {
                Some(opened) => (
                    None,
                    desk.seal(opened, RecordKind::Finding, desk.form.once, &plain)?,
                ),
                None => desk.internally(RecordKind::Finding, desk.form.once, &plain)?,
            }
        } else {
            records.push(self.conflict(desk, &desk.reading.channel)?);
            desk.internally(RecordKind::Finding, desk.form.once, &plain)?
        };
        let event = desk.event(self.change.event(moved), desk.reading.case.state, Some(record.id));
        records.push(record);
        let effect = Effect {
            event,
            records,
            internal,
        };
        let sealed = Sealed {
            keys,
            earlier,
            entries,
        };
        Ok((sealed, effect))
    }

    /// Those who are marked now, beside those whom the case names already.
    fn conflict(&self, desk: &Desk<'_>, channel: &Opened) -> Result<RecordRow, Trouble> {
        let plain = Zeroizing::new(SealedConflict(self.added.clone()).to_json());
        let id = RecordId(desk.app.rng.bytes::<16>()?);
        desk.seal(channel, RecordKind::CaseMetadata, id, &plain)
    }

    fn people(&self, ids: &[OfficerId]) -> impl Iterator<Item = &Officer> {
        self.around
            .officers
            .iter()
            .filter(|officer| ids.contains(&officer.id))
    }

    /// That somebody recused themselves, or that somebody was marked. Who was marked is sealed in the case and stands
    /// in no entry.
    fn marks(&self, desk: &Desk<'_>) -> Result<Vec<NewEntry>, Trouble> {
        let action = match self.change {
            Change::Recuse(_) => Action::Recused,
            Change::Mark(..) => Action::MarkedInvolved,
            Change::Renew => return Ok(Vec::new()),
        };
        Ok(vec![entry(desk, action, &serde_json::json!({}))?])
    }

    fn keys(desk: &Desk<'_>, keys: &[NewKey], kept: &ReaderChange) -> Result<NewEntry, Trouble> {
        let hex = |bytes: &[u8]| data_encoding::HEXLOWER.encode(bytes);
        let keys: Vec<_> = keys
            .iter()
            .map(|key| {
                serde_json::json!({
                    "compartment": key.compartment.number(),
                    "epoch": key.epoch,
                    "header": hex(&key.sealed.header_hash),
                })
            })
            .collect();
        let left: Vec<_> = kept
            .left
            .iter()
            .map(|left| serde_json::json!({ "officer": left.officer.to_string(), "since": left.since.number() }))
            .collect();
        let joined: Vec<String> = kept.joined.iter().map(ToString::to_string).collect();
        let detail = serde_json::json!({ "keys": keys, "left": left, "joined": joined });
        entry(desk, Action::KeysChanged, &detail)
    }
}

fn entry(desk: &Desk<'_>, action: Action, detail: &serde_json::Value) -> Result<NewEntry, Trouble> {
    let (me, case) = (desk.session.officer.id, desk.reading.case.id);
    log::entry(desk.app, Some(me), action, case.0, detail)
}
