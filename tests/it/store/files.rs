//! Sealed files: on their way, and those of cases.

use sujarit::domain::ids::RecordId;
use sujarit::store::beginnings::{self, Beginning};
use sujarit::store::blobs::{self, BlobRow};
use sujarit::store::uploads::{self, Arrived};
use sujarit::store::{Key, StoreError};

use super::samples::{CHANNEL, agency_id, bytes, case_id, day, file, found, new_case, record_id};
use crate::support::fresh::on_both;

/// A file of case 1 of this agency.
pub fn blob(agency: u32, n: u32) -> BlobRow {
    BlobRow {
        agency: agency_id(agency),
        case: case_id(1),
        id: record_id(n),
        compartment: CHANNEL,
        epoch: 0,
        hash: bytes(n),
        signature: bytes(n),
        length: 70_000 + i64::from(n),
    }
}

/// A file that has arrived.
pub fn arrived(n: u32) -> Arrived {
    Arrived {
        id: record_id(n),
        epoch: 2,
        length: 66_000,
        hash: bytes(n),
        signature: bytes(n),
        about: Some((vec![1, 2, 3], bytes(n + 1))),
    }
}

/// A report that is being written.
pub fn beginning(agency: u32, place: u32) -> Beginning {
    Beginning {
        agency: agency_id(agency),
        place: bytes(place),
        case: case_id(9),
        header: vec![0x57; 310],
        wrap: vec![0xc3; 250],
        day: day(0),
    }
}

on_both! {
    fn a_file_is_seen_once_it_has_arrived_and_gone_once_it_was_removed(fresh) {
        fresh.write(|c| found(c, 1));
        let one = agency_id(1);
        fresh.write(move |c| uploads::begin(c, one, bytes(1), day(0), record_id(7)));
        let again = fresh.refused(move |c| uploads::begin(c, one, bytes(1), day(0), record_id(7)));
        assert_eq!(again, StoreError::Duplicate(Key::Id));
        assert!(fresh.read(move |c| uploads::list(c, one, bytes(1))).is_empty());
        assert_eq!(fresh.read(move |c| uploads::lengths(c, one)), [(record_id(7), 0)]);
        let elsewhere = fresh.refused(move |c| uploads::arrive(c, one, bytes(2), &arrived(7)));
        assert_eq!(elsewhere, StoreError::NotFound);
        fresh.write(move |c| uploads::arrive(c, one, bytes(1), &arrived(7)));
        assert!(fresh.read(move |c| uploads::list(c, one, bytes(1))) == [arrived(7)]);
        let bare = Arrived { about: None, ..arrived(7) };
        let kept = bare.clone();
        fresh.write(move |c| uploads::arrive(c, one, bytes(1), &bare));
        assert!(fresh.read(move |c| uploads::list(c, one, bytes(1))) == [kept]);
        fresh.write(move |c| uploads::remove(c, one, record_id(7)));
        let gone = fresh.refused(move |c| uploads::remove(c, one, record_id(7)));
        assert_eq!(gone, StoreError::Stale);
    }

    fn what_waits_too_long_is_purged_by_its_day(fresh) {
        fresh.write(|c| found(c, 1));
        let one = agency_id(1);
        for (n, on) in [(1, 0), (2, 1), (3, 2)] {
            fresh.write(move |c| {
                uploads::begin(c, one, bytes(1), day(on), record_id(n))?;
                beginnings::insert(c, &Beginning { day: day(on), ..beginning(1, n) })
            });
        }
        assert_eq!(fresh.write(move |c| uploads::purge(c, one, day(2))), 2);
        assert_eq!(fresh.write(move |c| beginnings::purge(c, one, day(2))), 2);
        let left: Vec<RecordId> = fresh.read(move |c| uploads::lengths(c, one)).into_iter().map(|(id, _)| id).collect();
        assert_eq!(left, [record_id(3)]);
        fresh.misses(move |c| beginnings::find(c, one, bytes(1)));
    }

    fn a_report_that_is_written_begins_once(fresh) {
        fresh.write(|c| found(c, 1));
        fresh.write(|c| beginnings::insert(c, &beginning(1, 4)));
        let again = fresh.refused(|c| beginnings::insert(c, &beginning(1, 4)));
        assert_eq!(again, StoreError::Duplicate(Key::Id));
        assert!(fresh.read(|c| beginnings::find(c, agency_id(1), bytes(4))) == beginning(1, 4));
        fresh.write(|c| beginnings::remove(c, agency_id(1), bytes(4)));
        let gone = fresh.refused(|c| beginnings::remove(c, agency_id(1), bytes(4)));
        assert_eq!(gone, StoreError::Stale);
    }

    fn the_files_of_a_case_come_back_and_need_their_compartment(fresh) {
        fresh.write(|c| {
            found(c, 1)?;
            file(c, &new_case(1, 1), 1, 1, &[1])?;
            blobs::insert(c, &blob(1, 2))?;
            blobs::insert(c, &blob(1, 1))
        });
        assert!(fresh.read(|c| blobs::list(c, agency_id(1), case_id(1))) == [blob(1, 1), blob(1, 2)]);
        let again = fresh.refused(|c| blobs::insert(c, &blob(1, 1)));
        assert_eq!(again, StoreError::Duplicate(Key::Id));
        let nowhere = fresh.refused(|c| blobs::insert(c, &BlobRow { epoch: 5, ..blob(1, 3) }));
        assert_eq!(nowhere, StoreError::Query("foreign key"));
    }
}
