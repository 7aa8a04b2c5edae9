//! Files in an S3-compatible store, made here: what was acknowledged lies there, what was not can be read by nobody.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use sujarit::blob::{self, BlobError, Room};
use sujarit::clock::Clock;
use sujarit::config::Config;
use sujarit::domain::ids::RecordId;
use sujarit::domain::log::Flaw;
use sujarit::flow::verification::verify;
use sujarit::jobs::{end_days, purge_files};
use sujarit::store::Engine;

use super::samples::{
    HIDDEN, attaches, contains, everything, evidence_of, lying, photo, picture, sends, takes, until_files,
};
use crate::support::app::TestApp;
use crate::support::bucket::Bucket;
use crate::support::office::Office;
use crate::support::program::Running;
use crate::support::reporter::{files, story, tracks};
use crate::support::wire::Request;

const MIB: usize = 1 << 20;

fn room(bucket: &Bucket) -> Arc<dyn Room> {
    let config = Config::parse(&bucket.settings()).unwrap();
    blob::open(&config.files).unwrap()
}

fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(work)
}

async fn put(room: &Arc<dyn Room>, id: RecordId, pieces: &[Vec<u8>]) -> Result<(), BlobError> {
    let mut incoming = room.begin(id).await?;
    for piece in pieces {
        incoming = incoming.write(piece.clone()).await?;
    }
    incoming.finish().await
}

async fn whole(room: &Arc<dyn Room>, id: RecordId) -> Result<Vec<u8>, BlobError> {
    let mut out = room.read(id).await?;
    let mut all = Vec::new();
    while let Some(piece) = out.next().await? {
        all.extend(piece);
    }
    Ok(all)
}

#[test]
fn what_was_finished_is_read_back_whole_and_what_was_removed_stays_away() {
    let bucket = Bucket::start();
    let room = room(&bucket);
    run(async {
        // Nothing, a little, exactly one part, and several parts with a rest.
        let lengths = [0, 5, 8 * MIB, 20 * MIB + 7];
        for (number, length) in (1_u8..).zip(lengths) {
            let bytes: Vec<u8> = (0..length).map(|at| u8::try_from(at % 251).unwrap()).collect();
            let pieces: Vec<Vec<u8>> = bytes.chunks(300_000).map(<[u8]>::to_vec).collect();
            let id = RecordId([number; 16]);
            put(&room, id, &pieces).await.unwrap();
            assert_eq!(whole(&room, id).await.unwrap(), bytes, "{length} bytes");
        }
        let mut ids = room.ids().await.unwrap();
        ids.sort();
        assert_eq!(
            ids,
            [1, 2, 3, 4].map(|number| RecordId([number; 16])),
            "more than one page of the list"
        );
        room.remove(RecordId([2; 16])).await.unwrap();
        room.remove(RecordId([2; 16])).await.unwrap();
        assert_eq!(
            whole(&room, RecordId([2; 16])).await.err(),
            Some(BlobError::NotFound)
        );
        assert_eq!(room.ids().await.unwrap().len(), 3);
    });
    // What others put into the bucket is not ours.
    let state = &bucket.state;
    state
        .objects
        .lock()
        .unwrap()
        .insert(format!("evidence/elsewhere/{}", RecordId([9; 16])), vec![1]);
    assert_eq!(run(room.ids()).unwrap().len(), 3);
    assert_eq!(state.unsigned.load(Ordering::SeqCst), 0);
    assert!(state.uploads.lock().unwrap().is_empty());
}

#[test]
fn what_was_abandoned_or_could_not_be_ended_is_nowhere() {
    let bucket = Bucket::start();
    let room = room(&bucket);
    run(async {
        let mut incoming = room.begin(RecordId([1; 16])).await.unwrap();
        incoming = incoming.write(vec![1; 9 * MIB]).await.unwrap();
        assert_eq!(bucket.state.uploads.lock().unwrap().len(), 1);
        assert_eq!(room.ids().await.unwrap(), []);
        incoming.abandon().await.unwrap();
        bucket.state.never_ends.store(true, Ordering::SeqCst);
        let refused = put(&room, RecordId([2; 16]), &[vec![1; 9 * MIB]]).await;
        assert_eq!(refused, Err(BlobError::Unavailable));
        assert_eq!(room.ids().await.unwrap(), []);
    });
    assert!(bucket.state.uploads.lock().unwrap().is_empty());
}

#[test]
fn a_wrong_secret_opens_nothing() {
    let bucket = Bucket::start();
    let settings = bucket.settings().replace("test-secret", "other-secret");
    let config = Config::parse(&settings).unwrap();
    let room = blob::open(&config.files).unwrap();
    assert_eq!(
        run(put(&room, RecordId([1; 16]), &[vec![1]])),
        Err(BlobError::Unavailable)
    );
    assert_eq!(bucket.state.requests.load(Ordering::SeqCst), 0);
    assert!(!format!("{config:?}").contains("other-secret"));
}

