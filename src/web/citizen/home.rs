//! `/{agency}`: what the channel is, the three fears answered first, and the two ways on.

use actix_web::HttpResponse;
use askama::Template;

use crate::domain::agency::Agency;
use crate::web::layout::{Face, Frame, ok};
use crate::web::problem::Problem;
use crate::web::visit::Visit;

/// Where the law's protection is to be had: the office named in it.
const NACC: &str = "https://www.nacc.go.th/";

#[derive(Template)]
#[template(path = "web/citizen/home.html")]
struct Home<'a> {
    frame: Frame,
    agency: &'a Agency,
    name: String,
    days: i32,
    nacc: &'static str,
}

impl Home<'_> {
    /// The address of the general channel, if it is one that browsers open.
    fn general(&self) -> Option<&str> {
        let link = self.agency.general_link.as_str();
        (link.starts_with("https://") || link.starts_with("http://")).then_some(link)
    }
}

/// Shows the start page of an agency.
///
/// # Errors
/// Not found outside of an agency.
pub async fn show(visit: Visit) -> Result<HttpResponse, Problem> {
    let agency = visit.agency()?;
    let days = visit.site().days(agency.id).await?;
    Ok(ok(&Home {
        days,
        frame: visit.frame(visit.words().home.title),
        agency,
        name: Face::of(agency, visit.language()).name,
        nacc: NACC,
    }))
}
