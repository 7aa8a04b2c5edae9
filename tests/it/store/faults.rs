//! The database locked, read-only, full, damaged, gone and back: a typed answer each time, and afterwards
//! everything goes on with what had been acknowledged.

use std::collections::BTreeSet;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::{Connection, SqliteConnection};
use sujarit::store::{Conn, Db, Engine, StoreError, Target, cases, officers, records, units};
use tempfile::TempDir;

use super::errand::{Errand, FILLING, kill_after, said};
use super::samples::{
    CHANNEL, agency_id, case_id, file, found, lock, new_case, officer, record, unit, unit_id,
};
use crate::support::fresh::{Fresh, on_both, settings};
use crate::support::postgres;

fn add(conn: &mut Conn, n: u32) -> Result<(), StoreError> {
    units::insert(conn, &unit(1, n))
}

fn count(fresh: &Fresh) -> Result<usize, StoreError> {
    fresh
        .db
        .read_blocking(|c| Ok(units::list(c, agency_id(1))?.len()))
}

fn statement(conn: &mut Conn, sql: &str) -> Result<(), StoreError> {
    match conn {
        Conn::Sqlite(c) => Ok(c.batch_execute(sql)?),
        Conn::Postgres(c) => Ok(c.batch_execute(sql)?),
    }
}

on_both! {
    fn a_lock_of_another_process_is_answered_busy_and_soon(fresh) {
        fresh.write(|c| found(c, 1));
        let mut other = Conn::alone(&fresh.target).unwrap();
        statement(&mut other, match fresh.db.engine() {
            Engine::Sqlite => "BEGIN IMMEDIATE",
            Engine::Postgres => "BEGIN; LOCK TABLE units IN EXCLUSIVE MODE",
        }).unwrap();
        // Patience is 0.4 s here; a hang would never come back.
        assert_eq!(fresh.db.write_blocking(|c| add(c, 11)), Err(StoreError::Busy));
        assert_eq!(count(fresh), Ok(1));
        statement(&mut other, "COMMIT").unwrap();
        fresh.write(|c| add(c, 11));
        assert_eq!(count(fresh), Ok(2));
    }

    fn a_short_lock_of_another_process_is_waited_for(fresh) {
        fresh.write(|c| found(c, 1));
        let mut other = Conn::alone(&fresh.target).unwrap();
        statement(&mut other, match fresh.db.engine() {
            Engine::Sqlite => "BEGIN IMMEDIATE",
            Engine::Postgres => "BEGIN; LOCK TABLE units IN EXCLUSIVE MODE",
        }).unwrap();
        let db = fresh.db.clone();
        let writing = thread::spawn(move || db.write_blocking(|c| add(c, 11)));
        thread::sleep(Duration::from_millis(100));
        statement(&mut other, "COMMIT").unwrap();
        assert_eq!(writing.join().unwrap(), Ok(()));
    }

    fn a_killed_process_loses_nothing_it_acknowledged(fresh) {
        fresh.write(|c| found(c, 1));
        let address = match fresh.db.engine() {
            Engine::Sqlite => format!("sqlite:{}", fresh.folder().join("store.db").display()),
            Engine::Postgres => fresh.database().url(),
        };
        let child = Errand::WriteUntilKilled.start(&address).stdout(Stdio::piped()).spawn().unwrap();
        let acknowledged: BTreeSet<i16> =
            kill_after(child, 300).iter().map(|word| word.parse().unwrap()).collect();
        assert!(acknowledged.len() >= 300, "{}", acknowledged.len());
        let kept: BTreeSet<i16> =
            fresh.read(|c| units::list(c, agency_id(1))).iter().map(|unit| unit.position).collect();
        assert_eq!(acknowledged.difference(&kept).count(), 0);
        fresh.write(|c| add(c, 9));
    }

    fn errors_of_the_database_repeat_nothing_of_a_row(fresh) {
        fresh.write(|c| found(c, 1));
        let mut errors = vec![
            fresh.refused(|c| {
                let mut bad = officer(1, 9);
                bad.name = "SENTINEL".into();
                bad.unit = Some(unit_id(99));
                officers::insert(c, &bad, &lock())
            }),
        ];
        for sql in [
            "INSERT INTO units (agency_id, id, name, position) SELECT agency_id, id, 'SENTINEL', 1 FROM units",
            "INSERT INTO units (agency_id, id, name, position) SELECT agency_id, id, NULL, 1 FROM units",
            "INSERT INTO units (agency_id, id, name, position) SELECT agency_id, agency_id, 'SENTINEL', 'SENTINEL' FROM units",
            "UPDATE agencies SET panel_size = 'SENTINEL'",
            "UPDATE officers SET key_id = id",
            "SELECT 'SENTINEL' FROM sentinel",
            "SENTINEL",
        ] {
            errors.push(fresh.refused(|c| statement(c, sql)));
        }
        for error in errors {
            assert!(!matches!(error, StoreError::Unavailable | StoreError::Busy), "{error:?}");
            let words = format!("{error} {error:?} {:?}", std::error::Error::source(&error)).to_lowercase();
            assert!(!words.contains("sentinel"), "{words}");
        }
    }

    fn a_row_that_its_types_refuse_is_damaged_and_not_misread(fresh) {
        fresh.write(|c| found(c, 1));
        fresh.write(|c| file(c, &new_case(1, 1), 1, 1, &[1]));
        fresh.write(|c| statement(c, "UPDATE cases SET state = 99"));
        let read = fresh.db.read_blocking(|c| cases::find(c, agency_id(1), case_id(1)));
        assert_eq!(read.err(), Some(StoreError::Damaged));
        fresh.write(|c| statement(c, "UPDATE officers SET login = 'Not A Login' WHERE login = 'officer.1'"));
        let read = fresh.db.read_blocking(|c| officers::list(c, agency_id(1)));
        assert_eq!(read.err(), Some(StoreError::Damaged));
    }
}

