//! On whose behalf something is written. An officer's request may be on its way for seconds; whether they may still
//! write is therefore looked at inside the transaction that writes, and not only when the request comes in.

use std::future::Future;

use diesel::prelude::*;

use super::conn::{Conn, each};
use super::error::StoreError;
use super::schema::{officers, sessions};
use crate::domain::ids::AgencyId;
use crate::domain::role::Roles;

tokio::task_local! {
    static ASKER: Behalf;
}

/// The session whose request is being answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Behalf {
    /// The agency signed in to.
    pub agency: AgencyId,
    /// What the session's row is found by.
    pub sid: [u8; 32],
    /// The roles with which the request was let in.
    pub roles: Roles,
}

/// Answers a request so that every [`super::Db::write`] on its way is refused with [`StoreError::Ended`] once the
/// session has ended, its officer was switched off or has other roles.
pub async fn on_behalf_of<T>(asker: Behalf, request: impl Future<Output = T>) -> T {
    ASKER.scope(asker, request).await
}

impl Behalf {
    /// Whose request is being answered at this moment; nobody's for jobs, commands and visitors without a session.
    pub(super) fn present() -> Option<Self> {
        ASKER.try_with(|asker| *asker).ok()
    }

    /// Looks whether the session may still write, and holds its row until the end of the transaction: whoever ends it
    /// on another node waits for this write or is seen by it.
    ///
    /// # Errors
    /// [`StoreError::Ended`].
    pub(super) fn check(&self, conn: &mut Conn) -> Result<(), StoreError> {
        let session = sessions::table
            .find((self.agency.as_bytes(), self.sid.as_slice()))
            .select(sessions::officer_id);
        let officer: Option<Vec<u8>> = match conn {
            // One process writes at a time, and this transaction is the one.
            Conn::Sqlite(c) => session.first(c.as_mut()).optional()?,
            Conn::Postgres(c) => session.for_key_share().get_result(c.as_mut()).optional()?,
        };
        let officer = officer.ok_or(StoreError::Ended)?;
        let found: Option<(bool, i16)> = each!(conn, c => {
            officers::table
                .find((self.agency.as_bytes(), officer.as_slice()))
                .select((officers::active, officers::roles))
                .first(c)
                .optional()?
        });
        if found == Some((true, self.roles.bits())) {
            Ok(())
        } else {
            Err(StoreError::Ended)
        }
    }
}
