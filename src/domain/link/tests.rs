use super::*;
use crate::domain::calendar::Holidays;
use crate::domain::case::{Outcome, Step};
use crate::domain::category::{Category, Channel, Kind, Origin};
use crate::domain::deadline::{Deadline, Rule};
use crate::domain::event::{EventKind, Fact};
use crate::domain::ids::{AgencyId, OfficerId, UnitId};
use crate::domain::officer::Login;
use crate::domain::period::Period;
use crate::domain::position::Position;
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

const fn case_number(number: i32) -> CaseNumber {
    CaseNumber {
        fiscal_year: 2569,
        number,
    }
}

/// Everything that a candidate is about.
#[derive(Clone)]
struct One {
    id: CaseId,
    state: State,
    received_on: Day,
    number: CaseNumber,
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
            // The main case, number two, has the lower one.
            number: case_number(9 - i32::from(number)),
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
            number: self.number,
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
    assert_eq!(
        answer(|_, main| main.number = case_number(9)),
        Err(Unfit::Later),
        "of one day, the lower number comes first"
    );
    assert_eq!(
        answer(|_, main| (main.received_on, main.number) = (RECEIVED.plus(-1), case_number(9))),
        Ok(())
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

#[test]
fn a_later_main_case_takes_the_place_of_the_one_before() {
    let entry = |number: u8, side, other: u8| {
        let linking = Linking {
            change: Change::Linked,
            side,
            other: CaseId([other; 16]),
            words: None,
        };
        (RecordId([number; 16]), linking)
    };
    let changes = [
        entry(1, Side::Main, 7),
        entry(2, Side::Duplicate, 8),
        entry(3, Side::Duplicate, 9),
    ];
    assert_eq!(
        holding(&changes),
        [link(1, Side::Main, 7), link(3, Side::Duplicate, 9)]
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
    let mut day = RECEIVED;
    for (step, gap) in steps {
        let (step, kind) = WALK[step % WALK.len()];
        day = day.plus(*gap);
        if let Ok(next) = Position::of(facts.iter().map(|fact| fact.state)).after(step) {
            facts.push(fact(kind, next, day));
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
        about: None,
    };
    tally(&[case], Period::from(RECEIVED.month()), as_of).received
}

proptest! {
    /// Officers of whom each sees other cases link what they see. Whatever they do, every matter is counted in the end.
    #[test]
    fn no_links_of_people_who_cannot_see_all_of_them_close_a_ring(
        cases in prop::collection::vec((0_i32..3, 0_i32..1_000), 2..8),
        deeds in prop::collection::vec((0_usize..8, 0_usize..8, any::<u8>()), 0..30),
    ) {
        let mut mains: Vec<Option<usize>> = vec![None; cases.len()];
        for (duplicate, main, seen) in deeds {
            let (duplicate, main) = (duplicate % cases.len(), main % cases.len());
            let sees = |case: usize| case == duplicate || case == main || seen & (1 << case) != 0;
            let known = |case: usize| -> Vec<Link> {
                let up = mains[case].filter(|main| sees(*main)).map(|main| (Side::Duplicate, main));
                let down = (0..cases.len()).filter(|other| mains[*other] == Some(case) && sees(*other));
                up.into_iter()
                    .chain(down.map(|other| (Side::Main, other)))
                    .map(|(side, other)| link(0, side, u8::try_from(other).unwrap()))
                    .collect()
            };
            let one = |case: usize| {
                let (day, number) = cases[case];
                let mut one = One::new(0, State::Screening, &[1]);
                one.id = CaseId([u8::try_from(case).unwrap(); 16]);
                one.received_on = RECEIVED.plus(day);
                one.number = case_number(number * 10 + i32::try_from(case).unwrap());
                one.links = known(case);
                one
            };
            let (here, there) = (one(duplicate), one(main));
            if may_link(&here.candidate(), &there.candidate()).is_ok() {
                mains[duplicate] = Some(main);
            }
        }
        for case in 0..cases.len() {
            let mut at = case;
            for _ in 0..cases.len() {
                at = mains[at].unwrap_or(at);
            }
            prop_assert_eq!(mains[at], None, "case {} is counted nowhere", case);
        }
    }

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
