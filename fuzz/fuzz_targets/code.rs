//! Typed codes: whatever is read has one spelling and is read again as itself.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sujarit::vault::{Reading, TrackingCode};

fuzz_target!(|typed: &str| {
    if let Reading::Code(code) | Reading::Proposed(code) = TrackingCode::read(typed) {
        let Reading::Code(again) = TrackingCode::read(&code.letters()) else {
            panic!("its own letters")
        };
        assert_eq!(*again.digits(), *code.digits());
    }
});
