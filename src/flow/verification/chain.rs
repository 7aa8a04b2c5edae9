//! Walks the chain of entries from end to end.

use std::collections::{BTreeMap, BTreeSet};

use data_encoding::HEXLOWER;
use serde_json::Value;

use crate::domain::day::Day;
use crate::domain::ids::CaseId;
use crate::domain::log::{Action, Entry, Flaw, Head, Tail};
use crate::flow::audit::log::hash;
use crate::flow::audit::settings_prints::Said;
use crate::flow::verification::verify::{Finding, Held, Place};
use crate::vault::audit::detail_hash;

/// So far from its place an entry is looked for.
const NEAR: i64 = 3;
/// With more broken entries than this, each is not looked for in the place of every other.
const FEW: usize = 64;

/// A walk under way.
#[derive(Default)]
pub(super) struct Walk {
    next: i64,
    prev: [u8; 32],
    /// Whether the entry before could not be trusted, so that this one need not follow from it.
    shaken: bool,
    suspects: Vec<Entry>,
    /// Entries without their detail: place, moment, whether it may be erased with time, and the object.
    bare: Vec<(i64, i64, bool, [u8; 16])>,
    chain: Chain,
}

/// What the walk has learnt.
#[derive(Default)]
pub(super) struct Chain {
    /// What is wrong with the entries themselves.
    pub(super) findings: Vec<Finding>,
    /// The place after the last entry.
    pub(super) next: i64,
    /// Every case that an entry says something of.
    pub(super) cases: BTreeSet<CaseId>,
    /// Version and hash of every directory that was signed.
    pub(super) directories: Vec<(i64, [u8; 32])>,
    /// The entries that end a day: place, hash and day, unless that was erased.
    ends: BTreeMap<i64, ([u8; 32], Option<i64>)>,
    /// Cases that were destroyed, and the place of the entry that says so.
    purged: BTreeMap<[u8; 16], i64>,
    /// What is said of rules and of decisions about keeping.
    pub(super) settings: Said,
    /// The moment before which details were erased.
    pub(super) erased_before: Option<i64>,
    /// The place of the last entry that says the clock was set back.
    set_back: Option<i64>,
}

impl Walk {
    /// Takes the next entry.
    pub(super) fn see(&mut self, entry: Entry) {
        let gap = entry.seq > self.next;
        if gap {
            self.found(
                Place::Entries(self.next, entry.seq.saturating_sub(1)),
                Flaw::EntryRemoved,
            );
        }
        let follows = entry.prev == self.prev;
        let whole = hash(&entry) == Some(entry.hash);
        let told = entry
            .detail
            .as_ref()
            .is_none_or(|(nonce, json)| detail_hash(nonce, json) == entry.detail_hash);
        if whole && !told {
            self.found(Place::Entry(entry.seq), Flaw::EntryChanged);
        }
        if whole && !follows && !gap && !self.shaken {
            self.found(Place::Entry(entry.seq), Flaw::LinkBroken);
        }
        self.shaken = !whole;
        self.prev = entry.hash;
        self.next = entry.seq.saturating_add(1);
        if whole && told {
            self.chain.learn(&entry);
        }
        if entry.detail.is_none() {
            let erasable = Action::from_code(entry.action).is_some_and(Action::is_erasable);
            self.bare.push((entry.seq, entry.at, erasable, entry.object));
        }
        if !whole {
            self.suspects.push(entry);
        }
    }

