//! A sealed file for the demonstration: the carbon copy of a receipt, as somebody might have photographed it.

use std::sync::Arc;

use crate::app::App;
use crate::documents::{Announcement, Paper, Signer, announcement_pdf};
use crate::domain::agency::Agency;
use crate::domain::attachment::FileName;
use crate::domain::day::Day;
use crate::domain::thai::digits::Digits;
use crate::flow::files::allowance::Allowance;
use crate::flow::files::attach::{BrokeOff, Declared, Wish};
use crate::flow::files::parcel::Choice;
use crate::flow::incoming::beginning;

use super::Failed;
use super::demo_cases::failed;

/// One case in so many comes with a file.
const FILES: usize = 20;

/// Attaches it to the report that is about to be sent with this key, if its turn has come, through the door that every
/// file passes.
pub(super) async fn attach(
    app: &Arc<App>,
    agency: &Agency,
    key: &[u8; 32],
    (case, day): (usize, Day),
) -> Result<(), Failed> {
    if case % FILES != FILES - 1 {
        return Ok(());
    }
    let writer = beginning::writer(app, key);
    let shelf = beginning::shelf(app, agency, &writer).await;
    let shelf = shelf.ok().flatten().ok_or_else(|| failed("a file's place"))?;
    let bytes = announcement_pdf(&paper(day)).map_err(|_| failed("a file"))?;
    let most = bytes.len() as u64;
    let declared = Declared {
        name: FileName::read("สำเนาใบเสร็จ.pdf").ok_or_else(|| failed("a file's name"))?,
        wish: Wish::Clean,
        replaces: None,
    };
    let source = futures_util::stream::iter([Ok::<_, BrokeOff>(bytes)]);
    let left = Allowance::of(app, &shelf, None)
        .await
        .map_err(|_| failed("a file's room"))?;
    let attached = shelf.attach(app, declared, (most, left.room()), source).await;
    let attached = attached.map_err(|_| failed("attaching"))?;
    // On a machine that cannot put up the fence nothing is cleaned; the demonstration has the file all the same.
    shelf
        .choose(app, attached.blob, Choice::AsIs)
        .await
        .map_err(|_| failed("choosing"))?;
    Ok(())
}

fn paper(day: Day) -> Announcement {
    Announcement {
        paper: Paper {
            title: "สำเนาใบเสร็จรับเงิน (ข้อมูลสมมุติ)".to_owned(),
            language: "th",
            author: "ร้านสมมุติพาณิชย์".to_owned(),
            dated: day,
            digits: Digits::Thai,
            foot: String::new(),
        },
        issuer: "สำเนาใบเสร็จรับเงิน".to_owned(),
        subject: vec!["ร้านสมมุติพาณิชย์".to_owned(), "เล่มที่ 12 เลขที่ 45".to_owned()],
        opening: vec![
            "ได้รับเงินจากองค์การบริหารส่วนตำบลสาธิตธรรม เป็นค่าน้ำมันเชื้อเพลิง 60 ลิตร เป็นเงิน 2,100 บาท".to_owned(),
            "ใบเสร็จฉบับนี้ลงเลขที่เดียวกับใบเสร็จที่เบิกไปแล้วเมื่อเดือนก่อน".to_owned(),
        ],
        tables: Vec::new(),
        sentences: Vec::new(),
        closing: String::new(),
        dated: String::new(),
        signer: Signer {
            name: "ผู้รับเงินสมมุติ".to_owned(),
            post: vec!["ผู้รับเงิน".to_owned()],
        },
    }
}
