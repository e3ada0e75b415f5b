//! The Tollgate program.

use std::process::ExitCode;

use clap::Parser;
use tollgate::commands::CommandLine;

/// Allocates faster than the system's allocator when many threads do.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // Whoever opens a TLS connection without naming a provider gets this one; a second install is refused harmlessly.
    let _ = rustls::crypto::ring::default_provider().install_default();
    CommandLine::parse().run()
}
