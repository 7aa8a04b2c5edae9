//! Papers as files: what they hold when they are opened by other programs.
//!
//! The test writes them into cargo's folder for test files, where `tests/run papers` has four PDF readers copy
//! the Thai out of them.

use std::fs;
use std::path::PathBuf;

use sujarit::documents::{
    Announcement, Block, Booklet, Cell, Column, ColumnKind, Endorsement, Field, Memo, Paper, Poster, Row,
    RowKind, Section, Signer, Table, Workbook, announcement_pdf, booklet_pdf, memo_pdf, poster_pdf,
    workbook_ods, workbook_xlsx,
};
use sujarit::domain::day::Day;
use sujarit::domain::thai::digits::Digits;

const WORDS: &str = include_str!("../pdf/words.txt");
const AGENCY: &str = "องค์การบริหารส่วนตำบลโคกสูงเหนือสามัคคีพัฒนา";

fn paper(title: &str, digits: Digits) -> Paper {
    Paper {
        title: title.to_owned(),
        language: "th",
        author: AGENCY.to_owned(),
        dated: Day::from_ymd(2026, 4, 1).unwrap(),
        digits,
        foot: "ฉบับที่ 7 · https://report.example.go.th/khok-sung/statistics".to_owned(),
    }
}

fn signer() -> Signer {
    Signer {
        name: "ว่าที่ร้อยตรีเฉลิมเกียรติศักดิ์ วงศ์สุวรรณประเสริฐกุลชัย ณ อยุธยา".to_owned(),
        post: vec![
            "ปลัดองค์การบริหารส่วนตำบล รักษาราชการแทน".to_owned(),
            "นายกองค์การบริหารส่วนตำบลโคกสูงเหนือสามัคคีพัฒนา".to_owned(),
        ],
    }
}

/// Rows of zeros under headings as long as official ones are.
fn table(rows: usize) -> Table {
    let column = |key: &str, heading: &str, kind| Column {
        key: key.to_owned(),
        heading: heading.to_owned(),
        share: 20,
        kind,
    };
    let row = |kind, label: &str| Row {
        kind,
        cells: vec![
            Cell::Words(label.to_owned()),
            Cell::Count(0),
            Cell::Count(0),
            Cell::Hidden("น้อยกว่า 3".to_owned()),
        ],
    };
    let mut all = vec![row(RowKind::Carried, "ยกมาจากปีงบประมาณก่อน")];
    all.extend((0..rows).map(|_| row(RowKind::Plain, "กุมภาพันธ์ 2569")));
    all.push(row(RowKind::Sum, "รวม"));
    Table {
        key: "months".to_owned(),
        caption: "จำนวนเรื่องร้องเรียนรายเดือน".to_owned(),
        columns: vec![
            column("month", "ประจำเดือน", ColumnKind::Words),
            column("received", "จำนวนเรื่องร้องเรียนทั้งหมด (เรื่อง)", ColumnKind::Numbers),
            column("completed", "ดำเนินการแล้วเสร็จ (เรื่อง)", ColumnKind::Numbers),
            column("remark", "หมายเหตุ", ColumnKind::Words),
        ],
        rows: all,
    }
}

fn announcement(rows: usize) -> Announcement {
    Announcement {
        paper: paper("ข้อมูลเชิงสถิติเรื่องร้องเรียน", Digits::Thai),
        issuer: format!("ประกาศ{AGENCY}"),
        subject: vec!["เรื่อง ข้อมูลเชิงสถิติเรื่องร้องเรียนการทุจริตและประพฤติมิชอบของเจ้าหน้าที่".to_owned()],
        opening: vec![format!(
            "ในช่วงวันที่ 1 ตุลาคม 2568 – 31 มีนาคม 2569 {AGENCY} ไม่มีเรื่องร้องเรียน"
        )],
        tables: vec![table(rows)],
        sentences: vec!["ข้อมูล ณ วันที่ 31 มีนาคม 2569".to_owned()],
        closing: "จึงประกาศให้ทราบโดยทั่วกัน".to_owned(),
        dated: "ประกาศ ณ วันที่ 1 เดือน เมษายน พ.ศ. 2569".to_owned(),
        signer: signer(),
    }
}

