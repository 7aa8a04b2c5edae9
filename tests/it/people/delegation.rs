//! Somebody acts for an officer who is away, reads what comes in meanwhile, and nothing after.

use sujarit::domain::log::Action;
use sujarit::domain::role::Role;
use sujarit::store::Engine;

use super::scene::Scene;
use crate::support::browser::Browser;
use crate::support::html::Form;
use crate::support::reporter::{case_of, files, story, tracks};

/// `first` and `second` read; `third` stands behind them on the panel.
fn scene(engine: Engine) -> Scene {
    let mut scene = Scene::new(engine);
    scene
        .office
        .add(&scene.test, "third", Some(2), &[Role::Responsible]);
    scene
}

/// Somebody names a substitute for these days of January 2569; gives the page that follows.
fn names(scene: &Scene, who: &str, to: &str, (from, until): (&str, &str)) -> Browser {
    let mut browser = scene.office.signs_in(&scene.test, who);
    browser.open("/here/office/account");
    browser.follow("/office/delegation");
    let form = filled(scene, &browser, to, (from, until));
    browser.submit(&form);
    browser
}

/// The form of the page, filled in.
fn filled(scene: &Scene, browser: &Browser, to: &str, (from, until): (&str, &str)) -> Form {
    let mut form = browser.form("/delegation");
    form.fill("to", &scene.person(to).id.to_string());
    form.fill("mode", "in_official_place");
    form.fill("order_number", "15/2569");
    for (id, day) in [("from", from), ("until", until)] {
        form.fill(&format!("{id}_day"), day);
        form.fill(&format!("{id}_month"), "1");
        form.fill(&format!("{id}_year"), "2569");
    }
    form
}

fn reads(scene: &Scene, login: &str, number: &str) -> bool {
    let mut officer = scene.office.signs_in(&scene.test, login);
    officer.open("/here/office");
    officer.text().contains(number)
}

fn from_the_first_day_to_the_day_after_the_last(engine: Engine) {
    let scene = scene(engine);
    let before = files(&mut scene.test.browser(), "/here", &story("ก่อนมีผู้แทน"));
    let page = names(&scene, "first", "third", ("15", "17"));
    assert!(page.text().contains("ตั้งผู้แทนแล้ว"), "{}", page.text());
    assert!(page.text().contains("รักษาราชการแทน"), "{}", page.text());
    let mut reporter = scene.test.browser();
    let during = files(&mut reporter, "/here", &story("ระหว่างมีผู้แทน"));
    assert!(reads(&scene, "third", &during.number) && !reads(&scene, "third", &before.number));
    assert!(reads(&scene, "first", &during.number) && reads(&scene, "second", &during.number));
    // An involved substitute gets nothing, and nobody acts for an officer who was stepped over.
    for involved in ["third", "first"] {
        let mut told = story("เรื่องของผู้เกี่ยวข้อง");
        told.push(("involved_officers", scene.person(involved).id.to_string()));
        let receipt = files(&mut scene.test.browser(), "/here", &told);
        assert!(!reads(&scene, involved, &receipt.number), "{involved}");
        // With `first` stepped over, `third` reads as the next of the panel and not as a substitute.
        assert_eq!(reads(&scene, "third", &receipt.number), involved == "first");
    }
    assert_eq!(scene.test.count("delegated_cases"), 1);

    // The page is open when the time runs out.
    let case = case_of(&scene.test, &scene.office, &during.letters).unwrap().id;
    scene
        .test
        .clock
        .advance_to(scene.test.clock.now() + 2 * 86_400 + 14 * 3_600 + 3_000);
    let mut third = scene.office.signs_in(&scene.test, "third");
    third.open(&format!("/here/office/case/{case}/note"));
    assert_eq!(third.status(), 200, "{}", third.text());
    let mut form = third.form("/note");
    form.fill("text", "บันทึกที่เขียนข้ามคืน");
    scene.test.clock.advance_to(scene.test.clock.now() + 700);
    let events = scene.test.count("events");
    third.submit(&form);
    assert_eq!(third.status(), 403, "{}", third.text());
    assert!(
        third.text().contains("พ้นกำหนดการปฏิบัติหน้าที่แทนแล้ว"),
        "{}",
        third.text()
    );
    assert!(third.text().contains("บันทึกที่เขียนข้ามคืน"), "{}", third.text());
    assert_eq!(scene.test.count("events"), events);
    assert!(!reads(&scene, "third", &during.number));
    let after = files(&mut scene.test.browser(), "/here", &story("หลังพ้นกำหนด"));
    assert!(!reads(&scene, "third", &after.number));

    // A reader finds the former substitute named as a reason to change the keys, and does.
    let mut first = scene.office.signs_in(&scene.test, "first");
    first.open(&format!("/here/office/case/{case}"));
    assert!(first.text().contains("ตำแหน่ง third"), "{}", first.text());
    first.open(&format!("/here/office/case/{case}/renew"));
    let form = first.form("/renew");
    first.submit(&form);
    assert_eq!(first.status(), 200, "{}", first.text());
    assert_eq!(scene.test.count("delegated_cases"), 0);
    let key = data_encoding::HEXLOWER.encode(&scene.person("third").key);
    let hex = if engine == Engine::Sqlite {
        "lower(hex(recipient))"
    } else {
        "encode(recipient, 'hex')"
    };
    let newest = scene
        .test
        .lines(&format!("SELECT {hex} AS text FROM wraps WHERE epoch = 1"));
    assert!(!newest.is_empty() && !newest.contains(&key), "{newest:?}");
    assert!(!reads(&scene, "third", &during.number) && reads(&scene, "second", &during.number));
    assert!(scene.log().contains(&Action::DelegationMade.code().to_string()));
}

