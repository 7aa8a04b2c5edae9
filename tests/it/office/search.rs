//! Searching what an officer can open.

use std::time::Duration;

use sujarit::domain::search::Question;
use sujarit::flow::cases::search::{self, Bounds};

use super::desk::{Desk, HERE, file};
use crate::citizen::place::{Place, a_day, shared};
use crate::citizen::visitor::Page;

async fn ask(desk: &mut Desk, words: &str) -> Page {
    let inbox = desk.open(&format!("{HERE}/office")).await;
    let (action, fields) = inbox.filled(None, &[("words", words)]);
    desk.post(&action, &fields).await
}

#[tokio::test]
async fn words_are_found_in_report_messages_and_notes_and_nowhere_else() {
    let place = Place::new(a_day());
    let khlang = place.officer("khlang").await;
    let (bridge, _) = file(&place, "สะพานไม้หลังวัด <b>ตรวจรับ</b> ทั้งที่ยังไม่เสร็จ", &[]).await;
    let (secret, _) = file(&place, "สะพานเหล็กที่กองคลังสั่งซื้อ", &[khlang.id]).await;
    let mut desk = Desk::of(&place, "first").await;
    desk.act(bridge, "note", &[("text", "โทรถามช่างเเหลมแล้ว")]).await;
    desk.act(bridge, "ask", &[("text", "เห็นวันที่ ๑๒ หรือวันที่ ๑๓ กรุณาตอบ")])
        .await;
    let prevention = [("text", "ให้ช่างตรวจไม้ทุกหกเดือน")];
    desk.act(bridge, "measure/prevention", &prevention).await;
    let number = desk.open(&format!("{HERE}/office/case/{bridge}")).await.number();
    let thai: String = number
        .chars()
        .map(|c| c.to_digit(10).map_or(c, |d| char::from_u32(0xE50 + d).unwrap()))
        .collect();
    let has =
        |page: &Page, case: &dyn std::fmt::Display| page.body.contains(&format!("/office/case/{case}\""));
    for (words, in_bridge, in_secret, hit) in [
        ("สะพาน", true, true, "สะพาน"),
        ("สะพาน ช่างแหลม", true, false, "สะพาน"),
        ("ช่างเเหลม", true, false, "ช่างแหลม"),
        ("วันที่ 12", true, false, "วันที่"),
        ("ตรวจไม้", true, false, "ตรวจไม้"),
        ("กองคลัง", false, true, "กองคลัง"),
        (thai.as_str(), true, false, number.as_str()),
        ("<b>ตรวจ", true, false, "&#60;b&#62;ตรวจ"),
        ("ปลาวาฬ", false, false, ""),
    ] {
        let page = ask(&mut desk, words).await;
        assert_eq!(page.status, 200, "{words}");
        assert_eq!(
            (has(&page, &bridge), has(&page, &secret)),
            (in_bridge, in_secret),
            "{words}: {}",
            page.text()
        );
        assert!(
            hit.is_empty() || page.body.contains(&format!("<mark>{hit}</mark>")),
            "{words}: {}",
            page.body
        );
        assert!(page.text().contains("ค้นครบทั้ง 2 เรื่อง"), "{}", page.text());
        assert!(!page.title().contains(words), "{}", page.title());
    }
    // The accused searches their own cases only: there is nothing to count and nothing to find.
    let mut accused = Desk::of(&place, "khlang").await;
    for words in ["สะพาน", "กองคลัง"] {
        let page = ask(&mut accused, words).await;
        assert!(!has(&page, &secret), "{words}");
        assert!(!page.text().contains("ทั้ง 2 เรื่อง"), "{}", page.text());
    }
}

#[tokio::test]
async fn the_words_stay_in_the_form_and_go_nowhere_else() {
    let mut desk = Desk::of(shared(), "first").await;
    let jar = desk.jar.clone();
    let page = ask(&mut desk, "คำที่ไม่ควรเหลือ").await;
    assert_eq!(page.status, 200);
    assert_eq!(page.value("words").as_deref(), Some("คำที่ไม่ควรเหลือ"));
    assert_eq!(page.headers.get("cache-control").unwrap(), "no-store");
    assert!(page.headers.get("location").is_none());
    assert_eq!(desk.jar.len(), jar.len());
    for words in ["", "ก", &"ก".repeat(301)] {
        let page = ask(&mut desk, words).await;
        assert_eq!(page.status, 422, "{words}");
        assert_eq!(page.value("words").as_deref(), Some(words));
    }
}

#[tokio::test]
async fn a_search_that_is_not_through_says_so_and_goes_on_where_it_stopped() {
    let place = Place::new(a_day());
    let mut all = Vec::new();
    for _ in 0..25 {
        all.push(file(&place, "เรื่องรถขยะคันใหม่", &[]).await.0);
    }
    let desk = Desk::of(&place, "first").await;
    let session = desk.session(&place).await;
    let question = Question::read("รถขยะ").unwrap();
    let narrow = Bounds {
        most: 12,
        patience: Duration::from_mins(1),
    };
    let mut found = Vec::new();
    let mut from = None;
    let mut steps = 0;
    loop {
        let answer = search::search(&place.app, &session, &question, from, narrow)
            .await
            .unwrap();
        assert_eq!(answer.all, 25);
        found.extend(answer.found.iter().map(|found| found.case.id));
        steps += 1;
        from = answer.next;
        if from.is_none() {
            break;
        }
    }
    assert_eq!((steps, found.len()), (3, 25));
    found.sort();
    all.sort();
    assert_eq!(found, all);
    // Without patience it looks at a few all the same, so that going on gets somewhere.
    let hurried = Bounds {
        most: 300,
        patience: Duration::ZERO,
    };
    let answer = search::search(&place.app, &session, &question, None, hurried)
        .await
        .unwrap();
    assert_eq!((answer.looked_at, answer.next.is_some()), (10, true));
}
