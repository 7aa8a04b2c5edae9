//! Somebody is invited, chooses a password, has their key signed for, and works.

use sujarit::domain::log::Action;
use sujarit::store::{self, Engine};

use super::scene::{OWN, Scene, fingerprints};
use crate::support::app::DAY;
use crate::support::office::PASSWORD;
use crate::support::reporter::{files, story};
use crate::support::wire::Request;

fn from_the_invitation_to_the_first_case(engine: Engine) {
    let scene = Scene::new(engine);
    let address = scene.invites("newcomer", &["responsible", "custodian"]);
    let before = scene.test.dump();
    for _ in 0..2 {
        assert_eq!(scene.test.browser().open(&address).status(), 200);
        let mut head = Request::get(&address);
        "HEAD".clone_into(&mut head.method);
        assert_eq!(scene.test.browser().ask(&head).status, 200);
    }
    assert!(
        scene.test.dump() == before,
        "looking at the address changed something"
    );
    let secret = address.rsplit('/').next().unwrap();
    assert!(!before.contains(secret) && !scene.test.log.text().contains(secret));

    let mut phone = scene.accepts(&address);
    assert!(phone.at().ends_with("/here/office/account"), "{}", phone.at());
    assert!(phone.text().contains("ยังไม่มีหน้าที่ที่มีผล"), "{}", phone.text());
    let own = fingerprints(&phone);
    assert_eq!(own.len(), 1, "{}", phone.text());
    for closed in [
        "/here/office",
        "/here/office/figures",
        "/here/office/people",
        "/here/office/search",
    ] {
        phone.open(closed);
        assert!(
            phone.at().ends_with("/here/office/account"),
            "{closed} leads to {}",
            phone.at()
        );
    }
    let case_before = files(&mut scene.test.browser(), "/here", &story("ก่อนลงนาม"));

    let mut admin = scene.office.signs_in(&scene.test, "second");
    admin.open("/here/office/people");
    assert!(admin.text().contains("รอลงนามทะเบียนกุญแจ"), "{}", admin.text());
    admin.open("/here/office/people/keys");
    assert_eq!(fingerprints(&admin), own, "both sides see the same");
    // A kit of somebody else, half a kit and none at all sign nothing, and are not sent back.
    let (other, kit) = (scene.office.outside.letters(), scene.office.recovery.letters());
    let half = kit[..9].to_owned();
    let before = scene.test.dump();
    for (typed, said) in [
        (other.as_str(), "ไม่ใช่ชุดกู้คืนของหน่วยงานนี้"),
        (&half, "ไม่ใช่รหัสชุดกู้คืน"),
        ("", "กรอกรหัสในชุดกู้คืน"),
    ] {
        let mut form = admin.form("/people/keys");
        form.fill("compared", &form.choices("compared")[0].clone());
        form.fill("kit", typed);
        admin.submit(&form);
        assert_eq!(admin.status(), 422, "{said}");
        assert!(admin.text().contains(said), "{said}: {}", admin.text());
        assert!(typed.is_empty() || !admin.html().contains(typed), "{said}");
        assert!(admin.html().contains("checked"), "what was ticked stays ticked");
    }
    assert!(scene.test.dump() == before, "a wrong kit changed something");
    // With the right one but without having compared, the newcomer goes on waiting.
    let form = admin.form("/people/keys");
    let (action, mut fields) = form.pressed("", "");
    fields.retain(|(name, _)| name != "compared" && name != "kit");
    fields.push(("kit".to_owned(), kit.to_string()));
    admin.go(&Request::post(&action, &fields));
    assert!(admin.text().contains("ลงนามทะเบียนกุญแจแล้ว"), "{}", admin.text());
    phone.open("/here/office");
    assert!(
        phone.at().ends_with("/account"),
        "signed for without being compared"
    );

    let page = scene.signs_for_all();
    assert!(page.text().contains("ลงนามทะเบียนกุญแจแล้ว"), "{}", page.text());
    phone.open("/here/office");
    assert!(phone.at().ends_with("/here/office"), "{}", phone.at());
    let mut told = story("หลังลงนาม");
    told.push(("involved_officers", scene.office.person("first").id.to_string()));
    let case = files(&mut scene.test.browser(), "/here", &told);
    phone.open("/here/office");
    assert!(phone.text().contains(&case.number), "{}", phone.text());
    assert!(!phone.text().contains(&case_before.number), "a case from before");

    // The address is used up, and the password is the person's own.
    let mut late = scene.test.browser();
    late.open(&address);
    assert_eq!(late.status(), 410);
    assert!(late.text().contains("ถูกใช้ตั้งรหัสผ่านไปแล้ว"), "{}", late.text());
    let mut again = scene.test.browser();
    again.open("/here/office/sign-in");
    let mut form = again.form("/office/sign-in");
    form.fill("login", "newcomer");
    form.fill("password", OWN);
    again.submit(&form);
    assert!(again.at().ends_with("/here/office"), "{}", again.text());

    let actions = [
        Action::Invited,
        Action::InvitationAccepted,
        Action::DirectorySigned,
        Action::AppointmentSigned,
    ];
    let log = scene.log();
    for action in actions {
        assert!(log.contains(&action.code().to_string()), "{action:?} in {log:?}");
    }
}

