//! The page that is printed, or read aloud, for the person behind a matter that an officer registered: number, dates
//! and, this once, the tracking code. It is the answer to the form itself, so the code stands in no address.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::web::Data;
use askama::Template;

use crate::app::App;
use crate::flow::incoming::register::{self, Registered};
use crate::web::citizen::code_view::{Group, groups};
use crate::web::citizen::qr;
use crate::web::citizen::receipt::case_number;
use crate::web::citizen::submission_key;
use crate::web::citizen::wording::day;
use crate::web::form::{Form, Value};
use crate::web::layout::{Face, Frame, Switch, ok};
use crate::web::office::{Place, frame};
use crate::web::problem::Problem;
use crate::web::session::SignedIn;
use crate::web::token::Purpose;
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "web/office/cases/registered.html")]
struct Page<'a> {
    frame: Frame,
    token: String,
    key: &'a Value,
    number: String,
    received: String,
    due: String,
    working: String,
    answered_by: String,
    repeated: bool,
    handed_over: bool,
    letters: Vec<Group>,
    digits: Vec<Group>,
    qr: Option<Arc<qr::Picture>>,
    address: String,
    mine: String,
}

/// Shows it.
///
/// # Errors
/// Not found outside of an agency.
pub(super) fn show(
    visit: &Visit,
    officer: &SignedIn,
    registered: &Registered,
    key: &Value,
) -> Result<HttpResponse, Problem> {
    let words = visit.words();
    let (agency, language) = (visit.agency()?, visit.language());
    let receipt = &registered.receipt;
    let address = format!(
        "{}{}",
        visit.site().public_address().trim_end_matches('/'),
        visit.link("/track")
    );
    let due = day(language, receipt.due_on);
    let mut frame = frame(visit, officer, words.register.done_title, Place::Inbox).back("/office");
    frame.switch = Switch::Button(format!(
        "{}/{}/office/register/receipt",
        language.other().prefix(),
        agency.slug
    ));
    let spelled = |spelling: &str| {
        if registered.shows_code {
            groups(spelling)
        } else {
            Vec::new()
        }
    };
    Ok(ok(&Page {
        frame,
        token: visit.keyed_token(Purpose::Register, key),
        key,
        number: case_number(receipt.fiscal_year, receipt.number),
        received: day(language, receipt.received_on),
        working: words.receipt.working(
            receipt.due_on.since(receipt.received_on),
            day(language, receipt.received_on.plus(1)),
            &due,
        ),
        due,
        answered_by: words.receipt.next_answer(Face::of(agency, language).name),
        repeated: receipt.repeated,
        handed_over: registered.handed_over,
        letters: spelled(&receipt.code.letters()),
        digits: spelled(&receipt.code.digits()),
        qr: registered
            .shows_code
            .then(|| qr::of_tracking_page(&address))
            .flatten(),
        address,
        mine: registered
            .mine
            .map_or(String::new(), |case| visit.link(&format!("/office/case/{case}"))),
    }))
}

/// Shows it again, in the other language.
///
/// # Errors
/// Not found when nothing was registered with this form, busy when the store does not answer.
pub async fn send(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let key = form.text("key")?;
    form.take("switch")?;
    form.take("go")?;
    form.finish()?;
    let found = register::registered(&app, &officer, &*submission_key::bytes(&key)?).await?;
    let mut registered = found.ok_or_else(Problem::not_found)?;
    registered.receipt.repeated = false;
    show(&visit, &officer, &registered, &key)
}
