//! The receipt: once, always the same, and nowhere else.

use std::fmt::Write as _;

use super::place::shared;
use super::visitor::Visitor;

const HERE: &str = "/khok-sung";
const LEAST: [(&str, &str); 2] = [("category", "proc"), ("what", "ตรวจรับงานที่ยังไม่เสร็จ")];

#[tokio::test]
async fn the_receipt_shows_number_dates_and_the_code_in_both_spellings() {
    let receipt = Visitor::new().report(HERE, &LEAST).await;
    let text = receipt.text();
    let (letters, digits) = receipt.codes();
    assert_eq!((letters.len(), digits.len()), (29, 39));
    assert!(receipt.number().starts_with("2569-"), "{}", receipt.number());
    assert!(
        text.contains("21 สิงหาคม 2569") && text.contains("5 กันยายน 2569") && text.contains("22 สิงหาคม 2569")
    );
    assert!(receipt.body.contains("<svg") && text.contains("/khok-sung/track"));
    let spelled: Vec<String> = letters.replace('-', "").chars().map(String::from).collect();
    assert!(
        text.contains(&spelled[..4].join(" ")),
        "symbol by symbol for screen readers"
    );
}

#[tokio::test]
async fn the_code_is_in_no_address_title_or_header() {
    let receipt = Visitor::new().report(HERE, &LEAST).await;
    let (letters, digits) = receipt.codes();
    let mut outside = format!("{} {}", receipt.title(), receipt.path);
    for (name, value) in &receipt.headers {
        write!(outside, "\n{name}: {}", value.to_str().unwrap()).unwrap();
    }
    for code in [letters, digits] {
        assert!(
            !outside.contains(&code) && !outside.contains(&code.replace('-', "")),
            "{outside}"
        );
        assert!(
            !receipt.body.contains(&format!("={code}")) && !receipt.body.contains(&format!("\"{code}\""))
        );
    }
    assert_eq!(receipt.headers.get("cache-control").unwrap(), "no-store");
    assert!(receipt.headers.get("set-cookie").is_none());
}

#[tokio::test]
async fn the_same_form_sent_again_gives_the_same_receipt_and_two_tabs_give_two() {
    let mut visitor = Visitor::new();
    let check = visitor.answer(HERE, &LEAST).await;
    let (action, fields) = check.filled(Some("send"), &[]);
    let first = visitor.post(&action, &fields).await;
    let again = visitor.post(&action, &fields).await;
    assert_eq!((first.codes(), first.number()), (again.codes(), again.number()));
    assert!(again.text().contains("ไม่ได้สร้างเรื่องใหม่") && !first.text().contains("ไม่ได้สร้างเรื่องใหม่"));
    let other = visitor.report(HERE, &LEAST).await;
    assert_ne!(other.codes().0, first.codes().0);
    assert_ne!(other.number(), first.number());
}

#[tokio::test]
async fn the_same_form_sent_eight_times_at_once_gives_one_report() {
    let mut visitor = Visitor::new();
    let check = visitor.answer(HERE, &LEAST).await;
    let (action, fields) = check.filled(Some("send"), &[]);
    let mut presses = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let (action, fields) = (action.clone(), fields.clone());
        presses.spawn(async move {
            let receipt = Visitor::new().post(&action, &fields).await;
            assert_eq!(receipt.status, 200, "{}", receipt.text());
            (receipt.number(), receipt.codes().0)
        });
    }
    let receipts = presses.join_all().await;
    assert!(
        receipts.iter().all(|receipt| *receipt == receipts[0]),
        "{receipts:?}"
    );
}

#[tokio::test]
async fn the_last_group_leads_on_and_anything_else_shows_the_code_again() {
    let mut visitor = Visitor::new();
    let receipt = visitor.report(HERE, &LEAST).await;
    let (letters, digits) = receipt.codes();
    for wrong in ["", "XXXX", &letters[..4], "<script>"] {
        let again = visitor.submit(&receipt, Some("next"), &[("group", wrong)]).await;
        assert_eq!(again.status, 422, "{wrong}");
        assert!(again.title().starts_with("ผิดพลาด"));
        assert_eq!(again.codes(), (letters.clone(), digits.clone()));
    }
    for right in [
        letters[25..].to_lowercase(),
        digits[35..].to_owned(),
        format!(" {} ", &letters[25..]),
    ] {
        let done = visitor.submit(&receipt, Some("next"), &[("group", &right)]).await;
        assert_eq!(done.status, 200, "{right}");
        assert_eq!(done.heading(), "เก็บรหัสเรียบร้อยแล้ว");
        assert!(!done.body.contains(&letters) && !done.body.contains(&receipt.value("key").unwrap()));
    }
}

#[tokio::test]
async fn a_form_that_was_never_sent_has_no_receipt() {
    let mut visitor = Visitor::new();
    let check = visitor.answer(HERE, &LEAST).await;
    let fields = vec![
        ("token".to_owned(), check.value("token").unwrap()),
        ("key".to_owned(), check.value("key").unwrap()),
        ("group".to_owned(), "AAAA".to_owned()),
    ];
    assert_eq!(
        visitor.post("/khok-sung/report/receipt", &fields).await.status,
        404
    );
}

#[tokio::test]
async fn the_receipt_changes_its_language_and_stays_the_same() {
    let mut visitor = Visitor::new();
    let receipt = visitor.report(HERE, &LEAST).await;
    assert!(
        receipt
            .body
            .contains(r#"formaction="/en/khok-sung/report/receipt""#)
    );
    let (_, mut fields) = receipt.filled(None, &[]);
    fields.push(("switch".to_owned(), "1".to_owned()));
    let english = visitor.post("/en/khok-sung/report/receipt", &fields).await;
    assert_eq!(english.heading(), "Report sent");
    assert_eq!(english.codes(), receipt.codes());
    assert!(english.text().contains("5 September 2026"));
}

#[tokio::test]
async fn a_closed_channel_says_so_and_keeps_the_text() {
    let place = shared();
    // Two years later the directory of keys has expired.
    let later = super::place::Place::new(super::place::a_day());
    assert_ne!(later.origin, place.origin);
    let mut visitor = Visitor::of(&later);
    later.clock.advance_to(super::place::a_day() + 800 * 86_400);
    let page = visitor.answer(HERE, &LEAST).await;
    let refused = visitor.submit(&page, Some("send"), &[]).await;
    assert_eq!(refused.status, 503);
    assert!(refused.text().contains("ปิดชั่วคราว") && refused.text().contains("ตรวจรับงานที่ยังไม่เสร็จ"));
    assert!(!refused.body.contains("class=\"code\""));
}
