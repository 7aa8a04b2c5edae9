//! Wraps from anywhere.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sujarit::vault::wrap::Wrap;

fuzz_target!(|bytes: &[u8]| {
    let _ = Wrap::parse(bytes);
});
