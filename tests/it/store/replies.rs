//! Texts that officers reuse, and their versions.

use sujarit::store::{StoreError, replies};

use super::samples::{agency_id, found, reply};
use crate::support::fresh::on_both;

on_both! {
    fn a_reply_comes_back_in_all_its_versions_and_none_is_written_over(fresh) {
        fresh.write(|c| found(c, 1));
        for version in [1, 2] {
            fresh.write(move |c| replies::insert(c, agency_id(1), &reply(version)));
        }
        let again = fresh.refused(|c| replies::insert(c, agency_id(1), &reply(2)));
        assert_eq!(again, StoreError::Stale);
        let kept = fresh.read(|c| replies::list(c, agency_id(1)));
        assert!(kept == [reply(1), reply(2)]);
    }
}
