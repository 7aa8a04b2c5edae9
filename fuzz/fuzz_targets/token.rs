//! Session tokens from anywhere: none is accepted.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sujarit::vault::{TokenKey, token};

fuzz_target!(|text: &str| {
    token::install().unwrap();
    let key = TokenKey::from_bytes(&[1; 32]).unwrap();
    assert!(key.verify(text, "agency", "sujarit", 0).is_err());
});
