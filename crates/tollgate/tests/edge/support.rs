//! An edge on a free port, a client that speaks bytes, and the log of this process.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;
use tollgate::edge::{Edge, EdgeOptions, Listen};

/// An edge that runs until told to stop.
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    pub(crate) task: JoinHandle<anyhow::Result<()>>,
}

impl Running {
    pub(crate) async fn start(router: Router, tune: impl FnOnce(&mut EdgeOptions)) -> Self {
        Log::of_this_process();
        let listen = Listen { address: "127.0.0.1:0".parse().unwrap(), tls: None };
        let mut options = EdgeOptions::new(vec![listen], Arc::new(next_id));
        tune(&mut options);
        let edge = Edge::bind(options).await.unwrap();
        let address = edge.local_addresses()[0];
        let (stop, stopped) = oneshot::channel::<()>();
        let shutdown = async move { stopped.await.unwrap_or_default() };
        Self { address, stop: Some(stop), task: tokio::spawn(edge.run(router, shutdown)) }
    }

    pub(crate) async fn connect(&self) -> Client<TcpStream> {
        Client::new(TcpStream::connect(self.address).await.unwrap())
    }

    /// One request on a connection of its own.
    pub(crate) async fn ask(&self, request: &str) -> Answer {
        let mut client = self.connect().await;
        client.send(request).await;
        client.answer().await
    }

    pub(crate) fn begin_shutdown(&mut self) {
        self.stop.take().unwrap().send(()).unwrap();
    }

    pub(crate) async fn ended(self) {
        within(self.task).await.unwrap().unwrap();
    }
}

/// Routes that every test may use: `GET /`, `POST /echo` (its body, at most 1 kB), `GET /panic`.
pub(crate) fn plain_routes() -> Router {
    async fn panics() -> &'static str {
        panic!("out of cheese")
    }
    Router::new()
        .route("/", get(|| async { "hello\n" }))
        .route("/echo", post(|body: Bytes| async { body }).layer(DefaultBodyLimit::max(1_000)))
        .route("/panic", get(panics))
}

/// A client on one connection.
pub(crate) struct Client<S> {
    stream: BufReader<S>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Client<S> {
    pub(crate) fn new(stream: S) -> Self {
        Self { stream: BufReader::new(stream) }
    }

    pub(crate) async fn send(&mut self, text: &str) {
        self.try_send(text.as_bytes()).await.unwrap();
    }

    pub(crate) async fn try_send(&mut self, bytes: &[u8]) -> io::Result<()> {
        within(async {
            self.stream.write_all(bytes).await?;
            self.stream.flush().await
        })
        .await
    }

    pub(crate) async fn answer(&mut self) -> Answer {
        self.try_answer().await.expect("an answer before the end of the connection")
    }

    /// The next answer, nothing when the connection ends first.
    pub(crate) async fn try_answer(&mut self) -> Option<Answer> {
        within(read_answer(&mut self.stream)).await
    }

    /// The next answer without its body, as `HEAD` is answered.
    pub(crate) async fn head(&mut self) -> Answer {
        within(read_head(&mut self.stream)).await.expect("an answer before the end of the connection")
    }

    /// What comes until the connection ends, gracefully or not.
    pub(crate) async fn rest_bytes(&mut self) -> Vec<u8> {
        let mut rest = Vec::new();
        let _ = within(self.stream.read_to_end(&mut rest)).await;
        rest
    }

    /// The same, as text.
    pub(crate) async fn rest(&mut self) -> String {
        String::from_utf8(self.rest_bytes().await).unwrap()
    }

    /// Whether the connection ended within `patience`; anything received before its end fails the test.
    pub(crate) async fn is_closed_within(&mut self, patience: Duration) -> bool {
        let mut byte = [0];
        match tokio::time::timeout(patience, self.stream.read(&mut byte)).await {
            Ok(read) => read.map_or(true, |read| {
                assert_eq!(read, 0, "unexpected byte");
                true
            }),
            Err(_) => false,
        }
    }
}

impl Client<TcpStream> {
    /// This client's address as the edge logs it.
    pub(crate) fn local_address(&self) -> String {
        self.stream.get_ref().local_addr().unwrap().to_string()
    }
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn id(&self) -> &str {
        &self.headers["x-request-id"]
    }
}

async fn read_answer(stream: &mut (impl AsyncRead + Unpin)) -> Option<Answer> {
    let mut answer = read_head(stream).await?;
    let length = answer.headers.get("content-length").map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    answer.body = String::from_utf8(body).unwrap();
    Some(answer)
}

async fn read_head(stream: &mut (impl AsyncRead + Unpin)) -> Option<Answer> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    let head = String::from_utf8(head).unwrap();
    let mut lines = head.trim_end().split("\r\n");
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers: BTreeMap<String, String> = lines
        .map(|line| line.split_once(": ").unwrap())
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    Some(Answer { status, headers, body: String::new() })
}

/// Fails the test rather than hang it.
pub(crate) async fn within<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(20), future).await.expect("done within 20 s")
}

/// The JSON log lines and the metrics of everything in this process.
pub(crate) struct Log {
    lines: Mutex<Vec<serde_json::Value>>,
    news: Notify,
    pub(crate) metrics: PrometheusHandle,
}

impl Log {
    pub(crate) fn of_this_process() -> &'static Self {
        static LOG: LazyLock<Log> = LazyLock::new(|| {
            tracing_subscriber::fmt().json().with_writer(|| LogWriter).init();
            Log {
                lines: Mutex::default(),
                news: Notify::new(),
                metrics: PrometheusBuilder::new().install_recorder().unwrap(),
            }
        });
        &LOG
    }

    /// The first line with this request's id and this target, once it is written.
    pub(crate) async fn line(&self, target: &str, request_id: &str) -> serde_json::Value {
        let written = |line: &&serde_json::Value| {
            line["target"] == target && line["fields"]["request.id"] == request_id
        };
        self.first(written).await
    }

    /// The first line that is `wanted`, once it is written.
    pub(crate) async fn first(&self, wanted: impl Fn(&&serde_json::Value) -> bool) -> serde_json::Value {
        within(async {
            loop {
                let mut news = std::pin::pin!(self.news.notified());
                news.as_mut().enable();
                if let Some(line) = self.lines.lock().unwrap().iter().find(&wanted) {
                    return line.clone();
                }
                news.await;
            }
        })
        .await
    }
}

/// Takes whole lines: the JSON formatter writes each with one call.
struct LogWriter;

impl Write for LogWriter {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let log = Log::of_this_process();
        log.lines.lock().unwrap().push(serde_json::from_slice(line)?);
        log.news.notify_waiters();
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn next_id() -> String {
    static LAST: AtomicU64 = AtomicU64::new(0);
    format!("{:016x}", LAST.fetch_add(1, Ordering::Relaxed))
}
