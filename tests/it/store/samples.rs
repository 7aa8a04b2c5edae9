//! Rows to test with. Everything follows from small numbers, so that tests say which row they mean.

use sujarit::domain::agency::{Agency, Slug, Unit};
use sujarit::domain::appointment::{Appointment, Order, Term};
use sujarit::domain::case::State;
use sujarit::domain::category::{AgencyKind, Category, Channel, Kind, Origin};
use sujarit::domain::day::Day;
use sujarit::domain::delegation::{ActingMode, Delegation};
use sujarit::domain::edition::figures::{EditionFigures, HalfYear};
use sujarit::domain::edition::{Draft, DraftKey, EditionForm, FileLanguage};
use sujarit::domain::embed::FramingSites;
use sujarit::domain::event::{Event, EventKind};
use sujarit::domain::fiscal_year::{FiscalYear, Half};
use sujarit::domain::ids::{
    AgencyId, CaseId, DelegationId, InvitationId, MailId, OfficerId, RecordId, ReplyId, UnitId,
};
use sujarit::domain::invitation::Invitation;
use sujarit::domain::officer::{Login, Officer};
use sujarit::domain::role::{Role, Roles};
use sujarit::domain::round_report::{ReportKey, Round};
use sujarit::domain::saved_reply::{ReplyDeed, ReplyText, SavedReply};
use sujarit::domain::survey::{Answers, Score, Scores};
use sujarit::domain::tally::breakdown::USUAL_THRESHOLD;
use sujarit::domain::tally::monthly_table;
use sujarit::store::agencies::{self, AgencyKeys};
use sujarit::store::appointments::Appointed;
use sujarit::store::cases::{self, NewCase, Reader};
use sujarit::store::editions::{EditionFile, EditionRow};
use sujarit::store::envelopes::{self, Compartment, WrapRow};
use sujarit::store::handbooks::Handbook;
use sujarit::store::officers::{self, Lock};
use sujarit::store::outbox::MailRow;
use sujarit::store::records::RecordRow;
use sujarit::store::reports::{Proposal as ReportProposal, ReportRow};
use sujarit::store::sessions::Session;
use sujarit::store::{Conn, StoreError, units};

pub const CHANNEL: i16 = 1;
pub const INTERNAL: i16 = 2;
pub const IDENTITY: i16 = 3;

pub fn bytes<const N: usize>(n: u32) -> [u8; N] {
    let mut bytes = [0x5a; N];
    bytes[..4].copy_from_slice(&n.to_be_bytes());
    bytes
}

pub fn agency_id(n: u32) -> AgencyId {
    AgencyId(bytes(n))
}

pub fn officer_id(n: u32) -> OfficerId {
    OfficerId(bytes(n))
}

pub fn case_id(n: u32) -> CaseId {
    CaseId(bytes(n))
}

pub fn unit_id(n: u32) -> UnitId {
    UnitId(bytes(n))
}

pub fn record_id(n: u32) -> RecordId {
    RecordId(bytes(n))
}

/// Key id of officer `n`.
pub fn key(n: u32) -> [u8; 32] {
    bytes(n + 1_000)
}

/// The reader with this key, on the first day.
pub fn asks(n: u32) -> Reader {
    Reader {
        key: key(n),
        on: day(0),
    }
}

pub fn day(n: i32) -> Day {
    Day::from_ymd(2026, 10, 1).unwrap().plus(n)
}

pub fn agency(n: u32) -> Agency {
    Agency {
        id: agency_id(n),
        slug: Slug::parse(&format!("agency-{n}")).unwrap(),
        kind: AgencyKind::SubdistrictOrganisation,
        full_name: format!("องค์การบริหารส่วนตำบลทดสอบ {n}"),
        short_name: format!("อบต.ทดสอบ {n}"),
        english_name: format!("Test {n}"),
        district: "เมือง".into(),
        province: "ทดสอบ".into(),
        contact: "โทร. 0 0000 0000\nวันราชการ 8.30–16.30 น.".into(),
        general_link: String::new(),
        outside_body: "สำนักงานทดสอบ".into(),
        panel_size: 2,
        minimum_readers: 2,
        demonstration: true,
    }
}

pub fn agency_keys(n: u32) -> AgencyKeys {
    AgencyKeys {
        root_pk: bytes(n + 1),
        root_locked: vec![0, 1, 0xff, 2],
        recovery_key: bytes(n + 2),
    }
}

pub fn unit(agency: u32, n: u32) -> Unit {
    Unit {
        id: unit_id(n),
        agency: agency_id(agency),
        name: format!("กอง {n}"),
        position: i16::try_from(n).unwrap(),
    }
}

