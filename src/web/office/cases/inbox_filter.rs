//! What the address of the inbox asks for. It names queues, states and kinds and never a word of a case.

use crate::domain::case::State;
use crate::domain::category::{Category, Channel, Kind};
use crate::domain::fiscal_year::FiscalYear;
use crate::domain::queue::{QUEUES, Queue};
use crate::flow::cases::inbox::{WINDOW, Wanted};
use crate::store::case_list::{Only, Order};
use crate::web::field::Choice;
use crate::web::form::{Form, FormError};
use crate::web::problem::Problem;
use crate::web::visit::Visit;

/// How many fiscal years the list offers; older ones can be written into the address.
const YEARS: usize = 6;

/// The orders of the list with their names in addresses and among the words.
const ORDERS: [(&str, Order); 3] = [
    ("due", Order::Due),
    ("newest", Order::Received),
    ("oldest", Order::Oldest),
];

/// What the address asks for.
pub(super) struct InboxFilter {
    queue: Option<&'static Queue>,
    state: Option<State>,
    only: Only,
    order: Order,
    /// From 1.
    pub(super) page: i64,
}

/// One select of the filter form.
pub(in crate::web::office) struct Select {
    pub(in crate::web::office) name: &'static str,
    pub(in crate::web::office) label: &'static str,
    pub(in crate::web::office) choices: Vec<Choice>,
}

impl InboxFilter {
    /// Reads the address.
    pub(super) fn read(query: &mut Form) -> Result<Self, Problem> {
        let queue = named(query, "queue", Queue::from_key)?;
        let state = named(query, "state", State::from_key)?;
        let only = Only {
            category: named(query, "category", Category::from_key)?,
            kind: named(query, "kind", Kind::from_key)?,
            channel: named(query, "channel", Channel::from_key)?,
            fiscal_year: named(query, "year", |year| {
                FiscalYear::new(year.parse().ok()?).map(FiscalYear::number)
            })?,
        };
        let order = named(query, "sort", order)?.unwrap_or(Order::Due);
        let page = named(query, "page", |page| page.parse().ok())?.unwrap_or(1);
        Ok(Self {
            queue,
            state,
            only,
            order,
            page,
        })
    }

    /// The same; of one that asks for nothing, the cases that nobody answers for.
    pub(super) fn or_unassigned(mut self) -> Self {
        if self.is_plain() {
            self.queue = Queue::from_key("unassigned");
        }
        self
    }

    /// What the list is asked for.
    pub(super) const fn wanted(&self) -> Wanted {
        Wanted {
            queue: self.queue,
            state: self.state,
            only: self.only,
            order: self.order,
            page: self.page.saturating_sub(1),
            window: WINDOW,
        }
    }

    /// Whether nothing is filtered.
    pub(super) fn is_plain(&self) -> bool {
        self.pairs().is_empty()
    }

    /// The queue that is shown, if one is.
    pub(super) fn shows(&self, queue: &Queue) -> bool {
        self.queue.is_some_and(|shown| shown.key == queue.key)
    }

