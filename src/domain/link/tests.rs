use super::*;
use crate::domain::calendar::Holidays;
use crate::domain::case::{Outcome, Step};
use crate::domain::category::{Category, Channel, Kind, Origin};
use crate::domain::deadline::{Deadline, Rule};
use crate::domain::event::{EventKind, Fact};
use crate::domain::ids::{AgencyId, OfficerId, UnitId};
use crate::domain::officer::Login;
use crate::domain::period::Period;
use crate::domain::role::{Role, Roles};
use crate::domain::tally::{CountedCase, tally};
use proptest::prelude::*;

const RECEIVED: Day = Day::from_number(20_010);

fn officer(number: u8) -> Officer {
    Officer {
        id: OfficerId([number; 16]),
        agency: AgencyId([1; 16]),
        unit: Some(UnitId([number; 16])),
        login: Login::parse(&format!("officer{number}")).unwrap(),
        name: String::new(),
        post: String::new(),
        mail: String::new(),
        roles: Roles::of(&[Role::Responsible]),
        key: [number; 32],
        active: true,
        earlier: Vec::new(),
    }
}

fn link(number: u8, side: Side, other: u8) -> Link {
    Link {
        record: RecordId([number; 16]),
        side,
        other: CaseId([other; 16]),
    }
}

/// Everything that a candidate is about.
#[derive(Clone)]
struct One {
    id: CaseId,
    state: State,
    received_on: Day,
    links: Vec<Link>,
    readers: Vec<Officer>,
    involved: Involved,
}

impl One {
    fn new(number: u8, state: State, readers: &[u8]) -> Self {
        Self {
            id: CaseId([number; 16]),
            state,
            received_on: RECEIVED,
            links: Vec::new(),
            readers: readers.iter().map(|number| officer(*number)).collect(),
            involved: Involved::default(),
        }
    }

    fn candidate(&self) -> Candidate<'_> {
        Candidate {
            id: self.id,
            state: self.state,
            received_on: self.received_on,
            links: &self.links,
            readers: &self.readers,
            involved: &self.involved,
        }
    }
}

/// Two that fit, changed by `change`.
fn answer(change: impl FnOnce(&mut One, &mut One)) -> Result<(), Unfit> {
    let mut duplicate = One::new(1, State::Screening, &[1, 2]);
    let mut main = One::new(2, State::FactFinding, &[2, 3]);
    change(&mut duplicate, &mut main);
    may_link(&duplicate.candidate(), &main.candidate())
}

#[test]
fn a_duplicate_is_linked_to_one_that_came_before_and_counts() {
    assert_eq!(answer(|_, _| ()), Ok(()));
    for state in State::ALL {
        let counted = state.bucket() != Bucket::NotCounted;
        let expected = if counted { Ok(()) } else { Err(Unfit::Elsewhere) };
        assert_eq!(answer(|_, main| main.state = *state), expected, "{state:?}");
        let expected = if state.is_open() {
            Ok(())
        } else {
            Err(Unfit::Ended)
        };
        assert_eq!(
            answer(|duplicate, _| duplicate.state = *state),
            expected,
            "{state:?}"
        );
    }
    assert_eq!(
        answer(|_, main| main.received_on = RECEIVED.plus(1)),
        Err(Unfit::Later)
    );
    assert_eq!(answer(|duplicate, main| duplicate.id = main.id), Err(Unfit::Same));
}

#[test]
fn links_make_no_chains_and_no_crowds() {
    let side = |side| link(9, side, 7);
    assert_eq!(answer(|_, main| main.links.push(side(Side::Main))), Ok(()));
    assert_eq!(
        answer(|_, main| main.links.push(side(Side::Duplicate))),
        Err(Unfit::Chain)
    );
    for of in Side::ALL {
        assert_eq!(
            answer(|duplicate, _| duplicate.links.push(side(*of))),
            Err(Unfit::Chain)
        );
    }
    let full = vec![side(Side::Main); MOST];
    assert_eq!(answer(|_, main| main.links = full), Err(Unfit::Full));
}

#[test]
fn nobody_gets_to_read_beside_a_case_what_they_must_not_read() {
    let about = |number: u8| Involved::new(vec![OfficerId([number; 16])], Vec::new());
    let unit = |number: u8| Involved::new(Vec::new(), vec![UnitId([number; 16])]);
    for involved in [about(3), unit(3)] {
        assert_eq!(
            answer(|duplicate, _| duplicate.involved = involved),
            Err(Unfit::Conflict)
        );
    }
    for involved in [about(1), unit(1)] {
        assert_eq!(answer(|_, main| main.involved = involved), Err(Unfit::Conflict));
    }
    assert_eq!(
        answer(|duplicate, main| (duplicate.involved, main.involved) = (about(5), about(6))),
        Ok(())
    );
}

