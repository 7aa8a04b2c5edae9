//! Matters that came another way, registered by officers: routed, sealed and timed like any other, the code shown once.

use sujarit::domain::case::State;
use sujarit::domain::category::{Channel, Origin};
use sujarit::domain::day::Day;
use sujarit::domain::role::Role;
use sujarit::flow::reporter::track;
use sujarit::store;
use sujarit::store::cases::{Case, Reader};
use sujarit::vault::code::{Reading, TrackingCode};

use super::desk::{Desk, HERE, add};
use crate::citizen::place::{OUTSIDE, Place, a_day, shared};
use crate::citizen::visitor::{Page, Typed};

const WHAT: &str = "ใบเสร็จค่าน้ำมันรถดับเพลิงซ้ำกันสามเดือน";

/// A letter that came two days ago, and its person can be written to.
const LETTER: [(&str, &str); 8] = [
    ("origin", "reported"),
    ("channel", "letter"),
    ("received_day", "๑๙"),
    ("received_month", "8"),
    ("received_year", "๒๕๖๙"),
    ("handed", "yes"),
    ("category", "fin"),
    ("what", WHAT),
];

fn with<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = LETTER
        .iter()
        .filter(|(name, _)| more.iter().all(|(other, _)| other != name));
    kept.chain(more).copied().collect()
}

/// Types a matter and asks to check it.
async fn types(desk: &mut Desk, typed: Typed<'_>) -> Page {
    let form = desk.open(&format!("{HERE}/office/register")).await;
    assert_eq!(form.status, 200, "{}", form.text());
    let (action, fields) = form.filled(Some("check"), typed);
    desk.post(&action, &fields).await
}

/// Presses a button of the page that asks to check.
async fn presses(desk: &mut Desk, page: &Page, button: &str) -> Page {
    let (action, fields) = page.filled(Some(button), &[]);
    desk.post(&action, &fields).await
}

async fn registers(desk: &mut Desk, typed: Typed<'_>) -> Page {
    let check = types(desk, typed).await;
    assert_eq!(check.status, 200, "{}", check.text());
    let done = presses(desk, &check, "send").await;
    assert_eq!(done.status, 200, "{}", done.text());
    done
}

/// The row of the case with this number.
async fn numbered(place: &Place, number: &str) -> Option<Case> {
    let (agency, digits) = (place.first.id, number.rsplit('-').next().unwrap().to_owned());
    let on = place.app.clock.today();
    let all = place.app.db.read(move |c| {
        let mut cases = Vec::new();
        for officer in store::officers::list(c, agency)? {
            cases.extend(store::case_list::newest_for(
                c,
                agency,
                Reader { key: officer.key, on },
                None,
                1_000,
            )?);
        }
        Ok::<_, store::StoreError>(cases)
    });
    let all = all.await.ok().unwrap();
    all.into_iter()
        .find(|case| format!("{:06}", case.number) == digits)
}

fn says(page: &Page, all: &[&str]) {
    for said in all {
        assert!(page.text().contains(said), "{said}: {}", page.text());
    }
}

fn code(page: &Page) -> TrackingCode {
    let (letters, digits) = page.codes();
    let Reading::Code(code) = TrackingCode::read(&letters) else {
        panic!("no code: {letters}");
    };
    assert_eq!(*code.digits(), digits);
    code
}

