//! The links of a case in words: what its page and its file show of them.

use super::case_view::person;
use super::link::may_be_linked;
use crate::domain::case::State;
use crate::domain::event::Event;
use crate::domain::link::Side;
use crate::flow::cases::officer_case::CaseForOfficer;
use crate::web::office::wording;
use crate::web::visit::Visit;
use crate::words::Words;

/// A linked case.
pub(super) struct LinkLine {
    pub(super) href: String,
    /// What the other case is to this one.
    pub(super) side: &'static str,
    pub(super) number: String,
    pub(super) tag: &'static str,
    pub(super) state: &'static str,
    pub(super) clock: String,
    /// The way to the answer that its reporter still waits for, in words; empty where none is due from here.
    pub(super) answer: String,
    pub(super) unlink: String,
    /// Where the link is undone: on the page of the duplicate.
    pub(super) undo: String,
}

/// What the page of a case shows of its links.
pub(super) struct LinkCard {
    pub(super) lines: Vec<LinkLine>,
    /// Whether the case has ended and the reporter of a duplicate has no answer yet.
    pub(super) unanswered: bool,
    /// Who reads one of two linked cases and is marked as involved in the other.
    pub(super) exposed: Vec<String>,
    /// Whether the case can be linked to a main one.
    pub(super) linkable: bool,
    /// For how long a merged duplicate is kept, on the page of its main case.
    pub(super) kept: &'static str,
}

impl LinkCard {
    pub(super) fn of(visit: &Visit, case: &CaseForOfficer) -> Self {
        let mut duplicates = case.links.iter().filter(|link| link.side == Side::Main);
        let has_merged = duplicates.clone().any(|link| link.case.state == State::Merged);
        Self {
            lines: lines(visit, case),
            unanswered: !case.state().is_open() && duplicates.any(|link| link.case.state.is_open()),
            exposed: exposed(visit, case),
            linkable: may_be_linked(case),
            kept: if has_merged {
                visit.words().links.merged_kept
            } else {
                ""
            },
        }
    }
}

/// The linked cases.
pub(super) fn lines(visit: &Visit, case: &CaseForOfficer) -> Vec<LinkLine> {
    let words = visit.words();
    let of = &words.links;
    let links = case.links.iter();
    links
        .map(|link| {
            let (number, state) = (wording::number(&link.case), link.case.state);
            let waits = link.side == Side::Main && !case.state().is_open() && state.is_open();
            let duplicate = match link.side {
                Side::Duplicate => case.case.id,
                Side::Main => link.case.id,
            };
            LinkLine {
                href: visit.link(&format!("/office/case/{}", link.case.id)),
                side: of.side.by_key(link.side.key()),
                tag: wording::tag(state),
                state: words.state.by_key(state.key()),
                clock: wording::clock(words, state, &link.deadline, case.today),
                answer: if waits { of.answer(&number) } else { String::new() },
                unlink: of.unlink(&number),
                undo: visit.link(&format!("/office/case/{duplicate}/unlink")),
                number,
            }
        })
        .collect()
}

fn exposed(visit: &Visit, case: &CaseForOfficer) -> Vec<String> {
    let of = &visit.words().links;
    let links = case.links.iter().filter(|link| !link.exposed.is_empty());
    links
        .map(|link| {
            let people: Vec<String> = link.exposed.iter().map(person).collect();
            of.exposed(wording::number(&link.case), people.join(" · "))
        })
        .collect()
}

/// What the history of the case says about a change of a link.
pub(super) fn change_text(words: &Words, case: &CaseForOfficer, event: &Event) -> String {
    let mut changes = case.linkings.iter();
    let found = changes.find(|(record, ..)| event.record == Some(*record));
    let Some((_, number, linking)) = found else {
        return String::new();
    };
    let said = linking.words.iter().map(|words| words.as_str().to_owned());
    let parts: Vec<String> = std::iter::once(words.links.with(number)).chain(said).collect();
    parts.join(" · ")
}
