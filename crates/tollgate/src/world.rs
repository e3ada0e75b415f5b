//! The real clock and the real source of randomness: the one place that reads either. Everybody else is handed them.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use app::{Clock, Entropy, Timestamp};
use rand::Rng;

/// The present moment.
pub(crate) fn now() -> Timestamp {
    #[expect(clippy::disallowed_methods, reason = "this is where the program's clock comes from")]
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(elapsed.as_micros()).unwrap_or(i64::MAX))
}

/// The clock that an application is given.
pub(crate) fn clock() -> Clock {
    Arc::new(now)
}

/// The randomness that an application is given: a generator fit for keys, seeded by the operating system.
pub(crate) fn entropy() -> Entropy {
    Arc::new(|bytes| {
        #[expect(clippy::disallowed_methods, reason = "this is where the program's randomness comes from")]
        let mut generator = rand::rng();
        generator.fill_bytes(bytes);
    })
}