pub fn officer(agency: u32, n: u32) -> Officer {
    Officer {
        id: officer_id(n),
        agency: agency_id(agency),
        unit: None,
        login: Login::parse(&format!("officer.{n}")).unwrap(),
        name: format!("เจ้าหน้าที่ {n:04}"),
        post: "นิติกร".into(),
        mail: String::new(),
        roles: Roles::of(&[Role::Responsible, Role::Supervisor]),
        key: key(n),
        active: true,
        earlier: Vec::new(),
    }
}

pub fn lock() -> Lock {
    Lock {
        locked_key: vec![7; 196],
        locked_with_code: false,
        must_change: true,
    }
}

pub fn new_case(agency: u32, n: u32) -> NewCase {
    NewCase {
        id: case_id(n),
        agency: agency_id(agency),
        lookup_id: bytes(n + 5_000),
        fiscal_year: 2570,
        number: i32::try_from(n).unwrap(),
        received_on: day(0),
        due_on: day(15),
        category: Category::Procurement,
        kind: Kind::Complaint,
        channel: Channel::Website,
        origin: Origin::Reported,
        state: State::Received,
        outside: false,
        rule: 1,
    }
}

pub fn compartment(agency: u32, case: u32, compartment: i16, epoch: i32) -> Compartment {
    Compartment {
        agency: agency_id(agency),
        case: case_id(case),
        compartment,
        epoch,
        header: vec![0x57; 310],
        header_hash: bytes(case + 9_000 + u32::try_from(epoch).unwrap()),
    }
}

pub fn wrap(agency: u32, case: u32, compartment: i16, epoch: i32, reader: u32) -> WrapRow {
    WrapRow {
        agency: agency_id(agency),
        case: case_id(case),
        compartment,
        epoch,
        recipient: key(reader),
        role: 2,
        bytes: vec![0xc3; 232],
    }
}

pub fn record(agency: u32, case: u32, compartment: i16, position: i32) -> RecordRow {
    let n = case * 100 + u32::from(compartment.unsigned_abs()) * 10 + position.unsigned_abs();
    RecordRow {
        id: record_id(n),
        agency: agency_id(agency),
        case: case_id(case),
        compartment,
        epoch: 0,
        kind: 1,
        position,
        day: day(0),
        at: None,
        author: key(900),
        hash: bytes(n),
        bytes: vec![0, 0xff, 0x27, 0x22, 0x5c],
        signature: bytes(n),
    }
}

pub fn event(seq: i32, kind: EventKind, state: State, on: i32) -> Event {
    Event {
        seq,
        kind,
        state,
        day: day(on),
        at: None,
        officer: None,
        record: None,
        reason: None,
        until: None,
    }
}

pub fn session(agency: u32, officer: u32, n: u32) -> Session {
    Session {
        sid: bytes(n),
        agency: agency_id(agency),
        officer: officer_id(officer),
        locked: vec![9; 196],
        created_at: 1_000,
        expires_at: 5_000,
        idle_until: 2_000,
    }
}

pub fn mail(agency: u32, officer: u32, n: u32, on: i32) -> MailRow {
    MailRow {
        id: MailId(bytes(n)),
        agency: agency_id(agency),
        officer: officer_id(officer),
        kind: 1,
        day: day(on),
    }
}

/// An agency with a unit and officers 1 to 4.
pub fn found(conn: &mut Conn, n: u32) -> Result<(), StoreError> {
    agencies::insert(conn, &agency(n), &agency_keys(n))?;
    units::insert(conn, &unit(n, 1))?;
    for number in 1..=4 {
        officers::insert(conn, &officer(n, number), &lock())?;
    }
    Ok(())
}

/// A case whose channel is sealed to these officers.
pub fn file(conn: &mut Conn, case: &NewCase, agency: u32, n: u32, readers: &[u32]) -> Result<(), StoreError> {
    cases::insert(conn, case)?;
    envelopes::insert_compartment(conn, &compartment(agency, n, CHANNEL, 0))?;
    let wraps: Vec<WrapRow> = readers
        .iter()
        .map(|reader| wrap(agency, n, CHANNEL, 0, *reader))
        .collect();
    envelopes::insert_wraps(conn, &wraps)
}

/// The first version of a text by an officer of agency 1.
pub fn reply(version: i32) -> SavedReply {
    SavedReply {
        id: ReplyId([5; 16]),
        version,
        text: ReplyText {
            deed: ReplyDeed::Ask,
            state: Some(State::Screening),
            title: "ขอรายละเอียด".to_owned(),
            thai: "โปรดแจ้งวันที่".to_owned(),
            english: String::new(),
            retired: false,
        },
        at: 1_000,
        officer: officer_id(1),
    }
}

