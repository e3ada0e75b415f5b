//! One request and its answer. Promises that every request gets an answer with its id: the router's, or the
//! edge's own when the request is malformed in a way hyper lets pass, takes too long, or panics.
//!
//! A request with both `Content-Length` and `Transfer-Encoding` never shows both here: hyper obeys the
//! latter, drops the former and closes the connection after the answer (RFC 9112 section 6.1), so whatever
//! a proxy took for a second request is never read.

use std::any::Any;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use axum::body::Body;
use http::header::{CONNECTION, CONTENT_ENCODING, CONTENT_TYPE, HOST, TRANSFER_ENCODING};
use http::{HeaderName, HeaderValue, Method, Request, Response, StatusCode, Version};
use hyper::body::Incoming;
use tower::ServiceExt;
use tracing::Instrument;

use app::request_id::{PeerAddress, RequestId, RequestOutcome};

use super::Site;
use super::limits::{Intake, RequestBody};
use super::pace::Pace;
use super::request_log::{AnswerBody, RequestLine};

/// Names, bounds, answers and logs one request.
pub(super) async fn answer(
    site: &Site,
    peer: PeerAddress,
    pace: Arc<Pace>,
    request: Request<Incoming>,
) -> Response<AnswerBody> {
    let busy = pace.begin_exchange();
    let id = RequestId::from((site.options.request_ids)());
    let intake = Arc::new(Intake::default());
    let mut line =
        RequestLine::new(id.clone(), peer, &request, Arc::clone(&intake), site.options.observer.clone());
    let mut request = request.map(|incoming| {
        Body::new(RequestBody::new(incoming, site.options.body_timeout, Arc::clone(&intake), pace))
    });
    request.extensions_mut().insert(peer);
    request.extensions_mut().insert(id.clone());

    let mut response = match refusal(&request) {
        Some(refusal) => refusal.answer(&id),
        None => route(site, request, &id, &intake).await,
    };
    response.headers_mut().insert(X_REQUEST_ID, id_header(&id));
    if intake.is_waiting() {
        // The rest of the body will never be read, so nothing can follow it; hyper closes but does not say so.
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    line.answered(response.status(), response.extensions_mut().remove::<RequestOutcome>());
    response.map(|body| AnswerBody::new(body, line, busy))
}

async fn route(site: &Site, request: Request<Body>, id: &RequestId, intake: &Intake) -> Response<Body> {
    let span = tracing::info_span!("request", request.id = %id);
    let routed = caught(site.router.clone().oneshot(request)).instrument(span);
    match tokio::time::timeout(site.options.request_timeout, routed).await {
        Ok(Ok(Ok(response))) => response,
        Ok(Ok(Err(never))) => match never {},
        Ok(Err(panic)) => {
            tracing::error!(request.id = %id, panic, "handler panicked");
            EdgeAnswer::new(StatusCode::INTERNAL_SERVER_ERROR, "internal error").answer(id)
        }
        Err(_) if intake.is_waiting() => {
            EdgeAnswer::new(StatusCode::REQUEST_TIMEOUT, "the request body did not arrive in time").answer(id)
        }
        Err(_) => {
            tracing::warn!(request.id = %id, "handler exceeded the request timeout");
            EdgeAnswer::new(StatusCode::SERVICE_UNAVAILABLE, "the request took too long").answer(id)
        }
    }
}

/// The future's output, or the text of its panic.
async fn caught<F: Future>(future: F) -> Result<F::Output, String> {
    let mut future = pin!(future);
    poll_fn(|cx| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx))) {
        Ok(polled) => polled.map(Ok),
        Err(payload) => Poll::Ready(Err(panic_text(payload.as_ref()))),
    })
    .await
}

fn panic_text(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().copied();
    let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("panic without a text").to_owned()
}

