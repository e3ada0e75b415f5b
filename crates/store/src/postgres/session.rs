//! Transactions on one PostgreSQL connection.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use postgres::error::{DbError, Severity, SqlState};
use postgres::fallible_iterator::FallibleIterator;
use postgres::{Client, Statement};

use super::connect::Connector;
use super::describe;
use super::value::{Bound, PostgresRow};
use crate::batch::{Access, Failure, Session};
use crate::error::StoreError;
use crate::tx::{Driver, Lock, Param, Row};

/// After a failed attempt to connect, callers are refused at once for this long; it doubles up to the maximum.
const BACK_OFF_MIN: Duration = Duration::from_millis(100);
const BACK_OFF_MAX: Duration = Duration::from_secs(5);

/// Two batches may lock the same rows in different order. The server would notice after a second; this is sooner, and
/// the batches then take turns.
const BEGIN_BATCH: &str =
    "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = '100ms'; SAVEPOINT job";

/// A connection that is made again when it broke.
pub(crate) struct PostgresSession {
    connector: Arc<Connector>,
    access: Access,
    connection: Option<Connection>,
    back_off: Option<BackOff>,
    failure: Option<Failure>,
}

struct Connection {
    client: Client,
    statements: HashMap<(&'static str, Option<Lock>), Statement>,
}

struct BackOff {
    until: Instant,
    pause: Duration,
    error: StoreError,
}

impl PostgresSession {
    /// Connects on the first transaction.
    pub(crate) fn new(connector: Arc<Connector>, access: Access) -> Self {
        Self { connector, access, connection: None, back_off: None, failure: None }
    }

    fn connected(&mut self) -> Result<&mut Connection, StoreError> {
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.connect()?,
        };
        Ok(self.connection.insert(connection))
    }

    fn connect(&mut self) -> Result<Connection, StoreError> {
        if let Some(back_off) = &self.back_off
            && Instant::now() < back_off.until
        {
            return Err(back_off.error.clone());
        }
        match self.connector.connect() {
            Ok(client) => {
                if self.back_off.take().is_some() {
                    tracing::info!("the database is reachable again");
                }
                Ok(Connection { client, statements: HashMap::new() })
            }
            Err(error) => {
                let pause = self.back_off.as_ref().map_or(BACK_OFF_MIN, |last| last.pause.saturating_mul(2));
                let pause = pause.min(BACK_OFF_MAX);
                if self.back_off.is_none() {
                    tracing::warn!(error = error.detail(), "the database is not reachable");
                }
                self.back_off = Some(BackOff { until: Instant::now() + pause, pause, error: error.clone() });
                Err(error)
            }
        }
    }

    /// Runs transaction control before COMMIT. Whatever fails here leaves nothing written.
    fn control(&mut self, sql: &str) -> Result<(), Failure> {
        let connection = self.connected().map_err(Failure::Down)?;
        connection.client.batch_execute(sql).map_err(|error| {
            self.connection = None;
            Failure::Lost(StoreError::Unavailable(format!("{sql}: {}", describe(&error))))
        })
    }

