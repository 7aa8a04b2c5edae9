//! An installation with two agencies, served on a free port of this machine.

use std::net::TcpListener;
use std::sync::{Arc, LazyLock, mpsc};
use std::thread;

use sujarit::app::App;
use sujarit::clock::Clock;
use sujarit::config::{Config, Folder};
use sujarit::domain::agency::{Agency, Slug};
use sujarit::domain::category::AgencyKind;
use sujarit::domain::day::Day;
use sujarit::domain::ids::{AgencyId, UnitId};
use sujarit::domain::officer::{Login, Officer};
use sujarit::domain::role::{Role, Roles};
use sujarit::flow::incoming::posts;
use sujarit::flow::officers::setup::{self, FirstOfficer, Kits, Plan};
use sujarit::flow::officers::team::{self, NewOfficer};
use sujarit::observe::Observer;
use sujarit::vault::random::Rng;
use sujarit::web::application::Application;
use sujarit::web::server;
use sujarit::web::token::{Claim, FormKey, Purpose, SessionTag};
use tempfile::TempDir;
use zeroize::Zeroizing;

/// The name of the outside body of every agency here.
pub const OUTSIDE: &str = "สำนักงานตรวจสอบจังหวัดทดลอง";

/// People besides the first officer: sign-in name, post, unit, roles.
const PEOPLE: [(&str, &str, usize, &[Role]); 3] = [
    ("nitikorn", "นิติกรชำนาญการ", 0, &[Role::Intake, Role::Responsible]),
    ("khlang", "ผู้อำนวยการกองคลัง", 1, &[Role::Responsible]),
    ("chang", "นายช่างโยธา", 2, &[Role::Responsible]),
];
const UNITS: [&str; 3] = ["สำนักปลัด", "กองคลัง", "กองช่าง"];

/// The installation.
pub struct Place {
    pub app: Arc<App>,
    pub clock: Clock,
    pub origin: String,
    pub first: Agency,
    /// The kits of the first agency.
    pub kits: Kits,
    _folder: TempDir,
}

/// 21 August 2569 at noon in Bangkok.
pub fn a_day() -> i64 {
    noon(Day::from_ymd(2026, 8, 21).unwrap())
}

pub fn noon(day: Day) -> i64 {
    i64::from(day.number()) * 86_400 + 5 * 3_600
}

/// The one that most tests share: they differ by what they send and its clock stands still.
pub fn shared() -> &'static Place {
    static PLACE: LazyLock<Place> = LazyLock::new(|| Place::new(a_day()));
    &PLACE
}

impl Place {
    /// A new installation whose clock stands at this moment. It is made on a thread of its own, because tests
    /// already run inside a runtime.
    pub fn new(now: i64) -> Self {
        thread::spawn(move || Self::make(now)).join().unwrap()
    }

    fn make(now: i64) -> Self {
        let folder = TempDir::with_prefix("sujarit-citizen-").unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let mut config = Config::load(None).unwrap();
        config.move_to(Folder(folder.path().join("data")));
        config.server.public_address.clone_from(&origin);
        let clock = Clock::set_to(now);
        let observer = Arc::new(Observer::standard_error());
        let app = App::open(config, clock.clone(), Rng::system(), observer).unwrap();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let (first, kits) = runtime.block_on(found(&app, "khok-sung", "โคกสูง", true));
        runtime.block_on(found(&app, "nong-ruea", "หนองเรือ", false));
        serve(listener, &app);
        Self {
            app,
            clock,
            origin,
            first,
            kits,
            _folder: folder,
        }
    }

    /// The officer of the first agency with this sign-in name.
    pub async fn officer(&self, login: &str) -> Officer {
        let posts = posts::list(&self.app, self.first.id).await.unwrap();
        posts
            .officers
            .into_iter()
            .find(|officer| officer.login.as_str() == login)
            .unwrap()
    }

    /// The unit of the first agency with this name.
    pub async fn unit(&self, name: &str) -> UnitId {
        let posts = posts::list(&self.app, self.first.id).await.unwrap();
        posts.units.into_iter().find(|unit| unit.name == name).unwrap().id
    }

    /// The token that the form of a report had so many days ago.
    pub fn token(&self, agency: AgencyId, key: &str, days_ago: i32) -> String {
        let claim = Claim {
            purpose: Purpose::Report,
            agency: Some(agency),
            session: SessionTag::default(),
            submission: key,
        };
        FormKey::derive(self.app.secret.expose()).issue(claim, self.clock.today().plus(-days_ago))
    }
}

fn serve(listener: TcpListener, app: &Arc<App>) {
    let application = Application::new(Arc::clone(app), false);
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let more = application.provide();
            let running = server::serve(listener, application, 2, more).unwrap();
            tell.send(()).unwrap();
            running.await.unwrap();
        });
    });
    told.recv().unwrap();
}

async fn found(app: &Arc<App>, slug: &str, name: &str, with_people: bool) -> (Agency, Kits) {
    let key = app.rng.bytes::<32>().unwrap();
    let kits = setup::kits(app, &key);
    let plan = Plan {
        slug: Slug::parse(slug).unwrap(),
        kind: AgencyKind::SubdistrictOrganisation,
        full_name: format!("องค์การบริหารส่วนตำบล{name}"),
        short_name: format!("อบต.{name}"),
        english_name: format!("{slug} SAO"),
        district: "ทดลอง".to_owned(),
        province: "ทดลอง".to_owned(),
        contact: "โทร. 0 2000 0000".to_owned(),
        general_link: "https://general.invalid/".to_owned(),
        units: UNITS.map(str::to_owned).into(),
        outside_body: OUTSIDE.to_owned(),
        demonstration: false,
    };
    let officer = FirstOfficer {
        name: "นางสาวคนแรก".to_owned(),
        post: "หัวหน้าสำนักปลัด".to_owned(),
        unit: Some(0),
        login: Login::parse("first").unwrap(),
        password: Zeroizing::new("a long enough password".to_owned()),
        mail: String::new(),
    };
    let agency = setup::found(app, plan, officer, &kits)
        .await
        .unwrap_or_else(|_| panic!("cannot be founded"));
    if with_people {
        people(app, &agency, &kits).await;
    }
    (agency, kits)
}

async fn people(app: &Arc<App>, agency: &Agency, kits: &Kits) {
    let units = posts::list(app, agency.id).await.unwrap().units;
    for (login, post, unit, roles) in PEOPLE {
        let new = NewOfficer {
            name: format!("นายช่วย {login}"),
            post: post.to_owned(),
            unit: Some(units[unit].id),
            login: Login::parse(login).unwrap(),
            password: Zeroizing::new("a long enough password".to_owned()),
            must_change: false,
            mail: String::new(),
            roles: Roles::of(roles),
            continues: sujarit::domain::invitation::Continues::Unsaid,
        };
        let added = team::add(app, agency.id, &kits.recovery, new).await;
        added.unwrap_or_else(|_| panic!("cannot be added"));
    }
}
