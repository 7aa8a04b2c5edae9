//! Who can ever read a report: decided before it is sealed, by a pure function (DESIGN D1).
//!
//! Each category has a panel, an ordered list of officers appointed for it. The first `panel_size` of them
//! who are not involved become readers. Two rules keep the result from pointing at anybody:
//!
//! * **Never "everybody but one".** If all officers but one could read a report, the list of readers would
//!   name the accused. Readers are therefore a few of many: `panel_size` is smaller than the number of
//!   people who read cases ([`Routing::points_at_one`] lets the pages about people and panels say otherwise: an
//!   office of two or three cannot always help it), and stepping over somebody moves the next of the panel up, so
//!   the number of readers stays the same.
//! * **Nobody is fetched from elsewhere.** When the panel runs out, no officer outside it is added: they were
//!   not appointed for such reports (R36), the page did not show them to the reporter, and a reader who never
//!   appears otherwise would say that the usual ones are accused. With fewer than `minimum_readers` left the
//!   outside body becomes a reader too.

use super::ids::OfficerId;
use super::involved::Involved;
use super::officer::Officer;
use super::role::Role;

/// Who receives the keys of a report or of the identity part. The recovery key and the reporter's code are
/// always added and therefore not listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Routing {
    /// The officers, in the order of the panel.
    pub readers: Vec<OfficerId>,
    /// Whether the outside body becomes a reader too.
    pub outside: bool,
    /// Whether somebody who would have become a reader was stepped over because they are involved. For the
    /// page that shows the reporter who will read; it is never stored and never shown to an officer.
    pub stepped_over: bool,
}

impl Routing {
    /// Whether nobody but the reporter and the holders of the recovery kit could read the report: the panel
    /// is empty or involved, and the outside body is involved itself. The reporter has to be told before
    /// sending that the agency may not notice the report.
    pub const fn reaches_nobody(&self) -> bool {
        self.readers.is_empty() && !self.outside
    }

    /// Whether no name could be opened: two keepers of names have to agree.
    pub fn too_few_keepers(officers: &[Officer]) -> bool {
        officers.iter().filter(|officer| keeps_names(officer)).count() < 2
    }

    /// Whether a panel of this size would leave out exactly one of those who read cases, and so name them.
    pub fn points_at_one(panel_size: u8, officers: &[Officer]) -> bool {
        let pool = officers.iter().filter(|officer| can_read(officer)).count();
        pool > 1 && usize::from(panel_size).saturating_add(1) == pool
    }
}

/// Routes a report to the panel of its category.
///
/// `panel` is the category's list in order; `officers` are all officers of the agency, active or not. Ids of
/// the panel that are unknown, repeated, inactive, without a role that reads cases, or of the outside body
/// are passed over.
pub fn route(
    panel: &[OfficerId],
    officers: &[Officer],
    involved: &Involved,
    panel_size: u8,
    minimum_readers: u8,
) -> Routing {
    let pool = in_order(panel, officers, can_read);
    choose(&pool, officers, involved, panel_size, minimum_readers)
}

/// Routes the identity part to the custodians, in the order of `officers`.
///
/// One custodian is enough to keep it; when every custodian is involved the outside body receives it, and
/// when there is no outside body only the recovery key and the reporter's code open it. At most `panel_size`
/// custodians receive it, for the same reason as for reports.
pub fn custodians(officers: &[Officer], involved: &Involved, panel_size: u8) -> Routing {
    let pool: Vec<&Officer> = officers.iter().filter(|officer| keeps_names(officer)).collect();
    choose(&pool, officers, involved, panel_size, 1)
}

/// Fills up the readers of a case after some had to leave it: the next of the panel take their places, in order, and
/// the outside body joins when even so too few are left.
///
/// `staying` are those who go on reading. The result lists only who is added.
pub fn refill(
    panel: &[OfficerId],
    officers: &[Officer],
    involved: &Involved,
    staying: &[OfficerId],
    panel_size: u8,
    minimum_readers: u8,
) -> Routing {
    let mut pool = in_order(panel, officers, can_read);
    pool.retain(|officer| !staying.contains(&officer.id));
    let stays = |officer: &&Officer| can_read(officer) && staying.contains(&officer.id);
    let inside = u8::try_from(officers.iter().filter(stays).count()).unwrap_or(u8::MAX);
    choose(
        &pool,
        officers,
        involved,
        panel_size.saturating_sub(inside),
        minimum_readers.saturating_sub(inside),
    )
}

/// The next of the panel who does not read a case yet and may.
pub fn next_of_panel(
    panel: &[OfficerId],
    officers: &[Officer],
    involved: &Involved,
    readers: &[OfficerId],
) -> Option<OfficerId> {
    let pool = in_order(panel, officers, can_read);
    let free = |officer: &&&Officer| !involved.may_name(officer, officers) && !readers.contains(&officer.id);
    pool.iter().find(free).map(|officer| officer.id)
}