    fn run<T>(
        &mut self,
        sql: &'static str,
        params: &[Param<'_>],
        lock: Option<Lock>,
        step: impl FnOnce(&mut Client, &Statement, Vec<Bound<'_>>) -> Result<T, StepError>,
    ) -> Result<T, StoreError> {
        let Some(connection) = &mut self.connection else {
            return Err(StoreError::Defect("a statement outside a transaction".to_owned()));
        };
        let done = connection.statement(sql, lock).map_err(StepError::Engine).and_then(|statement| {
            let count = statement.params().len();
            if count != params.len() {
                return Err(StepError::Parameters(format!(
                    "{} parameters given, {count} wanted",
                    params.len()
                )));
            }
            step(&mut connection.client, &statement, params.iter().map(|param| Bound(*param)).collect())
        });
        let failure = match done {
            Ok(value) => return Ok(value),
            Err(StepError::Reader(error)) => return Err(error),
            Err(StepError::Parameters(detail)) => {
                Failure::Refused(StoreError::Defect(format!("{detail}: {sql}")))
            }
            Err(StepError::Engine(error)) => classify(sql, &error, self.access),
        };
        if matches!(failure, Failure::Conflict(_)) {
            // Also what a statement is told whose tables changed under it: the next try prepares it anew.
            connection.statements.remove(&(sql, lock));
        }
        let answer = failure.error().clone();
        self.failure = Some(Failure::worst(self.failure.take(), failure));
        Err(answer)
    }
}

impl Connection {
    fn statement(&mut self, sql: &'static str, lock: Option<Lock>) -> Result<Statement, postgres::Error> {
        if let Some(statement) = self.statements.get(&(sql, lock)) {
            return Ok(statement.clone());
        }
        let statement = match lock {
            None => self.client.prepare(sql),
            Some(Lock::Share) => self.client.prepare(&format!("{sql} FOR SHARE")),
            Some(Lock::Update) => self.client.prepare(&format!("{sql} FOR UPDATE")),
        }?;
        self.statements.insert((sql, lock), statement.clone());
        Ok(statement)
    }
}

impl Driver for PostgresSession {
    fn execute(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<u64, StoreError> {
        self.run(sql, params, None, |client, statement, bound| {
            let mut rows = client.query_raw(statement, bound)?;
            while rows.next()?.is_some() {}
            Ok(rows.rows_affected().unwrap_or(0))
        })
    }

    fn query(
        &mut self,
        sql: &'static str,
        params: &[Param<'_>],
        lock: Option<Lock>,
        each: &mut dyn FnMut(&dyn Row) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.run(sql, params, lock, |client, statement, bound| {
            let mut rows = client.query_raw(statement, bound)?;
            while let Some(row) = rows.next()? {
                each(&PostgresRow(&row)).map_err(StepError::Reader)?;
            }
            Ok(())
        })
    }

    fn is_write(&self) -> bool {
        self.access == Access::Write
    }
}

impl Session for PostgresSession {
    fn begin(&mut self, jobs: usize) -> Result<(), Failure> {
        self.failure = None;
        match self.access {
            Access::Read => self.control("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"),
            Access::Write if jobs == 1 => self.control("BEGIN ISOLATION LEVEL READ COMMITTED"),
            Access::Write => self.control(BEGIN_BATCH),
        }
    }

    fn take_failure(&mut self) -> Option<Failure> {
        self.failure.take()
    }

    fn keep(&mut self) -> Result<(), Failure> {
        self.control("RELEASE job; SAVEPOINT job")
    }

    fn undo(&mut self) -> Result<(), Failure> {
        self.control("ROLLBACK TO job")
    }

    fn commit(&mut self) -> Result<(), Failure> {
        let Some(connection) = &mut self.connection else {
            return Err(Failure::Lost(StoreError::Unavailable("no connection to commit on".to_owned())));
        };
        let Err(error) = connection.client.batch_execute("COMMIT") else { return Ok(()) };
        if self.access == Access::Read {
            // What was read stays true; the next transaction connects again.
            self.connection = None;
            return Ok(());
        }
        match classify("COMMIT", &error, self.access) {
            failure @ (Failure::Refused(StoreError::Inconsistent { .. }) | Failure::Conflict(_)) => {
                Err(failure)
            }
            Failure::Refused(error) | Failure::Lost(error) | Failure::Down(error) => {
                tracing::warn!(error = error.detail(), "the outcome of a commit is not known");
                self.connection = None;
                Err(Failure::Down(StoreError::Unavailable(error.detail())))
            }
        }
    }

    fn rollback(&mut self) {
        let Some(connection) = &mut self.connection else { return };
        if connection.client.is_closed() || connection.client.batch_execute("ROLLBACK").is_err() {
            self.connection = None;
        }
    }

    fn finish(&mut self) {
        self.connection = None;
    }
}

/// Why running a statement stopped.
enum StepError {
    Engine(postgres::Error),
    Reader(StoreError),
    Parameters(String),
}

impl From<postgres::Error> for StepError {
    fn from(error: postgres::Error) -> Self {
        Self::Engine(error)
    }
}

fn classify(sql: &'static str, error: &postgres::Error, access: Access) -> Failure {
    let detail = format!("{sql}: {}", describe(error));
    let Some(refusal) = error.as_db_error() else {
        // Only a parameter that cannot be encoded fails without touching the connection.
        let local = std::error::Error::source(error).is_some_and(|source| !source.is::<std::io::Error>());
        return match local && !error.is_closed() {
            true => Failure::Refused(StoreError::Defect(detail)),
            false => Failure::Lost(StoreError::Unavailable(detail)),
        };
    };
    let code = refusal.code();
    let class = code.code().get(..2).unwrap_or_default();
    match class {
        _ if is_conflict(refusal) => Failure::Conflict(StoreError::Unavailable(detail)),
        _ if refusal.parsed_severity().is_some_and(|severity| severity != Severity::Error) => {
            Failure::Lost(StoreError::Unavailable(detail))
        }
        // Connection failure, also between a coordinator and its workers; outcome of a statement not known.
        "08" => Failure::Lost(StoreError::Unavailable(detail)),
        // Out of resources, stopped by the operator, a failing system or an internal error.
        "53" | "57" | "58" | "XX" => Failure::Refused(StoreError::Unavailable(detail)),
        // The server became a standby.
        _ if *code == SqlState::READ_ONLY_SQL_TRANSACTION && access == Access::Write => {
            Failure::Lost(StoreError::Unavailable(detail))
        }
        "23" => {
            let detail =
                refusal.constraint().map_or(detail, |name| format!("{} breaks {name}", refusal.message()));
            Failure::Refused(StoreError::Inconsistent { statement: sql, detail })
        }
        _ => Failure::Refused(StoreError::Defect(detail)),
    }
}

/// Serialization failure, deadlock, lock timeout, and a prepared statement whose tables were altered.
fn is_conflict(refusal: &DbError) -> bool {
    let code = refusal.code();
    *code == SqlState::T_R_SERIALIZATION_FAILURE
        || *code == SqlState::T_R_DEADLOCK_DETECTED
        || *code == SqlState::LOCK_NOT_AVAILABLE
        || (*code == SqlState::FEATURE_NOT_SUPPORTED && refusal.message().starts_with("cached plan"))
}
