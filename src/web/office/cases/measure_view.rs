//! Orders, letters and what came of them, in words.

use super::case_view::Line;
use crate::domain::case::State;
use crate::domain::ids::RecordId;
use crate::domain::measure::{Body, Measure, MeasureKind, Paper, ProgressKind, Sanction, done_on};
use crate::domain::narrative::{LongText, ShortText};
use crate::flow::cases::officer_case::{CaseForOfficer, Recorded};
use crate::web::office::wording;
use crate::words::Words;

/// What is recorded in a case.
pub(super) fn known(case: &CaseForOfficer) -> Vec<(RecordId, Measure)> {
    let recorded = case.measures.iter();
    recorded
        .map(|recorded| (recorded.id, recorded.measure.clone()))
        .collect()
}

/// The measures of which something can still be recorded.
pub(super) fn unfinished(case: &CaseForOfficer) -> Vec<&Recorded> {
    let known = known(case);
    let open = |recorded: &&Recorded| match &recorded.measure {
        Measure::Progress { .. } => false,
        Measure::Discipline { sanction, .. } => {
            sanction.is_ordered() && done_on(recorded.id, &known).is_none()
        }
        Measure::Prevention { .. } => done_on(recorded.id, &known).is_none(),
        _ => true,
    };
    case.measures.iter().filter(open).collect()
}

/// What a case in its state should have on record and has not.
pub(super) fn missing(case: &CaseForOfficer) -> Option<MeasureKind> {
    let kind = match case.state() {
        State::FactFinding => MeasureKind::Facts,
        State::Disciplinary => MeasureKind::Discipline,
        State::Referred => MeasureKind::Referral,
        State::ClosedSubstantiated => MeasureKind::Prevention,
        _ => return None,
    };
    let there = case
        .measures
        .iter()
        .any(|recorded| recorded.measure.kind() == kind);
    (!there).then_some(kind)
}

/// One of them as the case shows it.
pub(super) fn line(words: &Words, case: &CaseForOfficer, recorded: &Recorded) -> Line {
    let of = &words.measure;
    let measure = &recorded.measure;
    let day = |day| wording::day(words.language(), day);
    let paper = |paper: &Paper| of.paper(day(paper.dated), paper.number.as_str());
    let kind = of.kind.by_key(measure.kind().key());
    let title = match measure {
        Measure::Progress { of: before, .. } => {
            let before = case.measures.iter().find(|other| other.id == *before);
            before.map_or_else(|| kind.to_owned(), |before| line(words, case, before).title)
        }
        Measure::Legal { step, paper: at, .. } => {
            format!("{} {}", of.legal.by_key(step.key()), paper(at))
        }
        Measure::Referral {
            body, name, letter, ..
        } => {
            let to = body_name(words, *body, name.as_ref().map(ShortText::as_str));
            format!("{to} {}", paper(letter))
        }
        Measure::Facts { order, .. } | Measure::Discipline { order, .. } => {
            format!("{kind} {}", paper(order))
        }
        Measure::Prevention { .. } => kind.to_owned(),
    };
    let done = || match done_on(recorded.id, &known(case)) {
        Some(on) => of.done_on(day(on)),
        None => of.not_done.to_owned(),
    };
    let mut text: Vec<String> = Vec::new();
    let mut say = |said: Option<&str>| text.extend(said.map(str::to_owned));
    match measure {
        Measure::Facts { by, names, .. } => {
            say(Some(of.examiner.by_key(by.key())));
            say(names.as_ref().map(LongText::as_str));
        }
        Measure::Discipline {
            gravity, sanction, ..
        } => {
            say(Some(of.gravities.by_key(gravity.key())));
            say(Some(of.sanctions.by_key(sanction.key())));
            if *sanction != Sanction::None && *sanction != Sanction::Undecided {
                say(Some(&done()));
            }
        }
        Measure::Legal { detail, .. } => say(detail.as_ref().map(LongText::as_str)),
        Measure::Referral { sent, .. } => say(Some(sent.as_str())),
        Measure::Prevention { what, .. } => {
            say(Some(what.as_str()));
            say(Some(&done()));
        }
        Measure::Progress { what, on, detail, .. } => {
            say(Some(&of.progress_on(day(*on), progress_name(words, *what))));
            say(detail.as_ref().map(LongText::as_str));
        }
    }
    let somebody = words.office.history.somebody;
    let author = recorded
        .author
        .as_ref()
        .map_or(somebody, |author| author.name.as_str());
    Line {
        ours: true,
        title,
        text: text.join(" · "),
        meta: format!("{author} · {}", wording::moment(words, recorded.at)),
    }
}

fn progress_name(words: &Words, what: ProgressKind) -> &'static str {
    words.measure.progresses.by_key(what.key())
}

fn body_name(words: &Words, body: Body, name: Option<&str>) -> String {
    let known = words.measure.bodies.by_key(body.key());
    match (body, name) {
        (Body::Other, Some(name)) => name.to_owned(),
        (_, Some(name)) => format!("{known} ({name})"),
        (_, None) => known.to_owned(),
    }
}
