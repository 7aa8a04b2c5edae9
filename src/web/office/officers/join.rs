//! `/{agency}/join/{token}`: whoever was invited chooses a password of their own. Looking at the page, which mail
//! scanners do as well, uses nothing up.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::app::App;
use crate::domain::invitation::Invitation;
use crate::domain::password;
use crate::flow::officers::invite::{self, JoinError};
use crate::flow::officers::sign_in;
use crate::web::field::Mistakes;
use crate::web::form::Form;
use crate::web::layout::{Frame, page, see_other};
use crate::web::office::wording;
use crate::web::problem::{Kind, Problem};
use crate::web::session;
use crate::web::setup::wording::password_problem;
use crate::web::token::Purpose;
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "web/office/officers/join.html")]
struct JoinPage {
    frame: Frame,
    action: String,
    token: String,
    mistakes: Mistakes,
    lead: String,
    until: String,
    roles: Vec<&'static str>,
    invitation: Invitation,
    fresh_hint: String,
}

fn shown(
    visit: &Visit,
    secret: &str,
    invitation: Invitation,
    mistakes: Mistakes,
) -> Result<HttpResponse, Problem> {
    let words = visit.words();
    let of = &words.team.join;
    let status = if mistakes.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let roles = invitation.appointment.roles.iter();
    let shown = JoinPage {
        frame: visit.frame(of.title).failed(!mistakes.is_empty()),
        action: visit.link(&format!("/join/{secret}")),
        token: visit.token(Purpose::Join),
        mistakes,
        lead: of.lead(&visit.agency()?.full_name),
        until: of.until(wording::moment(words, invitation.expires_at())),
        roles: roles.map(|role| words.role.by_key(role.key())).collect(),
        fresh_hint: words.office.account.fresh_hint(password::LEAST),
        invitation,
    };
    Ok(page(status, &shown))
}

async fn found(visit: &Visit, app: &Data<App>, secret: &str) -> Result<Invitation, Problem> {
    let invitation = invite::find(app, visit.agency()?.id, secret).await?;
    invitation.ok_or_else(|| Kind::InvitationOver(None).into())
}

/// Shows who invites whom to what, and asks for a password.
///
/// # Errors
/// Gone when the address does not work, or no longer; busy when the store does not answer.
pub async fn show(
    visit: Visit,
    app: Data<App>,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let invitation = found(&visit, &app, &path.1).await?;
    shown(&visit, &path.1, invitation, Mistakes::default())
}

/// Joins, with a session of its own; the one the browser brought is ended.
///
/// # Errors
/// Gone when the address does not work any more; busy when others derive keys at this very moment or the store does
/// not answer.
pub async fn send(
    visit: Visit,
    app: Data<App>,
    request: HttpRequest,
    path: Path<(String, String)>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let (fresh, again) = (form.text("fresh")?, form.text("again")?);
    form.finish()?;
    let words = visit.words();
    let agency = visit.agency()?;
    let invitation = found(&visit, &app, &path.1).await?;
    let mut mistakes = Mistakes::default();
    let names = password::names(agency, invitation.login.as_str(), &invitation.name);
    if let Err(problem) = password::check(&fresh, &names) {
        mistakes.add("fresh", password_problem(words, problem));
    }
    if *fresh != *again {
        mistakes.add("again", words.setup.officer.differ);
    }
    if !mistakes.is_empty() {
        return shown(&visit, &path.1, invitation, mistakes);
    }
    let begun = match invite::accept(&app, agency, &path.1, fresh).await {
        Ok(begun) => begun,
        Err(JoinError::Over(standing)) => return Err(Kind::InvitationOver(standing).into()),
        Err(JoinError::Trouble(trouble)) => return Err(trouble.into()),
        Err(JoinError::Weak(problem)) => {
            mistakes.add("fresh", password_problem(words, problem));
            return shown(&visit, &path.1, invitation, mistakes);
        }
        Err(JoinError::LoginTaken) => {
            mistakes.add("fresh", words.team.join.login_taken);
            return shown(&visit, &path.1, invitation, mistakes);
        }
    };
    if let Some(before) = session::previous(&request) {
        sign_in::sign_out(&app, agency.id, before).await?;
    }
    let answer = see_other(&visit.link("/office/account"));
    session::begin(&app, agency, &begun, answer)
}
