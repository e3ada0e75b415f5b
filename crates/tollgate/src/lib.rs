//! The Tollgate program: configuration, wiring, listeners, command line. No rules.

pub mod commands;
pub mod edge;

mod config;
mod demo;
mod failure;
mod installation;
mod logging;
mod server;
mod world;
