//! An officer's browser without scripts, with its cookies in a jar.

use std::collections::BTreeMap;
use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use sujarit::domain::ids::{CaseId, OfficerId};
use sujarit::domain::officer::Login;
use sujarit::domain::report::Draft;
use sujarit::domain::role::{Role, Roles};
use sujarit::flow::incoming::intake;
use sujarit::flow::officers::sign_in::{self, Session};
use sujarit::flow::officers::team::{self, NewOfficer};
use sujarit::flow::reporter::track;
use sujarit::vault::code::TrackingCode;
use sujarit::vault::session_key::SessionSecret;
use sujarit::web::cookie;
use sujarit::web::token::{Claim, FormKey, Purpose, SessionTag};
use zeroize::Zeroizing;

use crate::citizen::place::Place;
use crate::citizen::visitor::{Fields, Page, Typed, client, escape};

/// Everybody's password.
pub const PASSWORD: &str = "a long enough password";
/// The agency whose officers these are.
pub const HERE: &str = "/khok-sung";

/// The path of a route with an agency, a case, and something in every other place.
pub fn filled(path: &str, agency: &str, case: CaseId) -> String {
    let id = case.to_string();
    path.replace("/{agency}", agency)
        .replace("{case}", &id)
        .replace("{kind}", "prevention")
        .replace("{officer}", &id)
        .replace("{category}", "fin")
        .replace("{kept}", &id)
        .replace("{attachment}", &"0".repeat(32))
        .replace("{delegation}", &id)
        .replace("{month}", "2026-10")
        .replace("{year}", "2569")
        .replace("{round}", "months-6")
}

/// A browser.
#[derive(Clone)]
pub struct Desk {
    client: reqwest::Client,
    origin: String,
    pub jar: BTreeMap<String, String>,
}

impl Desk {
    pub fn new(place: &Place) -> Self {
        Self {
            client: client(),
            origin: place.origin.clone(),
            jar: BTreeMap::new(),
        }
    }

    /// The browser of an officer who has just signed in.
    pub async fn of(place: &Place, login: &str) -> Self {
        let mut desk = Self::new(place);
        let answer = desk.sign_in(HERE, login, PASSWORD, "").await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        desk
    }

