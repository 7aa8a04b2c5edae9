//! `/{agency}/office/case/{case}`: one case, opened with the officer's own key, and what can be done with it.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::case_view::{
    Fact, Line, View, change_text, clock_facts, event_line, involved, note_line, outside, person, readers,
};
use super::deed::Deed;
use super::due_working;
use super::link_view::{self, LinkCard};
use super::measure;
use super::measure_view;
use super::signature::Signature;
use crate::app::App;
use crate::domain::assignment::Way;
use crate::domain::escalation::Alarm;
use crate::domain::event::EventKind;
use crate::domain::ids::{CaseId, RecordId};
use crate::domain::measure::MeasureKind;
use crate::domain::position::Position;
use crate::flow::cases::handle::{self, HandleError, Stage};
use crate::flow::cases::officer_case::{self, CaseForOfficer};
use crate::flow::officers::delegation;
use crate::web::file_view::FileLine;
use crate::web::form::{Form, FormError, Query};
use crate::web::layout::{Frame, page, see_other};
use crate::web::office::{Place, frame, wording};
use crate::web::problem::{Kind, Problem};
use crate::web::session::SignedIn;
use crate::web::token::Purpose;
use crate::web::visit::Visit;
use crate::words::Words;

#[derive(Template)]
#[template(path = "web/office/cases/case.html")]
struct CasePage {
    frame: Frame,
    view: View,
    done: &'static str,
    meanwhile: bool,
    escalated: String,
    open: bool,
    moves: Vec<(&'static str, &'static str)>,
    acts: Vec<(&'static str, &'static str)>,
    token: String,
    version: i32,
    once: String,
    files: Vec<FileLine>,
    notes: Vec<Line>,
    measures: Vec<Line>,
    measure_kinds: Vec<(&'static str, &'static str)>,
    missing: Option<(&'static str, &'static str)>,
    history: Vec<Line>,
    clock: Vec<Fact>,
    working: Vec<String>,
    extended: usize,
    readers: Vec<String>,
    outside: String,
    involved: Vec<String>,
    waiting: Option<Signature>,
    task: Vec<String>,
    responsible: String,
    unit: String,
    take: &'static str,
    me: String,
    assignable: bool,
    links: LinkCard,
}

/// The stages an officer moves a case to without a word, with their names in the form.
const MOVES: [(&str, Stage); 3] = [
    ("screen", Stage::Screening),
    ("find_facts", Stage::FactFinding),
    ("discipline", Stage::Disciplinary),
];

/// The id in the address of a case.
pub(super) fn case_id(path: &Path<(String, String)>) -> Result<CaseId, Problem> {
    CaseId::from_hex(&path.1).ok_or_else(Problem::not_found)
}

/// Opens the case for this officer; not found when it is none of theirs.
pub(super) async fn open(
    app: &Data<App>,
    officer: &SignedIn,
    case: CaseId,
) -> Result<CaseForOfficer, Problem> {
    match officer_case::open(app, officer, case).await? {
        Some(opened) => Ok(opened),
        None => Err(gone(app, officer, case).await),
    }
}

/// What is said about a case that is none of this officer's, or no longer: whoever read it as a substitute hears that
/// this is over, and everybody else that there is no such page.
pub(super) async fn gone(app: &Data<App>, officer: &SignedIn, case: CaseId) -> Problem {
    match delegation::has_ended(app, officer, case).await {
        Ok(true) => Kind::SubstituteNoMore.into(),
        Ok(false) => Problem::not_found(),
        Err(trouble) => trouble.into(),
    }
}

/// Shows the case.
///
/// # Errors
/// Not found when there is no such case for this officer; busy when the store does not answer.
pub async fn show(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    path: Path<(String, String)>,
    Query(mut query): Query,
) -> Result<HttpResponse, Problem> {
    let done = visit.words().office.done.by_key(&query.text("done")?);
    query.finish()?;
    let case = open(&app, &officer, case_id(&path)?).await?;
    Ok(page(
        StatusCode::OK,
        &case_page(&visit, &app, &officer, &case, done, false)?,
    ))
}

/// Moves the case to another stage.
///
/// # Errors
/// Not found when there is no such case for this officer; unreadable when the form is not one of the page.
pub async fn send_move(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    path: Path<(String, String)>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let id = case_id(&path)?;
    let step = form.text("step")?;
    let found = MOVES.iter().find(|(key, _)| *key == step.as_str());
    let (_, stage) = *found.ok_or(FormError::Unknown)?;
    let written = written(&mut form)?;
    form.finish()?;
    match handle::act(&app, &officer, id, written, handle::Deed::Move(stage)).await {
        Ok(()) => Ok(see_other(&visit.link(&format!("/office/case/{id}?done=moved")))),
        Err(HandleError::NotFound) => Err(gone(&app, &officer, id).await),
        Err(HandleError::Trouble(trouble)) => Err(trouble.into()),
        Err(_) => {
            let case = open(&app, &officer, id).await?;
            // A second press of the same button finds its work done by the first.
            if is_my_move(stage, &officer, written.version, &case) {
                return Ok(see_other(&visit.link(&format!("/office/case/{id}?done=moved"))));
            }
            let shown = case_page(&visit, &app, &officer, &case, "", true)?;
            Ok(page(StatusCode::CONFLICT, &shown))
        }
    }
}

fn is_my_move(stage: Stage, officer: &SignedIn, version: i32, case: &CaseForOfficer) -> bool {
    // That a proposal was overtaken is written after the move that overtook it.
    let mut moves = case
        .events
        .iter()
        .map(|(event, _)| event)
        .filter(|event| event.kind != EventKind::Overtaken);
    moves.next_back().is_some_and(|last| {
        last.kind == EventKind::Moved
            && last.officer == Some(officer.officer.id)
            && case.case.version == version.saturating_add(1)
            && Position::of(moves.map(|event| event.state)).after(stage.step()) == Ok(last.state)
    })
}

