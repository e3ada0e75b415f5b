//! The embedded engine: one file, one writing connection, a few reading ones.
//!
//! WAL with `synchronous=FULL`: a COMMIT that returned survives a power cut, and readers never wait for the writer.
//! Other processes may have the file open at the same time; who comes second waits up to [`BUSY_TIMEOUT`].

mod backup;
mod migrate;
mod schema;
mod session;

pub(crate) use backup::{backup, create_target, publish};
pub(crate) use migrate::{migrate, migrate_connection, migration_state};
pub(crate) use schema::schema_dump;
pub(crate) use session::{Bound, SqliteSession};

use std::fs::OpenOptions;
use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::ffi::ErrorCode;
use rusqlite::{Connection, OpenFlags};

use crate::batch::Access;
use crate::error::StoreError;

/// How long a connection waits for another process to let go of the file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Statements that each connection keeps prepared; more than the product has.
const STATEMENTS_MAX: usize = 1024;

/// `journal_size_limit` keeps one large transaction from leaving a large WAL file behind for ever. Under load the WAL is
/// put back into the file at 16 MB: at the usual 4 MB every twelfth commit would wait for that, now every fiftieth does.
const PRAGMAS: &str = "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; \
     PRAGMA temp_store = MEMORY; PRAGMA cache_size = -24576; PRAGMA journal_size_limit = 67108864; \
     PRAGMA wal_autocheckpoint = 4000;";

/// Creates the file when it does not exist, readable by its owner only, and opens it for writing.
pub(crate) fn open_write(path: &Path) -> Result<Connection, StoreError> {
    create_private(path);
    open(path, Access::Write)
}

/// Opens an existing file so that it cannot be changed through this connection.
pub(crate) fn open_read(path: &Path) -> Result<Connection, StoreError> {
    open(path, Access::Read)
}

/// Opens an existing file. A file that vanished is not replaced by an empty one.
fn open(path: &Path, access: Access) -> Result<Connection, StoreError> {
    connect(path, access).map_err(|error| unavailable(path, &error))
}

/// Writes the write-ahead log back into the file. Failing is harmless, and not worth waiting for another process: the
/// last connection to close does it, or the next opening.
pub(crate) fn checkpoint(connection: &Connection) {
    let done = connection
        .busy_timeout(Duration::ZERO)
        .and_then(|()| connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)"));
    if let Err(error) = done {
        tracing::debug!(error = error.to_string(), "the write-ahead log stays behind");
    }
}

/// The product's word for an error outside any statement of the product.
pub(crate) fn unavailable(path: &Path, error: &rusqlite::Error) -> StoreError {
    StoreError::Unavailable(format!("{}: {error}", path.display()))
}

/// SQLite's result code, without its extended part.
fn error_code(error: &rusqlite::Error) -> Option<ErrorCode> {
    match error {
        rusqlite::Error::SqliteFailure(failure, _) => Some(failure.code),
        rusqlite::Error::SqlInputError { error, .. } => Some(error.code),
        _ => None,
    }
}

fn connect(path: &Path, access: Access) -> rusqlite::Result<Connection> {
    // A reading connection opens the file read-write all the same: after a crash the first one to come must be able
    // to recover the write-ahead log. `query_only` then keeps it from changing anything.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_MAX);
    // A statement keeps the plan it was given: else its bound values are looked at, and it is planned again and again.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    if access == Access::Write {
        connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    }
    connection.execute_batch(PRAGMAS)?;
    if access == Access::Read {
        connection.pragma_update(None, "query_only", true)?;
    }
    Ok(connection)
}

/// Failing is left to the opening that follows, which says why. SQLite gives its side files the same permissions.
fn create_private(path: &Path) {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    drop(options.open(path));
}
