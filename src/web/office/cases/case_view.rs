//! A case in words: what its page shows, and what the pages of the deeds repeat of it.

use super::register_view;
use super::signature;
use crate::domain::event::{Event, EventKind};
use crate::domain::ids::OfficerId;
use crate::domain::officer::Officer;
use crate::domain::role::Role;
use crate::domain::sealed::SealedReport;
use crate::flow::cases::officer_case::{CaseForOfficer, Note};
use crate::flow::reporter::track::Message;
use crate::web::office::wording;
use crate::web::session::SignedIn;
use crate::web::visit::Visit;
use crate::words::Words;

/// A case as every page about it shows it.
pub(super) struct View {
    pub(super) address: String,
    pub(super) number: String,
    pub(super) tag: &'static str,
    pub(super) state: &'static str,
    pub(super) clock: String,
    pub(super) narrative: String,
    pub(super) facts: Vec<Fact>,
    pub(super) messages: Vec<Line>,
    pub(super) reporter_waits: bool,
    /// Whether somebody was given the tracking code.
    pub(super) followed: bool,
}

/// A term and what is known about it.
pub(super) struct Fact {
    pub(super) term: &'static str,
    pub(super) value: String,
}

/// Something that was said or done.
pub(super) struct Line {
    pub(super) ours: bool,
    pub(super) title: String,
    pub(super) text: String,
    pub(super) meta: String,
}

impl View {
    pub(super) fn of(visit: &Visit, case: &CaseForOfficer) -> Self {
        let words = visit.words();
        let state = case.state();
        let last = case.messages.last();
        Self {
            address: visit.link(&format!("/office/case/{}", case.case.id)),
            number: wording::number(&case.case),
            tag: wording::tag(state),
            state: words.state.by_key(state.key()),
            clock: wording::clock(words, state, &case.deadline, case.today),
            narrative: case.report.narrative.as_str().to_owned(),
            facts: report_facts(visit, case),
            messages: case
                .messages
                .iter()
                .map(|message| message_line(words, message))
                .collect(),
            reporter_waits: state.is_open() && last.is_some_and(|last| last.from_reporter),
            followed: case
                .report
                .registered
                .as_ref()
                .is_none_or(|matter| matter.handed_over),
        }
    }
}

fn report_facts(visit: &Visit, case: &CaseForOfficer) -> Vec<Fact> {
    let words = visit.words();
    let of = &words.office.case;
    let SealedReport {
        who,
        place,
        when,
        how_known,
        evidence,
        identity,
        name,
        contact,
        ..
    } = &case.report;
    let when = when.map(|when| wording::event_date(visit.language(), when));
    let long = |text: &Option<crate::domain::narrative::LongText>| {
        text.as_ref().map(|text| text.as_str().to_owned())
    };
    let short = |text: &Option<crate::domain::narrative::ShortText>| {
        text.as_ref().map(|text| text.as_str().to_owned())
    };
    let key = |text: &'static str| Some(text.to_owned());
    [
        (
            of.category,
            key(words.category.by_key(case.report.category.key())),
        ),
        (of.kind, key(words.kind.by_key(case.report.kind.key()))),
        (of.who, long(who)),
        (of.place, short(place)),
        (of.when, when),
        (of.how_known, long(how_known)),
        (of.evidence, long(evidence)),
        (of.identity, key(words.identity.by_key(identity.key()))),
        (of.name, short(name)),
        (of.contact, short(contact)),
    ]
    .into_iter()
    .filter_map(|(term, value)| value.map(|value| Fact { term, value }))
    .chain(arrival_facts(words, case))
    .collect()
}

/// How the matter came in.
fn arrival_facts(words: &Words, case: &CaseForOfficer) -> Vec<Fact> {
    let mut rows = Vec::from(register_view::way(words, case.case.channel, case.case.origin));
    if let Some(matter) = &case.report.registered {
        rows.extend(register_view::passed(words, matter));
    }
    rows.into_iter()
        .map(|row| Fact {
            term: row.term,
            value: row.value,
        })
        .collect()
}

fn message_line(words: &Words, message: &Message) -> Line {
    let of = &words.office.case;
    let from = if message.from_reporter {
        of.from_reporter
    } else {
        of.from_office
    };
    let day = wording::day(words.language(), message.day);
    Line {
        ours: !message.from_reporter,
        title: String::new(),
        text: message.text.clone(),
        meta: format!("{from} · {day}"),
    }
}

