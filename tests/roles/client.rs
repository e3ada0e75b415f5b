//! How somebody asks: one request through the router of a dialect, and what comes back of it.

use app::PeerAddress;
use axum::Router;
use axum::body::{Body, to_bytes};
use http::header::{AUTHORIZATION, CONTENT_TYPE, WWW_AUTHENTICATE};
use http::{Request, StatusCode};
use md5::{Digest, Md5};
use serde_json::Value as Json;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU32, Ordering};
use support::REALM;
use tower::ServiceExt;
use xmlrpc::{Fault, Limits, Value, parse_response, write_call};

/// What somebody shows to be let in.
#[derive(Debug, Clone)]
pub(crate) enum Credentials {
    /// A name and a password.
    Password(String, String),
    /// Nothing.
    None,
    /// Nothing but his address.
    TrustedAddress,
}

/// The network whose hosts are trusted.
pub(crate) const TRUSTED_NETWORK: &str = "172.16.0.0/16";

const VOICE_PATH: &str = "/xmlapi/xmlapi";

/// The voice dialect, asked.
pub(crate) struct Voice {
    router: Router,
    /// Time stands still, so that one serves for ever.
    nonce: String,
    asked: AtomicU32,
}

/// What the voice dialect answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum VoiceAnswer {
    /// HTTP 401.
    NotLetIn,
    /// A document.
    Said(Result<Value, Fault>),
}

impl Voice {
    pub(crate) async fn of(router: Router) -> Self {
        let challenged = router.clone().oneshot(post(VOICE_PATH, "text/xml", String::new())).await.unwrap();
        let challenge = challenged.headers()[WWW_AUTHENTICATE].to_str().unwrap();
        let (_, nonce) = challenge.split_once("nonce=\"").unwrap();
        let nonce = nonce.split_once('"').unwrap().0.to_owned();
        Self { router, nonce, asked: AtomicU32::new(0) }
    }

    pub(crate) async fn ask(&self, who: &Credentials, method: &str, params: &[Value]) -> VoiceAnswer {
        let number = self.asked.fetch_add(1, Ordering::Relaxed);
        let mut request = post(VOICE_PATH, "text/xml", write_call(method, params));
        if let Credentials::Password(login, password) = who {
            let answer = self.answer(login, password, number);
            request.headers_mut().insert(AUTHORIZATION, answer.parse().unwrap());
        }
        request.extensions_mut().insert(peer(who, number));
        let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        if parts.status == StatusCode::UNAUTHORIZED {
            return VoiceAnswer::NotLetIn;
        }
        assert_eq!(parts.status, StatusCode::OK, "{method}");
        let body = to_bytes(body, usize::MAX).await.unwrap();
        VoiceAnswer::Said(parse_response(&body, None, &Limits::default()).unwrap())
    }

    fn answer(&self, login: &str, password: &str, number: u32) -> String {
        let nonce = &self.nonce;
        let (ha1, ha2) = (md5(&format!("{login}:{REALM}:{password}")), md5(&format!("POST:{VOICE_PATH}")));
        let response = md5(&format!("{ha1}:{nonce}:00000001:{number:08x}:auth:{ha2}"));
        format!(
            "Digest username=\"{login}\", realm=\"{REALM}\", nonce=\"{nonce}\", uri=\"{VOICE_PATH}\", \
             qop=auth, nc=00000001, cnonce=\"{number:08x}\", response=\"{response}\""
        )
    }
}

/// The messaging dialect, asked.
pub(crate) struct Rest {
    router: Router,
    asked: AtomicU32,
}

/// What is sent, by name, in order.
pub(crate) type Form = Vec<(String, String)>;

impl Rest {
    pub(crate) fn of(router: Router) -> Self {
        Self { router, asked: AtomicU32::new(0) }
    }

    /// The answer to a form that holds the credentials already.
    pub(crate) async fn ask(&self, who: &Credentials, operation: &str, form: &Form) -> Json {
        let number = self.asked.fetch_add(1, Ordering::Relaxed);
        let path = format!("/services/rest/{operation}");
        let form: Vec<_> = form.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
        let mut request = post(&path, "application/x-www-form-urlencoded", form.join("&"));
        request.extensions_mut().insert(peer(who, number));
        self.json(request).await
    }

    /// The document that describes every operation.
    pub(crate) async fn document(&self) -> Json {
        self.json(Request::get("/services/rest/openapi.json").body(Body::empty()).unwrap()).await
    }

    async fn json(&self, request: Request<Body>) -> Json {
        let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        assert_eq!(parts.status, StatusCode::OK);
        serde_json::from_slice(&to_bytes(body, usize::MAX).await.unwrap()).unwrap()
    }
}

fn post(path: &str, content_type: &str, body: String) -> Request<Body> {
    Request::post(path).header(CONTENT_TYPE, content_type).body(Body::from(body)).unwrap()
}

/// From where somebody asks: each time from elsewhere, so that nobody is made to wait for having guessed.
fn peer(who: &Credentials, number: u32) -> PeerAddress {
    let [_, a, b, c] = number.to_be_bytes();
    let address = match who {
        Credentials::TrustedAddress => Ipv4Addr::new(172, 16, 0, 1),
        Credentials::Password(..) | Credentials::None => Ipv4Addr::new(10, a, b, c),
    };
    PeerAddress(SocketAddr::new(IpAddr::V4(address), 40_000))
}

fn encode(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

fn md5(text: &str) -> String {
    Md5::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}
