//! The engine for those who outgrow one machine: anything that speaks PostgreSQL's protocol.
//!
//! Every connection belongs to one thread of our own, which waits for its answers. Statements are prepared once per
//! connection, so a pooler between us and the server must pool sessions, not transactions.

mod backup;
mod connect;
mod failure;
mod line;
mod migrate;
mod schema;
mod session;
mod socket;
mod value;

pub(crate) use backup::backup;
pub(crate) use connect::Connector;
pub(crate) use migrate::{migrate, migration_state};
pub(crate) use schema::schema_dump;
pub(crate) use session::PostgresSession;

use std::fmt;
use std::path::PathBuf;

use crate::error::StoreError;

/// Where the server is and how many connections to keep to it.
#[derive(Clone, PartialEq, Eq)]
pub struct PostgresOptions {
    /// `postgres://user:password@host:port/database?sslmode=require`, or `key=value` words. Several hosts are tried in
    /// their order.
    pub url: String,
    /// Connections for writing. Each takes whole batches of what its lanes bring, so a few are enough.
    pub writers: usize,
    /// Connections for reading.
    pub readers: usize,
    /// A PEM file with the authorities to trust. Naming one demands TLS; otherwise `sslmode=require` does, with the
    /// authorities that browsers trust. The host name is always verified.
    pub root_certificate: Option<PathBuf>,
}

impl PostgresOptions {
    /// Four writers, four readers, no authority of its own.
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into(), writers: 4, readers: 4, root_certificate: None }
    }
}

/// The URL holds a password and is not shown.
impl fmt::Debug for PostgresOptions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("PostgresOptions")
            .field("writers", &self.writers)
            .field("readers", &self.readers)
            .field("root_certificate", &self.root_certificate)
            .finish_non_exhaustive()
    }
}

/// The product's word for an error outside any statement of the product.
fn unavailable(doing: &str, error: &::postgres::Error) -> StoreError {
    StoreError::Unavailable(format!("{doing}: {}", describe(error)))
}

/// What the server or the driver said, without the values that the server may quote in its detail field.
fn describe(error: &::postgres::Error) -> String {
    match error.as_db_error() {
        Some(refusal) => format!("{} ({})", refusal.message(), refusal.code().code()),
        None => match std::error::Error::source(error) {
            Some(source) => format!("{error}: {source}"),
            None => error.to_string(),
        },
    }
}
