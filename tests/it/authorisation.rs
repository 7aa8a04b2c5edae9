//! Who may open what: every route of the table, tried as everybody. A new route without a line here fails.

mod doors;
mod marked_later;
mod trace;

use std::collections::BTreeSet;

use sujarit::domain::appointment::Term;
use sujarit::domain::delegation::{ActingMode, Delegation};
use sujarit::domain::ids::DelegationId;
use sujarit::domain::role::Role;
use sujarit::store::{self, Engine};
use sujarit::web::routes::{Access, Method, ROUTES, Route};
use sujarit::web::token::SessionTag;

use self::doors::{DOORS, Door};
use crate::support::app::TestApp;
use crate::support::browser::Browser;
use crate::support::office::Office;
use crate::support::reporter::{Receipt, Story, case_of, files, story, tracks};
use crate::support::routes::{DELEGATION, NOBODY, address, claim, form, guard, name, session, token};
use crate::support::wire::{Answer, Request};

/// Two agencies, one case, and everybody who might want to see it.
struct Village {
    test: TestApp,
    here: Office,
    there: Office,
    case: String,
    receipt: Receipt,
}

/// Those who work here: sign-in name, unit, role.
const PEOPLE: &[(&str, Option<usize>, Role)] = &[
    ("intake", Some(0), Role::Intake),
    ("responsible", Some(0), Role::Responsible),
    ("accused", Some(1), Role::Responsible),
    ("elsewhere", Some(2), Role::Responsible),
    ("supervisor", Some(2), Role::Supervisor),
    ("executive", None, Role::Executive),
    ("publisher", Some(2), Role::Publisher),
    ("auditor", Some(2), Role::Auditor),
    ("custodian", Some(2), Role::Custodian),
    ("admin", Some(2), Role::Admin),
];

/// Roles of one sort only; `first` holds several.
fn village(engine: Engine) -> Village {
    let test = TestApp::start(engine);
    let mut here = Office::found(&test, "here");
    for (login, unit, role) in PEOPLE {
        here.add(&test, login, *unit, &[*role]);
    }
    let mut there = Office::found(&test, "there");
    there.add(&test, "second", Some(0), &[Role::Responsible]);
    // The panel is asked in order; the first officer is marked, so that intake and responsible read the case.
    let mut told: Story = story("เรื่องของผู้ถูกกล่าวหา");
    told.push(("involved_officers", here.person("accused").id.to_string()));
    told.push(("involved_officers", here.person("first").id.to_string()));
    let receipt = files(&mut test.browser(), &here.base(), &told);
    let case = case_of(&test, &here, &receipt.letters)
        .expect("a case")
        .id
        .to_string();
    let (away, acting) = (here.person("intake").id, here.person("responsible").id);
    let (agency, today) = (here.agency.id, test.clock.today());
    test.write(move |c| {
        let delegation = Delegation {
            id: DelegationId::from_hex(DELEGATION).unwrap(),
            agency,
            from: away,
            to: acting,
            mode: ActingMode::InOfficialPlace,
            order: "9/2569".into(),
            term: Term::new(today, Some(today)).unwrap(),
            by: away,
            at: 0,
            ended_at: None,
        };
        store::delegations::insert(c, &delegation)
    });
    Village {
        test,
        here,
        there,
        case,
        receipt,
    }
}

/// Somebody at the door.
struct Visitor {
    name: &'static str,
    browser: Browser,
    /// Whether this visitor signed in at the agency whose pages are tried.
    insider: bool,
    role: Option<Role>,
    reads: bool,
    reports: bool,
}

impl Visitor {
    fn outsider(name: &'static str, browser: Browser) -> Self {
        Self {
            name,
            browser,
            insider: false,
            role: None,
            reads: false,
            reports: false,
        }
    }

    fn insider(name: &'static str, browser: Browser, role: Role, reads: bool) -> Self {
        Self {
            name,
            browser,
            insider: true,
            role: Some(role),
            reads,
            reports: false,
        }
    }

