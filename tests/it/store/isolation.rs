//! No function of the store reaches into another agency, whatever ids it is given.

use sujarit::domain::case::State;
use sujarit::domain::category::Category;
use sujarit::domain::day::Day;
use sujarit::domain::deadline::Rule;
use sujarit::domain::disclosure::{Answered, Disclosure, Ground};
use sujarit::domain::edition::{EditionForm, FileLanguage};
use sujarit::domain::event::EventKind;
use sujarit::domain::ids::ProposalId;
use sujarit::domain::invitation::Ending;
use sujarit::domain::log::{Action, Check, Head, NewEntry, Tail};
use sujarit::domain::narrative::ShortText;
use sujarit::domain::reckoning::Reckoning;
use sujarit::domain::retention::{Class, Decision, Shortening};
use sujarit::domain::role::Roles;
use sujarit::domain::rule_book::{RuleBook, RuleVersion, Source, Track};
use sujarit::domain::second_signature::{Matter, Verdict};
use sujarit::domain::tally::breakdown::{Threshold, USUAL_THRESHOLD};
use sujarit::flow::audit::log::append;
use sujarit::store::assignments::Assignment;
use sujarit::store::case_list::{self, Filter, Only, Order};
use sujarit::store::cases::{self, Reader};
use sujarit::store::directories::{self, DirectoryRow};
use sujarit::store::log::Wanted;
use sujarit::store::officers::Seat;
use sujarit::store::proposals::{Decided, Proposal};
use sujarit::store::public_keys::PublicKeys;
use sujarit::store::retention::Hold;
use sujarit::store::{
    Conn, StoreError, agencies, appointments, assignments, beginnings, blobs, case_units, delegations,
    disclosures, edition_drafts, editions, embed_sites, envelopes, events, handbooks, invitations, log,
    log_heads, log_mails, log_rows, log_settings, officers, outbox, panels, proposals, public_keys, purge,
    reckoning, records, replies, reports, retention, sessions, surveys, units, uploads,
};

use super::files::{arrived, beginning, blob};
use super::samples::{
    CHANNEL, agency, agency_id, agency_keys, answers, appointed, asks, bytes, case_id, compartment, day,
    delegation, draft, edition, edition_file, event, file, found, framing_sites, half_year, handbook,
    invitation, key, lock, mail, new_case, officer, officer_id, record, record_id, reply, report, report_key,
    report_proposal, session, unit_id, wrap,
};
use crate::support::fresh::on_both;

/// Every case.
const ALL: Filter<'static> = Filter {
    states: &[],
    only: Only {
        category: None,
        kind: None,
        channel: None,
        fiscal_year: None,
    },
    order: Order::Due,
    limit: 9,
    offset: 0,
};
const GONE: StoreError = StoreError::NotFound;
const FOREIGN: StoreError = StoreError::Query("foreign key");

/// Agency 1 with everything an agency can have, and agency 2 that has only been founded.
fn furnish(c: &mut Conn) -> Result<(), StoreError> {
    found(c, 1)?;
    agencies::insert(c, &agency(2), &agency_keys(2))?;
    officers::insert(c, &officer(1, 5), &lock())?;
    panels::set(
        c,
        agency_id(1),
        Category::Finance,
        &[officer_id(1), officer_id(2)],
    )?;
    directories::insert(
        c,
        &DirectoryRow {
            agency: agency_id(1),
            version: 1,
            hash: bytes(1),
            bytes: vec![1],
            signature: [1; 64],
        },
    )?;
    sessions::insert(c, &session(1, 1, 7))?;
    replies::insert(c, agency_id(1), &reply(1))?;
    invitations::insert(c, &invitation(1, 1), &[1; 32])?;
    delegations::insert(c, &delegation(1))?;
    appointments::add(c, agency_id(1), &appointed(1, 0))?;
    public_keys::keep(c, agency_id(1), officer_id(1), &public())?;
    reckoning::add_rule(c, agency_id(1), &ten_days(), officer_id(1), 7)?;
    reckoning::set_holiday(c, agency_id(1), day(0), None, officer_id(1), 7)?;
    file(c, &new_case(1, 1), 1, 1, &[1, 2])?;
    records::insert(c, &record(1, 1, CHANNEL, 0))?;
    events::append(
        c,
        agency_id(1),
        case_id(1),
        &event(0, EventKind::Filed, State::Received, 0),
    )?;
    disclosures::insert(c, agency_id(1), case_id(1), &asked())?;
    assignments::set(c, &assignment(1))?;
    case_units::set(c, agency_id(1), case_id(1), (Some(unit_id(1)), day(5)))?;
    blobs::insert(c, &blob(1, 1))?;
    uploads::begin(c, agency_id(1), bytes(6), day(0), record_id(7), (0, None))?;
    uploads::arrive(c, agency_id(1), bytes(6), &arrived(7))?;
    beginnings::insert(c, &beginning(1, 6))?;
    proposals::insert(c, &proposal(1))?;
    edition_drafts::add(c, agency_id(1), &draft(1))?;
    edition_drafts::keep_half(c, agency_id(1), draft(1).key.year, &half_year())?;
    edition_drafts::set_publishing(
        c,
        agency_id(1),
        Threshold::new(5).unwrap(),
        true,
        officer_id(1),
        1,
    )?;
    handbooks::insert(c, agency_id(1), &handbook(1), &[1, 2, 3])?;
    embed_sites::set(c, agency_id(1), &framing_sites())?;
    editions::insert(c, agency_id(1), &edition(1), &[edition_file()])?;
    reports::keep_draft(c, agency_id(1), report_key(), officer_id(1), (0, &[1, 2], day(3)))?;
    reports::propose(c, agency_id(1), &report_proposal())?;
    reports::insert(c, agency_id(1), &report())?;
    surveys::answer(c, agency_id(1), bytes(6), bytes(7), 24_312, &answers())
}

