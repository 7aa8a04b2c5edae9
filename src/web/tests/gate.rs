//! The gate: origin, size, form, token, panics.

use actix_web::http::StatusCode;
use actix_web::test::TestRequest;
use actix_web::web::to;
use actix_web::{HttpResponse, Responder};

use super::village::Village;
use super::{ask_of, head, text};
use crate::domain::day::Day;
use crate::domain::ids::AgencyId;
use crate::domain::role::Act;
use crate::web::form::Form;
use crate::web::problem::Problem;
use crate::web::routes::{Access, FormGuard, Route, Size, get, post};
use crate::web::site::Outage;
use crate::web::token::{Claim, Purpose, SessionTag};

const REPORT: FormGuard = FormGuard::new(Purpose::Report)
    .size(Size::Report)
    .keyed()
    .keeps(&["what"]);
const HANDLE: FormGuard = FormGuard::new(Purpose::Handle).size(Size::Office);
const TRACK: FormGuard = FormGuard::new(Purpose::Track);

static ROUTES: &[Route] = &[
    post("/{agency}/report", Access::Public, &REPORT, || to(take)),
    post("/{agency}/track", Access::Public, &TRACK, || to(take)),
    post(
        "/{agency}/office/case",
        Access::Officer(Act::HandleCases),
        &HANDLE,
        || to(take),
    ),
    get("/{agency}/case", Access::ReporterByCode, || to(HttpResponse::Ok)),
    get("/{agency}/unwell", Access::Public, || to(unwell)),
    get("/{agency}/careless", Access::Public, || to(careless)),
];

async fn take(mut form: Form) -> Result<HttpResponse, Problem> {
    let what = form.text("what")?;
    match what.as_str() {
        "busy" => return Err(Outage.into()),
        "panic" => panic!("the text of a report"),
        _ => {}
    }
    form.take("key")?;
    form.finish()?;
    Ok(HttpResponse::Ok().body(what.len().to_string()))
}

async fn unwell() -> HttpResponse {
    panic!("the text of a report")
}

async fn careless() -> impl Responder {
    Err::<HttpResponse, _>(actix_web::error::ErrorInternalServerError("the text of a report"))
}

const KEY: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

fn token(purpose: Purpose, agency: u8, submission: &str, days_ago: i32) -> String {
    let site = Village::default();
    let claim = Claim {
        purpose,
        agency: Some(AgencyId([agency; 16])),
        session: SessionTag::default(),
        submission,
    };
    site.key.issue(claim, Day::of_moment(site.now).plus(-days_ago))
}

fn sent(path: &str, body: String) -> TestRequest {
    TestRequest::post()
        .uri(path)
        .insert_header(("content-type", "application/x-www-form-urlencoded"))
        .set_payload(body)
}

fn report(token: &str) -> TestRequest {
    sent(
        "/khok-sung/report",
        format!("token={token}&key={KEY}&what=%E0%B8%96%E0%B8%99%E0%B8%99"),
    )
}

fn good() -> TestRequest {
    report(&token(Purpose::Report, 1, KEY, 0))
}

async fn status(request: TestRequest) -> u16 {
    ask_of(ROUTES, Village::default(), request)
        .await
        .status()
        .as_u16()
}

#[actix_web::test]
async fn a_form_of_ours_reaches_its_page() {
    let response = ask_of(ROUTES, Village::default(), good()).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(text(response).await, "9");
}

#[actix_web::test]
async fn an_old_form_comes_back_with_its_text() {
    let response = ask_of(
        ROUTES,
        Village::default(),
        report(&token(Purpose::Report, 1, KEY, 3)),
    )
    .await;
    assert_eq!(response.status(), StatusCode::CONFLICT);
    let html = text(response).await;
    assert!(html.contains("แบบฟอร์มนี้หมดอายุแล้ว"), "{html}");
    assert!(html.contains("\nถนน</textarea>"), "{html}");
    assert!(!html.contains(KEY), "{html}");
}

#[actix_web::test]
async fn what_was_typed_comes_back_when_the_page_fails() {
    let token = token(Purpose::Report, 1, KEY, 0);
    for (what, status) in [("busy", 503), ("panic", 500), ("ก&extra=1", 400)] {
        let body = format!("token={token}&key={KEY}&what={what}").replace('ก', "%E0%B8%81");
        let response = ask_of(ROUTES, Village::default(), sent("/khok-sung/report", body)).await;
        assert_eq!(response.status().as_u16(), status);
        let typed = what.split('&').next().unwrap();
        let html = text(response).await;
        assert!(html.contains(&format!("\n{typed}</textarea>")), "{html}");
        assert!(!html.contains(KEY), "{html}");
    }
}

#[actix_web::test]
async fn a_form_of_another_agency_says_so() {
    let response = ask_of(
        ROUTES,
        Village::default(),
        report(&token(Purpose::Report, 2, KEY, 0)),
    )
    .await;
    assert_eq!(response.status(), StatusCode::CONFLICT);
    assert!(text(response).await.contains("แบบฟอร์มนี้เป็นของหน่วยงานอื่น"));
}