    fn passes(&self, door: Door) -> bool {
        match door {
            Door::Everyone => true,
            Door::Setup | Door::Invited => false,
            Door::Reporter => self.reports,
            Door::Insider => self.insider,
            Door::Reader => self.insider && self.reads,
            Door::Figures => self.insider && self.role != Some(Role::Outside),
            Door::Handler | Door::Leaver => self.insider && self.role.is_some_and(Role::reads_cases),
            Door::Writer => self.passes(Door::Handler) && self.role != Some(Role::Outside),
            Door::Absent => self.insider && self.role == Some(Role::Intake),
            Door::Executive => self.insider && self.role == Some(Role::Executive),
            Door::Plan => self.insider && matches!(self.role, Some(Role::Executive | Role::Publisher)),
            Door::Publisher => self.insider && self.role == Some(Role::Publisher),
            Door::Names => {
                let keeps = [Some(Role::Custodian), Some(Role::Outside)].contains(&self.role);
                self.insider && keeps
            }
            // `first` is the other custodian, and marked.
            Door::Keeper => self.insider && self.role == Some(Role::Custodian),
            Door::Admin => self.insider && self.role == Some(Role::Admin),
            Door::Periods => self.insider && matches!(self.role, Some(Role::Admin | Role::Supervisor)),
            Door::Auditor => self.insider && self.role == Some(Role::Auditor),
        }
    }

    /// The statuses with which this visitor may be turned away: strangers are asked to sign in or for the code,
    /// insiders hear that there is no such page.
    fn refusal(&self, door: Door, method: Method) -> u16 {
        match door {
            Door::Setup | Door::Invited => 410,
            Door::Reporter => 403,
            _ if self.insider => 404,
            // Led to the sign-in page; a form cannot be sent on.
            _ if method == Method::Get => 303,
            _ => 403,
        }
    }
}

impl Village {
    fn visitors(&self) -> Vec<Visitor> {
        let Self {
            test, here, there, ..
        } = self;
        let mut visitors = vec![Visitor::outsider("nobody", test.browser())];
        let mut wrong = test.browser();
        tracks(&mut wrong, &here.base(), "0000-0000-0000-0000-0000-0000");
        visitors.push(Visitor::outsider("a wrong code", wrong));
        let mut other = test.browser();
        let receipt = files(&mut other, &there.base(), &story("เรื่องของอีกแห่ง"));
        tracks(&mut other, &there.base(), &receipt.letters);
        assert!(other.cookies().contains("__Host-reporter"), "{}", other.text());
        visitors.push(Visitor::outsider("the reporter of another agency", other));
        visitors.push(Visitor::outsider(
            "an officer of another agency",
            there.signs_in(test, "second"),
        ));
        visitors.push(Visitor::outsider(
            "the outside body of another agency",
            there.signs_in(test, "outside"),
        ));
        for (login, _, role) in PEOPLE {
            let reads = ["intake", "responsible"].contains(login);
            visitors.push(Visitor::insider(login, here.signs_in(test, login), *role, reads));
        }
        visitors.push(Visitor::insider(
            "outside",
            here.signs_in(test, "outside"),
            Role::Outside,
            false,
        ));
        let mut reporter = test.browser();
        tracks(&mut reporter, &here.base(), &self.receipt.letters);
        let mut reporter = Visitor::outsider("the reporter", reporter);
        reporter.reports = true;
        visitors.push(reporter);
        visitors
    }

