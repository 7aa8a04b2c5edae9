//! `/{agency}/office/names/{kept}`: the name in one case: asked for, approved by another keeper, and then shown once.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use askama::Template;

use super::case::{once, written};
use super::case_form::Showing;
use super::case_view::person;
use crate::app::App;
use crate::domain::disclosure::{Ground, Standing};
use crate::domain::ids::{CaseId, OfficerId, RecordId};
use crate::domain::officer_text::Note;
use crate::flow::cases::disclosure::{self, Act, DisclosureError};
use crate::flow::cases::handle::{self, HandleError};
use crate::flow::cases::keepers::{self, Second};
use crate::flow::cases::names::{self, NameForKeeper};
use crate::web::field::{Choice, Mistakes};
use crate::web::form::{Form, FormError, Value};
use crate::web::layout::{Frame, page, see_other};
use crate::web::office::{Place, frame, wording};
use crate::web::problem::Problem;
use crate::web::session::SignedIn;
use crate::web::token::Purpose;
use crate::web::visit::Visit;

/// The fields whose text a problem page shows again.
pub const TYPED: &[&str] = &["text"];

#[derive(Template)]
#[template(path = "web/office/cases/name.html")]
struct NamePage {
    frame: Frame,
    address: String,
    number: String,
    showing: Showing,
    mistakes: Mistakes,
    text: Value,
    token: String,
    version: i32,
    once: String,
    asked: Option<Shown>,
    can_ask: bool,
    /// What is said when there is no other keeper; empty when there is.
    alone: &'static str,
    candidates: Vec<Choice>,
    others: Vec<String>,
    grounds: Vec<Choice>,
    name: Option<Reporter>,
}

/// A request as the page shows it.
struct Shown {
    id: String,
    by: String,
    ground: &'static str,
    words: String,
    standing: String,
    waits: bool,
    mine: bool,
    ready: bool,
}

/// The name, while it is shown.
struct Reporter {
    mode: &'static str,
    name: String,
    contact: String,
}

fn kept(path: &Path<(String, String)>) -> Result<CaseId, Problem> {
    CaseId::from_hex(&path.1).ok_or_else(Problem::not_found)
}

async fn look(app: &Data<App>, officer: &SignedIn, case: CaseId) -> Result<NameForKeeper, Problem> {
    let found = names::look(app, officer, case).await?;
    found.ok_or_else(Problem::not_found)
}

/// Shows where it stands.
///
/// # Errors
/// Not found when there is no such case for this keeper; busy when the store does not answer.
pub async fn show(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let seen = look(&app, &officer, kept(&path)?).await?;
    let desk = Desk {
        visit: &visit,
        officer: &officer,
        seen: &seen,
        once: once(&app)?,
    };
    Ok(desk.page(Showing::Form, "", Value::default(), Mistakes::default()))
}

/// Asks, approves, refuses, takes back or opens.
///
/// # Errors
/// Not found when there is no such case for this keeper; busy when the store does not answer.
pub async fn send(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    path: Path<(String, String)>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let case = kept(&path)?;
    // Before the form is read: whoever does not keep the name hears nothing about the form either.
    look(&app, &officer, case).await?;
    let written = written(&mut form)?;
    let pressed = form.text("go")?;
    let (ground, text, to) = (form.text("ground")?, form.text("text")?, form.text("to")?);
    let named = form.text("request")?;
    form.finish()?;
    let words = visit.words();
    let mut mistakes = Mistakes::default();
    if pressed.as_str() == "let_in" {
        return let_in(&visit, &app, &officer, (case, written), &to).await;
    }
    let record = || RecordId::from_hex(&named).ok_or(FormError::Unknown);
    let act = match pressed.as_str() {
        "ask" => {
            let law = Ground::from_key(&ground);
            if law.is_none() {
                mistakes.add("ground", words.names.no_ground);
            }
            let note = Note::read(&text)
                .map_err(|problem| mistakes.add("text", wording::text_problem(words, problem)));
            law.zip(note.ok()).map(|(law, note)| Act::Ask(law, note))
        }
        "approve" => Some(Act::Approve(record()?)),
        "refuse" => Some(Act::Refuse(record()?)),
        "withdraw" => Some(Act::Withdraw(record()?)),
        "open" => Some(Act::Open(record()?)),
        _ => return Err(FormError::Unknown.into()),
    };
    let mut showing = Showing::Form;
    if let Some(act) = act {
        match disclosure::act(&app, &officer, case, written, act).await {
            Ok(()) => return Ok(see_other(&visit.link(&format!("/office/names/{case}")))),
            Err(DisclosureError::NotFound) => return Err(Problem::not_found()),
            Err(DisclosureError::Trouble(trouble)) => return Err(trouble.into()),
            Err(DisclosureError::Meanwhile | DisclosureError::Alone | DisclosureError::NotYours) => {
                showing = Showing::Meanwhile;
            }
        }
    }
    let seen = look(&app, &officer, case).await?;
    let desk = Desk {
        visit: &visit,
        officer: &officer,
        seen: &seen,
        once: written.once.to_string(),
    };
    Ok(desk.page(showing, &ground, text, mistakes))
}

