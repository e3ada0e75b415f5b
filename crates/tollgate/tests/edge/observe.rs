//! Ids, log lines, metrics, health: what an operator sees.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use app::context::Actor;
use app::request_id::{PeerAddress, RequestId, RequestOutcome};
use axum::Router;
use axum::body::Bytes;
use axum::extract::Extension;
use axum::response::IntoResponse;
use axum::routing::post;
use party::ids::CustomerId;
use serde_json::json;
use tollgate::edge::health::{self, BoxFuture};

use crate::support::{Log, Running, plain_routes, within};

#[tokio::test]
async fn every_answer_carries_its_id() {
    let edge = Running::start(plain_routes(), |_| {}).await;
    let too_large = format!("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 2000\r\n\r\n{:2000}", "");
    for (request, status) in [
        ("GET / HTTP/1.1\r\nHost: h\r\n\r\n", 200),
        ("HEAD / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", 200),
        ("GET /nowhere HTTP/1.1\r\nHost: h\r\n\r\n", 404),
        ("DELETE / HTTP/1.1\r\nHost: h\r\n\r\n", 405),
        (too_large.as_str(), 413),
        ("GET /panic HTTP/1.1\r\nHost: h\r\n\r\n", 500),
        ("TRACE / HTTP/1.1\r\nHost: h\r\n\r\n", 501),
    ] {
        let mut client = edge.connect().await;
        client.send(request).await;
        let head = client.head().await;
        assert_eq!(head.status, status, "{request}");
        let line = Log::of_this_process().line("request", head.id()).await;
        assert_eq!(line["fields"]["http.status"], status, "{request}");
    }
}

#[tokio::test]
async fn a_panic_costs_one_answer() {
    let edge = Running::start(plain_routes(), |_| {}).await;
    let mut client = edge.connect().await;
    for _ in 0..2 {
        client.send("GET /panic HTTP/1.1\r\nHost: h\r\n\r\n").await;
        let answer = client.answer().await;
        assert_eq!(answer.status, 500);
        assert_eq!(answer.body, format!("internal error, request id {}\n", answer.id()));
        assert_eq!(answer.headers["content-type"], "text/plain; charset=utf-8");
        let line = Log::of_this_process().line("tollgate::edge::exchange", answer.id()).await;
        assert_eq!((&line["level"], &line["fields"]["panic"]), (&json!("ERROR"), &json!("out of cheese")));
    }
    client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n").await;
    assert_eq!(client.answer().await.status, 200);
}

#[tokio::test]
async fn a_request_leaves_one_line_with_what_its_face_said() {
    let edge = Running::start(Router::new().route("/rest/send", post(send)), |_| {}).await;
    let mut client = edge.connect().await;
    client
        .send("POST /rest/send?password=secret HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello")
        .await;
    let answer = client.answer().await;
    let line = Log::of_this_process().line("request", answer.id()).await;
    let mut fields = line["fields"].clone();
    assert!(fields["elapsed_ms"].take().is_u64());
    assert!(fields["peer"].take().as_str().unwrap().starts_with("127.0.0.1:"));
    let expected = json!({
        "message": "answered", "request.id": answer.id(), "peer": null, "elapsed_ms": null,
        "http.method": "POST", "http.path": "/rest/send", "http.status": 202, "bytes_in": 5, "bytes_out": 6,
        "face": "observed", "operation": "send", "caller": "customer:7", "code": "queued",
    });
    assert_eq!(fields, expected);
    assert!(!line.to_string().contains("secret"));

    let metrics = Log::of_this_process().metrics.render();
    let counted = r#"http_requests_total{face="observed",operation="send",code="queued"} 1"#;
    assert!(metrics.lines().any(|line| line == counted), "{metrics}");
    let timed = r#"http_request_duration_seconds_count{face="observed"} 1"#;
    assert!(metrics.lines().any(|line| line == timed), "{metrics}");
    assert!(metrics.lines().any(|line| line.starts_with("http_connections ")), "{metrics}");
}

