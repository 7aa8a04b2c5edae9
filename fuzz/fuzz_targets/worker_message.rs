//! What a worker that was taken over may say to its parent.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sujarit::clean::message::{HEAD, Message};

fuzz_target!(|bytes: &[u8]| {
    let Some((head, payload)) = bytes.split_first_chunk::<HEAD>() else {
        return;
    };
    if Message::length(*head) == Ok(payload.len()) {
        let _ = Message::decode(head[0], payload.to_vec());
    }
});
