//! One line per request, and the same facts as metrics. An interface to operators, documented here:
//!
//! Log target `request`, level info: `request.id`, `peer`, `http.method`, `http.path` (never the query: it
//! carries passwords), `http.status`, `elapsed_ms`, `bytes_in`, `bytes_out` (contents, without heads), and
//! from the face `face`, `operation`, `caller`, `code`. A client that hung up before its answer has status
//! 499 and code `client_gone`.
//!
//! Metrics: `http_requests_total{face,operation,code}`, `http_request_duration_seconds{face}`,
//! `http_connections`. Where no face spoke, face is `none`, operation `other` and code the HTTP status.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::Body as RouterBody;
use bytes::Bytes;
use http::{Request, StatusCode};
use hyper::body::{Body, Frame, SizeHint};
use tokio::time::Instant;

use app::request_id::{PeerAddress, RequestId, RequestOutcome};

use super::Observer;
use super::limits::Intake;
use super::pace::Exchange;

/// Bucket bounds for `http_request_duration_seconds`, in seconds, for whoever sets up the recorder.
pub const DURATION_BUCKETS_SECONDS: [f64; 12] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0];

/// Gives the edge's metrics their help texts.
pub(super) fn describe_metrics() {
    metrics::describe_counter!("http_requests_total", "Requests answered, by face, operation and outcome");
    metrics::describe_histogram!(
        "http_request_duration_seconds",
        metrics::Unit::Seconds,
        "From the end of the request's head to the end of its answer"
    );
    metrics::describe_gauge!("http_connections", "Open client connections");
    metrics::describe_counter!("http_accept_errors_total", "Connections that could not be accepted");
    metrics::describe_counter!("http_tls_handshake_errors_total", "TLS handshakes that failed");
}

/// Tells of a connection that broke, or whose next request was not HTTP (which hyper answered by itself).
pub(super) fn connection_failed(peer: PeerAddress, error: &hyper::Error) {
    if !error.is_parse() {
        tracing::debug!(peer = %peer.0, error = %error, "connection broke");
        return;
    }
    count("none", "other".to_owned(), "unparsed".to_owned());
    tracing::info!(target: "request", peer = %peer.0, code = "unparsed", error = %error, "refused");
}

/// Counts one connection as open while it lives.
pub(super) struct Connected(());

impl Connected {
    pub(super) fn new() -> Self {
        metrics::gauge!("http_connections").increment(1.0);
        Self(())
    }
}

impl Drop for Connected {
    fn drop(&mut self) {
        metrics::gauge!("http_connections").decrement(1.0);
    }
}

/// The line of one request; written when dropped, whichever way the request ended.
pub(super) struct RequestLine {
    id: RequestId,
    peer: PeerAddress,
    method: String,
    path: String,
    started: Instant,
    intake: Arc<Intake>,
    bytes_out: u64,
    answer: Option<(StatusCode, Option<RequestOutcome>)>,
    observer: Option<Observer>,
}

impl RequestLine {
    pub(super) fn new<B>(
        id: RequestId,
        peer: PeerAddress,
        request: &Request<B>,
        intake: Arc<Intake>,
        observer: Option<Observer>,
    ) -> Self {
        Self {
            id,
            peer,
            method: shortened(request.method().as_str(), METHOD_CHARS_MAX),
            path: shortened(request.uri().path(), PATH_CHARS_MAX),
            started: Instant::now(),
            intake,
            bytes_out: 0,
            answer: None,
            observer,
        }
    }

    pub(super) fn answered(&mut self, status: StatusCode, outcome: Option<RequestOutcome>) {
        self.answer = Some((status, outcome));
    }
}

impl Drop for RequestLine {
    fn drop(&mut self) {
        let elapsed = self.started.elapsed();
        let (status, outcome) = match self.answer.take() {
            Some((status, outcome)) => (status.as_u16(), outcome),
            None => (CLIENT_GONE, None),
        };
        if let (Some(observer), Some(outcome)) = (&self.observer, &outcome) {
            observer(outcome, self.peer.0, elapsed);
        }
        let outcome = outcome.unwrap_or_else(|| unspoken(status));
        tracing::info!(
            target: "request",
            {
                request.id = %self.id,
                peer = %self.peer.0,
                http.method = self.method,
                http.path = self.path,
                http.status = status,
                elapsed_ms = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX),
                bytes_in = self.intake.bytes(),
                bytes_out = self.bytes_out,
                face = outcome.face,
                operation = outcome.operation,
                caller = outcome.caller.map(|caller| caller.to_string()),
                code = outcome.code
            },
            "answered"
        );
        metrics::histogram!("http_request_duration_seconds", "face" => outcome.face).record(elapsed);
        count(outcome.face, outcome.operation, outcome.code);
    }
}

/// The answer's body on its way out: counts its bytes and, at its end, lets the line be written and the
/// connection be idle.
pub(super) struct AnswerBody {
    body: RouterBody,
    line: RequestLine,
    _busy: Exchange,
}

impl AnswerBody {
    pub(super) fn new(body: RouterBody, line: RequestLine, busy: Exchange) -> Self {
        Self { body, line, _busy: busy }
    }
}

impl Body for AnswerBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let answer = self.get_mut();
        let polled = Pin::new(&mut answer.body).poll_frame(cx);
        if let Poll::Ready(Some(Ok(frame))) = &polled
            && let Some(data) = frame.data_ref()
        {
            answer.line.bytes_out = answer.line.bytes_out.saturating_add(data.len() as u64);
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

fn unspoken(status: u16) -> RequestOutcome {
    let code = if status == CLIENT_GONE { "client_gone".to_owned() } else { status.to_string() };
    RequestOutcome { face: "none", operation: "other".to_owned(), caller: None, code, is_success: false }
}

fn count(face: &'static str, operation: String, code: String) {
    metrics::counter!("http_requests_total", "face" => face, "operation" => operation, "code" => code)
        .increment(1);
}

fn shortened(text: &str, chars_max: usize) -> String {
    text.chars().take(chars_max).collect()
}

/// The status nginx made customary for this case; it is only ever logged.
const CLIENT_GONE: u16 = 499;
const METHOD_CHARS_MAX: usize = 32;
const PATH_CHARS_MAX: usize = 256;