#[tokio::test]
async fn a_letter_is_registered_for_its_readers_and_its_clock_runs_from_its_stamp() {
    let place = Place::new(a_day());
    add(&place, "clerk", &[Role::Intake], false).await;
    let mut clerk = Desk::of(&place, "clerk").await;
    let inbox = clerk.open(&format!("{HERE}/office")).await;
    assert!(inbox.body.contains(&format!("href=\"{HERE}/office/register\"")));

    let check = types(&mut clerk, &with(&[("identity", "anonymous")])).await;
    says(
        &check,
        &[
            "ตรวจสอบก่อนลงทะเบียน",
            "19 สิงหาคม 2569",
            "จดหมาย",
            "หัวหน้าสำนักปลัด",
            "นิติกรชำนาญการ",
            "ท่านไม่ได้เป็นผู้อ่านเรื่องนี้",
        ],
    );
    let done = presses(&mut clerk, &check, "send").await;
    says(
        &done,
        &[
            "ลงทะเบียนเรื่องแล้ว",
            "รหัสติดตามของท่าน",
            "สำหรับอ่านให้ผู้แจ้งฟัง",
            "3 กันยายน 2569",
        ],
    );
    let (number, code) = (done.number(), code(&done));
    let case = numbered(&place, &number).await.unwrap();
    let stamp = Day::from_ymd(2026, 8, 19).unwrap();
    assert_eq!((case.received_on, case.due_on), (stamp, stamp.plus(15)));
    assert_eq!(
        (case.channel, case.origin, case.state),
        (Channel::Letter, Origin::Reported, State::Received)
    );

    // Whoever registered it is no reader, and finds no trace of it.
    let address = format!("{HERE}/office/case/{}", case.id);
    assert_eq!(clerk.open(&address).await.status, 404);
    assert!(!clerk.open(&format!("{HERE}/office")).await.body.contains(&number));
    assert!(!done.body.contains("/office/case/"), "{}", done.body);
    // Its readers find it, and no code.
    let mut reader = Desk::of(&place, "nitikorn").await;
    let page = reader.open(&address).await;
    says(
        &page,
        &[WHAT, "เจ้าหน้าที่ลงทะเบียนเรื่อง", "นางสาว clerk", "จดหมาย", "รับแจ้ง"],
    );
    for spelling in [code.letters(), code.digits()] {
        assert!(!page.text().contains(spelling.as_str()));
    }
    // The person follows it by code.
    let (session, _) = track::begin(&place.app, &place.first, &code)
        .await
        .ok()
        .unwrap()
        .unwrap();
    let seen = track::view(&place.app, &session).await.ok().unwrap();
    assert_eq!((seen.received_on, seen.deadline.due_on), (stamp, stamp.plus(15)));
    assert!(seen.can_write && seen.messages.is_empty());
}

#[tokio::test]
async fn a_form_sent_twice_registers_once_and_the_code_is_gone_after_a_quarter_of_an_hour() {
    let place = Place::new(a_day());
    let mut desk = Desk::of(&place, "first").await;
    let check = types(&mut desk, &with(&[])).await;
    let (action, fields) = check.filled(Some("send"), &[]);
    let mut twin = desk.clone();
    let (one, two) = tokio::join!(desk.post(&action, &fields), twin.post(&action, &fields));
    assert_eq!((one.status, two.status), (200, 200));
    assert_eq!((one.number(), one.codes()), (two.number(), two.codes()));

    place.clock.advance_to(a_day() + 14 * 60);
    let again = desk.post(&action, &fields).await;
    says(&again, &["เรื่องนี้ลงทะเบียนไว้แล้ว"]);
    assert_eq!(again.codes(), one.codes());
    // In the other language, by the button of the page.
    let (to, hidden) = again.filled(None, &[]);
    assert_eq!(to, format!("{HERE}/office/register/receipt"));
    let english = desk.post(&format!("/en{to}"), &hidden).await;
    says(&english, &["To be read out to the reporter"]);
    assert_eq!(english.codes(), one.codes());

    // Another officer who got hold of the form cannot use it.
    let mut colleague = Desk::of(&place, "nitikorn").await;
    assert_eq!(colleague.post(&action, &fields).await.status, 409);

    place.clock.advance_to(a_day() + 15 * 60);
    let mut desk = Desk::of(&place, "first").await;
    let stale = desk.post(&action, &fields).await;
    assert_eq!(stale.status, 409, "the form of another session");
    let inbox = desk.open(&format!("{HERE}/office")).await;
    assert_eq!(inbox.body.matches(&one.number()).count(), 1);
}

#[tokio::test]
async fn the_page_of_the_code_is_shown_without_it_once_its_time_is_over() {
    let place = Place::new(a_day());
    let mut desk = Desk::of(&place, "first").await;
    let check = types(&mut desk, &with(&[])).await;
    let (action, fields) = check.filled(Some("send"), &[]);
    let done = desk.post(&action, &fields).await;
    let code = code(&done);
    assert!(done.text().contains(code.letters().as_str()));
    for minutes in [10, 20] {
        place.clock.advance_to(a_day() + minutes * 60);
        // A session that is used stays open; the form stays the same.
        let page = desk.post(&action, &fields).await;
        assert_eq!(page.status, 200, "{}", page.text());
        assert_eq!(page.number(), done.number());
        let shown = page.text().contains(code.letters().as_str());
        assert_eq!(shown, minutes < 15, "{minutes}");
        assert_eq!(page.text().contains("รหัสติดตามแสดงไปแล้ว"), !shown);
        assert_eq!(page.body.contains("สำหรับอ่านให้ผู้แจ้งฟัง"), shown);
    }
}