#[actix_web::test]
async fn a_form_without_our_token_is_refused() {
    let other_key = KEY.replace('0', "1");
    for body in [
        "what=1".to_owned(),
        format!("key={KEY}&what=1"),
        format!("token=&key={KEY}&what=1"),
        format!("token={}&key={KEY}&what=1", token(Purpose::Track, 1, KEY, 0)),
        format!(
            "token={}&key={other_key}&what=1",
            token(Purpose::Report, 1, KEY, 0)
        ),
        format!("token={}&what=1", token(Purpose::Report, 1, "", 0)),
        format!(
            "token={0}&token={0}&key={KEY}&what=1",
            token(Purpose::Report, 1, KEY, 0)
        ),
        format!(
            "token={}&key={KEY}&key={KEY}&what=1",
            token(Purpose::Report, 1, KEY, 0)
        ),
    ] {
        let refused = status(sent("/khok-sung/report", body.clone())).await;
        assert!(matches!(refused, 400 | 409), "{refused}: {body}");
    }
}

#[actix_web::test]
async fn unknown_fields_and_broken_bytes_are_unreadable() {
    let token = token(Purpose::Report, 1, KEY, 0);
    for rest in [
        "what=%FF",
        "what=%E0%B8",
        "what=%",
        "what=1&admin=1",
        "what=1&what=2",
        "%FF=1",
    ] {
        let refused = status(sent(
            "/khok-sung/report",
            format!("token={token}&key={KEY}&{rest}"),
        ))
        .await;
        assert_eq!(refused, 400, "{rest}");
    }
}

#[actix_web::test]
async fn what_another_website_sends_is_refused() {
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
        ("origin", "http://127.0.0.1:8081"),
        ("origin", "http://127.0.0.1:8080.evil.example"),
    ] {
        assert_eq!(
            status(good().insert_header((name, value))).await,
            403,
            "{name}: {value}"
        );
    }
    for (name, value) in [
        ("sec-fetch-site", "same-origin"),
        ("sec-fetch-site", "none"),
        ("origin", "null"),
        ("origin", "http://127.0.0.1:8080"),
    ] {
        assert_eq!(
            status(good().insert_header((name, value))).await,
            200,
            "{name}: {value}"
        );
    }
    let twice = good()
        .insert_header(("origin", "null"))
        .append_header(("origin", "https://evil.example"));
    assert_eq!(status(twice).await, 403);
}

#[actix_web::test]
async fn only_forms_are_taken() {
    for kind in [
        "application/json",
        "text/plain",
        "multipart/form-data; boundary=x",
        "",
        "application/x-www-form-urlencoded; charset=tis-620",
    ] {
        assert_eq!(
            status(good().insert_header(("content-type", kind))).await,
            415,
            "{kind}"
        );
    }
    let stated = good().insert_header(("content-type", "application/x-www-form-urlencoded; charset=UTF-8"));
    assert_eq!(status(stated).await, 200);
}

#[actix_web::test]
async fn a_megabyte_of_thai_is_read_and_more_gets_a_page() {
    let token = token(Purpose::Report, 1, KEY, 0);
    let body = |letters: usize| format!("token={token}&key={KEY}&what={}", "%E0%B8%81".repeat(letters));
    let response = ask_of(
        ROUTES,
        Village::default(),
        sent("/khok-sung/report", body(350_000)),
    )
    .await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(text(response).await, "1050000");
    let response = ask_of(
        ROUTES,
        Village::default(),
        sent("/khok-sung/report", body(500_000)),
    )
    .await;
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert!(text(response).await.contains("ข้อมูลที่ส่งมายาวเกินไป"));
}

#[actix_web::test]
async fn a_code_of_ten_megabytes_gets_a_page() {
    let body = format!("token=x&what={}", "A".repeat(10 * 1024 * 1024));
    assert_eq!(status(sent("/khok-sung/track", body)).await, 413);
}

#[actix_web::test]
async fn an_officers_form_is_not_read_before_they_are_known() {
    let response = ask_of(
        ROUTES,
        Village::default(),
        sent("/khok-sung/office/case", "%FF".to_owned()),
    )
    .await;
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
    let html = text(response).await;
    assert!(
        html.contains("กรุณาเข้าสู่ระบบ") && html.contains(r#"href="/khok-sung/office/sign-in""#),
        "{html}"
    );
    let response = ask_of(
        ROUTES,
        Village::default(),
        TestRequest::get().uri("/en/khok-sung/case"),
    )
    .await;
    assert!(
        text(response)
            .await
            .contains("Please enter your tracking code again")
    );
}

#[actix_web::test]
async fn a_page_that_panics_or_fails_tells_a_number_and_nothing_else() {
    for path in ["/khok-sung/unwell", "/en/khok-sung/unwell", "/khok-sung/careless"] {
        let response = ask_of(ROUTES, Village::default(), TestRequest::get().uri(path)).await;
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR, "{path}");
        assert_eq!(head(&response, "cache-control"), "no-store");
        let html = text(response).await;
        assert!(
            html.contains("0001") && !html.contains("text of a report"),
            "{html}"
        );
    }
}
