//! Slow clients and slow handlers: nobody holds a connection for ever.

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::routing::{get, post};
use hyper::body::Frame;
use tokio::sync::oneshot;
use tollgate::edge::limits::BodyStalled;

use crate::support::{Running, plain_routes, within};

const SHORT: Duration = Duration::from_millis(200);
const LONG: Duration = Duration::from_secs(60);

#[tokio::test]
async fn a_client_that_sends_nothing_is_cut() {
    let edge = Running::start(plain_routes(), |options| options.header_timeout = SHORT).await;
    let started = Instant::now();
    assert_eq!(edge.connect().await.rest().await, "");
    assert!(SHORT <= started.elapsed());
}

#[tokio::test]
async fn a_head_that_trickles_is_cut() {
    let edge = Running::start(plain_routes(), |options| options.header_timeout = SHORT).await;
    let started = Instant::now();
    let mut client = edge.connect().await;
    client.send("GET / HTTP/1.1\r\nHost: h\r\nX-Slow: ").await;
    while !client.is_closed_within(Duration::from_millis(10)).await {
        // The connection may end between the look and the byte.
        let _ = client.try_send(b"x").await;
    }
    assert!(SHORT <= started.elapsed());
}

#[tokio::test]
async fn a_kept_connection_has_a_limit_of_its_own() {
    let idle_timeout = SHORT * 4;
    let edge = Running::start(plain_routes(), |options| {
        options.header_timeout = SHORT;
        options.idle_timeout = idle_timeout;
    })
    .await;
    let mut client = edge.connect().await;
    for _ in 0..3 {
        client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n").await;
        assert_eq!(client.answer().await.status, 200);
    }
    let answered = Instant::now();
    assert_eq!(client.rest().await, "");
    // A little less: the edge's clock started before the answer arrived here.
    assert!(SHORT * 3 <= answered.elapsed());
}

#[tokio::test]
async fn a_second_head_that_trickles_is_cut_before_the_idle_limit() {
    let edge = Running::start(plain_routes(), |options| {
        options.header_timeout = SHORT;
        options.idle_timeout = LONG;
    })
    .await;
    let mut client = edge.connect().await;
    client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n").await;
    assert_eq!(client.answer().await.status, 200);
    client.send("GET / HTTP/1.1\r\nHo").await;
    assert_eq!(client.rest().await, "");
}

#[tokio::test]
async fn a_stalled_body_is_an_error_that_the_handler_answers() {
    async fn upload(body: Body) -> String {
        let error = to_bytes(body, 1_000).await.unwrap_err();
        let mut chain = std::iter::successors(Some(&error as &dyn std::error::Error), |e| e.source());
        chain.find_map(|e| e.downcast_ref::<BodyStalled>()).expect("stalled").to_string()
    }
    let router = Router::new().route("/", post(upload));
    let edge = Running::start(router, |options| options.body_timeout = SHORT).await;
    let mut client = edge.connect().await;
    client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n12345").await;
    let answer = client.answer().await;
    assert_eq!((answer.status, &*answer.body), (200, "no byte of the request body for 200 ms"));
    assert_eq!(answer.headers["connection"], "close");
    client.send("67890").await;
    assert_eq!(client.rest().await, "");
}

#[tokio::test]
async fn a_body_that_outlasts_the_request_timeout_is_answered_408() {
    let edge = Running::start(plain_routes(), |options| options.request_timeout = SHORT).await;
    let mut client = edge.connect().await;
    client.send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n12345").await;
    let answer = client.answer().await;
    let expected = format!("the request body did not arrive in time, request id {}\n", answer.id());
    assert_eq!((answer.status, answer.body.as_str()), (408, expected.as_str()));
    assert_eq!(answer.headers["connection"], "close");
    assert_eq!(client.rest().await, "");
}

#[tokio::test]
async fn a_handler_that_outlasts_the_request_timeout_is_answered_503() {
    let router =
        Router::new().route("/", get(std::future::pending::<&str>)).route("/fast", get(|| async { "fast" }));
    let edge = Running::start(router, |options| options.request_timeout = SHORT).await;
    let mut client = edge.connect().await;
    client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n").await;
    let answer = client.answer().await;
    let expected = format!("the request took too long, request id {}\n", answer.id());
    assert_eq!((answer.status, answer.body.as_str()), (503, expected.as_str()));
    client.send("GET /fast HTTP/1.1\r\nHost: h\r\n\r\n").await;
    assert_eq!(client.answer().await.body, "fast");
}

#[tokio::test]
async fn a_client_that_does_not_take_its_answer_is_cut() {
    let (given_up, seen) = oneshot::channel();
    let answer = Arc::new(Mutex::new(Some(Endless(Some(given_up)))));
    let download = move || std::future::ready(Body::new(answer.lock().unwrap().take().unwrap()));
    let router = Router::new().route("/", get(download));
    let edge = Running::start(router, |options| options.body_timeout = SHORT).await;
    let mut client = edge.connect().await;
    client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n").await;
    within(seen).await.unwrap();
}

/// A body without end that tells when nobody wants it any more.
struct Endless(Option<oneshot::Sender<()>>);

impl hyper::body::Body for Endless {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(&[b'x'; 64 * 1024])))))
    }
}

impl Drop for Endless {
    fn drop(&mut self) {
        let _ = self.0.take().unwrap().send(());
    }
}