fn public() -> PublicKeys {
    PublicKeys {
        kem_pk: [1; 32],
        sig_pk: [2; 32],
    }
}

/// Somebody asks for the name in case 1.
fn asked() -> Disclosure {
    Disclosure {
        record: record(1, 1, CHANNEL, 0).id,
        ground: Ground::Court,
        requester: officer_id(1),
        requested_at: 7,
        answer: None,
        opened_at: None,
    }
}

/// Somebody answers for case 1.
fn assignment(agency: u32) -> Assignment {
    Assignment {
        agency: agency_id(agency),
        case: case_id(1),
        officer: officer_id(1),
        by: officer_id(2),
        at: 7,
    }
}

/// Something in case 1 that waits for a signature.
fn proposal(agency: u32) -> Proposal {
    Proposal {
        agency: agency_id(agency),
        case: case_id(1),
        record: record(1, 1, CHANNEL, 0).id,
        matter: Matter::NotAccepted,
        proposer: officer_id(1),
        version: 0,
        at: 7,
        decided: None,
    }
}

/// A second version of the period.
fn ten_days() -> RuleVersion {
    RuleVersion {
        rule: Rule {
            id: 2,
            days: 10,
            extension_days: 5,
            warn_days: 2,
        },
        track: Track::Corruption,
        source: Source::Written(ShortText::required("คำสั่งที่ ๑").unwrap()),
        from: Some(day(5)),
    }
}

fn withdrawn() -> Decided {
    Decided {
        verdict: Verdict::Withdrawn,
        by: officer_id(1),
        at: 8,
    }
}

on_both! {
    fn the_unit_of_a_closed_case_is_of_its_agency(fresh) {
        fresh.write(furnish);
        let two = agency_id(2);
        fresh.write(move |c| case_units::set(c, two, case_id(1), (None, day(9))));
        assert_eq!(fresh.write(move |c| case_units::purge(c, two, day(99))), 0);
        let foreign = (Some(unit_id(1)), day(9));
        assert_eq!(
            fresh.refused(move |c| case_units::set(c, two, case_id(1), foreign)),
            GONE
        );
        assert!(fresh.read(move |c| case_units::all(c, two)).is_empty());
        let about = fresh.read(|c| case_units::all(c, agency_id(1)));
        assert_eq!(about.get(&case_id(1)).map(|about| about.unit), Some(unit_id(1)));
    }
}