#[test]
fn files_in_a_store_come_in_and_go_out_like_those_in_a_folder() {
    let bucket = Bucket::start();
    let mut test = TestApp::start(Engine::Sqlite);
    test.keep_files_in(room(&bucket));
    let office = Office::found(&test, "here");
    let mut reporter = test.browser();
    until_files(&mut reporter, &office.base(), "เรื่องที่ไฟล์อยู่ไกล");
    let long = "บรรทัดยาวของไฟล์ที่ต้องแบ่งเป็นหลายส่วน\n".repeat(200_000).into_bytes();
    attaches(&mut reporter, &[("a.jpg", &photo()), ("long.txt", &long)]);
    assert_eq!(reporter.status(), 200, "{}", reporter.text());
    let sent = sends(&mut reporter);
    assert_eq!(
        (lying(&test), bucket.lying()),
        (test.count("blobs"), test.count("blobs"))
    );
    let officer = evidence_of(&test, &office, "first", &sent.letters);
    let taken = takes(&officer);
    assert_eq!(taken.status, 200);
    assert!(!contains(&taken.body, HIDDEN));
    for (key, bytes) in &*bucket.state.objects.lock().unwrap() {
        assert!(
            !contains(bytes, "บรรทัดยาว".as_bytes()) && !contains(bytes, HIDDEN),
            "{key}"
        );
    }
    // A verification reads the store, and names what is gone.
    test.pass_days(1);
    test.run(end_days(&test.app)).unwrap();
    let found = |test: &TestApp| {
        let report = test.run(verify::verify(&test.app, office.agency.id, Vec::new()));
        let findings = report.unwrap().findings.into_iter();
        findings.map(|found| found.flaw).collect::<Vec<_>>()
    };
    assert_eq!(found(&test), []);
    let first = bucket
        .state
        .objects
        .lock()
        .unwrap()
        .keys()
        .next()
        .unwrap()
        .clone();
    let bytes = bucket.state.objects.lock().unwrap().remove(&first).unwrap();
    assert_eq!(found(&test), [Flaw::FileMissing]);
    bucket.state.objects.lock().unwrap().insert(first, bytes);

    // While the store is away reports come in without files, and nothing is half there.
    bucket.state.down.store(true, Ordering::SeqCst);
    let mut other = test.browser();
    until_files(&mut other, &office.base(), "เรื่องวันที่ที่เก็บล่ม");
    attaches(&mut other, &[("b.png", &picture())]);
    assert_eq!(other.status(), 422, "{}", other.text());
    assert!(
        other.text().contains("b.png: ขณะนี้ระบบรับไฟล์ไม่ได้"),
        "{}",
        other.text()
    );
    bucket.state.down.store(false, Ordering::SeqCst);
    sends(&mut other);
    assert_eq!(test.count("uploads"), 0);
    test.pass_days(5);
    test.run(purge_files(&test.app)).unwrap();
    assert_eq!(bucket.lying(), test.count("blobs"));
}

#[test]
fn killing_the_program_in_the_middle_of_an_upload_leaves_nothing_acknowledged_and_nothing_that_stays() {
    let bucket = Bucket::start();
    let mut test = TestApp::start(Engine::Sqlite);
    test.clock.advance_to(Clock::system().now());
    let office = Office::found(&test, "bangtoei");
    let receipt = files(&mut test.browser(), &office.base(), &story("เรื่องที่ส่งไฟล์ยาว"));
    let (folder, port) = (test.folder().to_owned(), test.port);
    test.pause();
    let settings = test.whole_folder().join("settings.toml");
    std::fs::write(&settings, bucket.settings()).unwrap();
    let secret = "SENTINEL ที่ไม่มีใครควรอ่านได้จากที่เก็บ";
    let long = format!("{secret}\n").repeat(400_000).into_bytes();
    for wait in [30, 120, 300, 700] {
        let mut program = Running::start_with(&folder, port, &settings);
        let mut reporter = crate::support::browser::Browser::new(port);
        tracks(&mut reporter, &office.base(), &receipt.letters);
        reporter.open(&format!("{}/track/files", office.base()));
        let form = reporter.form("/track/files");
        let request = Request::multipart(&form.action, &form.sent(), &[("long.txt", &long)]);
        let request = reporter.dress(&request);
        let answered = std::thread::scope(|scope| {
            let sending = scope.spawn(|| request.try_send(port));
            std::thread::sleep(Duration::from_millis(wait));
            program.kill();
            sending.join().unwrap()
        });
        assert!(
            answered.is_none_or(|answer| answer.status == 303),
            "after {wait} ms"
        );
        for (key, bytes) in &*bucket.state.objects.lock().unwrap() {
            assert!(!contains(bytes, secret.as_bytes()), "{key}");
        }
        for (place, bytes) in everything(&test) {
            assert!(!contains(&bytes, secret.as_bytes()), "{place}");
        }
    }
    test.resume();
    test.keep_files_in(room(&bucket));
    let acknowledged = test.count("blobs");
    test.pass_days(5);
    test.run(purge_files(&test.app)).unwrap();
    assert_eq!((bucket.lying(), test.count("uploads")), (acknowledged, 0));
}
