//! `sujarit demo`: a fictional agency with officers and sixty cases, in a throw-away folder.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use serde::Serialize;
use serde_json::json;
use zeroize::Zeroizing;

use crate::app::App;
use crate::clock::Clock;
use crate::config::{Config, Folder};
use crate::domain::agency::{Agency, Slug};
use crate::domain::category::AgencyKind;
use crate::domain::day::Day;
use crate::domain::ids::AgencyId;
use crate::domain::log::Action;
use crate::domain::officer::Login;
use crate::domain::retention::{Class, Decision};
use crate::domain::role::{Role, Roles};
use crate::flow::audit::{day_end, log};
use crate::flow::officers::setup::{self, FirstOfficer, Kits, Plan};
use crate::flow::officers::team::{self, NewOfficer};
use crate::flow::terms::retention;
use crate::flow::verification::verify;
use crate::store;
use crate::vault::code::TrackingCode;

use super::demo_cases::{self, DemoCase};
use super::terminal::say;
use super::{Failed, demo_editions, opening, serve};

#[derive(Args)]
pub(super) struct Demo {
    /// Address and port to listen on.
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: String,
    /// The folder to use; it must not hold an installation. Without one, a new folder below the system's temporary
    /// folder is made.
    #[arg(long)]
    folder: Option<PathBuf>,
    /// Writes addresses, sign-ins and codes to this file as JSON, for programs that try the demonstration out.
    #[arg(long)]
    json: Option<PathBuf>,
}

/// The months before today over which the cases are spread.
const MONTHS: i32 = 14;

/// What the demonstration tells about itself.
#[derive(Serialize)]
struct Told {
    address: String,
    agency: String,
    officers: Vec<ToldOfficer>,
    cases: Vec<ToldCase>,
}

#[derive(Serialize)]
struct ToldOfficer {
    login: String,
    password: String,
    role: String,
    post: String,
}

#[derive(Serialize)]
struct ToldCase {
    number: String,
    code: String,
}

/// The fictional people: sign-in name, name, post, unit, roles. The first one is made by set-up.
const PEOPLE: &[(&str, &str, &str, usize, &[Role])] = &[
    (
        "somying",
        "นางสมหญิง ใจซื่อ",
        "หัวหน้าสำนักปลัด",
        0,
        &[Role::Intake, Role::Responsible, Role::Custodian, Role::Admin],
    ),
    (
        "wichai",
        "นายวิชัย มั่นคง",
        "นิติกรชำนาญการ",
        0,
        &[Role::Intake, Role::Responsible],
    ),
    (
        "malee",
        "นางสาวมาลี ตรงไปตรงมา",
        "ผู้อำนวยการกองคลัง",
        1,
        &[Role::Responsible],
    ),
    (
        "prasert",
        "นายประเสริฐ รอบคอบ",
        "ปลัดองค์การบริหารส่วนตำบล",
        0,
        &[Role::Responsible, Role::Supervisor, Role::Custodian],
    ),
    (
        "anong",
        "นางอนงค์ ตั้งใจตรวจ",
        "นักวิชาการตรวจสอบภายใน",
        4,
        &[Role::Auditor, Role::Executive, Role::Publisher],
    ),
];

/// The unit of the fictional agency that pays.
pub(super) const PAYING: &str = "กองคลัง";

/// The units of the fictional agency.
const UNITS: &[&str] = &[
    "สำนักปลัด",
    PAYING,
    "กองช่าง",
    "กองการศึกษา ศาสนาและวัฒนธรรม",
    "หน่วยตรวจสอบภายใน",
];

pub(super) fn run(demo: &Demo, file: Option<&Path>) -> Result<(), Failed> {
    if file.is_some() {
        // A real office's store must not get sixty made-up cases, and half of its settings would mislead.
        return Err(Failed(
            "demo takes no settings: it works with the defaults in a folder of its own".to_owned(),
        ));
    }
    let (folder, own) = match &demo.folder {
        Some(folder) => (folder.clone(), false),
        None => (
            std::env::temp_dir().join(format!("sujarit-demo-{}", std::process::id())),
            true,
        ),
    };
    if folder.join("sujarit.db").exists() {
        return Err(Failed(format!(
            "{}: holds an installation already",
            folder.display()
        )));
    }
    let ended = serve_demo(demo, &folder);
    if own {
        // What the demonstration made is thrown away; failing to is worth no error of its own.
        let _ = std::fs::remove_dir_all(&folder);
    }
    ended
}

