//! Who reads a case and who keeps the name in it, against the people of the agency as they stand now.

use std::sync::Arc;

use crate::app::App;
use crate::domain::agency::Agency;
use crate::domain::assignment::Setting;
use crate::domain::day::Day;
use crate::domain::ids::OfficerId;
use crate::domain::involved::Involved;
use crate::domain::officer::Officer;
use crate::domain::reader_change::Exposure;
use crate::domain::role::Role;
use crate::domain::routing::{can_read, may_keep_names};
use crate::domain::sealed::Finding;
use crate::domain::succession::{Rules, Succession};
use crate::flow::cases::admission::role_of;
use crate::flow::cases::desk::Desk;
use crate::flow::cases::rekey::newest_header;
use crate::flow::cases::sealed_case::Reading;
use crate::flow::trouble::Trouble;
use crate::store::envelopes::Compartment as Row;
use crate::store::{self, StoreError};
use crate::vault::directory::{Recipient, VerifiedDirectory};
use crate::vault::header::{Compartment, Header};
use crate::vault::id::KeyId;
use crate::vault::record::RecordKind;
use crate::vault::wrap::WrapRole;

/// The people around one case.
pub(super) struct Readership {
    /// Everybody of the agency, by name.
    pub(super) officers: Vec<Officer>,
    /// Who answers for the case: a reader in office. Whoever was given it and is none any more does not.
    pub(super) responsible: Option<OfficerId>,
    panel: Vec<OfficerId>,
    panel_size: u8,
    minimum_readers: u8,
    recovery_key: [u8; 32],
    /// The keys that the channel is sealed to now.
    channel: Vec<[u8; 32]>,
    /// Those of them that open it: a substitute whose time is over gets nothing out of the store.
    pub(super) open: Vec<[u8; 32]>,
    /// Who reads it as a substitute whose time is over.
    ended: Vec<OfficerId>,
    /// The keys that open the name now.
    names: Vec<([u8; 32], WrapRole)>,
    name_headers: Vec<Row>,
}

/// Why the keys of a case have to be renewed.
pub struct ReaderTask {
    /// Those who read it, or keep the name, and must not any more.
    pub leaving: Vec<Officer>,
    /// Substitutes whose time is over and who read it from then on like any other reader.
    pub returning: Vec<Officer>,
    /// Whether the newest key was drawn by somebody who reads the case no longer.
    pub drawn_by_another: bool,
}

/// Who reads a case from now on.
pub(super) struct Next {
    /// The readers.
    pub(super) readers: Succession,
    /// The keepers of the name who lose it.
    pub(super) lost_keepers: Vec<[u8; 32]>,
}

impl Next {
    /// Whether the outside body is among the readers.
    pub(super) fn outside(&self, around: &Readership) -> bool {
        let reads = |id: &OfficerId| self.readers.staying.contains(id) || self.readers.joining.contains(id);
        around
            .officers
            .iter()
            .any(|officer| officer.roles.has(Role::Outside) && reads(&officer.id))
    }
}

