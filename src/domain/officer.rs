//! A person who signs in.

use super::ids::{AgencyId, OfficerId, UnitId};
use super::role::Roles;

/// The name an officer types to sign in: 2 to 40 letters a–z, digits, dots, hyphens; lower case.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Login(String);

impl Login {
    /// Reads a sign-in name; capital letters and surrounding spaces are forgiven, anything else is refused.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-' | '_');
        ((2..=40).contains(&text.len()) && text.chars().all(inner)).then_some(Self(text))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A person who signs in, as everybody in the agency may know them. Keys and secrets are not part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Officer {
    /// Their id.
    pub id: OfficerId,
    /// The agency they belong to.
    pub agency: AgencyId,
    /// The unit they belong to; the outside body and a mayor belong to none.
    pub unit: Option<UnitId>,
    /// What they type to sign in.
    pub login: Login,
    /// Their name.
    pub name: String,
    /// Their post, for example หัวหน้าสำนักปลัด: what reporters are shown (R29).
    pub post: String,
    /// Where the daily digest goes; empty for none.
    pub mail: String,
    /// What they are appointed to do.
    pub roles: Roles,
    /// The key id of their identity in the directory.
    pub key: [u8; 32],
    /// Whether they may sign in and receive cases.
    pub active: bool,
}
