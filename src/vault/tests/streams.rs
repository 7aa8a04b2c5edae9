//! Bodies in pieces: the two libraries against each other, and every way to disturb the order of chunks.

use super::*;
use crate::vault::aead::{Bulk, Cipher, Portable};
use crate::vault::padding::{bucket, framed, is_legal_body, sealed_body};
use crate::vault::record::HEADER;
use crate::vault::record_stream::StreamError;
use crate::vault::stream::{BodyOpener, BodySealer, CHUNK, CHUNK_DATA, ChunkKeys};
use proptest::prelude::*;
use zeroize::Zeroizing;

const SEALED_CHUNK: usize = CHUNK + 16;

/// Around every boundary: of the buckets, of one chunk, of two.
const BOUNDARIES: [usize; 16] = [
    0, 1, 15, 4_091, 4_092, 4_093, 16_380, 16_381, 65_531, 65_532, 65_533, 131_063, 131_064, 131_065,
    200_000, 300_000,
];

fn keys() -> ChunkKeys {
    ChunkKeys {
        key: Zeroizing::new([1; 32]),
        prefix: [2; 7],
        aad: [3; 32],
    }
}

fn content(length: usize) -> Vec<u8> {
    (0..length).map(|place| (place % 251).to_le_bytes()[0]).collect()
}

fn sealed<C: Cipher>(content: &[u8], blob: bool, piece: usize) -> Vec<u8> {
    let mut out = Vec::new();
    let mut sealer = BodySealer::<C>::new(&keys(), blob).unwrap();
    content
        .chunks(piece)
        .for_each(|piece| sealer.push(piece, &mut out).unwrap());
    sealer.finish(&mut out).unwrap();
    out
}

fn opened<C: Cipher>(body: &[u8], blob: bool, piece: usize) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut opener = BodyOpener::<C>::new(&keys(), blob).unwrap();
    body.chunks(piece)
        .try_for_each(|piece| opener.push(piece, &mut out))
        .ok()?;
    let whole = opener.finish(&mut out).ok()?;
    assert_eq!(whole.data, out.len() as u64);
    Some(out)
}

#[test]
fn the_padding_can_be_written_a_chunk_at_a_time_and_makes_the_same_bytes() {
    for length in BOUNDARIES.into_iter().chain([1_000_000, 5_300_000]) {
        for blob in [false, true] {
            let data = content(length);
            let mut out = Vec::new();
            let mut sealer = BodySealer::<Bulk>::new(&keys(), blob).unwrap();
            sealer.push(&data, &mut out).unwrap();
            loop {
                let before = out.len();
                let more = sealer.pad(&mut out).unwrap();
                assert_eq!(
                    out.len() - before,
                    if more { SEALED_CHUNK } else { 0 },
                    "{length}"
                );
                if !more {
                    break;
                }
            }
            assert!(
                sealer.push(b"more", &mut out).is_err(),
                "content after its end would be lost"
            );
            let before = out.len();
            sealer.finish(&mut out).unwrap();
            assert!(out.len() - before <= SEALED_CHUNK, "{length}");
            assert!(out == sealed::<Bulk>(&data, blob, 70_000), "{length}");
        }
    }
}

/// A body of chunks given in plain, with right tags: what a dishonest sealer could make.
fn forged(chunks: &[Vec<u8>]) -> Vec<u8> {
    let cipher = Portable::new(&keys().key).unwrap();
    let mut out = Vec::new();
    for (number, chunk) in chunks.iter().enumerate() {
        let mut nonce = [2; 12];
        nonce[7..11].copy_from_slice(&u32::try_from(number).unwrap().to_be_bytes());
        nonce[11] = u8::from(number + 1 == chunks.len());
        let mut data = chunk.clone();
        let tag = cipher.seal(&nonce, &keys().aad, &mut data).unwrap();
        out.extend(data);
        out.extend(tag);
    }
    out
}

fn chunk(length: u32, data: &[u8], size: usize) -> Vec<u8> {
    let mut chunk = length.to_be_bytes().to_vec();
    chunk.extend(data);
    chunk.resize(size, 0);
    chunk
}

#[test]
fn ring_and_aes_gcm_seal_the_same_bytes_and_open_each_others() {
    for length in BOUNDARIES {
        for blob in [false, true] {
            let content = content(length);
            let body = sealed::<Portable>(&content, blob, usize::MAX);
            assert_eq!(body.len() as u64, sealed_body(length as u64, blob));
            for piece in [1_000, 65_532, 65_536] {
                assert!(
                    sealed::<Bulk>(&content, blob, piece) == body,
                    "{length} in pieces of {piece}"
                );
            }
            assert!(opened::<Bulk>(&body, blob, 70_001) == Some(content.clone()));
            assert!(opened::<Portable>(&body, blob, 777) == Some(content.clone()));
            let framed = framed(length as u64);
            let same_bucket = bucket(framed, true) == bucket(framed, false);
            assert_eq!(
                opened::<Portable>(&body, !blob, 70_000).is_some(),
                same_bucket,
                "{length} as the other kind"
            );
        }
    }
}

