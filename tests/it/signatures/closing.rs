//! A case is turned away, or closed without merit, by two people.

use sujarit::domain::case::State;
use sujarit::domain::role::Role;
use sujarit::store::Engine;

use super::scene::{LESSON, Scene, WHY, WORDS, shown};
use crate::support::reporter::case_of;
use crate::support::wire::Request;

const HEAD: (&str, &[Role]) = ("head", &[Role::Supervisor]);

fn a_proposal_waits_for_another_person_and_then_happens(engine: Engine) {
    let scene = Scene::new(engine, &[HEAD]);
    let mut first = scene.office.signs_in(&scene.test, "first");
    let mut head = scene.office.signs_in(&scene.test, "head");
    assert_eq!(
        head.open(&scene.at("")).status(),
        404,
        "not sealed to the supervisor yet"
    );
    let before = scene.told();

    first.open(&scene.at("/close"));
    assert!(
        first
            .text()
            .contains("จะให้ ตำแหน่ง head (เจ้าหน้าที่ head) เป็นผู้อ่านเรื่องนี้เพื่อลงนาม"),
        "{}",
        first.text()
    );
    scene.proposes(&mut first);
    assert!(
        first.text().contains("รอการลงนามของ ตำแหน่ง head"),
        "the case does not say whom it waits for: {}",
        first.text()
    );
    assert_eq!(scene.state(), State::Received, "a proposal closes nothing");
    // The reporter hears that somebody else reads, as whenever somebody is let in, and nothing of what is proposed.
    let told = scene.told();
    assert!(
        told != before && told.contains("มีการเปลี่ยนผู้อ่านเรื่องของท่าน"),
        "{told}"
    );
    assert!(
        !told.contains(WORDS) && !told.contains("head") && !told.contains("ลงนาม"),
        "{told}"
    );
    let mut kept = scene.office.signs_in(&scene.test, "second");
    kept.open(&scene.at(""));
    assert!(kept.text().contains("เข้า: ตำแหน่ง head"), "{}", kept.text());

    // Somebody who reads the case but may not sign, and the proposer, have no button.
    let mut second = scene.office.signs_in(&scene.test, "second");
    for officer in [&mut first, &mut second] {
        officer.open(&scene.at("/signature"));
        assert!(officer.text().contains(WORDS) && officer.text().contains(LESSON));
        assert!(officer.text().contains("กองช่าง"), "{}", officer.text());
        let by = "นางสาวหนึ่ง ทดสอบ เสนอเมื่อ 15 มกราคม";
        assert!(officer.text().contains(by), "{}", officer.text());
        assert!(shown(officer, "sign").is_none() && shown(officer, "send_back").is_none());
    }
    assert!(shown(&first, "withdraw").is_some() && shown(&second, "withdraw").is_none());

    head.open(&format!("{}/office", scene.office.base()));
    assert!(head.text().contains("1 รอท่านลงนาม"), "{}", head.text());
    head.open(&format!("{}/office?queue=signature", scene.office.base()));
    assert!(head.text().contains(&scene.receipt.number), "{}", head.text());
    assert_eq!(scene.about(), None, "a proposal is counted nowhere");
    let form = scene.answering(&mut head, "sign");
    assert!(head.text().contains(WORDS) && head.text().contains("เรื่องที่ต้องลงนามสองคน"));
    head.submit(&form);
    assert!(
        head.text().contains("ลงนามแล้ว และดำเนินการตามที่เสนอแล้ว"),
        "{}",
        head.text()
    );
    assert_eq!(scene.state(), State::NotAccepted);
    assert_eq!(scene.about(), Some(scene.office.units[2].id));
    assert!(scene.told().contains(WORDS), "{}", scene.told());
    assert!(!scene.told().contains(LESSON) && !scene.told().contains("head"));

    // The same button pressed again finds its work done, and nothing is written twice.
    head.submit(&form);
    assert_eq!(head.status(), 200, "{}", head.text());
    assert_eq!(scene.told().matches(WORDS).count(), 1);
    assert_eq!(scene.test.count("proposals WHERE verdict = 1"), 1);
    head.open(&format!("{}/office", scene.office.base()));
    assert!(!head.text().contains("1 รอท่านลงนาม"), "{}", head.text());
}

#[test]
fn a_proposal_waits_for_another_person_and_then_happens_sqlite() {
    a_proposal_waits_for_another_person_and_then_happens(Engine::Sqlite);
}

#[test]
fn a_proposal_waits_for_another_person_and_then_happens_postgres() {
    a_proposal_waits_for_another_person_and_then_happens(Engine::Postgres);
}

#[test]
fn a_waiting_proposal_does_not_stop_the_days() {
    let scene = Scene::new(Engine::Sqlite, &[HEAD]);
    scene.proposes(&mut scene.office.signs_in(&scene.test, "first"));
    scene.test.pass_days(16);
    let mut first = scene.office.signs_in(&scene.test, "first");
    first.open(&scene.at(""));
    assert!(first.text().contains("เกิน 1 วัน"), "{}", first.text());
    let mut head = scene.office.signs_in(&scene.test, "head");
    let form = scene.answering(&mut head, "sign");
    head.submit(&form);
    assert_eq!(scene.state(), State::NotAccepted);
}