#[test]
fn sqlite_refuses_values_of_another_type_as_postgres_does() {
    let fresh = Fresh::new(Engine::Sqlite);
    fresh.write(|c| found(c, 1));
    for sql in [
        "UPDATE units SET position = 'first'",
        "UPDATE units SET name = x'00'",
        "UPDATE agencies SET id = 'sixteen letters!'",
    ] {
        assert_eq!(
            fresh.refused(move |c| statement(c, sql)),
            StoreError::Damaged,
            "{sql}"
        );
    }
}

#[test]
fn a_full_database_is_answered_and_survived() {
    let fresh = Fresh::new(Engine::Sqlite);
    fresh.write(|c| found(c, 1));
    fresh.write(|c| file(c, &new_case(1, 1), 1, 1, &[1]));
    let big = || {
        let mut big = record(1, 1, CHANNEL, 0);
        big.bytes = vec![0xd1; 2_000_000];
        big
    };
    let full = fresh.refused(move |c| {
        // SQLite takes a limit below what is already used for the size of now.
        statement(c, "PRAGMA max_page_count = 1")?;
        records::insert(c, &big())
    });
    assert_eq!(full, StoreError::Unavailable);
    assert_eq!(count(&fresh), Ok(1));
    fresh.write(|c| statement(c, "PRAGMA max_page_count = 1000000"));
    fresh.write(move |c| records::insert(c, &big()));
    let listed = fresh.read(|c| records::list(c, agency_id(1), case_id(1), CHANNEL));
    assert!(listed == [big()]);
}

#[test]
fn a_full_disk_refuses_what_does_not_fit_and_keeps_the_rest() {
    let fresh = Fresh::new(Engine::Sqlite);
    fresh.write(|c| found(c, 1));
    fresh.write(|c| file(c, &new_case(1, 1), 1, 1, &[1]));
    fresh.db.close();
    let address = format!("sqlite:{}", fresh.folder().join("store.db").display());
    let output = Errand::Fill
        .start_on_a_full_disk(&address, 4_000)
        .output()
        .unwrap();
    let mut said = said(&output.stdout);
    let read = said.pop().unwrap();
    assert_eq!(said.pop().as_deref(), Some("Unavailable"));
    assert!(
        said.len() > 2 && said.iter().all(|word| word == "kept"),
        "{said:?}"
    );
    assert_eq!(read, format!("Ok({})", said.len()));
    // With room again everything that was acknowledged is there, and the next one fits.
    let again = fresh.again();
    let kept = again
        .read_blocking(|c| records::list(c, agency_id(1), case_id(1), CHANNEL))
        .unwrap();
    assert_eq!(kept.len(), said.len());
    assert!(kept.iter().all(|record| record.bytes == vec![0xd1; FILLING]));
    let next = record(1, 1, CHANNEL, i32::try_from(kept.len()).unwrap());
    again.write_blocking(move |c| records::insert(c, &next)).unwrap();
}

