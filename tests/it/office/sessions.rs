//! Who is signed in, for how long, and what a stolen or forged cookie is worth.

use data_encoding::BASE64URL_NOPAD;
use reqwest::header::SET_COOKIE;
use sujarit::vault::token::{Claims, TokenKey};
use sujarit::web::cookie;

use super::desk::{Desk, HERE, PASSWORD, place_of};
use crate::citizen::place::{Place, a_day, shared};

const MINUTE: i64 = 60;
const INBOX: &str = "/khok-sung/office";
const SIGN_IN: &str = "/khok-sung/office/sign-in";

#[tokio::test]
async fn both_cookies_stay_on_this_host_and_away_from_scripts() {
    let mut desk = Desk::new(shared());
    let answer = desk.sign_in(HERE, "first", PASSWORD, "").await;
    assert_eq!(place_of(&answer).as_deref(), Some(INBOX));
    let lines: Vec<&str> = answer
        .headers
        .get_all(SET_COOKIE)
        .iter()
        .map(|line| line.to_str().unwrap())
        .collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    for (line, name) in lines.iter().zip([cookie::SESSION, cookie::SECRET]) {
        assert!(
            line.starts_with(&format!("{name}=")) && name.starts_with("__Host-"),
            "{name}"
        );
        assert!(
            line.ends_with("; Path=/; Secure; HttpOnly; SameSite=Strict"),
            "{name}"
        );
    }
    assert_eq!(answer.headers["cache-control"], "no-store");
}

#[tokio::test]
async fn signing_in_makes_a_new_session_and_ends_the_one_the_browser_brought() {
    let mut planted = Desk::of(shared(), "nitikorn").await;
    let mut victim = planted.clone();
    let answer = victim.sign_in(HERE, "first", PASSWORD, "").await;
    assert_eq!(answer.status, 303);
    assert_ne!(victim.jar[cookie::SECRET], planted.jar[cookie::SECRET]);
    assert_ne!(victim.jar[cookie::SESSION], planted.jar[cookie::SESSION]);
    assert!(victim.is_in().await);
    assert!(!planted.is_in().await, "the session before sign-in lives on");
}

#[tokio::test]
async fn a_wrong_name_a_wrong_password_and_a_strange_name_look_the_same() {
    let mut seen = Vec::new();
    for (login, password) in [
        ("first", "wrong"),
        ("nobody", PASSWORD),
        ("outside", PASSWORD),
        ("ไม่มี", "x"),
    ] {
        let mut desk = Desk::new(shared());
        let answer = desk.sign_in(HERE, login, password, "").await;
        assert!(desk.jar.is_empty() && !answer.body.contains(PASSWORD), "{login}");
        seen.push((answer.status, answer.text()));
    }
    assert!(seen.iter().all(|answer| *answer == seen[0]), "{seen:?}");
}

#[tokio::test]
async fn the_outside_body_signs_in_with_the_code_of_its_envelope() {
    let place = shared();
    for spelling in [place.kits.outside.letters(), place.kits.outside.digits()] {
        let mut desk = Desk::new(place);
        let answer = desk.sign_in(HERE, "outside", &spelling, "").await;
        assert_eq!(answer.status, 303);
        assert_eq!(desk.open(INBOX).await.status, 200);
        assert_eq!(desk.open(&format!("{HERE}/office/figures")).await.status, 404);
    }
}

#[tokio::test]
async fn half_a_pair_a_doubled_cookie_and_a_mixed_pair_are_no_session() {
    let place = shared();
    let whole = Desk::of(place, "first").await;
    let other = Desk::of(place, "nitikorn").await;
    for name in [cookie::SESSION, cookie::SECRET] {
        let mut half = whole.clone();
        half.jar.remove(name);
        assert!(!half.is_in().await, "without {name}");
        let mut mixed = whole.clone();
        mixed.jar.insert(name.to_owned(), other.jar[name].clone());
        assert!(!mixed.is_in().await, "{name} of another");
        let mut doubled = whole.clone();
        let twice = format!("{}; {name}={}", whole.jar[name], whole.jar[name]);
        doubled.jar.insert(name.to_owned(), twice);
        assert!(!doubled.is_in().await, "{name} twice");
    }
}

/// The claims of a token, unchecked.
fn claims(token: &str) -> Claims {
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&BASE64URL_NOPAD.decode(payload.as_bytes()).unwrap()).unwrap()
}

fn sign(key: &TokenKey, claims: &Claims) -> String {
    key.sign(claims).ok().unwrap()
}