#[test]
fn an_invited_person_works_once_their_key_was_compared_and_signed_for_sqlite() {
    from_the_invitation_to_the_first_case(Engine::Sqlite);
}

#[test]
fn an_invited_person_works_once_their_key_was_compared_and_signed_for_postgres() {
    from_the_invitation_to_the_first_case(Engine::Postgres);
}

#[test]
fn an_invitation_that_is_over_says_why_and_does_nothing() {
    let scene = Scene::new(Engine::Sqlite);
    let (withdrawn, expired) = (
        scene.invites("one", &["auditor"]),
        scene.invites("two", &["auditor"]),
    );
    let mut page = scene.test.browser();
    page.open(&expired);
    let mut form = page.form(&expired);
    form.fill("fresh", OWN);
    form.fill("again", OWN);

    let mut admin = scene.office.signs_in(&scene.test, "first");
    admin.open("/here/office/people");
    let ids: Vec<String> = admin
        .forms()
        .iter()
        .map(|form| form.value("invitation"))
        .collect();
    let newest = scene
        .test
        .lines("SELECT login AS text FROM invitations ORDER BY invited_at DESC, id");
    let at = newest.iter().position(|login| login == "one").unwrap();
    let of_one = admin
        .forms()
        .into_iter()
        .filter(|form| form.action.ends_with("/withdraw"))
        .nth(at)
        .unwrap_or_else(|| panic!("no form to withdraw among {ids:?}"));
    admin.submit(&of_one);
    assert!(admin.text().contains("ยกเลิกคำเชิญแล้ว"), "{}", admin.text());
    admin.submit(&of_one);
    assert!(admin.text().contains("ก่อนหน้านี้"), "{}", admin.text());

    scene.test.clock.advance_to(scene.test.clock.now() + 3 * DAY);
    let before = scene.test.dump();
    let unknown = "/here/join/00112233445566778899aabbccddeeff".to_owned();
    for (address, said) in [
        (&withdrawn, "ยกเลิกคำเชิญนี้แล้ว"),
        (&expired, "คำเชิญใช้ได้สามวัน"),
        (&unknown, "ไม่มีคำเชิญที่ตรงกับที่อยู่นี้"),
    ] {
        let mut late = scene.test.browser();
        late.open(address);
        assert_eq!(late.status(), 410, "{said}");
        assert!(late.text().contains(said), "{said}: {}", late.text());
    }
    // The page was open when the time ran out.
    page.submit(&form);
    assert_eq!(page.status(), 410, "{}", page.text());
    assert!(
        scene.test.dump() == before,
        "an invitation that is over changed something"
    );
}

#[test]
fn a_weak_password_or_a_form_without_its_token_leaves_the_invitation_open() {
    let scene = Scene::new(Engine::Sqlite);
    let address = scene.invites("newcomer", &["auditor"]);
    let before = scene.test.dump();
    let mut phone = scene.test.browser();
    phone.open(&address);
    for (fresh, again) in [
        ("สั้น", "สั้น"),
        (OWN, PASSWORD),
        ("newcomer-1234", "newcomer-1234"),
        ("", ""),
    ] {
        let mut form = phone.form(&address);
        form.fill("fresh", fresh);
        form.fill("again", again);
        phone.submit(&form);
        assert_eq!(phone.status(), 422, "{}", phone.text());
        assert!(!phone.html().contains(OWN), "a password was sent back");
    }
    for token in ["", "20468.-.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
        let fields = [("token", token), ("fresh", OWN), ("again", OWN)]
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(
            scene.test.browser().ask(&Request::post(&address, &fields)).status,
            409
        );
    }
    assert!(scene.test.dump() == before);
    scene.accepts(&address);
}

#[test]
fn the_host_of_an_address_comes_from_the_settings_whatever_the_browser_says() {
    let scene = Scene::new(Engine::Sqlite);
    let signed_in = scene.office.signs_in(&scene.test, "first");
    let mut admin = scene
        .test
        .browser()
        .saying(&[
            ("X-Forwarded-Host", "evil.example"),
            ("Forwarded", "host=evil.example"),
        ])
        .with_cookies_of(&signed_in);
    let form = Scene::invitation(&mut admin, "newcomer", &["auditor"]);
    admin.submit(&form);
    scene.address(&admin);
    assert!(!admin.html().contains("evil.example"));
}

