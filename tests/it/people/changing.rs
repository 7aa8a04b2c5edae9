//! People are appointed to something else, and leave.

use std::sync::{Arc, Barrier};

use sujarit::domain::appointment::Term;
use sujarit::domain::log::Action;
use sujarit::domain::role::{Role, Roles};
use sujarit::flow::officers::appoint::{self, AppointError, Decision};
use sujarit::flow::officers::sign_in::{self, Session};
use sujarit::store::{self, Engine, StoreError};
use zeroize::Zeroizing;

use super::scene::{Scene, fingerprints};
use crate::support::office::PASSWORD;
use crate::support::reporter::{case_of, files, story};

fn roles_come_and_go(engine: Engine) {
    let scene = Scene::new(engine);
    let mut second = scene.office.signs_in(&scene.test, "second");
    assert_eq!(scene.panel(), ["first", "second"]);

    // What is taken away ends at once, and the panel is left.
    let page = scene.appoints("first", "second", &["auditor", "admin"]);
    assert!(page.text().contains("มีผลทันที"), "{}", page.text());
    assert!(
        page.text().contains("คำสั่งที่ 7/2569 ลงวันที่ 10 มกราคม 2569"),
        "{}",
        page.text()
    );
    assert_eq!(
        scene.person("second").roles,
        Roles::of(&[Role::Auditor, Role::Admin])
    );
    assert_eq!(scene.panel(), ["first"]);
    second.open("/here/office/search");
    assert_eq!(second.status(), 404, "a session keeps the roles of before");

    // The key is still listed for reading: the next directory strikes it out, and only the kit brings it back.
    scene.signs_for_all();
    scene.test.clock.advance_to(scene.test.clock.now() + 60);
    let page = scene.appoints("first", "second", &["responsible", "auditor", "admin"]);
    assert!(page.text().contains("จะมีผลเมื่อลงนามทะเบียนกุญแจ"), "{}", page.text());
    assert_eq!(
        scene.person("second").roles,
        Roles::of(&[Role::Auditor, Role::Admin])
    );
    assert_eq!(scene.panel(), ["first"]);
    let own = fingerprints(second.open("/here/office/account"));
    let mut admin = scene.office.signs_in(&scene.test, "first");
    admin.open("/here/office/people/keys");
    assert_eq!(fingerprints(&admin), own);
    scene.signs_for_all();
    assert!(scene.person("second").roles.read_cases());
    assert_eq!(scene.panel(), ["first", "second"]);
    let mut told = story("หลังลงนามอีกครั้ง");
    told.push(("involved_officers", scene.office.person("first").id.to_string()));
    let receipt = files(&mut scene.test.browser(), "/here", &told);
    second.open("/here/office");
    assert!(second.text().contains(&receipt.number), "{}", second.text());

    let page = scene.office.signs_in(&scene.test, "first");
    let mut page = page;
    page.open(&format!(
        "/here/office/people/person/{}",
        scene.person("second").id
    ));
    for said in ["บันทึกคำสั่งแต่งตั้ง", "ลงนามทะเบียนกุญแจ หน้าที่มีผล", "นางสาวหนึ่ง ทดสอบ"]
    {
        assert!(page.text().contains(said), "{said}: {}", page.text());
    }
    let appointed = Action::Appointed.code().to_string();
    assert_eq!(
        scene.log().iter().filter(|action| **action == appointed).count(),
        2
    );
}

#[test]
fn roles_end_at_once_and_begin_with_the_signature_sqlite() {
    roles_come_and_go(Engine::Sqlite);
}

#[test]
fn roles_end_at_once_and_begin_with_the_signature_postgres() {
    roles_come_and_go(Engine::Postgres);
}

