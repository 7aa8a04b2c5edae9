//! What an officer does with a case. Every deed is a transition of the domain that may refuse, sealed where it has
//! words, and written together with its event.

use std::sync::Arc;

use zeroize::Zeroizing;

use crate::app::App;
use crate::domain::case::{Outcome, Reason, State, Step};
use crate::domain::day::Day;
use crate::domain::deadline::Deadline;
use crate::domain::event::{Event, EventKind};
use crate::domain::ids::{CaseId, RecordId};
use crate::domain::narrative::Narrative;
use crate::domain::officer_text::{Lesson, Note, Notice, Question};
use crate::domain::sealed::{Content, SealedDecision, SealedMessage, SealedNote};
use crate::flow::sealed_case::{Opened, Reading, Words, seal_record};
use crate::flow::sealing::insert_compartment;
use crate::flow::sign_in::Session;
use crate::flow::trouble::Trouble;
use crate::store::records::RecordRow;
use crate::store::{self, StoreError};
use crate::vault::compartment::{NewCompartment, SealedCompartment, open_compartment};
use crate::vault::header::Compartment;
use crate::vault::id::KeyId;
use crate::vault::record::RecordKind;
use crate::vault::wrap::WrapRole;

/// Something an officer does with a case.
pub enum Deed {
    /// Moves the case to another stage of the examination without a word to the reporter.
    Move(Stage),
    /// Asks the reporter.
    Ask(Question),
    /// Tells the reporter about progress.
    Notice(Notice),
    /// Explains a delay to the reporter and names a new date.
    Explain(Notice, Day),
    /// Writes an internal note.
    Note(Note),
    /// Hands the case to another body and tells the reporter.
    Refer(Notice),
    /// Passes a matter that is no corruption to the general channel and tells the reporter.
    Retrack(Notice),
    /// Handles the matter together with one received before and tells the reporter.
    Merge(Notice),
    /// Ends the case.
    Close(Closing),
}

/// The stages an officer moves a case through. Whatever ends the duty to answer needs words and is a deed of its
/// own (R16).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// First examination.
    Screening,
    /// Fact-finding.
    FactFinding,
    /// Disciplinary or legal steps.
    Disciplinary,
}

impl Stage {
    /// Every stage, in order.
    pub const ALL: &'static [Self] = &[Self::Screening, Self::FactFinding, Self::Disciplinary];

    /// The step that leads there.
    pub const fn step(self) -> Step {
        match self {
            Self::Screening => Step::Screen,
            Self::FactFinding => Step::FindFacts,
            Self::Disciplinary => Step::Discipline,
        }
    }
}

/// What ending a case needs (attacks J128).
pub struct Closing {
    /// How it ended.
    pub outcome: Outcome,
    /// Why.
    pub reason: Reason,
    /// The words to the reporter.
    pub words: Notice,
    /// What the office learns from it (R54); internal.
    pub lesson: Lesson,
}

/// Why a deed did not happen; nothing has changed then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandleError {
    /// No such case for this officer.
    NotFound,
    /// The state of the case does not allow it.
    Refused,
    /// Somebody did something to the case since the page was shown.
    Meanwhile,
    /// The new date is not after the present one, or too far after it.
    Date,
    /// The service is busy or broken.
    Trouble(Trouble),
}

impl From<Trouble> for HandleError {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

/// One form of a case page: which version of the case it was written against, and an id that makes a repeated
/// form do nothing twice.
#[derive(Clone, Copy)]
pub struct Form {
    /// The version of the case that the page showed.
    pub version: i32,
    /// The id the record gets.
    pub once: RecordId,
}

/// What a deed writes.
struct Effect {
    event: Event,
    records: Vec<RecordRow>,
    internal: Option<SealedCompartment>,
}

/// Does it.
///
/// # Errors
/// [`HandleError`]; nothing has changed then.
pub async fn act(
    app: &Arc<App>,
    session: &Session,
    case: CaseId,
    form: Form,
    deed: Deed,
) -> Result<(), HandleError> {
    let reading = Reading::for_officer(app, session, case)
        .await?
        .ok_or(HandleError::NotFound)?;
    let done_before = |opened: &Opened| opened.has(form.once);
    if done_before(&reading.channel) || reading.internal.as_ref().is_some_and(done_before) {
        return Ok(());
    }
    if reading.case.version != form.version {
        return Err(HandleError::Meanwhile);
    }
    let readers = readers(app, session, case).await?;
    let desk = Desk {
        app,
        session,
        reading: &reading,
        form,
        readers,
    };
    let effect = desk.effect(&deed)?;
    let (agency, case) = (session.agency.id, reading.case);
    app.db
        .write(move |c| {
            store::cases::advance(c, &case, effect.event.state)?;
            if let Some(until) = effect.event.until {
                store::cases::set_due(c, agency, case.id, until)?;
            }
            if let Some(sealed) = &effect.internal {
                insert_compartment(c, agency, case.id, Compartment::Internal, sealed)?;
            }
            for record in &effect.records {
                store::records::insert(c, record)?;
            }
            store::events::append(c, agency, case.id, &effect.event)
        })
        .await
        .map_err(|error| match error {
            StoreError::Stale | StoreError::Duplicate(_) => HandleError::Meanwhile,
            other => HandleError::Trouble(other.into()),
        })
}

/// Who reads the channel: the same people read the notes, except the reporter.
async fn readers(app: &Arc<App>, session: &Session, case: CaseId) -> Result<Vec<(KeyId, WrapRole)>, Trouble> {
    let agency = session.agency.id;
    let number = i16::from(Compartment::Channel.number());
    let rows = app
        .db
        .read(move |c| store::envelopes::recipients(c, agency, case, number))
        .await?;
    rows.into_iter()
        .map(|(key, role)| {
            let role = u8::try_from(role)
                .ok()
                .and_then(WrapRole::from_number)
                .ok_or(Trouble::Damaged)?;
            Ok((KeyId::from_bytes(key), role))
        })
        .filter(|reader| !matches!(reader, Ok((_, WrapRole::Reporter))))
        .collect()
}

/// One officer with one case open in front of them.
struct Desk<'a> {
    app: &'a Arc<App>,
    session: &'a Session,
    reading: &'a Reading,
    form: Form,
    readers: Vec<(KeyId, WrapRole)>,
}

