//! Customers.

pub mod block;
pub mod configure_reseller;
pub mod create;
pub mod create_with_user;
pub mod find;
pub mod list;
pub(crate) mod locate;
