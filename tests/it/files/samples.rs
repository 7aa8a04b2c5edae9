//! Files with something in them that must not get through, made here.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, RgbImage};

use crate::support::app::TestApp;
use crate::support::browser::Browser;
use crate::support::office::Office;
use crate::support::reporter::{Receipt, case_of, receipt, story, until_check};

/// Planted where nobody sees it.
pub const HIDDEN: &[u8] = b"SENTINEL-13.756331N-100.501765E";
/// Planted in the name.
pub const NAME: &str = "C:\\Users\\สมชาย\\ภาพถนน \"หลังวัด\".jpg";
/// What is left of it.
pub const SHOWN: &str = "ภาพถนน _หลังวัด_.jpg";

fn encoded(format: ImageFormat) -> Vec<u8> {
    let picture = RgbImage::from_fn(64, 48, |x, y| {
        image::Rgb([u8::try_from(x * 4).unwrap(), u8::try_from(y * 5).unwrap(), 77])
    });
    let mut out = Cursor::new(Vec::new());
    DynamicImage::from(picture).write_to(&mut out, format).unwrap();
    out.into_inner()
}

/// A photo with a remark behind its first marker.
pub fn photo() -> Vec<u8> {
    let plain = encoded(ImageFormat::Jpeg);
    let length = u16::try_from(HIDDEN.len() + 2).unwrap().to_be_bytes();
    [&plain[..2], b"\xff\xfe", &length, HIDDEN, &plain[2..]].concat()
}

/// A photo that ends in the middle.
pub fn torn_photo() -> Vec<u8> {
    let whole = photo();
    whole[..whole.len() / 2].to_vec()
}

/// Any picture.
pub fn picture() -> Vec<u8> {
    encoded(ImageFormat::Png)
}

/// Whether the bytes stand somewhere in the others.
pub fn contains(hay: &[u8], needle: &[u8]) -> bool {
    memchr::memmem::find(hay, needle).is_some()
}

/// Goes to the page of the files of a report that is being written.
pub fn until_files(browser: &mut Browser, base: &str, what: &str) {
    until_check(browser, base, &story(what));
    let form = browser.form("/report");
    browser.press(&form, "go", "edit:files");
    assert_eq!(browser.form("/report").value("step"), "files");
}

/// Chooses files on the page that is shown.
pub fn attaches(browser: &mut Browser, files: &[(&str, &[u8])]) {
    let form = browser.form("/files");
    browser.attach(&form, files);
}

/// Sends the report from the page of its files.
pub fn sends(browser: &mut Browser) -> Receipt {
    let form = browser.form("/report");
    browser.press(&form, "go", "next");
    assert_eq!(
        browser.form("/report").value("step"),
        "check",
        "{}",
        browser.text()
    );
    let form = browser.form("/report");
    browser.press(&form, "go", "send");
    receipt(browser)
}

/// The page of the files of a case, as an officer sees it.
pub fn evidence_of(test: &TestApp, office: &Office, login: &str, letters: &str) -> Browser {
    let case = case_of(test, office, letters).expect("a case");
    let mut officer = office.signs_in(test, login);
    officer.open(&format!("{}/office/case/{}/evidence", office.base(), case.id));
    assert_eq!(officer.status(), 200, "{}", officer.text());
    officer
}

/// Takes the first file that the page offers.
pub fn takes(officer: &Browser) -> crate::support::wire::Answer {
    let forms = officer.forms();
    let form = forms
        .iter()
        .find(|form| {
            let last = form.action.rsplit('/').next().unwrap_or_default();
            last.len() == 32 && form.action.contains("/evidence/")
        })
        .expect("a file to take");
    let (action, fields) = form.pressed("", "");
    officer.ask(&crate::support::wire::Request::post(&action, &fields))
}

/// Everything below the folder of the test, and what the process holds open though it was deleted.
pub fn everything(test: &TestApp) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![test.whole_folder()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(bytes) = std::fs::read(&path) {
                found.push((path.display().to_string(), bytes));
            }
        }
    }
    assert!(found.len() > 1, "looks in the wrong place");
    found
}

/// Files in the blob room.
pub fn lying(test: &TestApp) -> usize {
    test.run(test.app.blobs.ids()).unwrap().len()
}
