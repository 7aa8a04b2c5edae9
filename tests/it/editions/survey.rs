//! Five questions, once, tied to nothing.

use sujarit::domain::case::State;
use sujarit::store::{Engine, cases};

use super::scene::{APRIL, FEBRUARY, MARCH, Scene};
use crate::support::browser::Browser;
use crate::support::reporter::{case_of, files, story, tracks};

/// Somebody whose matter has come to this state, at the page where they follow it.
fn follows(scene: &Scene, state: State) -> (Browser, String) {
    let mut browser = scene.test.browser();
    let receipt = files(&mut browser, &scene.here.base(), &story("เรื่องที่จบแล้ว"));
    let case = case_of(&scene.test, &scene.here, &receipt.letters).unwrap();
    scene.test.write(move |c| cases::advance(c, &case, state));
    tracks(&mut browser, &scene.here.base(), &receipt.letters);
    (browser, receipt.letters)
}

fn answers(browser: &mut Browser, scores: [&str; 5]) {
    browser.open("/here/track/survey");
    let mut form = browser.form("/track/survey");
    for (name, score) in ["ease", "clarity", "speed", "trust", "overall"]
        .iter()
        .zip(scores)
    {
        if !score.is_empty() {
            form.fill(name, score);
        }
    }
    browser.submit(&form);
}

fn a_reporter_answers_once_and_nothing_ties_it_to_the_case(engine: Engine) {
    let scene = Scene::new(engine);
    let (open, _) = follows(&scene, State::Screening);
    assert!(!open.text().contains("ตอบแบบประเมิน"), "{}", open.text());
    let mut early = open;
    early.open("/here/track/survey");
    assert!(early.text().contains("เมื่อเรื่องเสร็จสิ้นแล้ว") && early.try_form("/track/survey").is_none());

    let (mut browser, letters) = follows(&scene, State::ClosedUnsubstantiated);
    browser.follow("/track/survey");
    let (mut stale, before) = (browser.clone(), scene.test.dump());
    answers(&mut browser, ["most", "much", "", "little", "least"]);
    assert_eq!(browser.status(), 422);
    assert!(
        browser.text().contains("เลือกคำตอบ: ความรวดเร็ว"),
        "{}",
        browser.text()
    );
    assert!(scene.test.dump() == before);
    let mut form = browser.form("/track/survey");
    form.fill("speed", "medium");
    browser.submit(&form);
    assert!(
        browser.text().contains("ได้รับแบบประเมินของท่านแล้ว"),
        "{}",
        browser.text()
    );

    // Neither the form that was still open nor another visit gives another answer.
    let mut form = stale.form("/track/survey");
    for name in ["ease", "clarity", "speed", "trust", "overall"] {
        form.fill(name, "most");
    }
    stale.submit(&form);
    assert!(
        stale.text().contains("ตอบแบบประเมินของเรื่องนี้แล้ว"),
        "{}",
        stale.text()
    );
    let mut later = scene.test.browser();
    tracks(&mut later, "/here", &letters);
    assert!(!later.text().contains("ตอบแบบประเมิน"), "it is not offered again");
    assert_eq!(
        (
            scene.test.count("survey_answers"),
            scene.test.count("survey_rights")
        ),
        (1, 1)
    );

    // What is stored names no case, no day and nothing that stands elsewhere.
    let hex = if engine == Engine::Sqlite {
        "lower(hex(used))"
    } else {
        "encode(used, 'hex')"
    };
    let used = scene
        .test
        .lines(&format!("SELECT {hex} AS text FROM survey_rights"))
        .remove(0);
    let dump = scene.test.dump().to_lowercase();
    assert_eq!(dump.matches(&used).count(), 1, "the right stands in one place");
    let month = scene
        .test
        .lines("SELECT CAST(month AS TEXT) AS text FROM survey_answers")
        .remove(0);
    assert_eq!(month, (2026 * 12).to_string(), "January 2026 and nothing finer");
    let case = case_of(&scene.test, &scene.here, &letters).unwrap();
    let answer = if engine == Engine::Sqlite {
        "lower(hex(id))"
    } else {
        "encode(id, 'hex')"
    };
    let id = scene
        .test
        .lines(&format!("SELECT {answer} AS text FROM survey_answers"))
        .remove(0);
    assert_ne!(id, case.id.to_string());
    assert_eq!(dump.matches(&id).count(), 1, "the answer stands in one place");
}

#[test]
fn a_reporter_answers_once_and_nothing_ties_it_to_the_case_sqlite() {
    a_reporter_answers_once_and_nothing_ties_it_to_the_case(Engine::Sqlite);
}

#[test]
fn a_reporter_answers_once_and_nothing_ties_it_to_the_case_postgres() {
    a_reporter_answers_once_and_nothing_ties_it_to_the_case(Engine::Postgres);
}

#[test]
fn scores_are_shown_for_a_half_year_from_five_answers_on() {
    let scene = Scene::new(Engine::Sqlite);
    scene.publishes_by_itself("pim");
    for score in ["most", "much", "most", "least"] {
        let (mut browser, _) = follows(&scene, State::Referred);
        answers(&mut browser, ["much", "much", "much", "much", score]);
    }
    scene.a_month_begins(FEBRUARY + 1);
    assert!(
        !scene
            .page("/here/statistics")
            .text()
            .contains("ความพึงพอใจของผู้แจ้ง"),
        "not month by month"
    );
    scene.a_month_begins(MARCH);
    scene.a_month_begins(APRIL);
    let march = scene.page("/here/statistics").text();
    assert!(
        march.contains("ผู้ตอบ 4 ราย น้อยเกินกว่าจะเปิดเผย") && !march.contains("ร้อยละ 75.0"),
        "{march}"
    );
    // One more: the five are shown with the half in which there are enough.
    let (mut browser, _) = follows(&scene, State::ClosedInsufficient);
    answers(&mut browser, ["most", "most", "most", "most", "most"]);
    scene.a_month_begins(183);
    let september = scene.page("/here/statistics").text();
    assert!(september.contains("ร้อยละ 80.0 จากผู้ตอบ 5 ราย"), "{september}");
    assert!(september.contains("ตอบมากที่สุดหรือมาก ร้อยละ 80.0"), "{september}");
    assert!(
        september.contains("ผู้ตอบ 4 ราย"),
        "what was said of the first half stays"
    );
    assert!(
        september.contains("รวมคำตอบของทั้งปีงบประมาณ") && !march.contains("รวมคำตอบของทั้งปีงบประมาณ"),
        "it is said of what they are: {september}"
    );
    // The workbook says as much as the page.
    let html = scene.page("/here/statistics").html();
    let end = html.find("/statistics.xlsx").unwrap();
    let start = html[..end].rfind('"').unwrap() + 1;
    let file = scene.page(&format!("{}/statistics.xlsx", &html[start..end]));
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(file.page().body.clone())).unwrap();
    let mut words = String::new();
    let mut strings = archive.by_name("xl/sharedStrings.xml").unwrap();
    std::io::Read::read_to_string(&mut strings, &mut words).unwrap();
    for said in [
        "แล้วเสร็จภายใน 15 วัน",
        "ปีงบประมาณก่อน",
        "เรื่องที่รับเดือนเมษายน – กันยายน",
        "ร้อยละ 80.0 จากผู้ตอบ 5 ราย",
    ] {
        assert!(words.contains(said), "{said}: {words}");
    }
}
