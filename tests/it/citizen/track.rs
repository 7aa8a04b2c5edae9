//! Entering the code, and what it opens.

use super::place::shared;
use super::visitor::{Page, Visitor};

const HERE: &str = "/khok-sung";
const LEAST: [(&str, &str); 2] = [("category", "proc"), ("what", "ตรวจรับงานที่ยังไม่เสร็จ")];

async fn enter(visitor: &mut Visitor, agency: &str, code: &str) -> Page {
    let page = visitor.open(&format!("{agency}/track")).await;
    visitor.submit(&page, None, &[("code", code)]).await
}

/// A new report, with its number and code.
async fn sent() -> (Visitor, String, String, String) {
    let mut visitor = Visitor::new();
    let receipt = visitor.report(HERE, &LEAST).await;
    let (letters, digits) = receipt.codes();
    (visitor, receipt.number(), letters, digits)
}

fn in_thai_digits(text: &str) -> String {
    text.chars()
        .map(|c| {
            c.to_digit(10)
                .map_or(c, |digit| char::from_u32('๐' as u32 + digit).unwrap())
        })
        .collect()
}

/// What appears when the keyboard was left in Thai (TIS 820-2531), caps lock off.
fn in_kedmanee(text: &str) -> String {
    let (keys, thai) = (
        "1234567890-qwertyuiopasdfghjklzxcvbnm",
        "ๅ/-ภถุึคตจขๆไำพะัีรนยฟหกดเ้่าสผปแอิืท",
    );
    let typed = |c: char| {
        keys.chars()
            .position(|key| key == c.to_ascii_lowercase())
            .map_or(c, |at| thai.chars().nth(at).unwrap())
    };
    text.chars().map(typed).collect()
}

/// The code with one symbol typed differently.
fn mistyped(letters: &str, at: usize) -> String {
    let mut wrong = letters.to_owned();
    let other = if &letters[at..=at] == "7" { "8" } else { "7" };
    wrong.replace_range(at..=at, other);
    wrong
}

#[tokio::test]
async fn the_code_opens_the_case_however_it_is_typed() {
    let (mut visitor, number, letters, digits) = sent().await;
    for typed in [
        letters.clone(),
        letters.to_lowercase(),
        letters.replace('-', ""),
        letters.replace('-', " "),
        letters.replace('0', "O").replace('1', "l"),
        letters.replace('-', "\u{00A0}\u{200B}"),
        digits.clone(),
        in_thai_digits(&digits),
        format!("  {}  ", in_thai_digits(&digits).replace('-', "  ")),
        in_kedmanee(&letters),
    ] {
        visitor.cookie = None;
        let case = enter(&mut visitor, HERE, &typed).await;
        assert_eq!(case.status, 200, "{typed}");
        assert_eq!(case.path, "/khok-sung/track/case", "{typed}");
        assert!(case.text().contains(&number) && case.text().contains("5 กันยายน 2569"));
    }
}

#[tokio::test]
async fn one_wrong_symbol_is_proposed_and_two_are_not() {
    let (mut visitor, number, letters, _) = sent().await;
    let proposed = enter(&mut visitor, HERE, &mistyped(&letters, 6)).await;
    assert_eq!(
        (proposed.status, proposed.heading().as_str()),
        (200, "ท่านหมายถึงรหัสนี้หรือไม่")
    );
    assert!(proposed.text().contains(&letters) && visitor.cookie.is_none());
    let case = visitor.submit(&proposed, None, &[]).await;
    assert!(case.text().contains(&number));
    visitor.cookie = None;
    let two = enter(&mut visitor, HERE, &mistyped(&mistyped(&letters, 6), 12)).await;
    assert_eq!(two.status, 422);
    assert!(!two.body.contains(&letters));
}

#[tokio::test]
async fn an_unknown_code_and_a_mistyped_one_get_the_same_answer() {
    let (mut visitor, _, letters, _) = sent().await;
    let without_token = |page: &Page| page.body.replace(&page.value("token").unwrap(), "");
    let elsewhere = enter(&mut visitor, "/nong-ruea", &letters).await;
    assert_eq!(elsewhere.status, 422);
    let nonsense = enter(&mut visitor, "/nong-ruea", "ไม่ใช่รหัส").await;
    let number = enter(&mut visitor, "/nong-ruea", "2569-123456").await;
    let long = enter(&mut visitor, "/nong-ruea", &"A".repeat(20_000)).await;
    for other in [&nonsense, &number, &long] {
        assert_eq!(without_token(other), without_token(&elsewhere));
    }
    assert!(visitor.cookie.is_none());
}

