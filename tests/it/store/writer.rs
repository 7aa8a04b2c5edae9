//! One writer, many callers: what is answered is durable, and a bad job harms nobody else.

use std::pin::Pin;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::task::{Context, Waker};
use std::thread;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use sujarit::domain::agency::Unit;
use sujarit::store::{Conn, Db, Engine, Settings, StoreError, agencies, units};

use super::samples::{agency, agency_id, agency_keys, found, unit};
use crate::support::fresh::{Fresh, on_both, settings};

/// What a caller may make of the store's errors.
#[derive(Debug, PartialEq, Eq)]
enum FlowError {
    Refused,
    Store(StoreError),
}

impl From<StoreError> for FlowError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

fn names(fresh: &Fresh) -> Vec<i16> {
    let units = fresh.read(|c| units::list(c, agency_id(1)));
    units.iter().map(|unit: &Unit| unit.position).collect()
}

fn add(conn: &mut Conn, n: u32) -> Result<(), StoreError> {
    units::insert(conn, &unit(1, n))
}

/// Keeps the writer busy until the sender is dropped, so that what follows shares a commit.
fn hold(db: &Db) -> Sender<()> {
    let (release, held): (Sender<()>, Receiver<()>) = channel();
    let (started, running) = channel();
    let db = db.clone();
    thread::spawn(move || {
        db.write_blocking(move |_| {
            started.send(()).unwrap();
            let _ = held.recv();
            Ok::<(), StoreError>(())
        })
    });
    running.recv().unwrap();
    release
}

type Answer<T> = Pin<Box<dyn Future<Output = Result<T, StoreError>>>>;

/// Puts a job into the queue, in this order, without waiting for its answer.
fn send<T: Send + 'static>(
    db: &Db,
    work: impl FnOnce(&mut Conn) -> Result<T, StoreError> + Send + 'static,
) -> Answer<T> {
    let db = db.clone();
    let mut answer: Answer<T> = Box::pin(async move { db.write(work).await });
    let polled = answer.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    assert!(polled.is_pending());
    answer
}

fn wait<T>(answer: Answer<T>) -> Result<T, StoreError> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(answer)
}

fn statement(conn: &mut Conn, sql: &str) -> Result<(), StoreError> {
    match conn {
        Conn::Sqlite(c) => Ok(c.batch_execute(sql)?),
        Conn::Postgres(c) => Ok(c.batch_execute(sql)?),
    }
}

