//! Load over real sockets, beside the raw cost of the same work, with many customers stored.
//!
//! Promises that a write and what it is compared with are measured in turns in the same run, that every stored row is
//! one that the product would have written, and that the product is used as it is: its release program, its default
//! settings, its log. `cargo xtask bench` builds and runs this; it knows the product by its wire and its tables only.

mod cast;
mod client;
mod download;
mod engine;
mod load;
mod operations;
mod plot;
mod profile;
mod raw;
mod renew;
mod report;
mod seed;
mod server;
mod template;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::{Parser, ValueEnum};

use crate::cast::{Reseller, Share, resellers};
use crate::engine::Place;
use crate::load::{Load, Measured};
use crate::operations::{Bar, Operation};
use crate::raw::Done;
use crate::report::{EngineReport, OperationReport, Report, SizeReport};
use crate::seed::Known;
use crate::server::{Server, Site};

/// Each write and what it is compared with take so many turns.
const TURNS: u32 = 3;

/// How long an operation is warmed up.
const WARM_UP: Duration = Duration::from_secs(1);

/// The database of the server of PostgreSQL in which an installation is.
const DATABASE: &str = "bench_installation";

/// Starts are measured so often; the middle one counts.
const STARTS: usize = 3;

/// Measures the program under load and writes the report.
#[derive(Debug, Parser)]
struct Arguments {
    /// The release build of the program.
    #[arg(long)]
    program: PathBuf,
    /// The repository.
    #[arg(long)]
    root: PathBuf,
    /// How long to load each operation, in seconds.
    #[arg(long, default_value_t = 9)]
    seconds: u64,
    /// Customers stored, one size after the other.
    #[arg(long, value_delimiter = ',', default_values_t = [10_000, 100_000, 1_000_000])]
    sizes: Vec<i64>,
    /// The engines.
    #[arg(long, value_enum, value_delimiter = ',', default_values_t = [Engine::Sqlite, Engine::Postgres])]
    engines: Vec<Engine>,
    /// A PostgreSQL server whose user may make databases and checkpoints.
    #[arg(long)]
    postgres: Option<String>,
    /// Only these operations, by their names on the wire, and pages: `page:customers`; `page` means all of them, and
    /// `download` the files. The others stay in the report as the last run had them.
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// Print the numbers and leave the report as it is.
    #[arg(long)]
    dry: bool,
    /// Measure nothing: write the report of the last run again.
    #[arg(long)]
    render: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Engine {
    Sqlite,
    Postgres,
}

impl std::fmt::Display for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if *self == Self::Sqlite { "sqlite" } else { "postgres" })
    }
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let results = arguments.folder().join("results.json");
    let report = match (arguments.render, arguments.only.is_empty()) {
        (true, _) => last_run(&results)?.context("there was no run")?,
        (false, true) => arguments.measure()?,
        (false, false) => {
            // Looked at before hours are spent on what is to stand beside it.
            let last = last_run(&results)?;
            let run = arguments.measure()?;
            match last {
                Some(last) => last.renewed_by(run),
                None => run,
            }
        }
    };
    if arguments.dry {
        return Ok(());
    }
    fs::write(results, serde_json::to_vec_pretty(&report)?)?;
    let page = arguments.root.join("docs/benchmarks.md");
    let former = fs::read_to_string(&page).unwrap_or_default();
    fs::write(&page, report.page(&former))?;
    report.write_profiles(&arguments.root.join("docs"))?;
    fs::write(page.with_extension("svg"), plot::svg(&report))?;
    Ok(())
}

/// The last run; none before the first one. One that cannot be read is not taken for none: the page would lose what it has.
fn last_run(results: &Path) -> Result<Option<Report>> {
    let bytes = match fs::read(results) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).with_context(|| results.display().to_string()),
    };
    let damaged = || format!("{} is damaged: move it away to begin anew", results.display());
    serde_json::from_slice(&bytes).map(Some).with_context(damaged)
}

impl Arguments {
    fn measure(&self) -> Result<Report> {
        fs::create_dir_all(self.folder())?;
        let engines = self.engines.iter().map(|engine| self.measure_engine(*engine));
        Ok(Report {
            processors: std::thread::available_parallelism()?.get(),
            seconds: self.seconds,
            engines: engines.collect::<Result<_>>()?,
        })
    }