    /// The name of the order of the list.
    pub(super) fn order_key(&self) -> &'static str {
        let found = ORDERS.iter().find(|(_, order)| *order == self.order);
        found.map_or("due", |(key, _)| *key)
    }

    /// The address of another page of the same list, below the agency's base.
    pub(super) fn address(&self, page: i64) -> String {
        self.address_at("/office", page)
    }

    /// The address at which several cases of this list are given to somebody.
    pub(super) fn assigning(&self) -> String {
        if self.is_plain() && self.page == 1 {
            "/office/assign".to_owned()
        } else {
            self.address_at("/office/assign", self.page)
        }
    }

    fn address_at(&self, path: &str, page: i64) -> String {
        let mut pairs = self.pairs();
        pairs.push(("page", page.to_string()));
        let pairs: Vec<String> = pairs
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        format!("{path}?{}", pairs.join("&"))
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        let mut add = |name, value: Option<String>| pairs.extend(value.map(|value| (name, value)));
        add("queue", self.queue.map(|queue| queue.key.to_owned()));
        add("state", self.state.map(|state| state.key().to_owned()));
        add(
            "category",
            self.only.category.map(|category| category.key().to_owned()),
        );
        add("kind", self.only.kind.map(|kind| kind.key().to_owned()));
        add(
            "channel",
            self.only.channel.map(|channel| channel.key().to_owned()),
        );
        add("year", self.only.fiscal_year.map(|year| year.to_string()));
        add(
            "sort",
            (self.order != Order::Due).then(|| self.order_key().to_owned()),
        );
        pairs
    }

    /// The fiscal years to choose from: the last ones, and the chosen one whichever it is.
    fn years(&self, visit: &Visit) -> Vec<String> {
        let newest = FiscalYear::of(visit.today());
        let years = std::iter::successors(Some(newest), |year| Some(year.previous())).take(YEARS);
        let mut years: Vec<String> = years.map(|year| year.number().to_string()).collect();
        let chosen = self.only.fiscal_year.map(|year| year.to_string());
        if let Some(chosen) = chosen.filter(|year| !years.contains(year)) {
            years.push(chosen);
        }
        years
    }

    /// The selects of the form, with what is chosen.
    pub(super) fn selects(&self, visit: &Visit) -> Vec<Select> {
        let words = visit.words();
        let of = &words.panel.inbox;
        let years = self.years(visit);
        let select = |name, label, all: &'static str, choices: Vec<(String, &'static str)>, chosen: &str| {
            let mut shown = vec![Choice::new("", all).chosen(chosen.is_empty())];
            shown.extend(choices.into_iter().map(|(key, label)| {
                let chosen = key == chosen;
                let label = if label.is_empty() {
                    key.clone()
                } else {
                    label.to_owned()
                };
                Choice::new(key, label).chosen(chosen)
            }));
            Select {
                name,
                label,
                choices: shown,
            }
        };
        let pairs = self.pairs();
        let chosen = |name: &str| {
            let found = pairs.iter().find(|(other, _)| *other == name);
            found.map_or("", |(_, value)| value.as_str())
        };
        let queues = QUEUES
            .iter()
            .map(|queue| (queue.key.to_owned(), words.queue.by_key(queue.key)));
        let states = State::ALL
            .iter()
            .map(|state| (state.key().to_owned(), words.state.by_key(state.key())));
        let categories = Category::ALL
            .iter()
            .map(|one| (one.key().to_owned(), words.category.by_key(one.key())));
        let kinds = Kind::ALL
            .iter()
            .map(|kind| (kind.key().to_owned(), words.kind.by_key(kind.key())));
        let channels = Channel::ALL
            .iter()
            .map(|one| (one.key().to_owned(), words.channel.by_key(one.key())));
        let orders = ORDERS
            .iter()
            .skip(1)
            .map(|(key, _)| ((*key).to_owned(), words.panel.order.by_key(key)));
        vec![
            select(
                "queue",
                of.queue,
                words.office.inbox.open,
                queues.collect(),
                chosen("queue"),
            ),
            select(
                "state",
                words.office.inbox.state,
                of.any,
                states.collect(),
                chosen("state"),
            ),
            select(
                "category",
                words.office.inbox.category,
                of.any,
                categories.collect(),
                chosen("category"),
            ),
            select(
                "kind",
                words.office.inbox.kind,
                of.any,
                kinds.collect(),
                chosen("kind"),
            ),
            select(
                "channel",
                words.office.case.channel,
                of.any,
                channels.collect(),
                chosen("channel"),
            ),
            select(
                "year",
                of.year,
                of.any,
                years.into_iter().map(|year| (year, "")).collect(),
                chosen("year"),
            ),
            select(
                "sort",
                of.sort,
                words.panel.order.due,
                orders.collect(),
                chosen("sort"),
            ),
        ]
    }
}

fn order(key: &str) -> Option<Order> {
    ORDERS
        .iter()
        .find(|(name, _)| *name == key)
        .map(|(_, order)| *order)
}

/// A field of the address that may be empty or missing and otherwise has to be known.
fn named<T>(
    query: &mut Form,
    name: &str,
    read: impl FnOnce(&str) -> Option<T>,
) -> Result<Option<T>, Problem> {
    let value = query
        .text(name)
        .map_err(|error: FormError| Problem::from(error))?;
    if value.is_empty() {
        return Ok(None);
    }
    read(&value).map(Some).ok_or_else(Problem::not_found)
}
