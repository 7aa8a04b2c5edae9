//! The installation, agencies, units, officers, panels and directories.

use sujarit::domain::agency::Slug;
use sujarit::domain::category::Category;
use sujarit::domain::ids::UnitId;
use sujarit::domain::officer::Login;
use sujarit::domain::role::{Role, Roles};
use sujarit::store::directories::{self, DirectoryRow};
use sujarit::store::officers::{self, Lock};
use sujarit::store::{Key, StoreError, agencies, instance, panels, units};

use super::samples::{
    agency, agency_id, agency_keys, bytes, day, found, key, lock, officer, officer_id, unit, unit_id,
};
use crate::support::fresh::on_both;

fn directory(agency: u32, version: i64) -> DirectoryRow {
    DirectoryRow {
        agency: agency_id(agency),
        version,
        hash: bytes(u32::try_from(version).unwrap()),
        bytes: b"{\"version\":1}".to_vec(),
        signature: [4; 64],
    }
}

on_both! {
    fn the_installation_keeps_its_first_id(fresh) {
        fresh.misses(instance::id);
        fresh.misses(instance::setup_token_hash);
        assert_eq!(fresh.write(|c| instance::get_or_create(c, [1; 16], day(0))), [1; 16]);
        assert_eq!(fresh.write(|c| instance::get_or_create(c, [2; 16], day(9))), [1; 16]);
        assert_eq!(fresh.read(instance::id), [1; 16]);
    }

    fn a_set_up_address_works_once(fresh) {
        assert_eq!(fresh.refused(|c| instance::set_setup_token_hash(c, [3; 32])), StoreError::NotFound);
        fresh.write(|c| instance::get_or_create(c, [1; 16], day(0)));
        assert_eq!(fresh.read(instance::setup_token_hash), None);
        fresh.write(|c| instance::set_setup_token_hash(c, [3; 32]));
        fresh.write(|c| instance::set_setup_token_hash(c, [4; 32]));
        assert_eq!(fresh.read(instance::setup_token_hash), Some([4; 32]));
        assert_eq!(fresh.refused(|c| instance::clear_setup_token_hash(c, [3; 32])), StoreError::Stale);
        fresh.write(|c| instance::clear_setup_token_hash(c, [4; 32]));
        assert_eq!(fresh.refused(|c| instance::clear_setup_token_hash(c, [4; 32])), StoreError::Stale);
        assert_eq!(fresh.read(instance::setup_token_hash), None);
    }

    fn an_agency_is_read_as_it_was_written(fresh) {
        fresh.write(|c| agencies::insert(c, &agency(2), &agency_keys(2)));
        fresh.write(|c| agencies::insert(c, &agency(1), &agency_keys(1)));
        assert_eq!(fresh.read(agencies::list), [agency(1), agency(2)]);
        assert_eq!(fresh.read(|c| agencies::by_slug(c, &agency(2).slug)), agency(2));
        assert_eq!(fresh.read(|c| agencies::by_id(c, agency_id(1))), agency(1));
        assert!(fresh.read(|c| agencies::keys(c, agency_id(2))) == agency_keys(2));
        fresh.misses(|c| agencies::by_slug(c, &agency(3).slug));
        fresh.misses(|c| agencies::by_id(c, agency_id(3)));
        fresh.misses(|c| agencies::keys(c, agency_id(3)));
    }

    fn two_agencies_never_share_an_address(fresh) {
        fresh.write(|c| agencies::insert(c, &agency(1), &agency_keys(1)));
        let mut second = agency(2);
        second.slug = agency(1).slug;
        let taken = StoreError::Duplicate(Key::Slug);
        let copy = second.clone();
        assert_eq!(fresh.refused(move |c| agencies::insert(c, &copy, &agency_keys(2))), taken);
        assert_eq!(
            fresh.refused(|c| {
                let mut again = agency(1);
                again.slug = Slug::parse("elsewhere").unwrap();
                agencies::insert(c, &again, &agency_keys(1))
            }),
            StoreError::Duplicate(Key::Id)
        );
        fresh.write(|c| agencies::insert(c, &agency(2), &agency_keys(2)));
        assert_eq!(fresh.refused(move |c| agencies::replace(c, &second)), taken);
        assert_eq!(fresh.read(agencies::list), [agency(1), agency(2)]);
    }

    fn settings_are_replaced_and_keys_are_not(fresh) {
        fresh.write(|c| agencies::insert(c, &agency(1), &agency_keys(1)));
        let mut changed = agency(1);
        changed.slug = Slug::parse("renamed").unwrap();
        changed.contact = "ใหม่".into();
        changed.panel_size = 3;
        changed.demonstration = false;
        let copy = changed.clone();
        fresh.write(move |c| agencies::replace(c, &copy));
        assert_eq!(fresh.read(|c| agencies::by_id(c, agency_id(1))), changed);
        assert!(fresh.read(|c| agencies::keys(c, agency_id(1))) == agency_keys(1));
        assert_eq!(fresh.refused(|c| agencies::replace(c, &agency(2))), StoreError::NotFound);
    }

    fn a_text_with_nul_is_refused_before_it_reaches_the_database(fresh) {
        fresh.write(|c| found(c, 1));
        let nul = StoreError::Query("NUL in a text");
        assert_eq!(fresh.refused(|c| {
            let mut bad = agency(2);
            bad.contact = "a\0b".into();
            agencies::insert(c, &bad, &agency_keys(2))
        }), nul);
        assert_eq!(fresh.refused(|c| {
            let mut bad = agency(1);
            bad.full_name = "\0".into();
            agencies::replace(c, &bad)
        }), nul);
        assert_eq!(fresh.refused(|c| {
            let mut bad = unit(1, 9);
            bad.name = "\0".into();
            units::insert(c, &bad)
        }), nul);
        assert_eq!(fresh.refused(|c| {
            let mut bad = officer(1, 9);
            bad.post = "นิติกร\0".into();
            officers::insert(c, &bad, &lock())
        }), nul);
    }

    fn units_come_in_their_order(fresh) {
        fresh.write(|c| agencies::insert(c, &agency(1), &agency_keys(1)));
        for n in [3, 1, 2] {
            fresh.write(move |c| units::insert(c, &unit(1, n)));
        }
        assert_eq!(fresh.read(|c| units::list(c, agency_id(1))), [unit(1, 1), unit(1, 2), unit(1, 3)]);
        assert_eq!(fresh.refused(|c| units::insert(c, &unit(1, 3))), StoreError::Duplicate(Key::Id));
        assert_eq!(fresh.refused(|c| units::insert(c, &unit(7, 1))), StoreError::Query("foreign key"));
    }

    fn an_officer_is_read_as_they_were_written(fresh) {
        fresh.write(|c| found(c, 1));
        let mut mayor = officer(1, 5);
        mayor.unit = Some(unit_id(1));
        mayor.roles = Roles::of(Role::ALL);
        mayor.active = false;
        let copy = mayor.clone();
        fresh.write(move |c| officers::insert(c, &copy, &lock()));
        assert_eq!(fresh.read(|c| officers::by_id(c, agency_id(1), officer_id(5))), mayor);
        let login = mayor.login.clone();
        let (found, credentials) = fresh.read(move |c| officers::by_login(c, agency_id(1), &login));
        assert_eq!(found, mayor);
        assert!(credentials.lock == lock());
        assert!(credentials.totp.is_none() && credentials.totp_step == 0);
        assert_eq!(fresh.read(|c| officers::list(c, agency_id(1))).len(), 5);
        fresh.misses(|c| officers::by_id(c, agency_id(1), officer_id(6)));
        fresh.misses(|c| officers::credentials(c, agency_id(1), officer_id(6)));
        fresh.misses(|c| officers::by_login(c, agency_id(1), &Login::parse("nobody").unwrap()));
    }

    fn a_sign_in_name_and_a_key_belong_to_one_officer(fresh) {
        fresh.write(|c| found(c, 1));
        assert_eq!(fresh.refused(|c| {
            let mut second = officer(1, 9);
            second.login = officer(1, 1).login;
            officers::insert(c, &second, &lock())
        }), StoreError::Duplicate(Key::Login));
        assert_eq!(fresh.refused(|c| {
            let mut second = officer(1, 9);
            second.key = key(1);
            officers::insert(c, &second, &lock())
        }), StoreError::Duplicate(Key::Id));
        assert_eq!(fresh.refused(|c| {
            let mut second = officer(1, 9);
            second.unit = Some(UnitId([9; 16]));
            officers::insert(c, &second, &lock())
        }), StoreError::Query("foreign key"));
    }

    fn credentials_and_roles_are_replaced(fresh) {
        fresh.write(|c| found(c, 1));
        let new = Lock { locked_key: vec![1, 2], locked_with_code: true, must_change: false };
        let copy = new.clone();
        fresh.write(move |c| officers::set_locked_key(c, agency_id(1), officer_id(1), &copy));
        fresh.write(|c| officers::set_totp(c, agency_id(1), officer_id(1), &[5, 0, 255], 7));
        fresh.write(|c| officers::set_active(c, agency_id(1), officer_id(1), false));
        fresh.write(|c| officers::set_roles(c, agency_id(1), officer_id(1), Roles::of(&[Role::Admin])));
        let credentials = fresh.read(|c| officers::credentials(c, agency_id(1), officer_id(1)));
        assert!(credentials.lock == new);
        assert_eq!((credentials.totp, credentials.totp_step), (Some(vec![5, 0, 255]), 7));
        let changed = fresh.read(|c| officers::by_id(c, agency_id(1), officer_id(1)));
        assert_eq!((changed.active, changed.roles), (false, Roles::of(&[Role::Admin])));
        fresh.write(|c| officers::remove_totp(c, agency_id(1), officer_id(1)));
        assert!(fresh.read(|c| officers::credentials(c, agency_id(1), officer_id(1))).totp.is_none());
        let other = fresh.read(|c| officers::credentials(c, agency_id(1), officer_id(2)));
        assert!(other.lock == lock() && other.totp.is_none());
    }

    fn a_one_time_code_works_once_and_never_an_older_one(fresh) {
        fresh.write(|c| found(c, 1));
        let try_step = |step| {
            fresh.db.write_blocking(move |c| officers::use_totp_step(c, agency_id(1), officer_id(1), step))
        };
        assert_eq!(try_step(100), Ok(()));
        for used in [100, 99, 0, -1] {
            assert_eq!(try_step(used), Err(StoreError::Stale), "{used}");
        }
        assert_eq!(try_step(101), Ok(()));
        assert_eq!(fresh.read(|c| officers::credentials(c, agency_id(1), officer_id(1))).totp_step, 101);
        assert_eq!(fresh.read(|c| officers::credentials(c, agency_id(1), officer_id(2))).totp_step, 0);
    }

    fn a_panel_is_replaced_as_a_whole_and_keeps_its_order(fresh) {
        fresh.write(|c| found(c, 1));
        let set = |category, officers: &[u32]| {
            let ids: Vec<_> = officers.iter().map(|n| officer_id(*n)).collect();
            fresh.db.write_blocking(move |c| panels::set(c, agency_id(1), category, &ids))
        };
        set(Category::Finance, &[1, 2, 3]).unwrap();
        set(Category::Finance, &[3, 1]).unwrap();
        set(Category::Ethics, &[4]).unwrap();
        let panel = fresh.read(|c| panels::get(c, agency_id(1), Category::Finance));
        assert_eq!(panel, [officer_id(3), officer_id(1)]);
        assert!(fresh.read(|c| panels::get(c, agency_id(1), Category::Duty)).is_empty());
        let all = fresh.read(|c| panels::all(c, agency_id(1)));
        assert_eq!(all.len(), 2);
        assert_eq!(all[&Category::Ethics], [officer_id(4)]);
        assert_eq!(set(Category::Ethics, &[4, 4]), Err(StoreError::Query("an officer twice on a panel")));
        assert_eq!(set(Category::Ethics, &[9]), Err(StoreError::Query("foreign key")));
        assert_eq!(fresh.read(|c| panels::get(c, agency_id(1), Category::Ethics)), [officer_id(4)]);
        set(Category::Ethics, &[]).unwrap();
        assert!(fresh.read(|c| panels::get(c, agency_id(1), Category::Ethics)).is_empty());
    }

    fn the_newest_directory_counts_and_old_ones_stay(fresh) {
        fresh.write(|c| found(c, 1));
        fresh.misses(|c| directories::newest(c, agency_id(1)));
        for version in [2, 10, 1] {
            fresh.write(move |c| directories::insert(c, &directory(1, version)));
        }
        assert!(fresh.read(|c| directories::newest(c, agency_id(1))) == directory(1, 10));
        assert!(fresh.read(|c| directories::by_version(c, agency_id(1), 2)) == directory(1, 2));
        assert!(fresh.read(|c| directories::by_hash(c, agency_id(1), bytes(1))) == directory(1, 1));
        fresh.misses(|c| directories::by_version(c, agency_id(1), 3));
        fresh.misses(|c| directories::by_hash(c, agency_id(1), bytes(3)));
        let taken = StoreError::Duplicate(Key::Version);
        assert_eq!(fresh.refused(|c| directories::insert(c, &directory(1, 10))), taken);
        assert_eq!(fresh.refused(|c| {
            let mut same_bytes = directory(1, 11);
            same_bytes.hash = directory(1, 10).hash;
            directories::insert(c, &same_bytes)
        }), taken);
    }
}