impl Readership {
    /// Reads it. Whoever the directory does not list any more counts as gone.
    ///
    /// # Errors
    /// When the store fails.
    pub(super) async fn read(app: &Arc<App>, agency: &Agency, reading: &Reading) -> Result<Self, Trouble> {
        let (id, case, category) = (agency.id, reading.case.id, reading.case.category);
        let channel = i16::from(Compartment::Channel.number());
        let names = i16::from(Compartment::Identity.number());
        let today = app.clock.today();
        let read = app.db.read(move |c| {
            Ok::<_, StoreError>((
                store::officers::list(c, id)?,
                store::panels::get(c, id, category)?,
                store::agencies::keys(c, id)?,
                store::envelopes::recipients(c, id, case, channel)?,
                store::envelopes::recipients(c, id, case, names)?,
                store::envelopes::epochs(c, id, case, names)?,
                store::assignments::of(c, id, case)?,
                store::delegations::ended_access(c, id, case, today)?,
            ))
        });
        let (mut officers, panel, keys, readers, keepers, name_headers, responsible, ended) = read.await?;
        let entries = reading.directory.entries().iter();
        let good = entries.filter(|entry| !entry.revoked);
        let listed: Vec<[u8; 32]> = good.map(|entry| entry.key.key_id().to_bytes()).collect();
        for officer in &mut officers {
            officer.active &= listed.contains(&officer.key);
        }
        let channel: Vec<[u8; 32]> = readers.into_iter().map(|(key, _)| key).collect();
        let open: Vec<[u8; 32]> = channel
            .iter()
            .copied()
            .filter(|key| !ended.contains(key))
            .collect();
        let answers = |officer: &Officer| can_read(officer) && open.contains(&officer.key);
        let responsible = responsible.filter(|id| {
            let officer = officers.iter().find(|officer| officer.id == *id);
            officer.is_some_and(answers)
        });
        let over = officers.iter().filter(|officer| ended.contains(&officer.key));
        let ended = over.map(|officer| officer.id).collect();
        let role = |role: i16| u8::try_from(role).ok().and_then(WrapRole::from_number);
        Ok(Self {
            officers,
            responsible,
            panel,
            panel_size: agency.panel_size,
            minimum_readers: agency.minimum_readers,
            recovery_key: keys.recovery_key,
            channel,
            open,
            ended,
            names: keepers
                .into_iter()
                .map(|(key, number)| role(number).map(|role| (key, role)).ok_or(Trouble::Damaged))
                .collect::<Result<_, _>>()?,
            name_headers,
        })
    }

