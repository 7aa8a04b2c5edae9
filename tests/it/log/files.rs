//! Somebody edits the folder of sealed files by hand; the verification says what was done, and to which file.

use std::path::PathBuf;

use sujarit::domain::ids::CaseId;
use sujarit::domain::log::Flaw;
use sujarit::flow::verification::verify::{self, Place, Report};
use sujarit::jobs::end_days;
use sujarit::store::blobs::BlobRow;
use sujarit::store::{self, Engine};

use super::ledger::{by_hand, bytes};
use crate::files::samples::{attaches, evidence_of, photo, picture, sends, until_files};
use crate::support::app::TestApp;
use crate::support::office::Office;
use crate::support::reporter::case_of;

/// A case with files of its reporter and of an officer, after a day that ended.
struct Scene {
    test: TestApp,
    office: Office,
    case: CaseId,
    files: Vec<BlobRow>,
}

fn scene(engine: Engine) -> Scene {
    let test = TestApp::start(engine);
    let office = Office::found(&test, "here");
    let mut reporter = test.browser();
    until_files(&mut reporter, &office.base(), "เรื่องที่มีภาพและเอกสาร");
    attaches(&mut reporter, &[("a.jpg", &photo()), ("b.png", &picture())]);
    let letters = sends(&mut reporter).letters;
    let mut officer = evidence_of(&test, &office, "first", &letters);
    let form = officer.form("/evidence");
    officer.attach(&form, &[("c.png", &picture())]);
    test.pass_days(1);
    test.run(end_days(&test.app)).unwrap();
    let (agency, case) = (office.agency.id, case_of(&test, &office, &letters).unwrap().id);
    let files = test.read(move |c| store::blobs::list(c, agency, case));
    assert!(
        files.len() >= 6,
        "three files and their pictures: {}",
        files.len()
    );
    Scene {
        test,
        office,
        case,
        files,
    }
}

impl Scene {
    fn report(&self) -> Report {
        let verified = verify::verify(&self.test.app, self.office.agency.id, Vec::new());
        self.test.run(verified).unwrap()
    }

    fn found(&self) -> Vec<(Flaw, Place)> {
        let findings = self.report().findings.into_iter();
        findings.map(|found| (found.flaw, found.place)).collect()
    }

    fn path(&self, at: usize) -> PathBuf {
        self.test
            .app
            .config
            .files
            .folder
            .join(self.files[at].id.to_string())
    }

    fn place(&self, at: usize) -> Place {
        Place::File(self.case, self.files[at].id)
    }

    /// The row of a file among those that the log vouches for.
    fn row(&self, at: usize) -> Place {
        let file = &self.files[at];
        let begins = &file.id.to_string()[..16];
        Place::Row(self.case, format!("b{}.{begins}", file.compartment))
    }
}

fn whatever_is_done_to_a_file_is_named(engine: Engine) {
    let scene = scene(engine);
    let report = scene.report();
    assert_eq!((report.findings, report.files), (Vec::new(), scene.files.len()));
    for at in 0..scene.files.len() {
        let path = scene.path(at);
        let whole = std::fs::read(&path).unwrap();
        // Any byte: of the header, of the first chunk, of the padding, of the last tag.
        for byte in [9, 150, 204, whole.len() / 2, whole.len() - 1] {
            let mut changed = whole.clone();
            changed[byte] ^= 0x20;
            std::fs::write(&path, &changed).unwrap();
            assert_eq!(
                scene.found(),
                [(Flaw::FileChanged, scene.place(at))],
                "byte {byte}"
            );
        }
        for left in [0, 100, 204, whole.len() - 1] {
            std::fs::write(&path, &whole[..left]).unwrap();
            assert_eq!(scene.found(), [(Flaw::FileCut, scene.place(at))], "{left} bytes");
        }
        std::fs::write(&path, [&whole[..], b"x"].concat()).unwrap();
        assert_eq!(scene.found(), [(Flaw::FileChanged, scene.place(at))]);
        std::fs::remove_file(&path).unwrap();
        assert_eq!(scene.found(), [(Flaw::FileMissing, scene.place(at))]);
        std::fs::write(&path, &whole).unwrap();
        assert_eq!(scene.found(), []);
    }
    let (one, other) = (
        std::fs::read(scene.path(0)).unwrap(),
        std::fs::read(scene.path(1)).unwrap(),
    );
    std::fs::write(scene.path(0), &other).unwrap();
    std::fs::write(scene.path(1), &one).unwrap();
    assert_eq!(
        scene.found(),
        [
            (Flaw::FileSwapped, scene.place(0)),
            (Flaw::FileSwapped, scene.place(1))
        ]
    );
}

#[test]
fn whatever_is_done_to_a_sealed_file_is_named_sqlite() {
    whatever_is_done_to_a_file_is_named(Engine::Sqlite);
}

#[test]
fn whatever_is_done_to_a_sealed_file_is_named_postgres() {
    whatever_is_done_to_a_file_is_named(Engine::Postgres);
}

fn rows_of_files_are_vouched_for(engine: Engine) {
    let scene = scene(engine);
    let of = |at: usize| format!("id = {}", bytes(&scene.test, scene.files[at].id.as_bytes()));
    for (change, back) in [
        ("length = length + 1".to_owned(), "length = length - 1".to_owned()),
        (
            format!("hash = {}", bytes(&scene.test, &[1; 32])),
            format!("hash = {}", bytes(&scene.test, &scene.files[0].hash)),
        ),
        (
            format!("signature = {}", bytes(&scene.test, &[1; 64])),
            format!("signature = {}", bytes(&scene.test, &scene.files[0].signature)),
        ),
    ] {
        by_hand(
            &scene.test,
            &[format!("UPDATE blobs SET {change} WHERE {}", of(0))],
        );
        let found = scene.found();
        assert!(
            found.contains(&(Flaw::RowChanged, scene.row(0))),
            "{change}: {found:?}"
        );
        by_hand(&scene.test, &[format!("UPDATE blobs SET {back} WHERE {}", of(0))]);
        assert_eq!(scene.found(), []);
    }
    // A file that is removed with its row, so that no page misses it, is missed by the log.
    by_hand(&scene.test, &[format!("DELETE FROM blobs WHERE {}", of(1))]);
    std::fs::remove_file(scene.path(1)).unwrap();
    assert_eq!(scene.found(), [(Flaw::RowRemoved, scene.row(1))]);
}

#[test]
fn the_row_of_a_sealed_file_is_vouched_for_like_every_other_sqlite() {
    rows_of_files_are_vouched_for(Engine::Sqlite);
}

#[test]
fn the_row_of_a_sealed_file_is_vouched_for_like_every_other_postgres() {
    rows_of_files_are_vouched_for(Engine::Postgres);
}
