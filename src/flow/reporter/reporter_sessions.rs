//! The half hour in which a reporter need not type the tracking code again.
//!
//! Nothing is stored: the cookie itself holds the derived keys, sealed by a key that lives and dies with this
//! process. The code is not in it and cannot be computed from it (DESIGN D10).

use std::collections::HashMap;
use std::sync::Mutex;

use zeroize::Zeroizing;

use crate::domain::ids::{AgencyId, CaseId};
use crate::vault::error::VaultError;
use crate::vault::identity::Identity;
use crate::vault::label;
use crate::vault::random::Rng;
use crate::vault::small_box;

/// How long, in seconds.
const HALF_HOUR: i64 = 30 * 60;
/// How long after that a file may go on arriving, in seconds: 50 MiB over a slow line of 10 kB a second.
const LONGEST: i64 = 2 * 60 * 60;

/// agency 16, case 16, ticket 16, expiry 8, seeds 64.
const LENGTH: usize = 120;

/// Seals and opens reporters' cookies.
pub struct ReporterSessions {
    key: Zeroizing<[u8; 32]>,
    tickets: Mutex<Tickets>,
}

#[derive(Default)]
struct Tickets {
    /// Those that were given back before their time, each with the moment it would have ended.
    ended: HashMap<[u8; 16], i64>,
    /// Those of reporters whose files are still arriving, each with the moment it ends now.
    prolonged: HashMap<[u8; 16], i64>,
}

/// A reporter who has shown the tracking code of a case.
pub struct ReporterSession {
    /// The agency of the case.
    pub agency: AgencyId,
    /// The case.
    pub case: CaseId,
    /// The reporter's keys for this case.
    pub identity: Identity,
    /// When it ends, in seconds since the epoch.
    pub expires: i64,
    ticket: [u8; 16],
}

impl ReporterSessions {
    /// Draws the key of this process.
    ///
    /// # Errors
    /// When the machine gives no random numbers.
    pub fn new(rng: &Rng) -> Result<Self, VaultError> {
        Ok(Self {
            key: Zeroizing::new(rng.bytes::<32>()?),
            tickets: Mutex::default(),
        })
    }

    /// Begins a half hour and gives the bytes of the cookie.
    ///
    /// # Errors
    /// When the machine gives no random numbers.
    pub fn begin(
        &self,
        agency: AgencyId,
        case: CaseId,
        identity: Identity,
        now: i64,
        rng: &Rng,
    ) -> Result<(ReporterSession, Vec<u8>), VaultError> {
        let ticket = rng.bytes::<16>()?;
        let expires = now.saturating_add(HALF_HOUR);
        let session = ReporterSession {
            agency,
            case,
            identity,
            expires,
            ticket,
        };
        let mut plain = Zeroizing::new(Vec::with_capacity(LENGTH));
        plain.extend_from_slice(&session.agency.0);
        plain.extend_from_slice(&session.case.0);
        plain.extend_from_slice(&session.ticket);
        plain.extend_from_slice(&session.expires.to_be_bytes());
        plain.extend_from_slice(session.identity.seeds().as_slice());
        let sealed = small_box::seal(&self.key, label::REPORTER_COOKIE, &plain, rng)?;
        Ok((session, sealed))
    }

    /// Opens a cookie. Nothing when it is forged, over, given back, or of another process.
    pub fn resume(&self, cookie: &[u8], now: i64) -> Option<ReporterSession> {
        let plain = small_box::open(&self.key, label::REPORTER_COOKIE, cookie).ok()?;
        let (agency, rest) = plain.split_first_chunk::<16>()?;
        let (case, rest) = rest.split_first_chunk::<16>()?;
        let (ticket, rest) = rest.split_first_chunk::<16>()?;
        let (expires, seeds) = rest.split_first_chunk::<8>()?;
        let expires = i64::from_be_bytes(*expires);
        let seeds: &[u8; 64] = seeds.try_into().ok()?;
        let tickets = self.tickets.lock().ok()?;
        let until = tickets.prolonged.get(ticket).copied().unwrap_or(expires);
        if tickets.ended.contains_key(ticket) || now >= until.max(expires) {
            return None;
        }
        Some(ReporterSession {
            agency: AgencyId(*agency),
            case: CaseId(*case),
            identity: Identity::from_seed_pair(seeds),
            expires,
            ticket: *ticket,
        })
    }

