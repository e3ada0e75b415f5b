//! Sending: one connection for one request, bounded in time and memory, to addresses that may be called.

use std::error::Error as _;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use app::account::test_push::TestCall;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use rustls::{ClientConfig, RootCertStore};
use tokio::time::Instant;

use super::network::Networks;
use super::request::{BadAddress, HttpRequest};

/// How long one push may take, from the name's resolution to the last byte of the answer.
pub const TIMEOUT: Duration = Duration::from_secs(10);

/// Bytes of an answer's body that are read.
pub const BODY_BYTES_MAX: usize = 16 * 1024;

/// Headers of an answer; one with more is refused.
const HEADERS_MAX: usize = 64;

/// Sends pushes. Cheap to clone; clones share everything.
#[derive(Debug, Clone)]
pub struct PushClient {
    client: Client,
    networks: Arc<Networks>,
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpAnswer {
    /// Status code, and what it is called.
    pub status: (u16, &'static str),
    /// Names and values, in their order. What is no text of a value is replaced.
    pub headers: Vec<(String, String)>,
    /// The beginning of the body, at most [`BODY_BYTES_MAX`] bytes of it. What is no text of UTF-8 is replaced.
    pub body: String,
    /// The body was longer.
    pub is_cut: bool,
    /// How long it all took.
    pub elapsed: Duration,
}

/// Why nothing came back.
#[derive(Debug, thiserror::Error)]
pub enum PushFailure {
    /// The address cannot be called.
    #[error(transparent)]
    Address(#[from] BadAddress),
    /// The address leads into a network that the installation does not allow.
    #[error("{0}")]
    Refused(RefusedAddress),
    /// Nothing came within [`TIMEOUT`], or not all of it.
    #[error("{0}")]
    Timeout(String),
    /// No connection, no TLS, or no HTTP.
    #[error("{0}")]
    Failed(String),
}

/// An address that may not be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefusedAddress(pub IpAddr);

impl fmt::Display for RefusedAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the network of {} is not allowed", self.0)
    }
}

impl std::error::Error for RefusedAddress {}

impl PushClient {
    /// One that reaches `networks`.
    ///
    /// # Errors
    /// TLS cannot be set up, in words.
    pub fn new(networks: Networks) -> Result<Self, String> {
        Self::within(networks, TIMEOUT)
    }

    fn within(networks: Networks, timeout: Duration) -> Result<Self, String> {
        let networks = Arc::new(networks);
        let client = Client::builder()
            .tls_backend_preconfigured(tls()?)
            .dns_resolver(GuardedResolver { networks: Arc::clone(&networks) })
            .redirect(Policy::none())
            .referer(false)
            .no_proxy()
            .http1_only()
            .http1_title_case_headers()
            .http1_max_headers(HEADERS_MAX)
            .pool_max_idle_per_host(0)
            .timeout(timeout)
            .build()
            .map_err(|error| chain(&error))?;
        Ok(Self { client, networks })
    }

    /// Calls the address once that was permitted.
    ///
    /// # Errors
    /// [`PushFailure`].
    pub async fn send_test(&self, test: TestCall) -> Result<HttpAnswer, PushFailure> {
        self.send(&HttpRequest::get(test.url())?).await
    }

