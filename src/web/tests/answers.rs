//! Headers, spelling of paths, languages, problem pages.

use actix_web::http::{Method, StatusCode};
use actix_web::test::TestRequest;

use super::village::{Village, agency};
use super::{ask, ask_of, head, location, text};
use crate::web::assets;
use crate::web::headers::POLICY;
use crate::web::routes::{Access, Guard, Method as Asked, ROUTES};

#[actix_web::test]
async fn every_answer_carries_the_strict_headers() {
    let style = assets::address("style.css");
    for (path, status) in [
        ("/", 200),
        ("/en", 200),
        ("/khok-sung/about", 200),
        ("/khok-sung/accessibility", 200),
        ("/health", 200),
        ("/robots.txt", 200),
        ("/exit", 303),
        ("/favicon.ico", 404),
        ("/nothing/here", 404),
        ("/khok-sung/about/", 308),
        ("/%61bout", 404),
        (style.as_str(), 200),
        ("/assets/0000000000000000/style.css", 404),
    ] {
        let response = ask(TestRequest::get().uri(path)).await;
        assert_eq!(response.status().as_u16(), status, "{path}");
        assert_eq!(head(&response, "content-security-policy"), POLICY, "{path}");
        for (name, value) in [
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-embedder-policy", "require-corp"),
            ("cross-origin-resource-policy", "same-origin"),
            ("referrer-policy", "no-referrer"),
            ("x-content-type-options", "nosniff"),
        ] {
            assert_eq!(head(&response, name), value, "{path}");
        }
        assert!(
            head(&response, "permissions-policy").contains("geolocation=()"),
            "{path}"
        );
        let caching = head(&response, "cache-control");
        assert_eq!(caching == "no-store", path != style, "{path}: {caching}");
        for absent in [
            "server",
            "etag",
            "last-modified",
            "strict-transport-security",
            "x-powered-by",
        ] {
            assert_eq!(head(&response, absent), "", "{path}");
        }
    }
}

#[actix_web::test]
async fn https_is_insisted_on_only_where_it_is_configured() {
    let site = Village {
        public_address: "https://example.go.th".to_owned(),
        ..Village::default()
    };
    let response = ask_of(ROUTES, site, TestRequest::get().uri("/health")).await;
    assert!(head(&response, "strict-transport-security").starts_with("max-age="));
}

#[actix_web::test]
async fn only_one_spelling_of_an_address_leads_anywhere() {
    for path in [
        "//khok-sung/about",
        "/khok-sung//about",
        "/./khok-sung/about",
        "/khok-sung/../khok-sung/about",
        "/%6bhok-sung/about",
        "/khok-sung/%61bout",
        "/khok-sung%2fabout",
        "/KHOK-SUNG/about",
        "/khok-sung/About",
        "/khok-sung/about;a=1",
        "/en/en/khok-sung/about",
        "/th/khok-sung/about",
        "/EN/khok-sung/about",
        "/%00",
        "/khok-sung/about/x",
        "/elsewhere/about",
    ] {
        let response = ask(TestRequest::get().uri(path)).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
        assert_eq!(location(&response), "", "{path}");
    }
}

#[actix_web::test]
async fn a_slash_too_many_leads_to_the_page_and_nowhere_else() {
    let response = ask(TestRequest::get().uri("/en/khok-sung/about/?a=1")).await;
    assert_eq!(response.status(), StatusCode::PERMANENT_REDIRECT);
    assert_eq!(location(&response), "/en/khok-sung/about?a=1");
    let response = ask(TestRequest::get().uri("//evil.example/")).await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
}

#[actix_web::test]
async fn other_methods_are_refused_with_a_page() {
    for method in [
        "OPTIONS", "TRACE", "CONNECT", "PUT", "DELETE", "PATCH", "PROPFIND",
    ] {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let response = ask(TestRequest::get().method(method.clone()).uri("/khok-sung/about")).await;
        assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED, "{method}");
        assert_eq!(head(&response, "allow"), "GET, HEAD, POST");
        assert!(text(response).await.contains("<html lang=\"th\">"));
    }
    let response = ask(TestRequest::post().uri("/khok-sung/about")).await;
    assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(head(&response, "allow"), "GET, HEAD");
}

#[actix_web::test]
async fn a_compressed_body_is_refused_unread() {
    for encoding in ["gzip", "br", "zstd", "identity"] {
        let request = TestRequest::post()
            .uri("/khok-sung/about")
            .insert_header(("content-encoding", encoding));
        let response = ask(request.set_payload(vec![0x1f, 0x8b])).await;
        assert_eq!(
            response.status(),
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "{encoding}"
        );
    }
}

#[actix_web::test]
async fn sixty_four_kilobytes_of_cookies_are_refused_with_a_page() {
    let cookie = format!("a={}", "x".repeat(64 * 1024));
    let response = ask(TestRequest::get().uri("/").insert_header(("cookie", cookie))).await;
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    assert!(text(response).await.contains("<h1>"));
}

#[actix_web::test]
async fn what_a_proxy_or_visitor_claims_about_itself_changes_nothing() {
    let plain = text(ask(TestRequest::get().uri("/khok-sung/about")).await).await;
    let mut request = TestRequest::get().uri("/khok-sung/about");
    for name in [
        "x-forwarded-for",
        "x-forwarded-host",
        "forwarded",
        "x-real-ip",
        "host",
        "user-agent",
        "referer",
    ] {
        request = request.insert_header((name, "203.0.113.77"));
    }
    let claimed = ask(request.insert_header(("accept-language", "en"))).await;
    assert_eq!(text(claimed).await, plain);
}

