//! The ledger: balances, and the postings of balanced entries that move them.
//!
//! Promises: money moves only by an [`Entry`], which has two sides and a positive amount and so balances by
//! construction; a [`Balance`] is the sum of its entries, and what is spent or passed on never takes it below its limit.
//! Knows nothing of databases, clocks or wires: every function takes values and returns values.

pub mod balance;
pub mod funds;
pub mod low_balance;
pub mod payment;
pub mod posting;
pub mod reversal;
pub mod transfer;

pub use balance::{Balance, BalanceId, CreditLimit, Holder};
pub use funds::{BookError, FundsChange, Overcommit, book};
pub use low_balance::{ChargeAmountNeeded, LowBalance, LowBalanceChange};
pub use payment::{Payment, PaymentId};
pub use posting::{Entry, LedgerAccount, Posting, PostingId, PostingKind, SystemAccount};
pub use reversal::{Bounded, ReverseError, reverse};
pub use transfer::{Funds, TransferError, endow, transfer};
