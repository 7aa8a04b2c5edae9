//! Guessing passwords, and getting back in without one.

use sujarit::domain::role::Role;

use super::desk::{Desk, HERE, PASSWORD, add, place_of};
use crate::citizen::place::{Place, a_day};
use crate::citizen::visitor::Page;

const ACCOUNT: &str = "/khok-sung/office/account";
const RECOVERY: &str = "/khok-sung/office/account/recovery";
const FRESH: &str = "ข้าวเหนียวมะม่วงสองจาน";

async fn fails(place: &Place, login: &str) -> Page {
    Desk::new(place).sign_in(HERE, login, "wrong", "").await
}

#[tokio::test]
async fn a_name_rests_after_five_failures_whether_somebody_has_it_or_not() {
    let place = Place::new(a_day());
    let mut seen = Vec::new();
    for login in ["khlang", "nobody", "ไม่มี"] {
        for _ in 0..5 {
            assert_eq!(fails(&place, login).await.status, 200, "{login}");
        }
        let answer = fails(&place, login).await;
        assert_eq!(answer.headers["retry-after"], "60");
        seen.push((answer.status, answer.text()));
    }
    assert!(seen[0].1.contains("รออีก 1 นาที"), "{}", seen[0].1);
    assert!(
        seen.iter().all(|answer| *answer == seen[0] && answer.0 == 429),
        "{seen:?}"
    );
    // Another spelling is the same name, and the right password waits like any other.
    for login in ["KHLANG", " khlang "] {
        let answer = Desk::new(&place).sign_in(HERE, login, PASSWORD, "").await;
        assert_eq!(answer.status, 429, "{login}");
    }
    // Nobody else waits, and asking during the rest does not make it longer.
    assert_eq!(
        Desk::new(&place)
            .sign_in(HERE, "chang", PASSWORD, "")
            .await
            .status,
        303
    );
    place.clock.advance_to(a_day() + 60);
    assert_eq!(fails(&place, "khlang").await.status, 200);
    assert_eq!(fails(&place, "khlang").await.headers["retry-after"], "120");
    place.clock.advance_to(a_day() + 180);
    let answer = Desk::new(&place).sign_in(HERE, "khlang", PASSWORD, "").await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    // Whoever has signed in begins anew.
    assert_eq!(fails(&place, "khlang").await.status, 200);
}

#[tokio::test]
async fn a_borrowed_session_is_no_place_to_guess_the_password() {
    let place = Place::new(a_day());
    let mut desk = Desk::of(&place, "khlang").await;
    for (path, field) in [(ACCOUNT, "present"), (RECOVERY, "present")] {
        for _ in 0..3 {
            let page = desk.open(path).await;
            let mut typed = vec![(field, "wrong")];
            if path == ACCOUNT {
                typed.extend([("fresh", FRESH), ("again", FRESH)]);
            }
            desk.submit(&page, &typed).await;
        }
    }
    let page = desk.open(RECOVERY).await;
    let answer = desk.submit(&page, &[("present", PASSWORD)]).await;
    assert_eq!(answer.status, 422);
    assert!(answer.text().contains("รออีก 1 นาที"), "{}", answer.text());
}

/// The code on the page that shows it, in letters.
fn code_of(page: &Page) -> String {
    page.codes().0
}

async fn recovers(place: &Place, login: &str, code: &str) -> (Desk, Page) {
    let mut desk = Desk::new(place);
    let page = desk.open(&format!("{HERE}/office/sign-in/recovery")).await;
    let typed = [
        ("login", login),
        ("code", code),
        ("fresh", FRESH),
        ("again", FRESH),
    ];
    let answer = desk.submit(&page, &typed).await;
    (desk, answer)
}

#[tokio::test]
async fn a_recovery_code_opens_the_account_once_and_for_a_new_password() {
    let place = Place::new(a_day());
    add(&place, "forgetful", &[Role::Responsible], false).await;
    let mut desk = Desk::of(&place, "forgetful").await;
    let page = desk.open(RECOVERY).await;
    let refused = desk.submit(&page, &[("present", "wrong")]).await;
    assert_eq!(refused.status, 422, "{}", refused.text());
    let shown = desk.submit(&page, &[("present", PASSWORD)]).await;
    let first = code_of(&shown);
    let code = code_of(&desk.submit(&page, &[("present", PASSWORD)]).await);
    assert_ne!(first, code);
    assert!(!desk.open(RECOVERY).await.text().contains(&code), "shown twice");

    let mut wrong = Vec::new();
    for (login, code) in [
        ("forgetful", first.as_str()),
        ("chang", code.as_str()),
        ("nobody", code.as_str()),
        ("forgetful", "not a code"),
        ("outside", place.kits.outside.letters().as_str()),
    ] {
        let (_, answer) = recovers(&place, login, code).await;
        wrong.push((answer.status, answer.text()));
    }
    assert!(
        wrong.iter().all(|answer| *answer == wrong[0] && answer.0 == 422),
        "{wrong:?}"
    );

    // Failed sign-ins keep nobody from coming back.
    for _ in 0..6 {
        fails(&place, "forgetful").await;
    }
    let (mut back, answer) = recovers(&place, "forgetful", &code.to_lowercase()).await;
    assert!(answer.text().contains("ตั้งรหัสผ่านใหม่แล้ว"), "{}", answer.text());
    assert!(back.is_in().await);
    assert!(!desk.is_in().await, "the session elsewhere lives on");
    assert_eq!(
        Desk::new(&place)
            .sign_in(HERE, "forgetful", FRESH, "")
            .await
            .status,
        303
    );
    let answer = Desk::new(&place).sign_in(HERE, "forgetful", PASSWORD, "").await;
    assert_eq!(answer.status, 200, "the forgotten password still opens");
    let (_, again) = recovers(&place, "forgetful", &code).await;
    assert_eq!((again.status, again.text()), wrong[0], "the code works twice");
    assert_eq!(place_of(&back.open(&format!("{HERE}/office")).await), None);
}
