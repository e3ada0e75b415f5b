//! How jobs share a transaction, and what happens to each of them when that fails.
//!
//! The rules are the same on both engines. Jobs that write: what one wants undone is undone, then one COMMIT, then the
//! answers. An engine may prepare for undoing one job only when that was needed lately; until then the batch is run again.
//! A batch in which anything fails is rolled back and run again one job per transaction, so that one victim neither
//! starves nor fails the others; an engine may thus tell of a failure late, but before COMMIT. Batches of different
//! writers that get in each other's way take turns for a while. Jobs that read share a snapshot, and each is answered
//! when it is done. Engines only say what happened, through [`Failure`].

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
    /// A statement is refused, and would be again.
    Refused(StoreError),
    /// The transaction lost against another one; the same work may succeed when run again.
    Conflict(StoreError),
    /// The connection broke before COMMIT was sent: nothing is written, another connection may succeed.
    Lost(StoreError),
    /// The engine cannot serve, or whether COMMIT succeeded is not known. Running again would be wrong or useless.
    Down(StoreError),
}

/// Whether one job of several could be undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Undone {
    /// It is.
    Yes,
    /// Only all of them can be undone. When they are begun again, one can be.
    NextTime,
}

/// One engine's connection with at most one transaction on it.
pub(crate) trait Session: Driver {
    /// Starts a transaction for `jobs` jobs, and the first one.
    fn begin(&mut self, jobs: usize) -> Result<(), Failure>;
    /// The worst failure of a statement since the last call, as far as it is known yet.
    fn take_failure(&mut self) -> Option<Failure>;
    /// Keeps what the present job did and starts the next.
    fn keep(&mut self) -> Result<(), Failure>;
    /// Undoes what the present job of several did and starts the next.
    fn undo(&mut self) -> Result<Undone, Failure>;
    /// Returns once everything kept is durable, if no statement failed.
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

/// Carries out `jobs`, which may write, and answers every one of them.
pub(crate) fn write_together<'a>(
    session: &mut dyn Session,
    turns: &'a Turns,
    mut turn: Turn<'a>,
    mut jobs: Vec<Box<dyn Job>>,
) {
    #[expect(clippy::cast_precision_loss, reason = "a batch is far smaller than 2^52 jobs")]
    metrics::histogram!("store_batch_jobs").record(jobs.len() as f64);
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

/// Carries out whatever `next` hands out and answers each job at once. All of them see the snapshot of the first, so
/// none may have been asked for later.
pub(crate) fn read_together(session: &mut dyn Session, mut next: impl FnMut() -> Option<Box<dyn Job>>) {
    let Some(first) = next() else { return };
    let mut begun = session.begin(1);
    let mut present = Some(first);
    while let Some(mut job) = present {
        if begun.and_then(|()| run_one(session, job.as_mut())).is_err() {
            session.rollback();
            process_alone(session, job);
            return;
        }
        job.answer();
        (begun, present) = (Ok(()), next());
    }
    // The answers are out; a connection that cannot end a transaction is found broken when it begins the next.
    drop(session.commit());
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
    let mut done = begin_and_run(session, jobs);
    if matches!(done, Ok(Kept::TooMuch)) {
        session.rollback();
        jobs.iter().for_each(|job| count_retry(job.name()));
        done = begin_and_run(session, jobs);
    }
    let done = done.and_then(|kept| match kept {
        Kept::Something => commit(session),
        Kept::Nothing => {
            session.rollback();
            Ok(())
        }
        Kept::TooMuch => Err(Failure::Refused(StoreError::Defect("a job cannot be undone".to_owned()))),
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
    /// Also what a job wants undone.
    TooMuch,
}

fn begin_and_run(session: &mut dyn Session, jobs: &mut [Box<dyn Job>]) -> Result<Kept, Failure> {
    session.begin(jobs.len())?;
    let mut kept = Kept::Nothing;
    let alone = jobs.len() == 1;
    for job in jobs {
        match run_one(session, job.as_mut())? {
            Verdict::Keep => {
                kept = Kept::Something;
                session.keep()?;
            }
            Verdict::Undo if alone => (),
            Verdict::Undo if session.undo()? == Undone::NextTime => return Ok(Kept::TooMuch),
            Verdict::Undo => (),
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