    /// Ends a half hour early: the cookie is worth nothing afterwards, wherever a copy of it lies.
    pub fn end(&self, session: &ReporterSession, now: i64) {
        if let Ok(mut tickets) = self.tickets.lock() {
            tickets.ended.retain(|_, expires| *expires > now);
            tickets.ended.insert(session.ticket, session.expires);
            tickets.prolonged.remove(&session.ticket);
        }
    }

    /// Lets the half hour begin again while a file is arriving in pieces (ADR 0084): on a slow line one takes longer. Two
    /// hours later it is over all the same.
    pub fn prolong(&self, session: &ReporterSession, now: i64) {
        if let Ok(mut tickets) = self.tickets.lock() {
            tickets.prolonged.retain(|_, until| *until > now);
            let last = session.expires.saturating_add(LONGEST);
            let until = now.saturating_add(HALF_HOUR).min(last);
            if until > session.expires && !tickets.ended.contains_key(&session.ticket) {
                tickets.prolonged.insert(session.ticket, until);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begun(now: i64) -> (ReporterSessions, ReporterSession, Vec<u8>) {
        let rng = Rng::for_tests(7);
        let sessions = ReporterSessions::new(&rng).unwrap();
        let identity = Identity::generate(&rng).unwrap();
        let (session, cookie) = sessions
            .begin(AgencyId([1; 16]), CaseId([2; 16]), identity, now, &rng)
            .unwrap();
        (sessions, session, cookie)
    }

    #[test]
    fn a_half_hour_ends_by_itself_and_can_be_ended_early() {
        let (sessions, session, cookie) = begun(1_000);
        let resumed = sessions.resume(&cookie, 1_000 + HALF_HOUR - 1).unwrap();
        assert_eq!((resumed.agency, resumed.case), (session.agency, session.case));
        assert_eq!(resumed.identity.key_id(), session.identity.key_id());
        assert!(sessions.resume(&cookie, 1_000 + HALF_HOUR).is_none());
        sessions.end(&session, 1_001);
        assert!(sessions.resume(&cookie, 1_002).is_none());
    }

    #[test]
    fn while_a_file_arrives_it_begins_again_but_not_for_ever_and_not_after_it_was_given_back() {
        let (sessions, session, cookie) = begun(0);
        let mut now = 0;
        while now < HALF_HOUR + LONGEST {
            assert!(sessions.resume(&cookie, now).is_some(), "{now}");
            sessions.prolong(&session, now);
            now += HALF_HOUR - 1;
        }
        assert!(sessions.resume(&cookie, HALF_HOUR + LONGEST).is_none());
        let (sessions, session, cookie) = begun(0);
        sessions.prolong(&session, 1_000);
        assert!(sessions.resume(&cookie, HALF_HOUR + 999).is_some());
        assert!(sessions.resume(&cookie, HALF_HOUR + 1_000).is_none());
        sessions.end(&session, 1_001);
        sessions.prolong(&session, 1_002);
        assert!(sessions.resume(&cookie, 1_003).is_none());
    }

    #[test]
    fn a_cookie_of_another_process_or_with_any_changed_byte_is_worth_nothing() {
        let (sessions, _, cookie) = begun(0);
        assert!(
            ReporterSessions::new(&Rng::for_tests(8))
                .unwrap()
                .resume(&cookie, 1)
                .is_none()
        );
        for at in 0..cookie.len() {
            let mut forged = cookie.clone();
            forged[at] ^= 1;
            assert!(sessions.resume(&forged, 1).is_none(), "byte {at}");
        }
    }
}
