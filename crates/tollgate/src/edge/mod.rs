//! The HTTP edge: sockets in, `axum::Router` answers out.
//!
//! Promises, for every listener alike:
//! - no client holds a connection by being slow: head, body, answer and idle time are all bounded;
//! - at the connection cap new clients wait in the accept queue, they are not turned away;
//! - every answer carries `X-Request-Id`, every request leaves one log line (`request_log`), a panic
//!   in a handler costs one answer and nothing else;
//! - on shutdown nothing new is accepted and what is running gets its answer, up to a limit.
//!
//! The one exception to the id: a head that is not HTTP is refused by the parser itself (400, 414 or 431)
//! before there is a request to name; it is logged with its peer and counted as `unparsed`.
//!
//! Refuses to know: routes, dialects, credentials, storage.

pub mod health;
pub mod limits;
pub mod request_log;
pub mod tls;

mod connection;
mod exchange;
mod listener;
mod pace;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, anyhow, bail};
use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::TokioTimer;
use rustls::ServerConfig;
use tokio::sync::{Semaphore, watch};
use tokio::task::{JoinError, JoinSet};

use app::request_id::RequestOutcome;

use self::listener::Socket;

/// Makes the id of the next request: at least 16 hexadecimal digits, not to be guessed from the last one.
pub type RequestIds = Arc<dyn Fn() -> String + Send + Sync>;

/// Told of each request that a face answered: how it came out, from where it came, how long it took. It is called on the
/// way of the answer, and does not wait for anything.
pub type Observer = Arc<dyn Fn(&RequestOutcome, SocketAddr, Duration) + Send + Sync>;

/// One address to listen on.
#[derive(Debug, Clone)]
pub struct Listen {
    /// Address and port; port 0 takes a free one, see [`Edge::local_addresses`].
    pub address: SocketAddr,
    /// Speak TLS with this configuration (see [`tls::server_config`]); plain HTTP without.
    pub tls: Option<Arc<ServerConfig>>,
}

/// What the edge listens on and how long it waits for whom.
#[derive(Clone)]
pub struct EdgeOptions {
    /// The addresses, at least one.
    pub listen: Vec<Listen>,
    /// Source of request ids.
    pub request_ids: RequestIds,
    /// Who is told of answers, if anybody is.
    pub observer: Option<Observer>,
    /// Connections served at once over all listeners; further ones wait to be accepted.
    pub connections_max: usize,
    /// For the TLS handshake; then from connecting, or from the first byte of a later head, to the end of the
    /// head.
    pub header_timeout: Duration,
    /// Longest pause inside a body, in either direction: the request's when reading, the answer's when the
    /// client does not take it.
    pub body_timeout: Duration,
    /// From the end of the head to the start of the answer. Then 408 if the body was still missing, else 503.
    pub request_timeout: Duration,
    /// How long a kept-alive connection may stay without a new request.
    pub idle_timeout: Duration,
    /// Largest request line and headers together, in bytes; larger ones are answered 431.
    pub head_bytes_max: usize,
    /// How long running requests may take to finish after shutdown began.
    pub drain_timeout: Duration,
}

impl EdgeOptions {
    /// Options with the usual limits.
    #[must_use]
    pub fn new(listen: Vec<Listen>, request_ids: RequestIds) -> Self {
        Self {
            listen,
            request_ids,
            observer: None,
            connections_max: 16_384,
            header_timeout: Duration::from_secs(10),
            body_timeout: Duration::from_secs(20),
            request_timeout: Duration::from_secs(60),
            // Longer than the usual 60 s of client pools, so that it is the client who closes and no request
            // is lost on a connection being closed.
            idle_timeout: Duration::from_secs(75),
            head_bytes_max: 64 * 1024,
            drain_timeout: Duration::from_secs(30),
        }
    }
}

/// Sockets that are bound and listening but not yet served.
pub struct Edge {
    sockets: Vec<Socket>,
    options: EdgeOptions,
}

impl Edge {
    /// Opens every listener.
    ///
    /// # Errors
    /// When there is no address, or one cannot be bound; the error names it.
    pub async fn bind(options: EdgeOptions) -> anyhow::Result<Self> {
        if options.listen.is_empty() {
            bail!("no address to listen on");
        }
        let mut sockets = Vec::with_capacity(options.listen.len());
        for listen in &options.listen {
            let socket = Socket::bind(listen);
            sockets.push(socket.with_context(|| format!("cannot listen on {}", listen.address))?);
        }
        Ok(Self { sockets, options })
    }

