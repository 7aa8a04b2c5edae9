//! The figures for the plan's report: out of the newest approved edition, for those who report, with an entry in the log.

use std::io::Cursor;

use calamine::{Reader, Xlsx};
use sujarit::domain::role::Role;
use sujarit::store::Engine;

use super::scene::{FEBRUARY, MARCH, Scene};
use crate::support::browser::Browser;
use crate::support::wire::Request;

/// Asks for a form of a year, as this person; gives what came.
fn takes(scene: &Scene, login: &str, year: &str, form: &str) -> Browser {
    let mut browser = scene.here.signs_in(&scene.test, login);
    browser.open("/here/office/plan");
    let mut fields = browser.form("/office/plan").sent();
    for (name, value) in [("year", year), ("form", form)] {
        fields.retain(|(known, _)| known != name);
        fields.push((name.to_owned(), value.to_owned()));
    }
    browser.go(&Request::post("/here/office/plan", &fields));
    browser
}

fn body(browser: &Browser) -> Vec<u8> {
    assert_eq!(browser.status(), 200, "{}", browser.text());
    browser.page().body.clone()
}

fn taken_reports(scene: &Scene) -> usize {
    scene.test.count("log_entries WHERE action = 74")
}

fn the_report_says_what_the_edition_says(engine: Engine) {
    let mut scene = Scene::new(engine);
    scene.here.add(&scene.test, "boss", None, &[Role::Executive]);
    let mut boss = scene.here.signs_in(&scene.test, "boss");
    boss.open("/here/office/plan");
    assert!(boss.text().contains("ยังไม่มีประกาศสถิติที่อนุมัติแล้ว"), "{}", boss.text());
    assert!(boss.try_form("/office/plan").is_none());

    scene.a_month_begins(FEBRUARY);
    scene.approves("pim");
    let measures = body(&takes(&scene, "boss", "2569", "measures"));
    let csv = String::from_utf8(measures.clone()).unwrap();
    for said in [
        "\"ลำดับ\",\"โครงการ/กิจกรรม\",\"วิธีการดำเนินงาน\",\"ตัวชี้วัด\",\"งบประมาณ\",\"ระยะเวลาดำเนินการ\",\"ผลการดำเนินงาน\",\"การใช้จ่ายงบประมาณ\",\"หน่วยงานรับผิดชอบ\"",
        "จำนวนเรื่องทั้งหมด 3 เรื่อง (รวมยกมาจากปีก่อน) แล้วเสร็จ 0 เรื่อง อยู่ระหว่างดำเนินการ 3 เรื่อง",
        "เกินกำหนดโดยไม่ชี้แจง 3 เรื่อง",
        "จำนวนข้อร้องเรียน 2 เรื่อง จำนวนเบาะแส 1 เรื่อง",
        "ไม่มีผู้ตอบแบบประเมิน",
        "\"ต.ค. 68 - ก.ย. 69\"",
        "ที่มา: ประกาศสถิติ ฉบับที่ 1 ปีงบประมาณ พ.ศ. 2569 ข้อมูล ณ วันที่ 31 มกราคม 2569",
        "ปลัด อบต.",
    ] {
        assert!(csv.contains(said), "{said}: {csv}");
    }
    assert_eq!(csv.matches("\"มาตรการ").count(), 3, "{csv}");
    let indicators = body(&takes(&scene, "boss", "2569", "indicators"));
    let csv = String::from_utf8(indicators).unwrap();
    for said in [
        "\"จำนวนเบาะแสที่ประชาชนแจ้งหน่วยงาน (เรื่อง)\",\"ประชาชนมีส่วนร่วมเพิ่มขึ้น\",\"0\",\"1\",\"ยังไม่ครบปีงบประมาณ\"",
        "\"จำนวนคดีทุจริต (คดี)\",\"ลดลงจากปีก่อน\",\"หน่วยงานกรอกเอง\",\"หน่วยงานกรอกเอง\",\"\"",
        // One matter about procurement is never told apart from the others within the year.
        "\"ข้อร้องเรียนเกี่ยวกับการจัดซื้อจัดจ้าง (เรื่อง)\",\"ลดลงจากปีก่อน\",\"หน่วยงานกรอกเอง\",\"ยังไม่ครบปีงบประมาณ\"",
    ] {
        assert!(csv.contains(said), "{said}: {csv}");
    }
    let xlsx = body(&takes(&scene, "boss", "2569", "xlsx"));
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(xlsx)).unwrap();
    assert_eq!(book.sheet_names(), ["ผลตามมาตรการ", "ตัวชี้วัด"]);
    let (rows, columns) = book.worksheet_range("ผลตามมาตรการ").unwrap().get_size();
    assert!(rows >= 8 && columns == 9, "{rows} {columns}");
    assert!(body(&takes(&scene, "boss", "2569", "ods")).starts_with(b"PK"));
    assert_eq!(taken_reports(&scene), 4);

    // What comes in later is not in it before an edition holds it; and a publisher takes the same.
    scene.report("tip", "fin");
    for login in ["boss", "pim"] {
        assert_eq!(body(&takes(&scene, login, "2569", "measures")), measures);
    }
    scene.a_month_begins(MARCH);
    scene.approves("ploy");
    let later = String::from_utf8(body(&takes(&scene, "pim", "2569", "measures"))).unwrap();
    assert!(
        later.contains("จำนวนข้อร้องเรียน 2 เรื่อง จำนวนเบาะแส 2 เรื่อง"),
        "{later}"
    );
    assert_eq!(taken_reports(&scene), 7);
}

#[test]
fn the_report_says_what_the_edition_says_sqlite() {
    the_report_says_what_the_edition_says(Engine::Sqlite);
}

#[test]
fn the_report_says_what_the_edition_says_postgres() {
    the_report_says_what_the_edition_says(Engine::Postgres);
}

#[test]
fn a_year_without_an_edition_and_a_form_that_does_not_exist_are_refused_and_not_logged() {
    let scene = Scene::new(Engine::Sqlite);
    scene.a_month_begins(FEBRUARY);
    scene.approves("pim");
    for year in ["2568", "2570", "2026", "x", "", "99999999999"] {
        let pim = takes(&scene, "pim", year, "xlsx");
        assert_eq!(pim.status(), 422, "{year}");
        assert!(
            pim.text().contains("เลือกปีงบประมาณที่มีประกาศสถิติแล้ว"),
            "{}",
            pim.text()
        );
    }
    let pim = takes(&scene, "pim", "2569", "exe");
    assert_eq!(pim.status(), 422);
    assert!(pim.text().contains("เลือกรูปแบบไฟล์"), "{}", pim.text());
    assert_eq!(taken_reports(&scene), 0);
}
