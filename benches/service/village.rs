//! An installation with one agency whose reports have as many readers as the rules allow: five for the report
//! (reporter, three officers, recovery key) and four for the name (reporter, two custodians, recovery key).

use std::path::Path;
use std::sync::Arc;

use sujarit::app::App;
use sujarit::clock::Clock;
use sujarit::config::{Config, Folder};
use sujarit::domain::agency::{Agency, Slug};
use sujarit::domain::category::AgencyKind;
use sujarit::domain::invitation::Continues;
use sujarit::domain::officer::Login;
use sujarit::domain::report::{Draft, Report};
use sujarit::domain::role::{Role, Roles};
use sujarit::flow::officers::setup::{self, FirstOfficer, Plan};
use sujarit::flow::officers::sign_in::{self, Session};
use sujarit::flow::officers::team::{self, NewOfficer};
use sujarit::observe::Observer;
use sujarit::store;
use sujarit::vault::random::Rng;
use zeroize::Zeroizing;

use super::Stopped;

/// The agency's place in addresses.
pub const SLUG: &str = "bench";

/// The category of every report of the benchmark.
pub const CATEGORY: &str = "proc";

/// Officers that read the reports of a category.
const PANEL: u8 = 3;

/// Everybody's password.
pub const PASSWORD: &str = "ข้าวสาร เขียว วัดเหนือ 7291";

const SENTENCE: &str = "เมื่อช่วงบ่ายเห็นรถของหน่วยงานขนหินคลุกไปลงที่บ้านพักส่วนตัวของหัวหน้างาน \
    มีคนงานสองคนช่วยกันเกลี่ย และผู้รับจ้างบอกว่าเบิกจากโครงการซ่อมถนนสายหลังตลาด ";

/// Opens the installation of a folder as the program does, but in this process and with a silent log.
pub fn open(folder: &Path) -> Result<Arc<App>, Stopped> {
    let mut config = Config::load(None)?;
    config.move_to(Folder(folder.to_owned()));
    open_with(config)
}

/// Opens an installation with these settings.
pub fn open_with(config: Config) -> Result<Arc<App>, Stopped> {
    let observer = Arc::new(Observer::to(Box::new(std::io::sink())));
    Ok(App::open(config, Clock::system(), Rng::system(), observer)?)
}

/// A runtime for flows.
pub fn runtime() -> Result<tokio::runtime::Runtime, Stopped> {
    Ok(tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?)
}

/// Makes the agency and its officers.
pub async fn found(app: &Arc<App>) -> Result<Agency, Stopped> {
    let kits = setup::kits(app, &app.rng.bytes::<32>()?);
    let plan = Plan {
        slug: Slug::parse(SLUG).ok_or("slug")?,
        kind: AgencyKind::SubdistrictOrganisation,
        full_name: "องค์การบริหารส่วนตำบลวัดความเร็ว".to_owned(),
        short_name: "อบต.วัดความเร็ว".to_owned(),
        english_name: "Wat Khwam Reo SAO".to_owned(),
        district: "เมือง".to_owned(),
        province: "ทดสอบ".to_owned(),
        contact: "โทร. 0 0000 0000".to_owned(),
        general_link: "https://example.org/".to_owned(),
        units: vec!["สำนักปลัด".to_owned(), "กองคลัง".to_owned(), "กองช่าง".to_owned()],
        outside_body: "สำนักงาน ป.ป.ช. ประจำจังหวัด".to_owned(),
        demonstration: true,
    };
    let first = FirstOfficer {
        name: "นางหนึ่ง ทดสอบ".to_owned(),
        post: "หัวหน้าสำนักปลัด".to_owned(),
        unit: Some(0),
        login: Login::parse("one").ok_or("login")?,
        password: Zeroizing::new(PASSWORD.to_owned()),
        mail: String::new(),
    };
    let founded = setup::found(app, plan, first, &kits).await;
    let mut agency = founded.map_err(|error| format!("set-up: {error:?}"))?;
    let custodian: &[Role] = &[Role::Responsible, Role::Custodian];
    for (login, post, roles) in [
        ("two", "นิติกร", &[Role::Intake, Role::Responsible][..]),
        ("three", "ปลัด", custodian),
    ] {
        let officer = NewOfficer {
            name: format!("นาย{login} ทดสอบ"),
            post: post.to_owned(),
            unit: None,
            login: Login::parse(login).ok_or("login")?,
            password: Zeroizing::new(PASSWORD.to_owned()),
            must_change: false,
            mail: String::new(),
            roles: Roles::of(roles),
            continues: Continues::Unsaid,
        };
        let added = team::add(app, agency.id, &kits.recovery, officer).await;
        added.map_err(|error| format!("officer: {error:?}"))?;
    }
    agency.panel_size = PANEL;
    let larger = agency.clone();
    app.db
        .write(move |c| store::agencies::replace(c, &larger))
        .await?;
    Ok(agency)
}

/// The session of the first officer.
pub async fn session(app: &Arc<App>, agency: &Agency) -> Result<Session, Stopped> {
    let password = Zeroizing::new(PASSWORD.to_owned());
    let begun = sign_in::sign_in(app, agency, "one", password, "").await;
    let begun = begun.map_err(|_| "the officer cannot sign in")?;
    let session = sign_in::resume(app, agency, &begun.secret).await;
    let session = session.map_err(|trouble| format!("{trouble:?}"))?;
    Ok(session.ok_or("the officer has no session")?)
}

/// What is typed: about 3 KB of Thai, as UTF-8.
pub fn answers() -> Draft {
    Draft {
        identity: "confidential".to_owned(),
        name: "นางสาวผู้แจ้ง เรื่องจริง".to_owned(),
        contact: "089 000 0000 หลังหกโมงเย็น".to_owned(),
        kind: "complaint".to_owned(),
        category: CATEGORY.to_owned(),
        what: SENTENCE.repeat(6),
        who: "หัวหน้างานคนหนึ่งของกองช่าง".to_owned(),
        place: "ถนนสายหลังตลาด".to_owned(),
        how_known: "เห็นด้วยตาตนเอง".to_owned(),
        evidence: "มีภาพถ่ายและใบส่งของ".to_owned(),
        ..Draft::default()
    }
}

/// The same, read as the form is read.
pub fn report() -> Result<Report, Stopped> {
    let read = answers().read(Clock::system().today(), &[], &[]);
    Ok(read.map_err(|problems| format!("the benchmark's own report is wrong: {problems:?}"))?)
}
