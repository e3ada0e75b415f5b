//! The messaging dialect from outside: requests in, answers out, on every engine that is there.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod authentication;
mod billing;
mod concurrency;
mod creation;
mod credits;
mod http_edges;
mod idempotency;
mod manage_customers;
mod manage_resellers;
mod manage_users;
mod names;
mod order;
mod revisions;
mod rules;
mod throttle;
mod world;
