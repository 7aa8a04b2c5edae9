//! The set-up of an agency at the one-time address.

use sujarit::flow::officers::setup;

use super::desk::{Desk, field, place_of};
use crate::citizen::place::{Place, a_day};
use crate::citizen::visitor::{Page, Typed};

const PASSWORD: &str = "ข้าวเหนียวมะม่วงสองจาน";
const AGENCY: [(&str, &str); 8] = [
    ("kind", "tm"),
    ("full_name", "เทศบาลตำบลบ้านทุ่ง <b>"),
    ("short_name", "ทต.บ้านทุ่ง"),
    ("english_name", "Ban Thung Subdistrict Municipality"),
    ("slug", ""),
    ("district", "เมือง"),
    ("province", "ทดลอง"),
    ("contact", "บรรทัดแรก\nบรรทัดที่สอง"),
];
const OFFICER: [(&str, &str); 6] = [
    ("name", "นางสาวสมใจ ทดสอบ"),
    ("post", "นิติกร"),
    ("unit", "1"),
    ("login", "somjai"),
    ("password", PASSWORD),
    ("again", PASSWORD),
];

/// A new installation with an open address.
async fn open() -> (Place, String) {
    let place = Place::new(a_day());
    let address = setup::new_address(&place.app).await.ok().unwrap();
    let path = address.strip_prefix(&place.origin).unwrap().to_owned();
    (place, path)
}

async fn next(desk: &mut Desk, page: &Page, typed: Typed<'_>) -> Page {
    let (action, fields) = page.filled(Some("next"), typed);
    desk.post(&action, &fields).await
}

/// The last groups of the codes on the page, as they stand there.
fn last_groups(page: &Page) -> Vec<String> {
    let groups = page.body.split("class=\"big halves\"").skip(1);
    groups
        .map(|code| {
            let code = code.split("</span></span>").next().unwrap();
            code.rsplit('-').next().unwrap().to_owned()
        })
        .collect()
}

/// Walks to the page of the first officer.
async fn to_the_officer(desk: &mut Desk, path: &str) -> Page {
    let page = desk.open(path).await;
    let page = next(desk, &page, &AGENCY).await;
    assert_eq!(page.heading(), "ส่วนราชการและหน่วยงานภายนอก", "{}", page.text());
    let page = next(desk, &page, &[("outside", "ท้องถิ่นจังหวัดทดลอง")]).await;
    assert_eq!(page.heading(), "รหัสสองชุดที่ต้องเก็บ", "{}", page.text());
    let last = last_groups(&page);
    assert_eq!(last.len(), 4, "{last:?}");
    let typed = [
        ("last_recovery", last[0].as_str()),
        ("last_outside", last[3].as_str()),
    ];
    let page = next(desk, &page, &typed).await;
    assert_eq!(page.heading(), "เจ้าหน้าที่คนแรก", "{}", page.text());
    page
}

#[tokio::test]
async fn four_pages_make_an_agency_whose_officer_can_sign_in() {
    let (place, path) = open().await;
    let mut desk = Desk::new(&place);
    let page = to_the_officer(&mut desk, &path).await;
    let done = next(&mut desk, &page, &OFFICER).await;
    assert_eq!(
        (done.status, done.heading().as_str()),
        (200, "ตั้งค่าเสร็จแล้ว"),
        "{}",
        done.text()
    );
    assert!(
        done.text()
            .contains(&format!("{}/ban-thung/office/sign-in", place.origin))
    );
    assert!(done.text().contains("ท้องถิ่นจังหวัดทดลอง จะอ่านทุกเรื่องด้วย"));
    let mut officer = Desk::new(&place);
    assert_eq!(
        officer.sign_in("/ban-thung", "somjai", PASSWORD, "").await.status,
        303
    );
    let people = officer.open("/ban-thung/office/people").await.text();
    for said in ["นางสาวสมใจ ทดสอบ", "กองคลัง", "มีผู้อ่านเรื่องเพียงคนเดียว", "เชิญบุคลากร"]
    {
        assert!(people.contains(said), "{said}: {people}");
    }
    assert!(
        desk.open("/ban-thung/about")
            .await
            .text()
            .contains("เทศบาลตำบลบ้านทุ่ง <b>")
    );
    for answer in [desk.open(&path).await, next(&mut desk, &page, &OFFICER).await] {
        assert_eq!(
            (answer.status, answer.heading().as_str()),
            (410, "ที่อยู่ตั้งค่านี้ใช้ไม่ได้แล้ว")
        );
    }
}

#[tokio::test]
async fn looking_at_the_address_does_not_use_it_up_and_every_look_has_its_own_codes() {
    let (place, path) = open().await;
    let mut desk = Desk::new(&place);
    let (one, other) = (desk.open(&path).await, desk.open(&path).await);
    assert_eq!((one.status, other.status), (200, 200));
    assert_ne!(one.value("key"), other.value("key"));
    let english = desk.open(&format!("/en{path}")).await;
    assert_eq!((english.status, english.heading().as_str()), (200, "The agency"));
    for wrong in ["/setup/0123456789abcdef0123456789abcdef", "/setup/x"] {
        assert_eq!(desk.open(wrong).await.status, 410, "{wrong}");
    }
}

