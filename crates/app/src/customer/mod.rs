//! Customers.

pub mod block;
pub mod choices;
pub mod create;
pub mod create_with_user;
pub mod delete;
pub mod fields;
pub mod find;
pub mod impact;
pub mod list;
pub mod list_for_messaging;
pub(crate) mod locate;
pub(crate) mod references;
pub mod search;
pub mod settings;
pub mod tree;
pub mod update;