#[test]
fn an_invitation_that_makes_no_sense_is_refused_and_keeps_what_was_typed() {
    let scene = Scene::new(Engine::Sqlite);
    scene.invites("invited", &["auditor"]);
    let mut admin = scene.office.signs_in(&scene.test, "first");
    let before = scene.test.dump();
    let wrong = [
        ("name", "", "กรอกชื่อและนามสกุล"),
        ("login", "second", "มีผู้ใช้แล้ว"),
        ("login", "invited", "มีผู้ใช้แล้ว"),
        ("login", "outside", "2–40 ตัว"),
        ("login", "ไทย", "2–40 ตัว"),
        ("post", " ", "กรอกตำแหน่ง"),
        ("mail", "nowhere", "อีเมลไม่ถูกต้อง"),
        ("order_number", "", "กรอกเลขที่คำสั่ง"),
        ("ordered_year", "2570", "ไม่เกินวันนี้"),
        ("from_day", "31", "วันสิ้นสุดต้องไม่ก่อนวันเริ่ม"),
        ("until_day", "14", "วันสิ้นสุดต้องไม่ก่อนวันเริ่ม"),
        ("until_month", "13", ""),
    ];
    for (field, typed, said) in wrong {
        let mut form = Scene::invitation(&mut admin, "newcomer", &["auditor"]);
        for (part, value) in [("day", "20"), ("month", "1"), ("year", "2569")] {
            form.fill(&format!("until_{part}"), value);
        }
        if !form.try_fill(field, typed) {
            continue;
        }
        admin.submit(&form);
        assert_eq!(admin.status(), 422, "{field}={typed}: {}", admin.text());
        assert!(admin.text().contains(said), "{said}: {}", admin.text());
        assert!(
            admin.html().contains("7/2569") || field == "order_number",
            "{field}: what was typed is gone"
        );
    }
    let mut form = Scene::invitation(&mut admin, "newcomer", &[]);
    admin.submit(&form);
    assert!(admin.text().contains("เลือกอย่างน้อยหนึ่งหน้าที่"), "{}", admin.text());
    // The outside body is no role to be given.
    form.fill("roles", "auditor");
    let (action, mut fields) = form.pressed("", "");
    for (name, value) in &mut fields {
        if name == "roles" {
            "outside".clone_into(value);
        }
    }
    admin.go(&Request::post(&action, &fields));
    assert_eq!(admin.status(), 422, "{}", admin.text());
    assert!(scene.test.dump() == before);
}

#[test]
fn nobody_is_signed_for_before_the_first_day_of_their_order() {
    let scene = Scene::new(Engine::Sqlite);
    let mut admin = scene.office.signs_in(&scene.test, "first");
    let mut form = Scene::invitation(&mut admin, "newcomer", &["responsible"]);
    form.fill("from_day", "20");
    admin.submit(&form);
    scene.accepts(&scene.address(&admin));
    admin.open("/here/office/people/keys");
    assert!(
        admin.text().contains("ลงนามได้ตั้งแต่ 20 มกราคม 2569"),
        "{}",
        admin.text()
    );
    let form = admin.form("/people/keys");
    assert!(!form.has("compared"));
    // Somebody who sends the box all the same.
    let (action, mut fields) = form.pressed("", "");
    fields.retain(|(name, _)| name != "kit");
    let agency = scene.office.agency.id;
    let people = scene.test.read(move |c| store::officers::list(c, agency));
    let newcomer = people
        .iter()
        .find(|person| person.login.as_str() == "newcomer")
        .unwrap();
    fields.push(("compared".to_owned(), format!("{}.0", newcomer.id)));
    fields.push(("kit".to_owned(), scene.office.recovery.letters().to_string()));
    admin.go(&Request::post(&action, &fields));
    assert_eq!(admin.status(), 409, "{}", admin.text());
    scene.test.pass_days(5);
    scene.signs_for_all();
    let people = scene.test.read(move |c| store::officers::list(c, agency));
    assert!(people.iter().all(|person| !person.roles.is_empty()));
}

#[test]
fn an_address_that_two_use_at_the_same_moment_makes_one_account() {
    let scene = Scene::new(Engine::Sqlite);
    let address = scene.invites("newcomer", &["auditor"]);
    let answers: Vec<u16> = std::thread::scope(|scope| {
        let tries: Vec<_> = (0..3)
            .map(|_| {
                scope.spawn(|| {
                    let mut phone = scene.test.browser();
                    phone.open(&address);
                    let mut form = phone.form(&address);
                    form.fill("fresh", OWN);
                    form.fill("again", OWN);
                    phone.submit(&form);
                    phone.status()
                })
            })
            .collect();
        tries.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(
        answers.iter().filter(|status| **status == 200).count(),
        1,
        "{answers:?}"
    );
    assert_eq!(
        answers.iter().filter(|status| **status == 410).count(),
        2,
        "{answers:?}"
    );
    assert_eq!(scene.test.count("officers WHERE login = 'newcomer'"), 1);
}
