//! Whatever is sent in: it is recognised and cleaned, or held back, and a clean copy stays clean.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sujarit::clean::wash::{recognise, wash};

fuzz_target!(|bytes: &[u8]| {
    let Ok(kind) = recognise(bytes) else {
        return;
    };
    if let Ok(clean) = wash(kind, bytes.to_vec()) {
        assert_eq!(recognise(&clean.bytes), Ok(clean.kind));
    }
});
