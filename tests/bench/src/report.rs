//! What was measured, kept as numbers and told as a page: a table for each engine, and each bar with met or missed.
//!
//! The page is made anew each time, but for the analysis between its markers, which is written by hand.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::Result;
use serde::{Deserialize, Serialize};

use crate::download::DownloadReport;
use crate::load::{CLIENTS, Measured};
use crate::operations::{Bar, Operation};
use crate::raw::Done;

/// One run.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Report {
    /// Processors of the machine.
    pub(crate) processors: usize,
    /// How long each operation was loaded, in seconds.
    pub(crate) seconds: u64,
    /// Engine by engine.
    pub(crate) engines: Vec<EngineReport>,
}

/// One engine.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct EngineReport {
    /// Its name and version.
    pub(crate) engine: String,
    /// Size by size, ascending.
    pub(crate) sizes: Vec<SizeReport>,
}

/// One number of stored customers.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SizeReport {
    /// How many.
    pub(crate) customers: i64,
    /// From the start of the process to its first word that it is ready.
    pub(crate) start_up_ms: f64,
    /// The database before the load.
    pub(crate) database_bytes: u64,
    /// The server's most, over all operations.
    pub(crate) memory_peak_bytes: u64,
    /// Operation by operation.
    pub(crate) operations: Vec<OperationReport>,
    /// File by file; earlier runs had none.
    #[serde(default)]
    pub(crate) downloads: Vec<DownloadReport>,
}

/// One operation.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct OperationReport {
    /// Its name on the wire.
    pub(crate) operation: String,
    /// Answers in a second.
    pub(crate) rate: f64,
    /// Latencies in milliseconds: half, 95 and 99 of a hundred are faster.
    pub(crate) percentiles_ms: [f64; 3],
    /// What one request costs the server, and the client, in microseconds of a processor.
    pub(crate) processor_us: [f64; 2],
    /// Requests in a transaction.
    pub(crate) batch: f64,
    /// The same rows on the engine alone, in a second.
    pub(crate) engine_rate: Option<f64>,
    /// Password hashes of the machine in a second.
    pub(crate) hash_rate: Option<f64>,
    /// Where the processors were, taken after the measurement with the most customers.
    pub(crate) profile: Option<String>,
}

/// How much longer the slowest twentieth may take with the most customers than with the fewest.
const P95_RATIO_MAX: f64 = 1.3;

/// The folder of the profiles, beside the page.
const PROFILES: &str = "profiles";

const ANALYSIS_BEGINS: &str = "<!-- analysis begins: written by hand -->";
const ANALYSIS_ENDS: &str = "<!-- analysis ends -->";

impl SizeReport {
    /// What is known where nothing was measured but files.
    pub(crate) fn of_downloads(customers: i64, downloads: Vec<DownloadReport>) -> Self {
        let operations = Vec::new();
        Self { customers, start_up_ms: 0.0, database_bytes: 0, memory_peak_bytes: 0, operations, downloads }
    }
}

impl OperationReport {
    /// The report of what was measured.
    pub(crate) fn new(
        operation: Operation,
        measured: &Measured,
        rows: Option<Done>,
        hashes: Option<Done>,
    ) -> Self {
        let count = measured.latencies_us.len().max(1) as f64;
        Self {
            operation: operation.name().to_owned(),
            rate: measured.rate(),
            percentiles_ms: [0.5, 0.95, 0.99].map(|part| measured.percentile_ms(part)),
            processor_us: [measured.server_time, measured.client_time]
                .map(|time| time.as_secs_f64() * 1e6 / count),
            batch: measured.batch(),
            engine_rate: rows.map(Done::rate),
            hash_rate: hashes.map(Done::rate),
            profile: None,
        }
    }