on_both! {
    fn another_agency_reads_nothing(fresh) {
        fresh.write(furnish);
        let two = agency_id(2);
        fresh.read(move |c| {
            let login = officer(1, 1).login;
            assert!(units::list(c, two)?.is_empty());
            assert!(officers::list(c, two)?.is_empty());
            assert_eq!(officers::by_id(c, two, officer_id(1)).err(), Some(GONE));
            assert_eq!(officers::by_login(c, two, &login).err(), Some(GONE));
            assert_eq!(officers::by_key(c, two, key(1)).err(), Some(GONE));
            assert_eq!(officers::credentials(c, two, officer_id(1)).err(), Some(GONE));
            assert!(panels::get(c, two, Category::Finance)?.is_empty());
            assert!(panels::all(c, two)?.is_empty());
            assert_eq!(directories::newest(c, two).err(), Some(GONE));
            assert_eq!(directories::newest_version(c, two).err(), Some(GONE));
            assert_eq!(directories::by_version(c, two, 1).err(), Some(GONE));
            assert_eq!(directories::by_hash(c, two, bytes(1)).err(), Some(GONE));
            assert_eq!(sessions::find(c, two, bytes(7), 1_500).err(), Some(GONE));
            assert_eq!(cases::find_by_lookup(c, two, bytes(5_001)).err(), Some(GONE));
            assert_eq!(cases::find(c, two, case_id(1)).err(), Some(GONE));
            assert_eq!(cases::find_for(c, two, case_id(1), asks(1)).err(), Some(GONE));
            let quoted = cases::find(c, agency_id(1), case_id(1))?.quoted();
            assert!(cases::find_by_number_for(c, agency_id(1), quoted, asks(1)).is_ok());
            assert_eq!(cases::find_by_number_for(c, two, quoted, asks(1)).err(), Some(GONE));
            assert!(events::list_all(c, two, &[case_id(1)])?.is_empty());
            assert!(replies::list(c, two)?.is_empty());
            assert_eq!(invitations::by_token(c, two, [1; 32]).err(), Some(GONE));
            assert!(invitations::list(c, two)?.is_empty());
            assert!(appointments::list(c, two)?.is_empty());
            assert!(appointments::of(c, two, officer_id(1))?.is_empty());
            assert!(public_keys::all(c, two)?.is_empty());
            assert_eq!(disclosures::case_for(c, two, (2570, 1), key(1)).err(), Some(GONE));
            assert!(!disclosures::keeps(c, two, case_id(1), key(1))?);
            assert!(disclosures::list(c, two, case_id(1))?.is_empty());
            assert!(disclosures::since(c, two, 0)?.is_empty());
            assert_eq!(reckoning::read(c, two)?, Reckoning::default());
            assert_eq!(reckoning::rules(c, two)?, RuleBook::default());
            assert!(log_settings::rules(c, two)?.is_empty());
            assert!(log_settings::decisions(c, two)?.is_empty());
            assert!(delegations::list(c, two)?.is_empty());
            assert!(delegations::readers(c, two, case_id(1))?.is_empty());
            assert!(delegations::ended_access(c, two, case_id(1), day(999))?.is_empty());
            assert!(delegations::ended_of(c, two, &[case_id(1)], day(999))?.is_empty());
            assert_eq!(assignments::of(c, two, case_id(1))?, None);
            assert!(assignments::several(c, two, &[case_id(1)])?.is_empty());
            assert!(case_list::newest_for(c, two, asks(1), None, 9)?.is_empty());
            assert!(case_list::list_for(c, two, asks(1), &ALL)?.is_empty());
            assert_eq!(case_list::count_for(c, two, asks(1), &ALL)?, 0);
            assert_eq!(case_list::count_all_for(c, two, asks(1))?, 0);
            assert_eq!(envelopes::compartment(c, two, case_id(1), CHANNEL).err(), Some(GONE));
            assert!(envelopes::epochs(c, two, case_id(1), CHANNEL)?.is_empty());
            assert_eq!(envelopes::wrap(c, two, case_id(1), CHANNEL, 0, key(1)).err(), Some(GONE));
            assert!(envelopes::wraps_of(c, two, case_id(1), CHANNEL, key(1))?.is_empty());
            assert!(envelopes::recipients(c, two, case_id(1), CHANNEL)?.is_empty());
            assert!(blobs::list(c, two, case_id(1))?.is_empty());
            assert!(blobs::lengths(c, two)?.is_empty());
            assert!(blobs::of_agency(c, two)?.is_empty());
            assert!(uploads::list(c, two, bytes(6))?.is_empty());
            assert!(uploads::lengths(c, two)?.is_empty());
            assert_eq!(uploads::used(c, two, Some(case_id(1)), bytes(6))?.agency_bytes, 0);
            assert_eq!(beginnings::find(c, two, bytes(6)).err(), Some(GONE));
            assert!(!beginnings::exists(c, two, bytes(6))?);
            assert!(records::list(c, two, case_id(1), CHANNEL)?.is_empty());
            assert_eq!(records::newest(c, two, case_id(1), CHANNEL)?, None);
            assert!(events::list(c, two, case_id(1))?.is_empty());
            assert!(proposals::list(c, two, case_id(1))?.is_empty());
            assert!(proposals::waiting(c, two)?.is_empty());
            assert!(events::for_counting(c, two, day(99))?.is_empty());
            events::each_counted(c, two, day(99), |_| panic!("nothing to count"))?;
            let (key, year) = (draft(1).key, draft(1).key.year);
            assert!(!edition_drafts::exists(c, two, key)?);
            assert!(edition_drafts::waiting(c, two)?.is_empty());
            assert!(edition_drafts::halves(c, two, year)?.is_empty());
            assert_eq!(edition_drafts::publishing(c, two)?.threshold, USUAL_THRESHOLD);
            assert_eq!(editions::last(c, two)?, None);
            assert_eq!(editions::find(c, two, year, 1).err(), Some(GONE));
            assert!(editions::list(c, two)?.is_empty());
            editions::each_edition(c, two, |_| panic!("no edition"))?;
            let pdf = (EditionForm::Pdf, FileLanguage::English);
            assert_eq!(editions::file(c, two, 1, pdf).err(), Some(GONE));
            assert!(embed_sites::find(c, two)?.is_empty());
            assert_eq!(reports::draft(c, two, report_key(), officer_id(1))?, None);
            assert!(reports::waiting(c, two)?.is_empty());
            assert!(reports::list(c, two)?.is_empty());
            assert_eq!(reports::newest(c, two, report_key())?, None);
            assert_eq!(reports::find(c, two, report_key(), 1).err(), Some(GONE));
            assert!(handbooks::list(c, two)?.is_empty());
            assert_eq!(handbooks::paper(c, two, 1)?, None);
            assert!(!surveys::is_used(c, two, bytes(6))?);
            assert_eq!(surveys::scores(c, two, 0, 99_999)?.answered, 0);
            // An agency's own row is its own.
            assert_eq!(agencies::by_id(c, two)?.id, two);
            assert!(agencies::keys(c, two)? == agency_keys(2));
            Ok(())
        });
    }

    fn another_agency_changes_nothing(fresh) {
        fresh.write(furnish);
        let two = agency_id(2);
        let tries: Vec<Result<(), StoreError>> = [
            fresh.db.write_blocking(move |c| officers::set_locked_key(c, two, officer_id(1), &lock())),
            fresh.db.write_blocking(move |c| officers::set_totp(c, two, officer_id(1), &[1], 1)),
            fresh.db.write_blocking(move |c| officers::remove_totp(c, two, officer_id(1))),
            fresh.db.write_blocking(move |c| officers::set_active(c, two, officer_id(1), false)),
            fresh.db.write_blocking(move |c| officers::set_roles(c, two, officer_id(1), Roles::default())),
            fresh.db.write_blocking(move |c| {
                let seat = Seat { post: "x".into(), unit: None, mail: String::new() };
                officers::set_seat(c, two, officer_id(1), &seat)
            }),
            fresh.db.write_blocking(move |c| cases::set_due(c, two, case_id(1), day(99))),
            fresh.db.write_blocking(move |c| cases::set_outside(c, two, case_id(1), true)),
            fresh.db.write_blocking(move |c| sessions::touch(c, two, bytes(7), 9_000)),
            fresh.db.write_blocking(move |c| uploads::arrive(c, two, bytes(6), &arrived(7))),
            fresh.db.write_blocking(move |c| uploads::written(c, two, record_id(7), 1)),
        ]
        .into();
        assert!(tries.iter().all(|result| *result == Err(GONE)), "{tries:?}");
        let stale = fresh.refused(move |c| officers::use_totp_step(c, two, officer_id(1), 5));
        assert_eq!(stale, StoreError::Stale);
        let id = invitation(1, 1).id;
        let stale = fresh.refused(move |c| invitations::end(c, two, id, Ending::Withdrawn, 2_000));
        assert_eq!(stale, StoreError::Stale);
        let stale = fresh.refused(move |c| appointments::put_in_force(c, two, officer_id(1), 0, 2_000));
        assert_eq!(stale, StoreError::Stale);
        fresh.write(move |c| agencies::hold(c, two));
        fresh.write(move |c| agencies::keep(c, two));
        let substitute = delegation(1).id;
        assert_eq!(
            fresh.refused(move |c| delegations::end(c, two, substitute, (5, day(3)))),
            StoreError::Stale
        );
        fresh.write(move |c| delegations::read_for(c, agency_id(1), case_id(1), key(2), substitute));
        fresh.write(move |c| delegations::forget(c, two, case_id(1), &[key(2)]));
        let mut seen = fresh.read(|c| cases::find(c, agency_id(1), case_id(1)));
        seen.agency = two;
        assert_eq!(fresh.refused(move |c| cases::advance(c, &seen, State::Screening)), StoreError::Stale);
        fresh.write(move |c| sessions::delete(c, two, bytes(7)));
        assert_eq!(fresh.write(move |c| sessions::delete_of_officer(c, two, officer_id(1))), 0);
        assert_eq!(fresh.write(move |c| sessions::purge(c, two, i64::MAX)), 0);
        let words = record(1, 1, CHANNEL, 0).id;
        let stale = fresh.refused(move |c| proposals::decide(c, two, case_id(1), words, &withdrawn()));
        assert_eq!(stale, StoreError::Stale);
        assert!(!fresh.write(move |c| proposals::overtake(c, two, case_id(1), officer_id(1), 9)));
        fresh.write(move |c| panels::set(c, two, Category::Finance, &[]));
        let stale = fresh.refused(move |c| edition_drafts::published(c, two, draft(1).key, 1));
        fresh.refused(move |c| edition_drafts::failed(c, two, draft(1).key, EditionForm::Pdf));
        fresh.write(move |c| edition_drafts::take_away(c, two, draft(1).key));
        assert_eq!(stale, StoreError::Stale);
        let taken = fresh.refused(move |c| reports::take_proposal(c, two, report_key(), "{}"));
        let kept = fresh
            .refused(move |c| reports::keep_draft(c, two, report_key(), officer_id(1), (1, &[3], day(4))));
        assert_eq!((taken, kept), (StoreError::Stale, StoreError::Stale));
        fresh.write(move |c| assignments::clear(c, two, case_id(1)));
        let answer = Answered { verdict: Verdict::SentBack, by: officer_id(2), at: 9, approval: None };
        let stale = fresh.refused(move |c| disclosures::answer(c, two, case_id(1), words, &answer));
        assert_eq!(stale, StoreError::Stale);
        assert_eq!(fresh.refused(move |c| disclosures::open(c, two, case_id(1), words, 9)), StoreError::Stale);
        assert_eq!(fresh.refused(move |c| uploads::remove(c, two, record_id(7))), StoreError::Stale);
        assert_eq!(fresh.refused(move |c| beginnings::remove(c, two, bytes(6))), StoreError::Stale);
        assert_eq!(
            fresh.write(move |c| reports::purge_drafts(c, two, (day(99), i64::MAX))),
            0
        );
        assert_eq!(fresh.write(move |c| uploads::purge(c, two, day(99))), 0);
        assert_eq!(fresh.write(move |c| beginnings::purge(c, two, day(99))), 0);

        fresh.read(|c| {
            assert_eq!(officers::by_id(c, agency_id(1), officer_id(1))?, officer(1, 1));
            let credentials = officers::credentials(c, agency_id(1), officer_id(1))?;
            assert!(credentials.totp.is_none() && credentials.totp_step == 0);
            assert!(sessions::find(c, agency_id(1), bytes(7), 1_500)? == session(1, 1, 7));
            let case = cases::find(c, agency_id(1), case_id(1))?;
            assert_eq!((case.state, case.version, case.due_on), (State::Received, 0, day(15)));
            assert_eq!(panels::get(c, agency_id(1), Category::Finance)?.len(), 2);
            assert_eq!(proposals::waiting(c, agency_id(1))?, [proposal(1)]);
            assert_eq!(edition_drafts::waiting(c, agency_id(1))?, [draft(1)]);
            assert_eq!(edition_drafts::halves(c, agency_id(1), draft(1).key.year)?, [half_year()]);
            assert_eq!(embed_sites::find(c, agency_id(1))?, framing_sites());
            assert_eq!(
                reports::draft(c, agency_id(1), report_key(), officer_id(1))?,
                Some((1, vec![1, 2]))
            );
            assert_eq!(reports::waiting(c, agency_id(1))?, [report_proposal()]);
            assert_eq!(reports::newest(c, agency_id(1), report_key())?, Some(report()));
            assert_eq!(handbooks::list(c, agency_id(1))?, [handbook(1)]);
            assert_eq!(handbooks::paper(c, agency_id(1), 1)?, Some(vec![1, 2, 3]));
            assert_eq!(editions::last(c, agency_id(1))?, Some(edition(1)));
            let pdf = (EditionForm::Pdf, FileLanguage::English);
            assert_eq!(editions::file(c, agency_id(1), 1, pdf)?, edition_file());
            assert_eq!(assignments::of(c, agency_id(1), case_id(1))?, Some(officer_id(1)));
            Ok(())
        });
    }

    fn nothing_of_one_agency_can_be_tied_to_another(fresh) {
        fresh.write(furnish);
        let two = agency_id(2);
        let tries = [
            fresh.refused(move |c| panels::set(c, two, Category::Finance, &[officer_id(1)])),
            fresh.refused(|c| sessions::insert(c, &session(2, 1, 8))),
            fresh.refused(|c| envelopes::insert_compartment(c, &compartment(2, 1, CHANNEL, 1))),
            fresh.refused(|c| envelopes::insert_wraps(c, &[wrap(2, 1, CHANNEL, 0, 4)])),
            fresh.refused(|c| records::insert(c, &record(2, 1, CHANNEL, 0))),
            fresh.refused(|c| blobs::insert(c, &blob(2, 1))),
            fresh.refused(move |c| {
                events::append(c, two, case_id(1), &event(0, EventKind::Filed, State::Received, 0))
            }),
            fresh.refused(|c| outbox::push(c, &mail(2, 1, 1, 0))),
            fresh.refused(|c| proposals::insert(c, &proposal(2))),
            fresh.refused(|c| assignments::set(c, &assignment(2))),
            fresh.refused(move |c| disclosures::insert(c, two, case_id(1), &asked())),
            fresh.refused(move |c| replies::insert(c, two, &reply(1))),
            fresh.refused(move |c| reckoning::add_rule(c, two, &ten_days(), officer_id(1), 7)),
            fresh.refused(move |c| reckoning::set_holiday(c, two, day(0), None, officer_id(1), 7)),
            fresh.refused(move |c| edition_drafts::add(c, two, &draft(1))),
            fresh.refused(move |c| handbooks::insert(c, two, &handbook(1), &[1])),
            fresh.refused(move |c| editions::insert(c, two, &edition(1), &[])),
            fresh.refused(move |c| {
                reports::keep_draft(c, two, report_key(), officer_id(1), (0, &[3], day(4)))
            }),
            fresh.refused(move |c| reports::propose(c, two, &report_proposal())),
            fresh.refused(move |c| reports::insert(c, two, &report())),
            fresh.refused(move |c| {
                edition_drafts::set_publishing(c, two, USUAL_THRESHOLD, true, officer_id(1), 1)
            }),
            fresh.refused(|c| invitations::insert(c, &invitation(2, 1), &[1; 32])),
            fresh.refused(|c| delegations::insert(c, &delegation(2))),
            fresh.refused(move |c| appointments::add(c, two, &appointed(1, 0))),
            fresh.refused(move |c| public_keys::keep(c, two, officer_id(1), &public())),
            fresh.refused(|c| {
                let mut guest = officer(2, 9);
                guest.unit = Some(unit_id(1));
                officers::insert(c, &guest, &lock())
            }),
            fresh.refused(|c| {
                let mut guest = officer(2, 9);
                guest.earlier = vec![officer_id(1)];
                officers::insert(c, &guest, &lock())
            }),
        ];
        assert!(tries.iter().all(|error| *error == FOREIGN), "{tries:?}");
        // The same ids in the other agency are other rows.
        fresh.write(|c| {
            officers::insert(c, &officer(2, 1), &lock())?;
            file(c, &new_case(2, 1), 2, 1, &[1])?;
            sessions::insert(c, &session(2, 1, 7))?;
            outbox::push(c, &mail(1, 1, 1, 0))?;
            outbox::push(c, &mail(2, 1, 1, 0))
        });
        assert_eq!(fresh.write(|c| outbox::claim(c, (1, day(99)), 1, 9)).len(), 2);
        assert_eq!(fresh.read(|c| case_list::count_for(c, agency_id(1), asks(1), &ALL)), 1);
    }
}

