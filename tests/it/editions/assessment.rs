//! What assessors are given: item by item with address and day, and everything in one archive.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use sujarit::store::Engine;
use sujarit::vault::audit::spelled;
use sujarit::vault::edition_seal::digest;

use super::scene::{APRIL, FEBRUARY, MARCH, Scene};
use crate::handbook::announces;
use crate::support::wire::Request;

/// The files of an archive by their paths.
fn unpacked(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut files = BTreeMap::new();
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        assert_eq!(u64::try_from(bytes.len()).unwrap(), entry.size());
        files.insert(entry.name().unwrap().into_owned(), bytes);
    }
    files
}

pub fn packed(scene: &Scene, path: &str) -> BTreeMap<String, Vec<u8>> {
    let answer = scene.test.browser().ask(&Request::get(path));
    assert_eq!(answer.status, 200, "{path}");
    assert_eq!(answer.header("content-type"), "application/zip");
    unpacked(&answer.body)
}

/// Every file of the archive is the one that its list of digests names, and the list names every file.
fn digests_are_right(files: &BTreeMap<String, Vec<u8>>) {
    let sums = String::from_utf8(files["SHA256SUMS"].clone()).unwrap();
    let named: BTreeMap<&str, &str> = sums
        .lines()
        .map(|line| line.split_once("  ").unwrap())
        .map(|(sum, path)| (path, sum))
        .collect();
    assert_eq!(named.len(), files.len() - 1, "{sums}");
    for (path, bytes) in files.iter().filter(|(path, _)| *path != "SHA256SUMS") {
        assert_eq!(named[path.as_str()], spelled(&digest(bytes)), "{path}");
    }
}

fn everything_published_stands_in_page_and_archive(engine: Engine) {
    let scene = Scene::new(engine);
    let mut admin = scene.here.signs_in(&scene.test, "first");
    announces(&mut admin, "/here", ["14", "1", "2569"], "ป้ายประกาศหน้าสำนักงาน");
    assert_eq!(admin.status(), 200, "{}", admin.text());
    for days in [FEBRUARY, MARCH, APRIL] {
        scene.a_month_begins(days);
        scene.approves("pim");
    }

    let page = scene.page("/here/assessment/2569");
    let origin = &scene.test.app.config.server.public_address;
    for said in [
        "ข้อ O16 แนวปฏิบัติการจัดการเรื่องร้องเรียน",
        "ข้อ O17 ช่องทางแจ้งเรื่องร้องเรียน",
        "ข้อ O18 ข้อมูลเชิงสถิติเรื่องร้องเรียน",
        "คู่มือฉบับที่ 1 ตามที่ประกาศ ป้ายประกาศหน้าสำนักงาน",
        "14 มกราคม 2569",
        "เปิดใช้เมื่อวันที่ 15 มกราคม 2569",
        "ประกาศสถิติ ฉบับที่ 3 ปีงบประมาณ พ.ศ. 2569 ข้อมูล ณ วันที่ 31 มีนาคม 2569",
        "1 เมษายน 2569",
        "สถิติที่ครบทั้งปีของปีงบประมาณก่อน",
        "เว็บไซต์หลักของหน่วยงานมีลิงก์มายังช่องทางนี้หรือไม่",
    ] {
        assert!(page.text().contains(said), "{said}: {}", page.text());
    }
    assert!(!page.text().contains("สถิติที่ครบ 6 เดือนแรก"), "{}", page.text());
    for path in [
        "/here",
        "/here/handbook/1/handbook.pdf",
        "/here/statistics/2569/3",
    ] {
        assert!(
            page.html().contains(&format!("href=\"{origin}{path}\"")),
            "{path}"
        );
    }
    assert_eq!(
        scene.page("/here/assessment").html().matches("<tbody>").count(),
        3
    );

    let files = packed(&scene, "/here/assessment/2569/evidence.zip");
    digests_are_right(&files);
    let paths: Vec<&str> = files.keys().map(String::as_str).collect();
    let statistics =
        |number| ["json", "pdf"].map(|ending| format!("3-statistics/statistics-2569-{number}.{ending}"));
    for path in [1, 2, 3].into_iter().flat_map(statistics) {
        assert!(paths.contains(&path.as_str()), "{path}: {paths:?}");
    }
    assert_eq!(paths.len(), 11, "{paths:?}");
    // What is in the archive is what is at the address.
    for (path, address) in [
        ("1-guideline/handbook-1.pdf", "/here/handbook/1/handbook.pdf"),
        (
            "3-statistics/statistics-2569-2.pdf",
            "/here/statistics/2569/2/statistics.pdf",
        ),
        (
            "3-statistics/statistics-2569-2.json",
            "/here/statistics/2569/2/statistics.json",
        ),
        ("2-channel/poster.pdf", "/here/channel/poster.pdf"),
    ] {
        let there = scene.test.browser().ask(&Request::get(address));
        assert_eq!(there.body, files[path], "{path}");
    }
    let csv = String::from_utf8(files["index.csv"].clone()).unwrap();
    let line = csv.lines().find(|line| line.contains("handbook-1.pdf")).unwrap();
    let sum = spelled(&digest(&files["1-guideline/handbook-1.pdf"]));
    assert!(line.contains("\"2026-01-14\"") && line.contains(&sum), "{line}");
    assert!(csv.contains("ยังไม่มี: สถิติที่ครบทั้งปี"), "{csv}");
    let index = String::from_utf8(files["index.html"].clone()).unwrap();
    assert!(index.contains("href=\"1-guideline/handbook-1.pdf\"") && !index.contains("<script"));
    // Asked for once more it is the same, byte for byte.
    assert_eq!(packed(&scene, "/here/assessment/2569/evidence.zip"), files);
    // And nobody who reported is in it.
    for (path, bytes) in &files {
        assert!(!String::from_utf8_lossy(bytes).contains("เรื่องที่ต้องนับ"), "{path}");
    }
}

