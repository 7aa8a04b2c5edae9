use super::*;
use crate::documents::{booklet_pdf, memo_pdf};
use crate::domain::agency::{Agency, Slug};
use crate::domain::category::{AgencyKind, Category};
use crate::domain::day::Day;
use crate::domain::edition::figures::{Row as Numbers, Satisfaction, Total};
use crate::domain::edition::iso::IsoDay;
use crate::domain::edition::{Approval, LICENCE, Publisher};
use crate::domain::fiscal_year::FiscalYear;
use crate::domain::ids::AgencyId;
use crate::domain::round_report::indicators::Indicator;
use crate::domain::round_report::numbers::{CategoryLine, UnitLine};
use crate::domain::round_report::{Draft, Passage, Round, SCHEMA};
use crate::papers::round_memo::{Author, Quoted, memo};

fn day_of(year: i16, month: i8, day: i8) -> Day {
    Day::from_ymd(year, month, day).unwrap()
}

fn agency(full_name: &str) -> Agency {
    Agency {
        id: AgencyId([1; 16]),
        slug: Slug::parse("bangtoei").unwrap(),
        kind: AgencyKind::SubdistrictMunicipality,
        full_name: full_name.to_owned(),
        short_name: String::new(),
        english_name: String::new(),
        district: String::new(),
        province: String::new(),
        contact: String::new(),
        general_link: String::new(),
        outside_body: String::new(),
        panel_size: 3,
        minimum_readers: 2,
        demonstration: false,
    }
}

const KEY: ReportKey = ReportKey {
    year: FiscalYear::of_month(crate::domain::day::Month { year: 2026, month: 3 }),
    round: Round::Six,
};

fn numbers(received: u32) -> ReportNumbers {
    let row = Numbers {
        received,
        complaints: received,
        completed: received,
        ..Numbers::default()
    };
    ReportNumbers {
        edition: 6,
        as_of: IsoDay(day_of(2026, 3, 31)),
        received: row,
        before: Some(Numbers::default()),
        total: Total {
            row,
            closed: received,
            referred: 0,
            not_accepted: 0,
            closed_in_time: received,
            explained_late: 0,
            unexplained_late: 0,
        },
        satisfaction: vec![Satisfaction {
            answered: 9,
            overall_tenths: Some(799),
            high_tenths: None,
            tenths: None,
            whole_year: false,
        }],
        categories: Category::ALL
            .iter()
            .map(|category| CategoryLine {
                key: category.key().to_owned(),
                now: None,
                before: Some(0),
            })
            .collect(),
        units: Vec::new(),
    }
}

