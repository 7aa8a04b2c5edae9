//! An officer with one case open in front of them: what each deed writes. Nothing here touches the store.

use std::sync::Arc;

use zeroize::Zeroizing;

use crate::app::App;
use crate::domain::case::{Reason, State, Step};
use crate::domain::day::Day;
use crate::domain::deadline::Deadline;
use crate::domain::event::{Event, EventKind};
use crate::domain::ids::RecordId;
use crate::domain::narrative::Narrative;
use crate::domain::officer_text::{Note, Notice};
use crate::domain::sealed::{Content, SealedDecision, SealedMessage, SealedNote};
use crate::flow::cases::handle::{Closing, Deed, Form, HandleError};
use crate::flow::cases::sealed_case::{Opened, Reading, Words, seal_record};
use crate::flow::officers::sign_in::Session;
use crate::flow::trouble::Trouble;
use crate::store::records::RecordRow;
use crate::vault::compartment::{NewCompartment, SealedCompartment, open_compartment};
use crate::vault::header::Compartment;
use crate::vault::id::KeyId;
use crate::vault::record::RecordKind;
use crate::vault::wrap::WrapRole;

/// What a deed writes.
pub(super) struct Effect {
    pub(super) event: Event,
    pub(super) records: Vec<RecordRow>,
    pub(super) internal: Option<SealedCompartment>,
}

/// One officer with one case open in front of them.
pub(super) struct Desk<'a> {
    pub(super) app: &'a Arc<App>,
    pub(super) session: &'a Session,
    pub(super) reading: &'a Reading,
    pub(super) form: Form,
    pub(super) readers: Vec<(KeyId, WrapRole)>,
}

