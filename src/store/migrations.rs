//! One tree of migrations for both engines (see `migrations/README.md`).

use std::fmt;

use diesel::backend::Backend;
use diesel::connection::BoxableConnection;
use diesel::migration::{
    Migration, MigrationMetadata, MigrationName, MigrationSource, MigrationVersion, Result,
};
use diesel::prelude::*;
use diesel_migrations::MigrationHarness;

use super::conn::{Conn, each};
use super::error::StoreError;
use super::target::Engine;

/// Every migration, oldest first: its folder, its way up and its way down.
const TREE: &[Step] = &[
    Step {
        name: "0001_first",
        up: include_str!("../../migrations/0001_first/up.sql"),
        down: include_str!("../../migrations/0001_first/down.sql"),
    },
    Step {
        name: "0002_log",
        up: include_str!("../../migrations/0002_log/up.sql"),
        down: include_str!("../../migrations/0002_log/down.sql"),
    },
    Step {
        name: "0003_people",
        up: include_str!("../../migrations/0003_people/up.sql"),
        down: include_str!("../../migrations/0003_people/down.sql"),
    },
    Step {
        name: "0005_signatures",
        up: include_str!("../../migrations/0005_signatures/up.sql"),
        down: include_str!("../../migrations/0005_signatures/down.sql"),
    },
    Step {
        name: "0008_jobs",
        up: include_str!("../../migrations/0008_jobs/up.sql"),
        down: include_str!("../../migrations/0008_jobs/down.sql"),
    },
    Step {
        name: "0009_panel",
        up: include_str!("../../migrations/0009_panel/up.sql"),
        down: include_str!("../../migrations/0009_panel/down.sql"),
    },
    Step {
        name: "0010_retention",
        up: include_str!("../../migrations/0010_retention/up.sql"),
        down: include_str!("../../migrations/0010_retention/down.sql"),
    },
    Step {
        name: "0012_team",
        up: include_str!("../../migrations/0012_team/up.sql"),
        down: include_str!("../../migrations/0012_team/down.sql"),
    },
    Step {
        name: "0014_assignments",
        up: include_str!("../../migrations/0014_assignments/up.sql"),
        down: include_str!("../../migrations/0014_assignments/down.sql"),
    },
    Step {
        name: "0015_disclosures",
        up: include_str!("../../migrations/0015_disclosures/up.sql"),
        down: include_str!("../../migrations/0015_disclosures/down.sql"),
    },
    Step {
        name: "0016_clock",
        up: include_str!("../../migrations/0016_clock/up.sql"),
        down: include_str!("../../migrations/0016_clock/down.sql"),
    },
    Step {
        name: "0018_files",
        up: include_str!("../../migrations/0018_files/up.sql"),
        down: include_str!("../../migrations/0018_files/down.sql"),
    },
    Step {
        name: "0022_handbook",
        up: include_str!("../../migrations/0022_handbook/up.sql"),
        down: include_str!("../../migrations/0022_handbook/down.sql"),
    },
    Step {
        name: "0024_editions",
        up: include_str!("../../migrations/0024_editions/up.sql"),
        down: include_str!("../../migrations/0024_editions/down.sql"),
    },
    Step {
        name: "0025_survey",
        up: include_str!("../../migrations/0025_survey/up.sql"),
        down: include_str!("../../migrations/0025_survey/down.sql"),
    },
    Step {
        name: "0026_edition_files",
        up: include_str!("../../migrations/0026_edition_files/up.sql"),
        down: include_str!("../../migrations/0026_edition_files/down.sql"),
    },
    Step {
        name: "0027_delegations",
        up: include_str!("../../migrations/0027_delegations/up.sql"),
        down: include_str!("../../migrations/0027_delegations/down.sql"),
    },
    Step {
        name: "0029_reports",
        up: include_str!("../../migrations/0029_reports/up.sql"),
        down: include_str!("../../migrations/0029_reports/down.sql"),
    },
    Step {
        name: "0032_embed",
        up: include_str!("../../migrations/0032_embed/up.sql"),
        down: include_str!("../../migrations/0032_embed/down.sql"),
    },
    Step {
        name: "0035_earlier_accounts",
        up: include_str!("../../migrations/0035_earlier_accounts/up.sql"),
        down: include_str!("../../migrations/0035_earlier_accounts/down.sql"),
    },
    Step {
        name: "0043_report_drafts_kept_on",
        up: include_str!("../../migrations/0043_report_drafts_kept_on/up.sql"),
        down: include_str!("../../migrations/0043_report_drafts_kept_on/down.sql"),
    },
    Step {
        name: "0044_case_units",
        up: include_str!("../../migrations/0044_case_units/up.sql"),
        down: include_str!("../../migrations/0044_case_units/down.sql"),
    },
];

#[derive(Clone, Copy)]
struct Step {
    name: &'static str,
    up: &'static str,
    down: &'static str,
}

/// A step in the words of one engine.
struct Spoken {
    step: Step,
    engine: Engine,
    name: Name,
}