    /// What the visitor sends to this route about this case. Forms carry a token that is good for them; whoever
    /// must be refused sends a whole form, whoever may act sends one that lacks the text, so that nothing happens.
    fn asks(&self, visitor: &Visitor, route: &Route, case: &str) -> Answer {
        // Somebody who works here, and is neither the visitor nor named in the report.
        let somebody = self.here.person("elsewhere").id.to_string();
        let at = |path: &str| path.replace(NOBODY, &somebody);
        let Some(guard) = guard(route) else {
            return visitor
                .browser
                .ask(&Request::get(&at(&address(route, "here", case))));
        };
        let officers = matches!(route.access, Access::Officer(_));
        let session = if officers {
            session(&visitor.browser)
        } else {
            SessionTag(None)
        };
        let mut claim = claim(guard, &self.here, session);
        if !route.path.contains("{agency}") {
            claim.agency = None;
        }
        let token = if route.access == Access::ReporterByCode && visitor.reports {
            let mut page = visitor.browser.clone();
            page.open("/here/track/case");
            page.form("/track/leave").value("token")
        } else {
            token(&self.test, claim, 0)
        };
        let Some(deed) = route.path.strip_prefix("/{agency}/office/case/{case}/") else {
            let mut request = form(route, "here", case, &token);
            request.path = at(&request.path);
            return visitor.browser.ask(&request);
        };
        let mut fields = vec![("token", token.as_str()), ("version", "1"), ("once", UNKNOWN)];
        if !visitor.reads {
            match deed {
                "move" => fields.push(("step", "screen")),
                "signature" => fields.extend([("go", "withdraw"), ("proposal", UNKNOWN)]),
                "close" => fields.extend([
                    ("outcome", "substantiated"),
                    ("reason", "examined"),
                    ("lesson", TEXT),
                ]),
                "explain" => {
                    fields.extend([("until_day", "10"), ("until_month", "2"), ("until_year", "2569")]);
                }
                _ => {}
            }
            if deed != "move" {
                fields.push(("text", TEXT));
            }
        } else if deed == "move" {
            fields.push(("step", "nowhere"));
        } else if ["recuse", "involve", "renew"].contains(&deed) {
            fields.push(("text", "-"));
        }
        let fields: Vec<(String, String)> = fields
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        visitor
            .browser
            .ask(&Request::post(&address(route, "here", case), &fields))
    }
}

/// What stands in an answer besides the address that was asked for.
fn face(answer: &Answer, case: &str) -> String {
    let (status, headers, body) = answer.face();
    format!("{status} {headers:?} {}", String::from_utf8_lossy(&body)).replace(case, "CASE")
}

const TEXT: &str = "ข้อความที่ยาวพอจะเป็นคำตอบของเจ้าหน้าที่";
const UNKNOWN: &str = "00112233445566778899aabbccddeeff";

/// Routes after which the visitor is a stranger come last.
fn in_order() -> Vec<&'static Route> {
    let ends = |route: &&Route| route.path.ends_with("/sign-out") || route.path.ends_with("/leave");
    let stays = ROUTES
        .iter()
        .filter(|route| !ends(route) && route.path != "/exit");
    stays.chain(ROUTES.iter().filter(ends)).collect()
}

