//! Directory bytes from anywhere.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sujarit::vault::Directory;

fuzz_target!(|bytes: &[u8]| {
    let _ = Directory::read_unverified(bytes);
});