/// Which version of the case a form was written against, and the id that makes it do nothing twice.
pub(super) fn written(form: &mut Form) -> Result<handle::Form, FormError> {
    let version = form.text("version")?.parse().map_err(|_| FormError::Unknown)?;
    let once = RecordId::from_hex(&form.text("once")?).ok_or(FormError::Unknown)?;
    Ok(handle::Form { version, once })
}

/// A new id for a form.
pub(super) fn once(app: &App) -> Result<String, Problem> {
    let id = app
        .rng
        .bytes::<16>()
        .map_err(|_| Problem::broken("no randomness"))?;
    Ok(RecordId(id).to_string())
}

fn case_page(
    visit: &Visit,
    app: &App,
    officer: &SignedIn,
    case: &CaseForOfficer,
    done: &'static str,
    meanwhile: bool,
) -> Result<CasePage, Problem> {
    let words = visit.words();
    let state = case.state();
    let view = View::of(visit, case);
    let moves = MOVES
        .iter()
        .filter(|(_, stage)| case.position().after(stage.step()).is_ok());
    let acts = Deed::ALL.iter().filter(|deed| deed.fits(case));
    let deadline = &case.deadline;
    Ok(CasePage {
        frame: frame(
            visit,
            officer,
            words.office.case.title(&view.number),
            Place::Inbox,
        )
        .back("/office"),
        view,
        done,
        meanwhile,
        escalated: escalated(words, case),
        open: state.is_open(),
        moves: moves
            .map(|(key, _)| (*key, words.office.step.by_key(key)))
            .collect(),
        acts: acts
            .map(|deed| (deed.key(), words.office.act.by_key(deed.key())))
            .collect(),
        token: visit.token(Purpose::Handle),
        version: case.case.version,
        once: once(app)?,
        files: case
            .evidence
            .iter()
            .map(|(file, _)| FileLine::of(words, &file.attachment, String::new()))
            .collect(),
        notes: case.notes.iter().map(|note| note_line(words, note)).collect(),
        measures: case
            .measures
            .iter()
            .map(|recorded| measure_view::line(words, case, recorded))
            .collect(),
        measure_kinds: MeasureKind::ALL
            .iter()
            .filter(|kind| measure::is_possible(case, **kind))
            .map(|kind| measure_link(visit, *kind))
            .collect(),
        missing: measure_view::missing(case).map(|kind| measure_link(visit, kind)),
        history: case
            .events
            .iter()
            .rev()
            .map(|(event, by)| {
                let mut line = event_line(words, event, by.as_ref());
                line.text.push_str(&change_text(words, case, event));
                line.text.push_str(&link_view::change_text(words, case, event));
                line
            })
            .collect(),
        task: task(visit, case),
        responsible: case.responsible.as_ref().map(person).unwrap_or_default(),
        unit: unit(case),
        take: take(words, officer, case),
        me: officer.officer.id.to_string(),
        assignable: !case.choices.is_empty(),
        clock: clock_facts(visit, case),
        working: due_working::lines(visit, case),
        extended: deadline.extensions.len(),
        readers: readers(case),
        outside: outside(words, officer, case),
        involved: involved(case),
        waiting: Signature::of(words, case),
        links: LinkCard::of(visit, case),
    })
}

/// What is said about a case near its day due or past it, and whom a mail has told.
fn escalated(words: &Words, case: &CaseForOfficer) -> String {
    let of = &words.office.escalated;
    let Some(alarm) = Alarm::of(&case.deadline) else {
        return String::new();
    };
    let stage = of.by_key(alarm.key());
    let Some((_, last)) = case.told.last() else {
        return format!("{stage} {}", of.untold);
    };
    let people: Vec<String> = case.told.iter().map(|(officer, _)| person(officer)).collect();
    let told = words
        .office
        .escalation
        .told(wording::day(words.language(), *last), people.join(" · "));
    format!("{stage} {told}")
}

/// The unit of whoever answers for the case.
fn unit(case: &CaseForOfficer) -> String {
    let unit = case.responsible.as_ref().and_then(|officer| officer.unit);
    let unit = case.units.iter().find(|known| Some(known.id) == unit);
    unit.map(|unit| unit.name.clone()).unwrap_or_default()
}

/// What the button says with which this officer makes themselves responsible; nothing for whoever cannot.
fn take(words: &Words, officer: &SignedIn, case: &CaseForOfficer) -> &'static str {
    if !case.choices.contains(&(officer.officer.id, Way::Reader)) {
        ""
    } else if case.responsible.is_some() {
        words.assign.take_over
    } else {
        words.assign.take
    }
}

/// Why the keys have to be renewed, in words; empty when all is well.
fn task(visit: &Visit, case: &CaseForOfficer) -> Vec<String> {
    let of = &visit.words().readers;
    let Some(task) = &case.task else {
        return Vec::new();
    };
    let mut said = Vec::new();
    let people: Vec<String> = task.leaving.iter().chain(&task.returning).map(person).collect();
    if !people.is_empty() {
        said.push(of.task_leaving(people.join(" · ")));
    }
    if task.drawn_by_another {
        said.push(of.task_drawn.to_owned());
    }
    said
}

/// The last part of the address of a kind of measure, and its name.
fn measure_link(visit: &Visit, kind: MeasureKind) -> (&'static str, &'static str) {
    (kind.key(), visit.words().measure.kind.by_key(kind.key()))
}

/// The last segment of the address, which names what is done with the case.
pub(super) fn last_segment(request: &HttpRequest) -> &str {
    request.path().rsplit('/').next().unwrap_or_default()
}