fn said(sections: &[Section]) -> String {
    let blocks = sections.iter().flat_map(|section| {
        let heading = std::iter::once(section.heading.clone());
        heading.chain(section.blocks.iter().map(|block| {
            match block {
                Block::Paragraph(text) | Block::Address(text) => text.clone(),
                Block::Item { label, text } => format!("{label} {text}"),
                Block::Table(table) => table
                    .rows
                    .iter()
                    .flat_map(|row| row.cells.iter().map(Cell::shown))
                    .collect::<Vec<_>>()
                    .join(" "),
            }
        }))
    });
    blocks.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_memo_goes_to_the_head_and_has_the_three_parts_and_both_endorsements() {
    let mut draft = Draft::default();
    draft.memo.set(Passage::Problems, "ปัญหาที่พบ".to_owned());
    let author = Author {
        name: "นางสาวสมหญิง ใจดี".to_owned(),
        post: "หัวหน้าสำนักปลัด".to_owned(),
        on: day_of(2026, 4, 20),
    };
    let quoted = [("บทเรียนที่เลือก", None), ("มาตรการที่เลือก", Some(false))].map(|(text, done)| Quoted {
        text: text.to_owned(),
        done,
        about: ("proc".to_owned(), Some("01".repeat(16))),
    });
    let memo = |name: &str| {
        memo(
            FileLanguage::Thai,
            &agency(name),
            KEY,
            &numbers(4),
            &draft,
            &quoted,
            &author,
        )
    };
    let paper = memo("เทศบาลตำบลบางเตย");
    assert_eq!(paper.to.value, "นายกเทศมนตรีตำบลบางเตย");
    assert_eq!(paper.date.value, "20 เมษายน 2569");
    assert_eq!(paper.number.value, "", "the registry gives the number");
    let headings: Vec<&str> = paper
        .endorsements
        .iter()
        .map(|one| one.heading.as_str())
        .collect();
    assert_eq!(
        headings,
        ["ความเห็นปลัดเทศบาลตำบลบางเตย", "คำสั่งนายกเทศมนตรีตำบลบางเตย"]
    );
    let text = said(&paper.sections);
    for part in [
        "เรื่องเดิม",
        "ข้อเท็จจริง",
        "ข้อเสนอเพื่อพิจารณา",
        "ปัญหาที่พบ",
        "บทเรียนที่เลือก",
        "มาตรการที่เลือก (ยังไม่ได้ดำเนินการ)",
        "จึงแสดงเฉพาะจำนวนรวม",
        "ปีฐานไม่มีเรื่อง (คำนวณร้อยละไม่ได้)",
        "ต่ำกว่าเป้าหมาย",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert_eq!(
        memo("องค์การบริหารส่วนตำบลโคกสูง").to.value,
        "นายกองค์การบริหารส่วนตำบลโคกสูง"
    );
    assert!(memo_pdf(&paper).unwrap().starts_with(b"%PDF-1.7"));
}

#[test]
fn zero_is_a_sentence_and_the_public_paper_says_from_which_edition() {
    let numbers = numbers(0);
    let said_of =
        |numbers: &ReportNumbers| said(&figures(words(Language::Thai), Language::Thai, KEY, numbers));
    assert!(
        said_of(&numbers).contains("รอบนี้ไม่มีเรื่องร้องเรียน"),
        "{}",
        said_of(&numbers)
    );
    let mut passages = Passages::default();
    passages.set(Passage::Lessons, "บทเรียนสำหรับทุกคน".to_owned());
    let statement = ReportStatement {
        paper: None,
        schema: SCHEMA.to_owned(),
        licence: LICENCE.to_owned(),
        agency: Publisher {
            slug: "bangtoei".to_owned(),
            thai: "เทศบาลตำบลบางเตย".to_owned(),
            english: String::new(),
        },
        fiscal_year: 2569,
        round: KEY.round.key().to_owned(),
        number: 1,
        edition_digest: "00".repeat(32),
        indicators: Indicator::lines(KEY, &numbers, &Draft::default().bases),
        numbers,
        base_year: None,
        passages,
        author: "หัวหน้าสำนักปลัด".to_owned(),
        approval: Approval {
            on: IsoDay(day_of(2026, 4, 21)),
            post: "นักวิชาการคอมพิวเตอร์".to_owned(),
            automatic: false,
        },
    };
    let json = statement.to_json().unwrap();
    assert!(ReportStatement::from_json(&json).unwrap() == statement);
    let paper = public(
        FileLanguage::Thai,
        &statement,
        "https://report.example.go.th/bangtoei/reports/2569/months-6",
    );
    assert!(said(&paper.sections).contains("บทเรียนสำหรับทุกคน"));
    assert!(
        paper.ending.join(" ").contains("ฉบับที่ 6 ปีงบประมาณ พ.ศ. 2569"),
        "{:?}",
        paper.ending
    );
    let once = booklet_pdf(&paper).unwrap();
    assert_eq!(once, booklet_pdf(&paper).unwrap());
}

#[test]
fn the_memo_says_what_a_measure_is_about_only_where_the_number_is_shown() {
    let quoted = |category: &str, unit: Option<&str>, done: bool| Quoted {
        text: format!("มาตรการของ {category}"),
        done: Some(done),
        about: (category.to_owned(), unit.map(str::to_owned)),
    };
    let mut numbers = numbers(9);
    for line in &mut numbers.categories {
        line.now = match line.key.as_str() {
            "proc" => Some(6),
            "fin" => Some(0),
            _ => None,
        };
    }
    for (key, name, now) in [("u1", "กองคลัง", Some(5)), ("u2", "กองช่าง", None)]
    {
        numbers.units.push(UnitLine {
            key: key.to_owned(),
            name: name.to_owned(),
            now,
            before: Some(4),
        });
    }
    let author = Author {
        name: "นางสาวสมหญิง ใจดี".to_owned(),
        post: "หัวหน้าสำนักปลัด".to_owned(),
        on: day_of(2026, 4, 20),
    };
    let words = [
        quoted("brb", Some("u2"), true),
        quoted("fin", Some("u1"), false),
        quoted("proc", Some("u1"), true),
        quoted("hr", None, false),
    ];
    let paper = memo(
        FileLanguage::Thai,
        &agency("เทศบาลตำบลบางเตย"),
        KEY,
        &numbers,
        &Draft::default(),
        &words,
        &author,
    );
    let text = said(&paper.sections);
    for part in [
        "การจัดซื้อจัดจ้าง · กองคลัง: มาตรการของ proc (ดำเนินการแล้ว)",
        "กองคลัง: มาตรการของ fin (ยังไม่ได้ดำเนินการ)",
        "\nมาตรการของ brb (ดำเนินการแล้ว)",
        "\nมาตรการของ hr (ยังไม่ได้ดำเนินการ)",
        "กองคลัง 4 5 เกิดซ้ำ",
        "กองช่าง 4 ไม่แสดง ไม่มีข้อมูล",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}
