//! A publisher approves the figures of a month, and a numbered edition appears that nobody can change (R48).

use std::sync::Arc;

use serde_json::json;

use crate::app::App;
use crate::domain::agency::Agency;
use crate::domain::day::Day;
use crate::domain::edition::EditionForm;
use crate::domain::edition::iso::IsoDay;
use crate::domain::edition::{Approval, Correction, Draft, DraftKey, LICENCE, Publisher, SCHEMA, Statement};
use crate::domain::fiscal_year::FiscalYear;
use crate::domain::ids::{AgencyId, OfficerId};
use crate::domain::log::{Action, NewEntry};
use crate::domain::role::Act;
use crate::flow::audit::{day_end, log};
use crate::flow::officers::sign_in::Session;
use crate::flow::publishing::publication::Seal;
use crate::flow::publishing::{edition_draft, edition_files};
use crate::flow::trouble::Trouble;
use crate::store::editions::{EditionLine, EditionRow};
use crate::store::{self, StoreError};
use crate::vault::edition_seal;

/// An edition with what it says.
pub struct Edition {
    /// As it is stored.
    pub row: EditionRow,
    /// What it says.
    pub statement: Statement,
}

/// Why nothing was published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PublishError {
    /// There is nothing to approve any more: it was published meanwhile, or newer figures have taken its place.
    Gone,
    /// The figures are not those that the publisher looked at.
    Changed,
    /// Somebody published something else at the same moment: look and decide again.
    Meanwhile,
    /// The figures do not add up, or one of the files cannot be made. Nothing of the edition was published.
    Unmade(EditionForm),
    /// The service cannot do it now.
    Trouble(Trouble),
}

impl From<Trouble> for PublishError {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

impl From<StoreError> for PublishError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Stale => Self::Meanwhile,
            error => Self::Trouble(error.into()),
        }
    }
}

/// What a publisher looked at: the digest of the figures, for the form that approves them.
pub fn seen(draft: &Draft) -> String {
    let figures = serde_json::to_vec(&draft.figures).unwrap_or_default();
    crate::vault::audit::spelled(&edition_seal::digest(&figures))
}

/// Approves what waits. Gives the number of the edition.
///
/// Whoever approves cannot change a figure, and sees none before that the public does not see after: also somebody who
/// is accused in a matter may do it and learns nothing (ADR 0058).
///
/// # Errors
/// [`PublishError`]; nothing is published then, not even in part.
pub async fn approve(
    app: &Arc<App>,
    session: &Session,
    key: DraftKey,
    looked_at: &str,
) -> Result<i16, PublishError> {
    let (drafts, _) = edition_draft::waiting(app, session.agency.id).await?;
    let draft = drafts
        .into_iter()
        .find(|draft| draft.key == key)
        .ok_or(PublishError::Gone)?;
    if seen(&draft) != looked_at {
        return Err(PublishError::Changed);
    }
    let approval = Approval {
        on: IsoDay(app.clock.today()),
        post: session.officer.post.clone(),
        automatic: false,
    };
    publish(app, &session.agency, draft, approval, session.officer.id).await
}

/// Publishes the figures of a month without anybody looking at them, when the agency chose that and whoever chose it
/// still may. Gives false when they have to wait: for the end of the day after the month, before which a clock that is an
/// hour ahead would leave out what is still to come in, and for a clock that is to be believed.
///
/// # Errors
/// [`PublishError`].
pub async fn publish_automatically(
    app: &Arc<App>,
    agency: &Agency,
    draft: Draft,
) -> Result<bool, PublishError> {
    let id = agency.id;
    let ends = day_end::ends(app, id).await?;
    if !ends.cover(draft.key.as_of.plus(1)) || !ends.steady {
        return Ok(false);
    }
    let chosen = app
        .db
        .read(move |c| {
            let publishing = store::edition_drafts::publishing(c, id)?;
            publishing
                .automatic
                .map(|(by, _)| store::officers::by_id(c, id, by))
                .transpose()
        })
        .await?;
    let Some(officer) = chosen.filter(|officer| officer.active && officer.roles.may(Act::Publish)) else {
        return Ok(false);
    };
    let approval = Approval {
        on: IsoDay(app.clock.today()),
        post: officer.post,
        automatic: true,
    };
    publish(app, agency, draft, approval, officer.id).await?;
    Ok(true)
}

