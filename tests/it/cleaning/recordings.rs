//! MP3 and Ogg.

use sujarit::clean::{Doubt, FileKind, Trace};

use super::planted::mark;
use super::{assert_no_mark, assert_removed, clean, exiftool};

/// Frames of 128 kbit/s at 44.1 kHz: 417 bytes each; the first is an index with the name of its coder.
fn frames(count: usize) -> Vec<u8> {
    let frame = |fill: u8| [vec![0xff, 0xfb, 0x90, 0x00], vec![fill; 413]].concat();
    let mut first = frame(0);
    first[36..40].copy_from_slice(b"Info");
    first[156..165].copy_from_slice(b"LAME3.100");
    (0..count).fold(first, |bytes, _| [bytes, frame(0x55)].concat())
}

/// An ID3 block of version 2.3 with these texts, and a picture.
fn id3() -> Vec<u8> {
    let mut body = Vec::new();
    let mut field = |name: &[u8; 4], data: &[u8]| {
        body.extend(name);
        body.extend((data.len() as u32).to_be_bytes());
        body.extend([0, 0]);
        body.extend(data);
    };
    for name in [b"TIT2", b"TPE1", b"TSSE", b"TENC"] {
        field(name, &[b"\0", mark("text").as_bytes()].concat());
    }
    field(
        b"APIC",
        &[
            b"\0image/jpeg\0\x03\0".as_slice(),
            &[0xff, 0xfb, 0x90, 0],
            mark("cover").as_bytes(),
        ]
        .concat(),
    );
    field(b"PRIV", mark("private").as_bytes());
    let size = body.len() as u32;
    let parts = [size >> 21 & 127, size >> 14 & 127, size >> 7 & 127, size & 127].map(|part| part as u8);
    [b"ID3\x03\0\0".as_slice(), &parts, &body].concat()
}

pub fn mp3() -> Vec<u8> {
    let ape = [b"APETAGEX\xd0\x07\0\0".as_slice(), mark("ape").as_bytes()].concat();
    let mut old = b"TAG".to_vec();
    old.extend(mark("id3v1").as_bytes());
    old.resize(128, 0);
    let sound = frames(20);
    let (before, after) = sound.split_at(417 * 11);
    [
        id3(),
        before.to_vec(),
        mark("in the middle").into_bytes(),
        after.to_vec(),
        ape,
        old,
    ]
    .concat()
}

fn crc(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0_u32, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte) << 24, |sum, _| {
            if sum >> 31 == 1 {
                sum << 1 ^ 0x04c1_1db7
            } else {
                sum << 1
            }
        })
    })
}

fn page(flags: u8, granule: u64, number: u32, packets: &[&[u8]]) -> Vec<u8> {
    let lacing: Vec<u8> = packets
        .iter()
        .flat_map(|packet| {
            let mut lacing = vec![255; packet.len() / 255];
            lacing.push((packet.len() % 255) as u8);
            lacing
        })
        .collect();
    let mut bytes = b"OggS\0".to_vec();
    bytes.push(flags);
    bytes.extend(granule.to_le_bytes());
    bytes.extend(0xcafe_u32.to_le_bytes());
    bytes.extend(number.to_le_bytes());
    bytes.extend([0; 4]);
    bytes.push(lacing.len() as u8);
    bytes.extend(lacing);
    bytes.extend(packets.concat());
    let sum = crc(&bytes);
    bytes[22..26].copy_from_slice(&sum.to_le_bytes());
    bytes
}

fn remarks() -> Vec<u8> {
    let mut bytes = Vec::new();
    let vendor = mark("vendor");
    bytes.extend((vendor.len() as u32).to_le_bytes());
    bytes.extend(vendor.as_bytes());
    bytes.extend(3_u32.to_le_bytes());
    for field in ["ARTIST", "LOCATION", "DATE"] {
        let text = format!("{field}={}", mark(field));
        bytes.extend((text.len() as u32).to_le_bytes());
        bytes.extend(text.as_bytes());
    }
    bytes
}

