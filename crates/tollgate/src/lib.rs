//! The Tollgate program: configuration, wiring, listeners, command line. No rules.

pub mod edge;
