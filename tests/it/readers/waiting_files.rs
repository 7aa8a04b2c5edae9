//! Files that wait while the keys of their case change: whoever lost access has the key they are sealed under.

use futures_util::stream;
use sujarit::domain::attachment::FileName;
use sujarit::flow::cases::add_evidence;
use sujarit::flow::cases::handle::HandleError;
use sujarit::flow::cases::readers::Change;
use sujarit::flow::files::allowance::Allowance;
use sujarit::flow::files::attach::{BrokeOff, Declared, Wish};
use sujarit::flow::files::sealed_file::Shelf;
use sujarit::flow::reporter::reply::ReplyError;
use sujarit::flow::reporter::send_files;
use sujarit::store::Engine;

use super::scene::Scene;
use crate::files::samples::{lying, picture, torn_photo};
use crate::support::reporter::tracks;

const AGAIN: &str = "กรุณาแนบอีกครั้ง";

fn recuses(scene: &Scene, login: &str) {
    let session = scene.session(login);
    let form = scene.form(&session);
    scene.changes(&session, form, Change::Recuse(None)).unwrap();
}

fn files_that_wait_are_attached_again(engine: Engine) {
    let scene = Scene::new(engine);
    let mut second = scene.office.signs_in(&scene.test, "second");
    let evidence = format!("{}/office/case/{}/evidence", scene.office.base(), scene.case);
    second.open(&evidence);
    let form = second.form("/evidence");
    second.attach(&form, &[("ฉีก.jpg", &torn_photo())]);
    assert_eq!(second.status(), 422, "{}", second.text());
    let mut reporter = scene.test.browser();
    tracks(&mut reporter, &scene.office.base(), &scene.receipt.letters);
    let more = format!("{}/track/files", scene.office.base());
    reporter.open(&more);
    let form = reporter.form("/track/files");
    reporter.attach(&form, &[("ฉีก.jpg", &torn_photo())]);
    assert_eq!(reporter.status(), 422, "{}", reporter.text());
    let old = reporter.form("/choose");
    let as_is = &old
        .buttons
        .iter()
        .find(|b| b.value.starts_with("as_is:"))
        .unwrap()
        .value;
    recuses(&scene, "first");

    // Both pages open, and say what to do instead of offering what cannot be sent.
    for (browser, page) in [(&mut second, &evidence), (&mut reporter, &more)] {
        browser.open(page);
        assert_eq!(browser.status(), 200, "{}", browser.text());
        assert!(browser.text().contains(AGAIN), "{}", browser.text());
        assert!(!browser.html().contains("as_is:"), "{}", browser.text());
    }
    reporter.press(&old, "go", as_is);
    assert_eq!((scene.test.count("blobs"), scene.test.count("uploads")), (0, 2));
    // What is attached now goes, and what cannot go is no longer kept.
    reporter.open(&more);
    let form = reporter.form("/track/files");
    reporter.attach(&form, &[("ใหม่.png", &picture())]);
    assert!(reporter.text().contains(AGAIN), "{}", reporter.text());
    assert_eq!(scene.test.count("uploads"), 1);
    reporter.open(&more);
    assert!(!reporter.text().contains(AGAIN), "{}", reporter.text());
    let third = scene.session("third");
    let names: Vec<String> = scene
        .sees(&third)
        .evidence
        .iter()
        .map(|(file, _)| file.attachment.name.as_str().to_owned())
        .collect();
    assert_eq!(names, ["ใหม่.png"]);
}

#[test]
fn files_that_wait_while_the_keys_change_are_attached_again_sqlite() {
    files_that_wait_are_attached_again(Engine::Sqlite);
}

#[test]
fn files_that_wait_while_the_keys_change_are_attached_again_postgres() {
    files_that_wait_are_attached_again(Engine::Postgres);
}

/// Attaches a picture that can be sent at once.
fn attaches(scene: &Scene, shelf: &Shelf) {
    let declared = Declared {
        name: FileName::read("ระหว่างทาง.png").unwrap(),
        wish: Wish::Clean,
        replaces: None,
    };
    let bytes = picture();
    let most = bytes.len() as u64;
    let left = scene
        .test
        .run(Allowance::of(scene.app(), shelf, Some(scene.case)))
        .unwrap();
    let source = stream::iter([Ok::<_, BrokeOff>(bytes)]);
    let attached = shelf.attach(scene.app(), declared, (most, left.room()), source);
    scene.test.run(attached).unwrap();
}

#[test]
fn a_file_that_was_on_its_way_while_the_keys_changed_never_belongs_to_the_case() {
    let scene = Scene::new(Engine::Sqlite);
    let (reporter, second) = (scene.reporter(), scene.session("second"));
    let theirs = scene.test.run(send_files::shelf(scene.app(), &reporter)).unwrap();
    let ours = scene
        .test
        .run(add_evidence::shelf(scene.app(), &second, scene.case))
        .unwrap();
    attaches(&scene, &theirs);
    attaches(&scene, &ours);
    recuses(&scene, "first");

    let sent = scene.test.run(send_files::send(scene.app(), &reporter, &theirs));
    assert_eq!(sent, Err(ReplyError::Meanwhile));
    let added = scene
        .test
        .run(add_evidence::add(scene.app(), &second, scene.case, &ours));
    assert_eq!(added, Err(HandleError::Meanwhile));
    assert_eq!(scene.test.count("blobs"), 0);
    // With the newest key the same file goes.
    let theirs = scene.test.run(send_files::shelf(scene.app(), &reporter)).unwrap();
    assert!(scene.test.run(theirs.drop_outdated(scene.app())).unwrap());
    attaches(&scene, &theirs);
    scene
        .test
        .run(send_files::send(scene.app(), &reporter, &theirs))
        .unwrap();
    assert_eq!(scene.sees(&second).evidence.len(), 1);
    assert!(lying(&scene.test) > 0);
}
