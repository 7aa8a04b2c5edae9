//! Orders, letters and what came of them: recorded by officers, sealed, and never a word of it to the reporter.

use sujarit::domain::ids::CaseId;
use sujarit::flow::reporter::track;

use super::desk::{Desk, HERE, file};
use crate::citizen::place::{Place, a_day, shared};
use crate::citizen::visitor::Page;

const WHAT: &str = "ตรวจรับงานที่ยังไม่เสร็จ";
const ORDER: [(&str, &str); 5] = [
    ("number", "๑๒๓/๒๕๖๙"),
    ("dated_day", "๒๑"),
    ("dated_month", "8"),
    ("dated_year", "๒๕๖๙"),
    ("text", "กรรมการลับสามคน"),
];

fn address(case: CaseId) -> String {
    format!("{HERE}/office/case/{case}")
}

fn with<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = ORDER
        .iter()
        .filter(|(name, _)| more.iter().all(|(other, _)| other != name));
    kept.chain(more).copied().collect()
}

async fn step(desk: &mut Desk, case: CaseId, step: &str) {
    let page = desk.open(&address(case)).await;
    let (action, mut fields) = page.filled(None, &[("step", step)]);
    for (name, value) in &mut fields {
        if name == "step" {
            step.clone_into(value);
        }
    }
    assert_eq!(desk.post(&action, &fields).await.status, 303, "{step}");
}

fn says(page: &Page, all: &[&str]) {
    for said in all {
        assert!(page.text().contains(said), "{said}: {}", page.text());
    }
}

#[tokio::test]
async fn a_case_keeps_its_orders_letters_and_results_in_order_and_the_reporter_sees_none() {
    let place = Place::new(a_day());
    let (case, code) = file(&place, WHAT, &[]).await;
    let mut desk = Desk::of(&place, "first").await;
    for to in ["screen", "find_facts"] {
        step(&mut desk, case, to).await;
    }
    let page = desk.open(&address(case)).await;
    says(&page, &["ขั้นตอนที่ยังไม่ได้บันทึก: คำสั่งสอบข้อเท็จจริง"]);
    let page = desk
        .act(case, "measure/facts", &with(&[("by", "committee")]))
        .await;
    says(
        &page,
        &[
            "บันทึกแล้ว และผู้แจ้งไม่เห็น",
            "คำสั่งสอบข้อเท็จจริง ที่ ๑๒๓/๒๕๖๙ ลงวันที่ 21 สิงหาคม 2569",
            "คณะกรรมการสอบข้อเท็จจริง · กรรมการลับสามคน",
        ],
    );
    step(&mut desk, case, "discipline").await;
    let fields = [
        ("number", "๑๓๐/๒๕๖๙"),
        ("gravity", "minor"),
        ("sanction", "salary_cut"),
    ];
    let mut fields = with(&fields);
    fields.retain(|(name, _)| *name != "text");
    let page = desk.act(case, "measure/discipline", &fields).await;
    says(&page, &["วินัยอย่างไม่ร้ายแรง · ตัดเงินเดือน · ยังไม่ได้ดำเนินการ"]);
    let legal = with(&[("step", "criminal_complaint"), ("text", "สภ.เมืองลับทดสอบ")]);
    let page = desk.act(case, "measure/legal", &legal).await;
    says(&page, &["ร้องทุกข์หรือกล่าวโทษต่อพนักงานสอบสวน ที่ ๑๒๓/๒๕๖๙"]);
    let referral = with(&[("body", "nacc"), ("name", ""), ("text", "เอกสารลับ 14 แผ่น")]);
    let page = desk.act(case, "measure/referral", &referral).await;
    says(&page, &["สำนักงาน ป.ป.ช. ที่ ๑๒๓/๒๕๖๙", "เอกสารลับ 14 แผ่น"]);

    place.clock.advance_to(a_day() + 2 * 86_400);
    let mut desk = Desk::of(&place, "nitikorn").await;
    let form = desk.open(&format!("{}/measure/progress", address(case))).await;
    let id = option(&form, "ตัดเงินเดือน")
        .or_else(|| option(&form, "การดำเนินการทางวินัย"))
        .unwrap();
    let done = [
        ("of", id.as_str()),
        ("what", "done"),
        ("dated_day", "22"),
        ("dated_month", "8"),
        ("dated_year", "2569"),
    ];
    let page = desk.submit(&form, &done).await;
    says(
        &page,
        &[
            "ดำเนินการแล้วเมื่อ 22 สิงหาคม 2569",
            "ดำเนินการตามคำสั่งหรือมาตรการแล้ว เมื่อ 22 สิงหาคม 2569",
        ],
    );
    let page = desk
        .act(
            case,
            "measure/prevention",
            &[("text", "ให้มีผู้ตรวจรับสองคนทุกครั้งแบบลับ")],
        )
        .await;
    says(&page, &["ให้มีผู้ตรวจรับสองคนทุกครั้งแบบลับ · ยังไม่ได้ดำเนินการ"]);
    let english = desk.open(&format!("/en{}", address(case))).await;
    says(
        &english,
        &["Fact-finding order no. ๑๒๓/๒๕๖๙ of 21 August 2026", "Salary cut"],
    );

    let (session, _) = track::begin(&place.app, &place.first, &code)
        .await
        .ok()
        .unwrap()
        .unwrap();
    let seen = track::view(&place.app, &session).await.ok().unwrap();
    assert!(seen.messages.is_empty());
    assert_eq!(
        seen.happenings.len(),
        4,
        "filed and three stages: {:?}",
        seen.happenings
    );
}

