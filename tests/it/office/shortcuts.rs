//! Keys for officers, on officers' pages only; and a case that its reporter takes up again.

use sujarit::domain::ids::RecordId;
use sujarit::domain::narrative::LongText;
use sujarit::domain::role::Role;
use sujarit::flow::reporter::{reply, track};

use super::desk::{Desk, HERE, add, file};
use crate::citizen::place::{Place, a_day};
use crate::citizen::visitor::Page;

fn policy(page: &Page) -> String {
    page.headers["content-security-policy"]
        .to_str()
        .unwrap()
        .to_owned()
}

#[tokio::test]
async fn officers_pages_bring_one_script_of_their_own_and_nobody_elses_bring_any() {
    let place = Place::new(a_day());
    let mut desk = Desk::of(&place, "nitikorn").await;
    for query in ["", "?queue=late&category=proc"] {
        let page = desk.open(&format!("{HERE}/office{query}")).await;
        assert!(
            policy(&page).contains("script-src 'self';"),
            "{query}: {}",
            policy(&page)
        );
    }
    let page = desk.open(&format!("{HERE}/office")).await;
    assert_eq!(page.body.matches("<script").count(), 1);
    let script = page.body.split("<script src=\"").nth(1).unwrap();
    let script = desk.open(script.split('"').next().unwrap()).await;
    assert_eq!(script.status, 200);
    assert!(
        script.headers["content-type"]
            .to_str()
            .unwrap()
            .starts_with("text/javascript")
    );
    for path in ["", "/report", "/track", "/office/sign-in"] {
        let page = Desk::new(&place).open(&format!("{HERE}{path}")).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(
            !page.body.contains("<script") && !policy(&page).contains("script-src"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn the_page_of_the_keys_shows_those_of_what_one_may_do() {
    let place = Place::new(a_day());
    add(&place, "boss", &[Role::Executive], false).await;
    let mut officer = Desk::of(&place, "nitikorn").await;
    let page = officer.open(&format!("{HERE}/office/shortcuts")).await;
    assert_eq!(page.status, 200);
    for said in ["Ctrl + Alt + 1", "รายการเรื่อง", "Ctrl + Alt + 3", "Ctrl + Alt + 0"]
    {
        assert!(page.text().contains(said), "{said}: {}", page.text());
    }
    assert!(page.body.contains(&format!(
        "data-code=\"Digit3\" data-to=\"{HERE}/office/register\""
    )));
    let mut boss = Desk::of(&place, "boss").await;
    let page = boss.open(&format!("{HERE}/office/shortcuts")).await;
    assert_eq!(page.status, 200);
    assert!(!page.text().contains("Ctrl + Alt + 3") && !page.body.contains("office/register"));
}

#[tokio::test]
async fn a_case_that_its_reporter_takes_up_again_has_a_queue_and_keeps_what_was_missed() {
    let place = Place::new(a_day());
    let (case, code) = file(&place, "ตรวจรับงานที่ยังไม่เสร็จ", &[]).await;
    place.clock.advance_to(a_day() + 20 * 86_400);
    let mut desk = Desk::of(&place, "first").await;
    let closing = [
        ("outcome", "substantiated"),
        ("reason", "examined"),
        ("text", "ตรวจสอบแล้วพบว่ามีมูล และได้ดำเนินการแก้ไขแล้ว"),
        ("lesson", "ให้มีผู้ตรวจรับสองคนทุกครั้ง"),
    ];
    assert_eq!(desk.act(case, "close", &closing).await.status, 200);
    let again = format!("{HERE}/office?queue=again");
    let listed = |page: &Page| page.body.contains(&format!("/office/case/{case}"));
    assert!(!listed(&desk.open(&again).await));

    place.clock.advance_to(a_day() + 25 * 86_400);
    let begun = track::begin(&place.app, &place.first, &code).await.ok().unwrap();
    let session = begun.unwrap().0;
    let text = LongText::required("ยังไม่ได้แก้ไขตามที่แจ้ง งานยังค้างอยู่").unwrap();
    reply::from_reporter(&place.app, &session, text, RecordId([9; 16]))
        .await
        .ok()
        .unwrap();
    let mut desk = Desk::of(&place, "first").await;
    let page = desk.open(&again).await;
    assert!(listed(&page), "{}", page.text());
    assert!(page.text().contains("เปิดพิจารณาอีกครั้ง"), "{}", page.text());
    let page = desk.open(&format!("{HERE}/office/case/{case}")).await;
    for said in ["เริ่มนับใหม่เป็นรอบที่ 2", "เคยพ้นกำหนดโดยไม่ได้แจ้งผล", "30 กันยายน 2569"]
    {
        assert!(page.text().contains(said), "{said}: {}", page.text());
    }
}
