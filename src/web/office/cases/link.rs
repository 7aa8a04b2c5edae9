//! `/{agency}/office/case/{case}/{link, unlink}`: a duplicate is linked to its main case, and a link undone. The main case
//! is shown before anything happens; its number finds only what this officer can open.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::case::{case_id, last_segment, open, written};
use super::case_form::{CaseForm, Sheet, Showing};
use crate::app::App;
use crate::domain::case_number::CaseNumber;
use crate::domain::ids::CaseId;
use crate::domain::link::{Side, Unfit};
use crate::domain::officer_text::Note;
use crate::flow::cases::link::{self, LinkError, Main};
use crate::flow::cases::officer_case::CaseForOfficer;
use crate::web::field::Mistakes;
use crate::web::form::{Form, FormError, Value};
use crate::web::layout::{Frame, page, see_other};
use crate::web::office::wording;
use crate::web::problem::Problem;
use crate::web::session::SignedIn;
use crate::web::visit::Visit;

/// The fields whose text a problem page shows again.
pub const TYPED: &[&str] = &["number", "text"];

/// What is done about a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Link,
    Unlink,
}

impl What {
    const ALL: [Self; 2] = [Self::Link, Self::Unlink];

    /// Its name in addresses and among the words.
    const fn key(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Unlink => "unlink",
        }
    }

    const fn done(self) -> &'static str {
        match self {
            Self::Link => "linked",
            Self::Unlink => "unlinked",
        }
    }

    fn of(request: &HttpRequest) -> Result<Self, Problem> {
        let key = last_segment(request);
        let found = Self::ALL.into_iter().find(|what| what.key() == key);
        found.ok_or_else(Problem::not_found)
    }

    /// Whether a case can have it, as far as it alone decides.
    fn is_possible(self, case: &CaseForOfficer) -> bool {
        match self {
            Self::Link => may_be_linked(case),
            Self::Unlink => main_of(case).is_some(),
        }
    }
}

/// Whether a case can be linked to a main one, as far as it alone decides.
pub(super) fn may_be_linked(case: &CaseForOfficer) -> bool {
    case.state().is_open() && case.links.is_empty()
}

/// The main case of a duplicate.
fn main_of(case: &CaseForOfficer) -> Option<CaseId> {
    let links = case.links.iter();
    let mut mains = links.filter(|link| link.side == Side::Duplicate);
    mains.next().map(|link| link.case.id)
}

#[derive(Template)]
#[template(path = "web/office/cases/link.html")]
struct LinkPage {
    frame: Frame,
    sheet: Sheet,
    what: What,
    possible: bool,
    main: Option<Shown>,
    number: Value,
    text: Value,
}

/// The main case, as it is shown before the deed.
struct Shown {
    href: String,
    number: String,
    tag: &'static str,
    state: &'static str,
    received: String,
    clock: String,
    narrative: String,
    version: i32,
}

impl Shown {
    fn of(visit: &Visit, main: &CaseForOfficer) -> Self {
        let (words, state) = (visit.words(), main.state());
        Self {
            href: visit.link(&format!("/office/case/{}", main.case.id)),
            number: wording::number(&main.case),
            tag: wording::tag(state),
            state: words.state.by_key(state.key()),
            received: wording::day(visit.language(), main.case.received_on),
            clock: wording::clock(words, state, &main.deadline, main.today),
            narrative: main.report.narrative.as_str().to_owned(),
            version: main.case.version,
        }
    }
}

/// What was typed.
#[derive(Default)]
struct Typed {
    number: Value,
    text: Value,
}

/// Shows the form.
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
    let main = match main_of(&form.case).filter(|_| what == What::Unlink) {
        Some(main) => Some(open(&app, &officer, main).await?),
        None => None,
    };
    Ok(answer(
        &form,
        what,
        (Showing::Form, Mistakes::default()),
        main.as_ref(),
        Typed::default(),
    ))
}

/// Shows the main case, links to it, or undoes the link.
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
    let pressed = form.text("go")?;
    let typed = Typed {
        number: form.text("number")?,
        text: form.text("text")?,
    };
    let version = form.text("main_version")?;
    form.finish()?;
    let words = visit.words();
    let mut mistakes = Mistakes::default();
    let main = match what {
        What::Link => find(&visit, &app, &officer, &typed.number, &mut mistakes).await?,
        What::Unlink => main_of(&case),
    };
    let note = if what == What::Link && typed.text.trim().is_empty() {
        None
    } else {
        let read = Note::read(&typed.text);
        read.map_err(|problem| mistakes.add("text", wording::text_problem(words, problem)))
            .ok()
    };
    let version = match pressed.as_str() {
        "check" if what == What::Link => None,
        "do" => Some(version.parse().map_err(|_| FormError::Unknown)?),
        _ => return Err(FormError::Unknown.into()),
    };
    let done = || see_other(&visit.link(&format!("/office/case/{id}?done={}#links", what.done())));
    let mut showing = Showing::Form;
    if let (Some(main), Some(version), true) = (main, version, mistakes.is_empty()) {
        let (here, main) = ((id, written), Main { case: main, version });
        let result = match (what, note) {
            (What::Link, note) => link::link(&app, &officer, here, main, note).await,
            (What::Unlink, Some(note)) => link::unlink(&app, &officer, here, main, note).await,
            (What::Unlink, None) => return Err(FormError::Unknown.into()),
        };
        match result {
            Ok(()) => return Ok(done()),
            Err(LinkError::Unfit(why)) => mistakes.add("number", unfit(&visit, why)),
            Err(LinkError::Handle(error)) => showing = Showing::after(&app, &officer, id, error).await?,
        }
    }
    let Some(form) = CaseForm::again(&visit, &app, &officer, (id, written)).await? else {
        return Ok(done());
    };
    if !what.is_possible(&form.case) {
        showing = Showing::Refused;
    }
    // With a mistake the main case is chosen again; without one it is shown as it is now.
    let main = match main.filter(|_| mistakes.is_empty() || what == What::Unlink) {
        Some(main) => Some(open(&app, &officer, main).await?),
        None => None,
    };
    Ok(answer(&form, what, (showing, mistakes), main.as_ref(), typed))
}

/// The case whose number was typed.
async fn find(
    visit: &Visit,
    app: &Data<App>,
    officer: &SignedIn,
    typed: &str,
    mistakes: &mut Mistakes,
) -> Result<Option<CaseId>, Problem> {
    let of = &visit.words().links;
    let Some(number) = CaseNumber::read(typed) else {
        mistakes.add("number", of.no_number);
        return Ok(None);
    };
    let found = link::find(app, officer, number).await?;
    if found.is_none() {
        mistakes.add("number", of.not_found);
    }
    Ok(found)
}

fn unfit(visit: &Visit, why: Unfit) -> &'static str {
    visit.words().links.unfit.by_key(why.key())
}

fn answer(
    form: &CaseForm<'_>,
    what: What,
    (showing, mistakes): (Showing, Mistakes),
    main: Option<&CaseForOfficer>,
    typed: Typed,
) -> HttpResponse {
    let title = form.visit.words().links.page.by_key(what.key());
    let shown = LinkPage {
        frame: form.frame(title, &mistakes),
        possible: what.is_possible(&form.case),
        main: main.map(|main| Shown::of(form.visit, main)),
        what,
        number: typed.number,
        text: typed.text,
        sheet: form.sheet(showing, mistakes),
    };
    page(shown.sheet.status(), &shown)
}
