//! What happened to a case, in order. Statistics and deadlines are computed from this and from nothing else.

use super::case::{Reason, State};
use super::coded::coded;
use super::day::Day;
use super::ids::{OfficerId, RecordId};

coded!(
    /// What happened.
    EventKind {
        /// The report came in.
        Filed = 1 => "filed",
        /// The case moved to another state without a word to the reporter.
        Moved = 2 => "moved",
        /// An officer asked the reporter something.
        Asked = 3 => "asked",
        /// The reporter wrote.
        ReporterWrote = 4 => "reporter_wrote",
        /// An officer told the reporter about progress.
        Notice = 5 => "notice",
        /// An officer explained a delay and set a new date (R16).
        Explained = 6 => "explained",
        /// The case ended with an outcome, a reason and words to the reporter.
        Closed = 7 => "closed",
        /// The case went to another body.
        Referred = 8 => "referred",
        /// An officer wrote an internal note; never shown to the reporter.
        Noted = 9 => "noted",
        /// An officer proposed something that needs a second signature.
        Proposed = 15 => "proposed",
        /// The second person sent the proposal back.
        SentBack = 16 => "sent_back",
        /// The officer who proposed took it back.
        Withdrawn = 17 => "withdrawn",
        /// The case moved on, and what was proposed for it no longer waits.
        Overtaken = 18 => "overtaken",
        /// An officer recorded an order, a letter or what came of one; sealed, never shown to the reporter.
        Measured = 22 => "measured",
        /// A reader took the case file out of the service, on paper or as a file; never shown to the reporter.
        FileTaken = 33 => "file_taken",
        /// A reader has a conflict of interest and left; the reporter is told that the readers changed.
        Recused = 45 => "recused",
        /// A reader marked somebody as involved who did not read the case.
        Marked = 46 => "marked",
        /// Readers who must not read any more were left out; the reporter is told that the readers changed.
        Removed = 47 => "removed",
        /// The keys were renewed for the same readers.
        Rekeyed = 48 => "rekeyed",
        /// Somebody was let in and answers for the case; the reporter is told that the readers changed.
        Granted = 49 => "granted",
        /// A reader answers for the case from now on.
        Assigned = 50 => "assigned",
        /// A keeper of names asked for the reporter's name to be opened.
        NameRequested = 51 => "name_requested",
        /// Another keeper approved that.
        NameApproved = 52 => "name_approved",
        /// It was refused or taken back.
        NameRefused = 53 => "name_refused",
        /// The name was opened; the reporter is told the day and by what law.
        NameOpened = 54 => "name_opened",
        /// The reporter sent files.
        FilesSent = 65 => "files_sent",
        /// An officer added files to the case; sealed, never shown to the reporter.
        EvidenceAdded = 66 => "evidence_added",
        /// A reader who is away let their substitute in; the reporter is told that the readers changed.
        Substituted = 70 => "substituted",
        /// The one keeper of the name let a second one in, without whom it could not be opened; the reporter is told.
        KeeperAdded = 71 => "keeper_added",
        /// Somebody was let in to give the second signature; the reporter is told that the readers changed.
        Admitted = 80 => "admitted",
        /// The case was linked to a main one, which its matter is counted in; never shown to the reporter.
        Linked = 73 => "linked",
        /// A duplicate was linked to the case; never shown to the reporter.
        LinkReceived = 74 => "link_received",
        /// The link to the main case was undone; never shown to the reporter.
        Unlinked = 75 => "unlinked",
        /// The link of a duplicate was undone; never shown to the reporter.
        LinkEnded = 76 => "link_ended",
    }
);