    /// What its bar is measured by, and the bar.
    pub(crate) fn against_bar(&self) -> Option<(f64, Bar)> {
        let bar = self.operation()?.bar();
        let [_, p95, _] = self.percentiles_ms;
        let value = match bar {
            Bar::PerSecond(_) | Bar::Told => self.rate,
            Bar::OfEngine(_) => self.rate / self.engine_rate?,
            Bar::OfHash(_) => self.rate / self.hash_rate?,
            Bar::Within(_) => p95,
        };
        Some((value, bar))
    }

    fn operation(&self) -> Option<Operation> {
        Operation::all().find(|operation| operation.name() == self.operation)
    }

    fn is_page(&self) -> bool {
        self.operation().is_some_and(Operation::is_page)
    }

    /// Whether it stays below its bar, or below the one for latencies beside `small`, the same with the fewest customers.
    fn misses(&self, small: Option<&Self>) -> bool {
        let is_slow = self.against_bar().is_some_and(|(value, bar)| !bar.is_met(value));
        let small = small.filter(|_| !self.is_page());
        is_slow || small.is_some_and(|small| P95_RATIO_MAX < self.p95_ratio(small))
    }

    fn p95_ratio(&self, small: &Self) -> f64 {
        let ([_, before, _], [_, after, _]) = (small.percentiles_ms, self.percentiles_ms);
        after / before.max(0.001)
    }
}

impl Report {
    /// Writes the profile of each operation that misses a bar, and no other, into the folder `profiles` of `docs`.
    pub(crate) fn write_profiles(&self, docs: &Path) -> Result<()> {
        let folder = docs.join(PROFILES);
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        for (engine, one) in self.engines.iter().flat_map(missing) {
            let Some(profile) = &one.profile else { continue };
            fs::create_dir_all(&folder)?;
            let head =
                format!("`{}` on {}, sampled by `cargo xtask bench`\n\n", one.operation, engine.engine);
            fs::write(docs.join(profile_path(engine, one)), head + profile)?;
        }
        Ok(())
    }

    /// The page; the analysis is taken from `former`, the page as it was.
    pub(crate) fn page(&self, former: &str) -> String {
        let mut page = self.introduction();
        page.push_str(&self.bars());
        page.push_str("\n![Requests per second and latency over size](benchmarks.svg)\n");
        let analysis = between(former, ANALYSIS_BEGINS, ANALYSIS_ENDS).unwrap_or("\n");
        let _ = write!(page, "\n## Analysis\n\n{ANALYSIS_BEGINS}{analysis}{ANALYSIS_ENDS}\n");
        page.push_str(&portal_section(&self.engines));
        for engine in &self.engines {
            page.push_str(&engine_section(engine));
        }
        page
    }

    fn introduction(&self) -> String {
        let engines: Vec<&str> = self.engines.iter().map(|engine| engine.engine.as_str()).collect();
        format!(
            "# Benchmarks\n\n\
             Made by `cargo xtask bench`: {CLIENTS} clients on keep-alive connections, each of which sends its next request \
             when it has the last answer, for {} seconds an operation, after a second of warm-up. Clients, server and \
             database share {} processors. Engines: {}, with durable commits. A hundred resellers in ten branches; one of them \
             has a fifth of the customers and does half of the work. Passwords cost what the program recommends (argon2id, \
             19 MiB, two passes).\n\n\
             Beside each write stands, in turns with it, what the engine alone does with the same rows: the same driver, the \
             same number of connections, as many requests to a transaction as the server had on average, and no server. \
             Beside what hashes a password stands the rate at which all processors do nothing but that hash, in memory that \
             is taken once. The ratios are what counts: the absolute numbers are the machine's.\n\n",
            self.seconds,
            self.processors,
            engines.join(", "),
        )
    }

