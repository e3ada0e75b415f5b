//! Message credits.

pub mod own_balance;
pub mod transfer;
