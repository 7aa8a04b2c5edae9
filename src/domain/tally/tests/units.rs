use super::*;
use crate::domain::ids::UnitId;

#[test]
fn what_was_closed_about_a_unit_is_counted_in_the_half_year_of_its_closing_while_it_is_closed() {
    let year = FiscalYear::new(2567).unwrap();
    let (one, other) = (UnitId([1; 16]), UnitId([2; 16]));
    let closed = |state: State, on: Day| vec![filed(day(2023, 9, 1)), fact(EventKind::Closed, state, on)];
    let (march, april) = (day(2024, 3, 31), day(2024, 4, 1));
    let mut again = closed(State::ClosedSubstantiated, march);
    again.push(fact(EventKind::ReporterWrote, State::Screening, april));
    let mut linked = closed(State::ClosedSubstantiated, march);
    linked.push(fact(EventKind::Linked, State::ClosedSubstantiated, march));
    let facts = [
        (closed(State::ClosedSubstantiated, march), one),
        (closed(State::ClosedUnsubstantiated, march), one),
        (closed(State::ClosedInsufficient, april), one),
        (closed(State::ClosedSubstantiated, april), other),
        (again, one),
        (linked, one),
        // Nothing is learnt about a unit from what was not looked into here.
        (closed(State::NotAccepted, march), one),
        (closed(State::Referred, march), one),
        // Of the year before and the year after.
        (closed(State::ClosedSubstantiated, day(2023, 9, 30)), one),
        (closed(State::ClosedSubstantiated, day(2024, 10, 1)), one),
    ];
    let cases: Vec<CountedCase<'_>> = facts
        .iter()
        .map(|(facts, unit)| CountedCase {
            about: Some(About {
                unit: *unit,
                on: facts[1].day,
            }),
            ..case(Kind::Complaint, Category::Finance, facts)
        })
        .collect();
    let counted = |as_of: Day| {
        let table = monthly_table(&cases, year, as_of);
        [Half::First, Half::Second].map(|half| {
            let closed = table.closed_about(half);
            (closed.of(one), closed.of(other))
        })
    };
    assert_eq!(
        counted(march),
        [(3, 0), (0, 0)],
        "one of them was not taken up again yet"
    );
    assert_eq!(counted(day(2024, 12, 31)), [(2, 0), (1, 1)]);
    assert_eq!(counted(march.plus(-1)), [(0, 0), (0, 0)]);
}