#[test]
fn a_substitute_reads_what_comes_in_meanwhile_and_nothing_after_sqlite() {
    from_the_first_day_to_the_day_after_the_last(Engine::Sqlite);
}

#[test]
fn a_substitute_reads_what_comes_in_meanwhile_and_nothing_after_postgres() {
    from_the_first_day_to_the_day_after_the_last(Engine::Postgres);
}

#[test]
fn either_of_the_two_ends_it_early_and_nobody_else() {
    let scene = scene(Engine::Sqlite);
    for ends in ["first", "third"] {
        let mut page = names(&scene, "first", "third", ("15", "20"));
        let receipt = files(&mut scene.test.browser(), "/here", &story("เรื่องที่ผู้แทนอ่าน"));
        assert!(reads(&scene, "third", &receipt.number));
        let end = page.form("/delegation/end");
        // Somebody else sends the same form with a token of their own.
        let mut other = scene.office.signs_in(&scene.test, "second");
        other.open("/here/office/delegation");
        let token = other.form("/delegation").value("token");
        let (action, mut fields) = end.pressed("", "");
        for (name, value) in &mut fields {
            if name == "token" {
                value.clone_from(&token);
            }
        }
        other.go(&crate::support::wire::Request::post(&action, &fields));
        assert!(other.text().contains("ยุติหรือพ้นกำหนดไปก่อนแล้ว"), "{}", other.text());
        assert!(reads(&scene, "third", &receipt.number));
        let mut one = scene.office.signs_in(&scene.test, ends);
        one.open("/here/office/delegation");
        let form = one.form("/delegation/end");
        one.submit(&form);
        assert!(one.text().contains("เปิดเรื่องที่ได้รับแทนไม่ได้อีก"), "{}", one.text());
        assert!(!reads(&scene, "third", &receipt.number), "{ends}");
        let next = files(&mut scene.test.browser(), "/here", &story("เรื่องถัดไป"));
        assert!(!reads(&scene, "third", &next.number), "{ends}");
        page.open("/here/office/delegation");
        assert!(page.text().contains("ยุติก่อนกำหนดแล้ว"), "{}", page.text());
    }
    assert!(scene.log().contains(&Action::DelegationEnded.code().to_string()));
}