    fn rules(&self) -> Rules<'_> {
        Rules {
            panel: &self.panel,
            officers: &self.officers,
            panel_size: self.panel_size,
            minimum_readers: self.minimum_readers,
            ended: &self.ended,
        }
    }

    /// The case and these people, to ask who may answer for it.
    pub(super) fn setting<'a>(&'a self, involved: &'a Involved, readers: &'a [OfficerId]) -> Setting<'a> {
        Setting {
            panel: &self.panel,
            officers: &self.officers,
            involved,
            readers,
            responsible: self.responsible,
        }
    }

    /// Those who read the case now, the outside body among them.
    pub(super) fn readers(&self) -> Vec<OfficerId> {
        self.owners(&self.open)
    }

    /// Whether the case is sealed to this person already, who may be a substitute whose time is over.
    pub(super) fn holds(&self, officer: &Officer) -> bool {
        self.channel.contains(&officer.key)
    }

    fn owners(&self, keys: &[[u8; 32]]) -> Vec<OfficerId> {
        let owns = |officer: &&Officer| keys.contains(&officer.key);
        self.officers
            .iter()
            .filter(owns)
            .map(|officer| officer.id)
            .collect()
    }

    /// The keys of some of these people.
    pub(super) fn keys_of(&self, ids: &[OfficerId]) -> Vec<[u8; 32]> {
        let among = self.officers.iter().filter(|officer| ids.contains(&officer.id));
        among.map(|officer| officer.key).collect()
    }

    /// What the readers of a case have to do about its keys; nothing when all is well. Whoever drew the newest key of a
    /// case and left with it is the reason for another one (ADR 0038).
    pub(super) fn task(&self, reading: &Reading, involved: &Involved) -> Option<ReaderTask> {
        let next = self.after(involved);
        let lost = |officer: &&Officer| {
            next.readers.leaving.contains(&officer.id) || next.lost_keepers.contains(&officer.key)
        };
        let header = reading.channel.key.header();
        let author = header.author.to_bytes();
        let returns = |officer: &&Officer| next.readers.returning.contains(&officer.id);
        let task = ReaderTask {
            leaving: self.officers.iter().filter(lost).cloned().collect(),
            returning: self.officers.iter().filter(returns).cloned().collect(),
            drawn_by_another: header.epoch > 0 && !self.channel.contains(&author),
        };
        let due = !task.leaving.is_empty() || !task.returning.is_empty() || task.drawn_by_another;
        due.then_some(task)
    }

    /// Who reads the case and keeps the name with these people involved.
    pub(super) fn after(&self, involved: &Involved) -> Next {
        let keeps = |key: &[u8; 32]| {
            let keeper = self.officers.iter().find(|officer| officer.key == *key);
            keeper.is_some_and(|keeper| may_keep_names(keeper, involved))
        };
        let insiders = self.names.iter().filter(|(_, role)| is_keeper(*role));
        Next {
            readers: Succession::of(&self.owners(&self.channel), involved, self.rules()),
            lost_keepers: insiders.map(|(key, _)| *key).filter(|key| !keeps(key)).collect(),
        }
    }

    /// Those who receive the next key of the case.
    ///
    /// # Errors
    /// [`Trouble::Closed`] when the directory is out of date.
    pub(super) fn recipients(&self, desk: &Desk<'_>, next: &Next) -> Result<Vec<Recipient>, Trouble> {
        let all = next.readers.staying.iter().chain(&next.readers.joining);
        let readers = all.filter_map(|id| self.officers.iter().find(|officer| officer.id == *id));
        let mut keys: Vec<([u8; 32], WrapRole)> =
            readers.map(|officer| (officer.key, role_of(officer))).collect();
        keys.push((self.recovery_key, WrapRole::Recovery));
        listed(&desk.reading.directory, desk.app.clock.now(), &keys)
    }

    /// Those who receive the next key of the name, and the header it follows; nothing when that key stays.
    ///
    /// # Errors
    /// [`Trouble::Closed`] when the directory is out of date, [`Trouble::Damaged`] when a header does not verify.
    pub(super) fn keepers(
        &self,
        desk: &Desk<'_>,
        next: &Next,
    ) -> Result<Option<(Header, Vec<Recipient>)>, Trouble> {
        if next.lost_keepers.is_empty() {
            return Ok(None);
        }
        let directory = &desk.reading.directory;
        let header = newest_header(
            desk.app.instance,
            &self.name_headers,
            Compartment::Identity,
            directory,
        )?;
        let stays =
            |(key, role): &&([u8; 32], WrapRole)| is_keeper(*role) && !next.lost_keepers.contains(key);
        let mut keys: Vec<([u8; 32], WrapRole)> = self.names.iter().filter(stays).copied().collect();
        keys.push((self.recovery_key, WrapRole::Recovery));
        let keepers = listed(directory, desk.app.clock.now(), &keys)?;
        Ok(Some((header, keepers)))
    }
}

const fn is_keeper(role: WrapRole) -> bool {
    matches!(role, WrapRole::Custodian | WrapRole::Referral)
}

fn listed(
    directory: &VerifiedDirectory,
    now: i64,
    keys: &[([u8; 32], WrapRole)],
) -> Result<Vec<Recipient>, Trouble> {
    keys.iter()
        .map(|(key, role)| Ok(directory.recipient(&KeyId::from_bytes(*key), *role, now)?))
        .collect()
}

/// Since when somebody could read the case without having left it since: the day on which they were let in, or that of
/// the report. Never later than it was.
///
/// # Errors
/// [`Trouble::Damaged`] when a record among the officers' own cannot be read.
pub(super) fn exposure(reading: &Reading, officer: OfficerId) -> Result<Exposure, Trouble> {
    let mut since: Option<Day> = None;
    for record in reading.internal.iter().flat_map(|internal| &internal.records) {
        if record.kind != RecordKind::Finding {
            continue;
        }
        let found = Finding::from_json(&record.plain).map_err(|_| Trouble::Damaged)?;
        let Finding::Readers(change) = found else {
            continue;
        };
        if change.left.iter().any(|left| left.officer == officer) {
            since = None;
        }
        if change.joined.contains(&officer) {
            since = since.or(Some(record.day));
        }
    }
    let since = since.unwrap_or(reading.case.received_on);
    Ok(Exposure { officer, since })
}