    fn bars(&self) -> String {
        let mut text = String::from("## Bars\n\n| bar |");
        let names = self.engines.iter().map(|engine| format!(" {} |", engine.engine));
        text.extend(names);
        text.push_str("\n|---|");
        text.push_str(&"---|".repeat(self.engines.len()));
        text.push('\n');
        for operation in Operation::all() {
            let asked = match operation.bar() {
                Bar::PerSecond(least) => format!("at least {least:.0}/s"),
                Bar::OfEngine(part) => format!("at least {:.0} % of the engine alone", part * 100.0),
                Bar::OfHash(part) => format!("at least {:.0} % of the hash rate", part * 100.0),
                Bar::Within(most) => format!("p95 within {most:.0} ms"),
                Bar::Told => continue,
            };
            let cells = self.engines.iter().map(|engine| bar_cell(engine, operation));
            row(&mut text, &format!("`{}`: {asked}", operation.name()), cells);
        }
        let spread = self.engines.iter().map(spread_cell);
        row(&mut text, "p95 at most 1.3 times that with the fewest customers", spread);
        let last = |cell: fn(&SizeReport) -> String| {
            self.engines.iter().map(move |engine| engine.sizes.last().map_or_else(String::new, cell))
        };
        row(
            &mut text,
            "peak memory of the server under 300 MB",
            last(|size| verdict(size.memory_peak_bytes < 300_000_000, &megabytes(size.memory_peak_bytes))),
        );
        row(
            &mut text,
            "start-up under 2 s",
            last(|size| verdict(size.start_up_ms < 2000.0, &format!("{:.0} ms", size.start_up_ms))),
        );
        row(&mut text, "profiles of what is missed", self.engines.iter().map(profiles_cell));
        let largest = self.engines.iter().flat_map(|engine| &engine.sizes).map(|size| size.customers).max();
        let _ = write!(text, "\nWith {} customers stored.\n", grouped(largest.unwrap_or(0)));
        text
    }
}

fn bar_cell(engine: &EngineReport, operation: Operation) -> String {
    let last = engine.sizes.last();
    let found = last.and_then(|size| size.operations.iter().find(|one| one.operation == operation.name()));
    match found.and_then(OperationReport::against_bar) {
        None => String::new(),
        Some((value, bar)) => {
            let words = match bar {
                Bar::PerSecond(_) | Bar::Told => format!("{value:.0}/s"),
                Bar::OfEngine(_) | Bar::OfHash(_) => format!("{:.0} %", value * 100.0),
                Bar::Within(_) => format!("{value:.0} ms"),
            };
            verdict(bar.is_met(value), &words)
        }
    }
}

/// The operations that miss a bar with the most customers.
fn missing(engine: &EngineReport) -> Vec<(&EngineReport, &OperationReport)> {
    let small = engine.sizes.first().map_or(&[][..], |size| &size.operations);
    let large = engine.sizes.last().map_or(&[][..], |size| &size.operations);
    let beside = |one: &OperationReport| small.iter().find(|small| small.operation == one.operation);
    large.iter().filter(|one| one.misses(beside(one))).map(|one| (engine, one)).collect()
}

/// Where the profile of an operation is, seen from the page.
fn profile_path(engine: &EngineReport, one: &OperationReport) -> String {
    let name = engine.engine.split(' ').next().unwrap_or_default().to_lowercase();
    format!("{PROFILES}/{name}-{}.txt", one.operation.replace(['/', ':'], "-"))
}

/// Links to the profiles of what misses a bar.
fn profiles_cell(engine: &EngineReport) -> String {
    let links = missing(engine).into_iter().filter(|(_, one)| one.profile.is_some());
    let links: Vec<String> =
        links.map(|(engine, one)| format!("[{}]({})", one.operation, profile_path(engine, one))).collect();
    links.join(", ")
}

/// The worst ratio of latencies between the largest and the smallest size, and whose it is.
fn spread_cell(engine: &EngineReport) -> String {
    let (Some(small), Some(large)) = (engine.sizes.first(), engine.sizes.last()) else {
        return String::new();
    };
    let ratio = |(small, large): (&OperationReport, &OperationReport)| {
        (large.p95_ratio(small), large.operation.clone())
    };
    let pairs = small.operations.iter().zip(&large.operations).filter(|(_, large)| !large.is_page());
    let worst = pairs.map(ratio).max_by(|a, b| a.0.total_cmp(&b.0));
    worst.map_or_else(String::new, |(worst, whose)| {
        verdict(worst <= P95_RATIO_MAX, &format!("{worst:.2} ({whose})"))
    })
}

