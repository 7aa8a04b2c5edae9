//! Compartments, wraps and records keep exactly the bytes they were given.

use sujarit::domain::involved::Involved;
use sujarit::domain::role::{Role, Roles};
use sujarit::store::envelopes::WrapRow;
use sujarit::store::{Key, StoreError, cases, envelopes, officers, records};

use super::samples::{
    CHANNEL, IDENTITY, INTERNAL, agency_id, agency_keys, bytes, case_id, compartment, file, found, key, lock,
    new_case, officer, officer_id, record, unit_id, wrap,
};
use crate::support::fresh::on_both;

const FOREIGN: StoreError = StoreError::Query("foreign key");

on_both! {
    fn the_newest_epoch_of_a_compartment_counts(fresh) {
        fresh.write(|c| found(c, 1));
        fresh.write(|c| cases::insert(c, &new_case(1, 1)));
        for epoch in [0, 1, 2] {
            fresh.write(move |c| envelopes::insert_compartment(c, &compartment(1, 1, CHANNEL, epoch)));
        }
        fresh.write(|c| envelopes::insert_compartment(c, &compartment(1, 1, IDENTITY, 0)));
        let newest = fresh.read(|c| envelopes::compartment(c, agency_id(1), case_id(1), CHANNEL));
        assert!(newest == compartment(1, 1, CHANNEL, 2));
        let epochs = fresh.read(|c| envelopes::epochs(c, agency_id(1), case_id(1), CHANNEL));
        assert!(epochs == [0, 1, 2].map(|epoch| compartment(1, 1, CHANNEL, epoch)));
        fresh.misses(|c| envelopes::compartment(c, agency_id(1), case_id(1), INTERNAL));
        assert!(fresh.read(|c| envelopes::epochs(c, agency_id(1), case_id(1), INTERNAL)).is_empty());
        let twice = fresh.refused(|c| envelopes::insert_compartment(c, &compartment(1, 1, CHANNEL, 1)));
        assert_eq!(twice, StoreError::Duplicate(Key::Id));
        let homeless = fresh.refused(|c| envelopes::insert_compartment(c, &compartment(1, 9, CHANNEL, 0)));
        assert_eq!(homeless, FOREIGN);
    }

    fn wraps_are_added_all_or_none(fresh) {
        fresh.write(|c| found(c, 1));
        fresh.write(|c| file(c, &new_case(1, 1), 1, 1, &[1, 2]));
        let twice = fresh.refused(|c| {
            envelopes::insert_wraps(c, &[wrap(1, 1, CHANNEL, 0, 3), wrap(1, 1, CHANNEL, 0, 1)])
        });
        assert_eq!(twice, StoreError::Duplicate(Key::Id));
        assert_eq!(
            fresh.read(|c| envelopes::recipients(c, agency_id(1), case_id(1), CHANNEL)),
            [(key(1), 2), (key(2), 2)]
        );
        let homeless = fresh.refused(|c| envelopes::insert_wraps(c, &[wrap(1, 1, CHANNEL, 5, 3)]));
        assert_eq!(homeless, FOREIGN);
        let found = fresh.read(|c| envelopes::wrap(c, agency_id(1), case_id(1), CHANNEL, 0, key(2)));
        assert!(found == wrap(1, 1, CHANNEL, 0, 2));
        fresh.misses(|c| envelopes::wrap(c, agency_id(1), case_id(1), CHANNEL, 0, key(3)));
        fresh.misses(|c| envelopes::wrap(c, agency_id(1), case_id(1), CHANNEL, 1, key(2)));
        fresh.misses(|c| envelopes::wrap(c, agency_id(1), case_id(1), IDENTITY, 0, key(2)));
    }

    fn more_wraps_than_one_statement_holds_are_all_there(fresh) {
        fresh.write(|c| found(c, 1));
        fresh.write(|c| file(c, &new_case(1, 1), 1, 1, &[]));
        fresh.write(|c| {
            let many: Vec<_> = (0..600).map(|reader| wrap(1, 1, CHANNEL, 0, reader)).collect();
            envelopes::insert_wraps(c, &many)
        });
        let recipients = fresh.read(|c| envelopes::recipients(c, agency_id(1), case_id(1), CHANNEL));
        assert_eq!(recipients.len(), 600);
        fresh.write(|c| envelopes::insert_wraps(c, &[]));
    }

    fn recipients_are_those_of_the_newest_epoch(fresh) {
        fresh.write(|c| found(c, 1));
        fresh.write(|c| file(c, &new_case(1, 1), 1, 1, &[1, 2]));
        fresh.write(|c| {
            envelopes::insert_compartment(c, &compartment(1, 1, CHANNEL, 1))?;
            envelopes::insert_wraps(c, &[wrap(1, 1, CHANNEL, 1, 2)])
        });
        assert_eq!(
            fresh.read(|c| envelopes::recipients(c, agency_id(1), case_id(1), CHANNEL)),
            [(key(2), 2)]
        );
        assert!(fresh.read(|c| envelopes::recipients(c, agency_id(1), case_id(1), INTERNAL)).is_empty());
    }

    fn records_form_a_chain_without_gaps(fresh) {
        fresh.write(|c| found(c, 1));
        fresh.write(|c| file(c, &new_case(1, 1), 1, 1, &[1]));
        assert_eq!(fresh.read(|c| records::newest(c, agency_id(1), case_id(1), CHANNEL)), None);
        let by_officer = || {
            let mut answer = record(1, 1, CHANNEL, 1);
            answer.at = Some(1_790_000_000);
            answer.kind = 3;
            answer
        };
        fresh.write(|c| records::insert(c, &record(1, 1, CHANNEL, 0)));
        fresh.write(move |c| records::insert(c, &by_officer()));
        for taken_or_far in [0, 1, 3, -1] {
            let refused = fresh.refused(move |c| {
                let mut late = record(1, 1, CHANNEL, 2);
                late.position = taken_or_far;
                records::insert(c, &late)
            });
            assert_eq!(refused, StoreError::Stale, "{taken_or_far}");
        }
        let same_id = fresh.refused(|c| {
            let mut copy = record(1, 1, CHANNEL, 2);
            copy.id = record(1, 1, CHANNEL, 0).id;
            records::insert(c, &copy)
        });
        assert_eq!(same_id, StoreError::Stale);
        let other_key = fresh.refused(|c| {
            let mut homeless = record(1, 1, CHANNEL, 2);
            homeless.epoch = 4;
            records::insert(c, &homeless)
        });
        assert_eq!(other_key, FOREIGN);
        let listed = fresh.read(|c| records::list(c, agency_id(1), case_id(1), CHANNEL));
        assert!(listed == [record(1, 1, CHANNEL, 0), by_officer()]);
        let newest = fresh.read(|c| records::newest(c, agency_id(1), case_id(1), CHANNEL)).unwrap();
        assert_eq!((newest.position, newest.hash), (1, record(1, 1, CHANNEL, 1).hash));
    }

    fn nothing_is_written_under_a_key_that_was_changed(fresh) {
        fresh.write(|c| found(c, 1));
        fresh.write(|c| file(c, &new_case(1, 1), 1, 1, &[1]));
        fresh.write(|c| records::insert(c, &record(1, 1, CHANNEL, 0)));
        fresh.write(|c| envelopes::insert_compartment(c, &compartment(1, 1, CHANNEL, 1)));
        // A new key of another compartment is no matter.
        fresh.write(|c| envelopes::insert_compartment(c, &compartment(1, 1, INTERNAL, 0)));
        let late = fresh.refused(|c| records::insert(c, &record(1, 1, CHANNEL, 1)));
        assert_eq!(late, StoreError::Stale);
        let next = || sujarit::store::records::RecordRow { epoch: 1, ..record(1, 1, CHANNEL, 1) };
        fresh.write(move |c| records::insert(c, &next()));
    }

    fn whoever_must_not_read_a_case_is_let_in_by_nobody(fresh) {
        fresh.write(|c| {
            found(c, 1)?;
            file(c, &new_case(1, 1), 1, 1, &[1])?;
            envelopes::insert_compartment(c, &compartment(1, 1, IDENTITY, 0))?;
            officers::set_active(c, agency_id(1), officer_id(2), false)?;
            officers::set_roles(c, agency_id(1), officer_id(3), Roles::of(&[Role::Custodian]))?;
            let mut of_the_unit = officer(1, 6);
            of_the_unit.unit = Some(unit_id(1));
            officers::insert(c, &of_the_unit, &lock())
        });
        let admit = |named: &[u32], units: &[u32], wrap: WrapRow| {
            let involved = Involved::new(
                named.iter().copied().map(officer_id).collect(),
                units.iter().copied().map(unit_id).collect(),
            );
            fresh.db.write_blocking(move |c| envelopes::admit(c, &[wrap], &involved))
        };
        let reads = |reader| wrap(1, 1, CHANNEL, 0, reader);
        let keeps = |reader| WrapRow { role: 4, ..wrap(1, 1, IDENTITY, 0, reader) };
        let barred = Err(StoreError::Barred);
        assert_eq!(admit(&[4], &[], reads(4)), barred, "named");
        assert_eq!(admit(&[], &[1], reads(6)), barred, "of a unit that is named");
        assert_eq!(admit(&[], &[], reads(2)), barred, "switched off");
        assert_eq!(admit(&[], &[], reads(3)), barred, "without a role that reads cases");
        assert_eq!(admit(&[], &[], reads(77)), barred, "unknown");
        for role in [1, 3, 4] {
            assert_eq!(admit(&[], &[], WrapRow { role, ..reads(4) }), barred, "under another role");
        }
        assert_eq!(admit(&[], &[], wrap(1, 1, IDENTITY, 0, 4)), barred, "no keeper of names");
        assert_eq!(admit(&[3], &[], keeps(3)), barred, "a keeper who is named");
        let recovery = agency_keys(1).recovery_key;
        assert_eq!(admit(&[], &[], WrapRow { role: 3, recipient: recovery, ..reads(4) }), Ok(()));
        assert_eq!(admit(&[1], &[], reads(4)), Ok(()));
        assert_eq!(admit(&[], &[], reads(6)), Ok(()));
        assert_eq!(admit(&[], &[], keeps(3)), Ok(()));
        let readers = fresh.read(|c| envelopes::recipients(c, agency_id(1), case_id(1), CHANNEL));
        let mut expected = vec![(key(1), 2), (recovery, 3), (key(4), 2), (key(6), 2)];
        expected.sort_unstable();
        assert_eq!(readers, expected);
    }

    fn sealed_bytes_of_any_value_and_length_come_back_unchanged(fresh) {
        fresh.write(|c| found(c, 1));
        fresh.write(|c| file(c, &new_case(1, 1), 1, 1, &[1]));
        let contents: [Vec<u8>; 4] = [
            Vec::new(),
            vec![0],
            (0..=255).collect(),
            (0..300_000_u32).map(|n| n.to_le_bytes()[0] ^ 0xa5).collect(),
        ];
        for (position, content) in contents.clone().into_iter().enumerate() {
            fresh.write(move |c| {
                let mut sealed = record(1, 1, CHANNEL, i32::try_from(position).unwrap());
                sealed.hash = bytes(1);
                sealed.bytes = content;
                records::insert(c, &sealed)
            });
        }
        let listed = fresh.read(|c| records::list(c, agency_id(1), case_id(1), CHANNEL));
        let read: Vec<_> = listed.into_iter().map(|record| record.bytes).collect();
        assert!(read == contents);
    }
}
