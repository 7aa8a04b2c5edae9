//! The report of a round: from which edition its figures come, what its author has written so far, and the memo to the head
//! of the agency (R51–R54, ADR 0064).

use std::sync::Arc;

use serde_json::json;

use crate::app::App;
use crate::documents::memo_pdf;
use crate::domain::edition::FileLanguage;
use crate::domain::fiscal_year::FiscalYear;
use crate::domain::ids::AgencyId;
use crate::domain::log::{Action, NewEntry};
use crate::domain::round_report::numbers::ReportNumbers;
use crate::domain::round_report::{Draft, ReportKey, Round};
use crate::flow::audit::log;
use crate::flow::officers::sign_in::Session;
use crate::flow::publishing::edition::{self, Edition};
use crate::flow::publishing::report_material;
use crate::flow::trouble::Trouble;
use crate::papers::round_memo::{Author, Quoted, memo};
use crate::store::editions::EditionLine;
use crate::store::{self, StoreError};
use crate::vault::label;
use crate::vault::small_box;

/// Drafts are padded to a multiple of this, so that their length says little.
const PAD: usize = 4_096;

/// A round that can be reported.
pub struct RoundLine {
    /// Which.
    pub key: ReportKey,
    /// The number of its newest published report.
    pub published: Option<i16>,
}

/// The figures of a round with the edition they come from.
pub struct Counted {
    /// The figures.
    pub numbers: ReportNumbers,
    /// The edition.
    pub edition: Edition,
}

/// What an author has written, with its version.
#[derive(Default)]
pub struct Kept {
    /// 0 when nothing was kept yet.
    pub version: i32,
    /// The words.
    pub draft: Draft,
}

/// The rounds that are over and published in an edition, the newest first.
///
/// # Errors
/// When the store fails.
pub async fn rounds(app: &Arc<App>, agency: AgencyId) -> Result<Vec<RoundLine>, Trouble> {
    let (editions, reports) = app
        .db
        .read(move |c| {
            Ok::<_, StoreError>((
                store::editions::list(c, agency)?,
                store::reports::list(c, agency)?,
            ))
        })
        .await?;
    let mut years: Vec<FiscalYear> = editions.iter().map(|line| line.year).collect();
    years.dedup();
    let keys = years
        .into_iter()
        .flat_map(|year| [Round::Twelve, Round::Six].map(|round| ReportKey { year, round }));
    let lines = keys.filter(|key| source(&editions, *key).is_some());
    Ok(lines
        .map(|key| RoundLine {
            key,
            published: reports
                .iter()
                .find(|line| line.key == key)
                .map(|line| line.number),
        })
        .collect())
}

/// The edition that a round is reported from: the first month end that the round was over at, in its newest correction.
fn source(editions: &[EditionLine], key: ReportKey) -> Option<EditionLine> {
    let over = editions
        .iter()
        .filter(|line| line.year == key.year && line.as_of >= key.last_day());
    over.min_by_key(|line| (line.as_of, -line.number)).copied()
}

/// The figures of a round; nothing when no edition has it.
///
/// # Errors
/// When the store fails or an edition does not verify.
pub async fn counted(app: &Arc<App>, agency: AgencyId, key: ReportKey) -> Result<Option<Counted>, Trouble> {
    let list = edition::list(app, agency).await?;
    let Some(line) = source(&list, key) else {
        return Ok(None);
    };
    let before = ReportKey {
        year: key.year.previous(),
        ..key
    };
    let before = match source(&list, before) {
        Some(line) => edition::find(app, agency, line.year, line.number).await?,
        None => None,
    };
    let Some(edition) = edition::find(app, agency, line.year, line.number).await? else {
        return Ok(None);
    };
    let figures = &edition.statement.figures;
    let before = before.as_ref().map(|edition| &edition.statement.figures);
    let numbers = ReportNumbers::of(key, edition.row.number, figures, before);
    Ok(numbers.map(|numbers| Counted { numbers, edition }))
}

