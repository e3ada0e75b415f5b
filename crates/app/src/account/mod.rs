//! Accounts.

pub mod block;
pub mod change_password;
pub mod create;
pub mod create_endpoint;
pub mod delete;
mod endpoint_secrets;
pub mod find;
pub(crate) mod hold;
pub mod list;
pub mod list_for_messaging;
pub mod list_page;
pub mod reset_one_time;
pub mod search;
pub mod test_push;
pub mod update;
pub mod update_endpoint;

pub use hold::{AccountLookup, ChangeAccountError};
