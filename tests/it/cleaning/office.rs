//! Word, Excel and OpenDocument.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _, Write as _};

use sujarit::clean::{Doubt, FileKind, Trace};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::planted::mark;
use super::{assert_no_mark, assert_removed, clean, exiftool, pictures};

pub type Parts = Vec<(&'static str, Vec<u8>)>;

/// An archive without compression, so that a search finds the marks before cleaning.
pub fn archive(parts: &[(&'static str, Vec<u8>)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let time = DateTime::from_date_and_time(2026, 1, 2, 3, 4, 6).unwrap();
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(time);
    for (name, bytes) in parts {
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.set_comment(mark("archive comment")).unwrap();
    writer.finish().unwrap().into_inner()
}

pub fn unpacked(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut parts = BTreeMap::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        assert_eq!(
            entry.last_modified(),
            Some(DateTime::default()),
            "no entry has a time"
        );
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        parts.insert(entry.name().unwrap().into_owned(), bytes);
    }
    parts
}

/// Everything inside, unpacked, in one piece: a search through compressed bytes would find nothing.
pub fn contents(bytes: &[u8]) -> Vec<u8> {
    let parts = unpacked(bytes);
    parts
        .into_iter()
        .flat_map(|(name, bytes)| [name.into_bytes(), bytes].concat())
        .collect()
}

fn xml(body: &str) -> Vec<u8> {
    let body = body.replace("MARK", &mark("in a part"));
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>{body}").into_bytes()
}

const OFFICE: &str = "http://schemas.openxmlformats.org";

fn types(overrides: &[(&str, &str)]) -> Vec<u8> {
    let head = format!(
        "<Types xmlns=\"{OFFICE}/package/2006/content-types\"><Default Extension=\"rels\" \
         ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" \
         ContentType=\"application/xml\"/><Default Extension=\"jpg\" ContentType=\"image/jpeg\"/>"
    );
    let parts = overrides
        .iter()
        .map(|(part, kind)| format!("<Override PartName=\"{part}\" ContentType=\"application/{kind}\"/>"));
    xml(&(head + &parts.collect::<Vec<_>>().concat() + "</Types>"))
}

/// Relations: type, target, and whether it lies elsewhere.
fn relations(list: &[(&str, &str, bool)]) -> Vec<u8> {
    let head = format!("<Relationships xmlns=\"{OFFICE}/package/2006/relationships\">");
    let relations = (1..).zip(list).map(|(number, (kind, target, outside))| {
        let mode = if *outside { " TargetMode=\"External\"" } else { "" };
        format!(
            "<Relationship Id=\"rId{number}\" Type=\"{OFFICE}/officeDocument/2006/relationships/{kind}\" \
             Target=\"{target}\"{mode}/>"
        )
    });
    xml(&(head + &relations.collect::<Vec<_>>().concat() + "</Relationships>"))
}

fn properties() -> Parts {
    let core = "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:creator>MARK</dc:creator><cp:lastModifiedBy>MARK\
         </cp:lastModifiedBy></cp:coreProperties>";
    vec![
        ("docProps/core.xml", xml(core)),
        (
            "docProps/app.xml",
            xml("<Properties><Company>MARK</Company><Manager>MARK</Manager></Properties>"),
        ),
        (
            "docProps/custom.xml",
            xml("<Properties><property name=\"MARK\"/></Properties>"),
        ),
        ("docProps/thumbnail.jpg", pictures::jpeg(1)),
    ]
}

/// A Word document with marks wherever Word puts names, numbers and calls to elsewhere.
pub fn docx() -> Parts {
    let document = "<w:document xmlns:w=\"w\" xmlns:r=\"r\" xmlns:w14=\"w14\" xmlns:wp14=\"wp14\" \
        xmlns:a16=\"a16\" xmlns:pic=\"pic\"><w:body>\
        <w:p w:rsidR=\"00MARK\" w14:paraId=\"MARK\"><w:r><w:t>What the page shows</w:t></w:r>\
        <w:ins w:id=\"1\" w:author=\"MARK\" w:date=\"MARK\"><w:r><w:t>put in</w:t></w:r></w:ins>\
        <w:del w:id=\"2\" w:author=\"MARK\" w:date=\"MARK\"><w:r><w:delText>struck out</w:delText></w:r></w:del>\
        <w:r><w:instrText>INCLUDEPICTURE \"http://beacon.example/MARK.png\"</w:instrText></w:r>\
        <w:hyperlink r:id=\"rId4\"><w:r><w:t>a link</w:t></w:r></w:hyperlink>\
        <w:drawing wp14:anchorId=\"MARK\" wp14:editId=\"MARK\"><a16:creationId id=\"{MARK}\"/><pic:cNvPr id=\"1\" name=\"MARK.jpg\" descr=\"C:\\Users\\MARK\\photo.jpg\"/></w:drawing></w:p>\
        <!-- MARK --><?MARK MARK?></w:body></w:document>";
    let comments = "<w:comments xmlns:w=\"w\"><w:comment w:id=\"0\" w:author=\"MARK\" w:initials=\"MARK\" w:date=\"MARK\">\
        <w:p><w:r><w:t>a remark</w:t></w:r></w:p></w:comment></w:comments>";
    let settings = "<w:settings xmlns:w=\"w\" xmlns:r=\"r\" xmlns:w15=\"w15\"><w15:docId w15:val=\"{MARK}\"/>\
        <w:attachedTemplate r:id=\"rId1\"/><w:rsids><w:rsidRoot \
        w:val=\"MARK\"/></w:rsids><w:docVars><w:docVar w:name=\"MARK\" w:val=\"MARK\"/></w:docVars></w:settings>";
    let mut parts = vec![
        (
            "[Content_Types].xml",
            types(&[
                (
                    "/word/document.xml",
                    "vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
                ),
                (
                    "/docProps/core.xml",
                    "vnd.openxmlformats-package.core-properties+xml",
                ),
            ]),
        ),
        (
            "_rels/.rels",
            relations(&[
                ("officeDocument", "word/document.xml", false),
                ("x", "docProps/core.xml", false),
            ]),
        ),
        ("word/document.xml", xml(document)),
        (
            "word/_rels/document.xml.rels",
            relations(&[
                ("settings", "settings.xml", false),
                ("comments", "comments.xml", false),
                ("image", "media/image1.jpg", false),
                ("hyperlink", "https://example.org/what-is-shown", true),
                (
                    "image",
                    &format!("http://beacon.example/{}", mark("image").replace(' ', "-")),
                    true,
                ),
                ("people", "people.xml", false),
                ("customXml", "../customXml/item1.xml", false),
            ]),
        ),
        ("word/comments.xml", xml(comments)),
        (
            "word/people.xml",
            xml("<w15:people xmlns:w15=\"w15\"><w15:person w15:author=\"MARK\"/></w15:people>"),
        ),
        ("word/settings.xml", xml(settings)),
        (
            "word/_rels/settings.xml.rels",
            relations(&[(
                "attachedTemplate",
                &format!("file:///C:/{}", mark("template").replace(' ', "-")),
                true,
            )]),
        ),
        ("word/media/image1.jpg", pictures::jpeg(1)),
        ("customXml/item1.xml", xml("<a>MARK</a>")),
    ];
    parts.extend(properties());
    parts
}

/// An Excel document with marks.
pub fn xlsx() -> Parts {
    let workbook = "<workbook xmlns=\"m\" xmlns:r=\"r\" xmlns:x15ac=\"x\"><fileSharing userName=\"MARK\"/><x15ac:absPath \
        url=\"C:\\Users\\MARK\\\"/><sheets><sheet name=\"one\" sheetId=\"1\" r:id=\"rId1\"/><sheet name=\"two\" \
        sheetId=\"2\" state=\"hidden\" r:id=\"rId2\"/></sheets></workbook>";
    let sheet = "<worksheet xmlns=\"m\" xmlns:r=\"r\" xmlns:xr=\"x\" xr:uid=\"MARK\"><sheetData><row><c t=\"inlineStr\"><is>\
        <t>What the sheet shows</t></is></c></row></sheetData><pageSetup r:id=\"rId1\"/></worksheet>";
    let comments = "<comments xmlns=\"m\"><authors><author>MARK</author></authors><commentList><comment ref=\"A1\" \
        authorId=\"0\"><text><t>a remark</t></text></comment></commentList></comments>";
    let mut parts = vec![
        (
            "[Content_Types].xml",
            types(&[(
                "/xl/workbook.xml",
                "vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
            )]),
        ),
        (
            "_rels/.rels",
            relations(&[
                ("officeDocument", "xl/workbook.xml", false),
                ("x", "docProps/core.xml", false),
            ]),
        ),
        ("xl/workbook.xml", xml(workbook)),
        (
            "xl/_rels/workbook.xml.rels",
            relations(&[
                ("worksheet", "worksheets/sheet1.xml", false),
                ("worksheet", "worksheets/sheet2.xml", false),
                ("connections", "connections.xml", false),
            ]),
        ),
        ("xl/worksheets/sheet1.xml", xml(sheet)),
        ("xl/worksheets/sheet2.xml", xml(sheet)),
        (
            "xl/worksheets/_rels/sheet1.xml.rels",
            relations(&[
                (
                    "printerSettings",
                    "../printerSettings/printerSettings1.bin",
                    false,
                ),
                ("comments", "../comments1.xml", false),
            ]),
        ),
        (
            "xl/printerSettings/printerSettings1.bin",
            mark("printer").into_bytes(),
        ),
        ("xl/comments1.xml", xml(comments)),
        (
            "xl/connections.xml",
            xml("<connections><connection connectionString=\"MARK\"/></connections>"),
        ),
        (
            "xl/persons/person.xml",
            xml(
                "<personList xmlns=\"m\"><person displayName=\"MARK\" id=\"{1}\" userId=\"MARK\" providerId=\"MARK\"/></personList>",
            ),
        ),
    ];
    parts.extend(properties());
    parts
}

/// An OpenDocument text with marks.
pub fn odt() -> Parts {
    let content = "<office:document-content xmlns:office=\"o\" xmlns:text=\"t\" xmlns:dc=\"d\" xmlns:draw=\"w\" \
        xmlns:xlink=\"x\" xmlns:meta=\"m\"><office:scripts/><office:body><office:text><text:tracked-changes>\
        <text:changed-region><text:insertion><office:change-info><dc:creator>MARK</dc:creator><dc:date>MARK</dc:date>\
        </office:change-info></text:insertion></text:changed-region></text:tracked-changes>\
        <text:p>What the page shows<office:annotation><dc:creator>MARK</dc:creator><meta:creator-initials>MARK\
        </meta:creator-initials><text:p>a remark</text:p></office:annotation>\
        <text:sender-lastname>MARK</text:sender-lastname><draw:image xlink:href=\"Pictures/1.jpg\"/>\
        <draw:image xlink:href=\"http://beacon.example/MARK\"/></text:p></office:text></office:body>\
        </office:document-content>";
    let manifest = "<manifest:manifest xmlns:manifest=\"m\"><manifest:file-entry manifest:full-path=\"/\" \
        manifest:media-type=\"application/vnd.oasis.opendocument.text\"/><manifest:file-entry \
        manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/><manifest:file-entry \
        manifest:full-path=\"meta.xml\" manifest:media-type=\"text/xml\"/></manifest:manifest>";
    vec![
        ("mimetype", b"application/vnd.oasis.opendocument.text".to_vec()),
        ("content.xml", xml(content)),
        ("styles.xml", xml("<office:document-styles xmlns:office=\"o\"/>")),
        (
            "meta.xml",
            xml("<office:document-meta xmlns:office=\"o\"><a>MARK</a></office:document-meta>"),
        ),
        ("settings.xml", xml("<a><b name=\"PrinterName\">MARK</b></a>")),
        ("Thumbnails/thumbnail.png", pictures::png()),
        ("Pictures/1.jpg", pictures::jpeg(1)),
        ("META-INF/manifest.xml", xml(manifest)),
    ]
}

pub fn with(mut parts: Parts, name: &'static str, bytes: Vec<u8>) -> Parts {
    parts.retain(|(known, _)| *known != name);
    parts.push((name, bytes));
    parts
}

#[tokio::test]
async fn a_word_document_loses_names_numbers_and_calls_and_keeps_its_words() {
    let before = archive(&docx());
    let copy = clean("letter.docx", &before).await.cleaned();
    assert_eq!(copy.kind, FileKind::Docx);
    assert_no_mark(&before, &contents(&copy.bytes));
    exiftool::assert_silent(&before, &copy.bytes, "docx");
    assert_removed(
        &copy,
        &[
            Trace::Person,
            Trace::Moment,
            Trace::Thumbnail,
            Trace::Beacon,
            Trace::Serial,
            Trace::Place,
            Trace::Surplus,
        ],
    );
    assert!(copy.remains.has(Trace::TrackedChanges) && copy.remains.has(Trace::Remarks));
    let parts = unpacked(&copy.bytes);
    let document = String::from_utf8(parts["word/document.xml"].clone()).unwrap();
    for shown in [
        "What the page shows",
        "put in",
        "struck out",
        "w:author=\"Author\"",
    ] {
        assert!(document.contains(shown), "{shown}: {document}");
    }
    let relations = String::from_utf8(parts["word/_rels/document.xml.rels"].clone()).unwrap();
    assert!(
        relations.contains("https://example.org/what-is-shown"),
        "a link that is shown stays"
    );
    assert!(!relations.contains("people.xml") && !relations.contains("customXml"));
    assert!(
        !String::from_utf8(parts["[Content_Types].xml"].clone())
            .unwrap()
            .contains("docProps")
    );
    assert!(image::load_from_memory(&parts["word/media/image1.jpg"]).is_ok());
}

#[tokio::test]
async fn an_excel_document_loses_names_paths_and_printers_and_tells_of_hidden_sheets() {
    let before = archive(&xlsx());
    let copy = clean("list.xlsx", &before).await.cleaned();
    assert_eq!(copy.kind, FileKind::Xlsx);
    assert_no_mark(&before, &contents(&copy.bytes));
    exiftool::assert_silent(&before, &copy.bytes, "xlsx");
    assert_removed(
        &copy,
        &[Trace::Person, Trace::Device, Trace::Beacon, Trace::Serial],
    );
    assert!(copy.remains.has(Trace::Hidden) && copy.remains.has(Trace::Remarks));
    let text = String::from_utf8_lossy(&contents(&copy.bytes)).into_owned();
    assert!(text.contains("What the sheet shows") && text.contains("a remark"));
}

#[tokio::test]
async fn an_open_document_loses_names_settings_and_calls() {
    let before = archive(&odt());
    let copy = clean("letter.odt", &before).await.cleaned();
    assert_eq!(copy.kind, FileKind::Odt);
    assert_no_mark(&before, &contents(&copy.bytes));
    exiftool::assert_silent(&before, &copy.bytes, "odt");
    assert_removed(
        &copy,
        &[
            Trace::Person,
            Trace::Device,
            Trace::Thumbnail,
            Trace::Beacon,
            Trace::Moment,
        ],
    );
    assert!(copy.remains.has(Trace::TrackedChanges) && copy.remains.has(Trace::Remarks));
    let parts = unpacked(&copy.bytes);
    assert!(!parts.contains_key("meta.xml") && !parts.contains_key("settings.xml"));
    assert_eq!(
        copy.bytes[30..38],
        *b"mimetype",
        "the kind is the first entry, not compressed"
    );
    assert!(
        !String::from_utf8(parts["META-INF/manifest.xml"].clone())
            .unwrap()
            .contains("meta.xml")
    );
}

#[tokio::test]
async fn a_document_in_a_document_is_cleaned_as_well_and_never_endlessly() {
    let inner = archive(&xlsx());
    let outer = with(docx(), "word/embeddings/Sheet1.xlsx", inner.clone());
    let copy = clean("a.docx", &archive(&outer)).await.cleaned();
    assert_eq!(
        super::planted::marks(&contents(&unpacked(&copy.bytes)["word/embeddings/Sheet1.xlsx"])),
        0
    );
    let mut nested = inner;
    for _ in 0..4 {
        nested = archive(&with(docx(), "word/embeddings/D.docx", nested));
    }
    assert_eq!(clean("a.docx", &nested).await.quarantined().doubt, Doubt::Bomb);
}

#[tokio::test]
async fn what_cannot_be_cleaned_in_a_document_holds_it_back_and_is_told() {
    for (name, doubt, told) in [
        ("word/vbaProject.bin", Doubt::Macros, Some(Trace::Script)),
        (
            "word/embeddings/oleObject1.bin",
            Doubt::Embedded,
            Some(Trace::Attachment),
        ),
        ("word/media/image2.emf", Doubt::Embedded, Some(Trace::Attachment)),
        ("word/unheard/of.xml", Doubt::UnknownPart, None),
        ("word/media/image3.png", Doubt::Embedded, None),
    ] {
        let held = clean("a.docx", &archive(&with(docx(), name, mark("x").into_bytes())))
            .await
            .quarantined();
        assert_eq!((held.doubt, held.kind), (doubt, Some(FileKind::Docx)), "{name}");
        assert!(
            told.is_none_or(|told| held.remains.has(told)),
            "{name}: {:?}",
            held.remains
        );
    }
    let macros = with(odt(), "Basic/Standard/Module1.xml", xml("<a/>"));
    assert_eq!(
        clean("a.odt", &archive(&macros)).await.quarantined().doubt,
        Doubt::Macros
    );
}

#[tokio::test]
async fn a_call_to_elsewhere_is_found_however_it_is_spelled() {
    let body = |inside: &str| {
        let all = format!(
            "<w:document xmlns:w=\"w\"><w:body><w:p>{inside}<w:t>shown</w:t></w:p></w:body></w:document>"
        );
        archive(&with(docx(), "word/document.xml", xml(&all)))
    };
    let run = |text: &str| format!("<w:r><w:instrText>{text}</w:instrText></w:r>");
    let mark = |kind: &str| format!("<w:r><w:fldChar w:fldCharType=\"{kind}\"/></w:r>");
    let field = |runs: &[&str]| {
        let runs = runs.iter().map(|text| run(text)).collect::<Vec<_>>().concat();
        [mark("begin"), runs, mark("separate"), mark("end")].concat()
    };
    let nested = [
        mark("begin"),
        run("INCLUDEPICTURE "),
        field(&["QUOTE \"http://e/x.png\""]),
        mark("end"),
    ];
    for inside in [
        field(&["INCLUDEPICTURE \"http://e/HYPERLINK.png\""]),
        field(&["INCLUDE", "PICTURE \"http://e/x.png\""]),
        field(&["<![CDATA[INCLUDEPICTURE \"http://e/x.png\"]]>"]),
        field(&["&#73;NCLUDEPICTURE \"http&#58;//e/x.png\""]),
        field(&["&#x49;N", "<![CDATA[CLUDE]]>", "TEXT \"http://e/x.png\""]),
        nested.concat(),
        "<w:fldSimple w:instr=\"&#73;NCLUDEPICTURE &quot;http&#58;//e/x.png&quot;\"/>".to_owned(),
    ] {
        let copy = clean("a.docx", &body(&inside)).await.cleaned();
        let document = String::from_utf8(unpacked(&copy.bytes)["word/document.xml"].clone()).unwrap();
        assert!(copy.removed.has(Trace::Beacon), "{inside}");
        assert!(
            !document.contains("x.png") && !document.contains("HYPERLINK") && !document.contains("PICTURE"),
            "{document}"
        );
        assert!(document.contains("shown"), "{document}");
    }
    let link = field(&["HYPER", "LINK \"https://example.org/include\""]);
    let copy = clean("a.docx", &body(&link)).await.cleaned();
    let document = String::from_utf8(unpacked(&copy.bytes)["word/document.xml"].clone()).unwrap();
    assert!(
        document.contains("https://example.org/include"),
        "a link to click stays"
    );
    let path = "<w:drawing><pic:cNvPr xmlns:pic=\"p\" id=\"1\" name=\"C&#58;&#92;somchai&#46;jpg\" \
                descr=\"&#92;&#92;server\"/></w:drawing>";
    let copy = clean("a.docx", &body(path)).await.cleaned();
    let document = String::from_utf8(unpacked(&copy.bytes)["word/document.xml"].clone()).unwrap();
    assert!(
        !document.contains("somchai") && !document.contains("server"),
        "{document}"
    );
}

#[tokio::test]
async fn a_relation_with_letters_written_as_numbers_holds_the_document_back() {
    let beginning = format!("<Relationships xmlns=\"{OFFICE}/package/2006/relationships\">");
    let relation = |target: &str, mode: &str| {
        let kind = format!("{OFFICE}/officeDocument/2006/relationships/image");
        let one =
            format!("<Relationship Id=\"rId1\" Type=\"{kind}\" Target=\"{target}\" TargetMode=\"{mode}\"/>");
        let all = xml(&format!("{beginning}{one}</Relationships>"));
        archive(&with(docx(), "word/_rels/document.xml.rels", all))
    };
    for (target, mode) in [
        ("http&#58;//evil.example/x.png", "&#69;xternal"),
        ("http://evil.example/x.png", "&#x45;xternal"),
        ("http&#x3a;//evil.example/x.png", "External"),
    ] {
        let held = clean("a.docx", &relation(target, mode)).await.quarantined();
        assert_eq!(held.doubt, Doubt::UnknownPart, "{target} {mode}");
    }
    let copy = clean(
        "a.docx",
        &relation("http://evil.example/?a=1&amp;b=2", "External"),
    )
    .await
    .cleaned();
    let relations = String::from_utf8(unpacked(&copy.bytes)["word/_rels/document.xml.rels"].clone()).unwrap();
    assert!(!relations.contains("evil.example"), "{relations}");
}
