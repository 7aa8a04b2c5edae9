//! Invitations, appointments and public keys.

use sujarit::domain::invitation::{Ending, LIFETIME};
use sujarit::store::public_keys::{self, PublicKeys};
use sujarit::store::{StoreError, agencies, appointments, invitations};

use super::samples::{agency_id, appointed, found, invitation, officer_id};
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
}