fn leaves_at_once(engine: Engine) {
    let scene = Scene::new(engine);
    let receipt = files(&mut scene.test.browser(), "/here", &story("เรื่องก่อนลาออก"));
    let mut second = scene.office.signs_in(&scene.test, "second");
    second.open("/here/office");
    assert!(second.text().contains(&receipt.number));
    let page = scene.retires("first", "second");
    assert!(page.text().contains("ปิดบัญชีแล้ว"), "{}", page.text());
    assert_eq!(
        scene
            .test
            .count("sessions s JOIN officers o ON o.id = s.officer_id WHERE o.login = 'second'"),
        0
    );
    second.open("/here/office");
    assert!(second.at().ends_with("/sign-in"), "{}", second.at());
    let mut again = scene.test.browser();
    again.open("/here/office/sign-in");
    let mut form = again.form("/office/sign-in");
    form.fill("login", "second");
    form.fill("password", PASSWORD);
    again.submit(&form);
    assert!(again.at().ends_with("/sign-in"), "signed in after leaving");
    assert_eq!(scene.panel(), ["first"]);
    let retired = Action::Retired.code().to_string();
    assert_eq!(scene.log().iter().filter(|action| **action == retired).count(), 1);

    // Nothing new is sealed to them, also not the first note of a case they read, although no kit was at hand.
    let key = data_encoding::HEXLOWER.encode(&scene.person("second").key);
    let case = case_of(&scene.test, &scene.office, &receipt.letters).unwrap().id;
    let mut first = scene.office.signs_in(&scene.test, "first");
    first.open(&format!("/here/office/case/{case}/note"));
    let mut form = first.form("/note");
    form.fill("text", "บันทึกหลังเพื่อนร่วมงานลาออก");
    first.submit(&form);
    assert!(
        first.text().contains("บันทึกหลังเพื่อนร่วมงานลาออก"),
        "{}",
        first.text()
    );
    files(&mut scene.test.browser(), "/here", &story("เรื่องหลังลาออก"));
    let hex = if engine == Engine::Sqlite {
        "lower(hex(recipient))"
    } else {
        "encode(recipient, 'hex')"
    };
    let wraps = scene.test.lines(&format!("SELECT {hex} AS text FROM wraps"));
    assert_eq!(
        wraps.iter().filter(|recipient| **recipient == key).count(),
        1,
        "only the case from before"
    );

    // The directory says so once it is signed.
    first.open("/here/office/people/keys");
    assert!(first.text().contains("ออกจากทะเบียน"), "{}", first.text());
    scene.signs_for_all();
    first.open("/here/office/people/keys");
    assert!(!first.text().contains("ออกจากทะเบียน"), "{}", first.text());
    // The case of before is still read by whoever stays.
    first.open(&format!("/here/office/case/{case}"));
    assert_eq!(first.status(), 200);
}

#[test]
fn whoever_leaves_is_out_at_once_and_gets_nothing_new_sqlite() {
    leaves_at_once(Engine::Sqlite);
}

#[test]
fn whoever_leaves_is_out_at_once_and_gets_nothing_new_postgres() {
    leaves_at_once(Engine::Postgres);
}

fn session(scene: &Scene, login: &str) -> Session {
    let agency = &scene.office.agency;
    let password = Zeroizing::new(PASSWORD.to_owned());
    let begun = scene
        .test
        .run(sign_in::sign_in(&scene.test.app, agency, login, password, ""))
        .unwrap();
    let session = sign_in::resume(&scene.test.app, agency, &begun.secret);
    scene.test.run(session).unwrap().unwrap()
}

/// Two administrators switch each other off at the same moment, each on a node of their own.
fn two_switch_each_other_off(engine: Engine) {
    let scene = Scene::new(engine);
    let (one, other) = (session(&scene, "first"), session(&scene, "second"));
    let nodes = [scene.test.second_node(), scene.test.second_node()];
    let start = Arc::new(Barrier::new(2));
    let (a, b) = (one.officer.id, other.officer.id);
    let tries: Vec<_> = [(one, b), (other, a)]
        .into_iter()
        .zip(nodes)
        .map(|((session, victim), node)| {
            let start = Arc::clone(&start);
            std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build()
                    .unwrap();
                start.wait();
                runtime.block_on(appoint::retire(&node, &session, victim))
            })
        })
        .collect();
    let ends: Vec<_> = tries.into_iter().map(|one| one.join().unwrap()).collect();
    assert_eq!(ends.iter().filter(|end| end.is_ok()).count(), 1, "{ends:?}");
    assert!(ends.contains(&Err(AppointError::LastAdmin)), "{ends:?}");
}