async fn publish(
    app: &Arc<App>,
    agency: &Agency,
    draft: Draft,
    approval: Approval,
    by: OfficerId,
) -> Result<i16, PublishError> {
    let (id, year) = (agency.id, draft.key.year);
    // An edition stays for ever: none speaks of a day that the log has not ended.
    if !day_end::ends(app, id).await?.cover(draft.key.as_of) {
        return Err(PublishError::Gone);
    }
    let (last, newest) = app
        .db
        .read(move |c| {
            let newest = store::editions::list(c, id)?
                .into_iter()
                .find(|line| line.year == year);
            Ok::<_, StoreError>((store::editions::last(c, id)?, newest))
        })
        .await?;
    let number = newest.map_or(0, |line| line.number).saturating_add(1);
    let mut statement = Statement {
        schema: SCHEMA.to_owned(),
        licence: LICENCE.to_owned(),
        agency: Publisher::from(agency),
        number,
        previous: last
            .as_ref()
            .map(|last| crate::vault::audit::spelled(&last.digest)),
        approval,
        correction: (draft.key.corrects > 0).then(|| Correction {
            corrects: draft.key.corrects,
            reason: draft.reason.clone(),
        }),
        figures: draft.figures.clone(),
        files: Vec::new(),
    };
    if !statement.figures.adds_up() {
        return Err(PublishError::Unmade(EditionForm::Json));
    }
    let files = edition_files::make(app, &statement)
        .await
        .map_err(PublishError::Unmade)?;
    statement.files = edition_files::marks(&files);
    let json = statement
        .to_json()
        .map_err(|_| PublishError::Unmade(EditionForm::Json))?;
    let row = sealed(app, id, &draft, number, last.as_ref(), json, by);
    let entry = published_entry(app, id, &row, by)?;
    let key = draft.key;
    let serial = row.serial;
    app.db
        .write(move |c| {
            store::edition_drafts::published(c, id, key, serial)?;
            store::editions::insert(c, id, &row, &files)?;
            log::append(c, id, &entry)
        })
        .await?;
    Ok(number)
}

fn sealed(
    app: &App,
    agency: AgencyId,
    draft: &Draft,
    number: i16,
    last: Option<&EditionRow>,
    statement: String,
    by: OfficerId,
) -> EditionRow {
    let seal = Seal::over(app, agency, &statement);
    EditionRow {
        serial: last.map_or(0, |last| last.serial).saturating_add(1),
        year: draft.key.year,
        number,
        as_of: draft.key.as_of,
        published_at: app.clock.now(),
        approved_by: by,
        prev: last.map_or([0; 32], |last| last.digest),
        digest: seal.digest,
        key: seal.key,
        signature: seal.signature,
        statement,
    }
}

fn published_entry(
    app: &App,
    agency: AgencyId,
    row: &EditionRow,
    by: OfficerId,
) -> Result<NewEntry, Trouble> {
    let detail = json!({
        "year": row.year.number(),
        "number": row.number,
        "digest": crate::vault::audit::spelled(&row.digest),
    });
    log::entry(app, Some(by), Action::EditionPublished, agency.0, &detail)
}

/// Every edition of an agency, the newest year and number first.
///
/// # Errors
/// When the store fails.
pub async fn list(app: &Arc<App>, agency: AgencyId) -> Result<Vec<EditionLine>, Trouble> {
    Ok(app.db.read(move |c| store::editions::list(c, agency)).await?)
}

/// One edition; nothing when the agency has not published it.
///
/// # Errors
/// [`Trouble::Damaged`] when what is stored is not what was signed.
pub async fn find(
    app: &Arc<App>,
    agency: AgencyId,
    year: FiscalYear,
    number: i16,
) -> Result<Option<Edition>, Trouble> {
    let found = app
        .db
        .read(move |c| store::editions::find(c, agency, year, number))
        .await;
    let row = match found {
        Ok(row) => row,
        Err(StoreError::NotFound) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let statement = read(app, agency, &row)?;
    Ok(Some(Edition { row, statement }))
}

/// What an edition says, if this installation published it as this edition.
pub(in crate::flow) fn read(app: &App, agency: AgencyId, row: &EditionRow) -> Result<Statement, Trouble> {
    let seal = Seal {
        digest: row.digest,
        key: row.key,
        signature: row.signature,
    };
    seal.check(app, agency, &row.statement)?;
    let said = Statement::from_json(&row.statement).map_err(|_| Trouble::Damaged)?;
    if (said.figures.fiscal_year, said.number) == (row.year.number(), row.number) {
        Ok(said)
    } else {
        Err(Trouble::Damaged)
    }
}

/// Whether the figures of a later month than the newest edition's are ready and not approved yet.
///
/// # Errors
/// When the store fails.
pub async fn is_awaited(app: &Arc<App>, agency: AgencyId, newest: Option<Day>) -> Result<bool, Trouble> {
    let (drafts, _) = edition_draft::waiting(app, agency).await?;
    Ok(drafts
        .iter()
        .any(|draft| draft.key.corrects == 0 && newest.is_none_or(|newest| draft.key.as_of > newest)))
}
