//! How a batch of jobs becomes one durable transaction, and what happens to each job when that fails.
//!
//! The rules are the same on both engines: every job inside its own savepoint, one COMMIT, then the answers. A batch
//! that fails for a reason which may be one job's is rolled back and run again one job per transaction, so that one
//! victim neither starves nor fails the others. Batches of different writers that get in each other's way take turns
//! for a while. Engines only say what happened, through [`Failure`].

use std::slice;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::thread;
use std::time::{Duration, Instant};

use crate::error::StoreError;
use crate::job::{Job, Verdict};
use crate::tx::{Driver, Tx};

/// How often one job is run before its caller is told to come back later.
const TRIES_MAX: u32 = 8;

/// The first pause before a job is run again; it doubles each time.
const BACK_OFF: Duration = Duration::from_millis(2);

/// For how many batches after a conflict the writers take turns.
const EXCLUSIVE_TURNS: u32 = 256;

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    Write,
    Read,
}

/// Why a statement or a COMMIT did not succeed, ordered by how much is lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Failure {
    /// This statement is refused; the rest of the transaction can go on once the job is undone.
    Refused(StoreError),
    /// The transaction lost against another one; the same work may succeed when run again.
    Conflict(StoreError),
    /// The connection broke before COMMIT was sent: nothing is written, another connection may succeed.
    Lost(StoreError),
    /// The engine cannot serve, or whether COMMIT succeeded is not known. Running again would be wrong or useless.
    Down(StoreError),
}

/// One engine's connection with at most one transaction on it.
pub(crate) trait Session: Driver {
    /// Starts a transaction for `jobs` jobs, and the first savepoint when there is more than one.
    fn begin(&mut self, jobs: usize) -> Result<(), Failure>;
    /// The worst failure of a statement since the last call.
    fn take_failure(&mut self) -> Option<Failure>;
    /// Keeps what the present job did and starts the next job's savepoint.
    fn keep(&mut self) -> Result<(), Failure>;
    /// Undoes what the present job did; its savepoint then serves the next job.
    fn undo(&mut self) -> Result<(), Failure>;
    /// Returns once everything kept is durable.
    fn commit(&mut self) -> Result<(), Failure>;
    /// Ends the transaction, if there is one, without a trace. A connection that cannot do it is dropped.
    fn rollback(&mut self);
    /// Leaves the connection for good.
    fn finish(&mut self);
}

impl Failure {
    /// The more severe of two failures; the earlier one when they are equal.
    pub(crate) fn worst(earlier: Option<Self>, later: Self) -> Self {
        match earlier {
            Some(earlier) if earlier.severity() >= later.severity() => earlier,
            _ => later,
        }
    }

    pub(crate) fn error(&self) -> &StoreError {
        match self {
            Self::Refused(error) | Self::Conflict(error) | Self::Lost(error) | Self::Down(error) => error,
        }
    }

    fn severity(&self) -> u8 {
        match self {
            Self::Refused(_) => 0,
            Self::Conflict(_) => 1,
            Self::Lost(_) => 2,
            Self::Down(_) => 3,
        }
    }
}

/// Whose turn it is among the writers of one store.
///
/// A batch holds the locks of all its jobs until it commits, and two batches take them in different order: with a few
/// hot rows they would wait for each other and then be undone, over and over. After such a conflict the writers go
/// one after the other, which costs little, because each still commits a whole batch.
pub(crate) struct Turns {
    lock: RwLock<()>,
    exclusive_left: AtomicU32,
}

/// The right to run transactions, until dropped.
pub(crate) enum Turn<'a> {
    /// Others may be running theirs.
    Shared(#[expect(dead_code, reason = "held for its lock")] RwLockReadGuard<'a, ()>),
    /// Nobody else is, within this process.
    Exclusive(#[expect(dead_code, reason = "held for its lock")] RwLockWriteGuard<'a, ()>),
}

impl Turns {
    pub(crate) fn new() -> Self {
        Self { lock: RwLock::new(()), exclusive_left: AtomicU32::new(0) }
    }

    /// A shared turn, or an exclusive one when there was a conflict lately.
    pub(crate) fn take(&self) -> Turn<'_> {
        let left = self.exclusive_left.load(Ordering::Relaxed);
        if left == 0 {
            return self.share();
        }
        // Two writers that count down at the same moment are as good as one.
        self.exclusive_left.store(left - 1, Ordering::Relaxed);
        self.exclude()
    }

    fn share(&self) -> Turn<'_> {
        Turn::Shared(self.lock.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn exclude(&self) -> Turn<'_> {
        Turn::Exclusive(self.lock.write().unwrap_or_else(PoisonError::into_inner))
    }

    fn note_conflict(&self) {
        self.exclusive_left.store(EXCLUSIVE_TURNS, Ordering::Relaxed);
    }
}

