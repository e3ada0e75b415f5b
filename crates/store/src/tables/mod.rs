//! Every statement of the product, one module per table, written once for both engines.
//!
//! Promises: statements are in the subset that both engines share; a row that breaks an invariant of the core is an
//! inconsistency that names table and column, never a default; whoever writes shows the grant that permits it.

pub mod account_search;
pub mod accounts;
pub mod api_credentials;
pub mod audit;
pub mod authentication;
pub mod brand_files;
pub mod by_name;
mod chunk;
pub mod claims;
mod columns;
mod contact;
pub mod customer_lines;
pub mod customer_search;
pub mod customer_tree;
pub mod customer_views;
pub mod customers;
pub mod endpoints;
mod found_by;
pub mod idempotency;
pub mod installation;
pub mod latest;
pub mod ledger;
pub mod low_balances;
pub mod names;
pub mod outbox;
pub mod payments;
pub mod pending_sign_ins;
pub mod postings;
pub mod references;
pub mod routing_groups;
pub mod second_factors;
pub mod service_plans;
pub mod tariffs;
pub mod verify;
pub mod web_sessions;
pub mod web_users;
