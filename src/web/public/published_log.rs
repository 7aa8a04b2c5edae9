//! `/{agency}/log`: the signed ends of the log's days, and how anybody checks that nothing was taken away behind them
//! (ADR 0011). Nothing on it tells how much happened.

use actix_web::HttpResponse;
use actix_web::web::Data;
use askama::Template;

use crate::app::App;
use crate::flow::audit::witness::{self, PublishedHead};
use crate::web::citizen::wording::day;
use crate::web::form::Query;
use crate::web::layout::{Frame, ok};
use crate::web::problem::Problem;
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "web/public/published_log.html")]
struct Page {
    frame: Frame,
    heads: Vec<Line>,
    fingerprint: String,
    key: String,
    newer: String,
    older: String,
    command: String,
}

struct Line {
    day: String,
    iso: String,
    hash: String,
    signature: String,
}

/// Shows a page of them.
///
/// # Errors
/// Not found for a page that is no number; busy when the store does not answer.
pub async fn show(visit: Visit, app: Data<App>, Query(mut query): Query) -> Result<HttpResponse, Problem> {
    let number = query.text("page")?;
    query.finish()?;
    let page: i64 = match number.as_str() {
        "" => 0,
        number => number.parse().map_err(|_| Problem::not_found())?,
    };
    if !(0..10_000).contains(&page) {
        return Err(Problem::not_found());
    }
    let agency = visit.agency()?;
    let (heads, older) = witness::published(&app.into_inner(), agency.id, page).await?;
    let address = |page: i64| visit.link(&format!("/log?page={page}"));
    let newest = heads.first();
    let line = |head: &PublishedHead| Line {
        day: day(visit.language(), head.day),
        iso: head.day.date().to_string(),
        hash: head.hash.clone(),
        signature: head.signature.clone(),
    };
    Ok(ok(&Page {
        fingerprint: newest.map(|head| head.fingerprint.clone()).unwrap_or_default(),
        key: newest.map(|head| head.key.clone()).unwrap_or_default(),
        newer: if page > 0 {
            address(page - 1)
        } else {
            String::new()
        },
        older: if older { address(page + 1) } else { String::new() },
        command: format!("sujarit verify --agency {} --head", agency.slug),
        heads: heads.iter().map(line).collect(),
        frame: visit.frame(visit.words().log.public.title).back(""),
    }))
}
