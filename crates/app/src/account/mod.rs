//! Accounts.

pub mod create;
pub mod list;
