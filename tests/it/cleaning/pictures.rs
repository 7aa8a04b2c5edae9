//! Photos and screenshots.

use std::io::Cursor;

use image::{DynamicImage, GenericImageView as _, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use sujarit::clean::{Doubt, FileKind, Trace};

use super::planted::{exif, iptc, mark, profile, xmp};
use super::{assert_no_mark, assert_removed, clean, exiftool};

/// A picture with a red upper left corner, wider than high.
pub fn scene(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        if x < width / 4 && y < height / 4 {
            Rgb([220, 20, 20])
        } else {
            Rgb([(x % 200) as u8, (y % 200) as u8, 120])
        }
    })
}

fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A photo of four and a half million pixels.
pub fn large() -> Vec<u8> {
    encoded(&scene(3000, 1500).into(), ImageFormat::Jpeg)
}

fn segment(marker: u8, data: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0xff, marker];
    bytes.extend((data.len() as u16 + 2).to_be_bytes());
    bytes.extend(data);
    bytes
}

/// A JPEG with a mark in every block there is, and a second picture and text behind its end.
pub fn jpeg(orientation: u16) -> Vec<u8> {
    let plain = encoded(&scene(64, 48).into(), ImageFormat::Jpeg);
    let mut bytes = vec![0xff, 0xd8];
    bytes.extend(segment(
        0xe1,
        &[b"Exif\0\0", exif(orientation).as_slice()].concat(),
    ));
    bytes.extend(segment(
        0xe1,
        &[b"http://ns.adobe.com/xap/1.0/\0", xmp().as_slice()].concat(),
    ));
    bytes.extend(segment(
        0xe2,
        &[b"ICC_PROFILE\0\x01\x01", profile().as_slice()].concat(),
    ));
    bytes.extend(segment(0xed, &iptc()));
    bytes.extend(segment(0xea, mark("own block").as_bytes()));
    bytes.extend(segment(0xfe, mark("comment").as_bytes()));
    bytes.extend(&plain[2..]);
    bytes.extend(&bytes.clone());
    bytes.extend(mark("behind the end").as_bytes());
    bytes
}

pub fn chunk(name: &[u8], data: &[u8]) -> Vec<u8> {
    let mut bytes = (data.len() as u32).to_be_bytes().to_vec();
    bytes.extend(name);
    bytes.extend(data);
    bytes.extend(crc(&[name, data].concat()).to_be_bytes());
    bytes
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            if sum & 1 == 1 {
                sum >> 1 ^ 0xedb8_8320
            } else {
                sum >> 1
            }
        })
    })
}

/// A PNG with a mark in every kind of text, in its EXIF and behind its end.
pub fn png() -> Vec<u8> {
    let plain = encoded(&scene(64, 48).into(), ImageFormat::Png);
    let (start, rest) = plain.split_at(33);
    let mut bytes = start.to_vec();
    bytes.extend(chunk(b"tEXt", &[b"Author\0", mark("author").as_bytes()].concat()));
    bytes.extend(chunk(
        b"iTXt",
        &[b"XML:com.adobe.xmp\0\0\0\0\0", xmp().as_slice()].concat(),
    ));
    bytes.extend(chunk(
        b"zTXt",
        &[b"Comment\0\0", stored_zlib(mark("packed").as_bytes()).as_slice()].concat(),
    ));
    bytes.extend(chunk(b"eXIf", &exif(1)));
    bytes.extend(chunk(b"tIME", &[7, 0xea, 1, 2, 3, 4, 5]));
    bytes.extend(chunk(b"prVt", mark("private chunk").as_bytes()));
    bytes.extend(rest);
    bytes.extend(mark("behind the end").as_bytes());
    bytes
}

/// Zlib without compression, so that a search finds the mark before cleaning.
fn stored_zlib(data: &[u8]) -> Vec<u8> {
    let length = data.len() as u16;
    let (a, b) = data.iter().fold((1_u32, 0_u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (b + a) % 65_521)
    });
    let mut bytes = vec![0x78, 1, 1];
    bytes.extend(length.to_le_bytes());
    bytes.extend((!length).to_le_bytes());
    bytes.extend(data);
    bytes.extend((b << 16 | a).to_be_bytes());
    bytes
}

/// A lossless WebP with EXIF, XMP and a profile; with see-through corners when `clear`.
pub fn webp(clear: bool) -> Vec<u8> {
    let picture = RgbaImage::from_fn(40, 30, |x, _| {
        Rgba([(x * 6) as u8, 90, 40, if clear { 120 } else { 255 }])
    });
    let plain = encoded(&picture.into(), ImageFormat::WebP);
    let part = |name: &[u8], data: &[u8]| {
        let mut bytes = name.to_vec();
        bytes.extend((data.len() as u32).to_le_bytes());
        bytes.extend(data);
        if data.len() % 2 == 1 {
            bytes.push(0);
        }
        bytes
    };
    let flags = 0b0010_1100 | if clear { 0b0001_0000 } else { 0 };
    let mut body = part(b"VP8X", &[flags, 0, 0, 0, 39, 0, 0, 29, 0, 0]);
    body.extend(part(b"ICCP", &profile()));
    let at = plain.windows(4).position(|w| w == b"VP8L").unwrap();
    body.extend(&plain[at..]);
    body.extend(part(b"EXIF", &exif(1)));
    body.extend(part(b"XMP ", &xmp()));
    let mut bytes = b"RIFF".to_vec();
    bytes.extend((body.len() as u32 + 4).to_le_bytes());
    bytes.extend(b"WEBP");
    bytes.extend(body);
    bytes.extend(mark("behind the end").as_bytes());
    bytes
}

