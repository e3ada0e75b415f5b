//! The paths of the dialect, and the way of one request through it.

use std::sync::OnceLock;

use app::context::Actor;
use app::{App, PeerAddress, RequestId};
use axum::Router;
use axum::body::Bytes;
use axum::extract::Request;
use axum::response::Response;
use axum::routing::any;
use http::{Method, StatusCode};

use crate::answer::{Failure, Success, json, respond};
use crate::call::Call;
use crate::catalogue::{OPERATIONS, Operation, Parameter, Presence};
use crate::parameters::{Given, Parameters};
use crate::{content, openapi, operations};

/// Below it stands every operation.
pub const BASE: &str = "/services/rest";

/// The path of the OpenAPI document.
const DOCUMENT: &str = "openapi.json";

/// Serves everything below `/services/rest/`. Paths it does not know are answered there with HTTP 404; nothing is said
/// about other paths.
///
/// It reads the request's [`RequestId`] from its extensions, and makes one up where there is none; each answer carries
/// an [`app::RequestOutcome`].
pub fn router(app: App) -> Router {
    let mut router = Router::new();
    for operation in &OPERATIONS {
        let app = app.clone();
        let handler = move |request: Request| serve(app.clone(), operation, request);
        router = router.route(&operation.path(), any(handler));
    }
    let document = Bytes::from(openapi::text());
    let (of_document, of_unknown) = (app.clone(), app);
    let document = move |request: Request| {
        let (app, text) = (of_document.clone(), document.clone());
        async move { serve_document(&app, text, &request) }
    };
    let unknown = move |request: Request| {
        let app = of_unknown.clone();
        async move { refuse_unknown(&app, &request) }
    };
    router
        .route(&format!("{BASE}/{DOCUMENT}"), any(document))
        .route(BASE, any(unknown.clone()))
        .route(&format!("{BASE}/"), any(unknown.clone()))
        .route(&format!("{BASE}/{{*path}}"), any(unknown))
}

async fn serve(app: App, operation: &'static Operation, request: Request) -> Response {
    let request_id = request_id(&app, &request);
    let caller = OnceLock::new();
    let (outcome, caller) = match prepare(app, operation, request, request_id.clone(), caller).await {
        Ok(call) => (operations::run(&call).await, call.caller.into_inner()),
        Err(failure) => (Err(failure), None),
    };
    respond(operation.name, caller, request_id.as_str(), outcome)
}

async fn prepare(
    app: App,
    operation: &'static Operation,
    request: Request,
    request_id: RequestId,
    caller: OnceLock<Actor>,
) -> Result<Call, Failure> {
    check_method(request.method(), operation.by_get, operation.methods())?;
    let (parts, body) = request.into_parts();
    let parameters = content::parameters(&parts, body).await?;
    check_by_post(&parts.method, operation, &parameters)?;
    let peer = parts.extensions.get::<PeerAddress>().map(|peer| peer.0.ip());
    Ok(Call { app, operation, parameters, headers: parts.headers, peer, request_id, caller })
}

fn serve_document(app: &App, document: Bytes, request: &Request) -> Response {
    let request_id = request_id(app, request);
    let methods = "GET, HEAD";
    let is_read = *request.method() == Method::GET || *request.method() == Method::HEAD;
    if !is_read {
        return respond(DOCUMENT, None, request_id.as_str(), Err(not_allowed(methods)));
    }
    let mut response = json(document);
    let said = respond(DOCUMENT, None, request_id.as_str(), Ok(Success::Done));
    *response.extensions_mut() = said.into_parts().0.extensions;
    response
}

fn refuse_unknown(app: &App, request: &Request) -> Response {
    let message = "There is no such operation. Those that exist are listed in /services/rest/openapi.json.";
    let failure = Failure::of_http(StatusCode::NOT_FOUND, message);
    respond("other", None, request_id(app, request).as_str(), Err(failure))
}

fn request_id(app: &App, request: &Request) -> RequestId {
    request.extensions().get().cloned().unwrap_or_else(|| app.new_request_id())
}

fn check_method(method: &Method, by_get: bool, methods: &'static str) -> Result<(), Failure> {
    let is_read = *method == Method::GET || *method == Method::HEAD;
    if *method == Method::POST || (by_get && is_read) { Ok(()) } else { Err(not_allowed(methods)) }
}

/// What changes something does so by POST alone.
fn check_by_post(method: &Method, operation: &Operation, parameters: &Parameters) -> Result<(), Failure> {
    let changes = |parameter: &&Parameter| matches!(parameter.presence, Presence::OptionalByPost(_));
    let mut changes = operation.parameters.iter().filter(changes);
    let is_given = |parameter: &Parameter| parameters.get(parameter.field.name) != Given::Absent;
    if *method != Method::POST && changes.any(is_given) {
        return Err(not_allowed("POST"));
    }
    Ok(())
}

fn not_allowed(methods: &'static str) -> Failure {
    let message = format!("The method is not allowed here. Allowed: {methods}.");
    Failure::of_http(StatusCode::METHOD_NOT_ALLOWED, message).allowing(methods)
}
