//! The ledger: balances, and the postings of balanced entries that move them.
//!
//! Promises: money moves only by an [`Entry`], which has two sides and a positive amount and so balances by
//! construction; a [`Balance`] is the sum of its entries and never goes below what its limit allows. Knows nothing of
//! databases, clocks or wires: every function takes values and returns values.

pub mod balance;
pub mod posting;
pub mod transfer;

pub use balance::{Balance, BalanceId, CreditLimit};
pub use posting::{Entry, LedgerAccount, Posting, PostingId, PostingKind, SystemAccount};
pub use transfer::{Funds, TransferError, endow, transfer};
