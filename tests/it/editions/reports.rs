//! The report of a round: written by an officer, taken to the head of the agency as a memo, and published after a check.

use sujarit::domain::log::Flaw;
use sujarit::domain::role::Role;
use sujarit::store::Engine;
use sujarit::vault::edition_seal::digest;

use super::scene::{APRIL, FEBRUARY, MARCH, Scene};
use crate::support::app::TestApp;
use crate::support::browser::Browser;
use crate::support::html::Form;
use crate::support::office::Office;
use crate::support::reporter::{Story, files, story};

const ROUND: &str = "/here/office/reports/2569/months-6";
const LESSON: &str = "ควรมีผู้ตรวจรับงานอย่างน้อยสองฝ่าย";
const DONE: &str = "จัดอบรมผู้ตรวจรับงานทุกฝ่าย";
const HIDDEN: &str = "ข้อความที่ผู้บริหารต้องไม่เห็น";
const MARKED: &str = "บทเรียนจากเรื่องที่มีการระบุชื่อ";

/// Presses a button of a case's page or fills one of its forms.
fn does(officer: &mut Browser, case: &str, deed: &str, fields: &[(&str, &str)]) {
    officer.open(case);
    if deed == "move" {
        let wanted = |form: &Form| form.action.ends_with("/move") && form.value("step") == fields[0].1;
        let form = officer
            .forms()
            .into_iter()
            .find(wanted)
            .expect("the step is offered");
        officer.submit(&form);
        return;
    }
    officer.open(&format!("{case}/{deed}"));
    let mut form = officer.form(&format!("/{deed}"));
    for (name, value) in fields {
        form.fill(name, value);
    }
    officer.submit(&form);
    assert_eq!(officer.status(), 200, "{deed}: {}", officer.text());
    assert!(!officer.at().ends_with(deed), "{deed}: {}", officer.text());
}

/// A case that was looked into and closed with a lesson and something changed.
fn a_closed_case(scene: &Scene, told: &Story, lesson: &str, prevention: &str, unit: usize) {
    let receipt = files(&mut scene.test.browser(), &scene.here.base(), told);
    let mut officer = scene.here.signs_in(&scene.test, "first");
    officer.open("/here/office");
    let html = officer.html();
    let at = html.find(&receipt.number).expect("the case is listed");
    let link = html[..at].rfind("/here/office/case/").expect("a link to it");
    let case: String = html[link..].chars().take_while(|c| *c != '"').collect();
    for step in ["screen", "find_facts"] {
        does(&mut officer, &case, "move", &[("step", step)]);
    }
    does(&mut officer, &case, "measure/prevention", &[("text", prevention)]);
    let closing = [
        ("outcome", "substantiated"),
        ("reason", "examined"),
        ("text", "ตรวจสอบแล้วเสร็จและดำเนินการแล้ว"),
        ("lesson", lesson),
        ("unit", &scene.here.units[unit].id.to_string()),
    ];
    does(&mut officer, &case, "close", &closing);
}

