//! A report is sealed to exactly the keys that routing chose (DESIGN D1). Reading who is there is one thing,
//! sealing another: the second does no IO and runs on any thread.

use zeroize::Zeroizing;

use crate::app::App;
use crate::domain::agency::Agency;
use crate::domain::arrival::Arrival;
use crate::domain::case::State;
use crate::domain::day::Day;
use crate::domain::deadline;
use crate::domain::fiscal_year::FiscalYear;
use crate::domain::ids::{AgencyId, CaseId, DelegationId, OfficerId};
use crate::domain::involved::Involved;
use crate::domain::report::Report;
use crate::domain::role::Role;
use crate::domain::routing::Routing;
use crate::domain::sealed::{Content, SealedConflict, SealedIdentity, SealedReport};
use crate::flow::cases::opened::row;
use crate::flow::files::parcel::Parcel;
use crate::flow::incoming::beginning::Begun;
use crate::flow::incoming::staff::Staff;
use crate::flow::officers::directory;
use crate::flow::trouble::Trouble;
use crate::store::envelopes::{Compartment as CompartmentRow, WrapRow};
use crate::store::records::RecordRow;
use crate::store::{self, Conn, StoreError};
use crate::vault::code::CodeKeys;
use crate::vault::compartment::{NewCompartment, SealedCompartment, open_compartment};
use crate::vault::directory::{Recipient, VerifiedDirectory};
use crate::vault::header::Compartment;
use crate::vault::id::KeyId;
use crate::vault::identity::Identity;
use crate::vault::record::{NewRecord, RecordKind};
use crate::vault::wrap::WrapRole;

/// Everything of a new case, sealed and ready to be written. The number is drawn when it is written.
pub struct NewCase {
    /// What the register knows.
    pub case: store::cases::NewCase,
    /// The compartments.
    pub parts: Vec<Part>,
    /// The files that come with it, and where they wait until it is written.
    pub(super) files: Option<([u8; 32], Vec<Parcel>)>,
    /// The keys of substitutes among the readers, and by which delegation they read.
    pub substitutes: Vec<([u8; 32], DelegationId)>,
}

/// A compartment with its first records.
pub struct Part {
    /// Which.
    pub compartment: Compartment,
    /// Header and wraps.
    pub sealed: SealedCompartment,
    /// The records, in order.
    pub records: Vec<RecordRow>,
}

/// What becomes a record: its kind and its JSON.
type Sealable = (RecordKind, Zeroizing<Vec<u8>>);

/// What sealing needs to know besides the report.
struct Sealer<'a> {
    staff: &'a Staff,
    routing: Routing,
    substitutes: Vec<(OfficerId, DelegationId)>,
    custodians: Routing,
    reporter: &'a Identity,
    lookup: [u8; 32],
    arrival: &'a Arrival,
    today: Day,
}

/// Routes a report and seals it: two compartments, one with the report, the conflict list and what is known of its
/// files, one with the name. `begun` is the first of the two, if a file has made it already.
///
/// # Errors
/// [`Trouble::Closed`] when the directory has expired or somebody routing chose is not in it.
pub fn seal(
    app: &App,
    agency: &Agency,
    staff: &Staff,
    (report, begun): (&Report, Option<Begun>),
    arrival: &Arrival,
    reporter: &CodeKeys,
    today: Day,
) -> Result<NewCase, Trouble> {
    let routing = staff.route(agency, &report.involved);
    let sealer = Sealer {
        staff,
        substitutes: staff.substitutes(&routing, &report.involved, app.clock.today()),
        routing,
        custodians: staff.custodians(agency, &report.involved),
        reporter: &reporter.identity,
        lookup: reporter.lookup_id,
        arrival,
        today,
    };
    sealer.seal(app, agency.id, report, begun)
}

