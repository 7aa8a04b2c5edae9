//! No form is taken that this service did not make for this person, purpose and agency, lately.

use sujarit::domain::role::Role;
use sujarit::store::Engine;
use sujarit::web::token::{LIFETIME_DAYS, Purpose, SessionTag};

use crate::support::app::TestApp;
use crate::support::browser::Browser;
use crate::support::office::Office;
use crate::support::reporter::{case_of, files, story, tracks};
use crate::support::routes::{KEY, address, claim, form, posts, session, token};
use crate::support::wire::Request;

struct Scene {
    test: TestApp,
    here: Office,
    there: Office,
    officer: Browser,
    publisher: Browser,
    colleague: Browser,
    reporter: Browser,
    anybody: Browser,
    case: String,
}

fn scene() -> Scene {
    let test = TestApp::start(Engine::Sqlite);
    let mut here = Office::found(&test, "here");
    here.add(&test, "second", Some(1), &[Role::Responsible]);
    here.add(&test, "publisher", Some(1), &[Role::Publisher]);
    let there = Office::found(&test, "there");
    let receipt = files(&mut test.browser(), &here.base(), &story("เรื่องที่คนอื่นอยากสั่งแทน"));
    let case = case_of(&test, &here, &receipt.letters).unwrap().id.to_string();
    let mut reporter = test.browser();
    tracks(&mut reporter, &here.base(), &receipt.letters);
    let publisher = here.signs_in(&test, "publisher");
    let (officer, colleague) = (here.signs_in(&test, "first"), here.signs_in(&test, "second"));
    let anybody = test.browser();
    Scene {
        test,
        here,
        there,
        officer,
        publisher,
        colleague,
        reporter,
        anybody,
        case,
    }
}

const PURPOSES: [Purpose; 14] = [
    Purpose::Report,
    Purpose::Register,
    Purpose::Track,
    Purpose::Reply,
    Purpose::SignIn,
    Purpose::SignOut,
    Purpose::Handle,
    Purpose::Search,
    Purpose::Replies,
    Purpose::Account,
    Purpose::Manage,
    Purpose::Publish,
    Purpose::Join,
    Purpose::Setup,
];

impl Scene {
    /// Whoever may use this route.
    fn user(&self, path: &str) -> &Browser {
        let publishes = ["/office/editions", "/office/plan", "/reports/waiting"];
        if publishes.iter().any(|part| path.contains(part)) {
            &self.publisher
        } else if path.contains("/office/") && !path.contains("/sign-in") {
            &self.officer
        } else if path.starts_with("/{agency}/track/") {
            &self.reporter
        } else {
            &self.anybody
        }
    }

    /// Sends it and holds that it was refused and that nothing changed.
    fn refused(&self, what: &str, browser: &Browser, request: &Request, statuses: &[u16]) {
        let before = self.test.dump();
        let sessions = self.test.count("sessions");
        let answer = browser.ask(request);
        assert!(
            statuses.contains(&answer.status),
            "{what} at {}: {} {}",
            request.path,
            answer.status,
            answer.text()
        );
        assert_eq!(answer.header("set-cookie"), "", "{what} at {}", request.path);
        assert_eq!(
            self.test.count("sessions"),
            sessions,
            "{what} at {}",
            request.path
        );
        assert!(
            self.test.dump() == before,
            "{what} at {} changed something",
            request.path
        );
    }
}