/// Lets a second keeper in.
async fn let_in(
    visit: &Visit,
    app: &Data<App>,
    officer: &SignedIn,
    (case, written): (CaseId, handle::Form),
    to: &Value,
) -> Result<HttpResponse, Problem> {
    let mut mistakes = Mistakes::default();
    let mut showing = Showing::Form;
    match OfficerId::from_hex(to) {
        None => mistakes.add("to", visit.words().keepers.nobody_chosen),
        Some(to) => match keepers::let_in(app, officer, case, written, to).await {
            Ok(()) => return Ok(see_other(&visit.link(&format!("/office/names/{case}")))),
            Err(HandleError::NotFound) => return Err(Problem::not_found()),
            Err(HandleError::Trouble(trouble)) => return Err(trouble.into()),
            Err(_) => showing = Showing::Meanwhile,
        },
    }
    let seen = look(app, officer, case).await?;
    let desk = Desk {
        visit,
        officer,
        seen: &seen,
        once: written.once.to_string(),
    };
    Ok(desk.page(showing, "", Value::default(), mistakes))
}

/// One keeper with one name in front of them.
struct Desk<'a> {
    visit: &'a Visit,
    officer: &'a SignedIn,
    seen: &'a NameForKeeper,
    once: String,
}

impl Desk<'_> {
    fn page(&self, showing: Showing, ground: &str, text: Value, mistakes: Mistakes) -> HttpResponse {
        let (visit, seen) = (self.visit, self.seen);
        let words = visit.words();
        let status = showing.status(&mistakes);
        let standing = seen.request.as_ref().map(|asked| asked.standing);
        let under_way = matches!(
            standing,
            Some(Standing::Waits | Standing::Approved { .. } | Standing::Shown { .. })
        );
        let of = &words.keepers;
        let (alone, candidates) = match &seen.second {
            Second::There => ("", Vec::new()),
            Second::NotReading => (of.not_reading, Vec::new()),
            Second::These(all) if all.is_empty() => (of.nobody, Vec::new()),
            Second::These(all) => {
                let choices = all.iter().map(|one| Choice::new(one.id.to_string(), person(one)));
                (of.let_in, choices.collect())
            }
        };
        let grounds = Ground::ALL
            .iter()
            .map(|one| Choice::new(one.key(), words.ground.by_key(one.key())).chosen(one.key() == ground));
        let shown = NamePage {
            frame: frame(visit, self.officer, words.names.one_title, Place::Names)
                .back("/office/names")
                .failed(!mistakes.is_empty()),
            address: visit.link(&format!("/office/names/{}", seen.case.id)),
            number: wording::number(&seen.case),
            showing,
            mistakes,
            text,
            token: visit.token(Purpose::Handle),
            version: seen.case.version,
            once: self.once.clone(),
            asked: self.asked(),
            can_ask: !under_way && alone.is_empty(),
            alone,
            candidates,
            others: seen.others.iter().map(person).collect(),
            grounds: grounds.collect(),
            name: seen.name.as_ref().map(|name| Reporter {
                mode: words.identity.by_key(name.mode.key()),
                name: name
                    .name
                    .as_ref()
                    .map_or(words.names.no_name.to_owned(), |name| name.as_str().to_owned()),
                contact: name
                    .contact
                    .as_ref()
                    .map_or(words.names.no_name.to_owned(), |contact| {
                        contact.as_str().to_owned()
                    }),
            }),
        };
        page(status, &shown)
    }

    fn asked(&self) -> Option<Shown> {
        let words = self.visit.words();
        let of = &words.names;
        let asked = self.seen.request.as_ref()?;
        let until = |at| wording::moment(words, at);
        Some(Shown {
            id: asked.request.record.to_string(),
            by: of.by(
                until(asked.request.requested_at),
                asked
                    .by
                    .as_ref()
                    .map_or(words.office.history.somebody, |by| by.name.as_str()),
            ),
            ground: words.ground.by_key(asked.request.ground.key()),
            words: asked.words.clone(),
            standing: match asked.standing {
                Standing::Approved { until: at } => of.usable(until(at)),
                Standing::Shown { until: at } => of.shown(until(at)),
                other => words.name_standing.by_key(other.key()).to_owned(),
            },
            waits: asked.standing == Standing::Waits,
            mine: asked.mine,
            ready: asked.mine && matches!(asked.standing, Standing::Approved { .. }),
        })
    }
}
