//! Shutdown: what runs is answered, nothing new begins, and it ends.

use std::io::ErrorKind;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use tokio::net::TcpStream;
use tokio::sync::Notify;

use crate::support::{Running, plain_routes, within};

/// A route whose handler says when it runs and goes on when told to.
#[derive(Default)]
struct Gate {
    entered: Notify,
    opened: Notify,
}

fn gated(gate: &Arc<Gate>) -> Router {
    let gate = Arc::clone(gate);
    let pass = move || {
        let gate = Arc::clone(&gate);
        async move {
            gate.entered.notify_one();
            gate.opened.notified().await;
            "passed"
        }
    };
    Router::new().route("/", get(pass))
}

#[tokio::test]
async fn a_running_request_is_answered_and_new_connections_are_refused() {
    let gate = Arc::new(Gate::default());
    let mut edge = Running::start(gated(&gate), |_| {}).await;
    let mut client = edge.connect().await;
    client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n").await;
    within(gate.entered.notified()).await;

    edge.begin_shutdown();
    within(async {
        while !TcpStream::connect(edge.address).await.is_err_and(|e| e.kind() == ErrorKind::ConnectionRefused)
        {
            tokio::task::yield_now().await;
        }
    })
    .await;
    assert!(!edge.task.is_finished());

    gate.opened.notify_one();
    let answer = client.answer().await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "passed"));
    assert_eq!(answer.headers["connection"], "close");
    assert_eq!(client.rest().await, "");
    edge.ended().await;
}

#[tokio::test]
async fn connections_without_a_request_do_not_hold_up_shutdown() {
    let mut edge = Running::start(plain_routes(), |options| {
        options.drain_timeout = Duration::from_secs(600);
        options.header_timeout = Duration::from_secs(600);
    })
    .await;
    // Accepted first, as the answer to the second one proves.
    let mut silent = edge.connect().await;
    let mut idle = edge.connect().await;
    idle.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n").await;
    assert_eq!(idle.answer().await.status, 200);

    edge.begin_shutdown();
    assert_eq!(idle.rest().await, "");
    assert_eq!(silent.rest().await, "");
    edge.ended().await;
}

#[tokio::test]
async fn a_request_that_outlasts_the_drain_timeout_is_cut() {
    let gate = Arc::new(Gate::default());
    let mut edge =
        Running::start(gated(&gate), |options| options.drain_timeout = Duration::from_millis(200)).await;
    let mut client = edge.connect().await;
    client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n").await;
    within(gate.entered.notified()).await;
    edge.begin_shutdown();
    edge.ended().await;
    assert_eq!(client.rest().await, "");
}

#[tokio::test]
async fn dropping_the_edge_cuts_everything() {
    let gate = Arc::new(Gate::default());
    let edge = Running::start(gated(&gate), |_| {}).await;
    let mut client = edge.connect().await;
    client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n").await;
    within(gate.entered.notified()).await;
    edge.task.abort();
    assert_eq!(client.rest().await, "");
}
