//! Use cases: one file per operation, grouped by noun.
//!
//! Each takes the [`App`], a [`Context`] that says who asks, and a request that is already valid; it loads what it
//! needs, lets the pure core decide, and writes everything in one transaction: the rows, the ledger, the audit record
//! and the answer to repeat. Knows no wire name, no socket and no statement.

pub mod account;
pub mod api_access;
pub mod app;
pub mod audit;
pub mod audit_log;
pub mod authenticate;
pub mod brand;
pub mod context;
pub mod credits;
pub mod customer;
pub mod funds;
pub mod idempotency;
pub mod import;
pub mod init;
pub mod outbox;
pub mod overview;
pub mod owned;
pub mod request_id;
pub mod routing_group;
pub mod second_factor;
pub mod secrets;
pub mod service_plan;
pub mod session;
pub mod tariff;
pub mod throttle;
pub mod verify;
pub mod web_user;

pub use app::{App, AppOptions, Clock, Entropy, Timestamp};
pub use context::{Context, Face};
pub use idempotency::{IdempotencyConflict, IdempotencyKey};
pub use request_id::{PeerAddress, RequestId, RequestOutcome};
pub use store::{Store, StoreError};
pub use throttle::{LoginAttempt, Secret, Throttled};
