//! Marks, and the blocks in which cameras and programs hide what they know.

/// What is planted as text, in every place. Never part of what a file shows.
pub const MARK: &str = "PLANTED-7Q4X";

/// How often the mark occurs, as plain text or in UTF-16 of either order.
pub fn marks(bytes: &[u8]) -> usize {
    let wide = |first: bool| -> Vec<u8> {
        let pairs = MARK.bytes().map(|b| if first { [0, b] } else { [b, 0] });
        pairs.collect::<Vec<_>>().concat()
    };
    let count = |sought: &[u8]| bytes.windows(sought.len()).filter(|w| *w == sought).count();
    count(MARK.as_bytes()) + count(&wide(true)) + count(&wide(false))
}

/// A mark with its place, for example `PLANTED-7Q4X artist`.
pub fn mark(place: &str) -> String {
    format!("{MARK} {place}")
}

/// One entry of a TIFF directory: tag, type and value.
enum Value {
    Text(String),
    Bytes(Vec<u8>),
    Rationals(Vec<(u32, u32)>),
    Short(u16),
    Long(u32),
}

/// Writes a directory at this place; values that do not fit follow it.
fn directory(at: u32, entries: &[(u16, Value)], next: u32) -> Vec<u8> {
    let mut table = (entries.len() as u16).to_le_bytes().to_vec();
    let mut more = Vec::new();
    let mut free = at + 2 + 12 * entries.len() as u32 + 4;
    for (tag, value) in entries {
        let (kind, count, mut bytes) = match value {
            Value::Text(text) => (2_u16, text.len() as u32 + 1, [text.as_bytes(), &[0]].concat()),
            Value::Bytes(bytes) => (7, bytes.len() as u32, bytes.clone()),
            Value::Rationals(pairs) => {
                let bytes = pairs
                    .iter()
                    .flat_map(|(a, b)| [a.to_le_bytes(), b.to_le_bytes()].concat());
                (5, pairs.len() as u32, bytes.collect())
            }
            Value::Short(n) => (3, 1, n.to_le_bytes().to_vec()),
            Value::Long(n) => (4, 1, n.to_le_bytes().to_vec()),
        };
        table.extend(tag.to_le_bytes());
        table.extend(kind.to_le_bytes());
        table.extend(count.to_le_bytes());
        if bytes.len() <= 4 {
            bytes.resize(4, 0);
            table.extend(bytes);
        } else {
            table.extend(free.to_le_bytes());
            free += bytes.len() as u32;
            more.extend(bytes);
        }
    }
    table.extend(next.to_le_bytes());
    table.extend(more);
    table
}

/// EXIF as a telephone writes it: maker, owner, place, time, maker's notes and a small picture of the whole.
/// `orientation` is 1 to 8.
pub fn exif(orientation: u16) -> Vec<u8> {
    let (camera, gps, small) = (600, 1100, 1500);
    let thumbnail = [
        &[0xff, 0xd8, 0xff, 0xfe, 0, 30][..],
        mark("thumbnail").as_bytes(),
        &[0xff, 0xd9],
    ]
    .concat();
    let first = directory(
        8,
        &[
            (0x010e, Value::Text(mark("description"))),
            (0x010f, Value::Text(mark("make"))),
            (0x0110, Value::Text(mark("model"))),
            (0x0112, Value::Short(orientation)),
            (0x0131, Value::Text(mark("software"))),
            (0x0132, Value::Text("2026:01:02 03:04:05".to_owned())),
            (0x013b, Value::Text(mark("artist"))),
            (0x8769, Value::Long(camera)),
            (0x8825, Value::Long(gps)),
        ],
        small,
    );
    let camera_directory = directory(
        camera,
        &[
            (0x9003, Value::Text("2026:01:02 03:04:05".to_owned())),
            (0x927c, Value::Bytes(mark("maker note").into_bytes())),
            (
                0x9286,
                Value::Bytes([b"ASCII\0\0\0", mark("user comment").as_bytes()].concat()),
            ),
            (0xa430, Value::Text(mark("owner"))),
            (0xa431, Value::Text(mark("body serial"))),
        ],
        0,
    );
    let gps_directory = directory(
        gps,
        &[
            (1, Value::Text("N".to_owned())),
            (2, Value::Rationals(vec![(13, 1), (45, 1), (2_212, 100)])),
            (3, Value::Text("E".to_owned())),
            (4, Value::Rationals(vec![(100, 1), (30, 1), (618, 100)])),
        ],
        0,
    );
    let small_directory = directory(
        small,
        &[
            (0x0103, Value::Short(6)),
            (0x0201, Value::Long(small + 200)),
            (0x0202, Value::Long(thumbnail.len() as u32)),
        ],
        0,
    );
    let mut tiff = b"II*\0\x08\0\0\0".to_vec();
    for (at, part) in [
        (8, first),
        (camera, camera_directory),
        (gps, gps_directory),
        (small, small_directory),
        (small + 200, thumbnail),
    ] {
        assert!(tiff.len() <= at as usize, "the parts of the block overlap");
        tiff.resize(at as usize, 0);
        tiff.extend(part);
    }
    tiff
}

/// An XMP packet.
pub fn xmp() -> Vec<u8> {
    format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF \
         xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:exif=\"http://ns.adobe.com/exif/1.0/\" \
         exif:GPSLatitude=\"13,45.36N\"><dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></dc:creator>\
         </rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"w\"?>",
        mark("xmp creator")
    )
    .into_bytes()
}

/// IPTC in the block of Photoshop: by-line and city.
pub fn iptc() -> Vec<u8> {
    let mut records = Vec::new();
    for (number, text) in [(80, mark("by-line")), (90, mark("city"))] {
        records.extend([0x1c, 2, number]);
        records.extend((text.len() as u16).to_be_bytes());
        records.extend(text.as_bytes());
    }
    let mut block = b"Photoshop 3.0\x008BIM\x04\x04\0\0".to_vec();
    block.extend((records.len() as u32).to_be_bytes());
    block.extend(&records);
    if records.len() % 2 == 1 {
        block.push(0);
    }
    block
}

/// A colour profile that names its device; not one that a colour engine would accept.
pub fn profile() -> Vec<u8> {
    let mut profile = vec![0; 128];
    profile[36..40].copy_from_slice(b"acsp");
    profile.extend(1_u32.to_be_bytes());
    profile.extend(b"desc");
    let text = mark("profile");
    profile.extend(144_u32.to_be_bytes());
    profile.extend((text.len() as u32 + 12).to_be_bytes());
    profile.extend(b"desc\0\0\0\0");
    profile.extend((text.len() as u32 + 1).to_be_bytes());
    profile.extend(text.as_bytes());
    let length = profile.len() as u32;
    profile[..4].copy_from_slice(&length.to_be_bytes());
    profile
}
