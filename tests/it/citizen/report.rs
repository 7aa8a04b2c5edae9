//! From the first question to the check page.

use super::visitor::Visitor;

const HERE: &str = "/khok-sung";
const LEAST: [(&str, &str); 2] = [("category", "proc"), ("what", "ตรวจรับงานที่ยังไม่เสร็จ")];
const ALL: [(&str, &str); 13] = [
    ("identity", "named"),
    ("name", "นาย<b>ทดสอบ</b> & \"เพื่อน\""),
    ("contact", "line: x"),
    ("kind", "tip"),
    ("category", "brb"),
    ("what", "เรียกเงิน\r\nบรรทัดที่สอง"),
    ("who", "คนหน้าห้อง <script>alert(1)</script>"),
    ("place", "หน้าวัด"),
    ("day", "๒๐"),
    ("month", "2"),
    ("year", "๒๕๖๙"),
    ("how_known", "เห็นเอง"),
    ("evidence", "ป้ายโครงการ"),
];

#[tokio::test]
async fn every_answer_stands_on_the_check_page() {
    let page = Visitor::new().answer(HERE, &ALL).await;
    let text = page.text();
    for shown in [
        "เปิดเผยชื่อ",
        "นาย<b>ทดสอบ</b> & \"เพื่อน\"",
        "line: x",
        "แจ้งเบาะแส",
        "เรียกรับสินบน",
        "บรรทัดที่สอง",
        "คนหน้าห้อง <script>alert(1)</script>",
        "หน้าวัด",
        "20 กุมภาพันธ์ 2569",
        "เห็นเอง",
        "ป้ายโครงการ",
        "หัวหน้าสำนักปลัด (สำนักปลัด)",
        "นิติกรชำนาญการ (สำนักปลัด)",
    ] {
        assert!(text.contains(shown), "{shown} in {text}");
    }
    assert!(!page.body.contains("<script") && !page.body.contains("<b>ทดสอบ"));
}

#[tokio::test]
async fn only_the_category_and_what_happened_are_needed() {
    let receipt = Visitor::new().report(HERE, &LEAST).await;
    assert_eq!(receipt.heading(), "ส่งเรื่องแล้ว");
}

