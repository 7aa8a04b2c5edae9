//! `/{agency}/office/case/{case}/{recuse, involve, renew}`: what changes who reads a case. Each page says beforehand
//! who will read it afterwards, and nothing that was typed is lost.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::case::{case_id, gone, last_segment, once, open, written};
use super::case_view::{Line, View, event_line, person};
use super::{Place, frame, wording};
use crate::app::App;
use crate::domain::ids::{CaseId, OfficerId, UnitId};
use crate::domain::involved::Involved;
use crate::domain::officer_text::Note;
use crate::flow::handle::HandleError;
use crate::flow::officer_case::CaseForOfficer;
use crate::flow::readers::{self, Change};
use crate::web::field::{Choice, Mistakes};
use crate::web::form::{Form, FormError, Value};
use crate::web::layout::{Frame, page, see_other};
use crate::web::problem::Problem;
use crate::web::session::SignedIn;
use crate::web::token::Purpose;
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

/// Why the page is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Showing {
    /// It was asked for, or something has to be corrected.
    Form,
    /// Somebody else did something in between.
    Meanwhile,
    /// Nobody would be left to read the case.
    NobodyLeft,
}

#[derive(Template)]
#[template(path = "web/office/readers.html")]
struct ReadersPage {
    frame: Frame,
    view: View,
    what: What,
    showing: Showing,
    last: Option<Line>,
    mistakes: Mistakes,
    text: Value,
    token: String,
    version: i32,
    once: String,
    lead: &'static str,
    submit: &'static str,
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
    let case = open(&app, &officer, case_id(&path)?).await?;
    let desk = Desk {
        visit: &visit,
        officer: &officer,
        case: &case,
        what,
        once: once(&app)?,
    };
    Ok(desk.page(Showing::Form, Typed::default(), Mistakes::default()))
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
    let case = open(&app, &officer, id).await?;
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
            Err(HandleError::NotFound) => return Err(gone(&app, &officer, id).await),
            Err(HandleError::Trouble(trouble)) => return Err(trouble.into()),
            Err(HandleError::Refused) if case.case.version == written.version => {
                mistakes.add("officers", visit.words().readers.known_already);
                Showing::Form
            }
            Err(HandleError::NobodyLeft) => Showing::NobodyLeft,
            Err(_) => Showing::Meanwhile,
        },
    };
    let case = open(&app, &officer, id).await?;
    // Two presses of one button at the same moment: the other one did it.
    if case
        .events
        .iter()
        .any(|(event, _)| event.record == Some(written.once))
    {
        return Ok(done());
    }
    let desk = Desk {
        visit: &visit,
        officer: &officer,
        case: &case,
        what,
        once: written.once.to_string(),
    };
    Ok(desk.page(showing, typed, mistakes))
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

/// One officer with one form in front of them.
struct Desk<'a> {
    visit: &'a Visit,
    officer: &'a SignedIn,
    case: &'a CaseForOfficer,
    what: What,
    once: String,
}

impl Desk<'_> {
    fn page(&self, showing: Showing, typed: Typed, mistakes: Mistakes) -> HttpResponse {
        let (visit, case, key) = (self.visit, self.case, self.what.key());
        let words = visit.words();
        let of = &words.readers;
        let status = match showing {
            Showing::Form if mistakes.is_empty() => StatusCode::OK,
            Showing::Form => StatusCode::UNPROCESSABLE_ENTITY,
            Showing::Meanwhile | Showing::NobodyLeft => StatusCode::CONFLICT,
        };
        let last = case.events.last().filter(|_| showing == Showing::Meanwhile);
        let named = |ids: &[OfficerId]| -> Vec<String> {
            let people = case.colleagues.iter().filter(|one| ids.contains(&one.id));
            people.map(person).collect()
        };
        let joining = match self.what {
            What::Recuse => named(&case.without_me.joining).join(" · "),
            What::Involve | What::Renew => String::new(),
        };
        let shown = ReadersPage {
            frame: frame(visit, self.officer, of.title.by_key(key), Place::Inbox)
                .back(&format!("/office/case/{}", case.case.id))
                .failed(!mistakes.is_empty()),
            view: View::of(visit, case),
            what: self.what,
            showing: match showing {
                Showing::Form if self.what == What::Recuse && case.without_me.reaches_nobody() => {
                    Showing::NobodyLeft
                }
                other => other,
            },
            last: last.map(|(event, by)| event_line(words, event, by.as_ref())),
            mistakes,
            token: visit.token(Purpose::Handle),
            version: case.case.version,
            once: self.once.clone(),
            lead: of.lead.by_key(key),
            submit: of.submit.by_key(key),
            joining,
            leaving: case
                .task
                .as_ref()
                .map(|task| task.leaving.iter().map(person).collect())
                .unwrap_or_default(),
            officers: self.officers(&typed),
            units: self.units(&typed),
            text: typed.text,
        };
        page(status, &shown)
    }

    fn officers(&self, typed: &Typed) -> Vec<Choice> {
        let case = self.case;
        let free = case.colleagues.iter().filter(|one| !case.involved.names(one));
        free.map(|one| {
            let choice = Choice::new(one.id.to_string(), &one.post)
                .hint(&one.name)
                .chosen(typed.officers.contains(&one.id));
            if case.readers.iter().any(|reader| reader.id == one.id) {
                choice.hint(self.visit.words().readers.reads_now(&one.name))
            } else {
                choice
            }
        })
        .collect()
    }

    fn units(&self, typed: &Typed) -> Vec<Choice> {
        let case = self.case;
        let free = case
            .units
            .iter()
            .filter(|unit| !case.involved.units().contains(&unit.id));
        free.map(|unit| Choice::new(unit.id.to_string(), &unit.name).chosen(typed.units.contains(&unit.id)))
            .collect()
    }
}
