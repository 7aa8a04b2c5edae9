//! Both engines have the same tables.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use sujarit::store::{Conn, Db, Engine, StoreError, revert_all, run_all};

use super::samples::found;
use crate::support::fresh::{Fresh, on_both, settings};

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    tab: String,
    #[diesel(sql_type = Text)]
    col: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Bool)]
    may_be_empty: bool,
    #[diesel(sql_type = Bool)]
    in_key: bool,
}

#[derive(QueryableByName)]
struct Index {
    #[diesel(sql_type = Text)]
    tab: String,
    #[diesel(sql_type = Text)]
    cols: String,
    #[diesel(sql_type = Bool)]
    one_only: bool,
}

/// Table and column to (SQLite's type, whether it may be empty, whether it is part of the primary key).
type Schema = BTreeMap<(String, String), (String, bool, bool)>;

const OURS: &str = "__diesel_schema_migrations";

fn schema(conn: &mut Conn) -> Result<Schema, StoreError> {
    let columns: Vec<Column> = match conn {
        Conn::Sqlite(c) => diesel::sql_query(
            "SELECT m.name AS tab, p.name AS col, p.type AS kind, p.\"notnull\" = 0 AS may_be_empty, p.pk > 0 AS in_key \
             FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table'",
        )
        .load(c.as_mut())?,
        Conn::Postgres(c) => diesel::sql_query(
            "SELECT c.table_name::text AS tab, c.column_name::text AS col, \
             CASE c.data_type WHEN 'bytea' THEN 'BLOB' WHEN 'text' THEN 'TEXT' \
               WHEN 'smallint' THEN 'INTEGER' WHEN 'integer' THEN 'INTEGER' WHEN 'bigint' THEN 'INTEGER' \
               WHEN 'boolean' THEN 'INTEGER' ELSE c.data_type END AS kind, \
             c.is_nullable = 'YES' AS may_be_empty, \
             EXISTS (SELECT 1 FROM information_schema.table_constraints t \
               JOIN information_schema.key_column_usage k USING (constraint_schema, constraint_name) \
               WHERE t.constraint_type = 'PRIMARY KEY' AND k.table_name = c.table_name \
                 AND k.column_name = c.column_name) AS in_key \
             FROM information_schema.columns c WHERE c.table_schema = 'public'",
        )
        .load(c.as_mut())?,
    };
    Ok(columns
        .into_iter()
        .filter(|column| column.tab != OURS)
        .map(|column| {
            (
                (column.tab, column.col),
                (column.kind, column.may_be_empty, column.in_key),
            )
        })
        .collect())
}

/// Every index and unique key that is not the primary key: table, columns in order, whether unique.
fn indexes(conn: &mut Conn) -> Result<Vec<(String, String, bool)>, StoreError> {
    let found: Vec<Index> = match conn {
        Conn::Sqlite(c) => diesel::sql_query(
            "SELECT m.name AS tab, \
             (SELECT group_concat(name, ',') FROM (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno)) AS cols, \
             i.\"unique\" = 1 AS one_only \
             FROM sqlite_master m JOIN pragma_index_list(m.name) i WHERE m.type = 'table' AND i.origin <> 'pk'",
        )
        .load(c.as_mut())?,
        Conn::Postgres(c) => diesel::sql_query(
            "SELECT t.relname::text AS tab, \
             (SELECT string_agg(a.attname, ',' ORDER BY k.n) FROM unnest(i.indkey::int[]) WITH ORDINALITY k(att, n) \
               JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.att)::text AS cols, \
             i.indisunique AS one_only \
             FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid \
             JOIN pg_namespace s ON s.oid = t.relnamespace WHERE s.nspname = 'public' AND NOT i.indisprimary",
        )
        .load(c.as_mut())?,
    };
    let mut all: Vec<_> = found
        .into_iter()
        .filter(|index| index.tab != OURS)
        .map(|index| (index.tab, index.cols, index.one_only))
        .collect();
    all.sort();
    Ok(all)
}

#[test]
fn both_engines_have_the_same_tables_columns_and_keys() {
    let sqlite = Fresh::new(Engine::Sqlite);
    let postgres = Fresh::new(Engine::Postgres);
    let columns = sqlite.read(schema);
    assert!(columns.len() > 90, "{}", columns.len());
    assert_eq!(columns, postgres.read(schema));
    let keys = sqlite.read(indexes);
    assert!(keys.len() > 8, "{keys:?}");
    assert_eq!(keys, postgres.read(indexes));
}