impl Desk<'_> {
    pub(super) fn effect(&self, deed: &Deed) -> Result<Effect, HandleError> {
        match deed {
            Deed::Move(stage) => self.quiet(EventKind::Moved, stage.step()),
            Deed::Ask(text) => self.message(EventKind::Asked, Some(Step::Ask), text.narrative()),
            Deed::Notice(text) => self.message(EventKind::Notice, None, text.narrative()),
            Deed::Refer(text) => self.message(EventKind::Referred, Some(Step::Refer), text.narrative()),
            Deed::Retrack(text) => self.pass_on(Step::Retrack, Reason::NotCorruption, text),
            Deed::Merge(text) => self.pass_on(Step::Merge, Reason::Duplicate, text),
            Deed::Explain(text, until) => self.explain(text, *until),
            Deed::Note(text) => self.note(EventKind::Noted, text),
            Deed::TakeFile(text) => self.note(EventKind::FileTaken, text),
            Deed::Close(closing) => self.close(closing),
            Deed::Measure(measure) => self.measure(measure),
        }
    }

    fn quiet(&self, kind: EventKind, step: Step) -> Result<Effect, HandleError> {
        Ok(Effect {
            event: self.event(kind, self.state_after(step)?, None),
            records: Vec::new(),
            internal: None,
        })
    }

    fn message(
        &self,
        kind: EventKind,
        step: Option<Step>,
        text: Option<Narrative>,
    ) -> Result<Effect, HandleError> {
        let state = match step {
            Some(step) => self.state_after(step)?,
            // A notice about a case that has ended would reopen the conversation without reopening the case.
            None if self.reading.case.state.is_open() => self.reading.case.state,
            None => return Err(HandleError::Refused),
        };
        let record = self.to_reporter(text)?;
        Ok(Effect {
            event: self.event(kind, state, Some(record.id)),
            records: vec![record],
            internal: None,
        })
    }

    fn explain(&self, text: &Notice, until: Day) -> Result<Effect, HandleError> {
        let today = self.app.clock.today();
        let deadline = self.reading.deadline(today)?;
        if !self.reading.case.state.is_open() {
            return Err(HandleError::Refused);
        }
        explains(&deadline, today, until)?;
        let mut effect = self.message(EventKind::Explained, None, text.narrative())?;
        effect.event.until = Some(until);
        Ok(effect)
    }

    /// Ends the case here because it goes on elsewhere: an answer to the reporter like any other end.
    fn pass_on(&self, step: Step, reason: Reason, text: &Notice) -> Result<Effect, HandleError> {
        let mut effect = self.message(EventKind::Closed, Some(step), text.narrative())?;
        effect.event.reason = Some(reason);
        Ok(effect)
    }

    pub(super) fn note(&self, kind: EventKind, text: &Note) -> Result<Effect, HandleError> {
        let plain = Zeroizing::new(SealedNote(text.narrative().ok_or(Trouble::Broken)?).to_json());
        let (internal, record) = self.internally(RecordKind::Note, self.form.once, &plain)?;
        let event = self.event(kind, self.reading.case.state, Some(record.id));
        Ok(Effect {
            event,
            records: vec![record],
            internal,
        })
    }

    pub(super) fn close(&self, closing: &Closing) -> Result<Effect, HandleError> {
        let state = self.state_after(Step::Close(closing.outcome))?;
        let words = self.to_reporter(closing.words.narrative())?;
        let decision = RecordId(self.app.rng.bytes::<16>().map_err(Trouble::from)?);
        let decided = SealedDecision {
            outcome: closing.outcome,
            reason: closing.reason,
            words: None,
            lesson: closing.lesson.narrative(),
            unit: closing.unit,
        };
        let plain = Zeroizing::new(decided.to_json());
        let (internal, finding) = self.internally(RecordKind::Finding, decision, &plain)?;
        let mut event = self.event(EventKind::Closed, state, Some(words.id));
        event.reason = Some(closing.reason);
        Ok(Effect {
            event,
            records: vec![words, finding],
            internal,
        })
    }

    pub(super) fn state_after(&self, step: Step) -> Result<State, HandleError> {
        self.reading
            .position()
            .after(step)
            .map_err(|_| HandleError::Refused)
    }

    pub(super) fn event(&self, kind: EventKind, state: State, record: Option<RecordId>) -> Event {
        let now = self.app.clock.now();
        Event {
            seq: self.reading.next_seq(),
            kind,
            state,
            day: Day::of_moment(now),
            at: Some(now),
            officer: Some(self.session.officer.id),
            record,
            reason: None,
            until: None,
        }
    }

    fn to_reporter(&self, text: Option<Narrative>) -> Result<RecordRow, HandleError> {
        let plain = Zeroizing::new(SealedMessage(text.ok_or(Trouble::Broken)?).to_json());
        Ok(self.seal(
            &self.reading.channel,
            RecordKind::OfficerMessage,
            self.form.once,
            &plain,
        )?)
    }

    /// Seals into the officers' own compartment, making it if this is its first record.
    pub(super) fn internally(
        &self,
        kind: RecordKind,
        id: RecordId,
        plain: &[u8],
    ) -> Result<(Option<SealedCompartment>, RecordRow), HandleError> {
        if let Some(opened) = &self.reading.internal {
            return Ok((None, self.seal(opened, kind, id, plain)?));
        }
        let (sealed, opened) = self.new_internal()?;
        let record = self.seal(&opened, kind, id, plain)?;
        Ok((Some(sealed), record))
    }

    /// Seals two records, one behind the other, where [`Desk::internally`] seals one.
    pub(super) fn both_internally(
        &self,
        kind: RecordKind,
        [first, second]: [(RecordId, &[u8]); 2],
    ) -> Result<(Option<SealedCompartment>, [RecordRow; 2]), HandleError> {
        let made = match &self.reading.internal {
            Some(_) => None,
            None => Some(self.new_internal()?),
        };
        let fresh = made.as_ref().map(|(_, opened)| opened);
        let opened = self.reading.internal.as_ref().or(fresh).ok_or(Trouble::Broken)?;
        let before = self.seal(opened, kind, first.0, first.1)?;
        let words = self.words(kind, second.0, second.1);
        let behind = opened.seal_behind(self.app, &before, &self.session.identity, &words)?;
        Ok((made.map(|(sealed, _)| sealed), [before, behind]))
    }

    /// Makes the officers' own compartment of a case that has none yet.
    pub(super) fn new_internal(&self) -> Result<(SealedCompartment, Opened), HandleError> {
        let now = self.app.clock.now();
        let directory = &self.reading.directory;
        let recipients = self
            .readers
            .iter()
            .map(|(key, role)| directory.recipient(key, *role, now))
            .collect::<Result<Vec<_>, _>>()
            .map_err(Trouble::from)?;
        let new = NewCompartment {
            instance: self.app.instance,
            case_id: self.reading.case.id.0,
            compartment: Compartment::Internal,
            reporter: None,
            directory,
            recipients: &recipients,
        };
        let (sealed, key) =
            open_compartment(&new, &self.session.identity, &self.app.rng).map_err(Trouble::from)?;
        Ok((sealed, Opened::fresh(key, Compartment::Internal)))
    }

    fn words<'a>(&self, kind: RecordKind, id: RecordId, plain: &'a [u8]) -> Words<'a> {
        let now = self.app.clock.now();
        Words {
            kind,
            id,
            plain,
            day: Day::of_moment(now),
            at: Some(now),
        }
    }

    pub(super) fn seal(
        &self,
        opened: &Opened,
        kind: RecordKind,
        id: RecordId,
        plain: &[u8],
    ) -> Result<RecordRow, Trouble> {
        let words = self.words(kind, id, plain);
        let (agency, case) = (self.session.agency.id, self.reading.case.id);
        seal_record(self.app, agency, case, opened, &self.session.identity, &words)
    }
}

/// Whether an explanation may name this date. In time it has to be one that counts. After the day due it counts no
/// longer, but it is owed to the reporter all the same, and its date is bound in the same way, from today.
fn explains(deadline: &Deadline, today: Day, until: Day) -> Result<(), HandleError> {
    if deadline.explained_until().is_some_and(|over| today <= over) {
        return Err(HandleError::Early);
    }
    let allowed = if today <= deadline.due_on {
        deadline.accepts(today, until)
    } else {
        deadline.rule.allows_late(today, until)
    };
    if allowed { Ok(()) } else { Err(HandleError::Date) }
}
