//! Who reads a case after somebody turned out to be involved, recused themselves or left office.

use super::ids::OfficerId;
use super::involved::Involved;
use super::officer::Officer;
use super::role::Role;
use super::routing;

/// What becomes of the readers of a case.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Succession {
    /// Who goes on reading.
    pub staying: Vec<OfficerId>,
    /// Those among them who read as a substitute whose time is over, and are chosen as readers like any other now.
    pub returning: Vec<OfficerId>,
    /// Who must not read any more.
    pub leaving: Vec<OfficerId>,
    /// Who takes their places: the next of the panel, and the outside body when too few are left.
    pub joining: Vec<OfficerId>,
}

/// The rules of an agency for one case.
#[derive(Clone, Copy)]
pub struct Rules<'a> {
    /// The panel of the case's category, in order.
    pub panel: &'a [OfficerId],
    /// All officers of the agency.
    pub officers: &'a [Officer],
    /// How many of the panel read a case.
    pub panel_size: u8,
    /// With fewer insiders the outside body reads too.
    pub minimum_readers: u8,
    /// Who reads the case as a substitute whose time is over. They leave it, but stand on their panel as before.
    pub ended: &'a [OfficerId],
}

impl Succession {
    /// What becomes of `readers`, insiders and outside body, now that these are involved. Nobody joins unless
    /// somebody leaves.
    pub fn of(readers: &[OfficerId], involved: &Involved, rules: Rules<'_>) -> Self {
        let fit = |id: &OfficerId| {
            let officer = rules.officers.iter().find(|officer| officer.id == *id);
            officer.is_some_and(|officer| routing::may_read(officer, involved)) && !rules.ended.contains(id)
        };
        let (mut staying, mut leaving): (Vec<OfficerId>, Vec<OfficerId>) =
            readers.iter().copied().partition(|id| fit(id));
        if leaving.is_empty() {
            return Self {
                staying,
                ..Self::default()
            };
        }
        let added = routing::refill(
            rules.panel,
            rules.officers,
            involved,
            &staying,
            rules.panel_size,
            rules.minimum_readers,
        );
        let (returning, mut joining): (Vec<OfficerId>, Vec<OfficerId>) =
            added.readers.into_iter().partition(|id| leaving.contains(id));
        leaving.retain(|id| !returning.contains(id));
        staying.extend(&returning);
        if added.outside {
            let outside = |officer: &&Officer| officer.active && officer.roles.has(Role::Outside);
            let body = rules.officers.iter().find(outside).map(|officer| officer.id);
            joining.extend(body.filter(|id| !staying.contains(id)));
        }
        Self {
            staying,
            returning,
            leaving,
            joining,
        }
    }