on_both! {
    fn sixty_four_writers_at_once_all_land(fresh) {
        fresh.write(|c| agencies::insert(c, &agency(1), &agency_keys(1)));
        thread::scope(|scope| {
            for writer in 0..64 {
                scope.spawn(move || {
                    for n in 0..10 {
                        fresh.write(move |c| add(c, writer * 10 + n));
                    }
                });
            }
        });
        let expected: Vec<i16> = (0..640).collect();
        assert_eq!(names(fresh), expected);
    }

    fn an_answer_comes_after_the_commit(fresh) {
        fresh.write(|c| agencies::insert(c, &agency(1), &agency_keys(1)));
        let elsewhere = fresh.again();
        for n in 1..=20 {
            fresh.write(move |c| add(c, n));
            let seen = elsewhere.read_blocking(|c| units::list(c, agency_id(1))).unwrap();
            assert_eq!(seen.len(), usize::try_from(n).unwrap());
        }
    }

    fn a_failing_and_a_panicking_job_are_undone_alone(fresh) {
        fresh.write(|c| found(c, 1));
        let release = hold(&fresh.db);
        let first = send(&fresh.db, |c| add(c, 11));
        let failing = send(&fresh.db, |c| {
            add(c, 12)?;
            Err::<(), _>(StoreError::Stale)
        });
        let second = send(&fresh.db, |c| add(c, 13));
        let panicking = send(&fresh.db, |c| {
            add(c, 14)?;
            panic!("on purpose");
            #[expect(unreachable_code, reason = "gives the closure its type")]
            Ok(())
        });
        let refused_by_the_database = send(&fresh.db, |c| {
            add(c, 15)?;
            units::insert(c, &unit(99, 16))
        });
        let last = send(&fresh.db, |c| add(c, 17));
        drop(release);
        assert_eq!(wait(first), Ok(()));
        assert_eq!(wait(failing), Err(StoreError::Stale));
        assert_eq!(wait(second), Ok(()));
        assert_eq!(wait(panicking), Err(StoreError::Query("panic")));
        assert_eq!(wait(refused_by_the_database), Err(StoreError::Query("foreign key")));
        assert_eq!(wait(last), Ok(()));
        assert_eq!(names(fresh), [1, 11, 13, 17]);
    }

    fn a_job_that_hides_an_error_is_never_answered_as_done_when_it_was_not(fresh) {
        fresh.write(|c| found(c, 1));
        let hidden = fresh.db.write_blocking(|c| {
            add(c, 11)?;
            let _ = units::insert(c, &unit(99, 12));
            Ok::<(), StoreError>(())
        });
        match fresh.db.engine() {
            // The failed statement alone was undone.
            Engine::Sqlite => {
                assert_eq!(hidden, Ok(()));
                assert_eq!(names(fresh), [1, 11]);
            }
            // PostgreSQL undoes the whole job, and so it says.
            Engine::Postgres => {
                assert!(hidden.is_err());
                assert_eq!(names(fresh), [1]);
            }
        }
    }

    fn a_transaction_that_is_lost_refuses_its_whole_batch_and_nothing_after(fresh) {
        fresh.write(|c| found(c, 1));
        let release = hold(&fresh.db);
        let before = send(&fresh.db, |c| add(c, 11));
        let lost = send(&fresh.db, |c| {
            add(c, 12)?;
            match c.engine() {
                Engine::Sqlite => statement(c, "ROLLBACK"),
                Engine::Postgres => {
                    let _ = statement(c, "SELECT pg_terminate_backend(pg_backend_pid())");
                    Ok(())
                }
            }
        });
        let after = send(&fresh.db, |c| add(c, 13));
        drop(release);
        for job in [before, lost, after] {
            assert_eq!(wait(job), Err(StoreError::Unavailable));
        }
        assert_eq!(names(fresh), [1]);
        fresh.write(|c| add(c, 14));
        assert_eq!(names(fresh), [1, 14]);
    }

    fn a_flow_may_fail_with_an_error_of_its_own(fresh) {
        fresh.write(|c| found(c, 1));
        let refused = fresh.db.write_blocking(|c| {
            add(c, 11)?;
            Err::<(), _>(FlowError::Refused)
        });
        assert_eq!(refused, Err(FlowError::Refused));
        let failed = fresh.db.write_blocking(|c| -> Result<(), FlowError> {
            add(c, 1)?;
            Ok(())
        });
        assert!(matches!(failed, Err(FlowError::Store(StoreError::Duplicate(_)))), "{failed:?}");
        assert_eq!(names(fresh), [1]);
    }

    fn a_reader_cannot_write(fresh) {
        fresh.write(|c| found(c, 1));
        let refused = fresh.db.read_blocking(|c| add(c, 11));
        assert_eq!(refused, Err(StoreError::Unavailable));
        assert_eq!(names(fresh), [1]);
    }

    fn a_panicking_reader_is_answered_and_the_next_reads_on(fresh) {
        fresh.write(|c| found(c, 1));
        for _ in 0..4 {
            let result = fresh.db.read_blocking(|_| -> Result<(), StoreError> { panic!("on purpose") });
            assert_eq!(result, Err(StoreError::Query("panic")));
        }
        assert_eq!(names(fresh), [1]);
    }

    fn a_read_sees_one_moment(fresh) {
        fresh.write(|c| found(c, 1));
        let db = fresh.db.clone();
        let (before, after) = fresh.read(move |c| {
            let before = units::list(c, agency_id(1))?.len();
            db.write_blocking(|c| add(c, 11))?;
            Ok((before, units::list(c, agency_id(1))?.len()))
        });
        assert_eq!((before, after), (1, 1));
        assert_eq!(names(fresh), [1, 11]);
    }

    fn handlers_wait_without_blocking_and_may_go_away(fresh) {
        fresh.write(|c| found(c, 1));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let both = tokio::join!(fresh.db.write(|c| add(c, 11)), fresh.db.write(|c| add(c, 12)));
            assert_eq!(both, (Ok(()), Ok(())));
            let read = fresh.db.read(|c| units::list(c, agency_id(1))).await.unwrap();
            assert_eq!(read.len(), 3);
            // The visitor closes the window after the job was accepted.
            let mut abandoned = Box::pin(fresh.db.write(|c| {
                thread::sleep(Duration::from_millis(50));
                add(c, 13)
            }));
            let polled = tokio::time::timeout(Duration::from_millis(5), &mut abandoned).await;
            assert!(polled.is_err());
        });
        fresh.write(|_| Ok(()));
        assert_eq!(names(fresh), [1, 11, 12, 13]);
    }

    fn closing_finishes_what_was_accepted_and_refuses_the_rest(fresh) {
        fresh.write(|c| found(c, 1));
        let release = hold(&fresh.db);
        let accepted: Vec<_> = (11..16).map(|n| send(&fresh.db, move |c| add(c, n))).collect();
        let db = fresh.db.clone();
        let closing = thread::spawn(move || db.close());
        thread::sleep(Duration::from_millis(20));
        drop(release);
        closing.join().unwrap();
        for job in accepted {
            assert_eq!(wait(job), Ok(()));
        }
        assert_eq!(fresh.db.write_blocking(|c| add(c, 20)), Err(StoreError::Unavailable));
        let read = fresh.db.read_blocking(|c| units::list(c, agency_id(1)));
        assert_eq!(read.err(), Some(StoreError::Unavailable));
        let kept = fresh.again().read_blocking(|c| units::list(c, agency_id(1))).unwrap();
        assert_eq!(kept.len(), 6);
    }
}