#[tokio::test]
async fn every_mistake_is_named_and_everything_typed_stays_but_passwords() {
    let (place, path) = open().await;
    let mut desk = Desk::new(&place);
    let page = desk.open(&path).await;
    let typed = [
        ("full_name", "ชื่อ \"เต็ม\""),
        ("slug", "บ้าน"),
        ("general_link", "javascript:alert(1)"),
    ];
    let wrong = next(&mut desk, &page, &typed).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.text().contains("กรุณาแก้ไข 6 จุด"), "{}", wrong.text());
    for (name, value) in typed {
        assert_eq!(wrong.value(name).as_deref(), Some(value));
    }
    let page = next(
        &mut desk,
        &wrong,
        &[&AGENCY[..], &[("general_link", "")]].concat(),
    )
    .await;
    let twice = next(
        &mut desk,
        &page,
        &[("units", "กองคลัง\nกองช่าง\nกองคลัง"), ("outside", " ")],
    )
    .await;
    assert!(
        twice.text().contains("มีชื่อซ้ำ: กองคลัง") && twice.text().contains("กรุณาแก้ไข 2 จุด"),
        "{}",
        twice.text()
    );
    assert_eq!(twice.value("contact").as_deref(), Some("บรรทัดแรก\nบรรทัดที่สอง"));

    let page = to_the_officer(&mut desk, &path).await;
    let wrong = next(
        &mut desk,
        &page,
        &[("name", "สมใจ"), ("login", "outside"), ("password", PASSWORD)],
    )
    .await;
    assert_eq!(wrong.status, 422);
    assert!(
        wrong.text().contains("ใช้สำหรับหน่วยงานภายนอก") && wrong.text().contains("ไม่ตรงกัน"),
        "{}",
        wrong.text()
    );
    assert_eq!(wrong.value("name").as_deref(), Some("สมใจ"));
    assert!(!wrong.body.contains(PASSWORD));
    assert!(wrong.value("english_name").unwrap().contains("Ban Thung"));
}

#[tokio::test]
async fn nobody_gets_past_the_codes_without_having_written_them_down() {
    let (place, path) = open().await;
    let mut desk = Desk::new(&place);
    let page = to_the_officer(&mut desk, &path).await;
    // The last page of a set-up whose third page was never good.
    let (action, mut fields) = page.filled(Some("next"), &OFFICER);
    for (name, value) in &mut fields {
        if name == "last_recovery" {
            "XXXX".clone_into(value);
        }
    }
    let back = desk.post(&action, &fields).await;
    assert_eq!((back.status, back.heading().as_str()), (422, "รหัสสองชุดที่ต้องเก็บ"));
    // Other codes than those that were shown.
    let (action, mut fields) = page.filled(Some("next"), &OFFICER);
    for (name, value) in &mut fields {
        if name == "key" {
            *value = "ab".repeat(32);
        }
    }
    assert_eq!(desk.post(&action, &fields).await.status, 409);
    fields.retain(|(name, _)| name != "token");
    fields.push(field("token", ""));
    assert_eq!(desk.post(&action, &fields).await.status, 409);
    assert_eq!(desk.open(&path).await.status, 200, "the address has been used up");
}

#[tokio::test]
async fn going_back_and_changing_the_language_lose_nothing() {
    let (place, path) = open().await;
    let mut desk = Desk::new(&place);
    let page = desk.open(&path).await;
    let page = next(&mut desk, &page, &AGENCY).await;
    let (action, mut fields) = page.filled(None, &[("outside", "ท้องถิ่นจังหวัดทดลอง")]);
    fields.push(field("switch", "1"));
    let english = desk.post(&format!("/en{action}"), &fields).await;
    assert_eq!(
        english.heading(),
        "Units and the outside body",
        "{}",
        english.text()
    );
    assert_eq!(english.value("outside").as_deref(), Some("ท้องถิ่นจังหวัดทดลอง"));
    let (action, fields) = english.filled(Some("back"), &[]);
    let back = desk.post(&action, &fields).await;
    assert_eq!(back.heading(), "The agency");
    assert_eq!(back.value("short_name").as_deref(), Some("ทต.บ้านทุ่ง"));
    assert_eq!(back.value("outside").as_deref(), Some("ท้องถิ่นจังหวัดทดลอง"));
    assert!(back.text().contains("/ban-thung"), "{}", back.text());
}

#[tokio::test]
async fn a_name_in_addresses_that_is_taken_is_asked_for_again() {
    let (place, path) = open().await;
    let mut desk = Desk::new(&place);
    let page = to_the_officer(&mut desk, &path).await;
    let (action, mut fields) = page.filled(Some("next"), &OFFICER);
    for (name, value) in &mut fields {
        if name == "slug" {
            "khok-sung".clone_into(value);
        }
    }
    let taken = desk.post(&action, &fields).await;
    assert_eq!(taken.heading(), "หน่วยงาน");
    assert!(taken.text().contains("มีหน่วยงานอื่นใช้ชื่อนี้แล้ว") && place_of(&taken).is_none());
    assert_eq!(desk.open(&path).await.status, 200, "the address has been used up");
}