#[test]
fn chunks_are_not_dropped_doubled_swapped_or_cut_unnoticed() {
    let body = sealed::<Bulk>(&content(200_000), true, 9_999);
    let chunks: Vec<&[u8]> = body.chunks(SEALED_CHUNK).collect();
    assert_eq!(chunks.len(), 4);
    let disturbed: Vec<Vec<&[u8]>> = vec![
        chunks[..3].to_vec(),
        chunks[..1].to_vec(),
        chunks[1..].to_vec(),
        vec![chunks[0], chunks[2], chunks[1], chunks[3]],
        vec![chunks[0], chunks[1], chunks[1], chunks[2], chunks[3]],
        vec![chunks[0], chunks[1], chunks[3]],
        vec![chunks[0], chunks[1], chunks[2], chunks[3], chunks[3]],
        vec![],
    ];
    assert!(opened::<Bulk>(&chunks.concat(), true, 4_096).is_some());
    for parts in disturbed {
        assert_eq!(opened::<Bulk>(&parts.concat(), true, 4_096), None);
    }
    for place in (0..body.len()).step_by(4_099).chain(body.len() - 20..body.len()) {
        let mut flipped = body.clone();
        flipped[place] ^= 1;
        assert_eq!(opened::<Bulk>(&flipped, true, 70_000), None, "byte {place}");
        assert_eq!(
            opened::<Portable>(&body[..place], true, 70_000),
            None,
            "cut to {place}"
        );
    }
}

#[test]
fn only_the_canonical_framing_and_padding_opens() {
    let full = || chunk(65_532, &vec![7; CHUNK_DATA], CHUNK);
    let empty = || chunk(0, &[], CHUNK);
    assert!(opened::<Bulk>(&forged(&[chunk(2, b"ok", 4_096)]), false, 9_999).is_some());
    assert!(opened::<Bulk>(&forged(&[full(), chunk(1, b"x", 16_384)]), true, 9_999).is_some());
    let mut hidden = chunk(2, b"ok", 4_096);
    hidden[4_095] = 1;
    let wrong = [
        (vec![hidden], "something hidden in the padding"),
        (
            vec![chunk(4_093, &[0; 4_092], 4_096)],
            "a length beyond the chunk",
        ),
        (vec![chunk(u32::MAX, &[], 4_096)], "the greatest length"),
        (vec![chunk(2, b"ok", 16_384)], "a bucket too large"),
        (vec![chunk(2, b"ok", 4_095)], "a length that is no bucket"),
        (vec![chunk(2, b"ok", 6)], "no padding"),
        (vec![vec![0; 3]], "no room for the frame"),
        (vec![vec![]], "an empty chunk"),
        (
            vec![chunk(1, b"x", CHUNK), chunk(1, b"x", 16_384)],
            "data after a short chunk",
        ),
        (
            vec![chunk(65_531, &vec![7; 65_531], CHUNK), chunk(2, b"xx", 16_384)],
            "an uneven split of a right total",
        ),
        (vec![empty(), chunk(1, b"x", 16_384)], "data after an empty chunk"),
        (vec![full(), empty()], "an empty chunk too many"),
        (vec![full(), chunk(1, b"x", CHUNK)], "the last chunk too long"),
    ];
    for (chunks, what) in wrong {
        assert_eq!(opened::<Bulk>(&forged(&chunks), false, 9_999), None, "{what}");
        assert_eq!(opened::<Portable>(&forged(&chunks), false, 9_999), None, "{what}");
    }
}

