//! The pages of officers who have signed in. What a page shows of cases comes from the officer's own wraps.

pub mod audit;
pub mod cases;
pub mod due_date;
pub mod officers;
pub mod publishing;
pub mod shortcuts;
pub mod terms;
pub mod wording;

use super::layout::{Frame, Office, Tab};
use super::session::SignedIn;
use super::token::Purpose;
use super::visit::Visit;
use crate::domain::role::Act;

/// The entries of the officers' menu.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The list of cases, and all below it.
    Inbox,
    /// Opening the names of reporters.
    Names,
    /// The texts that officers reuse.
    Replies,
    /// The figures.
    Figures,
    /// The month of the executives.
    Dashboard,
    /// The reports of rounds to the head of the agency.
    Reports,
    /// What is published of them.
    Editions,
    /// People, panels and keys.
    People,
    /// The handbook and its versions.
    Handbook,
    /// Reminders, and for how long things are kept.
    Periods,
    /// The log.
    Log,
    /// One's own account.
    Account,
}

/// The frame of an officer's page, with the menu of what they may do.
pub fn frame(visit: &Visit, officer: &SignedIn, title: impl Into<String>, place: Place) -> Frame {
    let words = &visit.words().navigation;
    let places = [
        (Place::Inbox, Act::HandleCases, "/office", words.inbox),
        (
            Place::Names,
            Act::OpenNames,
            "/office/names",
            visit.words().names.tab,
        ),
        (
            Place::Replies,
            Act::WriteReplies,
            "/office/replies",
            visit.words().panel.replies.tab,
        ),
        (Place::Figures, Act::ReadFigures, "/office/figures", words.figures),
        (
            Place::Dashboard,
            Act::ReadSummary,
            "/office/dashboard",
            visit.words().dashboard.tab,
        ),
        (
            Place::Reports,
            Act::WriteReports,
            "/office/reports",
            visit.words().report.tab,
        ),
        (
            Place::Editions,
            Act::Publish,
            "/office/editions",
            if officer.figures_wait {
                visit.words().publishing.tab_waits
            } else {
                visit.words().publishing.tab
            },
        ),
        (Place::People, Act::ManagePeople, "/office/people", words.people),
        (
            Place::Handbook,
            Act::SetPeriods,
            "/office/handbook",
            visit.words().handbook.short_title,
        ),
        (
            Place::Periods,
            Act::SeePeriods,
            "/office/retention",
            words.periods,
        ),
        (Place::Log, Act::ReadLog, "/office/log", words.log),
        (Place::Account, Act::OwnAccount, "/office/account", words.account),
    ];
    // Whoever still has to choose a password is shown nothing that would not open.
    let may = |act: Act| act == Act::OwnAccount || (officer.roles().may(act) && !officer.must_change);
    let tabs = places
        .into_iter()
        .filter(|(_, act, ..)| may(*act))
        .map(|(at, _, path, label)| Tab {
            href: visit.link(path),
            label,
            current: at == place,
        })
        .collect();
    visit.frame(title).office(Office {
        name: officer.officer.name.clone(),
        keys: shortcuts::keys(visit, may),
        tabs,
        sign_out: visit.token(Purpose::SignOut),
    })
}

/// What an officer is told on the page they begin with when figures wait for their approval; empty when none do.
fn waits(visit: &Visit, officer: &SignedIn) -> &'static str {
    if officer.figures_wait {
        visit.words().publishing.wait_here
    } else {
        ""
    }
}
