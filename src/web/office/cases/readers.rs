//! `/{agency}/office/case/{case}/{recuse, involve, renew}`: what changes who reads a case. Each page says beforehand
//! who will read it afterwards, and nothing that was typed is lost.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::case::{case_id, gone, last_segment, written};
use super::case_form::{CaseForm, Sheet, Showing};
use super::case_view::person;
use crate::app::App;
use crate::domain::ids::{CaseId, OfficerId, UnitId};
use crate::domain::involved::Involved;
use crate::domain::officer_text::Note;
use crate::flow::cases::handle::HandleError;
use crate::flow::cases::officer_case::{self, CaseForOfficer};
use crate::flow::cases::readers::{self, Change};
use crate::flow::officers::delegation;
use crate::web::field::{Choice, Mistakes};
use crate::web::form::{Form, FormError, Value};
use crate::web::layout::{Frame, page, see_other};
use crate::web::office::wording;
use crate::web::problem::Problem;
use crate::web::session::SignedIn;
use crate::web::visit::Visit;

/// The fields whose text a problem page shows again.
pub const TYPED: &[&str] = &["text"];

/// What an officer does about the readers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    /// They recuse themselves.
    Recuse,
    /// They mark somebody as involved.
    Involve,
    /// They renew the keys.
    Renew,
}

impl What {
    const ALL: [Self; 3] = [Self::Recuse, Self::Involve, Self::Renew];

    /// Its name in addresses and among the words.
    const fn key(self) -> &'static str {
        match self {
            Self::Recuse => "recuse",
            Self::Involve => "involve",
            Self::Renew => "renew",
        }
    }

    const fn done(self) -> &'static str {
        match self {
            Self::Recuse => "recused",
            Self::Involve => "involved",
            Self::Renew => "renewed",
        }
    }

    fn of(request: &HttpRequest) -> Result<Self, Problem> {
        let key = last_segment(request);
        let found = Self::ALL.into_iter().find(|what| what.key() == key);
        found.ok_or_else(Problem::not_found)
    }
}

#[derive(Template)]
#[template(path = "web/office/cases/readers.html")]
struct ReadersPage {
    frame: Frame,
    sheet: Sheet,
    what: What,
    text: Value,
    reason: &'static str,
    lead: &'static str,
    submit: &'static str,
    /// Who is about to read it, as a sentence; empty when nobody new is.
    joining: String,
    leaving: Vec<String>,
    officers: Vec<Choice>,
    units: Vec<Choice>,
}

/// What was chosen and typed.
#[derive(Default)]
struct Typed {
    text: Value,
    officers: Vec<OfficerId>,
    units: Vec<UnitId>,
}

impl Typed {
    fn read(what: What, form: &mut Form) -> Result<Self, FormError> {
        let mut typed = Self {
            text: form.text("text")?,
            ..Self::default()
        };
        if what == What::Involve {
            for id in form.take_all("officers") {
                typed
                    .officers
                    .push(OfficerId::from_hex(&id).ok_or(FormError::Unknown)?);
            }
            for id in form.take_all("units") {
                typed.units.push(UnitId::from_hex(&id).ok_or(FormError::Unknown)?);
            }
        }
        Ok(typed)
    }

    /// What it becomes; nothing, and every mistake noted, when it is not ready.
    fn change(&self, what: What, visit: &Visit, mistakes: &mut Mistakes) -> Option<Change> {
        let words = visit.words();
        let text = if self.text.trim().is_empty() {
            None
        } else {
            match Note::read(&self.text) {
                Ok(note) => Some(note),
                Err(problem) => {
                    mistakes.add("text", wording::text_problem(words, problem));
                    None
                }
            }
        };
        let marked = Involved::new(self.officers.clone(), self.units.clone());
        if what == What::Involve && marked.is_empty() {
            mistakes.add("officers", words.readers.nobody_chosen);
        }
        mistakes.is_empty().then_some(match what {
            What::Recuse => Change::Recuse(text),
            What::Involve => Change::Mark(marked, text),
            What::Renew => Change::Renew,
        })
    }
}

/// Shows what would happen.
///
/// # Errors
/// Not found when there is no such case for this officer; busy when the store does not answer.
pub async fn show(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    path: Path<(String, String)>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let what = What::of(&request)?;
    let form = CaseForm::fresh(&visit, &app, &officer, case_id(&path)?).await?;
    Ok(answer(
        &form,
        what,
        (Showing::Form, Mistakes::default()),
        Typed::default(),
    ))
}