    /// Ends the walk at the end that is on record.
    pub(super) fn end(mut self, tail: Tail) -> Chain {
        if tail.next_seq > self.next {
            let last = tail.next_seq.saturating_sub(1);
            self.found(Place::Entries(self.next, last), Flaw::CutBack);
        } else if tail.next_seq < self.next || tail.hash != self.prev {
            self.found(Place::End, Flaw::LinkBroken);
        }
        for (seq, at, erasable, object) in std::mem::take(&mut self.bare) {
            let by_age = erasable && self.chain.erased_before.is_some_and(|before| at < before);
            let purged = self.chain.purged.get(&object).is_some_and(|when| seq < *when);
            if !by_age && !purged {
                self.found(Place::Entry(seq), Flaw::EntryChanged);
            }
        }
        let places: Vec<i64> = self.suspects.iter().map(|entry| entry.seq).collect();
        for entry in std::mem::take(&mut self.suspects) {
            let near = (-NEAR..=NEAR).map(|step| entry.seq.saturating_add(step));
            let others = places.iter().copied().filter(|_| places.len() <= FEW);
            let belongs = near.chain(others).any(|seq| {
                let moved = Entry { seq, ..entry.clone() };
                seq != entry.seq && hash(&moved) == Some(entry.hash)
            });
            let flaw = if belongs {
                Flaw::EntryMoved
            } else {
                Flaw::EntryChanged
            };
            self.found(Place::Entry(entry.seq), flaw);
        }
        self.chain.next = self.next;
        self.chain
    }

    fn found(&mut self, place: Place, flaw: Flaw) {
        self.chain.findings.push(Finding { place, flaw });
    }
}

impl Chain {
    fn learn(&mut self, entry: &Entry) {
        let detail = entry
            .detail
            .as_ref()
            .and_then(|(_, json)| serde_json::from_str::<Value>(json).ok());
        let number = |key: &str| detail.as_ref()?.get(key)?.as_i64();
        match Action::from_code(entry.action) {
            Some(Action::DayEnded) => {
                self.ends.insert(entry.seq, (entry.hash, number("day")));
            }
            Some(Action::ClockSetBack) => self.set_back = Some(entry.seq),
            Some(Action::DetailsErased) => self.erased_before = self.erased_before.max(number("before")),
            Some(Action::CasePurged) => {
                self.purged.insert(entry.object, entry.seq);
                self.cases.insert(CaseId(entry.object));
            }
            Some(Action::CaseAtDayEnd) => {
                self.cases.insert(CaseId(entry.object));
            }
            Some(Action::DirectorySigned) => {
                let hash = detail.as_ref().and_then(|detail| detail.get("hash")?.as_str());
                let hash = hash.and_then(|hash| HEXLOWER.decode(hash.as_bytes()).ok());
                let hash = hash.and_then(|hash| hash.try_into().ok());
                self.directories
                    .extend(number("version").and_then(|version| Some((version, hash?))));
            }
            _ => self.settings.learn(entry, detail.as_ref()),
        }
    }

    /// The first day that ended.
    pub(super) fn first_day(&self) -> Option<Day> {
        self.ends.values().find_map(|(_, day)| to_day(*day))
    }

    /// The last day that ended and whose end was not taken back with the clock.
    pub(super) fn last_day(&self) -> Option<Day> {
        let standing = self.ends.iter().filter(|(seq, _)| Some(**seq) > self.set_back);
        standing.filter_map(|(_, (_, day))| to_day(*day)).next_back()
    }

    /// Whether this head names an entry that ends its day.
    pub(super) fn ends_day(&self, head: &Head) -> bool {
        let fits = |(hash, day): &([u8; 32], Option<i64>)| {
            *hash == head.hash && day.is_none_or(|day| day == i64::from(head.day.number()))
        };
        self.ends.get(&head.seq).is_some_and(fits)
    }

    /// Whether a head that was kept outside lies on the chain.
    pub(super) fn has(&self, held: &Held) -> bool {
        let fits = |(hash, day): &([u8; 32], Option<i64>)| {
            *hash == held.hash && day.is_none_or(|day| day == i64::from(held.day.number()))
        };
        self.ends.values().any(fits)
    }
}

fn to_day(number: Option<i64>) -> Option<Day> {
    number
        .and_then(|number| i32::try_from(number).ok())
        .map(Day::from_number)
}