/// One thing that happened to a case. Events are only ever added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Position in the case, from 0 without gaps.
    pub seq: i32,
    /// What happened.
    pub kind: EventKind,
    /// Where the case stood afterwards.
    pub state: State,
    /// The Bangkok day.
    pub day: Day,
    /// Seconds since the epoch for what an officer did; nothing for what a citizen did.
    pub at: Option<i64>,
    /// The officer who did it; nothing for the reporter.
    pub officer: Option<OfficerId>,
    /// The sealed words that go with it.
    pub record: Option<RecordId>,
    /// Why a case ended.
    pub reason: Option<Reason>,
    /// The new date that an explanation names.
    pub until: Option<Day>,
}

impl EventKind {
    /// Whether the reporter is shown that this happened.
    pub const fn is_public(self) -> bool {
        !matches!(
            self,
            Self::Noted
                | Self::Proposed
                | Self::SentBack
                | Self::Withdrawn
                | Self::Overtaken
                | Self::Measured
                | Self::FileTaken
                | Self::Marked
                | Self::Rekeyed
                | Self::Assigned
                | Self::NameRequested
                | Self::NameApproved
                | Self::NameRefused
                | Self::EvidenceAdded
                | Self::Linked
                | Self::LinkReceived
                | Self::Unlinked
                | Self::LinkEnded
        )
    }

    /// Whether other people read the case afterwards. The reporter is told so, and neither who nor why.
    pub const fn changes_readers(self) -> bool {
        matches!(
            self,
            Self::Recused | Self::Removed | Self::Granted | Self::Substituted | Self::Admitted
        )
    }

    /// Whether it came from the reporter, in words or in files: it answers a question, waits for an answer, and has a case
    /// that had ended looked at again.
    pub const fn by_reporter(self) -> bool {
        matches!(self, Self::ReporterWrote | Self::FilesSent)
    }

    /// Whether it is the answer that R16 demands within the period: the result, told to the reporter in an
    /// officer's words.
    ///
    /// Only closing and referring are. R16 knows two ways to keep the period, resolving the matter or
    /// explaining why it is not resolved; conventions §3.3 say the same ("no result notice and no valid
    /// explanation notice"). A notice of progress is a duty of its own (R17) and neither of the two: if it
    /// stopped the clock, "we are looking into it" on the first day would end the duty without a date. A
    /// question, a note, another state, and the acknowledgement by the machine are no answers either.
    /// Merging a case or passing it to the general channel answers only when it is recorded as `Closed` or
    /// `Referred`, that is with words to the reporter. Linking a case to another is no answer.
    pub const fn answers_reporter(self) -> bool {
        matches!(self, Self::Closed | Self::Referred)
    }
}

/// As much of an event as the deadline and the figures depend on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Fact {
    /// What happened.
    pub kind: EventKind,
    /// Where the case stood afterwards.
    pub state: State,
    /// The Bangkok day.
    pub day: Day,
    /// The new date that an explanation names.
    pub until: Option<Day>,
}

impl From<&Event> for Fact {
    fn from(event: &Event) -> Self {
        Self {
            kind: event.kind,
            state: event.state,
            day: event.day,
            until: event.until,
        }
    }
}

/// The state of a case at the end of a day: that of the last event on or before it. Nothing before the first
/// event: the case was not known then.
pub fn state_on(facts: &[Fact], day: Day) -> Option<State> {
    facts
        .iter()
        .rev()
        .find(|fact| fact.day <= day)
        .map(|fact| fact.state)
}

/// The state in which a case counts at the end of a day: none before its first event, and none while it is linked to a
/// main case, which is counted for both (conventions §3.13).
pub fn counted_on(facts: &[Fact], day: Day) -> Option<State> {
    let known = facts.iter().filter(|fact| fact.day <= day).map(|fact| fact.kind);
    if is_linked(known) {
        return None;
    }
    state_on(facts, day)
}

/// Whether a case to which this happened, in order, is linked to a main one.
fn is_linked(kinds: impl DoubleEndedIterator<Item = EventKind>) -> bool {
    let last = kinds
        .rev()
        .find(|kind| matches!(kind, EventKind::Linked | EventKind::Unlinked));
    last == Some(EventKind::Linked)
}
