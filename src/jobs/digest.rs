//! The daily mail to every officer: due at the hour of the settings, once a day and officer.

use std::sync::Arc;

use crate::app::App;
use crate::domain::day::Day;
use crate::domain::ids::MailId;
use crate::flow::trouble::Trouble;
use crate::mail::{MailError, digest};
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
            let taken = send(app, &claimed.mail, today).await.is_ok();
            let noted = app.db.write(move |c| {
                if taken {
                    store::outbox::sent(c, &claimed, now)
                } else {
                    store::outbox::failed(c, &claimed, now.saturating_add(REST))
                }
            });
            match noted.await {
                // The lease ran out and another node has taken the mail over; it keeps the books.
                Ok(()) | Err(StoreError::Stale) => {}
                Err(error) => return Err(error.into()),
            }
            if taken { sent += 1 } else { failed += 1 }
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

async fn fill(app: &Arc<App>, today: Day) -> Result<(), Trouble> {
    let rng = app.rng.clone();
    let agencies = app.db.read(store::agencies::list).await?;
    for agency in agencies {
        let id = agency.id;
        let officers = app.db.read(move |c| store::officers::list(c, id)).await?;
        for officer in officers
            .into_iter()
            .filter(|officer| officer.active && !officer.mail.is_empty())
        {
            let mail = MailId(rng.bytes::<16>()?);
            app.db
                .write(move |c| {
                    store::outbox::push(
                        c,
                        &MailRow {
                            id: mail,
                            agency: id,
                            officer: officer.id,
                            kind: DIGEST,
                            day: today,
                        },
                    )
                })
                .await?;
        }
    }
    Ok(())
}

async fn send(app: &Arc<App>, mail: &MailRow, today: Day) -> Result<(), MailError> {
    if mail.day != today {
        return Ok(());
    }
    let (agency, officer) = (mail.agency, mail.officer);
    let (agency, officer) = app
        .db
        .read(move |c| {
            Ok::<_, StoreError>((
                store::agencies::by_id(c, agency)?,
                store::officers::by_id(c, agency, officer)?,
            ))
        })
        .await
        .map_err(|_| MailError::Refused)?;
    if !officer.active {
        return Ok(());
    }
    let address = &app.config.server.public_address;
    let message = digest(
        app.mailer.from(),
        &officer.mail,
        &agency,
        address,
        mail.day,
        app.mailer.hour(),
        mail.id.0,
    )?;
    app.mailer.send(message).await
}

fn hour_in_bangkok(now: i64) -> i64 {
    (now + 7 * 3_600).rem_euclid(86_400) / 3_600
}
