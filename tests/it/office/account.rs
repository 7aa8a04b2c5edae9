//! Passwords and six-digit codes.

use sujarit::domain::role::Role;
use sujarit::vault::totp::TotpSecret;

use super::desk::{Desk, HERE, PASSWORD, add, place_of};
use crate::citizen::place::{Place, a_day};

const ACCOUNT: &str = "/khok-sung/office/account";
const FRESH: &str = "ข้าวเหนียวมะม่วงสองจาน";

#[tokio::test]
async fn whoever_has_to_change_the_password_gets_no_further_before_it_is_done() {
    let place = Place::new(a_day());
    add(&place, "newcomer", &[Role::Responsible, Role::Admin], true).await;
    let mut desk = Desk::of(&place, "newcomer").await;
    let mut elsewhere = Desk::of(&place, "newcomer").await;
    for path in [
        "office/figures",
        "office/people",
        "office/case/00000000000000000000000000000000",
    ] {
        let answer = desk.open(&format!("{HERE}/{path}")).await;
        assert_eq!(place_of(&answer).as_deref(), Some(ACCOUNT), "{path}");
    }
    let answer = desk.open(&format!("{HERE}/office")).await;
    assert_eq!(place_of(&answer).as_deref(), Some(ACCOUNT));
    let page = desk.open(ACCOUNT).await;
    assert!(page.text().contains("ตั้งรหัสผ่านใหม่ก่อนเริ่มงาน"));
    let done = desk
        .submit(
            &page,
            &[("present", PASSWORD), ("fresh", FRESH), ("again", FRESH)],
        )
        .await;
    assert!(done.text().contains("เปลี่ยนรหัสผ่านแล้ว"), "{}", done.text());
    assert_eq!(desk.open(&format!("{HERE}/office")).await.status, 200);
    assert!(!elsewhere.is_in().await, "the session elsewhere lives on");
    assert_eq!(
        Desk::new(&place)
            .sign_in(HERE, "newcomer", PASSWORD, "")
            .await
            .status,
        200
    );
    assert_eq!(
        Desk::new(&place)
            .sign_in(HERE, "newcomer", FRESH, "")
            .await
            .status,
        303
    );
}

#[tokio::test]
async fn a_password_is_not_changed_by_mistakes_and_never_sent_back() {
    let place = Place::new(a_day());
    let mut desk = Desk::of(&place, "first").await;
    for (present, fresh, again, said) in [
        ("wrong", FRESH, FRESH, "รหัสผ่านปัจจุบันไม่ถูกต้อง"),
        (PASSWORD, "สั้น", "สั้น", "อย่างน้อย 12"),
        (PASSWORD, FRESH, "ข้าวเหนียวทุเรียนสองจาน", "ไม่ตรงกัน"),
        (PASSWORD, "khok-sung123", "khok-sung123", "รหัสผ่าน"),
        ("", FRESH, FRESH, "กรอกรหัสผ่านปัจจุบัน"),
    ] {
        let page = desk.open(ACCOUNT).await;
        let answer = desk
            .submit(&page, &[("present", present), ("fresh", fresh), ("again", again)])
            .await;
        assert_eq!(answer.status, 422, "{said}");
        assert!(answer.text().contains(said), "{said}: {}", answer.text());
        for typed in [PASSWORD, FRESH] {
            assert!(!answer.body.contains(typed), "{said}");
        }
    }
    assert_eq!(
        Desk::new(&place)
            .sign_in(HERE, "first", PASSWORD, "")
            .await
            .status,
        303
    );
}

/// The six digits an app shows for a secret of the page.
fn digits(base32: &str, now: i64) -> String {
    let secret = data_encoding::BASE32_NOPAD.decode(base32.as_bytes()).unwrap();
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &secret);
    let tag = ring::hmac::sign(&key, &u64::try_from(now / 30).unwrap().to_be_bytes());
    let offset = usize::from(tag.as_ref()[19] & 15);
    let number = u32::from_be_bytes(tag.as_ref()[offset..offset + 4].try_into().unwrap());
    format!("{:06}", (number & 0x7FFF_FFFF) % 1_000_000)
}

#[tokio::test]
async fn six_digits_are_asked_for_once_the_app_has_shown_that_it_makes_them() {
    let place = Place::new(a_day());
    let mut desk = Desk::of(&place, "first").await;
    let page = desk.open(&format!("{ACCOUNT}/one-time")).await;
    let secret = page.value("secret").unwrap();
    let shown = TotpSecret::from_bytes(&data_encoding::BASE32_NOPAD.decode(secret.as_bytes()).unwrap());
    assert!(shown.is_ok() && page.body.contains("<svg"), "{}", page.text());
    let good = digits(&secret, place.clock.now());
    let bad = if good == "000000" { "000001" } else { "000000" };
    let answer = desk
        .submit(&page, &[("digits", bad), ("present", PASSWORD)])
        .await;
    assert_eq!(answer.status, 422);
    assert_eq!(
        answer.value("secret").as_deref(),
        Some(secret.as_str()),
        "another secret after a mistake"
    );
    assert_eq!(
        Desk::new(&place)
            .sign_in(HERE, "first", PASSWORD, "")
            .await
            .status,
        303,
        "asked for too early"
    );
    let done = desk
        .submit(&answer, &[("digits", &good), ("present", PASSWORD)])
        .await;
    assert!(done.text().contains("เปิดใช้รหัส 6 หลักแล้ว"), "{}", done.text());

    let refused = Desk::new(&place).sign_in(HERE, "first", PASSWORD, "").await;
    let wrong = Desk::new(&place).sign_in(HERE, "first", "wrong", "").await;
    assert_eq!(
        (refused.status, refused.text()),
        (200, wrong.text()),
        "a right password can be told apart"
    );
    assert_eq!(
        Desk::new(&place)
            .sign_in(HERE, "first", PASSWORD, &good)
            .await
            .status,
        200,
        "used twice"
    );
    place.clock.advance_to(a_day() + 60);
    let next = digits(&secret, place.clock.now());
    assert_eq!(
        Desk::new(&place)
            .sign_in(HERE, "first", PASSWORD, &next)
            .await
            .status,
        303
    );
    assert_eq!(
        Desk::new(&place)
            .sign_in(HERE, "first", PASSWORD, &next)
            .await
            .status,
        200,
        "used twice"
    );
}

#[tokio::test]
async fn another_app_can_be_enrolled_in_the_half_minute_in_which_the_old_one_signed_in() {
    let place = Place::new(a_day());
    let enrol = async |desk: &mut Desk| {
        let page = desk.open(&format!("{ACCOUNT}/one-time")).await;
        let secret = page.value("secret").unwrap();
        let code = digits(&secret, place.clock.now());
        let done = desk
            .submit(&page, &[("digits", &code), ("present", PASSWORD)])
            .await;
        assert!(done.text().contains("เปิดใช้รหัส 6 หลักแล้ว"), "{}", done.text());
        (secret, code)
    };
    let (old, _) = enrol(&mut Desk::of(&place, "first").await).await;
    place.clock.advance_to(a_day() + 60);
    let mut desk = Desk::new(&place);
    let code = digits(&old, place.clock.now());
    assert_eq!(desk.sign_in(HERE, "first", PASSWORD, &code).await.status, 303);
    let (_, used) = enrol(&mut desk).await;
    assert_eq!(
        Desk::new(&place)
            .sign_in(HERE, "first", PASSWORD, &used)
            .await
            .status,
        200,
        "the code that enrolled it was used"
    );
}