#[test]
fn what_is_sent_back_or_taken_back_is_not_lost_and_can_be_proposed_anew() {
    let scene = Scene::new(Engine::Sqlite, &[HEAD]);
    let mut first = scene.office.signs_in(&scene.test, "first");
    let mut head = scene.office.signs_in(&scene.test, "head");
    scene.proposes(&mut first);

    // A second proposal has to wait; what was typed stays.
    let form = scene.closing(&mut first, "unsubstantiated");
    first.submit(&form);
    assert_eq!(first.status(), 409);
    assert!(first.text().contains("รอลงนามอยู่แล้ว"), "{}", first.text());
    assert_eq!(first.form("/close").value("text"), WORDS);

    let mut form = scene.answering(&mut head, "send_back");
    head.submit(&form);
    assert_eq!(head.status(), 422, "sent back without a word");
    form.fill("text", WHY);
    head.submit(&form);
    assert!(head.text().contains("ส่งคืนข้อเสนอพร้อมเหตุผลแล้ว"), "{}", head.text());
    first.open(&scene.at(""));
    assert!(
        first.text().contains(WHY) && first.text().contains("ส่งคืนแล้ว"),
        "{}",
        first.text()
    );
    assert_eq!(scene.state(), State::Received);
    assert!(!scene.told().contains(WHY));

    scene.proposes(&mut first);
    let form = scene.answering(&mut first, "withdraw");
    first.submit(&form);
    assert!(first.text().contains("ถอนข้อเสนอแล้ว"), "{}", first.text());
    first.submit(&form);
    assert_eq!(first.status(), 200, "a second press finds its work done");
    assert!(
        first
            .open(&scene.at("/signature"))
            .text()
            .contains("ไม่มีข้อเสนอที่รอลงนาม")
    );
    scene.proposes(&mut first);
    let form = scene.answering(&mut head, "sign");
    head.submit(&form);
    assert_eq!(scene.state(), State::NotAccepted);
}

#[test]
fn a_case_that_moves_on_leaves_its_proposal_behind_and_says_so() {
    let scene = Scene::new(Engine::Sqlite, &[HEAD]);
    let mut first = scene.office.signs_in(&scene.test, "first");
    let mut second = scene.office.signs_in(&scene.test, "second");
    let mut head = scene.office.signs_in(&scene.test, "head");
    scene.proposes(&mut first);
    // A note changes nothing about it.
    second.open(&scene.at("/note"));
    let mut note = second.form("/note");
    note.fill("text", "ตรวจแผนที่แล้ว");
    second.submit(&note);
    let form = scene.answering(&mut head, "sign");

    second.open(&scene.at(""));
    let moving = second
        .forms()
        .into_iter()
        .find(|form| form.value("step") == "find_facts");
    let moving = moving.unwrap();
    second.submit(&moving);
    assert!(second.text().contains("ข้อเสนอที่รอลงนามตกไป"), "{}", second.text());
    second.submit(&moving);
    assert_eq!(second.status(), 200, "a second press of the same button");

    head.submit(&form);
    assert_eq!(head.status(), 409, "{}", head.text());
    assert!(head.text().contains("ไม่มีข้อเสนอที่รอลงนาม"), "{}", head.text());
    assert_eq!(scene.state(), State::FactFinding);
    // Its words are still there to read.
    assert!(head.open(&scene.at("")).text().contains("ตกไปเพราะสถานะเปลี่ยน"));
}

#[test]
fn without_a_supervisor_the_outside_body_signs() {
    let scene = Scene::new(Engine::Sqlite, &[]);
    let mut first = scene.office.signs_in(&scene.test, "first");
    scene.proposes(&mut first);
    // The tracking page says that the outside body reads from now on.
    let case = || case_of(&scene.test, &scene.office, &scene.receipt.letters).unwrap();
    assert!(case().outside);
    let mut outside = scene.office.signs_in(&scene.test, "outside");
    let form = scene.answering(&mut outside, "sign");
    outside.submit(&form);
    assert_eq!(scene.state(), State::NotAccepted, "{}", outside.text());
}

