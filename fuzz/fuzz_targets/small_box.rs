//! Small boxes from anywhere: none opens.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sujarit::vault::small_box;

fuzz_target!(|bytes: &[u8]| {
    assert!(small_box::open(&[1; 32], b"fuzz", bytes).is_err());
});
