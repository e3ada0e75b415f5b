//! The store's promises, kept alike on both engines.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod audit;
mod brand_files;
mod damage;
mod endpoints;
mod engine;
mod figures;
mod owned;
mod payments;
mod portal;
mod postgres_only;
mod postings;
mod readings;
mod schema;
mod second_factors;
mod service_plans;
mod sqlite_only;
mod support;
mod tables;
mod upkeep;
mod ways;