/// `head` read the case as somebody's substitute, and their time is over.
fn a_former_substitute_is_let_in_again_to_sign(engine: Engine) {
    let scene = Scene::new(engine, &[("head", &[Role::Supervisor, Role::Responsible])]);
    let (agency, case) = (scene.office.agency.id, scene.case);
    let mut first = scene.office.signs_in(&scene.test, "first");
    first.open(&format!("{}/office/delegation", scene.office.base()));
    let mut form = first.form("/delegation");
    form.fill("to", &scene.office.person("head").id.to_string());
    form.fill("mode", "in_official_place");
    form.fill("order_number", "15/2569");
    for (id, day) in [("from", "15"), ("until", "16")] {
        form.fill(&format!("{id}_day"), day);
        form.fill(&format!("{id}_month"), "1");
        form.fill(&format!("{id}_year"), "2569");
    }
    first.submit(&form);
    let shares = first
        .links()
        .into_iter()
        .find(|link| link.contains("/delegation/cases/"));
    first.open(&shares.unwrap());
    let form = first
        .forms()
        .into_iter()
        .find(|form| form.action.contains("/delegation/cases/"));
    let mut form = form.unwrap();
    form.fill("case", &form.choices("case")[0].clone());
    first.submit(&form);
    let mut head = scene.office.signs_in(&scene.test, "head");
    assert_eq!(head.open(&scene.at("")).status(), 200, "{}", first.text());
    scene.test.pass_days(2);
    let mut head = scene.office.signs_in(&scene.test, "head");
    assert_eq!(head.open(&scene.at("")).status(), 403);

    // `head` is the one who signs, and can.
    let mut first = scene.office.signs_in(&scene.test, "first");
    scene.proposes(&mut first);
    let notes = scene
        .test
        .read(move |c| sujarit::store::delegations::readers(c, agency, case));
    assert!(notes.is_empty(), "still counted as a substitute");
    let form = scene.answering(&mut head, "sign");
    head.submit(&form);
    assert_eq!(scene.state(), State::NotAccepted, "{}", head.text());
}

#[test]
fn a_former_substitute_is_let_in_again_to_sign_sqlite() {
    a_former_substitute_is_let_in_again_to_sign(Engine::Sqlite);
}

#[test]
fn a_former_substitute_is_let_in_again_to_sign_postgres() {
    a_former_substitute_is_let_in_again_to_sign(Engine::Postgres);
}

#[test]
fn with_nobody_to_sign_the_page_says_what_to_do_and_keeps_the_text() {
    let scene = Scene::marking(Engine::Sqlite, &[HEAD], &["head", "outside"]);
    let mut first = scene.office.signs_in(&scene.test, "first");
    let form = scene.closing(&mut first, "not_accepted");
    assert!(first.text().contains("ต้องแต่งตั้งหัวหน้าผู้ดูแลอีกคน"), "{}", first.text());
    first.submit(&form);
    assert_eq!(first.status(), 409);
    assert!(first.text().contains("ต้องแต่งตั้งหัวหน้าผู้ดูแลอีกคน"), "{}", first.text());
    assert_eq!(first.form("/close").value("text"), WORDS);
    assert_eq!(scene.state(), State::Received);
    // Other ways to end a case are open.
    let form = scene.closing(&mut first, "insufficient");
    first.submit(&form);
    assert_eq!(scene.state(), State::ClosedInsufficient, "{}", first.text());
}

#[test]
fn whoever_signs_is_told_that_the_reporter_wrote_in_between() {
    let scene = Scene::new(Engine::Sqlite, &[HEAD]);
    let mut first = scene.office.signs_in(&scene.test, "first");
    let mut head = scene.office.signs_in(&scene.test, "head");
    scene.proposes(&mut first);
    let stale = scene.answering(&mut head, "sign");
    let mut reporter = scene.test.browser();
    crate::support::reporter::tracks(&mut reporter, &scene.office.base(), &scene.receipt.letters);
    let mut form = reporter.form("/track/case");
    form.fill("answer", "มีหลักฐานเพิ่มเป็นใบเสร็จ");
    reporter.submit(&form);
    head.submit(&stale);
    assert_eq!(head.status(), 409, "signed without what the reporter wrote");
    assert_eq!(scene.state(), State::Received);
    assert!(
        head.text().contains("ผู้แจ้งเขียนข้อความหลังจากเสนอเรื่องนี้"),
        "{}",
        head.text()
    );
    let form = scene.answering(&mut head, "sign");
    head.submit(&form);
    assert_eq!(scene.state(), State::NotAccepted);
}

#[test]
fn of_two_supervisors_who_sign_at_once_one_does() {
    let people: &[(&str, &[Role])] = &[
        ("head", &[Role::Supervisor, Role::Responsible]),
        ("chief", &[Role::Supervisor]),
    ];
    // `second` is marked, so that `first` and `head` read the case.
    let scene = Scene::marking(Engine::Sqlite, people, &["second"]);
    let mut first = scene.office.signs_in(&scene.test, "first");
    scene.proposes(&mut first);
    let mut browsers = [
        scene.office.signs_in(&scene.test, "head"),
        scene.office.signs_in(&scene.test, "head"),
    ];
    let requests: Vec<Request> = browsers
        .iter_mut()
        .map(|browser| {
            let form = scene.answering(browser, "sign");
            let (action, fields) = form.pressed("", "");
            browser.dress(&Request::post(&action, &fields))
        })
        .collect();
    let port = scene.test.port;
    let answers: Vec<u16> = std::thread::scope(|scope| {
        let running: Vec<_> = requests
            .iter()
            .map(|request| scope.spawn(move || request.send(port).status))
            .collect();
        running.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert!(answers.contains(&303), "{answers:?}");
    assert_eq!(scene.state(), State::NotAccepted);
    assert_eq!(scene.told().matches(WORDS).count(), 1);
    assert_eq!(scene.test.count("events WHERE kind = 7"), 1);
}