fn memo() -> Memo {
    let field = |label: &str, value: &str| Field {
        label: label.to_owned(),
        value: value.to_owned(),
    };
    let by_hand = |heading: &str| Endorsement {
        heading: heading.to_owned(),
        lines: 2,
        signer: Signer {
            name: String::new(),
            post: vec!["ปลัดองค์การบริหารส่วนตำบล".to_owned()],
        },
    };
    Memo {
        paper: paper("รายงานสรุปผล", Digits::Thai),
        title: "บันทึกข้อความ".to_owned(),
        office: field("ส่วนราชการ", "สำนักปลัด งานนิติการ โทร. 0 4599 9663 ต่อ 18"),
        number: field("ที่", ""),
        date: field("วันที่", "20 กุมภาพันธ์ 2567"),
        subject: field(
            "เรื่อง",
            "รายงานสรุปผลการดำเนินการเรื่องร้องเรียน ประจำปีงบประมาณ พ.ศ. 2567 รอบ 6 เดือน",
        ),
        to: field("เรียน", "นายกองค์การบริหารส่วนตำบล"),
        sections: vec![Section {
            heading: "ข้อเท็จจริง".to_owned(),
            blocks: vec![
                Block::Item {
                    label: "1.".to_owned(),
                    text: "จำนวนเรื่องทั้งหมด 0 เรื่อง".to_owned(),
                },
                Block::Table(table(6)),
            ],
        }],
        closing: "จึงเรียนมาเพื่อโปรดพิจารณา".to_owned(),
        signer: signer(),
        endorsements: vec![by_hand("ความเห็นปลัด"), by_hand("คำสั่งนายก")],
    }
}

fn words(digits: Digits) -> Booklet {
    Booklet {
        paper: paper("ถ้อยคำ", digits),
        title: "ถ้อยคำสำหรับทดสอบการคัดลอก".to_owned(),
        lines: Vec::new(),
        sections: vec![Section {
            heading: String::new(),
            blocks: vec![Block::Paragraph(WORDS.to_owned())],
        }],
        ending: Vec::new(),
        signer: None,
    }
}

fn poster() -> Poster {
    Poster {
        paper: Paper {
            foot: String::new(),
            ..paper("โปสเตอร์", Digits::Arabic)
        },
        agency: AGENCY.to_owned(),
        heading: "แจ้งเบาะแสการทุจริตและประพฤติมิชอบ".to_owned(),
        lines: vec!["ไม่ต้องบอกชื่อ ไม่ต้องสมัคร".to_owned()],
        address: "https://report.example.go.th/khok-sung".to_owned(),
        code_label: "คิวอาร์โค้ดของที่อยู่เว็บไซต์".to_owned(),
        ending: vec!["โทรสายด่วน 1205".to_owned()],
    }
}

fn folder() -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("papers");
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn text_of(file: &[u8]) -> String {
    String::from_utf8_lossy(file).into_owned()
}

#[test]
fn every_paper_is_a_tagged_file_with_title_language_and_day_and_comes_out_the_same_twice() {
    let papers = [
        (
            "words.pdf",
            booklet_pdf(&words(Digits::Thai)),
            booklet_pdf(&words(Digits::Thai)),
        ),
        (
            "announcement.pdf",
            announcement_pdf(&announcement(6)),
            announcement_pdf(&announcement(6)),
        ),
        ("memo.pdf", memo_pdf(&memo()), memo_pdf(&memo())),
        ("poster.pdf", poster_pdf(&poster()), poster_pdf(&poster())),
    ];
    for (name, first, second) in papers {
        let first = first.unwrap();
        assert_eq!(first, second.unwrap(), "{name}");
        let text = text_of(&first);
        for wanted in [
            "/MarkInfo",
            "/StructTreeRoot",
            "/Lang(th)",
            "D:20260401",
            "pdfuaid:part",
            "pdfaid:conformance",
        ] {
            assert!(
                text.replace("/Lang (", "/Lang(").contains(wanted),
                "{name}: {wanted}"
            );
        }
        assert!(
            !text.contains("/Producer") && !text.contains("/Creator") && !text.contains("krilla"),
            "{name}"
        );
        assert!(first.len() < 120_000, "{name}: {}", first.len());
        fs::write(folder().join(name), first).unwrap();
    }
}

#[test]
fn a_table_longer_than_a_page_goes_on_with_its_heading_row() {
    let file = announcement_pdf(&announcement(120)).unwrap();
    let pages = text_of(&file).matches("/Type/Page/").count();
    assert!((4..=8).contains(&pages), "{pages}");
    fs::write(folder().join("long.pdf"), file).unwrap();
}

#[test]
fn workbooks_are_written_for_the_office_program() {
    let workbook = Workbook {
        title: "ข้อมูลเชิงสถิติ".to_owned(),
        author: AGENCY.to_owned(),
        dated: Day::from_ymd(2026, 4, 1).unwrap(),
        notes: vec!["ข้อมูล ณ วันที่ 31 มีนาคม 2569".to_owned()],
        tables: vec![table(6)],
    };
    for (name, file) in [
        ("figures.xlsx", workbook_xlsx(&workbook)),
        ("figures.ods", workbook_ods(&workbook)),
    ] {
        let file = file.unwrap();
        assert!(file.starts_with(b"PK"), "{name}");
        fs::write(folder().join(name), file).unwrap();
    }
}