    fn measure_engine(&self, engine: Engine) -> Result<EngineReport> {
        let mut version = String::new();
        let mut sizes = Vec::new();
        for customers in &self.sizes {
            eprintln!("\n== {engine}, {customers} customers");
            let mut downloads = Vec::new();
            if self.includes_downloads() {
                let (site, _) = self.site(engine, *customers, Share::All)?;
                version = site.place.connect()?.version()?;
                downloads = download::measure(&site, &resellers(*customers, Share::All))?;
                self.remove(engine)?;
            }
            for download in &downloads {
                eprintln!("{download:?}: {:.0} rows/s", download.rate());
            }
            if !Operation::all().any(|operation| self.includes(operation)) {
                sizes.push(SizeReport::of_downloads(*customers, downloads));
                continue;
            }
            let (site, known) = self.site(engine, *customers, Share::Fifth)?;
            version = site.place.connect()?.version()?;
            sizes.push(SizeReport { downloads, ..self.measure_size(&site, &known, *customers)? });
            self.remove(engine)?;
        }
        Ok(EngineReport { engine: version, sizes })
    }

    fn site(&self, engine: Engine, customers: i64, share: Share) -> Result<(Site, Known)> {
        match engine {
            Engine::Sqlite => self.sqlite_site(customers, share),
            Engine::Postgres => self.postgres_site(customers, share),
        }
    }

    /// A copy of the stored installation: the load changes it.
    fn sqlite_site(&self, customers: i64, share: Share) -> Result<(Site, Known)> {
        let name = match share {
            Share::Fifth => format!("sqlite-{customers}"),
            Share::All => format!("sqlite-{customers}-of-one"),
        };
        let kept = self.folder().join(name);
        let migrations = self.root.join("crates/store/migrations/sqlite");
        let known = seed::make_or_find(&self.program, &kept, customers, share, &stamp(&migrations)?)?;
        let folder = self.run_folder()?;
        for file in ["key", "tollgate.db"] {
            let copy = folder.join(file);
            fs::copy(kept.join(file), &copy).with_context(|| file.to_owned())?;
            // Else the first commits would wait until the copy is on the disk.
            fs::File::open(copy)?.sync_all()?;
        }
        Ok((Site::configure(&self.program, &folder, None)?, known))
    }

    /// The server is private, so its installations are made anew each time.
    fn postgres_site(&self, customers: i64, share: Share) -> Result<(Site, Known)> {
        self.remove(Engine::Postgres)?;
        self.administrate(&format!("CREATE DATABASE {DATABASE}"))?;
        let url = self.postgres_url()?;
        let (server, _) = url.rsplit_once('/').context("a URL that names a database")?;
        let url = format!("{server}/{DATABASE}");
        let site = Site::configure(&self.program, &self.run_folder()?, Some(&url))?;
        let known = seed::make(&site, customers, share)?;
        Ok((site, known))
    }

    /// Removes the installation that was measured, where it is no copy.
    fn remove(&self, engine: Engine) -> Result<()> {
        match engine {
            Engine::Sqlite => Ok(()),
            Engine::Postgres => self.administrate(&format!("DROP DATABASE IF EXISTS {DATABASE}")),
        }
    }

    fn measure_size(&self, site: &Site, known: &Known, customers: i64) -> Result<SizeReport> {
        let database_bytes = site.place.size_bytes()?;
        let cast = resellers(customers, Share::Fifth);
        let (server, start_up) = start(site)?;
        eprintln!("ready after {start_up:?}; the database has {database_bytes} bytes");
        let mut operations = Vec::new();
        let is_largest = self.sizes.iter().max() == Some(&customers);
        for operation in Operation::all().filter(|operation| self.includes(*operation)) {
            let load = Load { site, server: &server, known, cast: &cast };
            let mut report = self.measure_operation(&load, operation)?;
            if is_largest && profile::is_available() {
                report.profile = Some(profile::take(&load, operation, &self.folder())?);
            }
            eprintln!("{}", line(&report));
            operations.push(report);
        }
        let memory_peak_bytes = server.memory_peak_bytes()?;
        eprintln!("peak memory {memory_peak_bytes} bytes");
        server.stop()?;
        let start_up_ms = start_up.as_secs_f64() * 1000.0;
        let downloads = Vec::new();
        Ok(SizeReport { customers, start_up_ms, database_bytes, memory_peak_bytes, operations, downloads })
    }

