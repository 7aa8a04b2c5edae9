//! Who will read a report, and who is kept out of it.

use super::place::{OUTSIDE, shared};
use super::visitor::Visitor;

const HERE: &str = "/khok-sung";
const LEAST: [(&str, &str); 2] = [("category", "proc"), ("what", "ตรวจรับงานที่ยังไม่เสร็จ")];

#[tokio::test]
async fn whoever_is_marked_no_longer_reads_and_the_page_says_who_does() {
    let place = shared();
    let first = place.officer("first").await;
    let mut visitor = Visitor::new();
    let check = visitor.answer(HERE, &LEAST).await;
    let who = visitor.submit(&check, Some("edit:who"), &[]).await;
    let readers = |text: &str| text.split("ทำเครื่องหมาย").next().unwrap().to_owned();
    assert!(readers(&who.text()).contains("หัวหน้าสำนักปลัด (สำนักปลัด)"));
    let marked = visitor
        .submit(
            &who,
            Some("again"),
            &[("involved_officers", &first.id.to_string())],
        )
        .await;
    let shown = readers(&marked.text());
    assert!(
        !shown.contains("หัวหน้าสำนักปลัด")
            && shown.contains("นิติกรชำนาญการ")
            && shown.contains("ผู้อำนวยการกองคลัง")
    );
    assert!(!shown.contains(OUTSIDE));

    // A unit takes everybody in it along; with one reader left the outside body steps in, and the page says why.
    let office = place.unit("สำนักปลัด").await.to_string();
    let khlang = place.officer("khlang").await.id.to_string();
    let few = [
        ("involved_units", office.as_str()),
        ("involved_officers", khlang.as_str()),
    ];
    let check = visitor.submit(&marked, Some("next"), &few).await;
    let text = check.text();
    assert!(text.contains(OUTSIDE) && text.contains("น้อยเกินไป"), "{text}");
    assert!(text.contains("นายช่างโยธา (กองช่าง)"));
    let receipt = visitor.submit(&check, Some("send"), &[]).await;
    assert!(receipt.text().contains(OUTSIDE));
}

#[tokio::test]
async fn a_report_that_nobody_would_read_is_not_taken() {
    let place = shared();
    let mut visitor = Visitor::new();
    let check = visitor.answer(HERE, &LEAST).await;
    let who = visitor.submit(&check, Some("edit:who"), &[]).await;
    let mut ids = Vec::new();
    for login in ["first", "nitikorn", "khlang", "chang", "outside"] {
        ids.push(place.officer(login).await.id.to_string());
    }
    let marks: Vec<(&str, &str)> = ids.iter().map(|id| ("involved_officers", id.as_str())).collect();
    let check = visitor.submit(&who, Some("next"), &marks).await;
    assert!(check.text().contains("ถูกทำเครื่องหมายไว้ทุกคน"), "{}", check.text());
    let refused = visitor.submit(&check, Some("send"), &[]).await;
    assert!(refused.text().contains("ถูกทำเครื่องหมายไว้ทุกคน") && !refused.body.contains("class=\"code\""));
}
