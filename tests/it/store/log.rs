//! The end of a chain belongs to one transaction at a time.

use std::thread;

use sujarit::domain::log::{Action, Entry, NewEntry, Tail};
use sujarit::flow::audit::log::{append, hash};
use sujarit::store::log::{self, Wanted};
use sujarit::store::{Conn, StoreError, envelopes};

use super::samples::{
    CHANNEL, agency_id, asks, case_id, compartment, file, found, new_case, officer_id, wrap,
};
use crate::support::fresh::on_both;

fn new(n: u32, action: Action) -> NewEntry {
    NewEntry {
        at: 1_790_000_000 + i64::from(n),
        actor: n.is_multiple_of(2).then(|| officer_id(1 + n % 4)),
        action,
        object: super::samples::bytes(n),
        nonce: super::samples::bytes(n + 7),
        detail: format!("{{\"n\":{n}}}"),
    }
}

fn chain(conn: &mut Conn, agency: u32) -> Result<Vec<Entry>, StoreError> {
    let mut all = Vec::new();
    log::each_entry(conn, agency_id(agency), |entry| all.push(entry))?;
    Ok(all)
}

fn holds(chain: &[Entry]) {
    let mut prev = [0; 32];
    for (place, entry) in chain.iter().enumerate() {
        assert_eq!(entry.seq, i64::try_from(place).unwrap());
        assert_eq!(entry.prev, prev);
        assert_eq!(hash(entry), Some(entry.hash));
        prev = entry.hash;
    }
}

