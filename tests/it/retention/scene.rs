//! An agency whose cases have ended.

use std::sync::Arc;

use sujarit::app::App;
use sujarit::domain::ids::CaseId;
use sujarit::domain::log::Action;
use sujarit::domain::retention::{Class, Decision};
use sujarit::domain::role::Role;
use sujarit::flow::audit::log;
use sujarit::flow::terms::retention;
use sujarit::flow::verification::verify::{self, Finding};
use sujarit::jobs::{end_days, purge_kept};
use sujarit::store::events::CountedCase;
use sujarit::store::{self, Engine};

use crate::support::app::{DAY, TestApp};
use crate::support::browser::Browser;
use crate::support::office::Office;
use crate::support::reporter::{case_of, files, story};

/// `first` is intake, responsible, custodian and admin; `boss` supervises.
pub struct Scene {
    pub test: TestApp,
    pub office: Office,
}

/// A case and its code.
pub struct Filed {
    pub id: CaseId,
    pub code: String,
    pub number: String,
}

impl Scene {
    pub fn new(engine: Engine) -> Self {
        let test = TestApp::start(engine);
        let mut office = Office::found(&test, "here");
        office.add(&test, "boss", Some(1), &[Role::Responsible, Role::Supervisor]);
        office.add(&test, "other", Some(2), &[Role::Auditor]);
        Self { test, office }
    }

    /// Somebody reports.
    pub fn files(&self, what: &str) -> Filed {
        let receipt = files(&mut self.test.browser(), &self.office.base(), &story(what));
        Filed {
            id: case_of(&self.test, &self.office, &receipt.letters).unwrap().id,
            code: receipt.letters,
            number: receipt.number,
        }
    }

    /// What the address of a case begins with.
    pub fn page(&self, case: &Filed) -> String {
        format!("{}/office/case/{}", self.office.base(), case.id)
    }

    /// The officer closes a case as substantiated.
    pub fn closes(&self, officer: &mut Browser, case: &Filed) {
        officer.open(&format!("{}/close", self.page(case)));
        let mut form = officer.form("/close");
        for (name, value) in [
            ("outcome", "substantiated"),
            ("reason", "examined"),
            ("text", "ตรวจสอบแล้วพบว่ามีมูล และดำเนินการแล้ว"),
            ("lesson", "ให้มีผู้ตรวจรับสองคน"),
        ] {
            form.fill(name, value);
        }
        officer.submit(&form);
        assert_eq!(officer.status(), 200, "{}", officer.text());
    }

    /// The agency has decided on so many days, by whatever way.
    pub fn keeps(&self, class: Class, days: i32) {
        let (agency, by) = (self.office.agency.id, self.office.person("first").id);
        let detail = serde_json::json!({ "setting": "retention", "class": class.key(), "days": days });
        let entry = log::entry(
            &self.test.app,
            Some(by),
            Action::SettingsChanged,
            agency.0,
            &detail,
        );
        let entry = entry.ok().unwrap();
        self.test.write(move |c| {
            let known = store::retention::decisions(c, agency)?;
            let version = known.iter().filter(|known| known.class == class).count();
            let new = Decision {
                class,
                version: i32::try_from(version).unwrap() + 1,
                days,
                reason: "มติที่ประชุม".to_owned(),
                by,
                at: 1,
                signed: None,
            };
            retention::enter(c, agency, entry, &new)
        });
    }

    /// Days go by, and each of them ends: the last ones in their own time, so that the clock is believed.
    pub fn passes(&self, days: i64) {
        let slowly = days.min(10);
        for step in std::iter::once(days - slowly).chain((0..slowly).map(|_| 1)) {
            self.test.clock.advance_to(self.test.clock.now() + step * DAY);
            while self.test.run(end_days(&self.test.app)).unwrap() > 0 {}
        }
    }

    /// Runs the job once and says how many cases it destroyed.
    pub fn purges(&self) -> usize {
        self.test.run(purge_kept(&self.test.app)).unwrap()
    }

    /// Rows of a table about a case.
    pub fn rows(&self, table: &str, case: &Filed) -> usize {
        let id = crate::log::bytes(&self.test, case.id.as_bytes());
        self.test.count(&format!("{table} WHERE case_id = {id}"))
    }

    /// Everything that figures are counted from.
    pub fn counted(&self) -> Vec<CountedCase> {
        let (agency, today) = (self.office.agency.id, self.test.clock.today());
        let mut all = self
            .test
            .read(move |c| store::events::for_counting(c, agency, today));
        all.sort_by_key(|case| format!("{case:?}"));
        all
    }

    /// What a verification finds.
    pub fn findings(&self) -> Vec<Finding> {
        let verified = verify::verify(&self.test.app, self.office.agency.id, Vec::new());
        self.test.run(verified).unwrap().findings
    }
}

/// Several nodes run the job at the same time.
pub fn purges_at_once(nodes: &[Arc<App>]) {
    std::thread::scope(|scope| {
        for node in nodes {
            scope.spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build()
                    .unwrap();
                for _ in 0..2 {
                    // One may find the store busy, and comes again an hour later.
                    let _ = runtime.block_on(purge_kept(node));
                }
            });
        }
    });
}