fn engine_section(engine: &EngineReport) -> String {
    let mut text = format!(
        "\n## {}\n\n| customers | database | start-up | peak memory of the server |\n|---:|---:|---:|---:|\n",
        engine.engine
    );
    for size in engine.sizes.iter().filter(|size| !size.operations.is_empty()) {
        let _ = writeln!(
            text,
            "| {} | {} | {:.0} ms | {} |",
            grouped(size.customers),
            megabytes(size.database_bytes),
            size.start_up_ms,
            megabytes(size.memory_peak_bytes)
        );
    }
    text.push_str(
        "\n| operation | customers | requests/s | p50 ms | p95 ms | p99 ms | server µs | requests a commit | \
         engine alone/s | ratio | hashes/s | ratio |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n",
    );
    text.extend(lines(engine, Operation::OF_DIALECTS.into_iter(), operation_line));
    text.push_str("\n\"server µs\" is the processor time that the server spends on one request.\n");
    text
}

/// The portal's pages, on all engines.
fn portal_section(engines: &[EngineReport]) -> String {
    let mut text = format!(
        "\n## Portal\n\n\
         Pages of the portal, asked for by the same {CLIENTS} clients, each signed in as one of the resellers: the overview, \
         the table of his customers (50 rows; its thousandth page by keyset, or his last; what a search by the beginning of a \
         name finds; in the order of numbers; those who have little, and those who have customers themselves), one customer. Style sheets and script are kept by browsers and not asked for.\n"
    );
    for engine in engines {
        let _ = write!(
            text,
            "\n| {} | customers | pages/s | p50 ms | p95 ms | p99 ms | server µs |\n|---|---:|---:|---:|---:|---:|---:|\n",
            engine.engine
        );
        text.extend(lines(engine, Operation::PAGES.into_iter(), page_line));
    }
    text.push_str(&downloads(engines));
    text
}

/// The files of the portal, on all engines.
fn downloads(engines: &[EngineReport]) -> String {
    let mut text = String::from(
        "\nThe customers of a reseller who has all that are stored, as a file that one client takes from a server just started; \
         beside it the memory of the server: before, at the most, and by how much it grew.\n",
    );
    for engine in engines {
        let _ = write!(
            text,
            "\n| {} | customers | rows | rows/s | file | memory before | at the most | growth |\n|---|---:|---:|---:|---:|---:|---:|---:|\n",
            engine.engine
        );
        for size in &engine.sizes {
            text.extend(size.downloads.iter().map(|one| download_line(size.customers, one)));
        }
    }
    text
}

fn download_line(customers: i64, one: &DownloadReport) -> String {
    format!(
        "| {} | {} | {} | {:.0} | {} | {} | {} | {} |\n",
        one.format.to_uppercase(),
        grouped(customers),
        grouped(one.rows),
        one.rate(),
        megabytes(one.bytes),
        megabytes(one.memory_before_bytes),
        megabytes(one.memory_peak_bytes),
        megabytes(one.growth_bytes())
    )
}

/// A line for each operation and size that was measured.
fn lines(
    engine: &EngineReport,
    operations: impl Iterator<Item = Operation>,
    line: fn(i64, &OperationReport) -> String,
) -> impl Iterator<Item = String> {
    operations.flat_map(move |operation| {
        engine.sizes.iter().flat_map(move |size| {
            let measured = size.operations.iter().filter(move |one| one.operation == operation.name());
            measured.map(move |one| line(size.customers, one))
        })
    })
}

fn page_line(customers: i64, one: &OperationReport) -> String {
    let [p50, p95, p99] = one.percentiles_ms;
    let [server, _] = one.processor_us;
    let name = one.operation.trim_start_matches("page:");
    format!(
        "| {name} | {} | {:.0} | {p50:.1} | {p95:.1} | {p99:.1} | {server:.0} |\n",
        grouped(customers),
        one.rate
    )
}

