//! A case from the inbox to its end.

use sujarit::domain::case::State;
use sujarit::domain::ids::{CaseId, RecordId};
use sujarit::domain::narrative::LongText;
use sujarit::flow::reporter::{reply, track};

use super::desk::{Desk, HERE, file};
use crate::citizen::place::{OUTSIDE, Place, a_day, shared};

const WHAT: &str = "ตรวจรับงานที่ยังไม่เสร็จ";

fn address(case: CaseId) -> String {
    format!("{HERE}/office/case/{case}")
}

#[tokio::test]
async fn a_case_goes_from_the_inbox_through_every_deed_to_its_end() {
    let place = Place::new(a_day());
    let (case, code) = file(&place, WHAT, &[]).await;
    let mut desk = Desk::of(&place, "first").await;
    let inbox = desk.open(&format!("{HERE}/office")).await;
    assert!(
        inbox.text().contains("เหลือ 15 วัน") && inbox.body.contains(&address(case)),
        "{}",
        inbox.text()
    );

    let page = desk.open(&address(case)).await;
    assert!(
        page.text().contains(WHAT) && page.text().contains("ครบกำหนด 5 กันยายน 2569"),
        "{}",
        page.text()
    );
    let page = desk.submit(&page, &[("step", "screen")]).await;
    assert!(
        page.text().contains("เปลี่ยนสถานะแล้ว") && page.text().contains("“คัดกรอง”"),
        "{}",
        page.text()
    );

    let page = desk
        .act(case, "ask", &[("text", "เห็นวันที่เท่าไร และมีใครอยู่ด้วย")])
        .await;
    assert!(page.text().contains("ส่งคำถามถึงผู้แจ้งแล้ว"), "{}", page.text());
    let page = desk.act(case, "note", &[("text", "โทรถามกองช่างแล้ว <ลับ>")]).await;
    assert!(page.text().contains("โทรถามกองช่างแล้ว <ลับ>") && page.body.contains("class=\"inner\""));
    let until = [
        ("text", "รอผลตรวจวัสดุจากห้องทดลอง"),
        ("until_day", "๑๕"),
        ("until_month", "9"),
        ("until_year", "2569"),
    ];
    let page = desk.act(case, "explain", &until).await;
    assert!(page.text().contains("15 กันยายน 2569"), "{}", page.text());
    let close = [
        ("outcome", "substantiated"),
        ("reason", "examined"),
        ("text", "ตรวจสอบแล้วพบว่ามีมูล และส่งดำเนินการต่อ"),
        ("lesson", "ให้มีผู้ตรวจรับสองคน"),
    ];
    let page = desk.act(case, "close", &close).await;
    assert!(page.text().contains("ยุติเรื่องและแจ้งผู้แจ้งแล้ว"), "{}", page.text());
    assert!(page.text().contains("ให้มีผู้ตรวจรับสองคน") && page.text().contains("มีมูล"));
    let ended = desk.open(&format!("{HERE}/office?queue=ended")).await;
    assert!(
        ended.body.contains(&address(case)) && ended.text().contains("เสร็จ 21 สิงหาคม 2569"),
        "{}",
        ended.text()
    );

    let (session, _) = track::begin(&place.app, &place.first, &code)
        .await
        .ok()
        .unwrap()
        .unwrap();
    let seen = track::view(&place.app, &session).await.ok().unwrap();
    let said: Vec<&str> = seen
        .messages
        .iter()
        .map(|message| message.text.as_str())
        .collect();
    assert_eq!(said.len(), 3, "{said:?}");
    assert!(
        said.iter()
            .all(|text| !text.contains("กองช่าง") && !text.contains("สองคน")),
        "{said:?}"
    );
}