#[test]
fn two_administrators_who_switch_each_other_off_do_not_both_succeed_sqlite() {
    two_switch_each_other_off(Engine::Sqlite);
}

#[test]
fn two_administrators_who_switch_each_other_off_do_not_both_succeed_postgres() {
    two_switch_each_other_off(Engine::Postgres);
}

#[test]
fn the_last_administrator_stays_and_nobody_changes_themselves_or_the_outside_body() {
    let scene = Scene::new(Engine::Sqlite);
    scene.appoints("first", "second", &["responsible"]);
    let (first, outside) = (session(&scene, "first"), scene.person("outside").id);
    let decision = |officer, seen| {
        let mut appointment = crate::store::samples::appointment();
        appointment.unit = None;
        appointment.term = Term::new(scene.test.clock.today(), None).unwrap();
        Decision {
            officer,
            seen,
            appointment,
            mail: String::new(),
        }
    };
    let app = &scene.test.app;
    let before = scene.test.dump();
    let me = first.officer.id;
    assert_eq!(
        scene.test.run(appoint::retire(app, &first, me)),
        Err(AppointError::Oneself)
    );
    assert_eq!(
        scene.test.run(appoint::retire(app, &first, outside)),
        Err(AppointError::OutsideBody)
    );
    assert_eq!(
        scene.test.run(appoint::appoint(app, &first, decision(me, 0))),
        Err(AppointError::Oneself)
    );
    let of_outside = scene
        .test
        .run(appoint::appoint(app, &first, decision(outside, 0)));
    assert_eq!(of_outside, Err(AppointError::OutsideBody));
    // Somebody whose own roles ended while they were at it: the last one cannot be taken away either.
    let second = session(&scene, "second");
    assert_eq!(
        scene.test.run(appoint::retire(app, &second, me)),
        Err(AppointError::LastAdmin)
    );
    let of_first = scene.test.run(appoint::appoint(app, &second, decision(me, 0)));
    assert_eq!(of_first, Err(AppointError::LastAdmin));
    assert!(scene.test.dump() == before, "something changed");
    // Nor do the pages offer it.
    let mut admin = scene.office.signs_in(&scene.test, "first");
    for id in [me, outside] {
        admin.open(&format!("/here/office/people/person/{id}"));
        assert_eq!(admin.status(), 200);
        assert!(!admin.html().contains("/appoint") && !admin.html().contains("/retire"));
        for page in ["appoint", "retire"] {
            admin.open(&format!("/here/office/people/person/{id}/{page}"));
            assert_eq!(admin.status(), 404, "{page}");
        }
    }
}

#[test]
fn an_appointment_from_a_page_that_is_out_of_date_changes_nothing_and_keeps_what_was_typed() {
    let scene = Scene::new(Engine::Sqlite);
    let mut slow = scene.office.signs_in(&scene.test, "first");
    let id = scene.person("second").id;
    slow.open(&format!("/here/office/people/person/{id}/appoint"));
    let mut form = Scene::appointment(&slow, &["executive", "admin"]);
    form.fill("post", "ตำแหน่งที่พิมพ์ไว้นาน");
    scene.appoints("first", "second", &["auditor", "admin"]);
    let before = scene.test.dump();
    slow.submit(&form);
    assert_eq!(slow.status(), 409, "{}", slow.text());
    assert!(slow.html().contains("ตำแหน่งที่พิมพ์ไว้นาน"), "{}", slow.text());
    assert!(scene.test.dump() == before);
    // Sent again with what has been read meanwhile, it is taken.
    let again = slow.form("/appoint");
    slow.submit(&again);
    assert_eq!(
        scene.person("second").roles,
        Roles::of(&[Role::Executive, Role::Admin])
    );
}

