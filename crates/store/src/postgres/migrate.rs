//! Schema steps on PostgreSQL.

use postgres::{Client, GenericClient};

use super::connect::Connector;
use super::{describe, unavailable};
use crate::error::StoreError;
use crate::migrate::{
    AppliedMigration, INSERT_APPLIED, Migration, MigrationError, MigrationState, SELECT_APPLIED,
};

const CREATE_TABLE: &str = "CREATE TABLE IF NOT EXISTS migration (version INT8 NOT NULL PRIMARY KEY, \
     name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at_micros INT8 NOT NULL)";

/// Applies what is pending and returns it.
pub(crate) fn migrate(
    connector: &Connector,
    known: &'static [Migration],
    now_micros: i64,
) -> Result<Vec<AppliedMigration>, StoreError> {
    let outside = |error: postgres::Error| unavailable("migrating", &error);
    let mut client = connector.connect_plain()?;
    create_table(&mut client).map_err(outside)?;
    let mut transaction = client.transaction().map_err(outside)?;
    // The lease: whoever comes second waits here and then finds nothing pending. Not an advisory lock, which other
    // servers of this protocol lack.
    transaction.batch_execute("LOCK TABLE migration IN ACCESS EXCLUSIVE MODE").map_err(outside)?;
    let state = MigrationState::compare(known, applied(&mut transaction).map_err(outside)?)?;
    let mut done = Vec::new();
    for migration in &state.pending {
        let row = migration.applied_at(now_micros);
        apply(&mut transaction, migration, &row).map_err(|error| MigrationError::Failed {
            version: migration.version,
            name: migration.name,
            detail: describe(&error),
        })?;
        done.push(row);
    }
    transaction.commit().map_err(outside)?;
    Ok(done)
}

/// Compares the database with `known` without changing it.
pub(crate) fn migration_state(
    connector: &Connector,
    known: &'static [Migration],
) -> Result<MigrationState, StoreError> {
    let mut client = connector.connect_plain()?;
    let applied =
        applied(&mut client).map_err(|error| unavailable("reading the applied migrations", &error))?;
    Ok(MigrationState::compare(known, applied)?)
}

/// What the database has, in order.
pub(super) fn applied(client: &mut impl GenericClient) -> Result<Vec<AppliedMigration>, postgres::Error> {
    let present = client.query_one("SELECT to_regclass('migration') IS NOT NULL", &[])?;
    if !present.try_get::<_, bool>(0)? {
        return Ok(Vec::new());
    }
    let rows = client.query(SELECT_APPLIED, &[])?;
    let read = |row: &postgres::Row| {
        Ok(AppliedMigration {
            version: row.try_get(0)?,
            name: row.try_get(1)?,
            checksum: row.try_get(2)?,
            applied_at_micros: row.try_get(3)?,
        })
    };
    rows.iter().map(read).collect()
}

/// `IF NOT EXISTS` alone does not keep two creations at the same moment apart: one of them may be refused, and then
/// finds the table there.
fn create_table(client: &mut Client) -> Result<(), postgres::Error> {
    client.batch_execute(CREATE_TABLE).or_else(|_| client.batch_execute(CREATE_TABLE))
}

fn apply(
    client: &mut impl GenericClient,
    migration: &Migration,
    row: &AppliedMigration,
) -> Result<(), postgres::Error> {
    client.batch_execute(migration.sql)?;
    client.execute(INSERT_APPLIED, &[&row.version, &row.name, &row.checksum, &row.applied_at_micros])?;
    Ok(())
}
