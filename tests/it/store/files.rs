//! Sealed files: on their way, and those of cases.

use sujarit::domain::ids::RecordId;
use sujarit::store::beginnings::{self, Beginning};
use sujarit::store::blobs::{self, BlobRow};
use sujarit::store::uploads::{self, Arrived, Room, Used};
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
        let free = (500, None);
        fresh.write(move |c| uploads::begin(c, one, bytes(1), day(0), record_id(7), free));
        let again = fresh.refused(move |c| uploads::begin(c, one, bytes(1), day(0), record_id(7), free));
        assert_eq!(again, StoreError::Duplicate(Key::Id));
        assert!(fresh.read(move |c| uploads::list(c, one, bytes(1))).is_empty());
        assert_eq!(fresh.read(move |c| uploads::lengths(c, one)), [(record_id(7), 500)]);
        fresh.write(move |c| uploads::written(c, one, record_id(7), 60));
        assert_eq!(fresh.read(move |c| uploads::lengths(c, one)), [(record_id(7), 60)]);
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
                uploads::begin(c, one, bytes(1), day(on), record_id(n), (0, None))?;
                beginnings::insert(c, &Beginning { day: day(on), ..beginning(1, n) })
            });
        }
        assert_eq!(fresh.write(move |c| uploads::purge(c, one, day(2))), 2);
        assert_eq!(fresh.write(move |c| beginnings::purge(c, one, day(2))), 2);
        let left: Vec<RecordId> = fresh.read(move |c| uploads::lengths(c, one)).into_iter().map(|(id, _)| id).collect();
        assert_eq!(left, [record_id(3)]);
        fresh.misses(move |c| beginnings::find(c, one, bytes(1)));
    }

    fn room_is_reserved_in_the_write_that_looks_whether_there_is_any(fresh) {
        fresh.write(|c| {
            found(c, 1)?;
            file(c, &new_case(1, 1), 1, 1, &[1])?;
            blobs::insert(c, &blob(1, 1))
        });
        let one = agency_id(1);
        let begin = |place: u32, n: u32, length: i64, room: Room| {
            fresh.write(move |c| uploads::begin(c, one, bytes(place), day(0), record_id(n), (length, Some(room))))
        };
        let wide = Room { case: Some(case_id(1)), case_files: 9, case_bytes: 900_000, agency_bytes: 900_000 };
        // 70,001 bytes are there. What others may still send counts, and nothing beyond it fits.
        let narrow = Room { agency_bytes: 71_001, ..wide };
        assert!(begin(1, 10, 600, narrow));
        assert!(!begin(2, 11, 600, Room { case: None, ..narrow }), "another form of the same agency");
        assert!(begin(2, 11, 400, Room { case: None, ..narrow }));
        fresh.write(move |c| uploads::remove(c, one, record_id(11)));
        assert!(!begin(1, 12, 401, Room { case_bytes: 71_001, ..wide }));
        fresh.write(move |c| uploads::written(c, one, record_id(10), 100));
        assert!(begin(1, 12, 401, Room { case_bytes: 71_001, ..wide }), "what was not needed is free again");
        // One of the case, two on their way.
        assert!(!begin(1, 13, 1, Room { case_files: 3, ..wide }));
        assert!(begin(1, 13, 1, Room { case_files: 4, ..wide }));
        let used = fresh.read(move |c| uploads::used(c, one, Some(case_id(1)), bytes(1)));
        let (case_bytes, agency_bytes) = (70_001 + 100 + 401 + 1, 70_001 + 100 + 401 + 1);
        assert_eq!(used, Used { case_files: 4, case_bytes, agency_bytes });
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
