//! What of a report the public may read: checked for names, units and small numbers, approved by a publisher, signed, and
//! never changed (ADR 0064).

use std::sync::Arc;

use serde_json::json;

use crate::app::App;
use crate::documents::booklet_pdf;
use crate::domain::edition::iso::IsoDay;
use crate::domain::edition::{Approval, FileLanguage, LICENCE, Publisher};
use crate::domain::ids::AgencyId;
use crate::domain::log::Action;
use crate::domain::public_words::WordProblem;
use crate::domain::round_report::indicators::Indicator;
use crate::domain::round_report::{Bases, Passage, Passages, ReportKey, ReportStatement, SCHEMA, Wording};
use crate::flow::audit::log;
use crate::flow::officers::sign_in::Session;
use crate::flow::publishing::forbidden_words::Forbidden;
use crate::flow::publishing::prints::{Made, PrintKey, PrintKind, typeset};
use crate::flow::publishing::publication::Seal;
use crate::flow::publishing::report_material;
use crate::flow::publishing::round_report::{counted, entry};
use crate::flow::trouble::Trouble;
use crate::papers::round_report::public;
use crate::store::reports::{Proposal, ReportRow};
use crate::store::{self, StoreError};
use crate::vault::audit::spelled;
use crate::vault::edition_seal;

/// What the log calls the step with which a report is published.
pub(in crate::flow) const PUBLISHED: &str = "published";

/// Why words do not wait for a publisher, or were not published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReportError {
    /// Nothing was written.
    Empty,
    /// These texts say what the public may not read.
    Words(Vec<(Passage, WordProblem)>),
    /// There is no such round in any edition, or nothing waits for it.
    Gone,
    /// Other words wait than those that were looked at.
    Changed,
    /// The paper cannot be made. Nothing was published.
    Unmade,
    /// The service cannot do it now.
    Trouble(Trouble),
}

impl From<Trouble> for ReportError {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

impl From<StoreError> for ReportError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Stale => Self::Changed,
            error => Self::Trouble(error.into()),
        }
    }
}

/// What waits, in words.
pub struct Waiting {
    /// Of which report.
    pub key: ReportKey,
    /// The digest of the words, for the form that approves them.
    pub seen: String,
    /// What it would say.
    pub statement: ReportStatement,
}

/// Lets words wait for a publisher, once they say nothing that may not be published.
///
/// # Errors
/// [`ReportError`]; nothing waits then that did not before.
pub async fn propose(
    app: &Arc<App>,
    session: &Session,
    key: ReportKey,
    (passages, bases): (Passages, Bases),
) -> Result<(), ReportError> {
    let agency = session.agency.id;
    if passages.is_empty() {
        return Err(ReportError::Empty);
    }
    if counted(app, agency, key).await?.is_none() {
        return Err(ReportError::Gone);
    }
    let named = report_material::read(app, session, key).await?.named;
    check(app, agency, &passages, &named).await?;
    let wording = Wording {
        passages,
        bases,
        author: session.officer.post.clone(),
    };
    let proposal = Proposal {
        key,
        wording: serde_json::to_string(&wording).map_err(|_| Trouble::Broken)?,
        by: session.officer.id,
        at: app.clock.now(),
    };
    let entry = entry(app, session, key, "proposed")?;
    app.db
        .write(move |c| {
            store::reports::propose(c, agency, &proposal)?;
            log::append(c, agency, &entry)
        })
        .await?;
    Ok(())
}

async fn check(
    app: &Arc<App>,
    agency: AgencyId,
    passages: &Passages,
    named: &[String],
) -> Result<(), ReportError> {
    let forbidden = Forbidden::read(app, agency).await?;
    let problems: Vec<(Passage, WordProblem)> = passages
        .written()
        .flat_map(|(passage, text)| {
            let problems = forbidden.problems(text, named).into_iter();
            problems.map(move |problem| (passage, problem))
        })
        .collect();
    if problems.is_empty() {
        Ok(())
    } else {
        Err(ReportError::Words(problems))
    }
}

