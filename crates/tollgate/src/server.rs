//! The program as a server: all faces, the platform's questions and the edge on one router, until a signal comes.
//!
//! Promises that the first SIGTERM or Ctrl-C lets running requests finish and closes the store, and that a second one
//! cuts them short.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use app::App;
use axum::Router;
use delivery::mail::{MailOptions, Mailer};
use delivery::push::{Networks, PushClient};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::config::{Config, Limits, Listener, Mail};
use crate::edge::health::{self, ReadyCheck};
use crate::edge::request_log::DURATION_BUCKETS_SECONDS;
use crate::edge::{Edge, EdgeOptions, Listen, Observer, RequestIds, tls};
use crate::failure::Failure;
use crate::installation;

/// Listening, and not yet answering.
pub(crate) struct Server {
    app: App,
    edge: Edge,
    router: Router,
    metrics: PrometheusHandle,
    mailer: Option<Mailer>,
    signals: Signals,
}

/// How often the outbox is looked into.
const OUTBOX_PAUSE: Duration = Duration::from_secs(2);

impl Server {
    /// Opens every listener. From here on signals are minded.
    pub(crate) async fn bind(app: App, config: &Config) -> Result<Self, Failure> {
        let signals = Signals::watch()?;
        let metrics = record_metrics()?;
        app::throttle::describe_metrics();
        let mailer = config.mail.as_ref().map(mailer).transpose()?;
        let router = router(&app, config, metrics.clone(), mailer.clone())?;
        let listen: Result<Vec<Listen>, Failure> = config.listen.iter().map(listen).collect();
        let options = edge_options(&config.limits, listen?, request_ids(&app));
        let edge = Edge::bind(EdgeOptions { observer: Some(observer(&app)), ..options }).await?;
        Ok(Self { app, edge, router, metrics, mailer, signals })
    }

    /// The addresses really bound, in the order of the configuration.
    pub(crate) fn local_addresses(&self) -> Vec<SocketAddr> {
        self.edge.local_addresses()
    }

    /// Serves until a signal comes, drains, and closes the store.
    pub(crate) async fn run(self) -> Result<(), Failure> {
        let Self { app, edge, router, metrics, mailer, mut signals } = self;
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let shutdown = async {
            // A vanished sender means that this function has ended, and the edge with it.
            let _ = stopped.await;
        };
        let impatient = async {
            signals.next().await;
            tracing::info!("stopping: running requests may finish");
            let _ = stop.send(());
            signals.next().await;
        };
        let served = tokio::select! {
            served = edge.run(router, shutdown) => served,
            () = impatient => {
                tracing::warn!("stopping at once");
                Ok(())
            }
            () = health::upkeep(metrics) => Ok(()),
            () = send_mails(mailer, &app) => Ok(()),
        };
        installation::close(app).await;
        tracing::info!("stopped");
        Ok(served?)
    }
}

/// Sends what waits in the outbox, for ever.
async fn send_mails(mailer: Option<Mailer>, app: &App) {
    match mailer {
        Some(mailer) => mailer.run(app, OUTBOX_PAUSE).await,
        None => std::future::pending().await,
    }
}

fn mailer(mail: &Mail) -> Result<Mailer, Failure> {
    let credentials = match &mail.credentials {
        None => None,
        Some((user, file)) => {
            let password = String::from_utf8(read(file)?);
            let password = password.map_err(|_| Failure::new(format!("{} is not UTF-8", file.display())))?;
            Some((user.clone(), password.trim_end_matches(['\r', '\n']).to_owned()))
        }
    };
    let options = MailOptions {
        host: mail.host.clone(),
        port: mail.port,
        security: mail.security,
        credentials,
        from: mail.from.clone(),
    };
    Mailer::new(&options).map_err(|error| Failure::usage(error.to_string()))
}

/// Everything that is answered over HTTP.
fn router(
    app: &App,
    config: &Config,
    metrics: PrometheusHandle,
    mailer: Option<Mailer>,
) -> Result<Router, Failure> {
    let options = face_xmlrpc::Options {
        trusted_networks: config.trusted_networks.clone(),
        offer_sha256: config.offer_sha256,
    };
    let router = face_xmlrpc::router(app.clone(), options)
        .merge(face_rest::router(app.clone()))
        .merge(health::routes(ready(app), metrics));
    if !config.portal {
        return Ok(router);
    }
    let pushes = PushClient::new(Networks::new(config.push_networks.clone()))
        .map_err(|error| Failure::new(format!("pushes cannot be sent: {error}")))?;
    let endpoints = face_portal::Endpoints { voice: face_xmlrpc::PATH, messaging: face_rest::BASE };
    let options = face_portal::Options { pushes, mailer, endpoints };
    Ok(router.merge(face_portal::router(app.clone(), options)))
}

fn ready(app: &App) -> ReadyCheck {
    let store = app.store().clone();
    Arc::new(move || {
        let store = store.clone();
        Box::pin(async move { store.ping().await.map_err(|_| "the database does not answer".to_owned()) })
    })
}

fn request_ids(app: &App) -> RequestIds {
    let app = app.clone();
    Arc::new(move || app.new_request_id().as_str().to_owned())
}

/// Keeps the last calls of customers' programs.
fn observer(app: &App) -> Observer {
    let app = app.clone();
    Arc::new(move |outcome, peer, elapsed| {
        app.recent_calls().note(outcome, app.now(), elapsed, peer.ip().to_canonical());
    })
}

fn listen(listener: &Listener) -> Result<Listen, Failure> {
    let tls = match &listener.tls {
        None => None,
        Some(files) => {
            let (certificate, key) = (read(&files.certificate)?, read(&files.key)?);
            let config = tls::server_config(&certificate, &key);
            Some(config.map_err(|error| {
                Failure::new(format!("{}, {}: {error:#}", files.certificate.display(), files.key.display()))
            })?)
        }
    };
    Ok(Listen { address: listener.address, tls })
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| Failure::new(format!("{} cannot be read: {error}", path.display())))
}

fn edge_options(limits: &Limits, listen: Vec<Listen>, request_ids: RequestIds) -> EdgeOptions {
    EdgeOptions {
        connections_max: limits.connections_max,
        header_timeout: limits.header_timeout,
        body_timeout: limits.body_timeout,
        request_timeout: limits.request_timeout,
        idle_timeout: limits.idle_timeout,
        drain_timeout: limits.drain_timeout,
        ..EdgeOptions::new(listen, request_ids)
    }
}

fn record_metrics() -> Result<PrometheusHandle, Failure> {
    let refused = |error| Failure::new(format!("metrics cannot be recorded: {error}"));
    PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &DURATION_BUCKETS_SECONDS)
        .and_then(PrometheusBuilder::install_recorder)
        .map_err(refused)
}

/// SIGTERM, as service managers send it, and SIGINT, as Ctrl-C does.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    fn watch() -> Result<Self, Failure> {
        let watch =
            |kind| signal(kind).map_err(|error| Failure::new(format!("signals cannot be minded: {error}")));
        Ok(Self { terminate: watch(SignalKind::terminate())?, interrupt: watch(SignalKind::interrupt())? })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
