//! The one entry for people and CI: `cargo xtask --help` lists what there is to do here.
//!
//! This program promises that a fresh Debian machine with a Rust toolchain needs nothing else: `cargo xtask test` installs
//! what is missing, starts what the tests need, and stops whatever it started. It knows nothing about the product beyond
//! the rules in `tidy`.

mod bench;
mod fuzz;
mod postgres;
mod process;
mod setup;
mod test;
mod tidy;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};

use crate::postgres::PrivatePostgres;

/// Set up, test and tidy this repository.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Install what this machine lacks for the tests: Debian packages, Python and Node clients.
    Setup,
    /// Run every check and every test; CI runs exactly this.
    Test {
        /// Only format, clippy, tidy and the tests that need no service.
        #[arg(long)]
        fast: bool,
        /// Run only the tests whose name contains this, and none of the other checks.
        filter: Option<String>,
    },
    /// Check the rules of architecture and style that the compiler cannot.
    Tidy,
    /// Run the fuzz targets for a while and keep what they found in `fuzz/corpus`.
    Fuzz {
        /// Only this target: the name of a file of `fuzz/fuzz_targets`.
        target: Option<String>,
        /// How long each target runs.
        #[arg(long, default_value_t = 60)]
        seconds: u32,
    },
    /// Measure the program under load beside the raw cost of the same work; writes docs/benchmarks.md.
    Bench(bench::Plan),
    /// Run a private, empty PostgreSQL and print its URL, until Ctrl-C.
    Postgres,
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<ExitCode> {
    let root = workspace_root()?;
    match command {
        Command::Setup => setup::ensure(&root).map(|_| ExitCode::SUCCESS),
        Command::Test { fast, filter } => test::run(&root, &test::Plan { fast, filter }),
        Command::Tidy => tidy::run(&root).map(|()| ExitCode::SUCCESS),
        Command::Fuzz { target, seconds } => {
            fuzz::run(&root, &fuzz::Plan { target, seconds }).map(|()| ExitCode::SUCCESS)
        }
        Command::Bench(plan) => bench::run(&root, &plan).map(|()| ExitCode::SUCCESS),
        Command::Postgres => serve_postgres(),
    }
}

/// The folder of the workspace's `Cargo.toml`, wherever the command was typed.
fn workspace_root() -> Result<PathBuf> {
    let root =
        Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("the xtask crate lies in the workspace")?;
    Ok(root.to_path_buf())
}

fn serve_postgres() -> Result<ExitCode> {
    let server = PrivatePostgres::start()?;
    println!("{}", server.url());
    eprintln!("Private PostgreSQL is running; Ctrl-C stops it and deletes its data.");
    loop {
        // Only a signal ends this program; the server's keeper notices and cleans up.
        std::thread::park();
    }
}
