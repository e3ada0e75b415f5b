//! The voice dialect: a Sippy-compatible XML-RPC interface.
//!
//! Promises: it translates names, signs, shapes and fault codes between the wire and the use cases, and holds no rule
//! of its own. Every oddity of the imitated interface is a named piece of data or a small function here, with its
//! source. Every method is one row of the [`catalogue`] and one file under `methods`.

mod audit_words;
mod authenticate;
pub mod catalogue;
mod computed;
mod dates;
mod fault;
mod methods;
mod parameters;
mod reference;
mod router;
mod wire;

pub use authenticate::Options;
pub use reference::{method_list, reference_page};
pub use router::{PATH, router};
