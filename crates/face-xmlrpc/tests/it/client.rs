//! A client of the dialect: it speaks Digest as RFC 2617 describes it, by an implementation of its own.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use app::RequestOutcome;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::response::Response;
use http::{Request, StatusCode, header};
use http_body_util::BodyExt;
use md5::{Digest, Md5};
use tower::ServiceExt;
use xmlrpc::{Fault, Limits, Struct, Value, parse_response, write_call};

pub(crate) const PATH: &str = "/xmlapi/xmlapi";

/// What came back, read to its end.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) content_type: Option<String>,
    pub(crate) challenges: Vec<String>,
    pub(crate) closes: bool,
    pub(crate) allow: Option<String>,
    pub(crate) retry_after: Option<String>,
    /// What the face tells the edge about it.
    pub(crate) told: Option<RequestOutcome>,
    pub(crate) body: Bytes,
}

impl Reply {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// The value or the fault that it carries.
    #[track_caller]
    pub(crate) fn outcome(&self) -> Result<Value, Fault> {
        assert_eq!(self.status, StatusCode::OK, "{}", self.text());
        assert_eq!(self.content_type.as_deref(), Some("text/xml; charset=utf-8"));
        parse_response(&self.body, Some("utf-8"), &Limits::default()).unwrap()
    }
}

/// Sends one request.
pub(crate) async fn send(router: &Router, request: Request<Body>) -> Reply {
    let response: Response = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let text = |value: &http::HeaderValue| value.to_str().unwrap().to_owned();
    Reply {
        status: parts.status,
        content_type: parts.headers.get(header::CONTENT_TYPE).map(text),
        challenges: parts.headers.get_all(header::WWW_AUTHENTICATE).iter().map(text).collect(),
        closes: parts.headers.get(header::CONNECTION).is_some_and(|value| value == "close"),
        allow: parts.headers.get(header::ALLOW).map(text),
        retry_after: parts.headers.get(header::RETRY_AFTER).map(text),
        told: parts.extensions.get::<RequestOutcome>().cloned(),
        body: body.collect().await.unwrap().to_bytes(),
    }
}

/// A POST of `body` without credentials.
pub(crate) fn post(path: &str, content_type: &str, body: impl Into<Body>) -> Request<Body> {
    let request = Request::post(path).header(header::CONTENT_TYPE, content_type);
    request.body(body.into()).unwrap()
}

/// A parameter of a header such as `realm="home", nonce="12"`.
#[track_caller]
pub(crate) fn parameter<'a>(header: &'a str, name: &str) -> &'a str {
    let start = header.find(&format!("{name}=\"")).unwrap() + name.len() + 2;
    header[start..].split('"').next().unwrap()
}

/// One who calls with a login and a password.
#[derive(Debug)]
pub(crate) struct Client {
    router: Router,
    login: String,
    password: String,
    nonce: Mutex<Option<String>>,
    sent: AtomicU32,
}

impl Client {
    pub(crate) fn new(router: Router, login: &str, password: &str) -> Self {
        let (login, password) = (login.to_owned(), password.to_owned());
        Self { router, login, password, nonce: Mutex::new(None), sent: AtomicU32::new(0) }
    }

    /// Calls a method with one struct.
    #[track_caller]
    pub(crate) fn call(
        &self,
        method: &str,
        members: Struct,
    ) -> impl Future<Output = Result<Struct, Fault>> + Send {
        self.call_with(method, vec![members.into()])
    }

    /// Calls a method that answers with a struct, with any parameters.
    #[track_caller]
    pub(crate) fn call_with(
        &self,
        method: &str,
        params: Vec<Value>,
    ) -> impl Future<Output = Result<Struct, Fault>> + Send {
        let body = write_call(method, &params);
        async move {
            match self.post("text/xml", body).await.outcome()? {
                Value::Struct(members) => {
                    assert_eq!(members.iter().next(), Some(("result", &"OK".into())));
                    Ok(members)
                }
                other => panic!("{other:?} is no struct"),
            }
        }
    }

    /// Posts a body, answering a challenge when one comes.
    pub(crate) async fn post(&self, content_type: &str, body: impl Into<Bytes>) -> Reply {
        let body = body.into();
        let known = self.nonce.lock().unwrap().clone();
        if let Some(nonce) = known {
            let reply = self.post_with(&nonce, content_type, body.clone()).await;
            let stale = reply.challenges.first().is_some_and(|challenge| challenge.contains("stale=true"));
            if !stale {
                return reply;
            }
        }
        let challenged = send(&self.router, post(PATH, content_type, body.clone())).await;
        let Some(challenge) = challenged.challenges.first() else { return challenged };
        let nonce = parameter(challenge, "nonce").to_owned();
        *self.nonce.lock().unwrap() = Some(nonce.clone());
        self.post_with(&nonce, content_type, body).await
    }

    async fn post_with(&self, nonce: &str, content_type: &str, body: Bytes) -> Reply {
        let client_nonce = format!("{:08x}", self.sent.fetch_add(1, Ordering::Relaxed));
        let answer = Answer { client_nonce: &client_nonce, ..self.answer(nonce) };
        let mut request = post(PATH, content_type, body);
        request.headers_mut().insert(header::AUTHORIZATION, answer.header().parse().unwrap());
        send(&self.router, request).await
    }

    /// What this client answers to a challenge with `nonce`.
    pub(crate) fn answer<'a>(&'a self, nonce: &'a str) -> Answer<'a> {
        Answer {
            login: &self.login,
            password: &self.password,
            realm: support::REALM,
            nonce,
            uri: PATH,
            client_nonce: "0a4f113b",
        }
    }
}

/// The parts of an answer to a challenge; the counter is always the first, as with most clients of this dialect.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Answer<'a> {
    pub(crate) login: &'a str,
    pub(crate) password: &'a str,
    pub(crate) realm: &'a str,
    pub(crate) nonce: &'a str,
    pub(crate) uri: &'a str,
    pub(crate) client_nonce: &'a str,
}

impl Answer<'_> {
    /// The `Authorization` header.
    pub(crate) fn header(&self) -> String {
        let Self { login, password, realm, nonce, uri, client_nonce } = self;
        let secret = md5(&format!("{login}:{realm}:{password}"));
        let request = md5(&format!("POST:{uri}"));
        let response = md5(&format!("{secret}:{nonce}:00000001:{client_nonce}:auth:{request}"));
        format!(
            "Digest username=\"{login}\", realm=\"{realm}\", nonce=\"{nonce}\", uri=\"{uri}\", \
             response=\"{response}\", qop=auth, nc=00000001, cnonce=\"{client_nonce}\""
        )
    }
}

pub(crate) fn md5(text: &str) -> String {
    Md5::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}
