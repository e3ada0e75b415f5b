//! Connections to the server: address, encryption, session settings.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use postgres::Client;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres::config::{LoadBalanceHosts, SslMode, TargetSessionAttrs};
use tokio_postgres::tls::{MakeTlsConnect, TlsConnect};
use tokio_postgres::{Config, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::line::Line;
use super::socket::{Address, Socket, addresses};
use super::value::PostgresRow;
use super::{PostgresOptions, unavailable};
use crate::batch::{Access, Failure};
use crate::error::StoreError;
use crate::tx::Row;

/// How long reaching the server may take before its callers are told that it is gone.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);

/// How long a silent network may go unnoticed.
const SILENCE_MAX: Duration = Duration::from_secs(30);

/// What every working connection is set to. The limits keep a lost peer or a forgotten lock from holding up others:
/// `lock_timeout` ends waits that the engine then retries, `idle_in_transaction_session_timeout` ends the transaction
/// of a program that was cut off. `plan_cache_mode`: a statement is planned once. Left to itself, the server takes a limit
/// that it does not know for a tenth of the table, finds that dear, and plans every page of a long list anew. `jit`: for the
/// same reason it would compile, for half a second, a statement that runs for one thousandth.
const SESSION: &str = "SET lock_timeout = '3s'; SET statement_timeout = '60s'; \
     SET idle_in_transaction_session_timeout = '60s'; SET plan_cache_mode = force_generic_plan; SET jit = off";

/// Asked of every new connection.
const SETTINGS: &str =
    "SELECT current_setting('synchronous_commit'), current_setting('transaction_read_only')";

/// Knows how to reach one server; shared by all threads.
pub(crate) struct Connector {
    config: Config,
    tls: Option<MakeRustlsConnect>,
}

impl Connector {
    /// Reads the URL and the certificate file; does not connect.
    pub(crate) fn new(options: &PostgresOptions) -> Result<Self, StoreError> {
        let mut config: Config =
            options.url.parse().map_err(|error| unavailable("reading the database URL", &error))?;
        if config.get_load_balance_hosts() != LoadBalanceHosts::Disable {
            let detail = "the database URL: load_balance_hosts cannot be had, hosts are tried in their order";
            return Err(StoreError::Unavailable(detail.to_owned()));
        }
        if options.root_certificate.is_some() {
            config.ssl_mode(SslMode::Require);
        }
        let tls = match config.get_ssl_mode() {
            SslMode::Require => Some(MakeRustlsConnect::new(tls_config(options)?)),
            _ => None,
        };
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT_TIMEOUT);
        }
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(SILENCE_MAX);
        }
        if config.get_application_name().is_none() {
            config.application_name("tollgate");
        }
        config.keepalives_idle(SILENCE_MAX);
        Ok(Self { config, tls })
    }

    /// Whether the server is there and lets us in.
    pub(crate) fn probe(&self) -> Result<(), StoreError> {
        self.connect(Access::Read).map(drop)
    }

    /// A connection for transactions of the product.
    pub(super) fn connect(&self, access: Access) -> Result<Line, StoreError> {
        let mut last = StoreError::Unavailable("the database URL names no host".to_owned());
        for address in addresses(&self.config) {
            match self.connect_to(address, access) {
                Ok(line) => return Ok(line),
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    fn connect_to(&self, address: Address<'_>, access: Access) -> Result<Line, StoreError> {
        let socket = Socket::connect(address, &self.config)
            .map_err(|error| StoreError::Unavailable(format!("connecting: {error}")))?;
        let mut line = match &self.tls {
            None => self.start(socket, NoTls, access),
            Some(tls) => {
                let name = address.name.unwrap_or_default();
                let Ok(tls) = MakeTlsConnect::<Socket>::make_tls_connect(&mut tls.clone(), name);
                self.start(socket, tls, access)
            }
        }
        .map_err(|error| unavailable("connecting", &error))?;
        self.set_up(&mut line).map_err(|failure| failure.error().clone())?;
        Ok(line)
    }

    fn start<T>(&self, socket: Socket, tls: T, access: Access) -> Result<Line, tokio_postgres::Error>
    where
        T: TlsConnect<Socket>,
        T::Stream: Send + 'static,
    {
        let permit = socket.permit();
        let mut connecting = pin!(self.config.connect_raw(socket, tls));
        loop {
            // While it connects it has nothing to do at once but to read.
            permit.set(true);
            if let Poll::Ready(connected) = connecting.as_mut().poll(&mut Context::from_waker(Waker::noop()))
            {
                return connected.map(|(client, wire)| Line::new(access, client, Box::pin(wire), permit));
            }
        }
    }

    /// Sets what lasts as long as the connection, and refuses a server that is not of the wanted kind.
    fn set_up(&self, line: &mut Line) -> Result<(), Failure> {
        line.control(SESSION)?;
        let rows = line.query(SETTINGS, &[], None)?;
        let setting = |column: usize| {
            let row = rows.first().map(PostgresRow);
            let text =
                row.map_or_else(|| Err(StoreError::inconsistent("no settings")), |row| row.text(column));
            text.map_err(|error| Failure::Lost(error.at(SETTINGS)))
        };
        let is_wanted = match self.config.get_target_session_attrs() {
            TargetSessionAttrs::ReadWrite => setting(1)? == "off",
            TargetSessionAttrs::ReadOnly => setting(1)? == "on",
            _ => true,
        };
        if !is_wanted {
            let detail = "the server is not of the kind that target_session_attrs names";
            return Err(Failure::Lost(StoreError::Unavailable(detail.to_owned())));
        }
        // Asked and not just set: an operator may have chosen something stronger than `on`.
        if setting(0)? == "off" {
            line.control("SET synchronous_commit = on")?;
        }
        Ok(())
    }

    /// A connection without time limits, for migrations and backups.
    pub(super) fn connect_plain(&self) -> Result<Client, StoreError> {
        let config = postgres::Config::from(self.config.clone());
        let connected = match &self.tls {
            Some(tls) => config.connect(tls.clone()),
            None => config.connect(NoTls),
        };
        connected.map_err(|error| unavailable("connecting", &error))
    }
}

fn tls_config(options: &PostgresOptions) -> Result<ClientConfig, StoreError> {
    let mut roots = RootCertStore::empty();
    match &options.root_certificate {
        None => roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
        Some(path) => {
            let refused = |error: &dyn std::fmt::Display| {
                StoreError::Unavailable(format!("{}: {error}", path.display()))
            };
            for certificate in CertificateDer::pem_file_iter(path).map_err(|error| refused(&error))? {
                let certificate = certificate.map_err(|error| refused(&error))?;
                roots.add(certificate).map_err(|error| refused(&error))?;
            }
            if roots.is_empty() {
                return Err(refused(&"holds no certificate"));
            }
        }
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| StoreError::Defect(format!("TLS: {error}")))?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}
