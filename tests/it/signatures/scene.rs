//! An office in which something has to be signed by two, and the people in it.

use sujarit::domain::case::State;
use sujarit::domain::ids::{CaseId, UnitId};
use sujarit::domain::role::Role;
use sujarit::store::{self, Engine};

use crate::support::app::TestApp;
use crate::support::browser::Browser;
use crate::support::html::Form;
use crate::support::office::Office;
use crate::support::reporter::{Receipt, case_of, files, story, tracks};

pub const WORDS: &str = "เรื่องนี้ไม่อยู่ในอำนาจของหน่วยงาน จึงไม่รับไว้พิจารณา";
pub const LESSON: &str = "ให้ติดประกาศว่าเรื่องใดแจ้งที่ใด";
pub const WHY: &str = "ขอให้ถามผู้แจ้งอีกครั้งก่อน";

/// An office and a case that `first` and `second` read.
pub struct Scene {
    pub test: TestApp,
    pub office: Office,
    pub receipt: Receipt,
    pub case: CaseId,
}

impl Scene {
    /// With these people besides `first` and `second`, who read the case of a report that marks nobody.
    pub fn new(engine: Engine, people: &[(&str, &[Role])]) -> Self {
        Self::marking(engine, people, &[])
    }

    /// As [`Scene::new`], but the report marks these people.
    pub fn marking(engine: Engine, people: &[(&str, &[Role])], involved: &[&str]) -> Self {
        let test = TestApp::start(engine);
        let mut office = Office::found(&test, "here");
        office.add(&test, "second", Some(1), &[Role::Responsible]);
        for (login, roles) in people {
            office.add(&test, login, Some(2), roles);
        }
        let mut told = story("เรื่องที่ต้องลงนามสองคน");
        for login in involved {
            told.push(("involved_officers", office.person(login).id.to_string()));
        }
        let receipt = files(&mut test.browser(), &office.base(), &told);
        let case = case_of(&test, &office, &receipt.letters).unwrap().id;
        Self {
            test,
            office,
            receipt,
            case,
        }
    }

    /// The address of the case, or of a page about it.
    pub fn at(&self, page: &str) -> String {
        format!("{}/office/case/{}{page}", self.office.base(), self.case)
    }

    /// Where the case stands.
    pub fn state(&self) -> State {
        case_of(&self.test, &self.office, &self.receipt.letters)
            .unwrap()
            .state
    }

    /// What the reporter reads now.
    pub fn told(&self) -> String {
        let mut reporter = self.test.browser();
        tracks(&mut reporter, &self.office.base(), &self.receipt.letters);
        reporter.text()
    }

    /// The page on which this officer closes the case, filled in.
    pub fn closing(&self, officer: &mut Browser, outcome: &str) -> Form {
        officer.open(&self.at("/close"));
        let mut form = officer.form("/close");
        form.fill("outcome", outcome);
        form.fill("reason", "mandate");
        form.fill("text", WORDS);
        form.fill("lesson", LESSON);
        form.fill("unit", &self.office.units[2].id.to_string());
        form
    }

    /// The unit that the closing of the case named.
    pub fn about(&self) -> Option<UnitId> {
        let (agency, case) = (self.office.agency.id, self.case);
        let all = self.test.read(move |c| store::case_units::all(c, agency));
        all.get(&case).map(|about| about.unit)
    }

    /// The officer proposes to turn the report away.
    pub fn proposes(&self, officer: &mut Browser) {
        let form = self.closing(officer, "not_accepted");
        officer.submit(&form);
        assert_eq!(officer.status(), 200, "{}", officer.text());
        assert!(
            officer.text().contains("ส่งให้ผู้ลงนามคนที่สองแล้ว"),
            "{}",
            officer.text()
        );
    }

    /// The form of the page of the proposal whose button does this.
    pub fn answering(&self, officer: &mut Browser, go: &str) -> Form {
        officer.open(&self.at("/signature"));
        shown(officer, go).unwrap_or_else(|| panic!("no {go} at {}: {}", officer.at(), officer.text()))
    }

    /// Changes what somebody is appointed to do.
    pub fn appoint(&self, login: &str, roles: &[Role]) {
        let (agency, id) = (self.office.agency.id, self.office.person(login).id);
        let roles = sujarit::domain::role::Roles::of(roles);
        self.test
            .write(move |c| store::officers::set_roles(c, agency, id, roles));
    }

    /// Switches somebody off.
    pub fn switch_off(&self, login: &str) {
        let (agency, id) = (self.office.agency.id, self.office.person(login).id);
        self.test
            .write(move |c| store::officers::set_active(c, agency, id, false));
    }
}

/// The form of the page that is open whose button does this, if it has one.
pub fn shown(officer: &Browser, go: &str) -> Option<Form> {
    officer.forms().into_iter().find(|form| form.value("go") == go)
}