#[test]
fn a_link_holds_until_it_is_undone_and_can_be_made_again() {
    let entry = |number: u8, change, other: u8| {
        let linking = Linking {
            change,
            side: Side::Main,
            other: CaseId([other; 16]),
            words: None,
        };
        (RecordId([number; 16]), linking)
    };
    let mut changes = vec![entry(1, Change::Linked, 7), entry(2, Change::Linked, 8)];
    assert_eq!(
        holding(&changes),
        [link(1, Side::Main, 7), link(2, Side::Main, 8)]
    );
    changes.push(entry(3, Change::Unlinked, 7));
    assert_eq!(holding(&changes), [link(2, Side::Main, 8)]);
    changes.push(entry(4, Change::Linked, 7));
    assert_eq!(
        holding(&changes),
        [link(2, Side::Main, 8), link(4, Side::Main, 7)]
    );
}

const WALK: &[(Step, EventKind)] = &[
    (Step::Screen, EventKind::Moved),
    (Step::Ask, EventKind::Asked),
    (Step::ReporterWrites, EventKind::ReporterWrote),
    (Step::FindFacts, EventKind::Moved),
    (Step::Discipline, EventKind::Moved),
    (Step::Refer, EventKind::Referred),
    (Step::Close(Outcome::Substantiated), EventKind::Closed),
    (Step::Close(Outcome::NotAccepted), EventKind::Closed),
    (Step::Retrack, EventKind::Closed),
];

/// What happens to a case that nobody links: only steps that its state allows.
fn walk(steps: &[(usize, i32)]) -> Vec<Fact> {
    let fact = |kind, state, day| Fact {
        kind,
        state,
        day,
        until: None,
    };
    let mut facts = vec![fact(EventKind::Filed, State::Received, RECEIVED)];
    let (mut state, mut day) = (State::Received, RECEIVED);
    for (step, gap) in steps {
        let (step, kind) = WALK[step % WALK.len()];
        day = day.plus(*gap);
        if let Ok(next) = state.after(step) {
            state = next;
            facts.push(fact(kind, state, day));
        }
    }
    facts
}

/// The same with a link made after the fact at `at` and, where asked for, undone after the one at `undone`.
fn linked(facts: &[Fact], at: usize, undone: Option<usize>) -> Vec<Fact> {
    let mut all = Vec::new();
    for (place, fact) in facts.iter().enumerate() {
        all.push(*fact);
        if place == at {
            all.push(Fact {
                kind: EventKind::Linked,
                ..*fact
            });
        }
        if undone == Some(place) {
            all.push(Fact {
                kind: EventKind::Unlinked,
                ..*fact
            });
        }
    }
    all
}

fn counted(facts: &[Fact], as_of: Day) -> u32 {
    let case = CountedCase {
        category: Category::Duty,
        kind: Kind::Complaint,
        channel: Channel::ALL[0],
        origin: Origin::ALL[0],
        received_on: RECEIVED,
        rule: Rule::FIFTEEN_DAYS,
        facts,
    };
    tally(&[case], Period::from(RECEIVED.month()), as_of).received
}

proptest! {
    #[test]
    fn no_link_moves_the_clock_whatever_happens_before_and_after(steps in prop::collection::vec((0_usize..9, 0_i32..12), 0..12), at in 0_usize..12, later in 0_usize..12, as_of in 0_i32..90) {
        let facts = walk(&steps);
        let at = at % facts.len();
        let undone = Some(at + later).filter(|place| *place < facts.len());
        let clock = |facts: &[Fact]| Deadline::of(Rule::FIFTEEN_DAYS, RECEIVED, facts, &Holidays::default(), RECEIVED.plus(as_of));
        prop_assert_eq!(clock(&linked(&facts, at, undone)), clock(&facts));
    }

    #[test]
    fn a_linked_matter_counts_in_its_main_case_and_for_itself_again_once_it_is_unlinked(steps in prop::collection::vec((0_usize..9, 1_i32..12), 0..12), at in 0_usize..12, as_of in 0_i32..120) {
        let facts = walk(&steps);
        let at = at % facts.len();
        let as_of = RECEIVED.plus(as_of);
        let with = linked(&facts, at, None);
        let expected = if facts[at].day <= as_of { 0 } else { counted(&facts, as_of) };
        prop_assert_eq!(counted(&with, as_of), expected);
        let again = linked(&facts, at, Some(facts.len() - 1));
        let last = facts[facts.len() - 1].day;
        if as_of >= last {
            prop_assert_eq!(counted(&again, as_of), counted(&facts, as_of));
        }
    }
}