/// What the edge does not let through to any router.
fn refusal<B>(request: &Request<B>) -> Option<EdgeAnswer> {
    if [Method::CONNECT, Method::TRACE].contains(request.method()) {
        return Some(EdgeAnswer::closing(StatusCode::NOT_IMPLEMENTED, "method not implemented"));
    }
    // RFC 9112 section 3.2: without a host, or with two, one of the hops is about to be deceived.
    let hosts = request.headers().get_all(HOST).iter().count();
    if hosts > 1 || (hosts == 0 && request.version() == Version::HTTP_11) {
        return Some(EdgeAnswer::closing(StatusCode::BAD_REQUEST, "exactly one Host header is required"));
    }
    // RFC 9112 section 6.1: a coding that is not understood must not be taken for the message.
    let mut codings = request.headers().get_all(TRANSFER_ENCODING).iter();
    let only_chunked = codings.next().is_none_or(|coding| coding.as_bytes().eq_ignore_ascii_case(b"chunked"));
    if !only_chunked || codings.next().is_some() {
        return Some(EdgeAnswer::closing(StatusCode::NOT_IMPLEMENTED, "transfer coding not implemented"));
    }
    // RFC 9110 section 8.4: nothing here decompresses, so a small body never becomes a large one.
    let mut codings = request.headers().get_all(CONTENT_ENCODING).iter();
    if codings.any(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"identity")) {
        let text = "content coding not understood, send the body as it is";
        return Some(EdgeAnswer::closing(StatusCode::UNSUPPORTED_MEDIA_TYPE, text));
    }
    None
}

/// An answer of the edge itself: one line of plain text that ends with the request's id.
struct EdgeAnswer {
    status: StatusCode,
    text: &'static str,
    closes: bool,
}

impl EdgeAnswer {
    fn new(status: StatusCode, text: &'static str) -> Self {
        Self { status, text, closes: false }
    }

    /// For requests after which the connection cannot be trusted to be between requests.
    fn closing(status: StatusCode, text: &'static str) -> Self {
        Self { status, text, closes: true }
    }

    fn answer(&self, id: &RequestId) -> Response<Body> {
        let mut response = Response::new(Body::from(format!("{}, request id {id}\n", self.text)));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
        if self.closes {
            headers.insert(CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }
}

fn id_header(id: &RequestId) -> HeaderValue {
    HeaderValue::from_str(id.as_str()).unwrap_or(HeaderValue::from_static("invalid"))
}

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(version: Version, method: &str, headers: &[(&str, &str)], refused: Option<u16>) {
        let mut request = Request::builder().version(version).method(method).uri("/");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let refusal = refusal(&request.body(()).unwrap());
        assert_eq!(refusal.map(|refusal| refusal.status.as_u16()), refused, "{method} {headers:?}");
    }

    #[test]
    fn malformed_requests_are_refused_before_routing() {
        let host = ("Host", "pbx.example");
        check(Version::HTTP_11, "GET", &[host], None);
        check(Version::HTTP_11, "PROPFIND", &[host], None);
        check(Version::HTTP_11, "TRACE", &[host], Some(501));
        check(Version::HTTP_11, "CONNECT", &[host], Some(501));
        check(Version::HTTP_11, "GET", &[], Some(400));
        check(Version::HTTP_10, "GET", &[], None);
        check(Version::HTTP_10, "GET", &[host, host], Some(400));
        check(Version::HTTP_11, "POST", &[host, ("Transfer-Encoding", "chunked")], None);
        check(Version::HTTP_11, "POST", &[host, ("Transfer-Encoding", "Chunked")], None);
        check(Version::HTTP_11, "POST", &[host, ("Transfer-Encoding", "gzip, chunked")], Some(501));
        let twice = ("Transfer-Encoding", "chunked");
        check(Version::HTTP_11, "POST", &[host, twice, twice], Some(501));
        check(Version::HTTP_11, "POST", &[host, ("Content-Encoding", "Identity")], None);
        for coding in ["gzip", "br", "identity, gzip", ""] {
            check(Version::HTTP_11, "POST", &[host, ("Content-Encoding", coding)], Some(415));
        }
    }
}
