//! Transactions on one SQLite connection.

use std::path::PathBuf;

use rusqlite::ffi::ErrorCode;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, ToSql};

use super::{checkpoint, error_code, open, open_write};
use crate::batch::{Access, Failure, Session, Undone};
use crate::error::StoreError;
use crate::tx::{Driver, Lock, Param, Row};

/// A connection that is opened again when it broke.
pub(crate) struct SqliteSession {
    path: PathBuf,
    access: Access,
    connection: Option<Connection>,
    broken: bool,
    /// Whether the transaction has one job only, and thus no savepoints.
    alone: bool,
    failure: Option<Failure>,
}

impl SqliteSession {
    /// Opens the file; a writing session creates it.
    pub(crate) fn open(path: PathBuf, access: Access) -> Result<Self, StoreError> {
        let connection = match access {
            Access::Write => open_write(&path)?,
            Access::Read => open(&path, access)?,
        };
        Ok(Self { path, access, connection: Some(connection), broken: false, alone: true, failure: None })
    }

    fn connected(&mut self) -> Result<&Connection, StoreError> {
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => open(&self.path, self.access)?,
        };
        Ok(self.connection.insert(connection))
    }

    /// Runs transaction control, whose failure ends the whole batch.
    fn control(&mut self, sql: &str) -> Result<(), Failure> {
        let connection = self.connected().map_err(Failure::Down)?;
        let done = connection.prepare_cached(sql).and_then(|mut statement| statement.raw_execute());
        match done {
            Ok(_) => Ok(()),
            Err(error) => {
                self.broken |= breaks(&error);
                Err(Failure::Down(StoreError::Unavailable(format!("{sql}: {error}"))))
            }
        }
    }

    fn run<T>(
        &mut self,
        sql: &'static str,
        params: &[Param<'_>],
        step: impl FnOnce(CachedStatement<'_>) -> Result<T, StepError>,
    ) -> Result<T, StoreError> {
        let Some(connection) = &self.connection else {
            return Err(StoreError::Defect("a statement outside a transaction".to_owned()));
        };
        let done = connection.prepare_cached(sql).map_err(StepError::Engine).and_then(|mut statement| {
            bind(&mut statement, params)?;
            step(statement)
        });
        let failure = match done {
            Ok(value) => return Ok(value),
            Err(StepError::Reader(error)) => return Err(error),
            Err(StepError::Parameters(detail)) => {
                Failure::Refused(StoreError::Defect(format!("{detail}: {sql}")))
            }
            Err(StepError::Engine(error)) => {
                self.broken |= breaks(&error);
                classify(sql, &error, self.access, connection.is_autocommit())
            }
        };
        let answer = failure.error().clone();
        self.failure = Some(Failure::worst(self.failure.take(), failure));
        Err(answer)
    }
}

impl Driver for SqliteSession {
    fn execute(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<u64, StoreError> {
        self.run(sql, params, |mut statement| {
            let touched = statement.raw_execute()?;
            Ok(touched as u64)
        })
    }

    fn query(
        &mut self,
        sql: &'static str,
        params: &[Param<'_>],
        _lock: Option<Lock>,
        each: &mut dyn FnMut(&dyn Row) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.run(sql, params, |mut statement| {
            let mut rows = statement.raw_query();
            while let Some(row) = rows.next()? {
                each(&SqliteRow(row)).map_err(StepError::Reader)?;
            }
            Ok(())
        })
    }

    fn is_write(&self) -> bool {
        self.access == Access::Write
    }
}

impl Session for SqliteSession {
    fn begin(&mut self, jobs: usize) -> Result<(), Failure> {
        (self.failure, self.alone) = (None, jobs == 1);
        match self.access {
            Access::Read => self.control("BEGIN DEFERRED"),
            Access::Write if jobs == 1 => self.control("BEGIN IMMEDIATE"),
            Access::Write => {
                self.control("BEGIN IMMEDIATE")?;
                self.control("SAVEPOINT job")
            }
        }
    }

    fn take_failure(&mut self) -> Option<Failure> {
        self.failure.take()
    }

    fn keep(&mut self) -> Result<(), Failure> {
        if !self.alone {
            self.control("RELEASE job")?;
            self.control("SAVEPOINT job")?;
        }
        Ok(())
    }

    fn undo(&mut self) -> Result<Undone, Failure> {
        self.control("ROLLBACK TO job")?;
        Ok(Undone::Yes)
    }

    fn commit(&mut self) -> Result<(), Failure> {
        let connection = self.connected().map_err(Failure::Down)?;
        let done = connection.prepare_cached("COMMIT").and_then(|mut statement| statement.raw_execute());
        let Err(error) = done else { return Ok(()) };
        // A deferred foreign key: one job's fault, found when it is run alone.
        if error_code(&error) == Some(ErrorCode::ConstraintViolation) {
            return Err(Failure::Refused(StoreError::Inconsistent {
                statement: "COMMIT",
                detail: error.to_string(),
            }));
        }
        self.broken |= breaks(&error);
        Err(Failure::Down(StoreError::Unavailable(format!("COMMIT: {error}"))))
    }

    fn rollback(&mut self) {
        let Some(connection) = &self.connection else { return };
        let ended = connection.is_autocommit() || connection.execute_batch("ROLLBACK").is_ok();
        if self.broken || !ended {
            tracing::warn!(path = %self.path.display(), "the database connection is opened again");
            self.connection = None;
            self.broken = false;
        }
    }

    fn finish(&mut self) {
        let connection = self.connection.take();
        if let (Access::Write, Some(connection)) = (self.access, &connection) {
            checkpoint(connection);
        }
    }
}

/// Why running a statement stopped.
enum StepError {
    Engine(rusqlite::Error),
    Reader(StoreError),
    Parameters(String),
}

impl From<rusqlite::Error> for StepError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Engine(error)
    }
}

/// SQLite numbers `$1` by its first appearance, not by its digits; binding goes by the digits.
fn bind(statement: &mut CachedStatement<'_>, params: &[Param<'_>]) -> Result<(), StepError> {
    let count = statement.parameter_count();
    if count != params.len() {
        return Err(StepError::Parameters(format!("{} parameters given, {count} wanted", params.len())));
    }
    for index in 1..=count {
        let number =
            statement.parameter_name(index).and_then(|name| name.strip_prefix('$')?.parse::<usize>().ok());
        let param = number.and_then(|number| params.get(number.checked_sub(1)?));
        let Some(param) = param else {
            return Err(StepError::Parameters(format!("parameter {index} is not one of $1..${count}")));
        };
        statement.raw_bind_parameter(index, Bound(*param))?;
    }
    Ok(())
}

