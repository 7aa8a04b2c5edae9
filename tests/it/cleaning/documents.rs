//! PDF and plain text.

use lopdf::{Dictionary, Document, Object, Stream, dictionary};
use sujarit::clean::{Doubt, FileKind, Trace};

use super::planted::{exif, mark, xmp};
use super::{assert_no_mark, assert_removed, clean, exiftool, pictures};

fn text(place: &str) -> Object {
    Object::string_literal(mark(place))
}

/// A PDF of one page with a photo, and marks in its properties, actions, attachments, remarks and forms.
pub fn pdf() -> Document {
    let mut d = Document::with_version("1.7");
    let pages = d.new_object_id();
    let meta = d.add_object(Stream::new(
        dictionary! { "Type" => "Metadata", "Subtype" => "XML" },
        xmp(),
    ));
    let photo = pictures::jpeg(1);
    let photo = d.add_object(Stream::new(
        dictionary! {
            "Type" => "XObject", "Subtype" => "Image", "Width" => 64, "Height" => 48, "BitsPerComponent" => 8,
            "ColorSpace" => "DeviceRGB", "Filter" => "DCTDecode", "Metadata" => meta,
        },
        photo[..photo.len() - mark("behind the end").len()].to_vec(),
    ));
    let font =
        d.add_object(dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" });
    let contents = b"BT /F1 24 Tf 72 700 Td (What the page shows) Tj ET q 200 0 0 150 72 500 cm /P1 Do Q";
    let contents = d.add_object(Stream::new(dictionary! {}, contents.to_vec()));
    let attached = d.add_object(Stream::new(
        dictionary! { "Type" => "EmbeddedFile" },
        mark("attached file").into_bytes(),
    ));
    let file = d.add_object(dictionary! {
        "Type" => "Filespec", "F" => text("attached name"), "EF" => dictionary! { "F" => attached },
    });
    let remark = d.add_object(dictionary! {
        "Type" => "Annot", "Subtype" => "Text", "Rect" => vec![10.into(), 10.into(), 30.into(), 30.into()],
        "Contents" => Object::string_literal("a remark"), "T" => text("author of a remark"),
        "M" => text("time of a remark"), "NM" => text("number of a remark"),
    });
    let link = d.add_object(dictionary! {
        "Type" => "Annot", "Subtype" => "Link", "Rect" => vec![40.into(), 10.into(), 60.into(), 30.into()],
        "A" => dictionary! { "S" => "Launch", "F" => text("program") },
    });
    let pinned = d.add_object(dictionary! {
        "Type" => "Annot", "Subtype" => "FileAttachment", "Rect" => vec![70.into(), 10.into(), 90.into(), 30.into()],
        "FS" => file, "T" => text("author of an attachment"),
    });
    let field = d.add_object(dictionary! {
        "Type" => "Annot", "Subtype" => "Widget", "FT" => "Tx", "T" => Object::string_literal("field"),
        "V" => Object::string_literal("what was filled in"),
        "Rect" => vec![100.into(), 10.into(), 200.into(), 30.into()],
        "AA" => dictionary! { "K" => dictionary! { "S" => "JavaScript", "JS" => text("script of a field") } },
    });
    let signature = d.add_object(dictionary! {
        "Type" => "Annot", "Subtype" => "Widget", "FT" => "Sig", "T" => Object::string_literal("signature"),
        "Rect" => vec![0.into(), 0.into(), 0.into(), 0.into()],
        "V" => dictionary! { "Type" => "Sig", "Name" => text("signer"), "Location" => text("place of signing") },
    });
    let page = d.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages, "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
        "Contents" => contents, "Metadata" => meta, "LastModified" => text("time of the page"),
        "PieceInfo" => dictionary! { "Illustrator" => dictionary! { "Private" => text("private") } },
        "Resources" => dictionary! {
            "Font" => dictionary! { "F1" => font }, "XObject" => dictionary! { "P1" => photo },
        },
        "Annots" => vec![remark.into(), link.into(), pinned.into(), field.into(), signature.into()],
        "AA" => dictionary! { "O" => dictionary! { "S" => "JavaScript", "JS" => text("script of the page") } },
    });
    d.objects.insert(
        pages,
        dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 }.into(),
    );
    let root = d.add_object(dictionary! {
        "Type" => "Catalog", "Pages" => pages, "Metadata" => meta,
        "OpenAction" => dictionary! { "S" => "JavaScript", "JS" => text("script at opening") },
        "AcroForm" => dictionary! { "Fields" => vec![field.into(), signature.into()], "XFA" => text("xfa") },
        "Names" => dictionary! {
            "EmbeddedFiles" => dictionary! { "Names" => vec![text("name of the file"), file.into()] },
            "JavaScript" => dictionary! { "Names" => vec![text("name of the script"), dictionary! {
                "S" => "JavaScript", "JS" => text("named script") }.into()] },
        },
    });
    let info = d.add_object(dictionary! {
        "Author" => text("author"), "Creator" => text("creator"), "Producer" => text("producer"),
        "Title" => text("title"), "Keywords" => text("keywords"), "Company" => text("company"),
        "CreationDate" => Object::string_literal("D:20260102030405+07'00'"),
    });
    d.trailer.set("Root", root);
    d.trailer.set("Info", info);
    d.trailer.set("ID", vec![text("first id"), text("second id")]);
    d
}

