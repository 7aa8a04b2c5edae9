//! Who may open what, from the route table: nobody, the accused, other roles, other agencies.

use sujarit::domain::ids::CaseId;
use sujarit::domain::role::Role;
use sujarit::web::routes::{Access, Method, ROUTES};
use sujarit::web::token::Purpose;

use super::desk::{Desk, HERE, PASSWORD, add, field, file, filled, place_of};
use crate::citizen::place::{Place, a_day, shared};
use crate::citizen::visitor::Page;

/// The officers' pages with an agency and a case.
fn pages(method: Method, agency: &str, case: CaseId) -> Vec<String> {
    ROUTES
        .iter()
        .filter(|route| matches!(route.access, Access::Officer(_)) && route.method == method)
        .map(|route| filled(route.path, agency, case))
        .collect()
}

#[tokio::test]
async fn nobody_sees_an_officers_page_without_signing_in() {
    let place = shared();
    let (case, _) = file(place, "ตรวจรับงานที่ยังไม่เสร็จ", &[]).await;
    for path in pages(Method::Get, HERE, case) {
        for prefix in ["", "/en"] {
            let answer = Desk::new(place).open(&format!("{prefix}{path}")).await;
            let to = format!("{prefix}{HERE}/office/sign-in");
            assert_eq!((answer.status, place_of(&answer)), (303, Some(to)), "{path}");
        }
    }
    for path in pages(Method::Post, HERE, case) {
        assert_eq!(
            Desk::new(place)
                .post(&path, &vec![field("text", "x")])
                .await
                .status,
            403,
            "{path}"
        );
    }
}

/// What a visitor can tell two answers apart by.
fn told(page: &Page, path: &str) -> (u16, String) {
    let without_token = page
        .body
        .split("name=\"token\"")
        .next()
        .unwrap()
        .replace(path, "");
    (page.status, without_token)
}

#[tokio::test]
async fn the_accused_officer_finds_no_trace_of_the_case() {
    let place = Place::new(a_day());
    let accused = place.officer("nitikorn").await;
    let mut desk = Desk::of(&place, "nitikorn").await;
    let empty = desk.open(&format!("{HERE}/office")).await;
    let (case, _) = file(&place, "นิติกรเรียกเงิน", &[accused.id]).await;
    let none = CaseId([5; 16]);

    let inbox = desk.open(&format!("{HERE}/office")).await;
    assert_eq!(inbox.text(), empty.text(), "the list or its counts have changed");
    assert!(!inbox.body.contains(&case.to_string()));
    for (there, missing) in pages(Method::Get, HERE, case)
        .into_iter()
        .zip(pages(Method::Get, HERE, none))
    {
        if there == missing {
            continue;
        }
        let (answer, nothing) = (desk.open(&there).await, desk.open(&missing).await);
        assert_eq!(answer.status, 404, "{there}");
        assert_eq!(told(&answer, &there), told(&nothing, &missing), "{there}");
    }
    let token = desk.token(&place, Purpose::Handle, 0);
    for deed in ["note", "ask", "move"] {
        let fields = vec![
            field("token", &token),
            field("version", "1"),
            field("once", &"0a".repeat(16)),
            if deed == "move" {
                field("step", "screen")
            } else {
                field("text", "ข้อความที่ยาวพอ")
            },
        ];
        let answer = desk
            .post(&format!("{HERE}/office/case/{case}/{deed}"), &fields)
            .await;
        assert_eq!(answer.status, 404, "{deed}");
        assert!(!answer.text().contains("ข้อความที่ยาวพอ"));
    }
    let mut reader = Desk::of(&place, "first").await;
    let page = reader.open(&format!("{HERE}/office/case/{case}")).await;
    assert_eq!(page.status, 200);
    assert!(
        page.text().contains("นิติกรเรียกเงิน") && page.text().contains("ผู้อำนวยการกองคลัง"),
        "{}",
        page.text()
    );
    assert!(
        !reader
            .open(&format!("{HERE}/office"))
            .await
            .text()
            .contains("ไม่มีเรื่อง")
    );
}

#[tokio::test]
async fn a_case_of_one_agency_does_not_exist_in_another() {
    let place = shared();
    let (case, _) = file(place, "เรื่องของโคกสูง", &[]).await;
    let mut desk = Desk::new(place);
    assert_eq!(
        desk.sign_in("/nong-ruea", "first", PASSWORD, "").await.status,
        303
    );
    // Which of its own agency's pages this officer may open is tried above, role by role.
    for path in pages(Method::Get, "/nong-ruea", case) {
        let answer = desk.open(&path).await;
        if ["/case/", "/cases/", "/person/", "/names/"]
            .iter()
            .any(|part| path.contains(part))
        {
            assert_eq!(answer.status, 404, "{path}");
        } else {
            assert!(!answer.body.contains(&case.to_string()), "{path}");
        }
    }
    assert!(
        !desk
            .open("/nong-ruea/office")
            .await
            .body
            .contains(&case.to_string())
    );
}

#[tokio::test]
async fn every_role_opens_its_own_pages_and_finds_nothing_at_the_others() {
    let place = Place::new(a_day());
    let (case, _) = file(&place, "ตรวจรับงานที่ยังไม่เสร็จ", &[]).await;
    for (login, role, figures, people) in [
        ("anong", Role::Auditor, 200, 404),
        ("boss", Role::Executive, 200, 404),
        ("press", Role::Publisher, 200, 404),
        ("keeper", Role::Custodian, 200, 404),
        ("manager", Role::Admin, 200, 200),
        ("late", Role::Responsible, 200, 404),
    ] {
        add(&place, login, &[role], false).await;
        let mut desk = Desk::of(&place, login).await;
        for (path, expected) in [
            ("office/figures", figures),
            ("office/people", people),
            ("office/account", 200),
            (&format!("office/case/{case}"), 404),
            (&format!("office/case/{case}/note"), 404),
        ] {
            assert_eq!(
                desk.open(&format!("{HERE}/{path}")).await.status,
                expected,
                "{role:?} at {path}"
            );
        }
        let start = desk.open(&format!("{HERE}/office")).await;
        let to = place_of(&start);
        if role.reads_cases() {
            assert_eq!((start.status, to), (200, None), "{role:?}");
        } else {
            let first = if role == Role::Executive {
                "dashboard"
            } else {
                "figures"
            };
            assert_eq!(to, Some(format!("{HERE}/office/{first}")), "{role:?}");
        }
        let menu = desk.open(&format!("{HERE}/office/account")).await.body;
        assert_eq!(menu.contains("/office/people\""), people == 200, "{role:?}");
    }
}