struct Name(&'static str);

struct InTransaction;

/// Where diesel's harness keeps what has been applied.
mod applied {
    diesel::table! {
        __diesel_schema_migrations (version) {
            version -> Text,
        }
    }
}

struct Tree(Engine);

/// Brings the database to the newest version. Two processes may do so at the same time.
///
/// # Errors
/// [`StoreError::Version`] when the database knows a migration that this program does not.
pub fn run_all(conn: &mut Conn) -> std::result::Result<(), StoreError> {
    under_lock(conn, |conn| {
        let engine = conn.engine();
        let applied = each!(conn, c => c.applied_migrations()).map_err(fault)?;
        let unknown = |applied: &MigrationVersion<'_>| {
            TREE.iter().all(|step| version(step.name) != applied.to_string())
        };
        if applied.iter().any(unknown) {
            return Err(StoreError::Version);
        }
        each!(conn, c => c.run_pending_migrations(Tree(engine)).map(|_| ())).map_err(fault)
    })
}

/// Whether the database is at the version of this program. Asks without writing, unlike diesel's own harness.
pub(super) fn is_current(conn: &mut Conn) -> std::result::Result<bool, StoreError> {
    use applied::__diesel_schema_migrations::dsl;

    let versions: Vec<String> = each!(conn, c => {
        dsl::__diesel_schema_migrations.select(dsl::version).order(dsl::version).load(c)?
    });
    let ours = TREE.iter().map(|step| version(step.name));
    Ok(versions.iter().map(String::as_str).eq(ours))
}

/// Takes every table away again, data included. For tests of the way down.
///
/// # Errors
/// Whatever the database says.
pub fn revert_all(conn: &mut Conn) -> std::result::Result<(), StoreError> {
    under_lock(conn, |conn| {
        let engine = conn.engine();
        each!(conn, c => c.revert_all_migrations(Tree(engine)).map(|_| ())).map_err(fault)
    })
}

fn under_lock(
    conn: &mut Conn,
    work: impl FnOnce(&mut Conn) -> std::result::Result<(), StoreError>,
) -> std::result::Result<(), StoreError> {
    conn.lock_for_migrations()?;
    match work(conn) {
        Ok(()) => conn.unlock_after_migrations(true),
        Err(error) => {
            // The first error says more than a failing roll-back would.
            let _ = conn.unlock_after_migrations(false);
            Err(error)
        }
    }
}

fn fault(error: Box<dyn std::error::Error + Send + Sync>) -> StoreError {
    match error.downcast::<diesel::result::Error>() {
        Ok(error) => StoreError::from(*error),
        Err(_) => StoreError::Query("migration"),
    }
}

impl Spoken {
    const fn new(step: Step, engine: Engine) -> Self {
        Self {
            step,
            engine,
            name: Name(step.name),
        }
    }

    fn words(&self, text: &str) -> String {
        match self.engine {
            Engine::Postgres => text.to_owned(),
            Engine::Sqlite => strict(text),
        }
    }
}

/// SQLite's copy of a migration: the same tables, but STRICT, so that a column refuses a value of another
/// type as PostgreSQL does, and WITHOUT ROWID, so that no hidden counter keeps the order of arrival.
fn strict(text: &str) -> String {
    text.replace(" BYTEA", " BLOB")
        .replace(" SMALLINT", " INTEGER")
        .replace(" BIGINT", " INTEGER")
        .replace(" BOOLEAN", " INTEGER")
        .replace("\n);", "\n) STRICT, WITHOUT ROWID;")
}

impl<DB: Backend> MigrationSource<DB> for Tree {
    fn migrations(&self) -> Result<Vec<Box<dyn Migration<DB>>>> {
        let engine = self.0;
        Ok(TREE
            .iter()
            .map(|step| Box::new(Spoken::new(*step, engine)) as Box<dyn Migration<DB>>)
            .collect())
    }
}

impl<DB: Backend> Migration<DB> for Spoken {
    fn run(&self, conn: &mut dyn BoxableConnection<DB>) -> Result<()> {
        Ok(conn.batch_execute(&self.words(self.step.up))?)
    }

    fn revert(&self, conn: &mut dyn BoxableConnection<DB>) -> Result<()> {
        Ok(conn.batch_execute(&self.words(self.step.down))?)
    }

    fn metadata(&self) -> &dyn MigrationMetadata {
        &InTransaction
    }

    fn name(&self) -> &dyn MigrationName {
        &self.name
    }
}

/// The number that a folder's name begins with.
fn version(name: &str) -> &str {
    name.split_once('_').map_or(name, |(number, _)| number)
}

impl MigrationMetadata for InTransaction {}

impl MigrationName for Name {
    fn version(&self) -> MigrationVersion<'_> {
        MigrationVersion::from(version(self.0))
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_of_sqlite_is_strict_and_without_rowid() {
        for step in TREE {
            let text = strict(step.up);
            assert_eq!(
                text.matches("CREATE TABLE").count(),
                text.matches(") STRICT, WITHOUT ROWID;").count(),
                "{}",
                step.name
            );
            for word in ["BYTEA", "SMALLINT", "BIGINT", "BOOLEAN"] {
                assert!(!text.contains(word), "{} {word}", step.name);
            }
        }
    }

    #[test]
    fn no_migration_records_a_moment_by_itself() {
        for step in TREE {
            let text = step.up.to_ascii_uppercase();
            for word in [
                "TIMESTAMP",
                "DEFAULT",
                "TRIGGER",
                "NOW(",
                "AUTOINCREMENT",
                "BIGSERIAL",
                " SERIAL NOT NULL",
            ] {
                assert!(!text.contains(word), "{} {word}", step.name);
            }
        }
    }
}