#[tokio::test]
async fn codes_of_ten_megabytes_and_deep_unicode_are_refused_before_any_work() {
    let mut visitor = Visitor::new();
    let page = visitor.open("/khok-sung/track").await;
    let huge = "A".repeat(10_000_000);
    let refused = visitor.submit(&page, None, &[("code", &huge)]).await;
    assert_eq!(refused.status, 413);
    assert!(!refused.body.contains("AAAA"));
    let deep = format!("A{}", "\u{0301}".repeat(9_000));
    assert_eq!(visitor.submit(&page, None, &[("code", &deep)]).await.status, 422);
    assert_eq!(visitor.submit(&page, None, &[("code", "")]).await.status, 422);
}

#[tokio::test]
async fn the_code_is_in_no_address_cookie_title_or_page_behind_it() {
    let (mut visitor, _, letters, digits) = sent().await;
    let case = enter(&mut visitor, HERE, &letters).await;
    let cookie = visitor.cookie.clone().unwrap();
    assert!(cookie.starts_with("__Host-reporter="), "{cookie}");
    for code in [
        &letters,
        &digits,
        &letters.replace('-', ""),
        &digits.replace('-', ""),
    ] {
        assert!(
            !case.body.contains(code.as_str())
                && !cookie.contains(code.as_str())
                && !case.path.contains(code.as_str())
        );
    }
    assert!(!case.title().contains("2569-"), "{}", case.title());
    assert_eq!(case.headers.get("cache-control").unwrap(), "no-store");
}

#[tokio::test]
async fn after_leaving_the_cookie_is_worth_nothing() {
    let (mut visitor, number, letters, _) = sent().await;
    let case = enter(&mut visitor, HERE, &letters).await;
    let cookie = visitor.cookie.clone();
    let (action, fields) = case
        .forms()
        .into_iter()
        .find(|(action, _)| action.ends_with("/leave"))
        .unwrap();
    let left = visitor.post(&action, &fields).await;
    assert_eq!(left.heading(), "ออกแล้ว");
    assert!(left.headers.get("clear-site-data").is_some() && visitor.cookie.is_none());
    for copy in [cookie, None, Some("__Host-reporter=AAAA".to_owned())] {
        visitor.cookie = copy;
        let again = visitor.open("/khok-sung/track/case").await;
        assert_eq!(again.status, 403);
        assert!(
            !again.body.contains(&number) && again.text().contains("คุกกี้"),
            "{}",
            again.text()
        );
    }
}

#[tokio::test]
async fn a_half_hour_of_one_agency_opens_nothing_at_another() {
    let (mut visitor, ..) = sent().await;
    let receipt = visitor.report("/nong-ruea", &LEAST).await;
    enter(&mut visitor, "/nong-ruea", &receipt.codes().0).await;
    assert_eq!(visitor.open("/khok-sung/track/case").await.status, 403);
    assert_eq!(visitor.open("/nong-ruea/track/case").await.status, 200);
}

#[tokio::test]
async fn what_the_reporter_writes_back_is_shown_once_also_when_sent_twice() {
    let (mut visitor, _, letters, _) = sent().await;
    let case = enter(&mut visitor, HERE, &letters).await;
    let (action, fields) = case.filled(None, &[("answer", "อยู่ข้างศาลา <b>ยังอยู่</b>\r\nบรรทัดสอง")]);
    for _ in 0..2 {
        assert_eq!(visitor.post(&action, &fields).await.status, 303);
    }
    let case = visitor.open("/khok-sung/track/case").await;
    assert_eq!(
        case.text().matches("อยู่ข้างศาลา <b>ยังอยู่</b>").count(),
        1,
        "{}",
        case.text()
    );
    assert!(case.text().contains("ท่านเขียนถึงเจ้าหน้าที่") && !case.body.contains("<b>ยังอยู่"));
}