fn serve_demo(demo: &Demo, folder: &Path) -> Result<(), Failed> {
    let mut config = Config::load(None)?;
    config.move_to(Folder(folder.to_owned()));
    config.server.listen.clone_from(&demo.listen);
    config.server.public_address = format!("http://{}", demo.listen);

    let today = Clock::system().today();
    let clock = Clock::set_to(noon(today.plus(-MONTHS * 31)));
    let past = opening::open_with(config.clone(), clock)?;
    let founded = opening::runtime()?.block_on(people(&past))?;
    opening::runtime()?.block_on(keep_cases(&past, founded.agency.id))?;
    let cases = opening::runtime()?.block_on(demo_cases::file(&past, &founded, today))?;
    past.db.close();
    drop(past);
    demo_editions::publish(&config, &founded, today)?;

    let address = format!("{}/{}", config.server.public_address, founded.agency.slug);
    let told = told(&address, &founded, &cases);
    if let Some(file) = &demo.json {
        write_whole(file, &serde_json::to_vec_pretty(&told)?)?;
    }
    tell(&told);
    let app = opening::open_with(config, Clock::system())?;
    opening::runtime()?.block_on(keep_log(&app, founded.agency.id))?;
    actix_web::rt::System::new().block_on(serve::serve_app(app))
}

/// So many days the agency keeps everything, which is longer than the demonstration looks back.
const KEPT: i32 = 730;

/// Lets the agency decide on that.
async fn keep_cases(app: &App, agency: AgencyId) -> Result<(), Failed> {
    let at = app.clock.now();
    let mut kept = Vec::new();
    for class in [Class::NotAccepted, Class::PassedOn, Class::Identity] {
        let detail = json!({ "setting": "retention", "class": class.key(), "days": KEPT });
        let entry = log::entry(app, None, Action::SettingsChanged, agency.0, &detail)
            .map_err(|_| Failed("the demonstration cannot be made".to_owned()))?;
        kept.push((class, entry));
    }
    let decide = move |c: &mut store::Conn| {
        let officers = store::officers::list(c, agency)?;
        let Some(by) = officers.first().map(|officer| officer.id) else {
            return Ok(());
        };
        kept.into_iter().try_for_each(|(class, entry)| {
            let new = Decision {
                class,
                version: 1,
                days: KEPT,
                reason: "มติที่ประชุมผู้บริหาร (ข้อมูลสมมุติ)".to_owned(),
                by,
                at,
                signed: None,
            };
            retention::enter(c, agency, entry, &new)
        })
    };
    Ok(app.db.write(decide).await?)
}

/// Ends the days of the log that have gone by meanwhile, and verifies it, as the jobs would have.
async fn keep_log(app: &Arc<App>, agency: AgencyId) -> Result<(), Failed> {
    let failed = |_| Failed("the demonstration's log cannot be kept".to_owned());
    while day_end::end_days(app, agency).await.map_err(failed)? > 0 {}
    verify::verify_daily(app, agency).await.map_err(failed)?;
    Ok(())
}

/// Twelve o'clock of a day in Bangkok, in seconds since the epoch.
pub(super) fn noon(day: Day) -> i64 {
    i64::from(day.number()) * 86_400 + 5 * 3_600
}

