//! Films, MPEG-4 sound and HEIC photos, built box by box.

use sujarit::clean::{Doubt, FileKind, Trace};

use super::planted::{exif, mark, profile, xmp};
use super::{assert_no_mark, assert_removed, clean, exiftool};

pub fn part(name: &[u8], body: &[u8]) -> Vec<u8> {
    [&(body.len() as u32 + 8).to_be_bytes(), name, body].concat()
}

fn full(name: &[u8], version: u8, body: &[u8]) -> Vec<u8> {
    part(name, &[&[version, 0, 0, 0], body].concat())
}

fn numbers(list: &[u32]) -> Vec<u8> {
    list.iter().flat_map(|n| n.to_be_bytes()).collect()
}

const TIME: u32 = 0x7ea1_b2c3;

/// A track of two samples that lie one after the other at `at`.
fn track(kind: &[u8], at: u32, sizes: [u32; 2], quick: bool) -> Vec<u8> {
    // QuickTime says of which kind the handler is and who made it, and counts the letters of its name.
    let name = mark("handler");
    let handler = if quick {
        [
            b"mhlr",
            kind,
            mark("").get(..4).unwrap().as_bytes(),
            &[7; 8],
            &[name.len() as u8],
            name.as_bytes(),
        ]
        .concat()
    } else {
        [&[0; 4], kind, &[0; 12], name.as_bytes(), &[0]].concat()
    };
    let entry = if kind == b"vide" {
        let mut body = vec![0; 78];
        body[7] = 1;
        body[24..28].copy_from_slice(&[0, 64, 0, 48]);
        body[42] = 20;
        body[43..43 + mark("coder").len()].copy_from_slice(mark("coder").as_bytes());
        body.extend(part(b"avcC", &[1, 66, 0, 10, 0xff, 0xe0, 0]));
        body.extend(part(b"colr", &[b"prof", profile().as_slice()].concat()));
        if quick {
            body.extend([0; 4]);
        }
        part(b"avc1", &body)
    } else if quick {
        let mut body = vec![0; 44];
        (body[7], body[9]) = (1, 1);
        body[16..20].copy_from_slice(&[0, 2, 0, 16]);
        let wave = [
            part(b"frma", b"mp4a"),
            part(b"mp4a", &[0; 4]),
            full(b"esds", 0, &[3, 0]),
            part(b"uuid", mark("in a wave").as_bytes()),
            part(&[0; 4], &[]),
        ];
        body.extend(part(b"wave", &wave.concat()));
        part(b"mp4a", &body)
    } else {
        let mut body = vec![0; 28];
        body[7] = 1;
        body[16..20].copy_from_slice(&[0, 2, 0, 16]);
        body.extend(full(b"esds", 0, &[3, 0]));
        part(b"mp4a", &body)
    };
    let table = [
        full(b"stsd", 0, &[numbers(&[1]), entry].concat()),
        full(b"stts", 0, &numbers(&[1, 2, 100])),
        full(b"stsc", 0, &numbers(&[1, 1, 2, 1])),
        full(b"stsz", 0, &numbers(&[0, 2, sizes[0], sizes[1]])),
        full(b"stco", 0, &numbers(&[1, at])),
        part(b"uuid", mark("in the table").as_bytes()),
    ]
    .concat();
    let url = [0, 0, 0, 12, b'u', b'r', b'l', b' ', 0, 0, 0, 1];
    let information = [
        full(
            if kind == b"vide" { b"vmhd" } else { b"smhd" },
            0,
            &numbers(&[0, 0]),
        ),
        part(
            b"dinf",
            &full(b"dref", 0, &[numbers(&[1]), url.to_vec()].concat()),
        ),
        part(b"stbl", &table),
    ]
    .concat();
    let media = [
        full(b"mdhd", 0, &numbers(&[TIME, TIME, 1000, 200, 0x15c7_0000])),
        full(b"hdlr", 0, &handler),
        part(b"minf", &information),
    ]
    .concat();
    let whole = [
        full(
            b"tkhd",
            0,
            &[numbers(&[TIME, TIME, 1, 0, 200]), vec![0; 60]].concat(),
        ),
        part(b"mdia", &media),
        part(b"udta", &part(b"name", mark("name of a track").as_bytes())),
    ]
    .concat();
    part(b"trak", &whole)
}

