//! Style sheet, fonts, icon, the script of the officers' keys and that of the fields for files, inside the binary. They are
//! the only answers that may be cached: their address contains a digest of their content.

use std::sync::LazyLock;

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use ring::digest;

use super::problem::Problem;

/// A file of the website.
struct Asset {
    name: &'static str,
    kind: &'static str,
    bytes: &'static [u8],
}

static ASSETS: [Asset; 6] = [
    Asset {
        name: "style.css",
        kind: "text/css; charset=utf-8",
        bytes: include_bytes!("assets/style.css"),
    },
    Asset {
        name: "sarabun-400.woff2",
        kind: "font/woff2",
        bytes: include_bytes!("assets/sarabun-400.woff2"),
    },
    Asset {
        name: "sarabun-700.woff2",
        kind: "font/woff2",
        bytes: include_bytes!("assets/sarabun-700.woff2"),
    },
    Asset {
        name: "shortcuts.js",
        kind: "text/javascript; charset=utf-8",
        bytes: include_bytes!("assets/shortcuts.js"),
    },
    Asset {
        name: "pieces.js",
        kind: "text/javascript; charset=utf-8",
        bytes: include_bytes!("assets/pieces.js"),
    },
    Asset {
        name: "favicon.svg",
        kind: "image/svg+xml",
        bytes: include_bytes!("assets/favicon.svg"),
    },
];

/// The first 8 bytes of the SHA-256 of all files.
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut all = digest::Context::new(&digest::SHA256);
    for asset in &ASSETS {
        all.update(asset.bytes);
    }
    data_encoding::HEXLOWER
        .encode(all.finish().as_ref())
        .chars()
        .take(16)
        .collect()
});

/// A mark on answers that may be cached.
pub(super) struct Cacheable;

/// The address of a file.
pub fn address(name: &str) -> String {
    format!("/assets/{}/{name}", *VERSION)
}

/// Serves a file. Other versions than the present one are not found, so that nothing old is cached as new.
///
/// # Errors
/// Not found.
pub async fn serve(path: web::Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let (version, name) = path.into_inner();
    let asset = ASSETS
        .iter()
        .find(|asset| asset.name == name && version == *VERSION);
    let asset = asset.ok_or_else(Problem::not_found)?;
    let mut response = HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, asset.kind))
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .body(asset.bytes);
    response.extensions_mut().insert(Cacheable);
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn style() -> String {
        let style = ASSETS.iter().find(|asset| asset.name == "style.css").unwrap();
        String::from_utf8(style.bytes.to_vec()).unwrap()
    }

    #[test]
    fn the_style_sheet_is_small_and_asks_nobody_else() {
        let style = style();
        assert!(style.len() <= 20 * 1024, "{} bytes", style.len());
        for foreign in ["http:", "https:", "//", "data:", "@import", "url(/"] {
            assert!(!style.contains(foreign), "{foreign}");
        }
    }

    #[test]
    fn a_script_weighs_less_than_eight_kilobytes() {
        let scripts: Vec<&Asset> = ASSETS.iter().filter(|a| a.name.ends_with("js")).collect();
        assert_eq!(scripts.len(), 2);
        assert!(scripts.iter().all(|script| script.bytes.len() < 8 * 1024));
    }

    #[test]
    fn a_first_page_weighs_less_than_thirty_kilobytes_without_fonts() {
        let weight: usize = ASSETS
            .iter()
            .filter(|a| a.name.ends_with("css") || a.name.ends_with("svg"))
            .map(|a| a.bytes.len())
            .sum();
        assert!(weight < 22 * 1024, "{weight}");
    }

    #[test]
    fn both_font_files_are_woff2() {
        for asset in ASSETS.iter().filter(|asset| asset.name.ends_with("woff2")) {
            assert!(asset.bytes.starts_with(b"wOF2"), "{}", asset.name);
        }
    }
}
