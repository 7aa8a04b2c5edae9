//! What the cases of the demonstration are about, and the orders and letters that follow. Nothing in them is real.

use crate::domain::arrival::{Arrival, Passed, RegisteredMatter, Sender};
use crate::domain::category::{Category, Channel, Origin};
use crate::domain::day::Day;
use crate::domain::measure::{Body, Examiner, Gravity, Measure, Paper, Sanction};
use crate::domain::narrative::{LongText, ShortText};

/// What the reports are about: category and words.
pub(super) const STORIES: &[(Category, &str)] = &[
    (
        Category::Procurement,
        "โครงการปรับปรุงถนนลูกรังหมู่ 4 กำหนดคุณสมบัติผู้รับจ้างไว้แคบจนมีผู้ยื่นได้เพียงรายเดียว \
         และวันตรวจรับงานหน้างานยังไม่เสร็จ แต่มีการเบิกจ่ายเต็มจำนวนแล้ว",
    ),
    (
        Category::Finance,
        "มีการเบิกค่าวัสดุจัดกิจกรรมผู้สูงอายุสองครั้งจากใบเสร็จฉบับเดียวกัน กิจกรรมจริงจัดเพียงครั้งเดียวเมื่อเดือนก่อน",
    ),
    (
        Category::Property,
        "เห็นรถบรรทุกน้ำของส่วนกลางไปส่งน้ำให้บ้านส่วนตัวในวันหยุดหลายครั้ง โดยไม่มีใบขอใช้รถ",
    ),
    (
        Category::Personnel,
        "ผู้สมัครเป็นพนักงานจ้างถูกบอกว่าต้องจ่ายเงินก่อนจึงจะได้รับการบรรจุ มีผู้สมัครอย่างน้อยสองคนที่ได้ยินเหมือนกัน",
    ),
    (
        Category::Licensing,
        "ยื่นขออนุญาตก่อสร้างครบเอกสารแล้วสามเดือน เจ้าหน้าที่บอกว่าถ้ามีค่าน้ำชาจะได้ภายในสัปดาห์เดียว",
    ),
    (
        Category::Service,
        "ผู้ที่รู้จักเจ้าหน้าที่ได้รับเบี้ยยังชีพก่อนคนที่ลงทะเบียนไว้ก่อน รายชื่อที่ติดประกาศถูกเปลี่ยนโดยไม่มีการชี้แจง",
    ),
    (
        Category::Bribery,
        "ผู้ค้าในตลาดต้องให้ของขวัญเป็นประจำเพื่อไม่ให้ถูกย้ายแผง หลายแผงทำเหมือนกันทุกเดือน",
    ),
    (
        Category::ConflictOfInterest,
        "ร้านที่ขายวัสดุสำนักงานให้หน่วยงานทุกครั้งเป็นของญาติผู้มีอำนาจอนุมัติ ราคาสูงกว่าร้านอื่นในอำเภอ",
    ),
    (
        Category::Duty,
        "หัวหน้าสั่งด้วยวาจาให้เจ้าหน้าที่ไปทำงานส่วนตัวในเวลาราชการ และขู่ว่าจะไม่ต่อสัญญาหากไม่ทำ",
    ),
    (
        Category::Ethics,
        "เจ้าหน้าที่พูดจาข่มขู่ประชาชนที่มาขอดูเอกสารการใช้งบประมาณ และไม่ยอมให้ดูตามสิทธิ",
    ),
    (
        Category::Other,
        "มีการเก็บเงินค่าจอดรถในที่ดินสาธารณะโดยไม่มีใบเสร็จ ไม่ทราบว่าเงินเข้าที่ใด",
    ),
];

/// An order that somebody finds the facts.
pub(super) fn facts(day: Day) -> Measure {
    Measure::Facts {
        order: paper("๑๒๑/๒๕๖๙", day),
        by: Examiner::Committee,
        names: Some(words("คณะกรรมการ 3 คน จากต่างกองกับผู้ถูกร้องเรียน")),
    }
}

/// A disciplinary order that has been carried out.
pub(super) fn discipline(day: Day) -> Measure {
    Measure::Discipline {
        order: paper("๑๓๔/๒๕๖๙", day),
        gravity: Gravity::Minor,
        sanction: Sanction::SalaryCut,
        done: Some(day),
    }
}

/// A letter to the anti-corruption commission.
pub(super) fn referral(day: Day) -> Measure {
    Measure::Referral {
        body: Body::Nacc,
        name: None,
        letter: paper("ทด ๗๑๙๐๑/๔๕", day),
        sent: words("สำเนาสัญญาจ้าง ใบตรวจรับ และฎีกาเบิกจ่าย รวม 14 แผ่น โดยไม่มีข้อมูลของผู้แจ้ง"),
    }
}

/// What is changed, and has not been done yet.
pub(super) fn prevention(_: Day) -> Measure {
    Measure::Prevention {
        what: words("ให้ทุกกองตรวจใบเสร็จซ้ำก่อนเบิกจ่าย หัวหน้ากองคลังเป็นผู้รับผิดชอบ"),
        done: None,
    }
}

/// A letter of another body, which somebody entered the day it came.
pub(super) fn by_letter(day: Day) -> Arrival {
    Arrival {
        received_on: day,
        channel: Channel::Letter,
        origin: Origin::Reported,
        registered: Some(RegisteredMatter {
            handed_over: true,
            passed: Some(Passed {
                sender: Sender::Damrongdhama,
                name: None,
                paper: paper("สธ 0017.1/245", day.plus(-3)),
                due_on: Some(day.plus(30)),
            }),
        }),
    }
}

#[expect(clippy::expect_used, reason = "constant words, each read by a test")]
fn paper(number: &str, dated: Day) -> Paper {
    Paper {
        number: ShortText::required(number).expect("a number of the demonstration"),
        dated,
    }
}

#[expect(clippy::expect_used, reason = "constant words, each read by a test")]
fn words(words: &str) -> LongText {
    LongText::required(words).expect("words of the demonstration")
}
