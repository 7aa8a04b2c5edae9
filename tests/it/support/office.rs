//! An agency with its people, who sign in through the pages.

use std::sync::OnceLock;

use sujarit::domain::agency::{Agency, Slug, Unit};
use sujarit::domain::category::AgencyKind;
use sujarit::domain::ids::OfficerId;
use sujarit::domain::officer::{Login, Officer as Person};
use sujarit::domain::role::{Role, Roles};
use sujarit::flow::officers::setup::{self, FirstOfficer, Kits, Plan};
use sujarit::flow::officers::team::{self, NewOfficer};
use sujarit::store;
use sujarit::vault::code::TrackingCode;
use zeroize::Zeroizing;

use super::app::TestApp;
use super::browser::Browser;

/// Long enough for anybody; the same for everybody, so that tests read easily.
pub const PASSWORD: &str = "เขียวทุ่งนา-ฝนแรก-2569";

/// An agency and those who work there.
pub struct Office {
    pub agency: Agency,
    pub recovery: TrackingCode,
    pub outside: TrackingCode,
    pub units: Vec<Unit>,
    people: Vec<Person>,
}

impl Office {
    /// An agency with the units สำนักปลัด, กองคลัง and กองช่าง and one officer, `first`: intake, responsible,
    /// custodian and admin, of the first unit.
    pub fn found(test: &TestApp, slug: &str) -> Self {
        let app = &test.app;
        let kits = Kits {
            recovery: TrackingCode::random(&app.rng).unwrap(),
            outside: TrackingCode::random(&app.rng).unwrap(),
        };
        let plan = Plan {
            slug: Slug::parse(slug).unwrap(),
            kind: AgencyKind::SubdistrictOrganisation,
            full_name: format!("องค์การบริหารส่วนตำบลทดสอบ {slug}"),
            short_name: format!("อบต.{slug}"),
            english_name: format!("Test SAO {slug}"),
            district: "เมืองทดสอบ".to_owned(),
            province: "ทดสอบ".to_owned(),
            contact: "โทร. 0 0000 0000".to_owned(),
            general_link: String::new(),
            units: ["สำนักปลัด", "กองคลัง", "กองช่าง"].map(str::to_owned).to_vec(),
            outside_body: "สำนักงานท้องถิ่นจังหวัดทดสอบ".to_owned(),
            demonstration: false,
        };
        let first = FirstOfficer {
            name: "นางสาวหนึ่ง ทดสอบ".to_owned(),
            post: "ปลัด อบต.".to_owned(),
            unit: Some(0),
            login: Login::parse("first").unwrap(),
            password: Zeroizing::new(PASSWORD.to_owned()),
            mail: format!("first@{slug}.example"),
        };
        let agency = test.run(setup::found(app, plan, first, &kits)).unwrap();
        let id = agency.id;
        let units = test.read(move |c| store::units::list(c, id));
        let people = test.read(move |c| store::officers::list(c, id));
        Self {
            agency,
            recovery: kits.recovery,
            outside: kits.outside,
            units,
            people,
        }
    }

    /// Adds somebody with these roles to a unit.
    pub fn add(&mut self, test: &TestApp, login: &str, unit: Option<usize>, roles: &[Role]) {
        self.add_called(test, (login, &format!("เจ้าหน้าที่ {login}")), unit, roles);
    }

    /// Adds somebody with this sign-in name and this name.
    pub fn add_called(
        &mut self,
        test: &TestApp,
        (login, name): (&str, &str),
        unit: Option<usize>,
        roles: &[Role],
    ) {
        let new = NewOfficer {
            name: name.to_owned(),
            post: format!("ตำแหน่ง {login}"),
            unit: unit.map(|at| self.units[at].id),
            login: Login::parse(login).unwrap(),
            password: Zeroizing::new(PASSWORD.to_owned()),
            must_change: false,
            mail: format!("{login}@{}.example", self.agency.slug),
            roles: Roles::of(roles),
            continues: sujarit::domain::invitation::Continues::Unsaid,
        };
        let officer = test.run(team::add(&test.app, self.agency.id, &self.recovery, new));
        self.people.push(officer.unwrap());
    }

    /// The person with this sign-in name.
    pub fn person(&self, login: &str) -> &Person {
        let found = self.people.iter().find(|person| person.login.as_str() == login);
        found.unwrap_or_else(|| panic!("no {login} works here"))
    }

    /// The sign-in name of somebody who works here.
    pub fn login_of(&self, id: OfficerId) -> String {
        let found = self.people.iter().find(|person| person.id == id);
        found.map_or_else(|| id.to_string(), |person| person.login.as_str().to_owned())
    }

    /// What addresses of the agency begin with.
    pub fn base(&self) -> String {
        format!("/{}", self.agency.slug)
    }

    /// A browser in which somebody has signed in.
    pub fn signs_in(&self, test: &TestApp, login: &str) -> Browser {
        let outside = self.outside.letters();
        let password = if login == setup::OUTSIDE_LOGIN {
            outside.as_str()
        } else {
            PASSWORD
        };
        self.signs_in_with(test, login, password)
    }

    /// A browser in which somebody has signed in with a password of their own.
    pub fn signs_in_with(&self, test: &TestApp, login: &str, password: &str) -> Browser {
        let mut browser = test.browser();
        browser.open(&format!("{}/office/sign-in", self.base()));
        let mut form = browser.form("/office/sign-in");
        form.fill("login", login);
        form.fill("password", password);
        browser.submit(&form);
        assert_eq!(browser.status(), 200, "{login}: {}", browser.text());
        assert!(!browser.at().ends_with("/sign-in"), "{login}: {}", browser.text());
        browser
    }
}

/// The number of a case as pages show it, for example `2569-483127`.
pub fn case_numbers(text: &str) -> Vec<String> {
    static NUMBER: OnceLock<regex::Regex> = OnceLock::new();
    let number = NUMBER.get_or_init(|| regex::Regex::new(r"\b25\d\d-\d{6}\b").unwrap());
    number
        .find_iter(text)
        .map(|found| found.as_str().to_owned())
        .collect()
}
