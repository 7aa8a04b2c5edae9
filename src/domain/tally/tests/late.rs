//! Matters that were entered after the day of their receipt.

use super::*;

#[test]
fn a_letter_of_september_entered_in_october_is_carried_into_the_new_year() {
    let facts = [
        filed(day(2024, 10, 8)),
        fact(EventKind::Closed, State::ClosedUnsubstantiated, day(2024, 12, 1)),
    ];
    let mut letter = case(Kind::Complaint, Category::Finance, &facts);
    letter.received_on = day(2024, 9, 20);
    let (old, new) = (FiscalYear::new(2567).unwrap(), FiscalYear::new(2568).unwrap());
    // What was published of the old year stays true: nobody had entered it.
    assert!(monthly_table(&[letter], old, old.last_day()).total.is_zero());
    assert!(monthly_table(&[letter], new, day(2024, 10, 7)).total.is_zero());
    let october = monthly_table(&[letter], new, day(2024, 10, 31));
    assert_eq!(
        (october.carried_in.received, october.carried_in.in_progress),
        (1, 1)
    );
    assert!(october.received.is_zero());
    let december = monthly_table(&[letter], new, day(2024, 12, 31));
    assert_eq!((december.carried_in.completed, december.total.received), (1, 1));
    // A correction of the old year, counted after the entry, has it in the month of its receipt.
    let corrected = monthly_table(&[letter], old, day(2024, 10, 31));
    assert_eq!(corrected.months[11].figures.map(|row| row.received), Some(1));
    assert!(corrected.carried_in.is_zero());
    // By the year after it is done with.
    let after = new.next();
    assert!(monthly_table(&[letter], after, after.last_day()).total.is_zero());
}

proptest! {
    /// Whenever a matter is entered, every year has it in one place and no year misses it: in the month of its receipt, or
    /// carried in, unless it was known to be over when the year began and was not taken up again in it.
    #[test]
    fn no_matter_is_in_neither_the_months_nor_carried_in(
        histories in histories(),
        late in prop::collection::vec(0_i32..800, 25),
        year in 2565_i16..2570,
        as_of in 19_600_i32..20_700,
    ) {
        let mut cases = cases(&histories);
        for (case, days) in cases.iter_mut().zip(late) {
            case.received_on = case.received_on.plus(-days);
        }
        let (year, as_of) = (FiscalYear::new(year).unwrap(), Day::from_number(as_of));
        let table = monthly_table(&cases, year, as_of);
        let known = |case: &&CountedCase<'_>| {
            case.received_on <= as_of
                && state_on(case.facts, as_of).is_some_and(|state| state.bucket() != Bucket::NotCounted)
        };
        let inside = |case: &&CountedCase<'_>| year.period().contains(case.received_on);
        let brought = |case: &&CountedCase<'_>| {
            let over = case.facts.iter().rfind(|fact| fact.day < year.first_day());
            case.received_on < year.first_day()
                && as_of >= year.first_day()
                && (over.is_none_or(|fact| fact.state.is_open())
                    || case.facts.iter().any(|fact| {
                        fact.state.is_open() && fact.day <= as_of && year.period().contains(fact.day)
                    }))
        };
        let counted = cases.iter().filter(known);
        prop_assert_eq!(table.received.received as usize, counted.clone().filter(inside).count());
        prop_assert_eq!(table.carried_in.received as usize, counted.filter(brought).count());
    }
}
