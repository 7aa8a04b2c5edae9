//! One more reader is let in: every key of the case that an officer has, sealed to somebody else and signed by that
//! officer. The store refuses who must not be let in (`envelopes::admit`).

use crate::app::App;
use crate::domain::ids::OfficerId;
use crate::domain::involved::Involved;
use crate::domain::officer::Officer;
use crate::domain::role::Role;
use crate::flow::cases::opened::Opened;
use crate::flow::cases::sealed_case::Reading;
use crate::flow::trouble::Trouble;
use crate::store::envelopes::WrapRow;
use crate::store::{self, Conn, StoreError};
use crate::vault::id::KeyId;
use crate::vault::identity::Identity;
use crate::vault::wrap::WrapRole;

/// Whether somebody becomes a reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Joins {
    /// They read the case already.
    No,
    /// They read it as a substitute, whose time is over, and hold what it is sealed with: they are let in again, and have
    /// been exposed since they were let in first.
    Again,
    /// They see it for the first time.
    New,
}

impl Joins {
    /// Whether they could not open the case before.
    pub(super) const fn lets_in(self) -> bool {
        !matches!(self, Self::No)
    }

    /// Who is noted as having joined.
    pub(super) fn joined(self, officer: &Officer) -> Vec<OfficerId> {
        match self {
            Self::New => vec![officer.id],
            Self::No | Self::Again => Vec::new(),
        }
    }
}

/// Seals every key of the case to those who are let in, and forgets that they read it as a substitute.
///
/// # Errors
/// As [`store::envelopes::admit`].
pub(super) fn admit(c: &mut Conn, wraps: &[WrapRow], involved: &Involved) -> Result<(), StoreError> {
    store::envelopes::admit(c, wraps, involved)?;
    match wraps.first() {
        Some(wrap) => store::delegations::forget(c, wrap.agency, wrap.case, &[wrap.recipient]),
        None => Ok(()),
    }
}

/// As what somebody reads a case.
pub(super) fn role_of(officer: &Officer) -> WrapRole {
    if officer.roles.has(Role::Outside) {
        WrapRole::Referral
    } else {
        WrapRole::Officer
    }
}

/// The keys of an opened case, present and past, wrapped to one more reader.
///
/// # Errors
/// When the directory does not list the reader, or is out of date.
pub(super) fn wraps_for(
    app: &App,
    reading: &Reading,
    granter: &Identity,
    officer: &Officer,
) -> Result<Vec<WrapRow>, Trouble> {
    let opened = [Some(&reading.channel), reading.internal.as_ref()];
    let opened: Vec<&Opened> = opened.into_iter().flatten().collect();
    sealed_to(app, reading, granter, (officer, role_of(officer)), &opened)
}

/// The keys of these compartments of a case, present and past, wrapped to somebody in a role.
///
/// # Errors
/// When the directory does not list them in that role, or is out of date.
pub(super) fn sealed_to(
    app: &App,
    reading: &Reading,
    granter: &Identity,
    (officer, role): (&Officer, WrapRole),
    opened: &[&Opened],
) -> Result<Vec<WrapRow>, Trouble> {
    let key = KeyId::from_bytes(officer.key);
    let recipient = reading.directory.recipient(&key, role, app.clock.now())?;
    let case = &reading.case;
    let mut wraps = Vec::new();
    for opened in opened {
        for (epoch, compartment_key) in opened.keys() {
            let sealed = compartment_key.add_wrap(&recipient, granter, &app.rng)?;
            wraps.push(WrapRow {
                agency: case.agency,
                case: case.id,
                compartment: i16::from(opened.compartment().number()),
                epoch,
                recipient: officer.key,
                role: i16::from(role.number()),
                bytes: sealed.bytes,
            });
        }
    }
    Ok(wraps)
}
