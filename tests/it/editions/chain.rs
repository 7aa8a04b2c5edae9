//! Numbers, signatures, corrections and addresses.

use data_encoding::HEXLOWER;
use sujarit::domain::log::Flaw;
use sujarit::flow::verification::verify::verify;
use sujarit::store::{self, Engine};
use sujarit::vault::edition_seal::{self, EditionKey, SignedEdition};

use super::scene::{FEBRUARY, MARCH, Scene};

/// What a verification says of what was published.
pub fn flaws(scene: &Scene) -> Vec<(String, Flaw)> {
    let report = scene
        .test
        .run(verify(&scene.test.app, scene.here.agency.id, Vec::new()))
        .unwrap();
    let published = report
        .findings
        .into_iter()
        .filter(|finding| matches!(finding.flaw, Flaw::PublishedChanged | Flaw::PublishedMissing));
    published
        .map(|finding| (finding.place.to_string(), finding.flaw))
        .collect()
}

fn changed(edition: &str) -> (String, Flaw) {
    (format!("published: edition {edition}"), Flaw::PublishedChanged)
}

fn editions_follow_each_other_and_a_changed_one_is_found(engine: Engine) {
    let scene = Scene::new(engine);
    scene.publishes_by_itself("pim");
    scene.a_month_begins(FEBRUARY + 1);
    scene.a_month_begins(MARCH);
    assert_eq!(scene.test.count("editions"), 2);
    assert!(flaws(&scene).is_empty());

    // Anybody can compute the digest that the page shows, and finds it in the edition after.
    let first = scene.page("/here/statistics/2569/1/statistics.json");
    assert_eq!(
        first.page().header("content-type"),
        "application/json; charset=utf-8"
    );
    let digest = HEXLOWER.encode(&edition_seal::digest(first.html().as_bytes()));
    assert!(scene.page("/here/statistics/2569/1").text().contains(&digest));
    let second = scene.page("/here/statistics/2569/2/statistics.json").html();
    let second: serde_json::Value = serde_json::from_str(&second).unwrap();
    assert_eq!(second["previous"], digest);
    assert_eq!(
        (&second["number"], &second["figures"]["as_of"]),
        (&2.into(), &"2026-02-28".into())
    );
    assert!(second["approval"]["post"].is_string() && second["licence"].is_string());

    scene.tamper("UPDATE editions SET statement = replace(statement, '\"received\": 3', '\"received\": 2') WHERE number = 1");
    assert_eq!(flaws(&scene), [changed("2569/1")]);
    let shown = scene.page("/here/statistics/2569/1");
    assert_eq!(
        shown.status(),
        500,
        "what was changed is not shown as if it had been published"
    );
    assert_eq!(scene.page("/here/statistics/2569/2").status(), 200);
    // The newest one, changed as well, takes the list away from nobody.
    scene.tamper("UPDATE editions SET statement = replace(statement, '\"received\": 3', '\"received\": 2') WHERE number = 2");
    let shown = scene.page("/here/statistics");
    assert_eq!(shown.status(), 200, "{}", shown.text());
    assert!(shown.text().contains("ไม่ตรงกับฉบับที่ลงลายมือชื่อ"), "{}", shown.text());
    assert!(
        shown.html().contains("/here/statistics/2569/1"),
        "{}",
        shown.text()
    );
    assert_eq!(scene.page("/here/assessment/2569").status(), 200);
    let files = super::assessment::packed(&scene, "/here/assessment/2569/evidence.zip");
    assert!(
        !files.keys().any(|path| path.contains("statistics-2569")),
        "{:?}",
        files.keys()
    );
    for list in ["index.csv", "index.html"] {
        let list = String::from_utf8(files[list].clone()).unwrap();
        assert!(list.contains("ไม่ตรงกับไฟล์ที่เผยแพร่"), "{list}");
    }
}

#[test]
fn an_edition_that_somebody_signed_with_a_key_of_their_own_is_none() {
    let scene = Scene::new(Engine::Sqlite);
    scene.publishes_by_itself("pim");
    scene.a_month_begins(FEBRUARY + 1);
    let id = scene.here.agency.id;
    let row = scene.test.read(move |c| store::editions::last(c, id)).unwrap();
    let statement = row.statement.replace("\"received\": 3", "\"received\": 2");
    assert_ne!(statement, row.statement);
    let key = EditionKey::derive(&[9; 32]);
    let digest = edition_seal::digest(statement.as_bytes());
    let signature = key.sign(&SignedEdition {
        instance: scene.test.app.instance,
        agency: id.0,
        digest,
    });
    let hex = |bytes: &[u8]| format!("x'{}'", HEXLOWER.encode(bytes));
    let forged = format!(
        "UPDATE editions SET statement = '{}', digest = {}, edition_key = {}, signature = {}",
        statement.replace('\u{27}', "\u{27}\u{27}"),
        hex(&digest),
        hex(&key.public()),
        hex(&signature)
    );
    scene.tamper(forged.leak());
    assert_eq!(scene.page("/here/statistics/2569/1").status(), 500);
    assert_eq!(flaws(&scene), [changed("2569/1")]);
}