/// The value of the option whose label contains this.
fn option(page: &Page, label: &str) -> Option<String> {
    page.body
        .split("<option value=\"")
        .find(|part| {
            part.split("</option>")
                .next()
                .is_some_and(|part| part.contains(label))
        })
        .and_then(|part| part.split('"').next())
        .map(str::to_owned)
}

#[tokio::test]
async fn dates_that_cannot_be_and_sanctions_of_the_other_gravity_are_refused_and_the_words_kept() {
    let place = shared();
    let (case, _) = file(place, WHAT, &[]).await;
    let mut desk = Desk::of(place, "first").await;
    for to in ["screen", "find_facts"] {
        step(&mut desk, case, to).await;
    }
    for (day, month, year, said) in [
        ("20", "8", "2569", "วันที่ต้องไม่ก่อนวันรับเรื่อง"),
        ("22", "8", "2569", "วันที่ต้องไม่หลังวันนี้"),
        ("31", "2", "2569", "ไม่มีในปฏิทิน"),
        ("", "", "", "ระบุวัน เดือน และปี"),
    ] {
        let fields = with(&[
            ("by", "officer"),
            ("dated_day", day),
            ("dated_month", month),
            ("dated_year", year),
        ]);
        let page = desk.act(case, "measure/facts", &fields).await;
        assert_eq!(page.status, 422, "{said}");
        says(&page, &[said]);
        assert_eq!(page.value("text").as_deref(), Some("กรรมการลับสามคน"));
        assert_eq!(page.value("number").as_deref(), Some("๑๒๓/๒๕๖๙"));
    }
    let mut fields = with(&[("gravity", "minor"), ("sanction", "expelled")]);
    fields.retain(|(name, _)| *name != "text");
    let page = desk.act(case, "measure/discipline", &fields).await;
    assert_eq!(page.status, 422);
    says(&page, &["โทษนี้ไม่ใช่โทษของความร้ายแรงที่เลือก"]);
    let page = desk
        .act(
            case,
            "measure/referral",
            &with(&[("body", "other"), ("name", " ")]),
        )
        .await;
    assert_eq!(page.status, 422);
    says(&page, &["กรอกชื่อหน่วยงาน"]);
    let page = desk.act(case, "measure/facts", &[]).await;
    assert_eq!(page.status, 422);
    says(&page, &["กรุณาแก้ไข 3 จุด", "กรอกเลขที่", "เลือกผู้สอบข้อเท็จจริง"]);
    let page = desk.open(&address(case)).await;
    says(&page, &["ยังไม่มีรายการ"]);
}

#[tokio::test]
async fn a_record_sent_twice_is_written_once_and_one_from_before_a_transition_is_kept_for_a_look() {
    let place = shared();
    let (case, _) = file(place, WHAT, &[]).await;
    let mut desk = Desk::of(place, "first").await;
    let form = desk.open(&format!("{}/measure/prevention", address(case))).await;
    let old = desk.open(&format!("{}/measure/prevention", address(case))).await;
    let (action, fields) = form.filled(None, &[("text", "เปลี่ยนผู้ตรวจรับทุกปี")]);
    for _ in 0..2 {
        assert_eq!(desk.post(&action, &fields).await.status, 303);
    }
    let page = desk.open(&address(case)).await;
    assert_eq!(page.text().matches("เปลี่ยนผู้ตรวจรับทุกปี").count(), 1);

    let mut colleague = Desk::of(place, "nitikorn").await;
    step(&mut colleague, case, "screen").await;
    let page = desk.submit(&old, &[("text", "ข้อความที่พิมพ์ไว้ก่อนหน้า")]).await;
    assert_eq!(page.status, 409);
    says(&page, &["ระหว่างที่ท่านเขียน"]);
    assert_eq!(page.value("text").as_deref(), Some("ข้อความที่พิมพ์ไว้ก่อนหน้า"));
    let page = desk.submit(&page, &[]).await;
    says(&page, &["บันทึกแล้ว และผู้แจ้งไม่เห็น", "ข้อความที่พิมพ์ไว้ก่อนหน้า"]);

    let late = desk.open(&format!("{}/measure/referral", address(case))).await;
    assert_eq!(late.status, 200);
    let pass_on = [("text", "เรื่องนี้ไม่ใช่เรื่องทุจริต จึงส่งให้ช่องทางร้องเรียนทั่วไป")];
    assert_eq!(colleague.act(case, "retrack", &pass_on).await.status, 200);
    let referral = with(&[("body", "police"), ("name", ""), ("text", "สิ่งที่จะส่ง")]);
    let page = desk.submit(&late, &referral).await;
    assert_eq!(page.status, 409);
    says(&page, &["ทำรายการนี้กับเรื่องนี้ไม่ได้", "สิ่งที่จะส่ง"]);
    assert!(page.forms().is_empty(), "a form that cannot be sent");
}

#[tokio::test]
async fn a_measure_does_not_exist_for_who_does_not_read_the_case() {
    let place = shared();
    let accused = place.officer("nitikorn").await.id;
    let (case, _) = file(place, WHAT, &[accused]).await;
    let mut accused = Desk::of(place, "nitikorn").await;
    let mut reader = Desk::of(place, "first").await;
    for kind in [
        "facts",
        "discipline",
        "legal",
        "referral",
        "prevention",
        "progress",
        "nothing",
    ] {
        let page = accused.open(&format!("{}/measure/{kind}", address(case))).await;
        assert_eq!(page.status, 404, "{kind}");
    }
    let page = reader.open(&format!("{}/measure/nothing", address(case))).await;
    assert_eq!(page.status, 404);
}
