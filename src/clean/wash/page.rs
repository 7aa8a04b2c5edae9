//! The first page of a PDF as a picture.

use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};

/// The longer side of the picture in pixels: A4 at 130 dots per inch, small print can be read.
const LONG_SIDE: f32 = 1_520.0;

/// Draws the first page. A page that cannot be drawn has no picture; that says nothing about the file.
pub(super) fn first(pdf: &[u8]) -> Option<Vec<u8>> {
    // The renderer is young and may stumble; it must not take the verdict with it.
    catch_unwind(AssertUnwindSafe(|| draw(pdf))).ok().flatten()
}

fn draw(pdf: &[u8]) -> Option<Vec<u8>> {
    let pdf = Pdf::new(pdf.to_vec()).ok()?;
    let page = pdf.pages().first()?;
    let (width, height) = page.render_dimensions();
    let longer = width.max(height);
    if !(1.0..=20_000.0).contains(&longer) {
        return None;
    }
    let scale = LONG_SIDE / longer;
    let pixels = PixmapSettings {
        x_scale: scale,
        y_scale: scale,
        bg_color: WHITE,
    };
    let drawn = render(
        page,
        &RenderCache::new(),
        &InterpreterSettings::default(),
        &RenderSettings::default(),
        &pixels,
    );
    let (wide, high) = (u32::from(drawn.width()), u32::from(drawn.height()));
    let mut png = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut png, CompressionType::Fast, FilterType::Adaptive);
    // The page is opaque: it was drawn on white.
    encoder
        .write_image(drawn.data_as_u8_slice(), wide, high, ExtendedColorType::Rgba8)
        .ok()?;
    Some(png)
}
