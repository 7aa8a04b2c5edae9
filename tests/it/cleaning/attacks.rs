//! Files made to deceive or to hurt.

use std::io::{Cursor, Write as _};

use sujarit::clean::{Doubt, Family, FileKind, Wish};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::office::{archive, docx, odt, with};
use super::pictures::chunk;
use super::{clean, cleaner, documents, pictures, say};

#[tokio::test]
async fn what_a_file_is_its_content_says_and_a_wrong_name_is_told() {
    for (name, bytes, kind) in [
        ("photo.pdf", pictures::jpeg(1), FileKind::Jpeg),
        ("letter.jpg", documents::saved(documents::pdf()), FileKind::Pdf),
        ("list.txt", archive(&super::office::xlsx()), FileKind::Xlsx),
    ] {
        let copy = clean(name, &bytes).await.cleaned();
        assert_eq!((copy.was, copy.name_fits), (kind, false), "{name}");
    }
}

/// A name, bytes, what it is roughly, and a piece of the format's name. `Unknown` matches every family.
type Case = (&'static str, Vec<u8>, Family, &'static str);

fn case(name: &'static str, bytes: &[u8], family: Family, format: &'static str) -> Case {
    (name, bytes.to_vec(), family, format)
}

fn programs_and_pages() -> Vec<Case> {
    use Family::{Archive, Empty, Markup, Program};
    let mut tar = vec![0; 1024];
    tar[257..262].copy_from_slice(b"ustar");
    let zip = archive(&[("a.txt", b"x".to_vec())]);
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'><script/></svg>";
    let html = b"<!DOCTYPE html><html><script>x</script></html>";
    vec![
        case("a.jpg", b"", Empty, ""),
        case("a.svg", svg, Markup, ""),
        case(
            "a.svgz",
            &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1],
            Archive,
            "gzip",
        ),
        case("a.png", html, Markup, "HyperText"),
        case("a.txt", b" \n<p onclick=x>", Markup, ""),
        case("a.xml", b"<?xml version=\"1.0\"?><a/>", Markup, "Extensible"),
        // Too short to say which program it is; refused all the same.
        case(
            "a.exe",
            b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff",
            Family::Unknown,
            "",
        ),
        case(
            "a",
            b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0",
            Program,
            "Executable",
        ),
        case("a.sh", b"#!/bin/sh\nrm -rf /\n", Program, "Script"),
        case("a.zip", &zip, Archive, "ZIP"),
        case("a.tar", &tar, Archive, ""),
        case("a.7z", b"7z\xbc\xaf\x27\x1c\0\x04\0\0\0\0", Archive, "7"),
    ]
}

fn documents_and_pictures() -> Vec<Case> {
    use Family::{Disguised, Document, Picture, Recording, Unknown};
    let macros =
        b"<Types><Override ContentType=\"application/vnd.ms-word.document.macroEnabled.main+xml\"/></Types>";
    let docm = archive(&with(docx(), "[Content_Types].xml", macros.to_vec()));
    let late = [b"junk\n".as_slice(), &documents::saved(documents::pdf())].concat();
    let noise: Vec<u8> = (0..=255).rev().collect();
    vec![
        case("a.gif", b"GIF89a/*\x01\0\x80\0\0=1;alert(1)//", Picture, "GIF"),
        case("a.tiff", b"II*\0\x08\0\0\0\0\0\0\0\0\0", Picture, "Tag"),
        case("a.docm", &docm, Document, "macros"),
        case("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0\0\0", Unknown, ""),
        case("a.pdf", &late, Disguised, "PDF"),
        case(
            "a.avif",
            b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf",
            Picture,
            "AV1",
        ),
        case("a.avi", b"RIFF\0\0\0\0AVI LIST", Recording, ""),
        case("a.bin", &noise, Unknown, ""),
    ]
}

#[tokio::test]
async fn kinds_that_are_not_taken_are_refused_by_name() {
    for (name, bytes, family, format) in [programs_and_pages(), documents_and_pictures()].concat() {
        let refused = clean(name, &bytes).await.refused();
        assert!(refused.format.contains(format), "{name}: {refused:?}");
        assert!(
            // Without a format of its own a file need not be told apart from what nobody knows.
            format.is_empty() || family == Family::Unknown || refused.family == family,
            "{name}: {refused:?}"
        );
        let kept = say(&cleaner(), name, Wish::KeepOriginal, &bytes).await.refused();
        assert_eq!(kept, refused, "{name}");
    }
}

#[tokio::test]
async fn a_file_that_is_two_kinds_at_once_comes_out_as_one() {
    let hidden = archive(&[("a.exe", b"MZ".to_vec())]);
    let end = b"PK\x05\x06";
    for bytes in [
        [pictures::jpeg(1), hidden.clone()].concat(),
        [pictures::png(), hidden.clone()].concat(),
        [documents::saved(documents::pdf()), hidden.clone()].concat(),
        [pictures::jpeg(1), b"<html><script>x()</script></html>".to_vec()].concat(),
    ] {
        let copy = clean("a", &bytes).await.cleaned();
        assert!(!copy.bytes.windows(4).any(|w| w == end), "an archive is left");
        assert!(!copy.bytes.windows(7).any(|w| w == b"<script"), "a page is left");
        assert!(copy.removed.has(sujarit::clean::Trace::Surplus) || copy.kind == FileKind::Pdf);
    }
}