/// What this officer has written for a round so far.
///
/// # Errors
/// [`Trouble::Damaged`] when it does not open with their key.
pub async fn draft(app: &Arc<App>, session: &Session, key: ReportKey) -> Result<Kept, Trouble> {
    let (agency, author) = (session.agency.id, session.officer.id);
    let stored = app
        .db
        .read(move |c| store::reports::draft(c, agency, key, author))
        .await?;
    let Some((version, sealed)) = stored else {
        return Ok(Kept::default());
    };
    let secret = session.identity.derive_secret("report-draft");
    let plain = small_box::open(&secret, &context(agency, key), &sealed)?;
    let draft = serde_json::from_slice(&plain).map_err(|_| Trouble::Damaged)?;
    Ok(Kept { version, draft })
}

/// Keeps what this officer has written, sealed to themselves. Gives false when another version was kept meanwhile, from
/// another window.
///
/// # Errors
/// When the store fails.
pub async fn keep(
    app: &Arc<App>,
    session: &Session,
    key: ReportKey,
    before: i32,
    draft: &Draft,
) -> Result<bool, Trouble> {
    let (agency, author) = (session.agency.id, session.officer.id);
    let mut plain = serde_json::to_vec(draft).map_err(|_| Trouble::Broken)?;
    plain.resize(plain.len().next_multiple_of(PAD), b' ');
    let secret = session.identity.derive_secret("report-draft");
    let sealed = small_box::seal(&secret, &context(agency, key), &plain, &app.rng)?;
    let today = app.clock.today();
    let kept = app
        .db
        .write(move |c| store::reports::keep_draft(c, agency, key, author, (before, &sealed, today)))
        .await;
    match kept {
        Ok(()) => Ok(true),
        Err(StoreError::Stale) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// What a draft is bound to besides its author's key.
fn context(agency: AgencyId, key: ReportKey) -> Vec<u8> {
    let mut context = label::REPORT_DRAFT.to_vec();
    context.extend_from_slice(agency.as_bytes());
    context.extend_from_slice(&key.year.number().to_be_bytes());
    context.extend_from_slice(&key.round.code().to_be_bytes());
    context
}

/// The memo to the head of the agency, as its author has written it. It is made for the author alone and kept nowhere;
/// words of cases are read anew, so that what may not reach its reader any more drops out.
///
/// # Errors
/// [`Trouble::Broken`] when the paper cannot be made; nothing when no edition has the round.
pub async fn paper(
    app: &Arc<App>,
    session: &Session,
    (key, language): (ReportKey, FileLanguage),
) -> Result<Option<Vec<u8>>, Trouble> {
    let Some(counted) = counted(app, session.agency.id, key).await? else {
        return Ok(None);
    };
    let draft = draft(app, session, key).await?.draft;
    let material = report_material::read(app, session, key).await?;
    let mut quoted: Vec<Quoted> = material
        .pieces
        .into_iter()
        .filter(|piece| draft.quoted.contains(&piece.id.to_string()))
        .map(|piece| Quoted {
            text: piece.text,
            done: piece.prevention.map(|done| done.is_some()),
            about: (
                piece.category.key().to_owned(),
                piece.unit.map(|unit| unit.id.to_string()),
            ),
        })
        .collect();
    quoted.dedup();
    let author = Author {
        name: session.officer.name.clone(),
        post: session.officer.post.clone(),
        on: app.clock.today(),
    };
    let agency = session.agency.clone();
    let work = move || {
        memo_pdf(&memo(
            language,
            &agency,
            key,
            &counted.numbers,
            &draft,
            &quoted,
            &author,
        ))
    };
    let paper = tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| Trouble::Broken)?
        .map_err(|_| Trouble::Broken)?;
    step(app, session, key, "memo").await?;
    Ok(Some(paper))
}

/// Enters in the log what was done with a report.
async fn step(app: &Arc<App>, session: &Session, key: ReportKey, step: &str) -> Result<(), Trouble> {
    log::enter(app, session.agency.id, entry(app, session, key, step)?).await
}

/// What the log says of a step: who, which round, and what was done.
pub(super) fn entry(app: &App, session: &Session, key: ReportKey, step: &str) -> Result<NewEntry, Trouble> {
    let detail = json!({ "year": key.year.number(), "round": key.round.key(), "step": step });
    log::by(app, session, Action::ReportStep, session.agency.id.0, &detail)
}