pub fn saved(mut document: Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

#[tokio::test]
async fn a_pdf_loses_properties_attachments_scripts_and_authors_and_keeps_its_page() {
    let before = saved(pdf());
    let copy = clean("letter.pdf", &before).await.cleaned();
    assert_eq!((copy.kind, copy.name_fits), (FileKind::Pdf, true));
    assert_no_mark(&before, &copy.bytes);
    exiftool::assert_silent(&before, &copy.bytes, "pdf");
    assert_removed(
        &copy,
        &[
            Trace::Person,
            Trace::Software,
            Trace::Moment,
            Trace::Description,
            Trace::Attachment,
            Trace::Script,
            Trace::Serial,
            Trace::Signature,
            Trace::Place,
        ],
    );
    assert!(
        copy.remains.has(Trace::Remarks),
        "a remark is content and is told"
    );
    for name in [
        "JavaScript",
        "Launch",
        "EmbeddedFile",
        "OpenAction",
        "/AA",
        "Filespec",
        "/XFA",
        "/Metadata",
    ] {
        let there = copy.bytes.windows(name.len()).any(|w| w == name.as_bytes());
        assert!(!there, "{name} is left");
    }
    let clean = Document::load_mem(&copy.bytes).unwrap();
    assert_eq!(clean.get_pages().len(), 1);
    assert!(clean.extract_text(&[1]).unwrap().contains("What the page shows"));
    let page = clean.get_dictionary(clean.get_pages()[&1]).unwrap();
    assert_eq!(page.get(b"Annots").unwrap().as_array().unwrap().len(), 5);
    assert!(copy.bytes.windows(18).any(|w| w == b"what was filled in"));
}

#[tokio::test]
async fn the_first_page_of_a_pdf_can_be_looked_at() {
    let copy = clean("letter.pdf", &saved(pdf())).await.cleaned();
    let preview = copy.preview.expect("a page is drawn").png;
    let picture = image::load_from_memory(&preview).unwrap().to_luma8();
    assert_eq!(picture.height().max(picture.width()), 1520);
    let dark = picture.pixels().filter(|pixel| pixel.0[0] < 100).count();
    assert!(dark > 500, "the words are drawn: {dark}");
    exiftool::assert_tells_nothing(&preview, "png");
}

#[tokio::test]
async fn earlier_states_of_a_pdf_do_not_stay() {
    let old = saved(pdf());
    let mut newer: lopdf::IncrementalDocument = old.as_slice().try_into().unwrap();
    let root = newer
        .get_prev_documents()
        .trailer
        .get(b"Root")
        .unwrap()
        .as_reference()
        .unwrap();
    newer.opt_clone_object_to_new_document(root).unwrap();
    let mut bytes = Vec::new();
    newer.save_to(&mut bytes).unwrap();
    assert!(bytes.len() > old.len());
    let copy = clean("a.pdf", &bytes).await.cleaned();
    assert!(copy.removed.has(Trace::History));
    assert_no_mark(&bytes, &copy.bytes);
    assert_eq!(copy.bytes.windows(9).filter(|w| *w == b"startxref").count(), 1);
}

#[tokio::test]
async fn a_page_that_was_taken_out_does_not_stay() {
    let mut document = pdf();
    let gone =
        document.add_object(dictionary! { "Type" => "Page", "Contents" => text("page that was taken out") });
    let title = document.add_object(dictionary! {
        "Title" => Object::string_literal("to it"), "Dest" => vec![gone.into(), "Fit".into()],
    });
    let outlines = document.add_object(dictionary! { "First" => title, "Last" => title, "Count" => 1 });
    let root = document.trailer.get(b"Root").unwrap().as_reference().unwrap();
    document
        .get_dictionary_mut(root)
        .unwrap()
        .set("Outlines", outlines);
    let before = saved(document);
    let copy = clean("a.pdf", &before).await.cleaned();
    assert_no_mark(&before, &copy.bytes);
    assert!(copy.removed.has(Trace::History));
}

#[tokio::test]
async fn a_page_that_is_a_list_of_fonts_as_well_holds_the_document_back() {
    let mut both = pdf();
    let page = *both.get_pages().values().next().unwrap();
    let form = both.add_object(Stream::new(
        dictionary! {
            "Type" => "XObject", "Subtype" => "Form", "BBox" => vec![0.into(), 0.into(), 9.into(), 9.into()],
            "Resources" => dictionary! { "Font" => page },
        },
        Vec::new(),
    ));
    let resources = both
        .get_dictionary_mut(page)
        .unwrap()
        .get_mut(b"Resources")
        .unwrap();
    resources
        .as_dict_mut()
        .unwrap()
        .set("XObject", dictionary! { "X1" => form });
    let held = clean("letter.pdf", &saved(both)).await.quarantined();
    assert_eq!(held.doubt, Doubt::UnknownPart);
}

#[tokio::test]
async fn a_photo_wrapped_twice_in_a_pdf_is_clean_too() {
    let mut document = pdf();
    let mut photo = Stream::new(Dictionary::new(), pictures::jpeg(1));
    photo.dict.set("Filter", "DCTDecode");
    let length = photo.content.len();
    let mut wrapped = Stream::new(dictionary! {}, photo.content);
    wrapped.compress().unwrap();
    assert!(wrapped.content.len() < length, "it was not wrapped");
    let packed = i64::try_from(wrapped.content.len()).unwrap();
    wrapped.dict = dictionary! {
        "Type" => "XObject", "Subtype" => "Image", "Width" => 64, "Height" => 48, "BitsPerComponent" => 8,
        "ColorSpace" => "DeviceRGB", "Filter" => vec!["FlateDecode".into(), "DCTDecode".into()], "Length" => packed,
    };
    let id = document.add_object(wrapped);
    let page = document.get_pages()[&1];
    let resources = document
        .get_dictionary_mut(page)
        .unwrap()
        .get_mut(b"Resources")
        .unwrap();
    resources
        .as_dict_mut()
        .unwrap()
        .set("XObject", dictionary! { "P1" => id });
    let copy = clean("a.pdf", &saved(document)).await.cleaned();
    assert_eq!(super::planted::marks(&copy.bytes), 0);
    let clean = Document::load_mem(&copy.bytes).unwrap();
    let photo = clean
        .objects
        .values()
        .filter_map(|object| object.as_stream().ok())
        .find(|stream| stream.content.starts_with(&[0xff, 0xd8]))
        .expect("the photo lies open now");
    assert!(image::load_from_memory(&photo.content).is_ok());
    assert!(
        !photo
            .content
            .windows(4)
            .any(|w| w == exif(1)[..4].to_vec().as_slice())
    );
}

#[tokio::test]
async fn a_locked_pdf_is_held_back() {
    let bytes = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n\
        3 0 obj<</Filter/Standard/V 2/R 3/Length 128/P -4/O<00>/U<00>>>endobj\ntrailer<</Root 1 0 R/Encrypt 3 0 R\
        /ID[<00><00>]/Size 4>>\nstartxref\n0\n%%EOF";
    assert_eq!(clean("a.pdf", bytes).await.quarantined().doubt, Doubt::Locked);
}

#[tokio::test]
async fn plain_text_stays_letter_by_letter_in_every_encoding() {
    let wide: Vec<u8> = "\u{feff}ใบเสร็จ"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let thai_windows = [0xe3, 0xba, 0xe0, 0xca, 0xc3, 0xe7, 0xa8, b' ', b'1', b'\r', b'\n'];
    for bytes in [
        "ใบเสร็จ เลขที่ 1\r\n".as_bytes(),
        b"\xef\xbb\xbfwith a mark",
        &wide,
        &thai_windows,
    ] {
        let copy = clean("note.txt", bytes).await.cleaned();
        assert_eq!((copy.kind, copy.bytes.as_slice()), (FileKind::Txt, bytes));
        assert!(copy.removed.is_empty() && copy.preview.is_none());
    }
}
