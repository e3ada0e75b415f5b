//! Schema steps on SQLite.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use super::{open_read, open_write, unavailable};
use crate::error::StoreError;
use crate::migrate::{
    AppliedMigration, INSERT_APPLIED, Migration, MigrationError, MigrationState, SELECT_APPLIED,
};

const CREATE_TABLE: &str = "CREATE TABLE IF NOT EXISTS migration (version INTEGER NOT NULL PRIMARY KEY, \
     name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at_micros INTEGER NOT NULL) STRICT";

/// Applies what is pending and returns it.
pub(crate) fn migrate(
    path: &Path,
    known: &'static [Migration],
    now_micros: i64,
) -> Result<Vec<AppliedMigration>, StoreError> {
    migrate_connection(&mut open_write(path)?, known, now_micros)
}

/// Compares the file with `known` without changing it.
pub(crate) fn migration_state(
    path: &Path,
    known: &'static [Migration],
) -> Result<MigrationState, StoreError> {
    let connection = open_read(path)?;
    let applied = applied(&connection).map_err(|error| unavailable(path, &error))?;
    Ok(MigrationState::compare(known, applied)?)
}

/// Foreign keys are off while steps run, so that a table can be rebuilt, and are checked before the commit.
pub(crate) fn migrate_connection(
    connection: &mut Connection,
    known: &'static [Migration],
    now_micros: i64,
) -> Result<Vec<AppliedMigration>, StoreError> {
    let outside = |error: rusqlite::Error| StoreError::Unavailable(format!("migrating: {error}"));
    connection.pragma_update(None, "foreign_keys", false).map_err(outside)?;
    let transaction =
        connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(outside)?;
    transaction.execute_batch(CREATE_TABLE).map_err(outside)?;
    let state = MigrationState::compare(known, applied(&transaction).map_err(outside)?)?;
    let mut done = Vec::new();
    for migration in &state.pending {
        let row = migration.applied_at(now_micros);
        apply(&transaction, migration, &row).map_err(|detail| failed(migration, detail))?;
        done.push(row);
    }
    if let Some(last) = state.pending.last() {
        let orphan =
            transaction.query_row("SELECT \"table\" FROM pragma_foreign_key_check LIMIT 1", [], |row| {
                row.get::<_, String>(0)
            });
        if let Ok(table) = orphan {
            return Err(failed(last, format!("a row of {table} refers to nothing")));
        }
    }
    transaction.commit().map_err(outside)?;
    connection.pragma_update(None, "foreign_keys", true).map_err(outside)?;
    Ok(done)
}

fn apply(connection: &Connection, migration: &Migration, row: &AppliedMigration) -> Result<(), String> {
    connection.execute_batch(migration.sql).map_err(|error| error.to_string())?;
    if connection.is_autocommit() {
        return Err("it ended the transaction it runs in".to_owned());
    }
    let params = rusqlite::params![row.version, row.name, row.checksum, row.applied_at_micros];
    connection.execute(INSERT_APPLIED, params).map_err(|error| error.to_string())?;
    Ok(())
}

fn failed(migration: &Migration, detail: String) -> StoreError {
    MigrationError::Failed { version: migration.version, name: migration.name, detail }.into()
}

fn applied(connection: &Connection) -> rusqlite::Result<Vec<AppliedMigration>> {
    if !connection.table_exists(None, "migration")? {
        return Ok(Vec::new());
    }
    let mut statement = connection.prepare(SELECT_APPLIED)?;
    let rows = statement.query_map([], |row| {
        Ok(AppliedMigration {
            version: row.get(0)?,
            name: row.get(1)?,
            checksum: row.get(2)?,
            applied_at_micros: row.get(3)?,
        })
    })?;
    rows.collect()
}
