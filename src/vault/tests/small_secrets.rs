//! Session secrets, small boxes, form tokens, one-time codes, fingerprints and the primitives below them.

use super::*;
use crate::vault::digest::hkdf;
use crate::vault::totp::TotpSecret;

#[test]
fn hkdf_gives_the_first_vector_of_rfc_5869() {
    let okm = hkdf::<42>(
        &[&HEXLOWER.decode(b"000102030405060708090a0b0c").unwrap()],
        &[0x0b; 22],
        &[&HEXLOWER.decode(b"f0f1f2f3f4f5f6f7f8f9").unwrap()],
    );
    assert_eq!(
        HEXLOWER.encode(okm.as_slice()),
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
    );
}

#[test]
fn one_time_codes_follow_rfc_6238() {
    let secret = TotpSecret::from_bytes(b"12345678901234567890").unwrap();
    let rows = [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_111_111_111, "050471"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
        (20_000_000_000, "353130"),
    ];
    for (now, code) in rows {
        let step = u64::try_from(now / 30).unwrap();
        assert_eq!(secret.code(step).as_str(), code);
        for (at, expected) in [
            (now - 30, Some(step)),
            (now, Some(step)),
            (now + 30, Some(step)),
            (now + 90, None),
            (now - 90, None),
        ] {
            assert_eq!(secret.verify(code, at), expected, "{code} at {at}");
        }
    }
}

#[test]
fn one_time_codes_are_read_in_thai_digits_and_nothing_else_passes() {
    let secret = TotpSecret::from_bytes(b"12345678901234567890").unwrap();
    assert_eq!(secret.verify("๒๘๗ ๐๘๒", 59), Some(1));
    for typed in ["", "28708", "2870820", "28708x", "-87082", &"2".repeat(1_000_000)] {
        assert_eq!(secret.verify(typed, 59), None);
    }
    assert_eq!(secret.verify("287082", i64::MIN), None);
    assert_eq!(secret.verify("287082", i64::MAX), None);
    assert!(TotpSecret::from_bytes(&[0; 19]).is_err());
}

#[test]
fn the_address_for_an_app_is_encoded() {
    let secret = TotpSecret::from_bytes(b"12345678901234567890").unwrap();
    assert_eq!(secret.base32().as_str(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    assert_eq!(
        secret.uri("อบต. ก", "a&b").as_str(),
        "otpauth://totp/%E0%B8%AD%E0%B8%9A%E0%B8%95.%20%E0%B8%81:a%26b?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
         &issuer=%E0%B8%AD%E0%B8%9A%E0%B8%95.%20%E0%B8%81&algorithm=SHA1&digits=6&period=30"
    );
}

#[test]
fn a_box_opens_only_whole_in_its_context_with_its_key() {
    let rng = Rng::for_tests(1);
    let sealed = small_box::seal(&[1; 32], b"cookie", b"content", &rng).unwrap();
    assert_eq!(sealed.len(), 7 + small_box::OVERHEAD);
    assert_eq!(
        small_box::open(&[1; 32], b"cookie", &sealed).unwrap().as_slice(),
        b"content"
    );
    assert!(small_box::open(&[2; 32], b"cookie", &sealed).is_err());
    assert!(small_box::open(&[1; 32], b"totp", &sealed).is_err());
    for place in 0..sealed.len() {
        let mut flipped = sealed.clone();
        flipped[place] ^= 1;
        assert!(
            small_box::open(&[1; 32], b"cookie", &flipped).is_err(),
            "byte {place}"
        );
        assert!(
            small_box::open(&[1; 32], b"cookie", &sealed[..place]).is_err(),
            "length {place}"
        );
    }
    assert!(small_box::open(&[1; 32], b"cookie", &[&sealed[..], &[0]].concat()).is_err());
    assert_ne!(
        sealed,
        small_box::seal(&[1; 32], b"cookie", b"content", &rng).unwrap()
    );
}

#[test]
fn a_form_token_belongs_to_its_parts_and_its_key() {
    let rng = Rng::for_tests(2);
    let (key, other) = (FormKey::random(&rng).unwrap(), FormKey::random(&rng).unwrap());
    let mac = key.sign_text(&[b"agency", b"report", b"17"]);
    assert!(key.verify_text(&[b"agency", b"report", b"17"], &mac));
    assert!(!other.verify_text(&[b"agency", b"report", b"17"], &mac));
    let splits: [&[&[u8]]; 5] = [
        &[b"agencyreport", b"17"],
        &[b"agency", b"report1", b"7"],
        &[b"agency", b"report", b"17", b""],
        &[b"", b"agency", b"report", b"17"],
        &[],
    ];
    for parts in splits {
        assert!(!key.verify_text(parts, &mac));
    }
    assert!(!key.verify_text(&[b"agency", b"report", b"17"], ""));
    assert!(!key.verify_text(&[b"agency", b"report", b"17"], &mac[..42]));
    assert!(!key.verify(&[b"agency", b"report", b"17"], &[]));
}

#[test]
fn a_session_secret_has_one_spelling() {
    let secret = SessionSecret::random(&Rng::for_tests(3)).unwrap();
    let cookie = secret.to_base64url();
    assert_eq!(cookie.len(), 43);
    assert_eq!(
        SessionSecret::from_base64url(&cookie).unwrap().sid(),
        secret.sid()
    );
    let padded = format!("{}=", cookie.as_str());
    for wrong in ["", &cookie[..42], &padded, &"!".repeat(43), &"é".repeat(22)] {
        assert!(SessionSecret::from_base64url(wrong).is_err());
    }
    // The last symbol carries four bits; setting its two idle ones is another spelling and is refused.
    let idle = format!("{}B", "A".repeat(42));
    assert!(SessionSecret::from_base64url(&idle).is_err());
}

#[test]
fn an_owners_secret_depends_on_owner_and_purpose() {
    let world = World::new(4);
    let [a, b] = &world.officers;
    assert_eq!(*a.derive_secret("totp"), *a.derive_secret("totp"));
    assert_ne!(*a.derive_secret("totp"), *a.derive_secret("other"));
    assert_ne!(*a.derive_secret("totp"), *b.derive_secret("totp"));
}

#[test]
fn a_fingerprint_is_eight_groups_of_crockford_base32() {
    let vectors = published();
    let id = KeyId::from_bytes(fixed(&vectors["recovery"]["key_id"]));
    let fingerprint = id.fingerprint();
    assert_eq!(fingerprint.len(), 39);
    assert!(fingerprint.split('-').all(|group| group.len() == 4));
    assert_eq!(fingerprint.split('-').count(), 8);
    assert_eq!(KeyId([0; 32]).fingerprint(), ["0000"; 8].join("-"));
    assert_eq!(KeyId([0xFF; 32]).fingerprint(), ["ZZZZ"; 8].join("-"));
    assert_eq!(&fingerprint[..4], "K8SA", "9a32a in base 32");
}

#[test]
fn errors_say_nothing_but_their_kind() {
    for error in [
        VaultError::Mistyped,
        VaultError::Damaged,
        VaultError::Busy,
        VaultError::Random,
        VaultError::Expired,
        VaultError::Refused,
    ] {
        assert!(
            error
                .to_string()
                .chars()
                .all(|symbol| symbol.is_ascii_lowercase() || " -".contains(symbol))
        );
    }
}
