//! A page that panics with what was typed in its message: the visitor gets a page, the log gets a number.

use std::net::TcpListener;
use std::panic;
use std::sync::Arc;

use actix_web::web::to;
use actix_web::{HttpResponse, HttpServer};
use sujarit::observe::{Observer, silence_panics};
use sujarit::store::Engine;
use sujarit::web::application::Application;
use sujarit::web::form::Form;
use sujarit::web::routes::{Access, FormGuard, Route, get, post};
use sujarit::web::server::website;
use sujarit::web::token::{Claim, FormKey, Purpose, SessionTag};

use crate::support::app::{Log, TestApp};
use crate::support::office::Office;
use crate::support::wire::Request;

const TOLD: &str = "ข้อความลับที่ทำให้โปรแกรมล้ม";

static GUARD: FormGuard = FormGuard::new(Purpose::Track).keeps(&["code"]);

async fn falls(mut form: Form) -> HttpResponse {
    let code = form.text("code").unwrap();
    panic!("cannot read {}", code.as_str());
}

async fn falls_at_once() -> HttpResponse {
    panic!("{TOLD}")
}

static ROUTES: &[Route] = &[
    post("/{agency}/falls", Access::Public, &GUARD, || to(falls)),
    get("/{agency}/falls", Access::Public, || to(falls_at_once)),
];

/// As the program does, but tests that fail in this process still say why.
fn silence(log: &Log) {
    let loud = panic::take_hook();
    silence_panics(Arc::new(Observer::to(Box::new(log.clone()))));
    let silent = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        let name = std::thread::current().name().unwrap_or_default().to_owned();
        if name.starts_with("actix") {
            silent(info);
        } else {
            loud(info);
        }
    }));
}

#[test]
fn a_page_that_panics_tells_the_log_nothing_but_that() {
    let test = TestApp::start(Engine::Sqlite);
    let office = Office::found(&test, "here");
    silence(&test.log);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let site = Application::new(Arc::clone(&test.app), false);
    let (tell, told) = std::sync::mpsc::channel();
    let thread = std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let factory = move || website(site.clone(), ROUTES, |_| {});
            let server = HttpServer::new(factory)
                .workers(1)
                .listen(listener)
                .unwrap()
                .run();
            tell.send(server.handle()).unwrap();
            server.await.unwrap();
        });
    });
    let handle = told.recv().unwrap();

    let claim = Claim {
        purpose: Purpose::Track,
        agency: Some(office.agency.id),
        session: SessionTag(None),
        submission: "",
    };
    let token = FormKey::derive(test.app.secret.expose()).issue(claim, test.clock.today());
    let fields = [("token".to_owned(), token), ("code".to_owned(), TOLD.to_owned())];
    let answer = Request::post("/here/falls", &fields).send(port);
    assert_eq!(answer.status, 500);
    assert!(
        answer.text().contains(TOLD),
        "the visitor gets the text back: {}",
        answer.text()
    );
    let answer = Request::get("/here/falls").send(port);
    assert_eq!(answer.status, 500);
    assert!(!answer.text().contains(TOLD));
    let again = Request::get("/here/falls").send(port);
    assert_eq!(again.status, 500, "one bad request does not stop the service");

    let log = test.log.text();
    assert_eq!(log.matches("event=panicked").count(), 3, "{log}");
    assert!(!log.contains(TOLD) && !log.contains("cannot read"), "{log}");
    let known = regex::Regex::new(r"^(sujarit event=[a-z_]+( number=\d+)?\n)*$").unwrap();
    assert!(known.is_match(&log), "{log}");
    test.run(handle.stop(false));
    thread.join().unwrap();
}