    /// The addresses really bound, in the order of [`EdgeOptions::listen`].
    #[must_use]
    pub fn local_addresses(&self) -> Vec<SocketAddr> {
        self.sockets.iter().map(|socket| socket.address).collect()
    }

    /// Serves until `shutdown` completes, then drains. Dropping this future cuts every connection.
    ///
    /// # Errors
    /// When a listener died; the others are drained first.
    pub async fn run(self, router: Router, shutdown: impl Future<Output = ()>) -> anyhow::Result<()> {
        request_log::describe_metrics();
        let drain_timeout = self.options.drain_timeout;
        let (stage, watching) = watch::channel(Stage::Serving);
        let site = Arc::new(Site::new(router, self.options));
        let mut listeners = JoinSet::new();
        for socket in self.sockets {
            listeners.spawn(listener::accept(socket, Arc::clone(&site), watching.clone()));
        }
        drop(watching);

        let ended = tokio::select! {
            () = shutdown => Ok(()),
            Some(ended) = listeners.join_next() => Err(listener_died(ended)),
        };
        drain(&stage, drain_timeout).await;
        ended
    }
}

/// [`Edge::bind`] and [`Edge::run`] in one, for callers that know their ports.
///
/// # Errors
/// Those of the two.
pub async fn serve(
    options: EdgeOptions,
    router: Router,
    shutdown: impl Future<Output = ()>,
) -> anyhow::Result<()> {
    Edge::bind(options).await?.run(router, shutdown).await
}

/// Where the edge is in its life; later stages are greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Serving,
    /// No new connections, no further request on the old ones.
    Draining,
    /// Every connection ends now.
    Cutting,
}

/// What every connection shares.
struct Site {
    router: Router,
    options: EdgeOptions,
    slots: Arc<Semaphore>,
    http: http1::Builder,
}

impl Site {
    fn new(router: Router, options: EdgeOptions) -> Self {
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new())
            // hyper's clock covers idle time and head together; `pace` tells the two apart and is the
            // tighter one.
            .header_read_timeout(options.idle_timeout.saturating_add(options.header_timeout))
            .max_header_size(options.head_bytes_max)
            .max_buf_size(options.head_bytes_max.max(READ_BUFFER_BYTES))
            .max_headers(HEADERS_MAX)
            .keep_alive(true)
            .half_close(false);
        let slots = Arc::new(Semaphore::new(options.connections_max.clamp(1, Semaphore::MAX_PERMITS)));
        // Fixing the state here saves axum from rebuilding its routes on every request.
        Self { router: router.with_state(()), options, slots, http }
    }
}

/// Completes when `stage` is at least `wanted` and tells where it is; a vanished edge counts as cutting.
async fn reached(stage: &mut watch::Receiver<Stage>, wanted: Stage) -> Stage {
    stage.wait_for(|stage| wanted <= *stage).await.map_or(Stage::Cutting, |stage| *stage)
}

async fn drain(stage: &watch::Sender<Stage>, drain_timeout: Duration) {
    stage.send_replace(Stage::Draining);
    if tokio::time::timeout(drain_timeout, stage.closed()).await.is_ok() {
        return;
    }
    tracing::warn!(connections = stage.receiver_count(), "drain timeout: cutting what still runs");
    stage.send_replace(Stage::Cutting);
    // A task stuck in blocking code never sees the signal; shutdown does not wait for it.
    if tokio::time::timeout(CUT_TIMEOUT, stage.closed()).await.is_err() {
        tracing::error!(connections = stage.receiver_count(), "connections did not end when cut");
    }
}

fn listener_died(ended: Result<(), JoinError>) -> anyhow::Error {
    match ended {
        Ok(()) => anyhow!("a listener ended by itself"),
        Err(error) => anyhow::Error::new(error).context("a listener died"),
    }
}

const READ_BUFFER_BYTES: usize = 64 * 1024;
/// hyper's own default, stated because it is part of what clients meet (431).
const HEADERS_MAX: usize = 100;
const CUT_TIMEOUT: Duration = Duration::from_secs(1);