    async fn send(&self, request: &HttpRequest) -> Result<HttpAnswer, PushFailure> {
        // A host in numbers is asked of no resolver.
        if let Some(refused) = request.ip().filter(|ip| !self.networks.admit(*ip)) {
            return Err(PushFailure::Refused(RefusedAddress(refused)));
        }
        let started = Instant::now();
        let mut sending = self.client.get(request.address().clone());
        for (name, value) in request.headers() {
            sending = sending.header(name, value);
        }
        let answer = sending.send().await.map_err(failure)?;
        read(answer, started).await.map_err(failure)
    }
}

async fn read(mut answer: Response, started: Instant) -> Result<HttpAnswer, reqwest::Error> {
    let status = answer.status();
    let headers = answer
        .headers()
        .iter()
        .map(|(name, value)| {
            (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        })
        .collect();
    let (mut body, mut is_cut) = (Vec::new(), false);
    while let Some(chunk) = answer.chunk().await? {
        let left = BODY_BYTES_MAX - body.len();
        is_cut = left < chunk.len();
        body.extend(chunk.iter().take(left));
        if is_cut {
            break;
        }
    }
    Ok(HttpAnswer {
        status: (status.as_u16(), status.canonical_reason().unwrap_or_default()),
        headers,
        body: String::from_utf8_lossy(&body).into_owned(),
        is_cut,
        elapsed: started.elapsed(),
    })
}

fn failure(error: reqwest::Error) -> PushFailure {
    let mut source = error.source();
    while let Some(cause) = source {
        if let Some(refused) = cause.downcast_ref::<RefusedAddress>() {
            return PushFailure::Refused(*refused);
        }
        source = cause.source();
    }
    let is_timeout = error.is_timeout();
    let said = chain(&error.without_url());
    if is_timeout { PushFailure::Timeout(said) } else { PushFailure::Failed(said) }
}

/// An error and its causes, each in its own words.
fn chain(error: &dyn std::error::Error) -> String {
    let mut said = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let words = cause.to_string();
        // Some only repeat what caused them.
        if !said.ends_with(&words) {
            said.push_str(": ");
            said.push_str(&words);
        }
        source = cause.source();
    }
    said
}

/// TLS 1.2 and 1.3 by ring, with the authorities that browsers trust.
fn tls() -> Result<ClientConfig, String> {
    let roots: RootCertStore = webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}

/// The system's resolver, whose answers are judged: what is connected to is what was judged.
struct GuardedResolver {
    networks: Arc<Networks>,
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let networks = Arc::clone(&self.networks);
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let (admitted, refused): (Vec<_>, Vec<_>) =
                found.into_iter().partition(|address| networks.admit(address.ip()));
            match refused.first() {
                Some(refused) if admitted.is_empty() => Err(RefusedAddress(refused.ip()).into()),
                _ => Ok(Box::new(admitted.into_iter()) as Addrs),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;

    fn client(allowed: &[&str]) -> PushClient {
        let allowed = allowed.iter().map(|network| network.parse().unwrap()).collect();
        PushClient::new(Networks::new(allowed)).unwrap()
    }

    /// A server on a free port that answers one request with `answer`; and what it was sent.
    async fn server(answer: Vec<u8>) -> (u16, tokio::task::JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let served = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                head.push(stream.read_u8().await.unwrap());
            }
            // One who has read enough hangs up.
            let _ = stream.write_all(&answer).await;
            String::from_utf8(head).unwrap()
        });
        (port, served)
    }

    async fn exchange(answer: &[u8]) -> (Result<HttpAnswer, PushFailure>, HttpRequest, String) {
        let (port, served) = server(answer.to_vec()).await;
        let address = format!("http://user:secret@127.0.0.1:{port}/a/é?text=1%20%2B%201&y#z");
        let request = HttpRequest::get(&address).unwrap();
        let answer = client(&["127.0.0.0/8"]).send(&request).await;
        (answer, request, served.await.unwrap())
    }

    #[tokio::test]
    async fn what_is_shown_is_what_is_sent() {
        let (answer, request, sent) =
            exchange(b"HTTP/1.1 201 Created\r\nX-One: 1\r\nContent-Length: 5\r\n\r\nh\xc3\xa9\xff!").await;
        assert_eq!(sent, format!("{request}\n").replace('\n', "\r\n"));
        let answer = answer.unwrap();
        assert_eq!(
            (answer.status, answer.body.as_str(), answer.is_cut),
            ((201, "Created"), "h\u{e9}\u{fffd}!", false)
        );
        let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(answer.headers, [header("x-one", "1"), header("content-length", "5")]);
    }

    #[tokio::test]
    async fn a_redirect_is_an_answer_like_any_other() {
        let (answer, ..) =
            exchange(b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n")
                .await;
        assert_eq!(answer.unwrap().status, (302, "Found"));
    }

    #[tokio::test]
    async fn a_long_answer_is_cut() {
        for length in [BODY_BYTES_MAX, BODY_BYTES_MAX + 1, 1_000_000] {
            let mut bytes = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n").into_bytes();
            bytes.resize(bytes.len() + length, b'x');
            let answer = exchange(&bytes).await.0.unwrap();
            assert_eq!((answer.body.len(), answer.is_cut), (BODY_BYTES_MAX, BODY_BYTES_MAX < length));
        }
    }

    #[tokio::test]
    async fn what_is_no_answer_is_told_as_it_happened() {
        for (bytes, expected) in [
            (b"nonsense\r\n\r\n".to_vec(), "invalid HTTP"),
            (Vec::new(), "connection closed before message completed"),
            (
                b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc".to_vec(),
                "end of file before message length reached",
            ),
        ] {
            match exchange(&bytes).await.0 {
                Err(PushFailure::Failed(said)) => assert!(said.contains(expected), "{said}"),
                other => panic!("{expected}: {other:?}"),
            }
        }
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let free = listener.local_addr().unwrap();
        drop(listener);
        let request = HttpRequest::get(&format!("http://{free}/")).unwrap();
        match client(&["127.0.0.0/8"]).send(&request).await {
            Err(PushFailure::Failed(said)) => assert!(said.contains("Connection refused"), "{said}"),
            other => panic!("{other:?}"),
        }
    }

    #[tokio::test]
    async fn a_private_network_is_not_called_by_number_or_by_name() {
        let (port, served) = server(Vec::new()).await;
        let client = client(&[]);
        for host in
            ["127.0.0.1", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]", "localhost", "10.0.0.1"]
        {
            let request = HttpRequest::get(&format!("http://{host}:{port}/")).unwrap();
            match client.send(&request).await {
                Err(PushFailure::Refused(_)) => {}
                other => panic!("{host}: {other:?}"),
            }
        }
        assert!(!served.is_finished(), "nobody came");
        served.abort();
    }

    #[tokio::test]
    async fn one_who_never_answers_is_left() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let request = HttpRequest::get(&format!("http://{address}/")).unwrap();
        let held = tokio::spawn(async move { listener.accept().await });
        let networks = Networks::new(vec!["127.0.0.0/8".parse().unwrap()]);
        let client = PushClient::within(networks, Duration::from_millis(50)).unwrap();
        match client.send(&request).await {
            Err(PushFailure::Timeout(said)) => assert!(said.contains("timed out"), "{said}"),
            other => panic!("{other:?}"),
        }
        held.abort();
    }
}
