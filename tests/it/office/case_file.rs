//! The case file on paper or as a file: for readers who say why, and known to every reader afterwards.

use sujarit::flow::reporter::track;

use super::desk::{Desk, HERE, file};
use crate::citizen::place::{Place, a_day};

const WHAT: &str = "ตรวจรับงาน <script>alert(1)</script> ที่ยังไม่เสร็จ";
const REASON: &str = "เสนอคณะกรรมการสอบสวน <b>ตามคำสั่ง</b>";

#[tokio::test]
async fn a_reader_takes_the_file_with_a_reason_and_every_reader_sees_it() {
    let place = Place::new(a_day());
    let khlang = place.officer("khlang").await;
    let (case, code) = file(&place, WHAT, &[khlang.id]).await;
    let address = format!("{HERE}/office/case/{case}");
    let mut desk = Desk::of(&place, "first").await;
    desk.act(case, "note", &[("text", "โทรถามกองช่างแล้ว")]).await;
    desk.act(case, "ask", &[("text", "เห็นวันที่เท่าไร และมีใครอยู่ด้วย")])
        .await;
    let form = desk.open(&format!("{address}/file")).await;
    for (typed, said) in [
        (vec![("text", ""), ("how", "download")], "เขียนข้อความก่อนส่ง"),
        (vec![("text", "..."), ("how", "download")], "อย่างน้อย 5 ตัวอักษร"),
        (vec![("text", REASON), ("how", "")], "เลือกรูปแบบ"),
    ] {
        let page = desk.submit(&form, &typed).await;
        assert_eq!(page.status, 422, "{said}");
        assert!(page.text().contains(said), "{said}: {}", page.text());
        assert_eq!(page.value("text").as_deref(), Some(typed[0].1));
    }
    let (action, fields) = form.filled(None, &[("text", REASON), ("how", "download")]);
    let whole = desk.post(&action, &fields).await;
    assert_eq!(whole.status, 200);
    let name = whole
        .headers
        .get("content-disposition")
        .unwrap()
        .to_str()
        .unwrap();
    assert!(
        name.starts_with("attachment; filename=\"case-2569-") && name.ends_with(".html\""),
        "{name}"
    );
    assert_eq!(whole.headers.get("cache-control").unwrap(), "no-store");
    assert!(!whole.body.contains("<script") && !whole.body.contains("src=") && !whole.body.contains("href="));
    let text = whole.text();
    for said in [
        WHAT,
        "โทรถามกองช่างแล้ว",
        "มีใครอยู่ด้วย",
        REASON,
        "นางสาวคนแรก (หัวหน้าสำนักปลัด)",
        "21 สิงหาคม 2569 12:00",
        "นิติกรชำนาญการ",
        "ผู้อำนวยการกองคลัง",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }

    let mut colleague = Desk::of(&place, "nitikorn").await;
    let seen = colleague.open(&address).await;
    assert!(
        seen.text().contains("ออกสำเนาแฟ้มเรื่อง") && seen.text().contains(REASON),
        "{}",
        seen.text()
    );
    // The same form again is the same taking.
    assert_eq!(desk.post(&action, &fields).await.status, 200);
    let seen = colleague.open(&address).await;
    assert_eq!(seen.text().matches("ออกสำเนาแฟ้มเรื่อง").count(), 1);
    // For another reason, by somebody else, or later, a form that was used asks again and keeps what was typed.
    let (_, other) = form.filled(None, &[("text", "เหตุผลอื่นที่ไม่ได้บันทึก"), ("how", "download")]);
    let again = desk.post(&action, &other).await;
    assert_eq!(again.status, 409);
    assert_eq!(again.value("text").as_deref(), Some("เหตุผลอื่นที่ไม่ได้บันทึก"));
    let again = colleague
        .post(&action, &with_token(&fields, &colleague, &place))
        .await;
    assert_eq!(again.status, 409, "{}", again.text());
    place.clock.advance_to(a_day() + 121);
    assert_eq!(desk.post(&action, &fields).await.status, 409);
    place.clock.advance_to(a_day() + 122);

    let (session, _) = track::begin(&place.app, &place.first, &code)
        .await
        .ok()
        .unwrap()
        .unwrap();
    let public = track::view(&place.app, &session).await.ok().unwrap();
    assert_eq!(public.messages.len(), 1);
    assert!(public.happenings.iter().all(|one| one.kind.key() != "file_taken"));

    let mut accused = Desk::of(&place, "khlang").await;
    assert_eq!(accused.open(&format!("{address}/file")).await.status, 404);
    let refused = accused
        .post(&action, &with_token(&fields, &accused, &place))
        .await;
    assert_eq!(refused.status, 404);
    assert!(refused.headers.get("content-disposition").is_none());
}

fn with_token(fields: &[(String, String)], desk: &Desk, place: &Place) -> Vec<(String, String)> {
    let token = desk.token(place, sujarit::web::token::Purpose::Handle, 0);
    let mut fields = fields.to_vec();
    fields.retain(|(name, _)| name != "token");
    fields.push(("token".to_owned(), token));
    fields
}

#[tokio::test]
async fn the_page_of_a_case_leaves_the_words_of_the_reporter_out_when_it_is_printed() {
    let place = Place::new(a_day());
    let (case, _) = file(&place, WHAT, &[]).await;
    let mut desk = Desk::of(&place, "first").await;
    let page = desk.open(&format!("{HERE}/office/case/{case}")).await;
    let hidden = page.body.find("<div class=\"no-print\">").unwrap();
    let end = page.body.find("id=\"history\"").unwrap();
    let told = page.body.find("&#60;script&#62;").unwrap();
    assert!(hidden < told && told < end);
    assert_eq!(page.body.matches("&#60;script&#62;").count(), 1);

    let form = desk.open(&format!("{HERE}/office/case/{case}/file")).await;
    let (action, fields) = form.filled(None, &[("text", REASON), ("how", "print")]);
    let paper = desk.post(&action, &fields).await;
    assert_eq!(paper.status, 200);
    assert!(paper.headers.get("content-disposition").is_none());
    assert!(
        paper.text().contains(WHAT) && paper.text().contains("สำเนาของ"),
        "{}",
        paper.text()
    );
}

#[tokio::test]
async fn a_form_from_before_a_change_keeps_the_reason_and_asks_again() {
    let place = Place::new(a_day());
    let (case, _) = file(&place, WHAT, &[]).await;
    let mut desk = Desk::of(&place, "first").await;
    let form = desk.open(&format!("{HERE}/office/case/{case}/file")).await;
    let mut colleague = Desk::of(&place, "nitikorn").await;
    colleague.act(case, "note", &[("text", "จดไว้")]).await;
    let page = desk.submit(&form, &[("text", REASON), ("how", "download")]).await;
    assert_eq!(page.status, 409);
    assert_eq!(page.value("text").as_deref(), Some(REASON));
    let page = desk.submit(&page, &[("text", REASON), ("how", "download")]).await;
    assert!(
        page.headers.get("content-disposition").is_some(),
        "{}",
        page.text()
    );
}