/// A film with sound, a track of places, and marks in every corner. The first sample of a picture is `PICTURE`.
pub fn film(brand: &[u8], pictures: bool) -> Vec<u8> {
    let quick = brand == b"qt  ";
    let mut ftyp = part(b"ftyp", &[brand, &[0, 0, 2, 0], b"isom", b"mp41"].concat());
    if quick {
        ftyp.extend(part(b"wide", &[]));
    }
    let gap = mark("between the samples");
    let places = mark("way travelled");
    // A picture is a row of units with their lengths; the first begins with what its coder says of itself.
    let unit = |unit: &[u8]| [&(unit.len() as u32).to_be_bytes(), unit].concat();
    let said = mark("in a unit");
    let said = [
        [6, 5, 16 + said.len() as u8].as_slice(),
        &[9; 16],
        said.as_bytes(),
        &[0x80],
    ]
    .concat();
    let pictures_data = [[unit(&said), unit(b"PICTURE")].concat(), unit(b"picture")];
    let sizes = [pictures_data[0].len() as u32, pictures_data[1].len() as u32];
    let data = [
        pictures_data.concat(),
        gap.as_bytes().to_vec(),
        b"SOUND-1sound-2".to_vec(),
        places.as_bytes().to_vec(),
    ]
    .concat();
    let start = ftyp.len() as u32 + 8;
    let sound = start + sizes[0] + sizes[1] + gap.len() as u32;
    let place = sound + 14;
    let half = places.len() as u32 / 2;
    let xyz = mark("+13.75+100.50");
    let xyz = part(
        b"\xa9xyz",
        &[&(xyz.len() as u16).to_be_bytes(), &[0x15, 0xc7], xyz.as_bytes()].concat(),
    );
    let keys = full(
        b"meta",
        0,
        &full(
            b"hdlr",
            0,
            &[numbers(&[0]), b"mdir".to_vec(), numbers(&[0, 0, 0]), vec![0]].concat(),
        ),
    );
    let mut movie = full(
        b"mvhd",
        0,
        &[numbers(&[TIME, TIME, 1000, 200]), vec![0; 80]].concat(),
    );
    if pictures {
        movie.extend(track(b"vide", start, sizes, quick));
    }
    movie.extend(track(b"soun", sound, [7, 7], quick));
    movie.extend(track(b"meta", place, [half, places.len() as u32 - half], quick));
    movie.extend(part(
        b"udta",
        &[xyz, keys, part(b"\xa9mod", mark("model").as_bytes())].concat(),
    ));
    let mut bytes = ftyp;
    bytes.extend(part(b"mdat", &data));
    bytes.extend(part(b"moov", &movie));
    bytes.extend(part(b"free", mark("empty space").as_bytes()));
    bytes.extend(part(b"uuid", &[[7; 16].as_slice(), xmp().as_slice()].concat()));
    bytes
}