    fn measure_operation(&self, load: &Load<'_>, operation: Operation) -> Result<OperationReport> {
        load.run(operation, WARM_UP)?;
        let turn = Duration::from_secs(self.seconds) / TURNS;
        let (mut measured, mut rows, mut hashes) = (Measured::default(), None, None);
        for _ in 0..TURNS {
            let slice = load.run(operation, turn)?;
            let batch = slice.batch().round().max(1.0) as usize;
            measured.add(slice);
            if matches!(operation.bar(), Bar::OfEngine(_) | Bar::OfHash(_)) {
                let done = self.write_rows(load, operation, batch, turn)?;
                rows.get_or_insert_with(Done::default).add(done);
            }
            if matches!(operation.bar(), Bar::OfHash(_)) {
                hashes.get_or_insert_with(Done::default).add(raw::hash_passwords(turn)?);
            }
        }
        Ok(OperationReport::new(operation, &measured, rows, hashes))
    }

    fn write_rows(
        &self,
        load: &Load<'_>,
        operation: Operation,
        batch: usize,
        turn: Duration,
    ) -> Result<Done> {
        let (place, cast): (&Place, &[Reseller]) = (&load.site.place, load.cast);
        raw::write_rows(place, load.known, cast, operation, batch, turn)
    }

    fn includes(&self, operation: Operation) -> bool {
        let is_named = |name: &String| name == operation.name() || (name == "page" && operation.is_page());
        self.only.is_empty() || self.only.iter().any(is_named)
    }

    fn includes_downloads(&self) -> bool {
        self.only.is_empty() || self.only.iter().any(|name| name == download::NAME)
    }

    fn folder(&self) -> PathBuf {
        self.root.join("target/bench")
    }

    fn run_folder(&self) -> Result<PathBuf> {
        let folder = self.folder().join("run");
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        Ok(folder)
    }

    fn postgres_url(&self) -> Result<&str> {
        self.postgres.as_deref().context("--postgres is needed for this engine")
    }

    fn administrate(&self, sql: &str) -> Result<()> {
        Place::Postgres(self.postgres_url()?.to_owned()).connect()?.run(sql)
    }
}

/// Starts the server a few times and keeps the last one; the middle time counts.
fn start(site: &Site) -> Result<(Server, Duration)> {
    let mut times = Vec::new();
    loop {
        let (server, took) = site.start()?;
        times.push(took);
        if times.len() == STARTS {
            times.sort_unstable();
            let middle = times.get(STARTS / 2).copied().unwrap_or(took);
            return Ok((server, middle));
        }
        server.stop()?;
    }
}

/// What an installation was made from: the schema.
fn stamp(migrations: &Path) -> Result<String> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(migrations)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    files.sort();
    if files.is_empty() {
        bail!("no migrations in {}", migrations.display());
    }
    files.iter().map(|file| Ok(fs::read_to_string(file)?)).collect()
}

fn line(one: &OperationReport) -> String {
    let ratio =
        |rate: Option<f64>| rate.map_or(String::new(), |rate| format!("{rate:.0} ({:.2})", one.rate / rate));
    let [p50, p95, p99] = one.percentiles_ms;
    let [server, client] = one.processor_us;
    format!(
        "{:22} {:8.0}/s  p50 {p50:7.2}  p95 {p95:7.2}  p99 {p99:7.2} ms  server {server:6.0} µs  client {client:5.0} µs  \
         batch {:4.1}  rows {:>14}  hashes {:>12}",
        one.operation,
        one.rate,
        one.batch,
        ratio(one.engine_rate),
        ratio(one.hash_rate)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_report_is_not_taken_for_none() {
        let folder = std::env::temp_dir().join(format!("bench-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let results = folder.join("results.json");
        assert!(last_run(&results).unwrap().is_none());
        fs::write(&results, serde_json::to_vec(&report::tests::sample()).unwrap()).unwrap();
        assert_eq!(last_run(&results).unwrap().unwrap().engines.len(), 1);
        fs::write(&results, b"{\"processors\": 2").unwrap();
        let error = last_run(&results).unwrap_err().to_string();
        assert!(error.contains("results.json is damaged"), "{error}");
        fs::remove_dir_all(folder).unwrap();
    }
}