#[actix_web::test]
async fn the_page_names_its_language_and_leads_to_the_other() {
    let thai = text(ask(TestRequest::get().uri("/khok-sung/about?a=1")).await).await;
    assert!(thai.contains(r#"<html lang="th">"#));
    assert!(
        thai.contains(r#"<a href="/en/khok-sung/about?a=1" lang="en" hreflang="en">English</a>"#),
        "{thai}"
    );
    let english = text(ask(TestRequest::get().uri("/en/khok-sung/about")).await).await;
    assert!(english.contains(r#"<html lang="en">"#));
    assert!(
        english.contains(r#"<a href="/khok-sung/about" lang="th" hreflang="th">ไทย</a>"#),
        "{english}"
    );
    assert!(english.contains(r#"href="/en/khok-sung/track""#), "{english}");
}

#[actix_web::test]
async fn a_refusal_speaks_the_language_of_the_address() {
    for (path, words) in [
        ("/nothing/here", "ไม่พบหน้านี้"),
        ("/en/nothing/here", "Page not found"),
    ] {
        let response = ask(TestRequest::get().uri(path)).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
        assert!(
            text(response).await.contains(&format!("<h1>{words}</h1>")),
            "{path}"
        );
    }
}

#[actix_web::test]
async fn no_page_brings_script_style_or_anything_foreign() {
    for path in [
        "/",
        "/en",
        "/khok-sung/about",
        "/en/khok-sung/accessibility",
        "/nothing",
    ] {
        let html = text(ask(TestRequest::get().uri(path)).await).await;
        for unwanted in [
            "<script",
            "<style",
            " style=",
            "http:",
            "https:",
            "javascript:",
            " onclick",
        ] {
            assert!(!html.contains(unwanted), "{path}: {unwanted}");
        }
        assert!(html.len() < 10 * 1024, "{path}: {}", html.len());
    }
}

#[actix_web::test]
async fn the_start_goes_straight_to_the_only_agency() {
    let one = Village {
        agencies: vec![agency(1, "khok-sung")],
        ..Village::default()
    };
    let response = ask_of(ROUTES, one, TestRequest::get().uri("/en/")).await;
    assert_eq!(
        (response.status(), location(&response)),
        (StatusCode::SEE_OTHER, "/en/khok-sung".to_owned())
    );
    let html = text(ask(TestRequest::get().uri("/en")).await).await;
    assert!(
        html.contains(r#"<a href="/en/khok-sung"><b>Sample SAO 1</b></a>"#),
        "{html}"
    );
    let none = Village {
        agencies: Vec::new(),
        ..Village::default()
    };
    let html = text(ask_of(ROUTES, none, TestRequest::get().uri("/")).await).await;
    assert!(html.contains("ระบบยังไม่เปิดให้บริการ"), "{html}");
}

#[actix_web::test]
async fn a_store_that_is_gone_asks_to_try_again() {
    let site = Village {
        gone: true,
        ..Village::default()
    };
    let response = ask_of(ROUTES, site, TestRequest::get().uri("/khok-sung/about")).await;
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(head(&response, "retry-after"), "10");
    let site = Village {
        gone: true,
        ..Village::default()
    };
    assert_eq!(
        ask_of(ROUTES, site, TestRequest::get().uri("/health"))
            .await
            .status(),
        StatusCode::OK
    );
}

#[actix_web::test]
async fn the_quick_exit_leaves_nothing_behind() {
    let response = ask(TestRequest::get().uri("/exit")).await;
    assert_eq!(location(&response), "https://www.example.org/");
    assert_eq!(
        head(&response, "clear-site-data"),
        "\"cache\", \"cookies\", \"storage\""
    );
    let removed: Vec<_> = response.headers().get_all("set-cookie").collect();
    assert_eq!(removed.len(), 3);
    assert!(
        removed
            .iter()
            .all(|line| line.to_str().unwrap().ends_with("Max-Age=0"))
    );
}

#[actix_web::test]
async fn a_demonstration_says_so_on_every_page() {
    let mut shown = agency(1, "khok-sung");
    shown.demonstration = true;
    for path in [
        "/khok-sung/about",
        "/khok-sung/accessibility",
        "/khok-sung/nowhere",
        "/nowhere",
    ] {
        let site = Village {
            agencies: vec![shown.clone()],
            ..Village::default()
        };
        let html = text(ask_of(ROUTES, site, TestRequest::get().uri(path)).await).await;
        assert!(html.contains("ระบบสาธิต"), "{path}");
    }
}

#[actix_web::test]
async fn what_an_agency_calls_itself_is_text_and_its_link_is_a_web_address() {
    let mut sly = agency(1, "khok-sung");
    sly.full_name = "<script>alert(1)</script>".to_owned();
    sly.general_link = "javascript:alert(1)".to_owned();
    let site = Village {
        agencies: vec![sly],
        ..Village::default()
    };
    let html = text(ask_of(ROUTES, site, TestRequest::get().uri("/khok-sung/about")).await).await;
    assert!(
        !html.contains("<script") && !html.contains("javascript:"),
        "{html}"
    );
}

#[test]
fn whatever_changes_something_is_guarded_by_a_form() {
    for route in ROUTES {
        let guarded = matches!(route.guard, Guard::Form(_));
        assert_eq!(guarded, route.method == Asked::Post, "{}", route.path);
    }
}

#[test]
fn officers_pages_are_below_an_agency_and_no_route_stands_twice() {
    let mut seen = Vec::new();
    for route in ROUTES {
        if matches!(route.access, Access::Officer(_) | Access::ReporterByCode) {
            assert!(route.path.starts_with("/{agency}/"), "{}", route.path);
        }
        assert!(!seen.contains(&(route.method, route.path)), "{}", route.path);
        seen.push((route.method, route.path));
    }
}