#[test]
fn a_full_queue_says_busy_at_once() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let small = Settings {
            waiting_writes: 2,
            ..settings()
        };
        let fresh = Fresh::with(engine, &small);
        fresh.write(|c| found(c, 1));
        let release = hold(&fresh.db);
        let waiting = [11, 12].map(|n| send(&fresh.db, move |c| add(c, n)));
        assert_eq!(fresh.db.write_blocking(|c| add(c, 13)), Err(StoreError::Busy));
        drop(release);
        for job in waiting {
            assert_eq!(wait(job), Ok(()));
        }
        fresh.write(|c| add(c, 13));
        assert_eq!(names(&fresh), [1, 11, 12, 13]);
    }
}

#[test]
fn the_log_of_changes_is_emptied_when_it_is_quiet() {
    let often = Settings {
        quiet: Duration::from_millis(50),
        ..settings()
    };
    let fresh = Fresh::with(Engine::Sqlite, &often);
    let log = fresh.folder().join("store.db-wal");
    let size = || std::fs::metadata(&log).unwrap().len();
    fresh.write(|c| found(c, 1));
    assert!(size() > 0);
    thread::sleep(Duration::from_millis(500));
    assert_eq!(size(), 0);
    assert_eq!(names(&fresh), [1]);
}

#[test]
fn the_log_of_changes_is_moved_into_the_file_while_the_writer_goes_on() {
    let never_quiet = Settings {
        quiet: Duration::from_hours(1),
        ..settings()
    };
    let fresh = Fresh::with(Engine::Sqlite, &never_quiet);
    fresh.write(|c| found(c, 1));
    let file = fresh.folder().join("store.db");
    let changed = || std::fs::metadata(&file).unwrap().modified().unwrap();
    let before = changed();
    // Far less than what the writer would move by itself.
    for n in 1_001..=1_600 {
        fresh.write(move |c| add(c, n));
    }
    let moved = (0..100).any(|_| {
        thread::sleep(Duration::from_millis(50));
        changed() > before
    });
    assert!(moved, "what was written stands in the log alone");
    assert_eq!(names(&fresh).len(), 601);
    // The two do not stand in each other's way: the log can be emptied at any time.
    for n in 1_601..=2_200 {
        fresh.write(move |c| add(c, n));
    }
    let db = fresh.db.clone();
    assert_eq!(wait(Box::pin(async move { db.forget_deleted().await })), Ok(()));
    assert_eq!(
        std::fs::metadata(fresh.folder().join("store.db-wal"))
            .unwrap()
            .len(),
        0
    );
}