    /// Whether nobody would read the case any more but the holders of the recovery kit.
    pub fn reaches_nobody(&self) -> bool {
        self.staying.is_empty() && self.joining.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{AgencyId, UnitId};
    use crate::domain::officer::Login;
    use crate::domain::role::Roles;
    use proptest::prelude::*;

    fn officer(number: u8, unit: u8, role: Role, active: bool) -> Officer {
        Officer {
            id: id(number),
            agency: AgencyId([1; 16]),
            unit: Some(UnitId([unit; 16])),
            login: Login::parse(&format!("officer{number}")).unwrap(),
            name: String::new(),
            post: String::new(),
            mail: String::new(),
            roles: Roles::of(&[role]),
            key: [number; 32],
            active,
            earlier: Vec::new(),
        }
    }

    const fn id(number: u8) -> OfficerId {
        OfficerId([number; 16])
    }

    fn ids(numbers: &[u8]) -> Vec<OfficerId> {
        numbers.iter().copied().map(id).collect()
    }

    fn office() -> Vec<Officer> {
        let mut all: Vec<Officer> = (1..=4)
            .map(|number| officer(number, number, Role::Responsible, true))
            .collect();
        all.push(officer(9, 9, Role::Outside, true));
        all
    }

    fn after(readers: &[u8], panel: &[u8], involved: &Involved, officers: &[Officer]) -> Succession {
        let rules = Rules {
            panel: &ids(panel),
            officers,
            panel_size: 2,
            minimum_readers: 2,
            ended: &[],
        };
        Succession::of(&ids(readers), involved, rules)
    }

    #[test]
    fn the_next_of_the_panel_takes_the_place_of_whoever_leaves() {
        let one = Involved::new(ids(&[1]), vec![]);
        let next = after(&[1, 2], &[1, 2, 3, 4], &one, &office());
        assert_eq!(
            (next.staying, next.leaving, next.joining),
            (ids(&[2]), ids(&[1]), ids(&[3]))
        );
    }

    #[test]
    fn somebody_who_reads_beside_the_panel_fills_a_place_of_it() {
        let one = Involved::new(ids(&[1]), vec![]);
        let next = after(&[1, 2, 4], &[1, 2, 3], &one, &office());
        assert_eq!((next.staying, next.joining), (ids(&[2, 4]), vec![]));
    }

    #[test]
    fn with_the_panel_used_up_the_outside_body_joins_once() {
        let one = Involved::new(ids(&[1]), vec![]);
        assert_eq!(after(&[1, 2], &[1, 2], &one, &office()).joining, ids(&[9]));
        assert!(after(&[1, 2, 9], &[1, 2], &one, &office()).joining.is_empty());
        let both = Involved::new(ids(&[1, 9]), vec![]);
        assert!(after(&[1, 2], &[1, 2], &both, &office()).joining.is_empty());
    }

    #[test]
    fn nobody_joins_while_nobody_leaves() {
        let stranger = Involved::new(ids(&[4]), vec![]);
        let same = after(&[1], &[1, 2, 3], &stranger, &office());
        assert_eq!(same.staying, ids(&[1]));
        assert!(same.leaving.is_empty() && same.joining.is_empty());
    }

    #[test]
    fn whoever_left_office_leaves_the_case() {
        let mut officers = office();
        officers[0].active = false;
        let next = after(&[1, 2], &[1, 2, 3], &Involved::default(), &officers);
        assert_eq!((next.leaving, next.joining), (ids(&[1]), ids(&[3])));
    }

    #[test]
    fn a_substitute_whose_time_is_over_leaves_unless_their_place_on_the_panel_is_next() {
        let ended = |panel: &[u8], readers: &[u8]| {
            let rules = Rules {
                panel: &ids(panel),
                officers: &office(),
                panel_size: 2,
                minimum_readers: 2,
                ended: &ids(&[3]),
            };
            let next = Succession::of(&ids(readers), &Involved::default(), rules);
            (next.staying, next.returning, next.leaving, next.joining)
        };
        let leaves = (ids(&[1, 2]), vec![], ids(&[3]), vec![]);
        assert_eq!(ended(&[1, 2, 3], &[1, 2, 3]), leaves);
        // With a place free the next of the panel takes it, whoever that is.
        let returns = (ids(&[1, 3]), ids(&[3]), vec![], vec![]);
        assert_eq!(ended(&[1, 3], &[1, 3]), returns);
        let another = (ids(&[1]), vec![], ids(&[3]), ids(&[2]));
        assert_eq!(ended(&[1, 2, 3], &[1, 3]), another);
    }

    #[test]
    fn nobody_called_like_somebody_marked_joins_by_the_order_of_the_panel() {
        let mut officers = office();
        officers[0].name = "นายสมชาย ใจดี".to_owned();
        officers[2].name = "สมชาย ใจดี".to_owned();
        let one = Involved::new(ids(&[1]), vec![]);
        assert_eq!(after(&[1, 2], &[1, 2, 3, 4], &one, &officers).joining, ids(&[4]));
        // Whoever reads the case already goes on reading it.
        assert_eq!(after(&[1, 3], &[1, 3, 2], &one, &officers).staying, ids(&[3]));
    }

    #[test]
    fn when_everybody_is_involved_nobody_is_left() {
        let all = Involved::new(ids(&[1, 2, 3, 4, 9]), vec![]);
        assert!(after(&[1, 2], &[1, 2, 3, 4], &all, &office()).reaches_nobody());
    }

    proptest! {
        #[test]
        fn nobody_involved_or_out_of_office_reads_afterwards(
            active in prop::collection::vec(any::<bool>(), 8),
            readers in prop::collection::btree_set(0_u8..8, 0..6),
            named in prop::collection::vec(0_u8..8, 0..4),
            units in prop::collection::vec(0_u8..8, 0..2),
            panel in prop::collection::vec(0_u8..9, 0..8),
        ) {
            let officers: Vec<Officer> = active
                .iter()
                .zip(0_u8..)
                .map(|(active, number)| {
                    let role = if number == 7 { Role::Outside } else { Role::Intake };
                    officer(number, number / 2, role, *active)
                })
                .collect();
            let units = units.into_iter().map(|unit| UnitId([unit; 16])).collect();
            let involved = Involved::new(ids(&named), units);
            let readers: Vec<u8> = readers.into_iter().collect();
            let next = after(&readers, &panel, &involved, &officers);
            let mut all = next.staying.clone();
            all.extend(&next.joining);
            for reader in &all {
                let reader = officers.iter().find(|officer| officer.id == *reader).unwrap();
                prop_assert!(reader.active && !involved.names(reader));
            }
            all.sort_unstable();
            let count = all.len();
            all.dedup();
            prop_assert_eq!(count, all.len(), "somebody twice");
            prop_assert_eq!(next.staying.len() + next.leaving.len(), readers.len());
            prop_assert!(!next.leaving.is_empty() || next.joining.is_empty());
        }
    }
}
