//! A consistent copy of a PostgreSQL database as a SQLite file, which this program can open as it is.
//!
//! The tables are those that the SQLite migrations make; both dialects name the same tables and columns, and a
//! difference is refused, never skipped.

use std::path::Path;

use postgres::fallible_iterator::FallibleIterator;
use postgres::{Client, IsolationLevel, Transaction};

use super::connect::Connector;
use super::describe;
use super::migrate::applied;
use super::value::{Bound, PostgresRow};
use crate::error::StoreError;
use crate::migrate::{MigrationSet, MigrationState};
use crate::sqlite;
use crate::tx::Row;

/// Copies everything that one snapshot shows to `to`, which may not exist.
pub(crate) fn backup(connector: &Connector, migrations: &MigrationSet, to: &Path) -> Result<(), StoreError> {
    let (target, mut copy) = sqlite::create_target(to)?;
    let mut client: Client = connector.connect_plain()?;
    let mut snapshot = client
        .build_transaction()
        .isolation_level(IsolationLevel::RepeatableRead)
        .read_only(true)
        .start()
        .map_err(|error| source_failed(&error))?;
    let applied = applied(&mut snapshot).map_err(|error| source_failed(&error))?;
    let migrated_at = applied.last().map_or(0, |last| last.applied_at_micros);
    let state = MigrationState::compare(migrations.postgres, applied)?;
    if !state.is_current() {
        return Err(StoreError::Backup("the database must be migrated before it can be copied".to_owned()));
    }
    sqlite::migrate_connection(&mut copy, migrations.sqlite, migrated_at)?;
    copy_tables(&mut snapshot, &mut copy)?;
    sqlite::publish(target, copy)
}

/// Foreign keys are off while rows arrive table by table, and are checked at the end.
fn copy_tables(snapshot: &mut Transaction<'_>, copy: &mut rusqlite::Connection) -> Result<(), StoreError> {
    copy.pragma_update(None, "foreign_keys", false).map_err(|error| copy_failed(&error))?;
    let transaction = copy.transaction().map_err(|error| copy_failed(&error))?;
    for table in tables(&transaction).map_err(|error| copy_failed(&error))? {
        copy_table(snapshot, &transaction, &table)?;
    }
    let orphans: i64 = transaction
        .query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0))
        .map_err(|error| copy_failed(&error))?;
    if orphans > 0 {
        return Err(StoreError::Backup(format!("{orphans} rows refer to rows that do not exist")));
    }
    transaction.commit().map_err(|error| copy_failed(&error))
}

struct Table {
    name: String,
    columns: Vec<String>,
}

/// All tables except `migration`: the copy was migrated itself.
fn tables(copy: &rusqlite::Connection) -> rusqlite::Result<Vec<Table>> {
    let mut statement = copy.prepare(
        "SELECT t.name, c.name FROM sqlite_master AS t, pragma_table_info(t.name) AS c \
         WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND t.name <> 'migration' \
         ORDER BY t.name, c.cid",
    )?;
    let mut rows = statement.query([])?;
    let mut tables: Vec<Table> = Vec::new();
    while let Some(row) = rows.next()? {
        let (name, column): (String, String) = (row.get(0)?, row.get(1)?);
        match tables.last_mut() {
            Some(table) if table.name == name => table.columns.push(column),
            _ => tables.push(Table { name, columns: vec![column] }),
        }
    }
    Ok(tables)
}

fn copy_table(
    snapshot: &mut Transaction<'_>,
    copy: &rusqlite::Connection,
    table: &Table,
) -> Result<(), StoreError> {
    // `SELECT *` would hide a column that only one dialect has; the count below would not.
    let name = quoted(&table.name);
    let columns = table.columns.iter().map(|column| quoted(column)).collect::<Vec<_>>().join(", ");
    let everything =
        snapshot.prepare(&format!("SELECT * FROM {name}")).map_err(|error| source_failed(&error))?;
    if everything.columns().len() != table.columns.len() {
        return Err(StoreError::Backup(format!("table {name} has other columns than on SQLite")));
    }
    // Rows that a migration put there are also in the source.
    copy.execute(&format!("DELETE FROM {name}"), []).map_err(|error| copy_failed(&error))?;
    let places = (1..=table.columns.len()).map(|place| format!("?{place}")).collect::<Vec<_>>().join(", ");
    let mut insert = copy
        .prepare(&format!("INSERT INTO {name} ({columns}) VALUES ({places})"))
        .map_err(|error| copy_failed(&error))?;
    let mut rows = snapshot
        .query_raw(&format!("SELECT {columns} FROM {name}"), Vec::<Bound<'_>>::new())
        .map_err(|error| source_failed(&error))?;
    while let Some(row) = rows.next().map_err(|error| source_failed(&error))? {
        let row = PostgresRow(&row);
        let values = (0..table.columns.len()).map(|column| Ok(sqlite::Bound(row.value(column)?)));
        let values = values.collect::<Result<Vec<_>, StoreError>>()?;
        insert.execute(rusqlite::params_from_iter(values)).map_err(|error| copy_failed(&error))?;
    }
    Ok(())
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn source_failed(error: &postgres::Error) -> StoreError {
    StoreError::Backup(format!("reading failed: {}", describe(error)))
}

fn copy_failed(error: &rusqlite::Error) -> StoreError {
    StoreError::Backup(format!("writing failed: {error}"))
}
