//! `/{agency}/statistics` and below: the newest edition, the list of all, and each at an address of its own (R46–R48,
//! texts A.6). Nothing here counts: it shows what was published.

use std::sync::Arc;

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::file::published;
use crate::app::App;
use crate::domain::day::Day;
use crate::domain::edition::EditionForm;
use crate::domain::fiscal_year::FiscalYear;
use crate::domain::round_report::ReportKey;
use crate::flow::publishing::edition::{self, Edition};
use crate::flow::publishing::{edition_files, report_publishing};
use crate::flow::trouble::Trouble;
use crate::papers::edition::media_type;
use crate::papers::round_report::title;
use crate::papers::year::Year;
use crate::store::editions::EditionLine;
use crate::vault::audit::spelled;
use crate::vault::edition_seal::fingerprint;
use crate::web::citizen::wording::day;
use crate::web::layout::{Face, Frame, ok};
use crate::web::problem::Problem;
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "web/public/statistics.html")]
struct Page {
    frame: Frame,
    awaited: bool,
    /// Whether the newest edition is stored otherwise than it was signed.
    damaged: bool,
    newest: Option<Shown>,
    before: Option<Before>,
    reports: Vec<Link>,
    list: Vec<Link>,
}

/// The fiscal year before that of the newest edition, month by month, as its own last edition says it.
enum Before {
    /// What that edition says, and where all of it stands.
    Published {
        as_of: String,
        year: Box<Year>,
        whole: Link,
    },
    /// That nothing has been published of it.
    Unpublished(String),
}

#[derive(Template)]
#[template(path = "web/public/edition.html")]
struct EditionPage {
    frame: Frame,
    shown: Shown,
    newer: Option<Link>,
}

/// A link with its words.
struct Link {
    href: String,
    text: String,
}

/// An edition in words.
struct Shown {
    title: String,
    as_of: String,
    item: String,
    approval: String,
    corrects: Option<(Link, String)>,
    years: Vec<Year>,
    files: Vec<Link>,
    digest: String,
    signature: String,
    fingerprint: String,
}

/// The newest edition and the list.
///
/// # Errors
/// Busy when the store does not answer.
pub async fn show(visit: Visit, app: Data<App>) -> Result<HttpResponse, Problem> {
    let app = app.into_inner();
    let agency = visit.agency()?.id;
    let list = edition::list(&app, agency).await?;
    let newest = match list.first() {
        Some(line) => edition::find(&app, agency, line.year, line.number).await,
        None => Ok(None),
    };
    let (newest, damaged) = match newest {
        Err(Trouble::Damaged) => (None, true),
        found => (found?, false),
    };
    let before = match list.first() {
        Some(newest) => Some(Before::of(&visit, &app, &list, newest.year.previous()).await?),
        None => None,
    };
    let reports = report_publishing::published(&app, agency).await?;
    let awaited = edition::is_awaited(&app, agency, list.iter().map(|line| line.as_of).max()).await?;
    let frame = visit.frame(visit.words().figures.title).back("");
    Ok(ok(&Page {
        frame,
        awaited,
        damaged,
        newest: newest.as_ref().map(|edition| Shown::of(&visit, edition)),
        before,
        reports: reports.iter().map(|key| Link::to_report(&visit, *key)).collect(),
        list: list.iter().map(|line| Link::to(&visit, line)).collect(),
    }))
}

/// One edition.
///
/// # Errors
/// Not found when the agency has not published it.
pub async fn show_edition(
    visit: Visit,
    app: Data<App>,
    path: Path<(String, String, String)>,
) -> Result<HttpResponse, Problem> {
    let (_, year, number) = path.into_inner();
    let app = app.into_inner();
    let agency = visit.agency()?.id;
    let edition = asked(&app, agency, &year, &number).await?;
    let list = edition::list(&app, agency).await?;
    let newer = list
        .iter()
        .find(|line| line.year == edition.row.year && line.number > edition.row.number);
    let shown = Shown::of(&visit, &edition);
    Ok(ok(&EditionPage {
        frame: visit.frame(shown.title.clone()).back("/statistics"),
        newer: newer.map(|line| Link::to(&visit, line)),
        shown,
    }))
}

