//! What the fuzz targets (`tests/fuzz-replay`) reach that no caller of this crate should: the readers of untrusted text.
//!
//! Each function says what was read and judges nothing; what must hold of it is stated by the targets.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use axum::body::Body;
use http::header::CONTENT_TYPE;
use http::uri::PathAndQuery;
use http::{HeaderValue, Request, Uri};
use messaging::FinalStatusPush;

use crate::content;
use crate::parameters::Given;
use crate::push;

/// Reads the parameters of a POST as [`crate::router`] does. `None` when they are refused, or when the query or the
/// content type cannot stand in a request at all; else the one value that was given under a name, if there is one.
pub fn parameters(
    query: &[u8],
    body: &[u8],
    content_type: Option<&[u8]>,
) -> Option<impl Fn(&str) -> Option<String>> {
    let target = PathAndQuery::try_from([b"/?", query].concat()).ok()?;
    let mut request = Request::post(Uri::from(target));
    if let Some(content_type) = content_type {
        request = request.header(CONTENT_TYPE, HeaderValue::from_bytes(content_type).ok()?);
    }
    let (parts, body) = request.body(Body::from(body.to_vec())).ok()?.into_parts();
    let reading = pin!(content::parameters(&parts, body));
    // A body that is in memory is never waited for.
    let Poll::Ready(read) = reading.poll(&mut Context::from_waker(Waker::noop())) else { return None };
    let parameters = read.ok()?;
    Some(move |name: &str| match parameters.get(name) {
        Given::Value(value) => Some(value.to_owned()),
        Given::Absent | Given::Contradiction => None,
    })
}

/// Reads the JSON of a final-status push; `None` when it is refused.
pub fn final_status_push(text: &str) -> Option<FinalStatusPush> {
    push::parse(text).ok()
}