#[test]
fn every_row_of_an_agency_has_the_agency_first_in_its_key() {
    let fresh = Fresh::new(Engine::Sqlite);
    let keyed: Vec<String> = fresh.read(|conn| {
        let Conn::Sqlite(c) = conn else {
            panic!("not SQLite")
        };
        let columns: Vec<Index> = diesel::sql_query(
            "SELECT m.name AS tab, p.name AS cols, 1 AS one_only \
             FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table' AND p.pk = 1",
        )
        .load(c.as_mut())?;
        Ok(columns
            .into_iter()
            .filter(|first| first.cols != "agency_id")
            .map(|first| first.tab)
            .filter(|table| table != OURS)
            .collect())
    });
    assert_eq!(keyed, ["instance", "agencies"]);
}

#[test]
fn no_table_of_sqlite_counts_its_rows_in_the_order_of_arrival() {
    let fresh = Fresh::new(Engine::Sqlite);
    let kinds: Vec<(String, bool)> = fresh.read(|conn| {
        let Conn::Sqlite(c) = conn else {
            panic!("not SQLite")
        };
        let tables: Vec<Index> = diesel::sql_query(
            "SELECT name AS tab, type AS cols, wr = 1 AND strict = 1 AS one_only FROM pragma_table_list \
             WHERE schema = 'main' AND name NOT LIKE 'sqlite_%'",
        )
        .load(c.as_mut())?;
        Ok(tables
            .into_iter()
            .filter(|table| table.tab != OURS)
            .map(|table| (table.tab, table.one_only))
            .collect())
    });
    assert!(kinds.len() >= 20, "{kinds:?}");
    assert!(kinds.iter().all(|(_, good)| *good), "{kinds:?}");
}

#[test]
fn columns_of_citizens_have_days_and_no_moments() {
    let fresh = Fresh::new(Engine::Postgres);
    let columns = fresh.read(schema);
    let moments: Vec<String> = columns
        .keys()
        .filter(|(_, column)| column == "at" || column.ends_with("_at") || column.contains("time"))
        .map(|(table, column)| format!("{table}.{column}"))
        .collect();
    assert_eq!(
        moments,
        [
            "appointments.at",
            "appointments.in_force_at",
            "assignments.at",
            "deadline_rules.set_at",
            "delegations.ended_at",
            "delegations.made_at",
            "disclosures.decided_at",
            "disclosures.opened_at",
            "disclosures.requested_at",
            "edition_drafts.prepared_at",
            "edition_settings.set_at",
            "editions.published_at",
            "events.at",
            "handbooks.at",
            "holds.lifted_at",
            "holds.set_at",
            "holidays.set_at",
            "invitations.invited_at",
            "log_checks.at",
            "log_entries.at",
            "log_mails.retry_at",
            "log_mails.sent_at",
            "outbox.retry_at",
            "outbox.sent_at",
            "proposals.at",
            "proposals.decided_at",
            "records.at",
            "recovery_codes.made_at",
            "reminder_settings.set_at",
            "replies.at",
            "report_proposals.proposed_at",
            "reports.published_at",
            "retention_decisions.decided_at",
            "retention_decisions.signed_at",
            "retention_proposals.at",
            "retention_proposals.decided_at",
            "sessions.created_at",
            "sessions.expires_at",
            "sign_in_failures.last_at",
        ]
    );
}

on_both! {
    fn the_tables_can_be_taken_down_and_put_up_again(fresh) {
        let before = fresh.read(schema);
        fresh.write(|conn| found(conn, 1));
        fresh.db.close();
        let conn = &mut Conn::alone(&fresh.target).unwrap();
        revert_all(conn).unwrap();
        assert_eq!(schema(conn).unwrap(), Schema::new());
        run_all(conn).unwrap();
        assert_eq!(schema(conn).unwrap(), before);
        // The data went with the tables.
        found(conn, 1).unwrap();
    }

    fn a_database_of_a_newer_program_is_refused_and_left_alone(fresh) {
        fresh.db.close();
        let conn = &mut Conn::alone(&fresh.target).unwrap();
        statement(conn, &format!("INSERT INTO {OURS} (version) VALUES ('9999')"));
        let before = schema(conn).unwrap();
        let opened = Db::open(&fresh.target, &settings());
        assert_eq!(opened.err(), Some(StoreError::Version));
        assert_eq!(schema(conn).unwrap(), before);
    }
}

fn statement(conn: &mut Conn, sql: &str) {
    match conn {
        Conn::Sqlite(c) => diesel::sql_query(sql).execute(c.as_mut()).unwrap(),
        Conn::Postgres(c) => diesel::sql_query(sql).execute(c.as_mut()).unwrap(),
    };
}
