//! A clock that stands still until it is advanced.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use app::{Clock, Timestamp};

/// When every test begins: 2026-01-01T00:00:00Z.
pub const START: Timestamp = Timestamp(1_767_225_600_000_000);

/// The time of one installation. Clones share it.
#[derive(Debug, Clone)]
pub struct TestClock {
    micros: Arc<AtomicI64>,
}

impl TestClock {
    pub(crate) fn new() -> Self {
        Self { micros: Arc::new(AtomicI64::new(START.0)) }
    }

    /// What it shows.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        Timestamp(self.micros.load(Ordering::SeqCst))
    }

    /// Moves it forward.
    pub fn advance(&self, by: Duration) {
        self.micros.fetch_add(i64::try_from(by.as_micros()).unwrap(), Ordering::SeqCst);
    }

    pub(crate) fn as_clock(&self) -> Clock {
        let clock = self.clone();
        Arc::new(move || clock.now())
    }
}
