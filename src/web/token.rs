//! Form tokens: a form is taken only if this service made it, for this purpose, agency and session, lately.
//!
//! A token is `day.agency.mac` where mac = HMAC-SHA-256(key, purpose ‖ agency ‖ session ‖ submission ‖ day),
//! every part preceded by its length. Nothing is stored.

use crate::domain::day::Day;
use crate::domain::ids::AgencyId;
use crate::vault::form_mac;

/// A token is good on the day it was made and this many days after: a form may stay open over night.
pub const LIFETIME_DAYS: i32 = 2;

/// The form field that carries the token.
pub const FIELD: &str = "token";

/// The form field that carries the submission key of a report (D7).
pub const SUBMISSION_FIELD: &str = "key";

/// What a form is for. A token for one purpose does not serve another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Writing and sending a report.
    Report,
    /// Registering a matter that came another way.
    Register,
    /// Entering a tracking code.
    Track,
    /// Anything a reporter does on their own case.
    Reply,
    /// Signing in.
    SignIn,
    /// Signing out.
    SignOut,
    /// Anything an officer does on a case.
    Handle,
    /// Looking for words in what an officer can open.
    Search,
    /// The texts that officers reuse.
    Replies,
    /// Changing one's own account.
    Account,
    /// People, units, panels and settings.
    Manage,
    /// Editions of the figures, and what is reported of them.
    Publish,
    /// Accepting an invitation.
    Join,
    /// The first set-up of an agency.
    Setup,
}

/// The key of all form tokens of an installation; unprintable.
pub struct FormKey(form_mac::FormKey);

/// What ties a form to a session; empty for visitors without one. Not a secret, yet never shown.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct SessionTag(pub Option<[u8; 32]>);

/// What a token speaks for, besides its day.
#[derive(Clone, Copy)]
pub struct Claim<'a> {
    /// What the form does.
    pub purpose: Purpose,
    /// The agency whose pages show the form; none during set-up.
    pub agency: Option<AgencyId>,
    /// The session in which it was shown.
    pub session: SessionTag,
    /// The submission key as it stands in the form; empty for forms without one.
    pub submission: &'a str,
}

/// Why a token is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// None, a damaged one, or one for another purpose, session or submission.
    Invalid,
    /// Made by this service too many days ago.
    Stale,
    /// Made by this service on the pages of another agency.
    Foreign,
}

impl Purpose {
    const fn label(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Register => "register",
            Self::Track => "track",
            Self::Reply => "reply",
            Self::SignIn => "sign-in",
            Self::SignOut => "sign-out",
            Self::Handle => "handle",
            Self::Search => "search",
            Self::Replies => "replies",
            Self::Account => "account",
            Self::Manage => "manage",
            Self::Publish => "publish",
            Self::Join => "join",
            Self::Setup => "setup",
        }
    }
}

impl FormKey {
    /// Derives the key from the installation's secret.
    pub fn derive(secret: &[u8; 32]) -> Self {
        Self(form_mac::FormKey::derive(secret))
    }

    /// Makes the token of a form that is shown today.
    pub fn issue(&self, claim: Claim<'_>, today: Day) -> String {
        let mac = claim.with_parts(today.number(), |parts| self.0.sign_text(parts));
        format!("{}.{}.{mac}", today.number(), agency_text(claim.agency))
    }

    /// Checks the token of a form that came back today.
    ///
    /// # Errors
    /// [`Refusal`], which says nothing about how close a forged token came.
    pub fn check(&self, token: &str, claim: Claim<'_>, today: Day) -> Result<(), Refusal> {
        let mut parts = token.split('.');
        let (Some(day), Some(agency), Some(mac), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(Refusal::Invalid);
        };
        let day: i32 = day.parse().map_err(|_| Refusal::Invalid)?;
        let made_for = if agency == "-" {
            None
        } else {
            Some(AgencyId::from_hex(agency).ok_or(Refusal::Invalid)?)
        };
        let made = Claim {
            agency: made_for,
            ..claim
        };
        // The session is that of the visited agency; a foreign form was made in another or in none.
        let without_session = Claim {
            session: SessionTag(None),
            ..made
        };
        let foreign = made_for != claim.agency;
        let signed = |claim: Claim<'_>| claim.with_parts(day, |parts| self.0.verify_text(parts, mac));
        let ours = signed(made) || (foreign && signed(without_session));
        if !ours {
            return Err(Refusal::Invalid);
        }
        if foreign {
            return Err(Refusal::Foreign);
        }
        if !(0..=LIFETIME_DAYS).contains(&today.since(Day::from_number(day))) {
            return Err(Refusal::Stale);
        }
        Ok(())
    }
}

