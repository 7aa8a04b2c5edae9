//! Sixty made-up cases over fourteen months, in every state, filed and handled by the same flows as real ones.

use std::sync::Arc;

use zeroize::Zeroizing;

use crate::app::App;
use crate::domain::agency::Agency;
use crate::domain::case::{Outcome, Reason, State};
use crate::domain::category::{IdentityMode, Kind};
use crate::domain::day::Day;
use crate::domain::deadline::Rule;
use crate::domain::fiscal_year::FiscalYear;
use crate::domain::ids::{CaseId, RecordId};
use crate::domain::measure::Measure;
use crate::domain::narrative::{LongText, TextProblem};
use crate::domain::officer_text::Words;
use crate::domain::report::Draft;
use crate::flow::cases::handle::{Closing, Deed, Stage};
use crate::flow::incoming::{intake, register};
use crate::flow::officers::{sign_in, team};
use crate::flow::reporter::{reply, track};
use crate::vault::code::TrackingCode;

use super::demo::{Founded, noon};
use super::demo_calendar::{CASES, EXPLAINED, LINKED, REGISTERED, WAITS, pace, received, target};
use super::demo_stories::{STORIES, by_letter, discipline, facts, prevention, referral};
use super::{Failed, demo_deeds, demo_files};

/// The directory is renewed in the middle, as an office would: 400 days would not last for fourteen months.
const RENEWED_AT: i32 = 30;

/// A case that has been made.
pub(super) struct DemoCase {
    /// Its number as it is written.
    pub number: String,
    /// Its code.
    pub code: TrackingCode,
}

