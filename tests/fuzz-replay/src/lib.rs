//! The bodies of the fuzz targets: each takes any bytes, and panics when what must hold of them does not.
//!
//! `fuzz/fuzz_targets` hands them what libFuzzer invents, this crate's tests what is kept in `fuzz/corpus`. They judge
//! only what a caller can see, so they know no rule of the readers beyond the public ones.

mod decimal;
mod digest;
mod final_status_push;
mod parameters;
mod xmlrpc;

pub use decimal::decimal;
pub use digest::digest;
pub use final_status_push::final_status_push;
pub use parameters::parameters;
pub use xmlrpc::xmlrpc;

#[cfg(test)]
mod replay;
