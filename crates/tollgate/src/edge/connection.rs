//! One connection from handshake to close. Promises to end when the client is too slow, when the edge drains
//! and the client is between requests, and at once when the edge cuts; and that an answer given before the
//! whole request was read still reaches the client.

use std::convert::Infallible;
use std::future::poll_fn;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use http::{Request, Response};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio::time::{Instant, sleep_until, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use app::PeerAddress;

use super::exchange;
use super::pace::{Pace, Paced};
use super::request_log::{self, AnswerBody, Connected};
use super::{Site, Stage, reached};

/// Somebody who connected.
pub(super) struct Caller {
    pub(super) stream: TcpStream,
    pub(super) peer: SocketAddr,
    pub(super) tls: Option<TlsAcceptor>,
}

/// Serves the caller's requests one after the other; the slot is free again when this returns.
pub(super) async fn serve(
    caller: Caller,
    site: Arc<Site>,
    mut stage: watch::Receiver<Stage>,
    _slot: OwnedSemaphorePermit,
) {
    let _connected = Connected::new();
    let peer = PeerAddress(caller.peer);
    if let Err(error) = caller.stream.set_nodelay(true) {
        tracing::debug!(peer = %peer.0, error = %error, "connection lost before it was served");
        return;
    }
    let Some(acceptor) = caller.tls else {
        return speak_http(caller.stream, peer, site, stage).await;
    };
    let handshake = shake_hands(&acceptor, caller.stream, peer, site.options.header_timeout);
    let secured = tokio::select! {
        secured = handshake => secured,
        _ = reached(&mut stage, Stage::Draining) => None,
    };
    if let Some(stream) = secured {
        speak_http(stream, peer, site, stage).await;
    }
}

async fn shake_hands(
    acceptor: &TlsAcceptor,
    stream: TcpStream,
    peer: PeerAddress,
    limit: Duration,
) -> Option<TlsStream<TcpStream>> {
    let reason = match timeout(limit, acceptor.accept(stream)).await {
        Ok(Ok(stream)) => return Some(stream),
        Ok(Err(error)) => error.to_string(),
        Err(_) => "timed out".to_owned(),
    };
    metrics::counter!("http_tls_handshake_errors_total").increment(1);
    tracing::debug!(peer = %peer.0, error = reason, "TLS handshake failed");
    None
}

async fn speak_http<S>(stream: S, peer: PeerAddress, site: Arc<Site>, mut stage: watch::Receiver<Stage>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let pace = Arc::new(Pace::new(&site.options, Instant::now()));
    let service = service_fn(|request| respond(Arc::clone(&site), peer, Arc::clone(&pace), request));
    let stream = TokioIo::new(Paced::new(stream, Arc::clone(&pace)));
    let mut http = site.http.serve_connection(stream, service);

    let mut awaited = Stage::Draining;
    let ended = loop {
        tokio::select! {
            biased;
            ended = until_overdue(&mut http, &pace) => break ended,
            stage = reached(&mut stage, awaited) => {
                if stage == Stage::Cutting {
                    return;
                }
                awaited = Stage::Cutting;
                Pin::new(&mut http).graceful_shutdown();
            }
        }
    };

    let Some(ended) = ended else {
        tracing::debug!(peer = %peer.0, "client too slow: connection cut");
        return;
    };
    let unparsed = ended.as_ref().is_err_and(hyper::Error::is_parse);
    if let Err(error) = ended {
        request_log::connection_failed(peer, &error);
    }
    if unparsed || pace.is_unread() {
        linger(http.into_parts().io.into_inner().into_inner(), &mut stage).await;
    }
}

type Answering = Pin<Box<dyn Future<Output = Result<Response<AnswerBody>, Infallible>> + Send>>;

fn respond(site: Arc<Site>, peer: PeerAddress, pace: Arc<Pace>, request: Request<Incoming>) -> Answering {
    Box::pin(async move { Ok(exchange::answer(&site, peer, pace, request).await) })
}

/// Runs the connection to its end; `None` when its pace ran out first. The deadline moves only while the
/// connection is polled, so looking at it after every poll misses nothing.
async fn until_overdue<C: Future + Unpin>(http: &mut C, pace: &Pace) -> Option<C::Output> {
    let mut clock = std::pin::pin!(sleep_until(Instant::now()));
    poll_fn(|cx| {
        if let Poll::Ready(ended) = Pin::new(&mut *http).poll(cx) {
            return Poll::Ready(Some(ended));
        }
        let Some(deadline) = pace.deadline() else { return Poll::Pending };
        if clock.deadline() != deadline {
            clock.as_mut().reset(deadline);
        }
        clock.as_mut().poll(cx).map(|()| None)
    })
    .await
}

/// Reads and forgets what the client is still sending. Closing a socket with unread bytes resets it, and the
/// reset may overtake the answer: a client refused in the middle of an upload would never learn why.
async fn linger<S: AsyncRead + Unpin>(mut stream: S, stage: &mut watch::Receiver<Stage>) {
    let mut scrap = vec![0; LINGER_READ_BYTES];
    let drained = async { while stream.read(&mut scrap).await.is_ok_and(|read| read != 0) {} };
    tokio::select! {
        _ = timeout(LINGER_TIMEOUT, drained) => {}
        _ = reached(stage, Stage::Cutting) => {}
    }
}

const LINGER_TIMEOUT: Duration = Duration::from_secs(2);
const LINGER_READ_BYTES: usize = 16 * 1024;
