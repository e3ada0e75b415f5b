//! Everything that must stay secret: the installation's key, API digests, password hashes.
//!
//! Promises: nothing here is ever logged or shown, comparisons take the same time whatever they compare, and a wrong
//! login costs what a right one costs.

mod api_digests;
mod generated;
mod hasher;
mod hashing_threads;
mod key;

pub use api_digests::ApiDigests;
pub use generated::generate_password;
pub use hasher::{HashCost, HashCostError, PasswordHasher};
pub use key::{InstallationKey, KeyError, UnsealError};