#[tokio::test]
async fn a_question_after_the_examination_began_opens_no_way_out_and_its_answer_leads_back() {
    let place = Place::new(a_day());
    let (case, code) = file(&place, WHAT, &[]).await;
    let mut desk = Desk::of(&place, "first").await;
    let early = desk.open(&format!("{}/retrack", address(case))).await;
    for to in ["screen", "find_facts", "discipline"] {
        let page = desk.open(&address(case)).await;
        let (action, mut fields) = page.filled(None, &[("step", to)]);
        for (name, value) in &mut fields {
            if name == "step" {
                to.clone_into(value);
            }
        }
        assert_eq!(desk.post(&action, &fields).await.status, 303, "{to}");
    }
    let asked = [("text", "เห็นวันที่เท่าไร และมีใครอยู่ด้วย")];
    let page = desk.act(case, "ask", &asked).await;
    for way in ["retrack", "merge"] {
        assert!(!page.body.contains(&format!("{}/{way}", address(case))), "{way}");
    }
    let close = desk.open(&format!("{}/close", address(case))).await;
    assert!(close.body.contains("value=\"insufficient\"") && !close.body.contains("value=\"not_accepted\""));
    let words = [("text", "เรื่องนี้เป็นเรื่องร้องเรียนทั่วไป ได้ส่งต่อให้แล้ว")];
    let (action, mut fields) = early.filled(None, &words);
    let version = page.filled(None, &[]).1;
    let now = version.iter().find(|(name, _)| name == "version").unwrap();
    for field in &mut fields {
        if field.0 == "version" {
            field.1.clone_from(&now.1);
        }
    }
    assert_eq!(desk.post(&action, &fields).await.status, 409);

    let (session, _) = track::begin(&place.app, &place.first, &code)
        .await
        .ok()
        .unwrap()
        .unwrap();
    let text = LongText::required("วันที่ 3 มีผู้รับเหมาอยู่ด้วย").ok().unwrap();
    let sent = reply::from_reporter(&place.app, &session, text, RecordId([7; 16])).await;
    assert!(sent.is_ok());
    let seen = track::view(&place.app, &session).await.ok().unwrap();
    assert_eq!(
        seen.state,
        State::Disciplinary,
        "the answer leads back to the stage"
    );
}

#[tokio::test]
async fn explanations_do_not_add_up_on_one_day() {
    let place = Place::new(a_day());
    let (case, _) = file(&place, WHAT, &[]).await;
    let mut desk = Desk::of(&place, "first").await;
    let explain = |day, month| {
        [
            ("text", "รอผลตรวจวัสดุจากห้องทดลอง"),
            ("until_day", day),
            ("until_month", month),
            ("until_year", "2569"),
        ]
    };
    let page = desk.act(case, "explain", &explain("20", "9")).await;
    assert!(page.text().contains("20 กันยายน 2569"), "{}", page.text());
    let page = desk.open(&format!("{}/explain", address(case))).await;
    assert!(page.text().contains("เมื่อพ้นวันที่ 5 กันยายน 2569"), "{}", page.text());
    let page = desk.act(case, "explain", &explain("5", "10")).await;
    assert_eq!(page.status, 422);
    assert!(page.text().contains("เมื่อพ้นกำหนดเดิมก่อนเลื่อน"), "{}", page.text());
    place.clock.advance_to(a_day() + 16 * 86_400);
    let mut desk = Desk::of(&place, "first").await;
    let page = desk.act(case, "explain", &explain("5", "10")).await;
    assert!(page.text().contains("5 ตุลาคม 2569"), "{}", page.text());
}

#[tokio::test]
async fn mistakes_are_all_named_at_once_and_nothing_typed_is_lost() {
    let place = shared();
    let (case, _) = file(place, WHAT, &[]).await;
    let mut desk = Desk::of(place, "first").await;
    let typed = "ข้อความ <b>ที่</b> พิมพ์ไว้ \"แล้ว\"";
    let page = desk.act(case, "close", &[("text", typed), ("lesson", "")]).await;
    assert_eq!(page.status, 422);
    for said in ["กรุณาแก้ไข 3 จุด", "เลือกผลการพิจารณา", "เลือกเหตุผล", "เขียนบทเรียน"]
    {
        assert!(page.text().contains(said), "{said}: {}", page.text());
    }
    assert!(page.title().starts_with("ผิดพลาด"));
    assert_eq!(page.value("text").as_deref(), Some(typed));
    for (day, month, year, said) in [
        ("", "", "", "ระบุวัน เดือน และปี"),
        ("31", "2", "2569", "ไม่มีในปฏิทิน"),
        ("1", "1", "2590", "ไม่เกินจำนวนวัน"),
        ("21", "8", "2569", "ไม่เกินจำนวนวัน"),
    ] {
        let fields = [
            ("text", "รอผลตรวจวัสดุ"),
            ("until_day", day),
            ("until_month", month),
            ("until_year", year),
        ];
        let page = desk.act(case, "explain", &fields).await;
        assert_eq!(page.status, 422, "{day} {month} {year}");
        assert!(page.text().contains(said), "{said}: {}", page.text());
        assert_eq!(page.value("until_year").as_deref(), Some(year));
        assert_eq!(page.value("text").as_deref(), Some("รอผลตรวจวัสดุ"));
    }
    let page = desk.act(case, "ask", &[("text", "?")]).await;
    assert_eq!((page.status, page.value("text").as_deref()), (422, Some("?")));
}

