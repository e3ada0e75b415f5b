//! Accounts.

pub mod block;
pub mod change_password;
pub mod create;
pub mod delete;
mod hold;
pub mod list;
pub mod list_for_messaging;
pub mod update;
