//! Who may answer for a case, and what it takes to give it to them (R36). A case has one responsible officer or none; it
//! goes along the panel with one signature, and against it with two.

use super::ids::OfficerId;
use super::involved::Involved;
use super::officer::Officer;
use super::role::Role;
use super::routing::{may_read, next_of_panel};

/// What it takes to make somebody responsible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// They read the case: one signature.
    Reader,
    /// They are the next of the panel and become a reader: one signature.
    Next,
    /// They are somebody else, and become a reader: another person signs too.
    Against,
}

/// A case and the people around it.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    /// The panel of the case's category, in order.
    pub panel: &'a [OfficerId],
    /// All officers of the agency.
    pub officers: &'a [Officer],
    /// Who must not read it.
    pub involved: &'a Involved,
    /// Who reads it.
    pub readers: &'a [OfficerId],
    /// Who answers for it.
    pub responsible: Option<OfficerId>,
}

impl Setting<'_> {
    /// Whether this reader may decide who answers for the case: whoever answers for it, a supervisor, and as long as
    /// nobody answers for it, any of them. The outside body watches and does not distribute work.
    pub fn may_decide(&self, me: &Officer) -> bool {
        let nobody = self.responsible.is_none();
        let mine = self.responsible == Some(me.id);
        let decides = nobody || mine || me.roles.has(Role::Supervisor);
        decides && self.readers.contains(&me.id) && !me.roles.has(Role::Outside)
    }

    /// What it takes to make this person responsible; nothing when they cannot be, or are.
    pub fn way(&self, to: OfficerId) -> Option<Way> {
        let officer = self.officers.iter().find(|officer| officer.id == to)?;
        let fit = may_read(officer, self.involved) && !officer.roles.has(Role::Outside);
        if !fit || self.responsible == Some(to) {
            return None;
        }
        if self.readers.contains(&to) {
            return Some(Way::Reader);
        }
        let next = next_of_panel(self.panel, self.officers, self.involved, self.readers);
        Some(if next == Some(to) { Way::Next } else { Way::Against })
    }

    /// Everybody who can be made responsible, readers first, then the next of the panel, then the others by name.
    pub fn choices(&self) -> Vec<(OfficerId, Way)> {
        let mut all: Vec<(OfficerId, Way)> = self
            .officers
            .iter()
            .filter_map(|officer| Some((officer.id, self.way(officer.id)?)))
            .collect();
        all.sort_by_key(|(_, way)| match way {
            Way::Reader => 0,
            Way::Next => 1,
            Way::Against => 2,
        });
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::AgencyId;
    use crate::domain::officer::Login;
    use crate::domain::role::Roles;

    fn officer(number: u8, role: Role) -> Officer {
        Officer {
            id: id(number),
            agency: AgencyId([1; 16]),
            unit: None,
            login: Login::parse(&format!("officer{number}")).unwrap(),
            name: String::new(),
            post: String::new(),
            mail: String::new(),
            roles: Roles::of(&[role]),
            key: [number; 32],
            active: true,
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
        let mut all: Vec<Officer> = (1..=5).map(|number| officer(number, Role::Responsible)).collect();
        all.push(officer(6, Role::Supervisor));
        all.push(officer(7, Role::Admin));
        all.push(officer(9, Role::Outside));
        all
    }

    fn ask<T>(responsible: Option<u8>, involved: &[u8], ask: impl FnOnce(&Setting<'_>) -> T) -> T {
        let (officers, involved) = (office(), Involved::new(ids(involved), vec![]));
        ask(&Setting {
            panel: &ids(&[1, 2, 3, 4]),
            officers: &officers,
            involved: &involved,
            readers: &ids(&[1, 2, 6, 9]),
            responsible: responsible.map(id),
        })
    }

    fn choices(responsible: Option<u8>, involved: &[u8]) -> Vec<(OfficerId, Way)> {
        ask(responsible, involved, |setting| {
            assert_eq!(setting.readers.len(), 4);
            setting.choices()
        })
    }

    #[test]
    fn a_case_goes_along_the_panel_with_one_signature_and_against_it_with_two() {
        let expected = [
            (2, Way::Reader),
            (6, Way::Reader),
            (3, Way::Next),
            (4, Way::Against),
            (5, Way::Against),
        ];
        assert_eq!(
            choices(Some(1), &[]),
            expected.map(|(number, way)| (id(number), way))
        );
    }

    #[test]
    fn whoever_is_involved_is_never_a_choice_and_moves_the_next_up() {
        let expected = [(1, Way::Reader), (6, Way::Reader), (4, Way::Next)];
        assert_eq!(
            choices(None, &[3, 5, 2]),
            expected.map(|(number, way)| (id(number), way))
        );
        for other in [7, 9, 77] {
            assert_eq!(ask(None, &[], |setting| setting.way(id(other))), None, "{other}");
        }
    }

    #[test]
    fn nobody_takes_a_case_from_a_colleague_but_a_supervisor_who_reads_it() {
        let may = |responsible, me: u8| {
            let all = office();
            let me = all.iter().find(|officer| officer.id == id(me)).unwrap();
            ask(responsible, &[], |setting| setting.may_decide(me))
        };
        assert!(may(None, 1) && may(None, 2) && may(None, 6));
        assert!(may(Some(1), 1) && !may(Some(1), 2) && may(Some(1), 6));
        // Whoever does not read it decides nothing, and the outside body distributes no work.
        assert!(!may(None, 3) && !may(None, 9));
    }
}