/// Does it.
///
/// # Errors
/// Not found when there is no such case for this officer; busy when the store does not answer.
pub async fn send(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    path: Path<(String, String)>,
    request: HttpRequest,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let what = What::of(&request)?;
    let id = case_id(&path)?;
    // Before the form is read: whoever does not read the case hears nothing about the form either.
    let case = match officer_case::open(&app, &officer, id).await? {
        Some(case) => case,
        // Whoever pressed twice has left the case. Nobody learns from this which cases there are: it is the answer to
        // every good form, whatever the case.
        None if what == What::Recuse && !delegation::has_ended(&app, &officer, id).await? => {
            return Ok(see_other(&visit.link(&after(what, true, id))));
        }
        None => return Err(gone(&app, &officer, id).await),
    };
    let written = written(&mut form)?;
    let typed = Typed::read(what, &mut form)?;
    form.finish()?;
    let mut mistakes = Mistakes::default();
    let marked = Involved::new(typed.officers.clone(), typed.units.clone());
    let leaves = what == What::Recuse || marked.names(&officer.officer);
    let done = || see_other(&visit.link(&after(what, leaves, id)));
    let showing = match typed.change(what, &visit, &mut mistakes) {
        None => Showing::Form,
        Some(change) => match readers::change(&app, &officer, id, written, change).await {
            Ok(()) => return Ok(done()),
            Err(HandleError::Refused) if case.case.version == written.version => {
                mistakes.add("officers", visit.words().readers.known_already);
                Showing::Form
            }
            Err(HandleError::NoReason) => {
                mistakes.add("text", visit.words().readers.why_reader);
                Showing::Form
            }
            Err(HandleError::OneAtATime) => {
                mistakes.add("officers", visit.words().readers.one_at_a_time);
                Showing::Form
            }
            Err(HandleError::NobodyLeft) => Showing::NobodyLeft,
            Err(error) => Showing::meanwhile(&app, &officer, id, error).await?,
        },
    };
    let Some(form) = CaseForm::again(&visit, &app, &officer, (id, written)).await? else {
        return Ok(done());
    };
    Ok(answer(&form, what, (showing, mistakes), typed))
}

/// Whoever left the case is led away from it.
fn after(what: What, leaves: bool, case: CaseId) -> String {
    let done = what.done();
    if leaves {
        format!("/office?done={done}")
    } else {
        format!("/office/case/{case}?done={done}#readers")
    }
}

fn answer(
    form: &CaseForm<'_>,
    what: What,
    (showing, mistakes): (Showing, Mistakes),
    typed: Typed,
) -> HttpResponse {
    let (case, key) = (&form.case, what.key());
    let of = &form.visit.words().readers;
    let named = |ids: &[OfficerId]| -> Vec<String> {
        let people = case.colleagues.iter().filter(|one| ids.contains(&one.id));
        people.map(person).collect()
    };
    let returning = case.task.iter().flat_map(|task| &task.returning);
    let (joining, returning) = (
        named(&case.without_me.joining),
        returning.map(person).collect::<Vec<_>>(),
    );
    let joining = match what {
        What::Recuse if !joining.is_empty() => of.joins(joining.join(" · ")),
        What::Renew if !returning.is_empty() => of.returns(returning.join(" · ")),
        What::Recuse | What::Renew | What::Involve => String::new(),
    };
    let status = showing.status(&mistakes);
    // Said from the beginning, and no reason to call the page a failure.
    let showing = match showing {
        Showing::Form if what == What::Recuse && case.without_me.reaches_nobody() => Showing::NobodyLeft,
        other => other,
    };
    let shown = ReadersPage {
        frame: form.frame(of.title.by_key(key), &mistakes),
        sheet: form.sheet(showing, mistakes),
        what,
        reason: if what == What::Involve {
            of.reason_involve
        } else {
            of.reason
        },
        lead: of.lead.by_key(key),
        submit: of.submit.by_key(key),
        joining,
        leaving: case
            .task
            .as_ref()
            .map(|task| task.leaving.iter().map(person).collect())
            .unwrap_or_default(),
        officers: officers(form, &typed),
        units: units(case, &typed),
        text: typed.text,
    };
    page(status, &shown)
}

fn officers(form: &CaseForm<'_>, typed: &Typed) -> Vec<Choice> {
    let case = &form.case;
    let free = case.colleagues.iter().filter(|one| !case.involved.names(one));
    free.map(|one| {
        let choice = Choice::new(one.id.to_string(), &one.post)
            .hint(&one.name)
            .chosen(typed.officers.contains(&one.id));
        if case.readers.iter().any(|reader| reader.id == one.id) {
            choice.hint(form.visit.words().readers.reads_now(&one.name))
        } else {
            choice
        }
    })
    .collect()
}

fn units(case: &CaseForOfficer, typed: &Typed) -> Vec<Choice> {
    let free = case
        .units
        .iter()
        .filter(|unit| !case.involved.units().contains(&unit.id));
    free.map(|unit| Choice::new(unit.id.to_string(), &unit.name).chosen(typed.units.contains(&unit.id)))
        .collect()
}
