//! `/{agency}/office`: what waits for this officer, by due date. Everything on the page, the counts as well,
//! comes from the cases that are sealed to them.

use actix_web::HttpResponse;
use actix_web::web::Data;
use askama::Template;

use super::{Place, frame, wording};
use crate::app::App;
use crate::domain::case::State;
use crate::domain::role::Act;
use crate::flow::officer_case::{self, Inbox, PAGE, Row};
use crate::flow::people;
use crate::web::field::Choice;
use crate::web::form::Query;
use crate::web::layout::{Frame, ok, see_other};
use crate::web::problem::Problem;
use crate::web::session::SignedIn;
use crate::web::visit::Visit;

/// The list says "due soon" from so many days before the day due.
const SOON: i32 = 3;

#[derive(Template)]
#[template(path = "web/office/inbox.html")]
struct InboxPage {
    frame: Frame,
    notice: Notice,
    counts: Vec<Count>,
    states: Vec<Choice>,
    dues: Vec<Choice>,
    turns: Vec<Choice>,
    filtered: bool,
    any: bool,
    lines: Vec<Line>,
    total: i64,
    pages: Vec<PageLink>,
}

/// One of the numbers above the list.
struct Count {
    look: &'static str,
    number: usize,
    label: &'static str,
    href: String,
}

struct Line {
    href: String,
    look: &'static str,
    number: String,
    category: &'static str,
    kind: &'static str,
    tag: &'static str,
    state: &'static str,
    reporter_waits: bool,
    escalated: bool,
    signature: bool,
    received: String,
    due: String,
    clock: String,
}

struct PageLink {
    href: String,
    number: i64,
    current: bool,
}

/// What is said above the list about the directory of keys.
pub(super) enum Notice {
    /// All is well.
    None,
    /// It ends in so many days, which admins are told.
    Closing(i64),
    /// It has ended, which everybody is told.
    Closed,
}

/// What the address asks for.
struct Filter {
    state: Wanted,
    due: Due,
    turn: Turn,
    page: i64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Open,
    In(State),
    Ended,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Due {
    Any,
    Soon,
    Late,
}

/// Whom a case waits for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    Any,
    /// The reporter waits for an answer.
    Office,
    /// A colleague waits for this officer's signature.
    Signature,
}

impl Filter {
    fn read(Query(mut query): Query) -> Result<Self, Problem> {
        let state = match query.text("state")?.as_str() {
            "" => Wanted::Open,
            "ended" => Wanted::Ended,
            key => {
                let state = State::from_key(key).filter(|state| state.is_open());
                Wanted::In(state.ok_or_else(Problem::not_found)?)
            }
        };
        let due = match query.text("due")?.as_str() {
            "" => Due::Any,
            "soon" => Due::Soon,
            "late" => Due::Late,
            _ => return Err(Problem::not_found()),
        };
        let turn = match query.text("turn")?.as_str() {
            "" => Turn::Any,
            "office" => Turn::Office,
            "signature" => Turn::Signature,
            _ => return Err(Problem::not_found()),
        };
        let page = match query.text("page")?.as_str() {
            "" => 1,
            page => page.parse().map_err(|_| Problem::not_found())?,
        };
        query.finish()?;
        Ok(Self {
            state,
            due,
            turn,
            page,
        })
    }

    fn takes(&self, row: &Row, days: i32) -> bool {
        let state = match self.state {
            Wanted::Open | Wanted::Ended => true,
            Wanted::In(state) => row.case.state == state,
        };
        let due = match self.due {
            Due::Any => true,
            Due::Soon => is_soon(days),
            Due::Late => days < 0,
        };
        let turn = match self.turn {
            Turn::Any => true,
            Turn::Office => row.reporter_waits,
            Turn::Signature => row.signature,
        };
        state && due && turn
    }

    fn is_plain(&self) -> bool {
        self.state == Wanted::Open && self.due == Due::Any && self.turn == Turn::Any
    }
}

fn is_soon(days: i32) -> bool {
    (0..=SOON).contains(&days)
}

/// Shows the list. Officers who read no cases are led to what they may see.
///
/// # Errors
/// Not found for a filter that does not exist; busy when the store does not answer.
pub async fn show(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    query: Query,
) -> Result<HttpResponse, Problem> {
    // This address is open to everybody who has signed in; the list is not, with a password somebody else knows.
    if officer.must_change {
        return Ok(see_other(&visit.link("/office/account")));
    }
    if !officer.roles().may(Act::HandleCases) {
        let figures = officer.roles().may(Act::ReadFigures);
        let path = if figures {
            "/office/figures"
        } else {
            "/office/account"
        };
        return Ok(see_other(&visit.link(path)));
    }
    let filter = Filter::read(query)?;
    let inbox = officer_case::inbox(&app, &officer, filter.page.saturating_sub(1)).await?;
    let notice = notice(&app, &officer).await?;
    let today = visit.today();
    let days = |row: &Row| row.deadline.due_on.since(today);
    let shown: Vec<&Row> = match filter.state {
        Wanted::Ended => inbox.ended.iter().filter(|row| filter.takes(row, 0)).collect(),
        _ => inbox
            .open
            .iter()
            .filter(|row| filter.takes(row, days(row)))
            .collect(),
    };
    let total = match filter.state {
        Wanted::Ended => inbox.ended_total,
        _ => i64::try_from(shown.len()).unwrap_or(i64::MAX),
    };
    Ok(ok(&InboxPage {
        frame: frame(&visit, &officer, visit.words().office.inbox.title, Place::Inbox),
        notice,
        counts: counts(&visit, &inbox),
        states: states(&visit, filter.state),
        dues: dues(&visit, filter.due),
        turns: turns(&visit, filter.turn),
        filtered: !filter.is_plain(),
        any: !inbox.open.is_empty() || inbox.ended_total > 0,
        lines: shown.into_iter().map(|row| line(&visit, row)).collect(),
        total,
        pages: pages(&visit, &filter, &inbox),
    }))
}

