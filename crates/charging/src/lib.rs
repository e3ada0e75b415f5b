//! The ledger: balances, postings of balanced entries, and the decisions that make them. Pure.
