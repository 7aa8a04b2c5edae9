//! The receipt: number, dates and, this once, the tracking code. It is the answer to the form itself, so the
//! code stands in no address; the same form sent again shows the same receipt.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use askama::Template;

use super::code_view::{Group, groups};
use super::qr;
use super::submission_key;
use super::wording::day;
use crate::app::App;
use crate::flow::incoming::intake::{self, Receipt};
use crate::web::field::Mistakes;
use crate::web::form::{Form, Value};
use crate::web::layout::{Face, Frame, Switch, ok, page};
use crate::web::problem::Problem;
use crate::web::token::Purpose;
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "web/citizen/receipt.html")]
struct Page<'a> {
    frame: Frame,
    token: String,
    key: &'a Value,
    number: String,
    repeated: bool,
    letters: Vec<Group>,
    digits: Vec<Group>,
    received: String,
    due: String,
    working: String,
    answered_by: String,
    outside: Option<String>,
    qr: Option<Arc<qr::Picture>>,
    address: String,
    mistakes: Mistakes,
}

#[derive(Template)]
#[template(path = "web/citizen/done.html")]
struct Done {
    frame: Frame,
}

/// `2570-483127`: what the reporter can quote. It opens nothing.
pub fn case_number(year: crate::domain::fiscal_year::FiscalYear, number: i32) -> String {
    format!("{year}-{number:06}")
}

/// The receipt of a report.
///
/// # Errors
/// Not found outside of an agency.
pub(super) fn show(
    visit: &Visit,
    receipt: &Receipt,
    key: &Value,
    mistakes: Mistakes,
) -> Result<HttpResponse, Problem> {
    let words = &visit.words().receipt;
    let agency = visit.agency()?;
    let language = visit.language();
    let address = format!(
        "{}{}",
        visit.site().public_address().trim_end_matches('/'),
        visit.link("/track")
    );
    let first = receipt.received_on.plus(1);
    let due = day(language, receipt.due_on);
    let status = if mistakes.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let mut frame = visit.frame(words.title).failed(!mistakes.is_empty());
    frame.switch = Switch::Button(format!(
        "{}/{}/report/receipt",
        language.other().prefix(),
        agency.slug
    ));
    let shown = Page {
        frame,
        token: visit.keyed_token(Purpose::Report, key),
        key,
        number: case_number(receipt.fiscal_year, receipt.number),
        repeated: receipt.repeated && mistakes.is_empty(),
        letters: groups(&receipt.code.letters()),
        digits: groups(&receipt.code.digits()),
        received: day(language, receipt.received_on),
        working: words.working(
            receipt.due_on.since(receipt.received_on),
            day(language, first),
            &due,
        ),
        due,
        answered_by: words.next_answer(Face::of(agency, language).name),
        outside: receipt.outside.then(|| words.outside(&agency.outside_body)),
        qr: qr::of_tracking_page(&address),
        address,
        mistakes,
    };
    Ok(page(status, &shown))
}

/// Whether the code was written down: the last group of it leads on, anything else shows the code again.
///
/// # Errors
/// Not found when no report was sent with this form, busy when the store does not answer.
pub async fn confirm(visit: Visit, app: Data<App>, mut form: Form) -> Result<HttpResponse, Problem> {
    let key = form.text("key")?;
    let group = form.text("group")?;
    let switched = form.take("switch")?.is_some();
    form.take("go")?;
    form.finish()?;
    let app = app.into_inner();
    let receipt = intake::received(&app, visit.agency()?, &*submission_key::bytes(&key)?).await?;
    let mut receipt = receipt.ok_or_else(Problem::not_found)?;
    receipt.repeated = false;
    if !switched && receipt.code.ends_with(&group) {
        let mut frame = visit.frame(visit.words().receipt.done_title);
        frame.switch = Switch::Link(format!(
            "{}/{}",
            visit.language().other().prefix(),
            visit.agency()?.slug
        ));
        return Ok(ok(&Done { frame }));
    }
    let mut mistakes = Mistakes::default();
    if !switched {
        mistakes.add("group", visit.words().receipt.check_wrong);
    }
    show(&visit, &receipt, &key, mistakes)
}