/// A HEIC photo: one picture, its small picture, EXIF, XMP and a profile.
pub fn heic() -> Vec<u8> {
    let ftyp = part(b"ftyp", b"heic\0\0\0\0mif1heic");
    let block = [&[0, 0, 0, 0][..], &exif(1)].concat();
    let packet = xmp();
    let gap = mark("between the items");
    let small = mark("small picture");
    // What its coder says of itself, before the picture and once more among the settings.
    let said = mark("in a unit");
    let said = [
        [39 << 1, 1, 5, 16 + said.len() as u8].as_slice(),
        &[9; 16],
        said.as_bytes(),
        &[0x80],
    ]
    .concat();
    let unit = |unit: &[u8]| [&(unit.len() as u32).to_be_bytes(), unit].concat();
    let picture = [unit(&said), unit(b"\x26\x01PICTURE-DATA")].concat();
    let mut settings = vec![1; 21];
    settings.extend([3, 1, 39, 0, 1, 0, said.len() as u8]);
    settings.extend(&said);
    let long = picture.len() as u32;
    let data = [
        picture.as_slice(),
        gap.as_bytes(),
        small.as_bytes(),
        &block,
        &packet,
    ]
    .concat();
    let lengths = [long, small.len() as u32, block.len() as u32, packet.len() as u32];
    let build = |start: u32| {
        let offsets = [
            start,
            start + long + gap.len() as u32,
            start + long + gap.len() as u32 + lengths[1],
            start + long + gap.len() as u32 + lengths[1] + lengths[2],
        ];
        let mut iloc = vec![0x44, 0, 0, 4];
        for (number, (offset, length)) in offsets.iter().zip(lengths).enumerate() {
            iloc.extend([0, number as u8 + 1, 0, 0, 0, 1]);
            iloc.extend(numbers(&[*offset, length]));
        }
        let name = |number: u8, kind: &[u8], rest: &[u8]| {
            full(b"infe", 2, &[&[0, number, 0, 0], kind, rest].concat())
        };
        let iinf = [
            vec![0, 4],
            name(1, b"hvc1", &[mark("name of an item").as_bytes(), &[0]].concat()),
            name(2, b"hvc1", &[0]),
            name(3, b"Exif", &[0]),
            name(4, b"mime", b"\0application/rdf+xml\0"),
        ]
        .concat();
        let properties = [
            full(b"ispe", 0, &numbers(&[64, 48])),
            part(b"colr", &[b"prof", profile().as_slice()].concat()),
            part(b"hvcC", &settings),
        ]
        .concat();
        let iref = [
            part(b"thmb", &[0, 2, 0, 1, 0, 1]),
            part(b"cdsc", &[0, 3, 0, 1, 0, 1]),
        ]
        .concat();
        let handler = [
            numbers(&[0]),
            b"pict".to_vec(),
            numbers(&[0, 0, 0]),
            mark("handler").into_bytes(),
            vec![0],
        ];
        let meta = [
            full(b"hdlr", 0, &handler.concat()),
            full(b"pitm", 0, &[0, 1]),
            full(b"iinf", 0, &iinf),
            full(b"iref", 0, &iref),
            part(
                b"iprp",
                &[
                    part(b"ipco", &properties),
                    full(b"ipma", 0, &[0, 0, 0, 1, 0, 1, 2, 0x81, 0x83]),
                ]
                .concat(),
            ),
            full(b"iloc", 0, &iloc),
            part(b"uuid", mark("unknown box").as_bytes()),
        ];
        full(b"meta", 0, &meta.concat())
    };
    let start = ftyp.len() + build(0).len() + 8;
    [
        ftyp,
        build(start as u32),
        part(b"mdat", &data),
        part(b"mpvd", mark("film behind the photo").as_bytes()),
    ]
    .concat()
}

fn has(bytes: &[u8], sought: &str) -> bool {
    bytes
        .windows(sought.len())
        .any(|window| window == sought.as_bytes())
}

#[tokio::test]
async fn a_film_keeps_pictures_and_sound_in_their_places_and_nothing_else() {
    let before = film(b"mp42", true);
    let copy = clean("film.mp4", &before).await.cleaned();
    assert_eq!((copy.kind, copy.bytes.len()), (FileKind::Mp4, before.len()));
    assert_no_mark(&before, &copy.bytes);
    exiftool::assert_silent(&before, &copy.bytes, "mp4");
    assert_removed(
        &copy,
        &[
            Trace::Place,
            Trace::Device,
            Trace::Moment,
            Trace::Telemetry,
            Trace::Software,
            Trace::ColourProfile,
        ],
    );
    for sample in ["PICTURE", "picture", "SOUND-1", "sound-2"] {
        assert!(has(&copy.bytes, sample), "{sample} is gone");
    }
    assert!(
        !copy.bytes.windows(4).any(|w| w == TIME.to_be_bytes()),
        "a time is left"
    );
}

