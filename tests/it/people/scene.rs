//! What administrators do with people, through the pages.

use sujarit::domain::category::Category;
use sujarit::domain::ids::OfficerId;
use sujarit::domain::officer::Officer;
use sujarit::domain::role::Role;
use sujarit::store::{self, Engine};

use crate::support::app::TestApp;
use crate::support::browser::Browser;
use crate::support::html::Form;
use crate::support::office::Office;

/// The password that an invited person chooses.
pub const OWN: &str = "ฝนตกทุกบ่ายวันพุธ-2569";

/// An agency with `first`, who is admin, and `second`.
pub struct Scene {
    pub test: TestApp,
    pub office: Office,
}

impl Scene {
    pub fn new(engine: Engine) -> Self {
        let test = TestApp::start(engine);
        let mut office = Office::found(&test, "here");
        office.add(&test, "second", Some(1), &[Role::Responsible, Role::Admin]);
        Self { test, office }
    }

    /// The form of an invitation, filled in.
    pub fn invitation(admin: &mut Browser, login: &str, roles: &[&str]) -> Form {
        admin.open("/here/office/people/invite");
        let mut form = admin.form("/people/invite");
        form.fill("name", "นางสาวใหม่ มาวันนี้");
        form.fill("login", login);
        appoints(&mut form, roles);
        form
    }

    /// Invites somebody and gives the path of the address.
    pub fn invites(&self, login: &str, roles: &[&str]) -> String {
        let mut admin = self.office.signs_in(&self.test, "first");
        let form = Self::invitation(&mut admin, login, roles);
        admin.submit(&form);
        assert_eq!(admin.status(), 200, "{}", admin.text());
        self.address(&admin)
    }

    /// The path of the address that a page shows.
    pub fn address(&self, admin: &Browser) -> String {
        let html = admin.html();
        let host = format!("http://127.0.0.1:{}", self.test.port);
        let found =
            regex::Regex::new(&format!("{}(/here/join/[0-9a-f]{{32}})", regex::escape(&host))).unwrap();
        found
            .captures(&html)
            .unwrap_or_else(|| panic!("no address: {}", admin.text()))[1]
            .to_owned()
    }

    /// Somebody accepts an invitation and gives their browser.
    pub fn accepts(&self, address: &str) -> Browser {
        let mut phone = self.test.browser();
        phone.open(address);
        let mut form = phone.form(address);
        form.fill("fresh", OWN);
        form.fill("again", OWN);
        phone.submit(&form);
        assert_eq!(phone.status(), 200, "{}", phone.text());
        phone
    }

    /// The directory is signed with the kit for whoever waits, and gives the page that follows.
    pub fn signs_for_all(&self) -> Browser {
        let mut admin = self.office.signs_in(&self.test, "first");
        admin.open("/here/office/people/keys");
        let mut form = admin.form("/people/keys");
        for id in form.choices("compared") {
            form.fill("compared", &id);
        }
        form.fill("kit", &self.office.recovery.letters());
        admin.submit(&form);
        assert_eq!(admin.status(), 200, "{}", admin.text());
        admin
    }

    /// Somebody as the store knows them now.
    pub fn person(&self, login: &str) -> Officer {
        let agency = self.office.agency.id;
        let all = self.test.read(move |c| store::officers::list(c, agency));
        all.into_iter()
            .find(|person| person.login.as_str() == login)
            .unwrap()
    }

    /// An administrator appoints somebody to exactly these roles; gives the page that follows.
    pub fn appoints(&self, admin: &str, login: &str, roles: &[&str]) -> Browser {
        let mut browser = self.office.signs_in(&self.test, admin);
        let id = self.person(login).id;
        browser.open(&format!("/here/office/people/person/{id}/appoint"));
        let form = Self::appointment(&browser, roles);
        browser.submit(&form);
        browser
    }

    /// The form of an appointment on a page, with exactly these roles.
    pub fn appointment(browser: &Browser, roles: &[&str]) -> Form {
        let mut form = browser.form("/appoint");
        form.clear("roles");
        appoints(&mut form, roles);
        form
    }

    /// An administrator switches somebody off; gives the page that follows.
    pub fn retires(&self, admin: &str, login: &str) -> Browser {
        let mut browser = self.office.signs_in(&self.test, admin);
        let id = self.person(login).id;
        browser.open(&format!("/here/office/people/person/{id}/retire"));
        let mut form = browser.form("/retire");
        form.fill("sure", "yes");
        browser.submit(&form);
        browser
    }

    /// Who stands on the panel of finance, in order.
    pub fn panel(&self) -> Vec<String> {
        let agency = self.office.agency.id;
        let order = self
            .test
            .read(move |c| store::panels::get(c, agency, Category::Finance));
        let all = self.test.read(move |c| store::officers::list(c, agency));
        let login = |id: &OfficerId| {
            all.iter()
                .find(|person| person.id == *id)
                .unwrap()
                .login
                .as_str()
                .to_owned()
        };
        order.iter().map(login).collect()
    }

    /// The names of what was entered in the log, oldest first.
    pub fn log(&self) -> Vec<String> {
        self.test
            .lines("SELECT CAST(action AS TEXT) AS text FROM log_entries ORDER BY seq")
    }
}

/// Fills in what an appointment asks: from the day of the test on, without end.
pub fn appoints(form: &mut Form, roles: &[&str]) {
    form.fill("post", "นิติกรปฏิบัติการ");
    form.fill("unit", "none");
    for role in roles {
        form.fill("roles", role);
    }
    form.fill("order_number", "7/2569");
    for (id, day) in [("ordered", "10"), ("from", "15")] {
        form.fill(&format!("{id}_day"), day);
        form.fill(&format!("{id}_month"), "1");
        form.fill(&format!("{id}_year"), "2569");
    }
}

/// The fingerprints on a page.
pub fn fingerprints(browser: &Browser) -> Vec<String> {
    let form = regex::Regex::new(r"\b(?:[0-9A-HJKMNP-TV-Z]{4}-){7}[0-9A-HJKMNP-TV-Z]{4}\b").unwrap();
    form.find_iter(&browser.html())
        .map(|found| found.as_str().to_owned())
        .collect()
}