/// Whether a case may be sealed to this person, now and for as long as nothing changes: in office, with a role that
/// reads cases, and not involved. The outside body is measured in the same way.
pub fn may_read(officer: &Officer, involved: &Involved) -> bool {
    officer.active && officer.roles.read_cases() && !involved.names(officer)
}

/// Whether the name of a reporter may be sealed to this person.
pub fn may_keep_names(officer: &Officer, involved: &Involved) -> bool {
    let keeps = officer.roles.has(Role::Custodian) || officer.roles.has(Role::Outside);
    officer.active && keeps && !involved.names(officer)
}

fn choose(
    pool: &[&Officer],
    officers: &[Officer],
    involved: &Involved,
    panel_size: u8,
    minimum: u8,
) -> Routing {
    let size = usize::from(panel_size);
    let free: Vec<OfficerId> = pool
        .iter()
        .filter(|officer| !involved.may_name(officer, officers))
        .map(|officer| officer.id)
        .take(size)
        .collect();
    let too_few = free.len() < usize::from(minimum);
    // The outside body signs in like an officer; if it is accused itself it is no way out.
    let outside_involved = officers
        .iter()
        .any(|officer| officer.roles.has(Role::Outside) && involved.names(officer));
    let stepped_over = |officer: &&Officer| involved.may_name(officer, officers);
    Routing {
        outside: too_few && !outside_involved,
        stepped_over: pool.iter().take(size).any(stepped_over),
        readers: free,
    }
}

fn in_order<'a>(panel: &[OfficerId], officers: &'a [Officer], fit: fn(&Officer) -> bool) -> Vec<&'a Officer> {
    let mut found: Vec<&Officer> = Vec::new();
    for id in panel {
        let officer = officers.iter().find(|officer| officer.id == *id);
        if let Some(officer) = officer
            && fit(officer)
            && !found.iter().any(|earlier| earlier.id == *id)
        {
            found.push(officer);
        }
    }
    found
}

/// Whether somebody can stand on a panel: reports can be sealed to them as a reader of the agency.
pub fn can_read(officer: &Officer) -> bool {
    officer.active && officer.roles.read_cases() && !officer.roles.has(Role::Outside)
}

