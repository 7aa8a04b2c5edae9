//! What counting a register costs: the one counting function over 10,000 and 1,000,000 cases, beside a walk over the
//! same events that only looks at their days.

use sujarit::domain::case::State;
use sujarit::domain::category::{Category, Channel, Kind, Origin};
use sujarit::domain::day::Day;
use sujarit::domain::deadline::Rule;
use sujarit::domain::event::{EventKind, Fact};
use sujarit::domain::fiscal_year::FiscalYear;
use sujarit::domain::tally::{CountedCase, TableCount};

use super::Stopped;
use super::machine::Watch;
use super::table::{Table, median, ms};

const ROUNDS: usize = 5;
const SIZES: [usize; 2] = [10_000, 1_000_000];

pub fn run(table: &mut Table) -> Result<(), Stopped> {
    let year = FiscalYear::new(2569).ok_or("fiscal year")?;
    let histories: Vec<Vec<Fact>> = (0..997_i32).map(|at| history(year, at)).collect();
    let mut costs = Vec::new();
    for size in SIZES {
        let (mut counting, mut walking) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            let watch = Watch::start();
            let days: i64 = histories
                .iter()
                .cycle()
                .take(size)
                .flatten()
                .map(|fact| i64::from(fact.day.number()))
                .sum();
            walking.push(watch.seconds());
            if days == 0 {
                return Err("the walk saw nothing".into());
            }
            let watch = Watch::start();
            let mut count = TableCount::new(year, year.last_day());
            for facts in histories.iter().cycle().take(size) {
                count.add(&case(facts));
            }
            let counted = count.finish().total.received;
            counting.push(watch.seconds());
            if usize::try_from(counted)? < size / 2 {
                return Err("most cases were not counted".into());
            }
        }
        costs.push((median(&counting), median(&walking)));
    }
    let [(few, _), (many, walked)] = costs.as_slice() else {
        return Err("two sizes".into());
    };
    table.row(
        "1,000,000 cases counted",
        ms(*many),
        format!("{:.1} times a walk over their events", many / walked),
    );
    table.row(
        "10,000 cases counted",
        ms(*few),
        format!("a hundredth of that would be {}", ms(many / 100.0)),
    );
    Ok(())
}

/// Something like what happens to cases: asked, explained, closed, referred, still open.
fn history(year: FiscalYear, at: i32) -> Vec<Fact> {
    let received = year.first_day().plus(at * 7 % 365);
    let fact = |kind, state, days: i32, until: Option<i32>| Fact {
        kind,
        state,
        day: received.plus(days),
        until: until.map(|days| received.plus(days)),
    };
    let mut facts = vec![
        fact(EventKind::Filed, State::Received, 0, None),
        fact(EventKind::Moved, State::Screening, 1, None),
        fact(EventKind::Asked, State::InfoRequested, 2 + at % 5, None),
    ];
    if at % 3 == 0 {
        facts.push(fact(EventKind::Explained, State::FactFinding, 14, Some(28)));
    }
    match at % 4 {
        0 => facts.push(fact(EventKind::Closed, State::ClosedUnsubstantiated, 20, None)),
        1 => facts.push(fact(EventKind::Referred, State::Referred, 12, None)),
        2 => facts.push(fact(EventKind::Closed, State::NotAccepted, 9, None)),
        _ => {}
    }
    facts
}

fn case(facts: &[Fact]) -> CountedCase<'_> {
    CountedCase {
        category: Category::Procurement,
        kind: Kind::Complaint,
        channel: Channel::Website,
        origin: Origin::Reported,
        received_on: facts.first().map_or(Day::from_number(0), |fact| fact.day),
        rule: Rule::FIFTEEN_DAYS,
        facts,
        about: None,
    }
}
