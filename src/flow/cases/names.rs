//! Names as their keepers see them: what is asked, where it stands and, for whoever opened it and only while it lasts,
//! the name itself.

use std::sync::Arc;

use crate::app::App;
use crate::domain::disclosure::{Disclosure, Standing};
use crate::domain::ids::{CaseId, OfficerId};
use crate::domain::officer::Officer;
use crate::domain::report::Identity as Name;
use crate::domain::routing::Routing;
use crate::flow::cases::keepers::{self, Second};
use crate::flow::cases::keeping::Keeping;
use crate::flow::officers::sign_in::Session;
use crate::flow::trouble::Trouble;
use crate::store::{self, StoreError};

/// A name and what is asked about it, as one keeper sees it.
pub struct NameForKeeper {
    /// The case.
    pub case: store::cases::Case,
    /// The newest request, if there was one.
    pub request: Option<Asked>,
    /// Who else could approve a request.
    pub others: Vec<Officer>,
    /// Who could become a second keeper of it.
    pub second: Second,
    /// The name itself, for whoever opened it and only while it is shown.
    pub name: Option<Name>,
}

/// A request as its keepers see it.
pub struct Asked {
    /// The request.
    pub request: Disclosure,
    /// Where it stands.
    pub standing: Standing,
    /// The legal ground in words.
    pub words: String,
    /// Who asked, if they are still known.
    pub by: Option<Officer>,
    /// Whether this keeper asked.
    pub mine: bool,
}

/// Looks at a name. Nothing when it is not sealed to this keeper or there is no such case.
///
/// # Errors
/// [`Trouble`] when it cannot be read or does not verify.
pub async fn look(app: &Arc<App>, session: &Session, case: CaseId) -> Result<Option<NameForKeeper>, Trouble> {
    let Some(keeping) = Keeping::open(app, session, case).await? else {
        return Ok(None);
    };
    let (me, now) = (session.officer.id, app.clock.now());
    let newest = keeping.requests.last().copied();
    let mut name = None;
    let request = match newest {
        None => None,
        Some(request) => {
            let standing = request.standing(now);
            if request.requester == me && matches!(standing, Standing::Shown { .. }) {
                keeping.approved(&request)?;
                name = Some(keeping.name()?);
            }
            Some(Asked {
                words: keeping.words(&request)?,
                by: keeping.officer(request.requester).cloned(),
                mine: request.requester == me,
                request,
                standing,
            })
        }
    };
    let second = keepers::second(app, session, &keeping).await?;
    Ok(Some(NameForKeeper {
        second,
        case: keeping.case,
        request,
        others: keeping.others(me).cloned().collect(),
        name,
    }))
}

/// What a keeper's list shows.
pub struct Names {
    /// Requests of the last thirty days for names that this keeper keeps, newest first.
    pub requests: Vec<(store::cases::Case, Disclosure, Option<Officer>)>,
    /// Whether the agency has too few keepers for a name to be opened.
    pub few_keepers: bool,
}

/// For how long a request stands in the list, in seconds: thirty days.
const LISTED_SECONDS: i64 = 30 * 86_400;

/// Lists requests.
///
/// # Errors
/// When the store fails.
pub async fn list(app: &Arc<App>, session: &Session) -> Result<Names, Trouble> {
    let (agency, me) = (session.agency.id, session.identity.key_id().to_bytes());
    let from = app.clock.now().saturating_sub(LISTED_SECONDS);
    let (requests, officers) = app
        .db
        .read(move |c| {
            let mut mine = Vec::new();
            for (case, request) in store::disclosures::since(c, agency, from)? {
                if store::disclosures::keeps(c, agency, case, me)? {
                    mine.push((store::cases::find(c, agency, case)?, request));
                }
            }
            Ok::<_, StoreError>((mine, store::officers::list(c, agency)?))
        })
        .await?;
    let by_id = |id: OfficerId| officers.iter().find(|officer| officer.id == id).cloned();
    let requests = requests.into_iter().rev();
    Ok(Names {
        requests: requests
            .map(|(case, request)| (case, request, by_id(request.requester)))
            .collect(),
        few_keepers: Routing::too_few_keepers(&officers),
    })
}

/// The case with this number, if its name is sealed to this keeper.
///
/// # Errors
/// When the store fails.
pub async fn find(
    app: &Arc<App>,
    session: &Session,
    fiscal_year: i16,
    number: i32,
) -> Result<Option<CaseId>, Trouble> {
    let (agency, me) = (session.agency.id, session.identity.key_id().to_bytes());
    let found = app
        .db
        .read(move |c| store::disclosures::case_for(c, agency, (fiscal_year, number), me))
        .await;
    match found {
        Ok(case) => Ok(Some(case)),
        Err(StoreError::NotFound) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