#[test]
fn everything_published_stands_in_page_and_archive_sqlite() {
    everything_published_stands_in_page_and_archive(Engine::Sqlite);
}

#[test]
fn everything_published_stands_in_page_and_archive_postgres() {
    everything_published_stands_in_page_and_archive(Engine::Postgres);
}

#[test]
fn an_agency_that_has_published_nothing_says_what_it_lacks_in_both_languages() {
    let scene = Scene::new(Engine::Sqlite);
    let page = scene.page("/here/assessment");
    for said in [
        "คู่มือฉบับที่ประกาศภายในปีงบประมาณนี้",
        "เพราะยังไม่สิ้นเดือนมีนาคม",
        "สถิติที่ครบทั้งปีของปีงบประมาณก่อน",
    ] {
        assert!(page.text().contains(said), "{said}: {}", page.text());
    }
    let files = packed(&scene, "/en/here/assessment/2569/evidence.zip");
    digests_are_right(&files);
    let paths: Vec<&str> = files.keys().map(String::as_str).collect();
    assert_eq!(
        paths,
        ["2-channel/poster.pdf", "SHA256SUMS", "index.csv", "index.html"]
    );
    let csv = String::from_utf8(files["index.csv"].clone()).unwrap();
    assert_eq!(csv.matches("Missing: ").count(), 3, "{csv}");
    // From April on the half year is not ahead but missing.
    scene.test.pass_days(FEBRUARY + MARCH + APRIL);
    let later = scene.page("/here/assessment/2569").text();
    assert!(later.contains("สถิติที่ครบ 6 เดือนแรกของปีงบประมาณนี้"), "{later}");
}

#[test]
fn a_year_that_has_not_begun_or_was_before_everything_has_no_page() {
    let scene = Scene::new(Engine::Sqlite);
    for year in [
        "2568",
        "2570",
        "02569",
        "+2569",
        "-1",
        "2026",
        "69",
        "x",
        "99999999999",
    ] {
        for path in ["", "/evidence.zip"] {
            let path = format!("/here/assessment/{year}{path}");
            let answer = scene.test.browser().ask(&Request::get(&path));
            assert_eq!(answer.status, 404, "{path}");
        }
    }
    // The year that begins next is there from its first day, and nobody knows its numbers yet.
    scene.test.pass_days(260);
    let next = scene.page("/here/assessment/2570").text();
    assert!(
        next.contains("ยังไม่มีเลขข้อ OIT") && !next.contains("ข้อ O1"),
        "{next}"
    );
    assert!(next.contains("ปีงบประมาณ พ.ศ. 2569"), "{next}");
}
