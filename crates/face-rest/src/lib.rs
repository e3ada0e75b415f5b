//! The messaging dialect: an IntelliSMS-compatible REST interface over the use cases.
//!
//! It translates and decides nothing: parameters become a request, the request goes to a use case, what comes of it
//! becomes a status and a line of JSON. What it accepts, how it checks and what it answers is written once, in the
//! catalogue, from which also the OpenAPI document and the manual (`docs/rest.md`) are made.
//!
//! - Every handled request is answered with a JSON object that has a `status`; never with HTTP 500.
//! - Checks come in one order: missing, malformed, reseller unknown, password, blocked, customer unknown, not the
//!   reseller's, conflicts, billing.
//! - Money is exact decimal text in and out.
//!
//! The dialect is that of the platform's public pages; where they are silent, `docs/rest.md` says what was decided.

mod answer;
mod authenticate;
mod call;
mod catalogue;
mod content;
mod errors;
#[doc(hidden)]
pub mod fuzzing;
mod lines;
mod openapi;
mod operations;
mod parameters;
mod push;
mod router;
mod status;
mod values;

#[cfg(test)]
mod golden;
#[cfg(test)]
mod manual;

pub use router::{BASE, router};