impl Desk<'_> {
    fn effect(&self, deed: &Deed) -> Result<Effect, HandleError> {
        match deed {
            Deed::Move(stage) => self.quiet(EventKind::Moved, stage.step()),
            Deed::Ask(text) => self.message(EventKind::Asked, Some(Step::Ask), text.narrative()),
            Deed::Notice(text) => self.message(EventKind::Notice, None, text.narrative()),
            Deed::Refer(text) => self.message(EventKind::Referred, Some(Step::Refer), text.narrative()),
            Deed::Retrack(text) => self.pass_on(Step::Retrack, Reason::NotCorruption, text),
            Deed::Merge(text) => self.pass_on(Step::Merge, Reason::Duplicate, text),
            Deed::Explain(text, until) => self.explain(text, *until),
            Deed::Note(text) => self.note(text),
            Deed::Close(closing) => self.close(closing),
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
        let deadline = self.reading.deadline(self.app, today)?;
        if !self.reading.case.state.is_open() {
            return Err(HandleError::Refused);
        }
        if !explains(&deadline, today, until) {
            return Err(HandleError::Date);
        }
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

    fn note(&self, text: &Note) -> Result<Effect, HandleError> {
        let plain = Zeroizing::new(SealedNote(text.narrative().ok_or(Trouble::Broken)?).to_json());
        let (internal, record) = self.internally(RecordKind::Note, self.form.once, &plain)?;
        let event = self.event(EventKind::Noted, self.reading.case.state, Some(record.id));
        Ok(Effect {
            event,
            records: vec![record],
            internal,
        })
    }

    fn close(&self, closing: &Closing) -> Result<Effect, HandleError> {
        let state = self.state_after(Step::Close(closing.outcome))?;
        let words = self.to_reporter(closing.words.narrative())?;
        let decision = RecordId(self.app.rng.bytes::<16>().map_err(Trouble::from)?);
        let decided = SealedDecision {
            outcome: closing.outcome,
            reason: closing.reason,
            words: None,
            lesson: closing.lesson.narrative(),
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

    fn state_after(&self, step: Step) -> Result<State, HandleError> {
        self.reading
            .case
            .state
            .after(step)
            .map_err(|_| HandleError::Refused)
    }

    fn event(&self, kind: EventKind, state: State, record: Option<RecordId>) -> Event {
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
    fn internally(
        &self,
        kind: RecordKind,
        id: RecordId,
        plain: &[u8],
    ) -> Result<(Option<SealedCompartment>, RecordRow), HandleError> {
        if let Some(opened) = &self.reading.internal {
            return Ok((None, self.seal(opened, kind, id, plain)?));
        }
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
        let opened = Opened::fresh(key, Compartment::Internal);
        let record = self.seal(&opened, kind, id, plain)?;
        Ok((Some(sealed), record))
    }

    fn seal(
        &self,
        opened: &Opened,
        kind: RecordKind,
        id: RecordId,
        plain: &[u8],
    ) -> Result<RecordRow, Trouble> {
        let now = self.app.clock.now();
        let words = Words {
            kind,
            id,
            plain,
            day: Day::of_moment(now),
            at: Some(now),
        };
        let (agency, case) = (self.session.agency.id, self.reading.case.id);
        seal_record(self.app, agency, case, opened, &self.session.identity, &words)
    }
}

/// Whether an explanation may name this date. In time it has to be one that counts. After the day due it counts no
/// longer, but it is owed to the reporter all the same, and its date is bound in the same way, from today.
fn explains(deadline: &Deadline, today: Day, until: Day) -> bool {
    if today <= deadline.due_on {
        return deadline.accepts(today, until);
    }
    (1..=deadline.rule.extension_days).contains(&until.since(today))
}