/// An internal note or decision.
pub(super) fn note_line(words: &Words, note: &Note) -> Line {
    let somebody = words.office.history.somebody;
    let author = note
        .author
        .as_ref()
        .map_or(somebody, |author| author.name.as_str());
    let title = note.decision.as_ref().map_or(String::new(), |decision| {
        let outcome = words.outcome.by_key(decision.outcome.key());
        let reason = words.reason.by_key(decision.reason.key());
        let decided = words.office.case.decision(outcome);
        let decided = format!("{decided} · {}", words.office.history.reason(reason));
        note.proposal.as_ref().map_or(decided.clone(), |proposal| {
            format!("{} · {decided}", signature::became(words, proposal))
        })
    });
    Line {
        ours: true,
        title,
        text: note.text.clone(),
        meta: format!("{author} · {}", wording::moment(words, note.at)),
    }
}

/// An entry of the history.
pub(super) fn event_line(words: &Words, event: &Event, by: Option<&Officer>) -> Line {
    let of = &words.office.history;
    let state = words.state.by_key(event.state.key());
    let title = match event.kind {
        EventKind::Moved => of.moved_to(state),
        EventKind::Closed => state.to_owned(),
        EventKind::Filed if event.officer.is_some() => words.register.entered.to_owned(),
        kind => words.office.event.by_key(kind.key()).to_owned(),
    };
    let mut more = Vec::new();
    if let Some(until) = event.until {
        more.push(of.until(wording::day(words.language(), until)));
    }
    if let Some(reason) = event.reason {
        more.push(of.reason(words.reason.by_key(reason.key())));
    }
    let meta = match event.at {
        Some(at) => {
            let who = by.map_or(of.somebody, |by| by.name.as_str());
            format!("{who} · {}", wording::moment(words, at))
        }
        // What a reporter does is known by its day only.
        None => wording::day(words.language(), event.day),
    };
    Line {
        ours: event.officer.is_some(),
        title,
        text: more.join(" · "),
        meta,
    }
}

/// What the case keeps of a change of its readers, for its history.
pub(super) fn change_text(words: &Words, case: &CaseForOfficer, event: &Event) -> String {
    let found = case
        .changes
        .iter()
        .find(|(record, _)| event.record == Some(*record));
    let Some((_, change)) = found else {
        return String::new();
    };
    let of = &words.readers;
    let name = |id: &OfficerId| {
        let officer = case.colleagues.iter().find(|officer| officer.id == *id);
        officer.map_or(words.office.history.somebody.to_owned(), person)
    };
    let left = change
        .left
        .iter()
        .map(|left| of.left(name(&left.officer), wording::day(words.language(), left.since)));
    let joined = change.joined.iter().map(|id| of.joined(name(id)));
    let responsible = change.responsible.iter().map(|id| of.responsible(name(id)));
    let said = change.words.iter().map(|words| words.as_str().to_owned());
    left.chain(joined)
        .chain(responsible)
        .chain(said)
        .collect::<Vec<_>>()
        .join(" · ")
}

/// An officer by post and name.
pub(in crate::web::office) fn person(officer: &Officer) -> String {
    format!("{} ({})", officer.post, officer.name)
}

/// The dates of the clock.
pub(super) fn clock_facts(visit: &Visit, case: &CaseForOfficer) -> Vec<Fact> {
    let of = &visit.words().office.case;
    let day = |day| wording::day(visit.language(), day);
    let mut facts = vec![
        Fact {
            term: of.received_on,
            value: day(case.case.received_on),
        },
        Fact {
            term: of.due_first,
            value: day(case.deadline.first_due_on),
        },
    ];
    if case.deadline.due_on != case.deadline.first_due_on {
        facts.push(Fact {
            term: of.due_now,
            value: day(case.deadline.due_on),
        });
    }
    facts
}

/// Those who read the case, by post.
pub(super) fn readers(case: &CaseForOfficer) -> Vec<String> {
    let insiders = case
        .readers
        .iter()
        .filter(|reader| !reader.roles.has(Role::Outside));
    insiders.map(person).collect()
}

/// Why an outside body reads the case, where one does.
pub(super) fn outside(words: &Words, officer: &SignedIn, case: &CaseForOfficer) -> String {
    if case.readers.iter().any(|reader| reader.roles.has(Role::Outside)) {
        words.office.case.readers_outside(&officer.agency.outside_body)
    } else {
        String::new()
    }
}

/// Whom the reporter marked, people first.
pub(super) fn involved(case: &CaseForOfficer) -> Vec<String> {
    let officers = case.involved_officers.iter();
    officers
        .map(person)
        .chain(case.involved_units.iter().cloned())
        .collect()
}