#[test]
fn whoever_was_added_by_a_command_and_has_not_signed_in_since_is_signed_for_after_doing_so() {
    let scene = Scene::new(Engine::Sqlite);
    // As an installation of before knows them: without the public halves.
    scene.test.write(|c| match c {
        store::Conn::Sqlite(c) => {
            use diesel::RunQueryDsl;
            diesel::sql_query("DELETE FROM public_keys").execute(c.as_mut())?;
            Ok::<_, StoreError>(())
        }
        store::Conn::Postgres(_) => Ok(()),
    });
    scene.appoints("first", "second", &["admin", "responsible", "custodian"]);
    let mut admin = scene.office.signs_in(&scene.test, "first");
    admin.open("/here/office/people/keys");
    assert!(admin.text().contains("ต้องเข้าสู่ระบบหนึ่งครั้งก่อน"), "{}", admin.text());
    assert!(!admin.form("/people/keys").has("compared"));
    scene.office.signs_in(&scene.test, "second");
    scene.signs_for_all();
    assert!(scene.person("second").roles.has(Role::Custodian));
}

#[test]
fn a_second_press_of_an_appointment_finds_it_entered() {
    let scene = Scene::new(Engine::Sqlite);
    let mut admin = scene.office.signs_in(&scene.test, "first");
    let id = scene.person("second").id;
    admin.open(&format!("/here/office/people/person/{id}/appoint"));
    let form = Scene::appointment(&admin, &["auditor", "admin"]);
    for press in 0..2 {
        admin.submit(&form);
        assert!(admin.text().contains("มีผลทันที"), "{press}: {}", admin.text());
    }
    assert_eq!(scene.test.count("appointments"), 1);
    // Another form from the same page is none.
    let mut other = form;
    other.fill("post", "ตำแหน่งอื่น");
    admin.submit(&other);
    assert_eq!(admin.status(), 409, "{}", admin.text());
}

#[test]
fn nothing_is_in_force_before_the_first_day_of_an_order() {
    let scene = Scene::new(Engine::Sqlite);
    // They were admitted once and have no roles now.
    let (agency, id) = (scene.office.agency.id, scene.person("second").id);
    scene
        .test
        .write(move |c| store::officers::set_roles(c, agency, id, Roles::default()));
    let mut admin = scene.office.signs_in(&scene.test, "first");
    admin.open(&format!("/here/office/people/person/{id}/appoint"));
    let mut form = Scene::appointment(&admin, &["responsible", "admin"]);
    form.fill("from_day", "20");
    admin.submit(&form);
    assert!(admin.text().contains("จะมีผลเมื่อลงนาม"), "{}", admin.text());
    assert!(scene.person("second").roles.is_empty());
    scene.test.pass_days(5);
    scene.signs_for_all();
    assert_eq!(
        scene.person("second").roles,
        Roles::of(&[Role::Responsible, Role::Admin])
    );
    // Whoever has roles keeps them until that day, and the order is entered then.
    let mut admin = scene.office.signs_in(&scene.test, "first");
    admin.open(&format!("/here/office/people/person/{id}/appoint"));
    let mut form = Scene::appointment(&admin, &["auditor"]);
    form.fill("from_day", "25");
    admin.submit(&form);
    assert_eq!(admin.status(), 422, "{}", admin.text());
    assert!(admin.text().contains("เมื่อถึงวันที่คำสั่งเริ่มมีผล"), "{}", admin.text());
}

#[test]
fn whoever_goes_on_after_the_last_day_of_their_order_is_named_and_goes_on_receiving() {
    let scene = Scene::new(Engine::Sqlite);
    let mut admin = scene.office.signs_in(&scene.test, "first");
    let id = scene.person("second").id;
    admin.open(&format!("/here/office/people/person/{id}/appoint"));
    let mut form = Scene::appointment(&admin, &["responsible", "admin"]);
    for (part, value) in [("day", "17"), ("month", "1"), ("year", "2569")] {
        form.fill(&format!("until_{part}"), value);
    }
    admin.submit(&form);
    scene.test.pass_days(2);
    let mut admin = scene.office.signs_in(&scene.test, "first");
    admin.open("/here/office/people");
    assert!(!admin.text().contains("พ้นระยะเวลา"), "{}", admin.text());
    scene.test.pass_days(1);
    let mut admin = scene.office.signs_in(&scene.test, "first");
    admin.open("/here/office/people");
    assert!(
        admin.text().contains("พ้นระยะเวลาตามคำสั่งแล้ว แต่ยังมีหน้าที่ในระบบ"),
        "{}",
        admin.text()
    );
    // Nobody is stepped over without a decision (ADR 0076).
    let receipt = files(&mut scene.test.browser(), "/here", &story("เรื่องหลังพ้นระยะเวลา"));
    let mut second = scene.office.signs_in(&scene.test, "second");
    second.open("/here/office");
    assert!(second.text().contains(&receipt.number), "{}", second.text());
}

