//! `/{agency}/office/case/{case}/file`: the whole case on paper or as one file, for its readers, who say why
//! first. The reason and the taking are kept in the case; the file itself exists only in the answer.

use actix_web::HttpResponse;
use actix_web::http::header::{self, HeaderValue};
use actix_web::web::{Data, Path};
use askama::Template;
use data_encoding::HEXLOWER;

use super::case::{case_id, open, written};
use super::case_form::{CaseForm, Sheet, Showing};
use super::case_view::{Fact, Line, View, clock_facts, event_line, involved, note_line, outside, readers};
use super::link_view;
use super::measure_view;
use crate::app::App;
use crate::domain::ids::OfficerId;
use crate::domain::officer::Officer;
use crate::domain::officer_text::{Note, Question};
use crate::flow::cases::evidence::Evidence;
use crate::flow::cases::handle::{self, Deed};
use crate::flow::cases::officer_case::CaseForOfficer;
use crate::web::field::{Choice, Mistakes};
use crate::web::file_view::FileLine;
use crate::web::form::{Form, Value};
use crate::web::layout::{Frame, ok, page};
use crate::web::office::{Place, frame, wording};
use crate::web::problem::Problem;
use crate::web::session::SignedIn;
use crate::web::visit::Visit;
use crate::words::Words;

/// For how many seconds a form that has given the file gives it again: a download that broke off.
const AGAIN: i64 = 120;

#[derive(Template)]
#[template(path = "web/office/cases/case_file.html")]
struct AskPage {
    frame: Frame,
    sheet: Sheet,
    reason: Value,
    hows: Vec<Choice>,
}

/// The two templates of a file: as a page to print and as a document of its own.
macro_rules! file {
    ($name:ident, $path:literal) => {
        #[derive(Template)]
        #[template(path = $path)]
        struct $name {
            frame: Frame,
            view: View,
            mark: String,
            why: String,
            notes: Vec<Line>,
            measures: Vec<Line>,
            files: Vec<Line>,
            links: Vec<link_view::LinkLine>,
            clock: Vec<Fact>,
            history: Vec<Line>,
            readers: Vec<String>,
            outside: String,
            involved: Vec<String>,
        }

        impl $name {
            fn of(visit: &Visit, officer: &SignedIn, case: &CaseForOfficer, reason: &str, now: i64) -> Self {
                let words = visit.words();
                let of = &words.panel.file;
                let view = View::of(visit, case);
                let who = format!("{} ({})", officer.officer.name, officer.officer.post);
                let events = case.events.iter();
                Self {
                    frame: frame(visit, officer, of.heading(&view.number), Place::Inbox)
                        .back(&format!("/office/case/{}", case.case.id)),
                    mark: of.mark(wording::moment(words, now), who),
                    why: of.why(reason),
                    notes: case
                        .notes
                        .iter()
                        .map(|note| note_line(words, note))
                        .collect(),
                    measures: case
                        .measures
                        .iter()
                        .map(|one| measure_view::line(words, case, one))
                        .collect(),
                    files: case
                        .evidence
                        .iter()
                        .map(|(file, by)| file_line(words, file, by.as_ref()))
                        .collect(),
                    links: link_view::lines(visit, case),
                    clock: clock_facts(visit, case),
                    history: events
                        .map(|(event, by)| {
                            let mut line = event_line(words, event, by.as_ref());
                            line.text
                                .push_str(&link_view::change_text(words, case, event));
                            line
                        })
                        .collect(),
                    readers: readers(case),
                    outside: outside(words, officer, case),
                    involved: involved(case),
                    view,
                }
            }
        }
    };
}

file!(PrintPage, "web/office/cases/case_file_print.html");
file!(WholeFile, "web/office/cases/case_file_whole.html");

/// Asks why and how.
///
/// # Errors
/// Not found when there is no such case for this officer; busy when the store does not answer.
pub async fn show(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let form = CaseForm::fresh(&visit, &app, &officer, case_id(&path)?).await?;
    Ok(Asked::default().page(&form, (Showing::Form, Mistakes::default())))
}

