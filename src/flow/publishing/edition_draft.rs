//! The figures of a month are counted on its end, once, and wait for a publisher.

use std::sync::Arc;

use serde_json::json;

use crate::app::App;
use crate::domain::agency::Agency;
use crate::domain::day::Day;
use crate::domain::day_ends::DayEnds;
use crate::domain::edition::figures::{EditionFigures, HalfYear, number_of};
use crate::domain::edition::{Draft, DraftKey, EditionForm, Publishing, can_be_approved};
use crate::domain::fiscal_year::{FiscalYear, Half};
use crate::domain::ids::AgencyId;
use crate::domain::log::Action;
use crate::domain::officer_text::Notice;
use crate::domain::period::last_month_end;
use crate::domain::public_words::WordProblem;
use crate::domain::survey::{Scores, month_number};
use crate::domain::tally::MonthlyTable;
use crate::domain::tally::breakdown::Threshold;
use crate::flow::audit::{day_end, log};
use crate::flow::officers::sign_in::Session;
use crate::flow::publishing::forbidden_words::Forbidden;
use crate::flow::publishing::publish;
use crate::flow::trouble::Trouble;
use crate::store::{self, Conn, StoreError};

/// Why a correction is not prepared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CorrectionError {
    /// The agency has not published this edition.
    NotFound,
    /// A newer one of the same year has been published: only that one can be corrected.
    Superseded,
    /// Its correction waits already.
    Waiting,
    /// The reason says what the public may not read.
    Words(Vec<WordProblem>),
    /// The service cannot do it now.
    Trouble(Trouble),
}

impl From<StoreError> for CorrectionError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::NotFound,
            error => Self::Trouble(error.into()),
        }
    }
}