on_both! {
    fn entries_form_one_chain_for_each_agency(fresh) {
        fresh.write(|c| found(c, 1));
        fresh.write(|c| found(c, 2));
        assert_eq!(fresh.read(|c| log::tail(c, agency_id(1))), Tail { next_seq: 0, hash: [0; 32] });
        for n in 0..6 {
            fresh.write(move |c| append(c, agency_id(1 + n % 2), &new(n, Action::SignedIn)));
        }
        let (one, two) = (fresh.read(|c| chain(c, 1)), fresh.read(|c| chain(c, 2)));
        assert_eq!((one.len(), two.len()), (3, 3));
        holds(&one);
        holds(&two);
        assert_eq!(one[1].detail, Some((new(2, Action::SignedIn).nonce, "{\"n\":2}".to_owned())));
        let tail = fresh.read(|c| log::tail(c, agency_id(1)));
        assert_eq!(tail, Tail { next_seq: 3, hash: one[2].hash });
    }

    fn an_entry_goes_with_the_write_that_it_is_about(fresh) {
        fresh.write(|c| found(c, 1));
        fresh.write(|c| append(c, agency_id(1), &new(0, Action::SignedIn)));
        let gone = fresh.db.write_blocking(|c| {
            append(c, agency_id(1), &new(1, Action::CaseDeed))?;
            Err::<(), _>(StoreError::Stale)
        });
        assert_eq!(gone, Err(StoreError::Stale));
        fresh.write(|c| append(c, agency_id(1), &new(2, Action::SignedOut)));
        let chain = fresh.read(|c| chain(c, 1));
        assert_eq!(chain.len(), 2);
        holds(&chain);
        assert_eq!(fresh.refused(|c| append(c, agency_id(9), &new(3, Action::SignedIn))), StoreError::Query("foreign key"));
    }

    fn two_nodes_that_add_at_the_same_time_leave_one_chain(fresh) {
        fresh.write(|c| found(c, 1));
        let nodes: Vec<_> = (0..3).map(|_| fresh.again()).collect();
        thread::scope(|scope| {
            for (node, db) in nodes.iter().enumerate() {
                scope.spawn(move || {
                    let mut done = 0;
                    while done < 20 {
                        let n = u32::try_from(node).unwrap() * 100 + done;
                        match db.write_blocking(move |c| append(c, agency_id(1), &new(n, Action::CaseDeed))) {
                            Ok(()) => done += 1,
                            // SQLite's lock is for one process; whoever waited too long tries again.
                            Err(StoreError::Busy) => {}
                            Err(error) => panic!("{error}"),
                        }
                    }
                });
            }
        });
        let chain = fresh.read(|c| chain(c, 1));
        assert_eq!(chain.len(), 60);
        holds(&chain);
    }

    fn a_page_has_what_was_asked_for_newest_first(fresh) {
        fresh.write(|c| found(c, 1));
        for n in 0..9 {
            let action = if n % 3 == 0 { Action::SignedIn } else { Action::SettingsChanged };
            fresh.write(move |c| append(c, agency_id(1), &new(n, action)));
        }
        let page = |actions: &'static [Action], actor, between, offset| {
            let wanted = Wanted { actions, actor, between, reader: asks(1), limit: 2, offset };
            let page = fresh.read(move |c| log::page(c, agency_id(1), &wanted));
            page.iter().map(|entry| entry.seq).collect::<Vec<_>>()
        };
        let both = &[Action::SettingsChanged, Action::SignedIn];
        assert_eq!(page(&[Action::SignedIn], None, None, 0), [6, 3]);
        assert_eq!(page(&[Action::SignedIn], None, None, 2), [0]);
        assert_eq!(page(both, Some(officer_id(3)), None, 0), [6, 2]);
        assert_eq!(page(both, None, Some((1_790_000_002, 1_790_000_004)), 0), [3, 2]);
        assert!(page(&[], None, None, 0).is_empty());
    }

    fn entries_about_a_case_are_its_readers_alone(fresh) {
        fresh.write(|c| {
            found(c, 1)?;
            file(c, &new_case(1, 1), 1, 1, &[1, 2])?;
            for n in 0..4 {
                let action = if n == 1 { Action::CaseViewed } else { Action::SignedIn };
                let mut entry = new(n, action);
                if n == 1 {
                    entry.object = case_id(1).0;
                }
                append(c, agency_id(1), &entry)?;
            }
            Ok(())
        });
        let page = |reader: u32, offset| {
            let wanted =
                Wanted { actions: Action::ALL, actor: None, between: None, reader: asks(reader), limit: 2, offset };
            let page = fresh.read(move |c| log::page(c, agency_id(1), &wanted));
            page.iter().map(|entry| entry.seq).collect::<Vec<_>>()
        };
        assert_eq!([page(1, 0), page(1, 2)], [vec![3, 2], vec![1, 0]]);
        // Pages of somebody else are as full as if there were no such entry.
        assert_eq!([page(3, 0), page(3, 2)], [vec![3, 2], vec![0]]);
        // Whoever lost the case to a newer key reads its entries no longer.
        fresh.write(|c| {
            envelopes::insert_compartment(c, &compartment(1, 1, CHANNEL, 1))?;
            envelopes::insert_wraps(c, &[wrap(1, 1, CHANNEL, 1, 2)])
        });
        assert_eq!([page(1, 0), page(1, 2)], [vec![3, 2], vec![0]]);
        assert_eq!(page(2, 2), [1, 0]);
    }

    fn old_details_are_erased_and_the_chain_holds(fresh) {
        fresh.write(|c| found(c, 1));
        for n in 0..6 {
            let action = if n % 2 == 0 { Action::SignedIn } else { Action::DayEnded };
            fresh.write(move |c| append(c, agency_id(1), &new(n, action)));
        }
        let erase = |most| fresh.write(move |c| {
            log::erase_before(c, agency_id(1), &[Action::SignedIn], 1_790_000_004, most)
        });
        assert_eq!([erase(1), erase(9), erase(9)], [1, 1, 0]);
        let chain = fresh.read(|c| chain(c, 1));
        let told: Vec<bool> = chain.iter().map(|entry| entry.detail.is_some()).collect();
        assert_eq!(told, [false, true, false, true, true, true]);
        holds(&chain);
    }

    fn erased_details_leave_the_chain_as_it_was(fresh) {
        fresh.write(|c| found(c, 1));
        for n in [1, 2, 1] {
            fresh.write(move |c| append(c, agency_id(1), &new(n, Action::CaseDeed)));
        }
        assert_eq!(fresh.write(|c| log::erase_about(c, agency_id(1), new(1, Action::CaseDeed).object)), 2);
        let chain = fresh.read(|c| chain(c, 1));
        assert_eq!(chain.iter().map(|entry| entry.detail.is_some()).collect::<Vec<_>>(), [false, true, false]);
        holds(&chain);
        let about = fresh.read(|c| log::about(c, agency_id(1), new(1, Action::CaseDeed).object));
        assert_eq!(about.iter().map(|entry| entry.seq).collect::<Vec<_>>(), [0, 2]);
    }
}
