//! Cases: found by whoever may find them, advanced by one officer at a time.

use sujarit::domain::case::State;
use sujarit::store::case_list::{self, Filter, Only, Order};
use sujarit::store::cases::{self, Case};
use sujarit::store::{Key, StoreError, envelopes};

use super::samples::{
    CHANNEL, IDENTITY, agency_id, asks, bytes, case_id, compartment, day, file, found, new_case, wrap,
};
use crate::support::fresh::{Fresh, on_both};

const ALL: Filter<'static> = Filter {
    states: &[],
    only: Only {
        category: None,
        kind: None,
        channel: None,
        fiscal_year: None,
    },
    order: Order::Due,
    limit: 100,
    offset: 0,
};

/// Case `n` of agency 1, read by these officers.
fn add(fresh: &Fresh, n: u32, readers: &'static [u32]) {
    fresh.write(move |c| file(c, &new_case(1, n), 1, n, readers));
}

fn numbers(cases: &[Case]) -> Vec<i32> {
    cases.iter().map(|case| case.number).collect()
}

on_both! {
    fn a_case_is_read_as_it_was_written(fresh) {
        fresh.write(|c| found(c, 1));
        add(fresh, 3, &[1, 2]);
        let by_lookup = fresh.read(|c| cases::find_by_lookup(c, agency_id(1), bytes(5_003)));
        let new = new_case(1, 3);
        let expected = Case {
            id: new.id,
            agency: new.agency,
            fiscal_year: new.fiscal_year,
            number: new.number,
            received_on: new.received_on,
            due_on: new.due_on,
            category: new.category,
            kind: new.kind,
            channel: new.channel,
            origin: new.origin,
            state: new.state,
            outside: new.outside,
            rule: new.rule,
            version: 0,
        };
        assert_eq!(by_lookup, expected);
        assert_eq!(fresh.read(|c| cases::find(c, agency_id(1), case_id(3))), expected);
        fresh.misses(|c| cases::find_by_lookup(c, agency_id(1), bytes(5_004)));
        fresh.misses(|c| cases::find(c, agency_id(1), case_id(4)));
    }

    fn a_second_submission_and_a_drawn_number_are_told_apart(fresh) {
        fresh.write(|c| found(c, 1));
        add(fresh, 1, &[1]);
        fresh.write(|c| {
            let mut same_code = new_case(1, 2);
            same_code.lookup_id = new_case(1, 1).lookup_id;
            same_code.number = 1;
            assert_eq!(cases::insert(c, &same_code), Err(StoreError::Duplicate(Key::Lookup)));
            let mut same_number = new_case(1, 2);
            same_number.number = 1;
            assert_eq!(cases::insert(c, &same_number), Err(StoreError::Duplicate(Key::Number)));
            let mut same_id = new_case(1, 2);
            same_id.id = case_id(1);
            assert_eq!(cases::insert(c, &same_id), Err(StoreError::Duplicate(Key::Id)));
            // The transaction is still good: the next number is tried in it.
            same_number.number = 777;
            cases::insert(c, &same_number)?;
            // The same number in another year is another case.
            let mut next_year = new_case(1, 3);
            next_year.number = 1;
            next_year.fiscal_year = 2571;
            cases::insert(c, &next_year)
        });
        assert_eq!(fresh.read(|c| cases::find(c, agency_id(1), case_id(2))).number, 777);
    }

    fn whoever_has_no_key_finds_no_trace_of_a_case(fresh) {
        fresh.write(|c| found(c, 1));
        add(fresh, 1, &[1, 2]);
        add(fresh, 2, &[2, 3]);
        // The custodian's key opens the identity compartment and makes nobody a reader of the case.
        fresh.write(|c| {
            envelopes::insert_compartment(c, &compartment(1, 1, IDENTITY, 0))?;
            envelopes::insert_wraps(c, &[wrap(1, 1, IDENTITY, 0, 4)])
        });
        for (reader, expected) in [(1, vec![1]), (2, vec![1, 2]), (3, vec![2]), (4, vec![]), (99, vec![])] {
            let mut listed = fresh.read(move |c| case_list::list_for(c, agency_id(1), asks(reader), &ALL));
            listed.sort_by_key(|case| case.number);
            assert_eq!(numbers(&listed), expected, "{reader}");
            let counted = fresh.read(move |c| case_list::count_for(c, agency_id(1), asks(reader), &ALL));
            assert_eq!(counted, i64::try_from(expected.len()).unwrap(), "{reader}");
            let all = fresh.read(move |c| case_list::count_all_for(c, agency_id(1), asks(reader)));
            assert_eq!(all, counted, "{reader}");
        }
        assert_eq!(fresh.read(|c| cases::find_for(c, agency_id(1), case_id(1), asks(1))).number, 1);
        fresh.misses(|c| cases::find_for(c, agency_id(1), case_id(2), asks(1)));
        fresh.misses(|c| cases::find_for(c, agency_id(1), case_id(1), asks(4)));
        fresh.misses(|c| cases::find_for(c, agency_id(1), case_id(9), asks(1)));
    }

    fn whoever_is_left_out_of_a_new_data_key_loses_the_case(fresh) {
        fresh.write(|c| found(c, 1));
        add(fresh, 1, &[1, 2]);
        fresh.write(|c| {
            envelopes::insert_compartment(c, &compartment(1, 1, CHANNEL, 1))?;
            envelopes::insert_wraps(c, &[wrap(1, 1, CHANNEL, 1, 2), wrap(1, 1, CHANNEL, 1, 3)])
        });
        for (reader, expected) in [(1, 0), (2, 1), (3, 1)] {
            let counted = fresh.read(move |c| case_list::count_for(c, agency_id(1), asks(reader), &ALL));
            assert_eq!(counted, expected, "{reader}");
            let all = fresh.read(move |c| case_list::count_all_for(c, agency_id(1), asks(reader)));
            assert_eq!(all, expected, "{reader}");
            let listed = fresh.read(move |c| case_list::list_for(c, agency_id(1), asks(reader), &ALL));
            assert_eq!(listed.len(), usize::try_from(expected).unwrap(), "{reader}");
        }
        fresh.misses(|c| cases::find_for(c, agency_id(1), case_id(1), asks(1)));
        fresh.read(|c| cases::find_for(c, agency_id(1), case_id(1), asks(3)));
    }

    fn a_list_is_sorted_filtered_and_cut_as_asked(fresh) {
        fresh.write(|c| found(c, 1));
        for (n, received, due, state) in [
            (1, 0, 30, State::Received),
            (2, 1, 16, State::Screening),
            (3, 2, 17, State::ClosedSubstantiated),
            (4, 3, 18, State::Received),
        ] {
            fresh.write(move |c| {
                let mut case = new_case(1, n);
                case.received_on = day(received);
                case.due_on = day(due);
                case.state = state;
                file(c, &case, 1, n, &[1])
            });
        }
        let list = |filter: Filter<'static>| {
            numbers(&fresh.read(move |c| case_list::list_for(c, agency_id(1), asks(1), &filter)))
        };
        assert_eq!(list(ALL), [2, 3, 4, 1]);
        assert_eq!(list(Filter { order: Order::Received, ..ALL }), [4, 3, 2, 1]);
        assert_eq!(list(Filter { limit: 2, offset: 1, ..ALL }), [3, 4]);
        assert_eq!(list(Filter { offset: 4, ..ALL }), [0_i32; 0]);
        let open = Filter { states: &[State::Received, State::Screening], ..ALL };
        assert_eq!(list(open), [2, 4, 1]);
        let counted = fresh.read(|c| case_list::count_for(c, agency_id(1), asks(1), &Filter { states: &[State::Received], ..ALL }));
        assert_eq!(counted, 2);
        fresh.write(|c| cases::set_due(c, agency_id(1), case_id(1), day(1)));
        assert_eq!(list(open), [1, 2, 4]);
        let missing = fresh.refused(|c| cases::set_due(c, agency_id(1), case_id(9), day(1)));
        assert_eq!(missing, StoreError::NotFound);
    }

    fn of_two_officers_who_act_at_once_one_wins(fresh) {
        fresh.write(|c| found(c, 1));
        add(fresh, 1, &[1, 2]);
        let seen = fresh.read(|c| cases::find(c, agency_id(1), case_id(1)));
        let second_node = fresh.again();
        let results: Vec<_> = std::thread::scope(|scope| {
            let tries: Vec<_> = (0..8)
                .map(|n| {
                    let db = if n % 2 == 0 { fresh.db.clone() } else { second_node.clone() };
                    scope.spawn(move || db.write_blocking(move |c| cases::advance(c, &seen, State::Screening)))
                })
                .collect();
            tries.into_iter().map(|each| each.join().unwrap()).collect()
        });
        assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1, "{results:?}");
        assert_eq!(
            results.iter().filter(|result| **result == Err(StoreError::Stale)).count(),
            7,
            "{results:?}"
        );
        let now = fresh.read(|c| cases::find(c, agency_id(1), case_id(1)));
        assert_eq!((now.state, now.version), (State::Screening, 1));
    }

    fn a_decision_on_an_old_page_is_stale_even_if_the_state_came_back(fresh) {
        fresh.write(|c| found(c, 1));
        add(fresh, 1, &[1]);
        let seen = fresh.read(|c| cases::find(c, agency_id(1), case_id(1)));
        fresh.write(move |c| {
            cases::advance(c, &seen, State::Screening)?;
            let moved = cases::find(c, agency_id(1), case_id(1))?;
            cases::advance(c, &moved, State::Received)
        });
        assert_eq!(fresh.refused(move |c| cases::advance(c, &seen, State::Screening)), StoreError::Stale);
    }
}