/// The fictional agency.
pub(super) struct Founded {
    /// The agency.
    pub agency: Agency,
    /// Its kit codes.
    pub kits: Kits,
    /// Sign-in names and passwords of its people, in the order of the panels.
    pub sign_ins: Vec<(&'static str, Zeroizing<String>)>,
}

/// Makes the agency and its people.
async fn people(app: &Arc<App>) -> Result<Founded, Failed> {
    let failed = |_| Failed("the demonstration cannot be made".to_owned());
    let kits = setup::kits(app, &app.rng.bytes::<32>()?);
    let passwords = PEOPLE
        .iter()
        .map(|_| password(app))
        .collect::<Result<Vec<_>, Failed>>()?;
    let (Some(first), Some(first_password)) = (PEOPLE.first(), passwords.first()) else {
        return Err(Failed("the demonstration has no people".to_owned()));
    };
    let officer = FirstOfficer {
        name: first.1.to_owned(),
        post: first.2.to_owned(),
        unit: Some(first.3),
        login: login(first.0)?,
        password: first_password.clone(),
        mail: "somying@demo.invalid".to_owned(),
    };
    let agency = setup::found(app, plan()?, officer, &kits).await.map_err(failed)?;
    let id = agency.id;
    let units = app.db.read(move |c| crate::store::units::list(c, id)).await?;
    for (person, password) in PEOPLE.iter().zip(&passwords).skip(1) {
        let new = NewOfficer {
            name: person.1.to_owned(),
            post: person.2.to_owned(),
            unit: units.get(person.3).map(|unit| unit.id),
            login: login(person.0)?,
            password: password.clone(),
            must_change: false,
            mail: format!("{}@demo.invalid", person.0),
            roles: Roles::of(person.4),
            continues: crate::domain::invitation::Continues::Unsaid,
        };
        let made = team::add(app, agency.id, &kits.recovery, new).await;
        made.map_err(|_| Failed("the demonstration cannot be made".to_owned()))?;
    }
    let sign_ins = PEOPLE.iter().map(|person| person.0).zip(passwords).collect();
    Ok(Founded {
        agency,
        kits,
        sign_ins,
    })
}

fn plan() -> Result<Plan, Failed> {
    Ok(Plan {
        slug: Slug::parse("demo").ok_or_else(|| Failed("demo: no address".to_owned()))?,
        kind: AgencyKind::SubdistrictOrganisation,
        full_name: "องค์การบริหารส่วนตำบลสาธิตธรรม".to_owned(),
        short_name: "อบต.สาธิตธรรม".to_owned(),
        english_name: "Sathit Tham Subdistrict Administrative Organisation".to_owned(),
        district: "เมืองสาธิต".to_owned(),
        province: "สาธิตบุรี".to_owned(),
        contact: "ศูนย์รับเรื่องร้องเรียน อบต.สาธิตธรรม โทร. 0 0000 0000 วันและเวลาราชการ 08.30–16.30 น.".to_owned(),
        general_link: "https://example.org/general".to_owned(),
        units: UNITS.iter().map(|unit| (*unit).to_owned()).collect(),
        outside_body: "สำนักงาน ป.ป.ช. ประจำจังหวัดสาธิตบุรี (สมมุติ)".to_owned(),
        demonstration: true,
    })
}

fn login(text: &str) -> Result<Login, Failed> {
    Login::parse(text).ok_or_else(|| Failed("the demonstration has a wrong sign-in name".to_owned()))
}

fn password(app: &App) -> Result<Zeroizing<String>, Failed> {
    let code = TrackingCode::random(&app.rng)?;
    Ok(Zeroizing::new(code.letters().chars().take(19).collect()))
}

fn told(address: &str, founded: &Founded, cases: &[DemoCase]) -> Told {
    let officer = |login: &str, password: &str, role: &str, post: &str| ToldOfficer {
        login: login.to_owned(),
        password: password.to_owned(),
        role: role.to_owned(),
        post: post.to_owned(),
    };
    let mut officers: Vec<ToldOfficer> = PEOPLE
        .iter()
        .zip(&founded.sign_ins)
        .map(|((name, _, post, _, roles), (_, password))| {
            let role = roles.iter().map(|role| role.key()).collect::<Vec<_>>().join(",");
            officer(name, password, &role, post)
        })
        .collect();
    let body = &founded.agency.outside_body;
    officers.push(officer(
        setup::OUTSIDE_LOGIN,
        &founded.kits.outside.letters(),
        "outside",
        body,
    ));
    Told {
        address: address.to_owned(),
        agency: founded.agency.slug.to_string(),
        officers,
        cases: cases
            .iter()
            .map(|case| ToldCase {
                number: case.number.clone(),
                code: case.code.letters().to_string(),
            })
            .collect(),
    }
}

fn tell(told: &Told) {
    say("This is a demonstration. Everything in it is made up; nothing real belongs into it.");
    say("");
    say(&format!("  citizens:   {}", told.address));
    say(&format!("  statistics: {}/statistics", told.address));
    say(&format!("  officers:   {}/office", told.address));
    say("");
    say("  sign-in    password                  post");
    for officer in &told.officers {
        say(&format!(
            "  {:<9}  {:<24}  {}",
            officer.login, officer.password, officer.post
        ));
    }
    say("");
    say("  some tracking codes:");
    for case in told.cases.iter().rev().take(3) {
        say(&format!("  {}  {}", case.number, case.code));
    }
    say("");
}

/// Writes the file under another name first, so that a program that waits for it never reads half of it.
fn write_whole(file: &std::path::Path, bytes: &[u8]) -> Result<(), Failed> {
    let half = file.with_extension("half");
    std::fs::write(&half, bytes)?;
    std::fs::rename(&half, file)?;
    Ok(())
}