    /// Fills in the sign-in form. Two key derivations run at a time, and a test may come third.
    pub async fn sign_in(&mut self, agency: &str, login: &str, password: &str, code: &str) -> Page {
        let form = self.open(&format!("{agency}/office/sign-in")).await;
        let typed = [("login", login), ("password", password), ("code", code)];
        let (action, fields) = form.filled(None, &typed);
        loop {
            let answer = self.post(&action, &fields).await;
            if answer.status != 503 {
                return answer;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    pub async fn open(&mut self, path: &str) -> Page {
        let request = self.client.get(format!("{}{path}", self.origin));
        self.send(path, request).await
    }

    pub async fn post(&mut self, path: &str, fields: &Fields) -> Page {
        self.post_from(path, fields, &[]).await
    }

    /// As [`Desk::post`], with more headers.
    pub async fn post_from(&mut self, path: &str, fields: &Fields, headers: &[(&str, &str)]) -> Page {
        let body: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{name}={}", escape(value)))
            .collect();
        let mut request = self.client.post(format!("{}{path}", self.origin));
        request = request
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(body.join("&"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(path, request).await
    }

    async fn send(&mut self, path: &str, request: reqwest::RequestBuilder) -> Page {
        let cookies: Vec<String> = self
            .jar
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let answer = request.header(COOKIE, cookies.join("; ")).send().await.unwrap();
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        for line in headers.get_all(SET_COOKIE) {
            let pair = line.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if value.is_empty() {
                self.jar.remove(name);
            } else {
                self.jar.insert(name.to_owned(), value.to_owned());
            }
        }
        Page {
            status,
            path: path.to_owned(),
            headers,
            body: answer.text().await.unwrap(),
        }
    }

    /// Fills in the form of a page and follows where it leads.
    pub async fn submit(&mut self, page: &Page, typed: Typed<'_>) -> Page {
        let (action, fields) = page.filled(None, typed);
        let answer = self.post(&action, &fields).await;
        self.follow(answer).await
    }

    /// Opens the page that an answer leads to.
    pub async fn follow(&mut self, answer: Page) -> Page {
        match place_of(&answer) {
            Some(to) if answer.status == 303 => self.open(&to).await,
            _ => answer,
        }
    }

    /// Opens the page of a deed, fills it in and follows.
    pub async fn act(&mut self, case: CaseId, deed: &str, typed: Typed<'_>) -> Page {
        let form = self.open(&format!("{HERE}/office/case/{case}/{deed}")).await;
        assert_eq!(form.status, 200, "{}", form.text());
        self.submit(&form, typed).await
    }

    /// The row of the session in the jar.
    pub fn sid(&self) -> [u8; 32] {
        SessionSecret::from_base64url(&self.jar[cookie::SECRET])
            .ok()
            .unwrap()
            .sid()
    }

    /// The session in the jar, as a flow gets it.
    pub async fn session(&self, place: &Place) -> Session {
        let secret = SessionSecret::from_base64url(&self.jar[cookie::SECRET])
            .ok()
            .unwrap();
        let resumed = sign_in::resume(&place.app, &place.first, &secret).await;
        resumed.ok().flatten().unwrap()
    }

    /// A form token of this session, made so many days ago.
    pub fn token(&self, place: &Place, purpose: Purpose, days_ago: i32) -> String {
        let claim = Claim {
            purpose,
            agency: Some(place.first.id),
            session: SessionTag(Some(self.sid())),
            submission: "",
        };
        FormKey::derive(place.app.secret.expose()).issue(claim, place.clock.today().plus(-days_ago))
    }

    /// Whether the session opens the officers' pages.
    pub async fn is_in(&mut self) -> bool {
        self.open(&format!("{HERE}/office/account")).await.status == 200
    }
}

/// Where an answer leads.
pub fn place_of(answer: &Page) -> Option<String> {
    answer
        .headers
        .get(LOCATION)
        .map(|to| to.to_str().unwrap().to_owned())
}

/// One field of a form.
pub fn field(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

/// Files a report about these officers and gives the case and its code.
pub async fn file(place: &Place, what: &str, involved: &[OfficerId]) -> (CaseId, TrackingCode) {
    let draft = Draft {
        category: "proc".to_owned(),
        what: what.to_owned(),
        involved_officers: involved.iter().map(ToString::to_string).collect(),
        ..Draft::default()
    };
    let report = draft.read(place.clock.today(), involved, &[]).ok().unwrap();
    let key = place.app.rng.bytes::<32>().unwrap();
    let receipt = intake::file(&place.app, &place.first, report, &key)
        .await
        .ok()
        .unwrap();
    let begun = track::begin(&place.app, &place.first, &receipt.code)
        .await
        .ok()
        .unwrap();
    (begun.unwrap().0.case, receipt.code)
}

/// Adds an officer to the first agency.
pub async fn add(place: &Place, login: &str, roles: &[Role], must_change: bool) {
    let new = NewOfficer {
        name: format!("นางสาว {login}"),
        post: format!("ตำแหน่ง {login}"),
        unit: None,
        login: Login::parse(login).unwrap(),
        password: Zeroizing::new(PASSWORD.to_owned()),
        must_change,
        mail: String::new(),
        roles: Roles::of(roles),
        continues: sujarit::domain::invitation::Continues::Unsaid,
    };
    loop {
        let new = NewOfficer {
            name: new.name.clone(),
            post: new.post.clone(),
            login: new.login.clone(),
            password: new.password.clone(),
            mail: new.mail.clone(),
            ..new
        };
        match team::add(&place.app, place.first.id, &place.kits.recovery, new).await {
            Ok(_) => return,
            Err(team::TeamError::Stale | team::TeamError::Trouble(_)) => {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            Err(other) => panic!("{other:?}"),
        }
    }
}
