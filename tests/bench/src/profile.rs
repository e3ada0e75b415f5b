//! Where the processors are while an operation is loaded: what `perf` samples of the whole machine, as a short text.
//!
//! Promises names and shares only; a machine without `perf` gives no profile, and the report says nothing of one.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::load::Load;
use crate::operations::Operation;

/// How long is sampled, within a load that is a little longer.
const SAMPLED: Duration = Duration::from_secs(4);

/// Samples in a second: not a round number, so that nothing that beats in time with it hides.
const FREQUENCY: &str = "497";

/// Lines of the text: what comes after them is noise.
const LINES_MAX: usize = 40;

/// Longer names are cut: those of generic functions have no end.
const NAME_LENGTH_MAX: usize = 96;

/// One line of what `perf` counted.
#[derive(Debug, PartialEq)]
struct Line<'a> {
    percent: f64,
    process: &'a str,
    symbol: &'a str,
}

/// Whether this machine can sample itself.
pub(crate) fn is_available() -> bool {
    let probe = Command::new("perf").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    probe.is_ok_and(|status| status.success())
}

/// Loads the server with `operation` once more and tells where the processors were.
pub(crate) fn take(load: &Load<'_>, operation: Operation, folder: &Path) -> Result<String> {
    let file = folder.join("perf.data");
    let sampler = {
        let file = file.clone();
        thread::spawn(move || record(&file))
    };
    load.run(operation, SAMPLED + Duration::from_secs(1))?;
    sampler.join().ok().context("the sampler ended badly")??;
    let output = Command::new("perf")
        .args(["report", "--stdio", "--no-children", "--field-separator", ";"])
        .args(["--sort", "comm,symbol", "--input"])
        .arg(&file)
        .stderr(Stdio::null())
        .output()?;
    Ok(tell(&String::from_utf8_lossy(&output.stdout)))
}

fn record(file: &Path) -> Result<()> {
    let status = Command::new("perf")
        .args(["record", "--all-cpus", "--freq", FREQUENCY, "--output"])
        .arg(file)
        .args(["--", "sleep", &SAMPLED.as_secs().to_string()])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()?;
    if !status.success() {
        bail!("`perf record` failed");
    }
    Ok(())
}

/// The text: the share of each process, then the functions that take most.
fn tell(report: &str) -> String {
    let lines: Vec<Line<'_>> = report.lines().filter_map(parse).collect();
    let mut processes: BTreeMap<&str, f64> = BTreeMap::new();
    for line in &lines {
        *processes.entry(line.process).or_default() += line.percent;
    }
    let mut processes: Vec<(&str, f64)> = processes.into_iter().collect();
    processes.sort_by(|a, b| b.1.total_cmp(&a.1));
    let mut text = String::from("Share of both processors in per cent, by process\n\n");
    for (process, percent) in processes.iter().filter(|(_, percent)| 0.5 <= *percent) {
        let _ = writeln!(text, "{percent:6.2}  {process}");
    }
    text.push_str("\nby process and function\n\n");
    for line in lines.iter().take(LINES_MAX) {
        let name: String = line.symbol.chars().take(NAME_LENGTH_MAX).collect();
        let _ = writeln!(text, "{:6.2}  {:<16} {name}", line.percent, line.process);
    }
    text
}

fn parse(line: &str) -> Option<Line<'_>> {
    let mut fields = line.splitn(3, ';');
    let percent = fields.next()?.trim().trim_end_matches('%').parse().ok()?;
    let (process, symbol) = (fields.next()?.trim(), fields.next()?.trim());
    let symbol = symbol.split(';').next().unwrap_or(symbol).trim();
    Some(Line { percent, process, symbol })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_becomes_shares() {
        let report = "# Samples: 3\n\n60.50%;postgres        ;[k] read    ;-   -\n30.00%;tollgate;[.] serve\n9.50%;postgres;[.] exec\n";
        let text = tell(report);
        assert!(text.contains(" 70.00  postgres\n 30.00  tollgate\n"), "{text}");
        assert!(text.contains(" 60.50  postgres         [k] read\n"), "{text}");
        assert_eq!(parse("# Overhead;Command;Symbol"), None);
    }
}
