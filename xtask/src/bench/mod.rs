//! The benchmarks: builds the program and the load in release form, starts what they need, and lets the load write
//! `docs/benchmarks.md` and its picture.
//!
//! The load itself is the package `bench`: it has to be optimised, and this tool is not.

use std::path::Path;

use anyhow::Result;
use clap::Args;

use crate::postgres::PrivatePostgres;
use crate::process;

/// What to measure; the package `bench` knows the defaults.
#[derive(Debug, Args)]
pub(crate) struct Plan {
    /// How long to load each operation, in seconds; 9.
    #[arg(long)]
    seconds: Option<u64>,
    /// Customers stored, one size after the other; 10000,100000,1000000.
    #[arg(long)]
    sizes: Option<String>,
    /// The engines; sqlite,postgres.
    #[arg(long)]
    engines: Option<String>,
    /// Only these operations, by their names on the wire; `page` means the pages of the portal, `download` its files.
    #[arg(long)]
    only: Option<String>,
    /// Print the numbers and leave the report as it is.
    #[arg(long)]
    dry: bool,
    /// Measure nothing: write the report of the last run again.
    #[arg(long)]
    render: bool,
}

/// Builds, measures, and writes the report.
pub(crate) fn run(root: &Path, plan: &Plan) -> Result<()> {
    process::run(process::cargo(root).args([
        "build",
        "--release",
        "--package",
        "tollgate",
        "--package",
        "bench",
    ]))?;
    let server = if plan.needs_postgres() { Some(PrivatePostgres::start()?) } else { None };
    let release = root.join("target/release");
    let mut load = std::process::Command::new(release.join("bench"));
    load.arg("--root").arg(root).arg("--program").arg(release.join("tollgate"));
    load.args(plan.words());
    if let Some(server) = &server {
        load.args(["--postgres", server.url()]);
    }
    process::run(&mut load)
}

impl Plan {
    fn needs_postgres(&self) -> bool {
        !self.render && self.engines.as_ref().is_none_or(|engines| engines.contains("postgres"))
    }

    fn words(&self) -> Vec<String> {
        let seconds = self.seconds.map(|seconds| seconds.to_string());
        let valued = [
            ("--seconds", &seconds),
            ("--sizes", &self.sizes),
            ("--engines", &self.engines),
            ("--only", &self.only),
        ];
        let valued = valued.into_iter().filter_map(|(name, value)| Some([name.to_owned(), value.clone()?]));
        let switches = [("--dry", self.dry), ("--render", self.render)];
        let switches = switches.into_iter().filter(|(_, on)| *on).map(|(name, _)| name.to_owned());
        valued.flatten().chain(switches).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_said_is_passed_on() {
        let silent =
            Plan { seconds: None, sizes: None, engines: None, only: None, dry: false, render: false };
        assert!(silent.words().is_empty() && silent.needs_postgres());
        let spoken = Plan { seconds: Some(3), engines: Some("sqlite".to_owned()), dry: true, ..silent };
        assert_eq!(spoken.words(), ["--seconds", "3", "--engines", "sqlite", "--dry"]);
        assert!(!spoken.needs_postgres());
    }
}
