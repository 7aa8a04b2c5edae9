//! Events, and the cases as counting sees them.

use sujarit::domain::case::{Reason, State};
use sujarit::domain::category::Channel;
use sujarit::domain::event::{Event, EventKind, Fact};
use sujarit::store::events;
use sujarit::store::{StoreError, cases, records};

use super::samples::{
    CHANNEL, agency_id, case_id, day, event, file, found, new_case, officer_id, record, record_id,
};
use crate::support::fresh::{Fresh, on_both};

fn append(fresh: &Fresh, case: u32, event: Event) -> Result<(), StoreError> {
    fresh
        .db
        .write_blocking(move |c| events::append(c, agency_id(1), case_id(case), &event))
}

on_both! {
    fn an_event_is_read_as_it_was_written(fresh) {
        fresh.write(|c| found(c, 1));
        fresh.write(|c| {
            file(c, &new_case(1, 1), 1, 1, &[1])?;
            records::insert(c, &record(1, 1, CHANNEL, 0))
        });
        let filed = event(0, EventKind::Filed, State::Received, 0);
        let closed = Event {
            at: Some(1_790_000_000),
            officer: Some(officer_id(2)),
            record: Some(record(1, 1, CHANNEL, 0).id),
            reason: Some(Reason::Examined),
            until: Some(day(30)),
            ..event(1, EventKind::Closed, State::ClosedSubstantiated, 9)
        };
        append(fresh, 1, closed.clone()).unwrap();
        append(fresh, 1, filed.clone()).unwrap();
        assert_eq!(fresh.read(|c| events::list(c, agency_id(1), case_id(1))), [filed, closed]);
        assert!(fresh.read(|c| events::list(c, agency_id(1), case_id(2))).is_empty());
    }

    fn a_place_in_the_history_is_taken_once(fresh) {
        fresh.write(|c| found(c, 1));
        fresh.write(|c| cases::insert(c, &new_case(1, 1)));
        append(fresh, 1, event(0, EventKind::Filed, State::Received, 0)).unwrap();
        let late = append(fresh, 1, event(0, EventKind::Noted, State::Received, 0));
        assert_eq!(late, Err(StoreError::Stale));
        let homeless = append(fresh, 2, event(0, EventKind::Filed, State::Received, 0));
        assert_eq!(homeless, Err(StoreError::Query("foreign key")));
        let mut by_nobody = event(1, EventKind::Noted, State::Received, 0);
        by_nobody.officer = Some(officer_id(77));
        assert_eq!(append(fresh, 1, by_nobody), Err(StoreError::Query("foreign key")));
        let mut of_no_record = event(1, EventKind::Noted, State::Received, 0);
        of_no_record.record = Some(record_id(77));
        assert_eq!(append(fresh, 1, of_no_record), Err(StoreError::Query("foreign key")));
    }

    fn counting_sees_every_case_with_what_had_happened_by_a_day(fresh) {
        fresh.write(|c| found(c, 1));
        fresh.write(|c| found(c, 2));
        for (n, received) in [(1, 0), (2, 5), (3, 20)] {
            fresh.write(move |c| {
                let mut case = new_case(1, n);
                case.received_on = day(received);
                case.channel = if n == 2 { Channel::Letter } else { Channel::Website };
                file(c, &case, 1, n, &[1])?;
                events::append(c, case.agency, case.id, &event(0, EventKind::Filed, State::Received, received))?;
                file(c, &new_case(2, n), 2, n, &[1])
            });
        }
        let mut explained = event(1, EventKind::Explained, State::Received, 12);
        explained.until = Some(day(40));
        append(fresh, 1, explained).unwrap();
        append(fresh, 1, event(2, EventKind::Closed, State::ClosedInsufficient, 25)).unwrap();
        let as_of = |on| {
            let mut counted = fresh.read(move |c| events::for_counting(c, agency_id(1), day(on)));
            counted.sort_by_key(|case| case.received_on);
            counted
        };
        assert!(as_of(-1).is_empty());
        assert_eq!(as_of(0).len(), 1);
        let middle = as_of(19);
        assert_eq!(middle.len(), 2);
        assert_eq!(middle[0].facts.len(), 2);
        assert_eq!(
            middle[0].facts[1],
            Fact {
                kind: EventKind::Explained,
                state: State::Received,
                day: day(12),
                until: Some(day(40)),
            }
        );
        assert_eq!(middle[1].channel, Channel::Letter);
        assert_eq!(middle[1].facts.len(), 1);
        let end = as_of(99);
        assert_eq!(end.iter().map(|case| case.facts.len()).collect::<Vec<_>>(), [3, 1, 1]);
        // A case without events is counted too: it is there.
        assert_eq!(fresh.read(|c| events::for_counting(c, agency_id(2), day(0))).len(), 3);
    }
}
