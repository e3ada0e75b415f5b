//! What goes back: one JSON object a request.
//!
//! The success of each operation has the documented members and no other; a failure has `status`, a `message` for the
//! person who reads the log, and the `parameter` at fault if it is one. Amounts are written as decimal text, so no
//! digit is lost.

use std::borrow::Cow;

use app::context::Actor;
use app::customer::list_for_messaging::MessagingLine;
use app::{RequestOutcome, StoreError, Throttled};
use axum::body::Body;
use axum::response::Response;
use http::header::{ALLOW, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderValue, StatusCode};
use money::Amount;
use party::account::Account;
use party::billing::ResellerSettings;
use party::ids::ObjectId;
use serde_json::Value;

use crate::lines::{self, Page};
use crate::status::Status;

/// The face's name in logs and metrics.
const FACE: &str = "rest";

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Success {
    /// Done, and nothing more to say.
    Done,
    /// Something was made; its id goes under this name.
    Made(&'static str, ObjectId),
    /// A customer's credits.
    Credits(Amount),
    /// A user's credits, in the form that this one operation documents: both members are strings.
    CreditBalance(Amount),
    /// A page of customers.
    Customers(Page<MessagingLine>),
    /// A page of users.
    Users(Page<Account>),
    /// What a reseller lays down for his customers.
    Settings(ResellerSettings),
}

impl Success {
    fn body(self) -> String {
        let status = Status::Done.code();
        match self {
            Self::Done => format!(r#"{{"status":{status}}}"#),
            Self::Made(member, id) => format!(r#"{{"status":{status},"{member}":"{id}"}}"#),
            Self::Credits(credits) => format!(r#"{{"status":{status},"credits":{}}}"#, credits.to_decimal()),
            Self::CreditBalance(credits) => {
                format!(r#"{{"creditBalance":"{}","status":"{status}"}}"#, credits.to_decimal())
            }
            Self::Customers(page) => page.body("customers", lines::customer),
            Self::Users(page) => page.body("users", lines::user),
            Self::Settings(settings) => lines::settings(&settings),
        }
    }
}

/// Why nothing was done.
#[derive(Debug)]
pub(crate) struct Failure {
    status: Status,
    message: Cow<'static, str>,
    parameter: Option<&'static str>,
    http: StatusCode,
    advice: Option<Advice>,
    cause: Option<Box<StoreError>>,
}

/// A header that tells the client what to do instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Advice {
    /// Use one of these methods.
    Methods(&'static str),
    /// Wait so many seconds.
    Wait(u64),
}

impl Failure {
    /// A refusal in the dialect's own terms: the HTTP status is 200.
    pub(crate) fn new(status: Status, message: impl Into<Cow<'static, str>>) -> Self {
        let message = message.into();
        Self { status, message, parameter: None, http: StatusCode::OK, advice: None, cause: None }
    }

    /// The status with its own meaning as message.
    pub(crate) fn plain(status: Status) -> Self {
        Self::new(status, status.meaning())
    }

    /// A request that is not even one of the dialect.
    pub(crate) fn of_http(http: StatusCode, message: impl Into<Cow<'static, str>>) -> Self {
        Self { http, ..Self::new(Status::Malformed, message) }
    }

    /// A fault of this program, told to nobody but the log.
    pub(crate) fn defect(detail: &str) -> Self {
        StoreError::Defect(detail.to_owned()).into()
    }

    /// Names the parameter at fault.
    pub(crate) fn about(self, parameter: &'static str) -> Self {
        Self { parameter: Some(parameter), ..self }
    }

    /// Names the methods that would do.
    pub(crate) fn allowing(self, methods: &'static str) -> Self {
        Self { advice: Some(Advice::Methods(methods)), ..self }
    }

    /// How it came out.
    pub(crate) fn status(&self) -> Status {
        self.status
    }

    fn body(&self) -> String {
        let message = Value::from(self.message.as_ref());
        let status = self.status.code();
        match self.parameter {
            None => format!(r#"{{"status":{status},"message":{message}}}"#),
            Some(parameter) => {
                format!(r#"{{"status":{status},"message":{message},"parameter":"{parameter}"}}"#)
            }
        }
    }
}

impl From<StoreError> for Failure {
    /// What cannot be helped now may be helped in a second, and says so; the rest is ours.
    fn from(error: StoreError) -> Self {
        let is_passing = match &error {
            StoreError::Unavailable(_) | StoreError::Busy => true,
            StoreError::Inconsistent { .. }
            | StoreError::Migration(_)
            | StoreError::Backup(_)
            | StoreError::Defect(_) => false,
        };
        if is_passing {
            let busy = Self::new(Status::Internal, "the service is overloaded or unavailable, try again");
            let (http, advice) = (StatusCode::SERVICE_UNAVAILABLE, Some(Advice::Wait(1)));
            return Self { http, advice, cause: Some(Box::new(error)), ..busy };
        }
        Self { cause: Some(Box::new(error)), ..Self::plain(Status::Internal) }
    }
}

impl From<Throttled> for Failure {
    /// A wrong password, whatever was sent: it was not looked at.
    fn from(Throttled { seconds }: Throttled) -> Self {
        let message = format!("authentication failed: too many failures from this address, wait {seconds} s");
        Self { advice: Some(Advice::Wait(seconds)), ..Self::new(Status::AuthenticationFailed, message) }
    }
}

/// The answer to one request, with what the edge logs about it.
pub(crate) fn respond(
    operation: &str,
    caller: Option<Actor>,
    request_id: &str,
    outcome: Result<Success, Failure>,
) -> Response {
    let (status, mut response) = match outcome {
        Ok(success) => (Status::Done, json(success.body())),
        Err(failure) => {
            log_cause(operation, request_id, &failure);
            (failure.status(), refuse(failure))
        }
    };
    response.extensions_mut().insert(RequestOutcome {
        face: FACE,
        operation: operation.to_owned(),
        caller,
        code: status.code().to_string(),
        is_success: status == Status::Done,
    });
    response
}

/// A JSON document.
pub(crate) fn json(body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

fn refuse(failure: Failure) -> Response {
    let mut response = json(failure.body());
    *response.status_mut() = failure.http;
    let header = match failure.advice {
        None => return response,
        Some(Advice::Methods(methods)) => (ALLOW, HeaderValue::from_static(methods)),
        Some(Advice::Wait(seconds)) => (RETRY_AFTER, HeaderValue::from(seconds)),
    };
    response.headers_mut().insert(header.0, header.1);
    response
}

fn log_cause(operation: &str, request_id: &str, failure: &Failure) {
    let Some(cause) = &failure.cause else { return };
    let detail = cause.detail();
    if failure.http == StatusCode::SERVICE_UNAVAILABLE {
        tracing::warn!(operation, request_id, detail, "the store cannot serve");
    } else {
        tracing::error!(operation, request_id, detail, "a request met a defect");
    }
}

#[cfg(test)]
mod tests {
    use money::Commodity;

    use super::*;

    fn credits(units: i64) -> Amount {
        Amount::new(units, Commodity::MessageCredits)
    }

    #[test]
    fn successes_are_written_as_documented() {
        let id = "5a4e96a030046095c7ef280f".parse().expect("an id");
        let made = r#"{"status":0,"customerId":"5a4e96a030046095c7ef280f"}"#;
        assert_eq!(Success::Done.body(), r#"{"status":0}"#);
        assert_eq!(Success::Made("customerId", id).body(), made);
        assert_eq!(Success::Credits(credits(150_000_000_000)).body(), r#"{"status":0,"credits":1500}"#);
        assert_eq!(Success::Credits(credits(-1)).body(), r#"{"status":0,"credits":-0.00000001}"#);
        let most = r#"{"status":0,"credits":92233720368.54775807}"#;
        assert_eq!(Success::Credits(credits(i64::MAX)).body(), most);
        let balance = r#"{"creditBalance":"100","status":"0"}"#;
        assert_eq!(Success::CreditBalance(credits(10_000_000_000)).body(), balance);
    }

    #[track_caller]
    fn check(failure: Failure, http: u16, body: &str) {
        assert_eq!(failure.body(), body);
        let response = respond("admin/balance", None, "id", Err(failure));
        assert_eq!(response.status().as_u16(), http);
    }

    #[test]
    fn failures_say_what_and_where() {
        let failure = Failure::new(Status::Malformed, "no \"blank\"\n").about("username");
        check(failure, 200, r#"{"status":2,"message":"no \"blank\"\n","parameter":"username"}"#);
        let failure = Failure::of_http(StatusCode::NOT_FOUND, "nothing here");
        check(failure, 404, r#"{"status":2,"message":"nothing here"}"#);
    }

    #[test]
    fn only_what_passes_is_worth_another_try() {
        let busy = r#"{"status":9999,"message":"the service is overloaded or unavailable, try again"}"#;
        let ours = r#"{"status":9999,"message":"internal error"}"#;
        check(StoreError::Busy.into(), 503, busy);
        check(StoreError::Unavailable("secret".into()).into(), 503, busy);
        check(StoreError::Defect("secret".into()).into(), 200, ours);
        check(StoreError::inconsistent("secret").into(), 200, ours);
        check(StoreError::Backup("secret".into()).into(), 200, ours);
        let response = respond("admin/balance", None, "id", Err(StoreError::Busy.into()));
        assert_eq!(response.headers().get(RETRY_AFTER).map(HeaderValue::as_bytes), Some(b"1".as_slice()));
    }
}
