//! `/{agency}/channel`: what the agency puts on its main website and on its notice board, so that people find the
//! channel (R32). Nothing of it is fetched from here by another website.

use actix_web::HttpResponse;
use actix_web::web::{Bytes, Data};
use askama::Template;

use super::file::file;
use super::handbook_text::address;
use crate::app::App;
use crate::documents::{Banner, Paper, Poster, poster_pdf};
use crate::domain::oit::OitItem;
use crate::domain::thai::digits::Digits;
use crate::flow::publishing::embed;
use crate::flow::publishing::prints::{Made, PrintKey, PrintKind, typeset};
use crate::vault::edition_seal::digest;
use crate::web::layout::{Face, Frame, ok};
use crate::web::problem::Problem;
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "web/public/channel.html")]
struct Page {
    frame: Frame,
    address: String,
    link: String,
    block: String,
    item: &'static str,
    /// What places the frame; empty where no website may show it.
    iframe: String,
}

/// Shows what there is.
///
/// # Errors
/// Not found outside of an agency; busy when the store does not answer.
pub async fn show(visit: Visit, app: Data<App>) -> Result<HttpResponse, Problem> {
    let banner = banner(&visit)?;
    let framed = !embed::sites(&app.into_inner(), visit.agency()?.id)
        .await?
        .is_empty();
    Ok(ok(&Page {
        frame: visit.frame(visit.words().channel_page.short_title).back(""),
        address: banner.address.clone(),
        link: banner.link(),
        block: banner.block(),
        item: OitItem::Channel.title(),
        iframe: if framed {
            banner.iframe(&address(&visit, "/embed"))
        } else {
            String::new()
        },
    }))
}

/// The poster as a PDF.
///
/// # Errors
/// Not found outside of an agency; busy when the poster cannot be made.
pub async fn show_poster(visit: Visit, app: Data<App>) -> Result<HttpResponse, Problem> {
    let poster = poster(&visit).await?;
    let made_of = digest(format!("{poster:?}").as_bytes());
    let make = async {
        let bytes = typeset(move || poster_pdf(&poster)).await?;
        Ok::<_, Problem>(Made { bytes, keep: true })
    };
    let key = PrintKey {
        agency: visit.agency()?.id,
        kind: PrintKind::Poster,
        language: visit.language().tag(),
    };
    let paper = app.prints.get(key, made_of, make).await?;
    file("application/pdf", "poster.pdf", Bytes::from_owner(paper))
}

/// The banner as a picture.
///
/// # Errors
/// Not found outside of an agency.
pub async fn show_banner(visit: Visit) -> Result<HttpResponse, Problem> {
    file("image/svg+xml", "banner.svg", banner(&visit)?.svg())
}

fn banner(visit: &Visit) -> Result<Banner, Problem> {
    let words = visit.words();
    Ok(Banner {
        agency: Face::of(visit.agency()?, visit.language()).name,
        heading: words.home.heading.to_owned(),
        line: words.channel_page.line.to_owned(),
        address: address(visit, ""),
    })
}

/// What the poster says today.
///
/// # Errors
/// As [`show_poster`].
pub(super) async fn poster(visit: &Visit) -> Result<Poster, Problem> {
    let days = visit.site().days(visit.agency()?.id).await?;
    let w = &visit.words().channel_page;
    let banner = banner(visit)?;
    Ok(Poster {
        paper: Paper {
            title: banner.heading.clone(),
            language: visit.language().tag(),
            author: banner.agency.clone(),
            dated: visit.today(),
            digits: Digits::Arabic,
            foot: String::new(),
        },
        agency: banner.agency,
        heading: banner.heading,
        lines: vec![
            w.poster_name.to_owned(),
            w.poster_code.to_owned(),
            w.poster_days(days),
        ],
        address: banner.address,
        code_label: w.code_label.to_owned(),
        ending: vec![w.poster_end.to_owned()],
    })
}
