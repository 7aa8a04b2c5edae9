//! `/{agency}/office/people/invite`: an administrator appoints somebody, who joins by a one-time address. The address is
//! on the page that answers the form and on no other.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use askama::Template;

use super::appointment_form::{Typed, line};
use crate::app::App;
use crate::domain::agency::Unit;
use crate::domain::ids::{InvitationId, OfficerId};
use crate::domain::invitation::{Continues, ContinuesProblem};
use crate::domain::officer::{Login, Officer};
use crate::flow::incoming::posts;
use crate::flow::officers::invite::{self, InviteError, Invitee, Made};
use crate::flow::officers::setup::OUTSIDE_LOGIN;
use crate::web::field::{Choice, Mistakes};
use crate::web::form::{Form, FormError, Value};
use crate::web::layout::{Frame, ok, page, see_other};
use crate::web::office::{Place, frame, wording};
use crate::web::problem::Problem;
use crate::web::session::SignedIn;
use crate::web::token::Purpose;
use crate::web::visit::Visit;
use crate::words::Words;

/// The fields whose text a problem page shows again.
pub const TYPED: &[&str] = &["name", "login", "post", "mail", "order_number"];

#[derive(Template)]
#[template(path = "web/office/officers/invite.html")]
struct InvitePage {
    frame: Frame,
    token: String,
    mistakes: Mistakes,
    name: Value,
    login: Value,
    typed: Typed,
    units: Vec<Choice>,
    roles: Vec<Choice>,
    /// Closed accounts; nobody is asked about them where there are none.
    closed: Vec<Choice>,
}

/// What is asked of nobody but the invited: who they are.
#[derive(Default)]
struct Who {
    name: Value,
    login: Value,
    continues: Value,
}

/// What is sent for somebody who never had an account.
const NOBODY: &str = "nobody";

impl Who {
    fn read(form: &mut Form) -> Result<Self, FormError> {
        Ok(Self {
            name: form.text("name")?,
            login: form.text("login")?,
            continues: form.text("continues")?,
        })
    }

    fn continues(&self) -> Result<Continues, FormError> {
        Ok(match self.continues.as_str() {
            "" => Continues::Unsaid,
            NOBODY => Continues::Nobody,
            id => Continues::Account(OfficerId::from_hex(id).ok_or(FormError::Unknown)?),
        })
    }

    fn choices(&self, words: &Words, closed: &[Officer]) -> Vec<Choice> {
        let choice = |value: String, label: String| {
            let chosen = value == self.continues.as_str();
            Choice::new(value, label).chosen(chosen)
        };
        let accounts = closed.iter().map(|one| {
            let label = format!("{} ({}, {})", one.name, one.post, one.login.as_str());
            choice(one.id.to_string(), label)
        });
        let nobody = words.team.invite.continues_nobody.to_owned();
        match closed {
            [] => Vec::new(),
            _ => accounts.chain([choice(NOBODY.to_owned(), nobody)]).collect(),
        }
    }
}

/// What the page goes by.
struct Around {
    units: Vec<Unit>,
    closed: Vec<Officer>,
}

impl Around {
    async fn read(app: &Data<App>, officer: &SignedIn) -> Result<Self, Problem> {
        Ok(Self {
            units: posts::list(app, officer.agency.id).await?.units,
            closed: invite::closed(app, officer.agency.id).await?,
        })
    }
}

#[derive(Template)]
#[template(path = "web/office/officers/invited.html")]
struct InvitedPage {
    frame: Frame,
    made: Made,
    until: String,
    next: String,
}

/// Shows the empty form.
///
/// # Errors
/// Busy when the store does not answer.
pub async fn show(visit: Visit, app: Data<App>, officer: SignedIn) -> Result<HttpResponse, Problem> {
    let around = Around::read(&app, &officer).await?;
    let empty = (Who::default(), Typed::default());
    Ok(shown(&visit, &officer, &around, empty, Mistakes::default()))
}

fn shown(
    visit: &Visit,
    officer: &SignedIn,
    around: &Around,
    (who, typed): (Who, Typed),
    mistakes: Mistakes,
) -> HttpResponse {
    let words = visit.words();
    let status = if mistakes.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let shown = InvitePage {
        frame: frame(visit, officer, words.team.invite.title, Place::People)
            .back("/office/people")
            .failed(!mistakes.is_empty()),
        token: visit.token(Purpose::Manage),
        units: typed.unit_choices(words, &around.units),
        roles: typed.role_choices(words),
        closed: who.choices(words, &around.closed),
        mistakes,
        name: who.name,
        login: who.login,
        typed,
    };
    page(status, &shown)
}

/// Makes the address and shows it this once.
///
/// # Errors
/// Busy when the store does not answer.
pub async fn send(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let who = Who::read(&mut form)?;
    let continues = who.continues()?;
    let typed = Typed::read(&mut form)?;
    form.finish()?;
    let words = visit.words();
    let of = &words.team;
    let around = Around::read(&app, &officer).await?;
    let mut mistakes = Mistakes::default();
    let called = line(words, "name", &who.name, of.form.no_name, &mut mistakes);
    let known_as = Login::parse(&who.login).filter(|login| login.as_str() != OUTSIDE_LOGIN);
    if known_as.is_none() {
        mistakes.add("login", words.setup.officer.bad_login);
    }
    let mail = typed.address(words, &mut mistakes);
    let appointment = typed.appointment(words, &around.units, visit.today(), &mut mistakes);
    let invitee = called
        .zip(known_as)
        .zip(appointment)
        .map(|((name, login), appointment)| Invitee {
            login,
            name,
            mail,
            appointment,
            continues,
        });
    if let Some(invitee) = invitee {
        match invite::invite(&app, &officer, invitee).await {
            Ok(made) => return Ok(invited(&visit, &officer, made)),
            Err(InviteError::LoginTaken) => mistakes.add("login", of.invite.login_taken),
            Err(InviteError::Continues(problem)) => {
                let text = match problem {
                    ContinuesProblem::Namesake => of.invite.continues_namesake,
                    ContinuesProblem::NotClosed => of.invite.continues_not_closed,
                };
                mistakes.add("continues", text);
            }
            Err(InviteError::Trouble(trouble)) => return Err(trouble.into()),
        }
    }
    // Somebody's account may have been closed while this was typed.
    let around = Around::read(&app, &officer).await?;
    Ok(shown(&visit, &officer, &around, (who, typed), mistakes))
}

fn invited(visit: &Visit, officer: &SignedIn, made: Made) -> HttpResponse {
    let words = visit.words();
    let until = wording::moment(words, made.invitation.expires_at());
    ok(&InvitedPage {
        frame: frame(visit, officer, words.team.invited.title, Place::People).back("/office/people"),
        until: words.team.invited.until(until),
        next: words.team.invited.next(&made.invitation.name),
        made,
    })
}

/// Takes an invitation back.
///
/// # Errors
/// Unreadable when the form names no invitation; busy when the store does not answer.
pub async fn send_withdraw(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let id = form.text("invitation")?;
    form.finish()?;
    let id = InvitationId::from_hex(&id).ok_or(FormError::Unknown)?;
    let done = if invite::withdraw(&app, &officer, id).await? {
        "withdrawn"
    } else {
        "over"
    };
    Ok(see_other(&visit.link(&format!("/office/people?done={done}"))))
}
