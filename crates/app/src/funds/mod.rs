//! Money of customers: booked by their owners, listed, watched.

pub mod book;
pub mod low_balance;
pub mod payments;
