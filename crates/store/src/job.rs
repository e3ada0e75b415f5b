//! One caller's closure on its way through the queue, with its types erased.
//!
//! A job keeps the outcome of its last run until it is told to answer, because the answer may only leave after the
//! COMMIT that made it true. It knows nothing of engines.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::error::StoreError;
use crate::tx::Tx;

/// What the closure wants done with what it wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Keep,
    Undo,
}

/// A unit of work that may be run several times and answers once.
pub(crate) trait Job: Send {
    /// The caller's name for it, for metrics and logs.
    fn name(&self) -> &'static str;
    /// Runs the closure and keeps its outcome, replacing that of an earlier run.
    fn run(&mut self, tx: &mut Tx<'_>) -> Verdict;
    /// Replaces the outcome by an error of the engine.
    fn spoil(&mut self, error: StoreError);
    /// Sends the outcome. A job dropped without an answer makes its caller see [`StoreError::Unavailable`].
    fn answer(self: Box<Self>);
}

/// Wraps `work` so that `reply` is called once with its outcome.
pub(crate) fn job<T, E, F, R>(name: &'static str, work: F, reply: R) -> Box<dyn Job>
where
    F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    R: FnOnce(Result<T, E>) + Send + 'static,
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    Box::new(Closure { name, work, reply, outcome: None })
}

struct Closure<T, E, F, R> {
    name: &'static str,
    work: F,
    reply: R,
    outcome: Option<Result<T, E>>,
}

impl<T, E, F, R> Job for Closure<T, E, F, R>
where
    F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send,
    R: FnOnce(Result<T, E>) + Send,
    T: Send,
    E: From<StoreError> + Send,
{
    fn name(&self) -> &'static str {
        self.name
    }

    fn run(&mut self, tx: &mut Tx<'_>) -> Verdict {
        // Unwind safety: after a panic the transaction is rolled back and the closure is not run again.
        let outcome = catch_unwind(AssertUnwindSafe(|| (self.work)(tx))).unwrap_or_else(|panic| {
            let message = panic_message(panic.as_ref());
            tracing::error!(store.job = self.name, panic = message, "a transaction closure panicked");
            Err(StoreError::Defect(format!("{} panicked: {message}", self.name)).into())
        });
        let verdict = if outcome.is_ok() { Verdict::Keep } else { Verdict::Undo };
        self.outcome = Some(outcome);
        verdict
    }

    fn spoil(&mut self, error: StoreError) {
        self.outcome = Some(Err(error.into()));
    }

    fn answer(self: Box<Self>) {
        let Self { reply, outcome, .. } = *self;
        if let Some(outcome) = outcome {
            reply(outcome);
        }
    }
}

/// The text of a panic, when it has one.
pub(crate) fn panic_message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message")
}