impl From<Trouble> for CorrectionError {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

/// Counts last month for an agency, and the whole fiscal year before if that was never done, unless the log has not ended
/// those days yet: then the clock is ahead, or what came in on them is not in the store. Says how many drafts are new.
///
/// A service that stood still on the first of a month does it later, for the month that is over then: every edition
/// holds all months of its year, so nothing is lost by an edition that was never made. Only the last month of a fiscal
/// year stands in no later edition. An agency that did not exist at the end of the month and has nothing from before has
/// nothing to say of it.
///
/// # Errors
/// When the store fails.
pub async fn prepare(app: &Arc<App>, agency: &Agency, ends: &DayEnds, today: Day) -> Result<u64, Trouble> {
    let last = last_month_end(today);
    let mut prepared = 0;
    for as_of in [FiscalYear::of(last).first_day().plus(-1), last] {
        if ends.cover(as_of) && prepare_one(app, agency.id, as_of, as_of == last, today).await? {
            prepared += 1;
        }
    }
    Ok(prepared)
}

async fn prepare_one(
    app: &Arc<App>,
    id: AgencyId,
    as_of: Day,
    newest: bool,
    today: Day,
) -> Result<bool, Trouble> {
    let key = DraftKey {
        year: FiscalYear::of(as_of),
        as_of,
        corrects: 0,
    };
    let (done, since) = app
        .db
        .read(move |c| Ok::<_, StoreError>((store::edition_drafts::exists(c, id, key)?, since(c, id)?)))
        .await?;
    if done || (since > as_of && !newest) {
        return Ok(false);
    }
    let counted = publish::count(app, id, key.year, as_of).await?;
    if since > as_of && counted.current.total.is_zero() && counted.previous.received.is_zero() {
        return Ok(false);
    }
    let draft = drafted(app, key, &counted, today);
    let added = app.db.write(move |c| {
        let draft = with_halves(c, id, &counted.current, draft)?;
        store::edition_drafts::add(c, id, &draft)
    });
    Ok(added.await?)
}

/// Takes away figures of days that have not come, and those of a month that were counted before the day after it had its
/// end, once it has: in the first hours of a month the clock may have been ahead of what was still to come in. They are
/// counted anew.
///
/// # Errors
/// When the store fails.
pub async fn take_away_early(app: &Arc<App>, agency: AgencyId, ends: &DayEnds) -> Result<(), Trouble> {
    let today = app.clock.today();
    let drafts = app
        .db
        .read(move |c| store::edition_drafts::waiting(c, agency))
        .await?;
    let early = |draft: &Draft| {
        let key = draft.key;
        let hasty = Day::of_moment(draft.prepared_at) <= key.as_of.plus(1) && ends.cover(key.as_of.plus(1));
        key.as_of >= today || (key.corrects == 0 && hasty)
    };
    for draft in drafts.into_iter().filter(early) {
        app.db
            .write(move |c| store::edition_drafts::take_away(c, agency, draft.key))
            .await?;
    }
    Ok(())
}

/// The first day on which the agency can have been there, as far as that is known.
pub(super) fn since(c: &mut Conn, agency: AgencyId) -> Result<Day, StoreError> {
    let founded = store::log::about(c, agency, agency.0)?
        .into_iter()
        .find(|entry| entry.action == Action::Founded.code());
    match founded {
        Some(entry) => Ok(Day::of_moment(entry.at)),
        None => store::instance::created_on(c),
    }
}

fn drafted(app: &App, key: DraftKey, counted: &publish::Figures, today: Day) -> Draft {
    Draft {
        key,
        figures: EditionFigures::of(
            &counted.current,
            &counted.previous,
            Vec::new(),
            FiscalYear::of(today),
        ),
        reason: String::new(),
        prepared_at: app.clock.now(),
        prepared_by: None,
        edition: None,
        failed: None,
    }
}

/// Puts the breakdowns of the halves that are over into a draft. Each is counted once: what is kept of it goes before
/// what was counted now, so that two editions can never be compared cell by cell (ADR 0059).
fn with_halves(
    c: &mut Conn,
    agency: AgencyId,
    table: &MonthlyTable,
    mut draft: Draft,
) -> Result<Draft, StoreError> {
    let threshold = store::edition_drafts::publishing(c, agency)?.threshold;
    let units = store::units::list(c, agency)?;
    for half in [Half::First, Half::Second] {
        let (scores, whole_year) = scores(c, agency, table.year, half)?;
        if let Some(counted) = HalfYear::of(table, half, threshold, &scores) {
            let mut half = counted.with_units(table, half, &units, threshold);
            half.satisfaction.whole_year = whole_year;
            store::edition_drafts::keep_half(c, agency, table.year, &half)?;
        }
    }
    draft.figures.halves = store::edition_drafts::halves(c, agency, table.year)?
        .into_iter()
        .filter(|half| half.as_of.0 <= table.as_of)
        .collect();
    Ok(draft)
}

/// What people answered in a half of a year; in the second also what they had answered in the first, if that was too
/// little to be shown: then it says that it is of the whole year.
fn scores(
    c: &mut Conn,
    agency: AgencyId,
    year: FiscalYear,
    half: Half,
) -> Result<(Scores, bool), StoreError> {
    let kept = store::edition_drafts::halves(c, agency, year)?;
    let first_is_shown = kept
        .iter()
        .any(|kept| kept.half == number_of(Half::First) && kept.satisfaction.overall_tenths.is_some());
    let period = year.half(half);
    let whole_year = half == Half::Second && !first_is_shown;
    let first = if whole_year {
        year.first_day()
    } else {
        period.first
    };
    let scores = store::surveys::scores(c, agency, month_number(first), month_number(period.last))?;
    Ok((scores, whole_year))
}

/// Counts again what an edition says, as of the end of last month, to be approved as another edition. Of each fiscal
/// year the newest edition can be corrected, which holds everything the earlier ones hold.
///
/// # Errors
/// [`CorrectionError`].
pub async fn correct(
    app: &Arc<App>,
    session: &Session,
    year: FiscalYear,
    number: i16,
    reason: Notice,
) -> Result<(), CorrectionError> {
    let (id, today) = (session.agency.id, app.clock.today());
    let published = app
        .db
        .read(move |c| {
            store::editions::find(c, id, year, number)?;
            store::editions::list(c, id)
        })
        .await?;
    if published
        .iter()
        .any(|line| line.year == year && line.number > number)
    {
        return Err(CorrectionError::Superseded);
    }
    let problems = Forbidden::read(app, id).await?.problems(reason.as_str(), &[]);
    if !problems.is_empty() {
        return Err(CorrectionError::Words(problems));
    }
    let key = DraftKey {
        year,
        as_of: last_month_end(today),
        corrects: number,
    };
    if !day_end::ends(app, id).await?.cover(key.as_of) {
        return Err(Trouble::Busy.into());
    }
    let counted = publish::count(app, id, year, key.as_of).await?;
    let draft = Draft {
        reason: reason.as_str().to_owned(),
        prepared_by: Some(session.officer.id),
        ..drafted(app, key, &counted, today)
    };
    let detail = json!({ "year": year.number(), "corrects": number });
    let entry = log::by(app, session, Action::CorrectionPrepared, id.0, &detail)?;
    let added = app
        .db
        .write(move |c| {
            let draft = with_halves(c, id, &counted.current, draft)?;
            let added = store::edition_drafts::add(c, id, &draft)?;
            if added {
                log::append(c, id, &entry)?;
            }
            Ok::<_, StoreError>(added)
        })
        .await?;
    if added {
        Ok(())
    } else {
        Err(CorrectionError::Waiting)
    }
}

/// What waits to be approved, and how the agency publishes.
///
/// # Errors
/// When the store fails.
pub async fn waiting(app: &Arc<App>, agency: AgencyId) -> Result<(Vec<Draft>, Publishing), Trouble> {
    let (drafts, published, publishing) = app
        .db
        .read(move |c| {
            Ok::<_, StoreError>((
                store::edition_drafts::waiting(c, agency)?,
                store::editions::list(c, agency)?,
                store::edition_drafts::publishing(c, agency)?,
            ))
        })
        .await?;
    let published: Vec<(FiscalYear, i16, Day)> = published
        .iter()
        .map(|line| (line.year, line.number, line.as_of))
        .collect();
    Ok((can_be_approved(drafts, &published), publishing))
}

/// The figures of months that are to be published by themselves: those that were counted since the agency chose that.
///
/// # Errors
/// When the store fails.
pub async fn to_publish(app: &Arc<App>, agency: AgencyId) -> Result<Vec<Draft>, Trouble> {
    let (mut drafts, publishing) = waiting(app, agency).await?;
    drafts.retain(|draft| {
        let chosen = publishing
            .automatic
            .is_some_and(|(_, at)| at <= draft.prepared_at);
        chosen && draft.key.corrects == 0
    });
    Ok(drafts)
}

/// Notes which file kept figures from being published by themselves, for publishers to see and to be tried again.
///
/// # Errors
/// When the store fails.
pub async fn failed(
    app: &Arc<App>,
    agency: AgencyId,
    key: DraftKey,
    form: EditionForm,
) -> Result<(), Trouble> {
    let noted = app
        .db
        .write(move |c| store::edition_drafts::failed(c, agency, key, form));
    Ok(noted.await?)
}

/// Whether anything waits to be approved: what publishers are told on every page of theirs. The daily mail says nothing
/// of it, because it is the same on every day (ADR 0065).
///
/// # Errors
/// When the store fails.
pub async fn any_waits(app: &Arc<App>, agency: AgencyId) -> Result<bool, Trouble> {
    Ok(!waiting(app, agency).await?.0.is_empty())
}

/// Chooses how the agency publishes from now on. What waits already stays as it was counted.
///
/// # Errors
/// When the store fails.
pub async fn choose(
    app: &Arc<App>,
    session: &Session,
    threshold: Threshold,
    automatic: bool,
) -> Result<(), Trouble> {
    let (agency, by, now) = (session.agency.id, session.officer.id, app.clock.now());
    let detail = json!({ "threshold": threshold.number(), "automatic": automatic });
    let entry = log::by(app, session, Action::PublishingSet, agency.0, &detail)?;
    app.db
        .write(move |c| {
            store::edition_drafts::set_publishing(c, agency, threshold, automatic, by, now)?;
            log::append(c, agency, &entry)
        })
        .await?;
    Ok(())
}