/// Whether something has to be said about the directory of keys to this officer.
pub(super) async fn notice(app: &Data<App>, officer: &SignedIn) -> Result<Notice, Problem> {
    Ok(match people::days_left(app, officer.agency.id).await? {
        None | Some(..0) => Notice::Closed,
        Some(days) if days <= people::WARNING_DAYS && officer.roles().may(Act::ManagePeople) => {
            Notice::Closing(days)
        }
        Some(_) => Notice::None,
    })
}

fn counts(visit: &Visit, inbox: &Inbox) -> Vec<Count> {
    let words = &visit.words().office.inbox;
    let today = visit.today();
    let count = |look, label, query: &str, takes: &dyn Fn(&Row, i32) -> bool| Count {
        look,
        number: inbox
            .open
            .iter()
            .filter(|row| takes(row, row.deadline.due_on.since(today)))
            .count(),
        label,
        href: visit.link(&format!("/office?{query}")),
    };
    let mut counts = vec![
        count("new", words.new, "state=received", &|row, _| {
            row.case.state == State::Received
        }),
        count("turn", words.turn, "turn=office", &|row, _| row.reporter_waits),
        count("soon", words.soon, "due=soon", &|_, days| is_soon(days)),
        count("late", words.late, "due=late", &|_, days| days < 0),
    ];
    // Shown to those it waits for and to nobody else.
    if inbox.open.iter().any(|row| row.signature) {
        let of = &visit.words().office.signature;
        counts.push(count("turn", of.count, "turn=signature", &|row, _| row.signature));
    }
    counts
}

fn states(visit: &Visit, wanted: Wanted) -> Vec<Choice> {
    let words = visit.words();
    let open = State::ALL.iter().filter(|state| state.is_open());
    let mut choices = vec![Choice::new("", words.office.inbox.open).chosen(wanted == Wanted::Open)];
    choices.extend(open.map(|state| {
        Choice::new(state.key(), words.state.by_key(state.key())).chosen(wanted == Wanted::In(*state))
    }));
    choices.push(Choice::new("ended", words.office.inbox.ended).chosen(wanted == Wanted::Ended));
    choices
}

fn dues(visit: &Visit, due: Due) -> Vec<Choice> {
    let words = &visit.words().office.inbox;
    vec![
        Choice::new("", words.all).chosen(due == Due::Any),
        Choice::new("soon", words.soon).chosen(due == Due::Soon),
        Choice::new("late", words.late).chosen(due == Due::Late),
    ]
}

fn turns(visit: &Visit, turn: Turn) -> Vec<Choice> {
    let words = &visit.words().office.inbox;
    vec![
        Choice::new("", words.all).chosen(turn == Turn::Any),
        Choice::new("office", words.turn).chosen(turn == Turn::Office),
        Choice::new("signature", visit.words().office.signature.count).chosen(turn == Turn::Signature),
    ]
}

fn line(visit: &Visit, row: &Row) -> Line {
    let words = visit.words();
    let case = &row.case;
    let days = row.deadline.due_on.since(visit.today());
    Line {
        href: visit.link(&format!("/office/case/{}", case.id)),
        look: match days {
            _ if !case.state.is_open() => "",
            ..0 => "is-late",
            days if is_soon(days) => "is-soon",
            _ => "",
        },
        number: wording::number(case),
        category: words.category.by_key(case.category.key()),
        kind: words.kind.by_key(case.kind.key()),
        tag: wording::tag(case.state),
        state: words.state.by_key(case.state.key()),
        reporter_waits: row.reporter_waits && case.state.is_open(),
        escalated: row.escalated,
        signature: row.signature,
        received: wording::day(visit.language(), case.received_on),
        due: wording::day(visit.language(), row.deadline.due_on),
        clock: wording::clock(words, case.state, &row.deadline, visit.today()),
    }
}

fn pages(visit: &Visit, filter: &Filter, inbox: &Inbox) -> Vec<PageLink> {
    let last = inbox.ended_total.saturating_add(PAGE - 1).div_euclid(PAGE);
    if filter.state != Wanted::Ended || last < 2 {
        return Vec::new();
    }
    // Never more links than a row holds: the first, the last and those around the present page.
    let near = |number: &i64| *number == 1 || *number == last || (number - filter.page).abs() <= 2;
    (1..=last)
        .filter(near)
        .map(|number| PageLink {
            href: visit.link(&format!("/office?state=ended&page={number}")),
            number,
            current: number == filter.page,
        })
        .collect()
}
