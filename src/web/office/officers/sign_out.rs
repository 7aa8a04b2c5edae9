//! `/{agency}/office/sign-out`: the row of the session goes, and with it the way to the officer's key.

use actix_web::HttpResponse;
use actix_web::web::Data;

use crate::app::App;
use crate::flow::officers::sign_in;
use crate::web::form::Form;
use crate::web::layout::see_other;
use crate::web::problem::Problem;
use crate::web::session::{self, SignedIn};
use crate::web::visit::Visit;

/// Ends the session.
///
/// # Errors
/// Busy when the store does not answer; the session goes on then, and the page says so.
pub async fn send(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    form: Form,
) -> Result<HttpResponse, Problem> {
    form.finish()?;
    sign_in::sign_out(&app, officer.agency.id, officer.sid).await?;
    Ok(session::end(see_other(&visit.link("/office/sign-in?done=out"))))
}