fn everybody_at_every_door(engine: Engine) {
    let village = village(engine);
    let mut wrong = Vec::new();
    for visitor in village.visitors() {
        for route in in_order() {
            let name = name(route);
            let door = DOORS
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, door)| *door);
            let door = door.unwrap_or_else(|| panic!("{name} has no line in the table"));
            let answer = village.asks(&visitor, route, &village.case);
            let what = format!("{} at {name}: {}", visitor.name, answer.status);
            if visitor.passes(door) {
                // An almost empty form may be found wanting, but not by the doorkeeper. A code that opens
                // nothing, editions and reports that are not published, files that are not there and assets of another version are
                // no matter of who asks.
                let unlucky = answer.status == 404
                    && [
                        "receipt",
                        "{name}",
                        "favicon.ico",
                        "{edition}",
                        "{file}",
                        "{attachment}",
                        "{attachment}/preview",
                        "{round}",
                        "{round}/memo",
                        "{round}/public",
                        "{edition}/handbook.pdf",
                    ]
                    .iter()
                    .any(|end| name.ends_with(end));
                if [401, 403, 404, 405, 409, 410, 500, 503].contains(&answer.status) && !unlucky {
                    wrong.push(format!("{what}, must pass"));
                }
                if door == Door::Leaver && !visitor.reads {
                    let missing = village.asks(&visitor, route, UNKNOWN);
                    if face(&answer, &village.case) != face(&missing, UNKNOWN) {
                        wrong.push(format!("{what}, differs from a case that does not exist"));
                    }
                }
                continue;
            }
            if answer.status != visitor.refusal(door, route.method) {
                wrong.push(format!("{what}, must be {}", visitor.refusal(door, route.method)));
            }
            if door == Door::Reader || door == Door::Keeper {
                let missing = village.asks(&visitor, route, UNKNOWN);
                if face(&answer, &village.case) != face(&missing, UNKNOWN) {
                    wrong.push(format!("{what}, differs from a case that does not exist"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let state = village
        .test
        .lines("SELECT CAST(count(*) AS TEXT) AS text FROM events");
    assert_eq!(state, ["2"], "two reports were filed and nothing else happened");
}

#[test]
fn every_route_lets_in_whom_it_must_and_nobody_else_sqlite() {
    everybody_at_every_door(Engine::Sqlite);
}

#[test]
fn every_route_lets_in_whom_it_must_and_nobody_else_postgres() {
    everybody_at_every_door(Engine::Postgres);
}

#[test]
fn the_table_of_doors_is_the_table_of_routes() {
    let routes: BTreeSet<String> = ROUTES.iter().map(name).collect();
    let doors: BTreeSet<String> = DOORS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(routes, doors);
}

#[test]
fn a_case_of_one_agency_does_not_exist_at_another() {
    let village = village(Engine::Sqlite);
    let reader = village.here.signs_in(&village.test, "intake");
    let stranger = village.there.signs_in(&village.test, "second");
    for route in ROUTES
        .iter()
        .filter(|route| route.path.contains("{case}") && guard(route).is_none())
        // A file that is there is tried in `files`.
        .filter(|route| !route.path.contains("{attachment}"))
    {
        let asked = |browser: &Browser, slug: &str, case: &str| {
            browser.ask(&Request::get(&address(route, slug, case)))
        };
        assert_eq!(
            asked(&reader, "here", &village.case).status,
            200,
            "{}",
            route.path
        );
        // The session of one agency is nothing on the pages of another.
        let led = asked(&reader, "there", &village.case);
        assert_eq!(
            (led.status, led.header("location")),
            (303, "/there/office/sign-in"),
            "{}",
            route.path
        );
        let led = asked(&stranger, "here", &village.case);
        assert_eq!(
            (led.status, led.header("location")),
            (303, "/here/office/sign-in"),
            "{}",
            route.path
        );
        // Nor is the case.
        let found = asked(&stranger, "there", &village.case);
        let missing = asked(&stranger, "there", UNKNOWN);
        assert_eq!(found.status, 404, "{}", route.path);
        assert_eq!(
            face(&found, &village.case),
            face(&missing, UNKNOWN),
            "{}",
            route.path
        );
    }
}

#[test]
fn a_code_opens_its_own_case_and_no_other() {
    let village = village(Engine::Sqlite);
    let Village {
        test,
        here,
        there,
        receipt,
        ..
    } = &village;
    let mut own = test.browser();
    tracks(&mut own, &here.base(), &receipt.letters);
    assert!(own.text().contains(&receipt.number));
    // At the other agency the code is unknown, and the half hour counts for nothing.
    let mut stranger = test.browser();
    tracks(&mut stranger, &there.base(), &receipt.letters);
    assert!(!stranger.text().contains(&receipt.number), "{}", stranger.text());
    own.open(&format!("{}/track/case", there.base()));
    assert_eq!(own.status(), 403);
    let mut second = test.browser();
    let other = files(&mut second, &here.base(), &story("อีกเรื่องหนึ่ง"));
    tracks(&mut second, &here.base(), &other.letters);
    assert!(second.text().contains(&other.number) && !second.html().contains(&receipt.number));
}
