//! The server under load as a process: how fast it is ready, what it takes of memory and processor, what it counts.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::engine::Place;

/// The password of root, and of everybody whom the load acts for.
pub(crate) const PASSWORD: &str = "Reseller-password-1";

/// How long a server may take to be ready, or to stop.
const PATIENCE: Duration = Duration::from_secs(120);

/// Clock ticks in a second, as Linux shows them to programs whatever the kernel's own are.
const TICKS_PER_SECOND: u64 = 100;

/// An installation in a folder: configuration, key, log, and the database unless a server has it.
#[derive(Debug, Clone)]
pub(crate) struct Site {
    program: PathBuf,
    folder: PathBuf,
    /// The address that it serves at.
    pub(crate) address: SocketAddr,
    /// Where its data is.
    pub(crate) place: Place,
}

/// A serving process; killed when dropped.
pub(crate) struct Server {
    process: Child,
    address: SocketAddr,
}

/// The batches that the server wrote so far.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Batches {
    /// How many.
    pub(crate) count: f64,
    /// How many jobs were in all of them.
    pub(crate) jobs: f64,
}

impl Site {
    /// An installation in `folder`, which is made; `database` is a PostgreSQL URL, else a file in the folder is meant.
    pub(crate) fn configure(program: &Path, folder: &Path, database: Option<&str>) -> Result<Self> {
        fs::create_dir_all(folder)?;
        let place = match database {
            Some(url) => Place::Postgres(url.to_owned()),
            None => Place::Sqlite(folder.join("tollgate.db")),
        };
        // A port that nobody listened on a moment ago.
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let setting = database.map_or("path = \"tollgate.db\"".to_owned(), |url| format!("url = {url:?}"));
        let text =
            format!("key_file = \"key\"\nlisten = [{{ address = \"{address}\" }}]\n[database]\n{setting}\n");
        fs::write(folder.join("tollgate.toml"), text)?;
        Ok(Self { program: program.to_owned(), folder: folder.to_owned(), address, place })
    }

    /// Makes key, schema and root.
    pub(crate) fn init(&self) -> Result<()> {
        let mut process = self.command("init").arg("--passwords-stdin").stdin(Stdio::piped()).spawn()?;
        let mut stdin = process.stdin.take().context("it has a standard input")?;
        writeln!(stdin, "{PASSWORD}\n{PASSWORD}")?;
        drop(stdin);
        if !process.wait()?.success() {
            bail!("`tollgate init` failed; see {}", self.log().display());
        }
        Ok(())
    }

    /// Every invariant of what is stored.
    pub(crate) fn check(&self) -> Result<()> {
        if !self.command("check").status()?.success() {
            bail!("`tollgate check` found violations; see {}", self.log().display());
        }
        Ok(())
    }

    /// Starts serving; tells how long it took until the server said that it was ready.
    pub(crate) fn start(&self) -> Result<(Server, Duration)> {
        let started = Instant::now();
        let process = self.command("serve").spawn()?;
        let server = Server { process, address: self.address };
        loop {
            if server.get("/readyz").is_ok_and(|answer| answer.starts_with("HTTP/1.1 200")) {
                return Ok((server, started.elapsed()));
            }
            if PATIENCE < started.elapsed() {
                bail!("the server is not ready; see {}", self.log().display());
            }
            thread::sleep(Duration::from_millis(1));
        }
    }

    fn command(&self, command: &str) -> Command {
        let mut process = Command::new(&self.program);
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("TOLLGATE_") {
                process.env_remove(name);
            }
        }
        // Written to a file, as service managers do: each request costs its log line.
        let log = || File::options().create(true).append(true).open(self.log());
        let to_log = || log().map_or_else(|_| Stdio::null(), Stdio::from);
        process.arg(command).arg("--config").arg(self.folder.join("tollgate.toml")).env_remove("RUST_LOG");
        process.stdin(Stdio::null()).stdout(to_log()).stderr(to_log());
        process
    }

    fn log(&self) -> PathBuf {
        self.folder.join("log")
    }
}

impl Server {
    /// Its process id.
    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }

    /// The most memory that it ever had, in bytes.
    pub(crate) fn memory_peak_bytes(&self) -> Result<u64> {
        self.memory("VmHWM:")
    }

    /// The memory that it has, in bytes.
    pub(crate) fn memory_bytes(&self) -> Result<u64> {
        self.memory("VmRSS:")
    }

    /// From here on the most is counted anew (`clear_refs` in proc_pid_clear_refs(5)).
    pub(crate) fn forget_memory_peak(&self) -> Result<()> {
        Ok(fs::write(format!("/proc/{}/clear_refs", self.id()), "5")?)
    }

    fn memory(&self, name: &str) -> Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let line = line.with_context(|| format!("no {name}"))?;
        let kib: u64 = line.trim().trim_end_matches("kB").trim().parse()?;
        Ok(kib * 1024)
    }

    /// The time that it has spent on processors.
    pub(crate) fn processor_time(&self) -> Result<Duration> {
        processor_time(self.id())
    }

    /// What it has counted of its batches.
    pub(crate) fn batches(&self) -> Result<Batches> {
        let text = self.get("/metrics")?;
        let number = |name: &str| -> f64 {
            let line = text.lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok());
            line.unwrap_or(0.0)
        };
        Ok(Batches { count: number("store_batch_jobs_count"), jobs: number("store_batch_jobs_sum") })
    }

    /// Asks it to stop and waits for its end.
    pub(crate) fn stop(mut self) -> Result<()> {
        Command::new("kill").args(["-TERM", &self.id().to_string()]).status()?;
        self.process.wait()?;
        Ok(())
    }

    fn get(&self, path: &str) -> Result<String> {
        let mut stream = TcpStream::connect(self.address)?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        stream.write_all(
            format!("GET {path} HTTP/1.1\r\nHost: tollgate\r\nConnection: close\r\n\r\n").as_bytes(),
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // One that has ended already cannot be killed.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The time that a process has spent on processors, in its own code and in the kernel.
pub(crate) fn processor_time(process: u32) -> Result<Duration> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    let (_, fields) = stat.rsplit_once(')').context("no process name")?;
    let ticks = fields.split_whitespace().skip(11).take(2).map(str::parse::<u64>);
    let ticks = ticks.sum::<Result<u64, _>>()?;
    Ok(Duration::from_millis(ticks * 1000 / TICKS_PER_SECOND))
}