#[tokio::test]
async fn what_was_found_by_inspection_has_a_case_and_no_code() {
    let place = Place::new(a_day());
    let mut desk = Desk::of(&place, "first").await;
    let found = with(&[("origin", "detected"), ("channel", "own"), ("handed", "")]);
    let done = registers(&mut desk, &found).await;
    says(&done, &["ไม่มีผู้รับรหัสติดตาม"]);
    assert!(!done.body.contains("รหัสติดตามของท่าน") && !done.body.contains("class=\"code\""));
    let case = numbered(&place, &done.number()).await.unwrap();
    assert_eq!((case.channel, case.origin), (Channel::OwnWork, Origin::Detected));
    // The one who registered it reads it, as first of the panel.
    assert!(done.body.contains(&format!("/office/case/{}", case.id)));
    let page = desk.open(&format!("{HERE}/office/case/{}", case.id)).await;
    says(&page, &["ไม่มีผู้ถือรหัสติดตาม", "ตรวจสอบพบ", "งานของหน่วยงานเอง"]);

    for (more, said) in [
        (vec![("origin", "aware"), ("handed", "yes")], "จึงไม่มีผู้รับรหัส"),
        (
            vec![
                ("origin", "detected"),
                ("handed", ""),
                ("identity", "confidential"),
                ("name", "ใคร"),
            ],
            "เลือก “ไม่ระบุตัวตน”",
        ),
        (vec![("channel", "own")], "ต้องมาถึงทางใดทางหนึ่ง"),
    ] {
        let page = types(&mut desk, &with(&more)).await;
        assert_eq!(page.status, 422, "{said}");
        says(&page, &[said]);
    }
}

#[tokio::test]
async fn a_matter_of_another_body_keeps_its_number_date_and_day_and_they_move_no_clock() {
    let place = Place::new(a_day());
    let mut desk = Desk::of(&place, "first").await;
    let letter = [
        ("channel", "referral"),
        ("sender", "nacc"),
        ("letter_number", "ปช ๐๐๑๒/ลับ๔๕"),
        ("letter_day", "10"),
        ("letter_month", "8"),
        ("letter_year", "2569"),
        ("answer_day", "25"),
        ("answer_month", "8"),
        ("answer_year", "2026"),
        ("handed", "no"),
    ];
    let done = registers(&mut desk, &with(&letter)).await;
    let case = numbered(&place, &done.number()).await.unwrap();
    assert_eq!(case.due_on, Day::from_ymd(2026, 9, 3).unwrap());
    let page = desk.open(&format!("/en{HERE}/office/case/{}", case.id)).await;
    says(
        &page,
        &[
            "Office of the National Anti-Corruption Commission (NACC)",
            "ปช ๐๐๑๒/ลับ๔๕",
            "10 August 2026",
            "25 August 2026",
            "Referred by another agency",
        ],
    );

    let wrong = |more: &[(&'static str, &'static str)]| {
        let kept = letter
            .iter()
            .filter(|(name, _)| more.iter().all(|(other, _)| other != name));
        with(&kept.chain(more).copied().collect::<Vec<_>>())
    };
    for (typed, said) in [
        (wrong(&[("letter_day", "20")]), "หนังสือลงวันที่หลังวันที่เรื่องมาถึงไม่ได้"),
        (wrong(&[("answer_day", "9")]), "วันที่ขอคำตอบต้องไม่ก่อนวันที่ของหนังสือ"),
        (wrong(&[("sender", "other")]), "กรอกชื่อหน่วยงาน"),
        (wrong(&[("letter_number", " ")]), "กรอกเลขที่หนังสือหรือเลขเรื่อง"),
        (wrong(&[("sender", "")]), "เลือกหน่วยงานที่ส่งเรื่อง"),
        (wrong(&[("channel", "phone")]), "กรอกข้อมูลหนังสือของหน่วยงานอื่นไว้"),
    ] {
        let page = types(&mut desk, &typed).await;
        assert_eq!(page.status, 422, "{said}");
        says(&page, &[said]);
        assert_eq!(page.value("what").as_deref(), Some(WHAT));
    }
}