/// A handler as a face would be: it knows its request and its peer and tells its outcome.
async fn send(
    Extension(id): Extension<RequestId>,
    Extension(PeerAddress(peer)): Extension<PeerAddress>,
    _body: Bytes,
) -> impl IntoResponse {
    assert!(peer.ip().is_loopback());
    assert_eq!(id.as_str().len(), 16);
    tracing::info!("inside");
    let outcome = RequestOutcome {
        face: "observed",
        operation: "send".to_owned(),
        caller: Some(Actor::Customer(CustomerId(7))),
        code: "queued".to_owned(),
        is_success: true,
    };
    (http::StatusCode::ACCEPTED, Extension(outcome), "queued")
}

#[tokio::test]
async fn lines_of_handlers_carry_the_id() {
    let edge = Running::start(Router::new().route("/", post(send)), |_| {}).await;
    let answer = edge.ask("POST / HTTP/1.1\r\nHost: h\r\n\r\n").await;
    let log = Log::of_this_process();
    log.first(|line| line["fields"]["message"] == "inside" && line["span"]["request.id"] == answer.id())
        .await;
}

#[tokio::test]
async fn a_client_that_hangs_up_is_logged_as_gone() {
    let router = Router::new().route("/gone", post(std::future::pending::<&str>));
    let edge = Running::start(router, |_| {}).await;
    let mut client = edge.connect().await;
    client.send("POST /gone HTTP/1.1\r\nHost: h\r\n\r\n").await;
    drop(client);
    let log = Log::of_this_process();
    let line = log.first(|line| line["fields"]["http.path"] == "/gone").await;
    assert_eq!(
        (&line["fields"]["http.status"], &line["fields"]["code"]),
        (&json!(499), &json!("client_gone"))
    );
}

#[tokio::test]
async fn a_head_that_cannot_be_parsed_is_logged_with_its_peer() {
    let edge = Running::start(plain_routes(), |_| {}).await;
    let mut client = edge.connect().await;
    let peer = client.local_address();
    client.send("what is this\r\n\r\n").await;
    assert_eq!(client.answer().await.status, 400);
    let log = Log::of_this_process();
    let line = log.first(|line| line["fields"]["peer"] == peer.as_str()).await;
    assert_eq!((&line["target"], &line["fields"]["code"]), (&json!("request"), &json!("unparsed")));
}

#[tokio::test]
async fn health_routes_tell_whether_it_is_up_and_ready() {
    let broken = Arc::new(AtomicBool::new(false));
    let ready = {
        let broken = Arc::clone(&broken);
        move || -> BoxFuture<Result<(), String>> {
            let broken = broken.load(Ordering::Relaxed);
            Box::pin(async move { if broken { Err("no database".to_owned()) } else { Ok(()) } })
        }
    };
    let metrics = Log::of_this_process().metrics.clone();
    let upkeep = tokio::spawn(health::upkeep(metrics.clone()));
    let edge = Running::start(health::routes(Arc::new(ready), metrics), |_| {}).await;
    let get = async |path: &str| {
        let answer = edge.ask(&format!("GET {path} HTTP/1.1\r\nHost: h\r\n\r\n")).await;
        (answer.status, answer.body)
    };
    assert_eq!(get("/healthz").await, (200, "ok\n".to_owned()));
    assert_eq!(get("/readyz").await, (200, "ready\n".to_owned()));
    broken.store(true, Ordering::Relaxed);
    assert_eq!(get("/readyz").await, (503, "not ready: no database\n".to_owned()));
    assert_eq!(get("/healthz").await.0, 200);
    let (status, text) = get("/metrics").await;
    assert_eq!(status, 200);
    assert!(text.contains("# TYPE http_connections gauge"), "{text}");
    upkeep.abort();
    assert!(within(upkeep).await.is_err_and(|ended| ended.is_cancelled()));
}