/// Notes the reason and gives the file.
///
/// # Errors
/// Not found when there is no such case for this officer; busy when the store does not answer.
pub async fn send(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    path: Path<(String, String)>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let id = case_id(&path)?;
    open(&app, &officer, id).await?;
    let written = written(&mut form)?;
    let asked = Asked {
        reason: form.text("text")?,
        how: form.text("how")?,
    };
    form.finish()?;
    let words = visit.words();
    let of = &words.panel.file;
    let mut mistakes = Mistakes::default();
    // As much as a question has to say: one word is no reason.
    let reason = Question::read(&asked.reason)
        .map_err(|problem| mistakes.add("text", wording::text_problem(words, problem)))
        .ok();
    if !["print", "download"].contains(&asked.how.as_str()) {
        mistakes.add("how", of.no_how);
    }
    let note = reason
        .as_ref()
        .map(|reason| Note::read(&of.note(reason.as_str())));
    let note = match note {
        Some(Err(problem)) => {
            mistakes.add("text", wording::text_problem(words, problem));
            None
        }
        Some(Ok(note)) => Some(note),
        None => None,
    };
    let now = app.clock.now();
    let ready = reason.zip(note).filter(|_| mistakes.is_empty());
    let outcome = match ready {
        None => Err(Showing::Form),
        Some((reason, note)) => {
            let noted = note.as_str().to_owned();
            match handle::act(&app, &officer, id, written, Deed::TakeFile(note)).await {
                Ok(()) => {
                    let case = open(&app, &officer, id).await?;
                    // The same form again gives the file again for a moment, and never for another reason or later than it
                    // says: each taking is entered.
                    if was_taken(&case, officer.officer.id, written, &noted, now) {
                        Ok((case, reason))
                    } else {
                        Err(Showing::Meanwhile)
                    }
                }
                Err(error) => Err(Showing::meanwhile(&app, &officer, id, error).await?),
            }
        }
    };
    let (case, reason) = match outcome {
        Ok(taken) => taken,
        Err(showing) => {
            let form = CaseForm::anew(&visit, &app, &officer, (id, written)).await?;
            return Ok(asked.page(&form, (showing, mistakes)));
        }
    };
    if asked.how.as_str() == "print" {
        return Ok(ok(&PrintPage::of(&visit, &officer, &case, reason.as_str(), now)));
    }
    let mut answer = ok(&WholeFile::of(&visit, &officer, &case, reason.as_str(), now));
    let name = format!(
        "attachment; filename=\"case-{}.html\"",
        wording::number(&case.case)
    );
    let name = HeaderValue::from_str(&name).map_err(|_| Problem::broken("name of a file"))?;
    answer.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    Ok(answer)
}

/// Whether this officer has taken the file with this form and for this reason just now.
fn was_taken(case: &CaseForOfficer, by: OfficerId, form: handle::Form, noted: &str, now: i64) -> bool {
    let mut events = case.events.iter().map(|(event, _)| event);
    let taken = events.find(|event| event.record == Some(form.once) && event.officer == Some(by));
    let at = taken.and_then(|event| event.at);
    at.is_some_and(|at| {
        (0..=AGAIN).contains(&now.saturating_sub(at))
            && case.notes.iter().any(|note| note.at == at && note.text == noted)
    })
}

/// A file of the case, which does not go with the paper: its name, what it is, and the digest it can be recognised by.
fn file_line(words: &Words, file: &Evidence, by: Option<&Officer>) -> Line {
    let of = &words.files.office;
    let line = FileLine::of(words, &file.attachment, String::new());
    let from = match by {
        _ if file.is_reporters() => of.from_reporter.to_owned(),
        Some(by) => of.by(&by.name),
        None => of.from_officers.to_owned(),
    };
    Line {
        ours: true,
        title: line.name,
        text: format!("{} · {} · {from}", line.facts, line.treatment),
        meta: of.fingerprint(HEXLOWER.encode(&file.attachment.sha256)),
    }
}

/// What stands in the form.
#[derive(Default)]
struct Asked {
    reason: Value,
    how: Value,
}

impl Asked {
    fn page(self, form: &CaseForm<'_>, (showing, mistakes): (Showing, Mistakes)) -> HttpResponse {
        let of = &form.visit.words().panel.file;
        let how = |key, label| Choice::new(key, label).chosen(self.how.as_str() == key);
        let shown = AskPage {
            frame: form.frame(of.title, &mistakes),
            sheet: form.sheet(showing, mistakes),
            hows: vec![how("print", of.print), how("download", of.download)],
            reason: self.reason,
        };
        page(shown.sheet.status(), &shown)
    }
}
