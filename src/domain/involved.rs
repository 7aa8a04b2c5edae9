//! The conflict list: whom the reporter marked as involved. Nobody on it ever becomes a reader (G3, D1).

use std::fmt;

use super::ids::{OfficerId, UnitId};
use super::officer::Officer;

/// Officers and whole units marked as involved; sorted, each once.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Involved {
    officers: Vec<OfficerId>,
    units: Vec<UnitId>,
    members: Vec<OfficerId>,
}

impl Involved {
    /// The list of these officers and units; order and repetition do not matter.
    pub fn new(mut officers: Vec<OfficerId>, mut units: Vec<UnitId>) -> Self {
        officers.sort_unstable();
        officers.dedup();
        units.sort_unstable();
        units.dedup();
        Self {
            officers,
            units,
            members: Vec::new(),
        }
    }

    /// With these as people who belonged to one of the units when it was marked.
    #[must_use]
    pub fn with_members(mut self, members: impl IntoIterator<Item = OfficerId>) -> Self {
        self.members.extend(members);
        self.members.sort_unstable();
        self.members.dedup();
        self
    }

    /// With everybody who belongs to one of the units at this moment: moving somebody to another unit afterwards takes
    /// them off no list.
    #[must_use]
    pub fn seated(self, officers: &[Officer]) -> Self {
        let sits = |officer: &&Officer| officer.unit.is_some_and(|unit| self.units.contains(&unit));
        let members: Vec<OfficerId> = officers.iter().filter(sits).map(|officer| officer.id).collect();
        self.with_members(members)
    }

    /// The officers named one by one.
    pub fn officers(&self) -> &[OfficerId] {
        &self.officers
    }

    /// The units named; everybody who belongs to one is involved.
    pub fn units(&self) -> &[UnitId] {
        &self.units
    }

    /// Those who belonged to one of the units when it was marked. They count as marked, and are not shown as such: the
    /// unit was chosen, and not they.
    pub fn members(&self) -> &[OfficerId] {
        &self.members
    }

    /// Everybody of this list and of another.
    #[must_use]
    pub fn and(&self, more: &Self) -> Self {
        Self::new(
            [self.officers(), more.officers()].concat(),
            [self.units(), more.units()].concat(),
        )
        .with_members([self.members(), more.members()].concat())
    }

    /// Whether everything that was chosen in another list was chosen in this one.
    pub fn covers(&self, other: &Self) -> bool {
        other
            .officers
            .iter()
            .all(|officer| self.officers.contains(officer))
            && other.units.iter().all(|unit| self.units.contains(unit))
    }

    /// Whether nobody was marked.
    pub const fn is_empty(&self) -> bool {
        self.officers.is_empty() && self.units.is_empty()
    }

    /// Whether the officer is named, under this account or one before it, or belongs to a unit that is, or did when it
    /// was marked.
    pub fn names(&self, officer: &Officer) -> bool {
        let listed = |id: OfficerId| {
            self.officers.binary_search(&id).is_ok() || self.members.binary_search(&id).is_ok()
        };
        officer.accounts().any(listed)
            || officer
                .unit
                .is_some_and(|unit| self.units.binary_search(&unit).is_ok())
    }

    /// Whether the officer is named, or is called like somebody who is: they may be the same person under an account of
    /// which nobody said so. Such a person is let in by people who decide it, and never by the order of a list alone.
    pub fn may_name(&self, officer: &Officer, officers: &[Officer]) -> bool {
        let namesake =
            |other: &Officer| other.id != officer.id && self.names(other) && officer.is_called(&other.name);
        self.names(officer) || officers.iter().any(namesake)
    }
}

impl fmt::Debug for Involved {
    /// Says nothing: whom a report accuses is its most dangerous content.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Involved(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::AgencyId;
    use crate::domain::officer::Login;
    use crate::domain::role::{Role, Roles};
    use proptest::prelude::*;

    fn officer(number: u8, unit: Option<u8>, name: &str) -> Officer {
        Officer {
            id: id(number),
            agency: AgencyId([1; 16]),
            unit: unit.map(|unit| UnitId([unit; 16])),
            login: Login::parse(&format!("officer{number}")).unwrap(),
            name: name.to_owned(),
            post: String::new(),
            mail: String::new(),
            roles: Roles::of(&[Role::Intake]),
            key: [number; 32],
            active: true,
            earlier: Vec::new(),
        }
    }

    const fn id(number: u8) -> OfficerId {
        OfficerId([number; 16])
    }

    #[test]
    fn a_mark_on_a_closed_account_holds_against_the_account_that_continues_it() {
        let marked = Involved::new(vec![id(1)], vec![]);
        let mut again = officer(3, None, "ผู้กลับมา");
        assert!(!marked.names(&again));
        again.earlier = vec![id(2), id(1)];
        assert!(marked.names(&again));
        let unit = Involved::new(vec![], vec![UnitId([7; 16])]).seated(&[officer(2, Some(7), "ผู้กลับมา")]);
        assert!(
            unit.names(&again),
            "they belonged to the unit under the account before"
        );
    }

    #[test]
    fn whoever_is_called_like_somebody_marked_may_be_that_person() {
        let marked = Involved::new(vec![id(1)], vec![]);
        let all = [
            officer(1, None, "นายสมชาย ใจดี"),
            officer(2, None, "สมชาย  ใจดี"),
            officer(3, None, ""),
        ];
        assert!(!marked.names(&all[1]) && marked.may_name(&all[1], &all));
        assert!(!marked.may_name(&all[2], &all));
        let other = Involved::new(vec![id(3)], vec![]);
        assert!(!other.may_name(&all[1], &all));
    }

    #[test]
    fn a_list_that_says_nothing_new_is_covered() {
        let list = Involved::new(vec![id(1)], vec![UnitId([7; 16])]);
        assert!(list.covers(&Involved::new(vec![id(1)], vec![])) && list.covers(&list));
        assert!(!list.covers(&Involved::new(vec![id(2)], vec![])));
    }

    proptest! {
        #[test]
        fn nobody_leaves_a_list_by_moving_to_another_unit(
            named in proptest::collection::vec(0_u8..9, 0..4),
            units in proptest::collection::vec(0_u8..4, 0..3),
            sits in proptest::collection::vec(proptest::option::of(0_u8..4), 9),
            moves in proptest::collection::vec(proptest::option::of(0_u8..4), 9),
        ) {
            let people = |seats: &[Option<u8>]| -> Vec<Officer> {
                (0_u8..9).zip(seats).map(|(number, unit)| officer(number, *unit, "")).collect()
            };
            let (before, after) = (people(&sits), people(&moves));
            let units: Vec<UnitId> = units.into_iter().map(|unit| UnitId([unit; 16])).collect();
            let list = Involved::new(named.into_iter().map(id).collect(), units.clone()).seated(&before);
            for (was, is) in before.iter().zip(&after) {
                prop_assert!(!list.names(was) || list.names(is), "{:?}", was.id);
                // And whoever comes into a marked unit later is on it.
                prop_assert!(list.names(is) || !is.unit.is_some_and(|unit| units.contains(&unit)));
            }
        }
    }
}