#[tokio::test]
async fn a_jpeg_loses_everything_but_its_pixels() {
    let before = jpeg(1);
    let copy = clean("IMG_0001.JPG", &before).await.cleaned();
    assert_eq!((copy.kind, copy.name_fits), (FileKind::Jpeg, true));
    assert_no_mark(&before, &copy.bytes);
    exiftool::assert_silent(&before, &copy.bytes, "jpg");
    assert_removed(
        &copy,
        &[
            Trace::Place,
            Trace::Device,
            Trace::Moment,
            Trace::Person,
            Trace::Thumbnail,
            Trace::Description,
            Trace::Software,
            Trace::ColourProfile,
            Trace::Surplus,
        ],
    );
    assert!(copy.remains.is_empty());
    let picture = image::load_from_memory(&copy.bytes).unwrap();
    assert_eq!(picture.dimensions(), (64, 48));
}

#[tokio::test]
async fn a_photo_is_turned_as_it_was_meant_to_be_seen() {
    // Where the red corner has to be after turning, as fractions of width and height.
    for (orientation, right, down) in [(1, 0.0, 0.0), (3, 1.0, 1.0), (6, 1.0, 0.0), (8, 0.0, 1.0)] {
        let copy = clean("a.jpg", &jpeg(orientation)).await.cleaned();
        let picture = image::load_from_memory(&copy.bytes).unwrap();
        let turned = orientation == 6 || orientation == 8;
        assert_eq!(picture.dimensions(), if turned { (48, 64) } else { (64, 48) });
        let at = |fraction: f64, length: u32| (2.0 + fraction * f64::from(length - 5)) as u32;
        let Rgba([r, g, b, _]) = picture.get_pixel(at(right, picture.width()), at(down, picture.height()));
        assert!(
            r > 180 && g < 70 && b < 70,
            "orientation {orientation}: {r} {g} {b}"
        );
    }
}

#[tokio::test]
async fn a_png_loses_everything_but_its_pixels() {
    let before = png();
    let copy = clean("a.png", &before).await.cleaned();
    assert_eq!(copy.kind, FileKind::Png);
    assert_no_mark(&before, &copy.bytes);
    exiftool::assert_silent(&before, &copy.bytes, "png");
    assert_removed(
        &copy,
        &[
            Trace::Place,
            Trace::Person,
            Trace::Moment,
            Trace::Description,
            Trace::Surplus,
        ],
    );
    let (was, is) = (
        image::load_from_memory(&before).unwrap(),
        image::load_from_memory(&copy.bytes).unwrap(),
    );
    assert_eq!(was.to_rgb8(), is.to_rgb8(), "a PNG keeps every pixel");
}

#[tokio::test]
async fn a_webp_becomes_a_picture_of_another_kind_without_marks() {
    for clear in [false, true] {
        let before = webp(clear);
        let copy = clean("a.webp", &before).await.cleaned();
        assert_eq!((copy.was, copy.kind), (FileKind::Webp, FileKind::Png));
        assert!(copy.name_fits);
        assert_no_mark(&before, &copy.bytes);
        exiftool::assert_silent(&before, &copy.bytes, "png");
        assert_removed(&copy, &[Trace::Place, Trace::ColourProfile, Trace::Surplus]);
        let alpha = image::load_from_memory(&copy.bytes).unwrap().color().has_alpha();
        assert!(!clear || alpha, "what can be seen through stays so");
    }
}

#[tokio::test]
async fn a_preview_is_a_small_picture_without_marks() {
    for (name, bytes) in [("a.jpg", large()), ("a.png", png())] {
        let copy = clean(name, &bytes).await.cleaned();
        let preview = copy.preview.expect("pictures have a preview").png;
        let picture = image::load_from_memory_with_format(&preview, ImageFormat::Png).unwrap();
        assert!(picture.width() <= 1280 && picture.height() <= 1280);
        exiftool::assert_tells_nothing(&preview, "png");
    }
}

#[tokio::test]
async fn a_moving_picture_is_held_back_and_not_silently_cut_to_its_first() {
    let plain = encoded(&scene(8, 8).into(), ImageFormat::Png);
    let (start, rest) = plain.split_at(33);
    let moving = [start, &chunk(b"acTL", &[0, 0, 0x75, 0x30, 0, 0, 0, 0]), rest].concat();
    assert_eq!(
        clean("a.png", &moving).await.quarantined().doubt,
        Doubt::Animation
    );
}
