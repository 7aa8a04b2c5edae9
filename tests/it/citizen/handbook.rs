//! The handbook and what makes the channel known: made from the settings, as a page and as files.

use sujarit::domain::category::Category;
use sujarit::store::panels;

use super::place::{Place, a_day};
use super::visitor::Visitor;

#[tokio::test]
async fn the_handbook_says_what_the_panels_and_the_rule_say_and_follows_when_they_change() {
    let place = Place::new(a_day());
    let mut visitor = Visitor::of(&place);
    let page = visitor.open("/khok-sung/handbook").await;
    assert_eq!(page.status, 200);
    for said in [
        "คู่มือการจัดการเรื่องร้องเรียนการทุจริตและประพฤติมิชอบ",
        "ภายใน 15 วันนับแต่วันถัดจากวันที่รับเรื่อง",
        "20,000 ตัวอักษร",
        "ไม่ระบุตัวตน",
        "สำนักงานตรวจสอบจังหวัดทดลอง",
        "แนวปฏิบัติการจัดการเรื่องร้องเรียนการทุจริตและประพฤติมิชอบ",
    ] {
        assert!(page.text().contains(said), "{said}: {}", page.text());
    }
    assert!(!page.text().contains("นางสาวคนแรก"), "posts, not names");
    let (agency, chang) = (place.first.id, place.officer("chang").await);
    let id = chang.id;
    place
        .app
        .db
        .write(move |c| panels::set(c, agency, Category::Bribery, &[id]))
        .await
        .unwrap();
    let after = visitor.open("/khok-sung/handbook").await;
    assert_ne!(page.text(), after.text());
    assert!(after.text().contains("นายช่างโยธา"), "{}", after.text());
}

#[tokio::test]
async fn handbook_poster_and_banner_are_files_in_both_languages_and_carry_only_the_address() {
    let mut visitor = Visitor::new();
    for language in ["", "/en"] {
        for (path, kind, begin) in [
            ("handbook/handbook.pdf", "application/pdf", "%PDF-1.7"),
            ("channel/poster.pdf", "application/pdf", "%PDF-1.7"),
            ("channel/banner.svg", "image/svg+xml", "<svg "),
        ] {
            let file = visitor.open(&format!("{language}/khok-sung/{path}")).await;
            assert_eq!(file.status, 200, "{path}");
            assert_eq!(file.headers["content-type"], kind, "{path}");
            assert!(
                file.headers["content-disposition"]
                    .to_str()
                    .unwrap()
                    .starts_with("attachment")
            );
            assert!(file.body.starts_with(begin), "{path}");
        }
        let page = visitor.open(&format!("{language}/khok-sung/channel")).await;
        assert_eq!(page.status, 200);
        assert!(
            page.body.contains(&format!("{language}/khok-sung&#34;"))
                || page.body.contains("/khok-sung&quot;")
        );
        assert!(!page.body.contains("<script"));
    }
}
