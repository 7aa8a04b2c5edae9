//! What of a report the public may read: checked for names, units and small numbers, approved by a publisher, signed, and
//! never changed (ADR 0064).

use std::sync::Arc;

use crate::app::App;
use crate::documents::booklet_pdf;
use crate::domain::edition::iso::IsoDay;
use crate::domain::edition::{Approval, LICENCE, Publisher};
use crate::domain::ids::AgencyId;
use crate::domain::public_words::{Unsaid, WordProblem};
use crate::domain::round_report::indicators::Indicator;
use crate::domain::round_report::{Bases, Passage, Passages, ReportKey, ReportStatement, SCHEMA, Wording};
use crate::flow::log;
use crate::flow::report_material;
use crate::flow::round_report::{counted, entry};
use crate::flow::sign_in::Session;
use crate::flow::trouble::Trouble;
use crate::papers::round_report::public;
use crate::store::reports::{Proposal, ReportRow};
use crate::store::{self, StoreError};
use crate::vault::audit::spelled;
use crate::vault::edition_seal::{self, EditionKey, SignedEdition};

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
    let (officers, units, publishing) = app
        .db
        .read(move |c| {
            Ok::<_, StoreError>((
                store::officers::list(c, agency)?,
                store::units::list(c, agency)?,
                store::edition_drafts::publishing(c, agency)?,
            ))
        })
        .await?;
    let unsaid = Unsaid {
        officers: officers.iter().map(|officer| officer.name.as_str()).collect(),
        named: named.iter().map(String::as_str).collect(),
        units: units.iter().map(|unit| unit.name.as_str()).collect(),
        threshold: publishing.threshold,
    };
    let problems: Vec<(Passage, WordProblem)> = passages
        .written()
        .flat_map(|(passage, text)| {
            let problems = unsaid.problems(text).into_iter();
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
    let newest = app
        .db
        .read(move |c| store::reports::newest(c, agency, key))
        .await?;
    Ok(Some(ReportStatement {
        schema: SCHEMA.to_owned(),
        licence: LICENCE.to_owned(),
        agency: Publisher::from(&session.agency),
        fiscal_year: key.year.number(),
        round: key.round.key().to_owned(),
        number: newest.map_or(0, |report| report.number).saturating_add(1),
        edition_digest: spelled(&counted.edition.row.digest),
        indicators: Indicator::lines(&counted.numbers, &wording.bases),
        base_year: wording.bases.year,
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
    let (proposal, said) = the_same(app, session, key, looked_at).await?;
    // Somebody may have joined since.
    check(app, agency, &said.passages, &[]).await?;
    let json = said.to_json().map_err(|_| ReportError::Unmade)?;
    let address = format!(
        "{}/{}/reports/{}/{}",
        app.config.server.public_address, said.agency.slug, said.fiscal_year, said.round
    );
    let number = said.number;
    let paper = tokio::task::spawn_blocking(move || booklet_pdf(&public(&said, &address)))
        .await
        .map_err(|_| ReportError::Unmade)?
        .map_err(|_| ReportError::Unmade)?;
    let signing = EditionKey::derive(app.secret.expose());
    let row = ReportRow {
        key,
        number,
        sealed_by: signing.public(),
        signature: signing.sign(&signed(app, agency, &json)),
        statement: json,
        paper,
        approved_by: session.officer.id,
        published_at: app.clock.now(),
    };
    let entry = entry(app, session, key, "published")?;
    app.db
        .write(move |c| {
            store::reports::take_proposal(c, agency, key, &proposal.wording)?;
            store::reports::insert(c, agency, &row)?;
            log::append(c, agency, &entry)
        })
        .await?;
    Ok(())
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

/// What is signed: the same as of an edition, whose JSON says with its schema that it is none.
fn signed(app: &App, agency: AgencyId, json: &str) -> SignedEdition {
    SignedEdition {
        instance: app.instance,
        agency: agency.0,
        digest: edition_seal::digest(json.as_bytes()),
    }
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
    signed(app, agency, &row.statement).verify(&row.sealed_by, &row.signature)?;
    let statement = ReportStatement::from_json(&row.statement).map_err(|_| Trouble::Damaged)?;
    Ok(Some((statement, row)))
}

/// The rounds of which a report is published, the newest first, each once.
///
/// # Errors
/// When the store fails.
pub async fn published(app: &Arc<App>, agency: AgencyId) -> Result<Vec<ReportKey>, Trouble> {
    let list = app.db.read(move |c| store::reports::list(c, agency)).await?;
    let mut keys: Vec<ReportKey> = list.into_iter().map(|(key, _)| key).collect();
    keys.dedup();
    Ok(keys)
}