#[test]
fn a_database_that_refuses_to_be_written_still_reads_and_recovers() {
    let fresh = Fresh::new(Engine::Sqlite);
    fresh.write(|c| found(c, 1));
    let refused = fresh.refused(|c| {
        statement(c, "PRAGMA query_only = ON")?;
        add(c, 11)
    });
    assert_eq!(refused, StoreError::Unavailable);
    assert_eq!(count(&fresh), Ok(1));
    fresh.write(|c| add(c, 11));
    assert_eq!(count(&fresh), Ok(2));
}

#[test]
fn a_folder_without_the_right_to_write_is_refused_at_the_start() {
    let fresh = Fresh::new(Engine::Sqlite);
    fresh.write(|c| found(c, 1));
    fresh.db.close();
    let folder = fresh.folder();
    let place = folder.join("store.db");
    let address = format!("sqlite:{}", place.display());
    let elsewhere = TempDir::new().unwrap();
    fs::set_permissions(elsewhere.path(), Permissions::from_mode(0o755)).unwrap();
    fs::set_permissions(&place, Permissions::from_mode(0o444)).unwrap();
    fs::set_permissions(&folder, Permissions::from_mode(0o555)).unwrap();
    let output = Errand::Open
        .start_without_rights(&address, elsewhere.path())
        .output()
        .unwrap();
    fs::set_permissions(&folder, Permissions::from_mode(0o755)).unwrap();
    fs::set_permissions(&place, Permissions::from_mode(0o644)).unwrap();
    assert_eq!(said(&output.stdout), ["Err(Unavailable)"]);
    let opened = Db::open(&fresh.target, &settings()).unwrap();
    assert_eq!(
        opened
            .read_blocking(|c| units::list(c, agency_id(1)))
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn a_folder_that_goes_away_is_missed_and_never_replaced_by_an_empty_one() {
    let fresh = Fresh::new(Engine::Sqlite);
    fresh.write(|c| found(c, 1));
    let here = fresh.folder();
    let away = here.with_extension("away");
    fs::rename(&here, &away).unwrap();
    for _ in 0..2 {
        assert_eq!(fresh.refused(|c| add(c, 11)), StoreError::Unavailable);
        assert_eq!(count(&fresh), Err(StoreError::Unavailable));
    }
    assert!(!here.exists());
    // An empty folder in its place is no database either.
    fs::create_dir(&here).unwrap();
    assert_eq!(fresh.refused(|c| add(c, 11)), StoreError::Unavailable);
    assert_eq!(fs::read_dir(&here).unwrap().count(), 0);
    fs::remove_dir(&here).unwrap();
    fs::rename(&away, &here).unwrap();
    fresh.write(|c| add(c, 11));
    assert_eq!(count(&fresh), Ok(2));
}

#[test]
fn a_file_that_was_deleted_is_not_written_to_in_secret() {
    let fresh = Fresh::new(Engine::Sqlite);
    fresh.write(|c| found(c, 1));
    for file in fs::read_dir(fresh.folder()).unwrap() {
        fs::remove_file(file.unwrap().path()).unwrap();
    }
    assert_eq!(fresh.refused(|c| add(c, 11)), StoreError::Unavailable);
    assert_eq!(count(&fresh), Err(StoreError::Unavailable));
    // A database of another program in its place is not taken for ours.
    let path = fresh.folder().join("store.db");
    let mut other = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    other.batch_execute("CREATE TABLE letters (a TEXT)").unwrap();
    assert!(fresh.db.write_blocking(|c| add(c, 11)).is_err());
    assert!(count(&fresh).is_err());
}

#[test]
fn a_missing_folder_and_a_file_of_another_kind_are_refused() {
    let folder = TempDir::new().unwrap();
    let missing = Target::file(folder.path().join("missing").join("store.db"));
    assert_eq!(
        Db::open(&missing, &settings()).err(),
        Some(StoreError::Unavailable)
    );
    assert!(!folder.path().join("missing").exists());
    let letters = folder.path().join("letters");
    fs::write(&letters, "ก".repeat(4_000)).unwrap();
    let opened = Db::open(&Target::file(&letters), &settings());
    assert_eq!(opened.err(), Some(StoreError::Damaged));
    assert_eq!(fs::read_to_string(&letters).unwrap(), "ก".repeat(4_000));
}

#[test]
fn connections_that_were_cut_are_replaced_before_the_next_job() {
    let fresh = Fresh::new(Engine::Postgres);
    fresh.write(|c| found(c, 1));
    assert_eq!(count(&fresh), Ok(1));
    fresh.database().cut_connections();
    fresh.write(|c| add(c, 11));
    for _ in 0..4 {
        assert_eq!(count(&fresh), Ok(2));
    }
}

#[test]
fn a_server_that_is_gone_is_answered_and_found_again() {
    let fresh = Fresh::new(Engine::Postgres);
    fresh.write(|c| found(c, 1));
    fresh.database().set_reachable(false);
    fresh.database().cut_connections();
    for _ in 0..2 {
        assert_eq!(fresh.refused(|c| add(c, 11)), StoreError::Unavailable);
        assert_eq!(count(&fresh), Err(StoreError::Unavailable));
    }
    fresh.database().set_reachable(true);
    fresh.write(|c| add(c, 11));
    assert_eq!(count(&fresh), Ok(2));
    let nobody = Target::parse("postgres://postgres@127.0.0.1:1/none?sslmode=disable").unwrap();
    assert_eq!(
        Db::open(&nobody, &settings()).err(),
        Some(StoreError::Unavailable)
    );
}

#[test]
fn a_server_is_believed_only_with_a_valid_certificate_for_its_name() {
    let server = postgres::Encrypted::start();
    let open = |host: &str, mode: &str, authority: &std::path::Path| {
        let address = server.address(host, mode);
        let output = Errand::Open
            .start(&address)
            .env("SSL_CERT_FILE", authority)
            .env_remove("SSL_CERT_DIR")
            .output()
            .unwrap();
        said(&output.stdout).join(" ")
    };
    let (good, bad) = ("Ok(Postgres)", "Err(Unavailable)");
    assert_eq!(open("localhost", "?sslmode=require", &server.authority), good);
    assert_eq!(open("localhost", "?sslmode=verify-full", &server.authority), good);
    assert_eq!(open("localhost", "", &server.authority), good);
    assert_eq!(open("localhost", "?sslmode=require", &server.stranger), bad);
    assert_eq!(open("127.0.0.1", "?sslmode=require", &server.authority), bad);
    // A server without encryption is not spoken to in the clear.
    let plain = Fresh::new(Engine::Postgres).database().url();
    let encrypted = plain.replace("sslmode=disable", "sslmode=require");
    let opened = Db::open(&Target::parse(&encrypted).unwrap(), &settings());
    assert_eq!(opened.err(), Some(StoreError::Unavailable));
}

#[test]
fn the_servers_own_log_repeats_no_row_that_came_twice() {
    let server = postgres::Encrypted::start();
    let db = Db::open(
        &Target::parse(&server.address("localhost", "?sslmode=disable")).unwrap(),
        &settings(),
    )
    .unwrap();
    let insert = |n| db.write_blocking(move |c| file(c, &new_case(1, n), 1, n, &[1]));
    db.write_blocking(|c| found(c, 1)).unwrap();
    insert(1).unwrap();
    assert!(insert(1).is_err());
    assert!(db.write_blocking(|c| add(c, 1)).is_err());
    assert!(
        db.write_blocking(|c| officers::insert(c, &officer(1, 1), &lock()))
            .is_err()
    );
    // The log is kept; this error of our making is in it.
    assert!(
        db.write_blocking(|c| statement(c, "SELECT 1 FROM nothing_of_that_name"))
            .is_err()
    );
    let log = server.log();
    assert!(log.contains("nothing_of_that_name"));
    for word in ["DETAIL", "already exists", "\\x", "duplicate key"] {
        assert!(!log.contains(word), "{word}");
    }
}
