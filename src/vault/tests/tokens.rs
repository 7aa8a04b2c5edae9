//! Session tokens: everything a forger tries.

use super::*;
use data_encoding::BASE64URL_NOPAD;
use ring::hmac;
use serde_json::json;

const KEY: [u8; 32] = [7; 32];

fn claims() -> Value {
    json!({
        "sid": "s", "sub": "officer", "role": "responsible", "aud": "agency", "iss": "sujarit",
        "iat": NOW, "nbf": NOW, "exp": NOW + 600
    })
}

/// A token with any header and claims, rightly signed by HMAC-SHA256 under `key`.
fn forged(header: &str, claims: &str, key: &[u8]) -> String {
    let message = format!(
        "{}.{}",
        BASE64URL_NOPAD.encode(header.as_bytes()),
        BASE64URL_NOPAD.encode(claims.as_bytes())
    );
    let mac = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), message.as_bytes());
    format!("{message}.{}", BASE64URL_NOPAD.encode(mac.as_ref()))
}

const HS256: &str = r#"{"typ":"JWT","alg":"HS256"}"#;

fn verify(token: &str, now: i64) -> Result<Claims, VaultError> {
    token::install().unwrap();
    TokenKey::from_bytes(&KEY)
        .unwrap()
        .verify(token, "agency", "sujarit", now)
}

#[test]
fn a_signed_token_is_read_back() {
    token::install().unwrap();
    let key = TokenKey::from_bytes(&KEY).unwrap();
    let claims: Claims = serde_json::from_value(claims()).unwrap();
    let token = key.sign(&claims).unwrap();
    assert_eq!(verify(&token, NOW), Ok(claims.clone()));
    let other = TokenKey::random(&Rng::for_tests(1)).unwrap();
    assert_eq!(
        other.verify(&token, "agency", "sujarit", NOW),
        Err(VaultError::Damaged)
    );
    assert_eq!(
        key.verify(&token, "another", "sujarit", NOW),
        Err(VaultError::Damaged)
    );
    assert_eq!(
        key.verify(&token, "agency", "another", NOW),
        Err(VaultError::Damaged)
    );
    assert_eq!(
        verify(
            &forged(HS256, &serde_json::to_string(&claims).unwrap(), &KEY),
            NOW
        ),
        Ok(claims)
    );
}

#[test]
fn a_token_counts_from_nbf_to_exp_with_five_seconds_of_leeway() {
    let token = forged(HS256, &claims().to_string(), &KEY);
    for (now, counts) in [
        (NOW - 6, false),
        (NOW - 5, true),
        (NOW + 604, true),
        (NOW + 605, false),
        (i64::MIN, false),
        (i64::MAX, false),
    ] {
        assert_eq!(verify(&token, now).is_ok(), counts, "{now}");
        assert!(counts || verify(&token, now) == Err(VaultError::Expired));
    }
}

#[test]
fn no_other_algorithm_is_accepted() {
    let body = claims().to_string();
    let algorithms = [
        "none", "None", "NONE", "nOnE", "", "HS384", "HS512", "hs256", "RS256", "ES256", "EdDSA", "PS256",
    ];
    for algorithm in algorithms {
        let header = json!({"typ": "JWT", "alg": algorithm}).to_string();
        let signed = forged(&header, &body, &KEY);
        let unsigned = format!("{}.", signed.rsplit_once('.').unwrap().0);
        for token in [signed, unsigned] {
            assert_eq!(verify(&token, NOW), Err(VaultError::Damaged), "{algorithm}");
        }
    }
    for header in [
        r#"{"typ":"JWT"}"#,
        r#"{"alg":null}"#,
        r#"{"alg":["HS256"]}"#,
        "{}",
        "",
        "[]",
    ] {
        assert_eq!(
            verify(&forged(header, &body, &KEY), NOW),
            Err(VaultError::Damaged),
            "{header}"
        );
    }
    let unsigned = forged(HS256, &body, &KEY);
    let unsigned = unsigned.rsplit_once('.').unwrap().0;
    assert_eq!(verify(&format!("{unsigned}."), NOW), Err(VaultError::Damaged));
    assert_eq!(verify(unsigned, NOW), Err(VaultError::Damaged));
}

