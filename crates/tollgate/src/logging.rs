//! Where log lines go: to standard error, so that standard output carries nothing but what was asked for.

use std::io;

use tracing_subscriber::EnvFilter;

use crate::config::{Log, LogFormat};
use crate::failure::Failure;

/// Starts logging. `RUST_LOG` outweighs the configured level. A second start in one process changes nothing.
pub(crate) fn start(log: Log) -> Result<(), Failure> {
    let filter = match std::env::var(EnvFilter::DEFAULT_ENV) {
        Ok(directives) if !directives.is_empty() => EnvFilter::try_new(&directives)
            .map_err(|error| Failure::usage(format!("{}: {error}", EnvFilter::DEFAULT_ENV)))?,
        _ => EnvFilter::new(log.level),
    };
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr);
    // The only error is that somebody else has started logging before.
    let _ = match log.format {
        LogFormat::Text => lines.with_ansi(io::IsTerminal::is_terminal(&io::stderr())).try_init(),
        LogFormat::Json => lines.json().flatten_event(true).try_init(),
    };
    Ok(())
}