#[tokio::test]
async fn a_form_sent_twice_writes_once() {
    let place = shared();
    let (case, _) = file(place, WHAT, &[]).await;
    let mut desk = Desk::of(place, "first").await;
    for (deed, text) in [("ask", "เห็นวันที่เท่าไร และมีใครอยู่ด้วย"), ("note", "จดไว้ครั้งเดียว")]
    {
        let form = desk.open(&format!("{}/{deed}", address(case))).await;
        let (action, fields) = form.filled(None, &[("text", text)]);
        let mut other = desk.clone();
        let (first, second) = tokio::join!(desk.post(&action, &fields), other.post(&action, &fields));
        let third = desk.post(&action, &fields).await;
        for answer in [&first, &second, &third] {
            assert_eq!(answer.status, 303, "{deed}: {}", answer.text());
        }
        let page = desk.open(&address(case)).await;
        assert_eq!(page.text().matches(text).count(), 1, "{deed}");
    }
    let page = desk.open(&address(case)).await;
    let (action, fields) = page.filled(None, &[("step", "screen")]);
    assert_eq!(desk.post(&action, &fields).await.status, 303);
    assert_eq!(
        desk.post(&action, &fields).await.status,
        303,
        "a second press of the same button"
    );
    let page = desk.open(&address(case)).await;
    assert_eq!(page.text().matches("เปลี่ยนสถานะเป็น").count(), 1);
}

#[tokio::test]
async fn what_was_written_while_a_colleague_acted_is_kept_and_can_be_sent_again() {
    let place = shared();
    let (case, _) = file(place, WHAT, &[]).await;
    let mut desk = Desk::of(place, "first").await;
    let mut colleague = Desk::of(place, "nitikorn").await;
    let form = desk.open(&format!("{}/notice", address(case))).await;
    let stale = desk.open(&address(case)).await;
    let page = colleague
        .act(case, "ask", &[("text", "เห็นวันที่เท่าไร และมีใครอยู่ด้วย")])
        .await;
    assert_eq!(page.status, 200);

    let typed = "กำลังตรวจสอบเอกสารการตรวจรับ";
    let page = desk.submit(&form, &[("text", typed)]).await;
    assert_eq!(page.status, 409);
    assert!(
        page.text().contains("ระหว่างที่ท่านเขียน") && page.text().contains("ขอข้อมูลเพิ่มเติม"),
        "{}",
        page.text()
    );
    assert!(
        page.text().contains("ถามผู้แจ้ง"),
        "the page does not say what has changed"
    );
    assert_eq!(page.value("text").as_deref(), Some(typed));
    let page = desk.submit(&page, &[]).await;
    assert!(page.text().contains("ส่งข้อความถึงผู้แจ้งแล้ว"), "{}", page.text());

    let (action, fields) = stale.filled(None, &[("step", "find_facts")]);
    let page = desk.post(&action, &fields).await;
    assert_eq!(page.status, 409);
    assert!(
        page.text().contains("สถานะขณะนี้คือ ขอข้อมูลเพิ่มเติม"),
        "{}",
        page.text()
    );
}

