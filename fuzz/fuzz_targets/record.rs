//! Records from anywhere, as a server without keys reads them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sujarit::vault::PublicIdentity;
use sujarit::vault::record::{RecordHeader, check_sealed};

fuzz_target!(|bytes: &[u8]| {
    if let Ok((header, _)) = RecordHeader::parse(bytes) {
        let author = PublicIdentity {
            kem_pk: [1; 32],
            sig_pk: [1; 32],
        };
        let _ = check_sealed(bytes, &[0; 64], &header.header_hash, &author);
    }
});
