//! Forms with files, read piece by piece.

use std::future::Future;

use actix_web::error::PayloadError;
use actix_web::web::Bytes;
use proptest::prelude::*;

use crate::web::multipart::{PartError, Parts, boundary};

type Found = Vec<(String, Option<String>, Vec<u8>)>;

fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap()
        .block_on(work)
}

/// Reads a body that comes in pieces of this size.
fn read(body: &[u8], size: usize, most: u64) -> Result<Found, PartError> {
    let pieces: Vec<Result<Bytes, PayloadError>> = body
        .chunks(size)
        .map(|piece| Ok(Bytes::copy_from_slice(piece)))
        .collect();
    let mut parts = Parts::new(Box::pin(futures_util::stream::iter(pieces)), "b", most);
    run(async {
        let mut found = Vec::new();
        while let Some(head) = parts.next().await? {
            let mut all = Vec::new();
            while let Some(piece) = parts.piece().await? {
                all.extend_from_slice(&piece);
            }
            found.push((head.name, head.file, all));
        }
        Ok(found)
    })
}

fn part(head: &str, content: &[u8]) -> Vec<u8> {
    [
        b"--b\r\nContent-Disposition: form-data; ".as_slice(),
        head.as_bytes(),
        b"\r\n\r\n",
        content,
        b"\r\n",
    ]
    .concat()
}

fn body(parts: &[Vec<u8>]) -> Vec<u8> {
    [parts.concat().as_slice(), b"--b--\r\n"].concat()
}

#[test]
fn fields_and_files_come_in_their_order() {
    let sent = body(&[
        part("name=\"token\"", b"x"),
        part(
            "name=\"file\"; filename=\"ภาพ %22a%22.jpg\"\r\nContent-Type: image/jpeg",
            b"\r\n--c\0\r\n-",
        ),
        part("name=\"file\"; filename=\"\"", b""),
    ]);
    for size in [1, 2, 3, 7, 1_000] {
        let found = read(&sent, size, 10_000).unwrap();
        assert_eq!(found.len(), 3);
        assert_eq!(found[0], ("token".to_owned(), None, b"x".to_vec()));
        assert_eq!(found[1].1.as_deref(), Some("ภาพ \"a\".jpg"));
        assert_eq!(found[1].2, b"\r\n--c\0\r\n-");
        assert_eq!(found[2], ("file".to_owned(), Some(String::new()), Vec::new()));
    }
}

#[test]
fn what_no_browser_sends_is_refused() {
    let good = part("name=\"a\"", b"x");
    for bad in [
        b"".to_vec(),
        b"--".to_vec(),
        b"--c\r\n".to_vec(),
        b"preamble\r\n--b--\r\n".to_vec(),
        good.clone(),
        [good.as_slice(), b"--b"].concat(),
        [good.as_slice(), b"--bx\r\n\r\n"].concat(),
        body(&[part("filename=\"a\"", b"x")]),
        body(&[part("name=\"a\"; name=\"b\"", b"x")]),
        body(&[part("name=a", b"x")]),
        body(&[part("name=\"a\"; filename*=UTF-8''x", b"x")]),
        body(&[part(
            "name=\"a\"\r\nContent-Disposition: form-data; name=\"b\"",
            b"x",
        )]),
        body(&[part("name=\"a\"\r\nContent-Transfer-Encoding: base64", b"x")]),
        body(&[b"--b\r\n\r\nx\r\n".to_vec()]),
        body(&[b"--b\r\nContent-Disposition: form-data; name=\"\xff\"\r\n\r\nx\r\n".to_vec()]),
    ] {
        assert_eq!(
            read(&bad, 5, 10_000),
            Err(PartError::Unreadable),
            "{}",
            String::from_utf8_lossy(&bad)
        );
    }
}

#[test]
fn long_heads_many_parts_and_long_bodies_end_early() {
    let long = body(&[part(&format!("name=\"{}\"", "a".repeat(1 << 20)), b"x")]);
    assert_eq!(read(&long, 4_096, 1 << 22), Err(PartError::TooLarge));
    let many = body(&vec![part("name=\"a\"", b""); 10_000]);
    assert_eq!(read(&many, 4_096, 1 << 22), Err(PartError::TooLarge));
    let sent = body(&[part("name=\"a\"", &[b'x'; 1_000])]);
    assert_eq!(read(&sent, 100, 900), Err(PartError::TooLarge));
}

#[test]
fn only_a_boundary_that_can_be_one_is_taken() {
    let of = |text: &str| boundary(text);
    assert_eq!(of("multipart/form-data; boundary=x").as_deref(), Some("x"));
    assert_eq!(of("Multipart/Form-Data; charset=utf-8; boundary=\"a b\""), None);
    assert_eq!(
        of("multipart/form-data; boundary=\"a-b\"").as_deref(),
        Some("a-b")
    );
    for none in [
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/mixed; boundary=x",
        "multipart/form-data; boundary=x; boundary=y",
        &format!("multipart/form-data; boundary={}", "x".repeat(71)),
        "application/x-www-form-urlencoded",
    ] {
        assert_eq!(of(none), None, "{none}");
    }
}

proptest! {
    #[test]
    fn any_content_comes_back_whatever_the_pieces(
        content in proptest::collection::vec(prop::sample::select(b"\r\n-bx".to_vec()), 0..200),
        size in 1_usize..40,
    ) {
        prop_assume!(!content.windows(5).any(|five| five == b"\r\n--b"));
        let sent = body(&[part("name=\"f\"; filename=\"f\"", &content)]);
        let found = read(&sent, size, 1 << 20).unwrap();
        prop_assert_eq!(&found[0].2, &content);
    }

    #[test]
    fn any_bytes_end_without_a_panic(
        bytes in proptest::collection::vec(any::<u8>(), 0..300),
        size in 1_usize..40,
    ) {
        let _ = read(&bytes, size, 1 << 20);
    }
}