#[tokio::test]
async fn pictures_that_announce_more_than_they_hold_are_held_back_at_once() {
    let header = |width: u32, height: u32| {
        let size = [width.to_be_bytes(), height.to_be_bytes()].concat();
        let signature = [0x89, b'P', b'N', b'G', 13, 10, 26, 10];
        [
            signature.to_vec(),
            chunk(b"IHDR", &[size, vec![8, 2, 0, 0, 0]].concat()),
            chunk(b"IEND", b""),
        ]
        .concat()
    };
    for (width, height) in [(65_535, 65_535), (16_000, 16_000), (1, 2_000_000_000), (0, 5)] {
        let held = clean("a.png", &header(width, height)).await.quarantined();
        assert!(
            matches!(held.doubt, Doubt::TooLarge | Doubt::Damaged),
            "{width}x{height}: {held:?}"
        );
    }
    // A JPEG whose header says 65535 by 65535.
    let mut jpeg = pictures::jpeg(1);
    let frame = jpeg.windows(4).rposition(|w| w == [0xff, 0xc0, 0, 17]).unwrap();
    jpeg = jpeg.split_off(jpeg.windows(2).position(|w| w == [0xff, 0xd8]).unwrap());
    for at in jpeg
        .windows(4)
        .enumerate()
        .filter(|(_, w)| *w == [0xff, 0xc0, 0, 17])
        .map(|(at, _)| at)
        .collect::<Vec<_>>()
    {
        jpeg[at + 5..at + 9].copy_from_slice(&[0xff; 4]);
    }
    assert!(frame > 0);
    assert_eq!(clean("a.jpg", &jpeg).await.quarantined().doubt, Doubt::TooLarge);
}

/// A document with one part of so many noughts, compressed.
fn bomb(noughts: usize) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in docx() {
        writer.start_file(name, options).unwrap();
        writer.write_all(&bytes).unwrap();
    }
    writer.start_file("word/bomb.xml", options).unwrap();
    let piece = vec![b' '; 1 << 20];
    for _ in 0..noughts >> 20 {
        writer.write_all(&piece).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[tokio::test]
async fn archives_that_unpack_to_too_much_or_too_many_are_held_back() {
    assert_eq!(
        clean("a.docx", &bomb(128 << 20)).await.quarantined().doubt,
        Doubt::Bomb
    );
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, bytes) in docx() {
        writer.start_file(name, options).unwrap();
        writer.write_all(&bytes).unwrap();
    }
    for number in 0..5_000 {
        writer.start_file(format!("word/{number}.xml"), options).unwrap();
    }
    let many = writer.finish().unwrap().into_inner();
    assert_eq!(clean("a.docx", &many).await.quarantined().doubt, Doubt::Bomb);
}

#[tokio::test]
async fn an_archive_that_lies_about_a_length_is_held_back() {
    let good = archive(&docx());
    // The length in the list of contents at the end, of the part with the words.
    let name = b"word/document.xml";
    let at = good.windows(name.len()).rposition(|w| w == name).unwrap() - 46;
    assert_eq!(good[at..at + 4], *b"PK\x01\x02");
    let mut short = good.clone();
    short[at + 24] = short[at + 24].wrapping_sub(9);
    let held = clean("a.docx", &short).await.quarantined();
    assert!(matches!(held.doubt, Doubt::Bomb | Doubt::Damaged), "{held:?}");
}

#[tokio::test]
async fn documents_that_fetch_or_multiply_are_held_back_without_either() {
    let laughs = (1..10).fold("<!ENTITY l0 \"ha\">".to_owned(), |all, n| {
        all + &format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10))
    });
    for text in [
        format!("<!DOCTYPE a [{laughs}]><a>&l9;</a>"),
        "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>".to_owned(),
        "<!DOCTYPE a SYSTEM \"http://127.0.0.1:9/a.dtd\"><a/>".to_owned(),
    ] {
        let word = archive(&with(docx(), "word/document.xml", text.clone().into_bytes()));
        assert_eq!(
            clean("a.docx", &word).await.quarantined().doubt,
            Doubt::UnknownPart
        );
        let open = archive(&with(odt(), "content.xml", text.into_bytes()));
        assert_eq!(
            clean("a.odt", &open).await.quarantined().doubt,
            Doubt::UnknownPart
        );
    }
    let deep = "<a>".repeat(100_000) + &"</a>".repeat(100_000);
    let word = archive(&with(docx(), "word/document.xml", deep.into_bytes()));
    assert_eq!(clean("a.docx", &word).await.quarantined().doubt, Doubt::Bomb);
}

#[tokio::test]
async fn pdf_nested_without_end_or_unpacking_without_end_is_held_back() {
    let deep = format!(
        "%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R/Outlines {}{}>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF",
        "[".repeat(50_000),
        "]".repeat(50_000)
    );
    clean("a.pdf", deep.as_bytes()).await.quarantined();
    let mut page = documents::pdf();
    let mut stream = lopdf::Stream::new(lopdf::Dictionary::new(), vec![b' '; 200 << 20]);
    stream.compress().unwrap();
    let id = page.add_object(stream);
    let first = page.get_pages()[&1];
    page.get_dictionary_mut(first).unwrap().set("Contents", id);
    let said = clean("a.pdf", &documents::saved(page)).await;
    // Cleaning does not unpack it; drawing does, and may fail alone.
    assert!(said.cleaned().bytes.len() < 2 << 20);
}

#[tokio::test]
async fn names_decide_nothing_whatever_they_contain() {
    let photo = pictures::jpeg(1);
    let long = "ก".repeat(4_000) + ".jpg";
    for name in [
        "../../etc/passwd",
        "C:\\x\\CON",
        "a\0b\n.jpg",
        "",
        ".htaccess",
        "-rf",
        "a.jpg.exe",
        &long,
    ] {
        clean(name, &photo).await.cleaned();
    }
}
