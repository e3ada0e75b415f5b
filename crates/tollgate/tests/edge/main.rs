//! The HTTP edge over real sockets.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken expectation of a test's helper fails the test"
)]

mod capacity;
mod drain;
mod observe;
mod slow;
mod support;
mod wire;
