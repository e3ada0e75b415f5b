//! The program as an operator meets it: processes, exit codes, files, signals.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a broken expectation of a test's helper fails the test"
)]

mod check;
mod demo;
mod import;
mod init;
mod operate;
mod serve;
mod support;