/// What waits for a publisher.
///
/// # Errors
/// When the store fails.
pub async fn waiting(app: &Arc<App>, session: &Session) -> Result<Vec<Waiting>, Trouble> {
    let agency = session.agency.id;
    let proposals = app.db.read(move |c| store::reports::waiting(c, agency)).await?;
    let mut waiting = Vec::new();
    for proposal in proposals {
        if let Some(statement) = statement(app, session, &proposal).await? {
            waiting.push(Waiting {
                key: proposal.key,
                seen: seen(&proposal, &statement)?,
                statement,
            });
        }
    }
    Ok(waiting)
}

/// What a publisher looked at: the words, and the edition that the figures come from.
fn seen(proposal: &Proposal, statement: &ReportStatement) -> Result<String, Trouble> {
    let figures = serde_json::to_string(&statement.numbers).map_err(|_| Trouble::Broken)?;
    let looked_at = [proposal.wording.as_str(), figures.as_str()].concat();
    Ok(spelled(&edition_seal::digest(looked_at.as_bytes())))
}

/// What a report would say if it were approved now by whoever looks; nothing when its round is in no edition any more.
async fn statement(
    app: &Arc<App>,
    session: &Session,
    proposal: &Proposal,
) -> Result<Option<ReportStatement>, Trouble> {
    let (agency, key) = (session.agency.id, proposal.key);
    let wording: Wording = serde_json::from_str(&proposal.wording).map_err(|_| Trouble::Damaged)?;
    let Some(counted) = counted(app, agency, key).await? else {
        return Ok(None);
    };
    let (newest, threshold) = app
        .db
        .read(move |c| {
            let publishing = store::edition_drafts::publishing(c, agency)?;
            Ok::<_, StoreError>((store::reports::newest(c, agency, key)?, publishing.threshold))
        })
        .await?;
    Ok(Some(ReportStatement {
        schema: SCHEMA.to_owned(),
        licence: LICENCE.to_owned(),
        agency: Publisher::from(&session.agency),
        fiscal_year: key.year.number(),
        round: key.round.key().to_owned(),
        number: newest.map_or(0, |report| report.number).saturating_add(1),
        edition_digest: spelled(&counted.edition.row.digest),
        indicators: Indicator::public_lines(key, &counted.numbers, &wording.bases, threshold),
        paper: None,
        base_year: Indicator::base_year(key, &counted.numbers, &wording.bases),
        numbers: counted.numbers,
        passages: wording.passages,
        author: wording.author,
        approval: Approval {
            on: IsoDay(app.clock.today()),
            post: session.officer.post.clone(),
            automatic: false,
        },
    }))
}

/// What waits, if it is what a publisher looked at.
async fn the_same(
    app: &Arc<App>,
    session: &Session,
    key: ReportKey,
    looked_at: &str,
) -> Result<(Proposal, ReportStatement), ReportError> {
    let agency = session.agency.id;
    let waiting = app.db.read(move |c| store::reports::waiting(c, agency)).await?;
    let proposal = waiting.into_iter().find(|proposal| proposal.key == key);
    let proposal = proposal.ok_or(ReportError::Gone)?;
    let said = statement(app, session, &proposal)
        .await?
        .ok_or(ReportError::Gone)?;
    if seen(&proposal, &said)? == looked_at {
        Ok((proposal, said))
    } else {
        Err(ReportError::Changed)
    }
}

/// Publishes what waits. Its paper is made first; one write publishes report and paper, or nothing.
///
/// # Errors
/// [`ReportError`]; nothing is published then.
pub async fn approve(
    app: &Arc<App>,
    session: &Session,
    key: ReportKey,
    looked_at: &str,
) -> Result<(), ReportError> {
    let agency = session.agency.id;
    let (proposal, mut said) = the_same(app, session, key, looked_at).await?;
    // Somebody may have joined since.
    check(app, agency, &said.passages, &[]).await?;
    let address = app.config.server.public_address.clone();
    let number = said.number;
    let printed = said.clone();
    let paper =
        tokio::task::spawn_blocking(move || booklet_pdf(&public(FileLanguage::Thai, &printed, &address)))
            .await
            .map_err(|_| ReportError::Unmade)?
            .map_err(|_| ReportError::Unmade)?;
    // The signature over what the report says covers its paper as well.
    said.paper = Some(spelled(&edition_seal::digest(&paper)));
    let json = said.to_json().map_err(|_| ReportError::Unmade)?;
    let seal = Seal::over(app, agency, &json);
    let row = ReportRow {
        key,
        number,
        sealed_by: seal.key,
        signature: seal.signature,
        statement: json,
        paper,
        approved_by: session.officer.id,
        published_at: app.clock.now(),
    };
    let detail = json!({
        "year": key.year.number(),
        "round": key.round.key(),
        "step": PUBLISHED,
        "number": number,
        "digest": spelled(&seal.digest),
    });
    let entry = log::by(app, session, Action::ReportStep, agency.0, &detail)?;
    app.db
        .write(move |c| {
            store::reports::take_proposal(c, agency, key, &proposal.wording)?;
            store::reports::insert(c, agency, &row)?;
            log::append(c, agency, &entry)
        })
        .await?;
    Ok(())
}