#[test]
fn a_streamed_record_is_the_record_sealed_at_once() {
    let world = World::new(1);
    let (_, key) = world.channel();
    for length in BOUNDARIES {
        let record = world.record(RecordKind::Blob);
        let content = content(length);
        let salt = world.rng.bytes().unwrap();
        let whole = key
            .seal_with_salt(&record, &world.reporter, &content, salt)
            .unwrap();
        let mut sealer = key.stream_with_salt(&record, &world.reporter, salt).unwrap();
        let mut bytes = sealer.header();
        for piece in content.chunks(10_000) {
            sealer.push(piece, &mut bytes).unwrap();
        }
        let other = key.stream_with_salt(&record, &world.reporter, salt).unwrap();
        let stranger = Identity::generate(&world.rng).unwrap();
        assert!(other.finish(&stranger, &mut Vec::new()).is_err());
        let done = sealer.finish(&world.reporter, &mut bytes).unwrap();
        assert!(bytes == whole.bytes, "{length}");
        assert_eq!(
            (done.signature, done.record_hash),
            (whole.signature, whole.record_hash)
        );
        assert_eq!(done.body_sha256, whole.body_sha256);
        let (header, body) = bytes.split_at(HEADER);
        let mut opener = key
            .open_stream(
                RecordKind::Blob,
                &record.record_id,
                header,
                &done.signature,
                &unknown,
            )
            .unwrap();
        let mut out = Vec::new();
        for piece in body.chunks(33_333) {
            opener.push(piece, &mut out).unwrap();
        }
        assert_eq!(opener.finish(&mut out).unwrap(), length as u64);
        assert!(out == content, "{length}");
    }
}

#[test]
fn a_streamed_record_is_checked_like_one_in_memory() {
    let world = World::new(2);
    let (_, key) = world.channel();
    let record = world.record(RecordKind::Blob);
    let sealed = key
        .seal_record(&record, &world.reporter, &content(100_000), &world.rng)
        .unwrap();
    let (header, body) = sealed.bytes.split_at(HEADER);
    let start =
        |kind, id: &[u8; 16], header: &[u8]| key.open_stream(kind, id, header, &sealed.signature, &unknown);
    assert!(start(RecordKind::Report, &record.record_id, header).is_err());
    assert!(start(RecordKind::Blob, &[0; 16], header).is_err());
    assert!(start(RecordKind::Blob, &record.record_id, &sealed.bytes).is_err());
    assert!(start(RecordKind::Blob, &record.record_id, &header[..203]).is_err());
    let run = |signature: &[u8; 64], body: &[u8]| -> Result<u64, StreamError> {
        let mut opener = key
            .open_stream(RecordKind::Blob, &record.record_id, header, signature, &unknown)
            .unwrap();
        opener.push(body, &mut std::io::sink())?;
        opener.finish(&mut std::io::sink())
    };
    assert_eq!(run(&sealed.signature, body).unwrap(), 100_000);
    let mut signature = sealed.signature;
    signature[0] ^= 1;
    assert!(run(&signature, body).is_err(), "another signature");
    assert!(
        run(&sealed.signature, &body[..SEALED_CHUNK]).is_err(),
        "an early end"
    );
}

#[test]
fn memory_stays_constant_while_streaming() {
    struct Counter(u64, usize);
    impl std::io::Write for Counter {
        fn write(&mut self, data: &[u8]) -> std::io::Result<usize> {
            self.0 += data.len() as u64;
            self.1 = self.1.max(data.len());
            Ok(data.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mut sealer = BodySealer::<Bulk>::new(&keys(), true).unwrap();
    let mut out = Counter(0, 0);
    let piece = vec![5; 1 << 20];
    for _ in 0..20 {
        sealer.push(&piece, &mut out).unwrap();
    }
    let held_back = framed(20 << 20) - out.0 / SEALED_CHUNK as u64 * CHUNK as u64;
    assert!(held_back <= CHUNK as u64 + 4, "{held_back}");
    sealer.finish(&mut out).unwrap();
    assert_eq!(out.0, sealed_body(20 << 20, true));
    assert!(out.1 <= SEALED_CHUNK, "padding too is written chunk by chunk");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn lengths_are_hidden_within_a_quarter_and_stay_legal(data in 0u64..1 << 40, blob: bool) {
        let framed = framed(data);
        let padded = bucket(framed, blob);
        prop_assert!(padded >= framed);
        prop_assert_eq!(bucket(padded, blob), padded);
        if framed > 65_536 {
            prop_assert!(padded - framed < framed / 4 + 1);
        }
        prop_assert!(is_legal_body(sealed_body(data, blob), blob));
    }

    #[test]
    fn only_bucket_lengths_are_legal(length in 0u64..300_000) {
        for blob in [false, true] {
            let reachable = (0..8u64).map(|step| sealed_body(step * 40_000, blob)).any(|legal| legal == length);
            prop_assert!(!reachable || is_legal_body(length, blob));
            if is_legal_body(length, blob) {
                let padded = length - 16 * length.div_ceil(SEALED_CHUNK as u64);
                prop_assert_eq!(padded % 4_096, 0);
            }
        }
    }

    #[test]
    fn text_in_any_script_is_as_long_as_its_bytes(text in "[ก-๛a-z😀]{0,1000}") {
        prop_assert!([4_112, 16_400].contains(&sealed_body(text.len() as u64, false)));
    }
}