#[test]
fn editions_follow_each_other_and_a_changed_one_is_found_sqlite() {
    editions_follow_each_other_and_a_changed_one_is_found(Engine::Sqlite);
}

#[test]
fn editions_follow_each_other_and_a_changed_one_is_found_postgres() {
    editions_follow_each_other_and_a_changed_one_is_found(Engine::Postgres);
}

#[test]
fn a_correction_is_another_edition_with_its_reason() {
    let scene = Scene::new(Engine::Sqlite);
    scene.a_month_begins(FEBRUARY);
    scene.approves("pim");
    let mut browser = scene.publisher("ploy");
    let correct = |browser: &mut crate::support::browser::Browser, edition: &str, reason: &str| {
        let mut form = browser.form("/editions/correct");
        form.fill("edition", edition);
        form.fill("reason", reason);
        browser.submit(&form);
    };
    let name = scene.here.person("pim").name.clone();
    for (edition, reason) in [
        ("", "เดือนมกราคมไม่ครบถ้วน"),
        ("2569-1", "แก้"),
        ("2569-1", "โทรถามที่ 081 234 5678 ได้"),
        ("2569-1", &format!("แก้ไขตามที่{name}แจ้งไว้")),
        ("2569-1", "เรื่องที่ 2569-483127 ลงวันรับผิด"),
        ("2569-1", "เดิมนับขาดไป 1 (หนึ่ง) เรื่อง"),
    ] {
        correct(&mut browser, edition, reason);
        assert_eq!(browser.status(), 422, "{edition} {reason}: {}", browser.text());
        assert!(
            reason.is_empty() || browser.html().contains(reason),
            "what was typed is kept"
        );
    }
    assert_eq!(scene.test.count("edition_drafts"), 1);
    correct(&mut browser, "2569-1", "ชื่อหน่วยงานในฉบับเดิมไม่เป็นปัจจุบัน");
    assert!(browser.text().contains("ฉบับแก้ไขของฉบับที่ 1"), "{}", browser.text());
    // Twice in a month is once.
    correct(&mut browser, "2569-1", "ชื่อหน่วยงานในฉบับเดิมไม่เป็นปัจจุบัน");
    assert_eq!(browser.status(), 422);
    scene.approves("ploy");
    let new = scene.page("/here/statistics/2569/2").text();
    assert!(
        new.contains("ฉบับนี้แก้ไขฉบับที่ 1") && new.contains("ไม่เป็นปัจจุบัน"),
        "{new}"
    );
    let old = scene.page("/here/statistics/2569/1").text();
    assert!(old.contains("มีฉบับใหม่กว่านี้"), "{old}");
    assert!(scene.page("/here/statistics").text().contains("ฉบับที่ 2"));
    // The corrected one cannot be corrected again.
    let mut browser = scene.publisher("pim");
    assert_eq!(
        browser.form("/editions/correct").choices("edition"),
        ["", "2569-2"]
    );
    let mut form = browser.form("/editions/correct");
    form.fill("reason", "เหตุผลที่ยาวพอสมควร");
    let (action, mut fields) = form.pressed("", "");
    for (name, value) in &mut fields {
        if name == "edition" {
            "2569-1".clone_into(value);
        }
    }
    browser.go(&crate::support::wire::Request::post(&action, &fields));
    assert_eq!(browser.status(), 422, "{}", browser.text());
    assert!(flaws(&scene).is_empty());
}

#[test]
fn an_address_has_one_spelling_and_leads_nowhere_else() {
    let scene = Scene::new(Engine::Sqlite);
    scene.publishes_by_itself("pim");
    scene.a_month_begins(FEBRUARY + 1);
    let there = crate::support::office::Office::found(&scene.test, "there");
    assert_eq!(scene.page("/here/statistics/2569/1").status(), 200);
    for path in [
        "/2569/2",
        "/2569/0",
        "/2569/-1",
        "/2569/01",
        "/2569/+1",
        "/2569/99999",
        "/2568/1",
        "/2026/1",
        "/02569/1",
        "/x/1",
        "/2569/1/statistics.exe",
        "/2569/1/statistics.json.json",
        "/2569/1/other.json",
    ] {
        let status = scene.page(&format!("/here/statistics{path}")).status();
        assert_eq!(status, 404, "{path}");
    }
    assert_eq!(
        scene
            .page(&format!("{}/statistics/2569/1", there.base()))
            .status(),
        404
    );
    assert!(
        scene
            .page(&format!("{}/statistics", there.base()))
            .text()
            .contains("ฉบับแรก")
    );
}
