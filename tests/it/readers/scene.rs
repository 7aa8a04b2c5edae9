//! A case and those who read it, asked through the flows.

use std::sync::Arc;

use sujarit::app::App;
use sujarit::domain::ids::CaseId;
use sujarit::domain::ids::RecordId;
use sujarit::domain::involved::Involved;
use sujarit::domain::narrative::LongText;
use sujarit::domain::officer_text::{Note, Notice};
use sujarit::domain::role::Role;
use sujarit::flow::cases::handle::{self, Deed, Form, HandleError};
use sujarit::flow::cases::officer_case::{self, CaseForOfficer};
use sujarit::flow::cases::readers::{self, Change};
use sujarit::flow::officers::sign_in::{self, Session};
use sujarit::flow::reporter::reply::{self, ReplyError};
use sujarit::flow::reporter::reporter_sessions::ReporterSession;
use sujarit::flow::reporter::track::{self, CaseForReporter};
use sujarit::flow::trouble::Trouble;
use sujarit::store::cases::Reader;
use sujarit::store::{self, Engine};
use sujarit::vault::code::{Reading, TrackingCode};
use zeroize::Zeroizing;

use crate::support::app::TestApp;
use crate::support::office::{Office, PASSWORD};
use crate::support::reporter::{Receipt, case_of, files, story};

/// What the reporter wrote first.
pub const TOLD: &str = "เรื่องที่ผู้อ่านเปลี่ยนไป";

/// A case of `first`, `second` and `third`; `fourth` and `fifth` stand behind them.
pub struct Scene {
    pub test: TestApp,
    pub office: Office,
    pub receipt: Receipt,
    pub case: CaseId,
}

impl Scene {
    pub fn new(engine: Engine) -> Self {
        Self::told(engine, &[])
    }

    /// With these officers marked as involved when it was filed.
    pub fn told(engine: Engine, involved: &[&str]) -> Self {
        Self::of(engine, |office| {
            let id = |login: &&str| ("involved_officers", office.person(login).id.to_string());
            involved.iter().map(id).collect()
        })
    }

    /// With these units marked as involved when it was filed.
    pub fn told_of_units(engine: Engine, units: &[usize]) -> Self {
        Self::of(engine, |office| {
            let id = |unit: &usize| ("involved_units", office.units[*unit].id.to_string());
            units.iter().map(id).collect()
        })
    }

    fn of(engine: Engine, involved: impl FnOnce(&Office) -> Vec<(&'static str, String)>) -> Self {
        let test = TestApp::start(engine);
        let mut office = Office::found(&test, "here");
        for (login, unit) in [("second", 0), ("third", 1), ("fourth", 2), ("fifth", 2)] {
            office.add(&test, login, Some(unit), &[Role::Responsible]);
        }
        let mut told = story(TOLD);
        told.extend(involved(&office));
        let receipt = files(&mut test.browser(), &office.base(), &told);
        let case = case_of(&test, &office, &receipt.letters).unwrap().id;
        Self {
            test,
            office,
            receipt,
            case,
        }
    }

    pub fn app(&self) -> &Arc<App> {
        &self.test.app
    }

    /// Signs in.
    pub fn session(&self, login: &str) -> Session {
        let password = if login == "outside" {
            self.office.outside.letters()
        } else {
            Zeroizing::new(PASSWORD.to_owned())
        };
        let agency = &self.office.agency;
        let begun = sign_in::sign_in(self.app(), agency, login, password, "");
        let begun = self.test.run(begun).unwrap();
        let session = sign_in::resume(self.app(), agency, &begun.secret);
        self.test.run(session).unwrap().unwrap()
    }

    /// The reporter shows the code.
    pub fn reporter(&self) -> ReporterSession {
        let Reading::Code(code) = TrackingCode::read(&self.receipt.letters) else {
            panic!("not a code");
        };
        let begun = track::begin(self.app(), &self.office.agency, &code);
        self.test.run(begun).unwrap().unwrap().0
    }

    /// Opens the case.
    pub fn opens(&self, session: &Session) -> Result<Option<CaseForOfficer>, Trouble> {
        self.test.run(officer_case::open(self.app(), session, self.case))
    }

    /// Opens the case and expects it to be there.
    pub fn sees(&self, session: &Session) -> CaseForOfficer {
        self.opens(session).unwrap().unwrap()
    }

    /// What the reporter sees.
    pub fn follows(&self, session: &ReporterSession) -> Result<CaseForReporter, Trouble> {
        self.test.run(track::view(self.app(), session))
    }

    /// A form of the page that this officer has in front of them.
    pub fn form(&self, session: &Session) -> Form {
        Form {
            version: self.sees(session).case.version,
            once: self.once(),
        }
    }

    pub fn once(&self) -> RecordId {
        RecordId(self.app().rng.bytes::<16>().unwrap())
    }

    pub fn does(&self, session: &Session, form: Form, deed: Deed) -> Result<(), HandleError> {
        self.test
            .run(handle::act(self.app(), session, self.case, form, deed))
    }

    /// Changes who reads the case.
    pub fn changes(&self, session: &Session, form: Form, change: Change) -> Result<(), HandleError> {
        self.test
            .run(readers::change(self.app(), session, self.case, form, change))
    }

    /// These people, as they are marked.
    pub fn marking(&self, logins: &[&str], units: &[usize]) -> Involved {
        Involved::new(
            logins.iter().map(|login| self.office.person(login).id).collect(),
            units.iter().map(|unit| self.office.units[*unit].id).collect(),
        )
    }

    /// How many cases this person finds in lists and counts.
    pub fn finds(&self, login: &str) -> i64 {
        let (agency, key) = (self.office.agency.id, self.office.person(login).key);
        let on = self.test.clock.today();
        self.test
            .read(move |c| store::case_list::count_all_for(c, agency, Reader { key, on }))
    }

    /// The sign-in names of those who hold the newest key of a compartment.
    pub fn holders(&self, compartment: i16) -> Vec<String> {
        let (agency, case) = (self.office.agency.id, self.case);
        let keys = self
            .test
            .read(move |c| store::envelopes::recipients(c, agency, case, compartment));
        let all = self.test.read(move |c| store::officers::list(c, agency));
        let holds = |key: &[u8; 32]| keys.iter().any(|(known, _)| known == key);
        let mut logins: Vec<String> = all
            .iter()
            .filter(|officer| holds(&officer.key))
            .map(|officer| officer.login.as_str().to_owned())
            .collect();
        logins.sort();
        logins
    }

    /// Writes an internal note.
    pub fn notes(&self, session: &Session, text: &str) {
        let form = self.form(session);
        self.does(session, form, Deed::Note(Note::read(text).unwrap()))
            .unwrap();
    }

    /// Writes to the reporter.
    pub fn tells(&self, session: &Session, text: &str) {
        let form = self.form(session);
        self.does(session, form, Deed::Notice(Notice::read(text).unwrap()))
            .unwrap();
    }

    /// The reporter writes.
    pub fn writes(&self, session: &ReporterSession, text: &str) -> Result<(), ReplyError> {
        let text = LongText::required(text).unwrap();
        self.test
            .run(reply::from_reporter(self.app(), session, text, self.once()))
    }
}