/// The paper of a published report in English, made of what was signed. It is no part of what was signed itself.
///
/// # Errors
/// [`Trouble::Broken`] when it cannot be made.
pub async fn rendering(
    app: &Arc<App>,
    agency: AgencyId,
    (key, said, signed): (ReportKey, ReportStatement, &str),
) -> Result<Arc<[u8]>, Trouble> {
    let address = app.config.server.public_address.as_str();
    let booklet = public(FileLanguage::English, &said, address);
    let made_of = edition_seal::digest([signed, address].concat().as_bytes());
    let print = PrintKey {
        agency,
        kind: PrintKind::Report(key.year.number(), key.round.code()),
        language: FileLanguage::English.key(),
    };
    let make = async {
        let bytes = typeset(move || booklet_pdf(&booklet)).await?;
        Ok::<_, Trouble>(Made { bytes, keep: true })
    };
    app.prints.get(print, made_of, make).await
}

/// Sends back what waits: whoever wrote it can change it and let it wait again.
///
/// # Errors
/// [`ReportError`].
pub async fn send_back(
    app: &Arc<App>,
    session: &Session,
    key: ReportKey,
    looked_at: &str,
) -> Result<(), ReportError> {
    let agency = session.agency.id;
    let (proposal, _) = the_same(app, session, key, looked_at).await?;
    let entry = entry(app, session, key, "sent_back")?;
    app.db
        .write(move |c| {
            store::reports::take_proposal(c, agency, key, &proposal.wording)?;
            log::append(c, agency, &entry)
        })
        .await?;
    Ok(())
}

/// The newest published report of a round; nothing when there is none.
///
/// # Errors
/// [`Trouble::Damaged`] when what is stored is not what was signed.
pub async fn find(
    app: &Arc<App>,
    agency: AgencyId,
    key: ReportKey,
) -> Result<Option<(ReportStatement, ReportRow)>, Trouble> {
    let row = app
        .db
        .read(move |c| store::reports::newest(c, agency, key))
        .await?;
    let Some(row) = row else { return Ok(None) };
    let statement = read(app, agency, &row)?;
    Ok(Some((statement, row)))
}

/// What a report says, if this installation published it as this report, with this paper. Reports from before papers were
/// signed name none.
pub(in crate::flow) fn read(
    app: &App,
    agency: AgencyId,
    row: &ReportRow,
) -> Result<ReportStatement, Trouble> {
    let seal = Seal {
        digest: edition_seal::digest(row.statement.as_bytes()),
        key: row.sealed_by,
        signature: row.signature,
    };
    seal.check(app, agency, &row.statement)?;
    let said = ReportStatement::from_json(&row.statement).map_err(|_| Trouble::Damaged)?;
    let key = ReportKey::from_address(&said.fiscal_year.to_string(), &said.round);
    let paper = spelled(&edition_seal::digest(&row.paper));
    let whole = said.paper.as_ref().is_none_or(|signed| *signed == paper);
    if whole && (key, said.number) == (Some(row.key), row.number) {
        Ok(said)
    } else {
        Err(Trouble::Damaged)
    }
}

/// The rounds of which a report is published, the newest first, each once.
///
/// # Errors
/// When the store fails.
pub async fn published(app: &Arc<App>, agency: AgencyId) -> Result<Vec<ReportKey>, Trouble> {
    let list = app.db.read(move |c| store::reports::list(c, agency)).await?;
    let mut keys: Vec<ReportKey> = list.into_iter().map(|line| line.key).collect();
    keys.dedup();
    Ok(keys)
}
