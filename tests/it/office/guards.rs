//! Every form of an officer, enumerated from the route table: without its token nothing happens.

use reqwest::header::SET_COOKIE;
use sujarit::domain::ids::{CaseId, RecordId};
use sujarit::domain::role::Act;
use sujarit::web::routes::{Access, FormGuard, Guard, ROUTES};
use sujarit::web::token::Purpose;

use super::desk::{Desk, HERE, field, file, filled};
use crate::citizen::place::{Place, a_day};
use crate::citizen::visitor::Fields;

/// The forms of the officer who sets an agency up, who does everything but publish and take the plan's figures: where they
/// go and what guards them.
fn forms(case: CaseId) -> Vec<(String, &'static FormGuard)> {
    ROUTES
        .iter()
        .filter(|route| matches!(route.access, Access::Officer(act) if !matches!(act, Act::Publish | Act::TakePlan)))
        .filter_map(|route| match route.guard {
            Guard::Form(guard) => Some((route.path, guard)),
            Guard::None => None,
        })
        .map(|(path, guard)| (filled(path, HERE, case), guard))
        // Files come in a form of another shape; tests/it/csrf.rs tries those.
        .filter(|(_, guard)| !guard.files)
        .collect()
}

/// Everything that any of the forms asks for.
fn everything(token: &str) -> Fields {
    let mut fields = vec![
        field("version", "1"),
        field("once", &RecordId([9; 16]).to_string()),
        field("text", "ข้อความที่ยาวพอจะเป็นคำตอบ"),
    ];
    if !token.is_empty() {
        fields.push(field("token", token));
    }
    fields
}

#[tokio::test]
async fn a_form_without_its_own_fresh_token_changes_nothing() {
    let place = Place::new(a_day());
    let (case, _) = file(&place, "ตรวจรับงานที่ยังไม่เสร็จ", &[]).await;
    let mut desk = Desk::of(&place, "first").await;
    let other = Desk::of(&place, "nitikorn").await;
    let before = desk
        .open(&format!("{HERE}/office/case/{case}"))
        .await
        .value("version")
        .unwrap();
    let forms = forms(case);
    assert!(forms.len() >= 12, "only {} forms", forms.len());
    for (path, guard) in forms {
        let other_purpose = if guard.purpose == Purpose::Handle {
            Purpose::Account
        } else {
            Purpose::Handle
        };
        let bad = [
            ("none", String::new()),
            ("nonsense", "x".to_owned()),
            ("of another session", other.token(&place, guard.purpose, 0)),
            ("of another purpose", desk.token(&place, other_purpose, 0)),
            ("three days old", desk.token(&place, guard.purpose, 3)),
            ("of tomorrow", desk.token(&place, guard.purpose, -1)),
        ];
        for (what, token) in bad {
            let answer = desk.post(&path, &everything(&token)).await;
            // A form with a submission key of its own is not even read without that key.
            let refused = if guard.keyed { 400 } else { 409 };
            assert_eq!(answer.status, refused, "{path}: token {what}: {}", answer.text());
        }
        let token = desk.token(&place, guard.purpose, 0);
        for header in [
            ("origin", "https://evil.invalid"),
            ("sec-fetch-site", "cross-site"),
        ] {
            let answer = desk.post_from(&path, &everything(&token), &[header]).await;
            assert_eq!(answer.status, 403, "{path}: {header:?}");
        }
    }
    assert!(
        desk.is_in().await,
        "a form without a token signed the officer out"
    );
    let page = desk.open(&format!("{HERE}/office/case/{case}")).await;
    assert_eq!(page.value("version").unwrap(), before, "the case has changed");
}

#[tokio::test]
async fn what_an_officer_typed_comes_back_when_the_session_was_genuine_and_is_over() {
    let place = Place::new(a_day());
    let (case, _) = file(&place, "ตรวจรับงานที่ยังไม่เสร็จ", &[]).await;
    let mut desk = Desk::of(&place, "first").await;
    let path = format!("{HERE}/office/case/{case}/note");
    let token = desk.token(&place, Purpose::Handle, 0);
    // A letter of twenty thousand characters takes nine bytes a character in a form.
    let typed = "สิ่งที่พิมพ์ไว้ครึ่งชั่วโมง".repeat(700);
    let typed = typed.as_str();
    let fields = vec![field("token", &token), field("text", typed)];
    place.clock.advance_to(a_day() + 3_600);
    let answer = desk.post(&path, &fields).await;
    assert_eq!(answer.status, 403);
    assert!(
        answer.text().contains(typed) && answer.text().contains("กรุณาเข้าสู่ระบบ"),
        "{}",
        answer.text()
    );
    let answer = Desk::new(&place).post(&path, &fields).await;
    assert_eq!(answer.status, 403);
    assert!(!answer.text().contains(typed), "the body of a stranger was read");
    assert!(answer.headers.get(SET_COOKIE).is_none());
}
