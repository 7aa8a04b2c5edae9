//! What one person cannot do alone, and who the second one may be (DESIGN §4): one table for all of it.
//!
//! The second signature is given by somebody who reads the case, so that they sign what they have seen, and who
//! is appointed to supervise or belongs to the outside body. Whoever proposed it can never be the second one, and
//! nobody whom the reporter marked as involved can.

use super::case::Outcome;
use super::coded::coded;
use super::ids::OfficerId;
use super::involved::Involved;
use super::officer::Officer;
use super::role::Role;

coded!(
    /// What needs a second signature.
    Matter {
        /// ไม่รับไว้พิจารณา
        NotAccepted = 1 => "not_accepted",
        /// ยุติเรื่องโดยเห็นว่าไม่มีมูล
        WithoutMerit = 2 => "without_merit",
        /// เปิดข้อมูลตัวตนของผู้แจ้ง: two custodians decide.
        Identity = 3 => "identity",
        /// มอบหมายเรื่องต่างจากลำดับผู้อ่าน
        Reassignment = 4 => "reassignment",
        /// ย่นระยะเวลาเก็บรักษา
        Retention = 5 => "retention",
    }
);

coded!(
    /// What became of a proposal.
    Verdict {
        /// ลงนามแล้ว
        Signed = 1 => "signed",
        /// ส่งคืน
        SentBack = 2 => "sent_back",
        /// ผู้เสนอถอนคืน
        Withdrawn = 3 => "withdrawn",
        /// ตกไปเพราะสถานะของเรื่องเปลี่ยน
        Overtaken = 4 => "overtaken",
    }
);

impl Matter {
    /// What closing with this outcome needs signed twice; nothing when one officer may close so.
    pub const fn of_closing(outcome: Outcome) -> Option<Self> {
        match outcome {
            Outcome::NotAccepted => Some(Self::NotAccepted),
            Outcome::Unsubstantiated => Some(Self::WithoutMerit),
            Outcome::Substantiated | Outcome::InsufficientEvidence => None,
        }
    }
}

/// Whether this person, if they read the case, may give the second signature to what `proposer` proposed.
pub fn may_sign(officer: &Officer, proposer: OfficerId, involved: &Involved) -> bool {
    let appointed = officer.roles.has(Role::Supervisor) || officer.roles.has(Role::Outside);
    officer.active && appointed && officer.id != proposer && !involved.names(officer)
}

/// Who will be asked for the second signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Second {
    /// These read the case already; any one of them signs.
    Readers(Vec<OfficerId>),
    /// Nobody who reads the case may sign. This one may, and becomes a reader with the proposal.
    Joins(OfficerId),
    /// There is nobody: a supervisor has to be appointed first.
    Nobody,
}

impl Second {
    /// Finds the second person with as few new eyes as possible: first among those who read the case, then a
    /// supervisor who does not read it yet, and last the outside body.
    ///
    /// `officers` are all officers of the agency, in the order in which they are asked; `readers` are the keys
    /// that open the case.
    pub fn find(
        officers: &[Officer],
        readers: &[[u8; 32]],
        proposer: OfficerId,
        involved: &Involved,
    ) -> Self {
        let fit = || {
            officers
                .iter()
                .filter(|officer| may_sign(officer, proposer, involved))
        };
        let reading: Vec<OfficerId> = fit()
            .filter(|officer| readers.contains(&officer.key))
            .map(|officer| officer.id)
            .collect();
        if !reading.is_empty() {
            return Self::Readers(reading);
        }
        let joins = || fit().filter(|officer| !involved.may_name(officer, officers));
        let supervisor = joins().find(|officer| !officer.roles.has(Role::Outside));
        let next = supervisor.or_else(|| joins().next());
        next.map_or(Self::Nobody, |officer| Self::Joins(officer.id))
    }

