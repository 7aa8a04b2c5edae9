//! The files of an edition: all of them before it is published, or nothing at all.

use sujarit::documents::DocumentError;
use sujarit::domain::edition::{EditionForm, FileLanguage, Statement};
use sujarit::jobs::prepare_editions;
use sujarit::papers::edition::print;
use sujarit::store::{self, Engine};
use sujarit::vault::edition_seal::{EditionKey, SignedEdition, digest};

use super::scene::{FEBRUARY, MARCH, Scene};
use crate::support::wire::Request;

fn no_english_ods(
    said: &Statement,
    form: EditionForm,
    language: FileLanguage,
    address: &str,
) -> Result<Vec<u8>, DocumentError> {
    if (form, language) == (EditionForm::Ods, FileLanguage::English) {
        return Err(DocumentError::Spreadsheet);
    }
    print(said, form, language, address)
}

fn jams(_: &Statement, form: EditionForm, _: FileLanguage, _: &str) -> Result<Vec<u8>, DocumentError> {
    panic!("the press jams at {form:?}")
}

/// Editions, their files, and figures that became one.
fn published(scene: &Scene) -> (usize, usize, usize) {
    (
        scene.test.count("editions"),
        scene.test.count("edition_files"),
        scene.test.count("edition_drafts WHERE edition IS NOT NULL"),
    )
}

fn one_file_that_cannot_be_made_keeps_everything_back(engine: Engine) {
    let mut scene = Scene::new(engine);
    scene.a_month_begins(FEBRUARY);
    for (press, said) in [
        (
            no_english_ods as sujarit::papers::edition::Press,
            "จัดทำตาราง ODS ไม่สำเร็จ",
        ),
        (jams, "จัดทำประกาศ PDF ไม่สำเร็จ"),
    ] {
        scene.test.print_with(press);
        let mut browser = scene.publisher("pim");
        let form = browser.form("/office/editions");
        browser.submit(&form);
        assert_eq!(browser.status(), 422, "{}", browser.text());
        assert!(
            browser.text().contains(said) && browser.text().contains("ไม่เผยแพร่ส่วนใดทั้งสิ้น"),
            "{}",
            browser.text()
        );
        assert_eq!(published(&scene), (0, 0, 0));
        assert!(scene.page("/here/statistics").text().contains("ฉบับแรก"));
        assert_eq!(scene.page("/here/statistics/2569/1/statistics.csv").status(), 404);
    }
    // The same figures are published once the machine is well again.
    scene.test.print_with(print);
    scene.approves("pim");
    assert_eq!(published(&scene), (1, 8, 1));
}

#[test]
fn one_file_that_cannot_be_made_keeps_everything_back_sqlite() {
    one_file_that_cannot_be_made_keeps_everything_back(Engine::Sqlite);
}

#[test]
fn one_file_that_cannot_be_made_keeps_everything_back_postgres() {
    one_file_that_cannot_be_made_keeps_everything_back(Engine::Postgres);
}

fn what_is_published_by_itself_is_tried_again_and_publishers_see_why(engine: Engine) {
    let mut scene = Scene::new(engine);
    scene.publishes_by_itself("pim");
    scene.test.print_with(jams);
    assert_eq!(scene.a_month_begins(FEBRUARY + 1), 1);
    for _ in 0..2 {
        assert_eq!(scene.test.run(prepare_editions(&scene.test.app)).unwrap(), 0);
        assert_eq!(published(&scene), (0, 0, 0));
        assert_eq!(scene.test.count("edition_failures"), 1);
    }
    let told = scene.publisher("ploy").text();
    assert!(
        told.contains("จัดทำประกาศ PDF ไม่สำเร็จ") && told.contains("ลองเผยแพร่อีกครั้งภายใน 5 นาที"),
        "{told}"
    );
    scene.test.print_with(print);
    assert_eq!(scene.test.run(prepare_editions(&scene.test.app)).unwrap(), 0);
    assert_eq!(published(&scene), (1, 8, 1));
    assert!(!scene.publisher("ploy").text().contains("ไม่สำเร็จ"));
    assert!(scene.page("/here/statistics").text().contains("โดยอัตโนมัติ"));
    assert_eq!(scene.a_month_begins(MARCH), 1);
    assert_eq!(published(&scene), (2, 16, 2));
}

