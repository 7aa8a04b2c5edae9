//! What an independent program still reads out of a file.

use std::fs;
use std::process::Command;

/// Groups of tags that describe more than what is shown. `tests/run` installs exiftool; without it these tests fail.
const TELLING: &[&str] = &[
    "GPS",
    "IFD0",
    "IFD1",
    "ExifIFD",
    "MakerNotes",
    "IPTC",
    "XMP",
    "Photoshop",
    "ICC",
    "ID3",
    "APE",
    "UserData",
    "ItemList",
    "Keys",
    "Comments",
    "PDF:Author",
    "XML:",
    "JFXX",
    "MPF",
    "Trailer",
];

/// Every tag, with its group, one a line.
pub fn read(bytes: &[u8], extension: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(format!("file.{extension}"));
    fs::write(&file, bytes).unwrap();
    let output = Command::new("exiftool")
        .args(["-a", "-G1", "-s", "-u", "-ee", "-charset", "UTF8"])
        .arg(&file)
        .output()
        .expect("exiftool is not installed; tests/run installs it");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Exiftool finds what was planted before, and nothing that tells anything after.
pub fn assert_silent(before: &[u8], after: &[u8], extension: &str) {
    let found = read(before, extension);
    assert!(
        found.contains(super::MARK),
        "exiftool finds nothing planted:\n{found}"
    );
    assert_tells_nothing(after, extension);
}

/// Nothing that tells anything.
pub fn assert_tells_nothing(bytes: &[u8], extension: &str) {
    let left = read(bytes, extension);
    assert!(left.contains("[File]"), "exiftool does not know it:\n{left}");
    assert!(!left.contains(super::MARK), "{left}");
    assert!(!left.contains("Error"), "{left}");
    for group in TELLING {
        assert!(!left.contains(&format!("[{group}")), "{group} is left:\n{left}");
    }
}