pub fn opus() -> Vec<u8> {
    let head = b"OpusHead\x01\x01\0\0\x80\xbb\0\0\0\0\0";
    let tags = [b"OpusTags".as_slice(), &remarks(), &vec![0; 40_000]].concat();
    // The remarks are long: they take more than one page.
    let long = tags.len();
    let (first, second) = tags.split_at(255 * 100);
    let mut goes_on = page(0, u64::MAX, 1, &[first]);
    // A packet that goes on has no short piece at its end.
    let count = goes_on[26] - 1;
    goes_on[26] = count;
    goes_on.remove(27 + usize::from(count));
    goes_on[22..26].fill(0);
    let sum = crc(&goes_on);
    goes_on[22..26].copy_from_slice(&sum.to_le_bytes());
    assert_eq!(long, first.len() + second.len());
    [
        page(2, 0, 0, &[head]),
        goes_on,
        page(1, 0, 2, &[second]),
        page(0, 960, 3, &[b"SOUND-ONE"]),
        page(4, 1920, 4, &[b"SOUND-TWO"]),
        mark("behind the end").into_bytes(),
    ]
    .concat()
}

pub fn vorbis() -> Vec<u8> {
    let head = [
        b"\x01vorbis".as_slice(),
        &[0; 4],
        &[1],
        &44_100_u32.to_le_bytes(),
        &[0; 12],
        &[0xb8, 1],
    ]
    .concat();
    let tags = [b"\x03vorbis".as_slice(), &remarks(), &[1]].concat();
    let setup = [b"\x05vorbis".as_slice(), &[0x42; 600]].concat();
    [
        page(2, 0, 0, &[&head]),
        page(0, 0, 1, &[&tags, &setup]),
        page(4, 1024, 2, &[b"SOUND-ONE", b"SOUND-TWO"]),
    ]
    .concat()
}

#[tokio::test]
async fn an_mp3_keeps_its_frames_alone() {
    let before = mp3();
    let copy = clean("recording.mp3", &before).await.cleaned();
    // The frame before what lay in the middle goes as well: its length cannot be believed.
    assert_eq!((copy.kind, copy.bytes.len()), (FileKind::Mp3, 20 * 417));
    assert_no_mark(&before, &copy.bytes);
    exiftool::assert_silent(&before, &copy.bytes, "mp3");
    assert_removed(
        &copy,
        &[
            Trace::Person,
            Trace::Software,
            Trace::Thumbnail,
            Trace::Description,
            Trace::Surplus,
        ],
    );
    assert!(!copy.bytes.windows(4).any(|w| w == b"LAME"));
    assert!(
        copy.bytes
            .chunks(417)
            .all(|frame| frame.starts_with(&[0xff, 0xfb]))
    );
}

#[tokio::test]
async fn an_ogg_recording_keeps_its_sound_and_loses_its_remarks() {
    for before in [opus(), vorbis()] {
        let copy = clean("voice.ogg", &before).await.cleaned();
        assert_eq!((copy.kind, copy.name_fits), (FileKind::Ogg, true));
        assert_no_mark(&before, &copy.bytes);
        exiftool::assert_silent(&before, &copy.bytes, "ogg");
        assert_removed(&copy, &[Trace::Person, Trace::Place, Trace::Moment]);
        for sound in [b"SOUND-ONE", b"SOUND-TWO"] {
            assert!(copy.bytes.windows(9).any(|w| w == sound));
        }
        let again = clean("voice.ogg", &copy.bytes).await.cleaned();
        assert_eq!(again.bytes, copy.bytes, "its pages are in order");
    }
}

#[tokio::test]
async fn an_ogg_page_with_a_wrong_sum_or_a_second_stream_is_held_back() {
    let mut broken = opus();
    let at = broken.windows(9).position(|w| w == b"SOUND-ONE").unwrap();
    broken[at] ^= 1;
    assert_eq!(clean("a.ogg", &broken).await.quarantined().doubt, Doubt::Damaged);
    let two = [vorbis(), vorbis()].concat();
    assert_eq!(clean("a.ogg", &two).await.quarantined().doubt, Doubt::UnknownPart);
}
