//! Failed sign-ins and recovery codes.

use sujarit::domain::sign_in_failures::Failures;
use sujarit::store::{StoreError, recovery_codes, sign_in_failures};

use super::samples::{agency_id, found, officer_id};
use crate::support::fresh::on_both;

on_both! {
    fn failures_belong_to_one_name_of_one_agency(fresh) {
        fresh.write(|c| { found(c, 1)?; found(c, 2) });
        let (one, two) = (agency_id(1), agency_id(2));
        let twice = Failures { count: 2, last_at: 50 };
        fresh.write(move |c| sign_in_failures::put(c, one, [1; 32], Failures { count: 1, last_at: 40 }));
        fresh.write(move |c| sign_in_failures::put(c, one, [1; 32], twice));
        assert_eq!(fresh.read(move |c| sign_in_failures::get(c, one, [1; 32])), twice);
        assert_eq!(fresh.read(move |c| sign_in_failures::get(c, one, [2; 32])), Failures::default());
        assert_eq!(fresh.read(move |c| sign_in_failures::get(c, two, [1; 32])), Failures::default());
        fresh.write(move |c| sign_in_failures::clear(c, two, [1; 32]));
        assert_eq!(fresh.read(move |c| sign_in_failures::get(c, one, [1; 32])), twice);
        assert_eq!(fresh.write(|c| sign_in_failures::purge(c, agency_id(1), 50)), 0);
        assert_eq!(fresh.write(|c| sign_in_failures::purge(c, agency_id(2), 51)), 0);
        assert_eq!(fresh.write(|c| sign_in_failures::purge(c, agency_id(1), 51)), 1);
        assert_eq!(fresh.read(move |c| sign_in_failures::get(c, one, [1; 32])), Failures::default());
    }

    fn a_recovery_code_is_used_up_once_and_only_by_its_own_agency(fresh) {
        fresh.write(|c| { found(c, 1)?; found(c, 2) });
        let (one, two, who) = (agency_id(1), agency_id(2), officer_id(1));
        fresh.misses(move |c| recovery_codes::get(c, one, who));
        fresh.write(move |c| recovery_codes::set(c, one, who, b"old", 1));
        fresh.write(move |c| recovery_codes::set(c, one, who, b"new", 2));
        assert_eq!(fresh.read(move |c| recovery_codes::get(c, one, who)), b"new");
        assert_eq!(fresh.read(move |c| recovery_codes::made_at(c, one, who)), Some(2));
        fresh.misses(move |c| recovery_codes::get(c, two, who));
        for (agency, key) in [(one, b"old"), (two, b"new")] {
            let stale = fresh.refused(move |c| recovery_codes::use_up(c, agency, who, key));
            assert_eq!(stale, StoreError::Stale);
        }
        fresh.write(move |c| recovery_codes::use_up(c, one, who, b"new"));
        assert_eq!(fresh.refused(move |c| recovery_codes::use_up(c, one, who, b"new")), StoreError::Stale);
        assert_eq!(fresh.read(move |c| recovery_codes::made_at(c, one, who)), None);
    }
}
