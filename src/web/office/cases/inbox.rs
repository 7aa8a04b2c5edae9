//! `/{agency}/office`: what waits for this officer, by due date. Everything on the page, the counts as well,
//! comes from the cases that are sealed to them.

use actix_web::HttpResponse;
use actix_web::web::Data;
use askama::Template;

use super::inbox_filter::{InboxFilter, Select};
use crate::app::App;
use crate::domain::deadline::Standing;
use crate::domain::queue::QUEUES;
use crate::domain::role::Act;
use crate::flow::cases::inbox::{self, Inbox, PAGE, Row};
use crate::flow::officers::people;
use crate::web::form::Query;
use crate::web::layout::{Frame, ok, see_other};
use crate::web::office::{Place, frame, waits, wording};
use crate::web::problem::Problem;
use crate::web::session::SignedIn;
use crate::web::token::Purpose;
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "web/office/cases/inbox.html")]
struct InboxPage {
    frame: Frame,
    /// That figures wait for this officer; empty when none do.
    waits: &'static str,
    notice: Notice,
    done: &'static str,
    counts: Vec<Count>,
    selects: Vec<Select>,
    search_token: String,
    filtered: bool,
    any: bool,
    /// Where several cases of this list are given to somebody.
    assigning: String,
    registers: bool,
    caption: String,
    beyond: String,
    lines: Vec<Line>,
    pages: Vec<PageLink>,
}

/// One of the numbers above the list.
struct Count {
    look: &'static str,
    number: i64,
    label: &'static str,
    href: String,
    current: bool,
}

/// One case of a list.
pub(super) struct Line {
    pub(super) href: String,
    pub(super) look: &'static str,
    pub(super) number: String,
    pub(super) category: &'static str,
    pub(super) kind: &'static str,
    pub(super) tag: &'static str,
    pub(super) state: &'static str,
    pub(super) reporter_waits: bool,
    pub(super) again: bool,
    pub(super) escalated: &'static str,
    pub(super) signature: bool,
    pub(super) received: String,
    pub(super) due: String,
    pub(super) clock: String,
}

struct PageLink {
    href: String,
    number: i64,
    current: bool,
}

/// What is said above the list about the directory of keys.
pub(in crate::web::office) enum Notice {
    /// All is well.
    None,
    /// It ends in so many days, which admins are told.
    Closing(i64),
    /// It has ended, which everybody is told.
    Closed,
}

/// Shows the list. Officers who read no cases are led to what they may see.
///
/// # Errors
/// Not found for a filter that does not exist; busy when the store does not answer.
pub async fn show(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    Query(mut query): Query,
) -> Result<HttpResponse, Problem> {
    // This address is open to everybody who has signed in; the list is not, with a password somebody else knows.
    if officer.must_change {
        return Ok(see_other(&visit.link("/office/account")));
    }
    if !officer.roles().may(Act::HandleCases) {
        let firsts = [
            (Act::ReadSummary, "/office/dashboard"),
            (Act::ReadFigures, "/office/figures"),
        ];
        let first = firsts.iter().find(|(act, _)| officer.roles().may(*act));
        let path = first.map_or("/office/account", |(_, path)| path);
        return Ok(see_other(&visit.link(path)));
    }
    let done = visit.words().office.done.by_key(&query.text("done")?);
    let filter = InboxFilter::read(&mut query)?;
    query.finish()?;
    let inbox = inbox::inbox(&app, &officer, filter.wanted()).await?;
    let notice = notice(&app, &officer).await?;
    let words = &visit.words().panel.inbox;
    let caption = words.caption(inbox.total, visit.words().panel.order.by_key(filter.order_key()));
    Ok(ok(&InboxPage {
        frame: frame(&visit, &officer, visit.words().office.inbox.title, Place::Inbox),
        waits: waits(&visit, &officer),
        notice,
        done,
        counts: counts(&visit, &filter, &inbox),
        selects: filter.selects(&visit),
        search_token: visit.token(Purpose::Search),
        filtered: !filter.is_plain(),
        any: inbox.any,
        assigning: visit.link(&filter.assigning()),
        registers: officer.roles().may(Act::Register),
        caption,
        beyond: inbox
            .beyond
            .map_or(String::new(), |open| words.beyond(inbox::WINDOW, open)),
        lines: inbox.rows.iter().map(|row| line(&visit, row)).collect(),
        pages: pages(&visit, &filter, inbox.total),
    }))
}

/// Whether something has to be said about the directory of keys to this officer.
pub(in crate::web::office) async fn notice(app: &Data<App>, officer: &SignedIn) -> Result<Notice, Problem> {
    Ok(match people::days_left(app, officer.agency.id).await? {
        None | Some(..0) => Notice::Closed,
        Some(days) if days <= people::WARNING_DAYS && officer.roles().may(Act::ManagePeople) => {
            Notice::Closing(days)
        }
        Some(_) => Notice::None,
    })
}

fn counts(visit: &Visit, filter: &InboxFilter, inbox: &Inbox) -> Vec<Count> {
    let counted = QUEUES.iter().zip(&inbox.counts);
    counted
        .map(|(queue, number)| Count {
            look: queue.key,
            number: *number,
            label: visit.words().queue.by_key(queue.key),
            href: visit.link(&format!("/office?queue={}", queue.key)),
            current: filter.shows(queue),
        })
        .collect()
}

/// A case as a line of a list.
pub(super) fn line(visit: &Visit, row: &Row) -> Line {
    let words = visit.words();
    let case = &row.case;
    Line {
        href: visit.link(&format!("/office/case/{}", case.id)),
        look: match row.deadline.standing {
            _ if !case.state.is_open() => "",
            Standing::OverdueUnexplained { .. } => "is-late",
            Standing::DueSoon { .. } => "is-soon",
            _ => "",
        },
        number: wording::number(case),
        category: words.category.by_key(case.category.key()),
        kind: words.kind.by_key(case.kind.key()),
        tag: wording::tag(case.state),
        state: words.state.by_key(case.state.key()),
        reporter_waits: row.glance.reporter_waits && case.state.is_open(),
        again: row.glance.again && case.state.is_open(),
        escalated: match (row.glance.escalated, row.told) {
            (false, _) => "",
            (true, true) => words.office.escalated.tag,
            (true, false) => words.office.escalated.tag_untold,
        },
        signature: row.glance.signature,
        received: wording::day(visit.language(), case.received_on),
        due: wording::day(visit.language(), row.deadline.due_on),
        clock: wording::clock(words, case.state, &row.deadline, visit.today()),
    }
}

fn pages(visit: &Visit, filter: &InboxFilter, total: i64) -> Vec<PageLink> {
    let last = total.saturating_add(PAGE - 1).div_euclid(PAGE);
    if last < 2 {
        return Vec::new();
    }
    // Never more links than a row holds: the first, the last and those around the present page.
    let near = |number: &i64| *number == 1 || *number == last || (number - filter.page).abs() <= 2;
    (1..=last)
        .filter(near)
        .map(|number| PageLink {
            href: visit.link(&filter.address(number)),
            number,
            current: number == filter.page,
        })
        .collect()
}
