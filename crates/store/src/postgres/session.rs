//! Transactions on one PostgreSQL connection.
//!
//! Whatever a transaction need not wait for is posted: it travels with the next statement that somebody waits for. No
//! COMMIT is sent before everything posted has succeeded.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::connect::Connector;
use super::line::Line;
use super::value::PostgresRow;
use crate::batch::{Access, Failure, Session, Undone};
use crate::error::StoreError;
use crate::tx::{Driver, Lock, Param, Row};

/// After a failed attempt to connect, callers are refused at once for this long; it doubles up to the maximum.
const BACK_OFF_MIN: Duration = Duration::from_millis(100);
const BACK_OFF_MAX: Duration = Duration::from_secs(5);

/// Two batches may lock the same rows in different order. The server would notice after a second; this is sooner, and
/// the batches then take turns.
const BEGIN_BATCH: &str = "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = '100ms'";

/// For how many batches after an undone job each job that writes has a savepoint.
///
/// A savepoint costs as much as two statements and is hardly ever gone back to: most jobs that are refused are so before
/// they write anything. So batches go without, until one would have needed it and had to be run again.
const CAREFUL_BATCHES: u32 = 256;

/// A connection that is made again when it broke.
pub(crate) struct PostgresSession {
    connector: Arc<Connector>,
    access: Access,
    line: Option<Line>,
    back_off: Option<BackOff>,
    written: Written,
    /// Whether each job of the present transaction that writes has a savepoint.
    saving: bool,
    careful_left: u32,
    failure: Option<Failure>,
}

/// What the present job has written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Written {
    /// Nothing. Locks that outlive their job do no harm.
    Nothing,
    /// Something that goes when the transaction goes.
    InTransaction,
    /// Something that goes when its savepoint is gone back to.
    InSavepoint,
}

struct BackOff {
    until: Instant,
    pause: Duration,
    error: StoreError,
}

impl PostgresSession {
    /// Connects on the first transaction.
    pub(crate) fn new(connector: Arc<Connector>, access: Access) -> Self {
        let written = Written::Nothing;
        Self {
            connector,
            access,
            line: None,
            back_off: None,
            written,
            saving: false,
            careful_left: 0,
            failure: None,
        }
    }

    fn connected(&mut self) -> Result<&mut Line, StoreError> {
        let line = match self.line.take().filter(|line| !line.is_closed()) {
            Some(line) => line,
            None => self.connect()?,
        };
        Ok(self.line.insert(line))
    }

    fn connect(&mut self) -> Result<Line, StoreError> {
        if let Some(back_off) = &self.back_off
            && Instant::now() < back_off.until
        {
            return Err(back_off.error.clone());
        }
        match self.connector.connect(self.access) {
            Ok(line) => {
                if self.back_off.take().is_some() {
                    tracing::info!("the database is reachable again");
                }
                Ok(line)
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

    /// Does a part of the transaction before COMMIT. Once one part failed, no other is tried: the server would refuse it.
    fn step<T>(&mut self, step: impl FnOnce(&mut Line) -> Result<T, Failure>) -> Result<T, StoreError> {
        if let Some(failure) = &self.failure {
            return Err(failure.error().clone());
        }
        let Some(line) = &mut self.line else {
            return Err(StoreError::Defect("a statement outside a transaction".to_owned()));
        };
        step(line).map_err(|failure| {
            let error = failure.error().clone();
            self.failure = Some(failure);
            error
        })
    }

    fn line_mut(&mut self) -> Result<&mut Line, Failure> {
        let lost = || Failure::Lost(StoreError::Unavailable("the connection is lost".to_owned()));
        self.line.as_mut().ok_or_else(lost)
    }

    /// Comes before anything that writes.
    fn note_write(&mut self) -> Result<(), StoreError> {
        if self.written == Written::Nothing {
            if self.saving {
                self.step(|line| line.post_control("SAVEPOINT job"))?;
            }
            self.written = if self.saving { Written::InSavepoint } else { Written::InTransaction };
        }
        Ok(())
    }
}

impl Driver for PostgresSession {
    fn execute(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<u64, StoreError> {
        self.note_write()?;
        self.step(|line| line.execute(sql, params))
    }

    fn execute_one(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<(), StoreError> {
        self.note_write()?;
        self.step(|line| line.post_one(sql, params))
    }

    fn query(
        &mut self,
        sql: &'static str,
        params: &[Param<'_>],
        lock: Option<Lock>,
        each: &mut dyn FnMut(&dyn Row) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        // A statement may write and answer with rows.
        if !sql.starts_with("SELECT") {
            self.note_write()?;
        }
        let rows = self.step(|line| line.query(sql, params, lock))?;
        rows.iter().try_for_each(|row| each(&PostgresRow(row)))
    }

    fn is_write(&self) -> bool {
        self.access == Access::Write
    }
}

impl Session for PostgresSession {
    fn begin(&mut self, jobs: usize) -> Result<(), Failure> {
        (self.failure, self.written, self.saving) = (None, Written::Nothing, false);
        let access = self.access;
        let line = self.connected().map_err(Failure::Down)?;
        match access {
            // Were it to fail, what follows would read all the same, and nothing is written.
            Access::Read => line.post_control("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"),
            Access::Write if jobs == 1 => line.control("BEGIN ISOLATION LEVEL READ COMMITTED"),
            Access::Write => {
                line.control(BEGIN_BATCH)?;
                self.saving = self.careful_left > 0;
                self.careful_left = self.careful_left.saturating_sub(1);
                Ok(())
            }
        }
    }

    fn take_failure(&mut self) -> Option<Failure> {
        self.failure.take()
    }

    fn keep(&mut self) -> Result<(), Failure> {
        match std::mem::replace(&mut self.written, Written::Nothing) {
            Written::Nothing | Written::InTransaction => Ok(()),
            Written::InSavepoint => self.line_mut()?.post_control("RELEASE job"),
        }
    }

    fn undo(&mut self) -> Result<Undone, Failure> {
        match std::mem::replace(&mut self.written, Written::Nothing) {
            Written::Nothing => (),
            Written::InTransaction => {
                self.careful_left = CAREFUL_BATCHES;
                return Ok(Undone::NextTime);
            }
            Written::InSavepoint => self.line_mut()?.post_control("ROLLBACK TO job; RELEASE job")?,
        }
        Ok(Undone::Yes)
    }

    fn commit(&mut self) -> Result<(), Failure> {
        let access = self.access;
        let line = self.line_mut()?;
        if access == Access::Read {
            // What was read stays true, whatever becomes of the connection.
            line.dismiss("COMMIT");
            return Ok(());
        }
        line.settle()?;
        match line.control("COMMIT") {
            Ok(()) => Ok(()),
            Err(failure @ (Failure::Refused(StoreError::Inconsistent { .. }) | Failure::Conflict(_))) => {
                Err(failure)
            }
            Err(Failure::Refused(error) | Failure::Lost(error) | Failure::Down(error)) => {
                tracing::warn!(error = error.detail(), "the outcome of a commit is not known");
                self.line = None;
                Err(Failure::Down(StoreError::Unavailable(error.detail())))
            }
        }
    }

    fn rollback(&mut self) {
        if let Some(line) = &mut self.line {
            line.dismiss("ROLLBACK");
        }
    }

    fn finish(&mut self) {
        self.line = None;
    }
}
