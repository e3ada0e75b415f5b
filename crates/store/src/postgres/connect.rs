//! Connections to the server: address, encryption, session settings.

use std::sync::Arc;
use std::time::Duration;

use postgres::config::SslMode;
use postgres::{Client, Config, NoTls};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::{PostgresOptions, unavailable};
use crate::error::StoreError;

/// How long reaching the server may take before its callers are told that it is gone.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);

/// How long a silent network may go unnoticed.
const SILENCE_MAX: Duration = Duration::from_secs(30);

/// What every working connection is set to. The limits keep a lost peer or a forgotten lock from holding up others:
/// `lock_timeout` ends waits that the engine then retries, `idle_in_transaction_session_timeout` ends the transaction
/// of a program that was cut off.
const SESSION: &str = "SET lock_timeout = '3s'; SET statement_timeout = '60s'; \
     SET idle_in_transaction_session_timeout = '60s'";

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

    /// A connection for transactions of the product.
    pub(crate) fn connect(&self) -> Result<Client, StoreError> {
        let mut client = self.connect_plain()?;
        let failed = |error| unavailable("setting up the connection", &error);
        client.batch_execute(SESSION).map_err(failed)?;
        // Asked and not just set: an operator may have chosen something stronger than `on`.
        let durable =
            client.query_one("SELECT current_setting('synchronous_commit')", &[]).map_err(failed)?;
        if durable.try_get::<_, String>(0).map_err(failed)? == "off" {
            client.batch_execute("SET synchronous_commit = on").map_err(failed)?;
        }
        Ok(client)
    }

    /// A connection without time limits, for migrations and backups.
    pub(crate) fn connect_plain(&self) -> Result<Client, StoreError> {
        let connected = match &self.tls {
            Some(tls) => self.config.connect(tls.clone()),
            None => self.config.connect(NoTls),
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
