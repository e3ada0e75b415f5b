//! The customer tree: who exists, what each may do, and every decision about that.
//!
//! Promises: a child never has more than its parent ([`rights`]), nobody acts outside his own branch
//! ([`access`]), and a value that exists is valid (each type here is made by parsing). Knows nothing of databases,
//! sockets, clocks or the names that a wire dialect uses.
//!
//! ```
//! use party::names::CustomerName;
//!
//! let name: CustomerName = "acme@reseller".parse().expect("a valid name");
//! assert_eq!(name.as_str(), "acme@reseller");
//! ```

pub mod access;
pub mod account;
pub mod billing;
pub mod branding;
pub mod contact;
pub mod customer;
pub mod dictionary;
mod flags;
pub mod ids;
pub mod matching_rule;
pub mod names;
pub mod password;
pub mod rights;
pub mod routing_group;
pub mod service_plan;
pub mod tariff;
pub mod text;
pub mod web_user;