#[tokio::test]
async fn what_can_no_longer_be_done_is_said_with_the_typed_text() {
    let place = shared();
    let (case, _) = file(place, WHAT, &[]).await;
    let mut desk = Desk::of(place, "first").await;
    let form = desk.open(&format!("{}/ask", address(case))).await;
    let mut colleague = Desk::of(place, "nitikorn").await;
    let refer = [("text", "ส่งเรื่องให้สำนักงานตรวจสอบจังหวัดพิจารณา")];
    assert_eq!(colleague.act(case, "refer", &refer).await.status, 200);
    let page = desk.submit(&form, &[("text", "คำถามที่ช้าไปหนึ่งนาที")]).await;
    assert_eq!(page.status, 409);
    assert!(page.text().contains("ทำรายการนี้กับเรื่องนี้ไม่ได้") && page.text().contains("คำถามที่ช้าไปหนึ่งนาที"));
    assert!(page.forms().is_empty(), "a form that cannot be sent");
    let page = desk.open(&format!("{}/ask", address(case))).await;
    assert!(page.text().contains("ทำรายการนี้กับเรื่องนี้ไม่ได้"));
}

#[tokio::test]
async fn the_list_is_filtered_by_its_address_and_by_nothing_else() {
    let place = Place::new(a_day());
    let (old, _) = file(&place, WHAT, &[]).await;
    place.clock.advance_to(a_day() + 13 * 86_400);
    let (new, _) = file(&place, WHAT, &[]).await;
    let mut desk = Desk::of(&place, "first").await;
    let has = |page: &str, case: CaseId| page.contains(&case.to_string());
    for (query, old_shown, new_shown) in [
        ("", true, true),
        ("?state=received", true, true),
        ("?state=screening", false, false),
        ("?queue=soon", true, false),
        ("?queue=late", false, false),
        ("?queue=turn", false, false),
        ("?queue=ended", false, false),
    ] {
        let page = desk.open(&format!("{HERE}/office{query}")).await;
        assert_eq!(page.status, 200, "{query}");
        assert_eq!(
            (has(&page.body, old), has(&page.body, new)),
            (old_shown, new_shown),
            "{query}"
        );
    }
    for bad in [
        "?state=closed_x",
        "?queue=never",
        "?category=x",
        "?year=x",
        "?sort=x",
        "?page=x",
    ] {
        assert_eq!(
            desk.open(&format!("{HERE}/office{bad}")).await.status,
            404,
            "{bad}"
        );
    }
    assert_eq!(desk.open(&format!("{HERE}/office?admin=1")).await.status, 400);
    place.clock.advance_to(a_day() + 16 * 86_400);
    let mut desk = Desk::of(&place, "first").await;
    let page = desk.open(&format!("{HERE}/office?queue=late")).await;
    assert!(
        has(&page.body, old) && page.text().contains("เกิน 1 วัน"),
        "{}",
        page.text()
    );
}

#[tokio::test]
async fn the_case_says_that_the_outside_body_reads_it_and_why() {
    let place = Place::new(a_day());
    let mut involved = Vec::new();
    for login in ["nitikorn", "khlang", "chang"] {
        involved.push(place.officer(login).await.id);
    }
    let (case, _) = file(&place, WHAT, &involved).await;
    let mut desk = Desk::of(&place, "first").await;
    let text = desk.open(&address(case)).await.text();
    assert!(text.contains(&format!("{OUTSIDE} อ่านเรื่องนี้ด้วย")), "{text}");
    for post in ["นิติกรชำนาญการ", "ผู้อำนวยการกองคลัง", "นายช่างโยธา"]
    {
        assert!(text.contains(post), "{post} is not named as involved");
    }
    let mut outside = Desk::new(&place);
    assert_eq!(
        outside
            .sign_in(HERE, "outside", &place.kits.outside.letters(), "")
            .await
            .status,
        303
    );
    assert!(outside.open(&address(case)).await.text().contains(WHAT));
}

#[tokio::test]
async fn admins_are_warned_before_the_directory_ends_and_everybody_after() {
    let place = Place::new(a_day());
    for (days, first, other) in [
        (339, "", ""),
        (341, "ใกล้หมดอายุ", ""),
        (401, "ปิดรับเรื่องอยู่", "ปิดรับเรื่องอยู่"),
    ] {
        place.clock.advance_to(a_day() + days * 86_400);
        for (login, said) in [("first", first), ("nitikorn", other)] {
            let mut desk = Desk::of(&place, login).await;
            let text = desk.open(&format!("{HERE}/office")).await.text();
            for notice in ["ใกล้หมดอายุ", "ปิดรับเรื่องอยู่"]
            {
                assert_eq!(
                    text.contains(notice),
                    notice == said,
                    "{login} after {days} days: {text}"
                );
            }
        }
    }
}
