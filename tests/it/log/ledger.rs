//! Reads the log of an office, and does to the database what nobody may.

use diesel::prelude::*;
use sujarit::domain::log::{Action, Entry};
use sujarit::store::{self, Conn};

use crate::support::app::TestApp;
use crate::support::office::Office;

/// Every entry of an office, oldest first.
pub fn entries(test: &TestApp, office: &Office) -> Vec<Entry> {
    let agency = office.agency.id;
    test.read(move |c| {
        let mut all = Vec::new();
        store::log::each_entry(c, agency, |entry| all.push(entry))?;
        Ok(all)
    })
}

/// What was entered after so many entries: what was done, and who did it, by sign-in name.
pub fn since(test: &TestApp, office: &Office, before: usize) -> Vec<(Action, String)> {
    let new = entries(test, office).split_off(before);
    let name = |entry: &Entry| match entry.actor {
        Some(actor) => office.login_of(actor),
        None => String::new(),
    };
    new.iter()
        .map(|entry| (Action::from_code(entry.action).unwrap(), name(entry)))
        .collect()
}

/// Runs statements by hand, as somebody with the database would.
pub fn by_hand(test: &TestApp, statements: &[String]) {
    let statements = statements.to_vec();
    test.write(move |c| {
        for statement in statements {
            let changed = match c {
                Conn::Sqlite(c) => diesel::sql_query(&statement).execute(c.as_mut())?,
                Conn::Postgres(c) => diesel::sql_query(&statement).execute(c.as_mut())?,
            };
            assert!(changed > 0, "{statement} changed nothing");
        }
        Ok(())
    });
}

/// Bytes as both engines write them in a statement.
pub fn bytes(test: &TestApp, bytes: &[u8]) -> String {
    let hex = data_encoding::HEXLOWER.encode(bytes);
    if test.database().is_some() {
        format!("'\\x{hex}'::bytea")
    } else {
        format!("x'{hex}'")
    }
}
