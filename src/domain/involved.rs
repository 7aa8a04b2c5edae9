//! The conflict list: whom the reporter marked as involved. Nobody on it ever becomes a reader (G3, D1).

use std::fmt;

use super::ids::{OfficerId, UnitId};
use super::officer::Officer;

/// Officers and whole units marked as involved; sorted, each once.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Involved {
    officers: Vec<OfficerId>,
    units: Vec<UnitId>,
}

impl Involved {
    /// The list of these officers and units; order and repetition do not matter.
    pub fn new(mut officers: Vec<OfficerId>, mut units: Vec<UnitId>) -> Self {
        officers.sort_unstable();
        officers.dedup();
        units.sort_unstable();
        units.dedup();
        Self { officers, units }
    }

    /// The officers named one by one.
    pub fn officers(&self) -> &[OfficerId] {
        &self.officers
    }

    /// The units named; everybody who belongs to one is involved.
    pub fn units(&self) -> &[UnitId] {
        &self.units
    }

    /// Everybody of this list and of another.
    #[must_use]
    pub fn and(&self, more: &Self) -> Self {
        Self::new(
            [self.officers(), more.officers()].concat(),
            [self.units(), more.units()].concat(),
        )
    }

    /// Whether nobody was marked.
    pub const fn is_empty(&self) -> bool {
        self.officers.is_empty() && self.units.is_empty()
    }

    /// Whether the officer is named, or belongs to a unit that is.
    pub fn names(&self, officer: &Officer) -> bool {
        self.officers.binary_search(&officer.id).is_ok()
            || officer
                .unit
                .is_some_and(|unit| self.units.binary_search(&unit).is_ok())
    }
}

impl fmt::Debug for Involved {
    /// Says nothing: whom a report accuses is its most dangerous content.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Involved(…)")
    }
}