#[tokio::test]
async fn no_forged_token_opens_the_officers_pages() {
    let place = shared();
    let whole = Desk::of(place, "first").await;
    let genuine = whole.jar[cookie::SESSION].clone();
    let said = claims(&genuine);
    let [header, payload, mac]: [&str; 3] = genuine.split('.').collect::<Vec<_>>().try_into().unwrap();
    let encode = |text: &str| BASE64URL_NOPAD.encode(text.as_bytes());
    let ours = TokenKey::derive(place.app.secret.expose());
    let with = |change: fn(&mut Claims)| {
        let mut changed = said.clone();
        change(&mut changed);
        sign(&ours, &changed)
    };
    let mut raised = said.clone();
    raised.role = "admin".to_owned();
    let raised = BASE64URL_NOPAD.encode(&serde_json::to_vec(&raised).unwrap());
    let forged = [
        (
            "unsigned",
            format!("{}.{payload}.", encode(r#"{"alg":"none","typ":"JWT"}"#)),
        ),
        ("no mac", format!("{header}.{payload}.")),
        ("two parts", format!("{header}.{payload}")),
        (
            "other algorithm",
            format!("{}.{payload}.{mac}", encode(r#"{"alg":"HS384","typ":"JWT"}"#)),
        ),
        ("raised role", format!("{header}.{raised}.{mac}")),
        ("other key", sign(&TokenKey::derive(&[7; 32]), &said)),
        ("other session", with(|claims| claims.sid = "00".repeat(32))),
        ("other officer", with(|claims| claims.sub = "00".repeat(16))),
        ("other agency", with(|claims| claims.aud = "00".repeat(16))),
        ("other issuer", with(|claims| claims.iss = "somebody".to_owned())),
        ("not yet", with(|claims| claims.nbf += 3_600)),
        ("too long", "a".repeat(5_000)),
    ];
    for (what, token) in forged {
        let mut thief = whole.clone();
        thief.jar.insert(cookie::SESSION.to_owned(), token);
        let answer = thief.open(INBOX).await;
        assert_eq!(
            (answer.status, place_of(&answer).as_deref()),
            (303, Some(SIGN_IN)),
            "{what}"
        );
    }
    // The same road with nothing changed does open them.
    let mut owner = whole.clone();
    owner.jar.insert(cookie::SESSION.to_owned(), with(|_| {}));
    assert_eq!(owner.open(INBOX).await.status, 200);
}

#[tokio::test]
async fn a_session_of_another_agency_is_none_here() {
    let mut desk = Desk::new(shared());
    assert_eq!(
        desk.sign_in("/nong-ruea", "first", PASSWORD, "").await.status,
        303
    );
    assert_eq!(desk.open("/nong-ruea/office").await.status, 200);
    let answer = desk.open(INBOX).await;
    assert_eq!(place_of(&answer).as_deref(), Some(SIGN_IN));
}

#[tokio::test]
async fn a_token_that_ran_out_is_made_anew_while_the_session_lives() {
    let place = Place::new(a_day());
    let mut desk = Desk::of(&place, "first").await;
    place.clock.advance_to(a_day() + 30);
    assert!(
        desk.open(INBOX).await.headers.get(SET_COOKIE).is_none(),
        "anew within a minute"
    );
    let before = desk.jar[cookie::SESSION].clone();
    place.clock.advance_to(a_day() + 11 * MINUTE);
    let answer = desk.open(INBOX).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.headers.get_all(SET_COOKIE).iter().count(), 1);
    assert_ne!(desk.jar[cookie::SESSION], before);
    assert_eq!(claims(&desk.jar[cookie::SESSION]).exp, a_day() + 21 * MINUTE);
}

#[tokio::test]
async fn a_session_ends_after_fifteen_idle_minutes_and_after_eight_hours_of_work() {
    let place = Place::new(a_day());
    let mut idle = Desk::of(&place, "first").await;
    let mut busy = Desk::of(&place, "nitikorn").await;
    for minutes in (10..480).step_by(10) {
        place.clock.advance_to(a_day() + minutes * MINUTE);
        assert!(busy.is_in().await, "after {minutes} minutes");
        if minutes == 20 {
            assert!(!idle.is_in().await, "idle for {minutes} minutes");
        }
    }
    place.clock.advance_to(a_day() + 480 * MINUTE + 1);
    assert!(!busy.is_in().await, "after eight hours");
}

#[tokio::test]
async fn signing_out_ends_the_session_for_whoever_kept_its_cookies() {
    let mut desk = Desk::of(shared(), "first").await;
    let mut kept = desk.clone();
    let page = desk.open(INBOX).await;
    let token = page
        .body
        .split("office/sign-out")
        .nth(1)
        .unwrap()
        .split("value=\"")
        .nth(1)
        .unwrap();
    let token = token.split('"').next().unwrap().to_owned();
    let answer = desk
        .post("/khok-sung/office/sign-out", &vec![("token".to_owned(), token)])
        .await;
    assert_eq!(answer.status, 303);
    assert_eq!(
        answer.headers["clear-site-data"],
        "\"cache\", \"cookies\", \"storage\""
    );
    assert!(desk.jar.is_empty(), "cookies are left");
    let page = desk.follow(answer).await;
    assert!(page.text().contains("ออกจากระบบแล้ว"));
    assert!(!kept.is_in().await, "the session lives on");
}

#[tokio::test]
async fn an_officer_who_was_switched_off_is_out_at_once() {
    let place = Place::new(a_day());
    let mut desk = Desk::of(&place, "khlang").await;
    let (agency, officer) = (place.first.id, place.officer("khlang").await.id);
    place
        .app
        .db
        .write(move |c| sujarit::store::officers::set_active(c, agency, officer, false))
        .await
        .unwrap();
    assert!(!desk.is_in().await);
    assert_eq!(
        Desk::new(&place)
            .sign_in(HERE, "khlang", PASSWORD, "")
            .await
            .status,
        200
    );
}