/// Carries out `jobs` and answers every one of them.
pub(crate) fn process<'a>(
    session: &mut dyn Session,
    turns: &'a Turns,
    mut turn: Turn<'a>,
    mut jobs: Vec<Box<dyn Job>>,
) {
    if session.is_write() {
        #[expect(clippy::cast_precision_loss, reason = "a batch is far smaller than 2^52 jobs")]
        metrics::histogram!("store_batch_jobs").record(jobs.len() as f64);
    }
    if jobs.len() == 1 {
        jobs.into_iter().for_each(|job| process_alone(session, job));
        return;
    }
    let mut done = attempt(session, &mut jobs);
    if matches!((&done, &turn), (Err(Failure::Conflict(_)), Turn::Shared(_))) {
        jobs.iter().for_each(|job| count_retry(job.name()));
        turns.note_conflict();
        drop(turn);
        turn = turns.exclude();
        done = attempt(session, &mut jobs);
    }
    match done {
        Ok(()) => jobs.into_iter().for_each(|job| job.answer()),
        Err(Failure::Down(error)) => jobs.into_iter().for_each(|job| fail(job, error.clone())),
        Err(Failure::Refused(_) | Failure::Conflict(_) | Failure::Lost(_)) => {
            // Many small transactions: the others need not wait for all of them.
            drop(turn);
            for job in jobs {
                let _turn = turns.share();
                count_retry(job.name());
                process_alone(session, job);
            }
        }
    }
}

/// Runs one job in transactions of its own until it is decided or has had its tries.
fn process_alone(session: &mut dyn Session, mut job: Box<dyn Job>) {
    let mut pause = BACK_OFF;
    let mut exhausted = StoreError::Busy;
    for _ in 0..TRIES_MAX {
        match attempt(session, slice::from_mut(&mut job)) {
            Ok(()) => return job.answer(),
            Err(Failure::Refused(error) | Failure::Down(error)) => return fail(job, error),
            Err(Failure::Conflict(error)) => {
                tracing::debug!(store.job = job.name(), error = error.detail(), "transaction conflict");
                exhausted = StoreError::Busy;
            }
            Err(Failure::Lost(error)) => exhausted = error,
        }
        count_retry(job.name());
        thread::sleep(pause);
        pause = pause.saturating_mul(2);
    }
    fail(job, exhausted);
}

/// One transaction over all `jobs`. `Ok` means that every outcome may be told.
fn attempt(session: &mut dyn Session, jobs: &mut [Box<dyn Job>]) -> Result<(), Failure> {
    let done = session.begin(jobs.len()).and_then(|()| run_all(session, jobs)).and_then(|kept| match kept {
        Kept::Something => commit(session),
        Kept::Nothing => {
            session.rollback();
            Ok(())
        }
    });
    if done.is_err() {
        session.rollback();
    }
    done
}

/// Whether a COMMIT has anything to do.
enum Kept {
    Something,
    Nothing,
}

fn run_all(session: &mut dyn Session, jobs: &mut [Box<dyn Job>]) -> Result<Kept, Failure> {
    let mut kept = Kept::Nothing;
    let (alone, mut left) = (jobs.len() == 1, jobs.len());
    for job in jobs {
        left -= 1;
        match run_one(session, job.as_mut())? {
            Verdict::Keep => {
                kept = Kept::Something;
                if left > 0 {
                    session.keep()?;
                }
            }
            Verdict::Undo if alone => (),
            Verdict::Undo => session.undo()?,
        }
    }
    Ok(kept)
}

/// A failed statement is decided here and not by the closure, whatever the closure made of the error.
fn run_one(session: &mut dyn Session, job: &mut dyn Job) -> Result<Verdict, Failure> {
    let verdict = {
        let driver: &mut dyn Driver = session;
        job.run(&mut Tx::new(driver))
    };
    match session.take_failure() {
        None => Ok(verdict),
        Some(Failure::Refused(error)) => {
            if verdict == Verdict::Keep {
                job.spoil(error);
            }
            Ok(Verdict::Undo)
        }
        Some(failure) => Err(failure),
    }
}

fn commit(session: &mut dyn Session) -> Result<(), Failure> {
    if !session.is_write() {
        return session.commit();
    }
    let started = Instant::now();
    let done = session.commit();
    metrics::histogram!("store_commit_duration_seconds").record(started.elapsed());
    done
}

fn fail(mut job: Box<dyn Job>, error: StoreError) {
    job.spoil(error);
    job.answer();
}

fn count_retry(name: &'static str) {
    metrics::counter!("store_retries_total", "name" => name).increment(1);
}