#[test]
fn the_page_of_people_says_when_the_readers_of_a_case_name_the_one_who_is_not_among_them() {
    let mut scene = Scene::new(Engine::Sqlite);
    let note = "จำนวนผู้อ่านบอกได้ว่าใครถูกกล่าวหา";
    let mut admin = scene.office.signs_in(&scene.test, "first");
    admin.open("/here/office/people");
    assert!(!admin.text().contains(note), "two of two read");
    scene
        .office
        .add(&scene.test, "third", Some(2), &[Role::Responsible]);
    admin.open("/here/office/people");
    assert!(admin.text().contains(note), "{}", admin.text());
    scene
        .office
        .add(&scene.test, "fourth", Some(2), &[Role::Responsible]);
    admin.open("/here/office/people");
    assert!(!admin.text().contains(note), "two of four read");
    let page = scene.retires("first", "fourth");
    assert!(page.text().contains(note), "{}", page.text());
}

#[test]
fn the_kit_signs_what_was_shown_and_nothing_newer() {
    let scene = Scene::new(Engine::Sqlite);
    let address = scene.invites("newcomer", &["responsible"]);
    scene.accepts(&address);
    let mut signer = scene.office.signs_in(&scene.test, "first");
    signer.open("/here/office/people/keys");
    let mut form = signer.form("/people/keys");
    form.fill("compared", &form.choices("compared")[0].clone());
    form.fill("kit", &scene.office.recovery.letters());
    // Another administrator appoints the newcomer to something else meanwhile.
    scene.appoints("second", "newcomer", &["custodian", "admin"]);
    signer.submit(&form);
    assert_eq!(signer.status(), 409, "{}", signer.text());
    assert!(
        scene.person("newcomer").roles.is_empty(),
        "signed for what nobody saw"
    );
    assert!(
        !signer.html().contains(" checked"),
        "the new appointment has not been compared"
    );
    assert!(!signer.html().contains(scene.office.recovery.letters().as_str()));

    // A page of before another signature signs nothing either.
    let mut form = signer.form("/people/keys");
    form.fill("compared", &form.choices("compared")[0].clone());
    form.fill("kit", &scene.office.recovery.letters());
    let mut late = signer.form("/people/keys");
    late.fill("kit", &scene.office.recovery.letters());
    signer.submit(&form);
    assert!(signer.text().contains("ลงนามทะเบียนกุญแจแล้ว"), "{}", signer.text());
    assert!(scene.person("newcomer").roles.has(Role::Custodian));
    let directories = scene.test.count("directories");
    // The second press of the same button finds its work done.
    signer.submit(&form);
    assert!(signer.text().contains("ลงนามทะเบียนกุญแจแล้ว"), "{}", signer.text());
    let mut second = scene.office.signs_in(&scene.test, "second");
    second.open("/here/office/people/keys");
    let token = second.form("/people/keys").value("token");
    let (action, mut fields) = late.pressed("", "");
    for (name, value) in &mut fields {
        if name == "token" {
            value.clone_from(&token);
        }
    }
    second.go(&crate::support::wire::Request::post(&action, &fields));
    assert_eq!(second.status(), 409, "{}", second.text());
    assert_eq!(scene.test.count("directories"), directories);
}

#[test]
fn a_signature_puts_nobody_back_on_a_panel_they_were_taken_off() {
    let scene = Scene::new(Engine::Sqlite);
    let (agency, first) = (scene.office.agency.id, scene.person("first").id);
    scene.test.write(move |c| {
        store::panels::set(c, agency, sujarit::domain::category::Category::Finance, &[first])
    });
    scene.appoints("first", "second", &["responsible", "custodian", "admin"]);
    scene.signs_for_all();
    assert!(scene.person("second").roles.has(Role::Custodian));
    assert_eq!(scene.panel(), ["first"]);
}