#[tokio::test]
async fn dates_that_cannot_be_and_forms_that_lack_something_are_answered_clearly_and_kept() {
    let place = shared();
    let mut desk = Desk::of(place, "first").await;
    for (more, said) in [
        (vec![("received_day", "22")], "วันที่เรื่องมาถึงต้องไม่หลังวันนี้"),
        (vec![("received_year", "2560")], "ต้องไม่เกิน 5 ปีก่อนวันนี้"),
        (vec![("received_day", "31"), ("received_month", "2")], "ไม่มีในปฏิทิน"),
        (vec![("received_day", "")], "ระบุวัน เดือน และปีที่เรื่องมาถึงหน่วยงาน"),
        (
            vec![("event_day", "20"), ("event_month", "8"), ("event_year", "2569")],
            "วันที่นี้ยังมาไม่ถึง",
        ),
        (vec![("handed", "")], "เลือกว่ามีผู้รับรหัสติดตามหรือไม่"),
        (vec![("origin", "")], "เลือกที่มาของเรื่อง"),
        (vec![("channel", "website")], "เลือกช่องทาง"),
        (vec![("what", "")], "เล่าว่าเกิดอะไรขึ้น"),
    ] {
        let page = types(&mut desk, &with(&more)).await;
        assert_eq!(page.status, 422, "{said}: {}", page.text());
        says(&page, &[said]);
        assert!(page.title().starts_with("ผิดพลาด"), "{}", page.title());
        if said != "เล่าว่าเกิดอะไรขึ้น" {
            assert_eq!(page.value("what").as_deref(), Some(WHAT), "{said}");
        }
    }
    let page = types(&mut desk, &[("kind", "tip")]).await;
    let text = page.text();
    let order = [
        "เลือกที่มาของเรื่อง",
        "เลือกช่องทาง",
        "ระบุวัน เดือน",
        "เลือกประเภทเรื่อง",
        "เล่าว่าเกิดอะไรขึ้น",
    ];
    let found: Vec<usize> = order.iter().map(|said| text.find(said).unwrap()).collect();
    assert!(found.is_sorted(), "{text}");
}

#[tokio::test]
async fn whoever_is_marked_never_reads_it_and_a_name_goes_to_its_custodians() {
    let place = Place::new(a_day());
    let accused = place.officer("nitikorn").await.id.to_string();
    let mut desk = Desk::of(&place, "khlang").await;
    let marked = with(&[
        ("involved_officers", accused.as_str()),
        ("channel", "counter"),
        ("identity", "confidential"),
        ("name", "นางลับสุด ขอปกปิด"),
        ("contact", "08 1234 0000"),
    ]);
    let check = types(&mut desk, &marked).await;
    says(&check, &["นางลับสุด ขอปกปิด", "หัวหน้าสำนักปลัด", "ผู้อำนวยการกองคลัง"]);
    let readers = check.text();
    let readers = &readers[readers.find("จะถูกเข้ารหัสให้เปิดได้เฉพาะ").unwrap()..];
    assert!(!readers.contains("นิติกรชำนาญการ"), "{readers}");
    let done = presses(&mut desk, &check, "send").await;
    let case = numbered(&place, &done.number()).await.unwrap();
    let address = format!("{HERE}/office/case/{}", case.id);
    let mut accused = Desk::of(&place, "nitikorn").await;
    assert_eq!(accused.open(&address).await.status, 404);
    let mut reader = Desk::of(&place, "first").await;
    let page = reader.open(&address).await;
    says(&page, &["ขอปกปิดชื่อ", "นิติกรชำนาญการ"]);
    assert!(!page.body.contains("นางลับสุด") && !page.body.contains("08 1234"));

    // With every insider marked it is the outside body that reads, and the page says so before sending.
    let all: Vec<String> = {
        let mut ids = Vec::new();
        for login in ["first", "nitikorn", "khlang", "chang"] {
            ids.push(place.officer(login).await.id.to_string());
        }
        ids
    };
    let mut marked = with(&[]);
    marked.extend(all.iter().map(|id| ("involved_officers", id.as_str())));
    let check = types(&mut desk, &marked).await;
    says(&check, &[OUTSIDE]);
    // From there it can be changed, with everything still there.
    let edit = presses(&mut desk, &check, "edit").await;
    assert_eq!(edit.value("what").as_deref(), Some(WHAT));
    assert_eq!(edit.body.matches("name=\"involved_officers\"").count(), 5);
    assert_eq!(edit.body.matches(" checked").count(), 4 + 3, "{}", edit.body);
}

#[tokio::test]
async fn who_reads_no_cases_registers_none_and_the_outside_body_neither() {
    let place = Place::new(a_day());
    for (login, role) in [
        ("boss", Role::Executive),
        ("auditor", Role::Auditor),
        ("sysadmin", Role::Admin),
    ] {
        add(&place, login, &[role], false).await;
        let mut desk = Desk::of(&place, login).await;
        assert_eq!(
            desk.open(&format!("{HERE}/office/register")).await.status,
            404,
            "{login}"
        );
    }
}
