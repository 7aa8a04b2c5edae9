//! A person who signs in.

use super::ids::{AgencyId, OfficerId, UnitId};
use super::role::Roles;
use super::thai::fold::fold;

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
    /// The accounts of the same person that were closed before this one was opened, all of them.
    pub earlier: Vec<OfficerId>,
}

impl Officer {
    /// Every account of the person: this one and those before it.
    pub fn accounts(&self) -> impl Iterator<Item = OfficerId> {
        std::iter::once(self.id).chain(self.earlier.iter().copied())
    }

    /// Whether the person is called so, whatever title stands before it and however it was typed.
    pub fn is_called(&self, name: &str) -> bool {
        let own = bare(&self.name);
        !own.is_empty() && own == bare(name)
    }
}

/// Titles that stand before a name, longer ones first, as [`fold`] leaves them and without spaces.
const TITLES: &[&str] = &[
    "ว่าที่ร้อยตรีหญิง",
    "ว่าที่ร้อยตรี",
    "ว่าที่รต.",
    "นางสาว",
    "น.ส.",
    "นาย",
    "นาง",
    "ดร.",
    "miss",
    "mrs.",
    "mrs",
    "mr.",
    "mr",
    "ms.",
    "ms",
];

/// What is compared of a name: folded, without spaces and without one title.
fn bare(name: &str) -> String {
    let mut folded = fold(name);
    folded.retain(|c| c != ' ');
    let title = TITLES.iter().find_map(|title| folded.strip_prefix(&fold(title)));
    title
        .filter(|rest| !rest.is_empty())
        .unwrap_or(&folded)
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::role::Role;

    fn called(name: &str) -> Officer {
        Officer {
            id: OfficerId([1; 16]),
            agency: AgencyId([1; 16]),
            unit: None,
            login: Login::parse("somebody").unwrap(),
            name: name.to_owned(),
            post: String::new(),
            mail: String::new(),
            roles: Roles::of(&[Role::Intake]),
            key: [0; 32],
            active: true,
            earlier: Vec::new(),
        }
    }

    #[test]
    fn a_name_is_the_same_however_it_was_typed_and_whatever_title_stands_before_it() {
        let one = called("นายสมชาย  ใจดี");
        for same in ["สมชาย ใจดี", "นาย สมชาย ใจดี", " ว่าที่ร้อยตรี สมชาย ใจดี", "สมชายใจดี"]
        {
            assert!(one.is_called(same), "{same}");
        }
        for other in ["สมชาย ใจดีมาก", "สมหญิง ใจดี", "", "นาย"]
        {
            assert!(!one.is_called(other), "{other}");
        }
        assert!(called("Mr. John SMITH").is_called("john smith"));
        // Nobody is called nothing.
        assert!(!called("").is_called("") && !called(" ").is_called(""));
    }
}
