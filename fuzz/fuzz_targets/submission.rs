//! Submissions from anywhere: parts borrow the input, so they never exceed it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sujarit::vault::{Header, Submission};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(parts) = Submission::parse(bytes) {
        let wraps: usize = parts.wraps.iter().map(|wrap| wrap.len()).sum();
        let records: usize = parts.records.iter().map(|(record, _)| record.len()).sum();
        assert!(parts.header.len() + wraps + records <= bytes.len());
        let _ = Header::parse(parts.header);
    }
});