#[tokio::test]
async fn a_message_that_cannot_be_taken_stays_in_the_form() {
    let (mut visitor, _, letters, digits) = sent().await;
    let case = enter(&mut visitor, HERE, &letters).await;
    let long = "ยาว".repeat(2_000);
    let own = format!("รหัสของผมคือ {} นะ", letters.to_lowercase());
    let own_digits = format!("รหัส {}", in_thai_digits(&digits));
    for (typed, said) in [
        ("  ", "พิมพ์ข้อความก่อนส่ง"),
        (long.as_str(), "5,000"),
        (own.as_str(), "ลบรหัสออกก่อนส่ง"),
        (own_digits.as_str(), "ลบรหัสออกก่อนส่ง"),
    ] {
        let refused = visitor.submit(&case, None, &[("answer", typed)]).await;
        assert_eq!(refused.status, 422, "{said}");
        assert!(refused.text().contains(said), "{}", refused.text());
        assert_eq!(refused.value("answer").as_deref(), Some(typed));
        assert!(refused.title().starts_with("ผิดพลาด"));
        assert_eq!(refused.value("once"), case.value("once"));
    }
}

#[tokio::test]
async fn a_form_of_another_session_is_shown_again_and_not_sent() {
    let (mut visitor, _, letters, _) = sent().await;
    let first = enter(&mut visitor, HERE, &letters).await;
    enter(&mut visitor, HERE, &letters).await;
    let again = visitor
        .submit(&first, None, &[("answer", "ข้อความจากแท็บเก่า")])
        .await;
    assert_eq!(again.status, 409);
    assert_eq!(again.value("answer").as_deref(), Some("ข้อความจากแท็บเก่า"));
    let taken = visitor
        .submit(&again, None, &[("answer", "ข้อความจากแท็บเก่า")])
        .await;
    assert_eq!(taken.status, 200);
    assert!(taken.text().contains("ข้อความจากแท็บเก่า"));
}

#[tokio::test]
async fn a_half_hour_is_over_after_half_an_hour() {
    let place = super::place::Place::new(super::place::a_day());
    let mut visitor = Visitor::of(&place);
    let receipt = visitor.report(HERE, &LEAST).await;
    enter(&mut visitor, HERE, &receipt.codes().0).await;
    assert_eq!(visitor.open("/khok-sung/track/case").await.status, 200);
    place.clock.advance_to(super::place::a_day() + 1_800);
    assert_eq!(visitor.open("/khok-sung/track/case").await.status, 403);
    assert_eq!(shared().clock.now(), super::place::a_day());
}

#[tokio::test]
async fn the_case_says_where_the_clock_stands() {
    let place = super::place::Place::new(super::place::a_day());
    let mut visitor = Visitor::of(&place);
    let (letters, _) = visitor.report(HERE, &LEAST).await.codes();
    for (days, said) in [
        (0, "เหลือเวลา 15 วัน"),
        (14, "เหลือเวลา 1 วัน"),
        (15, "ครบกำหนดวันนี้"),
        (16, "เลยกำหนดมาแล้ว 1 วัน"),
    ] {
        place.clock.advance_to(super::place::a_day() + days * 86_400);
        let case = enter(&mut visitor, HERE, &letters).await;
        assert!(
            case.text().contains(said) && case.text().contains("5 กันยายน 2569"),
            "{}",
            case.text()
        );
    }
}

#[tokio::test]
async fn the_case_changes_its_language_and_keeps_what_is_being_written() {
    let (mut visitor, number, letters, _) = sent().await;
    let case = enter(&mut visitor, HERE, &letters).await;
    assert!(case.body.contains(r#"formaction="/en/khok-sung/track/case""#));
    let (_, mut fields) = case.filled(None, &[("answer", "ยังเขียนไม่จบ")]);
    fields.push(("switch".to_owned(), "1".to_owned()));
    let english = visitor.post("/en/khok-sung/track/case", &fields).await;
    assert_eq!(english.status, 200);
    assert!(english.text().contains(&format!("Case {number}")) && english.title().starts_with("Your report"));
    assert_eq!(english.value("answer").as_deref(), Some("ยังเขียนไม่จบ"));
    let case = visitor.open("/khok-sung/track/case").await;
    assert!(
        case.text().contains("ยังไม่มีข้อความ"),
        "nothing was sent: {}",
        case.text()
    );
}
