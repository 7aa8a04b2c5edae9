//! A one-time address by which somebody joins an agency, and until when it is good.

use super::appointment::Appointment;
use super::coded::coded;
use super::ids::{AgencyId, InvitationId, OfficerId};
use super::officer::{Login, Officer};

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
    /// The closed account that they had before; nothing for somebody who had none.
    pub continues: Option<OfficerId>,
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
    /// Whether it says the same as an earlier one by the same person.
    pub fn repeats(&self, before: &Self) -> bool {
        let said = |one: &Self| Self {
            id: self.id,
            at: self.at,
            ended: None,
            ..one.clone()
        };
        said(self) == said(before)
    }

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

/// What was said about whether somebody who gets an account had one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Continues {
    /// Nothing was said.
    #[default]
    Unsaid,
    /// They never had one, whoever else is called like them.
    Nobody,
    /// They had this one, which is closed.
    Account(OfficerId),
}

/// Why that cannot stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContinuesProblem {
    /// Somebody of the same name had an account that is closed: whether it is the same person has to be said.
    Namesake,
    /// There is no such account, or it is in use.
    NotClosed,
}

impl Continues {
    /// The closed account that somebody of this name continues, if any. `officers` are all of the agency.
    ///
    /// # Errors
    /// [`ContinuesProblem`].
    pub fn settle(self, name: &str, officers: &[Officer]) -> Result<Option<OfficerId>, ContinuesProblem> {
        let mut closed = officers.iter().filter(|officer| !officer.active);
        match self {
            Self::Unsaid if closed.any(|officer| officer.is_called(name)) => Err(ContinuesProblem::Namesake),
            Self::Unsaid | Self::Nobody => Ok(None),
            Self::Account(id) if closed.any(|officer| officer.id == id) => Ok(Some(id)),
            Self::Account(_) => Err(ContinuesProblem::NotClosed),
        }
    }
}

/// Every account of the person who had this one, of those that are known: the ones before it, and the ones that continued
/// it meanwhile.
pub fn accounts_of(earlier: OfficerId, officers: &[Officer]) -> Vec<OfficerId> {
    let same = |officer: &&Officer| officer.accounts().any(|account| account == earlier);
    let mut all: Vec<OfficerId> = officers.iter().filter(same).flat_map(Officer::accounts).collect();
    all.sort_unstable();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::role::Roles;

    fn officer(number: u8, name: &str, active: bool, earlier: &[u8]) -> Officer {
        Officer {
            id: id(number),
            agency: AgencyId([1; 16]),
            unit: None,
            login: Login::parse(&format!("officer{number}")).unwrap(),
            name: name.to_owned(),
            post: String::new(),
            mail: String::new(),
            roles: Roles::default(),
            key: [number; 32],
            active,
            earlier: earlier.iter().copied().map(id).collect(),
        }
    }

    const fn id(number: u8) -> OfficerId {
        OfficerId([number; 16])
    }

    #[test]
    fn whoever_is_called_like_a_closed_account_is_asked_whether_it_was_theirs() {
        let all = [
            officer(1, "นายสมชาย ใจดี", false, &[]),
            officer(2, "สมหญิง ใจดี", true, &[]),
        ];
        let settle = |said: Continues, name| said.settle(name, &all);
        assert_eq!(
            settle(Continues::Unsaid, "สมชาย  ใจดี"),
            Err(ContinuesProblem::Namesake)
        );
        assert_eq!(settle(Continues::Nobody, "สมชาย ใจดี"), Ok(None));
        assert_eq!(settle(Continues::Account(id(1)), "สมชาย ใจดี"), Ok(Some(id(1))));
        // People change their names.
        assert_eq!(settle(Continues::Account(id(1)), "สมชาย ใจงาม"), Ok(Some(id(1))));
        assert_eq!(settle(Continues::Unsaid, "สมหญิง ใจดี"), Ok(None));
        for unknown in [2, 9] {
            let said = settle(Continues::Account(id(unknown)), "สมหญิง ใจดี");
            assert_eq!(said, Err(ContinuesProblem::NotClosed), "{unknown}");
        }
    }

    #[test]
    fn whoever_comes_a_third_time_has_all_accounts_of_before_whichever_was_named() {
        let all = [
            officer(1, "", false, &[]),
            officer(2, "", false, &[1]),
            officer(3, "", true, &[]),
        ];
        for named in [1, 2] {
            assert_eq!(accounts_of(id(named), &all), [id(1), id(2)]);
        }
    }
}
