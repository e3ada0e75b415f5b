//! Transactions over two engines, every statement of the product, migrations and their proof.
//!
//! A caller hands a closure to [`Store::write`] or [`Store::read`] and is answered once its outcome is durable. Both
//! engines, SQLite in a file and PostgreSQL over the network, keep the same promises, and nothing above this crate can
//! tell them apart. Deliberately unknown here: who may do what, what anything costs, and every wire format.
//!
//! - A write that was answered survives a power cut.
//! - `Err` from a closure undoes that closure and nobody else's.
//! - A closure may be run again and therefore touches nothing but its transaction.

mod batch;
pub mod engine;
pub mod error;
pub mod ids;
mod job;
pub mod migrate;
mod postgres;
mod queue;
mod sqlite;
pub mod tables;
pub mod tx;

pub use engine::{EngineKind, Lane, Location, PostgresOptions, Store};
pub use error::{StoreError, StoreErrorKind};
pub use ids::Sequence;
pub use migrate::{AppliedMigration, Migration, MigrationError, MigrationSet, MigrationState};
pub use tx::{Lock, Param, Row, Tx};
