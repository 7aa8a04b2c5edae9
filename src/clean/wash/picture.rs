//! Pictures: taken apart to pixels and put together anew, turned as they were meant to be seen.
//!
//! Nothing of the file survives but the pixels: no block, no remark, no second picture behind the first, no other
//! format hidden in it. Colours are read as those of a common screen: a profile goes, because it names devices.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::codecs::webp::WebPDecoder;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, ImageResult, Limits};

use super::{Findings, jpeg, png, webp};
use crate::domain::file_kind::FileKind;
use crate::domain::trace::Doubt;

/// The longest side in pixels.
const MOST_SIDE: u32 = 16_384;
/// The most pixels. A telephone makes 12 to 50 million.
const MOST_PIXELS: u64 = 64_000_000;
/// The most memory one picture may take while it is unpacked, in bytes.
const MOST_MEMORY: u64 = 400 << 20;
/// Of a picture that was lossy before. Measured in ADR 0051: no difference to be seen, about the same length.
const QUALITY: u8 = 88;
/// The longer side of a preview in pixels.
const PREVIEW_SIDE: u32 = 1_280;

/// A picture of the same pixels.
pub(super) fn wash(
    kind: FileKind,
    bytes: &[u8],
    findings: &mut Findings,
) -> Result<(FileKind, Vec<u8>), Doubt> {
    match kind {
        FileKind::Jpeg => jpeg::note(bytes, &mut findings.removed),
        FileKind::Png => png::note(bytes, &mut findings.removed),
        _ => webp::note(bytes, &mut findings.removed),
    }
    if moves(kind, bytes) {
        return Err(Doubt::Animation);
    }
    let picture = unpack(kind, bytes)?;
    // There is no lossy encoder for WebP that can be vouched for, and lossless ones double a photo's length.
    let lossy = kind == FileKind::Jpeg
        || (kind == FileKind::Webp && !webp::is_lossless(bytes) && !picture.color().has_alpha());
    let (kind, clean) = if lossy {
        (FileKind::Jpeg, as_jpeg(&picture).map_err(|_| Doubt::Damaged)?)
    } else {
        (FileKind::Png, as_png(&picture).map_err(|_| Doubt::Damaged)?)
    };
    let bare = if lossy {
        jpeg::is_bare(&clean)
    } else {
        png::is_bare(&clean)
    };
    if !bare {
        return Err(Doubt::StillThere);
    }
    Ok((kind, clean))
}

/// Whether only the first of several pictures would be left.
fn moves(kind: FileKind, bytes: &[u8]) -> bool {
    match kind {
        FileKind::Png => png::moves(bytes),
        FileKind::Webp => WebPDecoder::new(Cursor::new(bytes)).is_ok_and(|decoder| decoder.has_animation()),
        _ => false,
    }
}

/// The pixels, turned upright. Sizes are looked at before any pixel is unpacked.
fn unpack(kind: FileKind, bytes: &[u8]) -> Result<DynamicImage, Doubt> {
    let format = match kind {
        FileKind::Jpeg => ImageFormat::Jpeg,
        FileKind::Png => ImageFormat::Png,
        _ => ImageFormat::WebP,
    };
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_SIDE);
    limits.max_image_height = Some(MOST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| doubt(&error))?;
    let (width, height) = decoder.dimensions();
    if width == 0 || height == 0 || u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(Doubt::TooLarge);
    }
    let orientation = decoder.orientation().map_err(|error| doubt(&error))?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|error| doubt(&error))?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

fn doubt(error: &image::ImageError) -> Doubt {
    match error {
        image::ImageError::Limits(_) => Doubt::TooLarge,
        _ => Doubt::Damaged,
    }
}

fn as_jpeg(picture: &DynamicImage) -> ImageResult<Vec<u8>> {
    let mut clean = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut clean, QUALITY);
    if picture.color().has_color() {
        picture.to_rgb8().write_with_encoder(encoder)?;
    } else {
        picture.to_luma8().write_with_encoder(encoder)?;
    }
    Ok(clean)
}

fn as_png(picture: &DynamicImage) -> ImageResult<Vec<u8>> {
    let mut clean = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut clean, CompressionType::Fast, FilterType::Adaptive);
    picture.write_with_encoder(encoder)?;
    Ok(clean)
}

/// A smaller picture as PNG.
pub(super) fn preview(kind: FileKind, bytes: &[u8]) -> Option<Vec<u8>> {
    let picture = unpack(kind, bytes).ok()?;
    let small = if picture.width().max(picture.height()) > PREVIEW_SIDE {
        picture.thumbnail(PREVIEW_SIDE, PREVIEW_SIDE)
    } else {
        picture
    };
    as_png(&DynamicImage::ImageRgba8(small.to_rgba8())).ok()
}

/// A picture inside a document, of the same format: a place in the document's text names it.
pub(super) fn inside(bytes: &[u8], findings: &mut Findings) -> Result<Vec<u8>, Doubt> {
    let kind = match bytes {
        [0xff, 0xd8, 0xff, ..] => FileKind::Jpeg,
        [0x89, b'P', b'N', b'G', ..] => FileKind::Png,
        _ => return Err(Doubt::Embedded),
    };
    let (_, clean) = wash(kind, bytes, findings)?;
    Ok(clean)
}