#[test]
fn a_form_without_a_good_token_changes_nothing() {
    let scene = scene();
    let mut tried = 0;
    // Behind a one-time address there is no form at all without it: `people::joining` tries that one.
    let ours = |path: &str| path.contains("{agency}") && !path.contains("{token}");
    for (route, guard) in posts().filter(|(route, _)| ours(route.path)) {
        let user = scene.user(route.path);
        let session = session(user);
        let good = claim(guard, &scene.here, session);
        let mut bad = vec![
            ("no token", String::new()),
            (
                "a made-up token",
                "20468.-.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".to_owned(),
            ),
            ("a stale token", token(&scene.test, good, LIFETIME_DAYS + 1)),
            ("a token of last year", token(&scene.test, good, 365)),
            ("a token of tomorrow", token(&scene.test, good, -1)),
            (
                "a token of another agency",
                token(&scene.test, claim(guard, &scene.there, session), 0),
            ),
            (
                "a token of another session",
                token(
                    &scene.test,
                    claim(guard, &scene.here, SessionTag(Some([7; 32]))),
                    0,
                ),
            ),
        ];
        if session.0.is_some() {
            let colleague = crate::support::routes::session(&scene.colleague);
            bad.push((
                "a token of a colleague",
                token(&scene.test, claim(guard, &scene.here, colleague), 0),
            ));
            bad.push((
                "a token of nobody",
                token(&scene.test, claim(guard, &scene.here, SessionTag(None)), 0),
            ));
        }
        for purpose in PURPOSES.into_iter().filter(|purpose| *purpose != guard.purpose) {
            let mut other = good;
            other.purpose = purpose;
            bad.push(("a token of another purpose", token(&scene.test, other, 0)));
        }
        if guard.keyed {
            let mut other = good;
            other.submission = "1111111111111111111111111111111111111111111111111111111111111111";
            bad.push(("a token of another submission", token(&scene.test, other, 0)));
        }
        for (what, token) in bad {
            tried += 1;
            scene.refused(
                what,
                user,
                &form(route, "here", &scene.case, &token),
                &[400, 409, 422],
            );
        }
        let bare = Request::post(&address(route, "here", &scene.case), &[]);
        scene.refused("an empty form", user, &bare, &[400, 409, 422]);
    }
    assert!(tried > 200, "{tried}");
}

#[test]
fn a_report_with_somebody_elses_token_is_shown_again_and_not_sent() {
    let scene = scene();
    let (route, guard) = posts()
        .find(|(route, _)| route.path == "/{agency}/report")
        .unwrap();
    let whole = |token: &str, key: &str| {
        let fields = [
            ("token", token),
            ("key", key),
            ("step", "check"),
            ("go", "send"),
            ("identity", "anonymous"),
            ("kind", "complaint"),
            ("category", "fin"),
            ("what", "ข้อความที่ผู้อื่นแอบส่งแทน"),
        ];
        let fields: Vec<(String, String)> = fields
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        Request::post(&address(route, "here", ""), &fields)
    };
    let good = claim(guard, &scene.here, SessionTag(None));
    for token in [
        "",
        &token(&scene.test, good, LIFETIME_DAYS + 1),
        &token(&scene.test, claim(guard, &scene.there, SessionTag(None)), 0),
    ] {
        scene.refused("a whole report", &scene.anybody, &whole(token, KEY), &[400, 409]);
    }
    // The control: with its own token it is taken.
    let answer = scene.anybody.ask(&whole(&token(&scene.test, good, 0), KEY));
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(scene.test.count("cases"), 2);
}

#[test]
fn what_another_website_sends_is_refused_whatever_token_it_has() {
    let scene = scene();
    let cases: &[&[(&str, &str)]] = &[
        &[("Sec-Fetch-Site", "cross-site")],
        &[("Sec-Fetch-Site", "same-site")],
        &[("Sec-Fetch-Site", "nonsense")],
        &[("Origin", "https://evil.example")],
        &[("Origin", "http://127.0.0.1:1")],
        &[("Origin", "https://127.0.0.1")],
        &[("Origin", "null"), ("Origin", "null")],
        &[
            ("Sec-Fetch-Site", "same-origin"),
            ("Sec-Fetch-Site", "cross-site"),
        ],
    ];
    for (route, guard) in posts() {
        let user = scene.user(route.path);
        let good = token(&scene.test, claim(guard, &scene.here, session(user)), 0);
        for headers in cases {
            let mut request = form(route, "here", &scene.case, &good);
            for (name, value) in *headers {
                request = request.with(name, value);
            }
            scene.refused(&format!("{headers:?}"), user, &request, &[403]);
        }
    }
}

#[test]
fn a_page_that_is_only_looked_at_changes_nothing() {
    let scene = scene();
    for route in sujarit::web::routes::ROUTES {
        let before = scene.test.dump();
        let path = address(route, "here", &scene.case);
        let user = scene.user(route.path);
        user.ask(&Request::get(&path));
        let mut head = Request::get(&path);
        head.method = "HEAD".to_owned();
        user.ask(&head);
        assert!(scene.test.dump() == before, "{path}");
        for method in ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"] {
            let mut request = Request::get(&path);
            request.method = method.to_owned();
            let answer = user.ask(&request);
            assert_eq!(answer.status, 405, "{method} {path}");
        }
        assert!(scene.test.dump() == before, "{path}");
    }
}
