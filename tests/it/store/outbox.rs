//! Each mail goes out once, also with two nodes and after a crash.

use std::collections::BTreeMap;

use sujarit::store::outbox;
use sujarit::store::{Db, StoreError};

use super::samples::{agency_id, day, found, mail};
use crate::support::fresh::{Fresh, on_both};

fn push(fresh: &Fresh, officer: u32, n: u32, on: i32) {
    fresh.write(move |c| outbox::push(c, &mail(1, officer, n, on)));
}

fn claim(db: &Db, now: i64) -> Vec<outbox::Claimed> {
    db.write_blocking(move |c| outbox::claim(c, (now, day(99)), 60, 100))
        .unwrap()
}

on_both! {
    fn one_mail_for_an_officer_and_day(fresh) {
        fresh.write(|c| found(c, 1));
        push(fresh, 1, 1, 0);
        push(fresh, 1, 2, 0);
        push(fresh, 1, 3, 1);
        push(fresh, 2, 4, 0);
        let claimed = claim(&fresh.db, 100);
        assert_eq!(claimed.len(), 3);
        assert!(claimed.iter().all(|claimed| claimed.attempt == 1 && claimed.leased_until == 160));
        let sent = claimed[0];
        fresh.write(move |c| outbox::sent(c, &sent, 101));
        // Not even after it has gone out.
        fresh.write(move |c| {
            let mut again = sent.mail;
            again.id = mail(1, 1, 9, 0).id;
            outbox::push(c, &again)
        });
        assert_eq!(claim(&fresh.db, 1_000).len(), 2);
        let stranger = fresh.refused(|c| outbox::push(c, &mail(1, 88, 10, 0)));
        assert_eq!(stranger, StoreError::Query("foreign key"));
    }

    fn the_oldest_day_goes_first_and_no_more_than_asked(fresh) {
        fresh.write(|c| found(c, 1));
        for (n, on) in [(1, 3), (2, 1), (3, 2)] {
            push(fresh, 1, n, on);
        }
        let claimed = fresh.write(|c| outbox::claim(c, (100, day(99)), 60, 2));
        assert_eq!(claimed.iter().map(|claimed| claimed.mail.day).collect::<Vec<_>>(), [day(1), day(2)]);
    }

    fn a_mail_of_a_day_that_has_not_come_waits_for_it(fresh) {
        fresh.write(|c| found(c, 1));
        push(fresh, 1, 1, 3);
        assert!(fresh.write(|c| outbox::claim(c, (100, day(2)), 60, 9)).is_empty());
        assert_eq!(fresh.write(|c| outbox::claim(c, (100, day(3)), 60, 9)).len(), 1);
    }

    fn two_nodes_never_hold_the_same_mail(fresh) {
        fresh.write(|c| found(c, 1));
        for n in 0..60 {
            push(fresh, 1 + n % 3, n, i32::try_from(n).unwrap());
        }
        let nodes = [fresh.db.clone(), fresh.again()];
        let claimed: Vec<_> = std::thread::scope(|scope| {
            let claimers: Vec<_> = (0..6)
                .map(|n| {
                    let db = nodes[n % 2].clone();
                    scope.spawn(move || {
                        (0..10)
                            .flat_map(|_| db.write_blocking(|c| outbox::claim(c, (100, day(99)), 60, 7)).unwrap())
                            .collect::<Vec<_>>()
                    })
                })
                .collect();
            claimers.into_iter().flat_map(|claimer| claimer.join().unwrap()).collect()
        });
        let mut times = BTreeMap::new();
        for each in &claimed {
            *times.entry(each.mail.id).or_insert(0) += 1;
        }
        assert_eq!(times.len(), 60);
        assert!(times.values().all(|times| *times == 1), "{times:?}");
    }

    fn a_mail_of_a_node_that_died_is_taken_over_and_finished_once(fresh) {
        fresh.write(|c| found(c, 1));
        push(fresh, 1, 1, 0);
        let lost = claim(&fresh.db, 100)[0];
        assert!(claim(&fresh.db, 159).is_empty());
        let taken = claim(&fresh.db, 160)[0];
        assert_eq!((taken.mail, taken.attempt), (lost.mail, 2));
        assert_eq!(fresh.refused(move |c| outbox::sent(c, &lost, 161)), StoreError::Stale);
        assert_eq!(fresh.refused(move |c| outbox::failed(c, &lost, 161)), StoreError::Stale);
        fresh.write(move |c| outbox::sent(c, &taken, 162));
        assert_eq!(fresh.refused(move |c| outbox::sent(c, &taken, 163)), StoreError::Stale);
        assert!(claim(&fresh.db, 99_999).is_empty());
    }

    fn a_mail_that_failed_waits_until_its_time(fresh) {
        fresh.write(|c| found(c, 1));
        push(fresh, 1, 1, 0);
        let first = claim(&fresh.db, 100)[0];
        fresh.write(move |c| outbox::failed(c, &first, 500));
        assert!(claim(&fresh.db, 499).is_empty());
        assert_eq!(claim(&fresh.db, 500)[0].attempt, 2);
    }

    fn purging_removes_old_mails_that_have_gone_out(fresh) {
        fresh.write(|c| found(c, 1));
        for n in [1, 2, 3] {
            push(fresh, 1, n, i32::try_from(n).unwrap());
        }
        let claimed = claim(&fresh.db, 100);
        let (first, third) = (claimed[0], claimed[2]);
        fresh.write(move |c| outbox::sent(c, &first, 101));
        fresh.write(move |c| outbox::sent(c, &third, 101));
        assert_eq!(fresh.write(|c| outbox::purge(c, agency_id(1), day(3))), 1);
        assert_eq!(claim(&fresh.db, 1_000).len(), 1);
    }
}