/// Figures of an empty September 2569 that somebody asked for.
pub fn draft(officer: u32) -> Draft {
    let (year, as_of) = (FiscalYear::of(day(-1)), day(-1));
    let empty = |year| monthly_table(&[], year, as_of);
    Draft {
        key: DraftKey {
            year,
            as_of,
            corrects: 0,
        },
        figures: EditionFigures::of(&empty(year), &empty(year.previous()), Vec::new(), year),
        reason: String::new(),
        prepared_at: 5,
        prepared_by: Some(officer_id(officer)),
        edition: None,
        failed: None,
    }
}

pub fn half_year() -> HalfYear {
    let (year, as_of) = (FiscalYear::of(day(-1)), day(-1));
    HalfYear::of(
        &monthly_table(&[], year, as_of),
        Half::First,
        USUAL_THRESHOLD,
        &Scores::default(),
    )
    .unwrap()
}

pub fn edition(number: i16) -> EditionRow {
    EditionRow {
        serial: i32::from(number),
        year: FiscalYear::of(day(-1)),
        number,
        as_of: day(-1),
        published_at: 7,
        approved_by: officer_id(1),
        statement: "{}".to_owned(),
        prev: bytes(1),
        digest: bytes(2),
        key: bytes(3),
        signature: [4; 64],
    }
}

pub fn edition_file() -> EditionFile {
    EditionFile {
        form: EditionForm::Pdf,
        language: FileLanguage::English,
        digest: bytes(8),
        bytes: vec![0, 0xff, 0x27],
    }
}

/// The website of agency 1.
pub fn framing_sites() -> FramingSites {
    FramingSites::parse("https://www.one.example").unwrap()
}

/// The first version, announced by an officer of agency 1.
pub fn handbook(officer: u32) -> Handbook {
    Handbook {
        version: 1,
        announced_on: day(3),
        place: "ป้ายประกาศ".into(),
        at: 9,
        officer: officer_id(officer),
    }
}

/// An appointment to the first unit for the days 1 to 9.
pub fn appointment() -> Appointment {
    Appointment {
        post: "นิติกรชำนาญการ".into(),
        unit: Some(unit_id(1)),
        roles: Roles::of(&[Role::Intake, Role::Custodian]),
        order: Order {
            number: "12/2570".into(),
            dated: day(-3),
        },
        term: Term::new(day(1), Some(day(9))).unwrap(),
    }
}

/// An appointment of an officer that waits to be signed.
pub fn appointed(officer: u32, seq: i32) -> Appointed {
    Appointed {
        officer: officer_id(officer),
        seq,
        appointment: appointment(),
        by: Some(officer_id(1)),
        at: 1_000,
        in_force_at: None,
    }
}

/// An invitation by officer 1, made at second 1,000.
pub fn invitation(agency: u32, n: u32) -> Invitation {
    Invitation {
        id: InvitationId(bytes(n)),
        agency: agency_id(agency),
        login: Login::parse(&format!("guest.{n}")).unwrap(),
        name: "นายแขก".into(),
        mail: String::new(),
        appointment: appointment(),
        continues: None,
        by: officer_id(1),
        at: 1_000,
        ended: None,
    }
}

/// The middle of everything.
pub fn answers() -> Answers {
    Answers::new([Some(Score::Medium); 5]).unwrap()
}

/// Officer 2 acts for officer 1 on the days 1 to 9.
pub fn delegation(agency: u32) -> Delegation {
    Delegation {
        id: DelegationId(bytes(77)),
        agency: agency_id(agency),
        from: officer_id(1),
        to: officer_id(2),
        mode: ActingMode::InPlace,
        order: "3/2570".into(),
        term: Term::new(day(1), Some(day(9))).unwrap(),
        by: officer_id(1),
        at: 1_000,
        ended_at: None,
    }
}

/// The report of the round that ended before day 0.
pub fn report_key() -> ReportKey {
    ReportKey {
        year: FiscalYear::of(day(-1)),
        round: Round::Six,
    }
}

pub fn report_proposal() -> ReportProposal {
    ReportProposal {
        key: report_key(),
        wording: "{}".to_owned(),
        by: officer_id(1),
        at: 11,
    }
}

pub fn report() -> ReportRow {
    ReportRow {
        key: report_key(),
        number: 1,
        statement: "{}".to_owned(),
        sealed_by: bytes(3),
        signature: [4; 64],
        paper: vec![0x25, 0x50],
        approved_by: officer_id(1),
        published_at: 12,
    }
}
