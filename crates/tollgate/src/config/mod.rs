//! What an installation's owner chooses, from four places: flag, environment variable, file, default, the earlier
//! winning. [`catalogue`] lists every setting once; its key in the file gives its flag (`limits.idle_timeout_ms`:
//! `--limits-idle-timeout-ms`) and its variable (`TOLLGATE_LIMITS_IDLE_TIMEOUT_MS`).
//!
//! Promises that a [`Config`] is valid, and that whatever was refused is told with its place (file and line,
//! variable, flag) and what is allowed there. Opens no database and reads no key.

mod arguments;
mod catalogue;
mod draft;
mod file;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use app::secrets::HashCost;
use delivery::mail::Security;
use ipnet::IpNet;
use store::Location;

pub(crate) use self::arguments::Settings;

/// Every setting, checked.
#[derive(Debug, Clone)]
pub(crate) struct Config {
    /// Where the data is.
    pub(crate) database: Location,
    /// The file that holds the installation's key.
    pub(crate) key_file: PathBuf,
    /// The digest realm.
    pub(crate) realm: String,
    /// Where to listen; never empty.
    pub(crate) listen: Vec<Listener>,
    /// Networks whose hosts call the voice dialect without credentials.
    pub(crate) trusted_networks: Vec<IpNet>,
    /// Whether the voice dialect offers SHA-256 beside MD5.
    pub(crate) offer_sha256: bool,
    /// Whether the self-care portal is served.
    pub(crate) portal: bool,
    /// Who takes e-mail; none: none is sent.
    pub(crate) mail: Option<Mail>,
    /// Private networks that delivery pushes may be sent to.
    pub(crate) push_networks: Vec<IpNet>,
    /// How long the edge waits for whom.
    pub(crate) limits: Limits,
    /// What one password hash costs.
    pub(crate) hash_cost: HashCost,
    /// What is logged, and how.
    pub(crate) log: Log,
}

/// One address to listen on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Listener {
    /// Address and port.
    pub(crate) address: SocketAddr,
    /// Speak TLS with these files.
    pub(crate) tls: Option<TlsFiles>,
}

/// A certificate with its chain, and its private key, both in PEM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TlsFiles {
    /// The certificate, then its chain.
    pub(crate) certificate: PathBuf,
    /// The private key.
    pub(crate) key: PathBuf,
}

/// The server that takes e-mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mail {
    /// Its name.
    pub(crate) host: String,
    /// Its port.
    pub(crate) port: u16,
    /// How the connection to it is secured.
    pub(crate) security: Security,
    /// Who signs in to it, and the file of his password.
    pub(crate) credentials: Option<(String, PathBuf)>,
    /// The sender.
    pub(crate) from: String,
}

/// How many clients the edge serves and how long it waits for each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Limits {
    /// Connections served at once.
    pub(crate) connections_max: usize,
    /// For a request's head, and for a TLS handshake.
    pub(crate) header_timeout: Duration,
    /// Longest pause inside a body.
    pub(crate) body_timeout: Duration,
    /// From the end of the head to the start of the answer.
    pub(crate) request_timeout: Duration,
    /// For the next request on a kept connection.
    pub(crate) idle_timeout: Duration,
    /// For running requests once the program was told to stop.
    pub(crate) drain_timeout: Duration,
}

/// What is logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Log {
    /// The form of a line.
    pub(crate) format: LogFormat,
    /// The least grave level that is written, as a tracing directive.
    pub(crate) level: &'static str,
}

/// The form of a log line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LogFormat {
    /// For a person.
    Text,
    /// One JSON object a line, for a machine.
    Json,
}

impl Log {
    /// For a person, with what each request did.
    pub(crate) const DEFAULT: Self = Self { format: LogFormat::Text, level: "info" };
    /// For commands whose output is what matters.
    pub(crate) const QUIET: Self = Self { format: LogFormat::Text, level: "warn" };
}

/// The realm of an installation that names none.
pub(crate) const REALM: &str = "Tollgate";

/// Where an embedded installation in `folder` has its database.
pub(crate) fn database_in(folder: &Path) -> PathBuf {
    folder.join("tollgate.db")
}

/// Where an embedded installation in `folder` has its key.
pub(crate) fn key_in(folder: &Path) -> PathBuf {
    folder.join("key")
}

impl Config {
    /// An embedded installation in `folder` that listens on `address` in the clear, everything else by default.
    pub(crate) fn embedded(folder: &Path, address: SocketAddr) -> Self {
        Self {
            database: Location::Sqlite(database_in(folder)),
            key_file: key_in(folder),
            realm: REALM.to_owned(),
            listen: vec![Listener { address, tls: None }],
            trusted_networks: Vec::new(),
            offer_sha256: false,
            portal: true,
            mail: None,
            push_networks: Vec::new(),
            limits: Limits::default(),
            hash_cost: HashCost::RECOMMENDED,
            log: Log::DEFAULT,
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections_max: 16_384,
            header_timeout: Duration::from_secs(10),
            body_timeout: Duration::from_secs(20),
            request_timeout: Duration::from_secs(60),
            idle_timeout: Duration::from_secs(75),
            drain_timeout: Duration::from_secs(30),
        }
    }
}
