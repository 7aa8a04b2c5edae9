//! A local government, its units and its settings.

use super::category::AgencyKind;
use super::ids::{AgencyId, UnitId};

/// The part of the address that names an agency: 2 to 40 letters a–z, digits and inner hyphens.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slug(String);

/// Words that stand in the same place of an address and therefore name no agency.
const RESERVED: &[&str] = &[
    "en",
    "th",
    "setup",
    "exit",
    "assets",
    "health",
    "robots.txt",
    "favicon.ico",
];

impl Slug {
    /// Reads a slug; anything else than the allowed letters, and the reserved words, are refused.
    pub fn parse(text: &str) -> Option<Self> {
        let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let good = (2..=40).contains(&text.len())
            && text.chars().all(inner)
            && !text.starts_with('-')
            && !text.ends_with('-')
            && !RESERVED.contains(&text);
        good.then(|| Self(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Slug {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A local government that takes reports (R85).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agency {
    /// Its id.
    pub id: AgencyId,
    /// Its place in addresses.
    pub slug: Slug,
    /// Its legal form.
    pub kind: AgencyKind,
    /// Full name, for example องค์การบริหารส่วนตำบลตัวอย่าง.
    pub full_name: String,
    /// Short name, for example อบต.ตัวอย่าง.
    pub short_name: String,
    /// Name for the English pages.
    pub english_name: String,
    /// อำเภอ
    pub district: String,
    /// จังหวัด
    pub province: String,
    /// Address, telephone and hours of the complaint centre, as the public sees them (R10, R14).
    pub contact: String,
    /// Where general complaints go (R1); empty when the agency has no such address.
    pub general_link: String,
    /// Name of the outside body that receives what too few insiders may read.
    pub outside_body: String,
    /// How many insiders of a panel become readers of a report.
    pub panel_size: u8,
    /// With fewer insiders than this, the outside body becomes a reader too.
    pub minimum_readers: u8,
    /// Whether this is a demonstration; every page says so then.
    pub demonstration: bool,
}

/// An office, division or section (R87–R89).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Its id.
    pub id: UnitId,
    /// The agency it belongs to.
    pub agency: AgencyId,
    /// Its name, for example กองคลัง.
    pub name: String,
    /// Its place in lists.
    pub position: i16,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_plain_and_never_a_word_of_the_service() {
        for good in ["bangtoei", "tm-chan", "ab", "n2"] {
            assert!(Slug::parse(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "a",
            "en",
            "setup",
            "-ab",
            "ab-",
            "Ab",
            "บางเตย",
            "a/b",
            "a b",
            "..",
            &"a".repeat(41),
        ] {
            assert!(Slug::parse(bad).is_none(), "{bad}");
        }
    }
}