/// Something that happens on a day.
enum Deeds {
    File,
    Renew,
    Officer(Deed),
    Take,
    Link,
    Sign,
    Reporter(&'static str),
    Record(fn(Day) -> Measure),
}

struct Planned {
    day: Day,
    case: usize,
    deed: Deeds,
}

/// Files and handles every case. The application's clock is moved along; it ends on `today`.
pub(super) async fn file(app: &Arc<App>, founded: &Founded, today: Day) -> Result<Vec<DemoCase>, Failed> {
    let mut made: Vec<Made> = Vec::new();
    let mut sessions: Vec<sign_in::Session> = Vec::new();
    for (login, password) in &founded.sign_ins {
        sessions.push(session(app, &founded.agency, login, password.clone()).await?);
    }
    for planned in plan(today) {
        app.clock.advance_to(noon(planned.day));
        match planned.deed {
            Deeds::Renew => {
                let renewed = team::renew(app, founded.agency.id, &founded.kits.recovery).await;
                renewed.map_err(|_| failed("renewal"))?;
            }
            Deeds::File => {
                let clerk = sessions.first().ok_or_else(|| failed("sessions"))?;
                made.push(file_one(app, clerk, planned.case, planned.day).await?);
            }
            Deeds::Officer(deed) => {
                let case = made.get(planned.case).ok_or_else(|| failed("order"))?;
                demo_deeds::act(app, &sessions, case.id, deed).await?;
            }
            Deeds::Link => {
                let earlier: Vec<CaseId> = made.iter().take(planned.case).map(|made| made.id).collect();
                let case = made.get(planned.case).ok_or_else(|| failed("order"))?;
                demo_deeds::link(app, &sessions, case.id, &earlier).await?;
            }
            Deeds::Take => {
                let case = made.get(planned.case).ok_or_else(|| failed("order"))?;
                demo_deeds::take(app, &sessions, case.id).await?;
            }
            Deeds::Sign => {
                let case = made.get(planned.case).ok_or_else(|| failed("order"))?;
                demo_deeds::sign(app, &sessions, case.id).await?;
            }
            Deeds::Record(measure) => {
                let case = made.get(planned.case).ok_or_else(|| failed("order"))?;
                demo_deeds::act(app, &sessions, case.id, Deed::Measure(measure(planned.day))).await?;
            }
            Deeds::Reporter(words) => {
                let case = made.get(planned.case).ok_or_else(|| failed("order"))?;
                write(app, &founded.agency, case, words).await?;
            }
        }
    }
    app.clock.advance_to(noon(today));
    if let [_, away, acting, ..] = sessions.as_slice() {
        demo_deeds::substitute(app, away, acting).await?;
    }
    Ok(made.into_iter().map(|made| made.told).collect())
}

struct Made {
    id: CaseId,
    told: DemoCase,
}

pub(super) fn failed(what: &str) -> Failed {
    Failed(format!("the demonstration cannot be made ({what})"))
}

/// Everything that happens, in order of days.
fn plan(today: Day) -> Vec<Planned> {
    let mut all = vec![Planned {
        day: received(today, RENEWED_AT),
        case: 0,
        deed: Deeds::Renew,
    }];
    for (case, number) in (0_usize..).zip(0..CASES) {
        let filed = received(today, number);
        all.push(Planned {
            day: filed,
            case,
            deed: Deeds::File,
        });
        if number == WAITS {
            all.push(Planned {
                day: today,
                case,
                deed: close(Outcome::NotAccepted, Reason::OutsideMandate),
            });
        }
        if number == LINKED {
            all.push(Planned {
                day: filed,
                case,
                deed: Deeds::Link,
            });
        }
        if number == EXPLAINED {
            // A day before the fifteen days end, by the longest that an explanation may name.
            all.push(Planned {
                day: filed.plus(Rule::FIFTEEN_DAYS.days - 1),
                case,
                deed: explanation(filed.plus(Rule::FIFTEEN_DAYS.days + Rule::FIFTEEN_DAYS.extension_days)),
            });
        }
        if target(number).is_open() && target(number) != State::Received {
            all.push(Planned {
                day: filed.plus(pace(number)),
                case,
                deed: Deeds::Take,
            });
        }
        for (deed, step) in deeds(target(number)).into_iter().zip(1..) {
            let day = filed.plus(pace(number) * step);
            if day <= today {
                all.push(Planned { day, case, deed });
            }
        }
    }
    // Stable: what a case does keeps its order within a day, and a case is filed before it is handled.
    all.sort_by_key(|planned| planned.day);
    all
}

/// The way to a state.
fn deeds(target: State) -> Vec<Deeds> {
    let officer = Deeds::Officer;
    let screen = || officer(Deed::Move(Stage::Screening));
    let find = || officer(Deed::Move(Stage::FactFinding));
    let ask = || {
        officer(Deed::Ask(text(
            "ขอทราบเพิ่มเติมว่าเหตุการณ์เกิดขึ้นช่วงเวลาใดของวัน และมีผู้อื่นเห็นเหตุการณ์หรือไม่",
        )))
    };
    let answer = || Deeds::Reporter("ช่วงบ่ายประมาณบ่ายสองโมง มีคนเห็นอีกสองคน แต่ไม่กล้าให้ชื่อ");
    let note = || {
        officer(Deed::Note(text(
            "ตรวจเอกสารการเบิกจ่ายเบื้องต้นแล้ว พบรายการที่ต้องขอต้นฉบับเพิ่ม",
        )))
    };
    let record = Deeds::Record;
    match target {
        State::Received => vec![],
        State::Screening => vec![screen(), note()],
        State::InfoRequested => vec![screen(), ask()],
        State::FactFinding => vec![screen(), ask(), answer(), find(), record(facts), note()],
        State::Disciplinary => vec![
            screen(),
            find(),
            record(facts),
            note(),
            officer(Deed::Move(Stage::Disciplinary)),
            record(discipline),
        ],
        State::Referred => vec![
            screen(),
            officer(Deed::Refer(text(
                "เรื่องนี้อยู่ในอำนาจของหน่วยงานภายนอก จึงได้ส่งเรื่องไปดำเนินการแล้ว และจะแจ้งความคืบหน้าเมื่อได้รับแจ้ง",
            ))),
            record(referral),
        ],
        State::ClosedSubstantiated => {
            let end = close(Outcome::Substantiated, Reason::Examined);
            vec![screen(), find(), record(facts), end, record(prevention)]
        }
        State::ClosedUnsubstantiated => {
            vec![
                screen(),
                ask(),
                answer(),
                find(),
                close(Outcome::Unsubstantiated, Reason::Examined),
                Deeds::Sign,
            ]
        }
        State::ClosedInsufficient => {
            vec![
                screen(),
                ask(),
                close(Outcome::InsufficientEvidence, Reason::TooLittle),
            ]
        }
        State::NotAccepted => vec![
            screen(),
            close(Outcome::NotAccepted, Reason::OutsideMandate),
            Deeds::Sign,
        ],
        State::Merged => vec![
            screen(),
            Deeds::Link,
            officer(Deed::Merge(text(
                "เรื่องนี้เป็นเรื่องเดียวกับที่รับไว้ก่อนแล้ว จึงรวมตรวจสอบไปพร้อมกัน",
            ))),
        ],
        State::Retracked => vec![
            screen(),
            officer(Deed::Retrack(text(
                "เรื่องนี้เป็นเรื่องร้องเรียนทั่วไป จึงได้ส่งให้ช่องทางร้องเรียนทั่วไปดำเนินการแล้ว",
            ))),
        ],
    }
}

fn close(outcome: Outcome, reason: Reason) -> Deeds {
    Deeds::Officer(Deed::Close(Closing {
        outcome,
        reason,
        words: text("ตรวจสอบข้อเท็จจริงและดำเนินการตามผลการตรวจสอบแล้ว ขอขอบคุณที่ร่วมเฝ้าระวังการทุจริต"),
        unit: None,
        lesson: text("ให้ทุกกองตรวจใบเสร็จซ้ำก่อนเบิกจ่าย และติดประกาศรายชื่อพร้อมวันที่ทุกครั้ง"),
    }))
}

fn explanation(until: Day) -> Deeds {
    Deeds::Officer(Deed::Explain(
        text(
            "อยู่ระหว่างขอสำเนาเอกสารการเบิกจ่ายจากหน่วยงานที่เกี่ยวข้อง จึงยังสรุปผลไม่ได้ภายในกำหนด และจะแจ้งผลภายในวันที่กำหนดใหม่",
        ),
        until,
    ))
}

/// Words of the demonstration; they are good by construction, and a test reads every one of them.
#[expect(clippy::expect_used, reason = "constant words, each read by a test")]
fn text<const LEAST: usize>(words: &str) -> Words<LEAST> {
    Words::read(words).expect("words of the demonstration")
}

/// Signs one of its people in.
pub(super) async fn session(
    app: &Arc<App>,
    agency: &Agency,
    login: &str,
    password: Zeroizing<String>,
) -> Result<sign_in::Session, Failed> {
    let begun = sign_in::sign_in(app, agency, login, password, "")
        .await
        .map_err(|_| failed("sign-in"))?;
    let session = sign_in::resume(app, agency, &begun.secret)
        .await
        .map_err(|_| failed("session"))?;
    session.ok_or_else(|| failed("session"))
}

async fn file_one(app: &Arc<App>, clerk: &sign_in::Session, case: usize, day: Day) -> Result<Made, Failed> {
    let agency = &clerk.agency;
    let (category, words) = STORIES
        .get(case % STORIES.len())
        .ok_or_else(|| failed("stories"))?;
    let kind = Kind::ALL
        .get(case % Kind::ALL.len())
        .ok_or_else(|| failed("kinds"))?;
    let named = case % 6 == 5;
    let mode = if named {
        IdentityMode::Confidential
    } else {
        IdentityMode::Anonymous
    };
    let draft = Draft {
        identity: mode.key().to_owned(),
        name: if named {
            "ผู้แจ้งสมมุติ".to_owned()
        } else {
            String::new()
        },
        kind: kind.key().to_owned(),
        category: category.key().to_owned(),
        what: (*words).to_owned(),
        place: "บริเวณที่ทำการและหมู่บ้านใกล้เคียง".to_owned(),
        how_known: "เห็นด้วยตนเอง".to_owned(),
        ..Draft::default()
    };
    let report = draft.read(day, &[], &[]).map_err(|_| failed("report"))?;
    let key = app.rng.secret::<32>().map_err(|_| failed("random"))?;
    let receipt = if usize::try_from(REGISTERED) == Ok(case) {
        let registered = register::register(app, clerk, report, by_letter(day), &key).await;
        registered.map_err(|_| failed("registering"))?.receipt
    } else {
        demo_files::attach(app, agency, &key, (case, day)).await?;
        let filed = intake::file(app, agency, report, &key).await;
        filed.map_err(|_| failed("filing"))?
    };
    let (session, _) = track::begin(app, agency, &receipt.code)
        .await
        .map_err(|_| failed("tracking"))?
        .ok_or_else(|| failed("tracking"))?;
    let number = format!("{}-{:06}", FiscalYear::of(day).number(), receipt.number);
    Ok(Made {
        id: session.case,
        told: DemoCase {
            number,
            code: receipt.code,
        },
    })
}

async fn write(app: &Arc<App>, agency: &Agency, made: &Made, words: &str) -> Result<(), Failed> {
    let (session, _) = track::begin(app, agency, &made.told.code)
        .await
        .map_err(|_| failed("tracking"))?
        .ok_or_else(|| failed("tracking"))?;
    let once = RecordId(app.rng.bytes::<16>().map_err(|_| failed("random"))?);
    let words = LongText::required(words).map_err(|_: TextProblem| failed("words"))?;
    reply::from_reporter(app, &session, words, once)
        .await
        .map_err(|_| failed("reply"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::case::Step;
    use crate::domain::position::Position;

    #[test]
    fn every_case_reaches_its_state_by_today_and_its_words_are_good() {
        let today = Day::from_ymd(2026, 11, 21).unwrap();
        let planned = plan(today);
        assert_eq!(
            planned
                .iter()
                .filter(|planned| matches!(planned.deed, Deeds::File))
                .count(),
            60
        );
        assert!(planned.iter().all(|planned| planned.day <= today));
        for number in 0..CASES {
            let (filed, steps) = (received(today, number), deeds(target(number)).len());
            let last = filed.plus(pace(number) * i32::try_from(steps).unwrap());
            assert!(last <= today, "case {number} is not where it should be by today");
        }
        for target in State::ALL {
            let mut states = vec![State::Received];
            for deed in deeds(*target) {
                let step = match deed {
                    Deeds::Officer(Deed::Move(to)) => to.step(),
                    Deeds::Officer(Deed::Merge(_)) => Step::Merge,
                    Deeds::Officer(Deed::Retrack(_)) => Step::Retrack,
                    Deeds::Officer(Deed::Ask(_)) => Step::Ask,
                    Deeds::Officer(Deed::Refer(_)) => Step::Refer,
                    Deeds::Officer(Deed::Close(closing)) => Step::Close(closing.outcome),
                    Deeds::Reporter(_) => Step::ReporterWrites,
                    _ => continue,
                };
                states.push(Position::of(states.iter().copied()).after(step).unwrap());
            }
            assert_eq!(states.last(), Some(target));
        }
    }
}