#[test]
fn a_public_key_does_not_serve_as_an_hmac_key() {
    let public = World::new(1).officers[0].public().sig_pk;
    assert_eq!(
        verify(&forged(HS256, &claims().to_string(), &public), NOW),
        Err(VaultError::Damaged)
    );
}

#[test]
fn headers_that_point_to_keys_change_nothing() {
    let body = claims().to_string();
    for extra in [
        r#""kid":"../../dev/null""#,
        r#""jku":"https://example.org/k""#,
        r#""jwk":{"kty":"oct","k":"AAAA"}"#,
        r#""x5u":"https://example.org/c""#,
    ] {
        let header = format!(r#"{{"typ":"JWT","alg":"HS256",{extra}}}"#);
        assert!(
            verify(&forged(&header, &body, &[0; 32]), NOW).is_err(),
            "{extra} under another key"
        );
    }
}

#[test]
fn every_claim_is_required_in_its_type() {
    let strings = ["sid", "sub", "role", "aud", "iss"];
    let numbers = ["iat", "nbf", "exp"];
    for name in strings.iter().chain(&numbers) {
        let mut missing = claims();
        missing.as_object_mut().unwrap().remove(*name);
        let mut null = claims();
        null[name] = Value::Null;
        let mut wrong = claims();
        wrong[name] = if numbers.contains(name) {
            json!((NOW + 600).to_string())
        } else {
            json!(5)
        };
        for body in [missing, null, wrong] {
            let result = verify(&forged(HS256, &body.to_string(), &KEY), NOW);
            assert_eq!(result, Err(VaultError::Damaged), "{name}: {body}");
        }
    }
    for (name, value) in [
        ("exp", json!(1e300)),
        ("exp", json!(-1)),
        ("exp", json!(u64::MAX)),
        ("exp", json!(true)),
        ("nbf", json!([NOW])),
        ("aud", json!(["agency", "another"])),
        ("more", json!(1)),
    ] {
        let mut body = claims();
        body[name] = value;
        let result = verify(&forged(HS256, &body.to_string(), &KEY), NOW);
        assert_eq!(result, Err(VaultError::Damaged), "{name}: {body}");
    }
    let doubled = claims().to_string().replacen('{', r#"{"exp":99999999999,"#, 1);
    assert_eq!(
        verify(&forged(HS256, &doubled, &KEY), NOW),
        Err(VaultError::Damaged)
    );
}

#[test]
fn no_changed_token_is_accepted() {
    let token = forged(HS256, &claims().to_string(), &KEY);
    assert!(verify(&token, NOW).is_ok());
    for place in 0..token.len() {
        let mut changed = token.clone().into_bytes();
        changed[place] = if changed[place] == b'A' { b'B' } else { b'A' };
        assert!(
            verify(&String::from_utf8(changed).unwrap(), NOW).is_err(),
            "byte {place}"
        );
        assert!(verify(&token[..place], NOW).is_err(), "cut to {place}");
    }
    assert!(verify(&format!("{token}A"), NOW).is_err());
    assert!(verify(&format!("{token}.{token}"), NOW).is_err());
    assert!(verify(&"A".repeat(10_000_000), NOW).is_err());
}

#[test]
fn short_keys_are_refused() {
    token::install().unwrap();
    assert_eq!(TokenKey::from_bytes(&[1; 31]).err(), Some(VaultError::Refused));
    assert!(TokenKey::from_bytes(&[1; 32]).is_ok());
    let short = jsonwebtoken::EncodingKey::from_secret(&[1; 31]);
    assert!(jsonwebtoken::crypto::sign(b"x", &short, jsonwebtoken::Algorithm::HS256).is_err());
    let long = jsonwebtoken::EncodingKey::from_secret(&[1; 32]);
    assert!(jsonwebtoken::crypto::sign(b"x", &long, jsonwebtoken::Algorithm::HS256).is_ok());
    for algorithm in [jsonwebtoken::Algorithm::HS384, jsonwebtoken::Algorithm::HS512] {
        assert!(jsonwebtoken::crypto::sign(b"x", &long, algorithm).is_err());
    }
}