fn agency_text(agency: Option<AgencyId>) -> String {
    agency.map_or_else(|| "-".to_owned(), |id| id.to_string())
}

impl Claim<'_> {
    /// Hands the parts that are authenticated to `mac`, which keeps them apart by their lengths.
    fn with_parts<T>(&self, day: i32, mac: impl FnOnce(&[&[u8]]) -> T) -> T {
        mac(&[
            self.purpose.label().as_bytes(),
            self.agency.as_ref().map_or(&[][..], AgencyId::as_bytes),
            self.session.0.as_ref().map_or(&[][..], |tag| &tag[..]),
            self.submission.as_bytes(),
            &day.to_be_bytes(),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: AgencyId = AgencyId([1; 16]);
    const THERE: AgencyId = AgencyId([2; 16]);
    const TODAY: Day = Day::from_number(20_000);

    fn key() -> FormKey {
        FormKey::derive(&[7; 32])
    }

    fn claim() -> Claim<'static> {
        Claim {
            purpose: Purpose::Report,
            agency: Some(HERE),
            session: SessionTag(None),
            submission: "ab",
        }
    }

    #[test]
    fn a_form_comes_back_until_the_second_day_after() {
        let token = key().issue(claim(), TODAY);
        for days in 0..=LIFETIME_DAYS {
            assert_eq!(key().check(&token, claim(), TODAY.plus(days)), Ok(()), "{days}");
        }
        assert_eq!(
            key().check(&token, claim(), TODAY.plus(LIFETIME_DAYS + 1)),
            Err(Refusal::Stale)
        );
        assert_eq!(key().check(&token, claim(), TODAY.plus(-1)), Err(Refusal::Stale));
    }

    #[test]
    fn a_form_of_another_agency_is_told_apart_from_a_forged_one() {
        let there = key().issue(
            Claim {
                agency: Some(THERE),
                ..claim()
            },
            TODAY,
        );
        assert_eq!(key().check(&there, claim(), TODAY), Err(Refusal::Foreign));
        let signed_in = Claim {
            session: SessionTag(Some([9; 32])),
            ..claim()
        };
        assert_eq!(key().check(&there, signed_in, TODAY), Err(Refusal::Foreign));
        let relabelled = there.replace(&THERE.to_string(), &HERE.to_string());
        assert_eq!(key().check(&relabelled, claim(), TODAY), Err(Refusal::Invalid));
    }

    #[test]
    fn a_token_serves_one_purpose_one_session_and_one_submission() {
        let token = key().issue(claim(), TODAY);
        for other in [
            Claim {
                purpose: Purpose::Track,
                ..claim()
            },
            Claim {
                session: SessionTag(Some([0; 32])),
                ..claim()
            },
            Claim {
                submission: "ac",
                ..claim()
            },
            Claim {
                submission: "",
                ..claim()
            },
        ] {
            assert_eq!(key().check(&token, other, TODAY), Err(Refusal::Invalid));
        }
        assert_eq!(
            FormKey::derive(&[8; 32]).check(&token, claim(), TODAY),
            Err(Refusal::Invalid)
        );
    }

    #[test]
    fn a_token_with_any_changed_letter_is_refused() {
        let token = key().issue(claim(), TODAY);
        for at in 0..token.len() {
            for letter in ["A", "0", ".", "-"] {
                let mut other = token.clone();
                other.replace_range(at..=at, letter);
                if other != token {
                    assert!(key().check(&other, claim(), TODAY).is_err(), "{other}");
                }
            }
        }
        for nonsense in [
            "",
            ".",
            "..",
            "...",
            "1.2",
            "99999999999.-.AA",
            "๑.-.AA",
            &"a".repeat(10_000),
        ] {
            assert_eq!(key().check(nonsense, claim(), TODAY), Err(Refusal::Invalid));
        }
    }
}