/// Every entry.
const EVERY: Wanted<'static> = Wanted {
    actions: Action::ALL,
    actor: None,
    between: None,
    reader: Reader {
        key: [0; 32],
        on: Day::from_number(0),
    },
    limit: 9,
    offset: 0,
};

/// Agency 1 with an entry about case 1, its head, a witness and a verification.
fn keep_log(c: &mut Conn) -> Result<(), StoreError> {
    furnish(c)?;
    let entry = NewEntry {
        at: 7,
        actor: None,
        action: Action::DayEnded,
        object: bytes(1),
        nonce: [1; 16],
        detail: "{}".to_owned(),
    };
    append(c, agency_id(1), &entry)?;
    log_heads::set_witness(c, agency_id(1), "witness@outside.example")?;
    log_heads::insert(c, agency_id(1), &head())?;
    log_heads::set_check(c, agency_id(1), &check())
}

fn head() -> Head {
    Head {
        day: day(0),
        seq: 0,
        hash: bytes(1),
        log_key: bytes(2),
        signature: [3; 64],
    }
}

fn check() -> Check {
    Check {
        at: 7,
        findings: 0,
        kinds: Vec::new(),
    }
}

on_both! {
    fn the_log_of_one_agency_is_not_the_other_s(fresh) {
        fresh.write(keep_log);
        let two = agency_id(2);
        let empty = Tail { next_seq: 0, hash: [0; 32] };
        fresh.read(move |c| {
            assert_eq!(log::tail(c, two)?, empty);
            log::each_entry(c, two, |_| panic!("nothing was entered"))?;
            assert!(log::about(c, two, bytes(1))?.is_empty());
            assert_eq!(log::nth_newest(c, two, Action::DayEnded, bytes(1), 1)?, None);
            assert_eq!(log::first_at(c, two)?, None);
            assert!(log::page(c, two, &EVERY)?.is_empty());
            assert_eq!(log_heads::newest(c, two)?, None);
            assert!(log_heads::page(c, two, day(9), 9, 0)?.is_empty());
            assert_eq!(log_heads::of_day(c, two, day(0)).err(), Some(GONE));
            assert!(log_heads::all(c, two)?.is_empty());
            assert!(log_heads::ends(c, two, 9)?.is_empty());
            assert_eq!(log_heads::witness(c, two)?, "");
            assert_eq!(log_heads::last_check(c, two)?, None);
            assert!(log_rows::touched(c, two, day(-9), day(9), None, 9)?.is_empty());
            assert!(log_rows::cases_after(c, two, None, 9)?.is_empty());
            assert!(log_rows::of_case(c, two, case_id(1))?.is_empty());
            Ok(())
        });
        assert_eq!(fresh.write(move |c| log::take_tail(c, two)), empty);
        assert_eq!(fresh.write(move |c| log::erase_about(c, two, bytes(1))), 0);
        assert_eq!(fresh.write(move |c| log_heads::withdraw_after(c, two, day(-9))), 0);
        fresh.write(move |c| {
            let entry = log::page(c, agency_id(1), &EVERY)?;
            log::add(c, two, &entry[0])?;
            log_heads::set_witness(c, two, "")?;
            log_heads::insert(c, two, &head())?;
            log_heads::set_check(c, two, &check())
        });
        fresh.read(|c| {
            assert_eq!(log::about(c, agency_id(1), bytes(1))?.len(), 1);
            assert_eq!(log::tail(c, agency_id(1))?.next_seq, 1);
            assert_eq!(log_heads::all(c, agency_id(1))?, [head()]);
            assert_eq!(log_heads::witness(c, agency_id(1))?, "witness@outside.example");
            assert_eq!(log_rows::cases_after(c, agency_id(1), None, 9)?, [case_id(1)]);
            Ok(())
        });
        // Only the agency that has a witness has a mail waiting.
        assert_eq!(fresh.write(|c| log_mails::claim(c, 1, (1, 1), 9)).len(), 1);
    }

    fn a_head_that_a_clock_ahead_put_off_waits_for_nobody_once_it_is_right(fresh) {
        fresh.write(|c| found(c, 1));
        fresh.write(|c| {
            log_heads::set_witness(c, agency_id(1), "witness@outside.example")?;
            log_heads::insert(c, agency_id(1), &head())
        });
        let claim = |now: i64| fresh.write(move |c| log_mails::claim(c, now, (300, 900), 9));
        let (now, ahead) = (1_000_000, 40_000_000);
        assert_eq!(claim(ahead).len(), 1);
        let leased = claim(now);
        assert_eq!(leased.len(), 1, "the lease was given by the wrong clock");
        assert!(claim(now + 299).is_empty(), "this one was not");
        let put_off = leased[0];
        fresh.write(move |c| log_mails::settle(c, &put_off, log_mails::Fate::Again(ahead + 900)));
        assert_eq!(claim(now + 300).len(), 1);
    }
}

