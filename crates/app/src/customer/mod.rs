//! Customers.

pub mod block;
pub mod create;
pub mod create_with_user;
pub mod delete;
pub mod find;
pub mod list;
pub(crate) mod locate;
pub mod update;
