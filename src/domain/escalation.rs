//! When a matter that is not answered is brought to somebody's attention, and to whose (R24).
//!
//! Computed from the deadline, never stored: an answer or an explanation in time takes it back, a day that an
//! explanation named brings it up again. Whom it reaches follows from one rule: **nobody learns of a matter
//! that they do not read**. The outside body alone may hear that an agency is late with one, and no more.

use super::coded::coded;
use super::deadline::{Deadline, Standing};
use super::ids::OfficerId;
use super::officer::Officer;
use super::role::Role;

coded!(
    /// How far a matter has gone without an answer.
    Alarm {
        /// The day due is near: a supervisor is reminded.
        Near = 1 => "near",
        /// The day due has passed without result or explanation: it goes to whom the agency chose.
        Overdue = 2 => "overdue",
    }
);

impl Alarm {
    /// The stage of a matter with this deadline; nothing while there is time and after the answer.
    pub const fn of(deadline: &Deadline) -> Option<Self> {
        match deadline.standing {
            Standing::DueSoon { .. } => Some(Self::Near),
            Standing::OverdueUnexplained { .. } => Some(Self::Overdue),
            Standing::InTime { .. }
            | Standing::Explained { .. }
            | Standing::Met { .. }
            | Standing::MetExplained { .. }
            | Standing::MetLate { .. } => None,
        }
    }
}

/// Who is told at a stage.
///
/// Near: the supervisors who read the matter; where none of its readers is one, the readers themselves. Overdue:
/// the person the agency chose, if they read the matter; in every other case the outside body, which is told
/// only that there is one. `readers` are the keys that open it now; people who have left are told nothing.
pub fn receivers(
    alarm: Alarm,
    overdue_to: Option<OfficerId>,
    officers: &[Officer],
    readers: &[[u8; 32]],
) -> Vec<OfficerId> {
    let reads = |officer: &&Officer| officer.active && readers.contains(&officer.key);
    let inside = |officer: &&Officer| !officer.roles.has(Role::Outside);
    let ids = |chosen: &mut dyn Iterator<Item = &Officer>| -> Vec<OfficerId> {
        chosen.map(|officer| officer.id).collect()
    };
    match alarm {
        Alarm::Near => {
            let supervises = |officer: &&Officer| officer.roles.has(Role::Supervisor);
            let supervisors = ids(&mut officers.iter().filter(reads).filter(inside).filter(supervises));
            if supervisors.is_empty() {
                ids(&mut officers.iter().filter(reads))
            } else {
                supervisors
            }
        }
        Alarm::Overdue => {
            let is_chosen = |officer: &&Officer| Some(officer.id) == overdue_to;
            let chosen = ids(&mut officers.iter().filter(reads).filter(is_chosen));
            if chosen.is_empty() {
                let outside = |officer: &&Officer| officer.active && !inside(officer);
                ids(&mut officers.iter().filter(outside))
            } else {
                chosen
            }
        }
    }
}