fn classify(sql: &'static str, error: &rusqlite::Error, access: Access, transaction_gone: bool) -> Failure {
    let detail = format!("{sql}: {error}");
    match error_code(error) {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Failure::Conflict(StoreError::Busy),
        Some(ErrorCode::ReadOnly) if access == Access::Read => Failure::Refused(StoreError::Defect(detail)),
        Some(ErrorCode::DiskFull | ErrorCode::OutOfMemory) => Failure::Down(StoreError::Unavailable(detail)),
        // When the engine gave up the whole transaction, what the other jobs of the batch did went with it.
        _ if transaction_gone || breaks(error) => Failure::Down(StoreError::Unavailable(detail)),
        Some(ErrorCode::ConstraintViolation) => {
            Failure::Refused(StoreError::Inconsistent { statement: sql, detail: error.to_string() })
        }
        _ => Failure::Refused(StoreError::Defect(detail)),
    }
}

/// Whether the connection, and not only the statement, is to be distrusted.
fn breaks(error: &rusqlite::Error) -> bool {
    matches!(
        error_code(error),
        Some(
            ErrorCode::SystemIoFailure
                | ErrorCode::CannotOpen
                | ErrorCode::DatabaseCorrupt
                | ErrorCode::NotADatabase
                | ErrorCode::PermissionDenied
                | ErrorCode::FileLockingProtocolFailed
                | ErrorCode::ReadOnly
        )
    )
}

/// A parameter as SQLite takes it.
pub(crate) struct Bound<'a>(pub(crate) Param<'a>);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Param::Null => ValueRef::Null,
            Param::Int(value) => ValueRef::Integer(value),
            Param::Text(value) => ValueRef::Text(value.as_bytes()),
            Param::Blob(value) => ValueRef::Blob(value),
        }))
    }
}

struct SqliteRow<'a>(&'a rusqlite::Row<'a>);

impl Row for SqliteRow<'_> {
    fn value(&self, column: usize) -> Result<Param<'_>, StoreError> {
        let absent = |error| StoreError::inconsistent(format!("column {column}: {error}"));
        match self.0.get_ref(column).map_err(absent)? {
            ValueRef::Null => Ok(Param::Null),
            ValueRef::Integer(value) => Ok(Param::Int(value)),
            ValueRef::Blob(value) => Ok(Param::Blob(value)),
            ValueRef::Text(value) => match str::from_utf8(value) {
                Ok(value) => Ok(Param::Text(value)),
                Err(_) => Err(StoreError::inconsistent(format!("column {column} is not UTF-8"))),
            },
            ValueRef::Real(_) => {
                Err(StoreError::inconsistent(format!("column {column} is a floating value")))
            }
        }
    }
}