fn keeps_names(officer: &Officer) -> bool {
    officer.active && officer.roles.has(Role::Custodian) && !officer.roles.has(Role::Outside)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{AgencyId, UnitId};
    use crate::domain::officer::Login;
    use crate::domain::role::Roles;
    use proptest::prelude::*;

    fn officer(number: u8, unit: Option<u8>, roles: &[Role], active: bool) -> Officer {
        Officer {
            id: id(number),
            agency: AgencyId([1; 16]),
            unit: unit.map(|unit| UnitId([unit; 16])),
            login: Login::parse(&format!("officer{number}")).unwrap(),
            name: String::new(),
            post: String::new(),
            mail: String::new(),
            roles: Roles::of(roles),
            key: [0; 32],
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

    fn three() -> Vec<Officer> {
        (1..=3)
            .map(|number| officer(number, Some(number), &[Role::Intake], true))
            .collect()
    }

    #[test]
    fn the_first_of_the_panel_read_and_nobody_else() {
        let routing = route(&ids(&[3, 1, 2]), &three(), &Involved::default(), 2, 2);
        assert_eq!(routing.readers, ids(&[3, 1]));
        assert!(!routing.outside && !routing.stepped_over);
    }

    #[test]
    fn an_involved_officer_is_replaced_by_the_next() {
        let involved = Involved::new(ids(&[3]), vec![]);
        let routing = route(&ids(&[3, 1, 2]), &three(), &involved, 2, 2);
        assert_eq!(routing.readers, ids(&[1, 2]));
        assert!(!routing.outside && routing.stepped_over);
    }

    #[test]
    fn a_whole_unit_can_be_involved() {
        let involved = Involved::new(vec![], vec![UnitId([1; 16])]);
        let routing = route(&ids(&[1, 2]), &three(), &involved, 2, 2);
        assert_eq!(routing.readers, ids(&[2]));
        assert!(
            routing.outside,
            "officer 3 is not on the panel and must not be fetched"
        );
    }

    #[test]
    fn people_who_cannot_read_are_passed_over_silently() {
        let mut officers = three();
        officers[0].active = false;
        officers[1].roles = Roles::of(&[Role::Admin, Role::Executive]);
        officers.push(officer(9, None, &[Role::Outside], true));
        let routing = route(&ids(&[1, 2, 9, 7, 3, 3]), &officers, &Involved::default(), 3, 1);
        assert_eq!(routing.readers, ids(&[3]));
        assert!(!routing.outside && !routing.stepped_over);
    }

    #[test]
    fn when_everybody_is_involved_the_outside_body_reads_alone() {
        let mut officers = three();
        officers.push(officer(9, None, &[Role::Outside], true));
        let everybody = Involved::new(ids(&[1, 2, 3]), vec![]);
        let routing = route(&ids(&[1, 2, 3]), &officers, &everybody, 2, 2);
        assert!(routing.readers.is_empty() && routing.outside && !routing.reaches_nobody());
        let with_outside = Involved::new(ids(&[1, 2, 3, 9]), vec![]);
        assert!(route(&ids(&[1, 2, 3]), &officers, &with_outside, 2, 2).reaches_nobody());
    }

    #[test]
    fn an_accused_custodian_never_keeps_the_name() {
        let officers = vec![
            officer(1, None, &[Role::Custodian], true),
            officer(2, Some(4), &[Role::Custodian, Role::Supervisor], true),
            officer(3, None, &[Role::Intake], true),
        ];
        let routing = custodians(&officers, &Involved::default(), 2);
        assert_eq!(routing.readers, ids(&[1, 2]));
        let one = custodians(&officers, &Involved::new(ids(&[1]), vec![]), 2);
        assert_eq!((one.readers, one.outside), (ids(&[2]), false));
        let none = Involved::new(ids(&[1]), vec![UnitId([4; 16])]);
        let none = custodians(&officers, &none, 2);
        assert!(none.readers.is_empty() && none.outside);
    }

    #[test]
    fn whoever_is_called_like_an_accused_is_chosen_by_no_order() {
        let mut officers = three();
        officers[0].name = "นายสมชาย ใจดี".to_owned();
        officers[1].name = "สมชาย ใจดี".to_owned();
        for officer in &mut officers {
            officer.roles = Roles::of(&[Role::Intake, Role::Custodian]);
        }
        let one = Involved::new(ids(&[1]), vec![]);
        assert_eq!(route(&ids(&[1, 2, 3]), &officers, &one, 2, 1).readers, ids(&[3]));
        assert_eq!(custodians(&officers, &one, 2).readers, ids(&[3]));
        assert_eq!(next_of_panel(&ids(&[1, 2, 3]), &officers, &one, &[]), Some(id(3)));
    }

    #[test]
    fn a_panel_that_leaves_out_one_is_pointed_out() {
        assert!(Routing::points_at_one(2, &three()));
        assert!(!Routing::points_at_one(1, &three()));
        assert!(!Routing::points_at_one(0, &three()[..1]));
    }

    fn anybody() -> impl Strategy<Value = Officer> {
        let roles = proptest::sample::subsequence(Role::ALL.to_vec(), 0..4);
        (0_u8..12, proptest::option::of(0_u8..4), roles, any::<bool>())
            .prop_map(|(number, unit, roles, active)| officer(number, unit, &roles, active))
    }

    prop_compose! {
        fn anything()(
            mut officers in prop::collection::vec(anybody(), 0..12),
            panel in prop::collection::vec(0_u8..14, 0..8),
            named in prop::collection::vec(0_u8..14, 0..6),
            units in prop::collection::vec(0_u8..5, 0..3),
            size in 0_u8..5,
            minimum in 0_u8..5,
        ) -> (Vec<Officer>, Vec<OfficerId>, Involved, u8, u8) {
            officers.sort_by_key(|officer| officer.id);
            officers.dedup_by_key(|officer| officer.id);
            let units = units.into_iter().map(|unit| UnitId([unit; 16])).collect();
            (officers, ids(&panel), Involved::new(ids(&named), units), size, minimum)
        }
    }

    proptest! {
        #[test]
        fn an_involved_officer_never_reads((officers, panel, involved, size, minimum) in anything()) {
            for routing in [
                route(&panel, &officers, &involved, size, minimum),
                custodians(&officers, &involved, size),
            ] {
                for reader in &routing.readers {
                    let reader = officers.iter().find(|officer| officer.id == *reader).unwrap();
                    prop_assert!(!involved.names(reader) && reader.active);
                }
                if routing.outside {
                    let outside = officers.iter().filter(|officer| officer.roles.has(Role::Outside));
                    prop_assert!(outside.into_iter().all(|officer| !involved.names(officer)));
                }
            }
        }

        #[test]
        fn readers_come_from_the_panel_in_its_order((officers, panel, involved, size, minimum) in anything()) {
            let routing = route(&panel, &officers, &involved, size, minimum);
            prop_assert!(routing.readers.len() <= usize::from(size));
            let mut rest = panel.iter();
            for reader in &routing.readers {
                prop_assert!(rest.any(|id| id == reader), "out of order, twice, or not on the panel");
            }
        }

        #[test]
        fn the_outside_body_reads_exactly_when_too_few_are_left((officers, panel, involved, size, minimum) in anything()) {
            let inside: Vec<Officer> =
                officers.into_iter().filter(|officer| !officer.roles.has(Role::Outside)).collect();
            let routing = route(&panel, &inside, &involved, size, minimum);
            prop_assert_eq!(routing.outside, routing.readers.len() < usize::from(minimum));
        }

        #[test]
        fn the_order_in_which_officers_are_listed_does_not_matter((officers, panel, involved, size, minimum) in anything()) {
            let mut reversed = officers.clone();
            reversed.reverse();
            prop_assert_eq!(
                route(&panel, &officers, &involved, size, minimum),
                route(&panel, &reversed, &involved, size, minimum)
            );
        }
    }
}
