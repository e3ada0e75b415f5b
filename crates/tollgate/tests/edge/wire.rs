//! What HTTP/1 allows and what it does not, byte by byte; and TLS.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::routing::any;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tollgate::edge::tls;

use crate::support::{Client, Running, plain_routes};

/// Answers `GET /a` with "GET /a: " and its body, and so on: shows how many requests the edge saw, and where
/// each one's body ended.
fn mirror() -> Router {
    Router::new().fallback(any(|method: http::Method, uri: http::Uri, body: Bytes| async move {
        format!("{method} {}: {}", uri.path(), String::from_utf8(body.to_vec()).unwrap())
    }))
}

/// Sends `bytes` and expects these answers and then the end of the connection.
async fn check(bytes: &str, expected: &[(u16, &str)]) {
    let edge = Running::start(mirror(), |options| {
        options.idle_timeout = Duration::from_millis(100);
        options.header_timeout = Duration::from_millis(300);
        options.head_bytes_max = 8_192;
    })
    .await;
    let mut client = edge.connect().await;
    client.send(bytes).await;
    let mut answers = Vec::new();
    while let Some(answer) = client.try_answer().await {
        // The edge's own texts end with an id.
        let text = answer.body.split(", request id").next().unwrap().to_owned();
        answers.push((answer.status, text));
    }
    let expected: Vec<_> = expected.iter().map(|(status, text)| (*status, (*text).to_owned())).collect();
    let shown = &bytes[..bytes.len().min(200)];
    assert_eq!(answers, expected, "{shown:?}");
}

#[tokio::test]
async fn every_legal_shape_is_served() {
    check("GET /a HTTP/1.1\r\nHost: h\r\n\r\n", &[(200, "GET /a: ")]).await;
    check("GET /a HTTP/1.0\r\n\r\n", &[(200, "GET /a: ")]).await;
    check("GET http://pbx.example/a?b=c HTTP/1.1\r\nHost: pbx.example\r\n\r\n", &[(200, "GET /a: ")]).await;
    check("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", &[(200, "OPTIONS *: ")]).await;
    check("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc", &[(200, "POST /a: abc")]).await;
    check(
        "POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nab\r\n1\r\nc\r\n0\r\n\r\n",
        &[(200, "POST /a: abc")],
    )
    .await;
    check(
        "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabcGET /b HTTP/1.1\r\nHost: h\r\n\r\n",
        &[(200, "POST /a: abc"), (200, "GET /b: ")],
    )
    .await;
}

#[tokio::test]
async fn two_framings_never_smuggle_a_second_request() {
    let body = "3\r\nabc\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n";
    for framing in [
        "Content-Length: 4\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 4",
        "Content-Length: 4\r\nTransfer-Encoding: chunked\r\nContent-Length: 13",
    ] {
        let request = format!("POST /a HTTP/1.1\r\nHost: h\r\n{framing}\r\n\r\n{body}");
        check(&request, &[(200, "POST /a: abc")]).await;
    }
}

#[tokio::test]
async fn ambiguous_framings_are_refused() {
    for (header, status, text) in [
        ("Content-Length: 3\r\nContent-Length: 4", 400, ""),
        ("Content-Length: 3, 4", 400, ""),
        ("Content-Length: +3", 400, ""),
        ("Content-Length: 0x3", 400, ""),
        ("Content-Length: 99999999999999999999", 400, ""),
        ("Content-Length : 3", 400, ""),
        ("Content-Length\r\n: 3", 400, ""),
        ("X: y\r\n Content-Length: 3", 400, ""),
        ("X: y\rContent-Length: 3", 400, ""),
        ("X: y\0", 400, ""),
        ("Transfer-Encoding: chunked, gzip", 400, ""),
        ("Transfer-Encoding: xchunked", 400, ""),
        ("Transfer-Encoding: gzip, chunked", 501, "transfer coding not implemented"),
        ("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", 501, "transfer coding not implemented"),
        ("Host: other", 400, "exactly one Host header is required"),
    ] {
        let request =
            format!("POST /a HTTP/1.1\r\nHost: h\r\n{header}\r\n\r\nabcGET /b HTTP/1.1\r\nHost: h\r\n\r\n");
        check(&request, &[(status, text)]).await;
    }
    check("GET /a HTTP/1.1\r\n\r\n", &[(400, "exactly one Host header is required")]).await;
    check("POST /a HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", &[(400, "")]).await;
}

