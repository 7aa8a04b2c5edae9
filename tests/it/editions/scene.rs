//! An agency with two publishers and three matters received in January 2569.

use sujarit::domain::log::Head;
use sujarit::domain::role::Role;
use sujarit::jobs::{end_days, prepare_editions};
use sujarit::store::{self, Conn, Engine, StoreError};

use crate::support::app::TestApp;
use crate::support::browser::Browser;
use crate::support::office::Office;
use crate::support::reporter::{Story, files, story};
use diesel::prelude::*;

pub struct Scene {
    pub test: TestApp,
    pub here: Office,
}

/// Days from [`crate::support::app::MORNING`] to 1 February, 1 March and 1 April 2569.
pub const FEBRUARY: i64 = 17;
pub const MARCH: i64 = 28;
pub const APRIL: i64 = 31;
/// Days from 1 February to 1 October 2569.
pub const TO_OCTOBER: i64 = 242;

impl Scene {
    pub fn new(engine: Engine) -> Self {
        let test = TestApp::start(engine);
        let mut here = Office::found(&test, "here");
        here.add(&test, "pim", Some(0), &[Role::Publisher]);
        here.add(&test, "ploy", Some(1), &[Role::Publisher, Role::Responsible]);
        let this = Self { test, here };
        this.report("complaint", "proc");
        this.report("complaint", "fin");
        this.report("tip", "proc");
        this
    }

    /// Somebody reports.
    pub fn report(&self, kind: &str, category: &str) {
        let mut told: Story = story("เรื่องที่ต้องนับ");
        told.retain(|(name, _)| !["kind", "category"].contains(name));
        told.push(("kind", kind.to_owned()));
        told.push(("category", category.to_owned()));
        files(&mut self.test.browser(), &self.here.base(), &told);
    }

    /// Lets days pass, each of which ends.
    pub fn passes(&self, days: i64) {
        for _ in 0..days {
            self.test.pass_days(1);
            while self.test.run(end_days(&self.test.app)).unwrap() > 0 {}
        }
    }

    /// Lets days pass and the job of the new month run.
    pub fn a_month_begins(&self, days: i64) -> u64 {
        self.passes(days);
        self.test.run(prepare_editions(&self.test.app)).unwrap()
    }

    /// The day before today has its end, noted by hand where walking there day by day is not what is tested.
    pub fn ended_yesterday(&self) {
        let (id, day) = (self.here.agency.id, self.test.clock.today().plus(-1));
        let head = Head {
            day,
            seq: 0,
            hash: [0; 32],
            log_key: [0; 32],
            signature: [0; 64],
        };
        self.test.write(move |c| store::log_heads::insert(c, id, &head));
    }

    /// A publisher in front of what waits.
    pub fn publisher(&self, login: &str) -> Browser {
        let mut browser = self.here.signs_in(&self.test, login);
        browser.open("/here/office/editions");
        assert_eq!(browser.status(), 200, "{}", browser.text());
        browser
    }

    /// Somebody approves what waits first.
    pub fn approves(&self, login: &str) -> Browser {
        let mut browser = self.publisher(login);
        let form = browser.form("/office/editions");
        browser.submit(&form);
        assert!(browser.text().contains("เผยแพร่แล้ว"), "{}", browser.text());
        browser
    }

    /// A page as anybody sees it.
    pub fn page(&self, path: &str) -> Browser {
        let mut browser = self.test.browser();
        browser.open(path);
        browser
    }

    /// Changes rows behind the back of the program.
    pub fn tamper(&self, statement: &'static str) {
        self.test.write(move |c| {
            match c {
                Conn::Sqlite(c) => diesel::sql_query(statement).execute(c.as_mut())?,
                Conn::Postgres(c) => diesel::sql_query(statement).execute(c.as_mut())?,
            };
            Ok::<_, StoreError>(())
        });
    }

    /// Makes the agency publish without looking, as set by this person.
    pub fn publishes_by_itself(&self, login: &str) {
        let (id, by) = (self.here.agency.id, self.here.person(login).id);
        self.test.write(move |c| {
            let threshold = store::edition_drafts::publishing(c, id)?.threshold;
            store::edition_drafts::set_publishing(c, id, threshold, true, by, 0)
        });
    }
}