impl Sealer<'_> {
    fn seal(
        &self,
        app: &App,
        agency: AgencyId,
        report: &Report,
        begun: Option<Begun>,
    ) -> Result<NewCase, Trouble> {
        let directory = directory::verify(app, &self.staff.keys, &self.staff.directory)?;
        let case = match &begun {
            Some(begun) => begun.case,
            None => CaseId(app.rng.bytes::<16>()?),
        };
        let files = begun.as_ref().map(|begun| (begun.place, begun.parcels.clone()));
        let mut told = SealedReport::of(report);
        told.registered.clone_from(&self.arrival.registered);
        let received_on = self.arrival.received_on;
        let rule = self.staff.rules.in_force_on(received_on);
        let involved = report.involved.clone().seated(&self.staff.seats.officers);
        let mut contents = vec![
            (RecordKind::Report, Zeroizing::new(told.to_json())),
            (
                RecordKind::CaseMetadata,
                Zeroizing::new(SealedConflict(involved).to_json()),
            ),
        ];
        contents.extend(files.iter().flat_map(|(_, parcels)| parcels).map(|parcel| {
            let about = Zeroizing::new(parcel.attachment.to_json());
            (RecordKind::BlobMetadata, about)
        }));
        let channel = self.part(
            app,
            (agency, case),
            Compartment::Channel,
            &directory,
            &self.readers(app, &directory)?,
            (begun, &contents),
        )?;
        let identity = self.part(
            app,
            (agency, case),
            Compartment::Identity,
            &directory,
            &self.custodians(app, &directory)?,
            (
                None,
                &[(
                    RecordKind::Identity,
                    Zeroizing::new(SealedIdentity(report.identity.clone()).to_json()),
                )],
            ),
        )?;
        Ok(NewCase {
            case: store::cases::NewCase {
                id: case,
                agency,
                lookup_id: self.lookup,
                fiscal_year: FiscalYear::of(received_on).number(),
                number: 0,
                received_on,
                due_on: deadline::due(&rule, received_on),
                category: report.category,
                kind: report.kind,
                channel: self.arrival.channel,
                origin: self.arrival.origin,
                state: State::Received,
                outside: self.routing.outside,
                rule: rule.id,
            },
            parts: vec![channel, identity],
            files,
            substitutes: self.keys_of_substitutes(),
        })
    }

    fn part(
        &self,
        app: &App,
        (agency, case): (AgencyId, CaseId),
        compartment: Compartment,
        directory: &VerifiedDirectory,
        recipients: &[Recipient],
        (begun, contents): (Option<Begun>, &[Sealable]),
    ) -> Result<Part, Trouble> {
        let new = NewCompartment {
            instance: app.instance,
            case_id: case.0,
            compartment,
            reporter: Some(self.reporter.public()),
            directory,
            recipients,
        };
        let (sealed, key) = match begun {
            Some(begun) => begun.share(recipients, self.reporter, &app.rng)?,
            None => open_compartment(&new, self.reporter, &app.rng)?,
        };
        let mut prev = [0; 32];
        let mut records = Vec::with_capacity(contents.len());
        for ((kind, plain), position) in contents.iter().zip(0_i32..) {
            let record_id = app.rng.bytes::<16>()?;
            let new = NewRecord {
                kind: *kind,
                record_id,
                parent: [0; 16],
                prev,
            };
            let record = key.seal_record(&new, self.reporter, plain, &app.rng)?;
            prev = record.record_hash;
            records.push(row(
                agency,
                case,
                compartment,
                self.reporter,
                position,
                record,
                self.today,
                None,
            ));
        }
        Ok(Part {
            compartment,
            sealed,
            records,
        })
    }

    /// The readers of the report: the routed officers, the outside body where it is needed, and the recovery key.
    fn readers(&self, app: &App, directory: &VerifiedDirectory) -> Result<Vec<Recipient>, Trouble> {
        let mut all = self.routing.clone();
        all.readers.extend(self.substitutes.iter().map(|(id, _)| *id));
        self.recipients(app, directory, &all, WrapRole::Officer)
    }

    fn keys_of_substitutes(&self) -> Vec<([u8; 32], DelegationId)> {
        let known = self.substitutes.iter();
        known
            .filter_map(|(id, delegation)| Some((self.staff.officer(*id)?.key, *delegation)))
            .collect()
    }

    /// The keepers of the name.
    fn custodians(&self, app: &App, directory: &VerifiedDirectory) -> Result<Vec<Recipient>, Trouble> {
        self.recipients(app, directory, &self.custodians, WrapRole::Custodian)
    }

    fn recipients(
        &self,
        app: &App,
        directory: &VerifiedDirectory,
        routing: &Routing,
        role: WrapRole,
    ) -> Result<Vec<Recipient>, Trouble> {
        let now = app.clock.now();
        let mut keys: Vec<(KeyId, WrapRole)> = routing
            .readers
            .iter()
            .filter_map(|id| self.staff.officer(*id))
            .map(|officer| (KeyId::from_bytes(officer.key), role))
            .collect();
        if routing.outside {
            let body = self
                .staff
                .seats
                .officers
                .iter()
                .find(|officer| officer.roles.has(Role::Outside));
            keys.push((
                KeyId::from_bytes(body.ok_or(Trouble::Closed)?.key),
                WrapRole::Referral,
            ));
        }
        keys.push((
            KeyId::from_bytes(self.staff.keys.recovery_key),
            WrapRole::Recovery,
        ));
        keys.into_iter()
            .map(|(key, role)| Ok(directory.recipient(&key, role, now)?))
            .collect()
    }
}

/// Writes a compartment that comes in with a report, and its wraps: routing has just chosen its readers.
///
/// # Errors
/// When the store refuses it.
pub fn insert_compartment(
    c: &mut Conn,
    agency: AgencyId,
    case: CaseId,
    compartment: Compartment,
    sealed: &SealedCompartment,
) -> Result<(), StoreError> {
    let (row, wraps) = rows(agency, case, (compartment, 0), sealed);
    store::envelopes::insert_compartment(c, &row)?;
    store::envelopes::insert_wraps(c, &wraps)
}

/// Writes a key that a case gets later: that of a compartment made now, or the next one. `involved` is everybody who
/// must not receive it.
///
/// # Errors
/// When the store refuses it; [`StoreError::Barred`] for somebody who must not receive it.
pub(in crate::flow) fn insert_key(
    c: &mut Conn,
    agency: AgencyId,
    case: CaseId,
    place: (Compartment, i32),
    sealed: &SealedCompartment,
    involved: &Involved,
) -> Result<(), StoreError> {
    let (row, wraps) = rows(agency, case, place, sealed);
    store::envelopes::insert_compartment(c, &row)?;
    store::envelopes::admit(c, &wraps, involved)
}

fn rows(
    agency: AgencyId,
    case: CaseId,
    (compartment, epoch): (Compartment, i32),
    sealed: &SealedCompartment,
) -> (CompartmentRow, Vec<WrapRow>) {
    let number = i16::from(compartment.number());
    let wraps = sealed.wraps.iter().map(|wrap| WrapRow {
        agency,
        case,
        compartment: number,
        epoch,
        recipient: wrap.recipient.to_bytes(),
        role: i16::from(wrap.role.number()),
        bytes: wrap.bytes.clone(),
    });
    let row = CompartmentRow {
        agency,
        case,
        compartment: number,
        epoch,
        header: sealed.header.clone(),
        header_hash: sealed.header_hash,
    };
    (row, wraps.collect())
}
