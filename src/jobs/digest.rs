//! The daily mail to every officer: due at the hour of the settings, once a day and officer. It also carries what
//! somebody is to be told of a matter that is near its day or past it, once for each.
//!
//! A node that dies between handing a mail to the server and noting it leaves the mail to the next one, which sends it
//! again with the same id: at least once, and never not at all.

use std::sync::Arc;

use serde_json::json;

use crate::app::App;
use crate::domain::day::Day;
use crate::domain::ids::{MailId, OfficerId};
use crate::domain::log::Action;
use crate::domain::role::Role;
use crate::flow::audit::log;
use crate::flow::terms::remind;
use crate::flow::trouble::Trouble;
use crate::mail::{Digest, MailError, News, digest};
use crate::observe::Event;
use crate::store;
use crate::store::StoreError;
use crate::store::escalations::Escalation;
use crate::store::outbox::{Claimed, MailRow};

/// For how many seconds a mail in the hands of one process is nobody else's.
const LEASE: i64 = 300;
/// How many seconds a mail rests after the server refused it.
const REST: i64 = 900;
/// The kind of this mail in the outbox.
const DIGEST: i16 = 1;
/// How many mails are taken from the outbox at a time: so few that they have gone out before their lease ends, though the
/// server takes half a minute for each.
const AT_ONCE: i64 = 8;
/// After so many seconds a run ends, so that what a slow server refused is not tried again in the same one.
const ROUND: i64 = 600;

/// Puts today's mails into the outbox once the hour has come, then sends what waits there. Mails of earlier
/// days that never went out are dropped: the mail of today says the same.
///
/// # Errors
/// When the store cannot be reached. A refused mail is no error: it is tried again later.
pub async fn send_digests(app: &Arc<App>) -> Result<u64, Trouble> {
    let begun = app.clock.now();
    let today = Day::of_moment(begun);
    if hour_in_bangkok(begun) >= i64::from(app.mailer.hour()) {
        fill(app, today).await?;
    }
    let (mut sent, mut failed) = (0, 0);
    loop {
        let now = app.clock.now();
        if now.saturating_sub(begun) >= ROUND {
            break;
        }
        let waiting: Vec<Claimed> = app
            .db
            .write(move |c| store::outbox::claim(c, (now, today), LEASE, AT_ONCE))
            .await?;
        if waiting.is_empty() {
            break;
        }
        for claimed in waiting {
            // Those before it took too long: another node may have it by now, and would send it a second time.
            if app.clock.now() >= claimed.leased_until {
                continue;
            }
            let sending = send(app, &claimed.mail, today).await;
            match sending {
                Ok(Said::News(_) | Said::Nothing) => sent += 1,
                Ok(Said::Dropped) => {}
                Err(_) => failed += 1,
            }
            note(app, claimed, sending, today).await?;
        }
    }
    if sent > 0 {
        app.observer.count(Event::DigestSent, sent);
    }
    if failed > 0 {
        app.observer.count(Event::DigestFailed, failed);
    }
    Ok(sent)
}

/// Keeps the books of a mail: what it told is entered in the log as well, for as long as that lasts (R24).
async fn note(
    app: &Arc<App>,
    claimed: Claimed,
    sending: Result<Said, MailError>,
    today: Day,
) -> Result<(), Trouble> {
    let (now, agency) = (app.clock.now(), claimed.mail.agency);
    let told = match &sending {
        Ok(Said::News(told)) => told.clone(),
        _ => Vec::new(),
    };
    let entries = told
        .iter()
        .map(|told| {
            let detail = json!({
                "stage": told.alarm.key(),
                "due": told.due_on.number(),
                "officer": told.officer.to_string(),
            });
            log::entry(app, None, Action::OverdueTold, told.case.0, &detail)
        })
        .collect::<Result<Vec<_>, _>>()?;
    let noted = app.db.write(move |c| {
        if sending.is_err() {
            return store::outbox::failed(c, &claimed, now.saturating_add(REST));
        }
        store::outbox::sent(c, &claimed, now)?;
        for told in &told {
            store::escalations::told(c, agency, told, today)?;
        }
        entries.iter().try_for_each(|entry| log::append(c, agency, entry))
    });
    match noted.await {
        // The lease ran out and another node has taken the mail over; it keeps the books.
        Ok(()) | Err(StoreError::Stale) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// What a mail that is off our hands has said.
enum Said {
    /// What waited for the officer.
    News(Vec<Escalation>),
    /// Nothing that anybody waited for.
    Nothing,
    /// It was not sent: its day is over, or its officer has left.
    Dropped,
}

/// Whoever has not had the mail of today gets one; before that it is looked up what it has to say.
async fn fill(app: &Arc<App>, today: Day) -> Result<(), Trouble> {
    let rng = app.rng.clone();
    let agencies = app.db.read(store::agencies::list).await?;
    for agency in agencies {
        let id = agency.id;
        let (officers, served) = app
            .db
            .read(move |c| {
                Ok::<_, StoreError>((
                    store::officers::list(c, id)?,
                    store::outbox::receivers(c, id, DIGEST, today)?,
                ))
            })
            .await?;
        let unserved: Vec<OfficerId> = officers
            .iter()
            .filter(|officer| remind::has_mail(officer) && !served.contains(&officer.id))
            .map(|officer| officer.id)
            .collect();
        if unserved.is_empty() {
            continue;
        }
        remind::take_stock(app, id, today).await?;
        for officer in unserved {
            let mail = MailRow {
                id: MailId(rng.bytes::<16>()?),
                agency: id,
                officer,
                kind: DIGEST,
                day: today,
            };
            app.db.write(move |c| store::outbox::push(c, &mail)).await?;
        }
    }
    Ok(())
}

async fn send(app: &Arc<App>, mail: &MailRow, today: Day) -> Result<Said, MailError> {
    if mail.day < today {
        return Ok(Said::Dropped);
    }
    let (agency, officer) = (mail.agency, mail.officer);
    let (agency, officer, waiting) = app
        .db
        .read(move |c| {
            Ok::<_, StoreError>((
                store::agencies::by_id(c, agency)?,
                store::officers::by_id(c, agency, officer)?,
                store::escalations::untold(c, agency)?,
            ))
        })
        .await
        .map_err(|_| MailError::Refused)?;
    if !officer.active {
        return Ok(Said::Dropped);
    }
    let mut waiting = waiting;
    waiting.retain(|waiting| waiting.officer == officer.id);
    let news = match (waiting.is_empty(), officer.roles.has(Role::Outside)) {
        (true, _) => News::None,
        (false, false) => News::Matter,
        (false, true) => News::Agency,
    };
    let message = digest(
        app.mailer.from(),
        &Digest {
            to: &officer.mail,
            agency: &agency,
            address: &app.config.server.public_address,
            day: mail.day,
            hour: app.mailer.hour(),
            id: mail.id.0,
            news,
        },
    )?;
    app.mailer.send(message).await?;
    Ok(if waiting.is_empty() {
        Said::Nothing
    } else {
        Said::News(waiting)
    })
}

fn hour_in_bangkok(now: i64) -> i64 {
    (now + 7 * 3_600).rem_euclid(86_400) / 3_600
}
