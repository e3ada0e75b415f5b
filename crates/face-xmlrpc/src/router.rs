//! From HTTP to a method and back.

use std::sync::Arc;
use std::time::Duration;

use app::context::Actor;
use app::{App, Context, PeerAddress, RequestId, RequestOutcome};
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use bytes::Bytes;
use http::header::{self, HeaderValue};
use http::{HeaderMap, Method as HttpMethod, StatusCode};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use xmlrpc::{Fault, Limits, Value, parse_call, write_fault, write_response};

use crate::authenticate::{Authenticator, Denied, Options};
use crate::catalogue;
use crate::fault::{self, BAD_PARAMETER, fault};
use crate::methods;

/// Where calls are posted to.
pub const PATH: &str = "/xmlapi/xmlapi";

/// A body that may be read and thrown away before its sender is known: small ones, so that a client can go on with
/// the same connection after the challenge.
const UNKNOWN_BODY_BYTES_MAX: usize = 64 * 1024;

struct Face {
    app: App,
    authenticator: Authenticator,
    limits: Limits,
}

/// The routes of this face. The path is a prefix: a published client sends it twice (reference section 1.7).
pub fn router(app: App, options: Options) -> Router {
    let authenticator = Authenticator::new(&app, options);
    let face = Arc::new(Face { app, authenticator, limits: Limits::default() });
    Router::new()
        .route(PATH, any(answer))
        .route(&format!("{PATH}/"), any(answer))
        .route(&format!("{PATH}/{{*rest}}"), any(answer))
        .with_state(face)
}

async fn answer(State(face): State<Arc<Face>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    if parts.method != HttpMethod::POST {
        let text = "XML-RPC is called with POST\n";
        return (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "POST")], text).into_response();
    }
    let request_id =
        parts.extensions.get::<RequestId>().cloned().unwrap_or_else(|| face.app.new_request_id());
    let peer = parts.extensions.get::<PeerAddress>().map(|peer| peer.0.ip());
    match face.authenticator.admit(&face.app, &parts, peer).await {
        Ok(admitted) => {
            let context = admitted.context(&face.app, request_id);
            let caller = context.actor.clone();
            let (mut response, operation, code) = match read_body(body, face.limits.body_bytes_max).await {
                Ok(bytes) => face.call(&context, &parts.headers, &bytes).await,
                Err(fault) => respond("other", Err(fault)),
            };
            response.extensions_mut().insert(outcome(operation, Some(caller), code));
            response
        }
        Err(denied) => {
            let drained = ends_soon(read_body(body, UNKNOWN_BODY_BYTES_MAX)).await;
            let mut response = face.deny(&denied, &request_id);
            if !drained {
                response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
            }
            response
        }
    }
}

impl Face {
    async fn call(&self, context: &Context, headers: &HeaderMap, body: &[u8]) -> (Response, String, String) {
        let call = match parse_call(body, charset(headers).as_deref(), &self.limits) {
            Ok(call) => call,
            Err(error) => {
                return respond(
                    "other",
                    Err(fault(BAD_PARAMETER, format!("The request is malformed: {error}"))),
                );
            }
        };
        let operation = catalogue::find(&call.method).map_or("other", |method| method.name);
        respond(operation, methods::dispatch(&self.app, context, &call.method, &call.params).await)
    }

    fn deny(&self, denied: &Denied, request_id: &RequestId) -> Response {
        let code = match denied {
            Denied::Store(error) => {
                let (mut response, _, code) = respond("other", Err(fault::of_store(error, request_id)));
                response.extensions_mut().insert(outcome("other".to_owned(), None, code));
                return response;
            }
            Denied::Stale => "stale",
            Denied::Credentials => "401",
            Denied::Throttled(_) => "throttled",
            Denied::Malformed => "malformed",
        };
        let stale = matches!(denied, Denied::Stale);
        let mut response = (StatusCode::UNAUTHORIZED, "Authorization is required\n").into_response();
        for challenge in self.authenticator.challenges(&self.app, stale) {
            response.headers_mut().append(header::WWW_AUTHENTICATE, challenge);
        }
        if let Denied::Throttled(throttled) = denied {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(throttled.seconds));
        }
        response.extensions_mut().insert(outcome("other".to_owned(), None, code.to_owned()));
        response
    }
}

/// How a call ended that did what it was to do.
const OK: &str = "ok";

/// What the edge logs, and the customer is told of his last calls.
fn outcome(operation: String, caller: Option<Actor>, code: String) -> RequestOutcome {
    let is_success = code == OK;
    RequestOutcome { face: "xmlrpc", operation, caller, code, is_success }
}

/// The answer in XML, with operation and code for the log. A fault is HTTP 200 like a result (reference section 0,
/// fact 1).
fn respond(operation: &str, result: Result<Value, Fault>) -> (Response, String, String) {
    let (text, code) = match result {
        Ok(value) => (write_response(&value), OK.to_owned()),
        Err(fault) => (write_fault(&fault), fault.code.to_string()),
    };
    let content_type = [(header::CONTENT_TYPE, HeaderValue::from_static("text/xml; charset=utf-8"))];
    ((content_type, text).into_response(), operation.to_owned(), code)
}

async fn read_body(body: Body, bytes_max: usize) -> Result<Bytes, Fault> {
    let collected = Limited::new(body, bytes_max).collect().await;
    collected.map(|collected| collected.to_bytes()).map_err(|error| {
        let rule = match error.downcast_ref::<LengthLimitError>() {
            Some(_) => format!("The request is larger than {bytes_max} bytes"),
            None => "The request could not be read".to_owned(),
        };
        fault(BAD_PARAMETER, rule)
    })
}

/// Whether the body of an unknown sender came to its end soon.
async fn ends_soon<T>(reading: impl Future<Output = Result<T, Fault>>) -> bool {
    tokio::time::timeout(Duration::from_secs(2), reading).await.is_ok_and(|read| read.is_ok())
}

/// The charset parameter of the content type.
fn charset(headers: &HeaderMap) -> Option<String> {
    let content_type = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    let parameters = content_type.split(';').skip(1);
    let charset = parameters
        .filter_map(|parameter| parameter.split_once('='))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"));
    charset.map(|(_, value)| value.trim().trim_matches('"').to_owned())
}