/// Whether the agency can choose this person to be told of what is overdue: nobody else could ever read one.
pub fn can_be_chosen(officer: &Officer) -> bool {
    officer.active && officer.roles.read_cases() && !officer.roles.has(Role::Outside)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::Holidays;
    use crate::domain::case::State;
    use crate::domain::day::Day;
    use crate::domain::deadline::Rule;
    use crate::domain::event::{EventKind, Fact};
    use crate::domain::ids::AgencyId;
    use crate::domain::officer::Login;
    use crate::domain::role::Roles;
    use proptest::prelude::*;

    fn officer(number: u8, roles: &[Role], active: bool) -> Officer {
        Officer {
            id: OfficerId([number; 16]),
            agency: AgencyId([1; 16]),
            unit: None,
            login: Login::parse(&format!("officer{number}")).unwrap(),
            name: String::new(),
            post: String::new(),
            mail: String::new(),
            roles: Roles::of(roles),
            key: [number; 32],
            active,
            earlier: Vec::new(),
        }
    }

    fn office() -> Vec<Officer> {
        vec![
            officer(1, &[Role::Intake], true),
            officer(2, &[Role::Supervisor], true),
            officer(3, &[Role::Supervisor, Role::Admin], true),
            officer(4, &[Role::Responsible], true),
            officer(9, &[Role::Outside], true),
        ]
    }

    fn told(alarm: Alarm, overdue_to: Option<u8>, readers: &[u8]) -> Vec<u8> {
        let keys: Vec<[u8; 32]> = readers.iter().map(|number| [*number; 32]).collect();
        receivers(alarm, overdue_to.map(|n| OfficerId([n; 16])), &office(), &keys)
            .iter()
            .map(|id| id.0[0])
            .collect()
    }

    #[test]
    fn a_supervisor_who_reads_the_matter_is_reminded_and_no_other() {
        assert_eq!(told(Alarm::Near, None, &[1, 2, 9]), [2]);
        assert_eq!(told(Alarm::Near, Some(3), &[1, 2, 3]), [2, 3]);
    }

    #[test]
    fn readers_without_a_supervisor_are_reminded_themselves() {
        assert_eq!(told(Alarm::Near, None, &[1, 4]), [1, 4]);
        assert_eq!(told(Alarm::Near, None, &[9]), [9], "the outside body reads alone");
    }

    #[test]
    fn what_is_overdue_goes_to_the_chosen_person_only_if_they_read_it() {
        assert_eq!(told(Alarm::Overdue, Some(2), &[1, 2]), [2]);
        assert_eq!(told(Alarm::Overdue, Some(3), &[1, 2]), [9]);
        assert_eq!(told(Alarm::Overdue, None, &[1, 2]), [9]);
        assert_eq!(told(Alarm::Overdue, Some(9), &[1, 2]), [9]);
    }

    #[test]
    fn whoever_has_left_is_told_nothing() {
        let mut office = office();
        for officer in &mut office {
            officer.active = officer.id.0[0] == 1;
        }
        let readers: Vec<[u8; 32]> = (1..=9).map(|number| [number; 32]).collect();
        assert_eq!(
            receivers(Alarm::Near, None, &office, &readers),
            [OfficerId([1; 16])]
        );
        assert!(receivers(Alarm::Overdue, Some(OfficerId([2; 16])), &office, &readers).is_empty());
    }

    #[test]
    fn an_explanation_in_time_takes_the_matter_back_until_its_day_is_near() {
        let received = Day::from_ymd(2026, 2, 2).unwrap();
        let facts = [
            Fact {
                kind: EventKind::Filed,
                state: State::Received,
                day: received,
                until: None,
            },
            Fact {
                kind: EventKind::Explained,
                state: State::Received,
                day: received.plus(14),
                until: Some(received.plus(30)),
            },
        ];
        let alarm = |facts: &[Fact], day: i32| {
            let rule = Rule::FIFTEEN_DAYS;
            let deadline = Deadline::of(rule, received, facts, &Holidays::default(), received.plus(day));
            Alarm::of(&deadline)
        };
        assert_eq!(alarm(&facts[..1], 10), None);
        assert_eq!(alarm(&facts[..1], 12), Some(Alarm::Near));
        assert_eq!(
            alarm(&facts[..1], 15),
            Some(Alarm::Near),
            "there is time on the last day"
        );
        assert_eq!(alarm(&facts[..1], 16), Some(Alarm::Overdue));
        assert_eq!(alarm(&facts, 16), None);
        assert_eq!(alarm(&facts, 29), Some(Alarm::Near));
        assert_eq!(alarm(&facts, 31), Some(Alarm::Overdue));
    }

    proptest! {
        #[test]
        fn nobody_inside_is_told_of_what_they_do_not_read(
            readers in prop::collection::vec(1_u8..10, 0..6),
            chosen in prop::option::of(1_u8..10),
            overdue in any::<bool>(),
        ) {
            let alarm = if overdue { Alarm::Overdue } else { Alarm::Near };
            for number in told(alarm, chosen, &readers) {
                prop_assert!(readers.contains(&number) || (overdue && number == 9));
            }
        }
    }
}