#[tokio::test]
async fn what_is_not_http_1_is_refused() {
    check("GET  /a HTTP/1.1\r\nHost: h\r\n\r\n", &[(400, "")]).await;
    check("GET /a\r\n\r\n", &[(400, "")]).await;
    check("GET /a HTTP/2.0\r\nHost: h\r\n\r\n", &[(400, "")]).await;
    check("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", &[]).await;
    check("\u{16}\u{3}\u{1}\0\u{5}hello", &[(400, "")]).await;
    check("CONNECT h:25 HTTP/1.1\r\nHost: h:25\r\n\r\n", &[(501, "method not implemented")]).await;
}

#[tokio::test]
async fn heads_have_a_size() {
    let long = format!("GET /a HTTP/1.1\r\nHost: h\r\nX: {}\r\n\r\n", "x".repeat(9_000));
    check(&long, &[(431, "")]).await;
    let many = format!("GET /a HTTP/1.1\r\nHost: h\r\n{}\r\n", "X: y\r\n".repeat(100));
    check(&many, &[(431, "")]).await;
    let just_enough = format!("GET /a HTTP/1.1\r\nHost: h\r\n{}\r\n", "X: y\r\n".repeat(99));
    check(&just_enough, &[(200, "GET /a: ")]).await;
}

#[tokio::test]
async fn a_client_that_asks_first_is_told_to_continue() {
    let edge = Running::start(plain_routes(), |_| {}).await;
    let mut client = edge.connect().await;
    client.send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n").await;
    assert_eq!(client.answer().await.status, 100);
    client.send("abc").await;
    let answer = client.answer().await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "abc"));
}

#[tokio::test]
async fn a_client_that_asks_first_may_be_refused_before_it_sends() {
    let edge = Running::start(plain_routes(), |_| {}).await;
    let head = "POST /nowhere HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\nExpect: 100-continue\r\n\r\n";
    assert_eq!(edge.ask(head).await.status, 404);
}

#[tokio::test]
async fn a_refused_upload_still_reads_its_answer() {
    let edge = Running::start(plain_routes(), |_| {}).await;
    let mut client = edge.connect().await;
    // Far more than the socket buffers hold, so that most of it is unread when the answer is given.
    let megabytes = 32;
    client
        .send(&format!("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: {}\r\n\r\n", megabytes << 20))
        .await;
    for _ in 0..megabytes {
        client.try_send(&[b'x'; 1 << 20]).await.unwrap();
    }
    assert_eq!(client.answer().await.status, 413);
    assert_eq!(client.rest().await, "");
}

#[tokio::test]
async fn tls_round_trip() {
    let (cert, key) = tls::self_signed(&["localhost".to_owned(), "127.0.0.1".to_owned()]).unwrap();
    let config = tls::server_config(cert.as_bytes(), key.as_bytes()).unwrap();
    let edge = Running::start(plain_routes(), |options| {
        options.listen[0].tls = Some(config);
        options.header_timeout = Duration::from_millis(300);
    })
    .await;

    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(cert.as_bytes()).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let client = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let connector = TlsConnector::from(Arc::new(client));
    for name in ["localhost", "127.0.0.1"] {
        let stream = TcpStream::connect(edge.address).await.unwrap();
        let name = ServerName::try_from(name).unwrap();
        let mut client = Client::new(connector.connect(name, stream).await.unwrap());
        for _ in 0..2 {
            client.send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc").await;
            let answer = client.answer().await;
            assert_eq!((answer.status, answer.body.as_str(), answer.id().len()), (200, "abc", 16));
        }
    }

    // Neither a client without TLS nor a silent one gets anywhere, and neither harms the others.
    let mut plain = edge.connect().await;
    plain.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n").await;
    assert!(!plain.rest_bytes().await.starts_with(b"HTTP"));
    assert_eq!(edge.connect().await.rest().await, "");
}
