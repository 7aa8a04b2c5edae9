//! The log's day: its end is signed, mailed to the witness outside, and once a day everything is verified.

use std::sync::Arc;

use crate::app::App;
use crate::domain::ids::AgencyId;
use crate::flow::audit::{day_end, witness};
use crate::flow::trouble::Trouble;
use crate::flow::verification::verify;
use crate::mail::{HeadLetter, MailError, head};
use crate::observe::Event;
use crate::store;
use crate::store::StoreError;
use crate::store::log_mails::{Fate, HeadMail};

/// For how many seconds a mail in the hands of one process is nobody else's.
const LEASE: i64 = 300;
/// How many seconds a mail rests after the server refused it.
const REST: i64 = 900;
/// How many mails are taken at a time: so few that they have gone out before their lease ends, though the server takes
/// half a minute for each.
const AT_ONCE: i64 = 8;
/// After so many seconds a run ends, so that what a slow server refused is not tried again in the same one.
const ROUND: i64 = 600;
/// The hour in Bangkok from which the log is verified: when nobody works.
const HOUR: i64 = 2;

async fn agencies(app: &Arc<App>) -> Result<Vec<AgencyId>, Trouble> {
    let all = app.db.read(store::agencies::list).await?;
    Ok(all.into_iter().map(|agency| agency.id).collect())
}

/// Ends the days that are over, of every agency, and says how many. One agency's trouble keeps no other from its end.
///
/// # Errors
/// The last trouble there was.
pub async fn end_days(app: &Arc<App>) -> Result<usize, Trouble> {
    let (mut ended, mut trouble) = (0_usize, None);
    for agency in agencies(app).await? {
        match day_end::end_days(app, agency).await {
            Ok(days) => ended = ended.saturating_add(days),
            Err(error) => trouble = Some(error),
        }
    }
    if ended > 0 {
        app.observer.count(Event::DaysEnded, ended as u64);
    }
    trouble.map_or(Ok(ended), Err)
}

/// Mails the heads that wait, and says how many went out. A node that dies between handing one over and noting it
/// leaves it to the next, which sends it again: at least once.
///
/// # Errors
/// When the store fails. A refused mail is no error: it is tried again later.
pub async fn mail_heads(app: &Arc<App>) -> Result<u64, Trouble> {
    let begun = app.clock.now();
    let (mut sent, mut failed) = (0, 0);
    loop {
        let now = app.clock.now();
        if now.saturating_sub(begun) >= ROUND {
            break;
        }
        let waiting = app
            .db
            .write(move |c| store::log_mails::claim(c, now, (LEASE, REST), AT_ONCE))
            .await?;
        if waiting.is_empty() {
            break;
        }
        for mail in waiting {
            // Those before it took too long: another node may have it by now, and would send it a second time.
            if app.clock.now() >= mail.leased_until {
                continue;
            }
            let fate = if send(app, &mail).await.is_ok() {
                sent += 1;
                Fate::Sent(app.clock.now())
            } else {
                failed += 1;
                Fate::Again(app.clock.now().saturating_add(REST))
            };
            match app
                .db
                .write(move |c| store::log_mails::settle(c, &mail, fate))
                .await
            {
                Ok(()) | Err(StoreError::Stale) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
    if sent > 0 {
        app.observer.count(Event::HeadsMailed, sent);
    }
    if failed > 0 {
        app.observer.count(Event::HeadsNotMailed, failed);
    }
    Ok(sent)
}

async fn send(app: &Arc<App>, mail: &HeadMail) -> Result<(), MailError> {
    let (id, day) = (mail.agency, mail.day);
    let refused = |_| MailError::Refused;
    let to = witness::address(app, id).await.map_err(refused)?;
    // Nobody receives heads any more.
    if to.is_empty() {
        return Ok(());
    }
    let published = witness::of_day(app, id, day).await.map_err(refused)?;
    let agency = app
        .db
        .read(move |c| store::agencies::by_id(c, id))
        .await
        .map_err(|_| MailError::Refused)?;
    let letter = HeadLetter {
        to: &to,
        agency: &agency,
        address: &app.config.server.public_address,
        day,
        hash: &published.hash,
        signature: &published.signature,
        fingerprint: &published.fingerprint,
    };
    let message = head(app.mailer.from(), &letter)?;
    app.mailer.send(message).await
}

/// Verifies the log of every agency that has not been verified today, and says how many findings there are. It begins
/// at night.
///
/// # Errors
/// The last trouble there was.
pub async fn verify_logs(app: &Arc<App>) -> Result<usize, Trouble> {
    let (now, today) = (app.clock.now(), app.clock.today());
    if (now + 7 * 3_600).rem_euclid(86_400) < HOUR * 3_600 {
        return Ok(0);
    }
    let (mut findings, mut trouble) = (0_usize, None);
    for agency in agencies(app).await? {
        let done = verify::last(app, agency)
            .await?
            .is_some_and(|last| crate::domain::day::Day::of_moment(last.at) == today);
        if done {
            continue;
        }
        match verify::verify_daily(app, agency).await {
            Ok(report) => findings = findings.saturating_add(report.findings.len()),
            Err(error) => trouble = Some(error),
        }
    }
    if findings > 0 {
        app.observer.count(Event::LogFlawed, findings as u64);
    }
    trouble.map_or(Ok(findings), Err)
}
