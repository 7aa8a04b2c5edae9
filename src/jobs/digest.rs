//! The daily mail to every officer: due at the hour of the settings, once a day and officer. It also carries what
//! somebody is to be told of a matter that is near its day or past it, once for each.
//!
//! A node that dies between handing a mail to the server and noting it leaves the mail to the next one, which sends it
//! again with the same id: at least once, and never not at all.

use std::sync::Arc;

use crate::app::App;
use crate::domain::day::Day;
use crate::domain::ids::{MailId, OfficerId};
use crate::domain::role::Role;
use crate::flow::remind;
use crate::flow::trouble::Trouble;
use crate::mail::{Digest, MailError, News, digest};
use crate::observe::Event;
use crate::store;
use crate::store::StoreError;
use crate::store::outbox::{Claimed, MailRow};

/// For how many seconds a mail in the hands of one process is nobody else's.
const LEASE: i64 = 300;
/// How many seconds a mail rests after the server refused it.
const REST: i64 = 900;
/// The kind of this mail in the outbox.
const DIGEST: i16 = 1;
/// How many mails are taken from the outbox at a time.
const AT_ONCE: i64 = 50;

/// Puts today's mails into the outbox once the hour has come, then sends what waits there. Mails of earlier
/// days that never went out are dropped: the mail of today says the same.
///
/// # Errors
/// When the store cannot be reached. A refused mail is no error: it is tried again later.
pub async fn send_digests(app: &Arc<App>) -> Result<u64, Trouble> {
    let now = app.clock.now();
    let today = Day::of_moment(now);
    if hour_in_bangkok(now) >= i64::from(app.mailer.hour()) {
        fill(app, today).await?;
    }
    let (mut sent, mut failed) = (0, 0);
    loop {
        let waiting: Vec<Claimed> = app
            .db
            .write(move |c| store::outbox::claim(c, now, LEASE, AT_ONCE))
            .await?;
        if waiting.is_empty() {
            break;
        }
        for claimed in waiting {
            let sending = send(app, &claimed.mail, today).await;
            let noted = app.db.write(move |c| match sending {
                Ok(Said::News) => {
                    store::outbox::sent(c, &claimed, now)?;
                    store::escalations::told(c, claimed.mail.agency, claimed.mail.officer, today)
                }
                Ok(Said::Nothing | Said::Dropped) => store::outbox::sent(c, &claimed, now),
                Err(_) => store::outbox::failed(c, &claimed, now.saturating_add(REST)),
            });
            match noted.await {
                // The lease ran out and another node has taken the mail over; it keeps the books.
                Ok(()) | Err(StoreError::Stale) => {}
                Err(error) => return Err(error.into()),
            }
            match sending {
                Ok(Said::News | Said::Nothing) => sent += 1,
                Ok(Said::Dropped) => {}
                Err(_) => failed += 1,
            }
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

/// What a mail that is off our hands has said.
#[derive(Clone, Copy)]
enum Said {
    /// What waited for the officer.
    News,
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
    if mail.day != today {
        return Ok(Said::Dropped);
    }
    let (agency, officer) = (mail.agency, mail.officer);
    let (agency, officer, waiting) = app
        .db
        .read(move |c| {
            Ok::<_, StoreError>((
                store::agencies::by_id(c, agency)?,
                store::officers::by_id(c, agency, officer)?,
                store::escalations::is_waiting(c, agency, officer)?,
            ))
        })
        .await
        .map_err(|_| MailError::Refused)?;
    if !officer.active {
        return Ok(Said::Dropped);
    }
    let news = match (waiting, officer.roles.has(Role::Outside)) {
        (false, _) => News::None,
        (true, false) => News::Matter,
        (true, true) => News::Agency,
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
    Ok(if waiting { Said::News } else { Said::Nothing })
}

fn hour_in_bangkok(now: i64) -> i64 {
    (now + 7 * 3_600).rem_euclid(86_400) / 3_600
}
