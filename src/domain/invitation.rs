//! A one-time address by which somebody joins an agency, and until when it is good.

use super::appointment::Appointment;
use super::coded::coded;
use super::ids::{AgencyId, InvitationId, OfficerId};
use super::officer::Login;

/// For how many seconds an invitation is good: three days.
pub const LIFETIME: i64 = 3 * 86_400;

coded!(
    /// How an invitation ended before its time.
    Ending {
        /// Whoever was invited has joined.
        Accepted = 1 => "accepted",
        /// An administrator took it back.
        Withdrawn = 2 => "withdrawn",
    }
);

/// An invitation. Its secret is known to whoever holds the address, and to nobody else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Its id, which opens nothing.
    pub id: InvitationId,
    /// The agency.
    pub agency: AgencyId,
    /// What the person will type to sign in.
    pub login: Login,
    /// Their name.
    pub name: String,
    /// Where the daily mail will go; empty for none.
    pub mail: String,
    /// What they are appointed to do.
    pub appointment: Appointment,
    /// Who invited them.
    pub by: OfficerId,
    /// When, in seconds since the epoch.
    pub at: i64,
    /// How it ended.
    pub ended: Option<Ending>,
}

/// Where an invitation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It can be accepted.
    Open,
    /// It was accepted.
    Used,
    /// It was taken back.
    Withdrawn,
    /// Its time is over.
    Expired,
}

impl Invitation {
    /// Until when it is good, in seconds since the epoch.
    pub const fn expires_at(&self) -> i64 {
        self.at.saturating_add(LIFETIME)
    }

    /// Where it stands at a moment.
    pub const fn standing(&self, now: i64) -> Standing {
        match self.ended {
            Some(Ending::Accepted) => Standing::Used,
            Some(Ending::Withdrawn) => Standing::Withdrawn,
            None if self.expires_at() <= now => Standing::Expired,
            None => Standing::Open,
        }
    }
}