/// One file of an edition, byte for byte as it was published, in the language of the address.
///
/// # Errors
/// Not found when there is no such edition or form.
pub async fn show_file(
    visit: Visit,
    app: Data<App>,
    request: HttpRequest,
    path: Path<(String, String, String, String)>,
) -> Result<HttpResponse, Problem> {
    let (_, year, number, name) = path.into_inner();
    let form = name
        .strip_prefix("statistics.")
        .and_then(EditionForm::from_key)
        .ok_or_else(Problem::not_found)?;
    let app = app.into_inner();
    let agency = visit.agency()?.id;
    let edition = asked(&app, agency, &year, &number).await?;
    let language = visit.file_language();
    let served = edition_files::fetch(&app, agency, edition, form, language).await?;
    let name = format!("statistics-{year}-{number}.{}", form.key());
    published(&request, (media_type(form), &name), served.bytes, &served.sha256)
}

/// The edition of an address. Numbers have one spelling: no signs, no leading zeros.
async fn asked(
    app: &Arc<App>,
    agency: crate::domain::ids::AgencyId,
    year: &str,
    number: &str,
) -> Result<Edition, Problem> {
    let plain = |text: &str| -> Option<i16> { text.parse().ok().filter(|n: &i16| n.to_string() == text) };
    let year = plain(year)
        .and_then(FiscalYear::new)
        .ok_or_else(Problem::not_found)?;
    let number = plain(number).ok_or_else(Problem::not_found)?;
    let found = edition::find(app, agency, year, number).await?;
    found.ok_or_else(Problem::not_found)
}

impl Before {
    /// The last edition of a year among those of the agency.
    async fn of(
        visit: &Visit,
        app: &Arc<App>,
        list: &[EditionLine],
        year: FiscalYear,
    ) -> Result<Self, Problem> {
        let (words, language) = (visit.words(), visit.language());
        let agency = visit.agency()?;
        let unpublished = || Self::Unpublished(words.edition.before_unpublished(year.number()));
        let Some(line) = list.iter().find(|line| line.year == year) else {
            return Ok(unpublished());
        };
        let found = match edition::find(app, agency.id, line.year, line.number).await {
            Err(Trouble::Damaged) => return Ok(Self::Unpublished(words.edition.damaged.to_owned())),
            found => found?,
        };
        let Some(found) = found else {
            return Ok(unpublished());
        };
        let figures = &found.statement.figures;
        let name = Face::of(agency, language).name;
        Ok(Self::Published {
            as_of: words.figures.as_of(day(language, figures.as_of.0)),
            year: Box::new(Year::of(words, language, &name, figures)),
            whole: Link::to(visit, line),
        })
    }
}

impl Link {
    fn to_report(visit: &Visit, key: ReportKey) -> Self {
        let round = key.round.key();
        Self {
            href: visit.link(&format!("/reports/{}/{round}", key.year.number())),
            text: title(visit.words(), key),
        }
    }

    fn to(visit: &Visit, line: &EditionLine) -> Self {
        let w = &visit.words().edition;
        let year = line.year.number();
        Self {
            href: visit.link(&format!("/statistics/{year}/{}", line.number)),
            text: w.line(
                day(visit.language(), line.as_of),
                line.number,
                day(visit.language(), Day::of_moment(line.published_at)),
                year,
            ),
        }
    }
}

impl Shown {
    fn of(visit: &Visit, edition: &Edition) -> Self {
        let (words, language) = (visit.words(), visit.language());
        let w = &words.edition;
        let said = &edition.statement;
        let figures = &said.figures;
        let name = visit
            .agency()
            .map(|agency| Face::of(agency, language).name)
            .unwrap_or_default();
        let on = day(language, said.approval.on.0);
        let year = figures.fiscal_year;
        let base = format!("/statistics/{year}/{}", said.number);
        let corrects = said.correction.as_ref().map(|correction| {
            let link = Link {
                href: visit.link(&format!("/statistics/{year}/{}", correction.corrects)),
                text: w.corrects(correction.corrects, year),
            };
            (link, correction.reason.clone())
        });
        let files = EditionForm::ALL.iter().map(|form| Link {
            href: visit.link(&format!("{base}/statistics.{}", form.key())),
            text: w.form.by_key(form.key()).to_owned(),
        });
        Self {
            title: w.title(said.number, year),
            as_of: words.figures.as_of(day(language, figures.as_of.0)),
            item: match &figures.item.code {
                Some(code) => w.item(code),
                None => w.item_without_code.to_owned(),
            },
            approval: if said.approval.automatic {
                w.approved_automatically(on, &said.approval.post)
            } else {
                w.approved(on, &said.approval.post)
            },
            corrects,
            years: vec![Year::of(words, language, &name, figures)],
            files: files.collect(),
            digest: spelled(&edition.row.digest),
            signature: spelled(&edition.row.signature),
            fingerprint: fingerprint(&edition.row.key),
        }
    }
}
