//! Saved replies: written by those who read cases, chosen by a link, kept in every version.

use super::desk::{Desk, HERE, file};
use crate::citizen::place::{Place, a_day};

const REPLIES: &str = "/khok-sung/office/replies";

#[tokio::test]
async fn a_reply_is_written_changed_chosen_and_retired() {
    let place = Place::new(a_day());
    let (case, _) = file(&place, "ตรวจรับงานที่ยังไม่เสร็จ", &[]).await;
    let mut desk = Desk::of(&place, "first").await;
    let form = desk.open(&format!("{REPLIES}/edit")).await;
    let typed = [
        ("deed", "ask"),
        ("state", "received"),
        ("title", "ถามวันที่"),
        ("thai", "โปรดแจ้งวันที่ <b>เกิดเหตุ</b>"),
    ];
    let list = desk.submit(&form, &typed).await;
    assert!(
        list.text().contains("บันทึกข้อความแล้ว") && list.text().contains("ถามวันที่"),
        "{}",
        list.text()
    );
    // The same form twice is one version.
    let list = desk.submit(&form, &typed).await;
    assert_eq!(list.text().matches("ถามวันที่").count(), 1);

    let ask = format!("{HERE}/office/case/{case}/ask");
    let page = desk.open(&ask).await;
    let name = page
        .body
        .split("<option value=\"")
        .find(|option| option.contains("ถามวันที่"))
        .unwrap();
    let name = name.split('"').next().unwrap().to_owned();
    let chosen = desk.open(&format!("{ask}?reply={name}")).await;
    assert_eq!(chosen.value("text").as_deref(), Some("โปรดแจ้งวันที่ <b>เกิดเหตุ</b>"));
    let page = desk
        .submit(&chosen, &[("text", "โปรดแจ้งวันที่เกิดเหตุโดยประมาณ")])
        .await;
    assert!(page.text().contains("ส่งคำถามถึงผู้แจ้งแล้ว"), "{}", page.text());
    // The state has changed: the text was for cases that nobody has looked at yet.
    assert!(!desk.open(&ask).await.body.contains("ถามวันที่"));

    let id = name.split('.').next().unwrap();
    let edit = format!("{REPLIES}/edit?reply={id}");
    let mut colleague = Desk::of(&place, "nitikorn").await;
    let stale = colleague.open(&edit).await;
    let form = desk.open(&edit).await;
    desk.submit(&form, &[("state", ""), ("title", "ถามวันที่ ฉบับใหม่")])
        .await;
    let page = colleague.submit(&stale, &[("title", "ถามอีกแบบ")]).await;
    assert_eq!(page.status, 409);
    assert_eq!(page.value("title").as_deref(), Some("ถามอีกแบบ"));
    assert!(
        page.text().contains("ฉบับที่ 2") && page.text().contains("นางสาวคนแรก"),
        "{}",
        page.text()
    );
    let list = colleague
        .submit(&page, &[("title", "ถามอีกแบบ"), ("retired", "1")])
        .await;
    assert!(list.text().contains("เลิกใช้"), "{}", list.text());
    assert!(!desk.open(&ask).await.body.contains("ถามอีกแบบ"));
    assert!(desk.open(&edit).await.text().contains("ฉบับที่ 1"));
}

#[tokio::test]
async fn a_standard_text_fills_the_box_and_its_blanks_are_asked_for() {
    let place = Place::new(a_day());
    let (case, _) = file(&place, "ตรวจรับงานที่ยังไม่เสร็จ", &[]).await;
    let mut desk = Desk::of(&place, "first").await;
    let address = format!("{HERE}/office/case/{case}/notice");
    for (name, said) in [
        ("notice_going_on.th", "อยู่ระหว่างการตรวจสอบ"),
        ("notice_going_on.en", "is being examined"),
    ] {
        let page = desk.open(&format!("{address}?reply={name}")).await;
        assert!(page.value("text").unwrap().contains(said), "{name}");
        let page = desk
            .submit(&page, &[("text", &page.value("text").unwrap())])
            .await;
        assert_eq!(page.status, 422);
        assert!(page.text().contains("เติมหรือลบส่วนที่อยู่ใน"), "{}", page.text());
    }
    for bad in ["?reply=ask_details.th", "?reply=notice_going_on", "?reply=x"] {
        assert_eq!(desk.open(&format!("{address}{bad}")).await.status, 404, "{bad}");
    }
    assert_eq!(desk.open(&format!("{address}?text=x")).await.status, 400);
}

#[tokio::test]
async fn what_is_missing_from_a_reply_is_said_and_what_was_typed_is_kept() {
    let place = Place::new(a_day());
    let mut desk = Desk::of(&place, "first").await;
    let form = desk.open(&format!("{REPLIES}/edit?from=ask_details")).await;
    assert!(form.value("english").unwrap().contains("Thank you"));
    let page = desk
        .submit(&form, &[("title", " "), ("thai", ""), ("english", "")])
        .await;
    assert_eq!(page.status, 422);
    assert!(page.text().contains("กรุณาแก้ไข 2 จุด"), "{}", page.text());
    for gone in ["?reply=00112233445566778899aabbccddeeff", "?reply=x", "?from=x"] {
        assert_eq!(
            desk.open(&format!("{REPLIES}/edit{gone}")).await.status,
            404,
            "{gone}"
        );
    }
}