fn decision() -> Decision {
    Decision {
        class: Class::NotAccepted,
        version: 1,
        days: 400,
        reason: "มติที่ประชุม".to_owned(),
        by: officer_id(1),
        at: 7,
        signed: None,
    }
}

fn shortening() -> Shortening {
    Shortening {
        id: ProposalId([4; 16]),
        class: Class::Referred,
        version: 0,
        days: 400,
        reason: "มติที่ประชุม".to_owned(),
        proposer: officer_id(1),
        at: 7,
        decided: None,
    }
}

fn held() -> Hold {
    Hold {
        record: record(1, 1, CHANNEL, 0).id,
        by: officer_id(1),
        at: 7,
    }
}

on_both! {
    fn what_one_agency_keeps_is_not_the_other_s(fresh) {
        fresh.write(|c| {
            furnish(c)?;
            retention::decide(c, agency_id(1), &decision())?;
            retention::propose(c, agency_id(1), &shortening())?;
            retention::set_hold(c, agency_id(1), case_id(1), &held())?;
            retention::bury(c, agency_id(1), case_id(1), Class::NotAccepted, day(3))
        });
        let two = agency_id(2);
        fresh.read(move |c| {
            assert!(retention::decisions(c, two)?.is_empty());
            assert_eq!(retention::days(c, two, Class::NotAccepted)?, Class::NotAccepted.default_days());
            assert!(retention::shortenings(c, two)?.is_empty());
            assert_eq!(retention::hold(c, two, case_id(1))?, None);
            assert_eq!(retention::removed_on(c, two, case_id(1))?, None);
            assert!(purge::ended_before(c, two, State::ALL, day(99), None, 9)?.is_empty());
            assert!(!purge::has_identity(c, two, case_id(1))?);
            Ok(())
        });
        let tries = [
            fresh.refused(move |c| retention::settle(c, two, ProposalId([4; 16]), Verdict::Signed, officer_id(2), 9)),
            fresh.refused(move |c| retention::lift_hold(c, two, case_id(1), officer_id(1), 9)),
        ];
        assert_eq!(tries, [StoreError::Stale; 2]);
        let foreign = [
            fresh.refused(move |c| retention::decide(c, two, &decision())),
            fresh.refused(move |c| retention::propose(c, two, &shortening())),
            fresh.refused(move |c| retention::set_hold(c, two, case_id(1), &held())),
            fresh.refused(move |c| retention::bury(c, two, case_id(1), Class::NotAccepted, day(3))),
        ];
        assert_eq!(foreign, [FOREIGN; 4]);
        fresh.write(move |c| {
            purge::destroy(c, two, case_id(1))?;
            purge::destroy_identity(c, two, case_id(1))?;
            assert_eq!(log::erase_before(c, two, Action::ALL, 99, 9)?, 0);
            Ok(())
        });
        fresh.read(|c| {
            assert_eq!(retention::days(c, agency_id(1), Class::NotAccepted)?, 400);
            assert_eq!(retention::hold(c, agency_id(1), case_id(1))?, Some(held()));
            assert_eq!(records::list(c, agency_id(1), case_id(1), CHANNEL)?.len(), 1);
            assert_eq!(envelopes::recipients(c, agency_id(1), case_id(1), CHANNEL)?.len(), 2);
            Ok(())
        });
    }
}