#[test]
fn a_delegation_that_makes_no_sense_is_refused_and_keeps_what_was_typed() {
    let scene = scene(Engine::Sqlite);
    for (days, said) in [
        (("20", "18"), "วันสิ้นสุดต้องไม่ก่อนวันเริ่ม"),
        (("10", "12"), "วันสิ้นสุดผ่านไปแล้ว"),
        (("15", "32"), "ไม่มีในปฏิทิน"),
        (("15", ""), ""),
    ] {
        let page = names(&scene, "first", "third", days);
        assert_eq!(page.status(), 422, "{}", page.text());
        assert!(page.text().contains(said), "{said}: {}", page.text());
        assert!(page.html().contains("15/2569"));
    }
    assert_eq!(scene.test.count("delegations"), 0);
    // Somebody acts already on one of these days, and one at a time does.
    let named = names(&scene, "first", "third", ("15", "18"));
    assert_eq!(named.status(), 200, "{}", named.text());
    let page = names(&scene, "first", "second", ("18", "20"));
    assert_eq!(page.status(), 422, "{}", page.text());
    assert!(page.text().contains("มีผู้แทนในช่วงวันนั้นอยู่แล้ว"), "{}", page.text());
    // Nobody acts for themselves, and the outside body for nobody.
    let mut page = scene.office.signs_in(&scene.test, "first");
    page.open("/here/office/delegation");
    let choices = page.form("/delegation").choices("to");
    for login in ["first", "outside"] {
        assert!(!choices.contains(&scene.person(login).id.to_string()), "{login}");
    }
    assert_eq!(scene.test.count("delegations"), 1);
}

const CASES: &str = "/office/delegation/cases/";

/// Follows the link to the cases that can be shared.
fn opens_cases(browser: &mut Browser) {
    let links = browser.links();
    let link = links.iter().find(|link| link.contains(CASES)).expect("a link");
    browser.open(link);
}

fn cases_form(browser: &Browser) -> Form {
    let mut forms = browser.forms().into_iter();
    forms.find(|form| form.action.contains(CASES)).expect("a form")
}

fn shared_for_some_days(engine: Engine) {
    let scene = scene(engine);
    let mut reporter = scene.test.browser();
    let urgent = files(&mut reporter, "/here", &story("เรื่องเร่งด่วนที่ค้างอยู่"));
    let mut told = story("เรื่องที่ผู้แทนเกี่ยวข้อง");
    told.push(("involved_officers", scene.person("third").id.to_string()));
    let accusing = files(&mut scene.test.browser(), "/here", &told);
    let case = case_of(&scene.test, &scene.office, &urgent.letters).unwrap().id;
    let mut first = names(&scene, "first", "third", ("15", "17"));
    assert!(!reads(&scene, "third", &urgent.number));
    opens_cases(&mut first);
    let text = first.text();
    assert!(
        text.contains(&urgent.number) && text.contains(&accusing.number),
        "{text}"
    );
    assert!(
        text.contains("ให้อ่านไม่ได้ เพราะผู้แทนถูกทำเครื่องหมายว่าเกี่ยวข้อง"),
        "{text}"
    );
    let page = first.clone();
    let mut form = cases_form(&page);
    let choices = form.choices("case");
    assert_eq!(
        choices.len(),
        1,
        "the case that accuses the substitute cannot be chosen"
    );
    form.fill("case", &choices[0]);
    // Not even by a form that was made by hand.
    let accused = case_of(&scene.test, &scene.office, &accusing.letters).unwrap();
    let mut forged = form.clone();
    forged.clear("case");
    let (action, mut fields) = forged.pressed("", "");
    let once = "00112233445566778899aabbccddeeff";
    fields.push((
        "case".to_owned(),
        format!("{}.{}.{once}", accused.id, accused.version),
    ));
    first.go(&crate::support::wire::Request::post(&action, &fields));
    assert!(first.text().contains("ยังไม่ได้ให้อ่าน"), "{}", first.text());
    assert!(!reads(&scene, "third", &accusing.number));
    first.submit(&form);
    assert!(first.text().contains("ให้อ่านแล้ว"), "{}", first.text());
    assert!(reads(&scene, "third", &urgent.number) && !reads(&scene, "third", &accusing.number));
    // Pressed twice it is shared once.
    let events = scene.test.count("events");
    first.submit(&form);
    assert_eq!(scene.test.count("events"), events);
    // The substitute works with it; the reporter hears that readers changed, and not who.
    let mut third = scene.office.signs_in(&scene.test, "third");
    third.open(&format!("/here/office/case/{case}/note"));
    let mut note = third.form("/note");
    note.fill("text", "ผู้แทนบันทึกไว้ระหว่างปฏิบัติหน้าที่แทน");
    third.submit(&note);
    assert_eq!(third.status(), 200, "{}", third.text());
    tracks(&mut reporter, "/here", &urgent.letters);
    assert!(
        reporter.text().contains("มีการเปลี่ยนผู้อ่านเรื่องของท่าน"),
        "{}",
        reporter.text()
    );
    assert!(!reporter.text().contains("third"), "{}", reporter.text());
    // After the last day it is gone, and a new order brings back what is shared anew, with what was written meanwhile.
    scene.test.pass_days(3);
    assert!(!reads(&scene, "third", &urgent.number));
    let mut second = scene.office.signs_in(&scene.test, "second");
    second.open(&format!("/here/office/case/{case}/renew"));
    assert!(second.text().contains("ตำแหน่ง third"), "{}", second.text());
    let renew = second.form("/renew");
    second.submit(&renew);
    second.open(&format!("/here/office/case/{case}/note"));
    let mut note = second.form("/note");
    note.fill("text", "บันทึกหลังเปลี่ยนกุญแจ");
    second.submit(&note);
    let mut first = names(&scene, "first", "third", ("18", "20"));
    assert!(!reads(&scene, "third", &urgent.number));
    opens_cases(&mut first);
    let mut form = cases_form(&first);
    let choices = form.choices("case");
    form.fill("case", &choices[0]);
    first.submit(&form);
    third = scene.office.signs_in(&scene.test, "third");
    third.open(&format!("/here/office/case/{case}"));
    for written in [
        "เรื่องเร่งด่วนที่ค้างอยู่",
        "ผู้แทนบันทึกไว้ระหว่างปฏิบัติหน้าที่แทน",
        "บันทึกหลังเปลี่ยนกุญแจ",
    ] {
        assert!(third.text().contains(written), "{written}: {}", third.text());
    }
    assert!(scene.log().contains(&Action::AccessGranted.code().to_string()));
}

