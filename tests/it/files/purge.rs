//! What nobody sends goes away.

use sujarit::domain::ids::RecordId;
use sujarit::jobs::purge_files;
use sujarit::store::Engine;

use super::samples::{attaches, lying, picture, sends, torn_photo, until_files};
use crate::support::app::TestApp;
use crate::support::office::Office;

fn purged(test: &TestApp) -> usize {
    test.run(purge_files(&test.app)).unwrap()
}

fn given_up(engine: Engine) {
    let test = TestApp::start(engine);
    let office = Office::found(&test, "here");
    let mut kept = test.browser();
    until_files(&mut kept, &office.base(), "เรื่องที่ส่ง");
    attaches(&mut kept, &[("kept.png", &picture())]);
    sends(&mut kept);
    let of_the_case = lying(&test);
    let mut left = test.browser();
    until_files(&mut left, &office.base(), "เรื่องที่เลิกกลางคัน");
    attaches(
        &mut left,
        &[("left.png", &picture()), ("torn.jpg", &torn_photo())],
    );
    assert!(lying(&test) > of_the_case);
    // Over the days in which a form is good, nothing is lost.
    for _ in 0..3 {
        test.pass_days(1);
        assert_eq!(purged(&test), 0);
    }
    test.pass_days(1);
    assert!(purged(&test) >= 2);
    assert_eq!(test.count("uploads") + test.count("beginnings"), 0);
    assert_eq!(lying(&test), of_the_case);
    assert_eq!(purged(&test), 0);
}

#[test]
fn files_of_a_report_that_was_given_up_go_after_some_days_and_those_of_cases_stay_sqlite() {
    given_up(Engine::Sqlite);
}

#[test]
fn files_of_a_report_that_was_given_up_go_after_some_days_and_those_of_cases_stay_postgres() {
    given_up(Engine::Postgres);
}

#[test]
fn bytes_that_no_row_knows_are_removed_and_strange_files_are_left_alone() {
    let test = TestApp::start(Engine::Sqlite);
    Office::found(&test, "here");
    test.run(async {
        let orphan = test.app.blobs.begin(RecordId([7; 16])).await.unwrap();
        let orphan = orphan.write(vec![1; 100]).await.unwrap();
        orphan.finish().await.unwrap();
    });
    let strange = test.folder().join("files/README");
    std::fs::write(&strange, "not ours").unwrap();
    assert_eq!(purged(&test), 1);
    assert_eq!(lying(&test), 0);
    assert!(strange.exists());
}