#[tokio::test]
async fn a_film_of_an_iphone_is_cleaned_in_place_as_well() {
    for (pictures, samples) in [
        (true, &["PICTURE", "picture", "SOUND-1"][..]),
        (false, &["SOUND-1", "sound-2"]),
    ] {
        let before = film(b"qt  ", pictures);
        let copy = clean("IMG_0001.MOV", &before).await.cleaned();
        assert_eq!(
            (copy.kind, copy.name_fits, copy.bytes.len()),
            (FileKind::Mov, true, before.len())
        );
        assert_no_mark(&before, &copy.bytes);
        exiftool::assert_silent(&before, &copy.bytes, "mov");
        assert_removed(
            &copy,
            &[
                Trace::Place,
                Trace::Device,
                Trace::Moment,
                Trace::Telemetry,
                Trace::Software,
            ],
        );
        for sample in samples {
            assert!(has(&copy.bytes, sample), "{sample} is gone");
        }
        assert!(!copy.bytes.windows(4).any(|w| w == TIME.to_be_bytes()));
        // Nobody is told who made the handlers.
        let made = copy.bytes.windows(4).position(|w| w == b"mhlr").unwrap();
        assert_eq!(copy.bytes[made + 8..made + 24], [0; 16]);
    }
}

#[tokio::test]
async fn uncompressed_sound_of_a_quicktime_film_holds_it_back() {
    let before = film(b"qt  ", true);
    let wave = before.windows(4).position(|w| w == b"wave").unwrap();
    let entry = wave - 4 - 44 - 4;
    let mut plain = before.clone();
    assert_eq!(&plain[entry..entry + 4], b"mp4a");
    plain[entry..entry + 4].copy_from_slice(b"sowt");
    assert_eq!(
        clean("a.mov", &plain).await.quarantined().doubt,
        Doubt::UnknownPart
    );
}

#[tokio::test]
async fn sound_alone_is_sound_whatever_brand_it_gives_itself() {
    for brand in [b"M4A ", b"mp42"] {
        let before = film(brand, false);
        let copy = clean("recording.m4a", &before).await.cleaned();
        assert_eq!((copy.kind, copy.name_fits), (FileKind::M4a, true));
        assert_no_mark(&before, &copy.bytes);
        exiftool::assert_silent(&before, &copy.bytes, "m4a");
        assert!(has(&copy.bytes, "SOUND-1") && has(&copy.bytes, "sound-2"));
    }
}

#[tokio::test]
async fn a_heic_photo_keeps_its_picture_and_nothing_that_describes_it() {
    let before = heic();
    let copy = clean("IMG_0002.HEIC", &before).await.cleaned();
    assert_eq!((copy.kind, copy.name_fits), (FileKind::Heic, true));
    assert_no_mark(&before, &copy.bytes);
    exiftool::assert_silent(&before, &copy.bytes, "heic");
    assert_removed(
        &copy,
        &[
            Trace::Place,
            Trace::Device,
            Trace::Person,
            Trace::Thumbnail,
            Trace::ColourProfile,
            Trace::Attachment,
            Trace::Software,
        ],
    );
    assert!(has(&copy.bytes, "PICTURE-DATA"));
    assert!(copy.preview.is_none(), "there is no decoder for it");
}

#[tokio::test]
async fn tables_that_point_outside_their_file_or_data_hold_it_back() {
    let good = film(b"mp42", true);
    let stco = good.windows(4).position(|w| w == b"stco").unwrap();
    for place in [[0xff; 4], [0, 0, 0, 0]] {
        let mut bad = good.clone();
        bad[stco + 12..stco + 16].copy_from_slice(&place);
        assert_eq!(clean("a.mp4", &bad).await.quarantined().doubt, Doubt::Damaged);
    }
    let fragments = [good, part(b"moof", &[])].concat();
    assert_eq!(
        clean("a.mp4", &fragments).await.quarantined().doubt,
        Doubt::UnknownPart
    );
}