    /// Those who may sign, whether they read the case already or will.
    pub fn people(&self) -> &[OfficerId] {
        match self {
            Self::Readers(readers) => readers,
            Self::Joins(one) => std::slice::from_ref(one),
            Self::Nobody => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{AgencyId, UnitId};
    use crate::domain::officer::Login;
    use crate::domain::role::Roles;

    fn officer(number: u8, roles: &[Role]) -> Officer {
        Officer {
            id: id(number),
            agency: AgencyId([1; 16]),
            unit: Some(UnitId([number; 16])),
            login: Login::parse(&format!("officer{number}")).unwrap(),
            name: String::new(),
            post: String::new(),
            mail: String::new(),
            roles: Roles::of(roles),
            key: [number; 32],
            active: true,
            earlier: Vec::new(),
        }
    }

    const fn id(number: u8) -> OfficerId {
        OfficerId([number; 16])
    }

    #[test]
    fn turning_a_report_away_and_finding_nothing_in_it_take_two_people() {
        let needed: Vec<Option<Matter>> = Outcome::ALL
            .iter()
            .map(|outcome| Matter::of_closing(*outcome))
            .collect();
        assert_eq!(
            needed,
            [None, Some(Matter::WithoutMerit), None, Some(Matter::NotAccepted)]
        );
    }

    #[test]
    fn nobody_signs_what_they_proposed_themselves() {
        for role in Role::ALL {
            assert!(
                !may_sign(&officer(1, &[*role]), id(1), &Involved::default()),
                "{role:?}"
            );
        }
    }

    #[test]
    fn only_supervisors_and_the_outside_body_sign() {
        for role in Role::ALL {
            let may = may_sign(&officer(1, &[*role]), id(2), &Involved::default());
            assert_eq!(may, [Role::Supervisor, Role::Outside].contains(role), "{role:?}");
        }
    }

    #[test]
    fn whoever_is_involved_or_switched_off_signs_nothing() {
        let mut supervisor = officer(1, &[Role::Supervisor]);
        assert!(!may_sign(&supervisor, id(2), &Involved::new(vec![id(1)], vec![])));
        let unit = Involved::new(vec![], vec![UnitId([1; 16])]);
        assert!(!may_sign(&supervisor, id(2), &unit));
        supervisor.active = false;
        assert!(!may_sign(&supervisor, id(2), &Involved::default()));
    }

    #[test]
    fn readers_are_asked_first_then_another_supervisor_then_the_outside_body() {
        let all = [
            officer(1, &[Role::Responsible]),
            officer(2, &[Role::Responsible, Role::Supervisor]),
            officer(3, &[Role::Supervisor]),
            officer(9, &[Role::Outside]),
        ];
        let nobody = Involved::default();
        let find = |readers: &[u8], proposer, involved: &Involved| {
            let keys: Vec<[u8; 32]> = readers.iter().map(|reader| [*reader; 32]).collect();
            Second::find(&all, &keys, id(proposer), involved)
        };
        assert_eq!(find(&[1, 2], 1, &nobody), Second::Readers(vec![id(2)]));
        assert_eq!(find(&[1, 2], 2, &nobody), Second::Joins(id(3)));
        assert_eq!(find(&[1], 1, &nobody), Second::Joins(id(2)));
        assert_eq!(find(&[1, 9], 1, &nobody), Second::Readers(vec![id(9)]));
        let two = Involved::new(vec![id(2), id(3)], vec![]);
        assert_eq!(find(&[1], 1, &two), Second::Joins(id(9)));
        let mut namesakes = all.clone();
        namesakes[1].name = "นายสมชาย ใจดี".to_owned();
        namesakes[2].name = "สมชาย ใจดี".to_owned();
        let one = Involved::new(vec![id(2)], vec![]);
        let found = Second::find(&namesakes, &[[1; 32]], id(1), &one);
        assert_eq!(
            found,
            Second::Joins(id(9)),
            "let in although they may be the accused"
        );
        let everybody = Involved::new(vec![id(2), id(3), id(9)], vec![]);
        assert_eq!(find(&[1], 1, &everybody), Second::Nobody);
        assert!(find(&[1], 1, &everybody).people().is_empty());
    }
}
