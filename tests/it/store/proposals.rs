//! Proposals in the store: one waits in a case, one verdict decides it, nobody decides alone.

use sujarit::domain::second_signature::{Matter, Verdict};
use sujarit::store::proposals::{self, Decided, Proposal};
use sujarit::store::{StoreError, records};

use super::samples::{
    CHANNEL, agency_id, case_id, compartment, file, found, new_case, officer_id, record, record_id,
};
use crate::support::fresh::on_both;

fn proposal(case: u32, position: i32) -> Proposal {
    Proposal {
        agency: agency_id(1),
        case: case_id(case),
        record: record(1, case, CHANNEL, position).id,
        matter: Matter::NotAccepted,
        proposer: officer_id(1),
        version: 3,
        at: 1_000 + i64::from(position),
        decided: None,
    }
}

fn decided(verdict: Verdict, by: u32) -> Decided {
    Decided {
        verdict,
        by: officer_id(by),
        at: 2_000,
    }
}

on_both! {
    fn one_proposal_waits_in_a_case_and_is_decided_once(fresh) {
        fresh.write(|c| {
            found(c, 1)?;
            file(c, &new_case(1, 1), 1, 1, &[1, 2])?;
            for position in 0..3 {
                records::insert(c, &record(1, 1, CHANNEL, position))?;
            }
            proposals::insert(c, &proposal(1, 0))
        });
        assert_eq!(fresh.refused(|c| proposals::insert(c, &proposal(1, 1))), StoreError::Stale);
        let (one, first) = (agency_id(1), proposal(1, 0));
        let back = decided(Verdict::SentBack, 2);
        fresh.write(move |c| proposals::decide(c, one, case_id(1), first.record, &back));
        let again = fresh.refused(move |c| {
            proposals::decide(c, one, case_id(1), first.record, &decided(Verdict::Signed, 2))
        });
        assert_eq!(again, StoreError::Stale);
        assert!(!fresh.write(move |c| proposals::overtake(c, one, case_id(1), officer_id(2), 3_000)));
        fresh.write(|c| proposals::insert(c, &proposal(1, 1)));
        assert_eq!(fresh.read(move |c| proposals::waiting(c, one)), [proposal(1, 1)]);
        assert!(fresh.write(move |c| proposals::overtake(c, one, case_id(1), officer_id(2), 3_000)));
        assert!(fresh.read(move |c| proposals::waiting(c, one)).is_empty());
        let all = fresh.read(move |c| proposals::list(c, one, case_id(1)));
        let verdicts: Vec<_> = all.iter().map(|known| known.decided.map(|decided| decided.verdict)).collect();
        assert_eq!(verdicts, [Some(Verdict::SentBack), Some(Verdict::Overtaken)]);
        assert_eq!(all[0], Proposal { decided: Some(back), ..proposal(1, 0) });
    }

    fn the_table_itself_refuses_a_proposer_who_signs(fresh) {
        fresh.write(|c| {
            found(c, 1)?;
            file(c, &new_case(1, 1), 1, 1, &[1])?;
            records::insert(c, &record(1, 1, CHANNEL, 0))?;
            proposals::insert(c, &proposal(1, 0))
        });
        let (one, record) = (agency_id(1), proposal(1, 0).record);
        let own = fresh.refused(move |c| {
            proposals::decide(c, one, case_id(1), record, &decided(Verdict::Signed, 1))
        });
        assert_eq!(own, StoreError::Query("check"));
        fresh.write(move |c| proposals::decide(c, one, case_id(1), record, &decided(Verdict::Withdrawn, 1)));
    }

    fn a_proposal_without_its_sealed_words_is_refused(fresh) {
        fresh.write(|c| {
            found(c, 1)?;
            file(c, &new_case(1, 1), 1, 1, &[1])?;
            sujarit::store::envelopes::insert_compartment(c, &compartment(1, 1, 2, 0))
        });
        let mut bare = proposal(1, 0);
        bare.record = record_id(77);
        assert_eq!(fresh.refused(move |c| proposals::insert(c, &bare)), StoreError::Query("foreign key"));
    }
}