fn told(what: &str, more: &[(&'static str, &str)]) -> Story {
    let mut told = story(what);
    told.extend(more.iter().map(|(name, value)| (*name, (*value).to_owned())));
    told
}

/// An office with a head, four closed cases, three of them about กองคลัง and one about กองช่าง, and six months that are over and published.
fn scene(engine: Engine) -> Scene {
    let mut scene = Scene::new(engine);
    scene.here.add(&scene.test, "mayor", None, &[Role::Executive]);
    let mayor = scene.here.person("mayor").id.to_string();
    a_closed_case(
        &scene,
        &told("ตรวจรับงานที่ยังไม่เสร็จ", &[("who", "นายวิชัย คดเคี้ยว")]),
        LESSON,
        DONE,
        1,
    );
    a_closed_case(
        &scene,
        &told("รถของทางราชการ", &[("involved_officers", &mayor)]),
        MARKED,
        HIDDEN,
        1,
    );
    for unit in [1, 2] {
        a_closed_case(
            &scene,
            &told("นายกสั่งให้จ่ายเงิน", &[]),
            "บทเรียนของเรื่องที่กล่าวถึง",
            HIDDEN,
            unit,
        );
    }
    scene.publishes_by_itself("pim");
    for days in [FEBRUARY + 1, MARCH, APRIL] {
        scene.a_month_begins(days);
    }
    scene
}

fn open(scene: &Scene, login: &str) -> Browser {
    let mut browser = scene.here.signs_in(&scene.test, login);
    browser.open(ROUND);
    assert_eq!(browser.status(), 200, "{}", browser.text());
    browser
}

fn whole_database(test: &TestApp) -> String {
    test.dump()
}

fn a_report_is_written_for_the_head_and_nothing_of_a_case_that_touches_them_reaches_the_page(engine: Engine) {
    let scene = scene(engine);
    let mut author = scene.here.signs_in(&scene.test, "first");
    author.open("/here/office/reports");
    assert!(
        author.text().contains("รอบ 6 เดือน ปีงบประมาณ พ.ศ. 2569"),
        "{}",
        author.text()
    );
    assert!(!author.text().contains("รอบ 12 เดือน"), "that round is not over");
    author.open(ROUND);
    let page = author.text();
    for said in [
        LESSON,
        DONE,
        "มาตรการ ยังไม่ได้ดำเนินการ",
        "รับเรื่อง 7 เรื่อง",
        "ไม่มีสถิติที่เผยแพร่ของรอบเดียวกันในปีก่อน",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    for hidden in [HIDDEN, MARKED, "บทเรียนของเรื่องที่กล่าวถึง", "กองช่าง"]
    {
        assert!(!page.contains(hidden), "{hidden}: {page}");
    }
    assert!(
        page.contains("กองคลัง ไม่แสดง 3"),
        "three matters about one unit are shown, none of the year before: {page}"
    );

    // What is typed is kept for its author alone.
    let mut form = author.form("/months-6");
    let quotes = form.choices("quote");
    assert_eq!(quotes.len(), 2);
    form.fill("quote", &quotes[0]);
    form.fill("problems", "ผู้แจ้งไม่ทราบช่องทางลับเฉพาะร่าง");
    form.fill("base_year", "๒๕๖๕");
    form.fill("base_matters", "14");
    form.fill("base_proc", "สิบ");
    author.submit(&form);
    assert_eq!(author.status(), 422);
    assert!(
        author.html().contains("ช่องทางลับเฉพาะร่าง"),
        "what was typed is kept"
    );
    let mut form = author.form("/months-6");
    form.fill("base_proc", "0");
    let stale = form.clone();
    author.submit(&form);
    assert!(author.text().contains("บันทึกร่างแล้ว"), "{}", author.text());
    assert!(
        author.text().contains("รอบ 6 เดือนแรก (ตุลาคม – มีนาคม) ของปีฐาน"),
        "the numbers of half a year are asked for: {}",
        author.text()
    );
    assert!(
        author.text().contains("ลดลงร้อยละ 50.0") && !author.text().contains("ไม่เปรียบเทียบกับรอบ 6 เดือน"),
        "and compared with half a year: {}",
        author.text()
    );
    assert!(
        !whole_database(&scene.test).contains("ช่องทางลับเฉพาะร่าง"),
        "a thief reads no draft"
    );
    let other = open(&scene, "ploy");
    assert!(!other.html().contains("ช่องทางลับเฉพาะร่าง"), "nor does a colleague");
    // From another window with the version of before.
    author.submit(&stale);
    assert_eq!(author.status(), 409, "{}", author.text());

    // The memo is sent to its author and kept nowhere.
    author.open(ROUND);
    let form = author.form("/memo");
    let before = scene.test.count("log_entries");
    author.submit(&form);
    assert_eq!(author.status(), 200);
    assert!(author.page().body.starts_with(b"%PDF-1.7"));
    assert_eq!(author.page().header("cache-control"), "no-store");
    assert!(
        author
            .page()
            .header("content-disposition")
            .contains("memo-2569-months-6.pdf")
    );
    assert!(scene.test.count("log_entries") > before);
    let thai = author.page().body.clone();
    author.open(&format!("/en{ROUND}"));
    let form = author.form("/memo");
    author.submit(&form);
    assert_eq!(author.status(), 200);
    assert!(author.page().body.starts_with(b"%PDF-1.7") && author.page().body != thai);
}

#[test]
fn a_report_is_written_for_the_head_and_nothing_of_a_case_that_touches_them_reaches_the_page_sqlite() {
    a_report_is_written_for_the_head_and_nothing_of_a_case_that_touches_them_reaches_the_page(Engine::Sqlite);
}

#[test]
fn a_report_is_written_for_the_head_and_nothing_of_a_case_that_touches_them_reaches_the_page_postgres() {
    a_report_is_written_for_the_head_and_nothing_of_a_case_that_touches_them_reaches_the_page(
        Engine::Postgres,
    );
}

fn what_everybody_may_read_is_checked_approved_and_never_changed(engine: Engine) {
    let scene = scene(engine);
    let mut author = open(&scene, "first");
    for (text, wrong) in [
        ("", "อย่างน้อยหนึ่งหัวข้อ"),
        ("ตามที่นางสาวหนึ่งทดสอบเสนอ", "ชื่อของเจ้าหน้าที่"),
        ("เรื่องของนาย วิชัย", "ชื่อของเจ้าหน้าที่"),
        ("ปรับขั้นตอนของกองคลัง", "ชื่อส่วนราชการ"),
        ("มีมูล ๒ เรื่อง", "จำนวนเรื่องที่น้อย"),
        ("เรื่องที่ 2569-123456", "เลขที่เรื่อง"),
    ] {
        let mut form = author.form("/public");
        form.fill("public_solutions", text);
        author.submit(&form);
        assert_eq!(author.status(), 422, "{text}: {}", author.text());
        assert!(author.text().contains(wrong), "{text}: {}", author.text());
        assert!(author.html().contains(text), "what was typed is kept");
        assert_eq!(scene.test.count("report_proposals"), 0, "{text}");
    }
    let mut form = author.form("/public");
    form.fill("public_solutions", "เพิ่มการตรวจรับงานร่วมกันระหว่างฝ่าย");
    author.submit(&form);
    assert!(author.text().contains("ส่งให้ผู้เผยแพร่แล้ว"), "{}", author.text());
    assert_eq!(
        scene.page("/here/reports/2569/months-6").status(),
        404,
        "nothing is public yet"
    );

    // Two publishers look; the first sends it back, and what is handed in again is other words.
    let look = |login: &str| {
        let mut browser = scene.here.signs_in(&scene.test, login);
        browser.open("/here/office/reports/waiting");
        assert!(browser.text().contains("เพิ่มการตรวจรับงาน"), "{}", browser.text());
        browser
    };
    let (mut pim, mut ploy) = (look("pim"), look("ploy"));
    let form = pim.form("/office/reports/waiting");
    pim.press(&form, "go", "send_back");
    assert!(pim.text().contains("ส่งกลับผู้จัดทำแล้ว"), "{}", pim.text());
    let old = ploy.form("/office/reports/waiting");
    ploy.press(&old, "go", "approve");
    assert_eq!((ploy.status(), scene.test.count("reports")), (422, 0));
    author.open(ROUND);
    let mut form = author.form("/public");
    form.fill("public_solutions", "เพิ่มการตรวจรับงานร่วมกันทุกฝ่าย");
    author.submit(&form);
    ploy.press(&old, "go", "approve");
    assert_eq!(
        (ploy.status(), scene.test.count("reports")),
        (422, 0),
        "not what was looked at"
    );

    // Approved twice is published once.
    let (mut pim, mut ploy) = (look("pim"), look("ploy"));
    let (first, second) = (
        pim.form("/office/reports/waiting"),
        ploy.form("/office/reports/waiting"),
    );
    pim.press(&first, "go", "approve");
    assert!(pim.text().contains("เผยแพร่รายงานแล้ว"), "{}", pim.text());
    ploy.press(&second, "go", "approve");
    assert_eq!((ploy.status(), scene.test.count("reports")), (422, 1));
    assert_eq!(scene.test.count("report_proposals"), 0);

    everybody_reads_it(&scene);
}

/// Three matters about กองคลัง are in the report and the edition, and the one about กองช่าง is in neither.
fn units_are_shown_from_the_threshold_on_and_in_every_form(scene: &Scene) {
    let unit = scene.here.units[1].id.to_string();
    let edition = "/here/statistics/2569/3";
    let json = scene.page(&format!("{edition}/statistics.json")).html();
    let said: serde_json::Value = serde_json::from_str(&json).unwrap();
    let units = &said["figures"]["halves"][0]["units"];
    assert_eq!(
        *units,
        serde_json::json!([{ "key": unit, "name": "กองคลัง", "number": 3 }])
    );
    let csv = scene.page(&format!("{edition}/statistics.csv")).html();
    let row = format!("\"half_1_unit\",\"{unit}\",\"กองคลัง\",\"\",\"\",\"\",\"3\",\"\",\"\"");
    assert!(csv.contains(&row), "{csv}");
    assert!(!csv.contains("กองช่าง") && !json.contains("กองช่าง"));
    for path in [
        edition,
        "/here/reports/2569/months-6",
        "/en/here/reports/2569/months-6",
    ] {
        let page = scene.page(path).text();
        assert!(
            page.contains("กองคลัง") && !page.contains("กองช่าง"),
            "{path}: {page}"
        );
    }
}

/// The published report on its page, as its files, and nowhere else.
fn everybody_reads_it(scene: &Scene) {
    let page = scene.page("/here/reports/2569/months-6");
    for said in [
        "เพิ่มการตรวจรับงานร่วมกันทุกฝ่าย",
        "รับเรื่อง 7 เรื่อง",
        "เรื่องที่เกิดซ้ำ",
        "จัดทำโดย ปลัด อบต.",
    ] {
        assert!(page.text().contains(said), "{said}: {}", page.text());
    }
    for hidden in [LESSON, DONE, HIDDEN, MARKED, "กองช่าง"] {
        assert!(!page.text().contains(hidden), "{hidden}");
    }
    units_are_shown_from_the_threshold_on_and_in_every_form(scene);
    assert!(
        scene
            .page("/here/statistics")
            .html()
            .contains("/here/reports/2569/months-6")
    );
    assert!(
        scene
            .page("/en/here/reports/2569/months-6")
            .text()
            .contains("Indicators of the plan")
    );
    let statement = scene.page("/here/reports/2569/months-6/report.json");
    let sha = data_encoding::HEXLOWER.encode(&digest(&statement.page().body));
    assert!(
        page.text().contains(&sha),
        "anybody can compute the digest that the page shows"
    );
    assert_eq!(scene.page("/here/reports/2569/months-6/report.exe").status(), 404);
    let paper = scene.page("/here/reports/2569/months-6/report.pdf");
    assert!(paper.page().body.starts_with(b"%PDF-1.7") && !paper.page().header("etag").is_empty());
    let evidence = scene.page("/here/assessment/2569");
    assert!(
        evidence.html().contains("/here/reports/2569/months-6\">"),
        "{}",
        evidence.text()
    );
    let files = super::assessment::packed(scene, "/here/assessment/2569/evidence.zip");
    assert_eq!(files["3-statistics/report-2569-months-6.pdf"], paper.page().body);
    let english = scene.page("/en/here/reports/2569/months-6/report.pdf");
    assert!(english.page().body.starts_with(b"%PDF-1.7") && english.page().body != paper.page().body);
    assert!(
        scene
            .page("/en/here/reports/2569/months-6")
            .html()
            .contains("href=\"/here/reports/2569/months-6/report.pdf\" hreflang=\"th\""),
        "the official paper is offered beside its rendering"
    );
    for path in [
        "/here/reports/2569/months-12",
        "/here/reports/02569/months-6",
        "/here/reports/2569/months-9",
    ] {
        assert_eq!(scene.page(path).status(), 404, "{path}");
    }
    let there = Office::found(&scene.test, "there");
    let elsewhere = scene.page(&format!("{}/reports/2569/months-6", there.base()));
    assert_eq!(elsewhere.status(), 404);
    scene.tamper("UPDATE reports SET statement = replace(statement, 'ทุกฝ่าย', 'บางฝ่าย')");
    assert_eq!(scene.page("/here/reports/2569/months-6").status(), 500);
    let wrong = (
        "published: report 2569/months-6/1".to_owned(),
        Flaw::PublishedChanged,
    );
    assert_eq!(super::chain::flaws(scene), std::slice::from_ref(&wrong));
    scene.tamper("UPDATE reports SET statement = replace(statement, 'บางฝ่าย', 'ทุกฝ่าย')");
    assert_eq!(scene.page("/here/reports/2569/months-6").status(), 200);
    assert!(super::chain::flaws(scene).is_empty());
    // The signature covers the paper as well; and what does not verify takes nothing else away.
    scene.tamper("UPDATE reports SET paper = substr(paper, 1, 1000)");
    assert_eq!(scene.page("/here/reports/2569/months-6/report.pdf").status(), 500);
    assert_eq!(super::chain::flaws(scene), [wrong]);
    for path in ["/here/assessment", "/here/assessment/2569", "/here/statistics"] {
        assert_eq!(scene.page(path).status(), 200, "{path}");
    }
    scene.test.pass_days(1);
    let files = super::assessment::packed(scene, "/here/assessment/2569/evidence.zip");
    assert!(!files.contains_key("3-statistics/report-2569-months-6.pdf"));
    let list = String::from_utf8(files["index.csv"].clone()).unwrap();
    assert!(list.contains("ไม่ตรงกับไฟล์ที่เผยแพร่"), "{list}");
    scene.tamper("DELETE FROM reports");
    let gone = (
        "published: report 2569/months-6/1".to_owned(),
        Flaw::PublishedMissing,
    );
    assert_eq!(super::chain::flaws(scene), [gone]);
}

#[test]
fn what_everybody_may_read_is_checked_approved_and_never_changed_sqlite() {
    what_everybody_may_read_is_checked_approved_and_never_changed(Engine::Sqlite);
}

#[test]
fn what_everybody_may_read_is_checked_approved_and_never_changed_postgres() {
    what_everybody_may_read_is_checked_approved_and_never_changed(Engine::Postgres);
}