#[test]
fn what_is_published_by_itself_is_tried_again_and_publishers_see_why_sqlite() {
    what_is_published_by_itself_is_tried_again_and_publishers_see_why(Engine::Sqlite);
}

#[test]
fn what_is_published_by_itself_is_tried_again_and_publishers_see_why_postgres() {
    what_is_published_by_itself_is_tried_again_and_publishers_see_why(Engine::Postgres);
}

#[test]
fn files_are_served_as_they_were_stored_and_whoever_has_them_is_told_so() {
    let mut scene = Scene::new(Engine::Sqlite);
    scene.publishes_by_itself("pim");
    scene.a_month_begins(FEBRUARY + 1);
    // From now on nothing can be made: whatever is served was stored.
    scene.test.print_with(jams);
    let json = scene.page("/here/statistics/2569/1/statistics.json").html();
    for ending in ["pdf", "xlsx", "ods", "csv", "json"] {
        let thai = format!("/here/statistics/2569/1/statistics.{ending}");
        let mut bodies = Vec::new();
        for path in [thai.clone(), format!("/en{thai}")] {
            let mut browser = scene.page(&path);
            let (body, tag) = (
                browser.page().body.clone(),
                browser.page().header("etag").to_owned(),
            );
            let sha = data_encoding::HEXLOWER.encode(&digest(&body));
            assert_eq!(
                (browser.status(), tag.as_str()),
                (200, format!("\"{sha}\"").as_str())
            );
            assert_eq!(browser.page().header("content-length"), body.len().to_string());
            assert_eq!(browser.page().header("cache-control"), "no-cache");
            assert!(
                ending == "json" || json.contains(&sha),
                "the signed statement names it"
            );
            browser.go(&Request::get(&path).with("if-none-match", &tag));
            assert_eq!((browser.status(), browser.page().body.len()), (304, 0));
            browser.go(&Request::get(&path).with("if-none-match", "\"another\""));
            assert_eq!(browser.status(), 200);
            bodies.push(body);
        }
        assert_eq!(
            bodies[0] == bodies[1],
            ending == "json",
            "each language has its own {ending}"
        );
    }
    assert_eq!(scene.page("/here/statistics").page().header("etag"), "");
    // Neither bytes nor their digest can be changed behind the signature's back.
    scene.tamper("UPDATE edition_files SET bytes = digest");
    assert_eq!(scene.page("/here/statistics/2569/1/statistics.pdf").status(), 500);
    scene.tamper("DELETE FROM edition_files");
    assert_eq!(scene.page("/here/statistics/2569/1/statistics.pdf").status(), 500);
    assert_eq!(scene.page("/here/statistics/2569/1").status(), 200);
}

#[test]
fn an_edition_from_before_files_were_stored_is_put_on_paper_when_it_is_asked_for() {
    let scene = Scene::new(Engine::Sqlite);
    scene.publishes_by_itself("pim");
    scene.a_month_begins(FEBRUARY + 1);
    let (id, secret) = (scene.here.agency.id, *scene.test.app.secret.expose());
    let instance = scene.test.app.instance;
    scene.test.write(move |c| {
        let mut row = store::editions::last(c, id)?.unwrap();
        let mut old = Statement::from_json(&row.statement).unwrap();
        (old.number, old.files) = (2, Vec::new());
        old.previous = Some(data_encoding::HEXLOWER.encode(&row.digest));
        row.statement = old.to_json().unwrap();
        (row.serial, row.number, row.prev) = (2, 2, row.digest);
        row.digest = digest(row.statement.as_bytes());
        row.signature = EditionKey::derive(&secret).sign(&SignedEdition {
            instance,
            agency: id.0,
            digest: row.digest,
        });
        store::editions::insert(c, id, &row, &[])
    });
    for ending in ["pdf", "xlsx", "ods", "csv", "json"] {
        let path = format!("/here/statistics/2569/2/statistics.{ending}");
        let (once, again) = (scene.page(&path), scene.page(&path));
        assert_eq!(once.status(), 200, "{ending}");
        assert!(!once.page().body.is_empty() && once.page().body == again.page().body);
        assert_eq!(once.page().header("etag"), again.page().header("etag"));
    }
    let csv = |number: u8| {
        let page = scene.page(&format!("/here/statistics/2569/{number}/statistics.csv"));
        page.page().body.clone()
    };
    assert_eq!(csv(1), csv(2), "the figures are the same");
}
