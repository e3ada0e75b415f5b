//! Money of customers and of accounts with funds of their own: booked by their owners, listed, watched.

pub mod book;
pub(crate) mod holder;
pub mod holdings;
pub mod low_balance;
pub mod payments;
pub mod postings;
pub mod reverse;
pub(crate) mod settle;

use charging::Holder;
use party::ids::CustomerId;

pub use self::holder::{FindHolderError, HolderLookup};
use crate::account::AccountLookup;

/// Whose money is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FundsOf {
    /// A customer's.
    Customer {
        /// Who.
        id: CustomerId,
        /// Who must own him; none: whoever does, below the caller.
        owner: Option<CustomerId>,
    },
    /// An account's own.
    Account(AccountLookup),
}

/// How the audit log names a holder of money.
fn object_of(holder: Holder) -> String {
    match holder.account {
        Some(account) => format!("account:{account}"),
        None => format!("customer:{}", holder.customer.id),
    }
}
