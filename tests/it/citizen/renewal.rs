//! Forms that were open too long, or that are not ours.

use super::place::shared;
use super::visitor::Visitor;

const HERE: &str = "/khok-sung";
const LEAST: [(&str, &str); 2] = [("category", "proc"), ("what", "ตรวจรับงานที่ยังไม่เสร็จ")];

#[tokio::test]
async fn a_stale_form_is_shown_again_and_one_more_press_sends_it() {
    let mut visitor = Visitor::new();
    let check = visitor
        .answer(HERE, &[("category", "proc"), ("what", "เรื่องที่เปิดค้างไว้")])
        .await;
    let key = check.value("key").unwrap();
    let old = shared().token(shared().first.id, &key, 3);
    let again = visitor.submit(&check, Some("send"), &[("token", &old)]).await;
    assert_eq!(again.status, 409);
    assert!(again.text().contains("เปิดค้างไว้นานเกินไป") && again.text().contains("เรื่องที่เปิดค้างไว้"));
    assert_eq!(
        again.value("key"),
        Some(key),
        "the same form, so that nothing is sent twice"
    );
    let receipt = visitor.submit(&again, Some("send"), &[]).await;
    assert_eq!(receipt.heading(), "ส่งเรื่องแล้ว");
}

#[tokio::test]
async fn a_form_of_another_agency_is_not_sent_and_gets_a_key_of_its_own() {
    let mut visitor = Visitor::new();
    let there = visitor
        .answer("/nong-ruea", &[("category", "proc"), ("what", "เรื่องของอีกที่หนึ่ง")])
        .await;
    let (_, fields) = there.filled(Some("send"), &[]);
    let here = visitor.post("/khok-sung/report", &fields).await;
    assert_eq!(here.status, 409);
    assert!(here.text().contains("หน่วยงานอื่น") && here.text().contains("เรื่องของอีกที่หนึ่ง"));
    assert_ne!(here.value("key"), there.value("key"));
    let receipt = visitor.submit(&here, Some("send"), &[]).await;
    assert_eq!(receipt.heading(), "ส่งเรื่องแล้ว");
}

#[tokio::test]
async fn a_form_that_somebody_else_made_never_brings_its_own_key() {
    let mut visitor = Visitor::new();
    let check = visitor.answer(HERE, &LEAST).await;
    let known = "00".repeat(32);
    for (token, status) in [("", 409), ("1.2.3", 409), ("x", 409)] {
        let shown = visitor
            .submit(&check, Some("send"), &[("token", token), ("key", &known)])
            .await;
        assert_eq!(shown.status, status);
        assert_ne!(shown.value("key").as_deref(), Some(known.as_str()));
        assert!(shown.text().contains("ตรวจรับงานที่ยังไม่เสร็จ"));
    }
}

#[tokio::test]
async fn marks_of_another_agency_are_pointed_out_and_not_sent() {
    let mut visitor = Visitor::new();
    let there = visitor.answer("/nong-ruea", &LEAST).await;
    let (_, mut fields) = there.filled(Some("send"), &[]);
    fields.push(("involved_officers".to_owned(), "ab".repeat(16)));
    let here = visitor.post("/khok-sung/report", &fields).await;
    assert_eq!(here.status, 409);
    assert_eq!(here.heading(), "ใครเกี่ยวข้อง และใครจะอ่านเรื่องนี้");
    assert!(here.text().contains("รายชื่อตำแหน่งเปลี่ยนไป"), "{}", here.text());
}