#[test]
fn cases_of_before_are_shared_one_by_one_and_never_with_the_accused_sqlite() {
    shared_for_some_days(Engine::Sqlite);
}

#[test]
fn cases_of_before_are_shared_one_by_one_and_never_with_the_accused_postgres() {
    shared_for_some_days(Engine::Postgres);
}

#[test]
fn an_administrator_names_a_substitute_for_whoever_is_away_and_never_themselves() {
    let scene = scene(Engine::Sqlite);
    let away = scene.person("second").id;
    let mut admin = scene.office.signs_in(&scene.test, "first");
    admin.open(&format!("/here/office/people/person/{away}"));
    admin.follow(&format!("{away}/delegation"));
    let form = filled(&scene, &admin, "third", ("15", "16"));
    let choices = form.choices("to");
    assert!(
        !choices.contains(&scene.person("first").id.to_string()),
        "{choices:?}"
    );
    assert!(!choices.contains(&away.to_string()), "{choices:?}");
    // By hand neither.
    let mut own = form.clone();
    own.clear("to");
    let (action, mut fields) = own.pressed("", "");
    fields.push(("to".to_owned(), scene.person("first").id.to_string()));
    let refused = admin.ask(&crate::support::wire::Request::post(&action, &fields));
    assert_eq!(refused.status, 422, "{}", refused.text());
    admin.submit(&form);
    assert!(admin.text().contains("ตั้งผู้แทนแล้ว"), "{}", admin.text());
    let receipt = files(&mut scene.test.browser(), "/here", &story("ระหว่างที่เจ้าหน้าที่ลาป่วย"));
    assert!(reads(&scene, "third", &receipt.number));
    // The one who was away sees it and can end it; it stands in the history of that person.
    let mut second = scene.office.signs_in(&scene.test, "second");
    second.open("/here/office/delegation");
    assert!(second.text().contains("ตำแหน่ง third"), "{}", second.text());
    admin.open(&format!("/here/office/people/person/{away}"));
    assert!(admin.text().contains("ตั้งผู้ปฏิบัติหน้าที่แทน"), "{}", admin.text());
    admin.follow(&format!("{away}/delegation"));
    let end = admin.form("/delegation/end");
    admin.submit(&end);
    assert!(admin.text().contains("ยุติแล้ว"), "{}", admin.text());
    assert!(!reads(&scene, "third", &receipt.number));
    // Nobody has a page for somebody who reads no cases, or for themselves.
    for login in ["outside", "first"] {
        let id = scene.person(login).id;
        admin.open(&format!("/here/office/people/person/{id}/delegation"));
        assert_eq!(admin.status(), 404, "{login}");
    }
}
