//! From an HTTP request to its parameters: how much is read, in which type, and what is said when that fails.

use axum::body::Body;
use axum::body::Bytes;
use http::StatusCode;
use http::header::CONTENT_TYPE;
use http::request::Parts;
use http_body_util::{BodyExt, LengthLimitError, Limited};

use crate::answer::Failure;
use crate::parameters::{EncodingError, Parameters};
use crate::status::Status;

/// Longest body that is read.
const BODY_BYTES_MAX: usize = 64 * 1024;

/// The only type that a body may have, if it says which.
const FORM: &str = "application/x-www-form-urlencoded";

/// The parameters of the query string and of the body.
pub(crate) async fn parameters(parts: &Parts, body: Body) -> Result<Parameters, Failure> {
    let body = read(body).await?;
    let mut parameters = Parameters::default();
    let query = parts.uri.query().unwrap_or_default().as_bytes();
    parameters.add_encoded(query).map_err(|error| undecodable("query string", error))?;
    if !body.is_empty() {
        check_type(parts)?;
        parameters.add_encoded(&body).map_err(|error| undecodable("body", error))?;
    }
    Ok(parameters)
}

async fn read(body: Body) -> Result<Bytes, Failure> {
    match Limited::new(body, BODY_BYTES_MAX).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => {
            Err(Failure::of_http(StatusCode::PAYLOAD_TOO_LARGE, "the body may have at most 65536 bytes"))
        }
        // Nobody waits for the answer when the connection broke, so this one is for a client that stalls.
        Err(_) => Err(Failure::of_http(StatusCode::REQUEST_TIMEOUT, "the body did not arrive in time")),
    }
}

/// A body without a type is taken for a form: many clients send none.
fn check_type(parts: &Parts) -> Result<(), Failure> {
    let Some(given) = parts.headers.get(CONTENT_TYPE) else { return Ok(()) };
    let given = String::from_utf8_lossy(given.as_bytes());
    let essence = given.split(';').next().unwrap_or_default().trim();
    if essence.is_empty() || essence.eq_ignore_ascii_case(FORM) {
        return Ok(());
    }
    let shown: String = essence.chars().take(100).collect();
    let message = format!("The content type {shown} is not understood. Allowed: {FORM}.");
    Err(Failure::new(Status::Malformed, message))
}

fn undecodable(place: &str, error: EncodingError) -> Failure {
    Failure::new(Status::Malformed, format!("The {place} {error}."))
}