/// Whoever adds a function that is given an agency's id adds it to the tests above.
#[test]
fn every_function_that_takes_an_agency_is_tried_here() {
    let nouns = [
        ("agencies", include_str!("../../../src/store/agencies.rs")),
        ("appointments", include_str!("../../../src/store/appointments.rs")),
        ("delegations", include_str!("../../../src/store/delegations.rs")),
        ("invitations", include_str!("../../../src/store/invitations.rs")),
        ("public_keys", include_str!("../../../src/store/public_keys.rs")),
        ("assignments", include_str!("../../../src/store/assignments.rs")),
        ("disclosures", include_str!("../../../src/store/disclosures.rs")),
        ("case_list", include_str!("../../../src/store/case_list.rs")),
        ("case_units", include_str!("../../../src/store/case_units.rs")),
        ("beginnings", include_str!("../../../src/store/beginnings.rs")),
        ("blobs", include_str!("../../../src/store/blobs.rs")),
        ("cases", include_str!("../../../src/store/cases.rs")),
        ("directories", include_str!("../../../src/store/directories.rs")),
        (
            "edition_drafts",
            include_str!("../../../src/store/edition_drafts.rs"),
        ),
        ("editions", include_str!("../../../src/store/editions.rs")),
        ("embed_sites", include_str!("../../../src/store/embed_sites.rs")),
        ("envelopes", include_str!("../../../src/store/envelopes.rs")),
        ("events", include_str!("../../../src/store/events.rs")),
        ("log", include_str!("../../../src/store/log.rs")),
        ("log_heads", include_str!("../../../src/store/log_heads.rs")),
        ("log_rows", include_str!("../../../src/store/log_rows.rs")),
        ("log_settings", include_str!("../../../src/store/log_settings.rs")),
        ("officers", include_str!("../../../src/store/officers.rs")),
        ("panels", include_str!("../../../src/store/panels.rs")),
        ("proposals", include_str!("../../../src/store/proposals.rs")),
        ("reckoning", include_str!("../../../src/store/reckoning.rs")),
        ("purge", include_str!("../../../src/store/purge.rs")),
        ("records", include_str!("../../../src/store/records.rs")),
        ("replies", include_str!("../../../src/store/replies.rs")),
        ("reports", include_str!("../../../src/store/reports.rs")),
        ("retention", include_str!("../../../src/store/retention.rs")),
        ("sessions", include_str!("../../../src/store/sessions.rs")),
        ("surveys", include_str!("../../../src/store/surveys.rs")),
        ("units", include_str!("../../../src/store/units.rs")),
        ("uploads", include_str!("../../../src/store/uploads.rs")),
    ];
    let here = include_str!("isolation.rs");
    let mut tried = 0;
    for (noun, source) in nouns {
        for function in source.split("\npub fn ").skip(1) {
            let (signature, _) = function.split_once('{').unwrap();
            let name = signature.split('(').next().unwrap();
            if signature.contains("AgencyId") {
                assert!(here.contains(&format!("{noun}::{name}(")), "{noun}::{name}");
                tried += 1;
            }
        }
    }
    assert!(tried > 30, "{tried}");
}
