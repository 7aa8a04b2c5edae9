//! What waits for a second signature, opened, and who is asked for it.

use crate::domain::case::Step;
use crate::domain::event::Event;
use crate::domain::ids::{CaseId, OfficerId, RecordId};
use crate::domain::involved::Involved;
use crate::domain::officer::Officer;
use crate::domain::officer_text::Note;
use crate::domain::reader_change::ChangeKind;
use crate::domain::routing::may_read;
use crate::domain::sealed::{Finding, SealedDecision};
use crate::domain::second_signature::{Matter, Second, may_sign};
use crate::flow::cases::countersign::asked;
use crate::flow::cases::sealed_case::Reading;
use crate::flow::trouble::Trouble;
use crate::store::proposals::Proposal;
use crate::vault::record::RecordKind;

/// Who would be asked for a second signature.
pub struct Asked {
    /// Any one of them signs; nobody when a supervisor has to be appointed first.
    pub people: Vec<Officer>,
    /// Whether the one who is asked becomes a reader with the proposal.
    pub joins: bool,
}

/// A proposal that waits, opened.
pub struct Waiting {
    /// What is proposed.
    pub matter: Matter,
    /// What it is named by.
    pub record: RecordId,
    /// What exactly.
    pub proposed: Proposed,
    /// Who proposed it, if they are still known.
    pub proposer: Option<Officer>,
    /// When, in seconds since the epoch.
    pub at: i64,
    /// Those who may sign it now.
    pub signers: Vec<Officer>,
    /// What this officer has to do with it.
    pub part: Part,
    /// Whether it can still be signed: the proposer handles the case and the state allows it.
    pub stands: bool,
    /// Whether the reporter has written since.
    pub reporter_wrote: bool,
}

/// What is proposed, as the proposer sealed it.
pub enum Proposed {
    /// To close the case: outcome, reason, the words to the reporter and the lesson.
    Closing(SealedDecision),
    /// To give the case to somebody who is not next on the panel, and why.
    Reassignment {
        /// To whom, if they are still known.
        to: Option<Officer>,
        /// Why.
        words: Option<Note>,
    },
}

/// What an officer has to do with a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// They proposed it.
    Proposer,
    /// They may sign it.
    Signer,
    /// They read the case.
    Reader,
}

/// A case with the people around it.
pub(super) struct Scene<'a> {
    pub(super) reading: &'a Reading,
    pub(super) officers: &'a [Officer],
    pub(super) keys: &'a [[u8; 32]],
    pub(super) involved: &'a Involved,
    pub(super) me: &'a Officer,
}

impl Scene<'_> {
    fn people(&self, second: &Second) -> Vec<Officer> {
        let people = second.people().iter();
        people.filter_map(|id| self.officer(*id)).cloned().collect()
    }

    fn officer(&self, id: OfficerId) -> Option<&Officer> {
        self.officers.iter().find(|officer| officer.id == id)
    }

    fn second_after(&self, proposer: OfficerId, not: Option<OfficerId>) -> Second {
        Second::find(&asked(self.officers, not), self.keys, proposer, self.involved)
    }

    /// Who would be asked if this officer proposed something.
    pub(super) fn second(&self) -> Asked {
        let second = self.second_after(self.me.id, None);
        Asked {
            people: self.people(&second),
            joins: matches!(second, Second::Joins(_)),
        }
    }

    /// What waits in this case.
    pub(super) fn waiting(&self, proposals: &[Proposal]) -> Result<Option<Waiting>, Trouble> {
        let Some(proposal) = proposals.iter().find(|proposal| proposal.decided.is_none()) else {
            return Ok(None);
        };
        let what = self.proposed(proposal)?;
        let not = match &what {
            Proposed::Reassignment { to, .. } => to.as_ref().map(|to| to.id),
            Proposed::Closing(_) => None,
        };
        let proposer = self.officer(proposal.proposer);
        let signers: Vec<Officer> = match self.second_after(proposal.proposer, not) {
            Second::Readers(readers) => self.people(&Second::Readers(readers)),
            Second::Joins(_) | Second::Nobody => Vec::new(),
        };
        let carries = |event: &Event| event.record == Some(proposal.record);
        let since = self.reading.events.iter().skip_while(|event| !carries(event));
        Ok(Some(Waiting {
            matter: proposal.matter,
            record: proposal.record,
            at: proposal.at,
            part: if proposal.proposer == self.me.id {
                Part::Proposer
            } else if signers.iter().any(|signer| signer.id == self.me.id) {
                Part::Signer
            } else {
                Part::Reader
            },
            stands: proposer.is_some_and(|proposer| self.still_handles(proposer)) && self.still_can(&what),
            reporter_wrote: since.into_iter().any(|event| event.kind.by_reporter()),
            proposer: proposer.cloned(),
            signers,
            proposed: what,
        }))
    }

    /// The words of a proposal. They must be in a record that the proposer signed with their own key: a row that
    /// names another proposer than the record makes nobody a second person.
    fn proposed(&self, proposal: &Proposal) -> Result<Proposed, Trouble> {
        let records = self.reading.internal.as_ref().map(|internal| &internal.records);
        let record = records
            .and_then(|records| records.iter().find(|record| record.id == proposal.record))
            .filter(|record| record.kind == RecordKind::Finding)
            .ok_or(Trouble::Damaged)?;
        let proposer = self.officer(proposal.proposer).ok_or(Trouble::Damaged)?;
        if record.author.to_bytes() != proposer.key {
            return Err(Trouble::Damaged);
        }
        let found = Finding::from_json(&record.plain).map_err(|_| Trouble::Damaged)?;
        match (proposal.matter, found) {
            (Matter::Reassignment, Finding::Readers(change)) if change.what == ChangeKind::Against => {
                let to = change.responsible.and_then(|id| self.officer(id));
                Ok(Proposed::Reassignment {
                    to: to.cloned(),
                    words: change.words,
                })
            }
            (matter, Finding::Decision(decision)) if Matter::of_closing(decision.outcome) == Some(matter) => {
                Ok(Proposed::Closing(decision))
            }
            _ => Err(Trouble::Damaged),
        }
    }

    /// Whether what is proposed could still be done.
    fn still_can(&self, proposed: &Proposed) -> bool {
        match proposed {
            Proposed::Closing(decision) => {
                let step = Step::Close(decision.outcome);
                self.reading.position().after(step).is_ok()
            }
            Proposed::Reassignment { to, .. } => to.as_ref().is_some_and(|to| may_read(to, self.involved)),
        }
    }

    fn still_handles(&self, proposer: &Officer) -> bool {
        proposer.active
            && proposer.roles.read_cases()
            && self.keys.contains(&proposer.key)
            && !self.involved.names(proposer)
    }
}

/// Whether something in this case, which the officer reads, waits for their signature.
pub(super) fn waits_for(officer: &Officer, case: CaseId, waiting: &[Proposal]) -> bool {
    // Whoever is involved reads no case, and is not asked here.
    let nobody = Involved::default();
    waiting
        .iter()
        .any(|proposal| proposal.case == case && may_sign(officer, proposal.proposer, &nobody))
}
