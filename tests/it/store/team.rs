//! Invitations, appointments and public keys.

use sujarit::domain::invitation::{Ending, LIFETIME};
use sujarit::domain::involved::Involved;
use sujarit::store::case_list::{self, Filter, Only, Order};
use sujarit::store::cases::{self, Reader};
use sujarit::store::public_keys::{self, PublicKeys};
use sujarit::store::{StoreError, agencies, appointments, delegations, envelopes, invitations, officers};

use super::samples::{
    CHANNEL, agency_id, appointed, asks, case_id, compartment, day, delegation, file, found, invitation, key,
    lock, new_case, officer, officer_id, wrap,
};
use crate::support::fresh::on_both;

on_both! {
    fn an_invitation_is_found_by_its_hash_and_read_as_it_was_written(fresh) {
        fresh.write(|c| found(c, 1));
        let mut bare = invitation(1, 2);
        bare.appointment.unit = None;
        let copy = bare.clone();
        fresh.write(|c| invitations::insert(c, &invitation(1, 1), &[1; 32]));
        fresh.write(move |c| invitations::insert(c, &copy, &[2; 32]));
        assert_eq!(fresh.read(|c| invitations::by_token(c, agency_id(1), [1; 32])), invitation(1, 1));
        assert_eq!(fresh.read(|c| invitations::by_token(c, agency_id(1), [2; 32])), bare);
        fresh.misses(|c| invitations::by_token(c, agency_id(1), [3; 32]));
        assert_eq!(fresh.read(|c| invitations::list(c, agency_id(1))).len(), 2);
    }

    fn an_invitation_ends_once_and_not_after_its_time(fresh) {
        fresh.write(|c| found(c, 1));
        let id = invitation(1, 1).id;
        fresh.write(|c| invitations::insert(c, &invitation(1, 1), &[1; 32]));
        let end = move |how, now| {
            move |c: &mut sujarit::store::Conn| invitations::end(c, agency_id(1), id, how, now)
        };
        assert_eq!(fresh.refused(end(Ending::Accepted, 1_000 + LIFETIME)), StoreError::Stale);
        fresh.write(end(Ending::Accepted, 999 + LIFETIME));
        assert_eq!(fresh.refused(end(Ending::Withdrawn, 2_000)), StoreError::Stale);
        let kept = fresh.read(|c| invitations::by_token(c, agency_id(1), [1; 32]));
        assert_eq!(kept.ended, Some(Ending::Accepted));
        assert!(fresh.read(|c| invitations::list(c, agency_id(1))).is_empty());
    }

    fn whoever_returns_is_read_with_the_accounts_of_before(fresh) {
        fresh.write(|c| found(c, 1));
        let mut again = officer(1, 5);
        again.earlier = vec![officer_id(1), officer_id(2)];
        let copy = again.clone();
        fresh.write(move |c| officers::insert(c, &copy, &lock()));
        let all = fresh.read(|c| officers::list(c, agency_id(1)));
        assert_eq!(all.iter().filter(|one| !one.earlier.is_empty()).collect::<Vec<_>>(), [&again]);
        assert_eq!(fresh.read(|c| officers::by_id(c, agency_id(1), officer_id(5))), again);
        assert_eq!(fresh.read(|c| officers::by_key(c, agency_id(1), key(5))), again);
        let login = again.login.clone();
        assert_eq!(fresh.read(move |c| officers::by_login(c, agency_id(1), &login)).0, again);
        // And so is whoever is invited.
        let mut invited = invitation(1, 1);
        invited.continues = Some(officer_id(3));
        let copy = invited.clone();
        fresh.write(move |c| invitations::insert(c, &copy, &[1; 32]));
        assert_eq!(fresh.read(|c| invitations::by_token(c, agency_id(1), [1; 32])), invited);
        assert_eq!(fresh.read(|c| invitations::list(c, agency_id(1))), [invited]);
    }

    fn an_account_that_is_marked_keeps_out_the_one_that_continues_it(fresh) {
        fresh.write(|c| found(c, 1));
        let mut again = officer(1, 5);
        again.earlier = vec![officer_id(2)];
        fresh.write(move |c| officers::insert(c, &again, &lock()));
        fresh.write(|c| file(c, &new_case(1, 1), 1, 1, &[1]));
        let marked = |n| Involved::new(vec![officer_id(n)], vec![]);
        let admit = |n| move |c: &mut sujarit::store::Conn| {
            envelopes::admit(c, &[wrap(1, 1, CHANNEL, 0, 5)], &marked(n))
        };
        assert_eq!(fresh.refused(admit(2)), StoreError::Barred);
        fresh.write(admit(3));
    }

    fn whoever_shares_a_case_waits_for_whoever_ends_the_delegation(fresh) {
        fresh.write(|c| found(c, 1));
        fresh.write(|c| file(c, &new_case(1, 1), 1, 1, &[1, 2]));
        fresh.write(|c| delegations::insert(c, &delegation(1)));
        let (id, other) = (delegation(1).id, fresh.again());
        let (begun, has_begun) = std::sync::mpsc::channel();
        let ends = std::thread::spawn(move || {
            other.write_blocking(move |c| {
                agencies::hold(c, agency_id(1))?;
                delegations::end(c, agency_id(1), id, (5, day(4)))?;
                begun.send(()).unwrap();
                std::thread::sleep(std::time::Duration::from_millis(300));
                Ok::<_, StoreError>(())
            })
        });
        has_begun.recv().unwrap();
        let late = fresh.refused(move |c| delegations::read_for(c, agency_id(1), case_id(1), key(2), id));
        ends.join().unwrap().unwrap();
        // SQLite has one writer, who may be busy for too long.
        assert!([StoreError::Barred, StoreError::Busy].contains(&late), "{late:?}");
        assert!(fresh.read(|c| delegations::readers(c, agency_id(1), case_id(1))).is_empty());
    }

    fn cases_that_somebody_read_as_a_substitute_are_told_once_that_is_over(fresh) {
        fresh.write(|c| found(c, 1));
        for n in 1..=2 {
            fresh.write(move |c| file(c, &new_case(1, n), 1, n, &[1, 2]));
        }
        fresh.write(|c| delegations::insert(c, &delegation(1)));
        let id = delegation(1).id;
        fresh.write(move |c| delegations::read_for(c, agency_id(1), case_id(2), key(2), id));
        let over = |on| fresh.read(move |c| {
            delegations::ended_of(c, agency_id(1), &[case_id(1), case_id(2)], day(on))
        });
        assert!(over(9).is_empty());
        assert_eq!(over(10).into_iter().collect::<Vec<_>>(), [(case_id(2), key(2))]);
    }

    fn only_the_newest_appointment_comes_in_force_and_only_once(fresh) {
        fresh.write(|c| found(c, 1));
        fresh.write(|c| appointments::add(c, agency_id(1), &appointed(2, 0)));
        assert_eq!(
            fresh.refused(|c| appointments::add(c, agency_id(1), &appointed(2, 0))),
            StoreError::Stale
        );
        fresh.write(|c| appointments::add(c, agency_id(1), &appointed(2, 1)));
        let force = |seq| move |c: &mut sujarit::store::Conn| {
            appointments::put_in_force(c, agency_id(1), officer_id(2), seq, 7)
        };
        assert_eq!(fresh.refused(force(0)), StoreError::Stale);
        fresh.write(force(1));
        assert_eq!(fresh.refused(force(1)), StoreError::Stale);
        let all = fresh.read(|c| appointments::of(c, agency_id(1), officer_id(2)));
        let mut second = appointed(2, 1);
        second.in_force_at = Some(7);
        assert_eq!(all, [appointed(2, 0), second]);
    }

    fn public_keys_are_kept_as_they_were_first(fresh) {
        fresh.write(|c| found(c, 1));
        let keys = |n| PublicKeys { kem_pk: [n; 32], sig_pk: [n; 32] };
        fresh.write(move |c| public_keys::keep(c, agency_id(1), officer_id(1), &keys(1)));
        fresh.write(move |c| public_keys::keep(c, agency_id(1), officer_id(1), &keys(2)));
        let all = fresh.read(|c| public_keys::all(c, agency_id(1)));
        assert_eq!(all.into_iter().collect::<Vec<_>>(), [(officer_id(1), keys(1))]);
    }

    fn an_agency_that_does_not_exist_is_not_held(fresh) {
        fresh.write(|c| found(c, 1));
        fresh.write(|c| agencies::hold(c, agency_id(1)));
        assert_eq!(fresh.refused(|c| agencies::hold(c, agency_id(2))), StoreError::NotFound);
    }

    fn a_substitute_finds_a_case_until_the_last_day(fresh) {
        fresh.write(|c| found(c, 1));
        fresh.write(|c| file(c, &new_case(1, 1), 1, 1, &[1, 2]));
        fresh.write(|c| delegations::insert(c, &delegation(1)));
        assert_eq!(fresh.read(|c| delegations::list(c, agency_id(1))), [delegation(1)]);
        let id = delegation(1).id;
        fresh.write(move |c| delegations::read_for(c, agency_id(1), case_id(1), key(2), id));
        let on = |n, last| Reader { key: key(n), on: day(last) };
        for (last, finds) in [(9, true), (10, false), (9, true)] {
            let found = fresh.read(move |c| Ok(cases::find_for(c, agency_id(1), case_id(1), on(2, last)).is_ok()));
            assert_eq!(found, finds, "day {last}");
            let count = i64::from(finds);
            assert_eq!(fresh.read(move |c| case_list::count_all_for(c, agency_id(1), on(2, last))), count);
            assert_eq!(fresh.read(move |c| case_list::count_for(c, agency_id(1), on(2, last), &EVERY)), count);
            let listed = fresh.read(move |c| case_list::list_for(c, agency_id(1), on(2, last), &EVERY));
            assert_eq!(listed.len(), usize::from(finds));
            let newest = fresh.read(move |c| case_list::newest_for(c, agency_id(1), on(2, last), None, 9));
            assert_eq!(newest.len(), usize::from(finds));
            let over = fresh.read(move |c| delegations::ended_access(c, agency_id(1), case_id(1), day(last)));
            assert_eq!(over.is_empty(), finds);
        }
        fresh.read(move |c| cases::find_for(c, agency_id(1), case_id(1), on(1, 10)));
        fresh.write(|c| delegations::forget(c, agency_id(1), case_id(1), &[key(1), key(3)]));
        assert_eq!(fresh.read(|c| delegations::readers(c, agency_id(1), case_id(1))), [(key(2), day(9))]);
        fresh.write(|c| delegations::forget(c, agency_id(1), case_id(1), &[key(2)]));
        assert!(fresh.read(|c| delegations::readers(c, agency_id(1), case_id(1))).is_empty());
    }

    fn a_delegation_is_ended_once_and_takes_its_cases_along(fresh) {
        fresh.write(|c| found(c, 1));
        fresh.write(|c| file(c, &new_case(1, 1), 1, 1, &[1, 2]));
        fresh.write(|c| delegations::insert(c, &delegation(1)));
        let id = delegation(1).id;
        fresh.write(move |c| delegations::read_for(c, agency_id(1), case_id(1), key(2), id));
        let reader = Reader { key: key(2), on: day(4) };
        fresh.read(move |c| cases::find_for(c, agency_id(1), case_id(1), reader));
        fresh.write(move |c| delegations::end(c, agency_id(1), id, (5, day(4))));
        let twice = fresh.refused(move |c| delegations::end(c, agency_id(1), id, (6, day(4))));
        assert_eq!(twice, StoreError::Stale);
        fresh.misses(move |c| cases::find_for(c, agency_id(1), case_id(1), reader));
        let kept = fresh.read(|c| delegations::list(c, agency_id(1)));
        assert_eq!(kept[0].ended_at, Some(5));
        // And nothing is handed over by it any more.
        let late = fresh.refused(move |c| delegations::read_for(c, agency_id(1), case_id(1), key(2), id));
        assert_eq!(late, StoreError::Barred);
    }

    fn who_is_let_in_again_keeps_the_keys_of_before(fresh) {
        fresh.write(|c| found(c, 1));
        fresh.write(|c| file(c, &new_case(1, 1), 1, 1, &[1, 2]));
        fresh.write(|c| {
            envelopes::insert_compartment(c, &compartment(1, 1, CHANNEL, 1))?;
            envelopes::insert_wraps(c, &[wrap(1, 1, CHANNEL, 1, 1)])
        });
        fresh.misses(|c| cases::find_for(c, agency_id(1), case_id(1), asks(2)));
        let wraps = [wrap(1, 1, CHANNEL, 0, 2), wrap(1, 1, CHANNEL, 1, 2)];
        fresh.write(move |c| envelopes::admit(c, &wraps, &Involved::default()));
        fresh.read(|c| cases::find_for(c, agency_id(1), case_id(1), asks(2)));
        let kept = fresh.read(|c| envelopes::wraps_of(c, agency_id(1), case_id(1), CHANNEL, key(2)));
        assert_eq!(kept.len(), 2);
    }
}

/// Every case.
const EVERY: Filter<'static> = Filter {
    states: &[],
    only: Only {
        category: None,
        kind: None,
        channel: None,
        fiscal_year: None,
    },
    order: Order::Due,
    limit: 9,
    offset: 0,
};
