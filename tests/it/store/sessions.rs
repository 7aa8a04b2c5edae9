//! Sessions end when they should and not before.

use sujarit::store::{Key, StoreError, officers, sessions};

use super::samples::{agency_id, bytes, found, officer_id, session};
use crate::support::fresh::on_both;

on_both! {
    fn a_session_is_found_until_it_ends(fresh) {
        fresh.write(|c| found(c, 1));
        fresh.write(|c| sessions::insert(c, &session(1, 1, 7)));
        assert!(fresh.read(|c| sessions::find(c, agency_id(1), bytes(7), 1_999)) == session(1, 1, 7));
        fresh.misses(|c| sessions::find(c, agency_id(1), bytes(7), 2_000));
        fresh.misses(|c| sessions::find(c, agency_id(1), bytes(8), 1_500));
        let twice = fresh.refused(|c| sessions::insert(c, &session(1, 2, 7)));
        assert_eq!(twice, StoreError::Duplicate(Key::Id));
    }

    fn use_keeps_a_session_open_but_not_beyond_its_end(fresh) {
        fresh.write(|c| found(c, 1));
        fresh.write(|c| sessions::insert(c, &session(1, 1, 7)));
        fresh.write(|c| sessions::touch(c, agency_id(1), bytes(7), 9_000));
        // An older request that arrives late does not shorten it.
        fresh.write(|c| sessions::touch(c, agency_id(1), bytes(7), 3_000));
        assert_eq!(fresh.read(|c| sessions::find(c, agency_id(1), bytes(7), 4_999)).idle_until, 9_000);
        fresh.misses(|c| sessions::find(c, agency_id(1), bytes(7), 5_000));
        let gone = fresh.refused(|c| sessions::touch(c, agency_id(1), bytes(8), 9_000));
        assert_eq!(gone, StoreError::NotFound);
    }

    fn signing_out_ends_one_session_and_dismissal_ends_all(fresh) {
        fresh.write(|c| found(c, 1));
        for (officer, n) in [(1, 7), (1, 8), (1, 9), (2, 10)] {
            fresh.write(move |c| sessions::insert(c, &session(1, officer, n)));
        }
        fresh.write(|c| sessions::delete(c, agency_id(1), bytes(7)));
        fresh.write(|c| sessions::delete(c, agency_id(1), bytes(7)));
        fresh.misses(|c| sessions::find(c, agency_id(1), bytes(7), 1_500));
        fresh.read(|c| sessions::find(c, agency_id(1), bytes(8), 1_500));
        assert_eq!(fresh.write(|c| sessions::delete_of_officer(c, agency_id(1), officer_id(1))), 2);
        fresh.misses(|c| sessions::find(c, agency_id(1), bytes(8), 1_500));
        fresh.read(|c| sessions::find(c, agency_id(1), bytes(10), 1_500));
    }

    fn a_session_of_an_officer_who_may_not_sign_in_is_not_found(fresh) {
        fresh.write(|c| found(c, 1));
        fresh.write(|c| sessions::insert(c, &session(1, 1, 7)));
        fresh.write(|c| officers::set_active(c, agency_id(1), officer_id(1), false));
        fresh.misses(|c| sessions::find(c, agency_id(1), bytes(7), 1_500));
    }

    fn purging_removes_what_has_ended_and_nothing_else(fresh) {
        fresh.write(|c| found(c, 1));
        fresh.write(|c| found(c, 2));
        let mut long = session(2, 1, 8);
        long.idle_until = 6_000;
        fresh.write(|c| sessions::insert(c, &session(1, 1, 7)));
        fresh.write(move |c| sessions::insert(c, &long));
        assert_eq!(fresh.write(|c| sessions::purge(c, agency_id(1), 1_999)), 0);
        assert_eq!(fresh.write(|c| sessions::purge(c, agency_id(1), 2_000)), 1);
        fresh.read(|c| sessions::find(c, agency_id(2), bytes(8), 2_000));
        assert_eq!(fresh.write(|c| sessions::purge(c, agency_id(2), 5_000)), 1);
    }
}