#[tokio::test]
async fn what_is_missing_is_said_twice_and_nothing_typed_is_lost() {
    let mut visitor = Visitor::new();
    let page = visitor.open("/khok-sung/report").await;
    let mut page = visitor.submit(&page, Some("next"), &[]).await;
    page = visitor.submit(&page, Some("next"), &[("kind", "opinion")]).await;
    let missing = visitor.submit(&page, Some("next"), &[]).await;
    assert_eq!(missing.status, 422);
    assert!(missing.title().starts_with("ผิดพลาด: "), "{}", missing.title());
    assert!(
        missing
            .body
            .contains(r##"<a href="#category">เลือกประเภทเรื่อง</a>"##)
    );
    assert_eq!(missing.body.matches("เลือกประเภทเรื่อง").count(), 2);
    page = visitor
        .submit(&missing, Some("next"), &[("category", "fin")])
        .await;
    page = visitor
        .submit(&page, Some("next"), &[("what", " \u{200B}\u{0E49} ")])
        .await;
    assert_eq!(page.status, 422);
    assert!(page.body.contains(r##"<a href="#what">"##));
    assert_eq!(page.value("kind").as_deref(), Some("opinion"));
    assert_eq!(page.value("category").as_deref(), Some("fin"));
}

#[tokio::test]
async fn every_wrong_date_has_an_answer_of_its_own_and_stays_as_typed() {
    let mut visitor = Visitor::new();
    let mut page = visitor.answer(HERE, &LEAST).await;
    page = visitor.submit(&page, Some("edit:where"), &[]).await;
    for (day, month, year, field, said) in [
        ("", "", "69", "year", "4 หลัก"),
        ("1", "1", "", "year", "ใส่ปี"),
        ("30", "2", "2569", "day", "ไม่มีวันที่นี้"),
        ("", "", "2700", "year", "ยังมาไม่ถึง"),
        ("", "", "<b>", "year", "4 หลัก"),
        ("", "13", "2569", "month", "เลือกเดือน"),
        ("๓๒", "1", "2569", "day", "1 ถึง 31"),
    ] {
        let typed = [("place", "ศาลา"), ("day", day), ("month", month), ("year", year)];
        let wrong = visitor.submit(&page, Some("next"), &typed).await;
        assert_eq!(wrong.status, 422, "{day}/{month}/{year}");
        assert!(
            wrong.body.contains(&format!("<a href=\"#{field}\">")),
            "{day}/{month}/{year}"
        );
        assert!(
            wrong.text().contains(said),
            "{day}/{month}/{year}: {}",
            wrong.text()
        );
        assert_eq!(wrong.value("day").as_deref(), Some(day));
        assert_eq!(wrong.value("year").as_deref(), Some(year));
        assert_eq!(wrong.value("place").as_deref(), Some("ศาลา"));
    }
    let both_eras = visitor
        .submit(
            &page,
            Some("next"),
            &[("day", ""), ("month", "3"), ("year", "2026")],
        )
        .await;
    assert!(both_eras.text().contains("มีนาคม 2569"));
}

#[tokio::test]
async fn a_megabyte_is_refused_with_all_of_it_still_there() {
    let mut visitor = Visitor::new();
    let page = visitor.answer(HERE, &LEAST).await;
    let page = visitor.submit(&page, Some("edit:what"), &[]).await;
    let megabyte = "ถนน".repeat(111_111);
    let refused = visitor.submit(&page, Some("next"), &[("what", &megabyte)]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("20,000"), "the limit is named");
    assert_eq!(refused.value("what"), Some(megabyte));
}

#[tokio::test]
async fn strange_characters_are_repaired_or_refused_with_the_text_still_there() {
    let mut visitor = Visitor::new();
    let bidi = visitor
        .answer(
            HERE,
            &[("category", "oth"), ("what", "ก\u{202E}ข ส\u{0E4D}\u{0E32}")],
        )
        .await;
    assert!(bidi.text().contains("กข สำ"), "{}", bidi.text());
    let long_word = "กรุงเทพมหานครอมรรัตนโกสินทร์มหินทรายุธยามหาดิลกภพนพรัตนราชธานีบูรีรมย์อุดมราชนิเวศน์มหาสถาน";
    let word = visitor
        .answer(
            HERE,
            &[("category", "oth"), ("what", long_word), ("place", long_word)],
        )
        .await;
    assert!(word.text().contains(long_word));
    let page = visitor.submit(&word, Some("edit:what"), &[]).await;
    let (action, mut fields) = page.filled(Some("next"), &[]);
    fields.retain(|(name, _)| name != "what");
    let body: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("{name}={}", super::visitor::escape(value)))
        .collect();
    let nul = visitor
        .post_raw(&action, format!("{}&what=a%00b", body.join("&")))
        .await;
    assert_eq!(nul.status, 422);
    assert!(nul.text().contains("อักขระที่ระบบอ่านไม่ได้"));
    let broken = visitor
        .post_raw(&action, format!("{}&what=%FF", body.join("&")))
        .await;
    assert_eq!(broken.status, 400);
}

#[tokio::test]
async fn fields_pages_and_choices_that_do_not_exist_are_refused_with_the_text_still_there() {
    let mut visitor = Visitor::new();
    let check = visitor.answer(HERE, &LEAST).await;
    for (name, value) in [
        ("status", "closed"),
        ("agency_id", "1"),
        ("step", "nine"),
        ("go", "delete"),
        ("then", "office"),
    ] {
        let refused = visitor
            .submit(&check, None, &[("what", "ข้อความที่พิมพ์"), (name, value)])
            .await;
        assert_eq!(refused.status, 400, "{name}");
        assert!(refused.text().contains("ข้อความที่พิมพ์"), "{name}");
    }
    for (name, value) in [("category", "murder"), ("kind", "rumour"), ("identity", "spy")] {
        let again = visitor.submit(&check, Some("send"), &[(name, value)]).await;
        assert_eq!(again.status, 422, "{name}");
        assert!(again.text().contains("เลือกจากรายการ"), "{name}");
        assert!(again.body.contains(&format!("<a href=\"#{name}\">")), "{name}");
    }
}

#[tokio::test]
async fn numbers_that_give_somebody_away_are_pointed_out_and_may_still_be_sent() {
    let mut visitor = Visitor::new();
    let answers = [
        ("category", "svc"),
        ("what", "บัตร ๑-๒๓๔๕-๖๗๘๙๐-๑๒-๑"),
        ("evidence", "โทร 081-234-5678"),
    ];
    let check = visitor.answer(HERE, &answers).await;
    let text = check.text();
    assert!(text.contains("ช่อง “เกิดอะไรขึ้น” มีเลข 13 หลัก"), "{text}");
    assert!(text.contains("มีหมายเลขโทรศัพท์"), "{text}");
    assert!(check.body.contains(r#"value="edit:what""#) && check.body.contains(r#"value="edit:how""#));
    assert_eq!(
        visitor.submit(&check, Some("send"), &[]).await.heading(),
        "ส่งเรื่องแล้ว"
    );
}

#[tokio::test]
async fn a_tracking_code_in_the_text_is_pointed_out() {
    let mut visitor = Visitor::new();
    let (letters, _) = visitor.report(HERE, &LEAST).await.codes();
    let text = format!("เรื่องเดิมของผม {}", letters.to_lowercase().replace('-', " "));
    let check = visitor
        .answer(HERE, &[("category", "proc"), ("what", &text)])
        .await;
    assert!(check.text().contains("เหมือนรหัสติดตาม"), "{}", check.text());
}

#[tokio::test]
async fn the_language_changes_in_the_middle_and_everything_typed_stays() {
    let mut visitor = Visitor::new();
    let check = visitor.answer(HERE, &ALL).await;
    let page = visitor.submit(&check, Some("edit:what"), &[]).await;
    let (_, mut fields) = page.filled(None, &[("what", "")]);
    fields.push(("switch".to_owned(), "1".to_owned()));
    let english = visitor.post("/en/khok-sung/report", &fields).await;
    assert_eq!(english.status, 200);
    assert_eq!(english.heading(), "What happened?");
    assert!(
        english.title().starts_with("What happened?"),
        "no complaint: {}",
        english.title()
    );
    assert_eq!(english.value("place").as_deref(), Some("หน้าวัด"));
    let check = visitor.submit(&english, Some("next"), &[("what", "x y z")]).await;
    assert!(
        check.text().contains("20 February 2026") && check.text().contains("x y z"),
        "{}",
        check.text()
    );
}

#[tokio::test]
async fn the_way_back_loses_nothing_and_asks_for_nothing() {
    let mut visitor = Visitor::new();
    let mut page = visitor.answer(HERE, &ALL).await;
    let mut headings = vec![page.heading()];
    for _ in 0..8 {
        page = visitor.submit(&page, Some("back"), &[]).await;
        assert_eq!(page.status, 200);
        headings.push(page.heading());
    }
    headings.dedup();
    assert_eq!(headings.len(), 9, "{headings:?}");
    assert_eq!(page.value("evidence").as_deref(), Some("ป้ายโครงการ"));
    assert_eq!(page.value("what").as_deref(), Some("เรียกเงิน\r\nบรรทัดที่สอง"));
}

#[tokio::test]
async fn a_name_that_was_typed_and_taken_back_is_not_sent() {
    let mut visitor = Visitor::new();
    let check = visitor.answer(HERE, &ALL).await;
    let identity = visitor.submit(&check, Some("edit:identity"), &[]).await;
    let check = visitor
        .submit(&identity, Some("next"), &[("identity", "anonymous")])
        .await;
    assert!(check.text().contains("จะไม่ถูกส่ง"), "{}", check.text());
    assert!(!check.text().contains("line: x"));
}

#[tokio::test]
async fn no_title_tells_what_the_visit_is_about_and_no_page_names_an_officer() {
    let mut visitor = Visitor::new();
    for path in [
        "/khok-sung",
        "/khok-sung/report",
        "/khok-sung/track",
        "/khok-sung/statistics",
        "/khok-sung/handbook",
        "/en/khok-sung",
    ] {
        let page = visitor.open(path).await;
        assert_eq!(page.status, 200, "{path}");
        for word in ["ทุจริต", "เบาะแส", "orrupt"] {
            assert!(!page.title().contains(word), "{path}: {}", page.title());
        }
    }
    let check = visitor.answer(HERE, &LEAST).await;
    let who = visitor.submit(&check, Some("edit:who"), &[]).await;
    assert!(!who.body.contains("นายช่วย") && !who.body.contains("นางสาวคนแรก"));
}

#[tokio::test]
async fn the_enter_key_leads_onward_and_does_not_change_the_language() {
    let page = Visitor::new().open("/khok-sung/report").await;
    let first = page.body.split(r#"form="wizard""#).nth(1).unwrap();
    let next = page.body.find(r#"name="go" value="next""#).unwrap();
    let switch = page.body.find(r#"name="switch""#).unwrap();
    assert!(
        first.starts_with(r#" name="go" value="next""#) && next < switch,
        "{first}"
    );
}