fn operation_line(customers: i64, one: &OperationReport) -> String {
    let beside = |rate: Option<f64>| match rate {
        None => "| | ".to_owned(),
        Some(rate) => format!("| {rate:.0} | {:.2} ", one.rate / rate),
    };
    let [p50, p95, p99] = one.percentiles_ms;
    let [server, _] = one.processor_us;
    let batch = if one.engine_rate.is_some() { format!("{:.0}", one.batch) } else { String::new() };
    format!(
        "| `{}` | {} | {:.0} | {p50:.1} | {p95:.1} | {p99:.1} | {server:.0} | {batch} {}{}|\n",
        one.operation,
        grouped(customers),
        one.rate,
        beside(one.engine_rate),
        beside(one.hash_rate),
    )
}

fn row(text: &mut String, name: &str, cells: impl Iterator<Item = String>) {
    let _ = write!(text, "| {name} |");
    for cell in cells {
        let _ = write!(text, " {cell} |");
    }
    text.push('\n');
}

fn verdict(met: bool, value: &str) -> String {
    if met { format!("met: {value}") } else { format!("**missed**: {value}") }
}

fn megabytes(bytes: u64) -> String {
    format!("{:.0} MB", bytes as f64 / 1e6)
}

/// A number with its thousands apart.
pub(crate) fn grouped(number: i64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn between<'a>(text: &'a str, begins: &str, ends: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(begins)?;
    rest.split_once(ends).map(|(inside, _)| inside)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn sample() -> Report {
        let operation = |operation: Operation, rate: f64| OperationReport {
            operation: operation.name().to_owned(),
            rate,
            percentiles_ms: [1.0, 2.0, 3.0],
            processor_us: [50.0, 10.0],
            batch: 40.0,
            engine_rate: Some(10_000.0),
            hash_rate: Some(80.0),
            profile: None,
        };
        let size = |customers| SizeReport {
            customers,
            start_up_ms: 100.0,
            database_bytes: 1_000_000,
            memory_peak_bytes: 400_000_000,
            operations: Operation::all().map(|one| operation(one, 5_000.0)).collect(),
            downloads: vec![DownloadReport {
                format: "xlsx".to_owned(),
                rows: customers,
                bytes: 3_000_000,
                seconds: 0.5,
                memory_before_bytes: 50_000_000,
                memory_peak_bytes: 60_000_000,
            }],
        };
        let engine = EngineReport { engine: "SQLite 3".to_owned(), sizes: vec![size(10), size(1_000)] };
        Report { processors: 2, seconds: 5, engines: vec![engine] }
    }

    #[test]
    fn the_page_tells_met_from_missed_and_keeps_the_analysis() {
        let former = format!("old {ANALYSIS_BEGINS}\nwhy\n{ANALYSIS_ENDS} old");
        let page = sample().page(&former);
        for part in [
            "`getCustomerInfo`: at least 10000/s | **missed**: 5000/s |",
            "`admin/addCredits`: at least 40 % of the engine alone | met: 50 % |",
            "peak memory of the server under 300 MB | **missed**: 400 MB |",
            "start-up under 2 s | met: 100 ms |",
            "`page:customers`: p95 within 200 ms | met: 2 ms |",
            "| XLSX | 1,000 | 1,000 | 2000 | 3 MB | 50 MB | 60 MB | 10 MB |",
            "| customers-1000 | 1,000 | 5000 | 1.0 | 2.0 | 3.0 | 50 |",
            "met: 1.00 (",
            "begins: written by hand -->\nwhy\n<!--",
            "With 1,000 customers stored.",
        ] {
            assert!(page.contains(part), "{part} is missing from\n{page}");
        }
        assert!(!page.contains("old"));
    }

    #[test]
    fn thousands_stand_apart() {
        assert_eq!([0, 999, 1_000, 1_000_000].map(grouped), ["0", "999", "1,000", "1,000,000"]);
    }
}
